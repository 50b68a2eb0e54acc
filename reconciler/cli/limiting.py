"""``--limits``: larger limits of size for one run, said by whoever runs the program and by no manifest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from reconciler.errors import WrongUsage
from reconciler.manifest.limits import put_back, put_in_force, raised
from reconciler.text import visible


@contextmanager
def in_force(said: str) -> Iterator[None]:
    """The limits that were said, in force until the command ends."""
    try:
        token = put_in_force(raised(said))
    except ValueError as error:
        hint = 'write --limits "members=500000 changes=2000000", or RECONCILER_LIMITS'
        raise WrongUsage(visible(str(error)), hint=hint) from None
    try:
        yield
    finally:
        put_back(token)

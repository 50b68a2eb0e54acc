"""``--limits``: larger limits of size for one run, said by whoever runs the program and by no manifest."""

from __future__ import annotations

import click

from reconciler.errors import WrongUsage
from reconciler.manifest.limits import put_back, put_in_force, raised
from reconciler.text import visible


def raise_limits(said: str) -> None:
    """Put the limits that were said in force until the command ends."""
    try:
        token = put_in_force(raised(said))
    except ValueError as error:
        hint = 'write --limits "members=500000 changes=2000000", or RECONCILER_LIMITS'
        raise WrongUsage(visible(str(error)), hint=hint) from None
    click.get_current_context().call_on_close(lambda: put_back(token))

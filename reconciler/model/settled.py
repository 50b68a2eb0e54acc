"""What is remembered of an org whose manifests and stored state agreed, so that nobody compares them again."""

from __future__ import annotations

from typing import NamedTuple

from reconciler.model.orgs import OrgKey


def line(name: str, digest: str) -> str:
    """A file as it is remembered."""
    return f"{digest} {name}"


class Settled(NamedTuple):
    """The manifests by which an org was last found to be as they want it, without a warning.

    ``files`` speak of the org; ``shared`` speak of people and allowances. Both are sorted lines ``sha256 name``. It says
    something only while the org is at ``serial`` with the digest ``state``, from the moment ``since`` on and before the
    moment ``until`` (empty: for ever), to the program and vocabulary called ``program``. Where a rule of its platform speaks of
    several orgs, ``beside`` is a digest of the heads of all of them.
    """

    org: OrgKey
    serial: int
    state: str
    program: str
    since: str
    until: str
    files: tuple[str, ...]
    shared: tuple[str, ...] = ()
    beside: str = ""

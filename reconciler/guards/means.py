"""Guards over how a change can be made at all: again from nothing, by the vendor, or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reconciler.guards.case import Case, counted, refusal
from reconciler.model import Action, GuardResult, Mode
from reconciler.routes import matching_route


def _by_mode(case: Case, mode: Mode, guard: str, message: str) -> Iterator[GuardResult]:
    found = [change for change in case.changes if change.mode is mode]
    if found:
        route = matching_route(found[0], case.platform)
        why = f": {route.says}" if route is not None and route.says else ""
        count = len(found)
        text = f"{counted(count, 'change', 'changes')} {message}{why}"
        yield refusal(case, guard, count, 0, text, (change.address for change in found))


def recreate(case: Case) -> Iterator[GuardResult]:
    """A change can only be made by removing and adding again, with everything that hangs on it."""
    yield from _by_mode(case, Mode.RECREATE, "recreate", "can only be made by removing and adding again")


def support(case: Case) -> Iterator[GuardResult]:
    """A change only the vendor can make. An allowance says that the vendor has made it, and records it."""
    yield from _by_mode(case, Mode.SUPPORT, "support", "can only be made by the platform's support")


def unsupported(case: Case) -> Iterator[GuardResult]:
    """A change nobody can make on this platform. Nothing allows it."""
    for result in _by_mode(case, Mode.UNSUPPORTED, "unsupported", "cannot be made on this platform"):
        yield replace(result, allowed_by=None)


def org_returns(case: Case) -> Iterator[GuardResult]:
    """An org that was deleted would be made again. Its manifests may have been forgotten (S0-33)."""
    made = [c.address for c in case.changes if c.address.kind == "org" and c.action is Action.CREATE]
    if made and case.deleted_before:
        yield refusal(case, "org-returns", 1, 0, "the org was deleted and would be made again, empty of its data", made)

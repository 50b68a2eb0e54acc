"""Guards over who is in charge: admins of the org, admins of things, and whether the asker may ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconciler.approvals import as_held, steps
from reconciler.errors import Severity
from reconciler.guards.case import Case, counted
from reconciler.kinds import kinds
from reconciler.model import Address, GuardResult, State
from reconciler.permissions import Powers, asker_keys, holder_words, needed
from reconciler.routes import is_admin
from reconciler.succession import orphaned
from reconciler.text import visible


def last_admin(case: Case) -> Iterator[GuardResult]:
    """An org with people would have no active admin. Nothing allows this: name another admin first (T090)."""
    # Also where all its people go at once: nobody could ever add one again.
    needed = _has_admin(case.before, case) or any(case.is_in(r.address, r.attrs) for r in case.after.values())
    if needed and not case.whole_org_goes and not _has_admin(case.after, case):
        lost = [str(c.address) for c in case.changes if is_admin(c.before, case.platform)]
        message = "the org would have no active admin; make somebody admin first"
        yield GuardResult("last-admin", Severity.ERROR, len(lost), 0, message, tuple(sorted(lost)))


def _has_admin(state: State, case: Case) -> bool:
    return any(is_admin(r.attrs, case.platform) for r in state.values() if kinds()[r.address.kind].person)


def few_admins(case: Case) -> Iterator[GuardResult]:
    """Fewer active admins than two: one illness away from none. A warning."""
    if not case.changes:
        return
    people = [r.attrs for r in case.after.values() if kinds()[r.address.kind].person]
    admins = sum(1 for attrs in people if is_admin(attrs, case.platform))
    if people and 0 < admins < case.policy.fewest_admins:
        message = f"the org would have {counted(admins, 'active admin', 'active admins')}; two are safer"
        yield GuardResult("few-admins", Severity.WARNING, admins, case.policy.fewest_admins, message)


def sole_admin(case: Case) -> Iterator[GuardResult]:
    """Somebody would leave who alone is admin of a project or dataset. Name another admin first (E6)."""
    things = [*orphaned(case.after, case.before, case.platform)]
    if things:
        people = sorted({visible(person.key[0]) for _, person in things})
        grants = sorted({str(address) for address, _ in things})
        what = counted(len(grants), "thing", "things")
        message = f"{', '.join(people)} would leave {what} without an admin; name another admin under access: first"
        yield GuardResult("sole-admin", Severity.ERROR, len(grants), 0, message, tuple(grants))


def not_permitted(case: Case) -> Iterator[GuardResult]:
    """Whoever asks for a change may not do it on the platform. A warning, unless the asker is enforced."""
    severity = Severity.ERROR if case.policy.enforce_asker else Severity.WARNING
    people = asker_keys(case.asker)
    if not case.before:
        return
    if not people:
        if case.policy.enforce_asker:  # a plan made where nobody was named must not pass where somebody has to be
            message = "nobody is named who asks for this"
            yield GuardResult("not-permitted", severity, len(case.changes), 0, message)
        return
    who = visible(people[0])
    powers = Powers(as_held(case.stored, case.changes, case.policy.rules), case.platform, case.after)
    if not any(map(powers.is_member, people)):
        message = f"{who} asks for this and is not an active member of the org"
        yield GuardResult("not-permitted", severity, len(case.changes), 0, message)
        return
    for (says, others), changes in sorted(_missing(case, people, powers).items()):
        message = f"{who} may not {says}; {others}"
        yield GuardResult("not-permitted", severity, len(changes), 0, message, tuple(sorted(map(str, changes))))


def _missing(case: Case, people: Sequence[str], powers: Powers) -> dict[tuple[str, str], list[Address]]:
    """What the asker lacks: (capability, who has it) → the changes that need it."""
    found: dict[tuple[str, str], list[Address]] = {}
    for change in (step for asked in case.asked for step in steps(asked, case.policy.rules)):
        for ability in needed(change, case.platform):
            if not any(powers.may(person, ability, change) for person in people):
                roles = " or ".join(holder_words(holder, case.platform) for holder in ability.by)
                named = [visible(person) for person in powers.could(ability, change)]
                shown = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")  # noqa: PLR2004
                who = f"{shown} could ({roles})" if named else f"nobody in the org could ({roles})"
                found.setdefault((ability.says, who), []).append(change.address)
    return found

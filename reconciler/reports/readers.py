"""Who may see a report: whom the platform gives a capability that shows it (S3-06).

Which capability shows what is a fact of the platform and stands in its vocabulary, under ``shows``. A capability that is
held for one's own places shows of a report what is about those; only reports with rows about people or projects have
such parts.
"""

from __future__ import annotations

from reconciler.canonical import Attrs
from reconciler.errors import WrongUsage
from reconciler.model import Address, OrgKey
from reconciler.permissions import Powers
from reconciler.statements import Capability
from reconciler.text import visible
from reconciler.vocabulary import Platform


def showing(report: str, platform: Platform) -> list[Capability]:
    """The capabilities that show a report."""
    return [ability for ability in platform.capabilities if report in ability.shows]


def sees_all(report: str, person: str, powers: Powers) -> bool:
    """Whether somebody may see a whole report."""
    held = (ability.by.items() for ability in showing(report, powers.platform))
    return powers.is_member(person) and any(
        scope == "all" and powers.holds(person, holder) for ways in held for holder, scope in ways
    )


def sees(report: str, person: str, powers: Powers, address: Address, attrs: Attrs) -> bool:
    """Whether somebody may see what a report says of one person or project."""
    return any(powers.sees(person, ability, address, attrs) for ability in showing(report, powers.platform))


def sees_some(report: str, person: str, powers: Powers) -> bool:
    """Whether somebody may see anything of it: a capability is theirs, for themselves or somewhere."""
    held = (ability.by for ability in showing(report, powers.platform))
    return powers.is_member(person) and any(powers.holds(person, holder) for ways in held for holder in ways)


def refused(report: str, person: str, org: OrgKey, standing: str, platform: Platform) -> WrongUsage:
    """Why somebody does not see a report; *standing* says what keeps them out of the org, if something does."""
    abilities = showing(report, platform)
    if not abilities:
        return WrongUsage(
            f"nobody in an org of {platform.title} sees this report there, as far as its documentation says",
            hint="leave --as out, if you may",
        )
    hint = f"see who may: reconciler who can {abilities[0].can} --org {org}"
    if standing:
        return WrongUsage(f"{visible(person)} {standing}", hint=hint)
    says = " or ".join(ability.says for ability in abilities)
    return WrongUsage(f"{visible(person)} may not {says}", hint=hint)

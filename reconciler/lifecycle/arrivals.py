"""How people come in: by invitation, by signing up, by joining a thing; and how far each of them has come.

No clock and no chance: the moment and the tokens are arguments, and of a token only its digest is kept.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from reconciler.canonical import Attrs, sha256
from reconciler.errors import Problem, Source
from reconciler.keep import ADOPTED
from reconciler.kinds import kinds
from reconciler.lifecycle.events import ability, barred, org_of, refused
from reconciler.lookup import plural
from reconciler.model import Action, Address, AuditEntry, Change, Mode, Resource, State
from reconciler.permissions import needed
from reconciler.text import identity_key, visible
from reconciler.vocabulary import Platform

ACTIVATION, MANUAL = "activation", "manual"
"""The setting of ``sign_up``, and its word for: somebody must activate whoever has signed up."""


def status(member: Address, state: State, platform: Platform, at: str) -> str:
    """``active``, ``invited``, ``expired`` or ``deactivated``: how far a member has come in.

    Whoever was invited and has not followed the link is neither drift nor done.
    """
    if platform.left(state[member].attrs):
        return "deactivated"
    sent = invitations(member, state)
    if not sent or sent[-1].attrs.get("accepted"):
        return "active"
    return "invited" if _good(sent[-1], at) else "expired"


def invitations(member: Address, state: State) -> list[Resource]:
    """All invitations of a member, oldest first."""
    found: list[Resource] = []
    while (sent := state.get(member._replace(kind="invitation", key=(*member.key, str(len(found) + 1))))) is not None:
        found.append(sent)
    return found


def invitation(token: str, state: State) -> Resource | None:
    """The invitation that a token belongs to."""
    digest = sha256(token)
    return next((r for a, r in state.items() if a.kind == "invitation" and r.attrs.get("token") == digest), None)


def _good(sent: Resource, at: str) -> bool:
    return at <= str(sent.attrs.get("expires"))


def _name(address: Address, state: State) -> tuple[str, ...]:
    """A resource's name as people wrote it; its key where there is none."""
    stored = state.get(address)
    return (stored.name if stored is not None else ()) or address.key


# --- by invitation ----------------------------------------------------------------------------------------------------


def invite(
    tokens: Mapping[str, str], state: State, platform: Platform, at: str, *, days: int = 0, asker: str = ""
) -> list[Change]:
    """An invitation for each person; *tokens* holds a secret for each, by the person's key (S1-04, S1-05)."""
    org = org_of(state)
    if platform.arrival is None:
        message = f"{platform.title} has no invitations: members are in as soon as they are added"
        raise refused(
            org.org_key,
            [
                Problem(
                    "no-invitations",
                    message,
                    hint="tell them yourself, once the manifests are applied: reconciler apply FOLDER",
                )
            ],
        )
    moment = datetime.datetime.fromisoformat(at) + datetime.timedelta(days=days or platform.arrival.days)
    expires = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    problems: list[Problem] = []
    changes: list[Change] = []
    for person, token in sorted(tokens.items()):
        member = org._replace(kind="member", key=(person,))
        problems += _not_to_invite(member, state, platform, at, asker)
        number = str(len(invitations(member, state)) + 1)
        attrs: Attrs = {"token": sha256(token), "sent": at, "expires": expires}
        sent = member._replace(kind="invitation", key=(person, number))
        changes.append(Change(sent, None, attrs, name=(*_name(member, state), number)))
    if problems:
        raise refused(org.org_key, problems)
    return changes


def _not_to_invite(member: Address, state: State, platform: Platform, at: str, asker: str) -> Iterator[Problem]:
    """Why a person cannot be invited now."""
    who, stored = visible(member.key[0]), state.get(member)
    if stored is None:
        hint = f"add {who}: under members:, and apply that first: reconciler apply FOLDER"
        yield Problem("not-a-member", f"{who} is not a member of {member.org}", hint=hint)
        return
    arriving = Change(member, None, stored.attrs)
    for problem in barred(asker, list(needed(arriving, platform)), arriving, state, platform):
        yield problem._replace(source=Source(who))  # of several people, which one is meant
    sent = invitations(member, state)
    standing = status(member, state, platform, at)
    if standing == "deactivated":
        yield Problem(
            "member-deactivated", f"{who} is deactivated", hint=f"write {who}: {{active: true}} under members:"
        )
    elif stored.attrs.get(ADOPTED) or (sent and standing == "active"):
        yield Problem(
            "in-already",
            f"{who} is in already",
            hint="no invitation is needed; see what they reach: reconciler access PERSON",
        )
    elif standing == "invited":
        message = f"{who} has an invitation that is good until {sent[-1].attrs['expires']}"
        yield Problem(
            "invitation-live",
            message,
            hint="it cannot be taken back; wait for that moment, or use it: reconciler accept TOKEN",
        )
    elif platform.arrival is not None and len(sent) >= platform.arrival.times:
        message = f"{who} was invited {len(sent)} times and never came"
        yield Problem(
            "invitations-spent", message, hint=f"ask the person, and take {who} out of members: if they will not come"
        )


def pending(entries: Iterable[AuditEntry], state: State, platform: Platform) -> list[str]:
    """The keys of members who come in by an invitation and were never sent one, by the log of what was applied."""
    made = {e.address: e.mode for e in entries if e.address.kind == "member" and e.action is Action.CREATE}
    asked = (address for address, mode in made.items() if mode is Mode.INVITE and address in state)
    return sorted(
        member.key[0] for member in asked if not platform.left(state[member].attrs) and not invitations(member, state)
    )


def accept(sent: Resource, state: State, platform: Platform, at: str, *, name: str = "") -> list[Change]:
    """The person an invitation was made for is in, with what the manifests gave them (S1-06, S1-07, W23)."""
    member = sent.address._replace(kind="member", key=sent.address.key[:1])
    who = visible(member.key[0])
    problems: list[Problem] = []
    if sent.attrs.get("accepted"):
        message = f"{who} has followed this invitation at {sent.attrs['accepted']}"
        problems.append(Problem("in-already", message, hint="no second time is needed"))
    elif not _good(sent, at):
        message = f"the invitation of {who} was good until {sent.attrs['expires']}"
        problems.append(Problem("invitation-expired", message, hint="ask for a new one: reconciler invite ADDRESS"))
    if platform.left(state[member].attrs):
        problems.append(
            Problem(
                "member-deactivated", f"{who} is deactivated", hint=f"ask an admin to write {who}: {{active: true}}"
            )
        )
    if problems:
        raise refused(member.org_key, problems)
    said = {"name": name} if name else {}
    accepted = Change(sent.address, sent.attrs, {**sent.attrs, **said, "accepted": at}, name=sent.name)
    return [accepted, *_first_place(member, _name(member, state), state, platform)]


def _first_place(member: Address, name: tuple[str, ...], state: State, platform: Platform) -> Iterator[Change]:
    """A place for whoever has none, in the team that the platform puts newcomers into, if it is there (W18, S1-15)."""
    wanted = platform.arrival.team if platform.arrival is not None else ""
    if not wanted:
        return
    team = member._replace(kind="team", key=(identity_key(wanted),))
    if team in state and not any(a.kind == "membership" and a.key[1:] == member.key for a in state):
        place = team._replace(kind="membership", key=(*team.key, *member.key))
        yield Change(place, None, _by_themselves("membership", platform), name=(*_name(team, state), *name))


def _by_themselves(kind: str, platform: Platform) -> dict[str, str | bool]:
    """The attributes of what no manifest gave: what holds if nothing is said, and that it is adopted."""
    usual = ((name, platform.defaults.get(f"{kind}.{name}")) for name in kinds()[kind].attributes)
    return {**{name: value for name, value in usual if value is not None}, ADOPTED: True}


# --- without one ------------------------------------------------------------------------------------------------------


def sign_up(person: str, state: State, platform: Platform, *, name: str = "", shown: str = "") -> list[Change]:
    """Somebody comes in of their own accord, as the org's ``sign_up`` says. *person* is a key, *shown* what they wrote."""
    org = org_of(state)
    member = org._replace(kind="member", key=(person,))
    if member in state:
        how = "deactivated" if platform.left(state[member].attrs) else "declared or in"
        message = f"{visible(person)} is a member of {org.org} already, {how}"
        raise refused(org.org_key, [Problem("in-already", message, hint="ask an admin of the org")])
    said = state[org].attrs.get("sign_up")
    settings = said if isinstance(said, Mapping) else {}
    role = _role_of_newcomer(person, settings.get("domains"), platform)
    if role is None:
        message = f"nobody signs up to {org.org} with the address {visible(person)}"
        raise refused(
            org.org_key,
            [Problem("sign-up-closed", message, hint="ask an admin for an invitation: reconciler invite ADDRESS")],
        )
    own = {"name": name} if name else {}
    attrs: Attrs = {**_by_themselves("member", platform), "role": role, **own}
    if settings.get(ACTIVATION) == MANUAL:
        attrs = platform.without(attrs)
    written = (shown or person,)
    return [Change(member, None, attrs, name=written), *_first_place(member, written, state, platform)]


def _role_of_newcomer(person: str, domains: object, platform: Platform) -> str | None:
    """The role of whoever signs up with an address; None for nobody (S2-12, S2-13, S1-09)."""
    if isinstance(domains, Mapping):
        role = domains.get(person.partition("@")[2])
    else:
        anybody = f"org.sign_up.{ACTIVATION}" in platform.words
        role = platform.defaults.get("member.role") if anybody else None
    return str(role) if role is not None else None


def grant_of(person: str, thing: Address) -> Address:
    """Where it is written what a person has on a thing in their own name."""
    return thing._replace(kind=f"{thing.kind}_grant", key=(*thing.key, person))


def join(person: str, thing: Address, state: State, platform: Platform) -> list[Change]:
    """Somebody who may join any thing gets the level that joining gives; nothing to do for who has one (E18)."""
    level = platform.joins.get(thing.kind)
    if level is None:
        message = f"nobody joins a {platform.term(thing.kind)} of {platform.title} of their own accord"
        raise refused(
            thing.org_key,
            [Problem("no-joining", message, hint=f"it is given in the manifests: {visible(person)}: under access:")],
        )
    grant = grant_of(person, thing)
    if grant in state:
        return []
    joining = Change(grant, None, {"level": level, ADOPTED: True})
    problems = [*barred(person, ability("join-any", platform), joining, state, platform)]
    if thing not in state:
        message = f"{thing.org} has no {platform.term(thing.kind)} {visible(thing.key[-1])}"
        problems.append(
            Problem(
                "no-such-thing", message, hint=f"see what there is: reconciler list {plural(platform.term(thing.kind))}"
            )
        )
    if problems:
        raise refused(thing.org_key, problems)
    member = thing._replace(kind="member", key=(person,))
    return [replace(joining, name=(*_name(thing, state), *_name(member, state)))]

"""Verbs that edit manifest files, never the store: ``member add|move|remove|level`` and ``team add``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click

from reconciler.cli import terminal
from reconciler.cli.events import answer_option
from reconciler.cli.options import org_option
from reconciler.cli.orgs import choice, key_of
from reconciler.cli.rewriting import Manifests, document, stop_at
from reconciler.editing.entries import NotEditable
from reconciler.editing.persons import (
    OrgTexts,
    Place,
    moved,
    with_level,
    with_member,
    with_place,
    with_team,
    without_person,
)
from reconciler.editing.spelling import Value
from reconciler.errors import Problem, WrongUsage
from reconciler.keep import person_of
from reconciler.kinds import kinds
from reconciler.model import Address, OrgKey, State, spelled
from reconciler.text import visible
from reconciler.vocabulary import Platform, load

F = TypeVar("F", bound=Callable[..., Any])

in_option = click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="PATH",
    help="The folder or file that holds all manifests of the org. Default: this folder.",
)


@click.group()
def member() -> None:
    """Edit who is in an org, in the manifest files; plan and apply make the change."""


@click.group()
def team() -> None:
    """Edit the teams of an org, in the manifest files; plan and apply make the change."""


@member.command("add")
@click.argument("person")
@click.option("--role", help="The role in the org, in the platform's words. Default: the platform's.")
@click.option("--name", help="The person's name, for people who read.")
@click.option("--team", "teams", multiple=True, metavar="TEAM[:ROLE]", help="A place in this team; may be repeated.")
@click.option("--level", "levels", multiple=True, metavar="DOMAIN=N", help="A level in a domain; may be repeated.")
@click.option("--expires", metavar="DATE", help="The last day: 2026-12-31.")
@org_option
@in_option
@answer_option
def add_member(
    person: str,
    role: str | None,
    name: str | None,
    teams: tuple[str, ...],
    levels: tuple[str, ...],
    expires: str | None,
    org: str,
    folder: Path,
    form: str,
) -> None:
    """Add PERSON to an org. Somebody who is in already gets the places and levels.

    The files are changed if the result is valid, and the difference is shown.
    """
    manifests, texts, state = _opened(folder, org)
    attrs: dict[str, Value] = {"name": name, "role": role, "expires": expires}
    attrs = {field: value for field, value in attrs.items() if value is not None}
    there = _member(texts, person) in state
    if there and (attrs or not teams + levels):
        place = state[_member(texts, person)].source
        raise WrongUsage(f"{visible(person)} is in already: {place}", hint="edit it there, or add --team or --level")

    def edited(texts: OrgTexts) -> OrgTexts:
        said = {own: _number(level) for own, level in map(_level, levels)}
        if not there:
            whole = {**attrs, texts.section("experience").name: said} if said else attrs
            texts = with_member(texts, person, whole)
        for own, level in said.items() if there else ():
            texts = with_level(texts, person, own, level)
        for place in teams:
            texts = with_place(texts, person, _place(place, texts.platform))
        return texts

    _edit(manifests, texts, edited, person, form)


@member.command("move")
@click.argument("person")
@click.option("--from", "before", required=True, metavar="TEAM", help="The team to leave.")
@click.option(
    "--to", "after", required=True, metavar="TEAM[:ROLE]", help="The team to join. Default: with the same role."
)
@org_option
@in_option
@answer_option
def move_member(person: str, before: str, after: str, org: str, folder: Path, form: str) -> None:
    """Move PERSON from one team to another.

    The files are changed if the result is valid, and the difference is shown.
    """
    manifests, texts, _ = _opened(folder, org)
    to = _place(after, texts.platform)
    _edit(manifests, texts, lambda texts: moved(texts, person, before, to), person, form)


@member.command("remove")
@click.argument("person")
@org_option
@in_option
@answer_option
def remove_member(person: str, org: str, folder: Path, form: str) -> None:
    """Take PERSON out of an org, with every place and every access.

    Who owns something is not removed: name another owner first. The files are changed if the result is valid, and the
    difference is shown.
    """
    manifests, texts, state = _opened(folder, org)
    if not any(person_of(address) == key_of(person) for address in state):
        raise WrongUsage(
            f"no manifest of {visible(texts.slug)} names {visible(person)}",
            hint="see who is there: reconciler list users",
        )
    stop_at(list(_still_named(state, key_of(person))), "somebody else must be named first")
    _edit(manifests, texts, lambda texts: without_person(texts, person), person, form)


@member.command("level")
@click.argument("person")
@click.argument("domain")
@click.argument("level", type=int)
@org_option
@in_option
@answer_option
def level_member(person: str, domain: str, level: int, org: str, folder: Path, form: str) -> None:
    """Write the LEVEL that PERSON has in a DOMAIN of experience.

    The files are changed if the result is valid, and the difference is shown.
    """
    manifests, texts, _ = _opened(folder, org)
    _edit(manifests, texts, lambda texts: with_level(texts, person, domain, level), person, form)


@team.command("add")
@click.argument("name")
@click.option("--description", help="What the team is for.")
@org_option
@in_option
@answer_option
def add_team(name: str, description: str | None, org: str, folder: Path, form: str) -> None:
    """Add the team NAME to an org.

    The files are changed if the result is valid, and the difference is shown.
    """
    manifests, texts, state = _opened(folder, org)
    address = Address(texts.platform.name, texts.slug, "team", (key_of(name),))
    if address in state:
        message = f"there is a {texts.platform.term('team')} {visible(name)} already: {state[address].source}"
        raise WrongUsage(
            message, hint="edit it there, or put somebody into it: reconciler member add PERSON --team NAME"
        )
    attrs: dict[str, Value] = {} if description is None else {"description": description}
    _edit(manifests, texts, lambda texts: with_team(texts, name, attrs), "", form)


# --- what they share --------------------------------------------------------------------------------------------------


def _opened(folder: Path, named: str) -> tuple[Manifests, OrgTexts, State]:
    """The manifests, and the one org in them that is meant. What is wrong already could hide what an edit breaks."""
    manifests = Manifests([folder])
    reading = manifests.before
    stop_at(reading.problems, "the manifests have errors, which come first")
    known = reading.desired.orgs
    org = _meant(list(known), named)
    platform, _, slug = org.partition("/")
    return manifests, OrgTexts(manifests.texts, slug, load(platform)), known[org].state


def _meant(known: list[OrgKey], named: str) -> OrgKey:
    wanted = (named or choice()).casefold()
    found = [org for org in known if wanted in ("", org, org.partition("/")[2])]
    if len(found) == 1:
        return found[0]
    said = f"several orgs are called {visible(wanted)}" if found else f"the manifests have no org {visible(wanted)}"
    hint = f"add --org, one of: {', '.join(map(visible, sorted(known)))}" if known else "begin a file with org:"
    raise WrongUsage(said if wanted else "the manifests do not speak of one org alone", hint=hint)


def _edit(manifests: Manifests, texts: OrgTexts, edit: Callable[[OrgTexts], OrgTexts], person: str, form: str) -> None:
    """Make an edit, hold the result against the reader, write it and show the difference."""
    try:
        after = edit(texts).texts
    except NotEditable as reason:
        raise WrongUsage(
            f"this is for a person to edit: {reason}", hint="edit the file by hand, then: reconciler validate"
        ) from None
    reading = manifests.reading(after)
    stop_at(reading.problems, "the edit would leave errors")
    before = manifests.before.desired.orgs
    for org, desired in reading.desired.orgs.items():
        _nothing_else(before[org].state, desired.state, key_of(person) if person else "")
    manifests.write(after)
    if form == "json":
        terminal.say_json({"files": document(after, manifests.texts)})
    else:
        terminal.say(manifests.diff(after))


def _nothing_else(before: State, after: State, person: str) -> None:
    """Only what is about the person, and which sections are managed, may differ; for a team, only what is new."""
    for address in {*before, *after}:
        same = before.resources.get(address) == after.resources.get(address)
        meant = person_of(address) == person if person else address not in before
        holder = address.kind == "org" or (person and address in before and address in after)
        if not (same or meant or holder):
            raise WrongUsage(
                f"the edit would change {visible(str(address))}, too",
                hint="edit the file by hand, then: reconciler validate",
            )


def _still_named(state: State, person: str) -> Iterator[Problem]:
    """What names a person beside the places and grants that go with them: as its owner, as somebody's replacement."""
    for address, resource in state.items():
        for field, target in kinds()[address.kind].refers.items():
            if field and target == "member" and resource.attrs.get(field) == person and person_of(address) != person:
                thing = visible(spelled(address, state))
                message = f"`{visible(person)}` is the {field} of {thing}"
                yield Problem(
                    "dangling-reference", message, resource.source, f"name somebody else after {field}: there"
                )


def _member(texts: OrgTexts, person: str) -> Address:
    return Address(texts.platform.name, texts.slug, "member", (key_of(person),))


def _place(said: str, platform: Platform) -> Place:
    """``TEAM`` or ``TEAM:ROLE``; a colon may be part of a team's name."""
    name, _, role = said.rpartition(":")
    known = platform.ranks.get("membership.role", {})
    return Place(name, role) if name and role in known else Place(said)


def _level(said: str) -> tuple[str, str]:
    domain, _, level = said.rpartition("=")
    if not domain:
        raise WrongUsage(f"{visible(said)} is no level", hint="write --level nuclei=3")
    return domain, level


def _number(said: str) -> int:
    try:
        return int(said)
    except ValueError:
        raise WrongUsage(f"{visible(said)} is not a whole number", hint="write --level nuclei=3") from None

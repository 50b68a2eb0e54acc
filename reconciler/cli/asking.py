"""Questions about one org: ``access``, ``why``, ``who``, ``eligible``. Nothing here changes anything.

What the answers are is decided in ``access``, ``permissions`` and ``eligibility``; here they are asked for and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from reconciler.access import Path, Reach, reachable_kinds
from reconciler.canonical import Json
from reconciler.cli import terminal
from reconciler.cli.answering import AWAY, Asked, asked, at_option, form_option, item, sentences_option, show
from reconciler.cli.options import database_option, org_option
from reconciler.cli.orgs import key_of
from reconciler.eligibility import asked_for, verdicts, work_of
from reconciler.errors import WrongUsage
from reconciler.lookup import nearest, thing_named
from reconciler.model import Address
from reconciler.permissions import Powers
from reconciler.render import tables
from reconciler.render.reasons import because, name_of, outsiders, path_words, restrictions, scoped_words, thing_name
from reconciler.render.tables import Cell, Table
from reconciler.statements import Capability
from reconciler.text import visible

# --- access ---------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("who_or_what")
@org_option
@at_option
@database_option
@form_option
def access(who_or_what: str, org: str, day: str, db: str, form: str) -> None:
    """Show what a person can reach, or who can reach a thing, with every path. WHO_OR_WHAT: a member, or project/NAME."""
    found = asked(db, org, day)
    target = thing_named(who_or_what, ["member", *sorted(reachable_kinds())], found.state, found.platform)
    reach = Reach(found.state, found.platform)
    if target.kind == "member":
        _of_person(target.key[0], reach, found, form)
    else:
        _of_thing(target, reach, found, form)


def _of_person(person: str, reach: Reach, found: Asked, form: str) -> None:
    things = reach.of_person(person)
    status = found.statuses[person]
    rows = ((_typed(thing, found), paths[0].level, tuple(map(path_words, paths))) for thing, paths in things.items())
    role = reach.role(person) or str(found.platform.value("member", found.state[_member(person, found)].attrs, "role"))
    reaches: list[Json] = [{"thing": thing.path, **_levels(paths)} for thing, paths in things.items()]
    document = {**found.head, "person": person, "role": role, "status": status, "reaches": reaches}
    more = [] if things else ["Nothing."]
    if status != "active":
        more.append(f"{visible(person)} {AWAY[status]}.")
    title = f"{visible(person)}, {visible(role)} in {found.where}"
    show(form, title, Table(("thing", "level", "paths"), tuple(rows)), document, more)


def _of_thing(thing: Address, reach: Reach, found: Asked, form: str) -> None:
    people = reach.of_thing(thing)
    statuses = found.statuses
    rows = ((p, paths[0].level, statuses[p], tuple(map(path_words, paths))) for p, paths in people.items())
    listed: list[Json] = [{"person": p, "status": statuses[p], **_levels(paths)} for p, paths in people.items()]
    limits, others = [*restrictions(thing, reach)], [*outsiders(thing, reach)]
    document: dict[str, Json] = {**found.head, "thing": thing.path, "people": listed}
    document |= {"restrictions": list(limits), "others": list(others)}
    more = [*([] if people else ["Nobody."]), *limits, *others]
    title = f"{thing_name(thing, reach)} in {found.where}"
    show(form, title, Table(("person", "level", "status", "paths"), tuple(rows)), document, more)


def _typed(thing: Address, found: Asked) -> str:
    """A thing as it can be typed."""
    return f"{thing.kind}/{name_of(thing, found.state)}"


def _levels(paths: Sequence[Path]) -> dict[str, Json]:
    return {"level": paths[0].level if paths else "", "paths": [_path(path) for path in paths]}


def _path(path: Path) -> dict[str, Json]:
    capped = {"granted": path.granted, "cap": path.cap} if path.cap else {}
    return {"level": path.level, "via": path.via, **capped}


def _member(person: str, found: Asked) -> Address:
    platform, _, slug = found.org.partition("/")
    return Address(platform, slug, "member", (person,))


# --- why ------------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("person")
@click.argument("thing")
@org_option
@at_option
@database_option
@sentences_option
def why(person: str, thing: str, org: str, day: str, db: str, form: str) -> None:
    """Say why PERSON can reach THING, one sentence for each path, or why not. THING: a name, or project/NAME."""
    found = asked(db, org, day)
    who = key_of(person)
    target = thing_named(thing, sorted(reachable_kinds()), found.state, found.platform)
    reach = Reach(found.state, found.platform)
    sentences = [*because(who, target, reach)]
    status = found.statuses.get(who, "")
    if status in ("invited", "expired"):
        sentences.append(f"{visible(who)} {AWAY[status]}.")
    if form == "json":
        paths = reach.between(who, target)
        body: dict[str, Json] = {**found.head, "person": who, "thing": target.path, **_levels(paths)}
        terminal.say_json({**body, "sentences": list(sentences)})
    else:
        terminal.say(map(item, sentences) if form == "markdown" else sentences)


# --- who ------------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("action", nargs=-1)
@org_option
@at_option
@database_option
@sentences_option
def who(action: tuple[str, ...], org: str, day: str, db: str, form: str) -> None:
    """Say who may do something: who can invite. Without an ACTION: list what the platform knows."""
    found = asked(db, org, day)
    words = " ".join(action[1:] if action[:1] == ("can",) else action)
    if not words:
        _all_actions(found, form)
        return
    ability = _ability(words, found)
    powers = Powers(found.state, found.platform)
    rows: list[tuple[Cell, ...]] = []
    holders: list[Json] = []
    for holder, scope, people in powers.holders(ability):
        places = {p: powers.places(p, holder) if scope == "own" else () for p in people}
        named = tuple(_at_places(p, [name_of(place, found.state) for place in places[p]]) for p in people)
        unnamed = () if holder in ("self", "operator") else ("nobody",)
        rows.append((scoped_words(holder, scope, found.platform), named or unnamed))
        listed: list[Json] = [{"person": p, "places": [place.path for place in places[p]]} for p in people]
        holders.append({"holder": holder, "scope": scope, "people": listed})
    said = {"action": ability.can, "says": ability.says, "source": ability.source, "holders": holders}
    title = f"{ability.can}: {ability.says}, in {found.where}"
    show(form, title, Table(("holder", "people"), tuple(rows)), {**found.head, **said})


def _ability(words: str, found: Asked) -> Capability:
    """The capability that is meant: by its word, or by its sentence."""
    every = {ability.can: ability for ability in found.platform.capabilities}
    word = words.casefold().replace(" ", "-")
    named = every.get(word) or next((ability for ability in every.values() if ability.says == words), None)
    if named is None:
        hint = nearest(word, every) or "list them: reconciler who"
        raise WrongUsage(f"{found.platform.title} knows no action {visible(words)}", hint=hint)
    return named


def _at_places(person: str, places: Iterable[str]) -> str:
    names = ", ".join(places)
    return f"{person} ({names})" if names else person


def _all_actions(found: Asked, form: str) -> None:
    platform = found.platform
    rows = tuple(
        (a.can, a.says, tuple(scoped_words(holder, scope, platform) for holder, scope in a.by.items()))
        for a in sorted(platform.capabilities, key=lambda ability: ability.can)
    )
    table = Table(("action", "says", "holders"), rows)
    show(form, f"What may be done on {platform.title}", table, {**found.head, "actions": tables.json_rows(table)})


# --- eligible -------------------------------------------------------------------------------------------------------


@click.command()
@click.argument("work", nargs=-1, required=True)
@click.option("--all", "everybody", is_flag=True, help="Also who is not, and why.")
@org_option
@at_option
@database_option
@form_option
def eligible(work: tuple[str, ...], everybody: bool, org: str, day: str, db: str, form: str) -> None:
    """List who may be given tasks. WORK is a task type, a project, or both: then what all of them ask for counts."""
    found = asked(db, org, day)
    if "experience" in found.platform.absent:
        raise WrongUsage(found.platform.absent["experience"].says, hint="ask who can reach it: reconciler access")
    things = [thing_named(name, ["task_type", "project"], found.state, found.platform) for name in work]
    asks = work_of(things, found.state)
    away = {person: AWAY[status] for person, status in found.statuses.items() if status != "active"}
    every = verdicts(asks, found.state, away)
    shown = [verdict for verdict in every if everybody or verdict.eligible]
    fitting = sum(verdict.eligible for verdict in every)
    rows = tuple((v.person, v.eligible, v.reasons) for v in shown)
    table = (
        Table(("person", "eligible", "reasons"), rows)
        if everybody
        else Table(("person",), tuple((r[0],) for r in rows))
    )
    document: dict[str, Json] = {**found.head, "work": [thing.path for thing in things]}
    document |= {"requires": dict(asks.requires), "teams": sorted(asks.teams), "paused": list(asks.paused)}
    title = f"{', '.join(_typed(thing, found) for thing in things)} in {found.where}"
    wanted = "; ".join(asked_for(asks)) or "nothing"
    more = [visible(f"Asked for: {wanted}."), f"{fitting} of {len(every)} may be given tasks."]
    show(form, visible(title), table, {**document, "people": tables.json_rows(table)}, more)

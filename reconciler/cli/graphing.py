"""``graph``: who is in what and who reaches what, of the store or of manifests, as text, JSON, Mermaid, DOT or SVG.

What is drawn and what is folded is decided in ``graph``; here orgs are read, and the answer is printed or kept in a file. To add a
form: its renderer in ``render``, and its line in :func:`_written`.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from reconciler.access import reachable_kinds
from reconciler.cli import progress, redacting, streams, terminal, watching
from reconciler.cli.answering import at_option
from reconciler.cli.options import answer_out, database_option
from reconciler.cli.orgs import choice
from reconciler.cli.writing import write_whole
from reconciler.errors import WrongUsage
from reconciler.fold import fold
from reconciler.graph import Graph
from reconciler.graph.folding import around, folded
from reconciler.graph.links import key_of
from reconciler.graph.states import graph_of
from reconciler.lookup import kind_named, thing_named
from reconciler.model import OrgKey, State
from reconciler.reader import read_manifests
from reconciler.render import dot, graphtext, mermaid
from reconciler.stores.base import AuditQuery
from reconciler.text import visible
from reconciler.vocabulary import load

MOST = 40
"""How many nodes a layer has before they are counted: what fits on a page."""


@click.command()
@click.argument("orgs", nargs=-1)
@click.option(
    "--manifests",
    "paths",
    multiple=True,
    type=click.Path(path_type=Path),
    help="What these manifest files or folders want, instead of what the store has.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="KEY=NAME",
    help="Only what leads to it and where it leads: person, team, project, or another kind of thing. Several add up.",
)
@click.option(
    "--fold",
    "most",
    type=click.IntRange(min=1),
    default=MOST,
    show_default=True,
    metavar="N",
    help="Where there are more people than these, or more teams or things, show their numbers by role or kind.",
)
@at_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "mermaid", "dot", "svg"]),
    default="text",
    show_default=True,
    help="How to draw it. SVG needs the extra charts.",
)
@answer_out("Write it into a file")
@database_option
def graph(
    orgs: tuple[str, ...],
    paths: tuple[Path, ...],
    only: tuple[str, ...],
    most: int,
    day: str,
    form: str,
    out: Path | None,
    db: str,
) -> None:
    """Draw who is in which team, and who has which role on what. ORGS are slugs or platform/slug.

    Default: the org chosen with use, or all. With --redact, a file has pseudonyms, too.
    """
    at = terminal.moment(day, "23:59:59")
    states = _wanted_states(orgs, paths, at) if paths else _stored_states(orgs, at, db)
    graphs = [*_focused(states, only, most)]
    encode = streams.encoder()
    if encode is not None:  # before anything is cut to fit: half a name may be known by nobody but its reader
        graphs = [each.shown(encode) for each in graphs]
    lines = _written(graphs, form)
    if out is None:
        terminal.say(lines)
    else:
        write_whole("\n".join([*lines, ""]), out, "the graph")
        terminal.say([f"The graph is in {visible(str(out))}."])


def _wanted_states(orgs: Sequence[str], paths: Sequence[Path], at: str) -> Mapping[OrgKey, State]:
    """What manifests want, org by org."""
    desired = read_manifests(paths, at=at or terminal.now(), watched=progress.reading).sound()
    states = {org: desired.orgs[org].state for org in _chosen(orgs, desired.orgs)}
    redacting.learn_states(states.values())
    return states


def _stored_states(orgs: Sequence[str], at: str, db: str) -> Mapping[OrgKey, State]:
    """What the store has, now or at a moment; an org that was removed has a log and nothing else."""
    with contextlib.closing(watching.opened(db)) as store:
        keys = _chosen(orgs, store.heads())
        states = {key: fold(store.audit(AuditQuery(org=key, until=at))) if at else store.state(key) for key in keys}
    found = {key: state for key, state in states.items() if state}
    if not found:
        raise WrongUsage(
            f"nothing of {', '.join(map(visible, keys))} was there", hint="see since when: reconciler history"
        )
    return found


def _chosen(orgs: Sequence[str], known: Iterable[OrgKey]) -> list[OrgKey]:
    """The orgs that are named; else the one that was chosen for this folder, if it is among them; else all."""
    known = sorted(known)
    named = [org.casefold() for org in orgs]
    missing = [org for org in named if not any(_is(key, org) for key in known)]
    if missing or not known:
        hint = f"there are: {', '.join(map(visible, known))}" if known else ""
        raise WrongUsage(f"there is no org {visible(missing[0]) if missing else ''}".rstrip(), hint=hint)
    wanted = named or [choice().casefold()]
    return [key for key in known if any(_is(key, org) for org in wanted)] or known


def _is(org: OrgKey, name: str) -> bool:
    return name in (org, org.partition("/")[2])


def _focused(states: Mapping[OrgKey, State], only: Sequence[str], most: int) -> Iterator[Graph]:
    """A graph for each org, around what was asked for; an org that has nothing of it is left out."""
    drawn, missed = 0, None
    for org, state in states.items():
        whole = graph_of(org, state, load(org.partition("/")[0]))
        keys = set()
        for each in only:
            try:
                keys.add(_key(each, org, state))
            except WrongUsage as error:
                missed = error
        if only and not keys:
            continue
        drawn += 1
        yield folded(around(whole, keys) if keys else whole, most, keys)
    if not drawn and missed is not None:
        raise missed


def _key(given: str, org: OrgKey, state: State) -> str:
    """The node that ``person=ada@brainlab.example`` means."""
    word, equals, name = given.partition("=")
    if not equals or not name:
        raise WrongUsage(f"--only {visible(given)} says no name", hint="write --only person=NAME, or team=, project=")
    platform = load(org.partition("/")[0])
    kind = kind_named(word, {"member", "team", *reachable_kinds()}, platform)
    found = thing_named(name, [kind], state, platform)
    if kind == "member" and platform.left(state[found].attrs):
        raise WrongUsage(
            f"{visible(name)} is deactivated: nothing leads anywhere", hint="ask the log: reconciler audit"
        )
    return key_of(found)


def _written(graphs: Sequence[Graph], form: str) -> Iterator[str]:
    if form == "mermaid":
        yield from mermaid.lines(graphs)
    elif form == "dot":
        yield from dot.lines(graphs)
    elif form == "json":
        yield json.dumps({"orgs": [graphtext.document(each) for each in graphs]}, indent=2, ensure_ascii=True)
    elif form == "svg":
        yield _picture(graphs)
    else:
        for each in graphs:
            yield from graphtext.lines(each)


def _picture(graphs: Sequence[Graph]) -> str:
    from reconciler.render.picture import picture  # lazy: for one form only

    try:
        return picture(graphs)
    except ModuleNotFoundError:
        hint = "pip install 'reconciler[charts]'; mermaid and dot need nothing"
        raise WrongUsage("SVG needs vl-convert, which is not installed", hint=hint) from None

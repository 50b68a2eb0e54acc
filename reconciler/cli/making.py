"""Manifests and store become a plan, on the command line: who runs it, who asks for it, since when, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import NoReturn

from reconciler.cli import git, progress, terminal
from reconciler.cli.base import Base, read_base
from reconciler.cli.forms import report
from reconciler.cli.orgs import key_of
from reconciler.cli.terminal import TOOL
from reconciler.desired import Desired
from reconciler.errors import ManifestInvalid, Problem, ReconcilerError, WrongUsage, errors_among, in_reading_order
from reconciler.guards import Policy
from reconciler.model import Header, Plan, Settled
from reconciler.parts import Wanted
from reconciler.people import person_key
from reconciler.reader import NOTHING, Reading, read_manifests
from reconciler.recollection import Memory
from reconciler.settled import holding, program, undisputed
from reconciler.settling import leaves_unsaid, rests_on_memory, settle
from reconciler.shards import EVERY, Dealt, Shard
from reconciler.stores.base import Store
from reconciler.survey import planned
from reconciler.text import NameRefused


@dataclass(frozen=True)
class Request:
    """Who runs a command, who asks for the change, what the guards obey, how to answer and where, since when and of when.

    ``noticed`` are warnings about the policy, which are shown with the plan; ``refresh``: orgs that are settled are compared, too;
    ``shard``: of these orgs alone.
    """

    actor: str | None
    asker: str = ""
    policy: Policy = field(default_factory=Policy)
    form: str = "text"
    folder: str = ""
    base: str | None = None
    day: str = ""
    asked: Wanted = field(default_factory=Wanted)
    noticed: tuple[Problem, ...] = ()
    refresh: bool = False
    shard: Shard = EVERY


def make_plan(paths: tuple[Path, ...], store: Store, request: Request) -> tuple[Plan, Reading]:
    """Read manifests and store, and plan. Raises ManifestInvalid after having shown every problem.

    Orgs that are settled are left out, unless that might leave something unsaid. Of the others the files are parsed that have
    changed, and what the rest said is recalled, unless something would be shown of that.
    """
    at = terminal.now()
    ways = [*_remembered(store, request, at)]
    while True:
        holds, memory = ways.pop(0)
        try:
            reading, base = _read(paths, request, at, holds, memory)
            made, found = _planned(_of(request.shard, reading), paths, store, request, at, base)
        except (TypeError, ValueError, LookupError, AttributeError):
            if memory is NOTHING:
                raise
            continue  # what is kept in a database may be anything; what is wrong with the program is so once more
        if (reading.settled or reading.recalled) and leaves_unsaid(reading, found):
            del ways[:-1]
        elif made is None or not rests_on_memory(reading, made, found):
            break
    problems = in_reading_order([*request.noticed, *reading.problems, *found, *(base.problems if base else ())])
    try:
        reading.sound()
    except ManifestInvalid as error:
        _stop(reading.problems, request, error)
    if made is None or errors_among(found):
        _stop(problems, request, ManifestInvalid("the manifests do not fit the stored state", problems))
    return replace(made, warnings=tuple(problems)), _of(request.shard, reading)


def _read(
    paths: tuple[Path, ...], request: Request, at: str, holds: Sequence[Settled], memory: Memory
) -> tuple[Reading, Base | None]:
    """The manifests, and those of the base if one is asked for."""
    day = request.day or at
    reading = read_manifests(paths, at=day, holding=holds, memory=memory, watched=progress.reading)
    terminal.name_people(reading.desired)
    return reading, read_base(request.base, paths, day, reading.settled, memory) if request.base is not None else None


def _remembered(store: Store, request: Request, at: str) -> Iterator[tuple[Sequence[Settled], Memory]]:
    """What may be left out of a reading, and what need not be parsed: first all that may, then less, in the end nothing."""
    remembered = () if request.refresh or request.day else store.settled()
    own = undisputed(each for each in remembered if each.program == program(TOOL))
    if own:
        holds = tuple(holding(own, store.heads(), program(TOOL), at))
        yield holds, Memory(own, cache(store.manifests))
        yield holds, NOTHING
    yield (), NOTHING


def sound_manifests(paths: tuple[Path, ...], request: Request) -> Reading:
    """What manifests say now. Raises ManifestInvalid after having shown every problem."""
    reading = read_manifests(paths, at=terminal.now(), watched=progress.reading)
    terminal.name_people(reading.desired)
    try:
        reading.sound()
    except ManifestInvalid as error:
        _stop(reading.problems, request, error)
    return _of(request.shard, reading)


def _of(shard: Shard, reading: Reading) -> Reading:
    """What was read, with the orgs of this part alone."""
    own = Dealt(reading.desired.orgs, shard)
    return replace(reading, desired=replace(reading.desired, orgs=own)) if shard != EVERY else reading


def _planned(
    reading: Reading, paths: tuple[Path, ...], store: Store, request: Request, at: str, base: Base | None
) -> tuple[Plan | None, list[Problem]]:
    """The plan of what was read, and what was noticed; none of manifests with errors."""
    if errors_among(reading.problems):
        return None, []
    actor = terminal.actor(request.actor)
    header = Header(
        lineage=store.lineage,
        created=at,
        expires=terminal.later(at, request.policy.plan_days),
        actor=actor.name,
        learnt=actor.learnt,
        tool=TOOL,
        manifests=reading.digest,
        commit=git.commit_name(paths[0]),
        policy=request.policy.digest,
        planned_for=request.day,
        authors=", ".join(_authors(paths[0], base)),
        asked_by=", ".join(_names(asker, request.policy, reading.desired))
        if (asker := _asker(request, paths[0]))
        else "",
        base=base.name if base is not None else "",
    )
    left_out = {each.org for each in reading.settled} | {org for org in store.heads() if org not in request.shard}
    wanted_before = base.desired if base is not None else None
    return planned(reading.desired, store, header, request.policy, wanted_before, left_out=left_out)


def remember(reading: Reading, store: Store, header: Header, policy: Policy) -> None:
    """Remember the orgs of which nothing is left to say after an apply. What is not remembered costs time alone."""
    if reading.desired.orgs:
        with suppress(ReconcilerError):
            settle(reading, store, replace(header, created=terminal.now()), policy)


def _stop(problems: Sequence[Problem], request: Request, error: ManifestInvalid) -> NoReturn:
    """Show all problems in the wanted form, and raise."""
    if report(request.form, problems, folder=request.folder):
        terminal.mark_shown(error)
        raise error
    terminal.stop(problems, request.form, error)


def _asker(request: Request, folder: Path) -> str:
    """The key of whoever asks: as said, or the author of the commit that the manifests are at."""
    if request.asker:
        return key_of(request.asker)
    try:
        return person_key(git.author(folder))
    except NameRefused:
        if request.policy.enforce_asker:
            raise WrongUsage(
                "nobody knows who asks for this", hint="add --as PERSON, or commit the manifests"
            ) from None
        return ""


def _authors(folder: Path, base: Base | None) -> list[str]:
    """The keys of everybody who has written a commit since the base, or with somebody who has."""
    found = set()
    for address in git.authors(folder, base.name) if base is not None else ():
        with suppress(NameRefused):
            found.add(person_key(address))
    return sorted(found)


def _names(asker: str, policy: Policy, desired: Desired) -> tuple[str, ...]:
    """All names of whoever asks: where it matters, the policy says which those are, not the manifests under review."""
    if policy.approvals is not None:
        return policy.approvals.person(asker)
    return (asker,) if policy.enforce_asker else desired.people.names(asker)

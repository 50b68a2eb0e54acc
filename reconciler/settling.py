"""After an apply: is anything left to do? Orgs of which nothing is left to say are remembered as settled.

This plans again from what was read, against what is stored now, so it is also a check that an apply has led where it was meant
to. It asks the store and tells it; what is remembered, and when it holds, is ``settled``'s business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from reconciler.desired import DesiredOrg
from reconciler.errors import Problem, errors_among
from reconciler.guards import Policy
from reconciler.manifest.composed import SHARED
from reconciler.model import Head, Header, OrgKey, OrgPlan, Plan, Resource, Settled
from reconciler.reader import Reading
from reconciler.recollection import Opening, kept
from reconciler.rules import speaks_of_several
from reconciler.settled import beside, program, span
from reconciler.stores.base import Store
from reconciler.survey import planned
from reconciler.vocabulary import load


def settle(reading: Reading, store: Store, header: Header, policy: Policy) -> Plan:
    """Plan again, and remember the orgs of which nothing is left to say. Returns what is left to do.

    *header* is that of the plan which was applied, with the moment of now.
    """
    before = store.heads()
    left_out = {each.org for each in reading.settled}
    made, noticed = planned(reading.desired, store, header, policy, left_out=left_out)
    after = store.heads()
    still = {org for org, head in before.items() if after.get(org) == head}
    spoken_of = set(_noticed(reading, [*reading.problems, *noticed]))
    mixed = set(_mixed(reading))
    silent = still & set(reading.desired.orgs) - spoken_of - mixed - {org.org for org in made.orgs}
    found = [_settled(reading, org, after, header) for org in sorted(silent)]
    store.settle(found, {each.org: said(reading.desired.orgs[each.org], each) for each in found})
    return replace(made, warnings=tuple(noticed))


def said(org: DesiredOrg, settled: Settled) -> Mapping[str, bytes]:
    """What each file says that was parsed for an org, by its line. Of an org of one file nothing: whatever changes is in there."""
    if len(settled.files) <= 1:
        return {}
    opened: dict[str, list[Opening]] = {}
    for opening in org.openings:
        opened.setdefault(opening.source.file, []).append(opening)
    found: dict[str, list[Resource]] = {file: [] for file in opened}
    for resource in org.declared.values():
        if resource.address.key and resource.source.file in found:
            found[resource.source.file].append(resource)
    names = {each.partition(" ")[2]: each for each in settled.files}
    every = ((names[file], kept(settled.program, openings, found[file])) for file, openings in opened.items())
    return {line: data for line, data in every if data is not None}


def rests_on_memory(reading: Reading, made: Plan, found: Iterable[Problem]) -> bool:
    """Whether something would be shown that has not been read: a change, or what was noticed.

    A change has been read where it stands in a file that was parsed; one of the org itself stands in all of them. What stands
    nowhere any more has stood in one that has changed or gone, by what was kept of that.
    """
    if not reading.recalled:
        return False
    noticed = {place.file for problem in (*reading.problems, *found) for place in (problem.source, *problem.also)}
    return not noticed.isdisjoint(reading.recalled) or any(_recalled(reading, org) for org in made.orgs)


def _recalled(reading: Reading, org: OrgPlan) -> bool:
    desired = reading.desired.orgs.get(org.org)
    stood = desired.recalled if desired is not None else None
    if stood is None:
        return False
    read = (c.source.file not in reading.recalled if c.source.file else c.address in stood for c in org.changes)
    return not all(read) or any(not c.address.key for c in org.changes)


def leaves_unsaid(reading: Reading, found: Iterable[Problem]) -> bool:
    """Whether more might be said if settled orgs had been read, too: after errors, or where a rule speaks of several orgs."""
    problems = [*reading.problems, *found]
    return bool(errors_among(problems)) or (bool(problems) and any(map(_several, reading.desired.orgs)))


def _several(org: OrgKey) -> bool:
    return speaks_of_several(load(org.partition("/")[0]))


def _settled(reading: Reading, org: OrgKey, heads: Mapping[OrgKey, Head], header: Header) -> Settled:
    desired = reading.desired
    last_days = (allowance.until for allowance in desired.allowances)
    since, until = span(header.at, desired.orgs[org].presence.turns.values(), last_days)
    return Settled(
        org,
        heads[org].serial,
        heads[org].digest,
        program(header.tool),
        since,
        until,
        reading.inputs[org.partition("/")[2]],
        reading.inputs[SHARED],
        beside(org.partition("/")[0], heads) if _several(org) else "",
    )


def _mixed(reading: Reading) -> Iterator[OrgKey]:
    """The orgs of which a file speaks that speaks of something else, too: let go for one, it would be gone for both.

    Files name an org by its slug, so two platforms' orgs of one slug have their files together, in whatever shard the other is.
    """
    spoken = Counter(chain.from_iterable(reading.inputs.values()))
    slugs = Counter(org.partition("/")[2] for org in reading.orgs)
    for org in reading.desired.orgs:
        slug = org.partition("/")[2]
        if slugs[slug] > 1 or any(spoken[each] > 1 for each in reading.inputs[slug]):
            yield org


def _noticed(reading: Reading, problems: Iterable[Problem]) -> Iterator[OrgKey]:
    """The orgs that a problem may be about: those its file speaks of; all, if that is no file of one org."""
    slugs: dict[str, set[str]] = {}
    for slug, lines in reading.inputs.items():
        for line in lines:
            slugs.setdefault(line.partition(" ")[2], set()).add(slug)
    for problem in problems:
        spoken = slugs.get(problem.source.file, {SHARED})
        yield from (org for org in reading.desired.orgs if SHARED in spoken or org.partition("/")[2] in spoken)

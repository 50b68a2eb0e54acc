"""After an apply: is anything left to do? Orgs of which nothing is left to say are remembered as settled.

This plans again from what was read, against what is stored now, so it is also a check that an apply has led where it was meant
to. It asks the store and tells it; what is remembered, and when it holds, is ``settled``'s business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from reconciler.errors import Problem, errors_among
from reconciler.guards import Policy
from reconciler.manifest.composed import SHARED
from reconciler.model import Head, Header, OrgKey, Plan, Settled
from reconciler.reader import Reading
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
    made, found = planned(reading.desired, store, header, policy, left_out=left_out)
    after = store.heads()
    still = {org for org, head in before.items() if after.get(org) == head}
    noticed = set(_noticed(reading, [*reading.problems, *found]))
    mixed = set(_mixed(reading))
    silent = still & set(reading.desired.orgs) - noticed - mixed - {org.org for org in made.orgs}
    store.settle([_settled(reading, org, after, header) for org in sorted(silent)])
    return replace(made, warnings=tuple(found))


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

    Files name an org by its slug, so two platforms' orgs of one slug have their files together.
    """
    spoken = Counter(chain.from_iterable(reading.inputs.values()))
    slugs = Counter(org.partition("/")[2] for org in reading.desired.orgs)
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

"""The laws of a part: closed, as small as that allows, and a step on the way to the whole.

Two states of an org are generated as manifests, on each platform that has the kinds; guards are not asked, because what
is proved here holds for every selection, also for those that a guard would refuse.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, assume, given, settings

from reconciler.access import access_changes
from reconciler.desired import Desired
from reconciler.errors import WrongUsage, errors_among
from reconciler.fold import patched
from reconciler.guards import Policy
from reconciler.model import EMPTY, Action, Head, Header, OrgKey, Plan, State
from reconciler.needs import needs
from reconciler.parts import Ground, Wanted, choice, part
from reconciler.planfile import dumps, loads, plan_name
from reconciler.planner import Actual, plan
from reconciler.reader import read_texts
from reconciler.routes import Effect, effect, elevates
from reconciler.rules import check
from reconciler.selection import Selector, chosen
from reconciler.vocabulary import load

AT = "2026-11-23T09:00:00Z"
HEADER = Header("00000000-0000-4000-8000-000000000001", AT, "2026-11-30T09:00:00Z", "robot@ops.example", "test")
PEOPLE = tuple(f"{name}@lab.example" for name in ("ada", "bob", "cem", "dora"))
TEAMS, THINGS, NAMES = ("Red", "Green"), ("cortex", "retina"), ("nuclei", "mito")


def some(names: tuple[str, ...], values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names), values, max_size=len(names))


def often(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A section, or its being left out (then it is not managed)."""
    return st.one_of(strategy, strategy, strategy, st.none())


def orgs(roles: tuple[str, ...], sections: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    plain = st.fixed_dictionaries({"role": st.sampled_from(roles)})
    whole = {"members": often(some(PEOPLE, plain)), **{name: often(inner) for name, inner in sections.items()}}
    return st.fixed_dictionaries(whole).map(
        lambda found: {name: node for name, node in found.items() if node is not None}
    )


place = st.fixed_dictionaries({}, optional={"members": st.lists(st.sampled_from(PEOPLE), unique=True, max_size=3)})
levels = st.sampled_from(("admin", "annotator"))
access = some((*PEOPLE, *(f"group:{team}" for team in TEAMS)), levels)
MANIFESTS = {
    "webknossos": orgs(
        ("member", "dataset_manager", "admin"),
        {
            "teams": some(TEAMS, place),
            "experience_domains": some(NAMES, st.none()),
            "projects": some(
                THINGS,
                st.fixed_dictionaries(
                    {"team": st.sampled_from(TEAMS)},
                    optional={"owner": st.sampled_from(PEOPLE), "requires": some(NAMES, st.integers(0, 3))},
                ),
            ),
        },
    ),
    "encord": orgs(
        ("workforce", "internal_member", "internal_admin"),
        {
            "groups": some(TEAMS, place),
            "tags": some(NAMES, st.none()),
            "datasets": some(THINGS, st.fixed_dictionaries({}, optional={"access": some(PEOPLE, st.just("admin"))})),
            "projects": some(
                THINGS,
                st.fixed_dictionaries(
                    {},
                    optional={
                        "access": access,
                        "tags": st.lists(st.sampled_from(NAMES), unique=True, max_size=2),
                        "datasets": st.lists(st.sampled_from(THINGS), unique=True, max_size=2),
                    },
                ),
            ),
        },
    ),
    "dnanexus": orgs(
        ("member", "admin"),
        {
            "projects": some(
                THINGS,
                st.fixed_dictionaries(
                    {},
                    optional={
                        "access": some(PEOPLE, st.sampled_from(("VIEW", "CONTRIBUTE", "ADMINISTER"))),
                        "restrictions": some(("copy", "download"), st.just("none")),
                    },
                ),
            )
        },
    ),
}


def desired_of(platform: str, sections: dict[str, Any] | None) -> Desired | None:
    """What a generated manifest says; None if it is wrong, which happens: a place for somebody who is nobody."""
    allowance = {"org": "lab", "guard": "org-removed", "up_to": 1, "reason": "a law", "until": "2999-12-31"}
    texts = [("allow.yaml", json.dumps({"allow": [allowance]}))]
    if sections is not None:
        texts.append(("org.yaml", json.dumps({"org": "lab", "platform": platform, **sections})))
    reading = read_texts(texts)
    return None if errors_among(reading.problems) else reading.desired


def step(desired: Desired, org: OrgKey, state: State, serial: int) -> Plan | None:
    made, problems = plan(desired, {org: Actual(Head(org, serial, state.digest), state)}, HEADER)
    return None if errors_among(problems) else made


@st.composite
def two_states(draw: st.DrawFn) -> tuple[str, Desired, State, State, Plan]:
    platform = draw(st.sampled_from(sorted(MANIFESTS)))
    org = f"{platform}/lab"
    state, serial = EMPTY, 0
    made = desired = None
    for turn in range(3):  # two that were applied before, and one that is planned now
        gone = turn == 2 and draw(st.integers(0, 15)) == 0
        desired = desired_of(platform, None if gone else draw(MANIFESTS[platform]))
        made = step(desired, org, state, serial) if desired is not None else None
        assume(made is not None)
        if turn < 2:
            state, serial = patched(state, made.changes), serial + 1
    assume(len(made.changes) > 1)
    return org, desired, state, patched(state, made.changes), made


def some_of(draw: st.DataObject, made: Plan) -> set[int]:
    return draw.draw(st.sets(st.integers(1, len(made.changes)), min_size=1, max_size=4), label="numbers")


def numbers(these: set[int]) -> list[Selector]:
    return [Selector("change", str(number)) for number in sorted(these)]


def ground(org: OrgKey, state: State, serial: int = 2) -> Ground:
    return Ground({org: Actual(Head(org, serial, state.digest), state)}, Policy(), AT[:10])


EXAMPLES = 150 if os.environ.get("RECONCILER_TEST_PROFILE") == "soak" else 60
LAWS = settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None)


@LAWS
@given(two_states(), st.data())
def test_a_part_and_then_the_rest_lead_to_what_the_whole_leads_to(states, data):
    org, desired, before, after, made = states
    taken = chosen(made, numbers(some_of(data, made)))
    between = patched(before, [made.changes[number - 1] for number in taken.chosen])
    rest = step(desired, org, between, 3)
    assert rest is not None
    assert patched(between, rest.changes) == after


@LAWS
@given(two_states(), st.data())
def test_without_what_is_excluded_the_rest_still_leads_there(states, data):
    org, desired, before, after, made = states
    unwanted = some_of(data, made)
    taken = chosen(made, [], numbers(unwanted))
    assert not unwanted & {*taken.chosen}
    between = patched(before, [made.changes[number - 1] for number in taken.chosen])
    rest = step(desired, org, between, 3)
    assert rest is not None
    assert patched(between, rest.changes) == after


@LAWS
@given(two_states(), st.data())
def test_a_part_leaves_nothing_dangling(states, data):
    org, _, before, after, made = states
    platform = load(org.partition("/")[0])
    assume(
        "dangling-reference" not in {problem.code for state in (before, after) for problem in check(state, platform)}
    )
    for taken in (chosen(made, numbers(some_of(data, made))), chosen(made, [], numbers(some_of(data, made)))):
        between = patched(before, [made.changes[number - 1] for number in taken.chosen])
        assert not [problem for problem in check(between, platform) if problem.code == "dangling-reference"]


def web(made: Plan) -> dict[int, set[int]]:
    """What each change needs, by number."""
    found: dict[int, set[int]] = {number: set() for number in range(1, len(made.changes) + 1)}
    for one, other, _ in needs(made.changes, load(made.orgs[0].org.partition("/")[0])):
        found[one + 1].add(other + 1)
    return found


@LAWS
@given(two_states(), st.data())
def test_a_part_is_closed_and_as_small_as_that_allows(states, data):
    made, needed = states[-1], web(states[-1])
    asked = some_of(data, made)
    taken = chosen(made, numbers(asked))
    least = set(asked)
    while more := {other for number in least for other in needed[number]} - least:
        least |= more
    assert {*taken.chosen} == least
    assert {tie.number for tie in taken.pulled} == least - asked
    assert all(tie.number in needed[tie.other] for tie in taken.pulled), "what came along is needed by what it came for"
    assert {*taken.left} == {*needed} - least
    without = chosen(made, [], numbers(asked))
    dropped = set(asked)
    while more := {number for number, others in needed.items() if others & dropped} - dropped:
        dropped |= more
    assert {*without.chosen} == {*needed} - dropped


@LAWS
@given(two_states(), st.data())
def test_selecting_everything_is_the_plan_itself_and_selecting_again_changes_nothing(states, data):
    org, _, before, _, made = states
    everything = chosen(made, [Selector("org", "lab")])
    whole = part(made, everything, ground(org, before)).plan
    assert plan_name(whole) == plan_name(made)
    assert whole.header == made.header
    taken = chosen(made, numbers(some_of(data, made)))
    try:
        one = part(made, taken, ground(org, before)).plan
    except WrongUsage:
        return  # it breaks a rule, and there is no part
    assert loads(dumps(one).encode()) == one
    again = part(one, chosen(one, [Selector("org", "lab")]), ground(org, before)).plan
    assert (plan_name(again), again.header) == (plan_name(one), one.header)
    if len(taken.chosen) < len(made.changes):
        assert one.header.part_of == plan_name(made)
    order = [change.address for change in made.changes]
    assert all(order.index(a.address) < order.index(b.address) for a, b in pairwise(one.changes))


@LAWS
@given(two_states())
def test_what_only_adds_takes_nothing_and_gives_no_power(states):
    org, desired, before, after, made = states
    here, platform = ground(org, before), load(org.partition("/")[0])
    safe = part(made, choice(made, Wanted(safe=True), here), here, safe=True)
    between = patched(before, safe.plan.changes)
    assert before.keys() <= between.keys(), "nothing is removed"
    for change in safe.plan.changes:
        assert change.action in (Action.CREATE, Action.UPDATE)
        assert not elevates(change, platform)
        assert change.action is Action.CREATE or effect(change, platform) is Effect.GAIN
    for seen in access_changes(between, before, safe.plan.changes, platform):
        assert seen.after, "nobody loses access to anything"
        levels = {level for (field, level) in platform.elevated if field.startswith(seen.thing.partition("/")[0])}
        assert seen.after not in levels or seen.before == seen.after, "nobody comes to have power over anything"
    assert not safe.plan.refusals
    assert {*safe.selection.chosen} | {*safe.selection.left} == {*range(1, len(made.changes) + 1)}
    rest = step(desired, org, between, 3)
    assert rest is not None
    assert patched(between, rest.changes) == after


def test_the_laws_are_not_held_by_empty_examples():
    """Of what is generated, enough has removals, needs and sections that begin to be managed."""
    seen: dict[str, int] = {}

    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), deadline=None, derandomize=True)
    @given(two_states())
    def look(states):
        made = states[-1]
        for word in kinds_of_example(made):
            seen[word] = seen.get(word, 0) + 1

    look()
    assert all(seen.get(word, 0) >= 5 for word in ("delete", "update", "create", "need", "adopt", "begin")), seen


def kinds_of_example(made: Plan) -> Iterator[str]:
    yield from {change.action.value for change in made.changes}
    yield from {"need" for _ in needs(made.changes, load(made.orgs[0].org.partition("/")[0]))}
    for change in made.changes:
        if change.before is not None and change.after is not None:
            if change.after.get("adopted"):
                yield "adopt"
            if change.after.get("manages") != change.before.get("manages"):
                yield "begin"

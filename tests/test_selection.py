"""Choosing changes of a plan: what each selector names, what comes along, and what cannot be had."""

from __future__ import annotations

import pytest

from reconciler.additions import decisions
from reconciler.errors import NOWHERE, WrongUsage
from reconciler.model import Address, Change, Head, Header, OrgPlan, Plan, Resource, State
from reconciler.needs import Why, needs
from reconciler.people import People, Person
from reconciler.planner import Actual, plan
from reconciler.reader import read_texts
from reconciler.selection import EXCLUDED, NOT_SELECTED, Selection, Selector, chosen, read
from reconciler.vocabulary import load

AT = "2026-11-23T09:00:00Z"
HEADER = Header("00000000-0000-4000-8000-000000000001", AT, "2026-11-30T09:00:00Z", "ada@lab.example", "test")
LAB = """
org: lab
platform: webknossos
members: {ada@lab.example: {role: admin}}
teams: {Red: {members: [ada@lab.example]}}
"""
MORE = """
org: lab
platform: webknossos
members: {ada@lab.example: {role: admin}, Bob@lab.example: {experience: {nuclei: 3}}}
teams: {Green: {members: [bob@lab.example]}, Blue: }
projects: {cortex: {team: Green}}
"""
VISION = """
org: vision
platform: encord
members: {bob@lab.example: {role: internal_admin}}
groups: {Red: {members: [bob@lab.example]}}
datasets: {cars: }
projects: {night: {datasets: [cars], access: {"group:Red": reviewer, bob@lab.example: admin}}}
"""


def state_of(text: str, org: str, state: State | None = None) -> tuple[State, Plan]:
    """The state a manifest leads to, and the plan that does."""
    before = state or State()
    header_of = Actual(Head(org, 1 if before else 0, before.digest), before)
    made, problems = plan(read_texts([("org.yaml", text)]).sound(), {org: header_of}, HEADER)
    assert not problems
    after = dict(before.resources)
    for change in made.changes:
        after.pop(change.address, None)
        if change.after is not None:
            after[change.address] = Resource(change.address, change.after, change.name, change.source)
    return State(after), made


BEFORE, _ = state_of(LAB, "webknossos/lab")


@pytest.fixture
def both() -> Plan:
    """What has changed in one org, and everything of another one."""
    _, one = state_of(MORE, "webknossos/lab", BEFORE)
    vision = VISION.replace("org: vision", "org: vision")
    _, other = state_of(vision, "encord/vision")
    return Plan(HEADER, (other.orgs[0], one.orgs[0]))


def paths(made: Plan, taken: Selection) -> list[str]:
    return [made.changes[number - 1].address.path for number in taken.chosen]


def taken_alone(made: Plan, *texts: str, people: People | None = None) -> set[str]:
    """The paths that selectors name, without what comes along."""
    taken = chosen(made, [Selector(*text.split("=", 1)) for text in texts], [], people or People())
    came = {tie.number for tie in taken.pulled}
    return {made.changes[number - 1].address.path for number in taken.chosen if number not in came}


# --- what a selector names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["org=lab", "org=webknossos/lab", "org=LAB"])
def test_an_org_is_named_by_its_slug_or_whole(both: Plan, text: str):
    assert taken_alone(both, text) == {change.address.path for change in both.orgs[1].changes}


@pytest.mark.parametrize("text", ["team=Red", "team=red"])
def test_a_team_is_it_and_what_is_below_and_what_is_given_to_it_in_every_org(both: Plan, text: str):
    assert taken_alone(both, text) == {
        "team/red",
        "membership/red/bob@lab.example",
        "membership/red/ada@lab.example",
        "project_grant/night/team:red",
    }


def test_a_person_is_the_membership_and_everything_the_person_has(both: Plan):
    assert taken_alone(both, "person=BOB@lab.example") == {
        "member/bob@lab.example",
        "experience/bob@lab.example/nuclei",
        "membership/green/bob@lab.example",
        "membership/red/bob@lab.example",
        "project_grant/night/bob@lab.example",
    }


def test_a_person_is_known_under_all_names(both: Plan):
    person = Person(also=["bob@lab.example"])
    people = People({"robert": person, "bob@lab.example": person})
    assert taken_alone(both, "person=Robert", people=people) == taken_alone(both, "person=bob@lab.example")


@pytest.mark.parametrize(("text", "kind"), [("kind=team", "team"), ("kind=group", "team"), ("kind=User", "member")])
def test_a_kind_goes_by_its_word_and_by_the_platforms(both: Plan, text: str, kind: str):
    found = taken_alone(both, text)
    assert found
    assert {path.partition("/")[0] for path in found} == {kind}


def test_a_file_is_what_stands_in_it_so_what_is_removed_stands_in_none(both: Plan):
    everything = {change.address.path for change in both.changes if change.source.line}
    assert taken_alone(both, "file=org.yaml") == taken_alone(both, "file=./*.yaml") == everything
    assert "team/red" in {change.address.path for change in both.orgs[1].changes if not change.source.line}
    with pytest.raises(WrongUsage):
        chosen(both, [Selector("file", "*.yml")])


def test_numbers_count_through_the_whole_plan(both: Plan):
    last = len(both.changes)
    assert taken_alone(both, "change=1") == {both.changes[0].address.path}
    assert taken_alone(both, f"change=2,{last - 1}-{last}") == {both.changes[n].address.path for n in (1, -2, -1)}


def test_several_selectors_add_up(both: Plan):
    assert taken_alone(both, "team=Blue", "kind=dataset") == {"team/blue", "dataset/cars"}


@pytest.mark.parametrize("text", ["org=quiet", "org=encord/Quiet"])
def test_an_org_in_which_nothing_is_to_do_may_be_named_and_a_slip_may_not(both: Plan, text: str):
    """Machines that take an org each know its name, and not whether anything is to do there."""
    assert chosen(both, [read(text)], orgs=["encord/quiet"]).chosen == ()
    with pytest.raises(WrongUsage):
        chosen(both, [read(text)])
    with pytest.raises(WrongUsage):
        chosen(both, [read("org=quite")], orgs=["encord/quiet"])


@pytest.mark.parametrize("text", ["", "team", "team=", "=x", "name=x", "Team=x", "teams=Red"])
def test_what_selects_by_nothing_is_a_problem_that_says_what_there_is(text: str):
    problem = read(text)
    assert problem.code == "selector"
    assert "team" in problem.hint


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("team=Gren", "selects-nothing", "did you mean `team=green`?"),
        ("team=x", "selects-nothing", "the plan has: blue, green, red"),
        ("org=laboratory", "selects-nothing", "the plan has: encord/vision, webknossos/lab"),
        ("person=eve@lab.example", "selects-nothing", "bob@lab.example"),
        ("kind=folder", "selects-nothing", "the plan has"),
        ("file=other.yaml", "selects-nothing", "did you mean `file=org.yaml`?"),
        ("team= Red", "selector", "type the name again"),
        ("change=0", "selects-nothing", "reconciler show FILE --numbered"),
        ("change=7-6", "selects-nothing", "its changes are 1 to"),
        ("change=999", "selects-nothing", "its changes are 1 to"),
        ("change=3-", "selector", "write change=3"),
        ("change=three", "selector", "write change=3"),
        ("change=٣", "selector", "write change=3"),
    ],
)
@pytest.mark.parametrize("side", ["only", "exclude"])
def test_a_selector_that_names_nothing_is_an_error_on_both_sides(
    both: Plan, side: str, text: str, code: str, hint: str
):
    sides = {"only": [], "exclude": [], side: [read(text)]}
    with pytest.raises(WrongUsage) as caught:
        chosen(both, **sides)
    (problem,) = caught.value.problems
    assert problem.code == code
    assert hint in problem.hint


def test_all_errors_of_a_selection_come_at_once(both: Plan):
    with pytest.raises(WrongUsage) as caught:
        chosen(both, [Selector("team", "x"), Selector("change", "0")], [Selector("org", "y")])
    assert len(caught.value.problems) == 3


# --- what comes along, what falls, what is torn -----------------------------------------------------------------------


def test_a_place_brings_its_team_and_its_member_and_the_org(both: Plan):
    taken = chosen(both, [Selector("change", str(number_of(both, "membership/green/bob@lab.example")))])
    assert {*paths(both, taken)} == {"membership/green/bob@lab.example", "team/green", "member/bob@lab.example"}
    assert {tie.why for tie in taken.pulled} == {Why.THERE}


def number_of(made: Plan, path: str) -> int:
    return next(number for number, change in enumerate(made.changes, 1) if change.address.path == path)


def test_a_team_that_goes_takes_its_places_along(both: Plan):
    number = next(n for n, c in enumerate(both.changes, 1) if c.address.path == "team/red" and c.after is None)
    taken = chosen(both, [Selector("change", str(number))])
    assert paths(both, taken) == ["membership/red/ada@lab.example", "team/red"]
    assert [tie.why for tie in taken.pulled] == [Why.GONE]


def test_what_needs_something_excluded_falls_and_is_told_so(both: Plan):
    taken = chosen(both, [], [Selector("team", "Green")])
    green = number_of(both, "team/green")
    assert taken.left[green] == EXCLUDED
    assert taken.left[number_of(both, "project/cortex")] == f"it needs change {green} to find what it names"
    assert number_of(both, "team/blue") in taken.chosen


def test_what_is_selected_and_excluded_is_excluded(both: Plan):
    taken = chosen(both, [Selector("team", "Green")], [Selector("person", "bob@lab.example")])
    assert paths(both, taken) == ["team/green"]
    assert taken.left[number_of(both, "team/blue")] == NOT_SELECTED


def test_what_is_selected_and_needs_what_is_excluded_is_an_error_that_names_both(both: Plan):
    with pytest.raises(WrongUsage) as caught:
        chosen(both, [Selector("kind", "project")], [Selector("change", str(number_of(both, "team/green")))])
    (problem,) = caught.value.problems
    assert problem.code == "needs-excluded"
    assert "(create project cortex: team green) is selected and needs change" in problem.message
    assert "(create team Green), which is excluded" in problem.message
    assert problem.source.file == "org.yaml"


# --- each need --------------------------------------------------------------------------------------------------------

WK, DX, EN = load("webknossos"), load("dnanexus"), load("encord")


def at(kind: str, *key: str, platform: str = "webknossos") -> Address:
    return Address(platform, "lab", kind, key)


def pairs(changes: list[Change], platform=WK) -> set[tuple[int, int, Why]]:
    return {tuple(need) for need in needs(changes, platform)}


def moved(kind: str, old: tuple[str, ...], new: tuple[str, ...], attrs=None) -> Change:
    return Change(at(kind, *new), attrs or {}, attrs or {}, previous=at(kind, *old))


def test_a_team_that_moves_and_its_places_move_together():
    changes = [moved("team", ("red",), ("crimson",)), moved("membership", ("red", "ada"), ("crimson", "ada"))]
    assert pairs(changes) == {(0, 1, Why.GONE), (1, 0, Why.THERE)}


def test_what_names_a_team_that_moves_moves_with_it():
    project = Change(at("project", "cortex"), {"team": "red"}, {"team": "crimson"})
    assert pairs([moved("team", ("red",), ("crimson",)), project]) == {(0, 1, Why.GONE), (1, 0, Why.THERE)}


def test_a_chain_of_moves_needs_room_and_a_swap_is_all_or_nothing():
    first, second = moved("team", ("a",), ("b",)), moved("team", ("b",), ("c",))
    assert pairs([first, second]) == {(0, 1, Why.ROOM)}
    back = moved("team", ("b",), ("a",))
    assert pairs([first, back]) == {(0, 1, Why.ROOM), (1, 0, Why.ROOM)}


def test_a_name_that_is_only_written_otherwise_needs_nothing_and_nothing_needs_it():
    changes = [moved("team", ("red",), ("red",)), Change(at("membership", "red", "ada"), None, {})]
    assert pairs(changes) == set()


def test_a_level_needs_its_domain_and_a_requirement_its_domains():
    domain = Change(at("domain", "nuclei"), None, {})
    level = Change(at("experience", "ada", "nuclei"), None, {"level": 3})
    project = Change(at("project", "cortex"), {}, {"requires": {"nuclei": 1}})
    assert pairs([domain, level, project]) == {(1, 0, Why.THERE), (2, 0, Why.THERE)}


def test_an_org_that_goes_goes_whole():
    changes = [Change(at("member", "ada"), {}, None), Change(at("org"), {}, None)]
    assert pairs(changes) == {(0, 1, Why.WHOLE), (1, 0, Why.GONE)}


def test_whoever_begins_to_manage_a_section_adopts_what_is_there_in_the_same_step():
    begins = Change(at("org"), {"manages": ["members"]}, {"manages": ["members", "teams"]})
    adopts = Change(at("team", "red"), {}, {"adopted": True})
    below = Change(at("membership", "red", "ada"), {}, {"adopted": True})
    declared = Change(at("team", "blue"), {"description": "x"}, {"description": "y"})
    assert pairs([begins, adopts, below, declared]) == {(0, 1, Why.ADOPTED), (0, 2, Why.ADOPTED)}
    assert pairs([begins, Change(at("member", "eve"), {}, None)]) == set(), "that section was managed before"


def test_a_thing_that_is_declared_at_last_adopts_what_is_below_it():
    owner = Change(at("team", "red"), {"manages": ["members"], "adopted": True}, {"manages": ["members"]})
    assert pairs([owner, Change(at("membership", "red", "ada"), {}, {"adopted": True})]) == {(0, 1, Why.ADOPTED)}


def test_a_project_is_not_made_and_not_opened_without_its_restriction():
    restricts = Change(at("restriction", "raw", "download", platform="dnanexus"), None, {"to": "none"})
    makes = Change(at("project", "raw", platform="dnanexus"), None, {})
    opens = Change(at("project_grant", "raw", "ada", platform="dnanexus"), None, {"level": "VIEW"})
    closes = Change(at("project_grant", "raw", "bob", platform="dnanexus"), {"level": "VIEW"}, None)
    assert pairs([restricts, makes, opens, closes], DX) == {
        (0, 1, Why.THERE),
        (1, 0, Why.LIMITED),
        (2, 0, Why.LIMITED),
        (2, 1, Why.THERE),
    }


def test_whoever_is_replaced_does_not_leave_before_the_replacement_has_the_things():
    leaves = Change(at("member", "bob", platform="encord"), {"role": "external", "replacement": "ada"}, None)
    own = Change(at("project_grant", "night", "ada", platform="encord"), None, {"level": "admin"}, source=NOWHERE)
    assert pairs([leaves, own], EN) == {(0, 1, Why.HEIR)}


# --- what only adds ---------------------------------------------------------------------------------------------------

STATE = State.of(
    [
        Resource(at("team", "red", platform="encord"), {}),
        Resource(at("project_grant", "night", "team:red", platform="encord"), {"level": "admin"}),
    ]
)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Change(at("member", "ada"), None, {"role": "member"}), ""),
        (Change(at("team", "red"), None, {}), ""),
        (Change(at("experience", "ada", "nuclei"), None, {"level": 3}), ""),
        (Change(at("project_grant", "day", "ada", platform="encord"), None, {"level": "annotator"}), ""),
        (
            Change(at("project_grant", "day", "ada", platform="encord"), {"level": "annotator"}, {"level": "reviewer"}),
            "",
        ),
        (Change(at("member", "ada"), None, {"role": "admin"}), "it gives power"),
        (Change(at("membership", "red", "ada"), {"role": "member"}, {"role": "team_manager"}), "it gives power"),
        (Change(at("member", "ada"), {"role": "admin"}, {"role": "member"}), "it takes something away"),
        (Change(at("member", "ada"), {}, {"active": False}), "it takes something away"),
        (Change(at("member", "ada"), {"active": False}, {}), "it changes what is there"),
        (Change(at("membership", "red", "ada"), {}, None), "it removes something"),
        (Change(at("team", "red"), {"description": "a"}, {"description": "b"}), "it changes what is there"),
        (Change(at("team", "red"), {}, {}, previous=at("team", "blue")), "it changes what is there"),
        (Change(at("project", "cortex"), {}, {"paused": True}), "it changes what is there"),
        (Change(at("org"), {}, {"owner": "ada"}), "it makes, changes or removes the org itself"),
        (Change(at("org"), None, {}), "it makes, changes or removes the org itself"),
        (
            Change(at("restriction", "raw", "copy", platform="dnanexus"), None, {"to": "none"}),
            "it changes what people may do with something that is there",
        ),
        (
            Change(at("restriction", "raw", "copy", platform="dnanexus"), {"to": "none"}, None),
            "it removes something",
        ),
        (
            Change(at("app_grant", "qc", "org:lab", platform="dnanexus"), None, {"level": "use"}),
            "it gives access to more people than it names",
        ),
        (
            Change(at("member", "ada", platform="dnanexus"), None, {"allow_billable_activities": True}),
            "it gives allow_billable_activities",
        ),
        (
            Change(at("membership", "red", "ada", platform="encord"), None, {}),
            "group red has power over something",
        ),
    ],
)
def test_what_only_adds_and_what_somebody_must_decide(change: Change, why: str):
    found = decisions([change], STATE, load(change.address.platform))
    assert found.get(0, "") == why


def test_a_restriction_on_a_thing_that_is_made_with_it_takes_nothing_from_anybody():
    makes = Change(at("project", "raw", platform="dnanexus"), None, {})
    restricts = Change(at("restriction", "raw", "copy", platform="dnanexus"), None, {"to": "none"})
    assert decisions([makes, restricts], State(), DX) == {}


def test_no_org_needs_another_and_numbers_go_on_from_one_to_the_next():
    made = Plan(
        HEADER,
        tuple(
            OrgPlan(f"webknossos/{slug}", 0, "", (
                Change(Address("webknossos", slug, "team", ("red",)), None, {}),
                Change(Address("webknossos", slug, "membership", ("red", "ada")), None, {}),
            ))
            for slug in ("one", "two")
        ),
    )  # fmt: skip
    assert chosen(made, [Selector("change", "4")]).chosen == (3, 4)

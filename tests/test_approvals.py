"""Who must approve a plan, whose approval counts, and that an apply refuses without: from the matrix, the policy, the store."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest
from test_permissions import GENOMICS, INNO, LAB, VISION, state_of

from reconciler import approvals
from reconciler.applier import Attempt, apply
from reconciler.approvalfile import Approval, approval_of, approvers, read_approval, record
from reconciler.approvals import NOBODY, Rules, agreeing, few_signatures, lets_go, missing, steps
from reconciler.canonical import canonical
from reconciler.errors import IntegrityFailure, Source, VersionNotSupported
from reconciler.guards import Policy
from reconciler.model import Address, Change, Header, OrgPlan, Outcome, Plan, Requirement, State
from reconciler.planfile import document, dumps, loads, plan_name
from reconciler.planner import changes_between
from reconciler.reader import read_texts
from reconciler.stores.base import AuditQuery
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan
from reconciler.vocabulary import Platform, load

AT = "2026-11-23T09:00:00Z"
OWNED = Rules(owners=("pat@policy.example",))


def required(*what: object, asker: Iterable[str] = (), applier: str = "") -> tuple[Requirement, ...]:
    """Nobody asks, and nobody applies yet, where a test does not say who."""
    return approvals.required(*what, asker=asker, applier=applier)


def asked(before: str, after: str, rules: Rules = Rules(), **who: object) -> dict[str, tuple[str, ...]]:  # noqa: B008 - frozen
    """What the step between two manifests needs: by its words, who may approve it, by their names alone."""
    old, new = state_of(before) if before else State(), state_of(after)
    platform = load(next(iter(new)).platform)
    found = required(changes_between(new, old, platform), old, new, platform, rules, **who)
    return {each.says: tuple(person.partition("@")[0] for person in each.by) for each in found}


def the_one(before: str, after: str, rules: Rules = Rules(), **who: object) -> Requirement:  # noqa: B008 - frozen
    old, new = state_of(before), state_of(after)
    platform = load(next(iter(new)).platform)
    (found,) = required(changes_between(new, old, platform), old, new, platform, rules, **who)
    return found


def edited(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    return text


JOINS_SEG = edited(LAB, ("kim@lab.example: member, gone", "kim@lab.example: member, new@lab.example: member, gone"))
ADMIN_TOM = edited(LAB, ("tom@lab.example: {}", "tom@lab.example: {role: admin}"))


# --- from the matrix ----------------------------------------------------------------------------------------------------


def test_a_place_in_a_team_is_approved_by_its_manager_who_is_named_first_or_by_an_admin():
    found = the_one(LAB, JOINS_SEG, asker=["new@lab.example"])
    assert found == Requirement(
        "give and take places in teams (Seg)",
        1,
        ("ada@lab.example", "eve@lab.example", "tom@lab.example"),
        "tom@lab.example (team_manager of a team) or ada@lab.example, eve@lab.example (role admin)",
        ("webknossos/lab/membership/seg/new@lab.example",),
    )


def test_admin_power_is_approved_by_the_owner_where_the_org_has_one():
    assert asked(LAB, ADMIN_TOM) == {"make somebody admin (tom@lab.example)": ("ada",)}
    assert asked(LAB, ADMIN_TOM, asker=["eve@lab.example"]) == {"make somebody admin (tom@lab.example)": ("ada",)}
    assert asked(LAB, ADMIN_TOM, asker=["ada@lab.example"]) == {"make somebody admin (tom@lab.example)": ("eve",)}
    after = edited(GENOMICS, ("user-c: {}", "user-c: {role: admin}"))
    assert asked(GENOMICS, after) == {"make somebody admin (user-c)": ("user-a",)}


def test_two_must_agree_to_power_where_the_policy_says_so_and_if_the_owner_is_one_the_admins_are_the_others():
    found = the_one(LAB, ADMIN_TOM, Rules(power=2))
    assert (found.count, found.by) == (2, ("ada@lab.example", "eve@lab.example"))
    assert asked(LAB, JOINS_SEG, Rules(each=0)) == {}
    assert asked(LAB, ADMIN_TOM, Rules(power=0)) == {}


def test_what_hangs_on_one_project_is_approved_by_those_who_run_it_and_by_nobody_of_another_one():
    """Lou is of the team that manages night-drive; Bob, who would be let in, and the rest of the org are not asked."""
    after = edited(VISION, ("group:leads: team_manager", "group:leads: team_manager, bob@labelers.example: annotator"))
    assert [*asked(VISION, after).values()] == [("grace", "kim", "lou")]
    assert [*asked(VISION, after, asker=["grace@acme.example"]).values()] == [("kim", "lou")]
    cells = edited(VISION, ("cells: {access: {", "cells: {access: {bob@labelers.example: annotator, "))
    assert [*asked(VISION, cells).values()] == [("grace",)]


def test_on_each_platform_a_new_member_is_the_admins_matter():
    for text, line, who in (
        (LAB, "  zoe@lab.example: {}\n", ("ada", "eve")),
        (VISION, "  zoe@acme.example: {}\n", ("grace",)),
        (GENOMICS, "  user-z: {}\n", ("user-a",)),
        (INNO, "  zoe@i.example: {role: annotator}\n", ("adm", "own")),
    ):
        after = text.replace("members:\n", f"members:\n{line}", 1)
        assert set(asked(text, after).values()) == {who}, text


def test_a_reviewer_sees_few_lines_and_the_document_has_all_addresses():
    people = [f"p{number}@lab.example" for number in range(40)]
    before = edited(LAB, ("  tom@lab.example: {}\n", "  tom@lab.example: {}\n" + "".join(f"  {p}:\n" for p in people)))
    places = ", ".join(f"{person}: member" for person in people)
    found = the_one(
        before, edited(before, ("tom@lab.example: team_manager,", f"tom@lab.example: team_manager, {places},"))
    )
    assert found.says == "give and take places in teams (Seg)"
    assert len(found.addresses) == 40
    things = "".join(f"  t{number}: {{}}\n" for number in range(5))
    new_teams = the_one(LAB, edited(LAB, ("teams:\n", f"teams:\n{things}")))
    assert new_teams.says == "create teams (t0, t1, t2 and 2 more)"
    assert the_one(LAB, edited(LAB, ("teams:\n", "teams:\n  t0:\n  t1:\n  t2:\n"))).says == "create teams (t0, t1, t2)"


def test_what_goes_is_called_as_it_was_written():
    assert the_one(edited(LAB, ("teams:\n", "teams:\n  New: {}\n")), LAB).says == "delete teams (New)"


def test_who_comes_into_a_team_by_the_plan_is_invited_by_its_manager_too():
    after = edited(LAB, ("  new@lab.example: {}\n", "  new@lab.example: {}\n  zoe@lab.example: {}\n"))
    assert asked(LAB, after) == {"invite people (zoe@lab.example)": ("ada", "eve")}
    placed = edited(after, ("kim@lab.example: member, gone", "kim@lab.example: member, zoe@lab.example: member, gone"))
    assert asked(LAB, placed)["invite people (zoe@lab.example)"] == ("ada", "eve", "tom")


@pytest.mark.parametrize(("was", "becomes"), [("viewer", "admin"), ("admin", "viewer"), ("admin", "admin")])
def test_a_place_in_a_team_that_has_power_before_or_after_is_power(was: str, becomes: str):
    before = edited(VISION, ("group:leads: team_manager", f"group:leads: {was}"))
    after = edited(
        before,
        (f"group:leads: {was}", f"group:leads: {becomes}"),
        ("[lou@acme.example]", "[lou@acme.example, bob@labelers.example]"),
    )
    old, new = state_of(before), state_of(after)
    platform = load("encord")
    found = required(changes_between(new, old, platform), old, new, platform, Rules(power=2))
    assert [each.count for each in found if "leads" in str(each.addresses) and "membership" in str(each.addresses)] == [
        2
    ]


def test_of_two_capabilities_the_one_that_fewer_hold_is_asked_for():
    """Making somebody team manager is giving a place, too: who may the first may the second."""
    after = edited(LAB, ("kim@lab.example: member, gone", "kim@lab.example: team_manager, gone"))
    assert [*asked(LAB, after)] == ["make somebody team manager (Seg)"]


def test_what_nobody_in_the_org_could_do_is_the_policys_owners_matter():
    moved = edited(LAB, ("owner: ada@lab.example", "owner: eve@lab.example"))
    found = the_one(LAB, moved, OWNED)
    assert (found.by, found.holders) == (("pat@policy.example",), "pat@policy.example (owners of the policy)")
    assert the_one(LAB, moved).holders == NOBODY


def test_a_new_org_is_the_policys_owners_matter_as_nobody_is_in_it_yet():
    assert asked("", LAB, OWNED) == {"make the organization (lab)": ("pat",)}
    assert asked("", LAB, OWNED, asker=["pat@policy.example"]) == {"make the organization (lab)": ()}
    assert asked("", LAB, Rules(0, 0)) == {}


def test_an_org_that_goes_is_one_requirement_and_its_people_and_things_go_along():
    old = state_of(LAB)
    platform = load("webknossos")
    found = required(changes_between(State(), old, platform), old, State(), platform, Rules())
    assert [(each.says, each.by) for each in found] == [("delete the organization (lab)", ("ada@lab.example",))]


ADMINS, MANAGERS = {"member.admin": "all"}, {"member.admin": "all", "member.dataset_manager": "all"}
TEAM_MANAGERS = {"member.admin": "all", "membership.team_manager": "all"}
TOLD = ({"role": "member"}, {"role": "team_manager"})
"""How a place in a team changes, where capabilities are made up for a test."""


def able(*capabilities: tuple[str, dict[str, object], dict[str, str]]) -> dict[str, tuple[str, ...]]:
    """What such a change needs on a platform that has these capabilities and no others: words, what they cover, by whom."""
    said = [
        {"can": says, "says": says, "covers": [{"kind": "membership", **covers}], "by": by, "source": "a test"}
        for says, covers, by in capabilities
    ]
    platform = Platform.model_validate({**load("webknossos").model_dump(by_alias=True), "capabilities": said})
    change, old = Change(Address.parse("webknossos/lab/membership/seg/kim@lab.example"), *TOLD), state_of(LAB)
    return {each.says: each.by for each in required([change], old, old, platform, Rules())}


def test_two_capabilities_that_are_held_by_different_people_are_both_asked_for():
    found = able(("a", {}, MANAGERS), ("b", {}, TEAM_MANAGERS), ("c", {}, {**MANAGERS, **TEAM_MANAGERS}))
    assert [says.partition(" (")[0] for says in found] == ["a", "b"]


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ({}, {"field": "role"}),
        ({}, {"action": "update"}),
        ({}, {"before": {"role": "member"}}),
        ({}, {"after": {"role": "team_manager"}}),
        ({"action": "update"}, {"action": "update", "field": "role"}),
        ({"field": "role"}, {"action": "update", "field": "role"}),
        ({"field": "role"}, {"before": {"role": "member"}, "after": {"role": "team_manager"}}),
    ],
)
def test_of_two_capabilities_that_the_same_people_hold_the_more_particular_words_are_said(wide: dict, narrow: dict):
    for both in (
        (("wide", wide, ADMINS), ("narrow", narrow, ADMINS)),
        (("narrow", narrow, ADMINS), ("wide", wide, ADMINS)),
    ):
        assert [*able(*both)] == ["narrow (Seg)"]


# --- whose approval never counts ----------------------------------------------------------------------------------------


def test_whoever_asks_does_not_approve_under_any_of_their_names_t111_t133():
    assert asked(LAB, JOINS_SEG, asker=["tom@lab.example"]) == {"give and take places in teams (Seg)": ("ada", "eve")}
    rules = Rules(names=dict.fromkeys(["tom@lab.example", "tommy"], ("tom@lab.example", "tommy")))
    assert asked(LAB, JOINS_SEG, rules, asker=["tommy"]) == {"give and take places in teams (Seg)": ("ada", "eve")}


def test_a_robot_never_approves_t133():
    assert asked(LAB, JOINS_SEG, Rules(robots=frozenset({"eve@lab.example"}))) == {
        "give and take places in teams (Seg)": ("ada", "tom")
    }


def test_whoever_applies_does_not_approve_where_the_policy_separates_the_two_t111():
    together, apart = Rules(), Rules(separate_applier=True)
    assert "eve" in asked(LAB, JOINS_SEG, together, applier="Eve@lab.example")["give and take places in teams (Seg)"]
    assert "eve" not in asked(LAB, JOINS_SEG, apart, applier="Eve@lab.example")["give and take places in teams (Seg)"]
    named = Rules(
        separate_applier=True, names=dict.fromkeys(["eve@lab.example", "eve-l"], ("eve-l", "eve@lab.example"))
    )
    assert "eve" not in asked(LAB, JOINS_SEG, named, applier="eve-l")["give and take places in teams (Seg)"]


@pytest.mark.parametrize(
    "change",
    [
        ("eve@lab.example: {role: admin}", "eve@lab.example: {}"),
        ("eve@lab.example: {role: admin}", "eve@lab.example: {role: admin, active: false}"),
    ],
    ids=["demoted", "deactivated"],
)
def test_whoever_is_removed_or_demoted_by_this_very_plan_does_not_approve_it_t133(change: tuple[str, str]):
    found = asked(LAB, edited(JOINS_SEG, change), asker=["new@lab.example"])
    assert found["give and take places in teams (Seg)"] == ("ada", "tom")
    assert all("eve" not in people for people in found.values())


def test_nobody_approves_their_own_rise_nor_another_rise_of_the_same_plan():
    """Tom may make team managers in Seg; not where he himself becomes admin by the same plan."""
    manager = edited(LAB, ("kim@lab.example: member, gone", "kim@lab.example: team_manager, gone"))
    assert "tom" in asked(LAB, manager)["make somebody team manager (Seg)"]
    both = edited(manager, ("tom@lab.example: {}", "tom@lab.example: {role: admin}"))
    assert all("tom" not in people and "kim" not in people for people in asked(LAB, both).values())
    with_place = edited(
        both, ("kim@lab.example: team_manager, gone", "kim@lab.example: team_manager, new@lab.example: member, gone")
    )
    assert "tom" in asked(LAB, with_place)["give and take places in teams (Seg)"], (
        "what gives no power he still approves"
    )


def test_a_team_that_is_given_power_over_a_project_does_not_agree_to_that_itself():
    after = edited(VISION, ("group:leads: team_manager", "group:leads: admin"))
    before_lou = edited(VISION, ("kim@acme.example: admin,", "kim@acme.example: admin, lou@acme.example: admin,"))
    after_lou = edited(after, ("kim@acme.example: admin,", "kim@acme.example: admin, lou@acme.example: admin,"))
    assert [*asked(before_lou, after_lou).values()] == [("grace", "kim")]
    viewers = after_lou.replace("group:leads: admin", "group:leads: viewer")
    assert [*asked(before_lou, viewers).values()] == [("grace", "kim", "lou")]


def test_of_a_team_that_is_given_power_nobody_agrees_who_was_in_it_or_comes_into_it():
    before = edited(
        VISION,
        ("kim@acme.example: admin,", "kim@acme.example: admin, lou@acme.example: admin,"),
        ("members: [lou@acme.example]", "members: [lou@acme.example, bob@labelers.example]"),
    )
    after = edited(
        before,
        ("group:leads: team_manager", "group:leads: admin"),
        ("[lou@acme.example, bob@labelers.example]", "[kim@acme.example, bob@labelers.example]"),
    )
    found = asked(before, after)
    assert {people for says, people in found.items() if "night-drive" in says} == {("grace",)}


def test_neither_the_old_owner_of_an_org_nor_the_new_one_agrees_that_it_changes_hands():
    moved = edited(LAB, ("owner: ada@lab.example", "owner: eve@lab.example"))
    rules = Rules(owners=("ada@lab.example", "eve@lab.example", "pat@policy.example"))
    assert [*asked(LAB, moved, rules).values()] == [("pat",)]


@pytest.mark.parametrize(
    "change",
    [
        ("tom@lab.example: {}", "tom@lab.example: {active: false}"),
        ("tom@lab.example: team_manager", "tom@lab.example: member"),
    ],
    ids=["leaves", "loses a team"],
)
def test_a_team_manager_who_leaves_or_loses_the_team_by_this_plan_approves_nothing_of_it(change: tuple[str, str]):
    found = asked(LAB, edited(JOINS_SEG, change))
    assert len(found) > 0
    assert all("tom" not in people for people in found.values())


def test_what_of_an_admin_is_no_power_needs_no_owner():
    named = edited(LAB, ("eve@lab.example: {role: admin}", "eve@lab.example: {role: admin, name: Eve}"))
    assert asked(LAB, named) == {"change names of members (eve@lab.example)": ("ada", "eve")}


def test_the_weightiest_is_asked_for_first():
    """By how many have to agree, then what gives power, then by its words."""
    text = edited(
        LAB,
        ("tom@lab.example: {}", "tom@lab.example: {role: admin}"),
        ("new@lab.example: {}", "new@lab.example: {role: dataset_manager}"),
        ("kim@lab.example: member, gone", "gone"),
        ("teams:\n", "teams:\n  New: {}\n"),
    )
    power, rest = (
        ["make somebody admin", "make somebody dataset manager"],
        ["create teams", "give and take places in teams"],
    )

    def order(**counts: int) -> list[str]:
        return [says.partition(" (")[0] for says in asked(LAB, text, Rules(**counts))]

    assert order() == order(power=2) == [*power, *rest]
    assert order(each=2) == [*rest, *power]


def test_power_is_not_used_by_the_plan_that_gives_it():
    after = edited(ADMIN_TOM, ("teams:\n", "teams:\n  New: {}\n"))
    assert asked(LAB, after)["create teams (New)"] == ("ada", "eve")


def test_too_few_are_said_to_be_too_few():
    found = the_one(LAB, JOINS_SEG, Rules(each=5), asker=["new@lab.example"])
    assert found.count == 5
    assert found.holders.endswith(f"; {NOBODY}")


# --- what moves ---------------------------------------------------------------------------------------------------------

TOM, EVIL = (Address("webknossos", "lab", "member", (f"{name}@lab.example",)) for name in ("ada", "evil"))


def test_somebody_under_another_key_is_somebody_who_goes_and_somebody_who_comes_t109():
    """A pull request that changes a person's address to one's own asks for an admin, whatever it calls that."""
    moved = Change(EVIL, {"role": "admin"}, {"role": "admin"}, previous=TOM)
    gone, come = steps(moved, Rules())
    assert (gone.address, gone.after, come.address, come.before) == (TOM, None, EVIL, None)
    old = state_of(LAB)
    (first, *_) = required([moved], old, old, load("webknossos"), Rules())
    assert first.says == "make somebody admin (evil@lab.example)"


def test_a_thing_that_is_spelled_otherwise_is_edited_under_its_new_name():
    seg = Address("webknossos", "lab", "team", ("seg",))
    (step,) = steps(Change(seg, {"a": 1}, {"a": 1}, previous=seg, name=("SEG",)), Rules())
    assert step == Change(seg, {"a": 1}, {"a": 1, "": "SEG"}, name=("SEG",))
    old = state_of(LAB)
    (found,) = required([Change(seg, {}, {}, previous=seg, name=("SEG",))], old, old, load("webknossos"), Rules())
    assert found.says == "change a team's settings (Seg)"


def test_a_person_whom_the_policy_knows_by_both_names_is_renamed_and_no_more():
    names = ("ada@lab.example", "evil@lab.example")
    (step,) = steps(Change(EVIL, {}, {}, previous=TOM), Rules(names=dict.fromkeys(names, names)))
    assert (step.address, step.action.value) == (EVIL, "update")


def test_a_thing_under_another_name_is_edited_and_what_hangs_on_it_goes_along():
    seg, new = (Address("webknossos", "lab", "team", (name,)) for name in ("seg", "segmentation"))
    place = new._replace(kind="membership", key=("segmentation", "kim@lab.example"))
    moves = [Change(new, {}, {}, previous=seg)]
    for person, role in (("kim@lab.example", "member"), ("tom@lab.example", "team_manager")):
        there = place._replace(key=("segmentation", person))
        before = there._replace(key=("seg", person))
        moves.append(Change(there, {"role": role}, {"role": role}, previous=before))
    old = state_of(LAB)
    (found,) = required(moves, old, old, load("webknossos"), Rules())
    assert found.says == "change a team's settings (segmentation)"
    assert found.by == ("ada@lab.example", "eve@lab.example", "tom@lab.example")


# --- who has approved ---------------------------------------------------------------------------------------------------

TWO = Requirement("do it (x)", 2, ("ada", "ada@lab.example", "eve", "tom"), "them", ("a/b/c",))
NAMES = dict.fromkeys(["ada", "ada@lab.example"], ("ada", "ada@lab.example"))


def test_one_person_counts_once_however_many_names_they_have_t128():
    assert agreeing(TWO, ["ada", "ada@lab.example"], Rules(names=NAMES)) == ["ada"]
    assert (
        len([*missing(OrgPlan("p/o", 1, "d", approvals=(TWO,)), ["ada", "ada@lab.example"], Rules(names=NAMES))]) == 1
    )
    assert not [*missing(OrgPlan("p/o", 1, "d", approvals=(TWO,)), ["ada", "eve"], Rules(names=NAMES))]


def test_the_approval_of_a_stranger_counts_nothing():
    assert agreeing(TWO, ["kim", "eve"], Rules()) == ["eve"]


def test_as_many_people_must_have_signed_as_the_policy_says_also_where_each_change_asks_for_one():
    one = replace(TWO, count=1)
    org = OrgPlan("p/o", 1, "d", approvals=(one, replace(one, says="do that")))
    assert not [*missing(org, ["eve"], Rules(signed=1))]
    (problem,) = missing(org, ["eve"], Rules(signed=2))
    assert problem.message == "the plan is signed by 1 of those who may approve it; the policy asks for 2"
    assert not [*missing(org, ["eve", "tom"], Rules(signed=2))]
    assert not [*missing(OrgPlan("p/o", 1, "d"), [], Rules(signed=2))], "what needs no approval needs no signature"


# --- to the letter ------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_said_in_these_words():
    org = OrgPlan(
        "p/o", 1, "d", approvals=(TWO, replace(TWO, says="do that (y)", count=1, by=("kim",), holders="kim (x)"))
    )
    hint = "let one of them run: reconciler approve PLAN"

    def said(*approvers: str, signed: int = 0) -> list[str]:
        problems = [*missing(org, approvers, Rules(signed=signed))]
        assert all((each.code, each.source) == ("approval-missing", Source("p/o")) for each in problems)
        assert all(each.hint == hint for each in problems[: 2 if not signed else -1])
        return [each.message for each in problems]

    both, one = "2 approvals are missing to do it (x): them", "1 approval is missing to do it (x): them"
    that = "1 approval is missing to do that (y): kim (x)"
    assert said() == [both, that]
    assert said("eve") == [one, that]
    assert said("eve", "kim") == [one]
    assert said("eve", "kim", "tom") == []
    assert said("eve", "kim", "tom", signed=3) == []
    assert said("eve", "kim", "tom", signed=4) == [
        "the plan is signed by 3 of those who may approve it; the policy asks for 4"
    ]
    (last,) = missing(org, ["eve", "kim", "tom"], Rules(signed=4))
    assert last.hint == "let one more of them run: reconciler approve PLAN --key FILE"


def test_those_who_are_missing_anyway_are_counted_among_those_who_have_to_sign():
    """Who still has to approve will have signed then; only those beyond them are asked for in words of their own."""
    org = OrgPlan("p/o", 1, "d", approvals=(TWO, replace(TWO, count=1)))
    for those, signed, asked in (
        ((), 2, 0),
        ((), 3, 1),
        (("eve",), 2, 0),
        (("eve",), 3, 1),
        (("eve", "tom"), 2, 0),
    ):
        found = [each.message for each in few_signatures(org, those, Rules(signed=signed))]
        assert len(found) == asked
        assert all(
            f"signed by {len(those)} of those who may approve it; the policy asks for 3" in each for each in found
        )


def test_a_new_org_is_for_the_owners_of_the_policy_alone_and_for_as_many_of_them_as_power_needs():
    new = state_of(LAB)
    platform = load("webknossos")
    changes = changes_between(new, State(), platform)

    def needs(rules: Rules, **who: object) -> tuple[Requirement, ...]:
        return required(changes, State(), new, platform, replace(rules, owners=("zoe", "pat", "eve")), **who)

    whole = Requirement(
        "make the organization (lab)",
        1,
        ("eve", "pat", "zoe"),
        "eve, pat, zoe (owners of the policy)",
        ("webknossos/lab/org",),
    )
    assert needs(Rules()) == (whole,)
    assert needs(Rules(each=2, power=0)) == needs(Rules(each=0, power=2)) == (replace(whole, count=2),)
    two = replace(whole, by=("pat", "zoe"), holders="pat, zoe (owners of the policy)")
    names = {"eve": ("eve", "eve-l"), "eve-l": ("eve", "eve-l")}
    assert needs(Rules(names=names), asker=["eve-l"]) == (two,)
    assert needs(Rules(names=names, robots=frozenset({"eve-l"}))) == (two,)
    assert needs(Rules(names=names, separate_applier=True), applier="Eve-L") == (two,)
    assert needs(Rules(names=names), applier="Eve-L") == (whole,)
    assert needs(Rules(), asker=["eve", "pat", "zoe"]) == (replace(whole, by=(), holders="nobody else may"),)


def test_of_four_people_three_are_named_and_the_fourth_counted():
    owners = ("d@x.example", "c@x.example", "b@x.example", "a@x.example")
    moved = edited(LAB, ("owner: ada@lab.example", "owner: eve@lab.example"))
    found = the_one(LAB, moved, Rules(owners=owners, each=5, power=5))
    assert found.holders == "a@x.example, b@x.example, c@x.example and 1 more (owners of the policy); nobody else may"
    found = the_one(LAB, moved, Rules(owners=owners[1:], each=3, power=3))
    assert found.holders == "a@x.example, b@x.example, c@x.example (owners of the policy)"


@pytest.mark.parametrize(
    ("before", "after", "ends"),
    [
        ({"manages": ["a", "b"]}, {"manages": ["a"]}, True),
        ({"manages": ["a", "b"]}, {}, True),
        ({"manages": ["a", "b"]}, {"manages": None}, True),
        ({"manages": ["a"]}, {"manages": ["a", "b"]}, False),
        ({"manages": ["a"]}, {"manages": ["a"], "x": 1}, False),
        ({"manages": ["a"]}, None, False),
        (None, {"manages": ["a"]}, False),
        (None, {}, False),
    ],
)
def test_that_a_section_is_not_managed_any_more_is_seen(before: dict | None, after: dict | None, *, ends: bool):
    org = Address("webknossos", "lab", "org")
    assert lets_go(Change(org, before, after)) is ends


def test_to_stop_managing_a_section_is_for_admins_and_owners_of_the_policy_under_these_words():
    old = state_of(LAB)
    platform, org = load("webknossos"), Address("webknossos", "lab", "org")
    attrs = {**old[org].attrs, "manages": ["members", "teams"]}
    before = State({**old, org: old[org]._replace(attrs=attrs)})
    change = Change(org, attrs, {**attrs, "manages": ["members"]})

    def needs(rules: Rules, **who: object) -> tuple[Requirement, ...]:
        return required([change], before, before, platform, rules, **who)

    (found,) = needs(OWNED, asker=["eve@lab.example"])
    assert found == Requirement(
        "stop managing something (lab)",
        1,
        ("ada@lab.example", "pat@policy.example"),
        "ada@lab.example, pat@policy.example (admins, and owners of the policy)",
        ("webknossos/lab/org",),
    )
    (found,) = needs(Rules(each=3))
    assert (found.count, found.by) == (3, ("ada@lab.example", "eve@lab.example"))
    assert found.holders == "ada@lab.example, eve@lab.example (admins, and owners of the policy); nobody else may"
    (found,) = needs(Rules(), asker=["ada@lab.example", "eve@lab.example"])
    assert (found.by, found.holders) == ((), "nobody else may")
    assert needs(Rules(each=0)) == ()


# --- the document -------------------------------------------------------------------------------------------------------

HEADER = Header("lineage-1", AT, "2026-11-30T09:00:00Z", "ci", "test", asked_by="new@lab.example")
PLAN = Plan(HEADER, (OrgPlan("webknossos/lab", 1, "d", approvals=(TWO,)),))
APPROVAL = approval_of(PLAN, "eve", AT)
UNSIGNED = Rules(signed=0)


def test_an_approval_says_which_plan_down_to_its_last_byte():
    assert json.loads(record(APPROVAL)) == {
        "approval_format": "1.0",
        "plan": plan_name(PLAN),
        "seal": document(PLAN)["seal"],
        "lineage": "lineage-1",
        "approver": "eve",
        "at": AT,
    }
    assert read_approval(record(APPROVAL).encode(), {}, UNSIGNED) == (APPROVAL, None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 60_000,
        b'{"approval_format":NaN}',
        record(APPROVAL).encode() + b" ",
        record(APPROVAL).replace('"approver":"eve"', '"approver":"ada","approver":"eve"').encode(),
        record(APPROVAL).replace('"eve"', "7").encode(),
        canonical({**APPROVAL.model_dump(), "more": "x"}).encode(),
        canonical({**APPROVAL.model_dump(), "payload": "", "signatures": []}).encode(),
        b"x" * 70_000,
    ],
    ids=range(13),
)
def test_what_is_not_an_approval_as_it_is_written_is_refused(data: bytes):
    with pytest.raises(IntegrityFailure):
        read_approval(data, {}, UNSIGNED)


def test_an_approval_of_another_format_is_not_read():
    with pytest.raises(VersionNotSupported):
        read_approval(record(APPROVAL).replace('"1.0"', '"2.0"').encode(), {}, UNSIGNED)


def test_an_approval_of_another_plan_does_not_count_and_that_is_said_t133():
    for other in (
        replace(PLAN, orgs=(replace(PLAN.orgs[0], serial=2),)),
        replace(PLAN, header=replace(HEADER, asked_by="eve")),
        replace(PLAN, header=replace(HEADER, created="2026-11-23T09:00:01Z")),
    ):
        people, problems = approvers([("eve.approval", APPROVAL, None)], other, UNSIGNED)
        assert (people, [problem.code for problem in problems]) == ((), ["approval-void"])
    assert approvers([("eve.approval", APPROVAL, None)], PLAN, UNSIGNED) == (("eve",), [])


def test_an_approval_for_another_store_is_an_error_t128():
    with pytest.raises(IntegrityFailure, match="another database"):
        approvers([("f", APPROVAL.model_copy(update={"lineage": "lineage-2"}), None)], PLAN, UNSIGNED)


def test_an_approval_that_is_not_signed_does_not_count_where_the_policy_asks_for_signatures():
    people, problems = approvers([("f", APPROVAL, None)], PLAN, Rules(signed=1))
    assert (people, [problem.message for problem in problems]) == (
        (),
        ["this is not signed, and the policy asks for signatures"],
    )


def test_the_same_approval_twice_is_one_t128():
    assert approvers([("f", APPROVAL, None), ("g", APPROVAL, None)], PLAN, UNSIGNED) == (("eve",), [])


# --- an apply -----------------------------------------------------------------------------------------------------------


def policy(**said: object) -> Policy:
    return Policy(approvals=Rules(signed=0, required=True, **said))


def a_store() -> MemoryStore:
    store = MemoryStore("lineage-1")
    done = [*apply(planned(store, LAB, Policy()), store, Attempt("ci", AT, "run-0"))]
    assert [result.outcome for result in done] == [Outcome.DONE]
    return store


def planned(store: MemoryStore, text: str, rules: Policy, asker: str = "new@lab.example") -> Plan:
    header = replace(HEADER, lineage=store.lineage, asked_by=asker, policy=rules.digest)
    return make_plan(read_texts([("org.yaml", text)], at=AT).sound(), store, header, rules)


def outcome(store: MemoryStore, plan: Plan, rules: Policy, *people: str, actor: str = "ci") -> list[str]:
    """What an apply with these approvals comes to: nothing, or the codes of why it is refused."""
    before = store.state("webknossos/lab")
    run = f"run-{len([*store.runs('webknossos/lab')])}"
    (result,) = apply(plan, store, Attempt(actor, AT, run, rules, people))
    if result.error is None:
        return []
    assert result.outcome is Outcome.REFUSED
    assert store.state("webknossos/lab") == before
    assert result.error.exit_code == 11
    return [problem.code for problem in result.error.problems]


def test_a_plan_carries_who_must_approve_it_and_the_file_gives_it_back():
    made = planned(a_store(), JOINS_SEG, policy())
    assert loads(dumps(made).encode()).orgs[0].approvals == made.orgs[0].approvals != ()
    assert planned(a_store(), JOINS_SEG, Policy()).orgs[0].approvals == ()


def test_without_approvals_nothing_is_applied_and_with_them_the_log_names_who_approved():
    store = a_store()
    made = planned(store, JOINS_SEG, policy())
    assert outcome(store, made, policy()) == ["approval-missing"]
    assert outcome(store, made, policy(), "kim@lab.example", "new@lab.example") == ["approval-missing"]
    assert outcome(store, made, policy(), "tom@lab.example") == []
    *_, entry = store.audit(AuditQuery(org="webknossos/lab"))
    assert entry.approvers == ("tom@lab.example",)


def test_what_is_required_is_asked_of_the_store_of_now_not_of_the_plan():
    """Tom was manager when the plan was made and approved; since then an apply has taken that away."""
    store = a_store()
    made = planned(store, JOINS_SEG, policy())
    demoted = edited(LAB, ("tom@lab.example: team_manager", "tom@lab.example: member"))
    assert [r.outcome for r in apply(planned(store, demoted, Policy()), store, Attempt("ci", AT, "run-9"))] == ["done"]
    assert "tom@lab.example" in made.orgs[0].approvals[0].by
    assert outcome(store, made, policy(), "tom@lab.example") == ["approval-missing"]
    assert outcome(store, made, policy(), "eve@lab.example") == []


def test_a_forged_list_of_who_may_approve_in_the_plan_is_not_believed():
    store = a_store()
    made = planned(store, JOINS_SEG, policy())
    (org,) = made.orgs
    for those in ((), (replace(org.approvals[0], by=("kim@lab.example",)),)):
        forged = replace(made, orgs=(replace(org, approvals=those),))
        assert outcome(store, forged, policy(), "kim@lab.example") == ["approval-missing"]


def test_the_policy_of_now_holds_not_that_of_the_plan_t134():
    store = a_store()
    made = planned(store, JOINS_SEG, policy(each=1))
    assert outcome(store, made, policy(each=2), "tom@lab.example") == ["approval-missing"]
    robots = frozenset({"tom@lab.example"})
    assert outcome(store, made, policy(robots=robots), "tom@lab.example") == ["approval-missing"]
    assert outcome(store, made, replace(policy(), caps={"places_removed": 0}), "tom@lab.example") == []


def test_a_limit_that_was_tightened_between_plan_and_apply_refuses_t134():
    store = a_store()
    fewer = edited(LAB, ("kim@lab.example: member, gone", "gone"))
    made = planned(store, fewer, Policy())
    assert not made.refusals
    assert outcome(store, made, Policy(caps={"places_removed": 0})) == ["places-removed"]


def test_asker_approver_and_applier_are_three_people_where_the_policy_says_so_t111():
    store = a_store()
    rules = policy(separate_applier=True)
    made = planned(store, JOINS_SEG, rules)
    assert outcome(store, made, rules, "new@lab.example", actor="eve@lab.example") == ["approval-missing"]
    assert outcome(store, made, rules, "eve@lab.example", actor="eve@lab.example") == ["approval-missing"]
    assert outcome(store, made, rules, "tom@lab.example", actor="eve@lab.example") == []


def test_a_plan_that_was_applied_already_needs_no_approval_to_say_so():
    store = a_store()
    made = planned(store, JOINS_SEG, policy())
    assert outcome(store, made, policy(), "tom@lab.example") == []
    (again,) = apply(made, store, Attempt("ci", AT, "run-9", policy()))
    assert again.outcome is Outcome.ALREADY


def test_reading_a_record_needs_no_key():
    approval, key = read_approval((record(APPROVAL) + "\n").encode(), {}, UNSIGNED)
    assert isinstance(approval, Approval)
    assert key is None

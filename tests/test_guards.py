"""Guards where a story cannot lead: limits that are met exactly, people whom only a policy knows as one, and names of guards.

What guards say to plans that people write stands in ``stories/``; here is what has a number or a policy in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from reconciler.applier import Attempt, apply
from reconciler.approvals import Rules
from reconciler.canonical import Attrs
from reconciler.errors import Severity, Source
from reconciler.guards import ALLOWABLE, GUARDS, NEVER_ALLOWED, Case, Duties, Policy, guard_name
from reconciler.guards.losses import (
    adopted_removed,
    org_removed,
    others_removed,
    people_removed,
    places_removed,
    self_removed,
)
from reconciler.guards.means import org_returns, support, unsupported
from reconciler.guards.powers import few_admins
from reconciler.keep import ADOPTED
from reconciler.model import Address, Allowance, Change, GuardResult, Header, Mode, Resource, State
from reconciler.reader import read_texts
from reconciler.stores.memory import MemoryStore
from reconciler.survey import planned
from reconciler.vocabulary import load

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-23T09:00:00Z"
LAB = "webknossos/lab"


def results(text: str, policy: Policy, *, given: str = "", asks: str = "") -> Mapping[str, list[GuardResult]]:
    """What guards say to a plan, by their names; *given* was applied before."""
    store, header = MemoryStore(LINEAGE), Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "robot@ops.example", "test")
    if given:
        plan, _ = planned(read_texts([("org.yaml", given)]).sound(), store, header, Policy())
        assert [done.error for done in apply(plan, store, Attempt("robot@ops.example", AT, "first"))] == [None]
    plan, _ = planned(read_texts([("org.yaml", text)]).sound(), store, replace(header, asked_by=asks), policy)
    found: dict[str, list[GuardResult]] = {}
    for result in plan.orgs[0].guards:
        found.setdefault(result.guard, []).append(result)
    return found


def test_every_guard_has_the_name_of_its_function_in_words_that_people_write():
    names = [guard_name(guard) for guard in GUARDS]
    assert names[2] == "people-removed"
    assert set(names) == set(ALLOWABLE) | NEVER_ALLOWED
    assert not any("_" in name for name in names)


@pytest.mark.parametrize(
    ("guard", "up_to", "until", "why"),
    [
        ("people-removed", 2, "2026-11-23", "; the allowance at org.yaml:5:3 covers 2"),
        ("people-removed", 3, "2026-11-22", "; the allowance at org.yaml:5:3 ended on 2026-11-22"),
        ("places-removed", 2, "2026-11-23", ""),
        ("places-removed", 3, "2026-11-22", ""),
    ],
)
def test_an_allowance_that_does_not_help_is_told_with_the_one_reason(guard: str, up_to: int, until: str, why: str):
    allowance = Allowance(LAB, guard, up_to, "x", until, Source("org.yaml", 5, 3))
    case = Case(load("webknossos"), State(), State(), (), allowances=[allowance], today="2026-11-23")
    assert case.allowance("people-removed", 3) is None
    assert case.near_miss("people-removed", 3) == why


@pytest.mark.parametrize(
    ("own", "cap", "limit"), [(1_000, None, 1_000), (1_000, 7, 7), (7, 1_000, 7), (2**60, None, 2**53)]
)
def test_a_limit_is_the_org_s_own_and_never_above_what_the_policy_caps(own: int, cap: int | None, limit: int):
    policy = Policy(caps={} if cap is None else {"people_removed": cap})
    case = Case(load("webknossos"), State(), State(), (), limits={"people_removed": own}, policy=policy)
    assert case.limit("people_removed", 2) == limit
    assert case.limit("others_removed", 20) == 20


def test_one_person_under_two_names_holds_two_roles_in_the_org_t111():
    """Also in an org that is made now, where nobody held anything."""
    ada = ("ada@lab.example", "ada@old.example")
    policy = Policy(
        apart={"two hats": Duties("webknossos", frozenset({"admin", "dataset_manager"}))},
        approvals=Rules(names=dict.fromkeys(ada, ada)),
    )
    text = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  ada@old.example: {role: dataset_manager}
  eve@lab.example: {role: admin}
"""
    (result,) = results(text, policy)["duties-apart"]
    assert result.message == "ada@lab.example would be admin and dataset_manager on the org; the policy keeps two hats apart"  # fmt: skip
    assert result.addresses == tuple(f"{LAB}/member/{name}" for name in ada)
    assert "duties-apart" not in results(text.replace("ada@old", "bob@old"), policy)


ADMINS = [f"{name}@lab.example" for name in ("ada", "eve", "fay", "gil", "hal")]


@pytest.mark.parametrize(
    ("many", "shown"),
    [
        (3, "ada@lab.example, eve@lab.example, fay@lab.example"),
        (4, "ada@lab.example, eve@lab.example, fay@lab.example and 1 more"),
        (5, "ada@lab.example, eve@lab.example, fay@lab.example and 2 more"),
    ],
)
def test_three_who_could_are_named_and_the_others_counted(many: int, shown: str):
    people = "".join(f"  {name}: {{role: admin}}\n" for name in ADMINS[:many])
    given = f"org: lab\nplatform: webknossos\nmembers:\n{people}  bob@lab.example:\nteams: {{}}\n"
    text = given.replace("teams: {}", "teams: {Seg: }")
    (result,) = results(text, Policy(), given=given, asks="bob@lab.example")["not-permitted"]
    assert f"; {shown} could (role admin" in result.message


@pytest.mark.parametrize(
    ("known", "says"), [(False, ["deactivate members", "invite people", "make somebody dataset manager"]), (True, [])]
)
def test_a_row_that_passes_to_another_name_is_asked_for_as_two_people_unless_the_policy_knows_both_as_one_t109(
    known: bool, says: list[str]
):
    given = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  bob@old.example: {role: dataset_manager}
"""
    text = given.replace("bob@old.example: {", "bob@lab.example: {previously: [bob@old.example], ")
    bob = ("bob@lab.example", "bob@old.example")
    policy = Policy(approvals=Rules(names=dict.fromkeys(bob, bob) if known else {}))
    found = results(text, policy, given=given, asks="bob@lab.example, bob@old.example").get("not-permitted", [])

    assert [result.message.partition(" may not ")[2].partition(";")[0] for result in found] == says


# --- how a change can be made -----------------------------------------------------------------------------------------

TEAM = Change(Address("webknossos", "lab", "team", ("seg",)), None, {}, Mode.UNSUPPORTED)
ORG = Change(Address("webknossos", "lab", "org", ()), None, {})


def case_of(*changes: Change, guard: str = "", deleted_before: bool = False) -> Case:
    """A case of these changes, with an allowance for a guard."""
    allowances = [Allowance(LAB, guard, 9, "x", "2026-12-31")] if guard else []
    platform = load("webknossos")
    return Case(
        platform, State(), State(), changes, allowances=allowances, today=AT[:10], deleted_before=deleted_before
    )


def test_an_org_that_was_deleted_comes_back_by_an_allowance_only():
    """S0-33"""
    assert [*org_returns(case_of(ORG))] == []
    assert [*org_returns(case_of(TEAM, deleted_before=True))] == []
    message = "the org was deleted and would be made again, empty of its data"
    refused = GuardResult("org-returns", Severity.ERROR, 1, 0, message, (f"{LAB}/org",))
    assert [*org_returns(case_of(ORG, TEAM, deleted_before=True))] == [refused]
    (allowed,) = org_returns(case_of(ORG, guard="org-returns", deleted_before=True))
    assert not allowed.refuses


def test_what_a_platform_does_not_do_no_allowance_lets_through():
    message = "1 change cannot be made on this platform"
    refused = GuardResult("unsupported", Severity.ERROR, 1, 0, message, (f"{LAB}/team/seg",))
    assert [*unsupported(case_of(TEAM, guard="unsupported"))] == [refused]


def test_why_a_change_cannot_be_made_otherwise_is_said_where_the_platform_says_it():
    (with_reason,) = support(case_of(replace(ORG, mode=Mode.SUPPORT)))
    assert with_reason.message == "1 change can only be made by the platform's support: an operator of the instance creates organizations"  # fmt: skip
    joins = Change(Address("webknossos", "lab", "member", ("ada@lab.example",)), None, {"role": "member"})
    for silent in (joins, TEAM):  # one that the platform says nothing of, and one that it does not speak of
        (without,) = support(case_of(replace(silent, mode=Mode.SUPPORT)))
        assert without.message == "1 change can only be made by the platform's support"


# --- how much is lost -------------------------------------------------------------------------------------------------


def row(kind: str, *key: str, **attrs: str) -> Resource:
    return Resource(Address("webknossos", "lab", kind, key), attrs, key)


def losing(rows: Sequence[Resource], recent: Sequence[tuple[str, Address]] = (), **named: object) -> Case:
    """A case in which these rows are deleted."""
    changes = [Change(r.address, r.attrs, None) for r in rows]
    return Case(load("webknossos"), State(), State(), changes, recent, today=AT[:10], **named)


PLACES = [row("membership", "seg", f"p{number}@lab.example", role="member") for number in range(3)]
BEFORE = [("delete", PLACES[2].address), ("update", Address("webknossos", "lab", "membership", ("seg", "x"))), ("delete", TEAM.address)]  # fmt: skip


def test_as_many_as_the_limit_may_go_and_not_one_more_counting_those_of_the_last_days_once():
    limits = {"places_removed": 2}
    assert [*places_removed(losing(PLACES[:2], limits=limits))] == []
    assert [*places_removed(losing(PLACES[:1], BEFORE, limits=limits))] == []
    assert [*places_removed(losing(PLACES[1:], BEFORE, limits=limits))] == []
    (alone,) = places_removed(losing(PLACES, limits=limits))
    assert (alone.count, alone.limit, alone.message) == (3, 2, "3 places would be removed; the limit is 2")
    (later,) = places_removed(losing(PLACES[:2], BEFORE, limits=limits))
    assert (later.count, later.limit) == (3, 2)
    assert later.message == "2 places would be removed after 1 in the last 7 days; the limit is 2"


@pytest.mark.parametrize(
    ("people", "recent", "limit"),
    [(10, 0, 2), (59, 0, 2), (60, 0, 3), (59, 1, 3), (58, 1, 2), (79, 0, 3), (80, 0, 4), (500, 0, 5)],
)
def test_of_twenty_people_one_may_go_but_always_two_and_never_more_than_five(people: int, recent: int, limit: int):
    rows = [row("member", f"p{number}@lab.example", role="member") for number in range(people)]
    before = [("delete", row("member", f"q{number}@lab.example").address) for number in range(recent)]
    state = State({r.address: r for r in rows})
    assert [*people_removed(replace(losing(rows[: limit - recent], before), before=state))] == []
    (result,) = people_removed(replace(losing(rows[: limit - recent + 1], before), before=state))
    assert (result.count, result.limit) == (limit + 1, limit)


def test_who_passes_on_what_they_have_is_counted_as_gone_and_said_to():
    given = "org: lab\nplatform: webknossos\nguards: {people_removed: 0}\nmembers:\n  ada@lab.example: {role: admin}\n  eve@lab.example: {role: admin}\n  bob@lab.example:\n"  # fmt: skip
    text = given.replace("  bob@lab.example:", "  cyd@lab.example: {previously: [bob@lab.example]}")
    (result,) = results(text, Policy(), given=given)["people-removed"]
    assert result.message == "1 person would leave, 1 of them by passing on what they have to another name; the limit is 0"  # fmt: skip


def test_a_thing_of_any_other_kind_counts_and_neither_places_people_nor_the_org_do():
    person, team = row("member", "bob@lab.example", role="member"), row("team", "seg")
    none = {"others_removed": 0}
    assert [*others_removed(losing([PLACES[0], person], limits=none))] == []
    (result,) = others_removed(losing([PLACES[0], person, team], limits=none))
    assert (result.count, result.limit, result.message) == (1, 0, "1 resource would be removed; the limit is 0")
    before = [("delete", address) for address in (ORG.address, PLACES[1].address, row("member", "x").address)]
    assert [*others_removed(losing([team], before, limits={"others_removed": 1}))] == []


@pytest.mark.parametrize(("others", "said"), [(0, "0 resources"), (1, "1 resource"), (2, "2 resources")])
def test_an_org_goes_with_all_that_is_in_it_and_with_no_limit(others: int, said: str):
    rows = [row("org"), *(row("team", f"t{number}") for number in range(others))]
    (result,) = org_removed(replace(losing(rows), before=State({r.address: r for r in rows})))
    assert (result.count, result.limit) == (1, 0)
    assert result.message == f"the org would be removed with {said}"


def test_whoever_applies_may_change_what_they_are_called_but_not_leave_or_lose_the_admin_role_t092():
    def judged(before: Attrs, after: Attrs | None) -> list[GuardResult]:
        change = Change(row("member", "bob@lab.example").address, before, after)
        return [*self_removed(replace(losing([]), changes=[change], actor="Bob@lab.example"))]

    member, admin = {"role": "member"}, {"role": "admin"}
    assert (
        judged(member, {**member, "name": "Bob"})
        == judged(admin, {**admin, "name": "Bob"})
        == judged(member, admin)
        == []
    )
    for lost in (judged(member, None), judged(admin, None), judged(admin, member)):
        assert [(result.count, result.limit) for result in lost] == [(1, 0)]


def test_what_was_adopted_is_not_removed_by_any_limit():
    (result,) = adopted_removed(losing([row("team", "seg", **{ADOPTED: "yes"})]))
    assert (result.count, result.limit, result.message) == (1, 0, "1 adopted resource would be removed")


# --- who is in charge -------------------------------------------------------------------------------------------------

LED = "org: lab\nplatform: webknossos\nmembers:\n  ada@lab.example: {role: admin}\n  eve@lab.example: {role: admin}\n  bob@lab.example:\nteams: {}\n"  # fmt: skip


def test_an_org_without_an_admin_is_refused_and_one_with_few_is_warned_of():
    nobody = LED.replace("{role: admin}", "")
    (result,) = results(nobody, Policy(), given=LED)["last-admin"]
    assert (result.count, result.limit) == (2, 0)
    (result,) = results(LED.replace("teams: {}", "teams: {Seg: }"), Policy(fewest_admins=3), given=LED)["few-admins"]
    assert (result.count, result.limit) == (2, 3)
    assert result.message == "the org would have 2 active admins; two are safer"


def test_an_org_with_few_admins_in_which_nothing_changes_is_left_in_peace():
    ada = row("member", "ada@lab.example", role="admin", status="active")
    case = Case(load("webknossos"), State(), State.of([ada]), [Change(ada.address, None, ada.attrs)])
    assert [result.guard for result in few_admins(case)] == ["few-admins"]
    assert [*few_admins(replace(case, changes=()))] == []


@pytest.mark.parametrize("asks", ["", "mal@lab.example", "bob@lab.example"])
def test_what_somebody_may_not_ask_has_no_limit_below_which_it_is_allowed(asks: str):
    policy = Policy(enforce_asker=True)
    found = results(LED.replace("teams: {}", "teams: {Seg: }"), policy, given=LED, asks=asks)["not-permitted"]
    assert [(result.limit, result.refuses) for result in found] == [(0, True)]


VISION = """\
org: vision
platform: encord
members:
  grace@acme.example: {role: internal_admin}
  hedy@acme.example: {role: internal_admin}
  ada@acme.example:
  bob@acme.example:
groups: {labelers: {members: [bob@acme.example]}}
projects:
  day: {access: {ada@acme.example: admin, bob@acme.example: annotator}}
  dusk: {access: {bob@acme.example: annotator}}
  night: {access: {bob@acme.example: annotator}}
"""


def test_things_that_leavers_alone_are_admin_of_are_counted_and_the_leavers_named():
    without_ada = VISION.replace("  ada@acme.example:\n", "").replace("ada@acme.example: admin, ", "")
    (result,) = results(without_ada, Policy(), given=VISION)["sole-admin"]
    assert (result.count, result.limit) == (1, 0)
    assert result.message == "ada@acme.example would leave 1 thing without an admin; name another admin under access: first"  # fmt: skip
    both = VISION.replace("dusk: {access: {bob@acme.example: annotator", "dusk: {access: {bob@acme.example: admin")
    without = without_ada.replace("  bob@acme.example:\n", "").replace("bob@acme.example: annotator", "").replace("[bob@acme.example]", "[]")  # fmt: skip
    (result,) = results(without, Policy(), given=both)["sole-admin"]
    assert result.message.startswith("ada@acme.example, bob@acme.example would leave 2 things without an admin")


def test_duties_that_meet_through_a_group_are_said_of_the_thing_and_further_ones_counted_t111():
    apart = {"four eyes": Duties("encord", frozenset({"annotator", "reviewer"}))}
    reviewed = VISION.replace("bob@acme.example: annotator}", "bob@acme.example: annotator, group:labelers: reviewer}")
    (result,) = results(reviewed, Policy(apart=apart), given=VISION)["duties-apart"]
    assert (result.count, result.limit) == (3, 0)
    assert result.message == "bob@acme.example would be annotator and reviewer on day (and 2 more cases); the policy keeps four eyes apart"  # fmt: skip
    assert result.addresses == tuple(f"encord/vision/project/{name}" for name in ("day", "dusk", "night"))


def test_an_org_that_goes_whole_leaves_nothing_without_an_admin():
    allow = "allow: [{org: vision, guard: org-removed, up_to: 1, reason: x, until: 2026-12-31}]\n"
    found = results(allow, Policy(), given=VISION)
    assert "org-removed" in found
    assert "sole-admin" not in found

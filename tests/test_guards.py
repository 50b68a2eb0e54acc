"""Guards where a story cannot lead: limits that are met exactly, people whom only a policy knows as one, and names of guards.

What guards say to plans that people write stands in ``stories/``; here is what has a number or a policy in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from reconciler.applier import Attempt, apply
from reconciler.approvals import Rules
from reconciler.errors import Severity, Source
from reconciler.guards import ALLOWABLE, GUARDS, NEVER_ALLOWED, Case, Duties, Policy, guard_name
from reconciler.guards.means import org_returns, support, unsupported
from reconciler.model import Address, Allowance, Change, GuardResult, Header, Mode, State
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

"""The laws about one state, and about several orgs: when each fires, when it nearly does, and where it points.

Whatever the manifests say wholly is judged without a store; what they leave to the store is judged with it.
"""

from __future__ import annotations

import pytest
from test_grammar import LAB, only, read, said

from reconciler.applier import Attempt, apply
from reconciler.errors import ManifestInvalid, Problem
from reconciler.model import EMPTY, Header, State
from reconciler.model.state import once_of_each_state
from reconciler.packed import Packed
from reconciler.reader import read_texts
from reconciler.rules import check, check_across
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan
from reconciler.vocabulary import load, platform_names

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-23T09:00:00Z"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "ada", "reconciler 0.1.0")
ENCORD = "org: lab\nplatform: encord\n"
DNANEXUS = "org: lab\nplatform: dnanexus\n"
INNOTESCUS = "org: lab\nplatform: innotescus\n"


def after(*texts: str) -> list[Problem]:
    """What a plan of the last text finds in a store to which the others were applied."""
    store = MemoryStore(LINEAGE)
    *before, last = texts
    for number, text in enumerate(before):
        made = make_plan(read_texts([("f.yaml", text)]).sound(), store, HEADER)
        for result in apply(made, store, Attempt("ada", AT, f"run-{number}")):
            assert result.error is None, result.error
    try:
        make_plan(read_texts([("f.yaml", last)]).sound(), store, HEADER)
    except ManifestInvalid as refused:
        return list(refused.problems)
    return []


@pytest.mark.parametrize("name", platform_names())
def test_no_rule_finds_anything_in_nothing(name: str):
    assert check(EMPTY, load(name)) == []
    assert check(EMPTY, load(name), known=()) == []
    assert check_across([], load(name)) == []


def test_what_is_declared_is_judged_once_alone_and_with_the_store_even_if_it_was_folded_up_between():
    asked: list[State] = []

    @once_of_each_state
    def kinds_of(state: State) -> set[str]:
        asked.append(state)
        return {*state.by_kind}

    state = read(LAB + "teams: [Seg]\nmembers: {ada@x.example: {}}\n").sound().orgs["webknossos/lab"].state
    folded = Packed[State]()
    assert kinds_of(state) == kinds_of(state) == {"org", "team", "member"}
    folded["lab"] = state
    assert folded["lab"] == state
    assert kinds_of(folded["lab"]) == {"org", "team", "member"}
    assert len(asked) == 1
    assert kinds_of(State(state.resources)) == {"org", "team", "member"}  # another state is asked anew
    assert len(asked) == 2


# --- what is there ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LAB + "projects: {p: {team: Seg}}\nteams: {}\n", "seg is not a team of lab"),
        (LAB + "task_types: {t: {team: Seg}}\nteams: {}\n", "seg is not a team of lab"),
        (LAB + "projects: {p: {owner: ada@x.example}}\nmembers: {}\n", "ada@x.example is not a user of lab"),
        (LAB + "datasets: {d: {owner: ada@x.example}}\nmembers: {}\n", "ada@x.example is not a user of lab"),
        (ENCORD + "projects: {p: {ontology: cars}}\nontologies: {}\n", "cars is not an ontology of lab"),
        (ENCORD + "projects: {p: {datasets: [cam]}}\ndatasets: {}\n", "cam is not a dataset of lab"),
        (ENCORD + "projects: {p: {tags: [urgent]}}\ntags: {}\n", "urgent is not a project tag of lab"),
        (ENCORD + "members: {a@x.example: {replacement: b@x.example}}\n", "b@x.example is not a user of lab"),
        (
            INNOTESCUS + "members: {a@x.example: {role: super_admin, projects: [p]}}\nprojects: {}\n",
            "p is not a project of lab",
        ),
    ],
)
def test_whatever_is_named_is_there(text: str, message: str):
    """Tags exist before use, a replacement is from within, people are invited to projects that are there (S2-27, S2-56)."""
    problem = only(text)
    assert (problem.code, problem.message) == ("dangling-reference", message)


def test_what_the_manifests_leave_to_the_store_is_judged_with_the_store():
    wanted = LAB + "projects: {p: {team: Seg}}\n"
    assert said(wanted) == []
    assert [problem.code for problem in after(wanted)] == ["dangling-reference"]
    assert after(LAB + "teams: [Seg]\n", wanted) == []


def test_a_hint_names_the_section_as_the_platform_calls_it():
    problem = only(ENCORD + "members: {}\ngroups: {}\nfolders: {f: {access: [group:x]}}\n")
    assert problem.hint == "add x: under groups:, or take the line out"


# --- domains of experience --------------------------------------------------------------------------------------------


def test_levels_and_requirements_speak_of_declared_domains_where_there_are_any():
    """Domains are referred to by task types and projects (S1-34, S1-39)."""
    text = (
        "experience_domains: [nuclei]\n"
        "members: {ada@x.example: {experience: {nuclii: 3, nuclei: 1}}}\n"
        "task_types: {t: {requires: {axons: 5}}}\n"
        "projects: {p: {requires: {nuclei: 1, axons: 2}}}\n"
    )
    assert said(LAB + text) == ["4:40 dangling-reference", "5:14 dangling-reference", "6:12 dangling-reference"]
    assert said(LAB + text.replace("experience_domains: [nuclei]\n", "\n")) == []
    assert [p.code for p in read(LAB + "experience_domains: {}\nprojects: {p: {requires: {axons: 2}}}\n").problems] == [
        "dangling-reference"
    ]


# --- how many ---------------------------------------------------------------------------------------------------------


def test_somebody_owns_an_innotescus_organization_and_nobody_else_does():
    """The super admin is the owner (S3-28, I3)."""
    problem = only(INNOTESCUS + "members: {a@x.example: {role: admin}}\n")
    assert (str(problem.source), problem.code) == ("1.yaml:3:11", "too-few")
    assert problem.message == "Innotescus has at least 1 member with role super_admin, not 0"
    assert problem.hint == "write for one of them {role: super_admin}"
    assert said(INNOTESCUS + "members: {a@x.example: {role: super_admin}}\n") == []
    assert said(INNOTESCUS + "members: {}\n") == []
    two = INNOTESCUS + "members: {a@x.example: {role: super_admin}, b@x.example: {role: super_admin}}\n"
    assert said(two) == ["3:45 too-many"]


@pytest.mark.parametrize(("limit", "fits"), [(2, False), (3, True), (4, True)])
def test_active_members_are_no_more_than_the_plan_includes(limit: int, fits: bool):
    """Active users count, others do not; no limit is none (W11)."""
    members = "members: {a@x.example: , b@x.example: , c@x.example: , d@x.example: {active: false}}\n"
    found = read(LAB + f"plan: {{included_users: {limit}}}\n" + members).problems
    assert [problem.code for problem in found] == ([] if fits else ["no-seat"])
    if not fits:
        assert found[0].message == "lab would have 3 active members; included_users is 2"
    assert said(LAB + "plan: {name: Team}\n" + members) == []


def test_seats_are_counted_for_the_roles_they_are_for():
    """Annotators and supervisors have their own seats; admins sit with the supervisors (I7)."""
    plan = "plan: {annotator_seats: 1, supervisor_seats: 1}\n"
    people = "members: {a@x.example: {role: super_admin}, b@x.example: {role: annotator}"
    assert said(INNOTESCUS + plan + people + "}\n") == []
    one_more = read(INNOTESCUS + plan + people + ", c@x.example: {role: annotator}}\n").problems
    assert [p.message for p in one_more] == [
        "lab would have 2 active members with role annotator; annotator_seats is 1"
    ]
    another = read(INNOTESCUS + plan + people + ", c@x.example: {role: supervisor}}\n").problems
    assert [p.message for p in another] == [
        "lab would have 2 active members with role supervisor or admin or super_admin; supervisor_seats is 1"
    ]


def test_seats_are_judged_with_the_store_where_the_members_are_left_to_it():
    members = LAB + "members: {a@x.example: {role: admin}, b@x.example: }\n"
    small = LAB + "plan: {included_users: 1}\n"
    assert said(small) == []
    assert [problem.code for problem in after(members, small)] == ["no-seat"]


# --- restrictions -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("restriction", "expected"),
    [
        ("copy: none", []),
        ("delete: admins", []),
        ("download: none", []),
        ("copy: {to: none}", []),
        ("copy: admins", ["unknown-word"]),
        ("delete: none", ["unknown-word"]),
        ("download: admins", ["unknown-word"]),
        ("copy: everybody", ["unknown-word"]),
        ("move: none", ["name-pattern"]),
        ("copy: ", ["missing-key"]),
    ],
)
def test_each_restriction_has_its_own_word(restriction: str, expected: list[str]):
    """Copy and download: no one; delete: admins only (S4-15, S4-16, S4-17)."""
    text = DNANEXUS + f"projects: {{p: {{restrictions: {{{restriction}}}}}}}\n"
    assert [problem.code for problem in read(text).problems] == expected


def test_every_project_has_the_restrictions_that_the_policies_ask_for():
    """Restrict projects depending on the org's policy (S4-14)."""
    policy = DNANEXUS + "policies: {project_restrictions: [copy, delete]}\n"
    assert said(policy + "projects: {p: {restrictions: {copy: none, delete: admins}}}\n") == []
    problem = only(policy + "projects: {p: {restrictions: {copy: none}}}\n")
    assert (str(problem.source), problem.code) == ("1.yaml:4:12", "policy-broken")
    assert problem.message == "p does not restrict delete, which the org's policies ask for"
    assert problem.hint == "add delete: under restrictions: of p"
    assert said(DNANEXUS + "projects: {p: {restrictions: {}}}\n") == []


def test_a_project_whose_restrictions_are_left_to_the_store_is_judged_with_it():
    policy = DNANEXUS + "members: {user-a: {role: admin}}\npolicies: {project_restrictions: [copy]}\n"
    assert said(policy + "projects: {p: }\n") == []
    assert [problem.code for problem in after(policy + "projects: {p: }\n")] == ["policy-broken"]
    assert after(policy + "projects: {p: {restrictions: {copy: none}}}\n", policy + "projects: {p: }\n") == []


# --- several orgs -----------------------------------------------------------------------------------------------------

HOME = "org: hands\nplatform: encord\ntype: workforce\nmembers: {ada@x.example: {role: %s}}\n"
AWAY = "org: cars\nplatform: encord\nmembers: {ada@x.example: {role: %s}}\n"


@pytest.mark.parametrize(
    ("home", "away", "fits"),
    [
        ("internal_member", "workforce", True),
        ("internal_admin", "workforce", True),
        ("internal_member", "external", False),
        ("internal_member", "internal_admin", False),
        ("workforce", "internal_member", True),
        ("external", "external", True),
    ],
)
def test_whoever_is_inside_a_workforce_org_is_workforce_everywhere_else(home: str, away: str, fits: bool):
    """An internal user of a workforce org is workforce in others (S2-09, E21)."""
    assert said(HOME % home, AWAY % away) == ([] if fits else ["2.yaml:3:11 guest-role"])
    if not fits:
        problem = only(HOME % home, AWAY % away)
        assert (
            problem.message
            == "ada@x.example belongs to the workforce org hands and is workforce everywhere else, also in cars"
        )
        assert problem.hint == "write in cars: ada@x.example: {role: workforce}"


def test_an_ordinary_org_makes_nobody_a_guest():
    """Only a workforce org does (E21)."""
    assert said(HOME.replace("type: workforce\n", "") % "internal_member", AWAY % "internal_admin") == []


def test_orgs_of_different_platforms_are_strangers():
    elsewhere = "org: cars\nplatform: webknossos\nmembers: {ada@x.example: {role: admin}}\n"
    assert said(HOME % "internal_member", elsewhere) == []

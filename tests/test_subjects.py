"""Whom access is given to, several people in one entry, and values that a platform fixes."""

from __future__ import annotations

import pytest
from test_grammar import LAB, attrs, only, read, said

from reconciler.kinds import kinds
from reconciler.vocabulary import load, platform_names

ENCORD = "org: lab\nplatform: encord\nmembers: [ada@lab.example]\ngroups: [Night Shift]\n"
DNANEXUS = "org: org-lab\nplatform: dnanexus\nmembers: [user-ada]\n"
SEG = LAB + "teams: [Seg]\n"


def granted(text: str, kind: str, org: str) -> list[tuple[str, ...]]:
    state = read(text).sound().orgs[org].state
    return sorted(address.key for address in state if address.kind == kind)


# --- subjects ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind", "org", "key"),
    [
        (
            ENCORD + "projects: {p: {access: {ADA@lab.example: admin}}}\n",
            "project_grant",
            "encord/lab",
            "ada@lab.example",
        ),
        (
            ENCORD + "projects: {p: {access: {group:night shift: viewer}}}\n",
            "project_grant",
            "encord/lab",
            "team:night shift",
        ),
        (ENCORD + "datasets: {p: {access: [group:Night Shift]}}\n", "dataset_grant", "encord/lab", "team:night shift"),
        (ENCORD + "ontologies: {p: {access: [ada@lab.example]}}\n", "ontology_grant", "encord/lab", "ada@lab.example"),
        (
            ENCORD + "folders: {p: {access: {group:Night Shift: user}}}\n",
            "folder_grant",
            "encord/lab",
            "team:night shift",
        ),
        (DNANEXUS + "projects: {p: {access: {user-ada: VIEW}}}\n", "project_grant", "dnanexus/org-lab", "user-ada"),
        (DNANEXUS + "projects: {p: {access: {org-lab: UPLOAD}}}\n", "project_grant", "dnanexus/org-lab", "org:org-lab"),
        (DNANEXUS + "projects: {p: {access: {PUBLIC: VIEW}}}\n", "project_grant", "dnanexus/org-lab", "everyone"),
        (DNANEXUS + "apps: {p: {access: [PUBLIC]}}\n", "app_grant", "dnanexus/org-lab", "everyone"),
        (SEG + "datasets: {p: {access: [team:Seg]}}\n", "dataset_grant", "webknossos/lab", "team:seg"),
    ],
)
def test_every_form_of_a_subject_becomes_its_identity(text: str, kind: str, org: str, key: str):
    """Members, groups, teams, orgs and everyone (S1-22, S2-21, S2-33, S4-18, D20)."""
    assert granted(text, kind, org) == [("p", key)]


@pytest.mark.parametrize(
    ("text", "place", "code", "hint"),
    [
        (SEG + "datasets: {p: {access: {ada@lab.example: access}}}\n", "4:25", "name-pattern", "write team:NAME"),
        (SEG + "datasets: {p: {access: [group:Seg]}}\n", "4:25", "name-pattern", "write team:NAME"),
        (ENCORD + "folders: {p: {access: {ada@lab.example: user}}}\n", "5:24", "name-pattern", "write group:NAME"),
        (ENCORD + "projects: {p: {access: {team:Night Shift: viewer}}}\n", "5:25", "name-pattern", None),
        (ENCORD + "projects: {p: {access: {PUBLIC: viewer}}}\n", "5:25", "name-pattern", None),
        (ENCORD + "projects: {p: {access: {org-lab: viewer}}}\n", "5:25", "name-pattern", None),
        (DNANEXUS + "projects: {p: {access: {group:x: VIEW}}}\n", "4:25", "name-pattern", None),
        (DNANEXUS + "projects: {p: {access: {public: VIEW}}}\n", "4:25", "name-pattern", None),
        (ENCORD + "projects: {p: {access: {'group:': viewer}}}\n", "5:25", "name-pattern", None),
    ],
)
def test_a_form_of_subject_the_platform_lacks_is_refused_where_it_stands(
    text: str, place: str, code: str, hint: str | None
):
    problem = only(text)
    assert (f"{problem.source.line}:{problem.source.column}", problem.code) == (place, code)
    assert hint in (None, problem.hint)


def test_a_subject_that_is_not_there_is_a_dangling_reference_in_the_words_of_the_manifest():
    problem = only(ENCORD + "projects: {p: {access: {group:Nite Shift: viewer}}}\n")
    assert (problem.code, problem.message) == ("dangling-reference", "Nite Shift is not a group of lab")
    assert problem.hint == "did you mean `Night Shift`?"
    assert only(ENCORD + "projects: {p: {access: {zoe@other.example: viewer}}}\n").hint == (
        "add zoe@other.example: under members:, or take the line out"
    )
    assert only(ENCORD + "projects: {p: {access: {group:zzz: viewer}}}\n").hint == (
        "add zzz: under groups:, or take the line out"
    )


def test_the_same_subject_in_two_spellings_is_declared_twice():
    text = "projects: {p: {access: [group:Night Shift, group:night shift]}}\n"
    assert said(ENCORD + text) == ["5:44 declared-twice"]


def test_a_group_and_a_member_of_one_name_are_two_subjects():
    text = "org: lab\nplatform: dnanexus\nmembers: [user-a]\nprojects: {p: {access: {user-a: VIEW, org-a: VIEW, PUBLIC: VIEW}}}\n"
    assert granted(text, "project_grant", "dnanexus/lab") == [("p", "everyone"), ("p", "org:org-a"), ("p", "user-a")]


def test_a_bare_subject_has_the_default_level_and_a_word_is_the_level():
    reading = read(ENCORD + "projects: {p: {access: [ada@lab.example]}, q: {access: {ada@lab.example: reviewer}}}\n")
    assert attrs(reading, "project_grant", "p", "ada@lab.example", org="encord/lab") == {"level": "annotator"}
    assert attrs(reading, "project_grant", "q", "ada@lab.example", org="encord/lab") == {"level": "reviewer"}


def test_levels_are_the_words_of_the_very_kind_of_thing():
    """Roles in projects, datasets and ontologies are not the same (S2-21)."""
    assert said(ENCORD + "datasets: {p: {access: {ada@lab.example: reviewer}}}\n") == ["5:42 unknown-word"]
    assert said(DNANEXUS + "apps: {p: {access: {user-ada: VIEW}}}\n") == ["4:31 unknown-word"]


@pytest.mark.parametrize("name", platform_names())
def test_every_kind_of_grant_of_a_platform_can_be_given_to_somebody(name: str):
    for kind, forms in load(name).subjects.items():
        assert kinds()[kind].spec.grants
        assert forms, kind


# --- several people in one entry --------------------------------------------------------------------------------------


def test_one_entry_may_speak_of_several_members():
    """Several addresses with one role and the same levels (S1-33)."""
    text = (
        LAB + "members:\n  ada@lab.example, Bob@lab.example ,cyd@lab.example: {role: admin, experience: {nuclei: 5}}\n"
    )
    reading = read(text)
    for name in ("ada", "bob", "cyd"):
        assert attrs(reading, "member", f"{name}@lab.example")["role"] == "admin"
        assert attrs(reading, "experience", f"{name}@lab.example", "nuclei") == {"level": 5}
    (bob,) = (r for a, r in reading.sound().orgs["webknossos/lab"].state.items() if a.key == ("bob@lab.example",))
    assert (bob.name, bob.source.line, bob.source.column) == (("Bob@lab.example",), 4, 3)


def test_one_entry_may_speak_of_several_places_in_a_team():
    """Edit teams for several users (S1-23)."""
    members = "members: [ada@lab.example, bob@lab.example]\n"
    reading = read(LAB + members + "teams: {Seg: {members: {'ada@lab.example, bob@lab.example': team_manager}}}\n")
    for name in ("ada", "bob"):
        assert attrs(reading, "membership", "seg", f"{name}@lab.example") == {"role": "team_manager"}


def test_several_names_in_one_entry_say_the_same_as_an_entry_for_each():
    one = read(LAB + "members: {'a@x.example, b@x.example': {role: admin}}\n")
    other = read(LAB + "members: {a@x.example: {role: admin}, b@x.example: {role: admin}}\n")
    assert one.sound().orgs["webknossos/lab"].state == other.sound().orgs["webknossos/lab"].state


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ("{'a@x.example, a@x.example': {}}", ["3:11 declared-twice"]),
        ("{'a@x.example, b@x.example': {}, b@x.example: {}}", ["3:43 declared-twice"]),
        ("{'a@x.example, ': {}}", ["3:11 name-refused"]),
        ("{', ': {}}", ["3:11 name-refused"]),
        ("{'a@x.example, b': {}}", ["3:11 name-refused"]),
        ("{'a@x.example; b@x.example': {}}", ["3:11 name-refused"]),
        ("['a@x.example, b@x.example']", ["3:11 name-refused"]),
        ("{'a@x.example, b@x.example': {role: boss}}", ["3:46 unknown-word"]),
    ],
)
def test_each_of_several_names_is_held_to_the_rules_of_one(members: str, expected: list[str]):
    assert sorted(set(said(LAB + f"members: {members}\n"))) == sorted(expected)


def test_only_people_come_several_at_once():
    """A comma in the name of anything else is a part of the name."""
    state = read(ENCORD + "tags: {'a, b': }\nprojects: {'c, d': }\n").sound().orgs["encord/lab"].state
    assert {address.key for address in state if address.kind in ("tag", "project")} == {("a, b",), ("c, d",)}


# --- values a platform fixes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("project_access: VIEW", "4:41"),
        ("app_access: false", "4:37"),
        ("allow_billable_activities: false", "4:52"),
    ],
)
def test_what_an_admin_always_has_cannot_be_said_otherwise(field: str, place: str):
    """An admin may do everything, whatever the flags say (D1, D2)."""
    text = f"org: lab\nplatform: dnanexus\nmembers:\n  user-a: {{role: admin, {field}}}\n"
    problem = only(text)
    assert (f"{problem.source.line}:{problem.source.column}", problem.code) == (place, "fixed-value")
    name = field.partition(":")[0]
    assert problem.message.startswith(f"{name} is always ")
    assert problem.message.endswith("on DNAnexus where role is admin")
    assert problem.hint == f"leave {name} out"


def test_what_an_admin_always_has_may_be_said_and_is_no_attribute():
    """Flags that say what holds anyhow are no difference (D1)."""
    said_so = "{role: admin, project_access: ADMINISTER, app_access: true, allow_billable_activities: true}"
    loud = read(f"org: lab\nplatform: dnanexus\nmembers: {{user-a: {said_so}}}\n")
    quiet = read("org: lab\nplatform: dnanexus\nmembers: {user-a: {role: admin}}\n")
    assert attrs(loud, "member", "user-a", org="dnanexus/lab") == {"role": "admin"}
    assert loud.sound().orgs["dnanexus/lab"].state == quiet.sound().orgs["dnanexus/lab"].state


def test_a_member_has_what_is_said_and_else_the_defaults():
    """MEMBER: no billing, CONTRIBUTE, apps (D3)."""
    reading = read(
        "org: lab\nplatform: dnanexus\nmembers: {user-a: , user-b: {project_access: NONE, app_access: false}}\n"
    )
    platform = load("dnanexus")
    plain, other = (attrs(reading, "member", name, org="dnanexus/lab") for name in ("user-a", "user-b"))
    fields = ("allow_billable_activities", "project_access", "app_access")
    assert [platform.value("member", plain, field) for field in fields] == [False, "CONTRIBUTE", True]
    assert [platform.value("member", other, field) for field in fields] == [False, "NONE", False]
    assert [platform.value("member", {"role": "admin"}, field) for field in fields] == [True, "ADMINISTER", True]

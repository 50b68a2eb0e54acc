"""Lists: their columns, their filters, what somebody may not see, and the forms a table has."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import WrongUsage
from reconciler.listing import SEEN_BY, Wanted, listed, orgs
from reconciler.lookup import kind_named, nearest, thing_named, words
from reconciler.model import EMPTY, Address, Head, Resource, State
from reconciler.permissions import capability
from reconciler.reader import read_texts
from reconciler.render.tables import Table, csv_lines, json_rows, markdown_lines, text_lines
from reconciler.vocabulary import load, platform_names

NOW = "2026-11-23T09:00:00Z"
LAB = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {name: Ada, role: admin, experience: {nuclei: 10, mitochondria: 7}}
  tom@lab.example: {experience: {nuclei: 1}}
  kim@lab.example: {}
  new@lab.example: {active: false}
experience_domains: {nuclei: {}, mitochondria: {}, axons: {}}
teams:
  Seg: {description: Dense, members: {tom@lab.example: team_manager, kim@lab.example: member}}
task_types: {dense: {team: Seg, requires: {nuclei: 5}}}
projects: {cortex: {owner: tom@lab.example, team: Seg, requires: {nuclei: 1}}}
datasets: {one: {owner: ada@lab.example, access: [team:Seg]}, two: {owner: new@lab.example}}
"""
VISION = """\
org: acme-vision
platform: encord
members:
  grace@acme.example: {role: internal_admin}
  kim@acme.example: {}
  bob@labelers.example: {role: workforce}
groups: {labelers: {members: [bob@labelers.example]}}
tags: {urgent: {}, night: {}}
ontologies: {vehicles: {owner: kim@acme.example, access: {kim@acme.example: admin}}, cells: {}}
datasets: {dashcam: {owner: grace@acme.example, access: {kim@acme.example: user}}, slides: {}}
projects:
  night-drive: {owner: kim@acme.example, ontology: vehicles, datasets: [dashcam], tags: [urgent, night]}
  day-drive: {owner: grace@acme.example, ontology: vehicles, tags: [urgent], access: {group:labelers: annotator}}
  cells: {ontology: cells, datasets: [slides, dashcam]}
"""
INNO = """\
org: innolab
platform: innotescus
members:
  own@i.example: {role: super_admin}
  adm@i.example: {role: admin, projects: [pavement]}
  sup@i.example: {role: supervisor, projects: [roof]}
  ann@i.example: {role: annotator, projects: [pavement]}
projects: {pavement: {}, roof: {}}
"""


def state_of(text: str) -> State:
    (org,) = read_texts([("org.yaml", text)], at="2026-11-23").sound().orgs.values()
    return org.state


def table(text: str, kind: str, state: State | None = None, **wanted: Any) -> Table:
    state = state or state_of(text)
    platform = load(next(iter(state)).platform)
    people = {
        a.key[0]: "deactivated" if platform.left(r.attrs) else "active" for a, r in state.items() if a.kind == "member"
    }
    return listed(Wanted(kind, **wanted), state, platform, people, NOW)


def names(found: Table) -> list[str]:
    return [str(row[0]).partition("@")[0] for row in found.rows]


def column(found: Table, name: str) -> dict[str, Any]:
    return {str(row[0]).partition("@")[0]: row[found.columns.index(name)] for row in found.rows}


# --- columns ----------------------------------------------------------------------------------------------------------


def test_all_users_are_listed_with_their_roles_and_groups():
    """S2-15, S2-23: the Users tab."""
    found = table(VISION, "member")
    assert names(found) == ["bob", "grace", "kim"]
    assert column(found, "role") == {"bob": "workforce", "grace": "internal_admin", "kim": "internal_member"}
    assert column(found, "teams") == {"bob": ("labelers",), "grace": (), "kim": ()}
    assert found.titles[found.columns.index("teams")] == "groups"
    assert found.notes == ()


def test_users_are_listed_with_experience_and_teams_and_only_the_activated_unless_asked():
    """S1-12, S1-24, S1-31, S1-36: whoever waits for activation is found by the filter, and counted without it."""
    found = table(LAB, "member")
    assert names(found) == ["ada", "kim", "tom"]
    assert column(found, "experience")["ada"] == ("mitochondria 7", "nuclei 10")
    assert column(found, "teams")["tom"] == ("Seg",)
    assert found.notes == ("1 deactivated user not shown; add --status deactivated, or all",)
    assert names(table(LAB, "member", status="deactivated")) == ["new"]
    assert names(table(LAB, "member", status="all")) == ["ada", "kim", "new", "tom"]
    assert names(table(LAB, "member", status="invited")) == []


def test_teams_and_groups_have_sizes_and_what_is_open_to_them():
    """S1-21, S1-24: all of them, with a description and how many are in each."""
    lab, vision = table(LAB, "team"), table(VISION, "team")
    assert (column(lab, "members"), column(lab, "description")) == ({"Seg": 2}, {"Seg": "Dense"})
    assert (column(lab, "grants"), column(lab, "task_types"), column(lab, "projects")) == (
        {"Seg": 1},
        {"Seg": 1},
        {"Seg": 1},
    )
    assert column(vision, "grants") == {"labelers": 1}
    assert "projects" not in vision.columns, "no project of this platform names a team"


def test_tags_are_counted():
    """S2-53, S2-54: at the org, with the projects that have them."""
    assert column(table(VISION, "tag"), "projects") == {"night": 1, "urgent": 2}


def test_domains_are_those_that_are_declared_and_those_that_are_used():
    """S1-34, S1-39, W4: what one may pick; where nobody declares them, what levels and tasks speak of."""
    found = table(LAB, "domain")
    assert column(found, "members") == {"nuclei": 2, "mitochondria": 1, "axons": 0}
    assert column(found, "task_types") == {"nuclei": 1, "mitochondria": 0, "axons": 0}
    assert set(column(found, "declared").values()) == {True}
    used = table(LAB.replace("experience_domains: {nuclei: {}, mitochondria: {}, axons: {}}\n", ""), "domain")
    assert column(used, "declared") == {"nuclei": False, "mitochondria": False}


def test_ontologies_and_datasets_say_how_many_projects_use_them():
    """S2-06, S2-07: one ontology in many projects, one dataset in several."""
    assert column(table(VISION, "ontology"), "projects") == {"cells": 1, "vehicles": 2}
    assert column(table(VISION, "dataset"), "projects") == {"dashcam": 2, "slides": 1}


def test_people_of_a_project_are_counted_where_they_have_places():
    """Members by project, projects by member."""
    assert column(table(INNO, "project"), "members") == {"pavement": 2, "roof": 1}
    assert column(table(INNO, "member"), "projects")["ann"] == ("pavement",)


def test_flags_are_shown_as_they_are_in_effect():
    """D1, D3: an admin's are fixed, a member's have defaults."""
    text = "org: org-g\nplatform: dnanexus\nmembers: {user-a: {role: admin}, user-b: {}}\n"
    found = table(text, "member")
    assert column(found, "project_access") == {"user-a": "ADMINISTER", "user-b": "CONTRIBUTE"}
    assert column(found, "allow_billable_activities") == {"user-a": True, "user-b": False}


def test_invitations_are_live_expired_or_accepted_and_never_show_a_token():
    """W22: as of the moment asked for."""
    state = state_of(LAB)
    rows = dict(state.resources)
    sent = {"token": "0" * 64, "sent": "2026-11-01T00:00:00Z"}
    for number, more in enumerate(({"expires": "2026-11-15T00:00:00Z"}, {"expires": "2026-12-15T00:00:00Z"}), 1):
        address = Address("webknossos", "lab", "invitation", ("kim@lab.example", str(number)))
        rows[address] = Resource(address, {**sent, **more})
    address = Address("webknossos", "lab", "invitation", ("tom@lab.example", "1"))
    rows[address] = Resource(address, {**sent, "expires": "2026-11-15T00:00:00Z", "accepted": "2026-11-02T00:00:00Z"})
    found = table(LAB, "invitation", State(rows))
    assert [row[found.columns.index("status")] for row in found.rows] == ["expired", "live", "accepted"]
    assert "token" not in found.columns
    assert "0000" not in "".join(text_lines(found))


@pytest.mark.parametrize("kind", SEEN_BY)
def test_every_kind_has_a_list_of_as_many_cells_as_columns(kind):
    for text in (LAB, VISION, INNO):
        for found in (table(text, kind), table(text, kind, asker="kim@lab.example")):
            assert len(set(found.columns)) == len(found.columns) == len(found.titles)
            assert all(len(row) == len(found.columns) for row in found.rows)


# --- filters ----------------------------------------------------------------------------------------------------------


def test_projects_are_filtered_by_owner_and_by_all_the_tags():
    """S2-43, S2-53: owner, tags, both."""
    assert names(table(VISION, "project", owner="kim@acme.example")) == ["night-drive"]
    assert names(table(VISION, "project", tags=("urgent",))) == ["day-drive", "night-drive"]
    assert names(table(VISION, "project", tags=("urgent", "night"))) == ["night-drive"]
    assert names(table(VISION, "project", tags=("urgent",), owner="grace@acme.example")) == ["day-drive"]


def test_my_projects_are_those_i_own_or_was_invited_to():
    """S2-44: an admin sees all, and mine are fewer."""
    assert names(table(VISION, "project", asker="grace@acme.example")) == ["cells", "day-drive", "night-drive"]
    assert names(table(VISION, "project", asker="grace@acme.example", mine=True)) == ["day-drive"]
    assert names(table(VISION, "project", asker="bob@labelers.example", mine=True)) == ["day-drive"]


def test_datasets_and_ontologies_are_filtered_by_owner_and_by_what_is_mine():
    """S2-48, S2-52: the same filters on the other tabs."""
    assert names(table(VISION, "dataset", owner="grace@acme.example")) == ["dashcam"]
    assert names(table(VISION, "dataset", asker="kim@acme.example", mine=True)) == ["dashcam"]
    assert names(table(VISION, "ontology", owner="kim@acme.example")) == ["vehicles"]
    assert names(table(VISION, "ontology", asker="grace@acme.example", mine=True)) == []


# --- what may be seen -------------------------------------------------------------------------------------------------


def test_members_see_what_they_made_or_were_invited_to_and_admins_see_all():
    """S2-19, S2-20, S2-42, S2-47, S2-51: the stricter of the two sentences; what is left out is said."""
    mine = table(VISION, "project", asker="kim@acme.example")
    assert names(mine) == ["night-drive"]
    assert mine.notes == ("2 projects left out, which kim@acme.example may not see",)
    for kind, seen in (("dataset", ["dashcam"]), ("ontology", ["vehicles"])):
        assert names(table(VISION, kind, asker="kim@acme.example")) == seen
        assert len(names(table(VISION, kind, asker="grace@acme.example"))) == 2


def test_supervisors_and_admins_see_projects_they_were_invited_to_annotators_none_the_owner_all():
    """S3-15, S3-21, S3-23, S3-27, S3-29: by role and place."""
    seen = {who: names(table(INNO, "project", asker=f"{who}@i.example")) for who in ("own", "adm", "sup", "ann")}
    assert seen == {"own": ["pavement", "roof"], "adm": ["pavement"], "sup": ["roof"], "ann": []}


def test_members_are_seen_by_admins_by_managers_in_their_teams_and_by_themselves():
    """S2-01, S2-15, S0-05, W27, S3-24: nobody sees those of another org, not even its admins."""
    assert names(table(VISION, "member", asker="bob@labelers.example")) == ["bob"]
    assert names(table(LAB, "member", asker="tom@lab.example")) == ["kim", "tom"]
    assert names(table(INNO, "member", asker="adm@i.example")) == ["adm", "ann", "own", "sup"]
    assert names(table(INNO, "member", asker="sup@i.example")) == ["sup"]
    assert names(table(VISION, "member", asker="ada@lab.example")) == []


def test_tags_are_for_admins_and_teams_for_those_in_them():
    """S2-55, S2-01: the tab is visible to admins only."""
    assert names(table(VISION, "tag", asker="grace@acme.example")) == ["night", "urgent"]
    assert names(table(VISION, "tag", asker="kim@acme.example")) == []
    assert names(table(LAB, "team", asker="kim@lab.example")) == ["Seg"]
    assert names(table(LAB, "team", asker="ada@lab.example")) == ["Seg"]
    assert names(table(VISION, "team", asker="kim@acme.example")) == []


def test_datasets_of_other_teams_are_not_seen():
    """S0-07, S0-08, S1-22: a member sees those of their teams, an admin all."""
    assert names(table(LAB, "dataset", asker="kim@lab.example")) == ["one"]
    assert names(table(LAB, "dataset", asker="ada@lab.example")) == ["one", "two"]


def test_the_deactivated_and_strangers_see_nothing():
    """S1-18, S0-04, S0-05: neither who was inside, nor a user of another org."""
    for asker in ("new@lab.example", "bob@labelers.example"):
        for kind in SEEN_BY:
            assert not table(LAB, kind, asker=asker).rows


@pytest.mark.parametrize("kind", SEEN_BY)
def test_whatever_shows_a_kind_is_a_capability_of_every_platform_that_has_the_kind(kind):
    for name in platform_names():
        platform = load(name)
        if kind not in platform.absent:
            assert any(capability(word, platform) for word in SEEN_BY[kind]), f"{kind} is never seen on {name}"


def test_orgs_have_serial_and_size_and_the_deleted_are_marked():
    """W31: only those of the person, with the role there."""
    found = [
        ("webknossos/lab", Head("webknossos/lab", 3, ""), state_of(LAB)),
        ("encord/acme-vision", Head("encord/acme-vision", 1, ""), state_of(VISION)),
        ("encord/old", Head("encord/old", 2, ""), EMPTY),
    ]
    platforms = {name: load(name) for name in ("webknossos", "encord")}
    every = orgs(found, platforms)
    assert [row[0] for row in every.rows] == ["acme-vision", "old", "lab"]
    assert column(every, "status") == {"acme-vision": "here", "old": "deleted", "lab": "here"}
    assert (column(every, "serial")["lab"], column(every, "members")["lab"]) == (3, 3)
    mine = orgs(found, platforms, "tom@lab.example")
    assert [(row[0], row[5]) for row in mine.rows] == [("lab", "member")]
    assert mine.notes == ("2 orgs left out, of which tom@lab.example is no active member",)
    assert orgs(found, platforms, "new@lab.example").rows == ()


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["users", "user", "members", "people", "User"])
def test_people_go_by_every_word_for_them(word):
    assert kind_named(word, SEEN_BY, load("encord")) == "member"


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("groups", "team"),
        ("project tags", "tag"),
        ("project-tag", "tag"),
        ("ontologies", "ontology"),
        ("storage_folders", "folder"),
    ],
)
def test_kinds_go_by_the_platforms_own_words(word, kind):
    assert kind_named(word, SEEN_BY, load("encord")) == kind


def test_no_word_means_two_kinds():
    for name in platform_names():
        platform = load(name)
        for kind in (kind for kind in SEEN_BY if kind not in platform.absent):
            assert words(SEEN_BY, platform)[kind.replace("_", "-")] == kind
            assert words(SEEN_BY, platform)[platform.term(kind).replace(" ", "-")] == kind


def test_a_word_that_means_nothing_is_answered_with_the_nearest_and_a_kind_that_is_not_there_with_the_reason():
    with pytest.raises(WrongUsage, match="projcts") as error:
        kind_named("projcts", SEEN_BY, load("encord"))
    assert error.value.hint == "did you mean projects?"
    with pytest.raises(WrongUsage, match="DNAnexus has no teams"):
        kind_named("teams", SEEN_BY, load("dnanexus"))
    with pytest.raises(WrongUsage) as error:
        kind_named("billing", SEEN_BY, load("innotescus"))
    assert error.value.hint == "there are: invitations, members, projects"
    assert nearest("x", ["one", "two"]) == "there are: one, two"
    assert nearest("x", map(str, range(50))) == ""


def test_a_thing_goes_by_its_name_where_that_is_unique_or_by_kind_and_name():
    state, platform = state_of(VISION), load("encord")
    among = ["member", "project", "dataset", "ontology"]
    assert thing_named("night-drive", among, state, platform).kind == "project"
    assert thing_named("GRACE@acme.example", among, state, platform).kind == "member"
    assert thing_named("ontologies/cells", among, state, platform).kind == "ontology"
    with pytest.raises(WrongUsage, match="names several things") as error:
        thing_named("cells", among, state, platform)
    assert error.value.hint == "write one of: ontology/cells, project/cells"
    with pytest.raises(WrongUsage, match="is no project of acme-vision") as error:
        thing_named("project/nightdrive", among, state, platform)
    assert error.value.hint == "did you mean night-drive?"


def test_names_with_slashes_and_blanks_are_found_as_they_stand_and_as_plans_print_them():
    state = state_of(VISION.replace("cells: {ontology", '"Day / Night": {ontology'))
    for text in ("Day / Night", "project/day / night", "project/day%20%2F%20night"):
        assert thing_named(text, ["project"], state, load("encord")).key == ("day / night",)
    with pytest.raises(WrongUsage):
        thing_named("\u202ecells", ["project"], state, load("encord"))


# --- forms ------------------------------------------------------------------------------------------------------------

SMALL = Table(("name", "number", "yes", "list"), (("a", 1, True, ("x", "y")), ("longer", None, None, ())), ("a note",))


def test_text_is_aligned_and_columns_that_say_nothing_are_left_out():
    assert [*text_lines(SMALL)] == ["NAME    NUMBER  YES  LIST", "a       1       yes  x; y", "longer", "a note"]
    assert [*text_lines(Table(("name", "empty"), (("a", None), ("b", ()))))] == ["NAME", "a", "b"]
    assert [*text_lines(Table(("name",), (), ("nothing",)))] == ["nothing"]


def test_no_line_begins_like_a_command_to_a_ci_runner():
    """T077."""
    table_of_commands = Table(("name",), (("::error::x",), ("##[group]",), (" ::stop",)))
    assert [*text_lines(table_of_commands)] == ["NAME", "./::error::x", "./#⟨U+0023⟩[group]", "./ ::stop"]


def test_wide_and_combining_characters_are_aligned_as_a_terminal_shows_them():
    lines = [*text_lines(Table(("n", "x"), (("日本", "1"), ("e\u0301a", "2"), ("abcd", "3"))))]
    assert lines == ["N     X", "日本  1", "e\u0301a    2", "abcd  3"]


def test_json_says_everything_under_the_names_of_the_columns():
    assert json_rows(SMALL) == [
        {"name": "a", "number": 1, "yes": True, "list": ["x", "y"]},
        {"name": "longer", "number": None, "yes": None, "list": []},
    ]


def test_markdown_is_a_list_of_code_spans_that_nothing_leaves():
    """T073, T074."""
    evil = Table(("name", "said"), (("`a` @all | <b>", "``x"),), ("n`n",))
    assert [*markdown_lines(evil)] == ["- `` `a` @all | <b> ``: said ``` ``x ```", "", "``n`n``"]


def test_titles_are_for_people_and_columns_for_programs():
    named = SMALL._replace(titles=("Nom", "Nombre", "Oui", "Liste"))
    assert next(text_lines(named)).startswith("NOM")
    assert next(csv_lines(named)) == "name,number,yes,list"
    assert "Nombre `1`" in next(markdown_lines(named))


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=x", "\0=x", " =1", "\uff1d1", "\ufeff=1", "|cmd", "%x"]


@pytest.mark.parametrize("bad", FORMULAS)
def test_a_spreadsheet_computes_nothing_that_people_wrote(bad):
    """T079: a cell that begins like a formula begins with an apostrophe instead."""
    for cell in (bad, (bad, "b")):
        _, line = csv_lines(Table(("x",), ((cell,),)))
        assert next(csv.reader([line]))[0].startswith("'")
    _, line = csv_lines(Table(("x",), (("a=1",),)))
    assert line == "a=1"


def test_numbers_are_numbers_in_csv_even_below_nothing():
    assert [*csv_lines(Table(("x", "y", "z"), ((-1, True, None),)))] == ["x,y,z", "-1,yes,"]


@pytest.mark.parametrize(
    "cell", ['a "b" c', "a,b", "a;b", "007", "1e5", "123456789012345678901", "1,5", "'", "a'b", "é日本"]
)
def test_a_cell_is_read_back_from_csv_as_it_was_written(cell: str):
    """T080: quotes, both separators, leading zeros, and what only looks like a number."""
    lines = [*csv_lines(Table(("x", "y"), ((cell, "end"), ("start", cell))))]
    assert [*csv.reader(lines)] == [["x", "y"], [cell, "end"], ["start", cell]]


def test_a_line_break_in_a_cell_of_csv_is_shown_by_its_number():
    """T080"""
    assert [*csv_lines(Table(("x",), (("a\nb",), ("a\r\nb",))))] == ["x", "a⟨U+000A⟩b", "a⟨U+000D⟩⟨U+000A⟩b"]


@given(st.lists(st.tuples(st.text(), st.text()), max_size=4))
def test_whatever_people_wrote_stays_one_cell_of_one_line(pairs):
    """T084, T077: no control character, no second line, no command to a CI runner."""
    found = Table(("a", "b"), tuple(pairs))
    lines = [*csv_lines(found)]
    assert len(lines) == len(pairs) + 1
    assert all(len(row) == 2 for row in csv.reader(lines))
    for line in (*lines, *text_lines(found), *markdown_lines(found)):
        assert "\n" not in line
        assert "\x1b" not in line
    assert not any(line.lstrip().startswith(("::", "##[")) for line in (*lines, *text_lines(found)))
    assert [*csv_lines(Table(("a",), (("::error::x",), ("##[command]x",))))] == [
        "a",
        "'::error::x",
        "'#⟨U+0023⟩[command]x",
    ]

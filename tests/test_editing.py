"""Edits of manifest files: they change what they must, keep every other byte, and never what is not asked for."""

from __future__ import annotations

import difflib
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import example, given

from reconciler.cli import run
from reconciler.editing.entries import New, NotEditable, changed
from reconciler.editing.layout import comments, documents, meaning, spliced
from reconciler.editing.order import formatted
from reconciler.editing.persons import (
    OrgTexts,
    Place,
    moved,
    with_level,
    with_member,
    with_place,
    with_team,
    without_person,
)
from reconciler.editing.spelling import inline, lines, scalar
from reconciler.errors import WrongUsage, errors_among
from reconciler.manifest.compose import compose
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.reader import read_texts
from reconciler.vocabulary import load

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").rglob("*.yaml"))
ZOE = "zoe@people.example"


def org(*texts: str, slug: str = "lab", platform: str = "webknossos") -> OrgTexts:
    return OrgTexts({f"{number}.yaml": text for number, text in enumerate(texts)}, slug, load(platform))


def lab(text: str, platform: str = "webknossos") -> OrgTexts:
    return org(f"org: lab\nplatform: {platform}\n{text}", platform=platform)


def after(edited: OrgTexts) -> str:
    """The one text, without its head."""
    (text,) = edited.texts.values()
    return text.split("\n", 2)[2]


def plus(before: OrgTexts, edited: OrgTexts) -> list[str]:
    """The changed lines of a diff, with their signs."""
    found = []
    for name, text in edited.texts.items():
        diff = difflib.unified_diff(before.texts[name].split("\n"), text.split("\n"), n=0, lineterm="")
        found += [line for line in diff if not line.startswith(("---", "+++", "@@"))]
    return found


def said(*texts: str) -> Any:
    """What texts want, wherever it stands in them."""
    reading = read_texts((f"{number}.yaml", text) for number, text in enumerate(texts))
    assert not errors_among(reading.problems), reading.problems
    return {key: (o.state, o.limits) for key, o in reading.desired.orgs.items()}, reading.desired.people.known


# --- adding somebody --------------------------------------------------------------------------------------------------


def orgs_of_the_examples() -> list[Any]:
    found = []
    for folder in sorted({path.parent for path in EXAMPLES if "mistake" not in path.parts}):
        texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))}
        for key in read_texts(texts.items()).desired.orgs:
            platform, _, slug = key.partition("/")
            name = f"{folder.relative_to(ROOT / 'examples')}-{platform}"
            found.append(pytest.param(OrgTexts(texts, slug, load(platform)), id=name))
    return found


@pytest.mark.parametrize("before", orgs_of_the_examples())
def test_adding_somebody_to_an_example_adds_a_line_and_changes_none(before):
    name = ZOE if before.platform.keys["member"].type == "email" else "user-zoe"
    edited = with_member(before, name, {})
    assert plus(before, edited) == [f"+  {name}:"]
    was, now = (errors_among(read_texts(texts.texts.items()).problems) for texts in (before, edited))
    assert {problem.code for problem in now} - {problem.code for problem in was} <= {"no-seat"}


HOSTILE = {
    "comments between": "members:\n  # the boss\n  ada@x.example: {role: admin}\n\n  # --- the others\n\n  bob@x.example:\n",
    "tabs in comments": "members:\n  ada@x.example: {role: admin}\t# a\ttab\n  bob@x.example:\t\t# another\n",
    "windows line ends": "members:\r\n  ada@x.example: {role: admin}\r\n  bob@x.example:   # b\r\n",
    "quoted keys": "'members':\n  \"ada@x.example\": {role: admin}\n  'bob@x.example':\n",
    "unicode names": "members:\n  ada@x.example: {name: Ada Łovelåce 李, role: admin}\n  bob@bücher.example: # ü\n",
    "an anchor elsewhere": "members:\n  ada@x.example: &boss {role: admin}\n  bob@x.example: *boss\n",
    "long values": "members:\n  ada@x.example:\n    name: Ada\n      Lovelace\n    role: admin\n  bob@x.example:\n    name: >-\n      Bob\n\n\n",
    "wide indentation": "members:\n      ada@x.example:  {role: admin}\n      bob@x.example:\n# end\n",
    "several documents": "members:\n  ada@x.example: {role: admin}\n  bob@x.example:\n---\norg: lab\nteams: {A: }\n...\n",
    "comments below": "members:\n  ada@x.example: {role: admin}\n  bob@x.example:\n    # his note\n\n# end\nteams: {}\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_the_layout_adding_somebody_adds_one_line_and_changes_none(text):
    before = lab(text)
    edited = with_member(before, ZOE, {"role": "admin"})
    indent = text.partition("ada@")[0].rpartition("\n")[2].rstrip("'\"")
    in_lines = [f"+{indent}{ZOE}:", f"+{indent}  role: admin"]
    expected = in_lines if "role: admin\n  bob" in text and "Lovelace" in text else [f"+{indent}{ZOE}: {{role: admin}}"]
    assert [line.rstrip("\r") for line in plus(before, edited)] == expected
    assert all(line.endswith("\r") == ("\r" in text) for line in plus(before, edited))
    (was, _), (now, _) = (said(*texts.texts.values())[0]["webknossos/lab"] for texts in (before, edited))
    assert len(now) == len(was) + 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("members: [ada@x.example, bob@x.example]\n", f"members: [ada@x.example, bob@x.example, {ZOE}]\n"),
        ("members: {ada@x.example: {role: admin}}\n", f"members: {{ada@x.example: {{role: admin}}, {ZOE}: {{}}}}\n"),
        ("members:\n- ada@x.example  # a\n", f"members:\n- ada@x.example  # a\n- {ZOE}\n"),
        ("members: {}  # nobody\n", f"members:  # nobody\n  {ZOE}:\n"),
        ("members: []\n", f"members:\n  - {ZOE}\n"),
        ("", f"members:\n  {ZOE}:\n"),
        ("name: Lab", f"name: Lab\nmembers:\n  {ZOE}:"),
        (
            "members: {\n  ada@x.example: {},  # a\n}\n",
            f"members: {{\n  ada@x.example: {{}},  # a\n  {ZOE}: {{}},\n}}\n",
        ),
        (
            "members: {\n  ada@x.example: {}   # a\n}\n",
            f"members: {{\n  ada@x.example: {{}},   # a\n  {ZOE}: {{}}\n}}\n",
        ),
        ("members: { bob@x.example: }\n", f"members: {{ bob@x.example: , {ZOE}: {{}} }}\n"),
    ],
)
def test_short_forms_and_braces_stay_what_they_are(text, expected):
    edited = with_member(lab(text), ZOE, {})
    assert after(edited) == expected
    said(*edited.texts.values())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("members: [ada@x.example, b@x.example]", f"members: {{ada@x.example, b@x.example, {ZOE}: {{role: admin}}}}"),
        (
            "members:\n- ada@x.example  # a\n- b@x.example\n",
            f"members:\n  ada@x.example:  # a\n  b@x.example:\n  {ZOE}: {{role: admin}}\n",
        ),
        ("members:\n  - ada@x.example\n", f"members:\n  ada@x.example:\n  {ZOE}: {{role: admin}}\n"),
    ],
)
def test_a_list_of_names_becomes_a_mapping_where_more_is_to_be_said(text, expected):
    edited = with_member(lab(text), ZOE, {"role": "admin"})
    assert after(edited) == expected
    said(*edited.texts.values())


def test_where_the_others_are_in_order_so_is_the_new_entry_and_it_is_written_like_them():
    text = "members:\n  ada@x.example:\n    role: admin\n  # about zz\n  zz@x.example:\n    name: Z\n"
    edited = with_member(lab(text), "bob@x.example", {"name": "Bob", "role": "admin"})
    assert after(edited) == text.replace(
        "  # about zz", "  bob@x.example:\n    name: Bob\n    role: admin\n  # about zz"
    )


def test_the_document_that_has_the_section_gets_the_entry_and_of_several_the_one_with_the_platform():
    texts = ("org: lab\nteams: {}\n", "org: lab\nmembers: {b@x.example: }\n", "org: lab\nplatform: webknossos\n")
    assert f"{ZOE}: " in with_member(org(*texts), ZOE, {}).texts["1.yaml"]
    main = texts[2] + "members: {}\n"
    assert ZOE in with_member(org(*texts[:2], main), ZOE, {}).texts["2.yaml"]
    assert ZOE in with_member(org(texts[0], texts[2]), ZOE, {}).texts["1.yaml"]


def test_an_org_of_the_same_name_on_another_platform_is_another():
    texts = ("org: lab\nplatform: encord\nmembers: {}\n", "org: lab\nplatform: webknossos\nmembers: {}\n")
    assert with_member(org(*texts), ZOE, {}).texts["0.yaml"] == texts[0]


def test_what_stands_behind_an_anchor_or_alias_is_left_to_people():
    shared = lab("teams:\n  A: {members: &all [ada@x.example]}\n  B: {members: *all}\n")
    for team in ("A", "B"):
        with pytest.raises(NotEditable, match="anchor"):
            with_place(shared, ZOE, Place(team))


# --- places, levels, teams --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("team", "place", "expected"),
    [
        ("A:", Place("A"), f"A:\n    members: {{{ZOE}: member}}"),
        ("A: {}", Place("A", "team_manager"), f"A:\n    members: {{{ZOE}: team_manager}}"),
        ("A: {members: [b@x.example]}", Place("A"), f"A: {{members: [b@x.example, {ZOE}]}}"),
        (
            "A: {members: [b@x.example]}",
            Place("A", "team_manager"),
            f"A: {{members: {{b@x.example, {ZOE}: team_manager}}}}",
        ),
        (
            "A:\n    members:\n      b@x.example:",
            Place("a"),
            f"A:\n    members:\n      b@x.example:\n      {ZOE}: member",
        ),
        ("A: {description: d}", Place("A"), f"A: {{description: d, members: {{{ZOE}: member}}}}"),
    ],
)
def test_a_place_goes_into_the_team_as_it_is_written(team, place, expected):
    before = lab(f"teams:\n  {team}\n")
    assert after(with_place(before, ZOE, place)) == f"teams:\n  {expected}\n"


def test_teams_that_are_only_names_become_a_mapping_for_the_first_place():
    assert (
        after(with_place(lab("teams: [A, B]\n"), ZOE, Place("B")))
        == f"teams: {{A, B: {{members: {{{ZOE}: member}}}}}}\n"
    )
    expected = f"teams:\n  A:\n  B:\n    members: {{{ZOE}: member}}\n"
    assert after(with_place(lab("teams:\n  - A\n  - B\n"), ZOE, Place("B"))) == expected
    assert after(with_place(lab("teams:\n- A\n- B\n"), ZOE, Place("B"))) == expected


def test_groups_are_found_under_the_word_of_the_platform():
    before = lab("groups: {reviewers: {members: [b@x.example]}}\n", "encord")
    assert (
        after(with_place(before, ZOE, Place("reviewers")))
        == f"groups: {{reviewers: {{members: [b@x.example, {ZOE}]}}}}\n"
    )
    assert after(with_team(before, "night", {})).startswith("groups: {night: {}, reviewers:")


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (f"{ZOE}:", f"{ZOE}:\n    experience: {{nuclei: 5}}"),
        (f"{ZOE}: {{role: admin}}", f"{ZOE}: {{role: admin, experience: {{nuclei: 5}}}}"),
        (f"{ZOE}: {{experience: {{nuclei: 3}}}}  # c", f"{ZOE}: {{experience: {{nuclei: 5}}}}  # c"),
        (f"{ZOE}: {{experience: {{nuclei: {{level: 3}}}}}}", f"{ZOE}: {{experience: {{nuclei: {{level: 5}}}}}}"),
        (f"{ZOE}:\n    experience:\n      axons: 1", f"{ZOE}:\n    experience:\n      axons: 1\n      nuclei: 5"),
        (
            f"a@x.example, {ZOE}, b@x.example: {{role: admin}}",
            f"a@x.example, b@x.example: {{role: admin}}\n  {ZOE}: {{role: admin, experience: {{nuclei: 5}}}}",
        ),
        (
            f"'a@x.example, {ZOE}':\n    name: A  # the crew",
            f"'a@x.example':\n    name: A  # the crew\n  {ZOE}:\n    name: A\n    experience: {{nuclei: 5}}",
        ),
    ],
)
def test_a_level_is_written_where_the_person_stands(entry, expected):
    before = lab(f"members:\n  {entry}\n")
    assert after(with_level(before, ZOE, "nuclei", 5)) == f"members:\n  {expected}\n"


def test_a_level_of_nobody_and_a_place_nowhere_are_refused():
    with pytest.raises(WrongUsage, match="no manifest has the user"):
        with_level(lab("members: {}\n"), ZOE, "nuclei", 5)
    with pytest.raises(WrongUsage, match="no manifest has the team"):
        with_place(lab("members: {}\n"), ZOE, Place("A"))
    with pytest.raises(WrongUsage, match="has no place in"):
        moved(lab("teams: {A: {members: []}}\n"), ZOE, "A", Place("A"))


def test_whoever_moves_keeps_the_role_unless_another_is_named():
    before = lab(
        f"teams:\n  A:\n    members:\n      {ZOE}: team_manager  # since 2026\n      b@x.example:\n  B: {{members: {{}}}}\n"
    )
    kept = f"teams:\n  A:\n    members:\n      b@x.example:\n  B: {{members: {{{ZOE}: ROLE}}}}\n"
    assert after(moved(before, ZOE, "A", Place("B"))) == kept.replace("ROLE", "team_manager")
    assert after(moved(before, ZOE, "A", Place("B", "member"))) == kept.replace("ROLE", "member")


# --- taking somebody out ----------------------------------------------------------------------------------------------


def test_whoever_is_removed_is_removed_from_everything_and_nobody_else_is():
    text = (
        f"members:\n  ada@x.example: {{role: internal_admin}}\n  # Zoe is on leave\n  {ZOE}: {{role: external}}  # z\n"
        f"  bob@x.example:\n"
        f"groups:\n  A: {{members: [{ZOE}]}}\n  B:\n    members:\n      - {ZOE.upper()}\n      - ada@x.example\n"
        f"datasets: {{d: {{access: {{{ZOE}: user, group:A: user}}}}}}\n"
        f"projects:\n  p:\n    access:\n      {ZOE}: admin\n"
    )
    edited = without_person(lab(text, "encord"), ZOE)
    assert after(edited) == (
        "members:\n  ada@x.example: {role: internal_admin}\n  bob@x.example:\n"
        "groups:\n  A: {members: []}\n  B:\n    members:\n      - ada@x.example\n"
        "datasets: {d: {access: {group:A: user}}}\nprojects:\n  p:\n    access: {}\n"
    )
    said(*edited.texts.values())


@pytest.mark.parametrize(
    ("key", "left"),
    [
        (f"a@x.example, {ZOE}", "a@x.example"),
        (f"{ZOE}, a@x.example,b@x.example", "a@x.example,b@x.example"),
        (f'"a@x.example, {ZOE}, b@x.example"', '"a@x.example, b@x.example"'),
    ],
)
def test_of_several_people_in_one_entry_the_others_stay(key, left):
    edited = without_person(lab(f"members:\n  {key}: {{role: admin}}   # c\n"), ZOE)
    assert after(edited) == f"members:\n  {left}: {{role: admin}}   # c\n"


# --- entries in and out, whatever the layout --------------------------------------------------------------------------

names = st.sampled_from([f"{letter}@x.example" for letter in "abcdefgh"])
values = st.sampled_from(["", "{}", "{role: admin}", "{name: 'A # b', experience: {z: 1, a: 2}}"])
notes = st.sampled_from(["", "", "", "  # said"])


@st.composite
def mappings(draw: Callable[..., Any]) -> tuple[str, list[str]]:
    """A section of people in any layout, and its names in order."""
    people = draw(st.lists(names, unique=True, max_size=6))
    style = draw(st.sampled_from(["block", "line", "lines"]))
    if not people:
        return "members: {}\n", []
    if style == "line":
        space = draw(st.sampled_from(["", " "]))
        inside = ", ".join(f"{name}: {draw(values)}" for name in people)
        return f"members: {{{space}{inside}{draw(st.sampled_from(['', ',']))}{space} }}{draw(notes)}\n", people
    if style == "lines":
        comma = draw(st.sampled_from(["", ","]))
        rows = [
            f"    {name}: {draw(values) or '{}'}{',' if name != people[-1] else comma}{draw(notes)}\n"
            for name in people
        ]
        return f"members: {{\n{''.join(rows)}  }}\n", people
    rows = []
    for name in people:
        rows += draw(st.sampled_from([[], [], ["\n"], ["  # alone\n", "\n"], [f"  # of {name}\n"]]))
        value = draw(values | st.just("\n    role: admin\n    name: |-\n      Two\n\n      lines"))
        rows.append(f"  {name}:{'' if value.startswith(chr(10)) else ' '}{value}".rstrip(" "))
        rows.append(("" if chr(10) in value else draw(notes)) + "\n")
        rows += draw(st.sampled_from([[], [], ["      # deeper\n"]]))
    return f"members:{draw(notes)}\n{''.join(rows)}", people


def whole(section: str) -> str:
    return f"org: lab\nplatform: webknossos\n{section}teams: {{}}   # none\n"


@given(mappings(), st.data())
def test_entries_come_and_go_and_everything_else_stays(made, data):
    section, people = made
    text = whole(section)
    members = documents(text)[0].get("members")
    assert members is not None
    drop = data.draw(st.sets(st.integers(0, len(people) - 1))) if people else set()
    new = data.draw(st.lists(names.map(lambda name: f"new-{name}"), unique=True, max_size=3))
    add = [New(f"{name}: {{role: admin}}", [f"{name}:", "  role: admin"], name) for name in new]
    edited = spliced(text, changed(text, members, drop, add))
    assert compose(edited, "x", DEFAULT_LIMITS)[1] == []
    expected = meaning(documents(text)[0])
    for number in drop:
        del expected["members"][people[number]]
    expected["members"] |= {name: {"role": "admin"} for name in new}
    assert meaning(documents(edited)[0]) == expected
    if not drop:
        assert comments(edited) == comments(text)
    assert edited.startswith("org: lab\nplatform: webknossos\n")
    assert edited.endswith("teams: {}   # none\n")


@given(mappings())
def test_removing_whoever_was_added_restores_every_byte(made):
    section, people = made
    before = org(whole(section))
    if people:
        assert without_person(with_member(before, ZOE, {"role": "admin"}), ZOE).texts == before.texts


# --- order ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_order_of_an_example_keeps_its_meaning_and_its_comments(path):
    text = path.read_text(encoding="utf-8")
    ordered = formatted(text)
    assert formatted(ordered) == ordered
    assert sorted(comments(ordered)) == sorted(comments(text))
    assert meaning_of(ordered) == meaning_of(text)


def meaning_of(text: str) -> Any:
    reading = read_texts([("x.yaml", text)])
    found = {key: (o.state, o.limits) for key, o in reading.desired.orgs.items()}
    return found, reading.desired.people.known, reading.desired.allowances


@given(mappings(), st.booleans(), st.booleans())
@example(("members: {b@x.example: , a@x.example: {name: X}}\n", []), True, False)
def test_order_keeps_the_meaning_and_the_comments_and_done_twice_is_done_once(made, windows, ended):
    text = (
        "teams:\n  B: {members: {b@x.example: }, description: b}\n  A:\n" + made[0] + "platform: webknossos\norg: lab"
    )
    text = text + "\n" * 3 * ended
    text = text.replace("\n", "\r\n") if windows else text
    ordered = formatted(text)
    assert formatted(ordered) == ordered
    assert sorted(comments(ordered)) == sorted(comments(text))
    assert meaning_of(ordered) == meaning_of(text)
    assert ordered.startswith("org: lab\nplatform: webknossos\nmembers:")
    assert "\r" not in ordered
    assert ordered.endswith("\n")
    assert not ordered.endswith("\n\n")


def test_entries_stand_by_key_group_by_group_and_comments_go_along():
    text = (
        "# The lab.\norg: lab\nmembers:\n"
        "  zoe@x.example: {role: admin, name: Zoe}   # z\n    # and her note\n  # about Ada\n  Ada@x.example:\n\n"
        "  # --- crew\n\n  # Dan first\n  dan@x.example:\n  bob@x.example:\nplatform: webknossos\n# the end\n"
    )
    assert formatted(text) == (
        "# The lab.\norg: lab\nplatform: webknossos\nmembers:\n"
        "  # about Ada\n  Ada@x.example:\n  zoe@x.example: {name: Zoe, role: admin}   # z\n    # and her note\n\n"
        "  # --- crew\n\n  bob@x.example:\n  # Dan first\n  dan@x.example:\n# the end\n"
    )


def test_what_an_anchor_or_a_kept_line_end_is_part_of_is_not_moved():
    for text in (
        "org: lab\nplatform: webknossos\nmembers:\n  b@x.example: &b {role: admin}\n  a@x.example: *b\n",
        "org: lab\nplatform: webknossos\nteams:\n  B:\n    description: |+\n      text\n\n  A:\n",
        "org: lab\nplatform: webknossos\nteams: {\n  B: ,  # b\n  A: }\n",
        "org: lab\nplatform: webknossos\nteams:\n  A:\n    description: |+\n      text\n\n",
    ):
        assert formatted(text) == text


# --- spelling ---------------------------------------------------------------------------------------------------------


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=12))
@example("no")
@example("2026-12-31")
@example("007")
@example("a: b")
@example("group:reviewers")
@example("# x")
def test_a_text_is_written_so_that_it_reads_back_as_it_is(text):
    for written in (f"k: {scalar(text)}\n", f"k: {inline([text])}\n", "\n".join(lines("k", {text: text}, "  "))):
        found, problems = compose(written, "x", DEFAULT_LIMITS)
        assert problems == []
        value = found[0].root["k"]
        assert value in (text, [text], {text: text})


# --- the verbs --------------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "examples" / "webknossos", tmp_path / "lab")
    monkeypatch.chdir(tmp_path / "lab")
    monkeypatch.delenv("RECONCILER_ORG", raising=False)
    return tmp_path / "lab"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_verb_shows_the_difference_it_has_made_as_a_patch(folder, capsys):
    before = bytes_of(folder)
    assert run(["member", "add", ZOE, "--role", "admin", "--team", "Synapses:team_manager", "--level", "axons=3"]) == 0
    diff = capsys.readouterr().out
    assert f"+  {ZOE}: {{role: admin, experience: {{axons: 3}}}}" in diff
    assert f"+      {ZOE}: team_manager" in diff
    subprocess.run(["git", "apply", "-R", "-p1", "-"], input=diff, text=True, check=True, cwd=folder)
    assert bytes_of(folder) == before


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["member", "add", ZOE, "--role", "king"], 10, "unknown-word"),
        (["member", "add", ZOE, "--team", "Nowhere"], 64, "no manifest has the team Nowhere"),
        (["member", "add", ZOE, "--level", "axons"], 64, "is no level"),
        (["member", "add", ZOE, "--level", "axons=x"], 64, "not a whole number"),
        (["member", "add", "tomas@connectome.example"], 64, "is in already: members.yaml:9:3"),
        (["member", "add", ZOE, "--org", "other"], 64, "have no org other"),
        (["member", "remove", "lena@connectome.example"], 10, "is the owner of connectome"),
        (["member", "remove", ZOE], 64, "names zoe"),
        (["member", "level", "tomas@connectome.example", "axon", "3"], 10, "did you mean `axons`"),
        (["member", "move", ZOE, "--from", "Synapses", "--to", "Default"], 64, "has no place in Synapses"),
        (["team", "add", "Default"], 64, "already: teams.yaml:5:3"),
        (["team", "add", "A/B"], 10, "name-pattern"),
    ],
)
def test_what_would_be_wrong_is_refused_and_nothing_is_written(folder, capsys, arguments, code, why):
    before = bytes_of(folder)
    assert run(arguments) == code
    assert why in capsys.readouterr().err
    assert bytes_of(folder) == before


def test_manifests_with_errors_are_not_edited(folder, capsys):
    (folder / "wrong.yaml").write_text("org: connectome\nmembres: {}\n", encoding="utf-8")
    before = bytes_of(folder)
    assert run(["member", "add", ZOE]) == 10
    assert "the manifests have errors, which come first; nothing was written" in capsys.readouterr().err
    assert bytes_of(folder) == before


def test_every_verb_does_what_it_says(folder, capsys):
    person = "student-2@connectome.example"
    for arguments in (
        ["member", "level", person, "synapses", "4"],
        ["member", "move", person, "--from", "Axon tracing", "--to", "Synapses"],
        ["team", "add", "Proofreading", "--description", "Second look: twice"],
        ["member", "add", person, "--team", "Proofreading:team_manager"],
        ["member", "remove", "student-1@connectome.example"],
    ):
        assert run([*arguments, "--org", "webknossos/connectome", "--in", str(folder)]) == 0, arguments
    assert run(["validate"]) == 0
    texts = {name: data.decode() for name, data in bytes_of(folder).items() if name.endswith("yaml")}
    dates = "starts: 2025-10-01, expires: 2099-03-31"
    assert f"  student-3@connectome.example:\n    {{experience: {{axons: 1}}, {dates}}}\n" in texts["members.yaml"]
    assert f"  {person}:\n    {{experience: {{axons: 1, synapses: 4}}, {dates}}}\n" in texts["members.yaml"]
    assert f"      {person}:\n" not in texts["teams.yaml"].split("Synapses")[0]
    assert f'    description: "Second look: twice"\n    members: {{{person}: team_manager}}\n' in texts["teams.yaml"]
    assert "student-1" not in "".join(texts.values())


def test_a_file_keeps_its_mode_and_its_byte_order_mark(folder):
    path = folder / "members.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o640)
    before = path.read_bytes()
    assert run(["member", "add", ZOE]) == 0
    assert path.read_bytes() == before + f"  {ZOE}:\r\n".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["expected-plan.txt", "members.yaml", "org.yaml", "teams.yaml", "work.yaml"]
    )


def test_a_folder_that_cannot_be_written_to_is_said_and_of_two_files_none_is_replaced(folder, capsys, monkeypatch):
    before = bytes_of(folder)
    made = iter([tempfile.mkstemp])

    def full(**options: Any) -> Any:
        for make in made:
            return make(**options)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("reconciler.cli.rewriting.tempfile.mkstemp", full)
    assert run(["member", "add", ZOE, "--team", "Default"]) == 64
    assert "teams.yaml cannot be written: No space left on device" in capsys.readouterr().err
    assert bytes_of(folder) == before


def test_the_difference_is_there_as_json_too(folder, capsys):
    assert run(["member", "add", ZOE, "--format", "json"]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert file["file"] == "members.yaml"
    assert f"\n+  {ZOE}:" in file["diff"]


def test_fmt_checks_shows_and_writes(folder, capsys):
    before = bytes_of(folder)
    assert run(["fmt", "--check", "--diff"]) == 2
    out = capsys.readouterr().out
    assert "--- a/members.yaml" in out
    assert out.endswith("\n4 files to be written in order, 0 in order already.\n")
    assert bytes_of(folder) == before
    assert run(["fmt", "members.yaml"]) == 0
    assert capsys.readouterr().out == "members.yaml\n1 file written in order, 0 in order already.\n"
    assert run(["fmt"]) == 0
    assert run(["fmt", "--check"]) == 0
    assert capsys.readouterr().out.endswith("4 files in order already.\n")
    assert run(["fmt", "--check", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"written": False, "files": []}


def test_fmt_writes_nothing_where_a_file_is_not_yaml(folder, capsys):
    (folder / "wrong.yaml").write_text("org: [\n", encoding="utf-8")
    before = bytes_of(folder)
    assert run(["fmt"]) == 10
    assert "yaml-syntax" in capsys.readouterr().err
    assert bytes_of(folder) == before


def test_hostile_text_in_a_difference_does_not_reach_the_terminal(folder, capsys):
    path = folder / "teams.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "      # \t ##[error]x \u200b\n", encoding="utf-8")
    assert run(["member", "add", "petra@connectome.example", "--team", "Synapses"]) == 0
    out = capsys.readouterr().out
    assert "⟨U+200B⟩" in out
    assert "##[" not in out


def test_thousands_of_people_are_edited_in_a_moment(tmp_path, capsys):
    people = "".join(f"  p{number:05}@x.example: {{name: P {number}}}\n" for number in range(3_000))
    path = tmp_path / "org.yaml"
    path.write_text(
        f"org: lab\nplatform: webknossos\nmembers:\n  ada@x.example: {{role: admin}}\n{people}", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "reconciler", "member", "add", "p01500x@x.example", "--in", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=ROOT,
    )
    assert [line for line in done.stdout.split("\n") if line[:1] in "+-"][2] == "+  p01500x@x.example:"

"""Persons across orgs: all names of one person are one, and one line ends every membership."""

from __future__ import annotations

from typing import Any

import pytest
from test_grammar import LAB, attrs

from reconciler.errors import Problem
from reconciler.model import Address
from reconciler.reader import Reading, read_texts

TODAY = "2026-11-23"
VISION = "org: vision\nplatform: encord\n"
GENOMICS = "org: genomics\nplatform: dnanexus\n"


def read(*texts: str, today: str = TODAY) -> Reading:
    return read_texts(((f"{number}.yaml", text) for number, text in enumerate(texts, 1)), at=today)


def said(*texts: str) -> list[str]:
    return [
        f"{p.source.file.removesuffix('.yaml')}:{p.source.line}:{p.source.column} {p.code}"
        for p in read(*texts).problems
    ]


def only(*texts: str) -> Problem:
    (problem,) = read(*texts).problems
    return problem


def keys(reading: Reading, org: str, kind: str = "member") -> list[tuple[str, ...]]:
    return sorted(address.key for address in reading.sound().orgs[org].state if address.kind == kind)


# --- who has left -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("departed", "today", "there"),
    [
        ("2026-11-22", TODAY, False),
        ("2026-11-23", TODAY, True),
        ("2026-11-24", TODAY, True),
        ("2020-02-29", TODAY, False),
        ("2026-11-22", "", True),
    ],
)
def test_a_last_day_is_still_a_day_and_the_next_is_not(departed: str, today: str, there: bool):
    """One line ends every membership, from the day after the last on."""
    people = f"people: {{bob@lab.example: {{departed: {departed}}}}}\n"
    reading = read(people, LAB + "members: [ada@lab.example, bob@lab.example]\n", today=today)
    assert (("bob@lab.example",) in keys(reading, "webknossos/lab")) is there
    gone = reading.desired.orgs["webknossos/lab"].departed
    assert gone == (frozenset() if there else frozenset({"bob@lab.example"}))


def test_whoever_has_left_is_gone_from_every_org_under_every_name_with_all_that_is_theirs():
    """The same person on three platforms; grants go as well (D8)."""
    reading = read(
        "people: {bob@lab.example: {also: [user-bob], previously: [Bob@Old.Example], departed: 2026-11-22}}\n",
        LAB
        + "members: {ada@lab.example: , bob@lab.example: {experience: {nuclei: 5}}}\n"
        + "teams: {Seg: {members: [ada@lab.example, bob@lab.example]}}\n",
        VISION
        + "members: [ada@lab.example, bob@old.example]\n"
        + "projects: {drive: {access: {bob@old.example: admin, ada@lab.example: admin}}}\n",
        GENOMICS + "members: [user-ada, user-bob]\napps: {qc: {access: [user-bob, user-ada]}}\n",
    )
    assert keys(reading, "webknossos/lab") == [("ada@lab.example",)]
    assert keys(reading, "webknossos/lab", "experience") == []
    assert keys(reading, "webknossos/lab", "membership") == [("seg", "ada@lab.example")]
    assert keys(reading, "encord/vision") == [("ada@lab.example",)]
    assert keys(reading, "encord/vision", "project_grant") == [("drive", "ada@lab.example")]
    assert keys(reading, "dnanexus/genomics") == [("user-ada",)]
    assert keys(reading, "dnanexus/genomics", "app_grant") == [("qc", "user-ada")]


def test_a_document_about_people_changes_nothing_of_those_it_does_not_name():
    manifest = LAB + "members: [ada@lab.example]\n"
    alone, beside = read(manifest), read("people: {zoe@lab.example: {departed: 2020-01-01}}\n", manifest)
    assert alone.desired.orgs["webknossos/lab"].state == beside.desired.orgs["webknossos/lab"].state


# --- names ------------------------------------------------------------------------------------------------------------


def test_a_persons_name_is_given_wherever_the_org_says_none():
    reading = read(
        "people: {ada@lab.example: {name: Ada Lovelace, also: [user-ada]}}\n",
        LAB + "members: {ada@lab.example: {role: admin}, bob@lab.example: {name: Bob}}\n",
        VISION + "members: {ada@lab.example: {name: Ada L.}}\n",
        GENOMICS + "members: [user-ada]\n",
    )
    assert attrs(reading, "member", "ada@lab.example") == {"name": "Ada Lovelace", "role": "admin"}
    assert attrs(reading, "member", "bob@lab.example")["name"] == "Bob"
    assert attrs(reading, "member", "ada@lab.example", org="encord/vision")["name"] == "Ada L."
    assert attrs(reading, "member", "user-ada", org="dnanexus/genomics")["name"] == "Ada Lovelace"


def test_all_names_of_a_person_are_known_as_one():
    people = read("people: {Ada@Lab.Example: {also: [user-Ada], previously: [ada@old.example]}}\n").sound().people
    names = ("ada@lab.example", "ada@old.example", "user-ada")
    for name in names:
        assert people.names(name) == names
    assert people.names("zoe@lab.example") == ("zoe@lab.example",)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("people: {a@x.example: {also: [b@x.example]}, b@x.example: }\n", "1:1:46"),
        ("people: {a@x.example: {also: [user-a]}, b@x.example: {previously: [USER-A]}}\n", "1:1:41"),
        ("people: {a@x.example: {departed: 2026-01-01}, c@x.example: {also: [A@x.example]}}\n", "1:1:47"),
    ],
)
def test_a_name_of_two_people_is_an_error_that_names_the_other_place(text: str, place: str):
    """T052, T053"""
    problem = only(text)
    assert said(text) == [f"{place} person-twice"]
    assert problem.also[0].column == 10
    assert "is a name of two people" in problem.message


def test_a_person_in_two_files_is_two_people_with_one_name():
    """T052, T053"""
    people = "people: {a@x.example: {name: A}}\n"
    assert said(people, people) == ["2:1:10 person-twice"]
    assert only(people, people).also[0].file == "1.yaml"


def test_a_name_that_is_said_twice_of_one_person_is_said_once():
    assert said("people: {a@x.example: {also: [A@X.Example, user-a], previously: [user-a]}}\n") == []


@pytest.mark.parametrize("name", ["' a@x.example'", "a@", "a@lab", "''"])
def test_a_name_nobody_can_have_is_refused(name: str):
    assert said(f"people: {{{name}: {{}}}}\n") == ["1:1:10 name-refused"]


# --- every way to write it wrong --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("people: ada\n", ["1:1:1 wrong-type"]),
        ("people: [ada@x.example]\n", ["1:1:1 wrong-type"]),
        ("people:\n", ["1:1:1 wrong-type"]),
        ("people: {a@x.example: gone}\n", ["1:1:23 wrong-type"]),
        ("people: {a@x.example: [gone]}\n", ["1:1:23 wrong-type"]),
        ("people: {a@x.example: {departed: soon}}\n", ["1:1:34 wrong-type"]),
        ("people: {a@x.example: {departed: 2026-02-30}}\n", ["1:1:34 wrong-type"]),
        ("people: {a@x.example: {also: user-a}}\n", ["1:1:30 wrong-type"]),
        ("people: {a@x.example: {also: [[user-a]]}}\n", ["1:1:30 wrong-type"]),
        ("people: {a@x.example: {name: [A]}}\n", ["1:1:30 wrong-type"]),
        ("people: {a@x.example: {name: ''}}\n", ["1:1:30 text-length"]),
        ("people: {a@x.example: {name: , departed: }}\n", ["1:1:24 empty-value", "1:1:32 empty-value"]),
        ("people: {a@x.example: {zzz: 1}}\n", ["1:1:24 unknown-key"]),
        ("people: {}\nnote: x\n", ["1:2:1 unknown-key"]),
    ],
)
def test_every_way_to_write_of_a_person_wrongly_is_refused_at_its_place(text: str, expected: list[str]):
    assert said(text) == expected


def test_an_unknown_key_of_a_person_proposes_the_nearest():
    assert only("people: {a@x.example: {departd: 2026-01-01}}\n").hint == "did you mean `departed`?"
    assert only("people: {a@x.example: {x: 1}}\n").hint == "this person may have: name, also, previously, departed"


def test_nothing_need_be_said_of_a_person():
    reading: Any = read("people: {a@x.example: , b@x.example: {}}\n").sound()
    assert sorted(reading.people.known) == ["a@x.example", "b@x.example"]
    assert reading.people.gone(TODAY) == frozenset()


def test_a_person_is_no_member_of_anything_by_being_known():
    reading = read("people: {zoe@lab.example: {name: Zoe}}\n", LAB + "members: {}\n")
    assert (
        Address("webknossos", "lab", "member", ("zoe@lab.example",)) not in reading.sound().orgs["webknossos/lab"].state
    )

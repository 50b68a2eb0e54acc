"""Of the files of an org that changed those are parsed that changed; what the others said is kept, and never shown unread."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import zlib
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labs import Lab, settled_lab

from reconciler.errors import Source
from reconciler.model import Address, Resource, Settled
from reconciler.reader import read_texts
from reconciler.recollection import Opening, Unusable, kept, recalled
from reconciler.settling import said
from reconciler.stores.memory import MemoryStore

HEAD = "org: lab\nplatform: webknossos\nowner: ada@lab.example\nexperience_domains: [nuclei, axons]\nmembers: {ada@lab.example: {role: admin}, grace@lab.example: {role: admin}}\n"
TEAM = "org: lab\nmembers:\n  {0}@lab.example: {{name: Ünal {0}, experience: {{nuclei: {1}}}}}\nteams:\n  Team {0}:\n    members:\n      {0}@lab.example: team_manager\n      ada@lab.example:\n"
IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@lab.example")
NAMES = ("bob", "carl", "dora", "emil", "fred", "gina", "hans", "ines")


LAB = {"head.yaml": HEAD} | {f"{name}.yaml": TEAM.format(name, number) for number, name in enumerate(NAMES, 1)}


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lab:
    """An org of many files that is settled."""
    return settled_lab(tmp_path, monkeypatch, capsys, LAB)


def level(lab: Lab, name: str, number: int) -> None:
    """Another level of somebody, in a file of its own."""
    lab.write(f"{name}.yaml", TEAM.format(name, number))


@pytest.mark.parametrize("count", [1, 2, 5, len(NAMES)])
def test_of_k_changed_files_k_are_parsed(lab: Lab, count: int):
    for name in NAMES[:count]:
        level(lab, name, 9)
    assert len(lab.changed()) == count
    assert sorted(lab.parsed) == [f"{name}.yaml" for name in NAMES[:count]]


def test_an_apply_of_k_changed_files_parses_k_and_settles_all(lab: Lab):
    for name in NAMES[:3]:
        level(lab, name, 9)
    lab.parsed.clear()
    assert lab.apply().code == 0
    assert sorted(lab.parsed) == [f"{name}.yaml" for name in NAMES[:3]]
    assert lab.changed() == []
    assert lab.parsed == []
    level(lab, "hans", 10)
    assert len(lab.changed()) == 1
    assert lab.parsed == ["hans.yaml"]


def test_who_is_taken_out_of_a_file_is_taken_out_by_parsing_that_file(lab: Lab):
    lab.write("bob.yaml", "org: lab\nmembers: {}\nteams: {}\n")
    assert sorted(each.partition("lab/")[2] for each in lab.changed()) == [
        "member/bob@lab.example",
        "membership/team%20bob/ada@lab.example",
        "membership/team%20bob/bob@lab.example",
        "team/team%20bob",
    ]
    assert lab.parsed == ["bob.yaml"]


def test_a_file_that_is_gone_costs_nothing_to_parse(lab: Lab):
    (lab.folder / "bob.yaml").unlink()
    assert len(lab.changed()) == 4
    assert lab.parsed == []


def test_a_file_that_is_new_is_the_only_one_parsed(lab: Lab):
    lab.write("joe.yaml", TEAM.format("joe", 3))
    assert len(lab.changed()) == 5
    assert lab.parsed == ["joe.yaml"]


def test_what_is_wrong_between_two_files_is_told_with_the_lines_of_both(lab: Lab):
    lab.write("bob.yaml", TEAM.format("carl", 1))
    answer = lab.both()
    assert answer.code == 10
    assert "first at" in answer.out


def test_who_is_gone_and_still_named_in_another_file_is_told_where(lab: Lab):
    lab.write(
        "head.yaml", HEAD.replace("members: {ada@lab.example: {role: admin}, ", "members: {").replace("ada", "grace")
    )
    assert lab.both().code == 10


@pytest.mark.parametrize("commit", [False, True])
def test_of_a_base_the_files_are_parsed_that_differ_from_what_was_applied(lab: Lab, commit: bool):
    """The base is what was applied, but for one file that somebody else has merged; the head has that, and one of its own."""
    level(lab, "bob", 9)
    base = "before"
    if commit:
        for words in (["init", "-q"], ["add", "orgs"], ["commit", "-q", "-m", "before"]):
            subprocess.run(["git", *IDENTITY, *words], check=True)
        base = "HEAD"
    else:
        shutil.copytree("orgs", base)
    level(lab, "carl", 9)
    found = {each["address"]: each["cause"] for each in lab.both("--base", base).json["resource_changes"]}
    assert found == {
        "webknossos/lab/experience/bob@lab.example/nuclei": "drift",
        "webknossos/lab/experience/carl@lab.example/nuclei": "requested",
    }
    assert sorted(lab.parsed) == ["bob.yaml", "bob.yaml", "carl.yaml"]


def test_a_base_with_mistakes_is_told_in_the_same_words(lab: Lab):
    shutil.copytree("orgs", "before")
    Path("before/bob.yaml").write_text(TEAM.format("carl", 2))
    level(lab, "carl", 9)
    assert "base-invalid" in lab.both("--base", "before").out


def test_a_base_with_a_mistake_between_two_orgs_is_told_where_one_of_them_is_settled(lab: Lab):
    """Encord's rule: who works for a workforce company is nobody's insider. The base breaks it in a file that is not applied."""
    org = (
        "org: {0}\nplatform: encord\ntype: {1}\nmembers:\n"
        "  ada@{0}.example, eve@{0}.example: {{role: internal_admin}}\n  joe@works.example: {{role: {2}}}\n"
    )
    lab.write("works.yaml", org.format("works", "workforce", "internal_member"))
    lab.write("client.yaml", org.format("client", "standard", "internal_member"))
    shutil.copytree("orgs", "before")
    lab.write("client.yaml", org.format("client", "standard", "workforce"))
    assert lab.apply().code == 0
    lab.write("client.yaml", org.format("client", "standard", "workforce") + "groups: {Red: }\n")
    assert "base-invalid" in lab.both("--base", "before").out


def test_limits_of_guards_are_always_read(lab: Lab):
    lab.write("head.yaml", f"{HEAD}guards: {{people_removed: 5}}\n")
    assert lab.apply().code == 0
    level(lab, "bob", 9)
    assert len(lab.changed()) == 1
    assert sorted(lab.parsed) == ["bob.yaml", "head.yaml"]


def test_a_change_that_stands_in_a_file_that_has_not_changed_is_read_there(lab: Lab):
    """A domain is declared in one file and was managed by nobody before: what changes is the org, which stands in another."""
    lab.write("bob.yaml", TEAM.format("bob", 1) + "projects: {Dense: }\n")
    assert "webknossos/lab/org" in lab.changed()
    assert "head.yaml" in lab.parsed


def tampered(change: Callable[[list[object]], object], file: str) -> None:
    """What is kept of a file, changed in the database."""
    with closing(sqlite3.connect("reconciler.db")) as connection:
        rows = connection.execute("SELECT line, said FROM manifest WHERE line LIKE ?", [f"% {file}"]).fetchall()
        assert len(rows) == 1
        found = json.loads(zlib.decompress(rows[0][1]))
        change(found)
        assert found != json.loads(zlib.decompress(rows[0][1]))
        data = zlib.compress(json.dumps(found).encode())
        connection.execute("UPDATE manifest SET said = ? WHERE line = ?", [data, rows[0][0]])
        connection.commit()


def swapped(found: list[object], old: str, new: str) -> None:
    found[:] = json.loads(json.dumps(found).replace(old, new))


def emptied(found: list[object]) -> None:
    found[2] = [[] for _ in found[2]]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "lie",
    [
        lambda found: swapped(found, "carl@lab.example", "mallory@lab.example"),
        lambda found: swapped(found, "team_manager", "member"),
        lambda found: swapped(found, '"nuclei"', '"axons"'),
        lambda found: swapped(found, '{"level": 2}', '{"level": []}'),
        lambda found: swapped(found, '"role": "member"', '"role": 5'),
        lambda found: swapped(found, '"name": ', '"starts": 7, "expires": {}, "name": '),
        lambda found: swapped(found, '[["carl@lab.example"]', '[["carl@lab.example", "x", "y"]'),
        emptied,
    ],
    ids=["somebody else", "another role", "another domain", "a level", "a number", "dates", "a place", "nobody"],
)
def test_no_row_that_lies_brings_anybody_in_or_puts_anybody_out(lab: Lab, lie: Callable[[list[object]], object]):
    """Whoever may write to the database may write there, too; a plan does not take its word for what it shows."""
    tampered(lie, "carl.yaml")
    level(lab, "bob", 9)
    assert lab.changed() == ["webknossos/lab/experience/bob@lab.example/nuclei"]


@pytest.mark.parametrize(
    "lie", [{"timezone": "Asia/Tokyo"}, {"name": "Mallory's"}, ["projects", "teams", "members"]], ids=str
)
def test_what_is_kept_says_nothing_of_the_org_that_is_not_read(lab: Lab, lie: dict[str, str] | list[str]):
    """What the org itself is comes out of all files, and is shown at the line of one, which may have been read."""
    tampered(lambda found: found[1][0].__setitem__(2 if isinstance(lie, dict) else 3, lie), "carl.yaml")  # type: ignore[index]
    lab.write("head.yaml", f"# Above all.\n{HEAD}")
    assert lab.changed() == []


def broken(data: bytes) -> None:
    with closing(sqlite3.connect("reconciler.db")) as connection:
        [(program,)] = connection.execute("SELECT DISTINCT program FROM settled")
        with suppress(zlib.error):
            data = zlib.compress(
                zlib.decompress(data).replace(b"[[[", json.dumps([program])[:-1].encode() + b", [[", 1)
            )
        assert connection.execute("UPDATE manifest SET said = ?", [data]).rowcount == len(NAMES) + 1
        connection.commit()


WRONG = [
    b"",
    b"no zlib",
    zlib.compress(b"no json"),
    zlib.compress(b"[]"),
    zlib.compress(b"[1, 2, 3]"),
    zlib.compress(b"[[[1,1,{},[],{}]],[],[[],[],[],[]]]"),
    zlib.compress(b'[[[1,1,{},[],{}]],[[0],[0],[0],[0],[0],[1],[1]],[["nothing"],[[[],[]]],["a"],[{}]]]'),
    zlib.compress(b'[[[1,1,{},[],{}]],[[0],[0],[0],[0],[0],[1],[1]],[["member"],[[[],[]]],[1],[{}]]]'),
    zlib.compress(b'[[[1,1,{},[],{}]],[[0],[0],[0],[0],[0],[1],[1]],[["member"],[[[],[]]],["a"],[3]]]'),
    zlib.compress(b'[[[1,1,{},[],{}]],[[0],[0],[9],[0],[0],[1],[1]],[["member"],[[[],[]]],["a"],[{}]]]'),
    zlib.compress(b'[[[1,1,{},[],{}]],[[0],[0],[0],[0],[0],[1],["1"]],[["member"],[[[],[]]],["a"],[{}]]]'),
    zlib.compress(b'[[[1,1,{},[],{}]],[[0],[0],[0],[0],[0],[1],[1]],[["team"],[[[],[]]],["a"],[{"manages": [NaN]}]]]'),
    zlib.compress(b"[" * 100_000),
    zlib.compress(b" " * (300 << 20)),
]


@pytest.mark.parametrize("data", WRONG, ids=range(len(WRONG)))
def test_what_is_not_what_is_kept_is_no_more_than_time_lost(lab: Lab, data: bytes):
    broken(data)
    level(lab, "bob", 9)
    assert lab.changed() == ["webknossos/lab/experience/bob@lab.example/nuclei"]
    assert len(lab.parsed) > len(NAMES)
    assert lab.apply().code == 0
    level(lab, "carl", 9)
    assert len(lab.changed()) == 1
    assert lab.parsed == ["carl.yaml"]


def test_of_an_org_of_one_file_nothing_is_kept():
    [org] = read_texts([("lab.yaml", HEAD)]).desired.orgs.values()
    settled = Settled(org.org, 1, "", "this", "", "", ("0 lab.yaml",), ())
    assert said(org, settled) == {}
    assert said(org, settled._replace(files=("0 lab.yaml", "1 other.yaml"))) != {}


PARTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | PARTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(PARTS, inner, max_size=2),
    max_leaves=4,
)


@given(st.data())
def test_what_is_kept_comes_back_as_it_was(data: st.DataObject):
    openings, resources = [*any_openings(data)], [*any_resources(data)]
    record = kept("this", openings, resources)
    assert record is not None
    with pytest.raises(Unusable):
        recalled(record, "another", "a.yaml", "webknossos", "lab", {})
    again, found = recalled(record, "this", "a.yaml", "webknossos", "lab", {})
    assert again == openings
    assert [(*each[:3], each.source) for each in found] == [(*each[:3], each.source) for each in resources]
    assert [type(each) for each in found] == [Resource] * len(found)
    assert {type(each.source) for each in found} <= {Source}


def any_openings(data: st.DataObject):
    place = st.builds(Source, st.just("a.yaml"), st.integers(1, 99), st.integers(1, 99))
    opening = st.builds(
        Opening,
        place,
        st.dictionaries(PARTS, VALUES, max_size=2),
        st.lists(PARTS, max_size=2).map(tuple),
        st.just({}),
        st.dictionaries(PARTS, place, max_size=2),
    )
    return data.draw(st.lists(opening, max_size=2))


def any_resources(data: st.DataObject):
    key = st.lists(PARTS, min_size=1, max_size=3).map(tuple)
    for _ in range(data.draw(st.integers(0, 4))):
        own = data.draw(key)
        name = own if data.draw(st.booleans()) else tuple(data.draw(PARTS) for _ in own)
        kind = data.draw(st.sampled_from(["member", "team", "experience"]))
        place = Source("a.yaml", data.draw(st.integers(1, 99)), data.draw(st.integers(1, 99)))
        yield Resource(
            Address("webknossos", "lab", kind, own), data.draw(st.dictionaries(PARTS, VALUES, max_size=2)), name, place
        )


def test_the_store_in_memory_keeps_and_forgets_what_the_others_do():
    store = MemoryStore("lab")
    assert store.manifests("webknossos/lab") == {}
    with pytest.raises(Unusable):
        recalled(b"", "this", "a.yaml", "webknossos", "lab", {})

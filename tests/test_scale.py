"""What is large is never there twice: manifests, orgs and plans pass through in parts. Counts are asserted, never times."""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from reconciler import planner, reader
from reconciler.canonical import canonical, canonical_list, sha256, sha256_of
from reconciler.cli.writing import write_whole
from reconciler.desired import DesiredOrg
from reconciler.errors import Problem
from reconciler.guards import Policy
from reconciler.manifest.files import read
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.model import Header, OrgKey, Plan, State
from reconciler.packed import Packed
from reconciler.planfile import document, dumps, texts, writing
from reconciler.reader import Reading, read_manifests, read_texts
from reconciler.render import documents, markdown, text
from reconciler.shards import Dealt, Shard
from reconciler.stores.memory import MemoryStore
from reconciler.survey import planned

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-23T09:00:00Z"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "ada", "reconciler 0.1.0")
EXAMPLES = sorted(
    path for path in (Path(__file__).resolve().parent.parent / "examples").iterdir() if [*path.rglob("*.yaml")]
)


def org(number: int, people: int = 3) -> str:
    named = "".join(
        f"  p{each}@lab{number}.example: {{role: {'member' if each else 'admin'}}}\n" for each in range(people)
    )
    return f"org: lab{number}\nplatform: webknossos\nmembers:\n{named}"


def plan_of(reading: Reading, store: MemoryStore | None = None) -> tuple[Plan, list[Problem]]:
    return planned(reading.sound(), store or MemoryStore(LINEAGE), HEADER, Policy())


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let so many bytes of manifests be held at once."""
    return lambda held: monkeypatch.setattr(reader, "HELD", held)


# --- manifests and orgs -------------------------------------------------------------------------------------------------


def test_no_more_bytes_are_held_than_there_is_room_for_and_one_file(tmp_path: Path):
    for number in range(9):
        (tmp_path / f"{number}.yaml").write_text(org(number))
    tree = read([tmp_path], DEFAULT_LIMITS, held=2 * len(org(0)))
    assert (len(tree.files), len(tree.later), len(tree.digests)) == (2, 7, 9)
    assert [len(read([tmp_path], DEFAULT_LIMITS).files), len(read([tmp_path], DEFAULT_LIMITS).later)] == [9, 0]


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_what_is_folded_up_says_the_same(folder: Path, hold: Callable[[int], None]):
    whole = read_manifests([folder], at=AT)
    hold(0)
    folded = read_manifests([folder], at=AT)
    assert isinstance(folded.desired.orgs, Packed) == (len({key.partition("/")[2] for key in whole.desired.orgs}) > 1)
    assert {**folded.desired.orgs} == {**whole.desired.orgs}
    assert [(r.name, r.source) for o in folded.desired.orgs.values() for r in o.state.values()] == [
        (r.name, r.source) for o in whole.desired.orgs.values() for r in o.state.values()
    ]
    assert (folded.problems, folded.digest, folded.inputs, folded.files) == (
        whole.problems,
        whole.digest,
        whole.inputs,
        whole.files,
    )
    if not whole.problems:
        assert plan_of(folded) == plan_of(whole)


def test_files_that_speak_of_several_orgs_and_of_people_may_be_folded_up(tmp_path: Path, hold: Callable[[int], None]):
    (tmp_path / "a.yaml").write_text("org: lab1\nteams: {Seg: }\n---\norg: lab2\nteams: {Seg: }\n")
    (tmp_path / "b.yaml").write_text(
        f"{org(1)}---\npeople: {{p1@lab2.example: {{departed: 2026-01-01}}}}\n---\n{org(2)}"
    )
    (tmp_path / "c.yaml").write_text("org: lab2\nteams: {Other: }\n")
    whole = read_manifests([tmp_path], at=AT)
    hold(0)
    folded = read_manifests([tmp_path], at=AT)
    assert dumps(plan_of(folded)[0]) == dumps(plan_of(whole)[0])
    assert {key: len(one.state) for key, one in folded.desired.orgs.items()} == {
        "webknossos/lab1": 5,
        "webknossos/lab2": 5,  # with one team more, and one person less
    }


def test_all_errors_of_all_orgs_are_said_though_they_are_read_one_by_one(tmp_path: Path, hold: Callable[[int], None]):
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text(org(number) + "teams: {Seg: {members: [nobody@lab.example]}}\n")
    dangling = read_manifests([tmp_path]).problems
    (tmp_path / "3.yaml").write_text("org: lab3\nplatform: nowhere\n")
    unknown = read_manifests([tmp_path]).problems
    assert [each.code for each in dangling] == ["dangling-reference"] * 3
    assert [each.code for each in unknown] == ["unknown-platform"], "what rules find says nothing where there is less"
    hold(0)
    assert read_manifests([tmp_path]).problems == unknown


def test_a_file_that_changes_before_it_is_its_turn_is_no_manifest(
    tmp_path: Path, hold: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
):
    for number in range(2):
        (tmp_path / f"{number}.yaml").write_text(org(number))
    hold(0)
    found = read([tmp_path], DEFAULT_LIMITS, held=0)
    (tmp_path / "1.yaml").write_text(org(1, people=4))
    monkeypatch.setattr(reader, "read", lambda *_: found)
    assert [(each.code, each.source.file) for each in read_manifests([tmp_path]).problems] == [
        ("file-changed", "1.yaml")
    ]


def test_orgs_are_asked_for_planned_and_let_go_one_by_one(
    tmp_path: Path, hold: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
):
    for number in range(12):
        (tmp_path / f"{number}.yaml").write_text(org(number))
    store, happened, wanted = MemoryStore(LINEAGE), [], []
    state, plan_org = store.state, planner.plan_org

    def asked(key: OrgKey) -> State:
        happened.append(f"read {key}")
        return state(key)

    def met(desired: DesiredOrg, *rest: Any, **more: Any) -> Any:
        happened.append(f"plan {desired.org}")
        gc.collect()
        wanted.append(sum(isinstance(each, DesiredOrg) for each in gc.get_objects()))
        return plan_org(desired, *rest, **more)

    monkeypatch.setattr(store, "state", asked)
    monkeypatch.setattr(planner, "plan_org", met)
    hold(0)
    reading = read_manifests([tmp_path], at=AT)
    before = sum(isinstance(each, DesiredOrg) for each in gc.get_objects())
    made, _ = plan_of(reading, store)
    assert happened == [f"{what} {key}" for key in sorted(reading.desired.orgs) for what in ("read", "plan")]
    assert max(wanted) <= before + 2, "one that is planned, and one that is about to go"
    assert len(made.orgs) == 12


def test_a_folded_dictionary_is_a_dictionary():
    packed = Packed[list[int]]()
    packed["b"], packed["a"] = [1, 2], [3]
    assert (dict(packed), [*packed], len(packed), "a" in packed, "c" in packed) == (
        {"b": [1, 2], "a": [3]}, ["b", "a"], 2, True, False,
    )  # fmt: skip
    assert packed["b"] is not packed["b"]
    assert packed.pop("b") == [1, 2]
    assert packed.get("b") is None
    with pytest.raises(KeyError):
        packed["b"]


def test_a_part_of_all_orgs_opens_none_of_the_others():
    packed = Packed[int]()
    packed.update({f"webknossos/lab{number}": number for number in range(20)})
    parts = [Dealt(packed, Shard(number, 3)) for number in (1, 2, 3)]
    assert sorted(key for part in parts for key in part) == sorted(packed)
    assert all(part[key] == packed[key] for part in parts for key in part)
    foreign = next(iter(parts[1]))
    assert (foreign in parts[0], parts[0].get(foreign), len(parts[0])) == (False, None, len([*parts[0]]))


# --- plans ----------------------------------------------------------------------------------------------------------------

PEOPLE = 1_200


@pytest.fixture(scope="module")
def large() -> Plan:
    return plan_of(read_texts([("org.yaml", org(1, PEOPLE))]))[0]


@pytest.mark.parametrize("count", [0, 1, 499, 500, 501, 1_000, 1_001])
def test_a_list_in_pieces_is_the_list(count: int):
    values = [{"b": number, "a": None} for number in range(count)]
    assert "".join(canonical_list(iter(values))) == canonical(values)
    assert sha256_of(canonical_list(iter(values))) == sha256(canonical(values))


@pytest.mark.parametrize(("form", "name"), [(text, "signed_sentence"), (markdown, "sentence")])
def test_no_line_of_a_plan_is_made_before_it_is_asked_for(
    large: Plan, form: Any, name: str, monkeypatch: pytest.MonkeyPatch
):
    said: list[object] = []
    spoken = getattr(form, name)
    monkeypatch.setattr(form, name, lambda change, platform: said.append(change) or spoken(change, platform))
    lines = form.plan_lines(large, "name")
    assert iter(lines) is lines
    for number in range(1, 101):
        next(lines)
        assert len(said) <= number
    assert sum(1 for _ in lines) > PEOPLE - 100
    assert len(said) == len(large.changes)


def test_a_plan_is_saved_in_pieces_and_no_change_is_described_twice(large: Plan, monkeypatch: pytest.MonkeyPatch):
    described: list[object] = []
    describe = writing._change
    monkeypatch.setattr(writing, "_change", lambda change: described.append(change) or describe(change))
    longest = ahead = 0
    written: list[str] = []
    for piece in texts(large):
        longest = max(longest, len(piece))
        ahead = max(ahead, len(described) - sum(each.count('"provider_name"') for each in written))
        written.append(piece)
    assert "".join(written) == canonical(document(large)) + "\n"
    assert ahead <= 500
    assert longest < len("".join(written)) / 2
    described.clear()
    for _ in texts(large):
        pass
    assert len(described) == len(large.changes)


@pytest.mark.parametrize("numbered", [False, True])
def test_a_plan_is_printed_as_json_one_change_at_a_time(large: Plan, numbered: bool):
    for plan in (large, Plan(HEADER)):
        whole: dict[str, Any] = document(plan)
        if numbered:
            found: Sequence[Any] = whole["resource_changes"]
            whole = {**whole, "resource_changes": [{"number": n, **each} for n, each in enumerate(found, 1)]}
        printed = documents.lines(documents.plan_members(plan, numbered=numbered))
        assert "\n".join(printed) == json.dumps(whole, indent=2)
    described: list[object] = []
    describe = writing._change
    lines = documents.lines({"changes": (described.append(each) or describe(each) for each in large.changes)})
    for number in range(1, 11):
        next(lines)
        assert len(described) <= number


def test_a_text_in_pieces_is_written_whole_where_files_need_names_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write_whole(lambda: iter(["one ", "two"]), tmp_path / "a", "it")

    def refused(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(os, "link", refused)
    write_whole(lambda: iter(["one ", "two"]), tmp_path / "b", "it")
    write_whole("one two", tmp_path / "c", "it")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys("abc", "one two")

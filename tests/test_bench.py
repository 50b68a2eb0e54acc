"""The organizations that `make bench` measures with; what it measures is reported, and never asserted.
So of the log of `make verify`, but for one thing that can be counted."""

from __future__ import annotations

import hashlib
import re
import sys
import tracemalloc
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from reconciler.model import State
from reconciler.reader import read_texts
from reconciler.stores.sql import init_store, open_store
from reconciler.verification import verify

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

import verify as verifying
from orgs import LAYOUTS, Size, orgs, versions

SIZE = Size(orgs=2, members=1_000)


def files(layout: str, size: Size = SIZE, version: str = "base", seed: int = 1) -> dict[str, str]:
    return {name: text for org in orgs(size, versions(size)[version], seed) for name, text in LAYOUTS[layout](org)}


def states(texts: dict[str, str]) -> dict[str, State]:
    reading = read_texts(texts.items())
    assert not reading.problems
    return {key: org.state for key, org in reading.desired.orgs.items()}


@pytest.mark.parametrize(
    ("layout", "seed", "digest"),
    [
        ("teams", 1, "9f3af1bfe68ff49b"),
        ("teams", 2, "021d8e34fab60908"),
        ("one", 1, "ad75238944e3f9c6"),
        ("one", 2, "87ef9a9567880e36"),
    ],
)
def test_a_seed_makes_the_same_bytes_on_every_machine_and_python(layout: str, seed: int, digest: str):
    made = sorted(files(layout, Size(orgs=2, members=60), seed=seed).items())
    assert hashlib.sha256(repr(made).encode()).hexdigest()[:16] == digest


@pytest.mark.parametrize("layout", LAYOUTS)
def test_there_are_as_many_people_as_said_with_two_places_and_two_levels_on_average(layout: str):
    for state in states(files(layout)).values():
        counts = Counter(resource.address.kind for resource in state.values())
        assert (counts["member"], counts["team"]) == (1_000, 50)
        assert counts["membership"] == pytest.approx(2_000, rel=0.05)
        assert counts["experience"] == pytest.approx(2_000, rel=0.05)


def test_both_layouts_say_the_same_in_a_file_for_each_team_or_in_one():
    apart, together = files("teams"), files("one")
    assert (len(apart), len(together)) == (2 * 51, 2)
    one, other = states(apart), states(together)
    assert {org: state.digest for org, state in one.items()} == {org: state.digest for org, state in other.items()}


@pytest.mark.parametrize(("version", "in_files"), [("clustered", 1), ("scattered", 20)])
def test_one_percent_of_all_people_are_a_level_higher(version: str, in_files: int):
    before, after = files("teams"), files("teams", version=version)
    assert sum(before[name] != after[name] for name in before) == in_files
    one, other = states(before), states(after)
    changed = [
        (address, resource.attrs, other[slug][address].attrs)
        for slug, state in one.items()
        for address, resource in state.items()
        if resource.attrs != other[slug][address].attrs
    ]
    assert len(changed) == 20
    assert all(then == {"level": now["level"] + 1} for _, now, then in changed)


@pytest.mark.parametrize(
    ("text", "said"), [("10k", "10,000 members in one org"), ("3x20", "20 members in each of 3 orgs")]
)
def test_a_size_is_read_and_said(text: str, said: str):
    assert str(Size.read(text)) == said


@pytest.mark.parametrize("count", [1_000, 4_999, 5_001])
def test_a_log_of_any_length_is_made_whole_with_a_checkpoint_of_nine_tenths(sqlite_url: str, count: int):
    since = verifying.written(sqlite_url, count, people=200)
    with closing(open_store(sqlite_url)) as store, store.evidence() as evidence:
        assert verify(evidence, verifying.ORG).size == count
        found = verify(evidence, verifying.ORG, since=since)
    assert found.problems == []
    assert 0.8 * count < found.skipped <= 0.9 * count


def test_the_memory_of_verifying_does_not_grow_with_the_log_t184(tmp_path: Path):
    """What is held at most is counted, of one org with as many people in a log three times as long. ``make verify`` measures time."""
    most = []
    for count in (4_000, 12_000):  # rows are fetched 2,000 at a time, so both fill a page
        url = f"sqlite:///{tmp_path / f'{count}.db'}"
        init_store(url, verifying.LINEAGE).close()
        verifying.written(url, count, people=200)
        with closing(open_store(url)) as store, store.evidence() as evidence:
            verify(evidence, verifying.ORG)  # once unwatched: what is made once and kept is no growth
            tracemalloc.start()
            assert verify(evidence, verifying.ORG).size == count
            most.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    short, long = most
    assert long < 1.1 * short, most


def test_what_verifying_costs_is_written_into_the_page_and_stays_dated():
    page = verifying.PAGE.read_text(encoding="utf-8")
    figures = [verifying.Figure(size, "whole", 1.0, 1.0, 50.0) for size in (100, 1_000)]
    made = verifying.page(page, figures)
    assert "| 1,000 | whole | 1.0 | 50 |" in made
    assert re.search(r"Measured on 20\d\d-\d\d-\d\d, commit `[0-9a-f]{7,}`, \d+ cores", made)
    assert verifying.MARK.sub("", made) == verifying.MARK.sub("", page)

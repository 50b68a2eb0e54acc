"""The organizations that `make bench` measures with; what it measures is reported, and never asserted."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from pathlib import Path

import pytest

from reconciler.model import State
from reconciler.reader import read_texts

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "benchmarks"))

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

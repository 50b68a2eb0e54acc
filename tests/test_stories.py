"""Every story of ``stories/*.yaml``: its golden text, and the laws that hold for all of them (see ``storyteller.py``).

Each is told to the store in memory and to SQLite, each file once more to PostgreSQL; the transcripts must be equal.
``pytest tests/test_stories.py --bless`` rewrites golden text; read the difference before you keep it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from storyteller import FOLDER, NUMBER, Story, Teller, all_stories, bless, stories_in

from reconciler.stores.memory import MemoryStore
from reconciler.stores.sql import open_store

LINEAGE = "00000000-0000-4000-8000-000000000001"
STORIES = all_stories()


def told(story: Story) -> Teller:
    teller = Teller(story, MemoryStore(LINEAGE))
    teller.tell()
    return teller


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.file.stem}/{story.name}")
def test_a_story_is_told_as_written_and_every_law_holds(story: Story, request: pytest.FixtureRequest):
    teller = told(story)
    if not request.config.getoption("--bless"):
        assert teller.golden == story.golden[story.golden_key]
    elif teller.golden != story.golden[story.golden_key]:
        bless(story, teller.golden)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.file.stem}/{story.name}")
def test_a_story_leaves_the_same_bytes_in_a_file(story: Story, sqlite_url: str):
    teller = told(story)
    store = open_store(sqlite_url)
    in_a_file = Teller(story, store)
    in_a_file.tell()
    store.close()
    assert in_a_file.golden == teller.golden
    assert in_a_file.transcript == teller.transcript


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_stories_leave_the_same_bytes_on_postgresql(file: Path, postgres_url: str):
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for story in stories_in(file):
            connection.execute("TRUNCATE org, resource, audit, run, consumed_plan")
            store = open_store(postgres_url)
            teller = Teller(story, store)
            teller.tell()
            store.close()
            assert teller.transcript == told(story).transcript, story.name


def test_names_of_stories_are_unique_over_all_files():
    names = [story.name for story in STORIES]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.file.stem}/{story.name}")
def test_a_story_is_one_sentence_and_cites_what_it_shows(story: Story):
    assert story.story.endswith(".")
    assert "\n" not in story.story.strip()
    assert story.shows
    assert all(NUMBER.fullmatch(number) for number in story.shows)

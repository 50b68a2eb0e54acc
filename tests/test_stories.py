"""Every story of ``stories/*.yaml``: its golden text, and the laws that hold for all of them (see ``storyteller.py``).

Each is told to the store in memory and to SQLite, each file once more to PostgreSQL; the transcripts must be equal.
``pytest tests/test_stories.py --bless`` rewrites golden text; read the difference before you keep it.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from unittest.mock import patch

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from storyteller import FOLDER, NUMBER, Story, Teller, all_stories, bless, stories_in

from reconciler.stores.base import Store
from reconciler.stores.memory import MemoryStore
from reconciler.stores.sql import open_store
from reconciler.stores.sql.store import SqlStore, SqlTransaction

LINEAGE = "00000000-0000-4000-8000-000000000001"
STORIES = all_stories()


def told(story: Story, store: Store | None = None) -> Teller:
    """The story, by a store whose salts are the same each time; without one, by that in memory, which has no keys."""
    numbers = count(1)
    with ExitStack() as patched:
        for module in ("memory", "sql.store"):
            patched.enter_context(patch(f"reconciler.stores.{module}.fresh", lambda: f"{next(numbers):064x}"))
        patched.enter_context(patch.object(SqlTransaction, "new_key", lambda _: ""))
        teller = Teller(story, store or MemoryStore(LINEAGE))
        teller.tell()
    return teller


def keyless(url: str) -> SqlStore:
    """A store whose plans have names under no key, like those in memory."""
    store = open_store(url)
    store.key = ""
    return store


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
    with closing(keyless(sqlite_url)) as store:
        in_a_file = told(story, store)
    assert in_a_file.golden == teller.golden
    assert in_a_file.transcript == teller.transcript


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.yaml")), ids=lambda file: file.stem)
def test_stories_leave_the_same_bytes_on_postgresql(file: Path, postgres_url: str):
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        for story in stories_in(file):
            connection.execute("TRUNCATE org, resource, audit, run, consumed_plan, person")
            with closing(keyless(postgres_url)) as store:
                assert told(story, store).transcript == told(story).transcript, story.name


def test_names_of_stories_are_unique_over_all_files():
    names = [story.name for story in STORIES]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.file.stem}/{story.name}")
def test_a_story_is_one_sentence_and_cites_what_it_shows(story: Story):
    assert story.story.endswith(".")
    assert "\n" not in story.story.strip()
    assert story.shows
    assert all(NUMBER.fullmatch(number) for number in story.shows)

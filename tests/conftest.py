"""What tests ask for by name: databases that are ready, and a store of every kind.

A PostgreSQL server is started by the first test that wants one, one for each worker, and never before; a test's database
is copied from a template with the schema in it. See ``postgres.py`` for how the server is found.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from hypothesis import settings
from postgres import Server

from reconciler.stores.base import Store
from reconciler.stores.memory import MemoryStore

# A shell starts what runs in its background deaf to Ctrl-C, and what the tests start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest.register_assert_rewrite("storyteller")  # it asserts the laws, and several test modules import it

# The same examples on every machine, so that a red build is the change's fault; `soak` looks for new ones.
settings.register_profile("same-every-time", derandomize=True, deadline=None)
settings.register_profile("soak", max_examples=2_000, deadline=None)
settings.load_profile("soak" if os.environ.get("RECONCILER_TEST_PROFILE") == "soak" else "same-every-time")

LINEAGE = "00000000-0000-4000-8000-000000000001"
STORES = ("memory", "sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="Rewrite the golden texts of the stories.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories last: where something is broken, the test that is about it says so first, and a mutant is killed soon."""
    items.sort(key=lambda item: item.path.name == "test_stories.py")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    with postgres.server() as server:
        yield server


@pytest.fixture(scope="session")
def _postgres_template(postgres_server: Server) -> Iterator[str]:
    from reconciler.stores.sql import init_store

    url = postgres_server.create()
    init_store(url, LINEAGE).close()
    yield url.partition("?")[0].rpartition("/")[2]
    postgres_server.drop(url)


@pytest.fixture
def postgres_url(postgres_server: Server, _postgres_template: str) -> Iterator[str]:
    """A database with an empty store in it."""
    url = postgres_server.create(template=_postgres_template)
    yield url
    postgres_server.drop(url)


@pytest.fixture
def empty_postgres_url(postgres_server: Server) -> Iterator[str]:
    """A database with nothing in it."""
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file with an empty store in it."""
    from reconciler.stores.sql import init_store

    url = f"sqlite:///{tmp_path / 'store.db'}"
    init_store(url, LINEAGE).close()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database with an empty store in it: a file, then a server's."""
    url: str = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    return url


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "memory":
        yield MemoryStore(LINEAGE)
        return
    from reconciler.stores.sql import open_store

    url = request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param])
    opened = open_store(url)
    yield opened
    opened.close()

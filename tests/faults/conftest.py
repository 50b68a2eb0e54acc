"""The program, and a store of each engine and mode that it is killed over; made once for a module."""

from __future__ import annotations

import os
from collections.abc import Iterator

import postgres
import pytest
from postgres import Server
from program import Case, Database, File, Program, Tracer

ENGINES = ("sqlite WAL", "sqlite DELETE", "postgresql")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    started = Program(tmp_path_factory.mktemp("said"))
    yield started
    started.close()


@pytest.fixture(scope="module")
def wal(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Case:
    return File(program, tmp_path_factory.mktemp("wal"), "WAL")


@pytest.fixture(scope="module")
def journal(program: Program, tmp_path_factory: pytest.TempPathFactory) -> Case:
    return File(program, tmp_path_factory.mktemp("journal"), "DELETE")


@pytest.fixture(scope="module")
def database(program: Program, tmp_path_factory: pytest.TempPathFactory, postgres_server) -> Case:
    return Database(program, tmp_path_factory.mktemp("database"), postgres_server)


@pytest.fixture(params=ENGINES)
def case(request: pytest.FixtureRequest) -> Case:
    fixture = {"sqlite WAL": "wal", "sqlite DELETE": "journal", "postgresql": "database"}[request.param]
    found: Case = request.getfixturevalue(fixture)
    found.fresh()
    return found


@pytest.fixture(params=ENGINES[:2])
def file(request: pytest.FixtureRequest) -> File:
    found: File = request.getfixturevalue({"sqlite WAL": "wal", "sqlite DELETE": "journal"}[request.param])
    found.fresh()
    return found


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server that a test may stop and start."""
    if os.environ.get("RECONCILER_TEST_POSTGRES"):
        pytest.skip("the server of RECONCILER_TEST_POSTGRES is not ours to stop")
    with postgres.server() as server:
        yield server


@pytest.fixture
def tracer(tmp_path) -> Tracer:
    if why := Tracer.missing():
        pytest.skip(why)
    return Tracer(tmp_path / "traced")

"""The program, and a store of each engine and mode that it is killed over; made once for a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
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


@pytest.fixture
def tracer(tmp_path) -> Tracer:
    if why := Tracer.missing():
        pytest.skip(why)
    return Tracer(tmp_path / "traced")

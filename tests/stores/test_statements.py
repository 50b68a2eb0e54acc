"""What is sent to a database: statements are counted and looked at, since they are what an engine that spreads the orgs must route."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from reconciler.cli import run
from reconciler.stores import glance as looking
from reconciler.stores.sql import driver
from reconciler.stores.sql.tables import metadata

ORGS = {f"webknossos/lab{number}" for number in range(4)}
OF_ALL = re.compile(
    r"^SELECT .*\borg, .* FROM (org|settled WHERE rows = ''|settled) ORDER BY|^SELECT org, count.* GROUP BY org$"
)
"""The heads, what is settled, and the marks of the rows: a line for each org, asked once for all."""


@pytest.fixture
def sent(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """Every statement with its parameters, while the program is run on four orgs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", database_url)
    found: list[tuple[str, Any]] = []

    def seen(
        _connection: object, _cursor: object, statement: str, parameters: Any, _context: object, many: bool
    ) -> None:
        found.extend((statement, each) for each in (parameters if many else [parameters]))

    def read_plainly(*arguments: Any) -> sqlite3.Connection:
        connection = driver.reading(*arguments)
        connection.set_trace_callback(lambda text: found.append((text, re.findall(r"'([^']+)'", text))))
        return connection

    event.listen(Engine, "before_cursor_execute", seen)
    monkeypatch.setattr("reconciler.stores.sql.plain.reading", read_plainly)
    for org in sorted(ORGS):
        slug = org.partition("/")[2]
        manifest(
            tmp_path, slug, f"org: {slug}\nplatform: webknossos\nmembers: {{ada@{slug}.example: {{role: admin}}}}\n"
        )
    yield found
    event.remove(Engine, "before_cursor_execute", seen)


def manifest(folder: Path, slug: str, text: str) -> None:
    (folder / "orgs").mkdir(exist_ok=True)
    (folder / "orgs" / f"{slug}.yaml").write_text(text, encoding="utf-8")


def ours(sent: list[tuple[str, Any]]) -> list[tuple[str, set[str]]]:
    """The statements on our tables that hold rows of orgs, and the orgs among their parameters."""
    tables = "|".join(name for name, table in metadata.tables.items() if "org" in table.c)
    touching = re.compile(rf'(FROM|INTO|UPDATE)\s+"?({tables})\b')
    flat = [(" ".join(text.split()), given) for text, given in sent]
    values = [(text, given.values() if isinstance(given, dict) else given or ()) for text, given in flat]
    return [(text, ORGS.intersection(map(str, given))) for text, given in values if touching.search(text)]


def test_no_statement_of_a_plan_or_an_apply_touches_two_orgs(sent: list[tuple[str, Any]], tmp_path: Path):
    assert run(["plan", "orgs", "--actor", "ada"]) == 0
    assert run(["apply", "orgs", "--yes", "--actor", "ada"]) == 0
    manifest(tmp_path, "lab1", "org: lab1\nplatform: webknossos\nmembers: {eve@lab1.example: {role: admin}}\n")
    assert run(["plan", "orgs", "--actor", "ada", "-o", "plan.json"]) in (0, 11)
    run(["apply", "orgs", "--yes", "--actor", "ada"])
    assert len(ours(sent)) > 30
    for text, orgs in ours(sent):
        assert len(orgs) == 1 or (not orgs and OF_ALL.search(text)), text
    assert any(OF_ALL.search(text) for text, _ in ours(sent))


def test_where_one_org_of_four_has_changed_the_rows_of_one_are_read(sent: list[tuple[str, Any]], tmp_path: Path):
    assert run(["apply", "orgs", "--yes", "--actor", "ada"]) == 0
    manifest(
        tmp_path,
        "lab2",
        "org: lab2\nplatform: webknossos\nmembers: {ada@lab2.example: {role: admin}, bob@lab2.example: }\n",
    )
    sent.clear()
    assert run(["plan", "orgs", "--actor", "ada"]) == 0
    assert {org for text, orgs in ours(sent) if "FROM resource" in text and "count(*)" not in text for org in orgs} == {
        "webknossos/lab2"
    }


@pytest.fixture
def asked(database_url: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that reaches a driver by whatever way, but for settings."""
    found: list[str] = []
    connect, execute = sqlite3.connect, psycopg.Connection.execute

    def watched(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(lambda text: None if text.startswith("PRAGMA") else found.append(text.strip()))
        return connection

    def told(self: Any, query: Any, *more: Any, **options: Any) -> Any:
        found.append(" ".join(str(query).split()))
        return execute(self, query, *more, **options)

    monkeypatch.setattr(looking.sqlite3, "connect", watched)
    monkeypatch.setattr(psycopg.Connection, "execute", told)
    return found


@pytest.mark.parametrize("verb", [["plan", "orgs"], ["apply", "orgs", "--yes"]])
def test_a_plan_of_nothing_and_an_apply_of_nothing_ask_three_questions_and_write_nothing(
    sent: list[tuple[str, Any]], asked: list[str], tmp_path: Path, verb: list[str]
):
    assert run(["apply", "orgs", "--yes", "--actor", "ada"]) == 0
    sent.clear()
    asked.clear()
    assert run([*verb, "--actor", "ada"]) == 0
    assert not sent  # SQLAlchemy is not there at all
    [begin, *questions] = asked
    assert begin.startswith("BEGIN")
    assert 1 <= len(questions) <= 3
    assert all(text.startswith("SELECT") for text in questions)


def test_a_plan_that_compares_reads_and_writes_nothing(sent: list[tuple[str, Any]]):
    assert run(["apply", "orgs", "--yes", "--actor", "ada"]) == 0
    sent.clear()
    assert run(["plan", "orgs", "--refresh", "--actor", "ada"]) == 0
    assert ours(sent)
    assert not [text for text, _ in ours(sent) if not text.startswith("SELECT")]


def test_many_rows_reach_a_server_by_copy(postgres_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    copied: list[str] = []
    copy = psycopg.Cursor.copy
    monkeypatch.setattr(
        psycopg.Cursor,
        "copy",
        lambda self, text, *more, **options: (copied.append(text), copy(self, text, *more, **options))[1],
    )
    monkeypatch.chdir(tmp_path)
    people = "".join(f"  p{number}@big.example:\n" for number in range(600))
    manifest(tmp_path, "big", f"org: big\nplatform: webknossos\nmembers:\n  ada@big.example: {{role: admin}}\n{people}")
    assert run(["apply", "orgs", "--yes", "--actor", "ada", "--db", postgres_url]) == 0
    assert {text.split()[1] for text in copied} >= {"resource", "audit"}

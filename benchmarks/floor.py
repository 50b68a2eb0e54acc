"""What nobody can be faster than with the same parser and the same drivers: the floor of a plan and of an apply.

``python benchmarks/floor.py FOLDER`` reads every manifest and drains PyYAML's C event stream of it. With ``SOURCE URL``,
the rows of a store in the SQLite file SOURCE are then written to the empty store at URL: by ``executemany`` into SQLite,
by ``COPY`` into PostgreSQL, each in one transaction. Nothing is checked, compared or shown.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from yaml.cyaml import CParser

TABLES = ("org", "resource", "run", "audit", "consumed_plan")
Rows = tuple[str, list[str], sqlite3.Cursor]
"""A table, its columns, and what is in it."""


def drain(folder: str) -> None:
    """Every event of every file."""
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                parser: Any = CParser(file.read())
            while parser.check_event():
                parser.get_event()


def rows(source: sqlite3.Connection) -> Iterator[Rows]:
    """All rows, table by table."""
    for table in TABLES:
        cursor = source.execute(f"SELECT * FROM {table}")  # noqa: S608 - a name from the list above
        yield table, [column[0] for column in cursor.description], cursor


def into_sqlite(tables: Iterator[Rows], path: str) -> None:
    """By executemany."""
    with closing(sqlite3.connect(path)) as target, target:
        for table, columns, values in tables:
            marks = ", ".join("?" * len(columns))
            target.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)  # noqa: S608 - likewise


def into_postgresql(tables: Iterator[Rows], url: str) -> None:
    """By COPY."""
    import psycopg

    with psycopg.connect(url) as target, target.cursor() as cursor:
        for table, columns, values in tables:
            with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)


def main(folder: str, source: str = "", url: str = "") -> None:
    """The plan's part, and the apply's if there is a source."""
    drain(folder)
    if source:
        path = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as rows_from:
            (into_postgresql if path == url else into_sqlite)(rows(rows_from), path)


if __name__ == "__main__":
    main(*sys.argv[1:])

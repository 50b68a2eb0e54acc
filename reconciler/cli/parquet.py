"""Reports as Parquet files: typed columns, written whole or not at all, with no more than some rows in memory.

The rows pass through a file of JSON lines, which DuckDB reads and writes in streams. It is an extra.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from reconciler.cli import streams
from reconciler.cli.paths import STDOUT
from reconciler.cli.places import refuse_place
from reconciler.cli.writing import beside, not_written
from reconciler.errors import ReconcilerError, WrongUsage
from reconciler.render.reports import json_rows
from reconciler.reports import report as types
from reconciler.reports.report import Report

_SQL = {
    types.TEXT: "VARCHAR",
    types.PERSON: "VARCHAR",
    types.COUNT: "BIGINT",
    types.FLAG: "BOOLEAN",
    types.TEXTS: "VARCHAR[]",
    types.CLEARED: "VARCHAR[]",
    types.DATE: "DATE",
    types.MOMENT: "TIMESTAMP",
    types.BYTES: "BIGINT",
    types.CREDITS: "DECIMAL(18,3)",
    types.SECONDS: "DECIMAL(18,3)",
}


def write(report: Report, path: Path, encoded: Callable[[str], str]) -> None:
    """Write a report to a file, or to standard output; each row passes *encoded* as a line of JSON."""
    try:
        import duckdb  # lazy: an extra, and 0.1 s
    except ImportError:
        raise WrongUsage("Parquet files need DuckDB", hint='install it: pip install "reconciler[parquet]"') from None
    if path != STDOUT:
        refuse_place(path, "the report")
    try:
        with tempfile.TemporaryDirectory(prefix="reconciler-") as folder:
            aside = contextlib.nullcontext(Path(folder, "report.parquet"))
            with aside if path == STDOUT else beside(path) as new:
                lines = Path(folder, "rows.json")
                with lines.open("w", encoding="utf-8") as file:
                    file.writelines(f"{encoded(row)}\n" for row in json_rows(report))
                with duckdb.connect(config={"temp_directory": folder}) as connection:
                    connection.execute(_copy(report, lines, new))
                os.chmod(new, 0o600)
                if path == STDOUT:
                    with new.open("rb") as file:
                        streams.hand_out(iter(partial(file.read, 1 << 20), b""))
    except OSError as error:
        raise not_written(error, path, "the report") from None
    except duckdb.Error as error:
        raise ReconcilerError(f"DuckDB does not write the report: {str(error).splitlines()[0]}") from None


def _copy(report: Report, lines: Path, new: Path) -> str:
    """The statement; what is not in the code stands in quotes."""
    columns = ", ".join(f"{_quoted(column.name)}: {_quoted(_SQL[column.type])}" for column in report.columns)
    rows = f"read_json({_quoted(str(lines))}, format = 'newline_delimited', columns = {{{columns}}})"
    written = f"{_quoted(str(new))} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
    return f"COPY (SELECT * FROM {rows}) TO {written}"  # noqa: S608 - every part is quoted


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

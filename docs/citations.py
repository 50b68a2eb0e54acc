"""Which stories and tests show a line of the platforms' pages or a rule of the platforms, and the tables that say so.

``tests/seed_coverage.yaml`` and ``tests/rule_coverage.yaml`` hold one entry per number, on one line. What an entry says
of its number is written by hand, except ``shown_by``: the names of the stories whose ``shows:`` list, and of the tests
whose docstring, cites the number. This script reads them off and writes them down; nothing here judges what is missing
(``tests/test_seed_coverage.py`` does). The tables are made from the maps as they would be written now.

To add a table: one function that yields lines, and its line in ``PARTS`` of ``generate.py``.
"""
# ruff: noqa: INP001 - a script beside the texts it writes

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from reconciler.render.vocabulary import code, table

TESTS = Path(__file__).resolve().parent.parent / "tests"
SEEDS = TESTS / "seed_coverage.yaml"
RULES = TESTS / "rule_coverage.yaml"
NUMBER = re.compile(r"(?<![\w-])(?:S\d-\d+|[WDEI]\d{1,2})(?![\w-])")
ENTRY = re.compile(r"^[SWDEI]\d[\d-]*: \{.*\}$", re.MULTILINE)
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9]*([/-][A-Za-z0-9]+)*")
"""What needs no quotes in YAML, unless it is a word such as ``no``."""
MOST = 6
"""So many names are enough to look at."""
STATES = ("shown", "not yet", "nothing to show")

Entry = dict[str, Any]


# --- who cites what ---------------------------------------------------------------------------------------------------


def cited_by_stories(tests: Path = TESTS) -> Iterator[tuple[str, str]]:
    """Every story with every number in its ``shows:``."""
    for file in sorted((tests / "stories").glob("*.yaml")):
        for name, story in _read(file.read_text(encoding="utf-8")).items():
            yield from ((number, name) for number in story["shows"] if NUMBER.fullmatch(number))


def cited_by_tests(tests: Path = TESTS) -> Iterator[tuple[str, str]]:
    """Every test, as ``folder/test_file.py::test_name``, with every number in its docstring."""
    for file in sorted(tests.rglob("test_*.py")):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                name = f"{file.relative_to(tests).as_posix()}::{node.name}"
                yield from ((number, name) for number in NUMBER.findall(ast.get_docstring(node) or ""))


def citations(tests: Path = TESTS) -> dict[str, list[str]]:
    """Number → the names of the stories and tests that cite it, sorted."""
    found: dict[str, set[str]] = {}
    for number, name in (*cited_by_stories(tests), *cited_by_tests(tests)):
        found.setdefault(number, set()).add(name)
    return {number: sorted(names) for number, names in found.items()}


# --- the maps ---------------------------------------------------------------------------------------------------------


def needs_showing(entry: Entry) -> bool:
    """Whether something must show the number: not what is navigation, put off, or not ours."""
    return entry.get("class") != "INFO" and entry.get("by") != "none"


def rewritten(text: str, cited: Mapping[str, list[str]]) -> str:
    """A map with every ``shown_by`` written anew; whatever is not an entry, such as a comment, stays as it is."""

    def line(match: re.Match[str]) -> str:
        ((number, entry),) = _read(match[0]).items()
        entry.pop("shown_by", None)
        if needs_showing(entry):
            entry["shown_by"] = cited.get(number, [])[:MOST]
        return f"{number}: {_flow(entry)}"

    return ENTRY.sub(line, text)


@cache
def maps() -> dict[Path, str]:
    """Both maps, as they would be written now; reading all stories and tests once is enough for all tables."""
    cited = citations()
    return {path: rewritten(path.read_text(encoding="utf-8"), cited) for path in (SEEDS, RULES)}


def _read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


def _flow(value: object) -> str:
    """A value in YAML, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    return text if PLAIN.fullmatch(text) and _read(text) == text else json.dumps(text, ensure_ascii=False)


# --- the tables -------------------------------------------------------------------------------------------------------


def seed_counts() -> Iterator[str]:
    """How many lines of each document are shown."""
    counts = Counter((number.partition("-")[0], _state(entry)) for number, entry in _now(SEEDS).items())
    documents = sorted({document for document, _ in counts})
    numbers = {document: [counts[document, state] for state in STATES] for document in documents}
    numbers["all"] = [sum(column) for column in zip(*numbers.values(), strict=True)]
    rows = ((document, *row, sum(row)) for document, row in numbers.items())
    yield from table("document", *STATES, "lines", rows=rows)


def seed_table() -> Iterator[str]:
    """The lines of each document, with what shows them."""
    entries = _now(SEEDS)
    for document in sorted({number.partition("-")[0] for number in entries}):
        yield f"### {document}"
        yield ""
        rows = (
            (number, entry["says"], entry["class"], _shown(entry))
            for number, entry in entries.items()
            if number.startswith(document)
        )
        yield from table("line", "says", "class", "shown by", rows=rows)
        yield ""


def rule_counts() -> Iterator[str]:
    """How many rules are kept by what."""
    entries = _now(RULES).values()
    kept = Counter(entry["by"] for entry in entries)
    missing = Counter(entry["by"] for entry in entries if _state(entry) == "not yet")
    rows = [(by, kept[by], missing[by]) for by in sorted(kept, key=lambda by: (by == "none", by))]
    rows.append(("all", kept.total(), missing.total()))
    yield from table("by", "rules", "not yet shown", rows=rows)


def rule_table() -> Iterator[str]:
    """The rules of the platforms, with what keeps them and what shows it."""
    rows = (
        (number, entry["says"], entry["by"], entry.get("why") or _shown(entry)) for number, entry in _now(RULES).items()
    )
    yield from table("rule", "says", "by", "why not, or shown by", rows=rows)


def _now(path: Path) -> dict[str, Entry]:
    entries: dict[str, Entry] = _read(maps()[path])
    return entries


def _state(entry: Entry) -> str:
    if needs_showing(entry):
        return "shown" if entry["shown_by"] else "not yet"
    return "nothing to show"


def _shown(entry: Entry) -> str:
    return ", ".join(map(code, entry.get("shown_by", ()))) or _state(entry)


if __name__ == "__main__":
    for path, content in maps().items():
        path.write_text(content, encoding="utf-8")

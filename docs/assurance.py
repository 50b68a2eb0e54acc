"""Which test shows which fault of ``tests/faults.yaml``, and the tables of docs/assurance.md that say so.

A test cites a number by its name (``test_a_plan_of_another_store_is_refused_t121``) or in its docstring, a story in
``shows:``. What no test here can show says why, in ``why_not``; what they show in part alone says what is left, in ``part``. Nothing here judges what is missing: ``tests/test_assurance.py``
does. To add a fault: one line in its group there, and the test.
"""
# ruff: noqa: INP001 - a script beside the texts it writes

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from reconciler.render.vocabulary import table

TESTS = Path(__file__).resolve().parent.parent / "tests"
NUMBER = re.compile(r"\bT([012]\d\d)\b")
IN_NAME = re.compile(r"_t([012]\d\d)(?=_|$)")
RANGE = re.compile(r"\bT(\d{3})-T(\d{3})\b")
VERDICTS = {
    "shown": "tests show all that is expected",
    "in part": "tests show some of it, or it holds in part; the verdict says what is left",
    "not here": "it cannot be tested here; the verdict says why",
}
MOST = 4
"""So many tests are enough to look at."""


class Fault(NamedTuple):
    """One line of the list: what happens, what is expected, why no test can show it, if none can, and what tests leave open."""

    number: str
    group: str
    fault: str
    expected: str
    why_not: str = ""
    part: str = ""

    @property
    def verdict(self) -> str:
        """What is to be said of it, in a word of :data:`VERDICTS`."""
        return "not here" if self.why_not else "in part" if self.part else "shown"


@cache
def groups() -> dict[str, str]:
    """The letters of the groups, with what they are about."""
    return dict(_listed()["groups"])


@cache
def faults() -> tuple[Fault, ...]:
    """Every fault, in order."""
    return tuple(Fault(number, **said) for number, said in _listed()["faults"].items())


def _listed() -> dict:  # type: ignore[type-arg] - as YAML has it
    return yaml.safe_load((TESTS / "faults.yaml").read_text(encoding="utf-8"))


def cited(tests: Path = TESTS) -> dict[str, list[str]]:
    """For each number, the tests and stories that cite it."""
    found: dict[str, set[str]] = defaultdict(set)
    for file in sorted(tests.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                said = ast.get_docstring(node) or ""
                numbers = [*NUMBER.findall(said), *IN_NAME.findall(node.name), *_between(said)]
                for number in numbers:
                    found[f"T{number}"].add(f"{file.relative_to(tests).as_posix()}::{node.name}")
    for file in sorted((tests / "stories").glob("*.yaml")):
        for name, story in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            for number in filter(NUMBER.fullmatch, story["shows"]):
                found[number].add(f"stories/{file.stem}/{name}")
    return {number: sorted(names) for number, names in found.items()}


def _between(said: str) -> Iterator[str]:
    """``T056-T059`` means all of them."""
    for first, last in RANGE.findall(said):
        yield from (f"{number:03}" for number in range(int(first), int(last) + 1))


def counts() -> Iterator[str]:
    """How many faults of each group have which verdict."""
    of_each = {key: Counter(each.verdict for each in faults() if each.group == key) for key in groups()}
    rows = [
        (f"{key}. {groups()[key]}", many.total(), *map(many.__getitem__, VERDICTS)) for key, many in of_each.items()
    ]
    every = Counter(each.verdict for each in faults())
    rows.append(("all", every.total(), *map(every.__getitem__, VERDICTS)))
    yield from table("group", "faults", *VERDICTS, rows=rows)
    yield ""
    yield from (f"- *{verdict}*: {meaning}" for verdict, meaning in VERDICTS.items())


def fault_tables() -> Iterator[str]:
    """Every fault by group: what happens, what is expected, which tests show it, and what is to be said of it."""
    shown = cited()
    for key, title in groups().items():
        yield f"### {key}. {title}"
        yield ""
        rows = [
            (each.number, each.fault, each.expected, _named(shown.get(each.number, [])), _verdict(each))
            for each in faults()
            if each.group == key
        ]
        yield from table("number", "input or fault", "expected", "test", "verdict", rows=rows)
        yield ""


def _verdict(fault: Fault) -> str:
    why = fault.why_not or fault.part
    return f"{fault.verdict}: {why}" if why else fault.verdict


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return "<br>".join(f"`{name}`" for name in names[:MOST]) + more


# --- the tamper matrix ------------------------------------------------------------------------------------------------

COLUMNS = {
    "AUDIT": "audit", "RUNS": "run", "RESOURCES": "resource", "ORGS": "org", "PEOPLE": "person", "CONSUMED": "consumed_plan",
}  # fmt: skip
"""The names in ``tests/test_tamper.py`` under which the columns of each table stand."""


def tampered_values() -> Iterator[str]:
    """What is found where one value of one row is changed, column by column."""
    rows = []
    for name, of in COLUMNS.items():
        found: dict[str, list[str]] = {}
        for column, [verdict] in _verdicts(name):
            found.setdefault(verdict, []).append(f"`{column}`")
        rows += [(f"`{of}`", ", ".join(columns), verdict) for verdict, columns in found.items()]
    yield from table("table", "column", "found", rows=rows)


def tampered_rows() -> Iterator[str]:
    """The same, where rows are taken out, put in or exchanged."""
    yield from table("what is done", "found", rows=((what, verdict) for what, [verdict] in _verdicts("ROWS")))


def tampered_knowingly() -> Iterator[str]:
    """The same, by somebody who makes anew whatever follows."""
    heads = (
        "what is done",
        "without a checkpoint",
        "with an early one",
        "with the last one",
        "`--since` the early one",
    )
    yield from table(*heads, rows=((what, *verdicts) for what, verdicts in _verdicts("KNOWING")))


def _verdicts(name: str) -> Iterator[tuple[str, list[str]]]:
    """The entries of a table of the test: what is done, and each set of codes that must be found, exactly."""
    tree = ast.parse((TESTS / "test_tamper.py").read_text(encoding="utf-8"))
    for each in tree.body:
        target = (
            each.target
            if isinstance(each, ast.AnnAssign)
            else each.targets[0]
            if isinstance(each, ast.Assign)
            else None
        )
        if isinstance(target, ast.Name) and target.id == name and isinstance(each.value, ast.Dict):
            for key, value in zip(each.value.keys, each.value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(value, ast.Tuple):
                    yield str(key.value), [_codes(one) for one in value.elts[1:]]


def _codes(node: ast.expr) -> str:
    """A set of codes in words; an empty one is ``set()``."""
    if not isinstance(node, ast.Set):
        return "nothing"
    return ", ".join(f"`{code.value}`" for code in node.elts if isinstance(code, ast.Constant))

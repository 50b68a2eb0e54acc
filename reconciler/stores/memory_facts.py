"""Facts in memory: the same questions as a database answers, in Python. Rows lie in mappings that are replaced, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from reconciler.facts import FACTS, Added, Fact, FactQuery, Totals, shape_of
from reconciler.facts.queries import PERIODS

Rows = Mapping[tuple[str, ...], Fact]
"""The rows of one kind in one org, by natural key."""


def found(rows: Rows, query: FactQuery) -> Iterator[Fact]:
    """The rows that match, by date and then by key."""
    shape, wanted = FACTS[query.kind], query.wanted
    ordered = sorted(rows.values(), key=lambda row: (getattr(row, shape.when), shape.key_of(row)))
    for row in ordered:
        if query.holds(getattr(row, shape.when)) and all(getattr(row, name) in texts for name, texts in wanted.items()):
            yield row


def totals(rows: Rows, query: FactQuery, by: Sequence[str]) -> Iterator[Totals]:
    """The rows that match, added up by these fields or periods; in the order of what they have in common."""
    shape = FACTS[query.kind]
    added: dict[tuple[str, ...], list[int]] = {}
    for row in found(rows, query):
        of = tuple(getattr(row, shape.when)[: PERIODS[name]] if name in PERIODS else getattr(row, name) for name in by)
        sums = added.setdefault(of, [0] * (1 + len(shape.sums)))
        for at, amount in enumerate((1, *(getattr(row, name) for name in shape.sums))):
            sums[at] += amount
    for of, (count, *sums) in sorted(added.items()):
        yield Totals(of, count, tuple(sums))


def latest(rows: Rows, query: FactQuery, by: str) -> Iterator[tuple[str, str]]:
    """What stands in a field of rows that match, sorted, each with the date of the last one."""
    last = {getattr(row, by): getattr(row, FACTS[query.kind].when) for row in found(rows, query)}
    yield from sorted(last.items())


def with_rows(facts: Mapping[str, Rows], new: Iterable[Fact]) -> tuple[Mapping[str, Rows], Added]:
    """The facts with these among them, and what became of each."""
    kept = {kind: dict(rows) for kind, rows in facts.items()}
    fresh, already, differing = 0, 0, list[tuple[Fact, Fact]]()
    for row in new:
        shape = shape_of(row)
        rows, key = kept.setdefault(shape.kind, {}), shape.key_of(row)
        there = rows.get(key)
        if there is None:
            rows[key] = row
            fresh += 1
        elif there == row:
            already += 1
        else:
            differing.append((row, there))
    return kept, Added(fresh, already, tuple(differing))


def without_names(facts: Mapping[str, Rows], names: Mapping[str, str]) -> Mapping[str, Rows]:
    """The facts with other names in the place of these."""
    kept = {}
    for kind, rows in facts.items():
        shape = FACTS[kind]
        said = [_said(row, shape.person, names) for row in rows.values()]
        kept[kind] = {shape.key_of(row): row for row in said}
    return kept


def _said(row: Fact, field: str, names: Mapping[str, str]) -> Fact:
    name = getattr(row, field) if field else ""
    changed: Any = {field: names[name]} if name in names else {}
    return row._replace(**changed)

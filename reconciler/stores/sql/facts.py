"""Facts in a database: added in batches, found by date and by what stands in them, added up by the database itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, func, literal_column, select, update

from reconciler.facts import FACTS, Added, Fact, FactQuery, Shape, Totals, shape_of
from reconciler.facts.queries import PERIODS
from reconciler.model import OrgKey
from reconciler.stores.sql import tables
from reconciler.stores.sql.database import Database

_PAGE = 10_000


class SqlAdding:
    """Facts of one org on their way in."""

    def __init__(self, database: Database, connection: Connection, org: OrgKey) -> None:
        self._database, self._connection, self._org = database, connection, org

    def add(self, rows: Sequence[Fact]) -> Added:
        """Add rows of one kind."""
        return add(self._database, self._connection, self._org, rows)

    def commit(self) -> None:
        """Keep what was added."""
        self._database.commit(self._connection)


def add(database: Database, connection: Connection, org: OrgKey, rows: Sequence[Fact]) -> Added:
    """Add rows of one kind; only where some were there already they are read."""
    if not rows:
        return Added()
    shape = shape_of(rows[0])
    table = tables.facts[shape.kind]
    with database.faults():
        new = database.add(connection, table, [(org, *row) for row in rows])
    if new == len(rows):
        return Added(new)
    keys = sorted({shape.key_of(row) for row in rows})
    with database.faults(), database.decoding():
        there = [_row(shape, row[1:]) for row in database.at_keys(connection, table, [(org, *key) for key in keys])]
    kept = {shape.key_of(row): row for row in there}
    differing = tuple((row, other) for row in rows if (other := kept[shape.key_of(row)]) != row)
    return Added(new, len(rows) - new - len(differing), differing)


def found(database: Database, query: FactQuery) -> Iterator[Fact]:
    """The rows that match."""
    shape, table = FACTS[query.kind], tables.facts[query.kind]
    columns = [table.c[name] for name in shape.fields]
    order = [table.c[name] for name in dict.fromkeys((shape.when, *shape.key))]
    chosen = select(*columns).where(*_conditions(database, query, shape)).order_by(*order)
    with _reading(database, query, chosen) as rows:
        for row in rows:
            yield _row(shape, row)


def totals(database: Database, query: FactQuery, by: Sequence[str]) -> Iterator[Totals]:
    """The rows that match, added up."""
    shape, table = FACTS[query.kind], tables.facts[query.kind]
    of = [_period(table.c[shape.when], name) if name in PERIODS else table.c[name] for name in by]
    sums = [func.sum(table.c[name]) for name in shape.sums]
    chosen = select(*of, func.count(), *sums).where(*_conditions(database, query, shape))
    chosen = chosen.group_by(*of).order_by(*of) if of else chosen.having(func.count() > 0)
    with _reading(database, query, chosen) as rows:
        for row in rows:
            yield Totals(tuple(row[: len(of)]), row[len(of)], tuple(map(int, row[len(of) + 1 :])))


def latest(database: Database, query: FactQuery, by: str) -> Iterator[tuple[str, str]]:
    """What stands in a field of rows that match, each with the date of the last one: of people, read off an index alone."""
    shape, table = FACTS[query.kind], tables.facts[query.kind]
    chosen = select(table.c[by], func.max(table.c[shape.when])).where(*_conditions(database, query, shape))
    with _reading(database, query, chosen.group_by(table.c[by]).order_by(table.c[by])) as rows:
        for row in rows:
            yield row[0], row[1]


@contextmanager
def _reading(database: Database, query: FactQuery, chosen: Select[Any]) -> Iterator[Iterable[Any]]:
    """The rows that were chosen; a page of them is in memory at a time."""
    database.admit(query.org)
    paged = chosen.execution_options(yield_per=_PAGE)
    with database.reading() as connection, database.decoding(), connection.execute(paged) as rows:
        yield rows


def _period(when: ColumnElement[str], name: str) -> ColumnElement[str]:
    """The day, month or year of a moment. A column of days is its days, and lies in their order: nothing has to be sorted."""
    if name == "day" and when.name == "date":
        return when
    return func.substr(when, _number(1), _number(PERIODS[name]))


def _number(number: int) -> ColumnElement[int]:
    """In the text of the statement, so that what is selected is seen to be what is grouped by."""
    return literal_column(str(number))


def named(connection: Connection, org: OrgKey, people: Collection[str]) -> set[str]:
    """Those of *people* whom facts of the org name."""
    found = set[str]()
    for table, person in _with_people():
        asked = select(person).distinct().where(table.c.org == org, person.in_(people))
        found.update(connection.scalars(asked))
    return found


def rename(connection: Connection, org: OrgKey, renamed: Mapping[str, str]) -> None:
    """Something else in the place of people."""
    for table, person in _with_people():
        for name, other in renamed.items():
            here = (table.c.org == org) & (person == name)
            connection.execute(update(table).where(here).values({person.name: other}))


def _with_people() -> Iterator[tuple[Table, ColumnElement[Any]]]:
    for kind, shape in FACTS.items():
        if shape.person:
            yield tables.facts[kind], tables.facts[kind].c[shape.person]


def _conditions(database: Database, query: FactQuery, shape: Shape) -> Iterator[ColumnElement[bool]]:
    table = tables.facts[query.kind]
    when, looked_up = table.c[shape.when], {names[0] for names in shape.lookups}
    yield table.c.org == query.org
    if query.since:
        yield when >= query.since
    if query.last:
        yield when <= query.last
    for name, texts in query.wanted.items():
        wanted = table.c[name] == texts[0] if len(texts) == 1 else table.c[name].in_(texts)
        yield database.few(wanted) if name in looked_up else wanted


def _row(shape: Shape, values: Sequence[Any]) -> Fact:
    row: Fact = shape.row._make(values)
    return row

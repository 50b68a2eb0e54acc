"""A store on a PostgreSQL that spreads tables over machines: which tables are spread, and by what. Text only.

Every table about orgs begins with the org in its primary key and is spread by it; all of them lie together, so what one apply
touches is on one machine. The two tables about the store itself are copied to every machine. To take another engine: a function
here that says the same in its words, and its name in :data:`ENGINES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Table

from reconciler.stores.sql.tables import metadata, org

UNKNOWN_FUNCTION = "42883"
"""What the server says where the extension is missing (SQLSTATE)."""
COPIED = ("alembic_version", "store_meta")


def spread() -> Iterator[Table]:
    """The tables that are spread by their org; the first is the one that the others lie beside."""
    yield org
    yield from (table for table in metadata.sorted_tables if table is not org and "org" in table.primary_key.columns)


def citus() -> Iterator[str]:
    """For Citus: distributed and reference tables, once the extension is there."""
    for name in COPIED:
        yield f"SELECT create_reference_table('{name}')"
    for table in spread():
        beside = "" if table is org else f", colocate_with => '{org.name}'"
        yield f"SELECT create_distributed_table('{table.name}', 'org'{beside})"


ENGINES: Mapping[str, Callable[[], Iterator[str]]] = {"citus": citus}

"""The tables: what is stored, and under which keys.

Every primary key begins with the org (only ``store_meta``, the one row about the store itself, has none), and no key
reaches across orgs: one apply touches one org, so an engine that shards by a column can spread the orgs (a test reads
this off the metadata). Text columns compare by code point on every server, whatever its locale (T163).

``migrations/versions`` creates these tables; a test holds the two against each other. To change a table: change it here,
write the next version there and append its name to ``REVISIONS`` in ``stores/glance.py``.
"""

from __future__ import annotations

from typing import Any, get_type_hints

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    text,
)

from reconciler.facts import FACTS, Shape

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    }
)

_text = Text().with_variant(Text(collation="C"), "postgresql")


def _column(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    return Column(name, _text, primary_key=key, nullable=null)


def _secret(name: str) -> Column[str]:
    return Column(name, _text, nullable=False, server_default=text("''"))


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, nullable=False, autoincrement=False)


def _by_org(name: str, *columns: Column[Any]) -> Table:
    """A table whose rows lie in the order of their primary key, in SQLite too: no second tree to write."""
    return Table(name, metadata, *columns, sqlite_with_rowid=False)


store_meta = Table(
    "store_meta",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1", name="one"), primary_key=True, autoincrement=False),
    _column("lineage"),
    _number("format"),
    _secret("key"),
)

org = _by_org(
    "org",
    _column("org", key=True),
    _number("serial"),
    _column("digest"),
    _number("size"),
    _column("frontier"),
    _secret("key"),
)

resource = _by_org(
    "resource",
    _column("org", key=True),
    _column("path", key=True),
    _column("kind"),
    _column("attrs"),
    _column("name", null=True),
    _number("serial"),
)

audit = _by_org(
    "audit",
    _column("org", key=True),
    _number("seq", key=True),
    _column("run"),
    _column("plan"),
    _column("at"),
    _column("actor"),
    _column("path"),
    _column("action"),
    _column("mode"),
    _column("cause"),
    _column("outcome"),
    _column("before", null=True),
    _column("after", null=True),
    _column("name", null=True),
    _column("git_commit"),
    _column("hash"),
    _column("previous", null=True),
    _column("approvers", null=True),
    _column("learnt", null=True),
    _column("handover", null=True),
    _column("erased", null=True),
)

run = _by_org(
    "run",
    _column("org", key=True),
    _column("run", key=True),
    _number("number"),
    _column("plan"),
    _column("at"),
    _column("actor"),
    _column("git_commit"),
    _column("outcome"),
    _number("serial"),
    _column("before"),
    _column("after"),
    _number("size"),
    _column("root"),
    _column("note"),
    _column("learnt", null=True),
)

consumed_plan = _by_org(
    "consumed_plan",
    _column("org", key=True),
    _column("plan", key=True),
    _column("run"),
    _number("serial"),
)

person = _by_org(
    "person",
    _column("org", key=True),
    _column("commitment", key=True),
    _column("person"),
    _column("value"),
    _column("salt"),
)
"""What the commitments in ``audit`` and ``run`` stand for (``reconciler/commitments.py``). Nothing of it is hashed, so that it can go."""

settled = _by_org(
    "settled",
    _column("org", key=True),
    _number("serial"),
    _column("state"),
    _column("program"),
    _column("since"),
    _column("until"),
    _column("files"),
    _column("shared"),
    _column("beside"),
    _column("rows"),
)
"""What plans may leave out (``reconciler/settled.py``). Whatever is lost of it costs time and nothing else.

Rows that somebody edits by hand unsettle their org: in a file by triggers; on a server ``rows`` is a mark of the rows as they were.
"""

manifest = _by_org(
    "manifest",
    _column("org", key=True),
    _column("line", key=True),
    Column("said", LargeBinary, nullable=False),
)
"""What each manifest said of an org when the org was settled by it (``reconciler/recollection.py``). The same holds for what is lost of it."""


def _facts(shape: Shape) -> Table:
    """One kind of facts: a column for each field, the natural key, and an index for each further way to find rows."""
    types = get_type_hints(shape.row)
    table = Table(
        shape.kind,
        metadata,
        Column("org", _text, nullable=False),
        *(
            Column(
                name,
                BigInteger if types[name] in (int, int | None) else _text,
                nullable=types[name] in (int | None, str | None),
                autoincrement=False,
            )
            for name in shape.fields
        ),
        PrimaryKeyConstraint("org", *shape.key),
        sqlite_with_rowid=False,
    )
    for names in shape.lookups:
        Index(None, table.c.org, *(table.c[name] for name in names))
    return table


facts = {kind: _facts(shape) for kind, shape in FACTS.items()}
"""What was observed (``reconciler/facts``), by kind. Rows are added, and a name in them may go with its person; nothing else happens to them."""

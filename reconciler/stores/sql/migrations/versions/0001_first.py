"""The first schema: tables, the views for people with an SQL client, and in SQLite the audit's own guard.

Frozen: a released migration is never edited. There is no way back; ``init`` asks for a backup instead.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Everything, on an empty database."""
    _meta()
    _state()
    _history()
    dialect = op.get_bind().dialect.name
    _views(dialect)
    if dialect == "sqlite":
        _append_only()


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]


def _optional(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=True) for name in names]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False, autoincrement=False)


def _table(name: str, keys: list[str], *columns: sa.Column[str] | sa.Column[int]) -> None:
    key = sa.PrimaryKeyConstraint(*keys, name=f"pk_{name}")
    op.create_table(name, *columns, key, sqlite_with_rowid=False)


def _meta() -> None:
    op.create_table(
        "store_meta",
        sa.Column("one", sa.Integer, nullable=False, autoincrement=False),
        *_texts("lineage"),
        _number("format"),
        sa.PrimaryKeyConstraint("one", name="pk_store_meta"),
        sa.CheckConstraint("one = 1", name=op.f("ck_store_meta_one")),
    )


def _state() -> None:
    _table("org", ["org"], _key("org"), _number("serial"), *_texts("digest"), _number("size"), *_texts("frontier"))
    _table(
        "resource",
        ["org", "path"],
        *_texts("org", "path", "kind", "attrs"),
        *_optional("name", "observed"),
        _number("serial"),
    )


def _history() -> None:
    _table(
        "audit",
        ["org", "seq"],
        _key("org"),
        _number("seq"),
        *_texts("run", "plan", "at", "actor", "path", "action", "mode", "cause", "outcome"),
        *_optional("before", "after", "name"),
        *_texts("git_commit", "hash"),
    )
    _table(
        "run",
        ["org", "run"],
        *_texts("org", "run"),
        _number("number"),
        *_texts("plan", "at", "actor", "git_commit", "outcome"),
        _number("serial"),
        *_texts("before", "after"),
        _number("size"),
        *_texts("root", "note"),
    )
    _table("consumed_plan", ["org", "plan"], *_texts("org", "plan", "run"), _number("serial"))


def _views(dialect: str) -> None:
    """Readable names for what the rows hold; the key's parts as people wrote them where that was kept."""
    say = _POSTGRESQL if dialect == "postgresql" else _SQLITE
    word, number = say["word"].format, say["number"].format
    whole, first, second = say["whole"], say["first"], say["second"]
    columns = {
        "member": f"{whole} AS member, {word('name')} AS name, {word('role')} AS role, {say['active']} AS active",
        "team": f"{whole} AS team, {word('description')} AS description",
        "membership": f"{first} AS team, {second} AS member, {word('role')} AS role",
        "experience": f"{first} AS member, {second} AS domain, {number('level')} AS level",
    }
    for kind, shown in columns.items():
        op.execute(
            f"CREATE VIEW {kind}_view AS SELECT org, {shown}, attrs, observed, serial "  # noqa: S608 - all from above
            f"FROM resource WHERE kind = '{kind}'"
        )
    op.execute(
        f"CREATE VIEW org_view AS SELECT o.org, {word('name')} AS name, {word('owner')} AS owner, r.attrs, "  # noqa: S608
        "r.observed, o.serial, o.digest, o.size AS audit_entries "
        "FROM org AS o LEFT JOIN resource AS r ON r.org = o.org AND r.path = 'org'"
    )


_REST = "substr(path, instr(path, '/') + 1)"
_SQLITE = {
    "word": "json_extract(attrs, '$.{}')",
    "number": "json_extract(attrs, '$.{}')",
    "active": "coalesce(json_extract(attrs, '$.active'), 1)",
    "whole": f"coalesce(json_extract(name, '$[0]'), {_REST})",
    "first": f"coalesce(json_extract(name, '$[0]'), substr({_REST}, 1, instr({_REST}, '/') - 1))",
    "second": f"coalesce(json_extract(name, '$[1]'), substr({_REST}, instr({_REST}, '/') + 1))",
}
_POSTGRESQL = {
    "word": "(CAST(attrs AS json) ->> '{}')",
    "number": "CAST(CAST(attrs AS json) ->> '{}' AS bigint)",
    "active": "coalesce(CAST(CAST(attrs AS json) ->> 'active' AS boolean), true)",
    "whole": "coalesce(CAST(name AS json) ->> 0, split_part(path, '/', 2))",
    "first": "coalesce(CAST(name AS json) ->> 0, split_part(path, '/', 2))",
    "second": "coalesce(CAST(name AS json) ->> 1, split_part(path, '/', 3))",
}


def _append_only() -> None:
    """A hand that slips is stopped; a hand that means it is found by ``audit verify``. Servers have grants for this."""
    for name, event in (("audit_keeps_rows", "DELETE"), ("audit_keeps_values", "UPDATE")):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )

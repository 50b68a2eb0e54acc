"""An audit entry says where its row stood before it moved, and who approved; views show former names and dates.

Frozen: a released migration is never edited. There is no way back; ``init`` asks for a backup instead.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

NAMED = {"previously": "word"}
DATED = {"starts": "word", "expires": "word"}

# kind → its columns: the parts of the key by the name of what they name, then words, flags and numbers of the attributes.
WHOLE = {
    "domain": ("domain", {**NAMED, "description": "word"}),
    "member": (
        "member",
        {
            "name": "word",
            "role": "word",
            "active": "active",
            "replacement": "word",
            "allow_billable_activities": "flag",
            "project_access": "word",
            "app_access": "flag",
            **NAMED,
            **DATED,
        },
    ),
    "team": ("team", {**NAMED, "description": "word"}),
    "task_type": ("task_type", {**NAMED, "description": "word", "team": "word", "requires": "word"}),
    "tag": ("tag", {**NAMED, "description": "word"}),
    "ontology": ("ontology", {**NAMED, "owner": "word"}),
    "dataset": ("dataset", {**NAMED, "owner": "word"}),
    "folder": ("folder", {**NAMED}),
    "app": ("app", {**NAMED}),
    "project": (
        "project",
        {
            "description": "word",
            "owner": "word",
            "team": "word",
            "requires": "word",
            "paused": "flag",
            "ontology": "word",
            "bill_to": "word",
            **NAMED,
        },
    ),
    "confirmation": ("entry", {"by": "word", "at": "word", "note": "word"}),
}
PARTS = {
    "experience": ("member", "domain", {**DATED, "level": "number"}),
    "assignment": ("member", "project", {**DATED}),
    "invitation": (
        "member",
        "number",
        {"token": "word", "name": "word", "sent": "word", "expires": "word", "accepted": "word"},
    ),
    "membership": ("team", "member", {**DATED, "role": "word"}),
    "project_grant": ("project", "subject", {**DATED, "level": "word"}),
    "dataset_grant": ("dataset", "subject", {**DATED, "level": "word"}),
    "ontology_grant": ("ontology", "subject", {**DATED, "level": "word"}),
    "folder_grant": ("folder", "subject", {**DATED, "level": "word"}),
    "app_grant": ("app", "subject", {**DATED, "level": "word"}),
    "project_tag": ("project", "tag", {}),
    "project_dataset": ("project", "dataset", {}),
    "restriction": ("project", "restriction", {"to": "word"}),
}

_REST = "substr(path, instr(path, '/') + 1)"
_SQLITE = {
    "word": "json_extract(attrs, '$.{}')",
    "flag": "json_extract(attrs, '$.{}')",
    "number": "json_extract(attrs, '$.{}')",
    "active": "coalesce(json_extract(attrs, '$.{}'), 1)",
    "whole": f"coalesce(json_extract(name, '$[0]'), {_REST})",
    "first": f"coalesce(json_extract(name, '$[0]'), substr({_REST}, 1, instr({_REST}, '/') - 1))",
    "second": f"coalesce(json_extract(name, '$[1]'), substr({_REST}, instr({_REST}, '/') + 1))",
}
_POSTGRESQL = {
    "word": "(CAST(attrs AS json) ->> '{}')",
    "flag": "CAST(CAST(attrs AS json) ->> '{}' AS boolean)",
    "number": "CAST(CAST(attrs AS json) ->> '{}' AS bigint)",
    "active": "coalesce(CAST(CAST(attrs AS json) ->> '{}' AS boolean), true)",
    "whole": "coalesce(CAST(name AS json) ->> 0, split_part(path, '/', 2))",
    "first": "coalesce(CAST(name AS json) ->> 0, split_part(path, '/', 2))",
    "second": "coalesce(CAST(name AS json) ->> 1, split_part(path, '/', 3))",
}


def upgrade() -> None:
    """Two columns that are empty for most entries: what was hashed before is not touched. And wider views."""
    for name in ("previous", "approvers"):
        op.add_column("audit", sa.Column(name, TEXT, nullable=True))
    for kind in ("org", *WHOLE, *PARTS):
        op.execute(f"DROP VIEW {kind}_view")
    say = _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE
    for kind, (name, fields) in WHOLE.items():
        _view(kind, {name: say["whole"], **_attributes(fields, say, name)})
    for kind, (first, second, fields) in PARTS.items():
        _view(kind, {first: say["first"], second: say["second"], **_attributes(fields, say, first, second)})
    word = say["word"].format
    columns = ", ".join(f"{word(name)} AS {name}" for name in ("name", "type", "owner", "timezone", "plan"))
    op.execute(
        f"CREATE VIEW org_view AS SELECT o.org, {columns}, r.attrs, o.serial, o.digest, o.size AS audit_entries "  # noqa: S608
        "FROM org AS o LEFT JOIN resource AS r ON r.org = o.org AND r.path = 'org'"
    )


def _attributes(fields: dict[str, str], say: dict[str, str], *taken: str) -> dict[str, str]:
    """Attributes as columns; one named like a part of the key, or like a word of SQL, is called ``own_…``."""
    reserved = {*taken, "by", "at", "to"}
    return {f"own_{name}" if name in reserved else name: say[how].format(name) for name, how in fields.items()}


def _view(kind: str, columns: dict[str, str]) -> None:
    shown = ", ".join(f"{value} AS {name}" for name, value in columns.items())
    op.execute(
        f"CREATE VIEW {kind}_view AS SELECT org, {shown}, attrs, serial FROM resource WHERE kind = '{kind}'"  # noqa: S608
    )

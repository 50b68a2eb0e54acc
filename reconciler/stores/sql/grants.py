"""Least privilege on a PostgreSQL server: the roles, their rights, and which rows each of them sees. Text only.

A role has one *duty*: ``plan`` reads, ``apply`` writes what an apply writes, ``audit`` reads who did what and
holds it against the rows, ``erase`` takes somebody's names out of log and facts and does nothing else, ``facts`` adds facts and
changes nothing. Nobody may change or remove what the audit log, the runs or the consumed plans hold. A role is for all orgs or
for one; where there is one of an org, the tables show each role the rows of its own orgs (row-level security), the server sees
to it and not we.

Whoever owns the tables stands above all of this: that role is for ``init`` and for these statements, and for nothing else.
To add a table: its line in :data:`RIGHTS`; a test asks for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from reconciler.model import OrgKey
from reconciler.stores.sql.tables import metadata
from reconciler.stores.sql.views import VIEWS

DUTIES = ("plan", "apply", "audit", "erase", "facts")
RIGHTS = {
    "alembic_version": ("SELECT", "SELECT", "SELECT", "SELECT", "SELECT"),
    "store_meta": ("SELECT", "SELECT", "SELECT", "SELECT, UPDATE (key)", "SELECT"),
    "org": ("SELECT", "SELECT, INSERT, UPDATE", "SELECT", "SELECT, UPDATE", "SELECT"),
    "resource": ("SELECT", "SELECT, INSERT, UPDATE, DELETE", "SELECT", "SELECT", ""),
    "audit": ("SELECT", "SELECT, INSERT", "SELECT", "SELECT, INSERT", ""),
    "run": ("SELECT", "SELECT, INSERT", "SELECT", "SELECT, INSERT", ""),
    "consumed_plan": ("SELECT", "SELECT, INSERT", "SELECT", "SELECT, INSERT", ""),
    "person": ("SELECT", "SELECT, INSERT", "SELECT", "SELECT, INSERT, DELETE", ""),
    "settled": ("SELECT", "SELECT, INSERT, DELETE", "", "SELECT, DELETE", ""),
    "manifest": ("SELECT", "SELECT, INSERT, DELETE", "", "SELECT, DELETE", ""),
    "credit": ("SELECT", "SELECT", "", "SELECT, UPDATE (actor)", "SELECT, INSERT"),
    "plan_update": ("SELECT", "SELECT, INSERT", "", "SELECT, UPDATE (actor)", "SELECT, INSERT"),
    "storage": ("SELECT", "SELECT", "", "SELECT", "SELECT, INSERT"),
    "activity": ("SELECT", "SELECT", "", "SELECT, UPDATE (member)", "SELECT, INSERT"),
    "task_completion": ("SELECT", "SELECT", "", "SELECT, UPDATE (member)", "SELECT, INSERT"),
}
"""What each duty may do with each table, in the order of :data:`DUTIES`."""
PREFIX = "reconciler"
_LONGEST_NAME = 63
"""Bytes; PostgreSQL cuts off the rest, and two roles would be one."""


def role_name(duty: str, org: OrgKey = "", prefix: str = PREFIX) -> str:
    """The name of a role: ``reconciler_plan`` for all orgs, ``reconciler_plan/webknossos/brainlab`` for one."""
    name = f"{prefix}_{duty}" + (f"/{org}" if org else "")
    if len(name.encode()) <= _LONGEST_NAME:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:16]
    return f"{name.encode()[: _LONGEST_NAME - 17].decode(errors='ignore')}~{mark}"


def statements(orgs: Sequence[OrgKey] = (), prefix: str = PREFIX) -> Iterator[str]:
    """The SQL, for the owner of the tables to run; run again, it changes nothing."""
    yield "BEGIN;"
    yield "REVOKE CREATE ON SCHEMA public FROM PUBLIC;"
    for org in ("", *orgs):
        for duty in DUTIES:
            yield from _role(duty, org, prefix)
    if orgs:
        yield from _rows(orgs, prefix)
    yield "COMMIT;"


def _role(duty: str, org: OrgKey, prefix: str) -> Iterator[str]:
    """One role with its rights; a login is made a member of it: ``CREATE ROLE ci LOGIN IN ROLE reconciler_apply``."""
    role = role_name(duty, org, prefix)
    named = _name(role)
    absent = f"NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {_literal(role)})"
    yield f"DO {_literal(f'BEGIN IF {absent} THEN CREATE ROLE {named} NOLOGIN; END IF; END')};"
    yield f"GRANT USAGE ON SCHEMA public TO {named};"
    yield f"REVOKE ALL ON {', '.join([*RIGHTS, *VIEWS])} FROM {named};"
    for table, rights in RIGHTS.items():
        if right := rights[DUTIES.index(duty)]:
            yield f"GRANT {right} ON {table} TO {named};"
    if not org and RIGHTS["resource"][DUTIES.index(duty)]:  # a view shows what its owner sees: the rows of all orgs
        yield f"GRANT SELECT ON {', '.join(VIEWS)} TO {named};"


def _rows(orgs: Sequence[OrgKey], prefix: str) -> Iterator[str]:
    every = ", ".join(_name(role_name(duty, "", prefix)) for duty in DUTIES)
    for table in (name for name, columns in metadata.tables.items() if "org" in columns.c):
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        yield from _policy(table, f"{prefix} every org", every, "true")
        for org in orgs:
            roles = ", ".join(_name(role_name(duty, org, prefix)) for duty in DUTIES)
            yield from _policy(table, role_name("rows", org, prefix), roles, f"org = {_literal(org)}")


def _policy(table: str, name: str, roles: str, condition: str) -> Iterator[str]:
    yield f"DROP POLICY IF EXISTS {_name(name)} ON {table};"
    yield f"CREATE POLICY {_name(name)} ON {table} TO {roles} USING ({condition}) WITH CHECK ({condition});"


def _name(name: str) -> str:
    """An identifier, quoted."""
    return '"' + name.replace('"', '""') + '"'


def _literal(value: str) -> str:
    """A string, quoted; backslashes mean themselves, whatever the server's settings."""
    quoted = "'" + value.replace("'", "''").replace("\\", "\\\\") + "'"
    return f" E{quoted}" if "\\" in value else quoted

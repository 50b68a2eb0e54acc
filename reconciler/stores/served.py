"""What a PostgreSQL server is asked about our tables, in its own words, and a look at a store there without SQLAlchemy.

The look is that of ``glance``: heads and what is settled, or nothing at all where anything is not plain to see. The words are
also those of ``sql/postgresql.py``, which opens a store properly. To ask the server one thing more before a store is trusted:
put it here, and both ways ask it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

PATIENCE = 3
"""Seconds that a look waits for a server; whoever opens the store properly waits longer, and says what is wrong."""
_LOCK_MILLISECONDS = 50
"""Likewise, while somebody holds a table: how long that may last is for ``--lock-timeout`` to say."""
_STATEMENT_SECONDS = 300
SETTINGS = (
    "search_path = public, pg_temp",
    "TIME ZONE 'UTC'",
    "datestyle = 'ISO, YMD'",
    "synchronous_commit = on",
    "row_security = on",
    f"statement_timeout = '{_STATEMENT_SECONDS}s'",
    f"idle_in_transaction_session_timeout = '{_STATEMENT_SECONDS}s'",
)
FOREIGN = """
    SELECT 'trigger', t.tgname FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
     WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%(tables)s)
    UNION ALL
    SELECT 'rule', r.rulename FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
     WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%(tables)s)
    UNION ALL
    SELECT 'row policy', p.polname FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(%(tables)s)
       AND NOT (p.polpermissive AND p.polcmd = '*' AND pg_get_expr(p.polqual, p.polrelid) ~ %(ours)s
                AND pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid))
    """
"""What acts on our tables and is not ours (T156)."""
ROW_POLICY = r"^(true|\(org = '([^']|'')*'::text\))$"
"""What a row policy of ``grants.py`` says when the server tells it: the role sees all orgs, or one."""
TABLES = "SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
MARK = "count(*) || '/' || sum(hashtextextended(ctid::text || ' ' || xmin::text, 0)::numeric) AS mark"
"""Where each row lies and who wrote it: whatever changes a row changes that."""
MARKS = f"SELECT org, {MARK} FROM resource GROUP BY org"  # noqa: S608 - words of ours

_PART = r"[\w.~%!$*+,;-]+"
_PLAIN = rf"postgres(ql)?://(({_PART})(:({_PART}))?@)?[\w.-]*(:\d+)?/[\w-]+(\?\w+=[\w./%-]+(&\w+=[\w./%-]+)*)?"
"""URLs that libpq and SQLAlchemy cannot read differently."""


def begin(isolation: str, access: str, settings: Iterable[str] = SETTINGS) -> str:
    """The first words of a transaction. Settings last as long as it does (``SET LOCAL``), so no pooler can carry them on."""
    return f"BEGIN ISOLATION LEVEL {isolation} {access}; {'; '.join(f'SET LOCAL {setting}' for setting in settings)}"


def seen(url: str, tables: tuple[str, ...], whose: tuple[int, str], heads: str) -> list[tuple[Any, ...]] | None:
    """The rows of the query *heads*, each with the mark that was kept and the mark of today; None if the store is not plain to see.

    *whose* is the format and the revision that this program works with.
    """
    options = re.findall(r"[?&](\w+)=", url)
    if not re.fullmatch(_PLAIN, url, re.ASCII) or len(set(options)) < len(options):
        return None
    try:
        import psycopg  # lazy: an extra, and a tenth of a second
    except ModuleNotFoundError:
        return None
    try:
        with psycopg.connect(url, autocommit=True, client_encoding="utf8", connect_timeout=PATIENCE) as connection:
            connection.execute(
                begin("REPEATABLE READ", "READ ONLY", (*SETTINGS, f"lock_timeout = '{_LOCK_MILLISECONDS}ms'"))
            )
            asked = {"tables": [*tables], "ours": ROW_POLICY}
            if connection.execute(_WHOSE, asked).fetchall() != [(*whose, "UTF8", False, False, len(tables))]:
                return None
            rows = connection.execute(heads).fetchall()
            marks: dict[str, str] = (
                dict(connection.execute(MARKS).fetchall()) if any(row[-1] is not None for row in rows) else {}
            )
            return [(*row, marks.get(row[5], "")) for row in rows]
    except (psycopg.Error, OSError, ValueError, TypeError):
        return None


_WHOSE = f"""
    SELECT s.format, v.version_num, current_setting('server_encoding'), row_security_active('public.org'), EXISTS ({FOREIGN}),
           (SELECT count(*) FROM ({TABLES}) AS found WHERE relname = ANY(%(tables)s))
      FROM store_meta AS s, alembic_version AS v
    """  # noqa: S608 - words of ours

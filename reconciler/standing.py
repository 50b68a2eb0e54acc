"""The rows of an org held against those that its log leads to: what is wrong with them, in a sentence.

Pure. What the log leads to is ``replay``'s business, and whether the log is the one that was written ``verification``'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from reconciler.kinds import is_spelling
from reconciler.replay import Kept
from reconciler.stores.evidence import Row


def differing(rows: Iterable[Row], must: Mapping[str, Kept], *, counted: bool) -> str:
    """What is wrong with the first row that differs, and how many do; nothing if none does. *counted*: serials count, too."""
    left, wrong = dict(must), dict[str, str]()
    for row in rows:
        kept = left.pop(row.path, None)
        what = "was made by no apply" if kept is None else _other(row, kept, counted=counted)
        if what:
            wrong[row.path] = what
    wrong |= dict.fromkeys(left, "is not there")
    if not wrong:
        return ""
    first = min(wrong)
    more = f"; {len(wrong)} rows differ in all" if len(wrong) > 1 else ""
    return f"{first} {wrong[first]}{more}"


def named_rightly(path: str, name: str) -> bool:
    """Whether the name that is kept for a row is a spelling of its key; nobody else compares it where a log is taken up half-way."""
    try:
        parts = json.loads(name)
        return len(parts) == path.count("/") and all(map(is_spelling, parts, map(unquote, path.split("/")[1:])))
    except (ValueError, TypeError):
        return False


def _other(row: Row, kept: Kept, *, counted: bool) -> str:
    kind = row.path.partition("/")[0]
    if row[1:4] == (kind, kept.attrs, kept.name) and (row.serial == kept.serial or not counted):
        return ""
    pairs = (
        ("kind", row.kind, kind),
        ("attributes", row.attrs, kept.attrs),
        ("name", row.name, kept.name),
        ("serial", row.serial, kept.serial if counted else row.serial),
    )
    what = next(what for what, stored, right in pairs if stored != right)
    return f"has other {what} than its last entry" if what[-1] == "s" else f"has another {what}"

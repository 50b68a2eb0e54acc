"""reconciler: organization-as-code for annotation and data platforms. This is the shop window: the library's API.

    from pathlib import Path
    import reconciler as r

    store = r.open_store("sqlite:///reconciler.db")
    reading = r.read_manifests([Path("manifests")])
    plan = r.make_plan(reading.sound(), store, r.Header(lineage=store.lineage, ...))
    for result in r.apply(plan, store, r.Attempt(actor="ada", at="2026-11-23T09:00:00Z", run="run-1")):
        print(result.org, result.outcome)

Names are imported when they are first used, so ``import reconciler`` costs nothing. Whatever is not in ``__all__``
may change without notice.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Address": "model",
    "Applied": "applier",
    "Attempt": "applier",
    "AuditEntry": "model",
    "AuditQuery": "stores.base",
    "Change": "model",
    "Header": "model",
    "MemoryStore": "stores.memory",
    "Plan": "model",
    "Policy": "guards",
    "Problem": "errors",
    "ReconcilerError": "errors",
    "Resource": "model",
    "State": "model",
    "apply": "applier",
    "dumps": "planfile",
    "export_org": "export",
    "init_store": "stores.sql",
    "loads": "planfile",
    "make_plan": "survey",
    "open_store": "stores.sql",
    "plan_name": "planfile",
    "read_manifests": "reader",
    "read_texts": "reader",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - a list, and the table above is what it must agree with


def __getattr__(name: str) -> Any:
    """Import a public name from its room."""
    if name not in _HOMES:
        raise AttributeError(f"reconciler has no public name {name!r}")
    return getattr(importlib.import_module(f"reconciler.{_HOMES[name]}"), name)

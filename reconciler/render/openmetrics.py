"""Drift as OpenMetrics text (1.0): one gauge for each org, and one for each kind and action in it that differs.

An org without drift has the value 0, so that a rule can tell "none" from "not looked". Label values are escaped as the
standard says; everything a person wrote has passed :func:`visible` before.
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.drift import Drift, numbers
from reconciler.text import visible

NAME = "reconciler_drift_resources"
PARTS = "reconciler_drift_kind_resources"


def lines(found: Drift) -> Iterator[str]:
    """The whole exposition."""
    yield f"# HELP {NAME} Resources that are stored otherwise than they were last applied."
    yield f"# TYPE {NAME} gauge"
    for org, changes in found.items():
        yield f"{NAME}{{{_labels(org=org)}}} {len(changes)}"
    yield f"# HELP {PARTS} The same by kind and by what was done to them."
    yield f"# TYPE {PARTS} gauge"
    for org, changes in found.items():
        for (kind, action), number in sorted(numbers(changes).items()):
            yield f"{PARTS}{{{_labels(org=org, kind=kind, action=action)}}} {number}"
    yield "# EOF"


def _labels(**values: str) -> str:
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items())


def _escaped(value: str) -> str:
    return visible(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")

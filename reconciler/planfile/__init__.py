"""A plan as a document: canonical JSON with a name and a seal, the same from memory and from a file.

The *name* (``plan``) is SHA-256 over what the plan would do: lineage, base states, changes, allowances, and over the *blind*,
which is an HMAC of the same under the store's key. Two plans of equal meaning have one name, whoever made them and wherever the
lines stand in the manifests; and a name that is kept says nothing to who tries names of people. The *seal* is SHA-256
over every other byte of the document. Neither is a signature: they detect accidents, and an apply checks everything
a forger could gain by (base, rows, guards) again.

The shape is OpenTofu's (``format_version``, ``resource_changes[].change.actions``) with our fields beside it; what
stands there for its readers alone is derived, and only compared when read back (see ``opentofu``). A
reader refuses every format but its own before it looks at anything else: a field it does not know might be a
condition it would overlook. To add a field: one line in each direction and in the model of the document, and a new
number: minor if older documents can still be shown, major if not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reconciler.planfile.writing import FORMAT, LARGEST_FILE, blinded, document, dumps, members, plan_name, seal, texts

__all__ = [
    "FORMAT",
    "LARGEST_FILE",
    "blinded",
    "document",
    "dumps",
    "loads",
    "members",
    "plan_name",
    "seal",
    "texts",
]


if TYPE_CHECKING:
    from reconciler.planfile.reading import loads


def __getattr__(name: str) -> Any:
    """``loads``, when it is first asked for: the model of the document is for who reads one, and most plans are made."""
    if name != "loads":
        raise AttributeError(name)
    from reconciler.planfile.reading import loads  # lazy: as it says

    return loads

"""The pictures on the page of a plan: for few orgs, of few nodes, under pseudonyms where those are asked for.

Where the extra ``charts`` is not installed there is none, and the page says the same in lists.
"""

from __future__ import annotations

from contextlib import suppress

from reconciler.cli import streams
from reconciler.graph.folding import folded
from reconciler.graph.plans import changed
from reconciler.model import OrgPlan
from reconciler.render.picture import picture

NODES = 24
"""In a layer, before they are counted."""
PICTURES = 12
"""On one page."""


def of_changes(org: OrgPlan, number: int) -> str:
    """What a plan changes in the graph of the org that is this number on the page; empty where nothing is drawn."""
    if number > PICTURES:
        return ""
    drawn = folded(changed(org), NODES)
    encode = streams.encoder()
    if encode is not None:  # before anything is cut to fit, as in ``graphing``
        drawn = drawn.shown(encode)
    with suppress(ModuleNotFoundError):
        return picture([drawn], name=f"picture-{number}", description=_SAID) if drawn.nodes else ""
    return ""


_SAID = "What comes, goes and becomes another; the lists of this section say the same."

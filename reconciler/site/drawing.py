"""Specifications as drawings: SVG that is made here and now, without a browser and without a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reconciler.graph.folding import folded
from reconciler.graph.states import graph_of
from reconciler.render.picture import picture
from reconciler.site.org import Org

Draw = Callable[[Mapping[str, Any]], str]


def pen() -> Draw | None:
    """What draws a chart; None where the extra ``charts`` is not installed."""
    try:
        import vl_convert  # lazy: an extra
    except ImportError:
        return None

    def draw(chart: Mapping[str, Any]) -> str:
        svg: str = vl_convert.vegalite_to_svg(dict(chart), allowed_base_urls=[])
        return svg

    return draw


NODES = 16
"""In a layer, before they are counted: what fits above the fold of an overview."""


def picture_of(org: Org, shown: Callable[[str], str]) -> str:
    """Who is in which team, and what that reaches; empty where there is nothing to draw."""
    drawn = folded(graph_of(org.key, org.state, org.platform), NODES).shown(shown)
    return picture([drawn], name="picture", description=_SAID) if drawn.edges else ""


_SAID = "Who is in which team, and what can be reached through it; the pages of people, teams and access say the same."

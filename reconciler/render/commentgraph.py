"""The picture in a comment: a small plan as Mermaid, which hosted Git services draw, folded away below the lists.

A picture of much is no help in a comment, and the page has a last character: there is one only where few things change.
The lists say all of it; so nothing is counted as missing where there is none. The fence is one of tildes, because a comment is
itself shown in a fence now and then.
"""

from __future__ import annotations

from collections.abc import Callable

from reconciler.graph import Graph
from reconciler.graph.plans import changed
from reconciler.model import Plan
from reconciler.render import mermaid
from reconciler.render.drawing import cut
from reconciler.text import visible

CHANGES, EDGES, LETTERS = 60, 24, 48
"""More changes are not looked at, more edges not drawn, and of a text no more is shown: so it stays small, whatever the names."""


def block(plan: Plan, encode: Callable[[str], str]) -> list[str]:
    """The lines of the picture; none for a plan that is too large, or changes no place and no access.

    *encode* is for names before they are written for Mermaid, where a pseudonym would not find them any more.
    """
    if len(plan.changes) > CHANGES:
        return []
    graphs = [graph.shown(encode) for org in plan.orgs if (graph := changed(org)).edges]
    if not 0 < sum(len(graph.edges) for graph in graphs) <= EDGES:
        return []
    lines = mermaid.lines([_short(graph) for graph in graphs])
    return ["<details><summary>Picture</summary>", "", "~~~mermaid", *lines, "~~~", "", "</details>", ""]


def _short(graph: Graph) -> Graph:
    nodes = (node._replace(label=_cut(node.label), note=_cut(node.note)) for node in graph.nodes)
    edges = (edge._replace(label=_cut(edge.label)) for edge in graph.edges)
    return Graph(_cut(graph.org), tuple(nodes), tuple(edges))


def _cut(text: str) -> str:
    return cut(visible(text), LETTERS)

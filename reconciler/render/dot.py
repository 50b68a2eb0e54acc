"""Graphs as DOT, for Graphviz and whatever else reads it.

Whatever a person wrote is a quoted string in which quotation marks, backslashes and ampersands are written so that they
mean themselves. Nodes are called by numbers. Gains are bold, losses dashed, and both have their sign in the label.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconciler.graph import Graph, Layer, Node
from reconciler.graph.folding import joined
from reconciler.text import visible

_SHAPES = {Layer.PEOPLE: "ellipse", Layer.TEAMS: "hexagon", Layer.THINGS: "box"}
_STYLES = {
    "": "",
    "+": ', style=bold, color="#1a7f37"',
    "-": ', style=dashed, color="#cf222e"',
    "~": ', color="#9a6700"',
}


def lines(graphs: Sequence[Graph]) -> Iterator[str]:
    """One digraph of all graphs, each in a frame of its own."""
    yield "digraph access {"
    yield '  rankdir=LR; node [fontname="sans-serif"]; edge [fontname="sans-serif", fontsize=10];'
    first = 0
    for number, graph in enumerate(graphs):
        ids = {node.key: f"n{place}" for place, node in enumerate(graph.nodes, first)}
        first += len(ids)
        yield f"  subgraph cluster_{number} {{"
        yield f'    label="{quoted(graph.org)}";'
        yield from (f"    {ids[node.key]} {_attributes(node)};" for node in graph.nodes)
        for source, target, sign, label in joined(graph):
            yield f'    {ids[source]} -> {ids[target]} [label="{quoted(f"{sign} {label}".strip())}"{_STYLES[sign]}];'
        yield "  }"
    yield "}"


def _attributes(node: Node) -> str:
    note = f"\\n{quoted(node.note)}" if node.note else ""
    label = quoted(f"{node.sign} {node.label}".strip())
    return f'[label="{label}{note}", shape={_SHAPES[node.layer]}{_STYLES[node.sign]}]'


def quoted(text: str) -> str:
    """What may stand between quotation marks and means itself: no escape, no entity."""
    return visible(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')

"""Graphs as lines for people who read, and as JSON: what a picture says, without the picture."""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.canonical import Json
from reconciler.graph import Edge, Graph, Layer, Node
from reconciler.graph.folding import times
from reconciler.render.wording import counted
from reconciler.text import visible

_LAYERS = {Layer.PEOPLE: ("person", "people"), Layer.TEAMS: ("team", ""), Layer.THINGS: ("thing", "")}


def title(graph: Graph) -> str:
    """``webknossos/brainlab: 3 people, 2 teams, 1 thing``."""
    sizes = {layer: sum(node.number for node in graph.nodes if node.layer is layer and node.group) for layer in Layer}
    return f"{visible(graph.org)}: {', '.join(counted(size, *_LAYERS[layer]) for layer, size in sizes.items())}"


def lines(graph: Graph) -> Iterator[str]:
    """The title, each node with what it leads to, things that nothing leads to, and the notes."""
    yield title(graph)
    named = {node.key: node for node in graph.nodes}
    leading: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        leading.setdefault(edge.source, []).append(edge)
    reached = {edge.target for edge in graph.edges}
    for node in graph.nodes:
        if node.sign or node.key in leading or node.key not in reached:
            yield f"  {caption(node)}"
        for edge in leading.get(node.key, ()):
            yield f"    {_signed(edge.sign)}{visible(named[edge.target].label)}: {visible(times(edge.label, edge.number))}"
    yield from (f"  {visible(note)}" for note in graph.notes)


def caption(node: Node) -> str:
    """``+ ada@brainlab.example, admin``."""
    return visible(f"{_signed(node.sign)}{node.label}{f', {node.note}' if node.note else ''}")


def _signed(sign: str) -> str:
    return f"{sign} " if sign else ""


def document(graph: Graph) -> Json:
    """The same for programs. A node's ``key`` is the path of its address, but where ``number`` says that it is many."""
    nodes: list[Json] = [
        {"key": n.key, "layer": n.layer.name.lower(), "label": n.label, "note": n.note, "number": n.number}
        for n in graph.nodes
    ]
    edges: list[Json] = [
        {"source": e.source, "target": e.target, "label": e.label, "number": e.number} for e in graph.edges
    ]
    return {"org": graph.org, "nodes": nodes, "edges": edges, "notes": list(graph.notes)}

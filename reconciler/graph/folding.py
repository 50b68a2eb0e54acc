"""Large graphs made small: the part around a few nodes, and many nodes as one with their number.

Nothing is lost without a word: what is folded is said in the notes. To bound a graph by something else: one more step in
:func:`folded`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from reconciler.graph import Edge, Graph, Layer, Node, arranged

MOST_EDGES = 300
"""More lines than these are a carpet; Mermaid draws no more than 500."""
_FIRST = (Layer.PEOPLE, Layer.THINGS, Layer.TEAMS)
"""Which layer is folded first, where there are too many edges."""


def around(graph: Graph, keys: Collection[str]) -> Graph:
    """What leads to one of the nodes *keys*, and what they lead to; nothing else."""
    down, up = (_reached(graph.edges, keys, backwards=backwards) for backwards in (False, True))
    edges = [edge for edge in graph.edges if edge.source in down or edge.target in up]
    ends = {end for edge in edges for end in edge[:2]} | set(keys)
    nodes = [node for node in graph.nodes if node.key in ends]
    return graph._replace(nodes=tuple(nodes), edges=tuple(edges))


def _reached(edges: Iterable[Edge], start: Collection[str], *, backwards: bool) -> set[str]:
    """Everything that edges lead to from *start*, which is among it; an edge leads to a later layer, so two steps do."""
    found = set(start)
    for _ in Layer:
        found |= {e.source if backwards else e.target for e in edges if (e.target if backwards else e.source) in found}
    return found


def folded(graph: Graph, most: int, keep: Collection[str] = ()) -> Graph:
    """The same with at most *most* nodes in a layer, and not too many edges: the others become counts by group.

    The nodes *keep* stay what they are, and so does whatever is in no group.
    """
    sizes = Counter(node.layer for node in graph.nodes)
    layers = {layer for layer, size in sizes.items() if size > most}
    made = _fold(graph, layers, keep)
    for layer in _FIRST:
        if len(made.edges) > MOST_EDGES and layer not in layers:
            layers.add(layer)
            made = _fold(graph, layers, keep)
    return made._replace(notes=(*graph.notes, *_said(made.nodes)))


def _fold(graph: Graph, layers: Collection[Layer], keep: Collection[str]) -> Graph:
    groups: dict[tuple[Layer, str, str], list[Node]] = defaultdict(list)
    for node in graph.nodes:
        if node.layer in layers and node.group and node.key not in keep:
            groups[node.layer, node.sign, node.group].append(node)
    into: dict[str, Node] = {}
    for alike in groups.values():
        if len(alike) > 1:
            into.update(dict.fromkeys((node.key for node in alike), _many(alike)))
    if not into:
        return graph
    nodes = {into.get(node.key, node).key: into.get(node.key, node) for node in graph.nodes}
    return arranged(graph.org, nodes.values(), _led(graph.edges, into), graph.notes)


def _many(nodes: list[Node]) -> Node:
    """One node for several of one group."""
    first, count = nodes[0], sum(node.number for node in nodes)
    return Node(
        f"+{first.group}", first.layer, f"{count:,} {first.group}", sign=first.sign, group=first.group, number=count
    )


def _led(edges: Iterable[Edge], into: Mapping[str, Node]) -> Iterator[Edge]:
    """The edges between what the nodes have become."""
    for edge in edges:
        source, target = (into[end].key if end in into else end for end in edge[:2])
        yield edge._replace(source=source, target=target)


def _said(nodes: Iterable[Node]) -> Iterator[str]:
    many = [node.label for node in nodes if node.number > 1]
    if many:
        yield f"Shown as counts: {'; '.join(many)}."


def joined(graph: Graph) -> Iterator[tuple[str, str, str, str]]:
    """The edges as source, target, sign and label, for pictures with one line between two nodes: all labels of a sign on it."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for edge in graph.edges:
        found.setdefault((edge.source, edge.target, edge.sign), []).append(times(edge.label, edge.number))
    yield from ((*ends, ", ".join(labels)) for ends, labels in found.items())


def times(label: str, count: int) -> str:
    """``member``, or ``member (40)`` where it stands for so many."""
    return label if count == 1 else f"{label} ({count:,})"

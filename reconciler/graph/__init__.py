"""Who is in what, and who reaches what, as nodes and edges: the nouns of pictures of an org.

A graph has three layers and its edges go from left to right: people, then the teams and whatever else a grant may name,
then the things that people work on. ``links`` reads the edges off single resources, ``states`` makes the graph of a
state, ``plans`` that of what a plan changes, ``folding`` makes large ones small. How a graph is drawn is the business of
``render``; no name is encoded here.

To draw one more kind: its edges in ``links``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import NamedTuple


class Layer(IntEnum):
    """Where a node stands, from left to right."""

    PEOPLE = 0
    TEAMS = 1
    THINGS = 2


class Node(NamedTuple):
    """A person, a team or a thing; or many of them, as one.

    ``key`` is unique in its graph: the path of an address. ``note`` is what else is said of it, a person's role for
    example. ``sign`` is what a plan does to it: ``+``, ``-``, ``~``, or nothing. ``group`` says in the plural what it is
    counted as where there are too many; without one it is never folded. ``number`` is how many it stands for.
    """

    key: str
    layer: Layer
    label: str
    note: str = ""
    sign: str = ""
    group: str = ""
    number: int = 1


class Edge(NamedTuple):
    """What one node has in another, or on it: ``label`` is the role or level, ``number`` how many it stands for."""

    source: str
    target: str
    label: str
    sign: str = ""
    number: int = 1


class Graph(NamedTuple):
    """The nodes and edges of one org, in the order in which they are drawn. ``notes`` say what is not in it, and why."""

    org: str
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    notes: tuple[str, ...] = ()

    def shown(self, encode: Callable[[str], str]) -> Graph:
        """The same with every text as *encode* has it: under pseudonyms, for example. Keys are texts, too."""
        nodes = (
            node._replace(key=encode(node.key), label=encode(node.label), note=encode(node.note)) for node in self.nodes
        )
        edges = (Edge(encode(e.source), encode(e.target), encode(e.label), e.sign, e.number) for e in self.edges)
        return Graph(encode(self.org), tuple(nodes), tuple(edges), tuple(map(encode, self.notes)))


def arranged(org: str, nodes: Iterable[Node], edges: Iterable[Edge], notes: Iterable[str] = ()) -> Graph:
    """A graph with everything in its order, and edges that say the same as one."""
    counts: dict[tuple[str, str, str, str], int] = {}
    for edge in edges:
        counts[edge[:4]] = counts.get(edge[:4], 0) + edge.number
    ordered = sorted(nodes, key=lambda node: (node.layer, node.note if node.layer is Layer.PEOPLE else "", node.key))
    place = {node.key: number for number, node in enumerate(ordered)}
    merged = (Edge(*said, count) for said, count in counts.items())
    found = sorted(merged, key=lambda edge: (place[edge.source], place[edge.target], edge.sign, edge.label))
    return Graph(org, tuple(ordered), tuple(found), tuple(notes))

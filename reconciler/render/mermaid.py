"""Graphs as Mermaid, the text that hosted Git services draw in a comment or a page of Markdown.

Whatever a person wrote stands between quotation marks, and everything in it but letters, digits and a few harmless signs is
written as a number: no name can end its label, begin a directive or be taken for Markdown or HTML. Nodes are called by
numbers. What a plan does is told by the sign in the label and by the form of the line, not by colour alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reconciler.graph import Graph, Layer, Node
from reconciler.graph.folding import joined
from reconciler.render.wording import counted
from reconciler.text import visible

_SHAPES = {Layer.PEOPLE: ("([", "])"), Layer.TEAMS: ("{{", "}}"), Layer.THINGS: ("[", "]")}
_LINES = {"": "-->", "+": "==>", "-": "-.->", "~": "-->"}
_CLASSES = {"+": "gain", "-": "loss", "~": "other"}
_STYLES = {
    "gain": "stroke:#1a7f37,stroke-width:3px",
    "loss": "stroke:#cf222e,stroke-width:2px,stroke-dasharray:6 4",
    "other": "stroke:#9a6700,stroke-width:2px",
}
_WRITTEN = re.compile(r"(?![ @,])(?!(?<=[A-Za-z0-9])[._/\-](?=[A-Za-z0-9]))[\W_]")
"""What is written as a number: all but letters, digits, and a few signs, some of which mean nothing only within a word."""


def lines(graphs: Sequence[Graph]) -> Iterator[str]:
    """One flowchart of all graphs, each in a frame of its own if there are several."""
    yield "flowchart LR"
    yield f"  accTitle: Access in {counted(len(graphs), 'org')}"
    yield "  accDescr: People, teams and what they work on, from left to right, with roles at the lines"
    ids: dict[tuple[int, str], str] = {}
    for number, graph in enumerate(graphs):
        if len(graphs) > 1:
            yield f'  subgraph g{number}["{quoted(graph.org)}"]'
        for node in graph.nodes:
            ids[number, node.key] = f"n{len(ids)}"
            yield f"  {ids[number, node.key]}{_shape(node)}"
        if len(graphs) > 1:
            yield "  end"
    for number, graph in enumerate(graphs):
        for source, target, sign, label in joined(graph):
            said = f'|"{quoted(_signed(label, sign))}"|' if label else ""
            yield f"  {ids[number, source]} {_LINES[sign]}{said} {ids[number, target]}"
    yield from _styles(graphs, ids)


def _shape(node: Node) -> str:
    opening, closing = _SHAPES[node.layer]
    note = f", {node.note}" if node.note else ""
    return f'{opening}"{quoted(_signed(f"{node.label}{note}", node.sign))}"{closing}'


def _signed(text: str, sign: str) -> str:
    """The sign in brackets: at the beginning of a label it would make a list of it."""
    return f"({sign}) {text}" if sign else text


def _styles(graphs: Sequence[Graph], ids: dict[tuple[int, str], str]) -> Iterator[str]:
    """Lines and frames in the colours of what a plan does."""
    for sign, name in _CLASSES.items():
        nodes = [ids[number, n.key] for number, graph in enumerate(graphs) for n in graph.nodes if n.sign == sign]
        if nodes:
            yield f"  classDef {name} {_STYLES[name]}"
            yield f"  class {','.join(nodes)} {name}"
    signs = [sign for graph in graphs for _, _, sign, _ in joined(graph)]
    for sign, name in _CLASSES.items():
        numbers = [str(number) for number, found in enumerate(signs) if found == sign]
        if numbers:
            yield f"  linkStyle {','.join(numbers)} {_STYLES[name]}"


def quoted(text: str) -> str:
    """What may stand between quotation marks: letters, digits, blanks; what could mean something as ``#35;``."""
    return _WRITTEN.sub(lambda match: f"#{ord(match[0])};", visible(text))

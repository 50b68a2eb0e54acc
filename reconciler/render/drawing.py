"""Where everything in the picture of a graph stands: boxes in columns, lines between them, labels where lines arrive.

The layout is that of layered drawings: a column for each layer, an order within it in which lines cross little (each node
near the middle of its neighbours), and a lane between boxes for a line that skips a column. All lines that bring the
same label to a box arrive at one port, which has a row of its own, so that no two labels meet.

Pure geometry in pixels: equal graphs, equal drawings. Texts are cut to the width of their column, in characters of a
font in which all are equally wide. How it becomes a picture is ``picture``'s business.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reconciler.graph import Edge, Graph, Layer, Node
from reconciler.graph.folding import times
from reconciler.render.graphtext import caption
from reconciler.text import visible

COLUMNS = 44
"""Of text in a box."""
LABEL_COLUMNS = 24
"""Of text at a line."""
SIZE = 13
"""Of letters, in pixels."""
CHARACTER = 7.9
"""The width of one of that size."""
_ROW, _PAD, _GAP = 22, 6, 8
_CURVES = 80
"""Between a column and the gutter of the next."""
_SWEEPS = 4


class Box(NamedTuple):
    """A node: its corner and size, its text, and what it is."""

    x: float
    y: float
    width: float
    height: float
    text: str
    layer: Layer
    sign: str


class Line(NamedTuple):
    """A line as an SVG path, and what a plan does to what it means."""

    path: str
    sign: str


class Label(NamedTuple):
    """A text that stands on the line into a port, and ends at its place."""

    x: float
    y: float
    text: str
    sign: str


class Drawing(NamedTuple):
    """Everything, with the size of the whole."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    labels: tuple[Label, ...]


class _Port(NamedTuple):
    """What arrives at a box under one label."""

    target: str
    label: str
    sign: str


def drawn(graph: Graph) -> Drawing:
    """The drawing of a graph."""
    return _Layout(graph).drawing()


class _Layout:
    """One layout. ``columns`` hold the keys of nodes, and ports for lanes, from top to bottom."""

    def __init__(self, graph: Graph) -> None:
        self.nodes = {node.key: node for node in graph.nodes}
        self.ports: dict[str, list[_Port]] = defaultdict(list)
        self.sources: dict[_Port, list[Edge]] = defaultdict(list)
        for edge in graph.edges:
            port = _Port(edge.target, edge.label, edge.sign)
            if port not in self.sources:
                self.ports[edge.target].append(port)
            self.sources[port].append(edge)
        used = sorted({node.layer for node in graph.nodes})
        self.columns: list[list[str | _Port]] = [[n.key for n in graph.nodes if n.layer is layer] for layer in used]
        self.level = {node.key: used.index(node.layer) for node in graph.nodes}
        for port in self.sources:
            if self._skips(port):
                self.columns[1].append(port)
        self._order()
        self.texts = {key: _captioned(node) for key, node in self.nodes.items()}
        self.labels = {port: self._labelled(port) for port in self.sources}
        self.widths = [self._box_width(level) for level, _ in enumerate(self.columns)]
        self.gutters = [self._gutter(level) for level, _ in enumerate(self.columns)]
        self.y: dict[str | _Port, float] = {}
        for column in self.columns:
            self._place(column)

    def _skips(self, port: _Port) -> bool:
        """Whether a line into it passes the column in between."""
        return self.level[port.target] == len(Layer) - 1 and any(not self.level[e.source] for e in self.sources[port])

    def _ends(self) -> Iterator[tuple[str | _Port, str | _Port]]:
        """All lines between neighbouring columns."""
        for port, edges in self.sources.items():
            skips = self._skips(port)
            if skips:
                yield port, port.target
            for edge in edges:
                yield edge.source, port if skips and not self.level[edge.source] else port.target

    def _order(self) -> None:
        """Each node near the middle of its neighbours, one column after the other, back and forth."""
        beside: dict[str | _Port, list[str | _Port]] = defaultdict(list)
        for left, right in self._ends():
            beside[left].append(right)
            beside[right].append(left)
        for sweep in range(_SWEEPS):
            places = list(range(len(self.columns)))
            for place in places[1:] if sweep % 2 == 0 else places[-2::-1]:
                other = self.columns[place - 1 if sweep % 2 == 0 else place + 1]
                rank = {end: number for number, end in enumerate(other)}
                column = self.columns[place]
                middle = {
                    end: _middle([rank[each] for each in beside[end] if each in rank], number)
                    for number, end in enumerate(column)
                }
                column.sort(key=lambda end, middle=middle: middle[end])  # type: ignore[misc]

    def _height(self, end: str | _Port) -> float:
        return _ROW if isinstance(end, _Port) else max(1, len(self.ports[end])) * _ROW + _PAD

    def _place(self, column: Sequence[str | _Port]) -> None:
        whole = max(sum(self._height(end) + _GAP for end in each) for each in self.columns)
        at = (whole - sum(self._height(end) + _GAP for end in column)) / 2
        for end in column:
            self.y[end] = at
            at += self._height(end) + _GAP

    # --- coordinates ----------------------------------------------------------------------------------------------

    def _box_width(self, level: int) -> float:
        """As wide as the longest text in a column."""
        widest = max((_columns(text) for key, text in self.texts.items() if self.level[key] == level), default=0)
        return widest * CHARACTER + 2 * _PAD

    def _gutter(self, level: int) -> float:
        """Before a box: where the labels of its ports stand."""
        widest = max(
            (_columns(text) for port, text in self.labels.items() if self.level[port.target] == level), default=0
        )
        return widest * CHARACTER + 8

    def _left(self, level: int) -> float:
        return sum(self.widths[:level]) + sum(self.gutters[1 : level + 1]) + level * _CURVES

    def _right(self, level: int) -> float:
        return self._left(level) + self.widths[level]

    def drawing(self) -> Drawing:
        """Boxes, lines and labels where they belong."""
        boxes = [self._box(node) for node in self.nodes.values()]
        lines: list[Line] = []
        labels: list[Label] = []
        for port in self.sources:
            lines += self._lines(port)
            labels.append(self._label(port))
        width = self._right(len(self.columns) - 1) if self.columns else 0
        height = max((box.y + box.height for box in boxes), default=0)
        lanes = [self.y[end] + _ROW for column in self.columns for end in column if isinstance(end, _Port)]
        return Drawing(width, max([height, *lanes]), tuple(boxes), tuple(lines), tuple(labels))

    def _box(self, node: Node) -> Box:
        level = self.level[node.key]
        size = self.widths[level], self._height(node.key)
        return Box(self._left(level), self.y[node.key], *size, self.texts[node.key], node.layer, node.sign)

    def _arrival(self, port: _Port) -> tuple[float, float]:
        """Where the lines into a port end."""
        row = self.ports[port.target].index(port)
        return self._left(self.level[port.target]), self.y[port.target] + _PAD / 2 + _ROW * (row + 0.5)

    def _labelled(self, port: _Port) -> str:
        total = sum(edge.number for edge in self.sources[port])
        many = total if total > len(self.sources[port]) else 1
        sign = f"{port.sign} " if port.sign else ""
        return cut(f"{sign}{visible(times(port.label, many))}", LABEL_COLUMNS)

    def _label(self, port: _Port) -> Label:
        x, y = self._arrival(port)
        return Label(x - 10, y - 4, self.labels[port], port.sign)

    def _lines(self, port: _Port) -> Iterator[Line]:
        """From each source through the lane, if there is one, to the gutter; and one line from there into the port."""
        x, y = self._arrival(port)
        bend = (x - self.gutters[self.level[port.target]], y)
        lane = None
        if self._skips(port):
            lane = self._left(1) - self.gutters[1], self.y[port] + _ROW / 2
            end = self._right(1), lane[1]
            yield Line(f"{_point('M', lane)}H{_n(end[0])}{_curve(end, bend)}", port.sign)
        for edge in self.sources[port]:
            level = self.level[edge.source]
            start = self._right(level), self.y[edge.source] + self._height(edge.source) / 2
            yield Line(f"{_point('M', start)}{_curve(start, lane if lane and not level else bend)}", port.sign)
        yield Line(f"{_point('M', bend)}H{_n(x - 6)}", port.sign)


def _captioned(node: Node) -> str:
    """What stands in a box: as much of the name as the note leaves room for."""
    note = cut(visible(f", {node.note}"), COLUMNS // 2) if node.note else ""
    return cut(caption(node._replace(note="")), COLUMNS - _columns(note)) + note


def _middle(places: Sequence[int], own: int) -> float:
    """The mean of the neighbours' places; who has none stays where it is."""
    return sum(places) / len(places) if places else own


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    half = (start[0] + end[0]) / 2
    return f"C{_n(half)},{_n(start[1])} {_n(half)},{_n(end[1])} {_n(end[0])},{_n(end[1])}"


def _point(command: str, at: tuple[float, float]) -> str:
    return f"{command}{_n(at[0])},{_n(at[1])}"


def _n(number: float) -> str:
    return f"{number:.1f}"


def cut(text: str, columns: int) -> str:
    """*text* in that many columns of a terminal at most: what is too long loses its middle, so that a domain is still seen."""
    if _columns(text) <= columns:
        return text
    head, tail = (columns - 1) * 2 // 3, (columns - 1) - (columns - 1) * 2 // 3
    return f"{_first(text, head)}…{_first(text[::-1], tail)[::-1]}"


def _first(text: str, columns: int) -> str:
    used = 0
    for place, character in enumerate(text):
        used += _wide(character)
        if used > columns:
            return text[:place]
    return text


def _columns(text: str) -> int:
    return sum(map(_wide, text))


def _wide(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1

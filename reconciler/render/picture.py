"""Graphs as SVG: a drawing becomes marks at given places, which Vega draws without a browser or a network.

Texts are data of the marks, never markup. The picture says what it is in a title and a description, so that it can be read
without being seen; gains and losses have signs and lines of their own, beside their colours. What Vega writes is for a light page;
:data:`STYLE` turns it dark for whoever likes that. It has no attribute of style, so a page with a strict policy may hold it.

Needs the extra ``charts``; :func:`picture` raises ImportError without it. To draw one more thing: its marks in :func:`_marks`.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree as Xml

from reconciler.graph import Graph, Layer
from reconciler.render import graphtext
from reconciler.render.drawing import CHARACTER, SIZE, Drawing, drawn
from reconciler.text import visible

_SVG = "http://www.w3.org/2000/svg"
_FONT = "ui-monospace, 'SF Mono', Menlo, Consolas, 'Liberation Mono', monospace"
_SIGNS = {"": "plain", "+": "gain", "-": "loss", "~": "other"}
_LIGHT = {"plain": "#57606a", "gain": "#116329", "loss": "#a40e26", "other": "#7a4d00"}
_DARK = {"plain": "#9da7b3", "gain": "#56d364", "loss": "#ff8b83", "other": "#e3b341"}
_DASHES = {"loss": [6, 3], "other": [2, 2]}
_WIDTHS = {"plain": 1, "gain": 2.5, "loss": 1.5, "other": 1.5}
_CORNERS = {Layer.PEOPLE: 11, Layer.TEAMS: 4, Layer.THINGS: 0}
_INK, _PAPER = ("#1f2328", "#e6edf3"), ("#ffffff", "#0d1117")
_GAP, _MARGIN = 8, 12
_NOTE_COLUMNS = 110


def _style(colours: Mapping[str, str], ink: str, paper: str) -> str:
    signed = (
        f".graph .line-{name} path, .graph .box-{name} path {{ stroke: {colour}; }}\n"
        f".graph .tip-{name} path, .graph .label-{name} text {{ fill: {colour}; }}\n"
        for name, colour in colours.items()
    )
    boxes = ", ".join(f".graph .box-{name} path" for name in colours)
    return f"{''.join(signed)}{boxes} {{ fill: {paper}; }}\n.graph .text text {{ fill: {ink}; }}\n"


_ON_DARK = _style(_DARK, _INK[1], _PAPER[1])
STYLE: Final = f"@media screen and (prefers-color-scheme: dark) {{\n{_ON_DARK}}}\n"
"""Colours for a dark screen, by the classes that the marks have; those of a light one are in the marks."""
_ALONE = (
    f".graph {{ background: {_PAPER[0]}; }}\n"
    f"@media screen and (prefers-color-scheme: dark) {{\n.graph {{ background: {_PAPER[1]}; }}\n{_ON_DARK}}}\n"
)


def picture(graphs: Sequence[Graph], *, name: str = "", description: str = "") -> str:
    """The graphs as one SVG, one below the other. With *name*, it is for a page: unique there, and styled by it.

    Equal graphs give equal pictures. *description* is what is said instead of all that is in it.
    """
    import vl_convert  # lazy: an extra, and a second at its first picture

    spec = _spec(graphs, alone=not name)
    root = Xml.fromstring(vl_convert.vega_to_svg(spec, allowed_base_urls=[]))  # noqa: S314 - written a moment ago, by Vega
    title = "Access in " + ", ".join(visible(graph.org) for graph in graphs)
    said = description or "\n".join(line for graph in graphs for line in graphtext.lines(graph))
    root.set("class", "graph")
    root.set("role", "img")
    root.set("aria-labelledby", f"{name or 'graph'}-title {name or 'graph'}-description")
    _put(root, 0, "title", title, id=f"{name or 'graph'}-title")
    _put(root, 1, "desc", said, id=f"{name or 'graph'}-description")
    if not name:
        _put(root, 2, "style", _ALONE)
    Xml.register_namespace("", _SVG)
    return Xml.tostring(root, encoding="unicode")


def _put(root: Xml.Element, place: int, tag: str, text: str, **attributes: str) -> None:
    element = Xml.Element(f"{{{_SVG}}}{tag}", attributes)
    element.text = text
    root.insert(place, element)


def _spec(graphs: Sequence[Graph], *, alone: bool) -> dict[str, Any]:
    """What Vega draws: every mark at its place, nothing computed. In a page, headings are the page's."""
    top, width = 0.0, 0.0
    rows: dict[str, list[dict[str, Any]]] = {}

    def write(text: str, size: int = SIZE, weight: str = "normal") -> None:
        nonlocal top, width
        rows.setdefault("text", []).append({"x": 0, "y": top + size / 2, "text": text, "size": size, "weight": weight})
        top += size + _GAP
        width = max(width, len(text) * CHARACTER * size / SIZE)

    for graph in graphs:
        if alone:
            write(graphtext.title(graph), SIZE + 2, "bold")
        drawing = drawn(graph)
        for kind, row in _rows(drawing, top):
            rows.setdefault(kind, []).append(row)
        top, width = top + drawing.height + _GAP, max(width, drawing.width)
        for note in graph.notes:
            for line in textwrap.wrap(visible(note), _NOTE_COLUMNS):
                write(line)
        top += 2 * _GAP if alone else 0
    data = [{"name": f"rows-{kind}", "values": found} for kind, found in rows.items()]
    shape = {"width": width, "height": top, "padding": _MARGIN, "autosize": "none"}
    return {"$schema": "https://vega.github.io/schema/vega/v5.json", **shape, "data": data, "marks": [*_marks(rows)]}


def _rows(drawing: Drawing, top: float) -> Iterator[tuple[str, dict[str, Any]]]:
    """The rows of data of each kind of mark; the last part of a kind is what a plan does to it."""
    for line in drawing.lines:
        yield f"line-{_SIGNS[line.sign]}", {"path": line.path, "y": top}
    for box in drawing.boxes:
        shape = {"x": box.x, "y": top + box.y, "w": box.width, "h": box.height, "corner": _CORNERS[box.layer]}
        yield f"box-{_SIGNS[box.sign]}", shape
        middle = top + box.y + box.height / 2
        yield "text", {"x": box.x + 7, "y": middle, "text": box.text, "size": SIZE, "weight": "normal"}
    for label in drawing.labels:
        yield f"tip-{_SIGNS[label.sign]}", {"x": label.x + 5, "y": top + label.y + 4}
        yield f"label-{_SIGNS[label.sign]}", {"x": label.x, "y": top + label.y, "text": label.text}


def _marks(rows: Iterable[str]) -> Iterator[dict[str, Any]]:
    """One mark for each kind of rows: lines below boxes, and texts above all."""
    order = ("line", "tip", "box", "label", "text")
    for kind in sorted(rows, key=lambda kind: (order.index(kind.partition("-")[0]), kind)):
        what, _, sign = kind.partition("-")
        colour = {"value": _LIGHT.get(sign, _INK[0])}
        stroke = {
            "stroke": colour,
            "strokeWidth": {"value": _WIDTHS.get(sign)},
            "strokeDash": {"value": _DASHES.get(sign)},
        }
        at = {"x": {"field": "x"}, "y": {"field": "y"}}
        written = {**at, "text": {"field": "text"}, "font": {"value": _FONT}, "fill": colour}
        drawn_as: dict[str, tuple[str, dict[str, Any]]] = {
            "line": ("path", {"path": {"field": "path"}, "y": {"field": "y"}, **stroke}),
            "tip": ("symbol", {**at, "shape": {"value": "triangle-right"}, "size": {"value": 36}, "fill": colour}),
            "box": ("rect", {**_rectangle(), **stroke, "fill": {"value": _PAPER[0]}}),
            "label": ("text", {**written, "align": {"value": "right"}, "fontSize": {"value": SIZE}}),
            "text": ("text", {**written, "baseline": {"value": "middle"}, **_font()}),
        }
        mark, encoding = drawn_as[what]
        yield {
            "type": mark,
            "name": kind,
            "aria": False,
            "from": {"data": f"rows-{kind}"},
            "encode": {"enter": encoding},
        }


def _rectangle() -> dict[str, Any]:
    fields = {"x": "x", "y": "y", "width": "w", "height": "h", "cornerRadius": "corner"}
    return {name: {"field": field} for name, field in fields.items()}


def _font() -> dict[str, Any]:
    return {"fontSize": {"field": "size"}, "fontWeight": {"field": "weight"}}

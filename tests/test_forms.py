"""The forms for other programs: each is read back by a reader that is not ours, and no name does anything there.

SARIF is judged by its own schema; code quality by one that restates what its host asks for; JUnit by an XML parser;
workflow commands by the runner's own rules, written down again; HTML by a parser that also counts what it sees. What whole
programs of others say of each form is in ``test_judges.py``, and what a browser says of the page in ``test_page.py``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as Xml

import pytest
from answers import Command
from jsonschema import Draft202012Validator
from test_cli import LAB, MORE, NOBODY, command, here, lab, store, template  # noqa: F401 - fixtures
from test_judges import SCHEMA as SARIF
from test_render import HOSTILE, elements, hostile_plan, hostile_problems

import reconciler
from reconciler.cli import forms
from reconciler.cli.options import FINDING_FORMS, PLAN_FORMS
from reconciler.codes import CODES
from reconciler.errors import NOWHERE, Problem, Severity, Source
from reconciler.findings import CHANGES, Finding, Level, below, findings, fingerprints
from reconciler.guards import GUARDS, guard_name
from reconciler.model import AccessChange, Address, Change, GuardResult, OrgPlan, Plan
from reconciler.render import comment, github, gitlab, html, junit, markdown, sarif, text

VERSION = "1.2.3"
PLACE = Source("lab/org.yaml", 3, 7)
THREE = [
    Finding("unknown-key", Level.ERROR, "no", PLACE, "yes", also=(Source("b.yaml", 1, 1),)),
    Finding("few-admins", Level.WARNING, "one", address="webknossos/lab"),
    Finding("power-gained", Level.NOTE, "+ invite ada", Source("c.yaml", 2, 3), address="webknossos/lab/member/ada"),
]


def whole(s: str) -> bool:
    """Whether *s* has no lone surrogate: those no address can hold, for no manifest and no plan file brings one in."""
    return not any("\ud800" <= c <= "\udfff" for c in s)


NAMES = [s for s in HOSTILE if s and whole(s)]


def hostile(s: str) -> list[Finding]:
    if not whole(s):
        return findings(hostile_problems(s))
    return findings(hostile_problems(s), hostile_plan(s))


def text_of(lines: Any) -> str:
    return "\n".join(lines) + "\n"


# --- findings ---------------------------------------------------------------------------------------------------------


def test_errors_come_first_and_power_before_losses():
    found = hostile("x")
    assert [f.level for f in found] == sorted((f.level for f in found), key=list(Level).index)
    notes = [f.code for f in found if f.code in CHANGES]
    assert notes == sorted(notes, key=list(CHANGES).index)
    assert set(notes) == set(CHANGES) - {"by-date", "drift"}


def test_nothing_is_left_out():
    plan, problems = hostile_plan("x"), hostile_problems("x")
    guards = [result for org in plan.orgs for result in org.guards]
    assert len(findings(problems, plan)) == len(problems) + len(guards) + len(plan.changes)
    assert len(findings(problems, plan, changes=False)) == len(problems) + len(guards)
    assert len(findings(problems)) == len(problems)


def test_a_guard_is_shown_where_the_changes_stand_that_it_speaks_of():
    plan = hostile_plan("x")
    (org,) = plan.orgs
    address = str(org.changes[1].address)
    result = org.guards[0].__class__("people-removed", Severity.ERROR, 1, 0, "m", (address, "gone"))
    (found,) = findings([], Plan(plan.header, (org.__class__(org.org, 1, "", org.changes, (result,)),)), changes=False)
    assert (found.source, found.also, found.address) == (org.changes[1].source, (), org.org)
    assert "guard: people-removed" in found.hint


WAS = Source("lab/org.yaml", 12, 3)
GONE = Change(Address("webknossos", "lab", "member", ("bob@x.example",)), {"role": "member"}, None, source=WAS)
LEAVES = GuardResult("people-removed", Severity.ERROR, 1, 0, "1 person would leave", (str(GONE.address),))
REMOVAL = Plan(hostile_plan("x").header, (OrgPlan("webknossos/lab", 1, "d", (GONE,), (LEAVES,)),))


def test_what_is_removed_points_at_the_line_of_the_base_and_says_so():
    guard, change = findings([], REMOVAL)
    assert (guard.source, guard.message) == (WAS, "1 person would leave (what is removed: at its line in the base)")
    assert (change.source, change.message) == (WAS, "- remove bob@x.example (at its line in the base)")
    quiet = replace(REMOVAL.orgs[0], changes=(replace(GONE, source=NOWHERE),))
    assert not [f for f in findings([], replace(REMOVAL, orgs=(quiet,))) if "base" in f.message or f.source.line]


def test_a_guard_that_speaks_of_both_points_first_at_what_is_still_there():
    kept = replace(GONE, address=GONE.address._replace(key=("ada",)), after={"role": "admin"}, source=PLACE)
    both = replace(LEAVES, addresses=(str(GONE.address), str(kept.address)))
    (org,) = REMOVAL.orgs
    plan = replace(REMOVAL, orgs=(replace(org, changes=(GONE, kept), guards=(both,)),))
    assert [(f.source, f.also) for f in findings([], plan, changes=False)] == [(PLACE, (WAS,))]


def test_every_form_carries_the_line_of_the_base():
    found = findings([], REMOVAL)
    for form in (sarif, junit, github, gitlab):
        said = text_of(form.lines(found, VERSION))
        assert said.count("lab/org.yaml") >= 2
        assert said.count("in the base") >= 2
        assert re.search(r"line=12|: 12\b|:12:3", said)
    for lines in (
        text.plan_lines(REMOVAL, "x"),
        markdown.plan_lines(REMOVAL, "x"),
        comment.plan_comment(REMOVAL, "x"),
        html.lines(REMOVAL, "x", []),
    ):
        assert "lab/org.yaml:12:3 in the base" in text_of(lines)


def test_an_allowed_guard_is_a_note_that_says_until_when():
    allowed = [f for f in findings([], hostile_plan("x"), changes=False) if f.level is Level.NOTE]
    assert [f.hint for f in allowed] == ["allowed until x by x:1:1: x"]


def test_the_codes_of_changes_are_nobody_elses():
    assert not set(CHANGES) & (set(CODES) | set(map(guard_name, GUARDS)))


@pytest.mark.parametrize("form", [sarif, gitlab, github, html])
def test_a_review_is_written_one_finding_at_a_time(form: Any):
    found = [finding._replace(address="", message=f"a finding, {number}") for number, finding in enumerate(THREE)]
    pieces = [*(html.lines(None, "", found) if form is html else form.lines(found, "1"))]
    assert not [piece for piece in pieces if sum(finding.message in piece for finding in found) > 1]
    text = "\n".join(pieces)
    assert all(finding.code in text for finding in found)
    if form in (sarif, gitlab):
        assert text == json.dumps(json.loads(text), indent=2)


def test_a_fingerprint_stays_when_lines_move_and_tells_equal_findings_apart():
    one, other = THREE[0], THREE[0]._replace(source=Source("lab/org.yaml", 99, 1))
    assert [*fingerprints([one])] == [*fingerprints([other])]
    assert len(set(fingerprints([one, other, *THREE]))) == 5
    assert [*fingerprints([one._replace(message="else")])] != [*fingerprints([one])]


@pytest.mark.parametrize(
    ("folder", "file", "line", "named"),
    [
        ("lab", "org.yaml", 1, "lab/org.yaml"),
        ("lab", "lab/org.yaml", 1, "lab/lab/org.yaml"),
        ("", "org.yaml", 1, "org.yaml"),
        ("lab", "", 0, ""),
        ("lab", "lab", 0, "lab"),
        ("lab", "lab/none", 0, "lab/none"),
    ],
)
def test_files_are_named_as_seen_from_above_the_folder(folder: str, file: str, line: int, named: str):
    (moved,) = below(folder, [Finding("a", Level.ERROR, "b", Source(file, line), also=(Source(file, line),))])
    assert (moved.source.file, moved.also[0].file) == (named, named)


def test_a_policy_is_named_as_it_was_given_and_not_put_below_the_manifests():
    policy = Finding("policy-changed", Level.WARNING, "is changed here", Source("policy.yaml"))
    assert below("lab", [policy]) == [policy]


# --- SARIF ------------------------------------------------------------------------------------------------------------


def sarif_of(found: list[Finding]) -> dict[str, Any]:
    text = text_of(sarif.lines(found, VERSION))
    assert text.isascii()
    document = json.loads(text)
    SARIF.validate(document)
    (run,) = document["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert len(set(rules)) == len(rules)
    for result in run["results"]:  # what hosts ask for, and the standard does not
        assert result["partialFingerprints"]
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9._~%!$&'()*+,=@/-]+", uri), uri
            assert place["physicalLocation"]["region"]["startLine"] >= 1
    return run


def test_sarif_has_a_rule_for_each_code_and_a_result_for_each_finding():
    run = sarif_of(THREE)
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["few-admins", "power-gained", "unknown-key"]
    assert run["tool"]["driver"]["rules"][2]["fullDescription"]["text"] == CODES["unknown-key"]
    assert run["tool"]["driver"]["rules"][0]["fullDescription"]["text"].startswith("Fewer active admins than two")
    first, second, _ = run["results"]
    assert (first["level"], first["message"]["text"]) == ("error", "no — yes")
    assert first["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "lab/org.yaml"},
        "region": {"startLine": 3, "startColumn": 7},
    }
    assert len(first["relatedLocations"]) == 1
    assert second["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "webknossos/lab"}
    assert sarif_of([])["results"] == []


def test_no_name_makes_a_link_or_a_placeholder_of_a_sarif_message():
    link = re.compile(r"(?<!\\)(?:\\\\)*\[(?:[^\\\[\]]|\\[\\\[\]])*\]\([^)]*\)")  # 3.11.6, written down again
    assert link.search("[a](javascript:b)")
    assert link.search("[a\\]](b)")
    for s in (*NAMES, "[a\\](b)", "[[a](b)](c)", "\\[a](b)", "//x.example/a", "{0}", "{{0}}"):
        for result in sarif_of(hostile(s))["results"]:
            shown = result["message"]["text"]
            assert not link.search(shown), s
            assert not re.search(r"[{}]", shown.replace("{{", "").replace("}}", "")), s
            uri = urlsplit(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
            assert (uri.scheme, uri.netloc) == ("", ""), s


# --- JUnit ------------------------------------------------------------------------------------------------------------


def junit_of(found: list[Finding]) -> Xml.Element:
    """Read by expat, which takes no character and no element that XML does not have."""
    root = Xml.fromstring(text_of(junit.lines(found, VERSION)).encode())  # noqa: S314 - our own
    assert root.tag == "testsuites"
    for suite in root:
        assert suite.tag == "testsuite"
        cases = list(suite)
        assert {case.tag for case in cases} == {"testcase"}
        assert int(suite.attrib["tests"]) == len(cases)
        assert int(suite.attrib["failures"]) == sum(1 for case in cases if case.find("failure") is not None)
        for case in cases:
            assert {"name", "classname"} <= set(case.attrib) <= {"name", "classname", "file"}
            assert {child.tag for child in case} <= {"failure", "system-out"}
    for count in ("tests", "failures"):
        assert int(root.attrib[count]) == sum(int(suite.attrib[count]) for suite in root)
    return root


def test_only_errors_fail_in_junit():
    root = junit_of(THREE)
    assert [suite.attrib["name"] for suite in root] == ["lab/org.yaml", "webknossos/lab", "c.yaml"]
    assert root.attrib["failures"] == "1"
    assert root.find(".//failure").text == "lab/org.yaml:3:7 b.yaml:1:1: no — yes"
    assert root.find(".//system-out").text == "warning: one"
    assert root.find(".//testcase").attrib["file"] == "lab/org.yaml"


def test_junit_of_nothing_is_one_case_that_passes():
    root = junit_of([])
    assert (root.attrib["tests"], root.attrib["failures"], len(root.findall(".//testcase"))) == ("1", "0", 1)


def test_no_name_adds_an_element_to_junit():
    def shape(s: str) -> list[object]:
        return [(element.tag, sorted(element.attrib)) for element in junit_of(hostile(s)).iter()]

    for s in NAMES:
        assert sorted(map(str, shape(s))) == sorted(map(str, shape("x"))), s


# --- GitHub -----------------------------------------------------------------------------------------------------------


def obeyed(line: str) -> tuple[str, dict[str, str], str] | None:
    """What the runner does with a line of a log: the command, its properties and its data; None for a mere line."""
    line = line.lstrip()
    if line.startswith("::") and "::" in line[2:]:
        head, _, data = line[2:].partition("::")
        word, _, rest = head.partition(" ")
        pairs = (part.split("=", 1) for part in rest.strip().split(",") if part)
        found = {pair[0]: decoded(pair[1]) for pair in pairs if len(pair) == 2}
        return word, found, decoded(data)
    older = re.search(r"##(?:\[|vso\[)([^\] ]*)[^\]]*\](.*)", line)
    return (older[1], {}, older[2]) if older else None


def decoded(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


def test_github_gets_one_command_for_each_finding():
    assert list(github.lines(THREE, VERSION)) == [
        "::error file=lab/org.yaml,line=3,col=7,title=unknown-key::no — yes",
        "::warning title=few-admins::one",
        "::notice file=c.yaml,line=2,col=3,title=power-gained::+ invite ada",
    ]


def test_what_github_would_drop_is_counted_and_follows_in_the_log():
    many = [THREE[0]._replace(message=f"number {n}") for n in range(13)]
    said = list(github.lines([*many, THREE[1]], VERSION))
    commands = [found for found in map(obeyed, said) if found]
    assert [word for word, _, _ in commands] == ["error"] * 10 + ["warning"]
    assert commands[9][2] == "4 errors more: see the log of this step"
    assert all(any(f"number {n}" in line for line in said) for n in range(13))
    assert len(list(github.lines(many[:10], VERSION))) == 10


def test_the_runner_obeys_our_commands_and_no_name():
    """T077"""
    for s in (*NAMES, "a ##[add-mask]b", "x,line=1::error::", "a%2Cb", "a%253Ab", "a\n::stop-commands::x"):
        found = [f for f in hostile(s) if f.level is not Level.NOTE]
        said = list(github.lines(hostile(s), VERSION))
        done = list(map(obeyed, said))
        assert all(one is None or one[0] in {"error", "warning", "notice"} for one in done), s
        assert len(said) == len(hostile(s)), s
        for finding, one in zip(found, done, strict=False):
            assert one is not None
            assert one[2] == finding.told
            assert one[1].get("file", "") == finding.source.file
            assert set(one[1]) <= {"file", "line", "col", "title"}


def test_the_judge_of_commands_sees_what_the_runner_sees():
    assert obeyed("  ::add-mask::x") == ("add-mask", {}, "x")
    assert obeyed("+ invite ##[add-mask]x") == ("add-mask", {}, "x")
    assert obeyed("::error file=a%3Ab,line=1::x%0Ay") == ("error", {"file": "a:b", "line": "1"}, "x\ny")
    assert obeyed("plain :: text") is None


# --- GitLab -----------------------------------------------------------------------------------------------------------

QUALITY = {
    "type": "array",
    "items": {
        "type": "object", "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1}, "check_name": {"type": "string"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object", "additionalProperties": False, "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": "^\\./"}},
                    "lines": {
                        "type": "object", "additionalProperties": False, "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}  # fmt: skip


def quality_of(found: list[Finding]) -> list[dict[str, Any]]:
    text = text_of(gitlab.lines(found, VERSION))
    assert text.isascii()
    document: list[dict[str, Any]] = json.loads(text)
    Draft202012Validator(QUALITY).validate(document)
    assert len({issue["fingerprint"] for issue in document}) == len(document) == len(found)
    return document


def test_code_quality_has_one_issue_for_each_finding():
    first, second, third = quality_of(THREE)
    assert (first["severity"], second["severity"], third["severity"]) == ("critical", "minor", "info")
    assert first["location"] == {"path": "lab/org.yaml", "lines": {"begin": 3}}
    assert second["location"] == {"path": "webknossos/lab", "lines": {"begin": 1}}
    assert quality_of([]) == []
    for s in NAMES:
        quality_of(hostile(s))


def test_the_terraform_report_has_three_numbers_and_nothing_else():
    assert json.loads(text_of(gitlab.terraform_lines(hostile_plan("x")))) == {"create": 3, "update": 4, "delete": 1}


# --- HTML -------------------------------------------------------------------------------------------------------------

VOID = {"meta", "br"}
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "table", "thead", "tbody", "tr", "th",
    "td", "section", "ul", "li", "b", "bdi", "small", "strong", "span", "details", "summary", "br", "header", "code", "a",
}  # fmt: skip


class Page(HTMLParser):
    """Elements that are open where another is closed, what stands where, and every attribute."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += ((tag, name, value) for name, value in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def page_of(s: str) -> str:
    return text_of(html.lines(hostile_plan(s), "a" * 64, findings(hostile_problems(s), hostile_plan(s), changes=False)))


def test_the_page_has_every_heading_and_every_change():
    page = Page(page_of("x"))
    assert page.tags <= ALLOWED
    for words in ("Refused", "Power gained (", "Taken away (", "Everything else (", "Guards (3)", "Problems (3)"):
        assert words in page.text
    assert page.text.count("+ ") == 3
    assert "Plan: 3 to create, 4 to update, 1 to delete" in page.text
    assert "a" * 64 in page.text


def test_the_page_fetches_nothing_and_runs_nothing():
    """T075, T076"""
    page, text = Page(page_of("x")), page_of("x")
    assert {(tag, name) for tag, name, _ in page.attributes} <= {
        ("html", "lang"), ("meta", "charset"), ("meta", "name"), ("meta", "content"), ("meta", "http-equiv"),
        ("header", "class"), ("p", "class"), ("li", "class"), ("b", "class"), ("span", "class"), ("th", "scope"),
        ("section", "id"), ("a", "href"),
    }  # fmt: skip
    assert {value for _, name, value in page.attributes if name in {"id", "href"}} == {"org-1", "#org-1"}
    assert not re.search(r"url\(|@import|https?:|javascript:", text)
    (policy,) = (value for _, name, value in page.attributes if name == "content" and value and "default-src" in value)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert rules == {
        "default-src": "'none'", "style-src": f"'sha256-{digest}'", "base-uri": "'none'", "form-action": "'none'",
    }  # fmt: skip


def test_the_page_is_for_light_and_dark_and_paper():
    assert "prefers-color-scheme: dark" in html.STYLE
    assert "@media print" in html.STYLE
    used = set(re.findall(r"var\((--\w+)\)", html.STYLE))
    light, dark = html.STYLE.split("@media screen", 1)
    for name in used:
        assert f"{name}:" in light
        assert f"{name}:" in dark


@pytest.mark.parametrize(("ink", "part"), [("light", 0), ("dark", 1)])
def test_everything_on_the_page_can_be_read_on_its_paper(ink: str, part: int):
    style = html.STYLE.split("@media screen", 1)[part]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{3,6})", style))
    pairs = [(name, paper) for name in ("ink", "quiet", "gain", "loss", "other") for paper in ("paper", "card")]
    pairs += [(name, paper) for paper in ("gained", "lost", "othered") for name in ("ink", "gain", "loss", "other")]
    for name, paper in pairs:
        assert contrast(colours[name], colours[paper]) >= 4.5, (ink, name, paper)


def contrast(one: str, other: str) -> float:
    """As the accessibility guidelines define it."""

    def light(colour: str) -> float:
        wide = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
        parts = [int(wide[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_no_name_adds_an_element_to_the_page():
    """T075"""
    expected = elements(page_of("x"))
    for s in NAMES:
        assert elements(page_of(s)) == expected, s


def test_not_even_half_a_character_in_a_problem_breaks_a_form():
    for s in ("\ud800", "a\udfffb"):
        found = hostile(s)
        sarif_of(found)
        junit_of(found)
        quality_of(found)
        Page(text_of(html.lines(None, "", found)))


def test_a_hostile_name_is_shown_as_it_is():
    """T075"""
    for s in ("<script>alert(1)</script>", "</title>", "\"'><img src=x>", "&lt;", "{0.__class__}", "{}", "%s"):
        assert s in Page(page_of(s)).text


def in_effect(s: str) -> str:
    """A page with access in effect, and a guard that speaks of more than is shown."""
    plan = hostile_plan(s)
    (org,) = plan.orgs
    access = (AccessChange(s, f"project/{s}", "", s, (s,), s), AccessChange(s, f"project/{s}", "admin", "", (), s))
    many = replace(org.guards[0], addresses=(s,) * (html.SHOWN_ADDRESSES + 2))
    return text_of(html.lines(replace(plan, orgs=(replace(org, access=access, guards=(many,)),)), s, []))


def test_what_a_plan_means_in_effect_is_on_the_page_and_what_is_too_much_is_counted():
    page = Page(in_effect("x"))
    assert "In effect (2)" in page.text
    assert "x loses admin on project x" in page.text
    assert f"{html.SHOWN_ADDRESSES + 2} resources" in page.text
    assert "and 2 more" in page.text
    for s in NAMES:
        assert elements(in_effect(s)) == elements(in_effect("x")), s


def test_a_page_without_a_plan_says_why():
    page = Page(text_of(html.lines(None, "", findings([Problem("yaml-tab", "a tab", Source("a.yaml", 2, 1))]))))
    assert "No plan: the manifests have errors" in page.text
    assert "a.yaml:2:1" in page.text


# --- the command line -------------------------------------------------------------------------------------------------

READERS: dict[str, Callable[[str], object]] = {
    "sarif": lambda text: SARIF.validate(json.loads(text)),
    "junit": lambda text: Xml.fromstring(text.encode()),  # noqa: S314 - our own
    "github": lambda text: [obeyed(line) for line in text.splitlines()],
    "gitlab": lambda text: Draft202012Validator(QUALITY).validate(json.loads(text)),
    "gitlab-terraform": json.loads,
    "html": Page,
}


def test_every_form_has_a_reader():
    assert set(READERS) == set(PLAN_FORMS)


@pytest.mark.parametrize("form", PLAN_FORMS)
def test_a_plan_and_a_saved_plan_are_shown_in_every_form(form: str, lab: Path, here: Path, command: Command):  # noqa: F811
    lab.write_text(MORE)
    said = command("plan", lab, "-o", "saved", "--format", form)
    assert said.code == 0
    READERS[form](said.out)
    assert command("show", "saved", "--format", form).code == 0
    lab.write_text(NOBODY)
    refused = command("plan", lab, "--format", form)
    assert refused.code == 11
    READERS[form](refused.out)


@pytest.mark.parametrize("form", PLAN_FORMS)
def test_manifest_errors_are_told_once_in_every_form(form: str, lab: Path, command: Command):  # noqa: F811
    lab.write_text("org: lab\nplatform: webknossos\nmembres: {}\n")
    said = command("plan", lab, "--format", form)
    assert said.code == 10
    assert (said.out + said.err).count("did you mean") == 1
    if form != "gitlab-terraform":
        READERS[form](said.out)


@pytest.mark.parametrize("form", FINDING_FORMS)
def test_validate_names_files_as_the_repository_does(form: str, here: Path, command: Command):  # noqa: F811
    folder = here / "manifests"
    folder.mkdir()
    (folder / "org.yaml").write_text("org: lab\nplatform: webknossos\nmembres: {}\n")
    for arguments, named in (
        (("manifests",), "manifests/org.yaml"),
        (("manifests/org.yaml",), "manifests/org.yaml"),
        (("manifests", "--below", "a/b"), "a/b/org.yaml"),
        (("manifests", "--below", ""), "org.yaml"),
    ):
        said = command("validate", *arguments, "--format", form)
        assert said.code == 10
        READERS[form](said.out)
        assert re.search(rf"(?<![\w/]){re.escape(named)}", unquote(said.out)), (arguments, said.out)
    (folder / "org.yaml").write_text(LAB)
    assert command("validate", "manifests", "--format", form).code == 0


def test_a_change_points_at_its_line(lab: Path, command: Command):  # noqa: F811
    lab.write_text(MORE)
    said = command("plan", lab, "--format", "github")
    assert "::notice file=lab.yaml,line=7,col=3,title=everything-else::+ invite cyd@lab.example as member" in said.out
    assert said.out.endswith("Plan: 1 to create, 0 to update, 0 to delete, in 1 org.\n")


def test_a_form_is_not_offered_where_it_makes_no_sense(command: Command):  # noqa: F811
    for verb, form in (
        ("validate", "html"),
        ("validate", "gitlab-terraform"),
        ("apply", "sarif"),
        ("vocabulary", "junit"),
    ):
        assert command(verb, "--format", form).code == 64


def test_the_version_in_the_forms_is_the_packages():
    assert reconciler.__version__ == forms.VERSION

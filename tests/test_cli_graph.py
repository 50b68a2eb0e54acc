"""``graph`` on the command line: what it draws of, where it writes, what it refuses, and whom it does not name."""
# ruff: noqa: F401, F811 - fixtures are imported by name, and asked for by it

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from test_cli import LAB, MORE, Command, command, here, lab, store, template

FORMS = ("text", "json", "mermaid", "dot", "svg")
SHOWN = """\
webknossos/lab: 3 people, 1 team, 0 things
  ada@lab.example, admin
  eve@lab.example, admin
  bob@lab.example, member
    team Seg: member
"""
LONG = "somebody.with.a.very.long.name.indeed@a-long-domain.lab.example"


def test_the_store_is_drawn_and_so_are_manifests(lab: Path, command: Command):
    assert command("graph").out == SHOWN
    lab.write_text(MORE)
    assert command("graph").out == SHOWN
    wanted = command("graph", "--manifests", lab).out
    assert wanted == SHOWN.replace("3 people", "4 people") + "  cyd@lab.example, member\n"


def test_the_past_is_drawn_from_the_log(lab: Path, command: Command):
    assert command("graph", "--at", "2999-01-01").out == SHOWN
    answer = command("graph", "--at", "2020-01-01")
    assert (answer.code, answer.out) == (64, "")
    assert "nothing of webknossos/lab was there" in answer.err


@pytest.mark.parametrize("form", FORMS)
def test_every_form_goes_to_a_file_as_it_would_be_printed(lab: Path, command: Command, here: Path, form: str):
    printed = command("graph", "--format", form)
    assert printed.code == 0
    assert "ada@lab.example" in printed.out
    answer = command("graph", "lab", "--format", form, "-o", "a.out")
    assert answer.out == "The graph is in a.out.\n"
    assert (here / "a.out").read_text(encoding="utf-8") == printed.out


def test_several_orgs_are_drawn_or_the_one_that_was_chosen(
    lab: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    lab.write_text(LAB.replace("org: lab", "org: den"))
    assert command("apply", "--yes", lab).code == 0
    assert [line for line in command("graph").out.splitlines() if line[0] != " "] == [
        "webknossos/den: 3 people, 1 team, 0 things",
        "webknossos/lab: 3 people, 1 team, 0 things",
    ]
    assert len(json.loads(command("graph", "--format", "json").out)["orgs"]) == 2
    monkeypatch.setenv("RECONCILER_ORG", "lab")
    assert command("graph").out == SHOWN
    assert command("graph", "webknossos/den").out == SHOWN.replace("/lab:", "/den:")


def test_a_part_is_drawn_around_what_is_named_and_the_rest_is_folded_on_wish(lab: Path, command: Command):
    assert command("graph", "--only", "person=bob@lab.example").out == (
        "webknossos/lab: 1 person, 1 team, 0 things\n  bob@lab.example, member\n    team Seg: member\n"
    )
    assert command("graph", "--only", "team=seg").out == command("graph", "--only", "person=bob@lab.example").out
    assert command("graph", "--fold", "2").out == (
        "webknossos/lab: 3 people, 1 team, 0 things\n  2 people: admin\n  bob@lab.example, member\n    team Seg: member\n"
        "  Shown as counts: 2 people: admin.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "says", "hint"),
    [
        (("nope",), "there is no org nope", "there are: webknossos/lab"),
        (("--only", "bob@lab.example"), "--only bob@lab.example says no name", "write --only person=NAME"),
        (("--only", "person=bib@lab.example"), "bib@lab.example is no user of lab", "did you mean bob@lab.example?"),
        (("--only", "colour=red"), "colour is nothing that can be asked for here", "there are:"),
        (("-o", "."), "Invalid value for '-o'", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_cannot_be_drawn_is_refused_with_what_to_write(lab: Path, command: Command, arguments, says, hint):
    answer = command("graph", *arguments)
    assert (answer.code, answer.out) == (64, "")
    assert says in answer.err
    assert hint in answer.err


def test_somebody_who_is_deactivated_leads_nowhere(lab: Path, command: Command):
    lab.write_text(LAB.replace("  eve@lab.example: {role: admin}", "  eve@lab.example: {role: admin, active: false}"))
    answer = command("graph", "--manifests", lab, "--only", "person=eve@lab.example")
    assert (answer.code, "is deactivated: nothing leads anywhere" in answer.err) == (64, True)


def test_manifests_with_mistakes_are_not_drawn(lab: Path, command: Command):
    lab.write_text(LAB.replace("role: admin", "role: king"))
    answer = command("graph", "--manifests", lab)
    assert (answer.code, answer.out) == (10, "")
    assert "king" in answer.err


def test_svg_without_the_extra_says_what_to_install(lab: Path, command: Command, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    answer = command("graph", "--format", "svg")
    assert (answer.code, answer.out) == (64, "")
    assert "pip install 'reconciler[charts]'" in answer.err
    assert command("graph", "--format", "dot").code == 0


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("of", ["the store", "manifests"])
def test_a_redacted_graph_names_nobody_not_even_in_part_or_in_a_file(
    lab: Path, command: Command, here: Path, monkeypatch: pytest.MonkeyPatch, form: str, of: str
):
    """T193: a name that is cut to fit a box would be no name to a pseudonym that comes too late."""
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "0123456789abcdef0123")
    lab.write_text(LAB.replace("bob@lab.example", LONG))
    if of == "the store":
        assert command("apply", "--yes", lab).code == 0
    source = () if of == "the store" else ("--manifests", lab)
    printed = command("--redact", "graph", *source, "--format", form)
    assert command("--redact", "graph", *source, "--format", form, "-o", "a.out").code == 0
    for shown in (printed.out, (here / "a.out").read_text(encoding="utf-8")):
        assert len(re.findall(r"person-[0-9a-f]{12}", shown)) >= 3
        assert not re.search(r"somebody|indeed|a-long-domain|\b(ada|bob)\b", shown)
        assert "Seg" in shown


def test_the_page_of_a_redacted_plan_names_nobody_in_its_pictures(
    lab: Path, command: Command, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "0123456789abcdef0123")
    lab.write_text(
        LAB.replace("[bob@lab.example]", f"[bob@lab.example, {LONG}]").replace("teams:", f"  {LONG}:\nteams:")
    )
    shown = command("--redact", "plan", "--format", "html").out
    assert shown.count("<svg") == 1
    assert re.search("<text[^>]*>[+] person-[0-9a-f]{12}, member</text>", shown)
    assert not re.search("somebody|indeed|a-long-domain", shown)

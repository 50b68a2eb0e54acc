"""Graphs in every form: no name does anything in Mermaid, DOT or SVG, and each is read back by a program that is not ours.

Mermaid itself runs in a headless Chromium, Graphviz reads DOT, and a parser of XML the pictures. The first two come with
``make judges``; without them, the tests that want them say so.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from browser import Browser, browser, found
from naughty import FAMILIES, strings
from plenty import NAMES, ordinary, plenty
from test_graph import ENCORD, TEAMS, crowd, graph, plan_of
from test_render import hostile_plan

from reconciler.cli.pictures import NODES, PICTURES, of_changes
from reconciler.findings import findings
from reconciler.graph import Edge, Graph, Layer, Node, arranged
from reconciler.graph.folding import folded
from reconciler.graph.plans import changed
from reconciler.model import Plan
from reconciler.planfile import plan_name
from reconciler.render import dot, graphtext, html, mermaid
from reconciler.render.comment import plan_comment
from reconciler.render.picture import picture
from reconciler.text import visible

MERMAID = Path(__file__).parent / "judges" / "node_modules" / "@mermaid-js" / "tiny" / "dist" / "mermaid.tiny.js"
PROGRAM = found()
with_mermaid = pytest.mark.skipif(
    PROGRAM is None or not MERMAID.exists(), reason="no Chromium, or no Mermaid: make judges"
)
with_graphviz = pytest.mark.skipif(shutil.which("dot") is None, reason="no Graphviz: make judges installs it")
EVERY = sorted({visible(name).strip() for family in FAMILIES for name in strings(family)} - {""})
"""Without the blanks at their ends, which no form keeps."""
SOME = [*NAMES, "1. one", "- dash", "# head", "_a_", "**b**", "%%{init: {}}%%", "end", "&amp; &lt;", "#35; #quot;", "a|b",
        'a"]; click n0 "javascript:alert(1)"', "style: a;b #1;", "$$x^2$$", "www.x.example", "字 Łódź", "\\N \\G \\l"]  # fmt: skip


def named(names: list[str]) -> Graph:
    """A graph with every name as that of a person, a role and a thing."""
    nodes = [Node(f"p{n:05}", Layer.PEOPLE, name) for n, name in enumerate(names)]
    things = [Node(f"x{n:05}", Layer.THINGS, name) for n, name in enumerate(names)]
    edges = [Edge(f"p{n:05}", f"x{n:05}", name, "+-~"[n % 3]) for n, name in enumerate(names)]
    return arranged(names[0], [*nodes, *things], edges)


def text_of(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


# --- Mermaid ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    assert PROGRAM is not None
    page = tmp_path_factory.mktemp("mermaid") / "page.html"
    start = "mermaid.initialize({startOnLoad: false, maxTextSize: 1e7, maxEdges: 1e5})"
    source = f'<script src="{MERMAID.as_uri()}"></script><script>{start}</script>'
    page.write_text(f'<!DOCTYPE html><meta charset="utf-8"><body>{source}', encoding="utf-8")
    with browser(PROGRAM) as opened:
        opened.open(page)
        assert opened.complaints == []
        yield opened


def answered(tab: Browser, expression: str) -> Any:
    """What a promise comes to."""
    result = tab.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
    assert "exceptionDetails" not in result, result
    return result["result"]["value"]


def understood(text: str) -> str:
    """A text as Mermaid keeps it until it draws."""
    return re.sub("ﬂ°°(\\d+)¶ß", lambda match: chr(int(match[1])), text)


READ = """mermaid.mermaidAPI.getDiagramFromText(%s).then(d => [
  [...d.db.getVertices().values()].map(v => v.text), d.db.getEdges().map(e => e.text), d.db.getTooltip('n0') || ''])"""


@with_mermaid
def test_mermaid_reads_every_name_as_a_name(tab):
    names = EVERY[::5]
    nodes, edges, tooltip = answered(tab, READ % json.dumps(text_of(mermaid.lines([named(names)]))))
    assert [understood(text) for text in nodes] == [*names, *names]
    assert [understood(text) for text in edges] == [f"({'+-~'[n % 3]}) {name}" for n, name in enumerate(names)]
    assert tooltip == ""


@with_mermaid
def test_mermaid_draws_names_as_they_are_and_runs_nothing(tab):
    text = text_of(mermaid.lines([named(SOME), graph(ENCORD)]))
    draw = f"mermaid.render('drawn', {json.dumps(text)}).then(r => document.body.innerHTML = r.svg).then(() => 1)"
    assert answered(tab, draw) == 1
    shown = tab.ask("[...document.querySelectorAll('.node')].map(n => n.textContent)")
    assert set(map(visible, SOME)) <= set(shown)
    assert "grace@acme.example, internal_admin" in shown
    assert tab.ask("document.querySelectorAll('script, img, iframe, a, .node b, .node strong, .node em').length") == 0
    assert tab.ask("document.querySelector('svg > title').textContent") == "Access in 2 orgs"
    assert tab.complaints == []


@with_mermaid
@pytest.mark.parametrize("org", ordinary().orgs, ids=lambda org: org.org)
def test_mermaid_has_nothing_to_say_of_what_a_plan_changes(tab, org):
    assert answered(tab, f"mermaid.parse({json.dumps(text_of(mermaid.lines([changed(org)])))}).then(() => 1)") == 1


@with_mermaid
def test_mermaid_says_what_is_wrong(tab):
    text = text_of(mermaid.lines([named(SOME)])).replace("#34;", '"')
    assert answered(tab, f"mermaid.parse({json.dumps(text)}).then(() => 'fine', error => 'wrong')") == "wrong"


def test_mermaid_keeps_names_inside_quotation_marks_and_harmless():
    line = re.compile(r'  n\d+(?:\(\["|\{\{"|\[")(?P<text>(?:[^\W_]|[ @,._/-]|#\d+;)*)(?:"\]\)|"\}\}|"\])')
    found = [line.fullmatch(text) for text in mermaid.lines([named(EVERY)]) if re.match(r"  n\d+[(\[{]", text)]
    assert len(found) == 2 * len(EVERY)
    assert all(found)


def test_what_a_plan_does_is_told_by_sign_and_form_of_line_as_well_as_by_colour():
    text = text_of(
        mermaid.lines([changed(plan_of(TEAMS, TEAMS.replace("bob@lab.example: member}", "eve@lab.example: member}")))])
    )
    assert re.search(r'n\d ==>\|"#40;#43;#41; member"\| n\d', text)
    assert re.search(r'n\d -\.->\|"#40;#45;#41; member"\| n\d', text)
    assert "linkStyle" in text


def test_a_large_graph_stays_within_what_mermaid_draws_on_hosted_services():
    text = text_of(mermaid.lines([folded(crowd(10_000, 60, 60), 40)]))
    assert len(text) < 50_000
    assert text.count("-->") <= 300


# --- DOT --------------------------------------------------------------------------------------------------------------


def graphviz(*command: str, given: str) -> str:
    done = subprocess.run(command, input=given.encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    return done.stdout.decode()


@with_graphviz
def test_graphviz_reads_every_name_as_a_name():
    told = graphviz("gvpr", "N {print($.label)} E {print($.label)}", given=text_of(dot.lines([named(EVERY)])))
    meant = {text.replace("&", "&amp;").replace("\\", "\\\\") for text in EVERY}
    signed = {f"{sign} {text}" for text in meant for sign in "+-~"}
    assert meant <= set(told.splitlines()) <= meant | signed


@with_graphviz
def test_graphviz_draws_names_as_they_are():
    drawn = elements(graphviz("dot", "-Tsvg", given=text_of(dot.lines([named(SOME), graph(ENCORD)]))))
    shown = {element.text.replace("\u00a0", " ") for element in drawn if local(element) == "text"}
    assert set(map(visible, SOME)) <= shown
    assert {"encord/acme", "group Reviewers", "reviewer", "internal_admin"} <= shown


@with_graphviz
def test_graphviz_says_what_is_wrong():
    broken = text_of(dot.lines([named(SOME)])).replace('\\"', '"')
    done = subprocess.run(["dot", "-Tcanon"], input=broken.encode(), capture_output=True, timeout=60, check=False)
    assert done.returncode != 0


# --- SVG --------------------------------------------------------------------------------------------------------------


def elements(svg: str) -> list[Xml.Element]:
    return [*Xml.fromstring(svg).iter()]  # noqa: S314 - written a moment ago


def local(element: Xml.Element) -> str:
    return element.tag.partition("}")[2]


def test_a_picture_holds_every_name_as_text_and_nothing_that_runs_or_is_fetched():
    names = [name for name in EVERY if len(name) <= 20][::8]
    inside = elements(picture([named(names)]))
    assert {local(element) for element in inside} == {"svg", "title", "desc", "style", "g", "path", "text"}
    written = {element.text for element in inside if local(element) == "text"}
    assert set(names) <= written
    assert not [
        name for element in inside for name in element.attrib if name.startswith("on") or name in ("style", "href")
    ]


def test_a_picture_is_the_same_every_time_and_says_what_it_is():
    svg = picture([graph(ENCORD), graph(TEAMS)])
    assert svg == picture([graph(ENCORD), graph(TEAMS)])
    root, title, description, *_ = elements(svg)
    assert (root.get("role"), title.text) == ("img", "Access in encord/acme, webknossos/lab")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert description.text == "\n".join([*graphtext.lines(graph(ENCORD)), *graphtext.lines(graph(TEAMS))])
    assert "prefers-color-scheme: dark" in svg


def test_gains_and_losses_differ_without_colour():
    after = TEAMS.replace("bob@lab.example: member}", "eve@lab.example: member}")
    inside = elements(picture([changed(plan_of(TEAMS, after))]))
    groups = {element.get("class", "").rpartition(" ")[2]: element for element in inside if local(element) == "g"}
    gain, loss = (next(iter(groups[f"line-{name}"])) for name in ("gain", "loss"))
    assert (gain.get("stroke-width"), gain.get("stroke-dasharray")) == ("2.5", None)
    assert (loss.get("stroke-width"), loss.get("stroke-dasharray")) == ("1.5", "6,3")
    texts = [element.text for element in inside if local(element) == "text"]
    assert {"+ member", "- member"} <= set(texts)


# --- the page of a plan -----------------------------------------------------------------------------------------------


def page(plan, pictures=of_changes) -> str:
    return text_of(html.lines(plan, plan_name(plan), findings([], plan, changes=False), pictures))


def test_the_page_has_a_picture_of_each_org_with_ids_of_its_own_and_no_style_of_its_own():
    made = page(ordinary())
    assert made.count("<svg") == len(ordinary().orgs) == made.count("<figure")
    ids = re.findall(r'id="(picture-\d+-\w+)"', made)
    assert len(ids) == len(set(ids)) == 2 * len(ordinary().orgs)
    assert made.count("<style>") == 1
    assert " style=" not in made


def test_without_the_extra_the_page_stands_without_pictures(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    assert page(ordinary()) == page(ordinary(), None)
    assert "<svg" not in page(ordinary())


def test_the_pictures_of_a_page_are_bounded_in_number_and_size():
    org = ordinary().orgs[1]
    assert of_changes(org, PICTURES)
    assert of_changes(org, PICTURES + 1) == ""
    head = "org: lab\nplatform: webknossos\nmembers:\n  ada@lab.example: {role: admin}\n"
    people = "".join(f"  n{n}@lab.example:\n" for n in range(900))
    places = "".join(f"      n{n}@lab.example: member\n" for n in range(900))
    svg = of_changes(plan_of(head, f"{head}{people}teams:\n  New:\n    members:\n{places}"), 1)
    assert len(svg) < 10_000
    assert "900 people who come" in svg
    assert len([element for element in elements(svg) if local(element) == "text"]) < 2 * NODES


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("ann@lab.example: {}", "ann@lab.example: {role: dataset_manager}"), "ann@lab.example, member →"),
        (("ann@lab.example: {}", "ann@lab.example: {}\n  new@lab.example: {}"), "new@lab.example"),
    ],
)
def test_whoever_changes_or_comes_is_drawn_where_no_team_hangs_on_them(more, says):
    head = "org: lab\nplatform: webknossos\nmembers:\n  ada@lab.example: {role: admin}\n  ann@lab.example: {}\n"
    svg = of_changes(plan_of(head, head.replace(*more)), 1)
    assert any(says in (element.text or "") for element in elements(svg) if local(element) == "text")


def test_hostile_orgs_have_pictures_too():
    svgs = [of_changes(org, 1) for org in plenty().orgs[-len(NAMES) :]]
    assert all(svgs)
    for name, svg in zip(NAMES, svgs, strict=True):
        assert any(visible(name)[:8] in (element.text or "") for element in elements(svg) if local(element) == "text")


# --- the comment of a pull request ------------------------------------------------------------------------------------

FENCE = re.compile(r"^~~~mermaid\n(.*?)^~~~$", re.MULTILINE | re.DOTALL)


def comment_of(plan: Plan) -> str:
    return text_of(plan_comment(plan, plan_name(plan)))


def test_a_small_plan_has_its_picture_in_the_comment_folded_away():
    made = comment_of(ordinary())
    [inside] = FENCE.findall(made)
    assert inside == text_of(mermaid.lines([changed(org) for org in ordinary().orgs]))
    assert made.index("<details><summary>Picture</summary>") > made.rindex("####")


def test_a_plan_of_much_or_of_nothing_that_can_be_drawn_has_none():
    many = replace(ordinary().orgs[1], changes=ordinary().orgs[1].changes * 10)
    settings = plan_of(TEAMS, TEAMS.replace("platform: webknossos", "platform: webknossos\nname: Lab"))
    for org in (many, settings):
        assert FENCE.findall(comment_of(replace(ordinary(), orgs=(org,)))) == []


@with_mermaid
def test_mermaid_has_nothing_to_say_of_the_picture_in_a_comment_whatever_the_names(tab):
    for name in (*NAMES, "~~~\n</details>", "a\n~~~\nb"):
        [inside] = FENCE.findall(comment_of(hostile_plan(name)))
        assert answered(tab, f"mermaid.parse({json.dumps(inside)}).then(() => 1)") == 1

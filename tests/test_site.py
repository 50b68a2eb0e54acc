"""The site as bytes: complete, the same for the same inputs, and nothing in it of what does not belong there.

What a browser makes of it is in ``test_site_browser.py``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

import exhibit
import html5lib
import pytest
from click.testing import CliRunner
from plenty import NAMES

from reconciler.cli import site as verb
from reconciler.cli.group import cli
from reconciler.dates import days_later
from reconciler.facts import Activity, Credit, PlanUpdate, Totals
from reconciler.model import Action, Address, AuditEntry, Cause, Mode, Outcome, Resource, Run, State
from reconciler.redaction import Redaction
from reconciler.site import book, charts, money, register
from reconciler.site.blocks import Pager
from reconciler.site.drawing import pen
from reconciler.site.org import Nothing, Org
from reconciler.site.rendering import POLICY, Renderer, asset, near, script

KEY = exhibit.LARGEST
Files = dict[str, str]


def built(orgs: list[Org], shown: object = str, *, redacted: bool = False, draw: object = None) -> Files:
    return dict(book.pages(orgs, exhibit.site(orgs, redacted=redacted), exhibit.AT, shown, draw))


@pytest.fixture(scope="module")
def orgs() -> list[Org]:
    return exhibit.orgs(exhibit.store())


@pytest.fixture(scope="module")
def files(orgs: list[Org]) -> Files:
    return built(orgs)


def pages(files: Files) -> Files:
    return {name: text for name, text in files.items() if name.endswith(".html")}


class Seen(HTMLParser):
    """The elements of a page with their attributes, and what stands in scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, name: str) -> list[str]:
        return [attrs[name] for _, attrs in self.elements if name in attrs]


# --- whole ------------------------------------------------------------------------------------------------------------


def test_every_link_leads_to_a_page_and_a_place_that_are_there(files):
    places = {name: set(Seen(text).all("id")) for name, text in pages(files).items()}
    for name, text in pages(files).items():
        for href in Seen(text).all("href"):
            path, _, place = href.partition("#")
            there = os.path.normpath(os.path.join(os.path.dirname(name), path)) if path else name
            assert there in files, (name, href)
            assert not place or place in places[there], (name, href)


def test_whatever_can_be_found_is_where_the_search_says(files):
    data = json.loads(re.search(r'id="search-data">(.*?)</script>', files["search.html"])[1])
    found = json.loads(files["search/all.js"].removeprefix('found("",').removesuffix(");\n"))
    assert len(found) == data["of"]
    for name, _, org, href in found:
        path, _, place = f"{data['orgs'][org][1]}/{href}".partition("#")
        assert f'id="{place}"' in files[path] if place else path in files, name


def test_every_org_has_the_pages_of_what_its_platform_has(files, orgs):
    for org in orgs:
        here = {name.rpartition("/")[2] for name in files if name.startswith(f"{org.folder}/")}
        assert {f"{name}.html" for name, _ in book.tabs(org)} <= here
        assert ("experience.html" in here) == org.has("experience")
        assert ("teams.html" in here) == org.has("team")


def test_everybody_is_on_the_pages_of_their_org_and_in_the_directory(files, orgs):
    for org in orgs:
        for person in org.statuses:
            assert person in files[f"{org.folder}/people.html"]
            assert person in files["people.html"]


def test_each_run_has_a_page_with_all_its_changes(files, orgs):
    (org,) = (org for org in orgs if org.key == KEY)
    for number, run in enumerate(org.runs, 1):
        steps = [entry for entry in org.log() if entry.run == run.run]
        assert files[f"{org.folder}/run-{number}.html"].count("<li class=") >= len(steps) > 0
        assert f'href="run-{number}.html"' in files[f"{org.folder}/history.html"]


def test_who_has_not_come_in_and_what_ends_soon_is_told(files):
    text = files[f"{KEY}/dates.html"]
    assert text.count(">open<") == 2
    assert text.count(">lapsed<") == 1
    assert "within 30 days" in text


def test_the_balance_is_the_sum_of_all_transactions(files):
    (org,) = exhibit.orgs(exhibit.store(), keys=(KEY,))
    total = sum(row.milli_credits for row in org.facts("credit"))
    assert f">{money.amount(total)}<" in files[f"{KEY}/credits.html"]
    assert f">{money.amount(total)}<" in files[f"{KEY}/index.html"]


def test_a_thousandth_of_a_credit_is_not_rounded_away():
    said = [money.amount(number, sign=True) for number in (1_234_567, -5, 1_200_000, 500)]
    assert said == ["+1,234.567", f"{money.MINUS}0.005", "+1,200", "+0.5"]


def test_thirty_one_days_are_today_and_the_thirty_before(orgs):
    class Daily(Nothing):
        def totals(self, query, by):
            if query.kind == "activity" and not by:
                number = sum(days_later("2026-11-29", -ago) >= query.since for ago in range(60))
                yield Totals((), number, (number, 0))
            elif query.kind == "activity":
                yield Totals(tuple("2026-11-29" if name == "day" else "x" for name in by), 1, (1, 1))

    text = built([replace(large(1), observed=Daily())])["webknossos/crowd/activity.html"]
    assert re.search(r"Submissions in 31 days.*?>(\d+)<", text, re.DOTALL)[1] == "31"


def test_the_time_on_the_page_of_activity_is_that_of_all_rows(files):
    (org,) = exhibit.orgs(exhibit.store(), keys=(KEY,))
    minutes = sum(row.time_ms for row in org.facts("activity")) // 60_000
    assert minutes > 60
    assert f"{minutes // 60}:{minutes % 60:02}" in files[f"{KEY}/activity.html"]


def test_what_was_never_observed_says_how_to_import_it_into_that_org_and_no_other_of_its_name(files):
    for name, kind in (("credits", "credit"), ("plan", "plan_update"), ("activity", "activity")):
        assert f"reconciler facts import {kind} FILE --org encord/heliotrope" in files[f"encord/heliotrope/{name}.html"]
    assert f"reconciler report activity {KEY}" in files[f"{KEY}/activity.html"]


def test_what_was_never_observed_is_unknown_at_a_glance_and_not_left_out(files):
    text = files["webknossos/heliotrope/index.html"]
    for label in ("Storage", "Credits left"):
        assert re.search(rf'<span class="label">{label}</span>\n<span class="value">.*?unknown', text)
    assert "reconciler facts import storage FILE --org webknossos/heliotrope" in text
    assert '<span class="label">Plan</span>' not in files["encord/heliotrope/index.html"]


def test_words_of_the_platform_stand_as_they_are_typed_and_settings_in_words(files):
    assert ">neuron_inference</span>" in files[f"{KEY}/credits.html"]
    assert "Team_Trial" in files[f"{KEY}/plan.html"]
    first = files[f"{KEY}/run-1.html"]
    assert re.search("included users 42; paid until|included users \\d+", first)
    assert "notifications: new users" in first
    assert not re.search(r"plan\.(?!html)|notifications\.|included_", first)
    assert "Axon tracing" in files[f"{KEY}/projects.html"]
    assert "axon tracing" not in files[f"{KEY}/projects.html"]


def test_orgs_of_one_title_are_told_apart_by_their_platforms_and_those_of_one_platform_by_their_names(files):
    for page in ("people.html", "search.html"):
        assert "<bdi>Heliotrope Imaging (Encord)</bdi>" in files[page]
        assert "<bdi>Heliotrope Imaging</bdi></a>" not in files[page].partition("<main")[2]
    named = [replace(large(2), folder=f"webknossos/{name}") for name in ("crowd", "cloud")]
    assert "<bdi>Crowd (WEBKNOSSOS, webknossos/cloud)</bdi>" in built(named)["people.html"]
    assert "<bdi>Crowd</bdi>" in built(named[:1])["people.html"]


def test_the_same_inputs_give_the_same_bytes_for_any_hash_seed_and_time_zone():
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_site, exhibit\n"
        "print(test_site.digest(test_site.built(exhibit.orgs(exhibit.small()))))"
    )
    command = [sys.executable, "-c", program, str(Path(__file__).parent)]
    environment = {**os.environ, "PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}
    said = subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout
    assert said.strip() == digest(built(exhibit.orgs(exhibit.small())))


def digest(files: Files) -> str:
    return hashlib.sha256(json.dumps(files).encode()).hexdigest()


@pytest.mark.skipif(pen() is None, reason="no vl-convert: pip install 'reconciler[charts]'")
def test_a_chart_is_drawn_the_same_twice_and_takes_its_colours_from_the_style_sheet(orgs):
    draw = pen()
    (org,) = (org for org in orgs if org.key == KEY)
    figure = book.past.Past(org).figure()
    drawn = draw(figure.spec)
    assert drawn == draw(figure.spec)
    assert "var(--c1)" in drawn
    assert "style=" not in drawn


@pytest.mark.parametrize(
    ("days", "number", "unit", "label"),
    [
        (("2026-11-01", "2026-11-29"), 29, "day", "1 Nov 26"),
        (("2026-01-01", "2026-06-01"), 22, "week", "1 Jan 26"),
        (("2016-12-31", "2026-11-29"), 120, "month", "Dec 2016"),
        (("2016-11-30", "2026-11-29"), 11, "year", "2016"),
        (("2026-11-29", "9999-12-31"), 120, "67 years", "2026\N{EN DASH}2092"),
        (("0001-01-01", "9999-12-31"), 120, "84 years", "0001\N{EN DASH}0084"),
    ],
)
def test_a_chart_has_at_most_so_many_parts_however_far_off_a_date_is(days, number, unit, label):
    slots = charts.Slots(days)
    assert (len(slots.labels), slots.unit, slots.of(days[0])) == (number, unit, label)
    assert slots.of(days[1]) == [*slots.labels.values()][-1]
    assert len(set(slots.labels.values())) == number <= charts.PARTS


# --- many -------------------------------------------------------------------------------------------------------------


def large(number: int, *more: str) -> Org:
    """An org with so many people, and some more of these names."""
    rows = [Resource(Address("webknossos", "crowd", "org"), {"name": "Crowd"})]
    for place, name in enumerate([*(f"Person {each}" for each in range(number)), *more]):
        key = (f"p{place:06}@crowd.example",)
        rows.append(Resource(Address("webknossos", "crowd", "member", key), {"name": name}, key))
    return Org("webknossos/crowd", "webknossos/crowd", State.of(rows), exhibit.AT)


def test_many_people_are_on_many_pages_each_of_them_once():
    files = built([large(1_203)])
    listed = [name for name in files if re.fullmatch(r"webknossos/crowd/people(-\d+)?\.html", name)]
    assert len(listed) == 3
    found = re.findall(r"p\d{6}@crowd\.example", "".join(files[name] for name in listed))
    assert sorted(found) == [f"p{each:06}@crowd.example" for each in range(1_203)]
    assert 'href="people-2.html"' in files["webknossos/crowd/people.html"]


def test_pages_are_made_one_by_one():
    made = book.pages(iter([large(10)]), exhibit.site([large(10)]), exhibit.AT, str, None)
    assert [next(made)[0] for _ in range(4)] == ["style.css", "script.js", "icon.svg", "webknossos/crowd/index.html"]


def test_a_long_row_of_pages_is_led_through_in_steps():
    assert [*near(Pager(1, 3, "x"))] == [1, 2, 3]
    assert [*near(Pager(9, 20, "x"))] == [1, 0, 7, 8, 9, 10, 11, 0, 20]


def test_a_large_site_is_searched_in_parts_by_how_words_begin(monkeypatch):
    monkeypatch.setattr(register, "FEW", 5)
    monkeypatch.setattr(book, "FEW", 5)
    files = built([large(20)])
    data = json.loads(re.search(r'id="search-data">(.*?)</script>', files["search.html"])[1])
    assert set(data["files"]) >= {"pe", "cr", "p0"}
    entries = json.loads(files[f"search/{data['files']['cr']}.js"].removeprefix('found("cr",').removesuffix(");\n"))
    assert ["Crowd", "WEBKNOSSOS organization", 0, "index.html"] in entries
    assert "search/all.js" not in files


def test_words_are_found_without_their_accents():
    assert register.beginnings("Élodie Ørsted-Müller x") == {"el", "ør", "mu", "x"}


def test_names_of_every_script_are_found():
    """A vowel sign is a mark, which the script strips as well; a name may be a single letter."""
    assert register.beginnings("सिंह") == {"सह"}
    assert register.beginnings("李 明") == {"李", "明"}
    assert register.beginnings("𠮷野家") == {"𠮷野"}


# --- nothing of others ------------------------------------------------------------------------------------------------


def test_the_site_of_one_org_holds_nothing_of_another(orgs):
    (own,) = (org for org in orgs if org.key == KEY)
    text = "".join(f"{name}\n{content}" for name, content in built([own]).items())
    for other in orgs:
        if other is not own:
            strange = {other.slug, other.title, other.platform.title, *other.statuses, *(r.run for r in other.runs)}
            strange -= {own.platform.title}
            assert not [word for word in strange if word in text]
    assert "All organizations" not in text or 'class="switcher"' not in text


def test_a_redacted_site_holds_nobodys_name():
    orgs = exhibit.orgs(exhibit.small())
    redaction = Redaction(b"a key of sixteen bytes or more")
    known: set[str] = set()
    for org in orgs:
        for row in org.rows("member"):
            known |= {*row.address.key, *row.name, str(row.attrs.get("name", ""))} - {""}
        known |= {run.actor for run in org.runs}
    redaction.learn(known)
    files = built(orgs, redaction, redacted=True)
    text = "".join(f"{name}\n{unquote(content)}" for name, content in files.items())
    assert not [name for name in known if re.search(rf"(?<![\w.@-]){re.escape(name)}(?![\w@-])", text, re.IGNORECASE)]
    assert "@tissue.example" not in text
    assert "under pseudonyms" in files["index.html"]
    assert redaction.pseudonym("ada.fenn@tissue.example") in text


def test_the_lists_of_a_redacted_site_are_in_the_order_of_what_they_show():
    redaction = Redaction(b"a key of sixteen bytes or more")
    redaction.learn(name for _, name in exhibit.names(36))
    orgs = [replace(org, shown=redaction) for org in exhibit.orgs(exhibit.small(), keys=(KEY,))]
    files = built(orgs, redaction, redacted=True)
    for name in ("people.html", *(f"{KEY}/{page}.html" for page in ("people", "access", "experience"))):
        table = files[name].rpartition("<tbody>")[0] if name.endswith("experience.html") else files[name]
        notes = re.findall(r"<th[^>]*>.*?<small><bdi>(person-\w+)", table.partition("<tbody>")[2], re.DOTALL)
        assert len(notes) > 9, name
        assert notes == sorted(notes), name
    found = json.loads(files["search/all.js"].removeprefix('found("",').removesuffix(");\n"))
    people = [note for _, note, _, href in found if note.startswith("person-")]
    assert people == sorted(people) != []


def test_what_a_chart_is_coloured_by_is_under_a_pseudonym_wherever_it_stands():
    redaction = Redaction(b"a key of sixteen bytes or more")
    figure = charts.stacked({("2026-11-29", "eve@lab.example"): 1}, "x", "x", {"eve@lab.example": "c1"})
    encoded = json.dumps(Renderer(redaction, None)._encoded(figure.spec))
    assert "eve" not in encoded
    assert encoded.count(redaction.pseudonym("eve@lab.example")) == 2


# --- nothing that does something --------------------------------------------------------------------------------------


def hostile() -> list[Org]:
    """An org in which everything that can be named is named to do harm, also what no manifest could hold."""
    home = Address("webknossos", "evil", "org")
    plan = {"name": NAMES[0], "paid_until": NAMES[1]}
    rows = [
        Resource(
            home, {"name": NAMES[2], "owner": NAMES[0], "plan": plan, "sign_up": {"domains": {NAMES[0]: NAMES[1]}}}
        )
    ]

    def row(kind: str, *key: str, **attrs: object) -> None:
        rows.append(Resource(home._replace(kind=kind, key=key), attrs, key))

    for name in NAMES:
        row("member", name, name=name, role="admin", expires="2026-12-01")
        row("team", name, description=name)
        row("membership", name, name, role="member")
        row("domain", name, description=name)
        row("experience", name, name, level=3)
        row("project", name, description=name, owner=name, team=name, requires={name: 2})
        row("dataset", name, owner=name)
        row("dataset_grant", name, f"team:{name}", level="access")
    org, at = home.org_key, "2026-11-01T00:00:00Z"
    runs = [Run(org, name, name, at, name, name, Outcome.DONE, 1, note=name) for name in NAMES]
    entries = [
        AuditEntry(org, seq, run.run, run.plan, at, run.actor, each.address, Action.CREATE, Mode.DIRECT, Cause.REQUESTED,
                   Outcome.DONE, None, each.attrs, each.name, run.commit, approvers=(run.actor,))
        for run in runs for seq, each in enumerate(rows, 1)
    ]  # fmt: skip
    return [Org(org, org, State.of(rows), exhibit.AT, 1, runs, lambda: iter(entries), observed=Evil())]


class Evil(Nothing):
    """Facts in which every text is one of the names."""

    rows: ClassVar = {
        "credit": [Credit(name, "2026-11-02T00:00:00Z", 5, name, name, name, name, name) for name in NAMES],
        "plan_update": [PlanUpdate("2026-11-02T00:00:00Z", "", name, name, "plan", name) for name in NAMES],
        "activity": [Activity("2026-11-02", name, name, name, name, 1, 1) for name in NAMES],
    }

    def facts(self, query):
        return iter(self.rows.get(query.kind, ()))

    def totals(self, query, by):
        for row in self.rows.get(query.kind, ()):
            sums = (row.milli_credits,) if query.kind == "credit" else (1, 1)
            yield Totals(tuple(row.date if name == "day" else getattr(row, name) for name in by), 1, sums)


@pytest.fixture(scope="module")
def evil() -> Files:
    return built(hostile(), draw=pen())


def test_the_parser_of_the_html_standard_has_no_error_to_report(files, evil):
    for each in (
        evil,
        {name: files[name] for name in (f"{KEY}/index.html", f"{KEY}/run-1.html", "people.html", "search.html")},
    ):
        for text in pages(each).values():
            html5lib.HTMLParser(strict=True).parse(text)


def test_no_name_becomes_an_element_an_attribute_or_an_address(files, evil):
    ours = {name for text in pages(files).values() for name, _ in Seen(text).elements}
    ours |= {"svg", "g", "path", "line", "text", "defs", "desc", "figure", "figcaption", "i"}
    for text in pages(evil).values():
        for tag, attrs in Seen(text).elements:
            assert tag in ours, tag
            assert not [name for name in attrs if name.startswith("on") or name == "style"]
            assert all(
                not attrs[name].startswith(("javascript:", "data:", "http"))
                for name in ("href", "src")
                if name in attrs
            )
        assert text.count("<script") == text.count("</script>") == (2 if 'id="search-data"' in text else 1)


def test_what_the_search_reads_is_data_and_nothing_else(evil):
    for text in (evil["search/all.js"], script("found", "</script><!--", ["\u2028&"])):
        assert re.fullmatch(r'found\("[^"]*",\[.*\]\);\n', text)
        assert not set("<>&\u2028\u2029") & set(text)


def test_every_page_forbids_what_it_does_not_need_and_holds_no_script_of_its_own(files):
    for name, text in pages(files).items():
        assert f'content="{POLICY}"' in text, name
        assert [attrs for tag, attrs in Seen(text).elements if tag == "script" and "src" not in attrs] == (
            [{"type": "application/json", "id": "search-data"}] if name == "search.html" else []
        )
    program = asset("script.js")
    assert not [
        word for word in ("eval", "Function(", "innerHTML", "outerHTML", "insertAdjacent", "http") if word in program
    ]
    assert not [word for word in ("@import", "url(", "http") if word in asset("style.css")]


def test_an_address_that_we_did_not_write_is_refused():
    renderer = Renderer(str, None)
    with pytest.raises(ValueError, match="attribute"):
        renderer._environment.filters["path"]('javascript:alert("1")')


# --- the command ------------------------------------------------------------------------------------------------------


def run(*arguments: str, **environment: str) -> str:
    """What a command says, or how it is refused."""
    result = CliRunner().invoke(cli, arguments, env=environment, standalone_mode=False)
    return (
        result.output
        if result.exception is None
        else f"{result.exception} {getattr(result.exception, 'exit_code', '')}"
    )


def done(*arguments: str, **environment: str) -> str:
    result = CliRunner().invoke(cli, arguments, env=environment, standalone_mode=False)
    assert result.exception is None, result.exception
    return result.output


@pytest.fixture
def lab(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_ACTOR", "ada@brainlab.example")
    monkeypatch.setattr(verb, "pen", lambda: None)
    folder = Path(__file__).resolve().parent.parent / "examples"
    done("init")
    done("apply", str(folder / "company"), "--yes")
    return tmp_path


def test_a_site_is_built_and_built_again_in_its_place(lab):
    assert "4 orgs: site/index.html" in run("site", "build", "--out", "site")
    assert (lab / "site" / "encord").exists()
    done("site", "build", "--out", "site", "--org", "webknossos/heliotrope")
    first = (lab / "site" / "index.html").read_text(encoding="utf-8")
    assert not (lab / "site" / "encord").exists()
    done("site", "build", "--out", "site", "--org", "webknossos/heliotrope")
    assert re.sub(r"As of [^,.]*", "", first) == re.sub(
        r"As of [^,.]*", "", (lab / "site" / "index.html").read_text(encoding="utf-8")
    )
    assert sorted(path.name for path in lab.iterdir() if path.name.startswith(".site")) == []


def test_a_folder_that_holds_something_else_is_left_alone(lab):
    (lab / "mine").mkdir()
    (lab / "mine" / "thesis.txt").write_text("years", encoding="utf-8")
    assert "mine holds thesis.txt, which no build" in run("site", "build", "--out", "mine")
    assert [path.name for path in (lab / "mine").iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("name", ["CNAME", ".git/config", "webknossos/heliotrope/notes.txt", "empty/"])
def test_a_site_in_which_somebody_has_put_something_is_left_alone(lab, name):
    only = ("--org", "webknossos/heliotrope")
    done("site", "build", "--out", "site", *only)
    path = lab / "site" / name
    (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
    if not name.endswith("/"):
        path.write_text("precious", encoding="utf-8")
    before = sorted((lab / "site").rglob("*"))
    assert f"site holds {name.partition('/')[0] if name[0] in '.e' else name}, which" in run(
        "site", "build", "--out", "site", *only
    )
    assert sorted((lab / "site").rglob("*")) == before


def test_what_is_put_into_a_site_while_it_is_built_again_stays(lab, monkeypatch):
    def slowly(*_):
        (lab / "site" / "precious.txt").write_text("years", encoding="utf-8")
        yield "index.html", "new"

    done("site", "build", "--out", "site", "--org", "webknossos/heliotrope")
    monkeypatch.setattr(verb, "pages", slowly)
    assert "holds precious.txt" in run("site", "build", "--out", "site")
    assert (lab / "site" / "precious.txt").read_text(encoding="utf-8") == "years"
    assert not [path for path in lab.iterdir() if path.name.startswith(".site")]


def test_a_link_in_a_site_to_another_folder_is_something_else(lab):
    done("site", "build", "--out", "site", "--org", "webknossos/heliotrope")
    (lab / "more").mkdir()
    (lab / "site" / "more").symlink_to(lab / "more")
    assert "site holds more, which" in run("site", "build", "--out", "site")
    assert (lab / "site" / "more").is_symlink()


def test_a_build_that_fails_leaves_the_site_that_was_there(lab, monkeypatch):
    run("site", "build", "--out", "site")
    before = sorted((lab / "site").rglob("*"))
    monkeypatch.setattr(verb, "pages", lambda *_: (_ for _ in [1 / 0]))
    run("site", "build", "--out", "site")
    assert sorted((lab / "site").rglob("*")) == before
    assert not [path for path in lab.iterdir() if path.name.startswith(".site")]


def test_without_charts_the_build_says_so_and_the_tables_stand_alone(lab):
    assert "charts were left out" in run("site", "build", "--out", "site")
    assert "<svg" not in (lab / "site" / "webknossos" / "heliotrope" / "index.html").read_text(encoding="utf-8")


def test_one_org_is_built_alone(lab):
    run("site", "build", "--out", "one", "--org", "webknossos/heliotrope")
    folders = sorted(path.name for path in (lab / "one").iterdir() if path.is_dir())
    assert folders == ["search", "webknossos"]
    assert "no org" in run("site", "build", "--out", "two", "--org", "nobody")


def test_a_redacted_site_is_built_with_a_key_and_not_without(lab):
    assert "needs a secret" in run("site", "build", "--out", "site", "--redact")
    run("site", "build", "--out", "site", "--redact", RECONCILER_REDACT_KEY="0123456789abcdef")
    text = "".join(path.read_text(encoding="utf-8") for path in (lab / "site").rglob("*") if path.is_file())
    assert not re.search(r"@\w+\.example|Lindgren|\bvera\b", text)
    assert "person-" in text


def test_a_site_of_a_past_day_shows_what_was_there_then(lab):
    done("site", "build", "--out", "old", "--at", "2001-01-01")
    assert "The store has no organization" in (lab / "old" / "index.html").read_text(encoding="utf-8")
    refused = run("site", "build", "--out", "gone", "--at", "2001-01-01", "--org", "webknossos/heliotrope")
    assert "webknossos/heliotrope was not there on 2001-01-01" in refused
    assert not (lab / "gone").exists()
    done("site", "build", "--out", "new", "--at", "2099-01-01")
    assert "vera.lindgren@heliotrope.example" in (lab / "new" / "people.html").read_text(encoding="utf-8")

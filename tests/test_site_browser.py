"""The site in a real browser: by mouse, by keyboard alone, without its script, light, dark and narrow, and with hostile names.

The browser is the Chromium that the tests of pages use, driven by Playwright; where there is none, these tests say so (``make
judges`` installs one, and axe and the checker of the HTML standard). Pictures of the main pages are left in
``build/site-screenshots``, to be looked at.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import exhibit
import pytest
from browser import found
from playwright.sync_api import Browser, Page, expect, sync_playwright
from test_site import hostile, large

from reconciler.dates import days_later
from reconciler.facts import Credit, Totals
from reconciler.site import book, register
from reconciler.site.drawing import pen
from reconciler.site.org import Nothing

ROOT = Path(__file__).resolve().parent
JUDGES = ROOT / "judges" / "node_modules"
AXE = JUDGES / "axe-core" / "axe.min.js"
VNU = JUDGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
PICTURES = ROOT.parent / "build" / "site-screenshots"
PROGRAM = found()
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="no Chromium on PATH: make judges installs one")
with_axe = pytest.mark.skipif(not AXE.exists(), reason="no axe: make judges")
with_java = pytest.mark.skipif(not (VNU.exists() and shutil.which("java")), reason="no Java, or no vnu: make judges")

ORG = exhibit.LARGEST
TABS = (
    "index",
    "people",
    "teams",
    "projects",
    "access",
    "experience",
    "activity",
    "credits",
    "plan",
    "history",
    "run-2",
    "dates",
)
MAIN = (
    "index.html",
    "people.html",
    "search.html",
    *(f"{ORG}/{name}.html" for name in TABS),
    "encord/heliotrope/access.html",
)
SHOWN = {name: f"{ORG}/{name}.html" for name in TABS}


def written(folder: Path, orgs: list) -> Path:
    for name, text in book.pages(orgs, exhibit.site(orgs), exhibit.AT, str, pen()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("site"), exhibit.orgs(exhibit.store()))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=PROGRAM, args=ARGUMENTS)
        yield opened
        opened.close()


class Tab:
    """A page that is opened from files, and everything about it that nobody wants."""

    def __init__(self, browser: Browser, folder: Path, **wishes: object) -> None:
        self.folder = folder
        self.unwanted: list[str] = []
        wishes = {"viewport": {"width": 1200, "height": 900}, **wishes}
        self.page: Page = browser.new_context(**wishes).new_page()
        self.page.on("console", lambda said: self.unwanted.append(said.text))
        self.page.on("pageerror", lambda error: self.unwanted.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.unwanted.append(f"a dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("request", self._asked)

    def _asked(self, request) -> None:
        if not request.url.startswith(self.folder.as_uri()):
            self.unwanted.append(f"fetched {request.url}")

    def open(self, name: str) -> Page:
        self.page.goto((self.folder / name).as_uri())
        return self.page


@pytest.fixture
def tab(browser, site) -> Iterator[Tab]:
    opened = Tab(browser, site)
    yield opened
    opened.page.context.close()
    assert opened.unwanted == []


def visible_rows(page: Page, table: str = "table") -> int:
    return page.locator(f"{table} >> nth=0").locator("tbody tr:visible").count()


def until(page: Page, holds: str) -> None:
    """Wait for what an expression says. Playwright's own wait evaluates texts in the page, whose policy forbids that."""
    for _ in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(holds)


# --- every page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_main_page_is_quiet_and_fits_the_screen_of_a_phone(browser, site, scheme):
    tab = Tab(browser, site, color_scheme=scheme, viewport={"width": 360, "height": 740}, is_mobile=True)
    for name in MAIN if scheme == "light" else MAIN[:3]:
        page = tab.open(name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
        assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")
    tab.page.context.close()
    assert tab.unwanted == []


def test_on_a_phone_all_tabs_are_in_sight_and_what_is_drawn_can_be_read(browser, site):
    tab = Tab(browser, site, viewport={"width": 390, "height": 844}, is_mobile=True)
    for name in ("dates", "credits"):
        box = tab.open(f"{ORG}/{name}.html").locator(".tabs [aria-current]").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    for name, drawing in (("index", ".picture"), ("index", ".chart"), ("credits", ".chart")):
        page = tab.open(f"{ORG}/{name}.html")
        heights = "[...document.querySelectorAll(`${d} svg text`)].map(t => parseFloat(getComputedStyle(t).fontSize) * Math.hypot(t.getScreenCTM().a, t.getScreenCTM().b))"
        sizes = page.evaluate(f"d => {heights}", drawing)
        assert min(sizes) >= 10, (name, drawing)
        frame = page.locator(drawing).first
        assert frame.evaluate("each => each.scrollWidth > each.clientWidth && each.tabIndex === 0"), (
            "it scrolls by keyboard"
        )
        assert "gradient" in frame.evaluate("each => getComputedStyle(each).backgroundImage"), (
            "a shade says that it does"
        )
    tab.page.context.close()


def test_on_a_phone_words_are_whole_badges_small_and_pages_of_a_length_that_ends(browser, site, tmp_path):
    tab = Tab(browser, site, viewport={"width": 390, "height": 844}, is_mobile=True)
    heads = tab.open(f"{ORG}/access.html").locator(".matrix thead th span")
    assert heads.first.evaluate("each => each.getClientRects().length") == 1
    assert heads.first.bounding_box()["width"] < 30
    assert tab.open(f"{ORG}/people.html").locator(".word.power").first.bounding_box()["width"] < 150
    tab.folder = written(tmp_path, [replace(large(60), observed=Busy())])
    for name in ("credits", "activity"):
        assert tab.open(f"webknossos/crowd/{name}.html").evaluate("document.documentElement.scrollHeight") < 12_000, (
            name
        )
        assert tab.page.locator(".pager a[rel=next]").count() == 1
    tab.page.context.close()


class Busy(Nothing):
    """Credits and activity of a year in which much was done; its words have no blank and so many times their length."""

    def __init__(self, length: int = 1) -> None:
        self.length = length

    def facts(self, query):
        if query.kind == "credit":
            for number in range(700):
                day = days_later("2026-01-01", number // 3)
                details, dataset, job = (word * self.length for word in ("nucleus", "cortex", "j1"))
                yield Credit(f"c{number}", f"{day}T08:00:00Z", 250_000_000, details, "infer_nuclei", dataset, job, "p")

    def totals(self, query, by):
        if query.kind == "activity":
            values = {"type": "annotation", "project": "Cortex", "task": "trace"}
            for number in range(600):
                day = days_later("2026-11-28", -(number // 20))
                yield Totals(
                    tuple(values.get(name, f"p{number}" if name == "member" else day) for name in by), 1, (3, 60_000)
                )


def test_long_words_push_nothing_out_of_sight_and_large_amounts_stay_clear_of_the_title(browser, tmp_path):
    tab = Tab(
        browser, written(tmp_path, [replace(large(9), observed=Busy(20))]), viewport={"width": 1280, "height": 900}
    )
    page = tab.open("webknossos/crowd/credits.html")
    assert page.locator(".wide").first.evaluate("each => each.scrollWidth - each.clientWidth") == 0
    box = "each => { const b = each.getBoundingClientRect(); return [b.left, b.right]; }"
    axis = ".view:not([hidden]) svg .role-axis"
    title = page.locator(f"{axis} .role-axis-title text").first.evaluate(box)
    labels = page.locator(f"{axis}:has(.role-axis-title) .role-axis-label text").evaluate_all(
        f"each => each.map({box})"
    )
    assert title[1] < min(left for left, _ in labels)
    assert {"50M", "100M"} & {*page.locator(f"{axis} .role-axis-label text").all_text_contents()}
    page.get_by_label("Chart of").select_option(index=1)
    assert page.get_by_label("Chart of").evaluate("each => each.scrollWidth <= each.clientWidth")
    tab.page.context.close()


def test_the_two_themes_are_two(browser, site):
    grounds = set()
    for scheme in ("light", "dark"):
        tab = Tab(browser, site, color_scheme=scheme)
        page = tab.open("index.html")
        grounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        tab.page.context.close()
    assert len(grounds) == 2


@cache
def rules() -> str:
    return AXE.read_text(encoding="utf-8")


def findings(page: Page, only: str = "") -> list:
    """What axe finds that is serious or critical."""
    page.evaluate(rules())
    wanted = {"resultTypes": ["violations"], "preload": False, **({"runOnly": only} if only else {})}
    said = page.evaluate(
        "async wanted => (await axe.run({exclude: ['.chart > div']}, wanted)).violations.map(v => [v.id, v.impact, v.nodes[0].html])",
        wanted,
    )
    return [each for each in said if each[1] in ("serious", "critical")]


@with_axe
def test_axe_finds_nothing_serious_on_any_main_page_in_the_light(browser, site):
    tab = Tab(browser, site)
    named = ("index", "access", "activity", "run-2")  # with every block that there is
    names = ["search.html", *(f"{ORG}/{name}.html" for name in named)]
    assert {name: wrong for name in names if (wrong := findings(tab.open(name)))} == {}
    tab.page.context.close()


@with_axe
def test_axe_finds_enough_contrast_in_the_dark(browser, site):
    tab = Tab(browser, site, color_scheme="dark")
    names = [f"{ORG}/{name}.html" for name in ("index", "experience", "run-2")]
    assert {name: wrong for name in names if (wrong := findings(tab.open(name), "color-contrast"))} == {}
    tab.page.context.close()


@with_axe
def test_axe_finds_what_is_wrong(tab):
    page = tab.open("index.html")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=icon.svg><p class=x>x</p>')"
    )
    assert {each[0] for each in findings(page)} == {"image-alt"}
    tab.unwanted.clear()


@with_java
def test_the_checker_of_the_html_standard_has_no_error_to_report(site):
    main = [site / name for name in MAIN]
    broken = site / "broken.html"
    broken.write_text("<!DOCTYPE html><title>x</title><p id=a><p id=a>", encoding="utf-8")
    command = ["java", "-jar", VNU, "--errors-only", "--format", "json", *main, broken]
    done = subprocess.run(command, capture_output=True, check=False)
    found = json.loads(done.stdout or done.stderr)["messages"]
    broken.unlink()
    assert {message["url"].rpartition("/")[2] for message in found} == {"broken.html"}


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_one_goes_to_another_org_by_the_keyboard_alone(tab):
    page = tab.open(f"{ORG}/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "To the content"
    assert page.locator(".skip").bounding_box()["width"] > 50
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".switcher[open]").count() == 1
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Escape")
    assert page.locator(".switcher[open]").count() == 0
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/encord/heliotrope/index.html")
    assert page.locator("h1").inner_text() == "Heliotrope Imaging"


def test_a_wide_table_can_be_moved_by_the_keyboard(browser, site):
    tab = Tab(browser, site, viewport={"width": 360, "height": 740})
    page = tab.open(f"{ORG}/experience.html")
    page.locator(".wide").first.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.wide').scrollLeft > 20")
    tab.page.context.close()


def test_people_are_filtered_by_what_is_typed_and_chosen(tab):
    page = tab.open(f"{ORG}/people.html")
    all_of_them = visible_rows(page)
    page.get_by_label("Role").select_option("admin")
    admins = visible_rows(page)
    assert 0 < admins < all_of_them
    assert page.get_by_role("status").inner_text() == f"{admins} of {all_of_them} rows"
    page.get_by_label("Role").select_option("")
    page.get_by_label("User").fill("ADA fenn")
    assert visible_rows(page) == 1
    page.get_by_label("User").fill("nobody at all")
    assert visible_rows(page) == 0
    page.get_by_label("User").fill("")
    assert visible_rows(page) == all_of_them
    assert page.get_by_role("status").inner_text() == ""


def test_credits_are_filtered_by_dates_job_type_and_user(tab):
    page = tab.open(f"{ORG}/credits.html")
    page.get_by_label("Date from").fill("2026-11-01")
    page.get_by_label("to", exact=True).fill("2026-11-15")
    dates = page.locator("tbody tr:visible th").all_inner_texts()
    assert dates
    assert all("2026-11-01" <= date[:10] <= "2026-11-15" for date in dates)
    page.get_by_label("User").select_option("System")
    assert 0 < visible_rows(page) < len(dates)
    page.get_by_label("Job type").select_option("alignment")
    assert set(page.locator("tbody tr:visible td:nth-of-type(4)").all_inner_texts()) <= {"alignment"}


def test_one_chart_of_several_is_chosen(tab):
    page = tab.open(f"{ORG}/activity.html")
    assert page.locator(".view:visible").count() == 1
    page.get_by_label("Chart of").select_option("Only training")
    assert page.locator(".view:visible .chart").get_attribute("aria-label").endswith("training")


def test_somebody_is_found_and_their_row_is_led_to(tab):
    page = tab.open("search.html")
    page.get_by_label("A name").fill("fenn ada")
    page.get_by_role("link", name="Ada Fenn").click()
    page.wait_for_url("**/people.html#p*")
    assert "ada.fenn@tissue.example" in page.locator("tr:target").inner_text()
    page.goto(f"{(tab.folder / 'search.html').as_uri()}?q=retina")
    assert page.locator(".hits li").count() == 2


def test_a_large_site_loads_what_it_searches_and_no_more(browser, tmp_path, monkeypatch):
    monkeypatch.setattr(register, "FEW", 5)
    monkeypatch.setattr(book, "FEW", 5)
    tab = Tab(browser, written(tmp_path, [large(30, "李 明", "सिंह", "𠮷野家")]))
    page = tab.open("search.html")
    page.get_by_label("A name").fill("p")
    assert "Two letters" in page.get_by_role("status").inner_text()
    page.get_by_label("A name").fill("person 17")
    expect(page.locator(".hits li")).to_have_count(1)
    assert page.locator("head script").count() == 2
    for name in ("李 明", "सिंह", "𠮷野"):
        page.get_by_label("A name").fill(name)
        page.locator(".hits a", has_text=name).wait_for(timeout=5_000)
    page.get_by_label("A name").fill("zz")
    assert page.locator(".hits li").count() == 0
    tab.page.context.close()
    assert tab.unwanted == []


def test_without_the_script_every_page_is_whole(browser, site):
    tab = Tab(browser, site, java_script_enabled=False)
    (org,) = exhibit.orgs(exhibit.store(), keys=(ORG,))
    assert tab.open(f"{ORG}/people.html").locator("tbody tr:visible").count() == len(org.statuses)
    assert tab.page.locator(".filters").count() == 0
    assert tab.open(f"{ORG}/activity.html").locator("svg:visible").count() > 3
    assert "does not run here" in tab.open("search.html").locator("noscript").inner_text()
    tab.page.locator("main a").first.click()
    assert tab.page.locator("h1").inner_text() == "People"
    tab.page.context.close()


# --- with hostile names -----------------------------------------------------------------------------------------------


def test_hostile_names_do_nothing_on_any_page_nor_in_filters_and_search(browser, tmp_path):
    tab = Tab(browser, written(tmp_path, hostile()))
    for path in sorted(tmp_path.rglob("*.html")):
        page = tab.open(path.relative_to(tmp_path).as_posix())
        assert page.locator("img, iframe, object, [onerror], [onclick]").count() == 0
    page = tab.open("search.html")
    page.get_by_label("A name").fill("script")
    expect(page.locator(".hits li").nth(3)).to_be_visible()
    assert page.locator(".hits script, .hits img").count() == 0
    tab.page.context.close()
    assert tab.unwanted == []


def test_a_name_that_did_something_would_be_noticed(browser, tmp_path):
    folder = written(tmp_path, [large(3)])
    path = folder / "index.html"
    path.write_text(
        path.read_text(encoding="utf-8").replace("<h1>", "<h1><img src=x onerror=alert(1)>"), encoding="utf-8"
    )
    tab = Tab(browser, folder)
    tab.open("index.html")
    tab.page.wait_for_timeout(50)
    tab.page.context.close()
    assert tab.unwanted


# --- pictures ---------------------------------------------------------------------------------------------------------


def test_pictures_of_the_main_pages_are_left_to_be_looked_at(browser, site):
    PICTURES.mkdir(parents=True, exist_ok=True)
    few = {name: SHOWN[name] for name in ("index", "experience", "credits")}
    for scheme, width, wanted in (("light", 1200, SHOWN), ("dark", 1200, few), ("light", 375, few)):
        tab = Tab(browser, site, color_scheme=scheme, viewport={"width": width, "height": 850})
        for name, path in wanted.items():
            picture = tab.open(path).screenshot(path=PICTURES / f"{name}-{scheme}-{width}.png")
            assert picture.startswith(b"\x89PNG")
        tab.page.context.close()

"""The maps of coverage keep their word: every line of the platforms' pages and every rule is shown, or says why not.

``seed_coverage.yaml`` and ``rule_coverage.yaml`` are held against the stories and tests both ways: what a number names
exists and cites it, and no story or test cites a number that is not there. To cover a number, cite it: in ``shows:`` of
a story or in the docstring of a test; ``make docs`` writes the names into the maps.
"""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest
import yaml

sys.path.append(str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parent.parent / "docs"))
citations = importlib.import_module("citations")

from storyteller import all_stories  # noqa: E402

TESTS = Path(__file__).parent
SEEDS, RULES = (
    yaml.safe_load((TESTS / name).read_text(encoding="utf-8")) for name in ("seed_coverage.yaml", "rule_coverage.yaml")
)
LINES = {"S0": 40, "S1": 40, "S2": 61, "S3": 34, "S4": 32}
NUMBERS_OF_RULES = {"W": 34, "D": 22, "E": 24, "I": 10}
CLASSES = {"CONFIG", "OBS", "ACT", "RULE", "MODEL", "INFO"}
KEEPERS = {"rule", "guard", "route", "capability", "grammar", "lifecycle", "access", "report", "none"}
FACTS = {f"S0-{n:02}" for n in (*range(11, 16), *range(20, 31))} | {f"S3-{n:02}" for n in range(6, 13)}
"""What is observed and stands in no manifest: the only lines that may be put off."""


def unshown(entries):
    return [number for number, entry in entries.items() if citations.needs_showing(entry) and not entry["shown_by"]]


def numbers_in(path):
    """The numbers as they are written, also those that are there twice."""
    return re.findall(r"^([A-Z][\w-]*):", path.read_text(encoding="utf-8"), re.MULTILINE)


# --- complete ---------------------------------------------------------------------------------------------------------


def test_every_line_of_every_document_is_in_the_map_once_and_in_order():
    assert numbers_in(citations.SEEDS) == [f"{doc}-{n:02}" for doc, last in LINES.items() for n in range(1, last + 1)]


def test_every_rule_of_every_platform_is_in_the_map_once_and_in_order():
    assert numbers_in(citations.RULES) == [
        f"{p}{n}" for p, last in NUMBERS_OF_RULES.items() for n in range(1, last + 1)
    ]


def test_a_line_says_what_it_is_and_what_shows_it():
    for number, entry in SEEDS.items():
        last = ["shown_by"] if citations.needs_showing(entry) else ["later"] if "later" in entry else []
        assert list(entry) == ["says", "class", *last], number
        assert re.fullmatch(r"\S.*[^\s.]", entry["says"]), number
        assert set(entry["class"].split("/")) <= CLASSES, number


def test_a_rule_says_what_keeps_it_and_what_shows_it_or_why_it_is_not_ours():
    for number, entry in RULES.items():
        last = "why" if entry["by"] == "none" else "shown_by"
        assert list(entry) == ["says", "by", last], number
        assert re.fullmatch(r"\S.*[^\s.]", entry["says"]), number
        assert entry["by"] in KEEPERS, number
        assert entry[last] or last == "shown_by", f"{number} does not say why it is not ours"


def test_only_facts_are_put_off():
    later = {number: entry["later"] for number, entry in SEEDS.items() if "later" in entry}
    assert set(later) <= FACTS
    assert set(later.values()) <= {"facts"}


# --- shown ------------------------------------------------------------------------------------------------------------


def test_every_line_is_shown_by_a_story_or_a_test():
    missing = unshown(SEEDS)
    assert not missing, f"{len(missing)} lines that no story and no test shows: {' '.join(missing)}"


def test_every_rule_is_shown_by_a_story_or_a_test_or_is_not_ours():
    missing = unshown(RULES)
    assert not missing, f"{len(missing)} rules that no story and no test shows: {' '.join(missing)}"


@pytest.mark.parametrize("path", citations.maps(), ids=lambda path: path.name)
def test_a_map_is_what_the_stories_and_tests_say_today(path):
    assert path.read_text(encoding="utf-8") == citations.maps()[path], f"{path.name} is out of date: run make docs"


def test_whatever_a_map_names_exists_and_cites_the_number_back():
    shows = {story.name: story.shows for story in all_stories()}
    for number, entry in (SEEDS | RULES).items():
        for name in entry.get("shown_by", ()):
            file, colons, test = name.partition("::")
            if colons:
                text = (TESTS / file).read_text(encoding="utf-8")
                said = re.search(rf'^def {test}\((?:(?!^def ).)*?:\n    r?"""(.*?)"""', text, re.MULTILINE | re.DOTALL)
                assert said, f"{number} names {name}, which is not there or says nothing"
                assert re.search(rf"\b{number}\b", said[1]), f"{number} names {name}, which does not cite it"
            else:
                assert name in shows, f"{number} names {name}, which is no story"
                assert number in shows[name], f"{number} names {name}, which does not cite it"


def test_no_story_and_no_test_cites_a_number_that_is_not_there():
    unknown = {n: names for n, names in citations.citations().items() if n not in SEEDS | RULES}
    assert not unknown


def test_a_rule_that_is_not_ours_is_cited_by_nobody():
    cited = citations.citations()
    shown = {number: cited[number] for number, entry in RULES.items() if entry["by"] == "none" and number in cited}
    assert not shown, f"these rules are shown: say in {citations.RULES.name} what keeps them, instead of none"


def test_a_line_that_is_put_off_is_cited_by_nobody():
    cited = citations.citations()
    shown = {number: cited[number] for number, entry in SEEDS.items() if "later" in entry and number in cited}
    assert not shown, f"these lines are shown: take `later` out of {citations.SEEDS.name}"


# --- the search itself ------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path):
    """A folder of tests with one story and three tests, two of which cite."""
    (tmp_path / "stories").mkdir()
    (tmp_path / "stores").mkdir()
    (tmp_path / "stories" / "org.yaml").write_text("an-org-goes:\n  shows: [S0-31, T099, W99]\n", encoding="utf-8")
    (tmp_path / "test_org.py").write_text(
        '"""S0-01."""\n\n# S0-02\ndef test_that_says_nothing():\n    text = "S0-03"\n\n\n'
        'def help_():\n    """S0-04."""\n\n\n'
        'def test_that_cites():\n    """S0-31, S0-33, and rule E501, T-S0-05 or 2026-W01 are no numbers."""\n',
        encoding="utf-8",
    )
    (tmp_path / "stores" / "test_sql.py").write_text('def test_below():\n    """W5: kept."""\n', encoding="utf-8")
    return tmp_path


def test_citations_are_found_in_stories_and_docstrings_of_tests_and_nowhere_else(small):
    assert citations.citations(small) == {
        "S0-31": ["an-org-goes", "test_org.py::test_that_cites"],
        "S0-33": ["test_org.py::test_that_cites"],
        "W5": ["stores/test_sql.py::test_below"],
        "W99": ["an-org-goes"],
    }


def test_what_a_map_says_by_hand_stays_and_what_shows_it_is_written_anew():
    by_hand = (
        "# a comment: {with: braces}\n"
        'S0-31: {says: "Goes; \\"for ever\\" → yes", class: ACT, shown_by: [gone]}\n\n'
        "S0-40: {says: Help, class: INFO, shown_by: [gone]}\n"
        "S0-20: {says: Credits, class: OBS, later: facts}\n"
        'W1: {says: "no", by: none, why: API}\n'
    )
    assert citations.rewritten(by_hand, {"S0-31": ["test_a.py::test_b", "an-org-goes"], "S0-20": ["x"]}) == (
        "# a comment: {with: braces}\n"
        'S0-31: {says: "Goes; \\"for ever\\" → yes", class: ACT, shown_by: ["test_a.py::test_b", an-org-goes]}\n\n'
        "S0-40: {says: Help, class: INFO}\n"
        "S0-20: {says: Credits, class: OBS, later: facts}\n"
        'W1: {says: "no", by: none, why: API}\n'
    )


def test_six_names_are_enough():
    (line,) = citations.rewritten("W5: {says: Stays, by: guard}", {"W5": list("abcdefgh")}).splitlines()
    assert line == "W5: {says: Stays, by: guard, shown_by: [a, b, c, d, e, f]}"


def test_a_map_without_names_is_missing_exactly_what_needs_one():
    entries = {
        "S0-01": {"class": "MODEL", "shown_by": []},
        "S0-11": {"class": "OBS", "later": "facts"},
        "S0-31": {"class": "ACT", "shown_by": ["an-org-goes"]},
        "S0-40": {"class": "INFO"},
        "S3-16": {"class": "INFO/RULE", "shown_by": []},
        "W1": {"by": "none", "why": "API"},
        "W5": {"by": "guard", "shown_by": []},
    }
    assert unshown(entries) == ["S0-01", "S3-16", "W5"]

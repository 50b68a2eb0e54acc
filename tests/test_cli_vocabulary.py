"""``vocabulary show``: what the vocabularies state, in every form, for one platform and for all side by side."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from markdown_it import MarkdownIt

from reconciler.cli import run
from reconciler.kinds import kinds
from reconciler.model import Mode
from reconciler.render.comparison import side_by_side
from reconciler.render.vocabulary import NOTHING, Part, markdown_lines, platform_parts
from reconciler.vocabulary import load, platform_names

PLATFORMS = [load(name) for name in platform_names()]
COMPARED = {part.name: part for part in side_by_side(PLATFORMS)}


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Any:
    """What the command says."""

    def call(*arguments: str, code: int = 0) -> str:
        assert run(["vocabulary", "show", *arguments]) == code
        said = capsys.readouterr()
        return said.out if code == 0 else said.err

    return call


def compared(part: str, row: str) -> dict[str, str]:
    """What the comparison says of each platform in one row."""
    (found,) = (cells for cells in COMPARED[part].rows if cells[0].replace("`", "") == row)
    return dict(zip(platform_names(), (cell.replace("`", "") for cell in found[1:]), strict=True))


# --- one platform -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", platform_names())
def test_every_word_of_a_platform_is_shown_with_its_rank_and_source(shown: Any, name: str):
    text = shown(name)
    for field, words in load(name).words.items():
        for rank, word in enumerate(words, 1):
            (line,) = (
                line for line in text.splitlines() if line.startswith(f"  {field}: rank {rank}; word {word.word};")
            )
            assert line.endswith(f"source {word.source}")


@pytest.mark.parametrize("name", platform_names())
def test_who_may_what_is_shown_for_every_capability(shown: Any, name: str):
    text = shown(name)
    for ability in load(name).capabilities:
        (line,) = re.findall(rf"^  {ability.can}: (.*)$", text, re.MULTILINE)
        for holder, scope in ability.by.items():
            assert f"{holder} {scope}; " in line
        shows = f"; shows the report {', '.join(ability.shows)}" if ability.shows else ""
        assert f"says {ability.says}{shows}; source {ability.source}" in line


def test_the_text_shows_no_marks_of_markdown_and_no_column_that_says_nothing(shown: Any):
    for name in ("", *platform_names()):
        text = shown(*filter(None, [name]))
        assert "`" not in text
        assert "|" not in text.replace("copy|delete|download", "")
        assert not re.search(r"; \w+ (;|$)", text)
        assert NOTHING not in text


@pytest.mark.parametrize("name", ["", *platform_names()])
def test_json_has_every_table_with_the_same_columns_in_every_row(shown: Any, name: str):
    parts = platform_parts(load(name)) if name else list(COMPARED.values())
    said = json.loads(shown(*filter(None, [name]), "--format", "json"))
    assert list(said) == [part.name for part in parts]
    for part in parts:
        columns = [column.replace("`", "") for column in part.columns]
        assert len(said[part.name]) == len(part.rows)
        assert all(list(row) == columns for row in said[part.name])
    assert "`" not in json.dumps(said)


@pytest.mark.parametrize("name", ["", *platform_names()])
def test_markdown_is_one_whole_table_for_each_part(shown: Any, name: str):
    parts = platform_parts(load(name)) if name else list(COMPARED.values())
    said = shown(*filter(None, [name]), "--format", "markdown")
    tokens = MarkdownIt().enable("table").parse(said)
    assert sum(token.type == "table_open" for token in tokens) == len(parts)
    assert sum(token.type == "tr_open" for token in tokens) == sum(len(part.rows) + 1 for part in parts)
    cells = sum(token.type in ("td_open", "th_open") for token in tokens)
    assert cells == sum((len(part.rows) + 1) * len(part.columns) for part in parts)


def test_a_bar_in_a_cell_does_not_end_it():
    part = Part("x", "X", ("a", "b"), (("one|two", "three"),))
    assert list(markdown_lines([part]))[4] == "| one\\|two | three |"


def test_a_platform_nobody_knows_is_refused_with_those_there_are(shown: Any):
    said = shown("nowhere", code=64)
    assert all(name in said for name in platform_names())


@pytest.mark.parametrize("name", platform_names())
def test_a_table_without_rows_is_left_out(name: str):
    platform = load(name)
    parts = {part.name for part in platform_parts(platform)}
    assert all(part.rows for part in platform_parts(platform))
    assert ("subjects" in parts) == bool(platform.subjects)
    assert ("reach" in parts) == bool(platform.access or platform.caps or platform.joins)


# --- side by side -----------------------------------------------------------------------------------------------------


def test_a_thing_is_called_what_each_platform_calls_it_and_nothing_where_there_is_none():
    assert compared("terms", "team") == {
        "dnanexus": NOTHING,
        "encord": "group",
        "innotescus": NOTHING,
        "webknossos": "team",
    }
    assert compared("terms", "member")["encord"] == "user"
    assert {row[0] for row in COMPARED["terms"].rows} == {k for k, s in kinds().items() if not s.spec.recorded}


def test_roles_stand_weakest_first_with_what_makes_an_admin():
    """Whoever compares platforms sees where the power is (S2-16, S3-14, S4-02)."""
    roles = compared("words", "member.role")
    assert roles["dnanexus"] == "member, admin (admin)"
    assert roles["webknossos"] == "member, dataset_manager (power), admin (admin)"
    assert roles["innotescus"] == "annotator, supervisor, admin (admin), super_admin (admin)"
    assert roles["encord"].endswith("external, internal_member, internal_admin (admin)")


def test_leaving_is_told_apart_platform_by_platform():
    """Removed, removed by hand, or kept for the record (S1-17, S2-25, S3-04, S4-25)."""
    assert compared("people", "who leaves") == {
        "dnanexus": "is removed, with every permission that came through the org",
        "encord": "is removed",
        "innotescus": "is removed by hand",
        "webknossos": "gets active: false: kept for the record",
    }
    assert compared("modes", "leaving, by role")["encord"] == "support: internal_admin; else direct"


def test_a_change_of_role_is_said_in_the_mode_each_platform_has_for_it():
    """Promotion, support and recreation are Encord's (S2-29, S2-30, S2-31, S2-32)."""
    found = compared("modes", "a change of role")
    assert found["webknossos"] == found["dnanexus"] == "direct"
    assert found["encord"] == (
        "promote: internal_member → internal_admin; support: from internal_admin; "
        "unsupported: workforce, workforce_manager, external → internal_admin; else recreate"
    )


def test_a_level_that_changes_is_said_to_be_removed_and_added():
    """Adding somebody again would not change it (E14)."""
    (routes,) = (part for part in platform_parts(load("encord")) if part.name == "routes")
    assert {row[:3] for row in routes.rows if row[3].endswith("adding again does not change the role")} == {
        ("project_grant", "update", "direct"),
        ("dataset_grant", "update", "direct"),
    }


def test_what_holds_for_certain_names_only_is_said_with_the_name():
    """The default team of an org is not like the others (W17)."""
    assert "unsupported: delete default" in compared("modes", "team")["webknossos"]


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_every_mode_a_route_has_is_in_the_comparison(platform: Any):
    column = 1 + platform_names().index(platform.name)
    said = " ".join(row[column] for row in COMPARED["modes"].rows)
    assert {route.mode.value for route in platform.routes} <= {mode.value for mode in Mode if mode.value in said}


def test_a_capability_is_compared_by_who_holds_it_and_where():
    found = compared("capabilities", "edit-projects")
    assert found["dnanexus"] == "admin, ADMINISTER (own project)"
    assert compared("capabilities", "assign-teams")["webknossos"] == "admin, team_manager (own team)"
    assert compared("capabilities", "grant-dataset-manager")["encord"] == NOTHING
    every = {ability.can for platform in PLATFORMS for ability in platform.capabilities}
    assert [row[0].strip("`") for row in COMPARED["capabilities"].rows] == sorted(every)


def test_prices_are_seen_by_those_who_may_spend():
    """Belonging to the org is not enough; the seed is looser, the platform stricter (S4-11, D11)."""
    assert compared("capabilities", "see-prices")["dnanexus"] == "admin, allow_billable_activities"


def test_an_annotator_annotates_in_an_interface_of_their_own_and_supervisors_do_the_rest():
    """Tasks, datasets and data are the supervisors' in the projects they are in (S3-16, S3-18, S3-19)."""
    assert compared("capabilities", "use-annotator-interface")["innotescus"] == "annotator (own place)"
    for can in ("manage-tasks", "import-export"):
        assert compared("capabilities", can)["innotescus"] == "super_admin, supervisor (own place), admin (own place)"


def test_a_row_that_says_nothing_of_any_platform_is_left_out():
    for part in COMPARED.values():
        assert part.rows
        assert all(set(row[1:]) != {NOTHING} for row in part.rows)

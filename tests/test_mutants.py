"""What is said of mutants speaks of functions that there are, and the page has a row for each module that is tried."""

from __future__ import annotations

import importlib
import re
import signal
import sys
import tomllib
from functools import reduce
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "docs"))

mutants, tries = map(importlib.import_module, ("mutants", "tries"))
EXPLAINED = yaml.safe_load((ROOT / "tests" / "mutants.yaml").read_text(encoding="utf-8"))
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]


def modules() -> set[str]:
    return {str(path.relative_to(ROOT)) for pattern in SETTINGS["only_mutate"] for path in ROOT.glob(f"{pattern}")}


@pytest.mark.parametrize("function", EXPLAINED)
def test_a_mutant_that_is_explained_is_one_of_a_function_that_there_is(function: str):
    file = next(path for path in modules() if function.startswith(path.removesuffix(".py").replace("/", ".") + "."))
    module = file.removesuffix(".py").replace("/", ".")
    reduce(getattr, function.removeprefix(f"{module}.").split("."), importlib.import_module(module))
    for said in EXPLAINED[function]:
        assert said["becomes"]
        assert said["why"].endswith(".")


def test_a_function_is_at_home_in_its_module_and_not_in_the_room_around_it():
    assert mutants.home("reconciler.guards.case.Case.near_miss") == "reconciler/guards/case.py"
    assert mutants.home("reconciler.guards.judge") == "reconciler/guards/__init__.py"
    assert mutants.home("reconciler.elsewhere.work") == ""


def test_every_module_that_is_tried_has_a_row_with_nine_of_ten_or_more():
    page = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| `")]
    assert {module.strip("`") for module, *_ in rows} == {path for path in modules() if path.endswith(".py")}
    assert all(int(killed) >= 0.9 * int(made) for _, made, killed, *_ in rows)
    assert all(int(made) == int(killed) + int(same) for _, made, killed, _, same, _ in rows)


def test_the_tests_that_are_asked_are_there():
    assert all((ROOT / path).is_file() for path in SETTINGS["pytest_add_cli_args_test_selection"])


def test_every_row_says_of_which_day_and_commit_it_is_and_a_run_of_other_modules_keeps_it():
    rows = mutants.written()
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d, `[0-9a-f]{7,}`", row.measured) for row in rows.values())
    assert "\n".join(mutants.table(rows)) in (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (0, "survived"),
        (1 << 8, "killed"),
        (5 << 8, "no tests"),
        (signal.SIGXCPU, "timeout"),
        (signal.SIGALRM, "timeout"),
        (signal.SIGSEGV, "killed"),
    ],
)
def test_how_a_process_ends_says_what_its_mutant_has_come_to(ended: int, said: str):
    assert tries.status(int(ended)) == said
    assert said in mutants.CODES


def test_a_mutant_is_tried_with_the_tests_that_come_by_it_the_quickest_first_and_few_are_told_stories():
    session = tries.Session(tries.Order({}, ["reconciler.guards."], "test_stories.py", "", 1))
    session.items = [
        SimpleNamespace(nodeid=f"tests/{name}.py::test") for name in ("test_a", "test_b", "test_stories", "test_c")
    ]
    takes = (
        (0.3, "reconciler.text.x"),
        (0.2, "reconciler.text.x"),
        (0.1, "reconciler.text.x"),
        (0.0, "reconciler.text.y"),
    )
    seen = [tries.Seen({function, function.replace("text", "guards")}, seconds) for seconds, function in takes]
    assert session.chosen("reconciler.text.x", seen) == [1, 0]
    assert session.chosen("reconciler.guards.x", seen) == [2, 1, 0]
    assert session.chosen("reconciler.text.z", seen) == []

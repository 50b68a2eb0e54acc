"""What is said of mutants speaks of functions that there are, and the page has a row for each module that is tried."""

from __future__ import annotations

import importlib
import tomllib
from functools import reduce
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
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


def test_every_module_that_is_tried_has_a_row_with_nine_of_ten_or_more():
    page = (ROOT / "docs" / "mutants.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| `")]
    assert {module.strip("`") for module, *_ in rows} == {path for path in modules() if path.endswith(".py")}
    assert all(int(killed) >= 0.9 * int(made) for _, made, killed, *_ in rows)
    assert all(int(made) == int(killed) + int(same) for _, made, killed, _, same, _ in rows)


def test_the_tests_that_are_asked_are_there():
    assert all((ROOT / path).is_file() for path in SETTINGS["pytest_add_cli_args_test_selection"])

"""The fuzz targets hold for their seeds and for everything that once broke one; ``make fuzz`` looks for more."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
_spec = importlib.util.spec_from_file_location("fuzz_targets", ROOT / "fuzz" / "targets.py")
targets = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = targets
_spec.loader.exec_module(targets)


@pytest.mark.parametrize("name", targets.TARGETS)
def test_a_target_holds_for_its_seeds_and_for_pieces_of_them(name: str):
    seeds = [*targets.TARGETS[name].seeds()]
    assert seeds
    for seed in seeds[:60]:
        for data in (seed, seed[: len(seed) // 2], seed[1:], seed.replace(b":", b"\xff", 1), b""):
            targets.TARGETS[name].run(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [pytest.param(name, data, id=f"{name}/{told}") for name in targets.TARGETS for told, data in targets.found(name)],
)
def test_what_was_found_once_does_not_come_back(name: str, data: bytes):
    targets.TARGETS[name].run(data)

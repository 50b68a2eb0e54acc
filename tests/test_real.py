"""The run on real organizations needs data that is not here; what it imports must be there all the same."""

import runpy
from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parent.parent / "benchmarks" / "real.py"


def test_the_run_on_real_organizations_says_plainly_that_its_data_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["real.py", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"SKIPPED: no .*kubernetes\.tar\.xz"):
        runpy.run_path(str(REAL), run_name="__main__")

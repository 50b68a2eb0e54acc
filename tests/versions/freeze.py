"""Freeze a store and a plan file as the program at hand writes them: ``python tests/versions/freeze.py``, before a format changes.

What is frozen is never written anew: it stands for the stores that people have. A store is kept as SQL text, so that a change of
it can be read; the plan is one that was made against it and not applied.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from reconciler.planfile import FORMAT
from reconciler.stores.glance import REVISIONS

HERE = Path(__file__).parent
LAB = """\
org: brainlab
platform: webknossos
name: Bärenlabor 名
members:
  ada@brainlab.example: {{role: admin, experience: {{nuclei: {level}}}}}
  grace@brainlab.example: {{role: admin}}
  alan@brainlab.example:
{more}teams:
  Dense Cells: {{members: {{alan@brainlab.example: team_manager{dense}}}}}
  Segmentation: {{members: [alan@brainlab.example]}}
"""
VISION = """\
org: acme-vision
platform: encord
members:
  ada@vision.example: {role: internal_admin}
  carl@vision.example: {role: internal_member}
groups:
  Großer Bär: {members: [carl@vision.example]}
"""
FIRST = LAB.format(
    level=5, more="  bob@brainlab.example: {role: dataset_manager}\n", dense=", bob@brainlab.example: member"
)
SECOND = LAB.format(level=7, more="", dense="")
"""What the last apply left in brainlab."""
CREDITS = '{"id": "t1", "at": "2026-10-01", "change": -1.25, "details": "名", "user": "alan@brainlab.example"}'
NEXT = LAB.format(level=8, more="  dora@brainlab.example:\n", dense="")
"""What the frozen plan asks for: two changes."""


def freeze() -> None:
    """Two applies and a plan, in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("vision.yaml", VISION), ("lab.yaml", FIRST), ("credits.jsonl", CREDITS)):
            (Path(folder) / name).write_text(text, encoding="utf-8")
        run(folder, "init")
        run(folder, "apply", "lab.yaml", "vision.yaml", "--yes")
        (Path(folder) / "lab.yaml").write_text(SECOND, encoding="utf-8")
        run(folder, "apply", "lab.yaml", "--yes")
        run(folder, "facts", "import", "credit", "credits.jsonl", "--org", "brainlab")
        (Path(folder) / "lab.yaml").write_text(NEXT, encoding="utf-8")
        run(folder, "plan", "lab.yaml", "-o", "next.json")
        write(HERE / f"plan-{FORMAT}.json", (Path(folder) / "next.json").read_text(encoding="utf-8"))
        with contextlib.closing(sqlite3.connect(Path(folder) / "store.db")) as store:
            names = ("application_id", "user_version")  # which a dump leaves out
            said = [f"PRAGMA {name}={store.execute(f'PRAGMA {name}').fetchone()[0]};" for name in names]
            write(HERE / f"{REVISIONS[-1]}.sql", "\n".join([*said, *store.iterdump()]) + "\n")


def run(folder: str, *arguments: str) -> None:
    environment = {**os.environ, "RECONCILER_DB": "sqlite:///store.db", "RECONCILER_ACTOR": "ada@brainlab.example"}
    subprocess.run([sys.executable, "-m", "reconciler", *arguments], cwd=folder, env=environment, check=True)


def write(file: Path, text: str) -> None:
    """Nothing is written over: a format that has not changed since is frozen already."""
    if not file.exists():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    freeze()

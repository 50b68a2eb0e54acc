"""Freeze stores and a plan file as the program at hand writes them: ``python tests/versions/freeze.py``, before a format changes.

What is frozen is never written anew: it stands for the stores that people have. A store is kept as SQL text, so that a change of
it can be read; the plan is one that was made against it and not applied. Of each schema there is a young store, and one
(``-lived``) to which all has happened that a log can tell of.
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


LIVED = """\
org: brainlab
platform: webknossos
name: Bärenlabor 名
members:
  ada@brainlab.example: {role: admin, experience: {nuclei: 7}}
  grace@brainlab.example: {role: admin}
  alan.turing@brainlab.example: {previously: [alan@brainlab.example]}
teams:
  Dense Cells: {members: {alan.turing@brainlab.example: team_manager}}
  Segmentation: {members: []}
"""
"""What brainlab was left with in the store that has lived."""
RENAMED = LIVED.replace("members: []", "members: [alan.turing@brainlab.example]")
VISION_LEFT = VISION.replace("  carl@vision.example: {role: internal_member}\n", "").replace(
    "[carl@vision.example]", "[]"
)
POLICY = "approvals: {required: true, require_signed: 0}\nowners: [grace@brainlab.example]\n"
BY_HAND = "DELETE FROM resource WHERE path LIKE 'membership/segmentation/%'"


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
        write(HERE / f"{REVISIONS[-1]}.sql", dump(folder))


def freeze_lived() -> None:
    """Approvals, a refusal, a restore, another name, an erasure, a handover and accepted drift; then an apply that finds all as it is."""
    with tempfile.TemporaryDirectory() as folder:

        def manifests(lab: str, vision: str) -> None:
            for name, text in (("vision.yaml", vision), ("lab.yaml", lab), ("policy.yaml", POLICY)):
                (Path(folder) / name).write_text(text, encoding="utf-8")

        manifests(FIRST, VISION)
        keys = [Path(folder) / name for name in ("first", "second")]
        for key in keys:
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key], check=True)
        run(folder, "init")
        run(folder, "apply", "lab.yaml", "vision.yaml", "--yes")
        manifests(NEXT, VISION)
        run(folder, "plan", "lab.yaml", "-o", "stale.json")
        manifests(SECOND, VISION)
        run(folder, "plan", "lab.yaml", "-o", "approved.json", "--policy", "policy.yaml")
        run(folder, "approve", "approved.json", "--as", "grace@brainlab.example", "-o", "grace.approval", "--yes")
        run(folder, "apply", "approved.json", "--policy", "policy.yaml", "--approval", "grace.approval")
        manifests(NEXT, VISION)
        run(folder, "backup", "store.backup")
        run(folder, "apply", "lab.yaml", "--yes")
        run(folder, "restore", "store.backup", "--confirm", "store.db")
        run(folder, "apply", "stale.json", code=12)
        manifests(RENAMED, VISION_LEFT)
        run(folder, "apply", "lab.yaml", "vision.yaml", "--yes")
        run(folder, "erase", "carl@vision.example", "--org", "acme-vision", "--note", "asked for it", "--yes")
        run(folder, "audit", "hand-over", "--checkpoint-key", str(keys[0]), "--to", f"{keys[1]}.pub")
        with contextlib.closing(sqlite3.connect(Path(folder) / "store.db")) as store, store:
            store.execute(BY_HAND)
        run(folder, "state", "accept-drift", "brainlab", "--as", "grace@brainlab.example", "--note", "by hand")
        manifests(LIVED, VISION_LEFT)
        run(folder, "apply", "lab.yaml", "vision.yaml", "--yes")
        run(folder, "audit", "checkpoint", "-o", "lived.note", "--checkpoint-key", str(keys[1]))
        lived = HERE / f"{REVISIONS[-1]}-lived"
        if not lived.with_suffix(".sql").exists():  # these three are of one store
            write(lived.with_suffix(".sql"), dump(folder))
            write(lived.with_suffix(".note"), (Path(folder) / "lived.note").read_text(encoding="utf-8"))
            write(lived.with_suffix(".pub"), Path(f"{keys[0]}.pub").read_text(encoding="utf-8"))


def dump(folder: str) -> str:
    with contextlib.closing(sqlite3.connect(Path(folder) / "store.db")) as store:
        names = ("application_id", "user_version")  # which a dump leaves out
        said = [f"PRAGMA {name}={store.execute(f'PRAGMA {name}').fetchone()[0]};" for name in names]
        return "\n".join([*said, *store.iterdump()]) + "\n"


def run(folder: str, *arguments: str, code: int = 0) -> None:
    environment = {**os.environ, "RECONCILER_DB": "sqlite:///store.db", "RECONCILER_ACTOR": "ada@brainlab.example"}
    done = subprocess.run([sys.executable, "-m", "reconciler", *arguments], cwd=folder, env=environment, check=False)
    if done.returncode != code:
        raise SystemExit(f"{arguments} ended with {done.returncode}")


def write(file: Path, text: str) -> None:
    """Nothing is written over: a format that has not changed since is frozen already."""
    if not file.exists():
        file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    freeze()
    freeze_lived()

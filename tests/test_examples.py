"""The examples are valid, say what their golden plans say, cover every platform, and the demo does what it announces."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import reconciler as r
from reconciler.kinds import kinds
from reconciler.model import EMPTY, Outcome
from reconciler.vocabulary import load, platform_names

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
MANIFESTS = sorted(EXAMPLES.rglob("*.yaml"))
FOLDERS = [EXAMPLES / name for name in platform_names()]
LAB = EXAMPLES / "lab"
sys.path.append(str(ROOT / "docs"))
console = importlib.import_module("console")
generate = importlib.import_module("generate")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def planned(folder: Path, store: r.MemoryStore) -> r.Plan:
    return r.make_plan(r.read_manifests([folder]).sound(), store, header(store))


def header(store: r.MemoryStore) -> r.Header:
    return r.Header(
        lineage=store.lineage, created="2026-01-01T09:00:00Z", expires="2026-01-08T09:00:00Z", actor="a", tool="t"
    )


def applied(plan: r.Plan, store: r.MemoryStore) -> list[Outcome]:
    return [done.outcome for done in r.apply(plan, store, r.Attempt("a", "2026-01-01T09:00:00Z", "run"))]


def test_every_platform_has_an_example_and_every_example_a_platform():
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert folders == {*platform_names(), "lab"}


@pytest.mark.parametrize("path", MANIFESTS, ids=named)
def test_every_manifest_names_its_schema_for_editors(path):
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
    assert found
    assert (path.parent / found[1]).resolve() == ROOT / "schemas" / "manifest.schema.json"


@pytest.mark.parametrize("folder", [*FOLDERS, *(LAB / name for name in ("before", "after", "mistake"))], ids=named)
def test_an_example_is_read_without_any_complaint(folder):
    reading = r.read_manifests([folder])
    assert reading.problems == ()
    assert len(reading.desired.orgs) == 1


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_an_example_plans_from_nothing_what_its_golden_plan_says(folder):
    assert (folder / "expected-plan.txt").read_text(encoding="utf-8") == generate.expected_plan(folder)


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_the_command_prints_the_golden_plan_too(folder, sqlite_url):
    done = run(sys.executable, "-m", "reconciler", "plan", str(folder), "--db", sqlite_url, "--actor", "ada")
    assert done.returncode == 0, done.stderr
    assert console.same(done.stdout, (folder / "expected-plan.txt").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_an_applied_example_leaves_nothing_to_do_and_neither_does_its_export(folder):
    store = r.MemoryStore("examples")
    assert applied(planned(folder, store), store) == [Outcome.DONE]
    assert planned(folder, store).empty
    (org,) = store.heads()
    exported = r.export_org(org, store.state(org))
    assert exported.left_out == 0
    assert r.make_plan(r.read_texts([("again.yaml", exported.text)]).sound(), store, header(store)).empty


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_an_example_shows_every_kind_and_role_its_platform_has(folder):
    platform = load(folder.name)
    (org,) = r.read_manifests([folder]).desired.orgs.values()
    assert {address.kind for address in org.state} == set(kinds()) - set(platform.absent)
    for field, words in platform.words.items():
        kind, _, name = field.partition(".")
        if kind not in platform.absent:
            used = {resource.attrs.get(name) for address, resource in org.state.items() if address.kind == kind}
            assert used == {word.word for word in words}


def test_the_pull_request_of_the_lab_changes_and_its_mistake_is_refused():
    store = r.MemoryStore("lab")
    applied(planned(LAB / "before", store), store)
    change, mistake = planned(LAB / "after", store), planned(LAB / "mistake", store)
    assert not change.refusals
    assert [result.guard for result in mistake.refusals] == ["people-removed"]
    before = store.state("webknossos/brainlab")
    assert applied(mistake, store) == [Outcome.REFUSED]
    assert store.state("webknossos/brainlab").digest == before.digest != EMPTY.digest
    assert applied(change, store) == [Outcome.DONE]
    assert applied(change, store) == [Outcome.ALREADY]


# --- the demo ---------------------------------------------------------------------------------------------------------


def run(*command: str, path: str = os.defpath, scratch: Path | None = None) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": path,
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "HOME": str(scratch or ROOT),
        "TMPDIR": str(scratch or ""),
    }
    return subprocess.run(command, env=env, capture_output=True, encoding="utf-8", timeout=120, check=False)


def with_program(folder: Path, script: str) -> str:
    """A PATH on which ``reconciler`` is *script*."""
    folder.mkdir()
    (folder / "reconciler").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "reconciler").chmod(0o755)
    return f"{folder}:{os.defpath}"


@pytest.fixture
def scratch(tmp_path):
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def test_the_demo_shows_the_whole_road_and_leaves_nothing_behind(tmp_path, scratch):
    path = with_program(tmp_path / "bin", f'exec "{sys.executable}" -m reconciler "$@"')
    done = run("sh", str(EXAMPLES / "demo.sh"), path=path, scratch=scratch)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(scratch.iterdir()) == []
    told = [
        "An empty store is ready",
        "Plan: 25 to create",
        "25 changes done; now at serial 1",
        "Plan: 3 to create, 3 to update, 1 to delete",
        "REFUSED  people-removed: 4 people would leave; the limit is 2",
        "7 changes done; now at serial 2",
        "already applied as serial 2; nothing was written",
        "No changes.",
        "- deactivate dorothy@brainlab.example (kept for the record)",
    ]
    assert [line for line in told if line not in done.stdout] == []
    assert sorted(told, key=done.stdout.rindex) == told
    assert "\x1b" not in done.stdout
    assert str(tmp_path) not in done.stdout
    assert str(ROOT) not in done.stdout


def test_every_step_of_the_demo_is_announced_by_one_line(tmp_path, scratch):
    path = with_program(tmp_path / "bin", f'exec "{sys.executable}" -m reconciler "$@"')
    lines = run("sh", str(EXAMPLES / "demo.sh"), path=path, scratch=scratch).stdout.splitlines()
    steps = [number for number, line in enumerate(lines) if line.startswith("=== ")]
    assert len(steps) == 8
    assert all(lines[number + 1].startswith("$ reconciler ") for number in steps)


def test_a_demo_that_does_not_go_as_announced_fails(tmp_path, scratch):
    done = run("sh", str(EXAMPLES / "demo.sh"), path=with_program(tmp_path / "bin", "exit 0"), scratch=scratch)
    assert done.returncode == 1
    assert "expected exit code 11, got 0" in done.stderr
    assert list(scratch.iterdir()) == []

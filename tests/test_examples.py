"""The examples are valid, say what their golden plans say, use all that every platform has, and the demo does what it announces.

Golden plans of single platforms are written by ``make docs``; that of the company, which depends on a date, by
``pytest tests/test_examples.py --bless``.
"""

from __future__ import annotations

import datetime
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import reconciler as r
from reconciler.guards import Limits
from reconciler.kinds import OWN, field_names, kinds
from reconciler.model import EMPTY, Outcome, State
from reconciler.vocabulary import Platform, load, platform_names

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
MANIFESTS = sorted(EXAMPLES.rglob("*.yaml"))
FOLDERS = [EXAMPLES / name for name in platform_names()]
LAB = EXAMPLES / "lab"
COMPANY = EXAMPLES / "company"
TODAY = "2026-01-01"
sys.path.append(str(ROOT / "docs"))
console = importlib.import_module("console")
generate = importlib.import_module("generate")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def planned(folder: Path, store: r.MemoryStore, today: str = TODAY) -> r.Plan:
    return r.make_plan(r.read_manifests([folder], at=today).sound(), store, header(store, today))


def header(store: r.MemoryStore, today: str = TODAY) -> r.Header:
    until = datetime.date.fromisoformat(today) + datetime.timedelta(days=7)
    return r.Header(
        lineage=store.lineage, created=f"{today}T09:00:00Z", expires=f"{until}T09:00:00Z", actor="ada", tool="t"
    )


def applied(plan: r.Plan, store: r.MemoryStore) -> list[Outcome]:
    attempt = r.Attempt("ada", plan.header.created, f"run of {r.plan_name(plan)}")
    return [done.outcome for done in r.apply(plan, store, attempt)]


def test_every_platform_has_an_example_and_every_example_a_platform():
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    assert folders == {*platform_names(), "lab", "company", "weeks", "policies", "ci", "facts"}


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
    assert exported.left_out == ()
    assert r.make_plan(r.read_texts([("again.yaml", exported.text)]).sound(), store, header(store)).empty


# --- everything a platform has ----------------------------------------------------------------------------------------


def shown(folder: Path) -> tuple[Platform, State]:
    """The platform of an example, and what its manifests want."""
    (org,) = r.read_manifests([folder]).desired.orgs.values()
    return load(folder.name), org.state


def values(platform: Platform, state: State, kind: str, field: str) -> Iterator[Any]:
    """What the resources of a kind say in a field, a setting's with a dot; where they say nothing, what then holds."""
    outer, _, inner = field.rpartition(".")
    for address, resource in state.items():
        if address.kind == kind and outer:
            yield resource.attrs.get(outer, {}).get(inner)
        elif address.kind == kind:
            value = platform.value(kind, resource.attrs, field)
            yield kinds()[kind].spec.model_fields[field].default if value is None else value


def fields(platform: Platform) -> Iterator[tuple[str, str]]:
    """Every kind with every field that manifests of the platform may use."""
    for kind, shape in kinds().items():
        if kind not in platform.absent and not shape.spec.recorded:
            for name in field_names(kind):
                if f"{kind}.{name}" not in platform.absent and name not in shape.settings:
                    yield kind, name


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_an_example_shows_every_kind_its_platform_has(folder):
    platform, state = shown(folder)
    here = {kind for kind, shape in kinds().items() if kind not in platform.absent and not shape.spec.recorded}
    assert {address.kind for address in state} == here


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_an_example_shows_every_field_and_setting_its_platform_has(folder):
    """Of the program's own fields, which many kinds have, one kind will do."""
    platform, state = shown(folder)
    every = list(fields(platform))
    assert len(every) >= len(platform.terms)
    silent = {name for name in every if not any(value is not None for value in values(platform, state, *name))}
    ours = {name for name in every if name[1] in OWN}
    assert silent <= ours
    assert {field for _, field in ours - silent} == {field for _, field in ours}


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_an_example_shows_every_word_of_roles_levels_and_access(folder):
    """An org says one word of each of its own settings, so of those any will do."""
    platform, state = shown(folder)
    assert {"member.role"} <= platform.words.keys()
    for field, words in platform.words.items():
        kind, _, name = field.partition(".")
        if kind != "org":
            used = set(values(platform, state, kind, name))
            assert used == {word.word for word in words}, field


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_an_example_shows_both_sides_of_every_flag(folder):
    platform, state = shown(folder)
    for kind, name in fields(platform):
        used = set(map(repr, values(platform, state, kind, name)))
        if used & {"True", "False"}:
            assert used == {"True", "False"}, f"{kind}.{name}"


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_an_example_gives_access_to_every_sort_of_subject(folder):
    platform, state = shown(folder)
    for kind, forms in platform.subjects.items():
        names = [resource.name[-1] for address, resource in state.items() if address.kind == kind]
        used = {next(form.pattern for form in forms if re.fullmatch(form.pattern, name)) for name in names}
        assert used == {form.pattern for form in forms}, kind


def test_the_example_of_restrictions_has_every_restriction_there_is():
    restricting = [folder for folder in FOLDERS if "restriction" in load(folder.name).terms]
    assert restricting
    for folder in restricting:
        platform, state = shown(folder)
        names = {address.key[-1] for address in state if address.kind == "restriction"}
        assert names == set(platform.keys["restriction"].pattern.split("|"))


@pytest.mark.parametrize("folder", FOLDERS, ids=named)
def test_an_example_sets_every_limit_of_the_guards(folder):
    (org,) = r.read_manifests([folder]).desired.orgs.values()
    assert set(org.limits) == set(Limits.model_fields)


# --- one company on all platforms -------------------------------------------------------------------------------------

GONE, LEAVING = ("jonas.weir", "2025-11-30"), ("pia", "2027-03-31")
"""Who has left, and who will, by the part that all their names have, with their last days."""


def naming(person: str, plan: r.Plan) -> dict[str, list[str]]:
    """By platform, the changes of a plan whose address names a person, sorted."""
    told: dict[str, list[str]] = {}
    for org in plan.orgs:
        found = sorted(f"{change.action} {change.address.kind}" for change in org.changes if names(person, change))
        told |= {org.org.partition("/")[0]: found} if found else {}
    return told


def names(person: str, change: r.Change) -> bool:
    return any(part.removeprefix("user-").startswith(person) for part in change.address.key)


def test_the_company_is_on_every_platform_and_read_without_any_complaint():
    reading = r.read_manifests([COMPANY], at=TODAY)
    assert reading.problems == ()
    assert sorted(org.partition("/")[0] for org in reading.desired.orgs) == sorted(platform_names())


def test_the_company_plans_from_nothing_what_its_golden_plan_says():
    assert (COMPANY / "expected-plan.txt").read_text(encoding="utf-8") == generate.expected_plan(COMPANY)


def test_nobody_of_the_company_is_named_twice_and_everybody_has_a_name_everywhere():
    desired = r.read_manifests([COMPANY], at=TODAY).sound()
    members = [res for org in desired.orgs.values() for at, res in org.state.items() if at.kind == "member"]
    assert all(resource.attrs["name"] for resource in members)
    for path in COMPANY.glob("*.yaml"):
        assert path.name == "people.yaml" or "{name:" not in path.read_text(encoding="utf-8")


def test_whoever_has_left_the_company_is_in_none_of_its_orgs_however_often_the_manifests_name_them():
    person, last_day = GONE
    before = naming(person, planned(COMPANY, r.MemoryStore("s"), last_day))
    assert set(before) == set(platform_names())
    assert naming(person, planned(COMPANY, r.MemoryStore("s"))) == {}


def test_the_day_after_their_last_somebody_leaves_all_orgs_at_once_each_in_its_own_way():
    person, last_day = LEAVING
    store = r.MemoryStore("company")
    assert applied(planned(COMPANY, store), store) == [Outcome.DONE] * len(platform_names())
    assert planned(COMPANY, store, last_day).empty
    leaving = planned(COMPANY, store, "2027-04-01")
    assert [org.refusals for org in leaving.orgs] == [()] * len(platform_names())
    assert naming(person, leaving) == {
        "dnanexus": ["delete member"],
        "encord": ["delete dataset_grant", "delete member", "delete project_grant"],
        "innotescus": ["delete assignment", "delete member"],
        "webknossos": ["delete membership", "update member"],
    }
    assert applied(leaving, store) == [Outcome.DONE] * len(platform_names())
    assert planned(COMPANY, store, "2027-04-02").empty


# --- the laboratory ---------------------------------------------------------------------------------------------------


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

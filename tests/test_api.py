"""The shop window: every name in it is there, costs nothing until used, and the example of its docstring works."""

from __future__ import annotations

import ast
import importlib
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

import reconciler as r

ROOT = Path(__file__).parent.parent
LINEAGE = "00000000-0000-4000-8000-000000000001"


@pytest.mark.parametrize("name", r.__all__)
def test_every_public_name_is_what_its_room_calls_so(name: str):
    found = getattr(r, name)
    home = importlib.import_module(f"reconciler.{r._HOMES[name]}")
    assert found is getattr(home, name)
    assert inspect.getdoc(found)


def test_the_list_of_public_names_is_sorted_and_complete():
    assert r.__all__ == sorted(set(r.__all__))
    assert set(r.__all__) == set(r._HOMES)
    assert not any(name.startswith("_") for name in r.__all__)


@pytest.mark.parametrize("name", ["nonsense", "_private", "Store", "plan", "errors2"])
def test_a_name_that_is_not_public_is_not_there(name: str):
    with pytest.raises(AttributeError, match=name):
        getattr(r, name)


def test_every_name_can_be_imported_first_in_a_fresh_process():
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom reconciler import *\nprint(sorted(n for n in dir() if n[0] != '_' and n != 'sys'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ast.literal_eval(done.stdout) == r.__all__


def test_importing_the_package_costs_nothing():
    code = "import sys; before = set(sys.modules); import reconciler; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {name.partition(".")[0] for name in done.stdout.split()}
    assert "reconciler" in imported
    assert not {"pydantic", "yaml", "sqlalchemy", "click", "json", "datetime", "email_validator", "deepdiff"} & imported
    assert {name for name in done.stdout.split() if name.startswith("reconciler")} == {"reconciler"}


def test_the_example_of_the_docstring_works_with_the_store_in_memory(tmp_path: Path):
    (tmp_path / "lab.yaml").write_text("org: lab\nplatform: webknossos\nmembers: {ada@lab.example: {role: admin}}\n")
    store = r.MemoryStore(LINEAGE)
    reading = r.read_manifests([tmp_path])
    header = r.Header(
        lineage=store.lineage,
        created="2026-11-23T09:00:00Z",
        expires="2026-11-30T09:00:00Z",
        actor="ada",
        tool="an example",
        manifests=reading.digest,
    )
    plan = r.make_plan(reading.sound(), store, header)
    assert [str(change.address) for change in plan.changes] == [
        "webknossos/lab/org",
        "webknossos/lab/member/ada@lab.example",
    ]
    again = r.loads(r.dumps(plan).encode())
    assert r.plan_name(again) == r.plan_name(plan)
    attempt = r.Attempt(actor="ada", at="2026-11-23T09:00:00Z", run="run-1")
    assert [(result.org, str(result.outcome)) for result in r.apply(again, store, attempt)] == [
        ("webknossos/lab", "done")
    ]
    state = store.state("webknossos/lab")
    assert isinstance(state, r.State)
    assert (
        r.read_texts([("x.yaml", r.export_org("webknossos/lab", state).text)]).sound().orgs["webknossos/lab"].state
        == state
    )
    assert [entry.seq for entry in store.audit(r.AuditQuery(person="ada@lab.example"))] == [2]
    assert r.make_plan(reading.sound(), store, header).empty
    store.close()


def test_the_names_the_docstring_uses_are_public():
    used = {
        node.attr
        for node in ast.walk(_example())
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "r"
    }
    assert used
    assert used <= set(r.__all__)


def _example() -> ast.Module:
    """The indented lines of the package's docstring, as Python."""
    lines = [line[4:] for line in (r.__doc__ or "").splitlines() if line.startswith("    ")]
    return ast.parse("\n".join(lines).replace("...)", ")").replace(", )", ")"))


def test_make_plan_refuses_manifests_that_do_not_fit_the_store():
    store = r.MemoryStore(LINEAGE)
    desired = r.read_texts([("f.yaml", "org: lab\nplatform: webknossos\nowner: nobody@lab.example\n")]).sound()
    header = r.Header(store.lineage, "2026-11-23T09:00:00Z", "2026-11-30T09:00:00Z", "ada", "x")
    with pytest.raises(r.ReconcilerError) as caught:
        r.make_plan(desired, store, header)
    assert [problem.code for problem in caught.value.problems] == ["dangling-reference"]
    assert caught.value.exit_code == 10


def test_hostile_arguments_meet_the_same_checks_as_files():
    for text in ("org: '); DROP TABLE resource;--\n", 'org: lab\nplatform: encord\ngroups: {"\'); DROP TABLE": }\n'):
        reading = r.read_texts([("f.yaml", text)])
        assert reading.problems or reading.sound()
    with pytest.raises(r.ReconcilerError):
        r.loads(b"")
    with pytest.raises(ValueError, match="not enough values"):
        r.Address.parse("lab")
    with pytest.raises(ValueError, match="two different sides"):
        r.Change(r.Address.parse("a/b/c"), {}, {})

"""Orgs that are settled are left out of a plan, and nobody can tell the plan from one that leaves out nothing.

Single cases are here, with what is parsed and imported in each; walks through whatever people do are in ``test_incremental.py``.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import product
from pathlib import Path

import psycopg
import pytest
from labs import FIRST, Lab, settled_lab
from sqlalchemy.engine import make_url

from reconciler import settled
from reconciler.cli import terminal
from reconciler.model import Head, Settled
from reconciler.settled import LONGEST, holding, span
from reconciler.shards import Shard
from reconciler.stores.glance import glance
from reconciler.stores.sql import open_store

LABS = {
    "one.yaml": "org: one\nplatform: webknossos\nmembers: {ada@one.example: {role: admin}, bob@one.example: }\n",
    "two/org.yaml": "org: two\nplatform: encord\nmembers: {ada@two.example: {role: internal_admin}, eve@two.example: {role: internal_member}}\n",
    "two/more.yaml": "org: two\ngroups: {Nuclei: {members: [eve@two.example]}}\n",
    "three.yaml": "org: org-three\nplatform: dnanexus\nmembers: {user-ada: {role: admin}, user-joe: {expires: 2026-12-24}}\n",
}


# fmt: off
HEAVY = {
    "pydantic", "sqlalchemy", "yaml", "alembic", "deepdiff", "cryptography", "email_validator", "jinja2",
    "subprocess", "secrets", "shutil", "bz2", "lzma", "zipfile", "tempfile", "importlib.resources", "zoneinfo",
    "traceback", "reconciler.cli.git",
}
OF_CLICK = {"click", "inspect", "dataclasses", "locale", "reconciler.cli.group", "reconciler.cli.options"}
# fmt: on


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Lab:
    """A lab of three orgs that are settled."""
    return settled_lab(tmp_path, monkeypatch, capsys, LABS)


def test_nothing_is_parsed_where_nothing_has_changed(lab: Lab):
    assert lab.both().json["resource_changes"] == []
    assert lab.parsed == []
    assert len(lab.plan("--refresh").json["resource_changes"]) == 0
    assert sorted(lab.parsed) == sorted(LABS)


def test_orgs_of_one_slug_on_two_platforms_are_always_compared(lab: Lab):
    """Their files are told apart by nothing but the platform: letting go of one org's would let go of the other's."""
    lab.write("other.yaml", "org: one\nplatform: encord\nmembers: {ada@one.example: {role: internal_admin}}\n")
    assert lab.apply().code == 0
    with closing(sqlite3.connect("reconciler.db")) as connection:
        update = "UPDATE resource SET attrs = '{\"role\":\"admin\"}' WHERE org = 'webknossos/one' AND path LIKE 'member/bob%'"
        assert connection.execute(update).rowcount == 1
        connection.commit()
    assert lab.plan().code == lab.plan("--refresh").code == 14
    assert {"one.yaml", "other.yaml"} <= set(lab.parsed)


def test_a_shard_settles_no_org_whose_slug_is_another_orgs_in_another_shard(lab: Lab):
    """One file speaks of both: left out for the one, it would be gone for the other."""
    twin = "\n---\norg: one\nplatform: encord\nmembers: {ada@one.example: {role: internal_admin}}\n"
    lab.write("one.yaml", LABS["one.yaml"] + twin)
    [shard] = {f"{number}/5" for number in range(1, 6) if "webknossos/one" in Shard(number, 5)}
    assert shard not in {f"{number}/5" for number in range(1, 6) if "encord/one" in Shard(number, 5)}
    assert lab.call("apply", "orgs", "--yes", "--actor", "ada", "--shard", shard).code == 0
    assert "encord/one/member/ada@one.example" in lab.both().out
    lab.write("more.yaml", "org: one\nplatform: webknossos\nteams: {Red: }\n")
    assert "encord/one/member/ada@one.example" in lab.both().out


def test_a_saved_plan_settles_what_the_manifests_that_are_named_agree_with(lab: Lab):
    one, two = LABS["one.yaml"], LABS["two/more.yaml"]
    lab.write("one.yaml", one.replace("bob@", "joe@"))
    lab.write("two/more.yaml", two.replace("Nuclei", "Cells"))
    assert lab.call("plan", "orgs", "--actor", "ada", "-o", "plan.json").code == 0
    lab.write("one.yaml", one.replace("bob@", "zoe@"))
    assert lab.call("apply", "plan.json", "--actor", "ada", "--manifests", "orgs").code == 0
    people = {change["address"].rpartition("/")[2] for change in lab.both().json["resource_changes"]}
    assert people == {"joe@one.example", "zoe@one.example"}
    assert lab.parsed == ["one.yaml"]


def test_a_saved_plan_with_manifests_that_do_not_read_changes_nothing(lab: Lab):
    lab.write("one.yaml", LABS["one.yaml"].replace("bob@", "joe@"))
    assert lab.call("plan", "orgs", "--actor", "ada", "-o", "plan.json").code == 0
    lab.write("one.yaml", "org: [")
    assert lab.call("apply", "plan.json", "--actor", "ada", "--manifests", "orgs").code == 10
    assert lab.call("apply", "orgs", "--manifests", "orgs").code == 64
    assert lab.call("apply", "plan.json", "--actor", "ada").out == "webknossos/one: 2 changes done; now at serial 2\n"


def test_of_an_org_that_changed_the_files_are_parsed_that_changed_and_of_the_others_none(lab: Lab):
    lab.write("two/more.yaml", "org: two\ngroups: {Nuclei: {members: [eve@two.example]}, Cells: {}}\n")
    assert [change["address"] for change in lab.both().json["resource_changes"]] == ["encord/two/team/cells"]
    assert lab.parsed == ["two/more.yaml"]


def test_a_new_file_a_file_that_is_gone_and_one_of_another_name_are_all_seen(lab: Lab):
    lab.write("new.yaml", "org: one\nteams: {Cells: {members: [bob@one.example]}}\n")
    assert len(lab.both().json["resource_changes"]) == 3
    assert sorted(lab.parsed) == ["new.yaml", "one.yaml"]
    (lab.folder / "new.yaml").unlink()
    (lab.folder / "two" / "more.yaml").rename(lab.folder / "two" / "other.yaml")
    assert lab.both().json["resource_changes"] == []
    assert lab.parsed == ["two/other.yaml"]


def test_what_is_shared_and_new_settles_nobody(lab: Lab):
    lab.write("people.yaml", "people: {bob@one.example: {departed: 2026-11-01}}\n")
    answer = lab.both()
    assert [change["address"] for change in answer.json["resource_changes"]] == [
        "webknossos/one/member/bob@one.example"
    ]
    assert sorted(lab.parsed) == ["one.yaml", "people.yaml", "three.yaml"]


def test_what_is_shared_and_known_is_parsed_and_the_orgs_are_not(lab: Lab):
    lab.write("people.yaml", "people: {joe@one.example: {departed: 2026-11-01}}\n")
    assert lab.apply().code == 0
    lab.both()
    assert lab.parsed == ["people.yaml"]


def test_a_file_that_speaks_of_several_orgs_is_always_parsed_and_so_are_they(lab: Lab):
    """Whoever leaves it out for the sake of one org leaves out a part of the other."""
    lab.write("mixed.yaml", "org: one\n---\norg: two\ngroups: {Cells: }\n")
    assert lab.apply().code == 0
    lab.both()
    assert sorted(lab.parsed) == ["mixed.yaml", "one.yaml", "two/more.yaml", "two/org.yaml"]
    lab.write("two/more.yaml", f"{LABS['two/more.yaml']}# changed\n")
    assert lab.both().json["resource_changes"] == []


def test_an_org_that_might_be_removed_if_nobody_declared_it_is_not_removed_because_it_is_settled(lab: Lab):
    """Not read is not the same as not declared: a lying plan would lock everybody out."""
    allowed = "allow: [{org: org-three, guard: org-removed, up_to: 1, reason: closing, until: 2026-11-30}]\n"
    lab.write("allow.yaml", allowed)
    assert lab.apply().code == 0
    assert lab.both().json["resource_changes"] == []
    assert lab.parsed == ["allow.yaml"]
    (lab.folder / "three.yaml").unlink()
    assert {change["change"]["actions"][0] for change in lab.both().json["resource_changes"]} == {"delete"}


def test_an_org_is_compared_again_on_the_day_on_which_something_ends(lab: Lab):
    lab.at = "2026-12-24T23:59:59Z"
    assert lab.both().json["resource_changes"] == []
    assert lab.parsed == []
    lab.at = "2026-12-25T00:00:00Z"
    assert [each["address"] for each in lab.both().json["resource_changes"]] == ["dnanexus/org-three/member/user-joe"]
    assert lab.parsed == ["three.yaml"]


@pytest.mark.parametrize("warned", ["description: ghp_0123456789abcdef0123456789abcdef0123"])
def test_an_org_with_a_warning_is_always_read_so_that_the_warning_is_always_there(lab: Lab, warned: str):
    lab.write("one.yaml", f"{LABS['one.yaml']}teams: {{Cells: {{{warned}}}}}\n")
    assert lab.apply().code == 0
    answer = lab.both()
    assert answer.json["warnings"]
    assert lab.parsed == ["one.yaml"]


def test_a_broken_manifest_brings_up_all_there_is_to_say(lab: Lab):
    lab.write("one.yaml", "org: one\nplatform: webknossos\nmembers: {ada@one.example: {role: admin}, bob: }\n")
    assert lab.both().code == 10
    assert lab.parsed.count("three.yaml") == 1


def test_an_org_that_claims_a_file_of_another_speaks_for_neither(lab: Lab):
    """Whoever may write of one org alone, as a role on a server may, makes nobody of another leave by leaving a file of theirs out."""
    with closing(sqlite3.connect("reconciler.db")) as connection:
        [[theirs]] = connection.execute("SELECT files FROM settled WHERE org = 'encord/two'").fetchall()
        more = next(each for each in theirs.split("\n") if each.endswith("more.yaml"))
        connection.execute("UPDATE settled SET files = files || char(10) || ? WHERE org = 'webknossos/one'", [more])
        connection.commit()
    assert lab.both().json["resource_changes"] == []
    assert {"one.yaml", "two/more.yaml", "two/org.yaml"} <= {*lab.parsed}
    lab.write("two/org.yaml", f"{LABS['two/org.yaml']}# changed\n")
    assert lab.both().json["resource_changes"] == []


def test_another_version_of_the_program_settles_nothing(lab: Lab, monkeypatch):
    monkeypatch.setattr("reconciler.cli.making.TOOL", "reconciler 99")
    lab.both()
    assert sorted(lab.parsed) == sorted(LABS)
    monkeypatch.undo()
    assert settled.program("a") != settled.program("b")


def test_two_commits_of_one_version_are_two_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As a copy of the sources, and as an installer leaves it: there the times of files are those of the install."""
    package = tmp_path / "program"
    (package / "platforms").mkdir(parents=True)
    for name in ("rules.py", "platforms/webknossos.yaml", "notes.txt"):
        (package / name).write_text("one", encoding="utf-8")
    names = {settled.digest_of(package)}
    (package / "notes.txt").write_text("another", encoding="utf-8")
    assert {settled.digest_of(package)} == names
    for name in ("rules.py", "platforms/webknossos.yaml"):
        (package / name).write_text("other", encoding="utf-8")
        names.add(settled.digest_of(package))
    assert len(names) == 3
    record = tmp_path / "program-1.dist-info" / "RECORD"
    record.parent.mkdir()
    for digest in ("abc", "abd"):
        record.write_text(f"program/rules.py,sha256={digest},3\nprogram/__pycache__/rules.pyc,,\n", encoding="utf-8")
        names.add(settled.digest_of(package))
    assert len(names) == 5
    os.utime(package / "rules.py", (1, 1))
    assert settled.digest_of(package) in names


def test_the_words_of_the_platforms_are_part_of_the_program(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settled, "digest_of", lambda package: f"of {package.name}")
    settled._program.cache_clear()
    one = settled.program("a")
    monkeypatch.setattr(settled, "digest_of", "another {}".format)
    settled._program.cache_clear()
    assert settled.program("a") != one
    settled._program.cache_clear()


def test_a_locked_table_is_left_to_the_long_way_which_says_how_long_it_waits(lab: Lab, served: str):
    with psycopg.connect(served) as holder:
        holder.execute("LOCK TABLE org IN ACCESS EXCLUSIVE MODE")
        assert glance(served) is None
    assert glance(served) is not None


def test_what_somebody_else_applied_is_seen(lab: Lab):
    (lab.folder.parent / "else").mkdir()
    (lab.folder.parent / "else" / "one.yaml").write_text(LABS["one.yaml"].replace("bob", "mallory"))
    assert lab.call("apply", "else", "--yes", "--as", "ada@one.example").code in (0, 11)
    assert lab.both().json["resource_changes"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE resource SET attrs = '{\"role\":\"admin\"}' WHERE path = 'member/bob@one.example'",
        "DELETE FROM resource WHERE path = 'member/bob@one.example'",
        (
            "INSERT INTO resource SELECT org, 'member/eve@one.example', kind, attrs, name, serial FROM resource "
            "WHERE path = 'member/bob@one.example'"
        ),
        "UPDATE resource SET org = 'webknossos/one', path = path || 'x' WHERE org = 'dnanexus/org-three'",
        (
            'REPLACE INTO resource SELECT org, path, kind, \'{"role":"admin"}\', name, serial FROM resource '
            "WHERE path = 'member/bob@one.example'"
        ),
    ],
)
def test_whoever_edits_a_row_by_hand_unsettles_its_org_t154(lab: Lab, statement: str):
    assert lab.plan().json["resource_changes"] == []
    by_hand(statement)
    assert lab.both().code == 14
    assert lab.call("plan", "orgs").code == 14


def test_a_second_apply_writes_nothing(lab: Lab):
    before = rows()
    lab.at = "2026-11-24T09:00:00Z"
    assert "No changes" in lab.apply().out
    assert rows() == before


APPLIES = {
    "plainly": [],
    "with a yes": ["--yes"],
    "by somebody else": ["--actor", "grace"],
    "with patience": ["--lock-timeout", "3"],
    "for programs": ["--format", "json"],
    "in Markdown": ["--format", "markdown"],
    "with a choice": ["--only", "org=one"],
    "with what only adds": ["--safe"],
    "for somebody": ["--as", "ada@one.example"],
    "held to who asks": ["--enforce-actor"],
    "under a policy": ["--policy", "policy.yaml"],
    "under a policy that is not there": ["--policy", "nowhere.yaml"],
    "with an approval": ["--approval", "none.approval"],
    "where approvals are required": ["--require-approvals"],
    "compared": ["--refresh"],
    "in part": ["--shard", "1/2"],
    "with a checkpoint": ["--checkpoint", "lab.note", "--checkpoint-key", "nowhere"],
    "with a key alone": ["--checkpoint-key", "nowhere"],
    "with manifests beside": ["--manifests", "orgs"],
}
SPOILT: dict[str, Callable[[Lab], object]] = {
    "as it is": lambda _: None,
    "a file more": lambda lab: lab.write("four.yaml", LABS["one.yaml"].replace("one", "four")),
    "a file less": lambda lab: (lab.folder / "two/more.yaml").unlink(),
    "a change": lambda lab: lab.write("one.yaml", LABS["one.yaml"].replace("bob", "bert")),
    "a mistake": lambda lab: lab.write("one.yaml", "org: one\n"),
    "a row by hand": lambda _: edited("UPDATE resource SET attrs = '{}' WHERE path LIKE 'member/bob%'"),
    "a head by hand": lambda _: edited("UPDATE org SET size = size + 1"),
    "a later day": lambda lab: setattr(lab, "at", "2027-11-23T09:00:00Z"),
    "no store": lambda _: Path("reconciler.db").unlink(),
    "a plan in the place of manifests": lambda _: Path("a.plan").write_text("{}"),
}


def edited(statement: str) -> None:
    with closing(sqlite3.connect("reconciler.db")) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("verb", "spoil", "how"),
    [
        *(("apply", "as it is", how) for how in APPLIES),
        *product(["apply"], list(SPOILT)[1:], ["plainly", "with a yes"]),
        *product(["plan"], SPOILT, ["plainly"]),
    ],
)
def test_a_verb_says_and_leaves_by_the_short_ways_what_it_does_by_the_long_one(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, verb: str, spoil: str, how: str
):
    """The one before Click has read the call, which *plainly* takes, and the one after it."""
    Path("policy.yaml").write_text("plans: {expire_days: 3}\n")
    SPOILT[spoil](lab)
    monkeypatch.setattr(terminal, "run_name", lambda _: "20261123T090000Z-00000000")
    monkeypatch.setenv("RECONCILER_ACTOR", "ada")
    where = "a.plan" if Path("a.plan").exists() else "orgs"
    file = Path("reconciler.db")
    before, rows = file.read_bytes() if file.exists() else b"", statements()
    found = []
    for closed in (
        [],
        ["reconciler.cli.call_of"],
        ["reconciler.cli.apply.nothing_new", "reconciler.cli.plan.nothing_new"],
    ):
        if before:
            file.write_bytes(before)
        for way in closed:
            monkeypatch.setattr(way, lambda *_: None)
        answer, left = lab.call(verb, where, *APPLIES[how]), statements()
        written = len(left) if left != rows else 0  # what is written holds chance
        found.append((answer, written, sorted(path.name for path in Path().iterdir())))
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize("verb", ["plan", "apply"])
def test_what_the_plainest_call_has_found_to_be_new_is_not_looked_for_again(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, verb: str
):
    lab.write("one.yaml", LABS["one.yaml"].replace("bob", "bert"))
    looked: list[str] = []
    monkeypatch.setattr("reconciler.cli.settling.glance", lambda db: (looked.append(db), glance(db))[1])
    assert "bert@one.example" in lab.call(verb, "orgs").out
    assert looked == ["sqlite:///reconciler.db"]


GLANCES = "from reconciler.cli import settling; settling.glance ="
ENDS = {
    "well": "pass",
    "by an interrupt": f"{GLANCES} lambda _: signal.raise_signal(signal.SIGINT)",
    "by a polite kill": f"{GLANCES} lambda _: signal.raise_signal(signal.SIGTERM)",
    "by a fault": f"{GLANCES} lambda _: 1 / 0",
    "by a disk": f"{GLANCES} lambda _: open('nowhere')",
    "by a lack of memory": f"{GLANCES} lambda _: [0] * 2**62",
    "by nobody": "from reconciler.cli import terminal; terminal._of_computer = lambda: None",
    "by a limit": "os.environ['RECONCILER_LIMITS'] = 'members=1'",
}


OUTS = {
    "nobody": "r, w = os.pipe(); os.close(r); os.dup2(w, 1)",
    "a full disk": "os.dup2(os.open('/dev/full', os.O_WRONLY), 1)",
    "nothing": "sys.stdout = None",
    "ASCII": "sys.stdout.reconfigure(encoding='ascii')",
}


@pytest.mark.parametrize("verb", ["plan", "apply"])
@pytest.mark.parametrize("first", [*ENDS.values(), *OUTS.values()], ids=[*ENDS, *(f"onto {out}" for out in OUTS)])
def test_a_process_ends_by_the_short_way_as_it_does_by_the_long_one(lab: Lab, verb: str, first: str):
    found = []
    for way in ("pass", "cli.call_of = lambda *_: None"):
        code = f"import os, signal, sys; from reconciler import cli; {way}; {first}; cli.main()"
        done = subprocess.run(
            [sys.executable, "-c", code, verb, "orgs"], capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
        found.append((done.returncode, done.stdout, done.stderr))
    assert found[0] == found[1]
    if first in OUTS.values():
        assert (found[0][0], found[0][2] == b"") == ((1, False) if "full" in first else (0, True))


def statements() -> list[str]:
    """The whole database, where there is one."""
    if not Path("reconciler.db").exists():
        return []
    with closing(sqlite3.connect("reconciler.db")) as connection:
        return [*connection.iterdump()]


@pytest.mark.parametrize("more", [[], ["--yes"], ["--actor", "grace"], ["--lock-timeout", "3"]])
def test_the_plainest_apply_of_nothing_imports_little_and_leaves_every_byte(lab: Lab, more: list[str]):
    before = Path("reconciler.db").read_bytes()
    code = "import sys; from reconciler.cli import run; run(sys.argv[1:]); print(*sorted(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", code, "apply", "orgs", *more], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert said[:2] == ["No changes. The manifests and the stored state agree.", "No changes. Nothing was written."]
    assert not (HEAVY if more else HEAVY | OF_CLICK) & set(said[2].split())
    assert Path("reconciler.db").read_bytes() == before


def rows() -> list[tuple[object, ...]]:
    with sqlite3.connect("reconciler.db") as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = [row for name in names for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608 - our own
    connection.close()
    return found


def test_a_plan_of_nothing_imports_little(lab: Lab):
    """What an import costs is most of what such a plan costs."""
    code = "import sys; from reconciler.cli import run; run(sys.argv[1:]); print(*sorted(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", code, "plan", "orgs"], capture_output=True, text=True, check=True, cwd=lab.folder.parent
    ).stdout.splitlines()
    assert said[0] == "No changes. The manifests and the stored state agree."
    assert not (HEAVY | OF_CLICK) & set(said[1].split())
    ours = {name for name in said[1].split() if name.startswith("reconciler.")}
    assert len(ours) < 30, ours


@pytest.mark.parametrize(
    "spoil",
    [
        "PRAGMA application_id = 1",
        "PRAGMA user_version = 99",
        "UPDATE alembic_version SET version_num = '0001'",
        "CREATE TABLE other (one)",
        "CREATE TRIGGER surprise AFTER UPDATE ON org BEGIN SELECT 1; END",
        "CREATE VIEW surprise AS SELECT 1",
        "DROP TABLE consumed_plan",
        "DELETE FROM store_meta",
    ],
)
def test_a_store_that_is_not_quite_as_it_should_be_is_opened_properly_and_refused(lab: Lab, spoil: str):
    """T152, T156, T158: whatever the first look leaves to the second one."""
    assert glance("sqlite:///reconciler.db") is not None
    with sqlite3.connect("reconciler.db") as connection:
        connection.execute(spoil)
    connection.close()
    assert glance("sqlite:///reconciler.db") is None
    assert lab.call("plan", "orgs").code in (14, 15)


def test_a_glance_sees_what_the_store_says(lab: Lab):
    with closing(open_store("sqlite:///reconciler.db")) as store:
        assert glance("sqlite:///reconciler.db") == (store.heads(), store.settled())
        assert len(store.settled()) == len(store.heads()) == 3


@pytest.fixture
def served(lab: Lab, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The lab's orgs, settled on a server."""
    monkeypatch.setenv("RECONCILER_DB", postgres_url)
    assert lab.apply().code == 0
    return postgres_url


def told(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def test_a_glance_at_a_server_sees_what_the_store_says(lab: Lab, served: str):
    with closing(open_store(served)) as store:
        assert glance(served) == (store.heads(), store.settled())
        assert len(store.settled()) == len(store.heads()) == 3
    assert lab.call("plan", "orgs").out == "No changes. The manifests and the stored state agree.\n"
    told(served, "UPDATE resource SET name = name WHERE org = 'encord/two'")
    with closing(open_store(served)) as store:
        assert glance(served) == (store.heads(), store.settled())
        assert [each.org for each in store.settled()] == ["dnanexus/org-three", "webknossos/one"]


def test_a_glance_at_an_empty_server_sees_no_org(postgres_url: str):
    assert glance(postgres_url) == ({}, ())


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE alembic_version SET version_num = '0001'",
        "UPDATE store_meta SET format = 99",
        "CREATE TRIGGER surprise BEFORE UPDATE ON org FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE RULE surprise AS ON DELETE TO audit DO INSTEAD NOTHING",
        "CREATE POLICY surprise ON resource USING (path > 'm')",
        "DROP TABLE consumed_plan",
        "DELETE FROM store_meta",
    ],
)
def test_a_server_that_is_not_quite_as_it_should_be_is_opened_properly_and_refused(lab: Lab, served: str, spoil: str):
    """T152, T156, T158: likewise."""
    assert glance(served) is not None
    told(served, spoil)
    assert glance(served) is None
    assert lab.call("plan", "orgs").code in (14, 15)


def test_a_glance_says_nothing_to_a_role_that_sees_some_rows_alone(served: str):
    told(served, "ALTER TABLE org ENABLE ROW LEVEL SECURITY; ALTER TABLE org FORCE ROW LEVEL SECURITY")
    told(
        served, "CREATE ROLE reconciler_glance LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reconciler_glance"
    )
    try:
        assert glance(make_url(served).set(username="reconciler_glance").render_as_string(hide_password=False)) is None
    finally:
        told(served, "DROP OWNED BY reconciler_glance; DROP ROLE reconciler_glance")


@pytest.mark.parametrize("odd", ["{}&application_name=a+b", "{}&host=localhost", "postgresql+psycopg{}", "{}#x"])
def test_a_glance_leaves_a_url_that_could_be_read_in_two_ways_to_who_opens_the_store(served: str, odd: str):
    scheme = "" if not odd.startswith("postgresql+") else "postgresql"
    assert glance(odd.format(served.removeprefix(scheme))) is None


def test_a_plan_of_nothing_on_a_server_imports_its_driver_and_little_else(lab: Lab, served: str):
    code = "import sys; from reconciler.cli import run; run(sys.argv[1:]); print(*sorted(sys.modules))"
    said = subprocess.run(
        [sys.executable, "-c", code, "plan", "orgs"], capture_output=True, text=True, check=True, cwd=lab.folder.parent
    ).stdout.splitlines()
    assert said[0] == "No changes. The manifests and the stored state agree."
    roots = {name.partition(".")[0] for name in said[1].split()}
    assert "psycopg" in roots
    assert not roots & {"pydantic", "sqlalchemy", "yaml", "alembic"}


@pytest.mark.parametrize(
    "url", ["sqlite:///missing.db", "sqlite:///", "sqlite:///reconciler%2Edb", "postgresql://x/y", "x"]
)
def test_a_glance_makes_nothing_and_sees_files_alone(lab: Lab, url: str):
    assert glance(url) is None
    assert not Path("missing.db").exists()


def by_hand(statement: str) -> None:
    with sqlite3.connect("reconciler.db") as connection:
        assert connection.execute(statement).rowcount > 0
    connection.close()


# --- when it holds ----------------------------------------------------------------------------------------------------

HEAD = Head("webknossos/one", 3, "abc", 7, ())
KNOWN = Settled("webknossos/one", 3, "abc", "reconciler 1", FIRST, "2026-12-01T00:00:00Z", ("1 one.yaml",))


@pytest.mark.parametrize(
    ("known", "at", "holds"),
    [
        (KNOWN, FIRST, True),
        (KNOWN, "2026-11-30T23:59:59Z", True),
        (KNOWN, "2026-12-01T00:00:00Z", False),
        (KNOWN, "2026-11-23T08:59:59Z", False),
        (KNOWN._replace(until=""), "2099-01-01T00:00:00Z", True),
        (KNOWN._replace(serial=2), FIRST, False),
        (KNOWN._replace(state="abd"), FIRST, False),
        (KNOWN._replace(program="reconciler 2"), FIRST, False),
        (KNOWN._replace(org="webknossos/two"), FIRST, False),
    ],
)
def test_what_is_remembered_holds_for_one_head_one_program_and_a_span_of_time(known: Settled, at: str, holds: bool):
    assert [*holding([known], {HEAD.org: HEAD}, "reconciler 1", at)] == [known] * holds


def test_nothing_is_remembered_for_ever():
    assert span(FIRST, [], []) == (FIRST, "2027-02-22T00:00:00Z")
    assert span(FIRST, ["2026-11-20T00:00:00Z", "2026-12-03T23:00:00Z"], ["2026-11-30"]) == (
        FIRST,
        "2026-12-01T00:00:00Z",
    )
    assert LONGEST == 90

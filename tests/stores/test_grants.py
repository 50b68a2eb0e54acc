"""Least privilege on a real server: each role runs the verbs it is for, and the server refuses it all others.

The statements come from ``reconciler grants`` as printed; a login is a member of one role and of nothing else.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
from postgres import Server
from psycopg import sql
from sqlalchemy.engine import make_url
from test_checkpoints import pair

from reconciler.cli import run
from reconciler.errors import IntegrityFailure, WrongUsage
from reconciler.facts import FACTS, Activity, Added, FactQuery
from reconciler.stores.sql import open_store
from reconciler.stores.sql.grants import DUTIES, RIGHTS, role_name, statements
from reconciler.stores.sql.tables import metadata

LAB = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  bob@lab.example:
"""
LAB_KEY, HIVE_KEY = "webknossos/lab", "webknossos/hive"
ODD_KEY = "webknossos/o'malley \\ $$;\"x"
FOREIGN_RUN = "INSERT INTO run VALUES ('webknossos/hive', 'r', 99, '', '', '', '', '', 0, '', '', 0, '', '')"
_numbers = count()


class Answer(NamedTuple):
    code: int
    out: str
    err: str


class Place:
    """A server's database with a store, its roles, and a login for each that is asked for."""

    def __init__(self, server: Server, url: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.owner = url
        self.prefix = f"g{next(_numbers)}"
        self.folder = folder
        self._server = server
        self._capsys = capsys
        self._logins: list[str] = []
        self.manifest("lab", LAB)
        self.manifest("lab-teams", "org: lab\nteams: {Cells: {members: [bob@lab.example]}}\n")

    def manifest(self, org: str, text: str) -> Path:
        path = self.folder / f"{org}.yaml"
        path.write_text(text)
        return path

    def verb(self, url: str, *arguments: str) -> Answer:
        code = run([*arguments, *(() if arguments[0] == "grants" else ("--db", url))])
        said = self._capsys.readouterr()
        assert "Traceback" not in said.err
        return Answer(code, said.out, said.err)

    def grant(self, *orgs: str) -> None:
        script = self.verb("", "grants", "--prefix", self.prefix, *(part for org in orgs for part in ("--org", org)))
        assert script.code == 0, script.err
        for _ in range(2):  # again: nothing changes, nothing fails
            self._server.run(sql.SQL(script.out), make_url(self.owner).database)

    def login(self, duty: str, org: str = "") -> str:
        """The URL of a new login that is a member of one role."""
        name = f"{self.prefix}_login{len(self._logins)}"
        role = sql.Identifier(role_name(duty, org, self.prefix))
        self._server.run(sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(sql.Identifier(name), role))
        self._logins.append(name)
        return make_url(self.owner).set(username=name).render_as_string(hide_password=False)

    def tear_down(self) -> None:
        database = make_url(self.owner).database
        every = self._server.run("SELECT rolname FROM pg_roles")
        found = [row for row in every if row[0].startswith(f"{self.prefix}_")]
        for (name,) in found:
            self._server.run(sql.SQL("DROP OWNED BY {}").format(sql.Identifier(name)), database)
        for (name,) in found:
            self._server.run(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


@pytest.fixture
def place(
    postgres_server: Server, postgres_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Place]:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_ACTOR", "ada@lab.example")
    made = Place(postgres_server, postgres_url, tmp_path, capsys)
    yield made
    made.tear_down()


def refused(answer: Answer, *words: str) -> None:
    """Exit code 64, one sentence that says what the server said, and where to read on."""
    assert answer.code == 64, answer
    said = answer.out + answer.err
    assert all(word in said for word in (*words, "reconciler grants")), said


def heads(url: str) -> list[str]:
    """The orgs that this user of the database is shown."""
    with closing(open_store(url)) as store:
        return [*store.heads()]


def execute(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(sql.SQL(statement))
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("orgs", [(), (LAB_KEY, HIVE_KEY)], ids=["all orgs", "with roles of orgs"])
def test_each_role_runs_its_verbs_and_is_refused_the_others(place: Place, orgs: tuple[str, ...]):
    place.grant(*orgs)
    plan, apply, audit, erase, facts = map(place.login, DUTIES)
    saved = str(place.folder / "plan.json")
    assert place.verb(plan, "plan", str(place.folder / "lab.yaml"), "-o", saved).code == 0
    refused(place.verb(plan, "apply", saved), "permission denied for table")
    refused(place.verb(audit, "plan", str(place.folder / "lab.yaml")), "permission denied for table settled")
    assert heads(place.owner) == []
    done = place.verb(apply, "apply", saved)
    assert (done.code, done.err) == (0, "")
    assert place.verb(apply, "apply", saved).code == 0  # already done: that, too, is only read
    place.manifest("lab", LAB.replace("  bob@lab.example:\n", ""))
    assert place.verb(apply, "apply", "--yes", str(place.folder / "lab.yaml")).code == 0  # takes rows away
    for reader in (plan, apply, audit):
        entries = [json.loads(line) for line in place.verb(reader, "audit", "--format", "json").out.splitlines()]
        assert [entry["seq"] for entry in entries] == [1, 2, 3, 4, 5]
    assert place.verb(plan, "list", "members", "--org", LAB_KEY).code == 0
    refused(place.verb(facts, "export"), "permission denied for table resource")
    gone = ("erase", "bob@lab.example", "--org", "lab", "--note", "asked for it", "--yes", "--actor", "eve@lab.example")
    for reader in (plan, apply, audit, facts):
        assert place.verb(reader, *gone).code in (11, 64)
    for role in (plan, apply, audit, erase, facts):
        assert place.verb(role, "init").code == 0  # there is one of this version: nothing to do


@pytest.mark.parametrize("org", ["", LAB_KEY], ids=["all orgs", "one org"])
def test_the_auditors_role_verifies_signs_proves_and_blames_and_writes_nothing(place: Place, org: str):
    place.grant(*([org] if org else ()))
    assert place.verb(place.owner, "apply", "--yes", str(place.folder / "lab.yaml")).code == 0
    secret, public = pair(1)
    (place.folder / "key").write_bytes(secret)
    (place.folder / "key").chmod(0o600)
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + public.raw
    (place.folder / "key.pub").write_text(f"ssh-ed25519 {b64encode(blob).decode()} ops\n")
    audit = place.login("audit", org)
    for verb in (
        ["verify"],
        ["checkpoint", "-o", "lab.note", "--checkpoint-key", "key"],
        ["verify", "--checkpoint", "lab.note", "--key", "key.pub"],
        ["prove", f"{LAB_KEY}#1", "--checkpoint", "lab.note", "-o", "first.proof"],
    ):
        done = place.verb(audit, "audit", *verb)
        assert (done.code, done.err) == (0, ""), verb
    for read in (
        ["blame", f"{LAB_KEY}/member/bob@lab.example"],
        ["history", LAB_KEY],
        ["list", "members", "--org", LAB_KEY],
        ["access", "bob@lab.example", "--org", LAB_KEY],
        ["export"],
    ):
        assert place.verb(audit, *read).code == 0, read
    assert execute(audit, "SELECT salt FROM person LIMIT 1")  # or no commitment could be held against a name
    execute(place.owner, "UPDATE resource SET attrs = '{\"role\":\"admin\"}' WHERE path LIKE '%bob%'")
    changed = place.verb(audit, "audit", "verify")
    assert changed.code == 14
    assert "rows-differ" in changed.err
    for table in RIGHTS:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(audit, f"DELETE FROM {table}")  # noqa: S608 - ours


def test_a_login_or_a_database_that_is_not_there_is_a_wrong_setting(place: Place):
    url = make_url(place.owner)
    for other, verb in [
        (url.set(username="nosuch"), "history"),
        (url.set(username="nosuch"), "backup"),
        (url.set(database="nosuch"), "history"),
    ]:
        answer = place.verb(
            other.render_as_string(hide_password=False), verb, *(["new.backup"] if verb == "backup" else [])
        )
        assert answer.code == 64, answer
        assert '"nosuch" does not exist' in answer.err
        assert "CREATE ROLE … LOGIN" in answer.err
        assert not (place.folder / "new.backup").exists()


def test_a_backup_by_a_role_that_does_not_see_all_rows_says_which_right_is_missing(place: Place):
    place.grant(LAB_KEY)
    for role in (place.login("apply"), place.login("plan", LAB_KEY), place.login("facts")):
        answer = place.verb(role, "backup", "new.backup")
        assert answer.code == 64, answer
        assert "the right to read all rows" in answer.err or "reconciler grants" in answer.err
        assert not (place.folder / "new.backup").exists()


@pytest.mark.parametrize("statement", ["UPDATE {} SET org = 'x'", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
@pytest.mark.parametrize("table", ["audit", "run", "consumed_plan"])
def test_no_role_changes_or_removes_what_is_on_record(place: Place, table: str, statement: str):
    place.grant(LAB_KEY)
    for duty in DUTIES:
        for org in ("", LAB_KEY):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                execute(place.login(duty, org), statement.format(table))


def test_a_role_that_may_not_do_what_is_asked_is_told_which_one_may(place: Place):
    assert place.verb(place.owner, "apply", "--yes", str(place.folder)).code == 0
    place.grant()
    for verb in (["plan", str(place.folder)], ["report", "credits", LAB_KEY]):
        refused(
            place.verb(place.login("audit"), *verb), "permission denied for table", "reconciler_plan reads everything"
        )


def test_a_role_of_an_org_sees_that_org_alone_s0_04_s0_05(place: Place):
    place.manifest("hive", LAB.replace("lab", "hive"))
    assert place.verb(place.owner, "apply", "--yes", str(place.folder)).code == 0
    place.grant(LAB_KEY, HIVE_KEY)
    for duty in DUTIES:
        url = place.login(duty, LAB_KEY)
        with closing(open_store(url)) as store:
            assert [*store.heads()] == [LAB_KEY]
            if duty != "facts":  # it has no business with the log
                assert {entry.org for entry in store.audit()} == {LAB_KEY}
                assert not store.runs(HIVE_KEY)
        for table, rights in RIGHTS.items():
            seen = "org" in getattr(metadata.tables.get(table), "c", ()) and rights[DUTIES.index(duty)]
            if seen and table not in FACTS:
                assert {row for (row,) in execute(url, f"SELECT DISTINCT org FROM {table}")} == {LAB_KEY}, table  # noqa: S608
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(url, "SELECT * FROM member_view")  # a view would show what its owner sees
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(url, FOREIGN_RUN)
    for duty, right in zip(DUTIES, RIGHTS["resource"], strict=True):
        if not right:  # who does not see the state does not see it through a view either
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                execute(place.login(duty), "SELECT * FROM member_view")
    assert heads(place.login("plan")) == [HIVE_KEY, LAB_KEY]


def test_a_role_of_an_org_plans_and_applies_it_and_is_refused_any_other_s0_04(place: Place):
    place.grant(LAB_KEY, HIVE_KEY)
    both = place.manifest("hive", LAB.replace("lab", "hive")).parent
    url = place.login("apply", LAB_KEY)
    hive = place.verb(url, "plan", str(both / "hive.yaml"))
    refused(hive, "may not see webknossos/hive", "the user sees: webknossos/lab")
    refused(place.verb(url, "apply", "--yes", str(both)), "may not see webknossos/hive")
    saved = str(both / "both.json")
    assert place.verb(place.login("plan"), "plan", str(both), "-o", saved).code == 0
    part = place.verb(url, "apply", saved)  # org by org: its own is applied, the other is not
    assert part.code == 64
    assert "may not see webknossos/hive" in part.out + part.err
    assert heads(place.owner) == [LAB_KEY]


def test_an_org_of_many_rows_is_applied_where_the_server_checks_rows(place: Place):
    place.grant(LAB_KEY)
    many = "".join(f"  m{number}@lab.example:\n" for number in range(700))
    place.manifest("lab", LAB + many)
    url = place.login("apply", LAB_KEY)
    assert place.verb(url, "apply", "--yes", str(place.folder / "lab.yaml")).code == 0
    with closing(open_store(place.owner)) as store:
        assert len(store.state(LAB_KEY)) == 704


def test_an_org_with_any_name_is_quoted_t205(place: Place, postgres_server: Server):
    script = "\n".join(statements([ODD_KEY], place.prefix))
    postgres_server.run(sql.SQL(script), make_url(place.owner).database)
    assert heads(place.owner) == []
    names = {name for (name,) in postgres_server.run("SELECT rolname FROM pg_roles")}
    assert {role_name(duty, ODD_KEY, place.prefix) for duty in DUTIES} <= names
    url = place.login("plan", ODD_KEY)
    with closing(open_store(url)) as store, pytest.raises(WrongUsage, match="may not see webknossos/lab"):
        store.state(LAB_KEY)


def test_a_role_that_no_row_policy_lets_see_is_told_so(place: Place, postgres_server: Server):
    place.grant()
    plan = place.login("plan")
    postgres_server.run("ALTER TABLE org ENABLE ROW LEVEL SECURITY", make_url(place.owner).database)
    refused(place.verb(plan, "plan", str(place.folder / "lab.yaml")), "the user sees: none")


@pytest.mark.parametrize(
    "policy",
    [
        "CREATE POLICY theirs ON resource USING (kind <> 'member')",
        "CREATE POLICY theirs ON audit FOR SELECT USING (true)",
        "CREATE POLICY theirs ON org AS RESTRICTIVE USING (true) WITH CHECK (true)",
        "CREATE POLICY theirs ON org USING (org = 'a') WITH CHECK (true)",
    ],
)
def test_a_row_policy_that_is_not_ours_is_refused_t156(place: Place, postgres_server: Server, policy: str):
    postgres_server.run(policy, make_url(place.owner).database)
    with pytest.raises(IntegrityFailure, match="row policy theirs"):
        open_store(place.owner)


def test_every_table_has_a_line_of_rights():
    assert RIGHTS.keys() - {"alembic_version"} == metadata.tables.keys()
    assert {len(rights) for rights in RIGHTS.values()} == {len(DUTIES)}
    for table in ("audit", "run", "consumed_plan"):
        assert not re.search("UPDATE|DELETE|TRUNCATE", " ".join(RIGHTS[table]))
    assert [duty for duty, right in zip(DUTIES, RIGHTS["person"], strict=True) if "DELETE" in right] == ["erase"]


def test_facts_are_added_by_one_role_read_by_three_and_taken_back_by_none(place: Place):
    place.grant(LAB_KEY)
    assert place.verb(place.owner, "apply", "--yes", str(place.folder)).code == 0
    row = Activity("2026-10-01", "bob@lab.example", "pavement", "", "annotation", 1, 1)
    plan, apply, audit, erase, facts = (place.login(duty, LAB_KEY) for duty in DUTIES)
    for role in (plan, apply, audit, erase, facts):
        with closing(open_store(role)) as store:
            try:
                with store.adding(LAB_KEY) as adding:
                    assert adding.add([row]) == Added(1)
                    adding.commit()
            except WrongUsage:
                assert role != facts
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(role, "DELETE FROM activity")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(role, "UPDATE activity SET submissions = 7")
    for role in (plan, apply, erase, facts):
        with closing(open_store(role)) as store:
            assert [*store.facts(FactQuery(LAB_KEY, "activity"))] == [row]
            with pytest.raises(WrongUsage, match="may not see"):
                [*store.facts(FactQuery(HIVE_KEY, "activity"))]
    (place.folder / "credits.csv").write_text("id,at,change\nt1,2026-10-01,-1.5\n")
    assert (
        "1 row of credit added" in place.verb(facts, "facts", "import", "credit", "credits.csv", "--org", LAB_KEY).out
    )
    refused(place.verb(apply, "facts", "import", "credit", "credits.csv", "--org", LAB_KEY), "permission denied")
    assert '"milli_credits": -1500' in place.verb(plan, "facts", "export", "credit", "--org", LAB_KEY).out
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        execute(audit, "SELECT * FROM activity")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        execute(facts, "SELECT * FROM resource")


def test_role_names_stay_apart_when_they_are_long():
    orgs = [f"webknossos/{'ü' * 40}{number}" for number in range(2)]
    names = [role_name("plan", org) for org in orgs]
    assert len({*names}) == 2
    assert all(len(name.encode()) <= 63 for name in names)


@pytest.mark.parametrize(
    "arguments",
    [["--org", "lab"], ["--org", "nowhere/lab"], ["--org", "webknossos/"], ["--prefix", 'a"b'], ["--prefix", "A"]],
)
def test_what_cannot_be_a_role_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]):
    assert run(["grants", *arguments]) == 64
    assert capsys.readouterr().out == ""


ACME = """\
org: acme
platform: encord
members:
  ada@lab.example: {role: internal_admin}
  eve@lab.example: {role: internal_admin}
  bob@lab.example: {role: internal_member}
"""


@pytest.mark.parametrize("orgs", [(), ("encord/acme",)], ids=["all orgs", "with roles of orgs"])
def test_one_role_erases_people_and_no_other_can_t182(place: Place, orgs: tuple[str, ...]):
    place.grant(*orgs)
    path = place.manifest("acme", ACME)
    for text in (ACME, ACME.replace("  bob@lab.example: {role: internal_member}\n", "")):
        path.write_text(text)
        assert place.verb(place.owner, "apply", "--yes", str(path)).code == 0
    gone = ("erase", "bob@lab.example", "--org", "encord/acme", "--note", "asked for it", "--yes")
    plan, apply, audit, erase, facts = (place.login(duty, *orgs) for duty in DUTIES)
    for role in (plan, apply, audit, facts):
        refused(place.verb(role, *gone), "permission denied for table")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(role, "DELETE FROM person")
    assert "bob@lab.example" in place.verb(audit, "audit").out
    done = place.verb(erase, *gone)
    assert (done.code, done.err) == (0, "")
    assert "until the owner of the tables runs: VACUUM (FULL)" in done.out
    assert "bob@lab.example" not in place.verb(audit, "audit").out
    assert place.verb(place.owner, *gone).out.startswith("encord/acme: nothing is kept of bob@lab.example")
    assert place.verb(place.owner, "audit", "verify").code == 0
    for statement in ("UPDATE audit SET actor = 'x'", "DELETE FROM resource", "UPDATE store_meta SET lineage = 'x'"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            execute(erase, statement)

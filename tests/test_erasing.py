"""Somebody is forgotten: the log proves what it proved, and neither it nor the files that it lies in hold the name (T182).

Bob was in the org under two names and two spellings, has applied a plan and approved another one; Ada and Grace are still there.
What is promised is tried: bytes are searched, names are guessed with all that the store still holds, and whoever takes a name
out by hand, or puts one in, is found.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from leaves import leaf_hashes
from sqlalchemy import text

from reconciler.applier import Attempt, apply
from reconciler.blame import blame
from reconciler.canonical import canonical, keyed, sha256
from reconciler.checkpoints import Checkpoint, checkpoint_of
from reconciler.cli import run
from reconciler.commitments import committed, is_commitment, is_erased
from reconciler.erasing import Erased, erase
from reconciler.errors import GuardRefused, IntegrityFailure, Stale, WrongUsage
from reconciler.facts import Activity, FactQuery, TaskCompletion
from reconciler.fold import fold
from reconciler.integrity import StateDiffers
from reconciler.ledger import entry_document, leaf
from reconciler.model import Action, Header, Outcome, Plan, Settled, State
from reconciler.planfile import dumps, loads, plan_name
from reconciler.reader import read_texts
from reconciler.stores.base import AuditQuery, Store, fresh
from reconciler.stores.memory import MemoryStore
from reconciler.stores.sql import open_store
from reconciler.survey import make_plan
from reconciler.verdict import Verdict
from reconciler.verification import verify

LINEAGE = "00000000-0000-4000-8000-000000000001"
ORG = "encord/acme"
BOB = "bob@lab.example"
NAMES = (BOB, "Bob@Lab.example", "robert@lab.example", "Bob Builder")
HEAD = "org: acme\nplatform: encord\nmembers:\n  ada@lab.example: {role: internal_admin}\n  grace@lab.example: {role: internal_admin}\n"
FIRST = f"{HEAD}  robert@lab.example: {{role: internal_member}}\ngroups: {{T: {{members: [robert@lab.example]}}}}\n"
SECOND = (
    f"{HEAD}  Bob@Lab.example: {{role: internal_member, name: Bob Builder, previously: [robert@lab.example]}}\n"
    "groups: {T: {members: [bob@lab.example]}}\n"
    "---\nallow: [{org: acme, guard: recreate, up_to: 9, reason: a name, until: 2026-12-31}]\n"
)
THIRD = f"{HEAD}groups: {{T: {{members: []}}}}\n"
MANIFESTS = (FIRST, SECOND, THIRD)
ACTORS = ("ada@lab.example", BOB, "grace@lab.example")


def at(number: int) -> str:
    return f"2026-11-2{number}T09:00:00Z"


def plan_of(store: Store, manifest: str, number: int, actor: str = "ada@lab.example") -> Plan:
    header = Header(store.lineage, at(number), at(number + 2), actor, "reconciler 0.1.0", commit="c0ffee")
    return make_plan(read_texts((("org.yaml", manifest),), at=at(number)).sound(), store, header)


def applied(store: Store, plan: Plan, number: int, actor: str, approvers: Sequence[str] = ()) -> None:
    [result] = apply(plan, store, Attempt(actor, at(number), f"run-{number}", approvers=tuple(approvers)))
    assert result.outcome is Outcome.DONE, result.error


def lived(store: Store) -> None:
    """Bob comes, gets another name, acts, approves and leaves; in between he is refused."""
    stale = None
    for number, (manifest, actor) in enumerate(zip(MANIFESTS, ACTORS, strict=True), 1):
        plan = plan_of(store, manifest, number, actor)
        applied(store, plan, number, actor, [BOB] if number == 1 else [])
        if stale is not None:
            [refused] = apply(stale, store, Attempt(BOB, at(number), f"refused-{number}"))
            assert refused.outcome is Outcome.REFUSED
        stale = plan_of(store, manifest.replace("internal_member", "internal_admin"), number) if number == 1 else None


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "memory":
        made: Store = MemoryStore(LINEAGE, secret=fresh)
    else:
        made = open_store(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))
    with closing(made):
        lived(made)
        yield made


def told(store: Store, *names: str) -> None:
    """Facts that name them."""
    with store.adding(ORG) as adding:
        adding.add([Activity("2026-11-21", name, "pavement", "", "annotation", 1, 1) for name in names])
        adding.commit()


def forget(store: Store, person: str = BOB, actor: str = "grace@lab.example") -> Any:
    done = erase(store, ORG, person, Attempt(actor, at(5), "the-end"), "asked for it")
    assert store.sweep() == ""
    return done


def verdict(store: Store, *checkpoints: Checkpoint, since: Checkpoint | None = None) -> Verdict:
    with store.evidence() as evidence:
        return verify(evidence, ORG, checkpoints, since)


def shown(store: Store) -> str:
    """Everything that the store says of the org."""
    return repr([[*store.audit()], store.runs(ORG), store.state(ORG), store.settled(), store.manifests(ORG)])


# --- what the log proves ----------------------------------------------------------------------------------------------


def test_the_log_proves_what_it_proved_and_says_no_name_t182(store: Store):
    before, head = leaf_hashes(store, ORG), store.heads()[ORG]
    early = [
        Checkpoint(LINEAGE, ORG, r.size, r.root, r.serial, r.after)
        for r in store.runs(ORG)
        if r.outcome is Outcome.DONE
    ]
    assert all(name.casefold() in shown(store).casefold() for name in NAMES)
    done = forget(store)
    assert done.people == (BOB, "robert@lab.example")
    assert not any(name.casefold() in shown(store).casefold() for name in NAMES)
    assert leaf_hashes(store, ORG)[: head.size] == before
    assert store.heads()[ORG].frontier != head.frontier  # one entry more
    for number, since in enumerate((None, *early)):
        found = verdict(store, checkpoint_of(LINEAGE, head), *early[number:], since=since)
        assert found.problems == []
        assert found.size == head.size + 1
    found = verdict(store)
    assert found.forgotten == len(early)
    assert found.erased > 0


def test_beside_each_entry_stands_what_its_hash_is_of_before_and_after_t182(store: Store):
    """Whoever has the sealed entry needs nothing else to compute the leaf; no name is in it."""
    sealed = [kept for _, kept in store.sealed()]
    assert [*store.audit()] == [shown for shown, _ in store.sealed()]
    for number in range(2):
        for shown, kept in store.sealed(AuditQuery(org=ORG)):
            text = canonical(entry_document(kept))
            assert leaf(text.encode()).hex() == shown.hash == kept.hash
            assert not [name for name in NAMES if name.casefold() in text.casefold()]
        assert [kept for _, kept in store.sealed()][: len(sealed)] == sealed
        if not number:
            forget(store)
    assert [entry.seq for _, entry in store.sealed(AuditQuery(person=BOB))] == []


def test_an_entry_says_who_has_erased_what_when_and_why(store: Store):
    done = forget(store)
    [entry] = store.audit(AuditQuery(org=ORG, actions=(Action.ERASE,)))
    [run] = [each for each in store.runs(ORG) if each.run == entry.run]
    assert (entry.actor, entry.at, run.note) == ("grace@lab.example", at(5), "asked for it")
    assert len(entry.erased) == done.commitments
    assert all(map(is_commitment, entry.erased))
    assert run.plan == entry.plan
    assert run.plan.startswith("erased ")


def test_state_history_and_blame_go_on_to_work(store: Store):
    state = store.state(ORG)
    forget(store)
    entries = [*store.audit(AuditQuery(org=ORG))]
    assert fold(entries) == store.state(ORG) == state
    past = fold(entries[: store.runs(ORG)[0].size])
    [gone] = [address for address in past if address.kind == "member" and is_erased(address.key[0])]
    assert blame(gone, lambda address: (e for e in entries if address in (e.address, e.previous)))
    assert [e.seq for e in store.audit(AuditQuery(person=gone.key[0]))] != []
    assert all(is_erased(e.actor) for e in entries if e.run == "run-2")


def test_who_comes_back_is_somebody_else_to_the_log(store: Store):
    forget(store)
    applied(store, plan_of(store, FIRST, 6), 6, "ada@lab.example")
    assert verdict(store).problems == []
    names = {e.address.key[-1] for e in store.audit(AuditQuery(org=ORG)) if e.address.kind == "member"}
    assert "robert@lab.example" in names
    assert any(map(is_erased, names))


def test_forgetting_twice_writes_once_and_sweeps_again(store: Store):
    forget(store)
    head = store.heads()[ORG]
    assert forget(store).commitments == 0
    assert store.heads()[ORG] == head


def test_what_is_kept_of_manifests_is_forgotten_whoever_it_speaks_of(store: Store):
    """Names stand in it, folded up, and nobody looks for one of them; the second time nothing else is kept of him."""
    for _ in range(2):
        head = store.heads()[ORG]
        store.settle([Settled(ORG, head.serial, head.digest, "program", at(1), "", ("a",))], {ORG: {"a": b"bob"}})
        assert store.manifests(ORG)
        forget(store)
        assert not store.manifests(ORG)
        assert [*store.settled()] == []


# --- who cannot be forgotten ------------------------------------------------------------------------------------------


def test_facts_forget_somebody_by_all_their_names_and_the_log_still_proves_what_it_proved(store: Store):
    told(store, BOB, "robert@lab.example", "ada@lab.example")
    assert forget(store).facts
    members = [row.member for row in store.facts(FactQuery(ORG, "activity"))]
    assert sorted(map(is_erased, members)) == [False, True, True]
    assert len({*members}) == 3
    assert "ada@lab.example" in members
    assert verdict(store).problems == []


def test_whom_only_facts_name_is_forgotten_with_an_entry_that_says_so(store: Store):
    told(store, "eve@lab.example", "ada@lab.example")
    done = forget(store, "eve@lab.example")
    assert (done.commitments, done.facts) == (0, True)
    assert sum(is_erased(row.member) for row in store.facts(FactQuery(ORG, "activity"))) == 1
    *_, entry = store.audit()
    assert (entry.action, len(entry.erased)) == (Action.ERASE, 1)
    assert verdict(store).problems == []
    assert not forget(store, "eve@lab.example").facts


def test_who_is_in_the_state_is_refused_and_nothing_is_changed(store: Store):
    before = shown(store)
    with pytest.raises(GuardRefused) as refused:
        forget(store, "ada@lab.example")
    assert {problem.code for problem in refused.value.problems} == {"person-present"}
    assert shown(store) == before


def test_nobody_erases_themselves_under_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    Path("org.yaml").write_text("org: lab\nplatform: webknossos\nmembers: {ada@lab.example: {role: admin}}\n")
    for name, value in (("GITHUB_ACTIONS", "true"), ("GITHUB_ACTOR", "bob@lab.example")):
        monkeypatch.setenv(name, value)
    assert [run(["init"]), run(["apply", "--yes"])] == [0, 0]
    capsys.readouterr()
    asked = ["erase", "bob@lab.example", "--org", "lab", "--note", "mine", "--yes"]
    for more in ([], ["--actor", "ada@lab.example"]):
        assert run([*asked, *more]) == 64
        assert "nobody erases themselves" in capsys.readouterr().err
    assert run(["audit", "--org", "lab"]) == 0
    assert "bob@lab.example (ci)" in capsys.readouterr().out
    assert run(["audit", "--org", "nowhere"]) == 64


def test_nobody_erases_themselves(store: Store):
    with pytest.raises(WrongUsage, match="nobody erases themselves"):
        forget(store, actor="Bob@Lab.example")
    assert BOB in shown(store)


def test_where_rows_are_not_as_applied_nobody_is_erased(sqlite_url: str):
    with closing(open_store(sqlite_url)) as store:
        lived(store)
        with store._database.writing(ORG) as connection:
            connection.execute(text("UPDATE resource SET attrs = '{}' WHERE path = 'team/t'"))
            connection.execute(text("UPDATE resource SET attrs = '{\"role\":\"x\"}' WHERE kind = 'member'"))
            connection.commit()
        with pytest.raises(StateDiffers):
            forget(store)


# --- what is said, to the letter ---------------------------------------------------------------------------------------

CROWD = f"org: acme\nplatform: encord\nmembers:\n  ada@lab.example: {{role: internal_admin}}\n  {BOB}: {{role: internal_member}}\n"
GROUPS = "groups:\n" + "".join(f"  G{number}: {{members: [{BOB}]}}\n" for number in range(6))


def in_memory() -> MemoryStore:
    store = MemoryStore(LINEAGE, secret=fresh)
    lived(store)
    return store


def test_what_was_done_is_answered_whole():
    store = in_memory()
    lines = [line for line in store._orgs[ORG].lines if line.person in (BOB, "robert@lab.example")]
    serial = store.heads()[ORG].serial
    people = (BOB, "robert@lab.example")
    assert forget(store) == Erased(ORG, people, len(lines), serial + 1)
    assert store.heads()[ORG].serial == serial + 1
    nothing = Erased(ORG, people[1:], 0, serial + 1)
    assert forget(store, "robert@lab.example") == nothing  # nothing leads to the other name any more
    assert forget(store, "zoe@lab.example") == Erased(ORG, ("zoe@lab.example",), 0, serial + 1)
    nobody = erase(store, "encord/none", BOB, Attempt("ada", at(5), "r"), "x")
    assert nobody == Erased("encord/none", (BOB,), 0, 0)
    [entry] = store.audit(AuditQuery(actions=(Action.ERASE,)))
    assert (entry.run, entry.learnt) == ("the-end", "claim")


def test_whoever_erases_is_kept_with_how_that_was_learnt():
    store = in_memory()
    erase(store, ORG, BOB, Attempt("grace@lab.example", at(5), "the-end", learnt="os uid 1000"), "x")
    [entry] = store.audit(AuditQuery(actions=(Action.ERASE,)))
    assert (entry.learnt, store.runs(ORG)[-1].learnt) == ("os uid 1000", "os uid 1000")


def test_a_refusal_names_five_of_the_places_and_what_to_do_first():
    store = MemoryStore(LINEAGE, secret=fresh)
    applied(store, plan_of(store, CROWD + GROUPS, 1), 1, "ada@lab.example")
    with pytest.raises(GuardRefused) as refused:
        forget(store)
    assert refused.value.message == f"{ORG}: they cannot be erased; nothing was changed"
    paths = [f"{ORG}/member/{BOB}", *(f"{ORG}/membership/g{number}/{BOB}" for number in range(4))]
    assert [(each.code, each.message) for each in refused.value.problems] == [
        ("person-present", f"{path} names them") for path in paths
    ]
    assert {each.hint for each in refused.value.problems} == {"take them out of the manifests and apply, then erase"}


def test_whoever_asks_for_themselves_is_told_who_has_to_do_it():
    with pytest.raises(WrongUsage) as refused:
        forget(in_memory(), actor="Robert@Lab.example")
    assert refused.value.message == "nobody erases themselves: the entry about it names who did it"
    assert refused.value.hint == "somebody else has to do it"


def test_entries_and_runs_that_are_hashed_with_the_name_are_named_up_to_five():
    """As an older version has kept them: whoever is in them as they are cannot be taken out."""
    store = in_memory()
    record = store._orgs[ORG]
    plain = [each for each in record.log() if BOB in repr(each)]
    assert len(plain) > 5
    old = replace(record, entries=tuple(record.log()), runs=tuple(map(record.told, record.runs)))
    for kept, places in (
        (old, [f"{ORG}#{entry.seq}" for entry in plain][:5]),
        (replace(record, runs=old.runs), ["run refused-2", "run run-2"]),
        (replace(record, entries=(*record.entries[:-1], old.entries[-1]._replace(actor="Bob@Lab.example"))), None),
    ):
        store._orgs[ORG] = kept
        with pytest.raises(GuardRefused) as refused:
            forget(store)
        found = [each.message for each in refused.value.problems]
        assert {each.code for each in refused.value.problems} == {"person-in-clear"}
        hint = "what is hashed as it stands cannot be taken out; begin a new store: docs/erasure.md"
        assert {each.hint for each in refused.value.problems} == {hint}
        expected = places if places is not None else [f"{ORG}#{record.entries[-1].seq}"]
        assert sorted(found) == sorted(f"{place} names them as they are" for place in expected)


def moving(store: Store, *names: str, org: str = "acme") -> None:
    """Somebody who has each of these names for a while, and then is gone."""
    allowed = (
        f"{{org: {org}, guard: {guard}, up_to: 9, reason: x, until: 2026-12-31}}"
        for guard in ("recreate", "people-removed")
    )
    allow = f"---\nallow: [{', '.join(allowed)}]\n"
    for number, (before, name) in enumerate(zip(("", *names), (*names, ""), strict=True), 1):
        previously = f", previously: [{before}]" if before else ""
        member = f"  {name}: {{role: internal_member{previously}}}\n" if name else ""
        plan = plan_of(store, f"{HEAD.replace('acme', org)}{member}{allow}", number)
        applied(store, plan, number, "ada@lab.example")


@pytest.mark.parametrize("asked", [0, 1, 3])
def test_all_names_of_a_person_are_found_from_any_of_them_and_by_the_moves_of_this_org_alone(asked: int):
    store, names = MemoryStore(LINEAGE, secret=fresh), [f"kim-{number}@lab.example" for number in range(4)]
    moving(store, *names)
    moving(store, "z@lab.example", names[3], org="other")
    assert forget(store, names[asked]).people == tuple(names)
    left = shown(store)
    assert not any(name in left for name in names[:3])
    assert "z@lab.example" in left


def test_a_team_that_got_another_name_makes_no_two_people_one():
    """Also where both of its names are those of people."""
    store = in_memory()
    for number, team in enumerate((f"{BOB}: {{}}", f"eve@lab.example: {{previously: [{BOB}]}}"), 4):
        manifest = f"{HEAD}groups: {{T: {{members: []}}, {team}}}\n"
        applied(store, plan_of(store, manifest, number), number, "ada@lab.example")
    assert [entry.action for entry in store.audit(AuditQuery(org=ORG))][-1] is Action.MOVE
    assert forget(store).people == (BOB, "robert@lab.example")


def test_who_is_named_only_by_what_a_row_says_is_still_there():
    store, org = MemoryStore(LINEAGE, secret=fresh), "webknossos/acme"
    manifest = f"org: acme\nplatform: webknossos\nmembers: {{ada@lab.example: {{role: admin}}}}\nnotifications: {{plan: {BOB}}}\n"
    applied(store, plan_of(store, manifest, 1), 1, "ada@lab.example")
    with pytest.raises(GuardRefused) as refused:
        erase(store, org, BOB, Attempt("grace@lab.example", at(5), "the-end"), "asked for it")
    [problem] = refused.value.problems
    assert (problem.code, problem.message) == ("person-present", f"{org}/org names them")


def test_a_commitment_is_nobodys_name():
    """Whoever copies one out of a log erases nobody, and is not told that somebody is kept in clear."""
    store = in_memory()
    serial = store.heads()[ORG].serial
    for line in store._orgs[ORG].lines:
        assert forget(store, line.commitment) == Erased(ORG, (line.commitment,), 0, serial)


def test_rows_that_nobody_answers_for_are_said_by_the_log_of_this_org_alone():
    store = in_memory()
    moving(store, "z@lab.example", org="other")
    record = store._orgs[ORG]
    state, gone = dict(record.state), next(address for address in record.state if address.kind == "team")
    del state[gone]
    store._orgs[ORG] = replace(record, state=State(state))
    with pytest.raises(StateDiffers) as refused:
        forget(store)
    assert refused.value.whole
    assert [change.address for change in refused.value.changes] == [gone]


# --- what is left in the files ----------------------------------------------------------------------------------------


def spellings(name: str) -> list[bytes]:
    return [each.encode() for each in {name, name.casefold(), name.replace("@", "%40")}]


def in_files(folder: Path) -> set[str]:
    data = b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()).lower()
    return {name for name in NAMES if any(each.lower() in data for each in spellings(name))}


def test_no_byte_of_a_name_is_left_in_the_file_or_beside_it_t182(tmp_path: Path, sqlite_url: str):
    folder = Path(sqlite_url.removeprefix("sqlite:///")).parent
    with closing(open_store(sqlite_url)) as store:
        lived(store)
        told(store, BOB, "robert@lab.example")
        assert in_files(folder) == set(NAMES)
        forget(store)
        assert in_files(folder) == set()
        applied(store, plan_of(store, THIRD.replace("T:", "U:"), 6), 6, "ada@lab.example")
    assert in_files(folder) == set()


def test_no_name_is_left_in_a_dump_nor_in_the_tables_of_a_server_t182(postgres_url: str):
    def dumped() -> str:
        url = postgres_url.replace("+psycopg", "")
        done = subprocess.run(["pg_dump", "--dbname", url], capture_output=True, text=True, check=True)
        return done.stdout.casefold()

    def on_pages() -> set[str]:
        """What is in the files of the tables, dead rows included."""
        with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            found = connection.execute(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
                "WHERE relkind IN ('r', 'i', 't') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"
            ).fetchall()
        data = b"".join(bytes(row[0]) for row in found).lower()
        return {name for name in NAMES if any(each.lower() in data for each in spellings(name))}

    with closing(open_store(postgres_url)) as store:
        lived(store)
        told(store, BOB, "robert@lab.example")
        assert all(name.casefold() in dumped() for name in NAMES)
        assert on_pages() == set(NAMES)
        forget(store)
        assert not any(name.casefold() in dumped() for name in NAMES)
        assert on_pages() == set()


# --- guessing ---------------------------------------------------------------------------------------------------------


class Guesser:
    """Somebody with everything that a store holds, and the list of all names there are."""

    def __init__(self, store: Store) -> None:
        self.names = [*NAMES, "ada@lab.example", "grace@lab.example", "eve@lab.example", "Eve"]
        self.lineage = store.lineage
        with store.evidence() as evidence:
            self.entries = [json.loads(written.text) for written in evidence.entries(ORG)]
            self.lines = [*evidence.people(ORG)]
            self.runs = [each for _, each in evidence.runs(ORG)]
            head = evidence.head(ORG)
        assert head is not None
        self.secrets = ["", head.key, store.key, *(line.salt for line in self.lines)]
        self.kept = {run.plan for run in self.runs} | {value for run in self.runs for value in (run.before, run.after)}

    def commitments(self) -> set[str]:
        """Those of the log that a name and a secret lead to."""
        log = canonical(self.entries)
        made = {
            committed(salt, person, name)
            for salt in self.secrets
            if salt
            for person in self.names
            for name in self.names
        }
        made |= {committed(sha256(name), name, name) for name in self.names}
        return {each for each in made if each in log}

    def told(self, right: dict[str, str]) -> list[dict[str, Any]]:
        """The entries with a guess in the place of every commitment: here the guess is right, which helps whoever guesses most."""
        said = canonical(self.entries)
        for commitment, name in right.items():
            said = said.replace(commitment, name)
        return json.loads(said)

    def digests(self, right: dict[str, str]) -> set[str]:
        """The digests of states that a right guess of all names leads to."""
        rows: dict[str, list[Any]] = {}
        made = set()
        for number, entry in enumerate(self.told(right), 1):
            rows.pop(entry.get("previous", entry["address"]), None)
            if entry["after"] is not None:
                rows[entry["address"]] = [*entry["address"].split("/"), entry["after"]]
            if any(run.size == number for run in self.runs):
                plain = sha256(canonical(sorted(rows.values(), key=lambda row: row[:-1])))
                made |= {keyed(secret, plain) for secret in self.secrets} | {sha256(plain)}
        return made & self.kept

    def plans(self, right: dict[str, str]) -> set[str]:
        """The names of plans that a right guess of all names leads to, with everything else about the plan known, too."""
        made = set()
        for done_by in (each for each in self.runs if each.outcome is Outcome.DONE):
            own = [entry for entry in self.told(right) if entry["run"] == done_by.run]
            changes = [
                [
                    e["address"],
                    e["before"],
                    e["after"],
                    e["mode"],
                    e["cause"],
                    *([e["previous"], e["name"]] if "previous" in e else []),
                ]
                for e in own
            ]
            org = {
                "org": ORG,
                "serial": done_by.serial - 1,
                "digest": done_by.before,
                "limits": {},
                "allowances": [["acme", "recreate", 9, "2026-12-31"]] if done_by.run == "run-2" else [],
                "changes": changes,
            }
            done = {"lineage": self.lineage, "orgs": [org]}
            made.add(sha256(canonical(done)))
            made |= {
                sha256(canonical({"blind": keyed(secret, canonical(done)), **done}))
                for secret in self.secrets
                if secret
            }
        return made & self.kept


def right(store: Store) -> dict[str, str]:
    with store.evidence() as evidence:
        return {line.commitment: line.value for line in evidence.people(ORG)}


def test_nothing_that_is_kept_can_be_found_by_trying_names_t182(store: Store):
    """The control: before, whoever holds the store finds commitments, digests and plans; afterwards none about the person."""
    names = right(store)
    before = Guesser(store)
    mine = {commitment for commitment, name in names.items() if name in NAMES}
    assert mine <= before.commitments()
    done = [run for run in before.runs if run.outcome is Outcome.DONE]
    assert before.digests(names) >= {run.after for run in done}
    assert before.plans(names) == {run.plan for run in done}
    forget(store)
    after = Guesser(store)
    assert not mine & after.commitments()
    now = store.heads()[ORG].digest
    assert after.digests(names) <= {now}  # of the state as it is, which is no secret to who has the rows
    assert after.plans(names) == set()
    told = [canonical(entry) for entry in after.told(names)]
    kept = {each.hash for each in store.audit(AuditQuery(org=ORG))}
    hashes = {
        leaf(each.encode()).hex() for each, raw in zip(told, after.entries, strict=True) if each != canonical(raw)
    }
    assert not hashes & kept


# --- plans ------------------------------------------------------------------------------------------------------------


def test_the_same_inputs_give_the_same_plan_and_another_key_gives_another_name(store: Store):
    wanted = THIRD.replace("T:", "U:")
    one, two = plan_of(store, wanted, 4), plan_of(store, f"# again\n{wanted}", 4, "grace@lab.example")
    assert plan_name(one) == plan_name(two) == plan_name(loads(dumps(one).encode()))
    assert one.header.blind
    forget(store)
    assert plan_name(plan_of(store, wanted, 5)) != plan_name(one)


def test_a_plan_from_before_is_applied_if_its_rows_are_as_they_were_and_never_twice(store: Store):
    plan = plan_of(store, THIRD.replace("T:", "U:"), 4)
    consumed = loads(dumps(plan).encode())
    applied(store, plan, 4, "ada@lab.example")
    forget(store)
    [again] = apply(consumed, store, Attempt("ada@lab.example", at(5), "run-9"))
    assert again.outcome is Outcome.ALREADY


def test_a_plan_without_a_blind_is_refused_where_names_are_kept_for_good(store: Store):
    plan = plan_of(store, THIRD.replace("T:", "U:"), 4)
    with pytest.raises(Stale, match="has no blind"):
        [*apply(replace(plan, header=replace(plan.header, blind="")), store, Attempt("ada", at(4), "run-4"))]
    made_up = replace(plan, header=replace(plan.header, blind="x"))
    with pytest.raises(IntegrityFailure):
        loads(dumps(made_up).encode())


# --- on the command line ----------------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Path:
    """A folder with a store out of which Bob has left, but for the audit log."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", database_url)
    monkeypatch.setenv("RECONCILER_ACTOR", "grace@lab.example")
    with closing(open_store(database_url)) as store:
        lived(store)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert run([*arguments]) == code
    answer = capsys.readouterr()
    assert "Traceback" not in answer.err
    return answer.out + answer.err


ERASE = ("erase", "Bob@Lab.example", "--org", "acme", "--note", "asked for it")


def test_the_command_says_what_it_did_and_what_is_left_to_others(place: Path, capsys: pytest.CaptureFixture[str]):
    before = json.loads(said(capsys, "audit", "verify", "--format", "json"))["orgs"][0]
    done = json.loads(said(capsys, *ERASE, "--yes", "--format", "json"))
    assert (done["org"], done["left"], done["others"]) == (ORG, "", [])
    assert done["commitments"] >= len(NAMES)
    after = json.loads(said(capsys, "audit", "verify", "--format", "json"))["orgs"][0]
    assert (after["whole"], after["size"], after["forgotten"]) == (True, before["size"] + 1, 3)
    assert "nothing is kept of bob@lab.example" in said(capsys, *ERASE, "--yes")
    shown = (
        said(capsys, "audit", "--format", "json")
        + said(capsys, "history", "acme")
        + said(capsys, "state", "acme", "--at", "3")
    )
    assert not any(name.casefold() in shown.casefold() for name in NAMES)
    assert "erased-" in shown


def test_the_name_has_to_be_typed(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    assert "nobody is there to type the name" in said(capsys, *ERASE, code=64)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for typed, code in (("rob@lab.example", 64), ("BOB@lab.example", 0)):
        monkeypatch.setattr("click.prompt", lambda *_, typed=typed, **__: typed)
        said(capsys, *ERASE, code=code)
    assert "erased-" in said(capsys, "audit")


def test_a_reason_is_asked_for(place: Path, capsys: pytest.CaptureFixture[str]):
    assert "--note says nothing" in said(capsys, *ERASE[:-2], "--yes", code=64)


def test_a_run_about_somebody_erased_is_taken_back_without_them(place: Path, capsys: pytest.CaptureFixture[str]):
    said(capsys, *ERASE, "--yes")
    answer = said(capsys, "revert", "run-3", code=12)
    assert "names somebody who was erased since" in answer
    assert (
        "erased-"
        not in said(capsys, "revert", "run-3", "--partly").partition("Nothing of run")[0].partition("Plan:")[0]
    )


def test_redaction_knows_nobody_who_was_erased(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "a key that is long enough")
    said(capsys, *ERASE, "--yes")
    shown = said(capsys, "--redact", "audit")
    assert not any(name.casefold() in shown.casefold() for name in (*NAMES, "grace@lab.example"))
    assert "person-" in shown


def test_a_backup_from_before_brings_the_name_back_and_one_from_afterwards_has_none(
    tmp_path: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", sqlite_url)
    monkeypatch.setenv("RECONCILER_ACTOR", "grace@lab.example")
    with closing(open_store(sqlite_url)) as store:
        lived(store)
    said(capsys, "backup", "before.db")
    said(capsys, *ERASE, "--yes")
    said(capsys, "backup", "after.db")
    assert BOB.encode() in Path("before.db").read_bytes()
    assert not any(each in Path("after.db").read_bytes() for name in NAMES for each in spellings(name))
    said(capsys, "restore", "before.db", "--confirm", Path(sqlite_url.removeprefix("sqlite:///")).name)
    assert BOB in said(capsys, "audit")
    said(capsys, "audit", "verify")
    assert "names of bob@lab.example" in said(capsys, *ERASE, "--yes")
    said(capsys, "audit", "verify")


def test_other_orgs_whose_facts_name_them_are_said(place: Path, capsys: pytest.CaptureFixture[str]):
    (place / "other.yaml").write_text(HEAD.replace("org: acme", "org: other"))
    assert run(["apply", "other.yaml", "--yes"]) == 0
    with closing(open_store(os.environ["RECONCILER_DB"])) as store, store.adding("encord/other") as adding:
        adding.add([TaskCompletion("2026-11-21", "pavement", "7", BOB, 1)])
        adding.commit()
    assert run(["erase", BOB, "--org", "encord/acme", "--note", "asked for it", "--yes"]) == 0
    assert "They are named in other orgs, too: encord/other" in capsys.readouterr().out


def test_other_orgs_that_name_them_are_said(place: Path, capsys: pytest.CaptureFixture[str]):
    Path("two.yaml").write_text(
        "org: two\nplatform: encord\nmembers:\n  grace@lab.example: {role: internal_admin}\n  bob@lab.example: {role: internal_member}\n"
    )
    said(capsys, "apply", "--yes", "two.yaml")
    assert "They are named in other orgs, too: encord/two" in said(capsys, *ERASE, "--yes")
    assert BOB in said(capsys, "audit", "--org", "encord/two")


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_a_name_that_is_put_back_by_hand_is_found_t182(sqlite_url: str):
    with closing(open_store(sqlite_url)) as store:
        lived(store)
        with store.evidence() as evidence:
            lines = [line for line in evidence.people(ORG) if line.person == BOB]
        forget(store)
        with store._database.writing(ORG) as connection:
            connection.exec_driver_sql("INSERT INTO person VALUES (?, ?, ?, ?, ?)", (ORG, *lines[0]))
            connection.commit()
        assert [problem.code for problem in verdict(store).problems] == ["name-differs"]


def test_an_erasure_that_is_said_without_an_entry_is_found_t182(sqlite_url: str):
    with closing(open_store(sqlite_url)) as store:
        lived(store)
        forget(store)
        with store._database.writing(ORG) as connection:
            for name in ("audit_keeps_rows", "audit_keeps_values"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql("UPDATE audit SET erased = NULL, action = 'update' WHERE erased IS NOT NULL")
            connection.commit()
        with store.evidence() as evidence:
            found = {problem.code for problem in verify(evidence, ORG).problems}
        assert found == {"entry-malformed"}


def test_who_stands_in_entries_of_an_older_version_is_refused_t182(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    frozen = Path(__file__).parent / "versions" / "0005.sql"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", "sqlite:///store.db")
    with closing(sqlite3.connect("store.db", isolation_level=None)) as made:
        made.executescript(frozen.read_text(encoding="utf-8"))
    said(capsys, "migrate", "before.db", "--actor", "grace@brainlab.example")
    said(capsys, "audit", "verify")
    words = ("erase", "ada@brainlab.example", "--org", "encord/acme-vision", "--note", "x", "--yes", "--actor", "eve")
    assert "person-in-clear" in said(capsys, *words, code=11)
    with closing(open_store("sqlite:///store.db")) as store:
        assert all(head.key for head in store.heads().values())
        assert store.key

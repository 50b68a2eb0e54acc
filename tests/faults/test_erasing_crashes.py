"""Killed at every statement of an erasure: somebody is forgotten or not, never half, and the command that is run again ends it (T182)."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from copied import Copied
from program import Done, Program, some

from reconciler.model import Outcome
from reconciler.stores.base import AuditQuery
from reconciler.stores.sql import open_store
from reconciler.verification import verify

ORG, BOB = "encord/acme", "bob@acme.example"
HEAD = "org: acme\nplatform: encord\nmembers:\n  ada@acme.example: {role: internal_admin}\n  eve@acme.example: {role: internal_admin}\n"


class Store(Copied):
    """A store out of which somebody is to be erased, as often as wanted."""

    def fill(self, folder: Path) -> None:
        assert self.program.run("init", "--db", self.made).code == 0
        manifest = folder / "org.yaml"
        for text in (f"{HEAD}  {BOB}: {{role: internal_member, name: Bob Builder}}\n", HEAD):
            manifest.write_text(text)
            done = self.program.run("apply", "--yes", str(manifest), "--db", self.made, "--actor", "ada@acme.example")
            assert done.code == 0, done

    def erase(self, **fault: Any) -> Done:
        words = ("erase", BOB, "--org", ORG, "--note", "asked for it", "--yes", "--actor", "eve@acme.example")
        return self.program.run(*words, "--db", self.url, same="the-end", **fault)

    def seen(self) -> tuple[int, int, int, bool, list[str]]:
        """Serial, entries, commitments that lead somewhere, whether Bob is among them, and what an audit finds."""
        with closing(open_store(self.url)) as store:
            head = store.heads()[ORG]
            entries = [*store.audit(AuditQuery(org=ORG))]
            done = [run for run in store.runs(ORG) if run.outcome is Outcome.DONE]
            assert (head.size, head.serial) == (len(entries), len(done))
            with store.evidence() as evidence:
                lines = [*evidence.people(ORG)]
                found = [problem.code for problem in verify(evidence, ORG).problems]
        return head.serial, head.size, len(lines), any(line.person == BOB for line in lines), found

    def bytes(self) -> bytes:
        """All that lies in the folder of a file's store."""
        return b"".join(file.read_bytes() for file in self.folder.iterdir()) if self.server is None else b""


@pytest.fixture(params=["sqlite WAL", "sqlite DELETE", "postgresql"])
def store(request: pytest.FixtureRequest, program: Program, tmp_path: Path) -> Store:
    server = request.getfixturevalue("postgres_server") if request.param == "postgresql" else None
    return Store(request.param, program, tmp_path, server)


def test_an_erasure_killed_at_any_statement_is_whole_or_not_there_and_goes_through_afterwards_t182(store: Store):
    before = store.seen()
    assert b"bob@acme.example" in store.bytes() or not store.bytes()
    moments = int(store.erase(act="count").marked)
    after = store.seen()
    assert (before[3], after[3]) == (True, False)
    assert before[4] == after[4] == []
    found = {"before": 0, "after": 0}
    for moment in some(moments, 9 if store.url.startswith("postgresql") else 12):
        store.fresh()
        done = store.erase(moment=moment, act="kill")
        assert (done.hit, done.code) == (True, -9)
        seen = store.seen()
        assert seen in (before, after), (moment, seen)
        found["after" if seen == after else "before"] += 1
        again = store.erase()
        assert again.code == 0, again
        assert store.seen() == after
        assert b"bob@acme.example" not in store.bytes()
        assert b"Bob Builder" not in store.bytes()
    assert found["before"] >= 4
    assert found["after"] >= 1

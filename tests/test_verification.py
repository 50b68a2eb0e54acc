"""What ``verification`` says of logs that applies have made: nothing; and what it says cannot be excluded."""

from __future__ import annotations

from contextlib import closing

import pytest
from logs import LINEAGE, ORG, applied, head, logged, member, row

from reconciler import verification
from reconciler.checkpoints import Checkpoint, checkpoint_of, forks
from reconciler.model import Outcome, Resource, State
from reconciler.render.verdicts import excluded
from reconciler.replay import Kept, Replay
from reconciler.stores.sql import open_store
from reconciler.verdict import Verdict
from reconciler.verification import verify


def test_a_log_with_entries_of_every_kind_is_whole_t183(database_url: str):
    logged(database_url)
    with closing(open_store(database_url)) as store, store.evidence() as evidence:
        assert evidence.orgs() == sorted(store.heads()) == ["encord/acme", ORG]
        for org, stored in store.heads().items():
            verdict = verify(evidence, org)
            assert verdict.problems == []
            assert (verdict.size, verdict.serial, verdict.undigested) == (stored.size, stored.serial, 0)
            assert verdict.root == checkpoint_of(LINEAGE, stored).root


def test_a_log_is_whole_from_every_one_of_its_checkpoints_on_t184(database_url: str):
    logged(database_url)
    with closing(open_store(database_url)) as store, store.evidence() as evidence:
        for run in (run for run in store.runs(ORG) if run.outcome is Outcome.DONE):
            since = Checkpoint(LINEAGE, ORG, run.size, run.root, run.serial, run.after)
            verdict = verify(evidence, ORG, since=since)
            assert verdict.problems == []
            assert (verdict.skipped, verdict.vouched, verdict.size) == (run.size, run.size, head(database_url).size)


def test_an_apply_that_goes_on_meanwhile_is_not_seen(sqlite_url: str):
    logged(sqlite_url)
    with closing(open_store(sqlite_url)) as store, store.evidence() as evidence:
        before = verify(evidence, ORG)
        with closing(open_store(sqlite_url)) as other:
            applied(other, [member("dora", None, "member")], 9)
        assert verify(evidence, ORG) == before


def test_where_states_in_between_are_too_many_to_compute_it_is_said_of_how_many(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
):
    logged(sqlite_url)
    monkeypatch.setattr(verification, "DIGESTED_ROWS", 0)
    monkeypatch.setattr(verification, "_FOR_EACH_ENTRY", 0)
    with closing(open_store(sqlite_url)) as store, store.evidence() as evidence:
        verdict = verify(evidence, ORG)
        assert verdict.undigested == 3
        assert verdict.problems == []


def test_what_is_replayed_has_the_digest_of_the_state():
    addresses = [row("org"), row("team/a%2Fb"), row("member/z@lab.example"), row("membership/a%2Fb/z@lab.example")]
    replay = Replay(ORG, {address.path: Kept('{"role":"é"}', "[]", 1) for address in addresses})
    assert replay.digest == State.of(Resource(address, {"role": "é"}, ()) for address in addresses).digest
    assert Replay(ORG).digest == State().digest


ROOT, OTHER_ROOT = "ab" * 32, "cd" * 32
CHECKPOINT = Checkpoint(LINEAGE, ORG, 7, ROOT, 2, "ef" * 32)


def test_two_checkpoints_of_one_size_and_two_roots_are_shown_both_t175():
    [fork] = forks([CHECKPOINT, CHECKPOINT, CHECKPOINT._replace(size=8), CHECKPOINT._replace(root=OTHER_ROOT)])
    assert fork.code == "checkpoint-fork"
    assert ROOT in fork.message
    assert OTHER_ROOT in fork.message
    assert [*forks([CHECKPOINT, CHECKPOINT._replace(org="encord/acme", root=OTHER_ROOT)])] == []


@pytest.mark.parametrize(
    ("vouched", "says"),
    [
        (0, "no external checkpoint given: rollback cannot be excluded"),
        (5, "the 2 entries after it may be written anew"),
        (6, "the entry after it may be written anew"),
        (7, "the checkpoint has seen all of it"),
    ],
)
def test_what_cannot_be_excluded_is_said_t172_t173(vouched: int, says: str):
    assert says in excluded(Verdict(ORG, size=7, vouched=vouched))

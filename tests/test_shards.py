"""Orgs are dealt out to machines that do not know of each other: each org to one of them, always the same."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from answers import Answer, Command, asking

from reconciler.shards import EVERY, Shard

ORGS = [f"webknossos/lab{number}" for number in range(1000)]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The program in a folder with a store and seven orgs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RECONCILER_DB", raising=False)
    (tmp_path / "orgs").mkdir()
    for number in range(7):
        text = f"org: lab{number}\nplatform: webknossos\nmembers: {{ada@lab.example: {{role: admin}}}}\n"
        (tmp_path / "orgs" / f"{number}.yaml").write_text(text)

    call = asking(capsys)
    assert call("init").code == 0
    return call


def planned(answer: Answer) -> set[str]:
    assert answer.code in (0, 11), answer
    return {change["address"].rpartition("/lab")[2][0] for change in answer.json["resource_changes"]}


@pytest.mark.parametrize("of", [1, 2, 8, 100])
def test_every_org_is_in_one_part(of: int):
    parts = [Shard(number, of) for number in range(1, of + 1)]
    assert [sum(org in part for part in parts) for org in ORGS] == [1] * 1000
    sizes = [sum(org in part for org in ORGS) for part in parts]
    assert max(sizes) < 3 * 1000 / of
    assert min(sizes) > 0


def test_the_part_of_an_org_never_changes():
    """These are figures of the first release: another one would hand orgs to two machines while it is rolled out."""
    assert [next(n for n in range(1, 9) if org in Shard(n, 8)) for org in ORGS[:8]] == [1, 3, 4, 7, 2, 5, 4, 8]
    assert all(org in EVERY for org in ORGS)


@pytest.mark.parametrize("text", [" ", "1", "0/2", "3/2", "1/0", "-1/2", "1/2/3", "a/b", "1/1000000", " 1/2"])
def test_a_part_that_is_none_is_refused(command: Command, text: str):
    answer = command("plan", "orgs", "--shard", text)
    assert (answer.code, answer.out) == (64, "")
    assert "write 3/8 for the third of eight parts" in answer.err


def test_parts_plan_and_apply_what_the_whole_does(command: Command):
    whole = planned(command("plan", "orgs", "--format", "json"))
    shares = [planned(command("plan", "orgs", "--format", "json", "--shard", f"{n}/3")) for n in (1, 2, 3)]
    assert whole == set("0123456") == shares[0] | shares[1] | shares[2]
    assert sum(map(len, shares)) == 7
    assert command("apply", "orgs", "--yes", "--shard", "2/3").code == 0
    assert planned(command("plan", "orgs", "--format", "json")) == whole - shares[1]
    assert f"{len(shares[1])} orgs stored" in command("drift", "--shard", "2/3").out
    for part in ("1/3", "3/3"):
        assert command("apply", "orgs", "--yes", "--shard", part).code == 0
    assert "No changes" in command("plan", "orgs").out


def test_an_org_that_may_go_goes_in_its_own_part(command: Command, tmp_path: Path):
    assert command("apply", "orgs", "--yes").code == 0
    (tmp_path / "orgs" / "4.yaml").unlink()
    until = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=7)).date()
    entries = [
        f"{{org: {org}, guard: org-removed, up_to: 1, reason: closed, until: {until}}}" for org in ("lab4", "lab5")
    ]
    (tmp_path / "orgs" / "allow.yaml").write_text(f"allow: [{', '.join(entries)}]\n")
    answers = [planned(command("plan", "orgs", "--format", "json", "--shard", f"{n}/5")) for n in range(1, 6)]
    assert sorted(map(sorted, answers)) == [[], [], [], [], ["4"]]  # lab5 is declared, in whatever part

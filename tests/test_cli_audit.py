"""The audit's verbs on the command line: checkpoints go where they are told to, proofs are checked without a store."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from test_checkpoints import pair

from reconciler.cli import run

PEOPLE = "org: brainlab\nplatform: webknossos\nmembers:\n  ada@brainlab.example: {role: admin}\n"
MORE = PEOPLE + "  grace@brainlab.example:\n"


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with an org that was applied once, and two keys."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("RECONCILER_", "GIT", "CI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RECONCILER_ACTOR", "ada")
    for seed, name in enumerate(("ops", "other"), 1):
        secret, key = pair(seed)
        Path(name).write_bytes(secret)
        Path(name).chmod(0o600)
        blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + key.raw
        Path(f"{name}.pub").write_text(f"ssh-ed25519 {b64encode(blob).decode()} {name}\n")
    Path("org.yaml").write_text(PEOPLE)
    assert run(["init"]) == 0
    assert run(["apply", "--yes", "org.yaml", "--checkpoint", "first.note", "--checkpoint-key", "ops"]) == 0
    capsys.readouterr()
    return tmp_path


def again(text: str = MORE, *options: str) -> int:
    Path("org.yaml").write_text(text)
    return run(["apply", "--yes", "org.yaml", *options])


def test_an_apply_leaves_a_checkpoint_that_everybody_may_read_and_that_verifies(
    lab: Path, capsys: pytest.CaptureFixture[str]
):
    assert (lab / "first.note").stat().st_mode & 0o777 == 0o644
    assert again(MORE, "--checkpoint", "second.note", "--checkpoint-key", "ops") == 0
    for note in ("first.note", "second.note"):
        assert run(["audit", "verify", "--checkpoint", note, "--key", "ops.pub"]) == 0
    both = ["--checkpoint", "first.note", "--checkpoint", "second.note", "--key", "other.pub", "--key", "ops.pub"]
    assert run(["audit", "verify", "brainlab", *both, "--since", "first.note", "--format", "json"]) == 0
    out = capsys.readouterr().out
    [org] = json.loads(out[out.index("{") :])["orgs"]
    assert (org["whole"], org["size"], org["skipped"], org["vouched"]) == (True, 3, 2, 3)


def test_a_checkpoint_is_written_to_standard_output_and_into_the_document(
    lab: Path, capsys: pytest.CaptureFixture[str]
):
    assert again(MORE, "--checkpoint", "-", "--checkpoint-key", "ops") == 0
    shown = capsys.readouterr().out
    assert shown[shown.index("reconciler/") :].startswith("reconciler/")
    text = PEOPLE + "  bob@brainlab.example:\n  grace@brainlab.example:\n"
    assert again(text, "--checkpoint", "-", "--checkpoint-key", "ops", "--format", "json") == 0
    (lab / "json.note").write_text(json.loads(capsys.readouterr().out)["checkpoint"])
    assert run(["audit", "verify", "--checkpoint", "json.note", "--key", "ops.pub"]) == 0


def test_a_clock_that_went_back_is_said_and_is_no_fault_t160(
    lab: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    assert run(["audit", "verify"]) == 0
    assert "clock" not in capsys.readouterr().out
    monkeypatch.setattr("reconciler.cli.terminal.now", lambda: "2001-01-01T00:00:00Z")
    assert again() == 0
    assert run(["audit", "verify"]) == 0
    assert "1 apply was made by a clock that was behind that of the apply before" in capsys.readouterr().out
    assert run(["audit", "verify", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["orgs"][0]["behind"] == 1


def committed(message: str = "x") -> None:
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@brainlab.example"]
    subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", message], check=True)


@pytest.fixture
def clone(lab: Path) -> Path:
    """The same in a repository with a commit."""
    subprocess.run(["git", "init", "-q", "."], check=True)
    for key, value in (("user.name", "Ada"), ("user.email", "ada@brainlab.example")):
        subprocess.run(["git", "config", key, value], check=True)
    committed()
    return lab


IN_NOTES = ["audit", "checkpoint", "-o", "git-notes:checkpoints", "--checkpoint-key"]
OF_NOTES = ["audit", "verify", "--checkpoint", "git-notes:checkpoints", "--key", "ops.pub"]


def test_checkpoints_in_git_notes_stand_one_after_the_other(clone: Path, capsys: pytest.CaptureFixture[str]):
    assert run([*IN_NOTES, "ops"]) == 0
    assert "To see it: git notes --ref=checkpoints show" in capsys.readouterr().out
    assert again(MORE, "--checkpoint", "git-notes:checkpoints", "--checkpoint-key", "ops") == 0
    kept = subprocess.run(["git", "notes", "--ref=checkpoints", "show"], capture_output=True, check=True).stdout
    (clone / "notes.note").write_bytes(kept)
    assert kept.count(b"serial ") == 2
    capsys.readouterr()
    assert run(["audit", "verify", "--checkpoint", "notes.note", "--key", "ops.pub"]) == 0
    assert "has seen all of it" in capsys.readouterr().out


def test_the_notes_of_a_ref_are_read_as_a_file_is_whichever_commits_they_are_of(
    clone: Path, capsys: pytest.CaptureFixture[str]
):
    assert run(OF_NOTES) == 64
    assert "there are no notes in git-notes:checkpoints" in capsys.readouterr().err
    assert run([*IN_NOTES, "ops"]) == 0
    committed("y")
    assert again(MORE, "--checkpoint", "git-notes:refs/notes/checkpoints", "--checkpoint-key", "ops") == 0
    committed("z")
    capsys.readouterr()
    assert run(OF_NOTES) == 0
    assert "has seen all of it" in capsys.readouterr().out
    assert run(["audit", "prove", "brainlab#3", "--checkpoint", "git-notes:checkpoints", "-o", "three.proof"]) == 0
    prove = ["audit", "prove", "brainlab", "--checkpoint", "git-notes:checkpoints", "--since", "first.note"]
    assert run([*prove, "-o", "on.proof"]) == 0
    check = ["audit", "check-proof", "on.proof", "--key", "ops.pub", "--since", "git-notes:checkpoints"]
    assert run(check) == 0
    assert "at #3 continues the one at #2" in capsys.readouterr().out


def test_notes_are_not_added_to_those_that_have_seen_more_or_something_else_t173(
    clone: Path, capsys: pytest.CaptureFixture[str]
):
    before = (clone / "reconciler.db").read_bytes()
    assert again(MORE, "--checkpoint", "git-notes:checkpoints", "--checkpoint-key", "ops") == 0
    notes = subprocess.run(["git", "notes", "--ref=checkpoints", "list"], capture_output=True, check=True).stdout
    (clone / "reconciler.db").write_bytes(before)
    assert run([*IN_NOTES, "ops"]) == 14
    assert "error[checkpoint-ahead]" in capsys.readouterr().err
    assert (
        again(PEOPLE + "  eve@brainlab.example:\n", "--checkpoint", "git-notes:checkpoints", "--checkpoint-key", "ops")
        == 14
    )
    said = capsys.readouterr().err
    assert "error[checkpoint-differs]" in said
    assert "the log does not continue git-notes:checkpoints, which was left as it is" in said
    assert run([*IN_NOTES, "other"]) == 14
    assert "no trusted key has signed this" in capsys.readouterr().err
    assert (
        subprocess.run(["git", "notes", "--ref=checkpoints", "list"], capture_output=True, check=True).stdout == notes
    )
    assert run(["init", "--db", "sqlite:///other.db"]) == 0
    assert run(["apply", "--yes", "--db", "sqlite:///other.db", "org.yaml"]) == 0
    assert run([*IN_NOTES, "ops", "--db", "sqlite:///other.db"]) == 14
    assert "it is of another store" in capsys.readouterr().err


def test_after_a_key_is_replaced_the_notes_of_the_old_one_stay_where_they_are_t178(
    clone: Path, capsys: pytest.CaptureFixture[str]
):
    assert run([*IN_NOTES, "ops"]) == 0
    committed("y")
    assert run(["audit", "hand-over", "--checkpoint-key", "ops", "--to", "other.pub"]) == 0
    assert run([*IN_NOTES, "other"]) == 14
    assert "sign with both once" in capsys.readouterr().err
    assert run([*IN_NOTES, "ops", "--checkpoint-key", "other"]) == 0
    assert again(MORE, "--checkpoint", "git-notes:checkpoints", "--checkpoint-key", "other") == 0
    assert run([*IN_NOTES, "other"]) == 0
    assert run(OF_NOTES) == 0


def test_a_note_of_a_stranger_takes_nothing_away_from_the_others_t176(clone: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["audit", "checkpoint", "-o", "strange.note", "--checkpoint-key", "other"]) == 0
    subprocess.run(["git", "notes", "--ref=checkpoints", "append", "-F", "strange.note"], check=True)
    assert again() == 0
    committed("y")
    assert run(["audit", "checkpoint", "-o", "mine.note", "--checkpoint-key", "ops"]) == 0
    subprocess.run(["git", "notes", "--ref=checkpoints", "append", "-F", "mine.note"], check=True)
    assert run([*IN_NOTES, "ops"]) == 0
    capsys.readouterr()
    assert run(OF_NOTES) == 14
    said = capsys.readouterr()
    assert "the checkpoint has seen all of it" in said.out
    assert "git-notes:checkpoints on " in said.err
    assert "error[checkpoint-refused] no trusted key has signed this" in said.err
    assert "the log is whole by itself, but not every checkpoint that was given could be used" in said.err


def noted(*arguments: str, given: str = "") -> str:
    """What Git answers of the notes that checkpoints are in; *given* is what a note says."""
    said = subprocess.run(
        ["git", "notes", "--ref=checkpoints", *arguments], input=given.encode(), capture_output=True, check=True
    )
    return said.stdout.decode()


def stranger(size: int) -> str:
    """A checkpoint of this store that claims to have seen *size* entries, signed by nobody who is trusted."""
    lines = Path("first.note").read_text().splitlines(keepends=True)
    return "".join([lines[0], f"{size}\n", *lines[2:6], "— somebody MTIzNHg=\n"])


def spoiling() -> str:
    """A line that puts a signature of the trusted key below a text that it does not belong to."""
    return Path("first.note").read_text().splitlines(keepends=True)[-1]


STRANGE = {
    "a word": lambda: noted("append", "-m", "hello"),
    "a huge checkpoint": lambda: noted("append", "-F", "-", given=stranger(999_999)),
    "one of the same size": lambda: noted("append", "-F", "-", given=stranger(3)),
    "five megabytes": lambda: noted("append", "-F", "-", given="hello\n" * 900_000),
    "a wrong signature": lambda: noted(
        "add", "-f", "-F", "-", given=noted("show").removesuffix("\n") + "\n" + spoiling()
    ),
}


@pytest.mark.parametrize("what", STRANGE)
def test_who_can_add_notes_neither_locks_others_out_nor_lets_a_log_pass_that_was_rolled_back_t173_t176(
    clone: Path, capsys: pytest.CaptureFixture[str], what: str
):
    before = (clone / "reconciler.db").read_bytes()
    assert again(MORE, "--checkpoint", "git-notes:checkpoints", "--checkpoint-key", "ops") == 0
    after = (clone / "reconciler.db").read_bytes()
    STRANGE[what]()
    kept = noted("list")
    (clone / "reconciler.db").write_bytes(before)
    capsys.readouterr()
    assert run([*IN_NOTES, "ops"]) == 14
    assert "error[checkpoint-ahead]" in capsys.readouterr().err
    assert run(OF_NOTES) == 14
    assert noted("list") == kept
    (clone / "reconciler.db").write_bytes(after)
    capsys.readouterr()
    assert run([*IN_NOTES, "ops"]) == 0
    if what != "a wrong signature":
        said = capsys.readouterr().err
        assert "git-notes:checkpoints: warning[checkpoint-refused] some notes are no witness of this log" in said
        assert "see who added them: git log -p refs/notes/checkpoints" in said
        assert noted("list") == kept
    (clone / "reconciler.db").write_bytes(before)
    assert run(OF_NOTES) == 14
    assert "error[checkpoint-ahead]" in capsys.readouterr().err


@pytest.mark.parametrize("size", [3, 999_999])
def test_a_proof_leads_to_a_note_of_a_key_that_is_named_whatever_a_stranger_has_added_t176_t177(
    clone: Path, capsys: pytest.CaptureFixture[str], size: int
):
    assert again(MORE, "--checkpoint", "git-notes:checkpoints", "--checkpoint-key", "ops") == 0
    forged = noted("show").replace("\n3\n", f"\n{size}\n").rpartition("— ")[0] + "— somebody MTIzNHg=\n"
    noted("append", "-F", "-", given=forged)
    noted("append", "-m", "hello")
    for what, since in (("brainlab#3", []), ("brainlab", ["--since", "first.note"])):
        prove = ["audit", "prove", what, "--checkpoint", "git-notes:checkpoints", "-o", "the.proof", *since]
        assert run([*prove, "--key", "other.pub"]) == 14
        assert "no trusted key has signed this" in capsys.readouterr().err
        assert run([*prove, "--key", "ops.pub"]) == 0
        assert run(["audit", "check-proof", "the.proof", "--key", "ops.pub", *since]) == 0


def test_a_checkpoint_that_the_log_does_not_lead_to_may_be_a_stranger_s_and_whom_to_trust_can_be_said_t176(
    clone: Path, capsys: pytest.CaptureFixture[str]
):
    assert run([*IN_NOTES, "ops"]) == 0
    noted("append", "-F", "-", given=stranger(99))
    assert run(["audit", "prove", "brainlab#1", "--checkpoint", "git-notes:checkpoints", "-o", "the.proof"]) == 14
    assert "say whom you trust: --key PUB" in capsys.readouterr().err


def test_a_checkpoint_that_the_notes_have_is_not_added_again_and_one_more_signature_is(
    clone: Path, capsys: pytest.CaptureFixture[str]
):
    assert run([*IN_NOTES, "ops"]) == 0
    kept = noted("list")
    committed("y")
    capsys.readouterr()
    assert run([*IN_NOTES, "ops"]) == 0
    assert capsys.readouterr().out == "git-notes:checkpoints says so already; nothing was added.\n"
    assert again(PEOPLE, "--checkpoint", "git-notes:checkpoints", "--checkpoint-key", "ops", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)["checkpoint"] == Path("first.note").read_text()
    assert noted("list") == kept
    assert run([*IN_NOTES, "ops", "--checkpoint-key", "other"]) == 0
    assert noted("show").count("— ") == 2


def test_only_the_orgs_whose_log_went_on_are_added_to_notes(clone: Path, capsys: pytest.CaptureFixture[str]):
    Path("second.yaml").write_text(PEOPLE.replace("org: brainlab", "org: second"))
    assert run(["apply", "--yes", "second.yaml"]) == 0
    assert run([*IN_NOTES, "ops"]) == 0
    assert noted("show").count("serial ") == 2
    assert again(MORE, "--checkpoint", "git-notes:checkpoints", "--checkpoint-key", "ops") == 0
    assert noted("show").count("serial ") == 3
    assert run(OF_NOTES) == 0


@pytest.mark.parametrize("place", ["git-notes:checkpoints", "second.note"])
def test_after_an_older_backup_was_put_back_checkpoints_begin_anew_elsewhere_as_the_hint_says_t173(
    clone: Path, capsys: pytest.CaptureFixture[str], place: str
):
    before = (clone / "reconciler.db").read_bytes()
    assert again(MORE, "--checkpoint", place, "--checkpoint-key", "ops") == 0
    (clone / "reconciler.db").write_bytes(before)
    capsys.readouterr()
    assert run(["audit", "checkpoint", "-o", place, "--checkpoint-key", "ops"]) == 14
    said = capsys.readouterr().err
    assert f"keep it: reconciler audit verify --checkpoint {place};" in said
    [anew] = re.findall(r"begin anew elsewhere: reconciler (audit checkpoint -o \S+)", said)
    assert run([*anew.split(), "--checkpoint-key", "ops"]) == 0


def test_where_nobody_vouches_for_any_note_or_they_are_too_long_another_ref_is_named_t176(
    clone: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    noted("append", "-F", "-", given=stranger(3))
    hint = "take another ref: reconciler audit checkpoint -o git-notes:checkpoints-2"
    assert run([*IN_NOTES, "ops"]) == 14
    assert hint in capsys.readouterr().err
    monkeypatch.setattr("reconciler.cli.gitnotes.LARGEST", 100)
    assert run([*IN_NOTES, "ops"]) == 64
    assert hint in capsys.readouterr().err


def test_where_all_notes_have_become_unreadable_nothing_vouches_for_the_log_and_none_is_added_t173_t176(
    clone: Path, capsys: pytest.CaptureFixture[str]
):
    assert run([*IN_NOTES, "ops"]) == 0
    assert run([*IN_NOTES, "ops"]) == 0
    merged = "".join(
        f"{line}\n" for line in sorted({*noted("show").splitlines()})
    )  # as git notes merge -s cat_sort_uniq
    noted("add", "-f", "-F", "-", given=merged)
    assert run([*IN_NOTES, "ops"]) == 14
    said = capsys.readouterr().err
    assert "no note says what this log has been: something there is no signed checkpoint" in said
    assert "take another ref: reconciler audit checkpoint -o git-notes:checkpoints-2" in said


def test_an_empty_note_is_no_witness_either_t176(clone: Path, capsys: pytest.CaptureFixture[str]):
    noted("add", "--allow-empty", "-F", "-", given="")
    assert run([*IN_NOTES, "ops"]) == 14
    assert "no note says what this log has been: something there is no signed checkpoint" in capsys.readouterr().err


@pytest.mark.parametrize("ref", ["my_ref", "v1.2", "a/b.c", "notes/y", "refs/notes/y", "refs/notes/notes/y"])
def test_a_ref_is_taken_that_git_takes_and_is_named_in_full_as_git_names_it(
    clone: Path, capsys: pytest.CaptureFixture[str], ref: str
):
    verify = ["audit", "verify", "--checkpoint", f"git-notes:{ref}", "--key", "ops.pub"]
    assert run(verify) == 64
    [full] = set(re.findall(r"refs/notes/[a-z0-9_./]+", capsys.readouterr().err))
    assert run(["audit", "checkpoint", "-o", f"git-notes:{ref}", "--checkpoint-key", "ops"]) == 0
    assert run(verify) == 0
    listed = subprocess.run(
        ["git", "for-each-ref", "--format=%(refname)", "refs/notes"], capture_output=True, check=True
    )
    assert listed.stdout.decode().split() == [full]


UNKEPT = ["refs/heads/master", "", "-x", "a//b", "a b", "refs/", "a..b", ".a", "a/.b", "a.", "a.lock", "a.lock/b", "a/"]


@pytest.mark.parametrize("ref", UNKEPT)
def test_a_ref_under_which_git_keeps_no_notes_is_refused(clone: Path, capsys: pytest.CaptureFixture[str], ref: str):
    assert run(["audit", "checkpoint", "-o", f"git-notes:{ref}", "--checkpoint-key", "ops"]) == 64
    assert "kept under refs/notes/" in capsys.readouterr().err


def test_of_an_empty_store_nothing_is_signed_and_nothing_written(lab: Path, capsys: pytest.CaptureFixture[str]):
    empty = ["--db", "sqlite:///empty.db"]
    assert run(["init", *empty]) == 0
    for out in ("e.note", "-", "git-notes:e"):
        capsys.readouterr()
        place = ["audit", "checkpoint", "-o", out, "--checkpoint-key", "ops", *empty]
        if out.startswith("git"):
            subprocess.run(["git", "init", "-q", "."], check=True)
        assert run(place) == 0
        assert "There is nothing to sign yet" in capsys.readouterr().out
    assert not Path("e.note").exists()
    assert run(["audit", "prove", "lab#1", "--checkpoint-key", "ops", *empty]) == 64
    assert run(["audit", "checkpoint", "-o", "first.note", "--checkpoint-key", "ops", *empty]) == 14


UNUSABLE = {
    "empty": "the file is empty",
    "truncated": "has no end",
    "carriage returns": "the file holds a carriage return",
    "another key": "no trusted key has signed this",
    "another store": "it is of another store",
}


@pytest.mark.parametrize("what", UNUSABLE)
def test_a_checkpoint_that_cannot_be_used_is_not_told_as_a_bad_log_t176(
    lab: Path, capsys: pytest.CaptureFixture[str], what: str
):
    note, why = (lab / "first.note").read_bytes(), UNUSABLE[what]
    if what == "another store":
        assert run(["init", "--db", "sqlite:///other.db"]) == 0
        assert run(["apply", "--yes", "--db", "sqlite:///other.db", "org.yaml"]) == 0
        assert (
            run(["audit", "checkpoint", "-o", "o.note", "--checkpoint-key", "ops", "--db", "sqlite:///other.db"]) == 0
        )
        note = Path("o.note").read_bytes()
    key = "other.pub" if what == "another key" else "ops.pub"
    changed = {"empty": b"", "truncated": note[:-20], "carriage returns": note.replace(b"\n", b"\r\n")}
    Path("bad.note").write_bytes(changed.get(what, note))
    capsys.readouterr()
    assert run(["audit", "verify", "--checkpoint", "bad.note", "--key", key]) == 14
    said = capsys.readouterr()
    assert re.search(f"bad.note: error.checkpoint-refused. .*({why})", said.err)
    assert "the log is whole by itself" in said.err
    assert "the audit log is not what was written" not in said.err
    assert "no checkpoint that was given vouches for it: rollback cannot be excluded" in said.out


def test_a_checkpoint_that_contradicts_the_log_is_told_as_a_bad_log_whatever_stands_beside_it_t173(
    lab: Path, capsys: pytest.CaptureFixture[str]
):
    before = (lab / "reconciler.db").read_bytes()
    assert again(MORE, "--checkpoint", "second.note", "--checkpoint-key", "ops") == 0
    (lab / "reconciler.db").write_bytes(before)
    Path("bad.note").touch()
    given = ["--checkpoint", "second.note", "--checkpoint", "bad.note"]
    assert run(["audit", "verify", *given, "--key", "ops.pub"]) == 14
    assert "the audit log is not what was written" in capsys.readouterr().err


def test_files_of_checkpoints_that_were_joined_are_read(lab: Path, capsys: pytest.CaptureFixture[str]):
    assert again(MORE, "--checkpoint", "second.note", "--checkpoint-key", "ops") == 0
    notes = [(lab / name).read_bytes() for name in ("first.note", "second.note", "first.note")]
    for between in (b"", b"\n"):
        (lab / "all.note").write_bytes(between.join(notes))
        assert run(["audit", "verify", "--checkpoint", "all.note", "--key", "ops.pub"]) == 0
        assert "has seen all of it" in capsys.readouterr().out


def test_an_option_that_a_proof_has_no_use_for_is_refused(lab: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["audit", "prove", "brainlab#2", "--checkpoint", "first.note", "-o", "two.proof"]) == 0
    check = ["audit", "check-proof", "two.proof", "--key", "ops.pub"]
    assert run([*check, "--since", "first.note"]) == 64
    assert "leave --since out" in capsys.readouterr().err
    assert run(check) == 0


def test_where_nothing_was_changed_a_missing_checkpoint_says_nothing_of_changes(
    lab: Path, capsys: pytest.CaptureFixture[str]
):
    assert again(PEOPLE, "--checkpoint", "no/such/folder.note", "--checkpoint-key", "ops") == 1
    said = capsys.readouterr().err
    assert "no checkpoint was written" in said
    assert "the changes are made" not in said


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["--checkpoint", "x.note"], 64, "nothing without a signature"),
        (["--checkpoint", "x.note", "--checkpoint-key", "nobody"], 64, "nobody cannot be read"),
        (["--checkpoint", "x.note", "--checkpoint-key", "ops.pub"], 64, "others can use ops.pub"),
        (["--checkpoint", "git-notes:-x y", "--checkpoint-key", "ops"], 64, "names no notes"),
    ],
)
def test_what_cannot_be_signed_or_kept_is_refused_before_anything_is_done(
    lab: Path, capsys: pytest.CaptureFixture[str], options: list[str], code: int, says: str
):
    assert again(MORE, *options) == code
    assert says in capsys.readouterr().err
    assert run(["plan", "--detailed-exitcode", "org.yaml"]) == 2


def test_a_checkpoint_that_cannot_be_written_takes_no_apply_back_and_is_no_success(
    lab: Path, capsys: pytest.CaptureFixture[str]
):
    assert again(MORE, "--checkpoint", "no/such/folder.note", "--checkpoint-key", "ops") == 1
    said = capsys.readouterr()
    assert "1 change done" in said.out
    assert "the changes are made, and no checkpoint of them was written" in said.err
    assert run(["plan", "--detailed-exitcode", "org.yaml"]) == 0
    assert again(PEOPLE, "--checkpoint", "git-notes:checkpoints", "--checkpoint-key", "ops") == 1
    assert "no checkpoint of them was written: Git has no notes here" in capsys.readouterr().err


def test_a_checkpoint_that_has_seen_more_is_not_written_over_t173(lab: Path, capsys: pytest.CaptureFixture[str]):
    before = (lab / "reconciler.db").read_bytes()
    assert again(MORE, "--checkpoint", "first.note", "--checkpoint-key", "ops") == 0
    seen = (lab / "first.note").read_bytes()
    (lab / "reconciler.db").write_bytes(before)
    other = PEOPLE + "  eve@brainlab.example:\n"
    assert again(other, "--checkpoint", "first.note", "--checkpoint-key", "ops") == 14
    assert "error[checkpoint-differs]" in capsys.readouterr().err
    assert (lab / "first.note").read_bytes() == seen
    assert run(["audit", "verify", "--checkpoint", "first.note", "--key", "ops.pub"]) == 14


@pytest.mark.parametrize("content", ["my notes\n", "{}\n"])
def test_a_file_that_is_something_else_is_not_written_over(lab: Path, capsys: pytest.CaptureFixture[str], content: str):
    (lab / "mine.txt").write_text(content)
    assert run(["audit", "checkpoint", "-o", "mine.txt", "--checkpoint-key", "ops"]) == 14
    assert "holds something else" in capsys.readouterr().err
    assert (lab / "mine.txt").read_text() == content


def test_a_checkpoint_of_nobody_trusted_or_of_another_store_is_refused_and_the_rest_is_judged_t176(
    lab: Path, capsys: pytest.CaptureFixture[str]
):
    assert run(["audit", "verify", "--checkpoint", "first.note"]) == 64
    assert run(["audit", "verify", "--checkpoint", "first.note", "--key", "other.pub"]) == 14
    assert "error[checkpoint-refused] no trusted key" in capsys.readouterr().err
    assert run(["init", "--db", "sqlite:///other.db"]) == 0
    assert run(["apply", "--yes", "--db", "sqlite:///other.db", "org.yaml"]) == 0
    capsys.readouterr()
    verify = ["audit", "verify", "--db", "sqlite:///other.db", "--checkpoint", "first.note", "--key", "ops.pub"]
    assert run([*verify, "--format", "json"]) == 14
    said = json.loads(capsys.readouterr().out)
    assert said["orgs"][0]["whole"]
    assert [problem["code"] for problem in said["problems"]] == ["checkpoint-refused"]


@pytest.fixture
def handed(lab: Path) -> Path:
    """The same, where the key ``ops`` has handed over to ``other`` at #2 and is known to others since."""
    keys = {name: Path(f"{name}.pub").read_text().strip() for name in ("ops", "other")}
    Path("policy.yaml").write_text(
        f"checkpoints:\n  ops: {{key: {keys['ops']}, until: {{webknossos/brainlab: 2}}}}\n"
        f"  other: {{key: {keys['other']}, since: {{webknossos/brainlab: 2}}}}\n"
    )
    assert (
        run(["audit", "checkpoint", "-o", "handover.note", "--checkpoint-key", "ops", "--checkpoint-key", "other"]) == 0
    )
    assert again(MORE, "--checkpoint", "new.note", "--checkpoint-key", "other") == 0
    assert run(["audit", "checkpoint", "-o", "leaked.note", "--checkpoint-key", "ops"]) == 0
    return lab


def test_a_key_of_the_policy_vouches_for_no_log_larger_than_it_says_t178(
    handed: Path, capsys: pytest.CaptureFixture[str]
):
    for note in ("first.note", "handover.note", "new.note"):
        assert run(["audit", "verify", "--policy", "policy.yaml", "--checkpoint", note]) == 0
    assert run(["audit", "verify", "--checkpoint", "leaked.note", "--key", "ops.pub"]) == 0
    capsys.readouterr()
    for given in ([], ["--key", "ops.pub"]):  # what the policy says of a key holds wherever it is named
        for option in ("--checkpoint", "--since"):
            assert run(["audit", "verify", "--policy", "policy.yaml", option, "leaked.note", *given]) == 14
            said = "the key ops vouches for webknossos/brainlab up to #2, and this has seen #3"
            assert f"error[checkpoint-refused] {said}" in capsys.readouterr().err


def test_the_policy_of_a_commit_says_whose_checkpoints_are_trusted_t178(
    handed: Path, capsys: pytest.CaptureFixture[str]
):
    who = ["-c", "user.name=Ada", "-c", "user.email=ada@brainlab.example"]
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "add", "policy.yaml"], check=True)
    subprocess.run(["git", *who, "commit", "-q", "-m", "x"], check=True)
    policy = (handed / "policy.yaml").read_text()
    (handed / "policy.yaml").write_text(policy.replace("brainlab: 2", "brainlab: 9"))
    assert run(["audit", "verify", "--policy", "HEAD:policy.yaml", "--checkpoint", "new.note"]) == 0
    assert run(["audit", "verify", "--policy", "HEAD:policy.yaml", "--checkpoint", "leaked.note"]) == 14


def test_a_proof_that_leads_to_a_checkpoint_outside_of_its_keys_span_proves_nothing_t178(
    handed: Path, capsys: pytest.CaptureFixture[str]
):
    for note, code in (("first", 0), ("new", 0), ("leaked", 14)):
        assert run(["audit", "prove", "brainlab#1", "--checkpoint", f"{note}.note", "-o", f"{note}.proof"]) == 0
        assert run(["audit", "check-proof", f"{note}.proof", "--policy", "policy.yaml"]) == code


def test_a_new_key_goes_on_only_from_a_checkpoint_that_the_old_one_has_signed_with_it_t178(
    lab: Path, capsys: pytest.CaptureFixture[str]
):
    kept = (lab / "first.note").read_bytes()
    write = ["audit", "checkpoint", "-o", "first.note"]
    assert run([*write, "--checkpoint-key", "other"]) == 14
    assert "sign with both once" in capsys.readouterr().err
    assert (lab / "first.note").read_bytes() == kept
    assert run([*write, "--checkpoint-key", "ops", "--checkpoint-key", "other"]) == 0
    both = (lab / "first.note").read_text()
    for key in ("ops.pub", "other.pub"):
        assert run(["audit", "verify", "--checkpoint", "first.note", "--key", key]) == 0
    assert run([*write, "--checkpoint-key", "other"]) == 0
    assert (both.count("— "), (lab / "first.note").read_text().count("— ")) == (2, 1)


def test_both_keys_may_be_named_in_the_environment_and_one_key_is_not_two_t178(
    lab: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    write = ["audit", "checkpoint", "-o", "both.note"]
    assert run([*write, "--checkpoint-key", "ops", "--checkpoint-key", "ops"]) == 64
    assert "a key is given twice" in capsys.readouterr().err
    monkeypatch.setenv("RECONCILER_CHECKPOINT_KEY", f"ops{os.pathsep}other")
    assert run(write) == 0
    assert run(["audit", "verify", "--checkpoint", "both.note", "--key", "other.pub"]) == 0


def test_a_policy_that_trusts_no_key_for_checkpoints_is_not_enough_for_one_t178(
    lab: Path, capsys: pytest.CaptureFixture[str]
):
    (lab / "policy.yaml").write_text("robots: [ci]\n")
    assert run(["audit", "verify", "--policy", "policy.yaml", "--checkpoint", "first.note"]) == 64
    assert "checkpoints: in it" in capsys.readouterr().err
    assert run(["audit", "verify", "--policy", "policy.yaml", "--checkpoint", "first.note", "--key", "ops.pub"]) == 0


def test_a_proof_is_checked_where_no_store_is(lab: Path, capsys: pytest.CaptureFixture[str]):
    assert again(MORE, "--checkpoint", "second.note", "--checkpoint-key", "ops") == 0
    assert run(["audit", "prove", "brainlab#2", "--checkpoint", "second.note", "-o", "two.tlog-proof"]) == 0
    assert run(["audit", "prove", "webknossos/brainlab#3", "--checkpoint-key", "ops", "-o", "three.tlog-proof"]) == 0
    assert run(["audit", "prove", "brainlab", "--since", "first.note", "--checkpoint", "second.note", "-o", "on"]) == 0
    (lab / "reconciler.db").unlink()
    capsys.readouterr()
    for number, name in ((2, "two"), (3, "three")):
        assert run(["audit", "check-proof", f"{name}.tlog-proof", "--key", "ops.pub", "--format", "json"]) == 0
        said = json.loads(capsys.readouterr().out)
        assert (said["seq"], said["entry"]["seq"], said["size"]) == (number, number, 3)
    assert run(["audit", "check-proof", "on", "--since", "first.note", "--key", "ops.pub"]) == 0
    assert "at #3 continues the one at #2" in capsys.readouterr().out
    assert run(["audit", "check-proof", "on", "--key", "ops.pub"]) == 14
    assert run(["audit", "check-proof", "two.tlog-proof", "--key", "other.pub"]) == 14
    assert run(["audit", "check-proof", "two.tlog-proof"]) == 64


def test_json_has_the_text_that_is_hashed_and_a_proof_has_the_same(lab: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["audit", "prove", "brainlab#2", "--checkpoint", "first.note", "-o", "two"]) == 0
    extra = b64decode((lab / "two").read_text().splitlines()[1].removeprefix("extra "))
    capsys.readouterr()
    for asked in ([], ["--person", "ada@brainlab.example"]):
        assert run(["audit", *asked, "--format", "json"]) == 0
        entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        for entry in entries:
            assert hashlib.sha256(b"\0" + entry["sealed"].encode()).hexdigest() == entry["hash"]
            assert "ada@" not in entry["sealed"]
        [two] = [entry for entry in entries if entry["seq"] == 2]
        assert two["sealed"].encode() == extra
        assert two["address"].endswith("/member/ada@brainlab.example")


def test_no_bit_of_a_proof_can_be_turned_t177(lab: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["audit", "prove", "brainlab#1", "--checkpoint", "first.note", "-o", "one"]) == 0
    data = (lab / "one").read_bytes()
    for place in range(0, len(data), 7):
        bent = bytearray(data)
        bent[place] ^= 1 << place % 8
        (lab / "bent").write_bytes(bytes(bent))
        assert run(["audit", "check-proof", "bent", "--key", "ops.pub"]) == 14, place
    capsys.readouterr()


@pytest.mark.parametrize("what", ["brainlab", "brainlab#0", "brainlab#9", "brainlab#x", "nolab#1"])
def test_what_is_not_there_cannot_be_proved(lab: Path, capsys: pytest.CaptureFixture[str], what: str):
    assert run(["audit", "prove", what, "--checkpoint", "first.note"]) == 64
    assert capsys.readouterr().out == ""


def test_a_proof_is_not_printed_where_people_are_shown_under_pseudonyms(
    lab: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "k" * 64)
    assert run(["--redact", "audit", "prove", "brainlab#1", "--checkpoint", "first.note"]) == 64
    said = capsys.readouterr()
    assert said.out == ""
    assert "proves nothing" in said.err
    assert run(["--redact", "audit", "prove", "brainlab#1", "--checkpoint", "first.note", "-o", "one"]) == 0


def test_an_option_of_the_list_is_not_passed_over_before_another_verb(lab: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["audit", "--org", "webknossos/brainlab", "verify"]) == 64
    assert "belongs behind verify" in capsys.readouterr().err
    assert run(["audit", "--org", "webknossos/brainlab"]) == 0


def test_an_audit_changes_not_a_byte(lab: Path):
    before = (lab / "reconciler.db").read_bytes()
    (lab / "reconciler.db").chmod(0o444)
    assert run(["audit", "verify", "--checkpoint", "first.note", "--key", "ops.pub"]) == 0
    assert (lab / "reconciler.db").read_bytes() == before

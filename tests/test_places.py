"""What stands at a place is not lost to a slip behind ``-o``, and what has no end is not read."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest
from test_cli_audit import MORE, lab

from reconciler.cli import run
from reconciler.cli.places import refuse_place
from reconciler.errors import WrongUsage

__all__ = ["lab"]  # the fixture

PROVE = ("audit", "prove", "brainlab#1", "--checkpoint", "first.note")
WRITERS = {
    "plan": ("plan", "org.yaml"),
    "graph": ("graph",),
    "proof": PROVE,
    "report": ("report", "users", "brainlab", "--format", "csv"),
    "owners": ("codeowners", "org.yaml"),
}


@pytest.fixture
def full(lab: Path) -> Path:
    """A folder with one of each that must not be lost."""
    assert run(["backup", "store.backup"]) == 0
    Path("org.yaml").write_text(MORE)
    assert run(["plan", "org.yaml", "-o", "a.plan"]) == 0
    assert run(["approve", "a.plan", "--as", "ada", "--yes", "-o", "an.approval"]) == 0
    shutil.copy("org.yaml", "manifest.txt")
    Path("archive.backup").write_bytes(b"PGDMP" + bytes(90))
    assert run([*PROVE, "-o", "first.proof"]) == 0
    shutil.copy("first.proof", "proof.txt")
    Path("trusted.txt").write_text(f"# ours\n\n# since May\n{Path('ops.pub').read_text()}")
    Path("curve.txt").write_text("ecdsa-sha2-nistp256 AAAA ada\n")
    Path("token.txt").write_text("sk-ssh-ed25519@openssh.com AAAA ada\n")
    Path("marked.txt").write_bytes(b"\xef\xbb\xbf" + MORE.encode())
    Path("long.txt").write_text("# what we know of the lab\n" * 400 + MORE)
    Path("windows.txt").write_bytes(b"# ours\r\n\r\nplatform: webknossos\r\norg: brainlab\r\n")
    Path("signers.txt").write_text(f'ada@lab.example namespaces="git" {Path("ops.pub").read_text()}')
    head, row = "org,person,decision,reviewer,reviewed\n", "brainlab,ada@lab.example,{},eve,2026-11-30\n"
    Path("review.csv").write_text(head + row.format("") + row.format("keep"))
    Path("notes").write_text("what I have thought of\n")
    Path("script.py").write_text("print()\n")
    return lab


LOST = [
    "reconciler.db", "store.backup", "archive.backup", "ops", "ops.pub", "first.note", "org.yaml", "manifest.txt", "a.plan",
    "an.approval", "first.proof", "proof.txt", "trusted.txt", "curve.txt", "token.txt", "marked.txt", "long.txt", "windows.txt",
    "signers.txt", "review.csv", "notes", "script.py",
]  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS)
def test_what_cannot_be_made_again_is_not_written_over(full: Path, capsys: pytest.CaptureFixture[str], writer: str):
    for name in LOST:
        before = (full / name).read_bytes()
        own = {"plan": {"a.plan"}, "proof": {"first.proof", "proof.txt"}}.get(writer, set())
        expected = 0 if name in own else 64
        assert run([*WRITERS[writer], "-o", name]) == expected, name
        assert expected == 0 or ((full / name).read_bytes() == before and "would be lost" in capsys.readouterr().err)


def test_an_approval_is_not_written_over_the_plan_that_it_approves(full: Path, capsys: pytest.CaptureFixture[str]):
    for name in ("a.plan", "ops", "reconciler.db"):
        before = (full / name).read_bytes()
        assert run(["approve", "a.plan", "--as", "ada", "--yes", "-o", name]) == 64
        assert (full / name).read_bytes() == before


@pytest.mark.parametrize("form", ["csv", "json", "markdown", "text"])
def test_what_a_verb_has_written_itself_is_replaced(full: Path, form: str):
    for _ in range(2):
        for writer, command in WRITERS.items():
            options = ["--format", form] if writer == "report" else []
            ending = {"csv": ".csv", "json": ".json", "markdown": ".md", "text": ".txt"}[form]
            assert run([*command, *options, "-o", f"my.{writer}{ending}"]) == 0
        assert run(["approve", "a.plan", "--as", "ada", "--yes", "-o", "my.approval"]) == 0
        assert run(["audit", "checkpoint", "-o", "my.note", "--checkpoint-key", "ops"]) == 0


@pytest.mark.parametrize("subject", ["overview", "users", "credits", "plan-updates", "activity", "access-review"])
@pytest.mark.parametrize("form", ["csv", "json", "markdown", "text"])
def test_a_report_takes_the_place_of_its_like_by_name(full: Path, subject: str, form: str):
    for _ in range(2):
        assert run(["report", subject, "brainlab", "--format", form, "-o", "my.TXT"]) == 0
    Path("plain").write_text("x")
    assert run(["report", subject, "brainlab", "--format", form, "-o", "plain"]) == 64


def test_a_list_of_owners_takes_the_place_of_one_that_was_written_by_hand(full: Path):
    Path("CODEOWNERS").write_text("* ada\n")
    assert run(["codeowners", "org.yaml", "-o", "CODEOWNERS"]) == 0
    shutil.copy("ops", "CODEOWNERS")
    assert run(["codeowners", "org.yaml", "-o", "CODEOWNERS"]) == 64


@pytest.mark.parametrize("form", ["text", "json", "mermaid", "dot", "svg"])
def test_a_graph_takes_the_place_of_its_like_by_name(full: Path, form: str):
    for _ in range(2):
        assert run(["graph", "--format", form, "-o", "my.svg"]) == 0


def test_a_file_of_many_lines_is_looked_at_in_little_time(full: Path):
    """No form that may be a manifest's or a key's beginning is tried in more than one way."""
    begun = time.perf_counter()
    for line in (b"\r\n", b"#\r\n", b" \n", b"a:\r\n", b"#"):
        Path("many.txt").write_bytes(line * 100_000 + b"?")
        refuse_place(Path("many.txt"), "the report")
    assert time.perf_counter() - begun < 10


def test_an_empty_file_takes_anything_and_the_log_beside_a_database_nothing(full: Path):
    Path("empty.yaml").touch()
    refuse_place(Path("empty.yaml"), "the plan")
    for suffix in ("-wal", "-shm", "-journal"):
        Path(f"store.backup{suffix}").touch()
        with pytest.raises(WrongUsage, match="a part of a database is there"):
            refuse_place(Path(f"store.backup{suffix}"), "the plan")


VERIFY = ["audit", "verify", "--checkpoint"]
READERS = {
    "checkpoint": [*VERIFY, "{}", "--key", "ops.pub"],
    "since": ["audit", "verify", "--since", "{}", "--key", "ops.pub"],
    "key": [*VERIFY, "first.note", "--key", "{}"],
    "private key": ["audit", "checkpoint", "-o", "-", "--checkpoint-key", "{}"],
    "proof": ["audit", "check-proof", "{}", "--key", "ops.pub"],
    "prove": ["audit", "prove", "brainlab#1", "--checkpoint", "{}"],
    "place": ["audit", "checkpoint", "-o", "{}", "--checkpoint-key", "ops"],
    "export": ["org", "delete", "brainlab", "--export", "{}", "--confirm", "brainlab", "--as", "ada@brainlab.example"],
    "restore": ["restore", "{}", "--confirm", "reconciler.db"],
    "owners": ["codeowners", "org.yaml", "--check", "-o", "{}"],
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("what", ["/dev/zero", "/dev/full", "pipe"])
def test_a_device_and_a_pipe_are_refused_and_nobody_waits_for_them_t132(
    lab: Path, capsys: pytest.CaptureFixture[str], reader: str, what: str
):
    os.mkfifo("pipe")
    command = [part.replace("{}", what) for part in READERS[reader]]
    if reader == "owners":
        assert run(command) == 10
        return
    assert run(command) == 64
    assert "not a regular file" in capsys.readouterr().err


def test_a_key_that_cannot_be_read_is_refused_with_the_reason(lab: Path, capsys: pytest.CaptureFixture[str]):
    for name, content, why in (
        ("nosuch.pub", None, "nosuch.pub cannot be read: No such file or directory"),
        ("latin.pub", b"ssh-ed25519 \xe9", "latin.pub is not UTF-8"),
        ("long.pub", b"#" * (1 << 20) + b"\n", "long.pub is too long for keys"),
    ):
        if content is not None:
            Path(name).write_bytes(content)
        assert run([*VERIFY, "first.note", "--key", name]) == 64
        assert why in capsys.readouterr().err


def test_orgs_that_are_not_there_are_named_beside_those_that_are(lab: Path, capsys: pytest.CaptureFixture[str]):
    assert run(["init", "--db", "sqlite:///empty.db"]) == 0
    for command in (["audit", "verify"], ["drift"], ["export"]):
        assert run([*command, "nolab"]) == 64
        assert "it has: webknossos/brainlab" in capsys.readouterr().err
        assert run([*command, "nolab", "--db", "sqlite:///empty.db"]) == 64
        assert "it has none yet" in capsys.readouterr().err


@pytest.mark.parametrize("beside", ["new.backup", "new.backup-wal", "new.backup-shm", "new.backup-journal"])
def test_a_backup_is_not_made_where_an_engine_would_read_or_remove_what_stands_beside_it_t155(
    full: Path, capsys: pytest.CaptureFixture[str], beside: str
):
    """A log of writes beside a database is played into it by whoever opens it."""
    Path(beside).write_text("mine\n")
    assert run(["backup", "new.backup"]) == 64
    assert f"{beside} is there already" in capsys.readouterr().err
    assert Path(beside).read_text() == "mine\n"

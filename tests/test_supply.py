"""What is installed to build and test the program: every package pinned, and every file of it known by its hash."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = (ROOT / "requirements-dev.lock").read_text()
PINNED = re.compile(r"[a-z0-9._\-]+==[0-9][A-Za-z0-9.+!]*( ; [^\\]+)?( \\)?", re.IGNORECASE)


def test_every_package_is_pinned_and_hashed_t203():
    entries = re.split(r"\n(?=[A-Za-z])", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE).strip())
    assert len(entries) > 50
    for entry in entries:
        first, *hashes = entry.splitlines()
        assert PINNED.fullmatch(first), first
        assert hashes, first
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in hashes), first


def test_what_the_program_needs_is_in_the_lock_t203():
    text = (ROOT / "pyproject.toml").read_text()
    wanted = re.search(r"^dependencies = \[(.*?)^\]", text, re.MULTILINE | re.DOTALL)[1]
    names = re.findall(r'^\s*"([A-Za-z0-9._\-]+)', wanted, re.MULTILINE)
    assert names
    assert [name for name in names if not re.search(rf"^{re.escape(name)}==", LOCK, re.MULTILINE | re.IGNORECASE)] == []


def test_the_environment_is_built_from_hashes_alone_t203():
    makefile = (ROOT / "Makefile").read_text()
    assert "--require-hashes --no-deps -r requirements-dev.lock" in makefile

"""What is fuzzed: every reader of bytes that somebody else may have written, and what must hold of each.

A target is a function that takes bytes and may raise what its reader says it raises, and nothing else. Beyond that it
asserts what is promised: what is read can be written again as the same bytes, what is wrong has a place and a sentence.
To add one: a function, and its line in :data:`TARGETS` with the seeds it begins from.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from reconciler.approvalfile import TYPE, approval_of, read_approval, record
from reconciler.approvals import Rules
from reconciler.codes import explanations
from reconciler.errors import IntegrityFailure, ManifestInvalid, Problem, VersionNotSupported, errors_among
from reconciler.export import export_org
from reconciler.fold import patched
from reconciler.manifest.files import ManifestFile
from reconciler.model import EMPTY, Header, Settled
from reconciler.planfile import dumps, loads
from reconciler.policyfile import read_policy
from reconciler.reader import read_files, read_texts
from reconciler.recollection import Unusable, recalled
from reconciler.recollection import kept as keep
from reconciler.secrecy import hidden
from reconciler.settling import said
from reconciler.signing import PublicKey, opened
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan
from reconciler.text import NameRefused, email_key, forbidden_character, identity_key, visible
from reconciler.vouching import Voucher

ROOT = Path(__file__).resolve().parent.parent
AT = "2026-11-25T12:00:00Z"
KEY = PublicKey(bytes(32))
PROGRAM = "reconciler 0.1.0"


class Target(NamedTuple):
    """A reader, and texts it knows."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]


def reader(data: bytes) -> None:
    """Gate, composer, grammar and rules: never an exception; a sound manifest is exported and read as the same."""
    reading = read_files([ManifestFile("org.yaml", data)], at=AT)
    _sound(reading.problems)
    if errors_among(reading.problems):
        return
    try:
        made = make_plan(reading.desired, MemoryStore("L"), _header())
    except ManifestInvalid as refusal:
        _sound(refusal.problems)
        return
    assert loads(dumps(made).encode()) == made
    for org in made.orgs:
        text, _ = export_org(org.org, patched(EMPTY, org.changes))
        again = read_texts([("export.yaml", text)], at=AT)
        assert not errors_among(again.problems), (text, again.problems)


def plan(data: bytes) -> None:
    """A plan file is what ``plan -o`` writes, to the last byte, or it is refused."""
    try:
        made = loads(data)
    except (IntegrityFailure, VersionNotSupported) as refusal:
        _said(refusal.message)
        return
    assert dumps(made).encode() == data


def approval(data: bytes) -> None:
    """An approval or its envelope; nobody here has signed anything."""
    try:
        _, key = read_approval(data, {KEY: "ada@lab.example"}, Rules())
    except (IntegrityFailure, VersionNotSupported) as refusal:
        _said(refusal.message)
    else:
        assert key is None
    try:
        opened(data, TYPE, [KEY])
    except IntegrityFailure:
        return
    raise AssertionError("an envelope that nobody signed was opened")


def policy(data: bytes) -> None:
    """The policy file."""
    _, problems = read_policy(data, "policy.yaml")
    _sound(problems)


def names(data: bytes) -> None:
    """Identity keys are keys of themselves, and what is shown cannot pretend."""
    text = data.decode(errors="surrogateescape")
    for key_of in (identity_key, email_key):
        try:
            key = key_of(text)
        except NameRefused:
            continue
        assert key_of(key) == key, (text, key)
    shown = visible(text)
    assert forbidden_character(shown) is None, shown
    assert hidden(shown) == shown, shown


def note(data: bytes) -> None:
    """Signed notes and the checkpoints in them."""
    from reconciler import checkpoints, notes

    try:
        found = notes.notes(data)
    except IntegrityFailure:
        found = []
    with suppress(IntegrityFailure):
        assert not [*checkpoints.read(found, [Voucher(KEY)])]
    for each in checkpoints.scattered(data)[0]:
        assert each in notes.notes(str(each).encode())
    for each in found:
        try:
            assert checkpoints.parsed(each.text).text == each.text
        except IntegrityFailure:
            continue


def proof(data: bytes) -> None:
    """Proofs: whatever is not the one proof is refused; no input makes the verifier go on for ever."""
    from reconciler import proofs

    if len(data) < 80:
        return
    first, second = struct.unpack("<qq", data[:16])
    whole, rest = data[16:48], data[48:]
    path = [rest[at : at + 32] for at in range(0, len(rest), 32)]
    assert not proofs.includes(first, second, data[16:47] + b"\0", path, whole[::-1] + b"x")
    proofs.includes(first, second, path[0], path[1:], whole)
    proofs.continues(first, second, path, whole, whole[::-1])


def recollection(data: bytes) -> None:
    """What a store keeps of a manifest: nothing else is read of it, and what is read is kept as the same."""
    for kept in (data, zlib.compress(data)):
        try:
            openings, resources = recalled(kept, PROGRAM, "a.yaml", "webknossos", "lab", {})
            again = keep(PROGRAM, openings, resources)
        except (Unusable, UnicodeEncodeError):
            continue
        assert again is not None
        assert recalled(again, PROGRAM, "a.yaml", "webknossos", "lab", {}) == (openings, resources)


def _sound(problems: Sequence[Problem]) -> None:
    for problem in problems:
        _said(problem.message)
        assert len(visible(problem.snippet)) >= len(problem.snippet)
        assert len(problem.snippet) <= 40, problem
        assert forbidden_character(problem.snippet) is None, problem


def _said(message: str) -> None:
    assert message
    assert visible(message) == message, message


def _header() -> Header:
    return Header(
        lineage="L", created=AT, expires="2026-12-02T12:00:00Z", actor="ada", tool="fuzz", manifests="", commit=""
    )  # fmt: skip


def _manifests() -> Iterator[bytes]:
    for path in sorted((ROOT / "examples").rglob("*.yaml")):
        if path.stat().st_size < 8_000:
            yield path.read_bytes()
    for told in explanations().values():
        for text in (told.wrong, told.right, told.desired):
            yield from (
                each.encode(errors="surrogatepass") for each in ([text] if isinstance(text, str) else text.values())
            )


def _plans() -> Iterator[bytes]:
    for data in _manifests():
        reading = read_files([ManifestFile("org.yaml", data)], at=AT)
        if not errors_among(reading.problems) and reading.desired.orgs:
            with suppress(ManifestInvalid):
                yield dumps(make_plan(reading.desired, MemoryStore("L"), _header())).encode()


def _approvals() -> Iterator[bytes]:
    body = record(approval_of(loads(next(_plans())), "ada@lab.example", AT))
    yield body.encode() + b"\n"
    yield b'{"payload":"e30=","payloadType":"%s","signatures":[{"keyid":"SHA256:x","sig":"e30="}]}\n' % TYPE.encode()


def _policies() -> Iterator[bytes]:
    yield from (path.read_bytes() for path in sorted((ROOT / "examples").rglob("policy*.yaml")))
    yield from (path.read_bytes() for path in sorted((ROOT / "examples" / "policies").iterdir()))


def _names() -> Iterator[bytes]:
    for text in ("ada@lab.example", "Ä. Ünal", "user-ada", "a@xn--mller-kva.example", "##[add-mask]x", "\u212bngström"):
        yield text.encode()
    yield b"postgresql://ada:s3c/r@e:t@db.example/x ghp_abcdefghijklmnopqrstuvwxyzABCDEFGHIJ eyJhbGciOiJI.eyJzdWIiOiI.c2lnbmF0dXJl"


def _notes() -> Iterator[bytes]:
    root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
    yield f"reconciler/L/webknossos/lab\n0\n{root}\nserial 1\nstate {'0' * 64}\n\n— reconciler/L AAAAAAAAAA==\n".encode()


def _kept() -> Iterator[bytes]:
    for data in _manifests():
        for org in read_files([ManifestFile("org.yaml", data)], at=AT).desired.orgs.values():
            for kept in said(org, Settled(org.org, 1, "", PROGRAM, AT, "", ("0 org.yaml", "0 other.yaml"))).values():
                yield zlib.decompress(kept)


def _proofs() -> Iterator[bytes]:
    for first, second in ((0, 1), (1, 8), (6, 8), (2**62, 2**63 - 1)):
        yield struct.pack("<qq", first, second) + bytes(range(32)) * 4


TARGETS: dict[str, Target] = {
    "reader": Target(reader, _manifests),
    "plan": Target(plan, _plans),
    "approval": Target(approval, _approvals),
    "policy": Target(policy, _policies),
    "names": Target(names, _names),
    "recollection": Target(recollection, _kept),
}
if find_spec("reconciler.checkpoints"):
    TARGETS["note"] = Target(note, _notes)
    TARGETS["proof"] = Target(proof, _proofs)


def found(name: str) -> Iterator[tuple[str, Any]]:
    """The inputs that once broke a target: they are run by the tests, always."""
    folder = ROOT / "fuzz" / "found" / name
    yield from ((path.name, path.read_bytes()) for path in sorted(folder.glob("*"))) if folder.is_dir() else ()

"""A log of a million entries: how long ``audit verify`` takes and how much memory, whole and from a checkpoint on.

``python benchmarks/verify.py [ENTRIES]``, 1,000 at least. The log is written straight into SQLite, in a temporary folder, as applies would
have written it: one org of 20,000 people, whose roles change in applies of 5,000 entries each (ten applies, if there are fewer).
What is measured is the command itself in a process of its own: seconds of the clock and of the processor, and the most memory it held.
The same log is measured at a tenth of its length, since memory that grows with the log would show there. The figures are written
into docs/audit.md. A failed check ends the run with 1.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import resource as usage
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert

from reconciler import ledger
from reconciler.canonical import keyed
from reconciler.checkpoints import Checkpoint, sealed
from reconciler.commitments import Commitments, revealing, said_of
from reconciler.model import Action, Address, AuditEntry, Cause, Mode, Outcome, Resource, Run, State
from reconciler.stores.base import fresh
from reconciler.stores.sql import init_store, open_store
from reconciler.stores.sql.rows import AUDIT, PERSON, RESOURCE, RUN, Texts, audit_rows, run_row
from reconciler.stores.sql.tables import audit, consumed_plan, org, person, resource, run

LINEAGE = "00000000-0000-4000-8000-000000000001"
ORG, AT = "webknossos/large", "2026-11-25T09:00:00Z"
PEOPLE, EACH = 20_000, 5_000
FEWEST, APPLIES = 1_000, 10
"""The shortest log that says anything, and the applies it is made of at least."""
ROLES = ({"role": "member"}, {"role": "dataset_manager"})
SECONDS, MEGABYTES = 60, 64
"""What may be needed for a million entries, and by how much more than for a tenth of them memory may be."""
PAGE = Path(__file__).resolve().parent.parent / "docs" / "audit.md"
MARK = re.compile(r"(?<=<!-- measured: verify -->\n).*?(?=<!-- end -->)", re.DOTALL)


class Figure(NamedTuple):
    """What one ``audit verify`` has cost: entries and way, seconds of the clock and of the processor, and MiB at most."""

    entries: int
    way: str
    seconds: float
    processor: float
    mebibytes: float


def entries(number: int, indexes: range, people: int, commitments: Commitments) -> Iterator[AuditEntry]:
    """The entries of one apply."""
    for index in indexes:
        who = f"person-{index % people}@large.example"
        turn = index // people
        entry = commitments.entry(
            AuditEntry(
                org=ORG,
                seq=index + 1,
                run=f"run-{number}",
                plan=f"{number:064x}",
                at=AT,
                actor="ada@large.example",
                address=Address("webknossos", "large", "member", (who,)),
                action=Action.UPDATE if turn else Action.CREATE,
                mode=Mode.DIRECT,
                cause=Cause.REQUESTED,
                outcome=Outcome.DONE,
                before=ROLES[(turn - 1) % 2] if turn else None,
                after=ROLES[turn % 2],
                name=(who,),
                commit="c0ffee" * 6,
            )
        )
        yield ledger.seal(entry)


def written(url: str, count: int, people: int = PEOPLE) -> Checkpoint:
    """The log, and the checkpoint of nine tenths of it."""
    each = min(EACH, count // APPLIES, people)  # no apply changes somebody twice
    tree, state, digest = ledger.Tree(), dict[Address, Resource](), State().digest
    serials: dict[Address, int] = {}
    commitments, key = Commitments((), fresh), fresh()
    store = open_store(url)
    database = store._database  # noqa: SLF001 - written past the applier, which would take an hour
    with closing(store), database.writing(ORG) as connection:
        for number, first in enumerate(range(0, count, each)):
            made = [*entries(number, range(first, min(first + each, count)), people, commitments)]
            say = revealing({line.commitment: line.value for line in commitments.added}.get)
            for sealed in made:
                tree.add(bytes.fromhex(sealed.hash))
                entry = said_of(sealed, say)
                state[entry.address] = Resource(entry.address, entry.after or {}, entry.name)
                serials[entry.address] = number + 1
            before, digest = digest, keyed(key, State(state).digest)
            done = Run(
                ORG, f"run-{number}", f"{number:064x}", AT, "ada@large.example", "c0ffee" * 6, Outcome.DONE,
                number + 1, before, digest, tree.size, tree.root,
            )  # fmt: skip
            database.load(connection, audit, AUDIT, [*audit_rows(made, Texts())])
            connection.execute(
                insert(run).values(number=number + 1, **dict(zip(RUN, run_row(commitments.run(done)), strict=True)))
            )
            used = (ORG, done.plan, done.run, number + 1)
            database.load(connection, consumed_plan, ("org", "plan", "run", "serial"), [used])
            if tree.size * 10 <= count * 9:
                checkpoint = Checkpoint(LINEAGE, ORG, tree.size, tree.root, number + 1, digest)
        kept = [
            (ORG, a.path, a.kind, json.dumps(r.attrs, separators=(",", ":")), None, serials[a])
            for a, r in state.items()
        ]
        database.load(connection, resource, RESOURCE, kept)
        database.load(connection, person, PERSON, [(ORG, *line) for line in commitments.added])
        frontier = json.dumps(tree.frontier, separators=(",", ":"))
        database.load(
            connection,
            org,
            ("org", "serial", "digest", "size", "frontier", "key"),
            [(ORG, number + 1, digest, tree.size, frontier, key)],
        )
        database.commit(connection)
    return checkpoint


def resource_of_children() -> float:
    """Seconds of the processor that processes started from here have used."""
    used = usage.getrusage(usage.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(folder: Path, url: str, *options: str) -> tuple[float, float, float]:
    """Seconds of the clock, of the processor, and megabytes of one ``audit verify``."""
    script = (
        "import resource, sys; from reconciler.cli import run; code = run(sys.argv[1:]); "
        "print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
    )
    begun, used = time.monotonic(), resource_of_children()
    done = subprocess.run(
        [sys.executable, "-c", script, "audit", "verify", "--db", url, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds, processor = time.monotonic() - begun, resource_of_children() - used
    if done.returncode:
        sys.exit(f"the log is not whole: {done.stdout}{done.stderr}")
    print(done.stdout.partition("peak")[0].rstrip())
    return seconds, processor, int(done.stdout.split()[-1]) / 1024


def figures(count: int) -> Iterator[Figure]:
    """Both lengths, both ways."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "ops"], cwd=folder, check=True)  # noqa: S607 - found on the path
        for size in (count // 10, count):
            url = f"sqlite:///{folder / f'{size}.db'}"
            init_store(url, LINEAGE).close()
            begun = time.monotonic()
            checkpoint = written(url, size)
            print(
                f"{size:,} entries written in {time.monotonic() - begun:.1f} s, {os.path.getsize(url[10:]) / 2**20:.0f} MiB"
            )
            (folder / "nine-tenths.note").write_text(str(sealed(checkpoint, (folder / "ops").read_bytes())))
            for way, options in {
                "whole": (),
                "from a checkpoint": ("--since", "nine-tenths.note", "--key", "ops.pub"),
            }.items():
                found = Figure(size, way, *measured(folder, url, *options))
                print(
                    f"  {way}: {found.seconds:.1f} s, {found.processor:.1f} s of the processor, {found.mebibytes:.0f} MiB at most"
                )
                yield found


def page(text: str, found: list[Figure]) -> str:
    """The page with these figures in the part that is measured."""
    rows = "".join(
        f"| {each.entries:,} | {each.way} | {each.processor:.1f} | {each.mebibytes:.0f} |\n" for each in found
    )
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - found on the path
        cwd=PAGE.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    day = datetime.datetime.now(datetime.UTC).date()
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, SQLite"
    said = f"Measured on {day}, commit `{commit}`, {machine}:"
    part = f"\n{said}\n\n| entries | what is read | seconds of the processor | MiB at most |\n|--|--|--|--|\n{rows}\n"
    return MARK.sub(lambda _: part, text)


def main(count: int) -> int:
    """Measure, publish, judge."""
    if count < FEWEST:
        sys.exit(f"{count:,} entries say nothing: name {FEWEST:,} at least")
    found = [*figures(count)]
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    worst = max(each.processor for each in found)
    grown = max(b.mebibytes - a.mebibytes for a in found for b in found if a.way == b.way)
    print(
        f"at most {worst:.1f} s of the processor (limit {SECONDS}); {grown:.0f} MiB more for ten times the log (limit {MEGABYTES})"
    )
    return int(worst > SECONDS or grown > MEGABYTES)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))

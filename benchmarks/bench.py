"""``make bench``: whole processes at the sizes of real and unreal organizations, beside the floor and other programs.

``python benchmarks/bench.py --help`` names the sizes, layouts, stores and peers to choose from. Organizations are made by
``orgs.py``, runs in turn by ``contest.py``, other programs by ``peers.py``; here are the commands of ``reconciler`` and of the
floor. What comes out is a section of ``benchmarks/results.md``. Times are reported and never asserted: a loaded machine
doubles them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from functools import partial
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import results
from contest import Commands, Contender, Skipped, Step, contest, ours, place
from orgs import LAYOUTS, Size, versions, write
from peers import PEERS, entered
from postgres import Server, server

from reconciler.stores.sql import init_store

CHANGED = {Step.CLUSTERED: "clustered", Step.SCATTERED: "scattered", Step.APPLY: "scattered"}
"""The steps that read another version of the manifests than the first."""
HERE = Path(__file__).resolve().parent
BUILD = HERE.parent / "build"
STORES = ["sqlite", "postgresql"]
SIZES = [Size(1, 1_000), Size(1, 10_000)]
LIMITS = (
    "file_bytes=1000000000 total_bytes=10000000000 files=1000000 nodes=100000000 members=10000000 changes=100000000"
)
PROGRAM: list[str | Path] = [sys.executable, "-m", "reconciler", "--limits", LIMITS]


def reconciler(manifests: Path, layout: str, store: str, postgres: Server) -> Contender:
    """The program itself, with one layout and one kind of store."""

    def prepare(folder: Path, stack: ExitStack) -> Commands:
        at = ["--db", empty(folder, store, postgres, stack)]
        plan, apply = [*PROGRAM, "plan", *at, "--actor", "bench"], [*PROGRAM, "apply", *at, "--actor", "bench", "--yes"]
        base, clustered, scattered = (manifests / layout / version for version in ("base", "clustered", "scattered"))
        return {
            Step.COLD: [*plan, base, "--out", "cold.plan"],
            Step.FIRST_APPLY: [*apply, base],
            Step.REAPPLY: [*apply, base],
            Step.NO_OP: [*plan, base],
            Step.COMPARED: [*plan, base, "--refresh"],
            Step.CLUSTERED: [*plan, clustered, "--out", "clustered.plan"],
            Step.SCATTERED: [*plan, scattered, "--out", "scattered.plan"],
            Step.APPLY: [*apply, scattered],
            Step.EXPORT: [*PROGRAM, "export", *at, "--out", "exported"],
            Step.VERIFY: [*PROGRAM, "audit", "verify", *at],
            Step.HELP: [*PROGRAM[:3], "--help"],
        }

    return Contender(ours(layout, store), ours(layout, store), prepare)


def floor(manifests: Path, layout: str, store: str, postgres: Server) -> Contender:
    """Reading the same bytes, and writing the rows that the program has written to SQLite in the same round."""

    def prepare(folder: Path, stack: ExitStack) -> Commands:
        read = [sys.executable, HERE / "floor.py", manifests / layout / "base"]
        rows = folder.parent / place(ours(layout, "sqlite")) / "store.db"
        write_too = {Step.FIRST_APPLY: [*read, rows, empty(folder, store, postgres, stack)]} if rows.exists() else {}
        return {Step.COLD: read, Step.NO_OP: read, Step.COMPARED: read, **write_too}

    return Contender(f"floor, {layout}, {store}", ours(layout, store), prepare)


def bare(manifests: Path, layout: str, store: str, postgres: Server) -> Contender:
    """Python alone: what it takes to start, and to start and hash every file."""

    def prepare(folder: Path, stack: ExitStack) -> Commands:
        return {
            Step.NO_OP: [sys.executable, HERE / "hashing.py", manifests / layout / "base"],
            Step.HELP: [sys.executable, "-c", "pass"],
        }

    return Contender(f"bare Python, {layout}, {store}", ours(layout, store), prepare)


def empty(folder: Path, store: str, postgres: Server, stack: ExitStack) -> str:
    """The URL of a store with nothing in it, for one round."""
    if store == "sqlite":
        url = f"sqlite:///{folder / 'store.db'}"
    else:
        url = postgres.create()
        stack.callback(postgres.drop, url)
    init_store(url, "00000000-0000-4000-8000-000000000001").close()
    return url


def measure(size: Size, chosen: argparse.Namespace, work: Path, postgres: Server) -> str:
    """The section of one size."""
    manifests, remarks = work / "manifests", [f"PostgreSQL {postgres.run('SHOW server_version')[0][0]}"]
    wanted = {"base", *(version for step, version in CHANGED.items() if step in chosen.steps)}
    for layout, (version, higher) in product(chosen.layouts, versions(size).items()):
        if version not in wanted:
            continue
        write(manifests / layout / version, layout, size, higher, chosen.seed)
    pairs = [*product(chosen.layouts[:1], chosen.stores), *product(chosen.layouts[1:], chosen.stores[:1])]
    contenders = [make(manifests, *pair, postgres) for make in (reconciler, floor, bare) for pair in pairs]
    for peer in chosen.peers:
        try:
            contenders.append(entered(peer, work / "peers", size, chosen.seed))
        except Skipped as reason:
            remarks.append(f"SKIPPED {peer}: {reason}")
    print(*remarks, sep="\n", flush=True)
    (work / "round").mkdir()
    costs = contest(contenders, work / "round", chosen.rounds, chosen.patience, chosen.steps)
    return results.section(contenders, costs, remarks)


def arguments() -> argparse.Namespace:
    """What is measured, how often, and where it is written."""
    parser = argparse.ArgumentParser(prog="bench.py", description=(__doc__ or "").partition("\n")[0])
    several = partial(parser.add_argument, nargs="*")
    several("--sizes", type=Size.read, default=SIZES, help="members of an org (10k), or orgs times members (1000x1000)")
    several(
        "--layouts", choices=LAYOUTS, default=[*LAYOUTS], help="all stores with the first, and the first store with all"
    )
    several("--stores", choices=STORES, default=STORES)
    several("--peers", choices=PEERS, default=[*PEERS], help="none, if none is named")
    several(
        "--steps",
        type=lambda name: Step[name.upper().replace("-", "_")],
        default=[*Step],
        help=f"each needs those before it that write; all: {' '.join(step.name.lower().replace('_', '-') for step in Step)}",
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--patience", type=float, default=60, help="who has taken so many seconds is not run again")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=HERE / "results.md")
    return parser.parse_args()


def main(chosen: argparse.Namespace) -> None:
    """One size after the other; what is measured is kept even if the next one fails."""
    BUILD.mkdir(exist_ok=True)
    with server() as postgres:
        for size in chosen.sizes:
            with tempfile.TemporaryDirectory(prefix="bench-", dir=BUILD) as work:
                results.write(chosen.out, str(size), measure(size, chosen, Path(work), postgres))


if __name__ == "__main__":
    main(arguments())

"""What was measured, as Markdown: a section for each size, with the machine and the versions it was measured with.

A section takes the place of the one of the same size; those of other sizes stay.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from contest import Contender, Costs, Step, median

HEAD = """\
# Results of `make bench`

Whole processes, one after the other, and the median of their runs. *Times* is a figure divided by that of `reconciler` with
the same files and the same kind of store, for CPU and for the clock: above 1 is slower than `reconciler`.

- CPU is what a process and those it started have used, not what a database server did for it; peak is the most memory
  that one of them held. PostgreSQL runs from memory and without `fsync`; SQLite syncs to the disk.
- *teams* has a file for each team, *one* a single file for an org. 1 % of all members get a higher level: clustered in as few
  files as hold them, or scattered evenly.
- A cold plan meets an empty store. It and the plans of 1 % are saved in a file, too. Each apply reads the manifests, plans,
  shows the plan and applies it, in one process.
- `reconciler` runs with higher limits on size (`--limits`), which it needs above 5,000 members or so.
- The floor drains PyYAML's C events of the same files; in the apply it also writes the same rows with the bare driver.
- Bare Python starts and hashes every file, beside the no-op plan, and only starts, beside `--help`.
- What the other programs are given, and what they make of it, is told in `benchmarks/peers.py`.
"""
PACKAGES = ("reconciler", "PyYAML", "pydantic", "SQLAlchemy", "psycopg")


def write(path: Path, title: str, body: str) -> None:
    """The section put into the file."""
    kept = path.read_text().split("\n## ")[1:] if path.exists() else []
    sections = {section.partition("\n")[0]: section for section in kept}
    sections[title] = f"{title}\n\n{body}\n"
    path.write_text("\n## ".join([HEAD, *sections.values()]))


def section(contenders: Sequence[Contender], costs: Costs, remarks: Iterable[str]) -> str:
    """When and where, remarks, and the table."""
    return "\n".join([*(f"- {line}" for line in [*_where(), *remarks]), "", *_table(contenders, costs)])


def _where() -> Iterator[str]:
    """The machine and the versions."""
    facts = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = {line.partition(": ")[2] for line in facts.splitlines() if line.startswith("model name")}
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30
    git = ["git", "describe", "--always", "--dirty"]
    commit = subprocess.run(git, cwd=Path(__file__).parent, capture_output=True, text=True, check=False).stdout.strip()
    yield f"{datetime.now(UTC):%Y-%m-%d}, commit {commit or 'unknown'}, load when it ended {os.getloadavg()[1]:.1f}"
    yield f"{', '.join(models) or platform.machine()}, {os.cpu_count()} cores, {memory} GiB; {platform.system()}"
    packages = (f"{package} {version(package)}" for package in PACKAGES)
    yield ", ".join([f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}", *packages])


def _table(contenders: Sequence[Contender], costs: Costs) -> Iterator[str]:
    """A line for each step of each contender."""
    yield "| step | who | CPU s | wall s | peak MB | times: CPU | times: wall | runs |"
    yield "|--|--|--:|--:|--:|--:|--:|--:|"
    for step, one in [(step, one) for step in Step for one in contenders if (step, one.name) in costs]:
        runs = costs[step, one.name]
        cost = median(runs)
        figures = [f"{cost.cpu:.2f}", f"{cost.wall:.2f}", f"{cost.peak / 1e6:.0f}", "", ""]
        if one.name != one.beside and (step, one.beside) in costs:
            other = median(costs[step, one.beside])
            figures[3:] = [f"{cost.cpu / other.cpu:.2f}", f"{cost.wall / other.wall:.2f}"]
        yield f"| {step} | {one.name} | {' | '.join(figures)} | {len(runs)} |"

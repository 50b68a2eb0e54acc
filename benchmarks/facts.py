"""Ten million rows of activity: what it costs to take them in, once and again, and to ask for them.

``python benchmarks/facts.py [ROWS] [URL]``. The file is made in a temporary folder: one org, 2,000 members, 40 projects, five rows
for each member and day, by date as a platform writes it. An import is the command itself in a process of its own: seconds of the
clock and of the processor, and the most memory it held. Questions are asked in this process, one after the other, each once,
of a store that was just opened. URL is an empty database; without one it is an SQLite file. A wrong answer ends the run with 1.
"""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from reconciler.facts import FactQuery
from reconciler.stores.base import Store
from reconciler.stores.sql import open_store

HERE = Path(__file__).parent
ORG = "innotescus/large"
MEMBERS, EACH, PROJECTS = 2_000, 5, 40
FIRST = datetime.date(2023, 1, 1)
TYPES = ("annotation", "editing", "reviewing annotations", "correcting annotations")
MANIFEST = "org: large\nplatform: innotescus\nmembers: {ada@large.example: {role: super_admin}, bob@large.example: {role: admin}}\n"


def lines(rows: int) -> Iterator[str]:
    """The file, a line at a time."""
    yield "activity type,project,task,date,number of submissions,time,member\n"
    for number in range(rows):
        index, part = divmod(number, EACH)
        day, who = divmod(index, MEMBERS)
        mixed = (index * 7919 + part * 104_729) % 1_000_003
        date = FIRST + datetime.timedelta(days=day)
        task = f"task-{mixed % 500}-{part}"
        what = f"{TYPES[mixed % 4]},project-{mixed % PROJECTS},{task},{date}"
        yield f"{what},{mixed % 50},{mixed % 28_800},annotator-{who}@large.example\n"


def measured(url: str, *arguments: str) -> dict[str, float]:
    """One command of the program: what it said ends the run unless it is done."""
    command = [sys.executable, "-m", "reconciler", *arguments]
    script = [sys.executable, "-I", "-S", str(HERE / "measure.py"), "said.txt", *command]
    environment = {**os.environ, "RECONCILER_DB": url, "RECONCILER_ACTOR": "ada@large.example"}
    done = subprocess.run(script, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    if found["code"]:
        sys.exit(f"{' '.join(arguments)}: {Path('said.txt').read_text(encoding='utf-8')}")
    return found


def questions(days: int) -> Iterator[tuple[str, Callable[[Store], int]]]:
    """What people ask, and how many rows or sums must come back."""
    last = FIRST + datetime.timedelta(days=days - 1)
    since = str(max(FIRST, last - datetime.timedelta(days=29)))
    member = ("member", "annotator-7@large.example")

    def rows(**filters: object) -> Callable[[Store], int]:
        return lambda store: sum(1 for _ in store.facts(FactQuery(ORG, "activity", **filters)))  # type: ignore[arg-type]

    def sums(*by: str, **filters: object) -> Callable[[Store], int]:
        return lambda store: sum(1 for _ in store.totals(FactQuery(ORG, "activity", **filters), by))  # type: ignore[arg-type]

    yield "rows of one day", rows(since=str(last), until=str(last))
    yield "rows of one member", rows(where=(member,))
    yield "rows of one member in 30 days", rows(since=since, where=(member,))
    yield "sums of 30 days by day", sums("day", since=since)
    yield "sums of 30 days by day, one project", sums("day", since=since, where=(("project", "project-3"),))
    yield "sums of 30 days by day, one type", sums("day", since=since, where=(("type", TYPES[1]),))
    yield "sums of 30 days by member", sums("member", since=since)
    yield "sums of one member by month", sums("month", where=(member,))
    yield "sums of one project by month", sums("month", where=(("project", "project-3"),))
    yield "sums of all by day", sums("day")
    yield "sums of all by type and month", sums("type", "month")


def main(rows: int = 10_000_000, url: str = "") -> None:
    """Make the file, take it in twice, ask."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        url = url or f"sqlite:///{folder}/store.db"
        Path("org.yaml").write_text(MANIFEST, encoding="utf-8")
        with Path("activity.csv").open("w", encoding="utf-8") as file:
            file.writelines(lines(rows))
        for arguments in (("init",), ("apply", "org.yaml", "--yes")):
            measured(url, *arguments)
        print(f"{rows:,} rows, a file of {Path('activity.csv').stat().st_size / 1e6:,.0f} MB")
        print(
            "| | seconds of the processor | of the clock | rows a second of the processor | peak MB |\n|--|--|--|--|--|"
        )
        for name in ("import", "import again"):
            cost = measured(url, "facts", "import", "activity", "activity.csv")
            print(
                f"| {name} | {cost['cpu']:.0f} | {cost['wall']:.0f} | {rows / cost['cpu']:,.0f} | {cost['peak'] / 1e6:.0f} |"
            )
        if url.startswith("sqlite"):
            print(f"store: {sum(file.stat().st_size for file in Path().glob('store.db*')) / 1e6:,.0f} MB")
        print("| question | answers | seconds of the processor | of the clock |\n|--|--|--|--|")
        with closing(open_store(url)) as store:
            for name, asked in questions(-(-rows // (MEMBERS * EACH))):
                wall, cpu = time.perf_counter(), time.process_time()
                answers = asked(store)
                wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
                print(f"| {name} | {answers:,} | {cpu:.2f} | {wall:.2f} |", flush=True)
                if not answers:
                    sys.exit(f"{name}: nothing was found")


if __name__ == "__main__":
    main(*(int(sys.argv[1]),) if len(sys.argv) > 1 else (), *sys.argv[2:3])

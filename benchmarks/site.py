"""How long a site takes, what it weighs, how soon it can be used: ``benchmarks/site.py [PEOPLE …]``. Prints the tables of docs/site.md.

A WEBKNOSSOS org of so many people in an SQLite store of its own, with a level for each, a team for each fifty and a few
datasets; built as a process, without drawing where the extra ``charts`` is not installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import sync_playwright

DOMAINS = ("axons", "nuclei", "synapses", "vessels", "dendrites")


PART = 5_000
"""People in one file."""


def manifests(people: int) -> Iterator[str]:
    """The org as its manifests are."""
    teams = max(people // 50, 1)
    shared = [f"  data-{n}: {{access: [team:Team {n}]}}" for n in range(min(8, teams))]
    yield "\n".join(
        ["org: crowd", "platform: webknossos", "name: Crowd", "owner: p0@crowd.example", "datasets:", *shared]
    )
    for start in range(0, people, PART):
        here = range(start, min(start + PART, people))
        lines = ["org: crowd", "members:"]
        for n in here:
            role = "role: admin, " if n in (0, 1, 2) else ""
            level = f"experience: {{{DOMAINS[n % 5]}: {n % 9 + 1}}}"
            lines.append(f"  p{n}@crowd.example: {{{role}name: Person Number {n}, {level}}}")
        lines.append("teams:")
        for team in range(start // 50, max(here.stop // 50, 1)):
            lines += [f"  Team {team}:", "    members:"]
            lines += [f"      p{n}@crowd.example:" for n in range(team * 50, min(team * 50 + 50, people))]
        yield "\n".join(lines)


def program(*arguments: str, folder: Path) -> tuple[float, float, float]:
    """Seconds by the clock, seconds of the processor, and the most memory in MB."""
    environment = {
        **os.environ,
        "RECONCILER_ACTOR": "p0@crowd.example",
        "RECONCILER_LIMITS": "members=500000 changes=2000000",
    }
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "reconciler", *arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{arguments} ended with {child.returncode}")
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main() -> None:
    """One line for each number of people."""
    print("| people | files | MB | seconds | of the processor | MB of memory |\n|--|--|--|--|--|--|")
    found: list[str] = []
    sizes = [*map(int, sys.argv[1:] or ("1000",))]
    for people in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for number, text in enumerate(manifests(people)):
                (folder / f"{number:03}.yaml").write_text(f"{text}\n", encoding="utf-8")
            program("init", folder=folder)
            program("apply", ".", "--yes", folder=folder)
            clock, processor, memory = program("site", "build", "--out", "site", folder=folder)
            files = [path for path in (folder / "site").rglob("*") if path.is_file()]
            size = sum(path.stat().st_size for path in files) / 1e6
            shown = people == min(sizes)
            print(
                f"| {people:,} | {len(files):,} | {size:.1f} | {clock:.1f} | {processor:.1f} | {memory:.0f} |",
                flush=True,
            )
            found = [*opened(folder / "site")] if shown and shutil.which("chromium") else found
    print(
        "\n| page | KB, with style and script | requests | ms until it can be used | ms until all is done |\n|--|--|--|--|--|"
    )
    print("\n".join(found))


PAGES = (
    "index",
    "webknossos/crowd/index",
    "webknossos/crowd/people",
    "webknossos/crowd/access",
    "webknossos/crowd/history",
    "search",
)
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking")
TIMES = "(({domInteractive, loadEventEnd}) => [domInteractive, loadEventEnd])(performance.getEntriesByType('navigation')[0])"


def opened(site: Path) -> Iterator[str]:
    """A line for each page, opened from the disk in a browser without a window: the best of nine."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for name in PAGES:
            page = browser.new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            times = []
            for _ in range(9):
                asked.clear()
                page.goto((site / f"{name}.html").as_uri())
                times.append(page.evaluate(TIMES))
            weight = sum(Path(unquote(urlsplit(url).path)).stat().st_size for url in asked) / 1000
            usable, whole = (min(each) for each in zip(*times, strict=True))
            yield f"| {name} | {weight:.0f} | {len(asked)} | {usable:.0f} | {whole:.0f} |"
            page.close()
        browser.close()


if __name__ == "__main__":
    main()

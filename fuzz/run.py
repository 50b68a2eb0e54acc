"""Fuzzes the targets, one after the other: ``make fuzz``, or ``python fuzz/run.py SECONDS [TARGET…]``.

Each target is a process of its own (libFuzzer ends with it). Refused are exceptions that a reader does not promise, an input
that takes more than five seconds, and more than 512 MB. What breaks one is left in ``fuzz/out``; make it small, mend the
program, and keep it under ``fuzz/found/TARGET``: the tests run everything there.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SLOWEST_SECONDS = 5
MOST_MEGABYTES = 512
LONGEST = 8_192


def one(name: str, seconds: int) -> None:
    """This process becomes the fuzzer of one target; never returns."""
    import atheris

    with atheris.instrument_imports(include=["reconciler"]):
        from targets import TARGETS, found

    out = HERE / "out"
    out.mkdir(exist_ok=True)
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate([*target.seeds(), *(data for _, data in found(name))]):
            (Path(corpus) / str(number)).write_bytes(seed)
        options = {
            "max_total_time": seconds,
            "timeout": SLOWEST_SECONDS,
            "rss_limit_mb": MOST_MEGABYTES,
            "max_len": LONGEST,
            "print_final_stats": 1,
            "verbosity": 0,
        }
        given = [f"-{key}={value}" for key, value in options.items()]
        atheris.Setup([name, *given, f"-artifact_prefix={out}/{name}-", corpus], target.run)
        atheris.Fuzz()


def main(arguments: list[str]) -> int:
    """All targets, or those that are named, with an equal share of the time each."""
    seconds = int(arguments[0]) if arguments else 300
    from targets import TARGETS

    names = arguments[1:] or [*TARGETS]
    share, worst = max(1, seconds // len(names)), 0
    for name in names:
        began = time.monotonic()
        command = [sys.executable, str(HERE / "run.py"), "--one", name, str(share)]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, cwd=HERE)
        said = done.stdout + done.stderr
        count = re.search(r"number_of_executed_units:\s*(\d+)", said) or re.search(r"Done (\d+) in", said)
        peak = re.search(r"peak_rss_mb:\s*(\d+)", said)
        verdict = "nothing found" if done.returncode == 0 else "FOUND SOMETHING"
        took = time.monotonic() - began
        print(
            f"{name:10} {int(count[1]) if count else 0:9,} inputs in {took:4.0f} s, {peak[1] if peak else '?'} MB: {verdict}"
        )
        if done.returncode:
            worst = 1
            print(said[max(0, said.find("=== Uncaught")) :][-4_000:])
    return worst


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main(sys.argv[1:]))

"""Tries the mutants, counts what they have come to, and writes the table of docs/mutants.md: ``make mutate``.

Stories tell a whole plan each and come by nearly everywhere; only mutants of guards, of the comparison of
rows and of the apply are told them, the others are tried with the tests that are about them. So all can be tried in less than an hour, and a test of its own has to notice. What
mutmut has found stands in the folder ``mutants``. A mutant that lives is held against tests/mutants.yaml, which says of each
that is the same program why it is. Fails if in a module fewer than nine of ten are killed, if one lives that nobody has explained,
and if an explanation fits none: it speaks of a line that is not there any more. To explain a mutant: one entry in that file.
"""
# ruff: noqa: INP001 - a script beside the texts it writes

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "mutants.md"
EXPLAINED = ROOT / "tests" / "mutants.yaml"
MARK = re.compile(r"(?<=<!-- measured: mutants -->\n).*?(?=<!-- end -->)", re.DOTALL)
TOLD = ("reconciler.guards.", "reconciler.conflicts.", "reconciler.applier.")
STORIES = "test_stories.py"
FEWEST = 0.9
"""How many of a module's mutants have to be killed at least."""


class Living(NamedTuple):
    """A mutant that no test has killed: its number, the function it is in, and the lines it has instead."""

    name: str
    function: str
    lines: str


class Explanation(NamedTuple):
    """Why mutants of a function that have this text in their lines are the same program."""

    function: str
    becomes: str
    why: str


def explanations() -> list[Explanation]:
    """What tests/mutants.yaml says, in its order."""
    entries = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8"))
    return [Explanation(where, entry["becomes"], entry["why"]) for where, said in entries.items() for entry in said]


def tried() -> None:
    """Let mutmut try what it has not tried yet, each with the tests that concern it."""
    from mutmut import __main__ as program  # lazy: installed by `make mutate` alone
    from mutmut.state import state

    collect = program.collect_or_load_stats

    def chosen(*given: Any, **named: Any) -> None:
        collect(*given, **named)
        for function, tests in state().tests_by_mangled_function_name.items():
            if not function.startswith(TOLD):
                tests -= {test for test in tests if STORIES in test}

    program.collect_or_load_stats = chosen
    program.cli(["run", "--max-children", "1"], standalone_mode=False)


def mutmut(*arguments: str) -> str:
    """What a command of mutmut says."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def function_of(name: str) -> str:
    """``reconciler.ledger.Tree.add`` for ``reconciler.ledger.xǁTreeǁadd__mutmut_1``."""
    module, _, mangled = name.rpartition("__mutmut_")[0].rpartition(".")
    return f"{module}.{mangled.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def module_of(name: str) -> str:
    """The file that a mutant is in."""
    module = name.rpartition("__mutmut_")[0].rpartition(".")[0].replace(".", "/")
    return f"{module}.py" if (ROOT / f"{module}.py").exists() else f"{module}/__init__.py"


def living(name: str) -> Living:
    """A mutant with its lines."""
    shown = mutmut("show", name).splitlines()
    lines = [line[1:].strip() for line in shown if line.startswith("+") and not line.startswith("+++")]
    return Living(name, function_of(name), "\n".join(lines))


def found() -> Iterator[tuple[str, bool]]:
    """Every mutant, and whether a test has noticed it; one that runs for ever is noticed."""
    for line in mutmut("results", "--all", "true").splitlines():
        name, separator, status = line.strip().partition(": ")
        if separator:
            if status == "not checked":
                sys.exit("not every mutant was tried; go on with: make mutate")
            yield name, status in ("killed", "timeout")


def table(counts: dict[str, list[int]]) -> Iterator[str]:
    """The table, with its sum."""
    yield from ("| module | mutants | killed | of ten | the same program |", "|--|--|--|--|--|")
    total = [sum(column) for column in zip(*counts.values(), strict=True)]
    for module, (made, killed, same) in [*sorted(counts.items()), ("all", total)]:
        name = module if module == "all" else f"`{module}`"
        yield f"| {name} | {made} | {killed} | {10 * killed / made:.2f} | {same} |"


def main() -> int:
    """Try, count, write, and say what is not as it has to be."""
    tried()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    explained, used, unexplained = explanations(), set(), []
    for name, killed in found():
        count = counts[module_of(name)]
        count[0] += 1
        count[1] += killed
        if not killed:
            mutant = living(name)
            fitting = [e for e in explained if e.function == mutant.function and e.becomes in mutant.lines]
            used.update(fitting)
            count[2] += bool(fitting)
            unexplained += [] if fitting else [mutant]
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARK.sub(lambda _: "\n".join(table(counts)) + "\n", text), encoding="utf-8")
    wrong = [f"{mutant.name} lives: {mutant.lines}" for mutant in unexplained]
    wrong += [f"explains no mutant: {each.function}: {each.becomes}" for each in explained if each not in used]
    wrong += [
        f"{module}: {killed} of {made} killed" for module, (made, killed, _) in counts.items() if killed < FEWEST * made
    ]
    print(*table(counts), *wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

"""Contenders and their runs in turn: who is measured, doing what, and how; who they are is said elsewhere.

A contender says for each round, in a fresh folder, which command is which step; what it prepares for that is not
measured. The steps of a round follow each other, and within a step one contender follows the other, so that all of them
meet the same minutes. To add a step: its name in :class:`Step`, and its command in every contender that takes it.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Step(StrEnum):
    """What is measured, in the order in which it happens."""

    COLD = "cold plan"
    FIRST_APPLY = "apply from nothing"
    REAPPLY = "re-apply"
    NO_OP = "no-op plan"
    COMPARED = "no-op plan, all compared"
    CLUSTERED = "plan of 1 %, clustered"
    SCATTERED = "plan of 1 %, scattered"
    APPLY = "apply of 1 %, scattered"
    EXPORT = "export"
    VERIFY = "audit verify"
    HELP = "help"


MEASURE = Path(__file__).with_name("measure.py")
Command = Sequence[str | Path]
Commands = Mapping[Step, Command]


class Skipped(Exception):
    """Who cannot take part, for this reason."""


@dataclass(frozen=True, slots=True)
class Contender:
    """Who is measured."""

    name: str
    beside: str
    """Whose figures its own are divided by."""
    prepare: Callable[[Path, ExitStack], Commands]
    """Given a fresh folder, and what is closed after the round."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process with its children: seconds, seconds, bytes."""

    cpu: float
    wall: float
    peak: float


Costs = Mapping[tuple[Step, str], Sequence[Cost]]
"""By step and contender, of each run."""


def ours(layout: str, store: str) -> str:
    """The name of the contender that others are compared with."""
    return f"reconciler, {layout}, {store}"


def place(name: str) -> str:
    """The folder of a contender, beside those of the others."""
    return name.replace(", ", "-").replace(" ", "-")


def contest(
    contenders: Iterable[Contender], work: Path, rounds: int, patience: float, steps: Collection[Step]
) -> Costs:
    """What each run of some of the steps has cost; who has taken so many seconds is not asked for another round."""
    costs: dict[tuple[Step, str], list[Cost]] = defaultdict(list)
    spent: dict[str, float] = defaultdict(float)
    for number in range(rounds):
        with ExitStack() as stack:
            ready = [one for one in contenders if spent[one.name] < patience]
            prepared = [(one.name, *_prepared(one, work, stack)) for one in ready]
            for step, (name, folder, commands) in [(step, who) for step in Step if step in steps for who in prepared]:
                if step in commands:
                    cost = measured(commands[step], folder)
                    costs[step, name].append(cost)
                    spent[name] += cost.wall
                    print(f"round {number + 1}: {step}: {name}: {cost.cpu:.2f} s of CPU, {cost.wall:.2f} s", flush=True)
    return costs


def _prepared(one: Contender, work: Path, stack: ExitStack) -> tuple[Path, Commands]:
    """An empty folder for this round, and the commands to run in it."""
    folder = work / place(one.name)
    folder.mkdir()
    stack.callback(shutil.rmtree, folder)
    return folder, one.prepare(folder, stack)


def measured(command: Command, folder: Path) -> Cost:
    """What a command costs; one that fails ends it all, with what it has said."""
    log = folder / "log"
    measure = [sys.executable, "-I", "-S", MEASURE, log, *command]
    done = subprocess.run(measure, cwd=folder, stdout=subprocess.PIPE, text=True, check=True)
    said = json.loads(done.stdout)
    if code := said.pop("code"):
        sys.exit(f"exit code {code} of {' '.join(map(str, command))}\n{log.read_text(errors='replace')[-2_000:]}")
    return Cost(**said)


def median(costs: Sequence[Cost]) -> Cost:
    """Of each figure for itself."""
    return Cost(*(statistics.median(getattr(cost, name) for cost in costs) for name in ("cpu", "wall", "peak")))

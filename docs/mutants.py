"""Tries the mutants, counts what they have come to, and writes the table of docs/mutants.md: ``make mutate``.

Called with modules, it tries those alone, writes their rows, and leaves the other rows as they are: a row says of which commit it
is and when. What mutmut has found stands in the folder ``mutants``; a mutant that a test has killed is tried again when its function
has changed, one that lived each time. Stories tell a whole plan each and come by nearly everywhere; only mutants of guards, of the
comparison of rows and of the apply are told them, the others are tried with the tests that are about them. So a test of its own
has to notice. A mutant that lives is held against tests/mutants.yaml, which says of each that is the same program why it is.
Fails if in a module fewer than nine of ten are killed, if one lives that nobody has explained, and if an explanation fits none: it
speaks of a line that is not there any more. To explain a mutant: one entry in that file. As many are tried at once as JOBS says, one
if it says nothing. A run that is ended goes on where it was.
"""
# ruff: noqa: INP001 - a script beside the texts it writes

from __future__ import annotations

import datetime
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from tries import ENDLESS, KILLED, LIVES, UNSEEN, WORD, Order

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "mutants.md"
EXPLAINED = ROOT / "tests" / "mutants.yaml"
MARK = re.compile(r"(?<=<!-- measured: mutants -->\n).*?(?=<!-- end -->)", re.DOTALL)
TOLD = ("reconciler.guards.", "reconciler.conflicts.", "reconciler.applier.")
STORIES = "test_stories.py"
FOLDER = ROOT / "mutants"
FOUND = FOLDER / "found.jsonl"
UNTRIED = "not tried"
CODES = {KILLED: 1, LIVES: 0, ENDLESS: 36, UNSEEN: 33}
"""How mutmut spells what a mutant has come to."""

DEAD = (KILLED, ENDLESS)
"""What becomes of a mutant that was noticed; one that runs for ever is noticed."""
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


class Row(NamedTuple):
    """What the mutants of a module have come to, and of which day and commit that is."""

    made: int
    killed: int
    same: int
    measured: str


def settings() -> dict[str, Any]:
    """What pyproject.toml says of mutants."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mutmut"]


def listed() -> list[str]:
    """Every module that pyproject.toml lets mutmut change."""
    paths = (path for pattern in settings()["only_mutate"] for path in ROOT.glob(pattern) if path.suffix == ".py")
    return sorted(str(path.relative_to(ROOT)) for path in paths)


def dotted(module: str) -> str:
    """``reconciler.guards`` for ``reconciler/guards/__init__.py``."""
    return module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def now() -> str:
    """The day and the commit; fails where what is tried is in no commit."""
    git = ["git", "-C", str(ROOT)]
    changed = subprocess.run(
        [*git, "status", "--porcelain", "reconciler", "tests"], capture_output=True, text=True, check=True
    )
    if changed.stdout:
        sys.exit(f"commit these first, because each row of the table says of which commit it is:\n{changed.stdout}")
    commit = subprocess.run([*git, "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    return f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}, `{commit.stdout.strip()}`"


def tried(modules: Sequence[str]) -> None:
    """Let ``tries`` try of these modules what no test has killed yet, each mutant with the tests that come by its function."""
    from mutmut import __main__ as program  # lazy: installed by `make mutate` alone

    os.chdir(ROOT)
    FOLDER.mkdir(exist_ok=True)
    kept()  # of a run that was ended
    program.set_mutant_under_test("mutant_generation")
    program.copy_src_dir()
    program.copy_also_copy_files()
    program.create_mutants(1)
    mutants: dict[str, list[str]] = {}
    for name, status in (each for module in modules for each in verdicts(module).items()):
        if status not in DEAD:
            mutants.setdefault(name.rpartition("__mutmut_")[0], []).append(name)
    order = Order(mutants, [*TOLD], STORIES, str(FOUND), int(os.environ.get("JOBS", "1")))
    (FOLDER / "order.json").write_text(json.dumps(asdict(order)), encoding="utf-8")
    options = settings()
    command = [sys.executable, "-m", "pytest", "--rootdir=.", "-p", "tries", *options["pytest_add_cli_args"]]
    named = {"PYTHONPATH": str(PAGE.parent), WORD: str(FOLDER / "order.json")}
    tests = options["pytest_add_cli_args_test_selection"]
    done = subprocess.run([*command, *tests], check=False, cwd=FOLDER, env={**os.environ, **named})
    kept()
    if done.returncode:
        sys.exit(done.returncode)


def verdicts(module: str) -> dict[str, str]:
    """Every mutant of a module, and what has become of it: where mutmut keeps it, so that its commands show it."""
    kept = json.loads((FOLDER / f"{module}.meta").read_text(encoding="utf-8"))["exit_code_by_key"]
    words = {code: word for word, code in CODES.items()}
    return {name: words.get(code, UNTRIED) for name, code in kept.items()}


def kept() -> None:
    """What was found is put where mutmut keeps it."""
    lines = FOUND.read_text(encoding="utf-8").splitlines() if FOUND.exists() else []
    said = {each["mutant"]: CODES[each["status"]] for each in map(json.loads, lines)}
    for module in listed() if said else ():
        file = FOLDER / f"{module}.meta"
        whole = json.loads(file.read_text(encoding="utf-8"))
        codes = whole["exit_code_by_key"]
        codes.update({name: code for name, code in said.items() if name in codes})
        file.write_text(json.dumps(whole), encoding="utf-8")
    FOUND.unlink(missing_ok=True)


def function_of(name: str) -> str:
    """``reconciler.ledger.Tree.add`` for ``reconciler.ledger.xǁTreeǁadd__mutmut_1``."""
    module, _, mangled = name.rpartition("__mutmut_")[0].rpartition(".")
    return f"{module}.{mangled.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def home(function: str) -> str:
    """The module that a function is in, if it is one of those that are tried."""
    homes = (each for each in listed() if function.startswith(f"{dotted(each)}."))
    return max(homes, key=lambda each: len(dotted(each)), default="")


def living(name: str, module: str) -> Living:
    """A mutant with its lines."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant

    shown = get_diff_for_mutant(name, path=module).splitlines()
    lines = [line[1:].strip() for line in shown if line.startswith("+") and not line.startswith("+++")]
    return Living(name, function_of(name), "\n".join(lines))


def written() -> dict[str, Row]:
    """The rows of the page as it is, by module."""
    rows = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            module, made, killed, _, same, measured = cells
            rows[module.strip("`")] = Row(int(made), int(killed), int(same), measured)
    return rows


def table(rows: Mapping[str, Row]) -> Iterator[str]:
    """The table, with its sum."""
    yield from ("| module | mutants | killed | of ten | the same program | measured |", "|--|--|--|--|--|--|")
    made, killed, same = (sum(row[at] for row in rows.values()) for at in range(3))
    for module, row in [*sorted(rows.items()), ("all", Row(made, killed, same, ""))]:
        name = module if module == "all" else f"`{module}`"
        yield f"| {name} | {row.made} | {row.killed} | {10 * row.killed / row.made:.2f} | {row.same} | {row.measured} |"


def main(modules: Sequence[str]) -> int:
    """Try, count, write, and say what is not as it has to be."""
    measured = now()
    tried(modules)
    rows = {module: row for module, row in written().items() if module in listed()}
    explained = [each for each in explanations() if home(each.function) in modules]
    used, wrong = set(), []
    for module in modules:
        found = verdicts(module)
        alive = [living(name, module) for name, status in found.items() if status not in DEAD]
        fitting = {
            mutant.name: [e for e in explained if e.function == mutant.function and e.becomes in mutant.lines]
            for mutant in alive
        }
        used.update(*fitting.values())
        wrong += [f"{mutant.name} lives: {mutant.lines}" for mutant in alive if not fitting[mutant.name]]
        rows[module] = Row(len(found), len(found) - len(alive), sum(map(bool, fitting.values())), measured)
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(MARK.sub(lambda _: "\n".join(table(rows)) + "\n", text), encoding="utf-8")
    wrong += [f"explains no mutant: {each.function}: {each.becomes}" for each in explained if each not in used]
    wrong += [
        f"{module}: {row.killed} of {row.made} killed" for module, row in rows.items() if row.killed < FEWEST * row.made
    ]
    print(*table(rows), *wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or listed()))

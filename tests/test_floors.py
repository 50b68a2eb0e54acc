"""The house rules that a machine can hold: which room may import which, what the pure rooms may not touch, and sizes.

The tables come first and are the part to edit; the walkers behind them only read syntax trees and import nothing of
the program. A name ending in ``.*`` is a room with everything in it; the longest entry that fits a module counts.
To add a module: one line in FLOORS. To make an exception: one line in the table of that rule, with its reason.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "reconciler"

# Imports go down only: to a lower floor, or to another module of the same room.
FLOORS = {
    "errors": 0,
    "secrecy": 0,
    "text": 0.1,  # shows nothing secret
    "redaction": 0.2,
    "canonical": 0,
    "actors": 0,
    "dates": 0,
    "packed": 0,  # knows nothing of what it holds
    "manifest.limits": 0,  # numbers; the kinds quote three of them
    "model.*": 1,
    "facts.*": 1.1,  # of orgs
    "facts.updates": 2.15,  # of plans, as manifests and platforms have them
    "facts.values": 2.05,  # sizes, as manifests have them
    "facts.rows": 2.2,
    "facts.reading": 2.3,
    "kinds.*": 2,
    "statements": 2,
    "vocabulary": 2.1,  # the words of kinds
    "fold": 2,
    "ledger": 2,
    "proofs": 2.1,  # of logs
    "replay": 3.2,  # of what commitments stand for
    "diff": 2,
    "keep": 3,
    "commitments": 3.1,  # who a row is about
    "acts": 3.2,  # names as they are kept
    "routes": 3.05,  # by what the program keeps for itself, which no platform carries out
    "order": 3.1,  # by what routes say of a change
    "rules": 3.1,
    "succession": 3.1,
    "renames": 3,
    "attribution": 3.1,
    "likeness": 4.1,
    "drift": 3,
    "permissions": 3.1,
    "approvals": 3.15,  # a policy holds its rules, and the guards hold a policy
    "guards.*": 3.2,
    "needs": 3.1,
    "additions": 3.1,
    "access": 3.05,
    "eligibility": 3.1,
    "graph.*": 3.2,  # what reaches what, in the words of a platform
    "lookup": 3.1,
    "manifest.*": 3,
    "people": 4,
    "allowances": 4,
    "signing": 0.1,
    "vouching": 4.05,  # keys
    "notes": 4.1,  # signed
    "checkpoints": 4.2,  # notes about logs
    "handovers": 4.2,  # of keys
    "prooffile": 4.3,
    "forgotten": 4.1,
    "standing": 4.1,
    "verdict": 2,
    "verification": 4.3,  # of evidence against checkpoints
    "render.verdicts": 4.4,  # what was found, in words
    "policygrammar": 3.1,
    "policyfile": 4.1,  # trusts people, and their keys
    "approvalfile": 4.1,
    "shards": 2,
    "settled": 2.1,  # dates
    "presence": 4.05,  # when people leave
    "calendar": 4.2,
    "recollection": 2.1,  # of kinds
    "walk": 3.3,  # knows what limits guards have
    "desired": 4.1,
    "planfile.*": 4,
    "codeowners": 4.2,
    "schema": 4.2,  # people, too, have their documents, and there is one of the policy file
    "export": 4,
    "render.headings": 3.3,  # what is wrong stands under them, too
    "render.wording": 3.3,  # sentences, also for what is wrong
    "conflicts": 3.4,  # rows that moved, in sentences
    "integrity": 3.4,  # rows that differ, in sentences
    "marks": 2,
    "restored": 2.1,
    "history": 3.4,
    "blame": 2.1,
    "findings": 3.4,  # what every form of a review shows
    "render.*": 4,
    "render.documents": 4.1,  # prints plan files, too
    "render.ical": 4.3,  # of dates in desired states
    "listing": 4.1,
    "reports.report": 2,
    "reports.*": 4.1,
    "render.reports": 4.1,  # of reports
    "codes": 4.1,  # the guards say what they mean; ``doc`` reads it
    "render.explanation": 4.2,
    "render.sarif": 4.2,  # a rule for each code
    "render.gitlab": 4.2,  # written piece by piece, as documents are
    "stores.*": 4,
    "importing": 4.1,  # into stores
    "selection": 4.1,  # by people, under all their names
    "declared": 4.2,
    "planner": 4.2,
    "parts": 4.3,
    "reverting": 4.3,
    "render.parts": 4.4,  # how a part was chosen, in words
    "lifecycle.*": 4.3,
    "site.*": 4.5,  # of what stands below: listings, lifecycles, reports, wording
    "reader": 5,
    "editing.*": 5.1,  # texts in, texts out
    "survey": 5,
    "settling": 5.1,  # plans again
    "applier": 5.1,
    "accepting": 5.2,  # writes as an apply does
    "erasing": 5.2,  # likewise
    "handing": 5.2,  # likewise
    "cli.streams": 5,
    "cli.*": 6,
    "__main__": 7,
    "__init__": 6,
}

# Every room is pure unless it stands here.
IMPURE = {
    "__main__": "hands over to the command line",
    "cli.*": "reads the clock, the user and the environment, and prints",
    "stores.*": "talks to databases",
    "manifest.files": "finds and reads manifest files",
    "vocabulary": "reads platforms/*.yaml, which are part of the package",
    "codes": "reads explanations/*.yaml, likewise",
    "site.rendering": "reads its templates, likewise",
}
# fmt: off
OUTSIDE = frozenset({
    "asyncio", "click", "datetime", "getpass", "http", "locale", "logging", "multiprocessing", "os", "pathlib",
    "platform", "random", "secrets", "shutil", "signal", "socket", "sqlalchemy", "sqlite3", "subprocess", "sys",
    "tempfile", "threading", "time", "urllib.request", "uuid",
})
# fmt: on
OUTSIDE_CALLS = frozenset({"open", "print", "input", "exec", "eval", "breakpoint"})
PURE_EXCEPTIONS: dict[tuple[str, str], str] = {  # (module, import): reason
    ("dates", "datetime"): "counts days, and moments in zones; asks no clock",
    ("facts.values", "datetime"): "tells whether a text is a date, and puts moments into UTC; asks no clock",
    ("kinds.spec", "datetime"): "tells whether a text is a date; asks no clock",
    ("allowances", "datetime"): "tells whether a text is a date; asks no clock",
    ("lifecycle.arrivals", "datetime"): "counts days on from a moment it is given; asks no clock",
    ("survey", "datetime"): "counts days back from a moment it is given; asks no clock",
    ("settled", "pathlib"): "tells one program from another by the files of the package itself",
    ("settled", "os"): "likewise",
    ("reader", "pathlib"): "names paths for the one room that opens them",
}

# Imports inside functions. (module or room, imported module): why it is not at the top.
LAZY = {
    ("diff", "deepdiff"): "0.1 s at every start, needed where a nested attribute has changed",
    ("model", "importlib"): "imports a noun when it is first used: a plan of nothing needs few",
    ("stores.sql", "importlib"): "imports a name of the room when it is first used: SQLAlchemy is not for all of them",
    ("signing", "cryptography"): "an extra: whoever does not sign does not have it",
    ("stores.sql.*", "alembic"): "0.3 s, needed only to create or upgrade a store",
    ("stores.*", "psycopg"): "an extra: whoever keeps the state in SQLite does not have it",
    ("__init__", "importlib"): "imports a public name when it is first used",
    ("cli.*", "importlib"): "imports a verb when it is run, and a form when it is asked for",
    ("cli.terminal", "pwd"): "not on Windows",
    ("cli.terminal", "traceback"): "1 ms at every start, needed for faults of the program",
    ("dates", "zoneinfo"): "2 ms at every start, needed where a day is asked for in a zone",
    ("cli.*", "click.shell_completion"): "needed by one verb",
    ("cli.*", "reconciler.cli"): "a plan of nothing needs no group, which imports a verb's module when the verb is run",
    ("cli.terminal", "click"): "a plan of nothing says nothing but its answer, and Click costs more than it",
    ("cli.progress", "click"): "likewise: it is not long work",
    ("cli.*", "reconciler.render.html"): "templates are for one form only",
    ("cli.*", "reconciler.render.gitlab"): "likewise",
    ("cli.graphing", "reconciler.render.picture"): "likewise",
    ("render.picture", "vl_convert"): "an extra, and a second at its first picture",
    ("cli.terminal", "reconciler.render"): "where all is well nothing is to be said",
    ("cli.parquet", "duckdb"): "an extra: whoever wants no Parquet does not have it",
    ("cli.*", "reconciler.prooffile"): "needed by the verbs of proofs",
    ("cli.*", "reconciler.policyfile"): "a grammar of its own, for who has a policy",
    ("cli.*", "reconciler.planfile.reading"): "the model of the document, for who reads a plan file",
    ("planfile.*", "reconciler.planfile.reading"): "likewise",
    ("cli.*", "reconciler.errors"): "--help refuses nothing",
    ("cli.*", "reconciler.text"): "nor has it anything of others to show",
    ("cli.*", "reconciler.stores.sql"): "0.2 s of SQLAlchemy, not for verbs without a store",
    ("site.drawing", "vl_convert"): "an extra: whoever wants no charts does not have it",
    ("text", "email_validator"): "40 ms at every start, needed for few addresses",
}

PLATFORMS = frozenset({"webknossos", "encord", "innotescus", "dnanexus"})
NO_MODULE = re.compile(r"utils?|commons?|helpers?|misc|.*_(utils?|helpers?|manager|factory|handler|service)")
NO_CLASS = re.compile(r".*(Manager|Factory|Handler|Service|Utils?|Helpers?)")
NO_DRY_RUN = re.compile(r"dry[_-]?run", re.IGNORECASE)

MODULE_LINES = 350  # the aim is 300
FUNCTION_LINES = 60  # the aim is 40


class Module(NamedTuple):
    """One source file: its dotted name inside the package, its tree and its number of lines."""

    name: str
    tree: ast.Module
    lines: int


class Import(NamedTuple):
    """One imported thing, as a full dotted name, and where."""

    target: str
    line: int
    inside: bool


def parsed(name: str, source: str) -> Module:
    return Module(name, ast.parse(source), source.count("\n"))


@cache
def modules() -> dict[str, Module]:
    """All modules by name; a package goes by the name of its folder, the outermost one by ``__init__``."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        parts = list(path.relative_to(ROOT / PACKAGE).with_suffix("").parts)
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        found[".".join(parts)] = parsed(".".join(parts), path.read_text(encoding="utf-8"))
    return found


def matches(entry: str, name: str) -> bool:
    room = entry.removesuffix(".*")
    return name == room or (entry != room and name.startswith(f"{room}."))


def entry_of(name: str, table: dict[str, int] | dict[str, str]) -> str | None:
    """The most exact entry of *table* that speaks of this module."""
    return max((entry for entry in table if matches(entry, name)), key=len, default=None)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


def walk(node: ast.AST, *, inside: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Every node that runs, and whether it is inside a function; what is only there for types is left out."""
    yield node, inside
    inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    children = node.orelse if is_type_checking(node) else ast.iter_child_nodes(node)
    for child in children:
        yield from walk(child, inside=inside)


def imports(module: Module) -> Iterator[Import]:
    for node, inside in walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module if not node.level else f"{'.' * node.level}{node.module or ''}"
            yield from (Import(f"{base}.{alias.name}", node.lineno, inside) for alias in node.names)


def own(target: str, known: dict[str, Module]) -> str | None:
    """The module of ours that *target* names or is a part of; None for other people's."""
    root, *parts = target.split(".")
    if root != PACKAGE:
        return None
    while parts and ".".join(parts) not in known:
        parts.pop()
    return ".".join(parts) or "__init__"


def outsiders(target: str, names: frozenset[str]) -> str | None:
    """The entry of *names* that an imported dotted name belongs to."""
    return next((name for name in names if target == name or target.startswith(f"{name}.")), None)


def climbs(known: dict[str, Module]) -> list[str]:
    """Imports that do not go down."""
    found = []
    for module in known.values():
        here = entry_of(module.name, FLOORS)
        for target, line, _ in imports(module):
            there = entry_of(own(target, known) or "", FLOORS)
            if here and there and here != there and FLOORS[there] >= FLOORS[here]:
                found.append(f"{module.name}:{line} ({here}, {FLOORS[here]}) imports {target} ({FLOORS[there]})")
    return found


def cycle(known: dict[str, Module]) -> list[str]:
    graph = {
        module.name: {own(target, known) for target, _, _ in imports(module)} - {None, module.name}
        for module in known.values()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def impurities(module: Module) -> list[str]:
    """What a pure room takes from outside: an import, or a call that needs none."""
    found = []
    for target, line, _ in imports(module):
        name = outsiders(target, OUTSIDE)
        if name and (module.name, name) not in PURE_EXCEPTIONS:
            found.append(f"{module.name}:{line} imports {name}")
    for node, _ in walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in OUTSIDE_CALLS:
                found.append(f"{module.name}:{node.lineno} calls {name}")
            case ast.Call(func=ast.Attribute(attr="now" | "utcnow" | "today" as name)):
                found.append(f"{module.name}:{node.lineno} asks the clock by {name}()")
    return found


def late_imports(module: Module) -> Iterator[tuple[str, int]]:
    """Imports that happen when a function runs, by statement or by name."""
    yield from ((target, line) for target, line, inside in imports(module) if inside)
    for node, _ in walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in {"import_module", "__import__"}:
            yield "importlib", node.lineno


def lazy_entry(module: Module, target: str) -> tuple[str, str] | None:
    fitting = (pair for pair in LAZY if matches(pair[0], module.name) and outsiders(target, frozenset({pair[1]})))
    return next(fitting, None)


def literals(module: Module) -> Iterator[tuple[str, int]]:
    """The texts a module computes with: every literal that is not a statement of its own (a docstring)."""
    docs = {id(node.value) for node in ast.walk(module.tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value, node.lineno


def platform_words(module: Module) -> list[str]:
    word = re.compile(rf"\b({'|'.join(sorted(PLATFORMS))})\b", re.IGNORECASE)
    return [f"{module.name}:{line} says {text!r}" for text, line in literals(module) if word.search(text)]


def names(module: Module) -> Iterator[tuple[str, int]]:
    """Every name that a module gives or uses."""
    for node in ast.walk(module.tree):
        for field in ("id", "arg", "attr", "name"):
            if isinstance(name := getattr(node, field, None), str):
                yield name, getattr(node, "lineno", 0)


def long_functions(module: Module) -> list[str]:
    return [
        f"{module.name}:{node.lineno} {node.name} has {size} lines"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]


def nothing_in(found: list[str]) -> None:
    """Fails with all findings, one a line."""
    assert not found, "\n  ".join(["", *found])


# --- the program ------------------------------------------------------------------------------------------------


def test_every_module_has_a_floor():
    nothing_in([name for name in modules() if entry_of(name, FLOORS) is None])


def test_every_entry_of_the_tables_names_something_that_exists():
    rooms = [*FLOORS, *IMPURE, *(module for module, _ in LAZY), *(module for module, _ in PURE_EXCEPTIONS)]
    nothing_in(sorted({room for room in rooms if not any(matches(room, name) for name in modules())}))


def test_imports_go_down_only():
    nothing_in(climbs(modules()))


def test_there_is_no_import_cycle():
    nothing_in(cycle(modules()))


def test_pure_rooms_take_nothing_from_outside():
    pure = [module for name, module in modules().items() if entry_of(name, IMPURE) is None]
    nothing_in([found for module in pure for found in impurities(module)])


def test_imports_inside_functions_have_a_reason():
    late = [(module, target, line) for module in modules().values() for target, line in late_imports(module)]
    nothing_in([f"{module.name}:{line} {target}" for module, target, line in late if not lazy_entry(module, target)])


def test_no_reason_for_a_late_import_has_outlived_it():
    used = {lazy_entry(module, target) for module in modules().values() for target, _ in late_imports(module)}
    nothing_in([f"{room} {name}" for room, name in sorted(set(LAZY) - used)])


def test_no_reason_for_an_impure_import_has_outlived_it():
    used = {(m.name, outsiders(target, OUTSIDE)) for m in modules().values() for target, _, _ in imports(m)}
    nothing_in([f"{room} {name}" for room, name in sorted(set(PURE_EXCEPTIONS) - used)])


def test_modules_stay_small():
    nothing_in([f"{m.name} has {m.lines} lines" for m in modules().values() if m.lines > MODULE_LINES])


def test_functions_stay_small():
    nothing_in([found for module in modules().values() for found in long_functions(module)])


def test_the_action_is_as_small_and_knows_the_program_only_by_what_it_says():
    action = [parsed(path.stem, path.read_text(encoding="utf-8")) for path in sorted((ROOT / "action").glob("*.py"))]
    known = sys.stdlib_module_names | {module.name for module in action}
    nothing_in([f"{m.name} has {m.lines} lines" for m in action if m.lines > MODULE_LINES])
    nothing_in([found for module in action for found in long_functions(module)])
    taken = [(module.name, each) for module in action for each in imports(module)]
    nothing_in([f"{name}:{each.line} {each.target}" for name, each in taken if each.target.split(".")[0] not in known])


def test_every_platform_is_guarded_against_becoming_code():
    assert {path.stem for path in (ROOT / PACKAGE / "platforms").glob("*.yaml")} == PLATFORMS


def test_no_code_knows_a_platform_by_name():
    nothing_in([found for module in modules().values() for found in platform_words(module)])


def test_modules_and_classes_are_named_after_what_they_are():
    bad_modules = [name for name in modules() if NO_MODULE.fullmatch(name.split(".")[-1])]
    bad_classes = [
        f"{module.name}:{node.lineno} {node.name}"
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and NO_CLASS.fullmatch(node.name)
    ]
    nothing_in(bad_modules + bad_classes)


def test_nothing_asks_whether_this_is_a_dry_run():
    said = [(module.name, *found) for module in modules().values() for found in (*names(module), *literals(module))]
    nothing_in([f"{module}:{line} {text}" for module, text, line in said if NO_DRY_RUN.search(text)])


def test_no_safety_rests_on_an_assert_statement_which_an_optimized_run_removes():
    nodes = [(module.name, node) for module in modules().values() for node in ast.walk(module.tree)]
    nothing_in([f"{name}:{node.lineno}" for name, node in nodes if isinstance(node, ast.Assert)])


def test_the_lock_holds_names_versions_and_hashes_and_no_host_or_path():
    line = re.compile(r"#.*|[a-z0-9-]+==[\w.]+( ; [\w.'=!<> ()]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    nothing_in([text for text in lock.splitlines() if not line.fullmatch(text) or "/" in text])


def test_the_lock_holds_every_declared_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = {re.split(r"[\[>=<~! ]", text)[0].lower() for group in groups for text in group}
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements-dev.lock").read_text(encoding="utf-8"), re.MULTILINE)
    nothing_in(sorted(wanted - set(locked)))


# --- the walkers themselves, on planted faults ------------------------------------------------------------------


def planted(**sources: str) -> dict[str, Module]:
    return {name: parsed(name, source) for name, source in sources.items()}


def test_a_climb_is_seen_in_every_spelling_of_an_import():
    spellings = (
        "import reconciler.planner",
        "from reconciler import planner",
        "from reconciler.planner import plan",
        "def f():\n    from reconciler.planner import plan",
        "try:\n    import reconciler.planner\nexcept ImportError:\n    pass",
    )
    for spelling in spellings:
        known = planted(model=spelling, planner="")
        assert len(climbs(known)) == 1, spelling


def test_a_neighbour_on_the_same_floor_is_a_climb_but_the_same_room_is_not():
    assert climbs(planted(diff="import reconciler.order", order=""))
    assert climbs(planted(**{"render.a": "import reconciler.render.b", "render.b": ""})) == []


def test_the_package_itself_is_the_top_floor():
    known = planted(applier="from reconciler import Plan", __init__="")
    assert len(climbs(known)) == 1


def test_imports_for_types_only_do_not_count_but_those_for_running_do():
    guarded = "if TYPE_CHECKING:\n    import reconciler.planner\nelse:\n    import reconciler.applier\n"
    assert [found.target for found in imports(parsed("model", guarded))] == ["reconciler.applier"]


def test_a_cycle_is_named():
    known = planted(diff="import reconciler.order", order="def f():\n    from reconciler import diff")
    assert set(cycle(known)) == {"diff", "order"}
    assert cycle(planted(diff="import reconciler.order", order="")) == []


def test_impurities_are_seen():
    for source in ("import os.path", "from datetime import datetime", "print(1)", "def f(d):\n    return d.today()"):
        assert len(impurities(parsed("diff", source))) == 1, source
    assert impurities(parsed("diff", "import operator, urllib.parse\nx = plan.now")) == []


def test_late_imports_are_seen():
    for source in ("def f():\n    import json", "async def f():\n    from json import loads", "__import__('json')"):
        assert len(list(late_imports(parsed("diff", source)))) == 1, source
    assert list(late_imports(parsed("diff", "import json"))) == []


def test_platform_names_are_seen_in_code_and_passed_over_in_docstrings():
    code = '"""Of Encord."""\nX = 1\n"""As on encord."""\n\ndef f(p):\n    """encord"""\n    return p == "encord"\n'
    assert len(platform_words(parsed("diff", code))) == 1
    assert len(platform_words(parsed("diff", 'f"{x} on Encord"'))) == 1


def test_long_functions_are_seen():
    body = "def f():\n" + "    x = 1\n" * FUNCTION_LINES
    assert len(long_functions(parsed("diff", body))) == 1
    assert long_functions(parsed("diff", body.replace("    x = 1\n", "", 1))) == []

"""An incremental plan is the full one, byte for byte, whatever has happened: walks of chance through what people do.

A walk is a list of steps, each the name of something that happens and a number that all chance in it comes from. So any part of
a walk is a walk, and one that finds a difference is cut down to the steps that it needs before it is shown. After each step
``plan`` and ``plan --refresh`` are asked in the same moment, in several ways.

What people do to manifests is in ``edits.py``; what else happens, and the program around it, is here. To add something that
happens: a function, and its name in :data:`HAPPENINGS`. A walk that has found something once goes into :data:`FOUND`.

``RECONCILER_TEST_PROFILE=soak`` walks farther, and each time elsewhere; ``RECONCILER_TEST_SEED=N`` walks one way alone.
"""

from __future__ import annotations

import copy
import difflib
import itertools
import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import edits
import psycopg
import pytest
from answers import Answer
from edits import BEGIN, EDITS, Edit, File, Tree, first_tree
from labs import parsing

from reconciler import reader, settled, vocabulary
from reconciler.cli import making, run, terminal
from reconciler.cli import settling as short_way
from reconciler.cli.terminal import TOOL
from reconciler.manifest.limits import DEFAULT_LIMITS, put_back, put_in_force
from reconciler.stores.sql import init_store

SOAK = os.environ.get("RECONCILER_TEST_PROFILE") == "soak"
SEEDS = range(60) if SOAK else (0, 3)
LENGTH = 40 if SOAK else 20
LINEAGE = "00000000-0000-4000-8000-000000000001"
PACKAGE = Path(settled.__file__).parent

Step: TypeAlias = tuple[str, int]
Walk: TypeAlias = list[Step]

FOUND: tuple[Walk, ...] = ()

JSON = ("--format", "json")
WAYS: tuple[tuple[str, ...], ...] = (
    ("--base", "./base"),
    ("--only", "org=one"),
    ("--exclude", "kind=member"),
    ("--safe",),
    ("--shard", "1/2"),
    ("--detailed-exitcode", "--as", "ada@one.example"),
    ("--format", "markdown"),
    ("--format", "sarif"),
)  # fmt: skip
"""Other ways to ask for a plan than as a text, which is asked for after each step."""


class World:
    """Manifests in a folder, a store, a program, a moment: all that a plan follows from. Lives for one walk."""

    def __init__(self, folder: Path, url: str, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.url = url
        self.capsys = capsys
        self.patch = patch
        self.tree: Tree = first_tree()
        self.past: list[Tree] = []
        self.days = 0
        self.limits = DEFAULT_LIMITS
        self.said: list[str] = []
        self.undo: list[tuple[str, tuple[Any, ...]]] = []
        self.parsed: list[str] = []
        self.counts: Counter[str] = Counter()
        self.code = 0
        self.found = ""
        self._patched()
        self.write()
        self.base()
        assert self.call("apply", "orgs", "--yes", "--actor", "ada").code == 0

    def _patched(self) -> None:
        """The program is made of a copy of its data, so that it can be another one."""
        self.package = self.folder / "program" / "reconciler"
        shutil.copytree(PACKAGE / "platforms", self.package / "platforms")
        self.patch.chdir(self.folder)
        self.patch.setenv("RECONCILER_DB", self.url)
        self.patch.setattr(terminal, "now", lambda: f"{settled.days_later(BEGIN.isoformat(), self.days)}T09:00:00Z")
        digest_of = settled.digest_of
        self.patch.setattr(settled, "digest_of", lambda _: digest_of(self.package))
        self.patch.setattr(vocabulary, "files", lambda _: self.package)
        parsing(self.patch, self.parsed)
        self.program_is("first")

    def program_is(self, commit: str, platform: str = "", before: str = "", after: str = "") -> None:
        """Let the program be this commit, with this change to a vocabulary."""
        (self.package / "commit.py").write_text(commit)
        for name in (PACKAGE / "platforms").iterdir():
            text = name.read_text(encoding="utf-8")
            said = text.replace(before, after) if name.stem == platform else text
            assert said != text or name.stem != platform
            (self.package / "platforms" / name.name).write_text(said, encoding="utf-8")
        settled._program.cache_clear()
        vocabulary.load.cache_clear()

    def call(self, *arguments: str) -> Answer:
        """The command line, in this process."""
        self.capsys.readouterr()
        token = put_in_force(self.limits)
        try:
            code = run([*self.said, *arguments])
        finally:
            put_back(token)
        out, err = self.capsys.readouterr()
        return Answer(code, out, err)

    def write(self, folder: str = "orgs", tree: Tree | None = None) -> None:
        """Let the folder hold this tree and nothing else; what stays as it is is not touched."""
        wanted = {name: file.text.encode() for name, file in (self.tree if tree is None else tree).items()}
        there = {str(path.relative_to(folder)): path for path in Path(folder).rglob("*") if path.is_file()}
        for name in there.keys() - wanted.keys():
            there[name].unlink()
        for name, data in wanted.items():
            path = Path(folder, name)
            if name not in there or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def base(self) -> None:
        """From now on changes are held against the manifests as they are now."""
        self.write("base")

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What somebody does by hand."""
        file = self.url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file) if file != self.url else psycopg.connect(self.url)) as connection:
            cursor = connection.execute(statement if file != self.url else statement.replace("?", "%s"), values)
            found = cursor.fetchall() if cursor.description else []
            connection.commit()
            return found


# --- what else happens ------------------------------------------------------------------------------------------------


def days_pass(world: World, chance: random.Random) -> None:
    world.days += chance.randrange(1, 9)


def months_pass(world: World, chance: random.Random) -> None:
    world.days += chance.randrange(20, 100)


def a_clock_is_behind(world: World, chance: random.Random) -> None:
    world.days -= chance.randrange(1, 4)


def all_is_applied(world: World, chance: random.Random) -> None:
    """Of five shards one has the org ``one`` of one platform, and another that of the other."""
    part = chance.choice([[], [], [], ["--refresh"], ["--shard", "2/5"], ["--shard", "5/5"], ["--only", "org=two"], ["--safe"]])  # fmt: skip
    world.call("apply", "orgs", "--yes", "--actor", "ada", *part)


def all_is_allowed_and_applied(world: World, chance: random.Random) -> None:
    """What guards hold back is let through for this once, so that a walk gets on."""
    guards = ("people-removed", "places-removed", "others-removed", "adopted-removed", "last-admin", "recreate")
    said = [
        {"org": org, "guard": guard, "up_to": 99, "reason": "walk", "until": BEGIN.replace(year=2028)}
        for org in ("one", "two", "three", "org-four", "spare")
        for guard in guards
    ]
    world.write("else", {**world.tree, "zz-allow.yaml": File([{"allow": said}])})
    world.call("apply", "else", "--yes", "--actor", "ada")
    world.call("apply", "orgs", "--yes", "--actor", "ada")


def something_else_is_applied(world: World, chance: random.Random) -> None:
    world.write("else", chance.choice([first_tree(), *world.past]))
    world.call("apply", "else", "--yes", "--actor", "eve")


def a_plan_is_saved(world: World, chance: random.Random) -> str:
    """Both plans are files of the same bytes."""
    for name in ("a.plan", "b.plan"):
        Path(name).unlink(missing_ok=True)
    world.call("plan", "orgs", "--actor", "ada", "-o", "a.plan")
    world.call("plan", "orgs", "--actor", "ada", "-o", "b.plan", "--refresh")
    saved = [Path(name).read_bytes() if Path(name).exists() else b"" for name in ("a.plan", "b.plan")]
    return "" if saved[0] == saved[1] else "the saved plans differ"


def a_saved_plan_is_applied(world: World, chance: random.Random) -> None:
    if Path("a.plan").exists():
        world.call("apply", "a.plan", "--actor", "ada", *chance.choice([[], ["--manifests", "orgs"]]))


def somebody_acts(world: World, chance: random.Random) -> None:
    """Events: the store goes on without a manifest."""
    who = f"{chance.choice(['zoe', 'eve', 'max'])}@two.example"
    acts = (
        ("sign-up", who, "--org", "two"),
        ("invite", "--pending", "--org", chance.choice(["one", "two"])),
        ("confirm", "--all", "--org", chance.choice(["one", "two", "org-four"])),
        ("join", "project/Night", "--org", "two", "--as", "bob@two.example"),
    )
    act = chance.choice(acts)
    world.call(*act, *(() if act[0] in ("sign-up", "join") else ("--actor", "ada")))


INSERT = "INSERT INTO resource (org, path, kind, attrs, name, serial) VALUES (?, ?, ?, ?, ?, ?)"
UPDATE = "UPDATE resource SET attrs = ? WHERE org = ? AND path = ?"
DELETE = "DELETE FROM resource WHERE org = ? AND path = ?"


def a_row_is_edited_by_hand(world: World, chance: random.Random) -> None:
    rows = world.sql("SELECT org, path, kind, attrs, name, serial FROM resource ORDER BY org, path")
    row = chance.choice([row for row in rows if row[2] in ("member", "membership", "team", "org")])
    how = chance.randrange(4)
    if how == 0:
        world.sql(UPDATE, chance.choice(["{}", '{"role":"admin"}']), *row[:2])
        world.undo.append((UPDATE, (row[3], *row[:2])))
    elif how == 1:
        world.sql(DELETE, *row[:2])
        world.undo.append((INSERT, row))
    elif how == 2 and not any(each[:2] == (row[0], f"{row[1]}x") for each in rows):
        world.sql(INSERT, row[0], f"{row[1]}x", *row[2:])
        world.undo.append((DELETE, (row[0], f"{row[1]}x")))
    else:
        world.sql("UPDATE resource SET name = name WHERE org = ? AND path = ?", *row[:2])


def rows_are_put_back(world: World, chance: random.Random) -> None:
    while world.undo:
        statement, values = world.undo.pop()
        there = world.sql("SELECT 1 FROM resource WHERE org = ? AND path = ?", *values[:2])
        if statement != INSERT or not there:
            world.sql(statement, *values)


def drift_is_accepted(world: World, chance: random.Random) -> None:
    world.undo.clear()
    for org in ("one", "two", "three", "org-four"):
        world.call("state", "accept-drift", org, "--as", f"ada@{org}.example", "--note", "walk")


def a_file_is_as_it_was(world: World, chance: random.Random) -> None:
    former = chance.choice([first_tree(), *world.past])
    name = chance.choice(sorted(former))
    world.tree[name] = copy.deepcopy(former[name])


def all_is_as_it_was(world: World, chance: random.Random) -> None:
    world.tree = copy.deepcopy(chance.choice([first_tree(), *world.past[-6:]]))


def a_base_is_taken(world: World, chance: random.Random) -> None:
    world.base()


def the_program_is_another_commit(world: World, chance: random.Random) -> None:
    world.program_is(f"{chance.random()}")


def the_program_is_another_version(world: World, chance: random.Random) -> None:
    tool = chance.choice([TOOL, "reconciler 99"])
    for module in (making, short_way):
        world.patch.setattr(module, "TOOL", tool)


def a_vocabulary_is_another(world: World, chance: random.Random) -> None:
    world.program_is("first", *chance.choice([
        ("webknossos", "experience.level: {min: 0, max: 2147483647", "experience.level: {min: 0, max: 5"),
        ("webknossos", "membership.role: member", "membership.role: team_manager"),
        ("encord", "defaults: {member.role: internal_member", "defaults: {member.role: external"),
        ("dnanexus", "    - {word: member, wire: MEMBER,", "    - {word: watcher, source: D1}\n    - {word: member, wire: MEMBER,"),
        (),
        (),
    ]))  # fmt: skip


def a_limit_is_another(world: World, chance: random.Random) -> None:
    limits = ({"members": 4}, {"nodes": 14}, {"files": 14}, {"file_bytes": 200}, {"changes": 3}, {})
    world.limits = DEFAULT_LIMITS._replace(**chance.choice([*limits, {}, {}]))


def a_limit_is_raised(world: World, chance: random.Random) -> None:
    world.said = chance.choice([[], ["--limits", "members=200000"], ["--limits", "files=20000 changes=60000"]])


def there_is_less_room(world: World, chance: random.Random) -> None:
    """Whether manifests are held, or read again org by org, is nobody's business."""
    world.patch.setattr(reader, "HELD", chance.choice([0, 300, 1500, 8 << 20]))


Happening: TypeAlias = Callable[[World, random.Random], str | None]
"""What happens in a world. Returns what it has found to be different, if that is what it looks for."""
HAPPENINGS: tuple[Happening, ...] = (
    *[all_is_applied] * 7, *[all_is_allowed_and_applied] * 7, something_else_is_applied, a_plan_is_saved, a_plan_is_saved,
    a_saved_plan_is_applied, a_saved_plan_is_applied, somebody_acts, somebody_acts,
    a_row_is_edited_by_hand, a_row_is_edited_by_hand, rows_are_put_back, drift_is_accepted,
    days_pass, days_pass, days_pass, months_pass, a_clock_is_behind,
    *[a_file_is_as_it_was] * 3, all_is_as_it_was, all_is_as_it_was, a_base_is_taken,
    the_program_is_another_commit, the_program_is_another_version, a_vocabulary_is_another, a_limit_is_another,
    a_limit_is_raised, there_is_less_room,
)  # fmt: skip


# --- walking ----------------------------------------------------------------------------------------------------------


def drawn(seed: int, among: Sequence[Edit | Happening] = (*EDITS, *HAPPENINGS), length: int = LENGTH) -> Walk:
    """A walk of so many steps, each one of these."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return [(chance.choice(among).__name__, chance.randrange(1 << 20)) for _ in range(length)]


def walk(world: World, steps: Walk) -> str:
    """Go, until the two plans differ. Returns how, or nothing if they never do."""
    of_manifests = {each.__name__: each for each in EDITS}
    happenings = {each.__name__: each for each in HAPPENINGS}
    for number, (name, seed) in enumerate(steps):
        chance = random.Random(seed)  # noqa: S311 - no secret
        found = None
        if name in of_manifests:
            of_manifests[name](world.tree, chance)
        else:
            found = happenings[name](world, chance)
        world.write()
        if found := found or difference(world, chance):
            return f"after step {number}, {name}: {found}"
        mend(world, chance)
    return ""


def difference(world: World, chance: random.Random) -> str:
    """What tells the plan from the full one, at this moment."""
    other = chance.choice(WAYS)
    for way in ((), JSON, other) if SOAK else ((), chance.choice([JSON, JSON, other])):
        asked = ("plan", "orgs", "--actor", "ada", *way)
        world.parsed.clear()
        plan = world.call(*asked)
        spared = len(world.parsed) < len(world.tree)
        whole = world.call(*asked, "--refresh")
        if plan != whole or "Traceback" in whole.err:
            told = [
                [f"exit code {each.code}", *each.out.splitlines(), *each.err.splitlines()] for each in (plan, whole)
            ]
            lines = difflib.unified_diff(*told, "incremental", "full", lineterm="", n=1)
            return "\n".join([" ".join(asked), *(whole.err.splitlines() if plan == whole else lines)])
        if not way:
            world.code = whole.code
            world.counts.update({f"code {whole.code}": 1, "changes": "Plan: " in whole.out, "spared": spared})
            world.counts["spared and changes"] += spared and "Plan: " in whole.out
    return ""


def mend(world: World, chance: random.Random) -> None:
    """Mistakes do not stay for ever: while there are any, all is compared, and a walk would see nothing."""
    if world.code == 0:
        world.past.append(copy.deepcopy(world.tree))
    elif world.code == 14 and chance.random() < 0.8:
        rows_are_put_back(world, chance)
    elif chance.random() < (0.4 if world.code == 11 else 0.8):
        world.tree = copy.deepcopy(world.past.pop() if world.past else first_tree())
        world.limits = DEFAULT_LIMITS
        world.program_is("first")
        world.write()


Going: TypeAlias = Callable[[Walk], World]


@pytest.fixture(params=["sqlite", "postgresql"])
def going(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Going]:
    """Walks on a kind of store, each in a world of its own, which has ``found`` something or nothing in the end."""
    count = itertools.count()
    served: list[str] = []

    def url(folder: Path) -> str:
        if request.param == "sqlite":
            made = f"sqlite:///{folder / 'store.db'}"
        else:
            made = request.getfixturevalue("postgres_server").create()
            served.append(made)
        init_store(made, LINEAGE).close()
        return made

    def go(steps: Walk) -> World:
        folder = tmp_path / f"world{next(count)}"
        folder.mkdir()
        with pytest.MonkeyPatch.context() as patch:
            world = World(folder, url(folder), capsys, patch)
            world.found = walk(world, steps)
        return world

    yield go
    settled._program.cache_clear()
    vocabulary.load.cache_clear()
    for each in served:
        request.getfixturevalue("postgres_server").drop(each)


def shortest(going: Going, steps: Walk) -> tuple[Walk, str]:
    """The steps that it takes, and what they find."""
    found = going(steps).found
    for step in reversed(steps):
        fewer = [each for each in steps if each is not step]
        if less := going(fewer).found:
            steps, found = fewer, less
    return steps, found


def told(seed: int, steps: Walk, found: str) -> str:
    lines = "".join(f"\n    {step!r}," for step in steps)
    return f"seed {seed} finds a difference {found}\nin these steps, which may be put into FOUND:\n[{lines}\n]"


def look(going: Going, seed: int) -> World:
    """Go one walk. Fails, with as few steps as it takes, where it finds something."""
    world = going(drawn(seed))
    if world.found:
        pytest.fail(told(seed, *shortest(going, drawn(seed))), pytrace=False)
    return world


@pytest.mark.parametrize("number", SEEDS)
def test_no_plan_can_be_told_from_a_plan_of_everything_whatever_people_do(going: Going, number: int):
    seed = random.SystemRandom().randrange(10**9) if SOAK else number
    given = os.environ.get("RECONCILER_TEST_SEED")
    counts = look(going, int(given or seed)).counts
    assert SOAK or given or (counts["spared"] > 3 and counts["changes"] > 1), "it goes where something may go wrong"


def named(name: str, *modules: str) -> list[str]:
    """Where a function is known by its name."""
    return [f"reconciler.{module}.{name}" for module in modules]


BROKEN: dict[str, tuple[list[str], Callable[..., Any], tuple[Edit | Happening, ...]]] = {
    "all files are as they were": (
        named("unchanged", "reader", "settled"),
        lambda holding, _: [*holding],
        (edits.a_file_is_deleted, edits.a_file_has_another_name),
    ),
    "what is remembered always holds": (
        named("holding", "cli.making", "cli.settling"),
        lambda remembered, *_: iter(remembered),
        (days_pass, months_pass, the_program_is_another_commit),
    ),
    "no date ever passes": (named("span", "settling"), lambda at, *_: (at, ""), (days_pass, months_pass)),
    "no program is another": (
        named("program", "cli.making", "cli.settling", "settling"),
        lambda _: "the program",
        (a_vocabulary_is_another, a_limit_is_another),
    ),
    "a warning is said once": (
        named("_noticed", "settling"),
        lambda *_: iter(()),
        (edits.something_is_described, all_is_allowed_and_applied),
    ),
}
"""Rules of incremental plans, each with what breaks it, and with what happens where that matters."""


@pytest.mark.parametrize("rule", BROKEN)
@pytest.mark.parametrize("going", ["sqlite"], indirect=True)
def test_a_walk_finds_out_where_a_rule_is_broken(going: Going, monkeypatch: pytest.MonkeyPatch, rule: str):
    names, instead, happens = BROKEN[rule]
    for name in names:
        monkeypatch.setattr(name, instead)
    assert any(going(drawn(seed, among=happens)).found for seed in range(3))


def test_what_walks_have_found_once_is_not_there_again(going: Going):
    assert not [found for steps in FOUND if (found := going(steps).found)]

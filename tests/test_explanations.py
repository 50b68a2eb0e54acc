"""Every code is explained, every example says what it is there to say, and what it is corrected to says it no more.

An example is played through the real program: manifests through the reader and the planner, commands through the command
line, and what no text can show through the functions in :data:`SITUATIONS`. ``--bless`` writes what the program answers
into the entries; what it says is for the reader to judge.
"""
# ruff: noqa: S608 - all words in these statements are from this file

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parent.parent / "docs"))

from logs import handed
from markdown_it import MarkdownIt
from storyteller import NOW, Texts, days_later, shown
from test_checkpoints import pair
from test_tamper import ORG, a_file, rehashed, sql

from reconciler import lifecycle
from reconciler.applier import Attempt, apply
from reconciler.canonical import sha256
from reconciler.checkpoints import Checkpoint, forks, sealed
from reconciler.cli import applying, run
from reconciler.cli.checkpointing import checkpoints_in
from reconciler.cli.terminal import show_error
from reconciler.codes import CODES, GROUPS, Explanation, Manifests, exit_meanings, explanations
from reconciler.erasing import erase
from reconciler.errors import GuardRefused, ManifestInvalid, Problem, Severity
from reconciler.guards import GUARDS, Policy, guard_name
from reconciler.handovers import handover
from reconciler.manifest import files
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.model import Address, Header, Mode, Plan, Resource, State
from reconciler.reader import read_texts
from reconciler.render import text
from reconciler.stores.memory import MemoryStore
from reconciler.stores.sql import open_store
from reconciler.stores.sql.faults import translated
from reconciler.survey import planned
from reconciler.text import visible
from reconciler.verification import verify
from reconciler.vocabulary import load
from reconciler.vouching import Voucher

console = importlib.import_module("console")

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "reconciler" / "explanations"
LINEAGE = "00000000-0000-4000-8000-000000000001"
ALL = list(explanations().values())


class Said(NamedTuple):
    """What an example came to: the codes that were said, and the words."""

    codes: set[str]
    words: str


def lines(problems: Iterable[Problem]) -> str:
    return "".join(line + "\n" for line in text.problem_lines(problems))


# --- manifests --------------------------------------------------------------------------------------------------------


def texts(written: Manifests) -> Texts:
    return (("org.yaml", written),) if isinstance(written, str) else tuple(written.items())


def plan_of(written: Manifests, store: MemoryStore, at: str, actor: str, asks: str) -> tuple[Plan, list[Problem]]:
    """The plan of manifests, and the warnings; raises ManifestInvalid."""
    reading = read_texts(texts(written), at=at)
    header = Header(LINEAGE, at, days_later(at, 7), actor, "reconciler", asked_by=asks)
    plan, found = planned(reading.sound(), store, header, Policy())
    return plan, [*reading.problems, *found]


def played(each: Explanation, written: Manifests) -> Said:
    """What the program says to the manifests *written*, after what is given was applied."""
    store = MemoryStore(LINEAGE)
    for number, step in enumerate(each.steps):
        at = days_later(NOW, 30 * (number - len(each.steps)))
        for result in apply(plan_of(step, store, at, "", "")[0], store, Attempt("before", at, f"run-{number}")):
            assert result.error is None, result.error
    try:
        plan, problems = plan_of(written, store, NOW, each.actor, each.asks)
    except ManifestInvalid as error:
        return Said({problem.code for problem in error.problems}, lines(error.problems))
    if each.group == "modes":
        return Said({change.mode.value for change in plan.changes}, shown(plan, problems))
    if each.group == "guards":
        results = [result for org in plan.orgs for result in org.guards]
        stopping = {result.guard for result in results if written is not each.right or not result.allowed_by}
        return Said(stopping, shown(plan, problems))
    return Said({problem.code for problem in problems}, lines(problems))


# --- commands ---------------------------------------------------------------------------------------------------------


def ran(commands: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code and the answer of the last of some commands; all but it must do what they are there for."""
    code, said = 0, ""
    for command in commands.splitlines():
        assert code in (0, 2), said
        verb, _, rest = command.partition(" ")
        if verb != "reconciler":
            subprocess.run(["/bin/sh", "-ec", command], check=True)
            continue
        arguments, _, target = rest.partition(" > ")
        code = run(shlex.split(arguments))
        out, err = capsys.readouterr()
        if target:
            Path(target).write_text(out, encoding="utf-8")
        said = out + err
    return code, said


def acted(each: Explanation, place: Path, capsys: pytest.CaptureFixture[str], *, right: bool = False) -> Said:
    """What the commands of an example say in the folder *place*; *right*: and what those say that put it right."""
    for name, content in each.files.items() if not right else ():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(content, encoding="utf-8")
    for step in each.steps if not right else ():
        for name, content in texts(step):
            (place / "lab").mkdir(exist_ok=True)
            (place / "lab" / name).write_text(content, encoding="utf-8")
        ran("reconciler init\nreconciler apply --yes lab\n", capsys)
    assert not right or isinstance(each.right, str)
    code, said = ran(str(each.right) if right else each.run, capsys)
    if each.group == "exit-codes":
        return Said({str(code)}, said)
    assert not right or code == 0, said
    if each.group == "guards":
        return Said(set(re.findall(r"REFUSED  ([a-z-]+):", said)), said)
    return Said(set(re.findall(r"(?:error|warning)\[([a-z0-9-]+)\]", said)), said)


# --- situations -------------------------------------------------------------------------------------------------------


class Room(NamedTuple):
    """What a situation may use."""

    place: Path
    patch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]


def found(place: Path) -> str:
    said = lines(files.read([place], DEFAULT_LIMITS).problems)
    return re.sub(r"^\d+(?=\.yaml)", "lab", said)  # which of many is read last, the file system decides


def read(written: str) -> str:
    return lines(read_texts([("org.yaml", written)]).problems)


def unreadable(room: Room) -> str:
    (room.place / "org.yaml").write_text("org: brainlab\n")

    def opened(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    room.patch.setattr(files.os, "open", opened)
    return found(room.place)


def changed(room: Room) -> str:
    file = room.place / "org.yaml"
    file.write_text("org: brainlab\n")
    reading = os.read

    def and_saved(descriptor: int, most: int) -> bytes:
        file.write_text("org: brainlab\nplatform: webknossos\n")
        return reading(descriptor, most)

    room.patch.setattr(files.os, "read", and_saved)
    return found(room.place)


def crowded(room: Room) -> str:
    for number in range(DEFAULT_LIMITS.files + 1):
        (room.place / f"{number:05}.yaml").touch()
    return found(room.place)


def heavy(room: Room) -> str:
    for number in range(DEFAULT_LIMITS.total_bytes // DEFAULT_LIMITS.file_bytes + 1):
        with (room.place / f"{number:02}.yaml").open("wb") as file:
            file.truncate(DEFAULT_LIMITS.file_bytes)
    return found(room.place)


def many_people(count: int) -> Texts:
    """An org with so many people, in as many files as it takes."""
    names = [f"user-{number}" for number in range(count)]
    head = "org: org-brainlab\nplatform: dnanexus\nmembers:\n"
    return tuple(
        (f"org{at}.yaml", head + "".join(f"- {name}\n" for name in names[at : at + 50_000]))
        for at in range(0, count, 50_000)
    )


def populous(_: Room) -> str:
    return lines(read_texts(many_people(DEFAULT_LIMITS.members + 1)).problems)


def endless(_: Room) -> str:
    header = Header(LINEAGE, NOW, days_later(NOW, 7), "ada", "reconciler")
    desired = read_texts(many_people(DEFAULT_LIMITS.changes)).sound()
    _, noticed = planned(desired, MemoryStore(LINEAGE), header, Policy())
    return lines(problem for problem in noticed if problem.severity is Severity.ERROR)


LAB = Address("webknossos", "brainlab", "org")
GRACE = LAB._replace(kind="member", key=("grace@brainlab.example",))


def invited(times: int) -> State:
    """An org in which Grace was invited so often, the last time four weeks ago."""
    attrs = {"token": sha256("token"), "sent": "2026-10-19T09:00:00Z", "expires": "2026-10-26T09:00:00Z"}
    sent = [Resource(GRACE._replace(kind="invitation", key=(*GRACE.key, str(n + 1))), attrs) for n in range(times)]
    return State.of([Resource(LAB, {}), Resource(GRACE, {"role": "member"}), *sent])


def refused(ask: Callable[[], object]) -> str:
    with pytest.raises(GuardRefused) as caught:
        ask()
    return lines(caught.value.problems)


def late(room: Room) -> str:
    state = invited(1)
    sent = lifecycle.invitation("token", state)
    assert sent is not None
    return refused(lambda: lifecycle.accept(sent, state, load("webknossos"), NOW))


def spent(room: Room) -> str:
    platform = load("webknossos")
    assert platform.arrival is not None
    state = invited(platform.arrival.times)
    return refused(lambda: lifecycle.invite({GRACE.key[0]: "new"}, state, platform, NOW))


def vanished(room: Room) -> str:
    org = Address("encord", "roadview", "org")
    kamila = org._replace(kind="member", key=("kamila@roadview.example",))
    state = State.of([Resource(org, {}), Resource(kamila, {"role": "internal_admin"})])
    thing = org._replace(kind="project", key=("night-drive",))
    return refused(lambda: lifecycle.join(kamila.key[0], thing, state, load("encord")))


def touched(room: Room) -> str:
    for role in ("member", "dataset_manager", "admin"):
        people = f"{{ada@brainlab.example: {{role: admin}}, alan@brainlab.example: {{role: {role}}}}}"
        (room.place / "org.yaml").write_text(f"org: brainlab\nplatform: webknossos\nmembers: {people}\n")
        assert run(["init"]) == 0
        assert run(["apply", "--yes", "."]) == 0
    room.capsys.readouterr()
    assert run(["history", "--format", "json"]) == 0
    second = json.loads(room.capsys.readouterr().out)["runs"][1]
    assert run(["revert", second["run"]]) == 12
    return room.capsys.readouterr().err


def full_disk(room: Room) -> str:
    command = [sys.executable, "-m", "reconciler", "vocabulary", "show"]
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    return done.stderr


def taken(room: Room) -> str:
    (room.place / "org.yaml").write_text("org: brainlab\nplatform: webknossos\n")
    assert run(["init"]) == 0
    room.capsys.readouterr()
    with contextlib.closing(sqlite3.connect(room.place / "reconciler.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert run(["apply", "--yes", "--lock-timeout", "0", "."]) == 13
    return "".join(line + "\n" for line in room.capsys.readouterr().out.splitlines()[-2:])


def unanswered(room: Room) -> str:
    lost = psycopg.OperationalError("server closed the connection unexpectedly")
    error = translated(lost, "postgresql://db.example/reconciler", committing=True)
    assert error.exit_code == 16
    show_error(error)
    return room.capsys.readouterr().err


def interrupted(room: Room) -> str:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    room.patch.setattr(applying, "make_plan", pressed)
    assert run(["init"]) == 0
    room.capsys.readouterr()
    assert run(["apply", "--yes", "."]) == 130
    return room.capsys.readouterr().err.lstrip()


def audited(change: str, *, anew: bool = False, since: str = "") -> Callable[[Room], str]:
    """What an audit says after somebody has tampered, and with *anew* has made all hashes anew; held against a checkpoint."""

    def said(room: Room) -> str:
        store = a_file(room.place).by(sql(change))
        if anew:
            store.by(rehashed(ORG))
        checkpoint = {"": [], "late": [store.ends[ORG][1]], "more": [store.ends[ORG][1]._replace(size=20)]}[since]
        with contextlib.closing(open_store(store.url)) as opened, opened.evidence() as evidence:
            return "".join(f"{line}\n" for line in text.problem_lines(verify(evidence, ORG, checkpoint).problems))

    return said


def unsigned(room: Room) -> str:
    store, mine, theirs = a_file(room.place), pair(1)[1], pair(2)[1]
    with contextlib.closing(open_store(store.url)) as opened:
        handed(opened, handover(mine, theirs, "ab" * 32, b"x" * 64))
        with opened.evidence() as evidence:
            return "".join(f"{line}\n" for line in text.problem_lines(verify(evidence, ORG).problems))


def in_clear(room: Room) -> str:
    store = (
        a_file(room.place).by(sql("UPDATE audit SET actor = 'dora@lab.example' WHERE run = 'run-1'")).by(rehashed(ORG))
    )
    with contextlib.closing(open_store(store.url)) as opened, pytest.raises(GuardRefused) as caught:
        erase(opened, ORG, "dora@lab.example", Attempt("eve", NOW, "run-9"), "asked for it")
    return lines(caught.value.problems)


def strange(room: Room) -> str:
    secret, key = pair(1)
    one = Checkpoint("another", ORG, 7, "ab" * 32, 2, "cd" * 32)
    (room.place / "kept.note").write_text(str(sealed(one, secret)))
    _, problems = checkpoints_in([Path("kept.note")], [Voucher(key)], LINEAGE)
    return "".join(f"{line}\n" for line in text.problem_lines(problems))


def forked(_: Room) -> str:
    one = Checkpoint(LINEAGE, ORG, 7, "ab" * 32, 2, "cd" * 32)
    return "".join(f"{line}\n" for line in text.problem_lines(forks([one, one._replace(root="ef" * 32)])))


THIRD = "org = 'webknossos/brainlab' AND seq = 3"

SITUATIONS: dict[str, Callable[[Room], str]] = {
    "entry-malformed": audited(f"""UPDATE audit SET "after" = '{{"role": "admin"}}' WHERE {THIRD}"""),
    "entry-changed": audited(f"UPDATE audit SET actor = 'eve' WHERE {THIRD}"),
    "entry-missing": audited(f"DELETE FROM audit WHERE {THIRD}"),
    "entry-contradicts": audited(
        """UPDATE audit SET before = '{"role":"owner"}' WHERE org = 'webknossos/brainlab' AND seq = 8""", anew=True
    ),
    "log-short": audited("DELETE FROM audit WHERE run = 'run-4'"),
    "log-long": audited("DELETE FROM run WHERE run = 'run-4'"),
    "run-differs": audited("UPDATE run SET actor = 'eve' WHERE run = 'run-3'"),
    "head-differs": audited("UPDATE org SET serial = 2 WHERE org = 'webknossos/brainlab'"),
    "rows-differ": audited("""UPDATE resource SET attrs = '{"role":"admin"}' WHERE path LIKE 'member/bob%'"""),
    "handover-refused": unsigned,
    "name-missing": audited("DELETE FROM person WHERE person = 'ada'"),
    "name-differs": audited("UPDATE person SET value = 'eve' WHERE person = 'ada' AND org = 'webknossos/brainlab'"),
    "person-in-clear": in_clear,
    "checkpoint-refused": strange,
    "checkpoint-ahead": audited("DELETE FROM audit WHERE seq > 99", since="more"),
    "checkpoint-differs": audited("UPDATE audit SET name = '[\"x\"]' WHERE seq = 5", anew=True, since="late"),
    "checkpoint-fork": forked,
    "file-unreadable": unreadable,
    "file-changed": changed,
    "file-count": crowded,
    "total-size": heavy,
    "file-too-large": lambda _: read("#" * (DEFAULT_LIMITS.file_bytes + 1)),
    "too-many-people": populous,
    "too-many-changes": endless,
    "line-too-long": lambda _: read("org: brainlab\nplatform: webknossos\nmembers: [" + "ada@brainlab.example, " * 500),
    "yaml-nodes": lambda _: read("".join("- a\n" for _ in range(DEFAULT_LIMITS.nodes + 1))),
    "yaml-documents": lambda _: read("--- {org: brainlab}\n" * (DEFAULT_LIMITS.documents + 1)),
    "too-many-problems": lambda _: read("org: !tag x\n---\n" * (DEFAULT_LIMITS.problems + 1)),
    "invitation-expired": late,
    "invitations-spent": spent,
    "no-such-thing": vanished,
    "touched-since": touched,
    "1": full_disk,
    "13": taken,
    "16": unanswered,
    "130": interrupted,
}


# --- every example ----------------------------------------------------------------------------------------------------


def said_by(each: Explanation, room: Room) -> Said:
    if each.run:
        return acted(each, room.place, room.capsys)
    if each.wrong or each.desired:
        return played(each, each.wrong or each.desired)
    words = SITUATIONS[each.code](room)
    codes = set(re.findall(r"error\[([a-z0-9-]+)\]", words))
    if each.code == "too-many-problems":  # the hundred others are not shown
        return Said({each.code}, words[words.rindex("org.yaml:") :])
    return Said({each.code} if each.group == "exit-codes" else codes, words)


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Room:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("RECONCILER_", "GITHUB_", "GITLAB_", "CI_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("RECONCILER_ACTOR", "ada@brainlab.example")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "ada@brainlab.example")
    return Room(tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.code)
def test_an_example_says_just_what_it_is_there_to_say_and_what_to_do_next(
    each: Explanation, room: Room, request: pytest.FixtureRequest
):
    said = said_by(each, room)
    if each.group == "modes":
        assert each.code in said.codes, said.words
    else:
        assert said.codes == {each.code}, said.words
    assert each.code not in CODES or re.search(r"^    = ", said.words, re.MULTILINE), "says no way out"
    if request.config.getoption("--bless"):
        if not console.same(said.words, each.says or ""):
            bless(each, said.words)
    else:
        assert console.same(said.words, each.says or "")


@pytest.mark.parametrize("each", [each for each in ALL if each.right], ids=lambda each: each.code)
def test_what_an_example_is_corrected_to_says_it_no_more(each: Explanation, room: Room):
    if each.run:
        acted(each, room.place, room.capsys)
        right = acted(each, room.place, room.capsys, right=True)
        assert each.code not in right.codes, right.words
        return
    right = played(each, each.right)
    assert each.code not in right.codes, right.words
    if each.group != "guards":
        assert not right.codes, right.words


def bless(each: Explanation, words: str) -> None:
    """Write *words* as what the example says; touch nothing else."""
    file = FOLDER / f"{each.group}.yaml"
    written = file.read_text(encoding="utf-8")
    codes = next(value for key, value in yaml.compose(written, Loader=yaml.SafeLoader).value if key.value == "codes")
    entry = next(value for key, value in codes.value if key.value == each.code)
    value = next(value for key, value in entry.value if key.value == "says")
    old = written[value.start_mark.index : value.end_mark.index]
    tail = old[len(old.rstrip()) :] or "\n"
    block = " |\n" + "".join(f"      {line}".rstrip() + "\n" for line in words.splitlines())
    head = written[: value.start_mark.index].rstrip(" ")
    file.write_text(head + block + tail.lstrip("\n") + written[value.end_mark.index :].lstrip("\n"), encoding="utf-8")


# --- complete ---------------------------------------------------------------------------------------------------------


def test_every_code_guard_mode_and_exit_code_is_explained():
    assert set(explanations()) == {*CODES, *map(guard_name, GUARDS), *Mode, *exit_meanings()}
    assert [file.stem for file in sorted(FOLDER.glob("*.yaml"))] == sorted(GROUPS)


def test_no_code_is_explained_twice():
    entries = [yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader) for file in FOLDER.glob("*.yaml")]
    names = [
        key.value for root in entries for part, codes in root.value if part.value == "codes" for key, _ in codes.value
    ]
    assert sorted(names) == sorted(explanations())


def test_every_situation_is_one_that_no_text_can_show():
    assert set(SITUATIONS) == {each.code for each in ALL if not (each.wrong or each.desired or each.run)}
    assert all(explanations()[code].situation for code in SITUATIONS)


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.code)
def test_an_explanation_has_a_cure_with_the_line_to_write_or_the_command_to_run(each: Explanation):
    assert each.means.rstrip(".")
    assert re.fullmatch(r"[A-Z].*[.)]", each.cure)
    assert "`" in each.cure or each.right or each.code in NOTHING_TO_WRITE, each.cure


def test_every_wrong_usage_says_what_to_do_next():
    calls = [
        (file.name, node.lineno, node)
        for file in (ROOT / "reconciler").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "WrongUsage"
    ]
    assert len(calls) > 50, "the search itself is broken"
    silent = [(name, line) for name, line, call in calls if len(call.args) < 2 and not call.keywords]
    assert silent == []


NOTHING_TO_WRITE = {"file-changed", "few-admins", "0", "130", "promote", "direct", "invite"}
"""Nobody has to write or run anything, or it is the same command again."""


# --- the verb ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.code)
def test_explain_prints_what_it_means_the_example_with_its_answer_and_the_cure(each: Explanation, room: Room):
    assert run(["explain", each.code.upper()]) == 0
    out = room.capsys.readouterr().out
    for part in (each.means, each.cure, each.read, each.situation.strip()):
        assert part in out
    answer = (line for line in (each.says or "").splitlines() if line)
    assert all(f"    {line}\n" in out for line in answer)
    assert run(["explain", each.code, "--format", "json"]) == 0
    told = json.loads(room.capsys.readouterr().out)
    assert (told["code"], told["means"], told["cure"]) == (each.code, each.means, each.cure)
    assert [part["text"] for part in told["example"] if part["title"] == "What it says"] == [each.says or ""]
    assert run(["explain", each.code, "--format", "markdown"]) == 0
    tokens = MarkdownIt().parse(room.capsys.readouterr().out)
    fences = [token.content.rstrip("\n") for token in tokens if token.type == "fence"]
    assert visible((each.says or "").rstrip("\n"), keep_newlines=True) in fences


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_explain_without_a_code_lists_all_of_them_with_their_sentence(form: str, room: Room):
    assert run(["explain", "--format", form]) == 0
    out = room.capsys.readouterr().out
    said = json.loads(out)["codes"] if form == "json" else out
    for each in ALL:
        found = {"code": each.code, "group": each.group, "means": each.means, "cure": each.cure}
        assert (found if form == "json" else each.means) in said
        assert form == "json" or re.search(rf"^\W+{each.code}\W+{re.escape(each.means)}$", out, re.MULTILINE)


def test_explain_answers_an_unknown_code_with_the_nearest(room: Room):
    assert run(["explain", "unknown-kee"]) == 64
    assert "did you mean unknown-key?" in room.capsys.readouterr().err
    assert run(["explain", "\x1b[31mqqqqqqqq"]) == 64
    err = room.capsys.readouterr().err
    assert "see all there are: reconciler explain" in err
    assert "\x1b" not in err


@pytest.mark.parametrize("verb", [["validate"], ["plan"]])
def test_only_somebody_at_a_terminal_is_told_where_to_read_on(verb: list[str], room: Room):
    assert run(["init"]) == 0
    (room.place / "org.yaml").write_text("org: brainlab\nplatform: webknossos\nteams:\n")
    line = "More about it: reconciler explain "
    assert run([*verb, "."]) == 10
    assert line not in "".join(room.capsys.readouterr())
    room.patch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert run([*verb, "."]) == 10
    assert room.capsys.readouterr().err.endswith(f"{line}empty-section\n")
    (room.place / "org.yaml").write_text("org: brainlab\nplatform: webknossos\nteams:\nmembres: {}\n")
    assert run([*verb, "."]) == 10
    assert room.capsys.readouterr().err.endswith(f"{line}CODE\n")

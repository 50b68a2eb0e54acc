"""Verbs that tidy and join manifest files: ``fmt``, and ``merge-driver`` for Git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import click

from reconciler.cli import terminal
from reconciler.cli.events import answer_option
from reconciler.cli.rewriting import Manifests, document, sound
from reconciler.editing.merging import merged, same
from reconciler.editing.order import formatted
from reconciler.errors import Problem, ReconcilerError, WrongUsage, errors_among
from reconciler.reader import Reading, read_texts
from reconciler.render.wording import counted
from reconciler.text import visible


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Write nothing; exit code 2 if there is something to write.")
@click.option("--diff", is_flag=True, help="Show what changes, not only in which files.")
@answer_option
def fmt(paths: tuple[Path, ...], check: bool, diff: bool, form: str) -> int:
    """Write manifests in their usual order. PATHS are files or folders; default: this folder.

    Order never matters to any other verb. Comments go with the entry they stand above; what the manifests mean stays.

    Exit codes: 0 written or nothing to write, 2 something to write (only with --check), 10 errors.
    """
    manifests = Manifests(paths)
    texts = {name: formatted(text) for name, text in manifests.texts.items()}
    changed = manifests.changed(texts)
    if changed and _said(manifests.before) != _said(manifests.reading(texts)):
        raise ReconcilerError("the order would change what the manifests mean; nothing was written")
    if not check:
        manifests.write(texts)
    if form == "json":
        terminal.say_json({"written": not check, "files": document(texts, manifests.texts)})
    else:
        if diff:
            terminal.say(manifests.diff(texts))
        said = "to be written in order" if check else "written in order"
        in_order = f", {len(texts) - len(changed)} in order already" if changed else " in order already"
        number = f"{counted(len(changed), 'file')} {said}" if changed else counted(len(texts), "file")
        terminal.say([*map(visible, () if diff else changed), f"{number}{in_order}."])
    return 2 if check and changed else 0


def _said(reading: Reading) -> object:
    """What manifests want, wherever it stands."""
    desired = reading.desired
    return {key: (org.state, org.limits) for key, org in desired.orgs.items()}, desired.people.known


_DRIVER = 'let Git call it: git config merge.reconciler.driver "reconciler merge-driver %O %A %B %P"'


@click.command("merge-driver")
@click.argument("base", type=click.Path(path_type=Path))
@click.argument("ours", type=click.Path(path_type=Path))
@click.argument("theirs", type=click.Path(path_type=Path))
@click.argument("path", default="")
def merge_driver(base: Path, ours: Path, theirs: Path, path: str) -> int:
    """Merge two edits of one manifest, for Git: reconciler merge-driver %O %A %B %P.

    The result goes to OURS. Who adds to one list or section does not meet; one thing said in two ways is a conflict, and
    the usual markers stand in the file.

    Exit codes: 0 merged, 1 a conflict.
    """
    name = path or ours.name
    sides = [_side(file, name) for file in (base, ours, theirs)]
    if None in sides:
        why = ["one side is no sound YAML"]
    else:
        before, here, there = (side or "" for side in sides)
        merge = merged(before, here, there)
        by_line = None if merge.conflicts else _by_line(merge.text, base, ours, theirs)
        why = list(merge.conflicts) or ([f"the comment {lost}" for lost in merge.lost] if by_line is None else [])
        text = merge.text if by_line is None else by_line
        why = why or _wrong(name, text, here, there)
        if not why:
            ours.write_bytes(text.encode())
            return 0
    _markers(base, ours, theirs)
    click.echo(f"reconciler: {visible(name)}: a conflict that only a person can decide", err=True)
    for place in why:
        click.echo(f"    {visible(place)}", err=True)
    return 1


def _side(file: Path, name: str) -> str | None:
    """The text of one side; None if it cannot be edited."""
    try:
        text, problems = sound(file.read_bytes(), name)
    except OSError as error:
        raise WrongUsage(f"{visible(str(file))} cannot be read: {error.strerror}", hint=_DRIVER) from None
    return None if problems else text


def _by_line(text: str, base: Path, ours: Path, theirs: Path) -> str | None:
    """What Git makes of it line by line, if that says the same: it keeps the layout and the comments of both sides."""
    done = _git_merge_file(base, ours, theirs, "-p")
    by_line, problems = sound(done.stdout, ours.name)
    return by_line if done.returncode == 0 and not problems and same(by_line, text) else None


def _wrong(name: str, text: str, ours: str, theirs: str) -> list[str]:
    """What the reader says of the result and of neither side."""

    def found(side: str) -> set[tuple[str, str]]:
        return {_unplaced(problem) for problem in errors_among(read_texts([(name, side)]).problems)}

    return sorted(message for _, message in found(text) - found(ours) - found(theirs))


def _unplaced(problem: Problem) -> tuple[str, str]:
    return problem.code, problem.message


def _markers(base: Path, ours: Path, theirs: Path) -> None:
    """Leave in OURS what Git leaves there without a driver."""
    if _git_merge_file(base, ours, theirs, "-q").returncode < 0:
        raise WrongUsage("git merge-file was interrupted", hint="merge again: git checkout --merge -- FILE")


def _git_merge_file(base: Path, ours: Path, theirs: Path, option: str) -> subprocess.CompletedProcess[bytes]:
    labels = [part for label in ("ours", "base", "theirs") for part in ("-L", label)]
    try:
        return subprocess.run(  # noqa: S603 - fixed arguments
            ["git", "merge-file", option, *labels, "--", str(ours), str(base), str(theirs)],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise WrongUsage(
            f"git cannot be run: {error.strerror}", hint="install Git: this is a driver for git merge"
        ) from None

"""``codeowners``: who may approve what, as the Git host asks for it, by file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from reconciler.cli import terminal
from reconciler.cli.forms import folder_of
from reconciler.cli.options import policy_option
from reconciler.cli.policies import held
from reconciler.cli.writing import write_whole
from reconciler.codeowners import codeowners as lines
from reconciler.errors import ManifestInvalid, Problem, Source
from reconciler.manifest.compose import Document, compose
from reconciler.manifest.files import read
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import limits
from reconciler.policyfile import PolicyFile
from reconciler.reader import read_manifests


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@policy_option
@click.option(
    "-o", "--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there, such as .github/CODEOWNERS."
)
@click.option("--check", is_flag=True, help="Write nothing; refuse if the file at -o is not what would be written.")
def codeowners(paths: tuple[Path, ...], policy_file: str, out: Path | None, check: bool) -> None:
    """Write CODEOWNERS for manifests: who may approve changes to what stands in each file. PATHS: files or folders.

    The policy gives the owners, and names on the Git host. Run it at the root of the repository. Exit codes: 0, or 10 with
    --check if the file is another one.
    """
    policy, _, _ = held(policy_file)
    named = paths or (Path(),)
    desired = read_manifests(named, at=terminal.now()).sound()
    found = policy or PolicyFile()
    target = out or Path(".github", "CODEOWNERS")
    guarded = [*_inside(policy_file.rpartition(":")[2]), *_inside(str(target))]
    made = lines(desired, _documents(named), found.rules, found.handles, folder=folder_of(named), guarded=guarded)
    text = "".join(f"{line}\n" for line in made)
    if check:
        _compare(text, target)
    elif out is not None:
        write_whole(text, target, "the list of owners")
    else:
        terminal.say(text.splitlines())


def _inside(name: str) -> Iterator[str]:
    """The name of a file as seen from here, if it is below here."""
    seen = os.path.relpath(name).replace(os.sep, "/") if name else ".."
    if not seen.startswith(".."):
        yield seen


def _documents(paths: tuple[Path, ...]) -> list[Document]:
    found: list[Document] = []
    for file in read(paths, limits()).files:
        text, _ = admit(file.data, file.name, limits())
        if text is not None:
            found += compose(text, file.name, limits())[0]
    return found


def _compare(text: str, target: Path) -> None:
    try:
        there = target.read_text(encoding="utf-8") if target.is_file() else ""
    except (OSError, UnicodeDecodeError):
        there = ""
    if there != text:
        message = "this is not what the manifests and the policy say"
        hint = f"write it again: reconciler codeowners -o {target}"
        problem = Problem("codeowners-differ", message, Source(str(target)), hint)
        raise ManifestInvalid("the owners of files are out of date", [problem])

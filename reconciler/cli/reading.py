"""Verbs that read manifests and nothing else: ``validate``, ``schema``, ``completion``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from reconciler.cli import progress, terminal
from reconciler.cli.forms import folder_of, report
from reconciler.cli.options import FINDING_FORMS, below_option, format_among
from reconciler.cli.terminal import coloured, now, point_to_more, say, say_problems
from reconciler.errors import Problem, WrongUsage, errors_among
from reconciler.reader import read_manifests
from reconciler.render import markdown, text
from reconciler.render.wording import counted
from reconciler.schema import schemas


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@format_among(FINDING_FORMS)
@below_option
def validate(paths: tuple[Path, ...], form: str, below: str | None) -> int:
    """Check manifests without a store. PATHS are files or folders; default: this folder.

    Exit codes: 0 no errors, 10 errors (15 if only the format is unknown).
    """
    reading = read_manifests(paths or (Path(),), at=now(), watched=progress.reading)
    terminal.name_people(reading.desired)
    errors = errors_among(reading.problems)
    if report(form, reading.problems, folder=folder_of(paths) if below is None else below):
        pass
    elif form == "json":
        say_problems(reading.problems, form)
    elif form == "markdown":
        say(markdown.problem_lines(reading.problems))
    else:
        say(text.problem_lines(reading.problems, colour=coloured()))
    if form in {"text", "markdown", "github"}:  # for people; the others are whole documents
        found = {
            "file": reading.files,
            "org": len(reading.desired.orgs),
            "resource": sum(len(org.state) for org in reading.desired.orgs.values()),
        }
        verdict = counted(len(errors), "error") if errors else "Valid"
        skipped = f", {counted(reading.skipped, 'other file')} skipped" if reading.skipped else ""
        say([f"{verdict}: {', '.join(counted(number, noun) for noun, number in found.items())}{skipped}."])
    if form == "text":
        point_to_more(errors)
    return exit_code(errors)


def exit_code(errors: Iterable[Problem]) -> int:
    """10 for errors, 15 if all there is is a format of another version, else 0."""
    codes = {problem.code for problem in errors}
    return 0 if not codes else 15 if codes == {"unknown-format"} else 10


@click.command()
@click.argument("what", type=click.Choice(["manifest", "policy"]), default="manifest")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="A folder to write all schemas to.")
def schema(what: str, out: Path | None) -> None:
    """Write the JSON Schema of manifests or of the policy file to standard output, or both into a folder."""
    if out is None:
        say([schemas()[f"{what}.schema.json"].rstrip("\n")])
    else:
        for name, content in schemas().items():
            try:
                out.mkdir(parents=True, exist_ok=True)
                (out / name).write_text(content, encoding="utf-8")
            except OSError as error:
                raise WrongUsage(
                    f"{out / name} cannot be written: {error.strerror}", hint="write them elsewhere: --out FOLDER"
                ) from None


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell: add eval "$(reconciler completion bash)" to its start file."""
    from click.shell_completion import get_completion_class  # lazy: for this verb only

    from reconciler.cli.group import cli  # lazy: the group imports this module when the verb is run

    found = get_completion_class(shell)
    if found is not None:
        say([found(cli, {}, "reconciler", "_RECONCILER_COMPLETE").source()])

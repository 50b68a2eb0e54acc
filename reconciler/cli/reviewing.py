"""The verb ``access-review import``: the decisions of a reviewed sheet become an edit of the manifest files.

The sheet is made by ``report access-review``. What decisions mean is ``reports.reviewing``'s business and how entries go
out of a file that of ``editing``; here both are read, and the files replaced if the result is just what was decided.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click

from reconciler.cli import terminal, watching
from reconciler.cli.answering import asked_of
from reconciler.cli.events import answer_option
from reconciler.cli.options import database_option
from reconciler.cli.reporting import reviewed
from reconciler.cli.rewriting import Manifests, document, stop_at
from reconciler.editing.entries import NotEditable
from reconciler.editing.removing import Meant, without
from reconciler.errors import Problem, WrongUsage
from reconciler.keep import person_of
from reconciler.kinds import kinds
from reconciler.model import EMPTY, Address, State
from reconciler.render.wording import counted
from reconciler.reports import reviewing
from reconciler.reports.reviewing import LARGEST_SHEET, Decision, Sheet
from reconciler.reports.since import weight
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import visible


@click.group("access-review")
def access_review() -> None:
    """Turn a reviewed list of who has what into an edit of the manifests; plan and apply make the change."""


@access_review.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.argument("path", type=click.Path(path_type=Path), default=Path())
@database_option
@answer_option
def import_(file: Path, path: Path, db: str, form: str) -> None:
    """Take out of the manifests at PATH what the sheet FILE says to remove. PATH: all manifests of the org; default: this folder.

    FILE is the CSV of: reconciler report access-review, with keep or remove in each row. Every row must be about an entry
    that is as it was reviewed; otherwise all that is wrong is listed, and nothing is written.
    """
    manifests = Manifests([path])
    stop_at(manifests.before.problems, "the manifests have errors, which come first")
    found = reviewing.sheet(_bytes(file), str(file))
    stop_at(found.problems, "the sheet is not understood")
    with contextlib.closing(watching.opened(db)) as store:
        decided, stored = _decided(store, found)
    org = manifests.before.desired.orgs.get(found.org)
    desired = org.state if org is not None else EMPTY
    remove = [decision for decision in decided if decision.remove]
    stop_at(list(_elsewhere(remove, desired, stored)), "the manifests do not say what was reviewed")
    texts = _edited(manifests, desired, [decision.address for decision in remove])
    _only(manifests, texts, [decision.address for decision in remove])
    manifests.write(texts)
    _answer(manifests, texts, decided, form)


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_SHEET + 1)
    except OSError as error:
        raise WrongUsage(f"{file} cannot be read: {error.strerror}", hint="see who may read it: ls -l FILE") from None
    if len(data) > LARGEST_SHEET:
        raise WrongUsage(
            f"{file} is larger than {LARGEST_SHEET} bytes", hint="cut it into several, with the head in each"
        )
    return data


def _decided(store: Store, found: Sheet) -> tuple[list[Decision], State]:
    """The decisions about an org as the store has it; ManifestInvalid with everything that is wrong with a row."""
    asked = asked_of(store, found.org, "")

    def was_there(address: Address) -> bool:
        return next(iter(store.audit(AuditQuery(org=found.org, address=str(address)))), None) is not None

    decided, problems = reviewing.decisions(found, reviewed(store, asked), was_there)
    stop_at(problems, "the sheet cannot be imported as it is")
    return decided, asked.state


def _elsewhere(remove: Iterable[Decision], desired: State, stored: State) -> Iterator[Problem]:
    """What no manifest declares, or declares otherwise than it is."""
    for address, _, source in remove:
        entry = f"`{visible(address.path)}`"
        if address not in desired:
            hint = "name the folder that holds all manifests of the org; see what would change: reconciler plan"
            yield Problem("review-undeclared", f"no manifest declares {entry}", source, hint)
        elif weight(address, desired[address].attrs) != weight(address, stored[address].attrs):
            there = desired[address].source
            hint = "apply the manifests first, then review it again: reconciler apply"
            yield Problem("review-stale", f"the manifests say something else of {entry}", source, hint, also=(there,))


def _edited(manifests: Manifests, desired: State, remove: Iterable[Address]) -> dict[str, str]:
    meant = (desired[address] for address in remove)
    try:
        return without(manifests.texts, [Meant(each.source, (each.name or each.address.key)[-1]) for each in meant])
    except NotEditable as reason:
        raise WrongUsage(
            f"this is for a person to edit: {reason}", hint="edit the file by hand, then: reconciler validate"
        ) from None


def _only(manifests: Manifests, texts: Mapping[str, str], remove: Iterable[Address]) -> None:
    """The result is sound, and nothing has gone but what was to go, and what hangs on it."""
    after = manifests.reading(texts)
    stop_at(after.problems, "the manifests would be wrong without these entries")
    wanted = set(remove)
    people = {(address.org_key, address.key[-1]) for address in wanted if kinds()[address.kind].person}
    for key, org in manifests.before.desired.orgs.items():
        left = after.desired.orgs[key].state if key in after.desired.orgs else EMPTY
        for address in {*org.state, *left}:
            if org.state.get(address) != left.get(address):
                gone = address not in left and (address in wanted or (key, person_of(address)) in people)
                if not gone:
                    raise _too_much(address)
            elif address in wanted:
                raise _too_much(address)


def _too_much(address: Address) -> WrongUsage:
    return WrongUsage(
        f"the edit would not do what it should to {visible(str(address))}",
        hint="edit the file by hand, then: reconciler validate",
    )


def _answer(manifests: Manifests, texts: Mapping[str, str], decided: list[Decision], form: str) -> None:
    removed = sum(decision.remove for decision in decided)
    kept = len(decided) - removed
    if form == "json":
        terminal.say_json({"kept": kept, "removed": removed, "files": document(texts, manifests.texts)})
    else:
        end = "; see what it means: reconciler plan" if removed else ""
        counts = f"{counted(removed, 'entry', 'entries')} taken out, {kept} kept{end}"
        terminal.say([*manifests.diff(texts), counts])

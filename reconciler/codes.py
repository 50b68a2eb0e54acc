"""Every code this program says, explained: problems, guards, modes and exit codes, with an example and the cure.

The texts are data: one file for each group in ``explanations/``, one entry for each code. ``explain`` prints them,
``docs/problems.md`` is generated from them, and ``tests/test_explanations.py`` plays every example and asks that it says
just that. Codes are stable: scripts match on them.

To add a code: one entry in its group's file, with ``says:`` left empty, then ``make bless docs``. An entry has

``means``      one sentence; guards and exit codes have it beside the code that says them
``cure``       what to do about it: the line to write, the command to run
``situation``  what happens, in a sentence; alone where no text can show it
``given``      manifests that were applied before: a text, files by name, or a list of either
``wrong``, ``right``   manifests with the mistake and without it
``desired``    instead of both, where nothing is wrong: manifests that are planned
``files``, ``run``     files that are there and commands that end with the mistake; ``right`` are then the commands that follow
``actor``, ``asks``    who plans, and who asks for the change, where it matters
``says``       golden: what the program answers; written by ``make bless`` and by nothing else
``read``       the page that says more, where it is not the one of the group
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

from reconciler import errors
from reconciler.guards import GUARDS, guard_name
from reconciler.render.vocabulary import doc

GROUPS = (
    "files",
    "yaml",
    "grammar",
    "meaning",
    "names",
    "lifecycle",
    "approvals",
    "plan",
    "audit",
    "facts",
    "review",
    "guards",
    "modes",
    "exit-codes",
)
"""The files of ``explanations/``, in the order people meet them."""
UNSAID = frozenset({"guards", "modes", "exit-codes"})
"""The groups whose codes are no problems: they are said by a plan, or by the end of a command."""
NOT_RAISED = {
    0: "done, already done, or nothing to do",
    2: "there are changes (only with `plan --detailed-exitcode` or `fmt --check`), or `drift` has found some",
    130: "interrupted by the keyboard",
}
"""Exit codes that no exception bears."""

Manifests = str | dict[str, str]


class Explanation(BaseModel):
    """One code, as its entry states it; see above."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    group: str
    title: str
    means: str
    cure: str
    read: str
    says: str | None
    situation: str = ""
    given: Manifests | list[Manifests] = []
    wrong: Manifests = ""
    desired: Manifests = ""
    right: Manifests = ""
    files: dict[str, str] = {}
    run: str = ""
    actor: str = "ada@brainlab.example"
    asks: str = ""

    @property
    def steps(self) -> list[Manifests]:
        """What was applied before, one manifest after the other."""
        return self.given if isinstance(self.given, list) else [self.given]


@cache
def explanations() -> Mapping[str, Explanation]:
    """Every code's explanation, group by group."""
    return {explanation.code: explanation for group in GROUPS for explanation in _group(group)}


def _group(name: str) -> Iterator[Explanation]:
    text = files("reconciler").joinpath(f"explanations/{name}.yaml").read_text(encoding="utf-8")
    written: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)  # the safe loader, in C
    about = {"group": name, "title": written["title"], "read": written["read"]}
    meanings = {"guards": guard_meanings, "exit-codes": exit_meanings}.get(name, dict[str, str])()
    for code, entry in written["codes"].items():
        told = {"means": meanings[code]} if code in meanings else {}
        yield Explanation.model_validate({"code": code, **about, **told, **entry})


def guard_meanings() -> dict[str, str]:
    """What each guard refuses, as its function says."""
    return {guard_name(guard): doc(guard) for guard in GUARDS}


def exit_meanings() -> dict[str, str]:
    """What each exit code says, as the tree in ``errors`` does; in the order of the numbers."""
    tree = re.findall(r"^\s+(?:[├└]─ )?\w+ +(\d+) +(.+)$", errors.__doc__ or "", re.MULTILINE)
    found = {int(number): said for number, said in tree} | NOT_RAISED
    return {str(number): said for number, said in sorted(found.items())}


CODES = {code: each.means for code, each in explanations().items() if each.group not in UNSAID}
"""Every problem code with its meaning."""
CURES = {code: each.cure for code, each in explanations().items() if each.group not in UNSAID}
"""Every problem code with what to do about it."""

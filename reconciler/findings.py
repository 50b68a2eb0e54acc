"""One list of findings out of problems, guard results and changes: what every form of a review shows.

A :class:`Finding` has a code, a level, a sentence, a place and what to do next, whoever found it. Everything a person
wrote has passed :func:`visible` when it arrives here; a form in ``render/`` adds the encoding of its own sink and
decides nothing. No form stands here, and nothing is left out here.

To make something else a finding: one function that yields them, called in :func:`findings`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from reconciler.canonical import canonical, sha256
from reconciler.errors import NOWHERE, Problem, Severity, Source
from reconciler.model import Change, GuardResult, OrgPlan, Plan
from reconciler.render.headings import HEADINGS, under_headings
from reconciler.render.wording import allowed_until, signed_sentence, way_out
from reconciler.text import visible
from reconciler.vocabulary import load


class Level(StrEnum):
    """An error stops a run, a warning does not, a note asks for nothing. In the order in which they are shown."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Finding(NamedTuple):
    """What, how grave, in words, where (``also``: further places), what to do next, and what it is about.

    ``code`` is that of a problem, the name of a guard, or one of :data:`CHANGES`. ``address`` is that of a resource or
    an org; empty for what was found in a file.
    """

    code: str
    level: Level
    message: str
    source: Source = NOWHERE
    hint: str = ""
    address: str = ""
    also: tuple[Source, ...] = ()

    @property
    def told(self) -> str:
        """The message and, behind a dash, what to do next."""
        return f"{self.message} — {self.hint}" if self.hint else self.message


CHANGES = {title.lower().replace(" ", "-"): title for title in HEADINGS}
"""The codes of changes, by what reviewers look for: ``power-gained``, ``taken-away``, ``everything-else``."""


IN_THE_BASE = "in the base"
"""What is said of the line of something removed: it stands in the base alone, not in the manifests that were planned."""


def place(change: Change) -> str:
    """Where a change is asked for: ``org.yaml:3:4``, or ``org.yaml:3:4 in the base``; empty if in no line."""
    if not change.source.line:
        return ""
    return f"{change.source} {IN_THE_BASE}" if change.after is None else str(change.source)


def findings(problems: Iterable[Problem], plan: Plan | None = None, *, changes: bool = True) -> list[Finding]:
    """Everything that was found, gravest first; in a level: problems, guards, then changes with power before losses."""
    found = [of_problem(problem) for problem in problems]
    for org in plan.orgs if plan is not None else ():
        found += (of_guard(result, org) for result in org.guards)
    for org in plan.orgs if plan is not None and changes else ():
        found += of_changes(org)
    rank = {code: place for place, code in enumerate(CHANGES)}
    return sorted(found, key=lambda finding: ([*Level].index(finding.level), rank.get(finding.code, -1)))


def of_problem(problem: Problem) -> Finding:
    """A problem with the manifests."""
    return Finding(
        visible(problem.code),
        Level(problem.severity.value),
        visible(problem.message),
        _shown(problem.source),
        visible(problem.hint),
        also=tuple(map(_shown, problem.also)),
    )


def of_guard(result: GuardResult, org: OrgPlan) -> Finding:
    """What a guard says, at the lines of the changes it speaks of; what is removed has a line in the base, or none."""
    written = {str(change.address): change for change in org.changes if change.source.line}
    found = sorted((written[a] for a in result.addresses if a in written), key=lambda change: change.after is None)
    places = [_shown(change.source) for change in found] or [NOWHERE]
    level, hint = Level.WARNING, ""
    if result.allowed_by is not None:
        level, hint = Level.NOTE, allowed_until(result.allowed_by)
    elif result.severity is Severity.ERROR:
        level, hint = Level.ERROR, way_out(result, org)
    message = visible(result.message)
    if found and found[-1].after is None:
        message += f" (what is removed: at its line {IN_THE_BASE})"
    return Finding(visible(result.guard), level, message, places[0], hint, visible(org.org), tuple(places[1:]))


def of_changes(org: OrgPlan) -> Iterator[Finding]:
    """The changes of an org, each as its sign and its sentence."""
    platform = load(org.org.partition("/")[0])
    for code, changes in zip(CHANGES, under_headings(org).values(), strict=True):
        for change in changes:
            said = " ".join(signed_sentence(change, platform))
            if change.after is None and change.source.line:
                said += f" (at its line {IN_THE_BASE})"
            yield Finding(code, Level.NOTE, said, _shown(change.source), address=visible(str(change.address)))


def below(folder: str, found: Iterable[Finding]) -> list[Finding]:
    """The same, with the names of files as whoever stands above *folder* writes them; a policy is no part of the folder."""

    def moved(source: Source) -> Source:
        named_outright = not source.line and f"{source.file}/".startswith(f"{folder}/")  # a path that is not there
        if not source.file or not folder or named_outright:
            return source
        return source._replace(file=f"{folder}/{source.file}")

    return [
        f if f.code == "policy-changed" else f._replace(source=moved(f.source), also=tuple(map(moved, f.also)))
        for f in found
    ]


def fingerprints(found: Iterable[Finding]) -> Iterator[str]:
    """A name for each finding that stays the same while lines move; equal findings are numbered."""
    seen = Counter[str]()
    for finding in found:
        name = sha256(canonical([finding.code, finding.source.file, finding.address, finding.message]))
        seen[name] += 1
        yield name if seen[name] == 1 else sha256(f"{name} {seen[name]}")


def _shown(source: Source) -> Source:
    return source._replace(file=visible(source.file))

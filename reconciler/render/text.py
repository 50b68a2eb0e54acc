"""A plan, problems and audit entries for a terminal: plain lines, sign first, colour as the last step.

Lines are yielded, not collected, so a plan of a hundred thousand changes streams. Colour depends on the sign alone;
whether there is any is the caller's decision. Reads plans, never stores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from reconciler import signing
from reconciler.actors import who
from reconciler.errors import Problem, Severity
from reconciler.findings import place
from reconciler.model import Address, AuditEntry, Change, GuardResult, OrgPlan, Plan
from reconciler.render.approvals import approval_lines
from reconciler.render.headings import following, under_headings
from reconciler.render.wording import (
    access_lines,
    allowed_until,
    counted,
    good_until,
    signed_sentence,
    summary,
    way_out,
)
from reconciler.text import visible
from reconciler.vocabulary import load

_COLOURS = {"+": "32", "-": "31", "~": "33", "=": "2", "!": "1;31", "?": "33", "→": "36"}
SHOWN_ADDRESSES = 20


def _first(text: str) -> str:
    """*text* where nothing stands before it in its line: nothing there may be a command to a CI runner (T077)."""
    shown = visible(text)
    return f"./{shown}" if shown.lstrip().startswith((":", "#")) else shown


def _painted(mark: str, line: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[mark]}m{line}\x1b[0m" if colour else line


def plan_lines(plan: Plan, name: str, *, colour: bool = False, numbered: bool = False) -> Iterator[str]:
    """The whole plan: every org with its changes under three headings, guards, and the summary."""
    width = len(str(len(plan.changes)))
    numbers = {c.address: f"{number:>{width}} " for number, c in enumerate(plan.changes, 1)} if numbered else {}
    for org in plan.orgs:
        yield from _org_lines(org, colour, numbers)
    yield summary(plan)
    if not plan.empty:
        made, by = visible(plan.header.created), visible(who(plan.header.actor, plan.header.learnt))
        yield f"Plan {name[:16]}, made {made} by {by}{good_until(plan.header)}."
    if plan.header.part_of:
        yield f"It is a part of plan {visible(plan.header.part_of[:16])}."


def _org_lines(org: OrgPlan, colour: bool, numbers: Mapping[Address, str]) -> Iterator[str]:
    platform = load(org.org.partition("/")[0])
    yield f"{visible(org.org)}  ({platform.title}, at serial {org.serial})"
    for title, changes in under_headings(org).items():
        if changes:
            yield f"  {title}"
        for change in changes:
            mark, said = signed_sentence(change, platform)
            where = f"   # {visible(place(change))}" if change.source.line else ""
            number = numbers.get(change.address, "")
            yield _painted(mark, f"    {number}{mark} {said}", colour) + where
    if moved := following(org):
        yield _painted("→", f"    → {moved}", colour)
    if org.access:
        yield "  In effect"
        yield from (_painted(mark, f"    {mark} {line}", colour) for mark, line in access_lines(org))
    if org.approvals:
        yield "  Approvals"
        yield from (f"    {line}" for line in approval_lines(org))
    for result in org.guards:
        yield from _guard_lines(result, org, colour)
    yield ""


def _guard_lines(result: GuardResult, org: OrgPlan, colour: bool) -> Iterator[str]:
    message, guard = visible(result.message), visible(result.guard)
    if result.allowed_by is not None:
        yield f"  Allowed  {guard}: {message} ({allowed_until(result.allowed_by)})"
    elif result.severity is Severity.WARNING:
        yield _painted("?", f"  Warning  {guard}: {message}", colour)
        yield from _addresses(result)
    else:
        yield _painted("!", f"  REFUSED  {guard}: {message}", colour)
        yield from _addresses(result)
        yield f"           {way_out(result, org)}"


def _addresses(result: GuardResult) -> Iterator[str]:
    yield from (f"             {_first(address)}" for address in result.addresses[:SHOWN_ADDRESSES])
    if len(result.addresses) > SHOWN_ADDRESSES:
        yield f"             and {len(result.addresses) - SHOWN_ADDRESSES} more"


def problem_lines(problems: Iterable[Problem], *, colour: bool = False) -> Iterator[str]:
    """Each problem as ``file:line:column: error[code] message``, what stands there, and what to do."""
    for problem in problems:
        where = _first(str(problem.source))
        mark = "?" if problem.severity is Severity.WARNING else "!"
        head = f"{where}: " if where else ""
        yield _painted(mark, f"{head}{problem.severity}[{visible(problem.code)}] {visible(problem.message)}", colour)
        if problem.snippet:
            yield f"    | {visible(problem.snippet)}"
        if problem.hint:
            yield f"    = {visible(problem.hint)}"


def done(entry: AuditEntry, named: Callable[[str], str] = str) -> tuple[str, str]:
    """What an entry says was done: its sign, and the sentence; *named* as for :func:`~reconciler.render.wording.signed_sentence`."""
    if entry.handover is not None:
        old, new = visible(signing.named(entry.handover.old)), visible(signing.named(entry.handover.new))
        return "→", f"the key of checkpoints is handed over from {old} to {new}"
    if entry.erased:
        return "-", f"{counted(len(entry.erased), 'name')} of somebody erased"
    change = Change(
        entry.address, entry.before, entry.after, entry.mode, entry.cause, entry.name, previous=entry.previous
    )
    return signed_sentence(change, load(entry.address.platform), named)


def audit_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """One line an entry: place in the log, moment, actor, what happened."""
    for entry in entries:
        what = " ".join(done(entry))
        note = "" if entry.outcome == "done" else f" ({entry.outcome})"
        commit = f" @{visible(entry.commit[:12])}" if entry.commit else ""
        where = f"{visible(entry.org)}#{entry.seq}  {visible(entry.at)}"
        yield f"{where}  {visible(who(entry.actor, entry.learnt))}{commit}  run {visible(entry.run)}  {what}{note}"

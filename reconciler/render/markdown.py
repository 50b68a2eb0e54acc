"""A plan for a pull request: verdict and counts first, then power and losses, then the rest folded away.

Every value stands inside a code span whose fence is longer than any run of backticks in it, after ``visible``: there
no mention, link, HTML or table can begin (T073, T074). No tables, because a bar ends a cell even inside a span.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from reconciler.actors import how
from reconciler.errors import Problem, Severity
from reconciler.findings import place
from reconciler.model import Address, Change, OrgPlan, Plan
from reconciler.render.approvals import approval_lines
from reconciler.render.headings import FOLDED, following, under_headings
from reconciler.render.wording import access_lines, sentence, sign, summary, verdict
from reconciler.text import visible
from reconciler.vocabulary import Platform, load

LONGEST_RUN = 40
"""Of backticks, as they are. Renderers know no fence above a length (cmark-gfm: 80), so longer runs are counted."""


def code(text: str) -> str:
    """*text* as a code span that it cannot leave."""
    shown = re.sub(rf"`{{{LONGEST_RUN + 1},}}", lambda run: f"⟨{len(run[0])} x U+0060⟩", visible(text))
    fence = "`" * (1 + max((len(run) for run in re.findall(r"`+", shown)), default=0))
    pad = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def change_line(
    change: Change, platform: Platform, encode: Callable[[str], str] = code, *, number: int | None = None
) -> str:
    """One change as one list item, with the place in the manifests that asks for it, and its number if it has one."""
    where = f" {encode(place(change))}" if change.source.line else ""
    first = "" if number is None else f"{number} "
    return f"- {first}{encode(f'{sign(change, platform)} {sentence(change, platform)}')}{where}"


def plan_lines(plan: Plan, name: str, *, numbered: bool = False) -> Iterator[str]:
    """The whole plan as Markdown."""
    numbers = {change.address: number for number, change in enumerate(plan.changes, 1)} if numbered else {}
    yield f"### {verdict(plan)}"
    yield ""
    yield summary(plan)
    yield ""
    for org in plan.orgs:
        yield from _org_lines(org, numbers)
    if not plan.empty:
        yield f"Plan {code(name)}, made {code(plan.header.created)} by {code(plan.header.actor)}{how(plan.header.learnt)}."
    if plan.header.part_of:
        yield f"It is a part of plan {code(plan.header.part_of)}."


def _org_lines(org: OrgPlan, numbers: Mapping[Address, int]) -> Iterator[str]:
    platform = load(org.org.partition("/")[0])
    yield f"#### {code(org.org)} at serial {org.serial}"
    yield ""
    for result in org.guards:
        word = "Allowed" if result.allowed_by else "Warning" if result.severity is Severity.WARNING else "**Refused**"
        yield f"- {word}: {code(result.guard)} {code(result.message)}"
    if org.guards:
        yield ""
    if org.access:
        yield f"**In effect** ({len(org.access)})"
        yield ""
        yield from (f"- {code(f'{mark} {line}')}" for mark, line in access_lines(org))
        yield ""
    if org.approvals:
        yield f"**Approvals** ({len(org.approvals)})"
        yield ""
        yield from (f"- {code(line)}" for line in approval_lines(org))
        yield ""
    for title, changes in under_headings(org).items():
        if not changes:
            continue
        folded = title == FOLDED
        yield f"<details><summary>{title} ({len(changes)})</summary>" if folded else f"**{title}** ({len(changes)})"
        yield ""
        for change in changes:
            yield change_line(change, platform, number=numbers.get(change.address))
        yield ""
        if folded:
            yield "</details>"
            yield ""
    if moved := following(org):
        yield f"- {code(f'→ {moved}')}"
        yield ""


def problem_lines(problems: Iterable[Problem], encode: Callable[[str], str] = code) -> Iterator[str]:
    """Each problem as one list item."""
    for problem in problems:
        hint = f" — {encode(problem.hint)}" if problem.hint else ""
        where = f"{encode(problem.code)} {encode(str(problem.source))}"
        yield f"- **{problem.severity}** {where}: {encode(problem.message)}{hint}"

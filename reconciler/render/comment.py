"""A plan as one comment in a review, shorter than the longest that is accepted, whatever the size of the plan.

First the verdict and the counts, then who gains power, what is taken away, what that means in effect, what the guards
say and what to write, the problems; then the rest, folded, org by org, and the picture of a small plan. What finds no room
is counted by org and action, and the name of the plan says where it stands whole (T094, T095). The first line never changes: it is how the comment
is found again, to be replaced instead of repeated.

The room is shared by ``fitting``; every value a person wrote passes :func:`said`, which is ``markdown.code`` with a
bound. Nothing here depends on anything but its arguments. To add a section: one function that makes a
:class:`Section`, and its place in :func:`_sections`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from reconciler.actors import how
from reconciler.errors import Problem, Severity, errors_among
from reconciler.kinds import kinds
from reconciler.model import Change, GuardResult, OrgPlan, Plan
from reconciler.render import commentgraph
from reconciler.render.approvals import approval_lines
from reconciler.render.fitting import TITLE_ROOM, Entry, Filled, Part, Section, Tally, fit, hidden, size, tally_lines
from reconciler.render.headings import FOLDED, HEADINGS, following, under_headings
from reconciler.render.markdown import change_line, code, problem_lines
from reconciler.render.wording import (
    SIGNS,
    access_lines,
    allowance_line,
    counted,
    good_until,
    summary,
    verdict,
    way_out,
)
from reconciler.routes import is_admin
from reconciler.text import visible
from reconciler.vocabulary import Platform, load

MARKER = "<!-- reconciler:plan -->"
LONGEST = 65_000
"""In UTF-16 units, with every line end. Accepted are 65,536 characters or 262,144 bytes, whichever is less; what is
left is for the line that a workflow may put below."""

EFFECT, APPROVALS, GUARDS, PROBLEMS = "In effect", "Approvals", "Guards", "Problems"
TITLES = (*HEADINGS[:2], EFFECT, APPROVALS, GUARDS, PROBLEMS, *HEADINGS[2:])
"""The sections in the order of the page."""

_ALL = 2**53
_COUNTS_ROOM = 8_000
_HEAD, _TAIL = 450, 250
_ADDRESSES = 5
_WORDS = {"+": "gained", "-": "lost", "~": "changed", "=": "kept"}


def said(text: str) -> str:
    """*text* as a code span of bounded length: of what is too long, beginning and end, and how much is between."""
    shown = visible(text)
    if len(shown) > _HEAD + _TAIL:
        shown = f"{shown[:_HEAD]}… {len(shown) - _HEAD - _TAIL} characters …{shown[-_TAIL:]}"
    return code(shown)


def plan_comment(
    plan: Plan, name: str, problems: Sequence[Problem] = (), encode: Callable[[str], str] = str
) -> Iterator[str]:
    """The comment about a plan of this name and about what was noticed while it was made, line by line.

    *encode* is what names in its picture pass first: pseudonyms, where those are asked for.
    """
    sections = _sections(plan, problems)
    opening = [MARKER, f"### {verdict(plan)}", "", summary(plan), ""]
    if not plan.empty:
        opening += [" · ".join(f"{section.title}: **{section.total}**" for section in _by_heading(sections)), ""]
    header = plan.header
    asked = f", asked for by {said(header.asked_by)}" if header.asked_by else ""
    closing = [
        f"Plan {said(name)}, made {said(header.created)} by {said(header.actor)}{how(header.learnt)}{asked}{good_until(header, said)}.",
        "To see it whole: `reconciler show FILE`, with the plan file of that name.",
    ]
    yield from _page(opening, sections, [] if plan.empty else [*commentgraph.block(plan, encode), *closing])


def problem_comment(problems: Sequence[Problem]) -> Iterator[str]:
    """The comment in the place of a plan that could not be made."""
    errors = len(errors_among(problems))
    opening = [MARKER, "### No plan", "", f"The manifests have {counted(errors, 'error')}. Nothing can be planned.", ""]
    yield from _page(opening, [_problems(problems)], ["To see all of them: `reconciler plan`."])


def _page(opening: Sequence[str], sections: Sequence[Section], closing: Sequence[str]) -> Iterator[str]:
    """The lines of a page; only if not everything fits is there room for the counts."""
    room = LONGEST - sum(size(line) + 1 for line in (*opening, *closing))
    page = fit(sections, room)
    if not all(each.whole for each in page):
        places = len({part.org for section in sections for part in section.parts})
        for_counts = min(_COUNTS_ROOM, places * _COUNTS_ROOM // 4)
        page = fit(sections, room - for_counts)
        closing = [*_not_shown(page, for_counts), *closing]
    for block in (*opening, *_body(page), *closing):
        yield from block.split("\n")


def _body(page: Sequence[Filled]) -> Iterator[str]:
    for each in (each for each in page if each.section.total):
        yield f"#### {each.section.title} ({each.section.total}{'' if each.whole else f', {each.shown} shown'})\n"
        for part, lines in zip(each.section.parts, each.lines, strict=True):
            if lines:
                yield from (f"{part.opening}\n",) if part.opening else ()
                yield from (*lines, "")
                yield from (f"{part.closing}\n",) if part.closing else ()


def _not_shown(page: Sequence[Filled], room: int) -> Iterator[str]:
    left = hidden(page)
    yield "#### Not shown here\n"
    if problems := left.pop("", None):
        yield f"- {_tally(problems)}"
    yield from tally_lines(left, _left_in, _left_in_more, room - 2 * TITLE_ROOM)
    yield ""


def _left_in(org: str, tally: Tally) -> str:
    return f"- {said(org)}: {_tally(tally)}"


def _left_in_more(orgs: int, tally: Tally) -> str:
    return f"- {counted(orgs, 'more org')}: {_tally(tally)}"


def _tally(tally: Tally) -> str:
    """``Power gained 3 to create, 1 to update; Taken away 2 to delete``."""
    under: dict[str, list[str]] = {}
    for (title, word), number in sorted(tally.items(), key=lambda item: TITLES.index(item[0][0])):
        under.setdefault(title, []).append(f"{number} {word}")
    return "; ".join(f"{title} {', '.join(words)}" for title, words in under.items())


# --- the sections -------------------------------------------------------------------------------------------------------


def _sections(plan: Plan, problems: Sequence[Problem]) -> list[Section]:
    """All of them, in the order of the page; the shares leave some room for whoever comes first."""
    power, taken, *rest = _changes(plan)
    return [power, taken, _in_effect(plan), _approvals(plan), _guards(plan), _problems(problems), *rest]


def _by_heading(sections: Sequence[Section]) -> list[Section]:
    """Those that hold changes; what nobody asked for is counted where there is some."""
    return [each for each in sections if each.title in HEADINGS[:3] or (each.title in HEADINGS and each.total)]


def _changes(plan: Plan) -> list[Section]:
    """The changes under their headings; everything else is folded, org by org, and counts what follows new names."""
    parts: dict[str, list[Part]] = {title: [] for title in HEADINGS}
    for org in plan.orgs:
        platform = load(org.org.partition("/")[0])
        under = under_headings(org)
        for title in HEADINGS[:2]:
            under[title].sort(key=partial(_lightness, platform=platform))
        for title, changes in under.items():
            entries = [_entry(change, platform) for change in changes]
            if title == FOLDED and (moved := following(org)):
                entries.append(Entry("that follow", partial(_item, f"→ {moved}")))
            if entries:
                parts[title].append((_folded if title == FOLDED else _open)(org, entries))
    shares = dict(zip(HEADINGS, (23, 14, 7, 6, 5), strict=True))
    return [Section(title, parts[title], shares[title]) for title in HEADINGS]


def _entry(change: Change, platform: Platform) -> Entry:
    return Entry(f"to {change.action}", partial(change_line, change, platform, said))


def _lightness(change: Change, platform: Platform) -> tuple[bool, bool]:
    """Admins of the org come before everything else, people before things."""
    person = kinds()[change.address.kind].person
    admin = is_admin(change.before, platform) or is_admin(change.after, platform)
    return not (person and admin), not person


def _open(org: OrgPlan, entries: Sequence[Entry]) -> Part:
    return Part(org.org, entries, f"In {said(org.org)}:")


def _folded(org: OrgPlan, entries: Sequence[Entry]) -> Part:
    """Folded away; the heading inside is Markdown, because nothing encodes names for HTML here."""
    done = ", ".join(
        f"{number} to {action}"
        for action in SIGNS
        if (number := sum(entry.word == f"to {action}" for entry in entries))
    )
    opening = f"<details><summary>\n\n##### {said(org.org)}: {done}\n\n</summary>"
    return Part(org.org, entries, opening, "</details>")


def _in_effect(plan: Plan) -> Section:
    parts = []
    for org in plan.orgs:
        lines = access_lines(org, _ALL)
        entries = [Entry(_WORDS[mark], partial(_item, f"{mark} {line}")) for mark, line in lines]
        if entries:
            parts.append(_open(org, entries))
    return Section(EFFECT, parts, 9)


def _approvals(plan: Plan) -> Section:
    needing = (org for org in plan.orgs if org.approvals)
    parts = [_open(org, [Entry("required", partial(_item, line)) for line in approval_lines(org)]) for org in needing]
    return Section(APPROVALS, parts, 9)


def _item(line: str) -> str:
    return f"- {said(line)}"


def _guards(plan: Plan) -> Section:
    parts = []
    for org in plan.orgs:
        if org.guards:
            found = [Entry(_judgement(result).lower(), partial(_guard, result, org)) for result in org.guards]
            parts.append(_open(org, found))
    return Section(GUARDS, parts, 18)


def _judgement(result: GuardResult) -> str:
    return "Allowed" if result.allowed_by else "Warning" if result.severity is Severity.WARNING else "Refused"


def _guard(result: GuardResult, org: OrgPlan) -> str:
    """What a guard says, of what, and what to write."""
    word = _judgement(result)
    lines = [f"- {f'**{word}**' if result.refuses else word}: {said(result.guard)} {said(result.message)}"]
    if result.allowed_by is not None:
        allowance = result.allowed_by
        where = f"by {said(str(allowance.source))}: {said(allowance.reason)}"
        return f"{lines[0]}, until {said(allowance.until)} {where}"
    if result.addresses:
        shown = " ".join(map(said, result.addresses[:_ADDRESSES]))
        more = len(result.addresses) - _ADDRESSES
        lines.append(f"  - {shown}{f' and {more} more' if more > 0 else ''}")
    if result.refuses:
        line = allowance_line(result, org)
        meant = f"If this is meant, say so in the manifests, under `allow:` {said(line)}"
        lines.append(f"  - {meant if line else way_out(result, org)}")
    return "\n".join(lines)


def _problems(problems: Sequence[Problem]) -> Section:
    entries = [Entry(f"{problem.severity}", partial(_problem, problem)) for problem in problems]
    return Section(PROBLEMS, [Part("", entries)] if entries else [], 9)


def _problem(problem: Problem) -> str:
    return next(problem_lines([problem], said))

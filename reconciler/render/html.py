"""A plan as one page that stands alone: no script, nothing fetched, light and dark, good on paper.

Whatever is put into :class:`Markup` is escaped unless it is markup itself, so nothing a person wrote can be an element
or an attribute; the page's own policy forbids everything but its one style, which it names by its hash (T075). There
are no links out and no attribute holds a name; the linter refuses a :class:`Markup` that is not a literal. Lines are yielded, so that a large plan streams.

To add a section: one function that yields markup, called in :func:`_org`.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Final

from markupsafe import Markup

from reconciler.findings import Finding, Level
from reconciler.model import Action, GuardResult, OrgPlan, Plan
from reconciler.render.approvals import approval_lines
from reconciler.render.wording import (
    HEADINGS,
    access_lines,
    allowed_until,
    counted,
    following,
    good_until,
    sentence,
    sign,
    summary,
    under_headings,
    verdict,
    way_out,
)
from reconciler.text import visible
from reconciler.vocabulary import load

SHOWN_ACCESS = 1000
SHOWN_ADDRESSES = 100

STYLE: Final = Markup("""\
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --quiet: #57606a; --line: #d0d7de; --gain: #116329;
  --loss: #a40e26; --other: #7a4d00; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #0d1117; --quiet: #9da7b3; --line: #30363d; --gain: #56d364; --loss: #ff7b72;
    --other: #e3b341; }
}
body { background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto;
  max-width: 70rem; overflow-wrap: anywhere; padding: 1rem; }
h1, h2, h3 { line-height: 1.2; margin: 1.5em 0 .5em; }
h2 { border-top: 1px solid var(--line); padding-top: 1rem; }
p, ul, table { margin: .5em 0; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .75rem .25rem 0; text-align: right; }
th:first-child { text-align: left; }
ul { list-style: none; padding: 0; }
li { break-inside: avoid; display: grid; gap: 0 .5rem; grid-template-columns: 1rem 1fr; padding: .1rem 0; }
li > * { grid-column: 2; }
li > b { font-family: ui-monospace, monospace; grid-column: 1; }
small, footer { color: var(--quiet); font-size: .85rem; }
summary { cursor: pointer; }
.gain > b { color: var(--gain); }
.loss > b, .refused strong, h1.refused { color: var(--loss); }
.other > b, .warning strong { color: var(--other); }
@media print { body { max-width: none; padding: 0; } h2, h3 { break-after: avoid; } }""")
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}';"
    " base-uri 'none'; form-action 'none'"
)
_CLASSES = {"+": "gain", "-": "loss"}
_LEVELS = {Level.ERROR: "refused", Level.WARNING: "warning", Level.NOTE: "allowed"}


def lines(plan: Plan | None, name: str, findings: Sequence[Finding]) -> Iterator[str]:
    """The page. Without a plan, it says why there is none. Of the findings, it shows those found in files."""
    title = "No plan: the manifests have errors" if plan is None else verdict(plan)
    grave = plan is None or bool(plan.refusals)
    yield Markup(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n<h1{}>{}</h1>"
    ).format(POLICY, title, STYLE, Markup(' class="refused"') if grave else "", title)
    if plan is not None:
        yield Markup("<p>{}</p>").format(summary(plan))
        yield from _counts(plan)
    yield from _problems([finding for finding in findings if not finding.address])
    for org in plan.orgs if plan is not None else ():
        yield from _org(org)
    yield Markup("</main>")
    if plan is not None and not plan.empty:
        yield from _footer(plan, name)
    yield Markup("</body>\n</html>")


def _counts(plan: Plan) -> Iterator[str]:
    """How many changes of each action and under each heading, org by org."""
    if plan.empty:
        return
    heads = ("org", *(f"to {action}" for action in Action), *map(str.lower, HEADINGS), "refusals")
    yield Markup("<table>\n<thead><tr>{}</tr></thead>\n<tbody>").format(
        Markup("").join(Markup('<th scope="col">{}</th>').format(head) for head in heads)
    )
    for org in plan.orgs:
        actions = [sum(1 for change in org.changes if change.action is action) for action in Action]
        numbers = (*actions, *map(len, under_headings(org).values()), len(org.refusals))
        cells = Markup("").join(Markup("<td>{}</td>").format(number) for number in numbers)
        yield Markup('<tr><th scope="row"><bdi>{}</bdi></th>{}</tr>').format(visible(org.org), cells)
    yield Markup("</tbody>\n</table>")


def _problems(findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield Markup("<h2>Problems ({})</h2>\n<ul>").format(len(findings))
    for finding in findings:
        where = str(finding.source) or "manifests"
        yield Markup('<li class="{}"><span><strong>{}</strong> {} <bdi>{}</bdi></span> <small>{}</small></li>').format(
            _LEVELS[finding.level], finding.level, finding.code, finding.told, where
        )
    yield Markup("</ul>")


def _org(org: OrgPlan) -> Iterator[str]:
    platform = load(org.org.partition("/")[0])
    yield Markup("<section>\n<h2><bdi>{}</bdi></h2>\n<p>{}, at serial {}</p>").format(
        visible(org.org), platform.title, org.serial
    )
    if org.guards:
        yield Markup("<h3>Guards ({})</h3>\n<ul>").format(len(org.guards))
        yield from (_guard(result, org) for result in org.guards)
        yield Markup("</ul>")
    if org.approvals:
        yield Markup("<h3>Approvals ({})</h3>\n<ul>").format(len(org.approvals))
        yield from (Markup("<li><bdi>{}</bdi></li>").format(line) for line in approval_lines(org))
        yield Markup("</ul>")
    for title, changes in under_headings(org).items():
        if changes:
            yield Markup("<h3>{} ({})</h3>\n<ul>").format(title, len(changes))
            for change in changes:
                yield _item(sign(change, platform), sentence(change, platform), str(change.source))
            yield Markup("</ul>")
    if moved := following(org):
        yield Markup("<ul>{}</ul>").format(_item("→", moved))
    if org.access:
        yield Markup("<h3>In effect ({})</h3>\n<ul>").format(len(org.access))
        yield from (_item(mark, line) for mark, line in access_lines(org, SHOWN_ACCESS))
        yield Markup("</ul>")
    yield Markup("</section>")


def _item(mark: str, line: str, where: str = "") -> str:
    """One line of a list: the sign in a column of its own, so that no name can look like one (T084)."""
    place = Markup(" <small><bdi>{}</bdi></small>").format(visible(where)) if where else ""
    return Markup('<li class="{}"><b>{}</b> <bdi>{}</bdi>{}</li>').format(
        _CLASSES.get(mark, "other"), mark, line, place
    )


def _guard(result: GuardResult, org: OrgPlan) -> str:
    level, word, more = "warning", "Warning", ""
    if result.allowed_by is not None:
        level, word, more = "allowed", "Allowed", allowed_until(result.allowed_by)
    elif result.refuses:
        level, word, more = "refused", "Refused", way_out(result, org)
    return Markup('<li class="{}"><span><strong>{}</strong> {} <bdi>{}</bdi></span>{}{}</li>').format(
        level,
        word,
        visible(result.guard),
        visible(result.message),
        Markup(" <small><bdi>{}</bdi></small>").format(more) if more else "",
        _addresses(result.addresses),
    )


def _addresses(addresses: Sequence[str]) -> str:
    """What a guard speaks of, folded; on paper only the count."""
    if not addresses:
        return ""
    shown = [visible(address) for address in addresses[:SHOWN_ADDRESSES]]
    rest = len(addresses) - len(shown)
    items = Markup("<br>").join([*shown, *([f"and {rest} more"] if rest else [])])
    return Markup("<details><summary>{}</summary><small>{}</small></details>").format(
        counted(len(addresses), "resource"), items
    )


def _footer(plan: Plan, name: str) -> Iterator[str]:
    header = plan.header
    asked = f", asked for by {header.asked_by}" if header.asked_by else ""
    commit = f" from commit {header.commit}" if header.commit else ""
    yield Markup("<footer>\n<p>Plan {}</p>\n<p>Made {} by {}{}{}{}.</p>\n</footer>").format(
        *map(visible, (name, header.created, header.actor, asked, commit, good_until(header)))
    )

"""A plan as one page that stands alone: no script, nothing fetched, light and dark, good on paper.

Whatever is put into :class:`Markup` is escaped unless it is markup itself, so nothing a person wrote can be an element
or an attribute; the page's own policy forbids everything but its one style, which it names by its hash (T075). There
are no links out and no attribute holds a name; the linter refuses a :class:`Markup` that is not a literal. Lines are yielded, so that a large plan streams.
The pictures of what changes come from outside, as SVG (``picture``): where nobody draws them, the page stands without.

To add a section: one function that yields markup, called in :func:`_org`.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from markupsafe import Markup

from reconciler.actors import how
from reconciler.findings import Finding, Level, place
from reconciler.model import GuardResult, OrgPlan, Plan
from reconciler.render.approvals import approval_lines
from reconciler.render.headings import HEADINGS, following, under_headings
from reconciler.render.wording import (
    SIGNS,
    access_lines,
    allowed_until,
    counted,
    good_until,
    sentence,
    sign,
    summary,
    verdict,
    way_out,
)
from reconciler.text import visible
from reconciler.vocabulary import load

SHOWN_ACCESS = 1000
SHOWN_ADDRESSES = 100

STYLE: Final = Markup("""\
:root { color-scheme: light dark; --paper: #ffffff; --card: #f6f8fa; --ink: #1f2328; --quiet: #57606a; --line: #d0d7de;
  --gain: #116329; --gained: #dafbe1; --loss: #a40e26; --lost: #ffebe9; --other: #7a4d00; --othered: #fff1cf; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #0d1117; --card: #161b22; --ink: #e6edf3; --quiet: #9da7b3; --line: #30363d;
    --gain: #56d364; --gained: #12261e; --loss: #ff8b83; --lost: #331a1c; --other: #e3b341; --othered: #2b2310; }
}
* { box-sizing: border-box; }
body { background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, Arial, sans-serif;
  margin: 0 auto; max-width: 68rem; overflow-wrap: anywhere; padding: clamp(1rem, 4vw, 2.5rem); }
h1, h2, h3, p, ul, table { margin: 0; }
h1 { font-size: 1.9rem; letter-spacing: -.02em; line-height: 1.2; }
h2 { font-size: 1.2rem; line-height: 1.3; }
h3 { color: var(--quiet); font-size: .85rem; letter-spacing: .04em; margin: 1.25rem 0 .35rem; text-transform: uppercase; }
header { background: var(--card); border: 1px solid var(--line); border-left: .4rem solid var(--quiet);
  border-radius: .5rem; padding: 1.25rem 1.5rem; }
header.ready { border-left-color: var(--gain); }
header.refused { background: var(--lost); border-left-color: var(--loss); }
header.refused h1 { color: var(--loss); }
header p { margin-top: .35rem; }
header small { display: block; margin-top: .75rem; }
small, .note { color: var(--quiet); font-size: .85rem; }
header.refused small { color: inherit; }
code, b, li > small { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; }
section { border: 1px solid var(--line); border-radius: .5rem; margin-top: 1.5rem; padding: 1rem 1.5rem 1.25rem; }
a { color: inherit; text-underline-offset: .2em; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin-top: 1.5rem; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .5rem .75rem; text-align: right; vertical-align: baseline; }
th:first-child { padding-left: 0; text-align: left; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--quiet); font-size: .85rem; font-weight: 600; overflow-wrap: normal; }
tbody th { font-weight: 600; }
td b { display: inline-block; min-width: 2.4em; }
ul { list-style: none; padding: 0; }
li { align-items: baseline; break-inside: avoid; display: grid; gap: 0 .75rem; grid-template-columns: 1.5rem minmax(55%, 1fr) auto;
  padding: .2rem 0; }
li > b { border-radius: .3rem; line-height: 1.5rem; text-align: center; }
li > small { text-align: right; }
.gain { color: var(--gain); }
.loss { color: var(--loss); }
.other { color: var(--other); }
li.gain, li.loss, li.other { color: inherit; }
.gain > b { background: var(--gained); color: var(--gain); }
.loss > b { background: var(--lost); color: var(--loss); }
.other > b { background: var(--othered); color: var(--other); }
li.refused, li.warning, li.allowed { border-left: .25rem solid var(--quiet); border-radius: .25rem; display: block;
  background: var(--card); margin: .5rem 0; padding: .5rem .9rem; }
li.refused { background: var(--lost); border-color: var(--loss); }
li.warning { background: var(--othered); border-color: var(--other); }
.refused strong { color: var(--loss); }
.warning strong { color: var(--other); }
li .note { color: inherit; display: block; }
summary { cursor: pointer; font-size: .85rem; }
figure { margin: .5rem 0 0; overflow-x: auto; }
figcaption { font-size: .85rem; }
.graph { height: auto; max-width: none; }
.graph .line-plain path, .graph .box-plain path { stroke: var(--quiet); }
.graph .tip-plain path, .graph .label-plain text { fill: var(--quiet); }
.graph .line-gain path, .graph .box-gain path { stroke: var(--gain); }
.graph .tip-gain path, .graph .label-gain text { fill: var(--gain); }
.graph .line-loss path, .graph .box-loss path { stroke: var(--loss); }
.graph .tip-loss path, .graph .label-loss text { fill: var(--loss); }
.graph .line-other path, .graph .box-other path { stroke: var(--other); }
.graph .tip-other path, .graph .label-other text { fill: var(--other); }
.graph [class*="box-"] path { fill: var(--paper); }
.graph .text text { fill: var(--ink); }
@media (max-width: 40rem) {
  section { padding: .75rem 1rem 1rem; }
  li { grid-template-columns: 1.5rem 1fr; }
  li > small { grid-column: 2; text-align: left; }
  table, tbody, tr, th, td { display: block; padding: 0; text-align: left; }
  thead { display: none; }
  tr { border-bottom: 1px solid var(--line); padding: .6rem 0; }
  th, td { border: 0; }
  td { display: inline; }
  td:nth-of-type(n+2)::before { color: var(--quiet); content: " · "; }
  td:nth-of-type(2)::after { content: " power gained"; }
  td:nth-of-type(3)::after { content: " taken away"; }
  td:nth-of-type(4)::before { content: " · guards: "; }
  td b { margin-right: .6em; min-width: 0; }
}
@page { margin: 16mm; }
@media print {
  body { font-size: 10pt; max-width: none; padding: 0; }
  section { border-width: 1px 0 0; border-radius: 0; padding: .75rem 0 0; }
  h2, h3, thead { break-after: avoid; }
  .graph { max-width: 100%; }
}""")
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}';"
    " base-uri 'none'; form-action 'none'"
)
_CLASSES = {"+": "gain", "-": "loss"}
_LEVELS = {Level.ERROR: "refused", Level.WARNING: "warning", Level.NOTE: "allowed"}
_COUNTED = HEADINGS[:2]
"""The headings that have a column of their own; the others are counted with all changes, and where they stand."""


Pictures = Callable[[OrgPlan, int], str]
"""The SVG of what changes in an org, which is that number on the page; empty where there is nothing to draw."""


def lines(plan: Plan | None, name: str, findings: Sequence[Finding], pictures: Pictures | None = None) -> Iterator[str]:
    """The page. Without a plan, it says why there is none. Of the findings, it shows those found in files."""
    title = "No plan: the manifests have errors" if plan is None else verdict(plan)
    yield Markup(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="{}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>"
    ).format(POLICY, title, STYLE)
    yield from _head(plan, name, title)
    yield Markup("<main>")
    if plan is not None:
        yield from _counts(plan)
    yield from _problems([finding for finding in findings if not finding.address])
    for number, org in enumerate(plan.orgs if plan is not None else (), 1):
        yield from _org(org, number)
        if pictures is not None:
            yield from _picture(pictures(org, number))
        yield Markup("</section>")
    yield Markup("</main>\n</body>\n</html>")


def _head(plan: Plan | None, name: str, title: str) -> Iterator[str]:
    """What a reviewer reads first: the verdict, the counts, and which plan of whom this is."""
    mood = "refused" if plan is None or plan.refusals else "quiet" if plan.empty else "ready"
    yield Markup('<header class="{}">\n<h1>{}</h1>').format(mood, title)
    if plan is not None:
        yield Markup("<p>{}</p>").format(summary(plan))
    if plan is not None and not plan.empty:
        header = plan.header
        asked = f", asked for by {header.asked_by}" if header.asked_by else ""
        commit = f" from commit {header.commit}" if header.commit else ""
        yield Markup("<small>Made {} by {}{}{}{}{}.<br>Plan <code>{}</code></small>").format(
            *map(visible, (header.created, header.actor, how(header.learnt), asked, commit, good_until(header), name))
        )
    yield Markup("</header>")


def _counts(plan: Plan) -> Iterator[str]:
    """How many changes of each action, how many of them give power or take away, and how many guards refuse: org by org."""
    if plan.empty:
        return
    heads = ("Org", "Changes", *_COUNTED, "Guards")
    yield Markup("<table>\n<thead><tr>{}</tr></thead>\n<tbody>").format(
        Markup("").join(Markup('<th scope="col">{}</th>').format(head) for head in heads)
    )
    for number, org in enumerate(plan.orgs, 1):
        under = under_headings(org)
        refused = len(org.refusals)
        guards = (
            Markup('<span class="loss">{} refused</span>').format(refused) if refused else len(org.guards) or "none"
        )
        cells = (_signs(org), *(len(under[title]) for title in _COUNTED), guards)
        yield Markup('<tr><th scope="row"><a href="#org-{}"><bdi>{}</bdi></a></th>{}</tr>').format(
            number, visible(org.org), Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells)
        )
    yield Markup("</tbody>\n</table>")


def _signs(org: OrgPlan) -> str:
    """``+6 ~2 -1``: the changes of an org by what happens to the rows."""
    found = Counter(SIGNS[change.action] for change in org.changes)
    marks = (
        Markup('<b class="{}">{}{}</b>').format(_class(mark), mark, found[mark])
        for mark in SIGNS.values()
        if found[mark]
    )
    return Markup(" ").join(marks)


def _problems(findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield Markup("<section>\n<h2>Problems ({})</h2>\n<ul>").format(len(findings))
    for finding in findings:
        where = str(finding.source) or "manifests"
        yield Markup(
            '<li class="{}"><strong>{}</strong> {} <bdi>{}</bdi> <span class="note"><bdi>{}</bdi></span></li>'
        ).format(_LEVELS[finding.level], finding.level, finding.code, finding.told, where)
    yield Markup("</ul>\n</section>")


def _org(org: OrgPlan, number: int) -> Iterator[str]:
    platform = load(org.org.partition("/")[0])
    yield Markup('<section id="org-{}">\n<h2><bdi>{}</bdi></h2>\n<p class="note">{}, at serial {}</p>').format(
        number, visible(org.org), platform.title, org.serial
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
                yield _item(sign(change, platform), sentence(change, platform), place(change))
            yield Markup("</ul>")
    if moved := following(org):
        yield Markup("<h3>New names</h3>\n<ul>{}</ul>").format(_item("→", moved))
    if org.access:
        yield Markup("<h3>In effect ({})</h3>\n<ul>").format(len(org.access))
        yield from (_item(mark, line) for mark, line in access_lines(org, SHOWN_ACCESS))
        yield Markup("</ul>")


def _picture(svg: str) -> Iterator[str]:
    """The part of the graph that changes; wide ones are scrolled, also by the keyboard."""
    if svg:
        yield Markup('<h3>Picture</h3>\n<figure tabindex="0" aria-label="Picture of what changes">')
        yield svg  # markup of our own, in which names are text
        yield Markup(
            '<figcaption class="note">+ and a thick line: comes. - and a dashed line: goes. ~ and a dotted line: becomes '
            "another. The lists above say the same.</figcaption>\n</figure>"
        )


def _class(mark: str) -> str:
    return _CLASSES.get(mark, "other")


def _item(mark: str, line: str, where: str = "") -> str:
    """One line of a list: the sign in a column of its own, so that no name can look like one (T084)."""
    place = Markup(" <small><bdi>{}</bdi></small>").format(visible(where)) if where else ""
    return Markup('<li class="{}"><b>{}</b> <bdi>{}</bdi>{}</li>').format(_class(mark), mark, line, place)


def _guard(result: GuardResult, org: OrgPlan) -> str:
    level, word, more = "warning", "Warning", ""
    if result.allowed_by is not None:
        level, word, more = "allowed", "Allowed", allowed_until(result.allowed_by)
    elif result.refuses:
        level, word, more = "refused", "Refused", way_out(result, org)
    return Markup('<li class="{}"><strong>{}</strong> {}: <bdi>{}</bdi>{}{}</li>').format(
        level,
        word,
        visible(result.guard),
        visible(result.message),
        Markup(' <span class="note"><bdi>{}</bdi></span>').format(more) if more else "",
        _addresses(result.addresses),
    )


def _addresses(addresses: Sequence[str]) -> str:
    """What a guard speaks of, folded; on paper only the count."""
    if not addresses:
        return ""
    shown = [visible(address) for address in addresses[:SHOWN_ADDRESSES]]
    rest = len(addresses) - len(shown)
    items = Markup("<br>").join([*shown, *([f"and {rest} more"] if rest else [])])
    return Markup('<details><summary>{}</summary><span class="note">{}</span></details>').format(
        counted(len(addresses), "resource"), items
    )

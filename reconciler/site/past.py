"""What was done to an org: a timeline of its runs, newest first, and a page for each run with the changes it made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby, islice

from reconciler.actors import how
from reconciler.history import Told, told
from reconciler.marks import marked
from reconciler.model import AuditEntry, Outcome, Run
from reconciler.render.text import done
from reconciler.render.wording import SIGNS, counted
from reconciler.site import charts
from reconciler.site.blocks import Cell, Figure, Link, Moment, Page, Pager, Section, Step, paged, parts
from reconciler.site.org import Org
from reconciler.site.plans import in_words

RUNS, STEPS = 100, 500
FIRST = 3
"""How many changes of a run the timeline tells."""
MOODS = {Outcome.REFUSED: "bad", Outcome.FAILED: "bad", Outcome.DONE: "good", Outcome.ALREADY: "quiet"}
_MARKS = {
    "restored": "Restored from a backup",
    "migrated": "Store brought up to date",
    "accepted": "Drift accepted",
    "handed-over": "Key of checkpoints handed over",
    "erased": "Somebody forgotten",
}


class Past:
    """The runs of an org and what each did; reads its log once."""

    def __init__(self, org: Org) -> None:
        self.org = org
        self.days: Counter[tuple[str, str]] = Counter()
        """How many changes of each sign there were on each day."""
        self.begins: dict[str, list[str]] = {}
        """The first changes of each run, in words."""
        self.told: list[Told] = [*told(org.runs, self._counted())]
        self.latest = max((each.run.at for each in self.told), default="")

    def _counted(self) -> Iterator[AuditEntry]:
        for entry in self.org.log():
            self.days[entry.at[:10], SIGNS.get(entry.action, "~")] += 1
            begins = self.begins.setdefault(entry.run, [])
            if len(begins) < FIRST:
                begins.append(done(entry, in_words)[1])
            yield entry

    def moments(self, first: int = 0, last: int | None = None) -> tuple[Moment, ...]:
        """The runs from the newest on, as points of a timeline."""
        newest = range(len(self.told) - 1, -1, -1)[first:last]
        return tuple(_moment(self.told[number], number, self.begins) for number in newest)

    def figure(self) -> Figure | None:
        """How much changed, day by day or month by month; of one day there is nothing to draw."""
        return charts.changes(self.days) if len({day for day, _ in self.days}) > 1 else None


def pages(org: Org, past: Past) -> Iterator[Page]:
    """The timeline, then each run that wrote something."""
    chunks = parts(len(past.told), RUNS)
    for number, (start, end) in enumerate(chunks, 1):
        drawn = past.figure() if number == 1 else None
        figure = (Section("How much changed", figure=drawn),) if drawn else ()
        section = Section(
            "Runs",
            f"{counted(len(past.told), 'run')}, the newest first" if past.told else "",
            timeline=past.moments(start, end),
            empty="Nothing was ever applied here.",
            hint="reconciler apply FOLDER",
        )
        path = f"{org.folder}/{paged('history', number)}"
        pager = Pager(number, len(chunks), "history")
        yield Page(path, "History", (*figure, section), org=org.folder, here="history", pager=pager)
    yield from _runs(org, past)


def _runs(org: Org, past: Past) -> Iterator[Page]:
    numbers = {each.run.run: number for number, each in enumerate(past.told) if each.run.outcome is Outcome.DONE}
    for name, entries in groupby(org.log(), key=lambda entry: entry.run):
        if name in numbers:
            yield from _run(org, past.told[numbers[name]], numbers[name], entries)


def _run(org: Org, each: Told, place: int, entries: Iterator[AuditEntry]) -> Iterator[Page]:
    """The changes of one run, in the order in which they were made."""
    number = sum(each.counts.values())
    chunks = parts(number, STEPS)
    stem = f"run-{place + 1}"
    for page, (start, end) in enumerate(chunks, 1):
        steps = tuple(_step(entry) for entry in islice(entries, STEPS))
        where = f"{start + 1:,} to {end:,} of {number:,}" if len(chunks) > 1 else ""
        about = (Section("About this run", facts=tuple(_about(each))),) if page == 1 else ()
        yield Page(
            f"{org.folder}/{paged(stem, page)}",
            _title(each.run, place),
            (*about, Section("Changes", where, steps=steps, empty="This run wrote no entry.")),
            lead=_when(each.run.at),
            org=org.folder,
            here="history",
            pager=Pager(page, len(chunks), stem),
            up=Link("History", "history.html"),
        )


def _step(entry: AuditEntry) -> Step:
    sign, says = done(entry, in_words)
    return Step(sign, says, "" if entry.outcome is Outcome.DONE else entry.outcome.value)


def _about(each: Told) -> Iterator[tuple[str, Cell]]:
    run = each.run
    yield "When", _when(run.at)
    yield "By", f"{run.actor}{how(run.learnt)}"
    if each.approvers:
        yield "Accepted by" if each.drift else "Approved by", ", ".join(each.approvers)
    yield from (("Plan", run.plan[:16]),) if not marked(run) else ()
    yield from (("Commit", run.commit),) if run.commit else ()
    yield "Serial", str(run.serial)
    yield "Run", run.run
    yield from (("Note", run.note),) if run.note else ()


def _title(run: Run, place: int) -> str:
    return _MARKS.get(marked(run), f"Run {place + 1}")


def _moment(each: Told, place: int, begins: Mapping[str, list[str]]) -> Moment:
    run = each.run
    signs = tuple((sign, each.counts[action]) for action, sign in SIGNS.items() if action in each.counts)
    lines = [f"by {run.actor}{how(run.learnt)}"]
    if each.approvers:
        lines.append(f"{'accepted' if each.drift else 'approved'} by {', '.join(each.approvers)}")
    if run.commit:
        lines.append(f"commit {run.commit[:12]}")
    if run.note:
        lines.append(run.note)
    first = begins.get(run.run, []) if run.outcome is Outcome.DONE else []
    rest = sum(each.counts.values()) - len(first)
    said = (*first, *([f"and {rest:,} more"] if rest > 0 else []))
    title = _title(run, place)
    if run.outcome is not Outcome.DONE:
        title = f"{title}: {run.outcome.value}"
    href = f"{paged(f'run-{place + 1}', 1)}" if run.outcome is Outcome.DONE and each.counts else ""
    return Moment(run.at, title, href, said, ", ".join(lines), signs, MOODS.get(run.outcome, ""))


def _when(at: str) -> str:
    return at.replace("T", " ").replace("Z", " UTC")

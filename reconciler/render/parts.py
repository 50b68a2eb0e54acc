"""How a part of a plan was chosen, in words and as JSON: what came along and for what, what was left out and why.

What was simply not asked for is counted; whatever needs a decision, or has a reason, is named. The part itself is a plan
and shown like one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from reconciler.canonical import Json
from reconciler.model import Change
from reconciler.parts import Part
from reconciler.render.wording import signed_sentence
from reconciler.selection import EXCLUDED, NOT_SELECTED
from reconciler.text import visible
from reconciler.vocabulary import load

SHOWN = 50
"""How many changes are named under each heading; the others are counted."""


def lines(part: Part, encode: Callable[[str], str] = str) -> Iterator[str]:
    """What there is to say of a choice; *encode* makes a span of the sink's own of each change."""
    changes, selection = part.whole.changes, part.selection
    pulled = [f"{encode(_said(t.number, changes))}: change {t.other} needs it {t.why}" for t in selection.pulled]
    yield from _listed("Came along, because something needs it:", pulled)
    plain = Counter(why for why in selection.left.values() if why in (NOT_SELECTED, EXCLUDED))
    reasons = [
        f"{encode(_said(number, changes))}: {encode(visible(why))}"
        for number, why in selection.left.items()
        if why not in plain
    ]
    yield from _listed("Left out:", reasons)
    if plain:
        yield "Also left out: " + ", ".join(f"{number} {why}" for why, number in sorted(plain.items())) + "."


def _listed(title: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield title
    yield from (f"- {item}" for item in items[:SHOWN])
    if len(items) > SHOWN:
        yield f"- and {len(items) - SHOWN} more"


def _said(number: int, changes: Sequence[Change]) -> str:
    change = changes[number - 1]
    platform = load(change.address.platform)
    return f"{number} {' '.join(signed_sentence(change, platform))}"


def document(part: Part) -> dict[str, Json]:
    """The same for programs, with nothing counted; numbers are those of the whole plan."""
    selection, address = part.selection, [str(change.address) for change in part.whole.changes]
    return {
        "chosen": [*selection.chosen],
        "pulled": [
            {"number": tie.number, "address": address[tie.number - 1], "for": tie.other, "why": tie.why.value}
            for tie in selection.pulled
        ],
        "left": [
            {"number": number, "address": address[number - 1], "why": why} for number, why in selection.left.items()
        ],
    }

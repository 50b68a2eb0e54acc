"""A plan with something of everything, for the judges of forms: a week on every platform, every cause and action,
refusals, allowances, access in effect, and names that try to do something.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from test_render import HERE, hostile_plan, hostile_problems

from reconciler.applier import Attempt, apply
from reconciler.errors import NOWHERE, Problem, Severity
from reconciler.model import Address, Allowance, Cause, Change, GuardResult, Header, Mode, OrgPlan, Plan
from reconciler.reader import read_texts
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan
from reconciler.vocabulary import platform_names

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-23T09:00:00Z"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "lena", "reconciler 0.1.0", "digest", "c0ffee" * 6, "policy")
WEEKS = Path(__file__).resolve().parent.parent / "examples" / "weeks"
NAMES = (
    "<script>alert(1)</script>",
    "`a`|**b**](http://x.example)",
    "'\"><img src=x onerror=alert(1)>",
    "a\u202eb\x1b[31m",
)


def week(store: MemoryStore, day: str) -> Plan:
    texts = [
        (f"{name}.yaml", (WEEKS / name / day / "org.yaml").read_text(encoding="utf-8")) for name in platform_names()
    ]
    return make_plan(read_texts(texts, at=AT).sound(), store, HEADER)


@cache
def ordinary() -> Plan:
    """From Monday to Friday, on every platform."""
    store = MemoryStore(LINEAGE)
    for done in apply(week(store, "mon"), store, Attempt("lena", AT, "run-1")):
        assert done.error is None
    return week(store, "fri")


def _member(name: str, before: str | None, after: str | None, cause: Cause = Cause.REQUESTED) -> Change:
    sides = [None if role is None else {"role": role} for role in (before, after)]
    key = f"{name}@lab.example"
    source = NOWHERE if cause is Cause.DRIFT else HERE
    return Change(Address("webknossos", "lab", "member", (key,)), *sides, cause=cause, name=(key,), source=source)


def troubled() -> OrgPlan:
    """An org whose plan is refused, with every cause, a move, a replacement, and removals with the line of the base."""
    seg, raw = (Address("webknossos", "lab", "team", (key,)) for key in ("seg", "raw"))
    changes = (
        _member("eve", "member", "admin", Cause.DRIFT),
        _member("sly", None, "member", Cause.DRIFT),
        _member("mal", "admin", None, Cause.DRIFT),
        _member("tom", "member", None, Cause.SCHEDULED),
        _member("bob", "member", None),
        _member("kim", "admin", "member", Cause.CONFLICT),
        Change(seg, {}, {}, name=("Seg",), source=HERE, previous=seg._replace(key=("old",))),
        Change(raw, {}, {"description": "x"}, Mode.RECREATE, name=("Raw",), source=HERE),
    )
    gone = tuple(str(change.address) for change in changes if change.after is None)
    allowance = Allowance("lab", "recreate", 9, "agreed with Raw's owner", "2026-12-05", HERE)
    guards = (
        GuardResult("people-removed", Severity.ERROR, 3, 2, "3 people would leave; 2 may at once", gone),
        GuardResult(
            "recreate", Severity.ERROR, 1, 0, "1 thing would be made again", (str(changes[-1].address),), allowance
        ),
        GuardResult("few-admins", Severity.WARNING, 1, 2, "one admin would be left"),
    )
    return OrgPlan("webknossos/lab", 4, "d" * 64, changes, guards, (allowance,))


@cache
def plenty() -> Plan:
    """Everything; the last orgs have hostile names in every place."""
    hostile = tuple(org for name in NAMES for org in hostile_plan(name).orgs)
    return replace(ordinary(), orgs=(*ordinary().orgs, troubled(), *hostile))


def problems() -> list[Problem]:
    return [problem for name in NAMES for problem in hostile_problems(name)]

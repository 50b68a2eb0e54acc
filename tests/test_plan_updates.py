"""A change of an org's plan is a fact by itself: written with the apply, in every store, and only when something changed (W34, S0-29, S0-30)."""

from __future__ import annotations

from typing import Any

from reconciler.applier import Attempt, apply
from reconciler.canonical import Json
from reconciler.facts import FactQuery, PlanUpdate
from reconciler.facts.updates import FIELDS, plan_updates
from reconciler.kinds.settings import OrgPlan
from reconciler.model import Address, Change, Header, Outcome
from reconciler.reader import read_texts
from reconciler.stores.base import Store
from reconciler.survey import make_plan

ORG = "webknossos/brainlab"
ACTOR = "Ada@BrainLab.example"
LAB = """\
org: brainlab
platform: webknossos
{plan}members:
  ada@brainlab.example: {{role: admin}}
  grace@brainlab.example: {{role: admin}}
---
allow: [{{org: brainlab, guard: support, up_to: 1, reason: the vendor has done it, until: 2026-12-31}}]
"""


def applied(store: Store, number: int, plan: str) -> None:
    at = f"2026-11-2{number}T09:00:00Z"
    header = Header(store.lineage, at, f"2026-11-2{number + 1}T09:00:00Z", ACTOR, "reconciler")
    manifest = LAB.format(plan=f"plan: {plan}\n" if plan else "")
    made = make_plan(read_texts((("org.yaml", manifest),), at=at).sound(), store, header)
    for result in apply(made, store, Attempt(ACTOR, at, f"run-{number}")):
        assert result.outcome is Outcome.DONE, result.error


def updates(store: Store) -> list[Any]:
    return [*store.facts(FactQuery(ORG, "plan_update"))]


def test_what_an_apply_does_to_a_plan_is_told_field_by_field_with_who_when_and_by_which_run(store: Store):
    who = {"actor": "ada@brainlab.example"}
    applied(store, 1, "{name: Team, included_users: 25, included_storage: 2 TiB, paid_until: 2027-06-30}")
    applied(store, 2, "{name: Power, included_users: 25, included_storage: 2048 GiB}")
    applied(store, 3, "{name: Power, included_users: 50, included_storage: 3 TiB, ai_plan: Power_AI}")
    first, second, third = updates(store)
    assert first == PlanUpdate(
        "2026-11-21T09:00:00Z",
        "run-1",
        "Organization created",
        changed="ai_plan included_storage included_users paid_until plan",
        plan="Team",
        paid_until="2027-06-30",
        included_users=25,
        included_storage=2 * 1024**4,
        **who,
    )
    assert second.changes == {"plan": "Power", "paid_until": None}
    assert (second.at, second.run, second.actor) == ("2026-11-22T09:00:00Z", "run-2", who["actor"])
    assert second.description == "Changed in the manifest"
    assert third.changes == {"included_users": 50, "included_storage": 3 * 1024**4, "ai_plan": "Power_AI"}


def test_an_org_that_is_created_says_what_its_own_platform_has_in_a_plan_and_nothing_of_the_others():
    def said(platform: str, plan: dict[str, Json]) -> dict[str, Json]:
        made = Change(Address(platform, "lab", "org"), None, {"plan": plan})
        (update,) = plan_updates([made], "2026-11-21T09:00:00Z", "run-1", "ada")
        return dict(update.changes)

    assert said("innotescus", {"annotator_seats": 3}) == {"annotator_seats": 3, "supervisor_seats": None}
    own = {"ai_plan", "included_storage", "included_users", "paid_until", "plan"}
    assert said("webknossos", {"name": "Team"}).keys() == own


def test_an_apply_that_leaves_the_plan_alone_tells_nothing(store: Store):
    applied(store, 1, "")
    assert updates(store) == []
    applied(store, 2, "{name: Team}")
    applied(store, 3, "{name: Team}")
    assert [each.changes for each in updates(store)] == [{"plan": "Team"}]


def test_every_setting_of_a_plan_has_its_field():
    assert set(FIELDS) == set(OrgPlan.model_fields)
    assert set(FIELDS.values()) <= set(PlanUpdate._fields)

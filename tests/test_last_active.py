"""Facts keep the names they came with; who was active last is told of people as they are called now, in every store."""

from __future__ import annotations

from test_erasing import BOB, FIRST, HEAD, ORG, SECOND, applied, plan_of

from reconciler.facts import Activity, FactQuery, TaskCompletion
from reconciler.model import Action
from reconciler.reports.users import last_active
from reconciler.stores.base import AuditQuery, Store

ADA, ROBERT = "ada@lab.example", "robert@lab.example"
ANOTHER = f"""{HEAD}  Bob@Lab.example: {{role: internal_member, name: Bob Builder}}
  robert@lab.example: {{role: internal_member}}
groups: {{T: {{members: [bob@lab.example]}}}}
"""


def test_who_was_active_before_they_got_another_address_was_active_and_whoever_has_the_old_one_is_somebody_else(
    store: Store,
):
    for number, manifest in enumerate((FIRST, SECOND, ANOTHER), 1):
        applied(store, plan_of(store, manifest, number), number, ADA)
    rows = [Activity(f"2026-11-{day}", name, "p", "", "annotation", 1, 1) for name, day in ((ADA, 20), (ROBERT, 21))]
    with store.adding(ORG) as adding:
        adding.add(rows)
        adding.commit()

    def told() -> dict[str, str]:
        days = [
            (member, day)
            for kind in ("activity", "task_completion")
            for (member, day), *_ in store.totals(FactQuery(ORG, kind), ("member", "day"))
        ]
        return last_active(days, store.audit(AuditQuery(org=ORG, actions=(Action.MOVE,))))

    assert told() == {ADA: "2026-11-20", BOB: "2026-11-21"}
    with store.adding(ORG) as adding:
        adding.add([TaskCompletion("2026-11-24T10:00:00Z", "p", "t", ROBERT, 1)])
        adding.commit()
    assert told() == {ADA: "2026-11-20", BOB: "2026-11-21", ROBERT: "2026-11-24"}
    with store.adding(ORG) as adding:
        assert adding.add(rows).already == len(rows)

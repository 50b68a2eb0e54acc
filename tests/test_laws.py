"""The laws under a random life: people edit manifests, plans are applied late or twice, and somebody edits rows by hand.

One machine, run on every kind of store. Its model is plain dicts: two orgs as a manifest says them, the rows a store
must have, the rows that the audit log speaks of, and which rows a hand has changed since a plan last spoke of them. While
rows and log differ nothing of the org is planned or applied, until somebody answers for it. Manifests may become wrong on
the way (a place for somebody who left); then there is no plan, and nothing changes.

``RECONCILER_TEST_PROFILE=soak`` makes it long and different each time; otherwise it is short and always the same.
"""

from __future__ import annotations

import copy
import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import sqlalchemy
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

sys.path.insert(0, str(Path(__file__).parent))

from storyteller import (
    NOW,
    Snapshot,
    always_an_admin,
    audit_is_whole,
    days_later,
    snapshot,
    survives_a_file,
)

from reconciler.accepting import accept_drift
from reconciler.applier import Applied, Attempt, apply
from reconciler.canonical import canonical, keyed
from reconciler.errors import GuardRefused, ManifestInvalid, Stale, errors_among
from reconciler.export import export_org
from reconciler.fold import fold
from reconciler.integrity import StateDiffers
from reconciler.kinds import kinds
from reconciler.model import Address, Cause, Header, OrgKey, OrgPlan, Outcome, Plan, Resource, State
from reconciler.planfile import dumps, loads, plan_name
from reconciler.reader import read_texts
from reconciler.routes import is_admin
from reconciler.stores.base import AuditQuery, Store
from reconciler.stores.memory import MemoryStore
from reconciler.stores.sql import init_store, open_store
from reconciler.survey import planned
from reconciler.vocabulary import load

LINEAGE = "00000000-0000-4000-8000-000000000001"
SOAK = os.environ.get("RECONCILER_TEST_PROFILE") == "soak"

ORGS: dict[OrgKey, tuple[str, ...]] = {
    "webknossos/brainlab": ("member", "dataset_manager", "admin"),
    "encord/acme": ("workforce", "internal_member", "internal_admin"),
}
TEAMS_OF: dict[OrgKey, str] = {"webknossos/brainlab": "teams", "encord/acme": "groups"}
"""How the section is called there that the model calls teams."""
PEOPLE = tuple(f"{name}@people.example" for name in ("ada", "bob", "cem", "dora", "eve", "finn"))
TEAMS = ("Red", "Green", "Blue")
DOMAINS = ("nuclei", "mitochondria")
ALLOWABLE = ("people-removed", "places-removed", "recreate", "support")

orgs, people, teams = st.sampled_from(sorted(ORGS)), st.sampled_from(PEOPLE), st.sampled_from(TEAMS)
ranks = st.integers(0, 2)


def how_long(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples * 40 if SOAK else examples,
        stateful_step_count=steps * 2 if SOAK else steps,
        derandomize=not SOAK,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


class Life(RuleBasedStateMachine):
    """Two orgs, their manifests, every plan ever made, and a store."""

    def __init__(self, store: Store, write: Callable[[Address, Any], None]) -> None:
        super().__init__()
        self.store = store
        self.write = write
        self.now = NOW
        self.runs = 0
        self.manifests: dict[OrgKey, dict[str, Any]] = {}
        self.allowances: list[dict[str, Any]] = []
        self.plans: list[Plan] = []
        self.consumed: set[tuple[OrgKey, str]] = set()
        self.rows: dict[OrgKey, dict[Address, Any]] = {org: {} for org in ORGS}
        self.said: dict[OrgKey, dict[Address, Any]] = {org: {} for org in ORGS}
        self.by_hand: set[Address] = set()

    @initialize()
    def two_orgs_begin(self) -> None:
        for org, roles in ORGS.items():
            people_of = {PEOPLE[0]: {"role": roles[2]}, PEOPLE[1]: {"role": roles[2]}, PEOPLE[2]: {}}
            self.manifests[org] = {"members": people_of, "teams": {"Red": {"members": {PEOPLE[0]: None}}}}
        self.plan_and_apply(random.Random(0))  # noqa: S311 - no secret

    # people edit manifests

    def people_of(self, org: OrgKey) -> dict[str, Any]:
        found: dict[str, Any] = self.manifests[org].get("members", {})
        return found

    def teams_of(self, org: OrgKey) -> dict[str, Any]:
        found: dict[str, Any] = self.manifests[org].get("teams", {})
        return found

    @rule(org=orgs, person=people, rank=ranks)
    def a_person_comes_or_changes(self, org: OrgKey, person: str, rank: int) -> None:
        if "members" in self.manifests[org]:
            self.people_of(org).setdefault(person, {})["role"] = ORGS[org][rank]

    @rule(org=orgs, person=people, tidy=st.booleans())
    def a_person_goes(self, org: OrgKey, person: str, tidy: bool) -> None:
        self.people_of(org).pop(person, None)
        for team in self.teams_of(org).values():
            if tidy:
                team.get("members", {}).pop(person, None)

    @rule(person=people, active=st.booleans())
    def a_person_is_switched(self, person: str, active: bool) -> None:
        if person in self.people_of("webknossos/brainlab"):
            self.people_of("webknossos/brainlab")[person]["active"] = active

    @rule(person=people, domain=st.sampled_from(DOMAINS), level=st.integers(0, 9) | st.none())
    def experience_changes(self, person: str, domain: str, level: int | None) -> None:
        member = self.people_of("webknossos/brainlab").get(person)
        if member is not None:
            levels = member.setdefault("experience", {})
            levels.pop(domain, None)
            if level is not None:
                levels[domain] = level

    @rule(person=people)
    def experience_is_left_out(self, person: str) -> None:
        self.people_of("webknossos/brainlab").get(person, {}).pop("experience", None)

    @rule(org=orgs, team=teams, there=st.booleans(), with_places=st.booleans())
    def a_team_comes_or_goes(self, org: OrgKey, team: str, there: bool, with_places: bool) -> None:
        if "teams" not in self.manifests[org]:
            return
        self.teams_of(org).pop(team, None)
        if there:
            self.teams_of(org)[team] = {"members": {}} if with_places else {}

    @rule(org=orgs, team=teams, person=people, rank=st.integers(0, 1), there=st.booleans())
    def a_place_comes_or_goes(self, org: OrgKey, team: str, person: str, rank: int, there: bool) -> None:
        places = self.teams_of(org).get(team, {}).get("members")
        if places is None:
            return
        places.pop(person, None)
        if there:
            places[person] = "team_manager" if rank and org.startswith("webknossos") else None

    @rule(org=orgs, section=st.sampled_from(("members", "teams")), there=st.booleans())
    def a_section_is_managed_or_not(self, org: OrgKey, section: str, there: bool) -> None:
        if there:
            self.manifests[org].setdefault(section, {})
        else:
            self.manifests[org].pop(section, None)

    @rule(org=orgs, guard=st.sampled_from(ALLOWABLE), up_to=st.integers(1, 4), days=st.integers(0, 20))
    def something_is_allowed(self, org: OrgKey, guard: str, up_to: int, days: int) -> None:
        until = days_later(self.now, days)[:10]
        self.allowances.append({"org": org, "guard": guard, "up_to": up_to, "reason": "life", "until": until})

    @rule(days=st.integers(1, 5))
    def time_passes(self, days: int) -> None:
        self.now = days_later(self.now, days)

    # plans

    @rule(shuffle=st.randoms(use_true_random=False))
    def a_plan_is_saved(self, shuffle: random.Random) -> None:
        self.plan(shuffle)

    @rule(shuffle=st.randoms(use_true_random=False))
    def plan_and_apply(self, shuffle: random.Random) -> None:
        plan = self.plan(shuffle)
        if plan is None:
            return
        done = {result.org for result in self.apply(plan) if result.outcome is Outcome.DONE}
        again, _ = self.planned(shuffle)
        left = {org.org for org in again.orgs}
        assert not left & done, "law 1: something is left to do after an apply"
        assert left == {org.org for org in plan.orgs if org.refusals}, "what a guard refuses now, it refuses again"

    @rule(back=st.integers(0, 8))
    def a_saved_plan_is_applied(self, back: int) -> None:
        """The newest, an older one, or one that has been applied already."""
        if self.plans:
            self.apply(self.plans[max(0, len(self.plans) - 1 - back)])

    def plan(self, shuffle: random.Random) -> Plan | None:
        """A plan of what the manifests say now, proved not to depend on their order; None if they are wrong."""
        plan, wrong = self.planned(shuffle)
        other, wrong_too = self.planned(shuffle)
        assert wrong == wrong_too
        if wrong:
            return None
        assert plan_name(plan) == plan_name(other), "law 5: order or split mattered"
        survives_a_file(plan)
        self.plans.append(loads(dumps(plan).encode()))
        return plan

    def planned(self, shuffle: random.Random) -> tuple[Plan, bool]:
        reading = read_texts(self.texts(shuffle))
        header = Header(LINEAGE, self.now, days_later(self.now, 7), "robot@ops.example", "test", reading.digest)
        if errors_among(reading.problems):
            return Plan(header), True
        try:
            plan, problems = planned(reading.desired, self.store, header, Attempt("", "", "").policy)
        except StateDiffers as error:
            self.is_what_differs(error)
            return Plan(header), True
        assert not any(map(self.differs, ORGS)), "what no apply has written is not planned from"
        return plan, bool(errors_among(problems))

    def differs(self, org: OrgKey) -> bool:
        return self.rows[org] != self.said[org]

    def is_what_differs(self, error: StateDiffers) -> None:
        said, rows = self.said[error.org], self.rows[error.org]
        differing = {a: (said.get(a), rows.get(a)) for a in said.keys() | rows.keys() if said.get(a) != rows.get(a)}
        assert error.whole
        assert {change.address: (change.before, change.after) for change in error.changes} == differing

    def texts(self, shuffle: random.Random) -> list[tuple[str, str]]:
        """The manifests, torn into pieces and in any order; JSON is YAML."""
        pieces: list[Any] = [{"allow": [allowance]} for allowance in self.allowances]
        for org, sections in self.manifests.items():
            platform, slug = org.split("/")
            pieces.append({"org": slug, "platform": platform})
            for section, entries in sections.items():
                section = TEAMS_OF[org] if section == "teams" else section  # noqa: PLW2901 - the word of the platform
                names = shuffle.sample(sorted(entries), len(entries))
                cut = shuffle.randint(0, len(names))
                parts = (names[:cut], names[cut:])
                pieces += [{"org": slug, section: {name: entries[name] for name in part}} for part in parts]
        shuffle.shuffle(pieces)
        return [(f"{number}.yaml", json.dumps(piece)) for number, piece in enumerate(pieces)]

    # applying

    def apply(self, plan: Plan) -> list[Applied]:
        """Apply, and hold what happened against the model."""
        self.runs += 1
        name, before = plan_name(plan), snapshot(self.store)
        known = [(org.org, name) in self.consumed for org in plan.orgs]
        attempt = Attempt("robot@ops.example", self.now, f"run-{self.runs}")
        try:
            results = [*apply(plan, self.store, attempt)]
        except Stale:
            assert plan.header.expires < self.now
            assert not all(known)
            assert snapshot(self.store) == before, "law 9"
            return []
        after = snapshot(self.store)
        for org, result, was_known in zip(plan.orgs, results, known, strict=True):
            self.judge(org, result, was_known, before, after)
            if result.outcome is Outcome.DONE:
                self.consumed.add((org.org, name))
        if all(result.outcome is Outcome.DONE for result in results):
            always_an_admin(plan, before)
        return results

    def judge(self, org: OrgPlan, result: Applied, known: bool, before: Snapshot, after: Snapshot) -> None:
        rows = self.rows[org.org]
        moved = any(rows.get(c.address) not in (c.before, c.after) for c in org.changes)
        if known:
            assert result.outcome is Outcome.ALREADY, "law 2"
        elif self.differs(org.org):
            assert result.outcome is Outcome.REFUSED
            assert isinstance(result.error, StateDiffers)
            self.is_what_differs(result.error)
        elif moved:
            assert result.outcome is Outcome.REFUSED
            assert isinstance(result.error, Stale), "a row that moved is seen"
        elif result.outcome is Outcome.REFUSED:
            assert isinstance(result.error, GuardRefused | Stale | ManifestInvalid)
        else:
            assert result.outcome is Outcome.DONE
        if result.outcome is not Outcome.DONE:
            assert self.part(before, org.org) == self.part(after, org.org), "laws 2 and 9: nothing changes"
            return
        for change in org.changes:
            rows.pop(change.address, None)
            if change.after is not None:
                rows[change.address] = change.after
            self.by_hand.discard(change.address)
        self.said[org.org] = dict(rows)
        was = before.heads[org.org].serial if org.org in before.heads else 0
        assert after.heads[org.org].serial == was + 1
        head = after.heads[org.org]
        assert head.digest == keyed(head.key, after.states[org.org].digest)
        self.somebody_is_admin(org.org)

    @staticmethod
    def part(whole: Snapshot, org: OrgKey) -> Any:
        return whole.heads.get(org), whole.states.get(org), [entry for entry in whole.audit if entry.org == org]

    def somebody_is_admin(self, org: OrgKey) -> None:
        platform = load(org.partition("/")[0])
        active = [a for key, a in self.rows[org].items() if kinds()[key.kind].spec.person and not platform.left(a)]
        assert not active or any(is_admin(attrs, platform) for attrs in active)

    # somebody edits rows by hand

    @rule(org=orgs, pick=st.integers(0, 50), what=st.integers(0, 2))
    def a_hand_changes_a_row(self, org: OrgKey, pick: int, what: int) -> None:
        """Another role, a place more, or a place less; the audit log does not hear of it."""
        rows = self.rows[org]
        kind = "member" if what == 0 else "membership"
        found = sorted(address for address in rows if address.kind == kind)
        if what == 1:
            homes = sorted(address for address in rows if address.kind == "team")
            members = sorted(address for address in rows if address.kind == "member")
            if homes and members:
                home, member = homes[pick % len(homes)], members[pick % len(members)]
                self.edit(home._replace(kind="membership", key=(*home.key, *member.key)), {"role": "member"})
        elif found:
            address = found[pick % len(found)]
            role = ORGS[org][pick % 3]
            self.edit(address, {**rows[address], "role": role} if what == 0 else None)

    def edit(self, address: Address, attrs: Any) -> None:
        if self.rows[address.org_key].get(address) == attrs:
            return
        self.write(address, attrs)
        self.rows[address.org_key].pop(address, None)
        if attrs is not None:
            self.rows[address.org_key][address] = attrs
        self.by_hand.add(address)

    @rule(org=orgs)
    def somebody_answers_for_it(self, org: OrgKey) -> None:
        self.runs += 1
        header = Header(LINEAGE, self.now, self.now, "robot@ops.example", "test")
        attempt = Attempt("robot@ops.example", self.now, f"run-{self.runs}", approvers=("eve@people.example",))
        before = snapshot(self.store)
        done = accept_drift(self.store, org, header, attempt, "done by hand")
        assert bool(done.changes) is self.differs(org)
        if not done.changes:
            assert snapshot(self.store) == before, "there is nothing to answer for"
            return
        self.said[org] = dict(self.rows[org])
        entries = [*self.store.audit(AuditQuery(org=org, run=attempt.run))]
        assert {(entry.cause, entry.approvers) for entry in entries} == {(Cause.DRIFT, attempt.approvers)}
        assert (
            self.store.heads()[org].serial
            == done.serial
            == (before.heads[org].serial if org in before.heads else 0) + 1
        )

    # what holds after every step

    @invariant()
    def the_store_has_the_rows_of_the_model(self) -> None:
        for org, rows in self.rows.items():
            assert {address: resource.attrs for address, resource in self.store.state(org).items()} == rows

    @invariant()
    def the_state_is_what_the_audit_says(self) -> None:
        """Law 7, but for the rows a hand has changed and nobody has answered for."""
        if not any(map(self.differs, ORGS)):
            audit_is_whole(self.store)
        for org, rows in self.said.items():
            said = fold(self.store.audit(AuditQuery(org=org)))
            assert {address: resource.attrs for address, resource in said.items()} == rows

    @invariant()
    def an_admin_is_there_unless_a_hand_has_been(self) -> None:
        for org in ORGS:
            if not any(address.org_key == org for address in self.by_hand):
                self.somebody_is_admin(org)

    @invariant()
    def what_is_exported_is_what_is_stored(self) -> None:
        """Law 3, where no hand has left a state that no manifest can say."""
        for org, state in snapshot(self.store).states.items():
            if any(address.org_key == org for address in self.by_hand) or any(map(self.differs, ORGS)):
                continue
            reading = read_texts([("export.yaml", export_org(org, state).text)])
            assert not reading.problems
            header = Header(LINEAGE, self.now, self.now, "robot@ops.example", "test")
            plan, problems = planned(reading.desired, self.store, header, Attempt("", "", "").policy)
            assert not errors_among(problems)
            assert plan.empty

    def teardown(self) -> None:
        self.store.close()


def live(machine: Callable[[], Life], how: settings) -> None:
    run_state_machine_as_test(machine, settings=how)


def in_memory() -> Life:
    from dataclasses import replace

    store = MemoryStore(LINEAGE)

    def write(address: Address, attrs: Any) -> None:
        record = store._orgs[address.org_key]
        rows = {key: value for key, value in record.state.items() if key != address}
        if attrs is not None:
            rows[address] = Resource(address, copy.deepcopy(attrs), address.key)
        store._orgs[address.org_key] = replace(record, state=State(rows))

    return Life(store, write)


def sql_writer(engine: sqlalchemy.Engine) -> Callable[[Address, Any], None]:
    """Somebody with a SQL client."""

    def write(address: Address, attrs: Any) -> None:
        where = {"org": address.org_key, "path": address.path}
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("DELETE FROM resource WHERE org = :org AND path = :path"), where)
            if attrs is not None:
                row = {**where, "kind": address.kind, "attrs": canonical(attrs)}
                insert = "INSERT INTO resource (org, path, kind, attrs, serial) VALUES (:org, :path, :kind, :attrs, 0)"
                connection.execute(sqlalchemy.text(insert), row)

    return write


def test_the_laws_hold_in_memory() -> None:
    live(in_memory, how_long(25, 30))


def test_the_laws_hold_on_sqlite(tmp_path: Path) -> None:
    numbers: Iterator[int] = iter(range(10**9))
    engines = []

    def machine() -> Life:
        path = tmp_path / f"{next(numbers)}.db"
        engines.append(sqlalchemy.create_engine(f"sqlite:///{path}", poolclass=sqlalchemy.NullPool))
        return Life(init_store(f"sqlite:///{path}", LINEAGE), sql_writer(engines[-1]))

    live(machine, how_long(12, 20))
    for engine in engines:
        engine.dispose()


def test_the_laws_hold_on_postgresql(postgres_url: str) -> None:
    engine = sqlalchemy.create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://"))

    def machine() -> Life:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("TRUNCATE org, resource, audit, run, consumed_plan"))
        return Life(open_store(postgres_url), sql_writer(engine))

    live(machine, how_long(5, 20))
    engine.dispose()

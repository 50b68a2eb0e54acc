"""Stories: how they are read from ``stories/*.yaml``, how one is told to a store, and how golden text is written back.

A story is one entry of a file, named by its key:

``story``        one sentence
``shows``        the seed lines (S2-28), platform rules (E4) and faults (T100) it shows
``given``        manifests that were applied before: a text, a mapping from file names to texts, or a list of either
``desired``      manifests that are planned now: a text, or a mapping from file names to texts
``plan``         golden: the plan as text, without the line that names and dates it; or
``problems``     golden: ``file:line:column code message``, and what to do about it
``refused``      the guards that refuse the plan; without it nothing may refuse
``at``           the moment of planning; ``days_before``: how long before it the last ``given`` was applied
``actor``, ``asks``, ``policy``   who plans, who asks for the change, and the guards' settings where they are not the defaults
``one_way``      why planning back to ``given`` does not lead to the state before

Telling a story proves the laws of design.md, section 8, unasked; each law is one function below. Golden text is written
by ``pytest --bless`` and by nothing else; what it says is for the reader to judge.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml
from leaves import leaf_hashes

from reconciler import ledger
from reconciler.applier import Applied, Attempt, apply
from reconciler.canonical import keyed
from reconciler.checkpoints import Checkpoint
from reconciler.desired import Desired
from reconciler.errors import Problem, errors_among, in_reading_order
from reconciler.export import export_org
from reconciler.fold import fold, patched
from reconciler.guards import NEVER_ALLOWED, Duties, Policy
from reconciler.keep import parent_of
from reconciler.kinds import kinds
from reconciler.model import Allowance, AuditEntry, Head, Header, OrgKey, Outcome, Plan, State
from reconciler.people import person_key
from reconciler.planfile import dumps, loads, plan_name
from reconciler.reader import Reading, read_texts
from reconciler.render import markdown, text
from reconciler.routes import is_admin
from reconciler.stores.base import AuditQuery, Store
from reconciler.survey import planned
from reconciler.verification import verify
from reconciler.vocabulary import load

FOLDER = Path(__file__).parent / "stories"
NOW = "2026-11-23T09:00:00Z"
FILE = "org.yaml"
GOLDEN = ("plan", "problems")

Texts = tuple[tuple[str, str], ...]


# --- reading stories --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """One entry of a file of stories."""

    file: Path
    name: str
    story: str
    shows: tuple[str, ...]
    desired: Texts
    given: tuple[Texts, ...] = ()
    golden: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    at: str = NOW
    days_before: int = 30
    actor: str = "robot@ops.example"
    asks: str = ""
    policy: Policy = field(default_factory=Policy)
    one_way: str = ""

    @property
    def golden_key(self) -> str:
        """Which golden text the story has."""
        return next(iter(self.golden))


def stories_in(file: Path) -> list[Story]:
    """The stories of one file, in its order. A key that is there twice, or that no story has, is an error."""
    node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    names = [key.value for key, _ in node.value]
    entries = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    if len(names) != len(entries):
        raise ValueError(f"{file.name}: a story is there twice")
    return [_story(file, name, dict(entries[name])) for name in names]


def all_stories() -> list[Story]:
    """Every story of every file."""
    return [story for file in sorted(FOLDER.glob("*.yaml")) for story in stories_in(file)]


def _story(file: Path, name: str, entry: dict[str, Any]) -> Story:
    golden = {key: entry.pop(key) for key in GOLDEN if key in entry}
    if len(golden) != 1:
        raise ValueError(f"{file.name}: {name} needs one of plan: and problems:")
    given = entry.pop("given", [])
    steps = given if isinstance(given, list) else [given]
    return Story(
        file,
        name,
        golden={key: value or "" for key, value in golden.items()},
        given=tuple(map(_texts, steps)),
        desired=_texts(entry.pop("desired")),
        shows=tuple(entry.pop("shows")),
        refused=tuple(entry.pop("refused", ())),
        policy=_policy(**entry.pop("policy", {})),
        **entry,
    )


def _policy(apart: Mapping[str, Any] = MappingProxyType({}), **said: Any) -> Policy:
    """A policy as a story writes it: what is kept apart as in a policy file."""
    return Policy(**said, apart={name: Duties(d["platform"], frozenset(d["words"])) for name, d in apart.items()})


def _texts(written: str | Mapping[str, str]) -> Texts:
    return ((FILE, written),) if isinstance(written, str) else tuple(written.items())


# --- blessing ---------------------------------------------------------------------------------------------------------


def bless(story: Story, golden: str) -> None:
    """Write *golden* into the story's file, in the place of the golden text that is there; touch nothing else."""
    written = story.file.read_text(encoding="utf-8")
    root = yaml.compose(written, Loader=yaml.SafeLoader)
    entry = next(value for key, value in root.value if key.value == story.name)
    key, value = next((key, value) for key, value in entry.value if key.value == story.golden_key)
    lines = written.splitlines(keepends=True)
    first, last = key.start_mark.line, max(value.end_mark.line, key.start_mark.line + 1)
    while last > first + 1 and not lines[last - 1].strip():
        last -= 1  # empty lines between two stories belong to neither
    indent = " " * key.start_mark.column
    block = [f"{indent}{story.golden_key}: |\n", *(f"{indent}  {line}".rstrip() + "\n" for line in golden.splitlines())]
    story.file.write_text("".join([*lines[:first], *block, *lines[last:]]), encoding="utf-8")


# --- telling ----------------------------------------------------------------------------------------------------------


class Snapshot(NamedTuple):
    """Everything of a store that an apply may change, but for the notes about attempts that were refused."""

    heads: Mapping[OrgKey, Head]
    states: Mapping[OrgKey, State]
    audit: tuple[AuditEntry, ...]


def snapshot(store: Store) -> Snapshot:
    heads = store.heads()
    return Snapshot(heads, {org: store.state(org) for org in heads}, tuple(store.audit()))


@dataclass
class Teller:
    """Tells one story to one store. ``transcript`` is what every store must agree on, byte by byte (law 6)."""

    story: Story
    store: Store
    transcript: list[str] = field(default_factory=list)
    golden: str = ""

    def tell(self) -> None:
        """Given, desired, and every law on the way."""
        story = self.story
        for number, texts in enumerate(story.given):
            at = days_later(story.at, 30 * (number + 1 - len(story.given)) - story.days_before)
            self.applied(self.sound(read_texts(texts, at=at), at, "before@ops.example"), at)
            self.write_down()
        before = snapshot(self.store)
        reading = read_texts(story.desired, at=story.at)
        plan, problems = self.plan(reading, story.at, story.actor, asks=story.asks)
        order_does_not_matter(self, reading, plan, problems)
        if errors_among(problems):
            self.golden = shown_problems(problems)
            assert story.golden_key == "problems", self.golden
            return
        self.golden = shown(plan, problems)
        assert story.golden_key == "plan", self.golden
        again, _ = self.plan(reading, story.at, story.actor, asks=story.asks)
        assert dumps(plan) == dumps(again), "planning twice gives two plans"
        survives_a_file(plan)
        refusals_are(story.refused, plan)
        if plan.refusals:
            self.changes_nothing(plan, before)
        else:
            self.happens(reading, plan, before)

    def happens(self, reading: Reading, plan: Plan, before: Snapshot) -> None:
        """The plan is applied, and all that follows from it."""
        story = self.story
        always_an_admin(plan, before)
        self.applied(plan, story.at)
        after = snapshot(self.store)
        serials_rise_by_one(plan, before, after)
        assert self.plan(reading, story.at, story.actor)[0].empty, "law 1: something is left to do after an apply"
        results = [*apply(plan, self.store, self.attempt(story.at, "again"))]
        assert {result.outcome for result in results} <= {Outcome.ALREADY}, "law 2: applied a second time"
        assert snapshot(self.store) == after, "law 2: the second apply has written"
        self.export_plans_nothing()
        self.write_down()
        if story.given or not story.one_way:
            self.goes_back(before)

    def changes_nothing(self, plan: Plan, before: Snapshot) -> None:
        """Law 9: a refusal changes nothing, also if somebody has cut the refusals out of the plan."""
        refused = {org.org for org in plan.orgs if org.refusals}
        alone = replace(plan, orgs=tuple(org for org in plan.orgs if org.org in refused))
        forged = replace(alone, orgs=tuple(replace(org, guards=()) for org in alone.orgs))
        for attempt in (alone, forged):
            for result in apply(attempt, self.store, self.attempt(self.story.at, f"run-{len(self.transcript)}")):
                assert result.outcome is Outcome.REFUSED, f"law 9: {result.org} was not refused"
                assert result.error is not None
                assert result.error.exit_code == 11
            assert snapshot(self.store) == before, "law 9: a refusal has changed something"
            self.transcript.append(dumps(attempt))

    def plan(
        self,
        reading: Reading,
        at: str,
        actor: str,
        *,
        asks: str = "",
        desired: Desired | None = None,
        policy: Policy | None = None,
    ) -> tuple[Plan, list[Problem]]:
        """The plan and all problems; without a plan where reading already failed."""
        header = Header(
            lineage=self.store.lineage,
            created=at,
            expires=days_later(at, 7),
            actor=actor,
            tool="reconciler",
            manifests=reading.digest,
            asked_by=", ".join(reading.desired.people.names(person_key(asks))) if asks else "",
        )
        if errors_among(reading.problems):
            return Plan(header), list(reading.problems)
        plan, found = planned(desired or reading.desired, self.store, header, policy or self.story.policy)
        return plan, in_reading_order([*reading.problems, *found])

    def sound(self, reading: Reading, at: str, actor: str, desired: Desired | None = None) -> Plan:
        """A plan that nothing speaks against, and that nobody in particular asks for."""
        plan, problems = self.plan(reading, at, actor, desired=desired, policy=self.unasked)
        assert not errors_among(problems), shown_problems(problems)
        return plan

    @property
    def unasked(self) -> Policy:
        """The story's policy for what was before it and comes after: nobody in particular asks, and nothing is kept apart."""
        return replace(self.story.policy, enforce_asker=False, apart={})

    def attempt(self, at: str, run: str, policy: Policy | None = None) -> Attempt:
        return Attempt(self.story.actor, at, run, policy or self.story.policy)

    def applied(self, plan: Plan, at: str) -> list[Applied]:
        """Apply, and insist that it happens."""
        assert not plan.refusals, shown(plan, [])
        self.transcript.append(dumps(plan))
        policy = self.story.policy if plan.header.asked_by else self.unasked
        results = [*apply(plan, self.store, self.attempt(at, f"run-{len(self.transcript)}", policy))]
        for result in results:
            assert result.outcome is Outcome.DONE, f"{result.org} {result.outcome}: {result.error}"
        return results

    def write_down(self) -> None:
        """What the store says now; and law 7, that it is what the audit says."""
        audit_is_whole(self.store)
        nothing_is_wrong_with_the_log(self.store)
        for org, head in self.store.heads().items():
            self.transcript.append(f"{org} {head.serial} {head.digest} {ledger.root(head.frontier)}")

    def export_plans_nothing(self) -> None:
        """Law 3: what was exported, planned again, is an empty plan; and it says no less than it should."""
        for org, state in snapshot(self.store).states.items():
            if not state:
                continue
            written = export_org(org, state)
            plan = self.sound(
                read_texts([("export.yaml", written.text)], at=self.story.at), self.story.at, self.story.actor
            )
            assert plan.empty, f"law 3: the export is not what is stored\n{written.text}\n{shown(plan, [])}"
            self.transcript.append(written.text)

    def goes_back(self, before: Snapshot) -> None:
        """Law 4: planning what was given leads back, where nothing but its own guards stands in the way."""
        at = days_later(self.story.at, 60)
        then = days_later(self.story.at, -self.story.days_before)
        reading = read_texts(self.story.given[-1] if self.story.given else ((FILE, "# nothing\n"),), at=then)
        plan = without_turns(self.way_back(reading, before, at))
        differences = [] if not plan.refusals else [f"refused by {result.guard}" for result in plan.refusals]
        if not plan.refusals:
            self.applied(plan, at)
            audit_is_whole(self.store)
            nothing_is_wrong_with_the_log(self.store)
            differences = [*not_restored(before, snapshot(self.store))]
        if self.story.one_way:
            assert differences, f"law 4: it does lead back; one_way: {self.story.one_way!r} is wrong"
        else:
            assert not differences, "law 4: not as it was before:\n" + "\n".join(differences)

    def way_back(self, reading: Reading, before: Snapshot, at: str) -> Plan:
        """The plan back, with an allowance for every guard that would refuse it and can be allowed to pass."""
        desired = reading.desired
        new = [org for org in self.store.heads() if not before.states.get(org)]
        desired = replace(desired, allowances=(*desired.allowances, *(generous(org, "org-removed") for org in new)))
        plan = self.sound(reading, at, self.story.actor, desired)
        lifted = [
            generous(org.org, result.guard)
            for org in plan.orgs
            for result in org.refusals
            if result.guard not in NEVER_ALLOWED
        ]
        if lifted:
            desired = replace(desired, allowances=(*desired.allowances, *lifted))
            plan = self.sound(reading, at, self.story.actor, desired)
        return plan


def without_turns(plan: Plan) -> Plan:
    """The plan for a world in which no day passes: the way back is one back in time."""
    return replace(plan, orgs=tuple(replace(org, turns="") for org in plan.orgs))


def generous(org: OrgKey, guard: str) -> Allowance:
    return Allowance(org, guard, 1_000_000, "the way back", "9999-12-31")


def days_later(at: str, days: int) -> str:
    moment = datetime.datetime.fromisoformat(at) + datetime.timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


# --- what a story shows -----------------------------------------------------------------------------------------------


def shown(plan: Plan, problems: Iterable[Problem]) -> str:
    """The plan as people see it, without its name and its moment."""
    lines = [*text.plan_lines(plan, plan_name(plan))]
    return shown_problems(problems) + "\n".join(lines if plan.empty else lines[:-1]) + "\n"


def shown_problems(problems: Iterable[Problem]) -> str:
    """One line for each problem, and one for what to do about it."""
    problems = list(problems)
    lines = (f"{p.source} {p.code} {p.message}".lstrip() for p in problems)  # what is only stored has no source
    return "".join(line + "\n" + (f"  = {p.hint}\n" if p.hint else "") for line, p in zip(lines, problems, strict=True))


# --- the laws ---------------------------------------------------------------------------------------------------------


def refusals_are(expected: tuple[str, ...], plan: Plan) -> None:
    assert sorted({result.guard for result in plan.refusals}) == sorted(expected), shown(plan, [])


def survives_a_file(plan: Plan) -> None:
    """A plan read from its own file is the same plan, and is shown in the same words."""
    read = loads(dumps(plan).encode())
    assert read == plan
    for renderer in (text, markdown):
        assert [*renderer.plan_lines(read, plan_name(read))] == [*renderer.plan_lines(plan, plan_name(plan))]


def audit_is_whole(store: Store) -> None:
    """Law 7: the state is the fold of the audit log, the head says so, and the log's numbers have no gap."""
    for org, head in store.heads().items():
        entries = [*store.audit(AuditQuery(org=org))]
        assert fold(entries).digest == store.state(org).digest
        assert keyed(head.key, store.state(org).digest) == head.digest
        assert [entry.seq for entry in entries] == [*range(1, head.size + 1)]
        assert ledger.append((), 0, leaf_hashes(store, org)) == head.frontier


def nothing_is_wrong_with_the_log(store: Store) -> None:
    """Whatever applies have done: an audit of it, whole or from any apply on, finds nothing (T183)."""
    with store.evidence() as evidence:
        for org in evidence.orgs():
            assert verify(evidence, org).problems == []
            for _, run in evidence.runs(org):
                if run.outcome is Outcome.DONE:
                    since = Checkpoint(evidence.lineage, org, run.size, run.root, run.serial, run.after)
                    assert verify(evidence, org, since=since).problems == []


def serials_rise_by_one(plan: Plan, before: Snapshot, after: Snapshot) -> None:
    planned_orgs = {org.org for org in plan.orgs}
    for org, head in after.heads.items():
        was = before.heads[org].serial if org in before.heads else 0
        assert head.serial == was + (org in planned_orgs)


def always_an_admin(plan: Plan, before: Snapshot) -> None:
    """Law 10: whoever looks in the middle of an apply finds an active admin, if there was one and the org stays."""
    for org in plan.orgs:
        platform = load(org.org.partition("/")[0])
        state = before.states.get(org.org, State())
        if any(change.address.kind == "org" and change.after is None for change in org.changes):
            continue
        had_one = False
        for end in range(len(org.changes) + 1):
            people = [
                r.attrs for r in patched(state, org.changes[:end]).values() if kinds()[r.address.kind].spec.person
            ]
            has_one = any(is_admin(attrs, platform) for attrs in people)
            assert has_one or not had_one, f"law 10: no admin before {org.changes[end:][:1]}"
            had_one = has_one


def not_restored(before: Snapshot, after: Snapshot) -> Iterator[str]:
    """What law 4 finds different. Rows of those who have left, and below them, are kept for the record."""
    for org in sorted(before.states.keys() | after.states.keys()):
        was, becomes = (_without_leavers(org, side.states.get(org, State())) for side in (before, after))
        for address in sorted(was.keys() | becomes.keys()):
            if was.get(address) != becomes.get(address):
                yield f"{address}: {was.get(address)} → {becomes.get(address)}"


def _without_leavers(org: OrgKey, state: State) -> State:
    platform = load(org.partition("/")[0])
    gone = {a for a, r in state.items() if kinds()[a.kind].spec.person and platform.left(r.attrs)}
    for address in sorted(state):  # an address sorts after its parent's only if kinds do; ask the whole way up
        above = parent_of(address, kinds()[address.kind])
        while above is not None and address not in gone:
            if above in gone:
                gone.add(address)
            above = parent_of(above, kinds()[above.kind])
    return State({address: resource for address, resource in state.items() if address not in gone})


def order_does_not_matter(teller: Teller, reading: Reading, plan: Plan, problems: list[Problem]) -> None:
    """Law 5: the same manifests as JSON, without comments, backwards and torn into many files mean the same."""
    try:
        texts = torn(teller.story.desired, apart=not errors_among(problems))
    except yaml.YAMLError:
        return  # not YAML at all, which is the story
    other = read_texts(texts, at=teller.story.at)
    again, found = teller.plan(other, teller.story.at, teller.story.actor, asks=teller.story.asks)
    assert sorted(p.code for p in errors_among(found)) == sorted(p.code for p in errors_among(problems)), found
    if not errors_among(problems):
        assert plan_name(again) == plan_name(plan), f"law 5:\n{shown(plan, [])}\nbut torn apart:\n{shown(again, [])}"


def torn(texts: Texts, *, apart: bool) -> list[tuple[str, str]]:
    """The documents of *texts*, backwards and in flow style; *apart*: each entry of a section on its own.

    Where one text is wrong, tearing it apart may make another mistake of it, or none.
    """
    roots = [root for _, written in texts for root in yaml.compose_all(written, Loader=yaml.CSafeLoader)]
    pieces = [piece for root in roots for piece in _pieces(root)] if apart else roots
    for piece in pieces:
        _reverse(piece)
    return [(f"{number:03}.yml", yaml.serialize(piece, width=10**6)) for number, piece in enumerate(reversed(pieces))]


def _pieces(root: yaml.Node) -> Iterator[yaml.Node]:
    keys = {key.value: (key, value) for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    sections = [name for name in kinds()["org"].sections if name in keys and len(keys[name][1].value) > 1]
    if "org" not in keys or len(keys) != len(root.value) or not sections:
        yield root
        return
    rest = [pair for name, pair in keys.items() if name not in sections]
    yield yaml.MappingNode(root.tag, rest)
    whose = [keys[name] for name in ("org", "platform") if name in keys]
    for name in sections:
        key, node = keys[name]
        for item in node.value:
            yield yaml.MappingNode(root.tag, [*whose, (key, type(node)(node.tag, [item]))])


def _reverse(node: yaml.Node) -> None:
    if isinstance(node, yaml.CollectionNode):
        node.flow_style = True
        node.value = node.value[::-1]
        for child in node.value:
            for part in child if isinstance(child, tuple) else (child,):
                _reverse(part)
    elif isinstance(node, yaml.ScalarNode) and not node.value and not node.style:
        node.value = "null"  # what nothing means; written as nothing it would get a tag


NUMBER = re.compile(r"S[0-4]-[0-9]{2}|[WDEI][0-9]{1,2}|T[0-9]{3}|[HR][0-9]{1,2}|[MJ][0-9]")
"""What ``shows`` may cite: seed lines, platform rules, faults, findings and requirements."""

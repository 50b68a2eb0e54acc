"""A document's bytes become a plan again, or are refused.

Everything that is not exactly what ``writing`` writes is refused: another byte, a duplicate key, a name or seal that does
not fit, a kind or an attribute that nobody knows.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from reconciler.actors import can_be_learnt
from reconciler.canonical import canonical, each_once, sha256
from reconciler.errors import IntegrityFailure, Problem, Severity, Source, VersionNotSupported
from reconciler.keep import ADOPTED, MANAGES
from reconciler.kinds import kinds
from reconciler.model import (
    AccessChange,
    Address,
    Allowance,
    Cause,
    Change,
    GuardResult,
    Header,
    Mode,
    OrgPlan,
    Plan,
    Requirement,
)
from reconciler.planfile.writing import FORMAT, LARGEST_FILE, document, plan_name
from reconciler.text import identity_key, visible
from reconciler.vocabulary import platform_names


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class _Place(_Strict):
    file: str
    line: int
    column: int


class _AllowanceDocument(_Strict):
    org: str
    guard: str
    up_to: int
    reason: str
    until: str
    source: _Place

    def read(self) -> Allowance:
        return Allowance(self.org, self.guard, self.up_to, self.reason, self.until, _source(self.source))


class _GuardDocument(_Strict):
    guard: str
    severity: str
    count: int
    limit: int
    message: str
    addresses: list[str]
    allowed_by: _AllowanceDocument | None

    def read(self) -> GuardResult:
        allowed = self.allowed_by.read() if self.allowed_by else None
        severity = Severity(self.severity)
        return GuardResult(self.guard, severity, self.count, self.limit, self.message, tuple(self.addresses), allowed)


class _Sides(_Strict):
    actions: list[str]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class _WarningDocument(_Strict):
    code: str
    message: str
    source: _Place
    hint: str
    severity: str
    snippet: str
    also: list[_Place]

    def read(self) -> Problem:
        also = tuple(map(_source, self.also))
        severity = Severity(self.severity)
        return Problem(self.code, self.message, _source(self.source), self.hint, severity, self.snippet, also)


class _ChangeDocument(_Strict):
    address: str
    previous_address: str | None = None
    mode: str
    type: str
    name: str
    provider_name: str
    action_reason: str = ""
    names: list[str]
    route: str
    cause: str
    source: _Place
    change: _Sides

    def read(self) -> Change:
        sides = self.change
        return Change(
            Address.parse(self.address),
            sides.before,
            sides.after,
            Mode(self.route),
            Cause(self.cause),
            tuple(self.names),
            _source(self.source),
            None if self.previous_address is None else Address.parse(self.previous_address),
        )


class _AccessDocument(_Strict):
    person: str
    thing: str
    before: str
    after: str
    via: list[str]
    name: str

    def read(self) -> AccessChange:
        return AccessChange(self.person, self.thing, self.before, self.after, tuple(self.via), self.name)


class _RequirementDocument(_Strict):
    says: str
    count: int
    by: list[str]
    holders: str
    addresses: list[str]

    def read(self) -> Requirement:
        return Requirement(self.says, self.count, tuple(self.by), self.holders, tuple(self.addresses))


class _OrgDocument(_Strict):
    org: str
    serial: int
    digest: str
    limits: dict[str, int]
    guards: list[_GuardDocument]
    allowances: list[_AllowanceDocument]
    access: list[_AccessDocument]
    approvals: list[_RequirementDocument]
    turns: str

    def read(self, changes: list[Change]) -> OrgPlan:
        return OrgPlan(
            self.org,
            self.serial,
            self.digest,
            tuple(change for change in changes if change.address.org_key == self.org),
            tuple(guard.read() for guard in self.guards),
            tuple(allowance.read() for allowance in self.allowances),
            self.limits,
            tuple(change.read() for change in self.access),
            tuple(needed.read() for needed in self.approvals),
            self.turns,
        )


class _PlanDocument(_Strict):
    format_version: str
    plan: str
    tool: str
    lineage: str
    created: str
    timestamp: str
    expires: str
    errored: bool
    applyable: bool
    actor: str
    learnt: str
    asked_by: str
    authors: str
    commit: str
    manifests: str
    policy: str
    base: str
    planned_for: str
    part_of: str
    blind: str
    warnings: list[_WarningDocument]
    orgs: list[_OrgDocument]
    resource_changes: list[_ChangeDocument]
    resource_drift: list[dict[str, Any]]
    seal: str


def _source(place: _Place) -> Source:
    return Source(place.file, place.line, place.column)


def loads(data: bytes) -> Plan:
    """The plan in a document's bytes.

    Raises VersionNotSupported for another format, IntegrityFailure for anything that is not exactly what
    :func:`dumps` writes: another byte, a duplicate key, a name or seal that does not fit.
    """
    raw = _parsed(data)
    version = raw.get("format_version")
    if not isinstance(version, str):
        raise IntegrityFailure("this file is not a plan", hint="make one with: reconciler plan -o FILE")
    if version != FORMAT:
        message = f"the plan has format {visible(version[:40])!r}; this program reads {FORMAT}"
        raise VersionNotSupported(message, hint="make the plan and apply it with the same version")
    return _sealed(data, raw)


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_FILE:
        raise IntegrityFailure(
            f"the plan file is larger than {LARGEST_FILE} bytes",
            hint="make a plan of a part: reconciler plan --only org=NAME -o FILE",
        )
    try:
        raw = json.loads(
            data.decode("utf-8"), object_pairs_hook=each_once, parse_constant=_refused, parse_float=_refused
        )
    except (ValueError, RecursionError) as reason:
        raise IntegrityFailure(
            f"the plan file is not JSON as this program writes it ({type(reason).__name__})",
            hint="make the plan again with: reconciler plan -o FILE",
        ) from None
    if not isinstance(raw, dict):
        raise IntegrityFailure("this file is not a plan", hint="make one with: reconciler plan -o FILE")
    return raw


def _sealed(data: bytes, raw: dict[str, Any]) -> Plan:
    changed = "make the plan again with: reconciler plan -o FILE"
    try:
        unsealed = {key: value for key, value in raw.items() if key != "seal"}
        if sha256(canonical(unsealed)) != raw.get("seal") or (canonical(raw) + "\n").encode() != data:
            raise IntegrityFailure("the plan file has been changed: its seal does not fit", hint=changed)
        read = _PlanDocument.model_validate(raw)
        if not re.fullmatch(r"[0-9TZ:-]*", read.planned_for):
            raise ValueError("neither a day nor a moment")
        if read.learnt and not can_be_learnt(read.learnt):
            raise ValueError("a way to learn of somebody that nobody knows")
        if not re.fullmatch(r"([0-9a-f]{64})?", read.blind):
            raise ValueError("a blind that no key gives")
        changes = [change.read() for change in read.resource_changes]
        _check(read.orgs, changes)
        plan = Plan(
            Header(
                lineage=read.lineage,
                created=read.created,
                expires=read.expires,
                actor=read.actor,
                learnt=read.learnt,
                asked_by=read.asked_by,
                authors=read.authors,
                tool=read.tool,
                manifests=read.manifests,
                commit=read.commit,
                policy=read.policy,
                base=read.base,
                planned_for=read.planned_for,
                part_of=read.part_of,
                blind=read.blind,
            ),
            tuple(org.read(changes) for org in read.orgs),
            tuple(warning.read() for warning in read.warnings),
        )
    except (ValidationError, ValueError, TypeError, RecursionError) as reason:
        raise IntegrityFailure(f"the plan file does not hold a plan ({type(reason).__name__})", hint=changed) from None
    if plan_name(plan) != read.plan or document(plan) != raw:
        raise IntegrityFailure("the plan file has been changed: its name does not fit", hint=changed)
    return plan


def _check(orgs: list[_OrgDocument], changes: list[Change]) -> None:
    """A plan speaks of orgs, kinds and attributes that a manifest can name, and of each address once; ValueError if not."""
    for org in orgs:
        platform, _, slug = org.org.rpartition("/")
        if platform not in platform_names() or identity_key(slug) != slug:
            raise ValueError("an org that no manifest can name")
    if len({change.address for change in changes}) < len(changes):
        raise ValueError("an address stands twice")
    if len({change.comes_from for change in changes if change.before is not None}) < sum(
        c.before is not None for c in changes
    ):
        raise ValueError("two changes of one row")
    for change in changes:
        if change.comes_from[:3] != change.address[:3]:
            raise ValueError("a row that would become another's")
        shape = kinds().get(change.address.kind)
        if shape is None or len(change.address.key) != shape.depth:
            raise ValueError("an address of no kind")
        after = change.after
        if after is not None:
            said = {name: value for name, value in after.items() if name not in (MANAGES, ADOPTED)}
            if not said.keys() <= set(shape.attributes):
                raise ValueError("an attribute nobody knows")
            shape.spec.model_validate(said)


def _refused(text: str) -> Any:
    raise ValueError(f"{text} is not a value of a plan")

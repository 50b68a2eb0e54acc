"""A plan as a document: canonical JSON with a name and a seal, the same from memory and from a file.

The *name* (``plan``) is SHA-256 over what the plan would do: lineage, base states, changes, allowances. Two plans of
equal meaning have one name, whoever made them and wherever the lines stand in the manifests. The *seal* is SHA-256
over every other byte of the document. Neither is a signature: they detect accidents, and an apply checks everything
a forger could gain by (base, rows, guards) again.

The shape is OpenTofu's (``format_version``, ``resource_changes[].change.actions``) with our fields beside it; what is
there for its readers alone is derived (see ``opentofu``), and reading back ignores it but for comparing. A reader refuses every format but its own before it looks at anything else: a field it does not know might be a
condition it would overlook. To add a field: one line in each direction and in the model of the document, and a new
number: minor if older documents can still be shown, major if not.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from reconciler import opentofu
from reconciler.canonical import Json, canonical, sha256
from reconciler.errors import IntegrityFailure, Severity, Source, VersionNotSupported
from reconciler.keep import ADOPTED, MANAGES
from reconciler.kinds import kinds
from reconciler.model import AccessChange, Address, Allowance, Cause, Change, GuardResult, Header, Mode, OrgPlan, Plan
from reconciler.vocabulary import platform_names

FORMAT = "1.2"
LARGEST_FILE = 512 * 1024 * 1024


def plan_name(plan: Plan) -> str:
    """The SHA-256 that names what the plan would do."""
    orgs: list[Json] = [
        {
            "org": org.org,
            "serial": org.serial,
            "digest": org.digest,
            "limits": org.limits,
            "allowances": [[a.org, a.guard, a.up_to, a.until] for a in org.allowances],
            "changes": [[str(c.address), c.before, c.after, c.mode, c.cause] for c in org.changes],
        }
        for org in plan.orgs
    ]
    return sha256(canonical({"lineage": plan.header.lineage, "orgs": orgs}))


def document(plan: Plan) -> dict[str, Json]:
    """The plan as a JSON object, with its name and its seal."""
    header = plan.header
    whole: dict[str, Json] = {
        "format_version": FORMAT,
        "plan": plan_name(plan),
        "tool": header.tool,
        "lineage": header.lineage,
        "created": header.created,
        "timestamp": header.created,
        "expires": header.expires,
        "errored": False,
        "applyable": opentofu.applyable(plan),
        "actor": header.actor,
        "asked_by": header.asked_by,
        "commit": header.commit,
        "manifests": header.manifests,
        "policy": header.policy,
        "orgs": [_org(org) for org in plan.orgs],
        "resource_changes": [_change(change) for change in plan.changes],
        "resource_drift": opentofu.drift(plan.changes),
    }
    return {**whole, "seal": sha256(canonical(whole))}


def dumps(plan: Plan) -> str:
    """The document's text: canonical JSON and one newline."""
    return canonical(document(plan)) + "\n"


def _org(org: OrgPlan) -> dict[str, Json]:
    return {
        "org": org.org,
        "serial": org.serial,
        "digest": org.digest,
        "limits": dict(org.limits),
        "guards": [_guard(result) for result in org.guards],
        "allowances": [_allowance(allowance) for allowance in org.allowances],
        "access": [{**change._asdict(), "via": list(change.via)} for change in org.access],
    }


def _guard(result: GuardResult) -> dict[str, Json]:
    return {
        "guard": result.guard,
        "severity": result.severity,
        "count": result.count,
        "limit": result.limit,
        "message": result.message,
        "addresses": list(result.addresses),
        "allowed_by": _allowance(result.allowed_by) if result.allowed_by else None,
    }


def _allowance(allowance: Allowance) -> dict[str, Json]:
    return {**allowance._asdict(), "source": allowance.source._asdict()}


def _change(change: Change) -> dict[str, Json]:
    return {
        **opentofu.described(change),
        **opentofu.reason(change),
        "names": list(change.name),
        "route": change.mode,
        "cause": change.cause,
        "source": change.source._asdict(),
        "change": {"actions": opentofu.actions(change), "before": change.before, "after": change.after},
    }


# --- reading ----------------------------------------------------------------------------------------------------------


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


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


class _ChangeDocument(_Strict):
    address: str
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


class _OrgDocument(_Strict):
    org: str
    serial: int
    digest: str
    limits: dict[str, int]
    guards: list[_GuardDocument]
    allowances: list[_AllowanceDocument]
    access: list[_AccessDocument]

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
    asked_by: str
    commit: str
    manifests: str
    policy: str
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
        message = f"the plan has format {version[:40]!r}; this program reads {FORMAT}"
        raise VersionNotSupported(message, hint="make the plan and apply it with the same version")
    return _sealed(data, raw)


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST_FILE:
        raise IntegrityFailure(f"the plan file is larger than {LARGEST_FILE} bytes")
    try:
        raw = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_refused, parse_float=_refused)
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
        changes = [change.read() for change in read.resource_changes]
        _check(read.orgs, changes)
        plan = Plan(
            Header(
                lineage=read.lineage,
                created=read.created,
                expires=read.expires,
                actor=read.actor,
                asked_by=read.asked_by,
                tool=read.tool,
                manifests=read.manifests,
                commit=read.commit,
                policy=read.policy,
            ),
            tuple(org.read(changes) for org in read.orgs),
        )
    except (ValidationError, ValueError, TypeError, RecursionError) as reason:
        raise IntegrityFailure(f"the plan file does not hold a plan ({type(reason).__name__})", hint=changed) from None
    if plan_name(plan) != read.plan or document(plan) != raw:
        raise IntegrityFailure("the plan file has been changed: its name does not fit", hint=changed)
    return plan


def _check(orgs: list[_OrgDocument], changes: list[Change]) -> None:
    """A plan speaks of platforms, kinds and attributes that exist, and of each address once; ValueError if not."""
    if not {org.org.partition("/")[0] for org in orgs} <= set(platform_names()):
        raise ValueError("a platform nobody knows")
    if len({change.address for change in changes}) < len(changes):
        raise ValueError("an address stands twice")
    for change in changes:
        shape = kinds().get(change.address.kind)
        if shape is None or len(change.address.key) != shape.depth:
            raise ValueError("an address of no kind")
        after = change.after
        if after is not None:
            said = {name: value for name, value in after.items() if name not in (MANAGES, ADOPTED)}
            if not said.keys() <= set(shape.attributes):
                raise ValueError("an attribute nobody knows")
            shape.spec.model_validate(said)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _refused(text: str) -> Any:
    raise ValueError(f"{text} is not a value of a plan")

"""A plan becomes a document: its name, its seal, and every field of it. To add a field: see the room's head."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain

from reconciler.canonical import Json, canonical, canonical_list, keyed_of, sha256_of
from reconciler.errors import Problem
from reconciler.model import (
    Allowance,
    Change,
    GuardResult,
    OrgPlan,
    Plan,
    Requirement,
)
from reconciler.planfile import opentofu

FORMAT = "1.4"
Members = Mapping[str, Json | Iterator[Json]]
"""What an object holds, its long lists one value at a time."""
LARGEST_FILE = 512 * 1024 * 1024


def plan_name(plan: Plan) -> str:
    """The SHA-256 that names what the plan would do, and its blind."""
    return plan.name


def blinded(plan: Plan, key: str) -> Plan:
    """The plan with the blind that a secret *key* gives to what it would do: equal plans have equal blinds, and equal names.

    Names are kept for good beside entries that say nearly all of what they are made of; whoever is erased from those could be
    found in the name by trying, were it not for the blind.
    """
    return replace(plan, header=replace(plan.header, blind=keyed_of(key, chain(["{"], plan.meant)) if key else ""))


def document(plan: Plan) -> dict[str, Json]:
    """The plan as a JSON object, with its name and its seal."""
    whole = {name: [*value] if isinstance(value, Iterator) else value for name, value in members(plan).items()}
    return {**whole, "seal": seal(plan)}


def dumps(plan: Plan) -> str:
    """The document's text: canonical JSON and one newline."""
    return "".join(texts(plan))


def texts(plan: Plan) -> Iterator[str]:
    """The same in pieces: no part is ever there as a whole, and none is spelled twice, though the seal is over all of them.

    What comes behind the seal is little.
    """
    whole, sealed = members(plan), hashlib.sha256()
    for piece in _pieces({name: value for name, value in whole.items() if name < "seal"}, "{"):
        sealed.update(piece.encode())
        yield piece
    rest = "".join(_pieces({name: value for name, value in whole.items() if name > "seal"}, ",")) + "}"
    sealed.update(rest.encode())
    yield f',"seal":"{sealed.hexdigest()}"{rest}\n'


def seal(plan: Plan) -> str:
    """SHA-256 over the document without it."""
    return sha256_of(chain(_pieces(members(plan), "{"), ["}"]))


def _pieces(found: Members, opening: str) -> Iterator[str]:
    """The canonical text of some members of an object, in pieces; what stands before each of them is ``{`` once."""
    for name in sorted(found):
        value = found[name]
        yield f'{opening}"{name}":'
        yield from canonical_list(value) if isinstance(value, Iterator) else [canonical(value)]
        opening = ","


def members(plan: Plan) -> Members:
    """The members of the document but its seal, in the order in which people read them; lists of changes one by one."""
    header = plan.header
    return {
        "format_version": FORMAT,
        "plan": plan_name(plan),
        "tool": header.tool,
        "lineage": header.lineage,
        "created": header.created,
        "timestamp": header.created,
        "expires": header.expires,
        "errored": False,  # where manifests have errors, there is no plan
        "applyable": opentofu.applyable(plan),
        "actor": header.actor,
        "learnt": header.learnt,
        "asked_by": header.asked_by,
        "authors": header.authors,
        "commit": header.commit,
        "manifests": header.manifests,
        "policy": header.policy,
        "base": header.base,
        "planned_for": header.planned_for,
        "part_of": header.part_of,
        "blind": header.blind,
        "warnings": [_warning(problem) for problem in plan.warnings],
        "orgs": [_org(org) for org in plan.orgs],
        "resource_changes": map(_change, plan.changes),
        "resource_drift": opentofu.drift(plan.changes),
    }


def _org(org: OrgPlan) -> dict[str, Json]:
    return {
        "org": org.org,
        "serial": org.serial,
        "digest": org.digest,
        "limits": dict(org.limits),
        "guards": [_guard(result) for result in org.guards],
        "allowances": [_allowance(allowance) for allowance in org.allowances],
        "access": [{**change._asdict(), "via": list(change.via)} for change in org.access],
        "approvals": [_requirement(needed) for needed in org.approvals],
        "turns": org.turns,
    }


def _requirement(needed: Requirement) -> dict[str, Json]:
    return {
        "says": needed.says,
        "count": needed.count,
        "by": list(needed.by),
        "holders": needed.holders,
        "addresses": list(needed.addresses),
    }


def _warning(problem: Problem) -> dict[str, Json]:
    return {
        **problem._asdict(),
        "severity": problem.severity.value,
        "source": problem.source._asdict(),
        "also": [source._asdict() for source in problem.also],
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
    source = change.source
    return {
        **opentofu.described(change),
        **opentofu.moved(change),
        **opentofu.reason(change),
        "names": list(change.name),
        "route": change.mode,
        "cause": change.cause,
        "source": {"file": source.file, "line": source.line, "column": source.column},
        "change": {"actions": opentofu.actions(change), "before": change.before, "after": change.after},
    }

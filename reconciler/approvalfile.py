"""An approval as a document: who agrees to which plan, down to the last byte of it, signed or only recorded.

A signed approval is an envelope (see ``signing``) whose body is the record; an unsigned one is the record alone, which counts only
where the policy asks for no signature. Whose approval a signed one is says the key, and the record must say the same.
It is good for one plan file: for its name (what it would do) and its seal (every byte of it), in one store (T133).

To put more into an approval: one field on :class:`Approval`, and another number for :data:`FORMAT`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel, ConfigDict, ValidationError

from reconciler.approvals import Rules
from reconciler.canonical import Json, canonical
from reconciler.errors import IntegrityFailure, Problem, Severity, Source, VersionNotSupported
from reconciler.model import Plan
from reconciler.planfile import document, plan_name
from reconciler.signing import LARGEST_ENVELOPE, PublicKey, opened
from reconciler.text import visible

FORMAT = "1.0"
TYPE = "application/vnd.reconciler.approval+json"
_MAKE = "make one of this plan: reconciler approve PLAN"


class Approval(BaseModel):
    """Somebody agrees to a plan. ``approver`` is the key of a person, ``at`` the moment."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)

    approval_format: str
    plan: str
    seal: str
    lineage: str
    approver: str
    at: str


def approval_of(plan: Plan, approver: str, at: str) -> Approval:
    """The approval of *plan* by a person."""
    seal = str(document(plan)["seal"])
    return Approval(
        approval_format=FORMAT,
        plan=plan_name(plan),
        seal=seal,
        lineage=plan.header.lineage,
        approver=approver,
        at=at,
    )


def record(approval: Approval) -> str:
    """Its text: canonical JSON. With a newline it is an unsigned approval; signed, it is the body of an envelope."""
    return canonical(approval.model_dump())


def read_approval(data: bytes, keys: Mapping[PublicKey, str], rules: Rules) -> tuple[Approval, PublicKey | None]:
    """The approval in a document's bytes, and the key that has signed it, if one has.

    Raises IntegrityFailure for what is neither an envelope nor a record as they are written here, for a signature that no
    trusted key has made, and for one by the key of somebody else than the approval names (T128).
    """
    key = None
    if len(data) > LARGEST_ENVELOPE:
        raise IntegrityFailure(f"the approval is larger than {LARGEST_ENVELOPE} bytes", hint=_MAKE)
    if "payload" in _parsed(data):
        body, key = opened(data, TYPE, keys)
    else:
        body = data.removesuffix(b"\n")
    approval = _read(body)
    if key is not None and rules.person(approval.approver) != rules.person(keys[key]):
        message = f"the approval is signed with the key of {keys[key]}, and says it is by {approval.approver}"
        raise IntegrityFailure(
            message, hint="approve it as whose key it is: reconciler approve PLAN --as PERSON --key FILE"
        )
    return approval, key


def _parsed(data: bytes) -> dict[str, Json]:
    try:
        raw = json.loads(data.decode())
    except (ValueError, RecursionError) as reason:
        raise IntegrityFailure(f"this is not an approval ({type(reason).__name__})", hint=_MAKE) from None
    if not isinstance(raw, dict):
        raise IntegrityFailure("this is not an approval", hint=_MAKE)
    return raw


def _read(body: bytes) -> Approval:
    """The record in *body*, which is exactly what :func:`record` writes: no key twice, no space, no number."""
    raw = _parsed(body)
    version = raw.get("approval_format")
    if isinstance(version, str) and version != FORMAT:
        raise VersionNotSupported(f"the approval has format {visible(version[:40])!r}; this program reads {FORMAT}")
    try:
        approval = Approval.model_validate(raw)
        if record(approval).encode() != body:
            raise IntegrityFailure(
                "the approval has been changed", hint="approve the plan again: reconciler approve PLAN"
            )
    except (ValidationError, ValueError) as reason:
        raise IntegrityFailure(f"this is not an approval ({type(reason).__name__})", hint=_MAKE) from None
    return approval


def approvers(
    found: Iterable[tuple[str, Approval, PublicKey | None]], plan: Plan, rules: Rules
) -> tuple[tuple[str, ...], list[Problem]]:
    """The people whose approvals hold for *plan*, sorted, and why others do not; each comes with the name of its file.

    Raises IntegrityFailure for an approval of a plan for another store.
    """
    problems = [*_void(found := list(found), plan, rules)]
    void = {problem.source.file for problem in problems}
    return tuple(sorted({approval.approver for file, approval, _ in found if file not in void})), problems


def _void(found: Iterable[tuple[str, Approval, PublicKey | None]], plan: Plan, rules: Rules) -> Iterator[Problem]:
    name, seal = plan_name(plan), document(plan)["seal"]
    for file, approval, key in found:
        why = ""
        if approval.lineage != plan.header.lineage:
            raise IntegrityFailure(f"{file}: this is the approval of a plan for another database", hint=_MAKE)
        if (approval.plan, approval.seal) != (name, seal):
            why = f"this approves plan {approval.plan[:16]}, and this is plan {name[:16]}"
        elif rules.signed and key is None:
            why = "this is not signed, and the policy asks for signatures"
        if why:
            yield Problem(
                "approval-void", why, Source(file), "approve this plan: reconciler approve PLAN", Severity.WARNING
            )

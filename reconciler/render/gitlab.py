"""Findings as GitLab's code quality report, and the counts of a plan as its ``terraform`` report.

Code quality tells new findings from old ones by their fingerprints, so those do not change when lines move. Each
finding must have a path: what stands in no file is put under the name of what it is about.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from reconciler.canonical import Json
from reconciler.findings import Finding, Level, fingerprints
from reconciler.model import Action, Plan
from reconciler.render.documents import list_lines
from reconciler.render.wording import counts

SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "minor", Level.NOTE: "info"}


def lines(findings: Sequence[Finding], version: str) -> Iterator[str]:
    """The code quality report, an issue at a time."""
    named = zip(findings, fingerprints(findings), strict=True)
    yield from list_lines("", (_issue(finding, name) for finding, name in named))


def _issue(finding: Finding, fingerprint: str) -> Json:
    return {
        "description": finding.told,
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": SEVERITIES[finding.level],
        "location": {
            "path": finding.source.file or finding.address or "manifests",
            "lines": {"begin": max(finding.source.line, 1)},
        },
    }


def terraform_lines(plan: Plan) -> Iterator[str]:
    """The report that a merge request shows as "2 to add, 1 to change, 0 to delete"; it knows no moves, so they change."""
    found = counts(plan)
    found[Action.UPDATE] += found.pop(Action.MOVE, 0)
    yield json.dumps({action.value: number for action, number in found.items()})

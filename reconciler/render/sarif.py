"""Findings as SARIF 2.1.0, for code scanning. One run, one rule for each code that occurs, one result for each finding.

In a SARIF message, ``[text](target)`` is a link and ``{0}`` a placeholder: braces are doubled and, where a link could
begin, brackets get a backslash, as the standard says (3.11.5, 3.11.6). Hosts refuse a result without a place: what
stands in no file is put at the first line of what it is about.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from reconciler.canonical import Json
from reconciler.codes import explanations
from reconciler.errors import Source
from reconciler.findings import CHANGES, Finding, fingerprints
from reconciler.render.documents import list_lines

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def lines(findings: Sequence[Finding], version: str) -> Iterator[str]:
    """The document, a result at a time."""
    codes = sorted({finding.code for finding in findings})
    driver: dict[str, Json] = {
        "name": "reconciler",
        "semanticVersion": version,
        "rules": [_rule(code) for code in codes],
    }
    run: dict[str, Json] = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": []}
    whole = json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=True)
    before, _, after = whole.rpartition("[]")
    named = zip(findings, fingerprints(findings), strict=True)
    results = (_result(finding, codes.index(finding.code), name) for finding, name in named)
    yield from list_lines(before, results, 6, after)


def message(text: str) -> str:
    """*text* where a message is wanted: no link, no placeholder."""
    if "](" in text:
        text = re.sub(r"([\\\[\]])", r"\\\1", text)
    return text.replace("{", "{{").replace("}", "}}")


def _rule(code: str) -> Json:
    means, helps = _meaning(code)
    described: Json = {"text": message(means)}
    helping: Json = {"text": message(helps)}
    return {"id": code, "shortDescription": described, "fullDescription": described, "help": helping}


def _meaning(code: str) -> tuple[str, str]:
    """What a code says, and what to do about it."""
    if code in CHANGES:
        return f"A change that the plan would make: {CHANGES[code].lower()}.", "Review it: is this meant?"
    told = explanations().get(code)
    return (told.means, told.cure) if told is not None else (f"{code}.", "Follow what the message says.")


def _result(finding: Finding, rule: int, fingerprint: str) -> Json:
    found: dict[str, Json] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.level.value,
        "message": {"text": message(finding.told)},
        "locations": [_location(finding.source, finding.address)],
        "partialFingerprints": {"finding/v1": fingerprint},
    }
    if finding.also:
        found["relatedLocations"] = [_location(source, finding.address) for source in finding.also]
    return found


def _location(source: Source, address: str) -> Json:
    place = (source.file or address).lstrip("/") or "manifests"  # relative, whatever a plan file says
    region = {"startLine": max(source.line, 1), "startColumn": max(source.column, 1)}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place, safe="/@+,=~!$&'()*")},
            "region": region,
        }
    }

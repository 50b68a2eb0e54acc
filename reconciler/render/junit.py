"""Findings as JUnit XML: a suite for each file or org, a case for each finding. Only an error is a failure.

A warning or a note is a case that passes and says something. The library that builds the tree writes it, too, so that
no name can end an element.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as Xml

from reconciler.findings import Finding, Level


def lines(findings: Sequence[Finding], version: str) -> Iterator[str]:
    """The whole document; with nothing found, it holds one case that passes."""
    root = Xml.Element("testsuites", {"name": f"reconciler {version}", **_counts(findings)})
    suites: dict[str, list[Finding]] = {}
    for finding in findings:
        suites.setdefault(finding.source.file or finding.address or "manifests", []).append(finding)
    for name, found in suites.items():
        suite = Xml.SubElement(root, "testsuite", {"name": name, **_counts(found)})
        for finding in found:
            _case(suite, name, finding)
    if not suites:
        suite = Xml.SubElement(root, "testsuite", {"name": "manifests", **_counts(())})
        Xml.SubElement(suite, "testcase", classname="manifests", name="nothing to find fault with")
    Xml.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield Xml.tostring(root, encoding="unicode")


def _counts(findings: Sequence[Finding]) -> dict[str, str]:
    failures = sum(1 for finding in findings if finding.level is Level.ERROR)
    return {"tests": str(max(len(findings), 1)), "failures": str(failures), "errors": "0", "skipped": "0"}


def _case(suite: Xml.Element, name: str, finding: Finding) -> None:
    case = Xml.SubElement(suite, "testcase", classname=name, name=f"{finding.code}: {finding.message}")
    if finding.source.file:
        case.set("file", finding.source.file)
    places = " ".join(str(source) for source in (finding.source, *finding.also) if source.file)
    said = f"{places}: {finding.told}" if places else finding.told
    if finding.level is Level.ERROR:
        Xml.SubElement(case, "failure", type=finding.code, message=finding.message).text = said
    else:
        Xml.SubElement(case, "system-out").text = f"{finding.level}: {said}"

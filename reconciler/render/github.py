"""Findings as workflow commands of GitHub Actions: ``::error file=org.yaml,line=3,col=1,title=code::message``.

A step shows ten annotations of each level and drops the rest without a word: so the tenth one counts what is left, and
that follows as plain lines of the log. The runner reads commands line by line; what it reads as data is encoded (T077).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconciler.errors import Source
from reconciler.findings import Finding, Level
from reconciler.render.wording import counted

WORDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
SHOWN = 10
"""How many annotations of one level a step shows."""


def lines(findings: Sequence[Finding], version: str) -> Iterator[str]:
    """One line for each finding, gravest first."""
    for level, word in WORDS.items():
        found = [finding for finding in findings if finding.level is level]
        shown = found if len(found) <= SHOWN else found[: SHOWN - 1]
        yield from (command(word, finding) for finding in shown)
        rest = found[len(shown) :]
        if rest:
            yield f"::{word} title=and more::{counted(len(rest), word)} more: see the log of this step"
            yield from (f"  {word}[{finding.code}] {_place(finding.source)}{finding.told}" for finding in rest)


def command(word: str, finding: Finding) -> str:
    """One workflow command."""
    source = finding.source
    place = {"file": source.file, "line": str(source.line or ""), "col": str(source.column or "")}
    properties = {**(place if source.file else {}), "title": finding.code}
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{word} {said}::{_data(finding.told)}"


def _place(source: Source) -> str:
    return f"{source}: " if source.file else ""


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

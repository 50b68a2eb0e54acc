"""The forms in which a review is written for other programs: which verb offers which, and how one is written.

Everything but text, JSON and Markdown is a module of its own in ``render/``, imported when it is asked for. To add a
form that shows findings: a module there with ``lines(findings, version)``, and its name in :data:`FINDING_FORMS`.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from reconciler.cli import terminal
from reconciler.cli.options import PLAN_FORMS
from reconciler.cli.terminal import VERSION
from reconciler.errors import Problem
from reconciler.findings import Finding, below, findings
from reconciler.model import Plan
from reconciler.planfile import plan_name
from reconciler.render.wording import summary

WITH_CHANGES = frozenset({"sarif", "github", "gitlab"})
"""Those in which a change is a finding: for JUnit it is no test, and the others show or count the plan itself."""

F = TypeVar("F", bound=Callable[..., Any])


def folder_of(paths: Sequence[Path]) -> str:
    """The folder that the names of files are relative to, as seen from here; empty for here, or for several."""
    folders = {path if path.is_dir() else path.parent for path in paths}
    if len(folders) != 1:
        return ""
    named = os.path.relpath(folders.pop()).replace(os.sep, "/")
    return "" if named == "." or named.startswith("../") else named


def report(form: str, problems: Iterable[Problem], plan: Plan | None = None, *, folder: str = "") -> bool:
    """Write a plan, or the problems that there are instead of one; False for the forms that are not written here."""
    if form not in PLAN_FORMS:
        return False
    if form == "gitlab-terraform":  # numbers only
        terminal.say_problems(problems)
    found = findings(problems, plan, changes=form in WITH_CHANGES)
    terminal.say(_lines(form, below(folder, found), plan))
    return True


def _lines(form: str, found: Sequence[Finding], plan: Plan | None) -> Iterator[str]:
    if form == "html":
        from reconciler.cli.pictures import of_changes  # lazy: for this form only
        from reconciler.render import html  # lazy: likewise

        yield from html.lines(plan, plan_name(plan) if plan is not None else "", found, of_changes)
    elif form == "gitlab-terraform":
        from reconciler.render import gitlab  # lazy: likewise

        yield from gitlab.terraform_lines(plan) if plan is not None else ()
    else:
        yield from importlib.import_module(f"reconciler.render.{form}").lines(found, VERSION)
    if form == "github" and plan is not None:
        yield summary(plan)

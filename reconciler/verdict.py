"""What is found of one org's audit log: how far it goes, and what is wrong with it.

Kept apart from the walk that finds it (``verification``), and from the words in which it is told (``render.verdicts``).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reconciler.errors import Problem
from reconciler.model import OrgKey
from reconciler.text import visible

_TO_READ = {"entry-contradicts", "run-differs", "rows-differ"}
_TO_KEEP = "keep this database as it is, and ask the same of a backup: reconciler audit verify --db URL"


@dataclass
class Verdict:
    """What was found of one org.

    ``vouched`` is how many entries the checkpoints given have seen, ``skipped`` how many were taken from one without being
    read, and ``undigested`` of how many applies the state was not computed anew, because there are too many; ``forgotten`` of how
    many it cannot be, because somebody was erased since, and ``erased`` is how many entries name somebody who was. ``behind`` is how
    many applies were made by a clock that was behind that of the apply before: no fault, since numbers are the order (T160).
    """

    org: OrgKey
    size: int = 0
    serial: int = 0
    root: str = ""
    vouched: int = 0
    skipped: int = 0
    undigested: int = 0
    forgotten: int = 0
    erased: int = 0
    behind: int = 0
    problems: list[Problem] = field(default_factory=list)

    def note(self, code: str, message: str, number: int = 0) -> None:
        """The first of a code; what follows from it is not said again. *number* is the entry's, if it is one that is wrong."""
        if code not in {problem.code for problem in self.problems}:
            where = f"{self.org}#{number}" if number else self.org
            hint = f"look at it: reconciler audit --org {self.org}" if code in _TO_READ else _TO_KEEP
            self.problems.append(Problem(code, f"{where}: {visible(message)}", hint=hint))

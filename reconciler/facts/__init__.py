"""Facts: what an org's platform did and this program was told: credits, plans, storage, activity, finished tasks.

A fact was observed and is over. It is never declared, never part of a state, a plan or a difference, and never changed: rows
are only added, and a row that is there already is not added twice (its *natural key*, see ``kinds``). So facts are in no
audit log either. They say nothing of who may do what, they come from a file that can be imported again, and an import that
somebody did twice has done nothing. What an apply does to an org's plan is logged by the apply, and its fact carries the run.

``kinds``    the rows, and what each says about itself
``queries``  what may be asked of a store: rows, and sums of them
``values``   one text of a file as one value of a row
``reading``  files as rows: CSV, JSON lines, JSON
``updates``  the fact that a change of an org's plan is

Pure, all of it: files are opened by the command line, rows are kept by the stores.
"""

from reconciler.facts.kinds import (
    FACTS,
    Activity,
    Credit,
    Fact,
    PlanUpdate,
    Shape,
    Storage,
    TaskCompletion,
    shape_of,
)
from reconciler.facts.queries import Added, FactQuery, Totals

__all__ = [
    "FACTS",
    "Activity",
    "Added",
    "Credit",
    "Fact",
    "FactQuery",
    "PlanUpdate",
    "Shape",
    "Storage",
    "TaskCompletion",
    "Totals",
    "shape_of",
]

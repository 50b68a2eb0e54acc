"""What an audit of the log has found, org by org: lines for people, an object for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reconciler.canonical import Json
from reconciler.errors import Problem
from reconciler.render.documents import problem_document
from reconciler.render.wording import counted
from reconciler.text import visible
from reconciler.verdict import Verdict


def verdict_lines(verdict: Verdict, *, given: bool = False) -> Iterator[str]:
    """One org: that its log is whole, and what that does not mean; or that it is not. *given*: there were checkpoints."""
    if verdict.problems:
        yield f"{visible(verdict.org)}: not whole"
        return
    entries, applies = (
        "1 entry" if verdict.size == 1 else f"{verdict.size} entries",
        "1 apply" if verdict.serial == 1 else f"{verdict.serial} applies",
    )
    yield f"{visible(verdict.org)}: {entries} of {applies} hold together and lead to its rows"
    if verdict.skipped:
        yield f"    - #1 to #{verdict.skipped} were taken from the checkpoint by their hashes; what they say was not read"
    if verdict.undigested:
        yield f"    - of {verdict.undigested} applies in between the state's digest was not computed again"
    if verdict.erased:
        yield f"    - {counted(verdict.erased, 'entry names', 'entries name')} somebody who was erased since"
    if verdict.forgotten:
        yield f"    - of {counted(verdict.forgotten, 'apply', 'applies')} before that the state's digest cannot be computed any more"
    if verdict.behind:
        applies = counted(verdict.behind, "apply was", "applies were")
        yield f"    - {applies} made by a clock that was behind that of the apply before; the order is that of the numbers"
    yield f"    - {excluded(verdict, given=given)}"


def verdict_document(verdicts: Iterable[Verdict], others: Iterable[Problem], *, given: bool = False) -> dict[str, Json]:
    """All of it, for programs."""
    return {
        "orgs": [
            {
                "org": verdict.org,
                "whole": not verdict.problems,
                "size": verdict.size,
                "serial": verdict.serial,
                "root": verdict.root,
                "vouched": verdict.vouched,
                "skipped": verdict.skipped,
                "undigested": verdict.undigested,
                "forgotten": verdict.forgotten,
                "erased": verdict.erased,
                "behind": verdict.behind,
                "cannot_exclude": "" if verdict.problems else excluded(verdict, given=given),
                "problems": [problem_document(problem) for problem in verdict.problems],
            }
            for verdict in verdicts
        ],
        "problems": [problem_document(problem) for problem in others],
    }


def excluded(verdict: Verdict, *, given: bool = False) -> str:
    """What cannot be excluded, in a sentence, of a log with which nothing is wrong."""
    rest = verdict.size - verdict.vouched
    if not verdict.vouched:
        which = "no checkpoint that was given vouches for it" if given else "no external checkpoint given"
        return (
            f"{which}: rollback cannot be excluded, nor that all of it was written anew by somebody "
            "who can write to the store"
        )
    if not rest:
        return (
            "the checkpoint has seen all of it; entries after the checkpoint, if there were any, may have been cut off"
        )
    entries = "the entry after it" if rest == 1 else f"the {rest} entries after it"
    return f"the checkpoint has seen #1 to #{verdict.vouched}; {entries} may be written anew, and more may have been cut off"

"""How an event is asked for, recorded and answered on the command line: what the verbs of the lifecycle share.

A verb reads the org once with :func:`look`, asks ``lifecycle`` for the changes, and :func:`record` applies them as a plan
of their own. No verb stands here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping

import click

from reconciler import lifecycle
from reconciler.actors import Actor
from reconciler.applier import Applied, Attempt
from reconciler.applier import apply as applied
from reconciler.canonical import Json
from reconciler.cli import terminal
from reconciler.cli.terminal import TOOL
from reconciler.errors import GuardRefused, ReconcilerError, WrongUsage
from reconciler.guards import Policy
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.model import Allowance, Change, Header, OrgKey, State
from reconciler.planfile import blinded
from reconciler.planner import Actual
from reconciler.render.documents import problem_document
from reconciler.render.wording import counted, sentence, sign
from reconciler.stores.base import Store
from reconciler.survey import survey
from reconciler.text import NameRefused, identity_key, visible
from reconciler.vocabulary import load

answer_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write the answer.",
)
by_option = click.option(
    "--as",
    "asker",
    envvar="RECONCILER_AS",
    default="",
    metavar="PERSON",
    help="Who asks for it, as known on the platform; also RECONCILER_AS. What they may not do is refused.",
)
runner_option = click.option(
    "--actor",
    envvar="RECONCILER_ACTOR",
    metavar="NAME",
    help="Who runs this, for the audit: a claim; also RECONCILER_ACTOR. Default: the person who comes or asks.",
)


def look(store: Store, org: OrgKey, at: str) -> Actual:
    """One org as the store has it now."""
    return survey(store, [org], at, Policy())[org]


def record(
    store: Store,
    actual: Actual,
    changes: list[Change],
    *,
    actor: Actor,
    at: str,
    allowances: Iterable[Allowance] = (),
    others: Iterable[State] = (),
    asker: str = "",
    policy: Policy = Policy(),  # noqa: B008 - frozen
) -> Applied | None:
    """Make a plan of an event and apply it; None if there is nothing to change. Raises what refuses it.

    What a *policy* wants approved goes by the manifests: an event has nothing that could be approved.
    """
    if not changes:
        return None
    header = Header(
        store.lineage, at, terminal.later(at, policy.plan_days), actor.name, TOOL, asked_by=asker, learnt=actor.learnt
    )
    made = lifecycle.event(changes, actual, header, policy, allowances=allowances, others=others)
    made = blinded(made, store.key)
    if policy.approvals is not None and policy.approvals.required and made.orgs[0].approvals:
        said = "; ".join(needed.says for needed in made.orgs[0].approvals)
        raise GuardRefused(
            f"the policy asks for approval to {said}", hint="change the manifests, and plan and approve that"
        )
    (result,) = applied(made, store, Attempt(actor.name, at, terminal.run_name(at), policy, learnt=actor.learnt))
    if result.error is not None:
        raise result.error
    return result


@contextlib.contextmanager
def answered(form: str) -> Iterator[None]:
    """Answer a refusal in the wanted form, too."""
    try:
        yield
    except ReconcilerError as error:
        if form == "json" and error.problems:
            terminal.say_json({"problems": [problem_document(problem) for problem in error.problems]})
            error.shown = True  # type: ignore[attr-defined]
        raise


def told(result: Applied | None) -> dict[str, Json]:
    """What an event came to, as a document."""
    if result is None:
        return {"serial": None, "changes": []}
    done: list[Json] = [{"address": str(c.address), "outcome": outcome.value} for c, outcome in result.changes]
    return {"org": result.org, "serial": result.serial, "changes": done}


def say_done(
    result: Applied | None, changes: Iterable[Change], form: str, more: Mapping[str, Json] | None = None
) -> None:
    """What an event came to: each change in the platform's words, and where the org stands."""
    if form == "json":
        terminal.say_json({**told(result), **(more or {})})
    elif result is not None:
        platform = load(result.org.partition("/")[0])
        terminal.say(f"{sign(change, platform)} {sentence(change, platform)}" for change in changes)
        done = counted(len(result.changes), "change")
        terminal.say([f"{visible(result.org)}: {done} done; now at serial {result.serial}"])


def plain(text: str, option: str) -> str:
    """A text from the command line that may be kept and shown; WrongUsage for what nobody could read."""
    try:
        if len(text) > DEFAULT_LIMITS.name_length:
            raise NameRefused(f"is longer than {DEFAULT_LIMITS.name_length} characters")
        if text:
            identity_key(text)
    except NameRefused as reason:
        raise WrongUsage(f"{option} {reason}", hint="type it again") from None
    return text

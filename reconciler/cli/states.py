"""``state``: the state of an org as it was at a place of its log, and drift that somebody answers for."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from reconciler.accepting import Accepted, Agreed, accept_drift, as_plan
from reconciler.applier import Attempt
from reconciler.canonical import Json, keyed
from reconciler.cli import terminal, watching
from reconciler.cli.events import answer_option, answered, plain, runner_option
from reconciler.cli.logs import Log
from reconciler.cli.options import (
    approval_option,
    database_option,
    document_out,
    lock_timeout_option,
    policy_option,
)
from reconciler.cli.orgs import chosen, key_of
from reconciler.cli.planfiles import plan_in, save
from reconciler.cli.policies import agreed, held
from reconciler.cli.terminal import TOOL
from reconciler.errors import Severity, WrongUsage
from reconciler.export import export_org
from reconciler.model import Header, Plan
from reconciler.planfile import plan_name
from reconciler.render.documents import problem_document
from reconciler.render.text import plan_lines
from reconciler.render.wording import counted, sentence, sign
from reconciler.text import visible
from reconciler.vocabulary import load


class _Showing(click.Group):
    """A group whose verb may be left out: ``state brainlab`` is ``state show brainlab``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What follows, with the verb that is meant."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["show", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_Showing)
def state() -> None:
    """Show the state of an org, now or at a past moment, or answer for drift. The verb show may be left out."""


@state.command("show")
@click.argument("org", default="")
@click.option(
    "--at",
    "where",
    default="",
    metavar="SEQ|DATE|RUN",
    help="After this entry, at the end of this day, or after this run.",
)
@click.option("--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True)
@database_option
def show(org: str, where: str, form: str, db: str) -> None:
    """Write an org as a manifest, as the audit log says that it was. Default: as it is now, by the log."""
    with contextlib.closing(watching.opened(db)) as store:
        key = chosen(store, org, gone=True)
        log = Log(store, key)
        seq = log.place(where).seq
        found, made = log.state(seq), log.run_at(seq)
        if not where:
            store.state(key)  # to be warned if what is there is something else
    if form == "json":
        resources: list[Json] = [
            {"address": str(address), "name": list(found[address].name), "attrs": found[address].attrs}
            for address in sorted(found)
        ]
        serial = made.serial if made is not None else 0
        digest = keyed(log.head.key, found.digest)
        terminal.say_json({"org": key, "seq": seq, "serial": serial, "digest": digest, "resources": resources})
    elif not found:
        terminal.say([f"# {visible(key)} had nothing at entry {seq} of its log"])
    else:
        terminal.say([export_org(key, found).text.rstrip("\n")])


@state.command("accept-drift")
@click.argument("org")
@click.option(
    "--as",
    "asker",
    envvar="RECONCILER_AS",
    required=True,
    metavar="PERSON",
    help="Who answers for it; also RECONCILER_AS.",
)
@click.option("--note", default="", metavar="TEXT", help="Why it was done by hand; kept and hashed with the entries.")
@document_out("Accept nothing: write what differs as a plan, for approve")
@click.option(
    "--plan", "file", type=click.Path(path_type=Path, dir_okay=False), help="What -o has written, and was approved."
)
@approval_option
@policy_option
@database_option
@runner_option
@answer_option
@lock_timeout_option
def accept(
    org: str,
    asker: str,
    note: str,
    out: Path | None,
    file: Path | None,
    approval_files: tuple[Path, ...],
    policy_file: str,
    db: str,
    actor: str | None,
    form: str,
    lock_timeout: float,
) -> None:
    """Write audit entries for the rows of ORG that no apply has written. Not one row changes.

    Until then nothing of the org can be planned. Afterwards a plan shows the way back, unless the manifests say what was
    done. Where the policy requires approvals, it needs those that a plan of it would have needed: -o writes it down, approve
    approves it, --plan and --approval bring both. Exit codes: 0 accepted, or nothing differs; 11 not approved; 12 what differs is
    not what was approved; 14 the rows are damaged, or the log differs, too.
    """
    person, why = key_of(asker), plain(note, "--note")
    if not why.strip() and out is None:
        raise WrongUsage("--note says nothing", hint="say why: --note 'the platform was down'")
    if approval_files and file is None:
        raise WrongUsage("approvals are of a plan", hint="add --plan FILE: what -o has written")
    with answered(form), contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        at = terminal.now()
        rules, policy, _ = held(policy_file)
        who, until = terminal.actor(actor or person), terminal.later(at, policy.plan_days)
        header = Header(
            store.lineage, at, until, who.name, TOOL, policy=policy.digest, asked_by=person, learnt=who.learnt
        )
        attempt = Attempt(who.name, at, terminal.run_name(at), policy, (person,), who.learnt)
        key = chosen(store, org, gone=True)
        if out is not None:
            _write_down(as_plan(store, key, header, attempt), key, out)
            return
        agreed_on = None
        if file is not None:
            made = plan_in(file)
            agreed_on = Agreed(made, agreed(made, rules, approval_files))
        done = accept_drift(store, key, header, attempt, why, agreed_on)
    if form == "json":
        terminal.say_json(_document(done))
    else:
        _say(done, person)


def _write_down(made: Plan | None, org: str, out: Path) -> None:
    if made is None:
        terminal.say([f"{visible(org)} is as it was last applied; nothing is to be accepted."])
        return
    save(made, out)
    terminal.say(
        [
            *plan_lines(made, plan_name(made)),
            f"Nothing is accepted yet. Approve it: reconciler approve {visible(str(out))}",
        ]
    )


def _say(done: Accepted, person: str) -> None:
    platform, org = load(done.org.partition("/")[0]), visible(done.org)
    if not done.changes:
        terminal.say([f"{org} is as it was last applied; nothing is to be accepted."])
        return
    terminal.say(f"{sign(change, platform)} {sentence(change, platform)}" for change in done.changes)
    terminal.say_problems(problem._replace(severity=Severity.WARNING) for problem in done.problems)
    refusals = [result for result in done.guards if result.refuses]
    terminal.say(f"  A plan of this would be refused by {visible(r.guard)}: {visible(r.message)}" for r in refusals)
    rows = counted(len(done.changes), "row")
    terminal.say([f"{org}: {rows} accepted as drift by {visible(person)}; now at serial {done.serial}"])


def _document(done: Accepted) -> Json:
    accepted: list[Json] = [
        {"address": str(c.address), "action": c.action.value, "applied": c.before, "stored": c.after}
        for c in done.changes
    ]
    return {
        "org": done.org,
        "serial": done.serial,
        "accepted": accepted,
        "refused_by": [result.guard for result in done.guards if result.refuses],
        "problems": [problem_document(problem) for problem in done.problems],
    }

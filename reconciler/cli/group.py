"""The group of all verbs, as Click has it, and what Click says of a command line.

One module per group of verbs. Commands are imported when they are run, and their one-line helps stand here, so that
``--help`` imports nothing but click. To add a verb: a click command in one of the modules and a line in
:data:`COMMANDS`.
"""

from __future__ import annotations

import importlib
import re
import sys
from typing import Any

import click

from reconciler.cli import streams

COMMANDS = {
    "init": ("storing:init", "Make an empty store in a new database."),
    "grants": ("granting:grants", "Print the SQL that makes PostgreSQL roles with no right to spare."),
    "validate": ("reading:validate", "Check manifests without a store."),
    "plan": ("plan:plan", "Show what the manifests would change."),
    "show": ("planning:show", "Show a saved plan."),
    "select": ("selecting:select", "Take a part of a saved plan."),
    "approve": ("approving:approve", "Approve a saved plan."),
    "approvals": ("approving:approvals", "Show which approvals a saved plan needs and has."),
    "apply": ("apply:apply", "Make the changes of a plan."),
    "codeowners": ("codeowning:codeowners", "Write CODEOWNERS: who may approve what, by file."),
    "drift": ("drifting:drift", "Say where the store is not as it was last applied."),
    "migrate": ("storing:migrate", "Bring an older store up to date."),
    "backup": ("backups:backup", "Copy the whole store into a file."),
    "restore": ("backups:restore", "Put a backup in the place of the store."),
    "erase": ("erasing:erase", "Forget a person in the audit log of an org."),
    "history": ("past:history", "List what was done to an org, run by run."),
    "diff": ("past:diff", "Say what differs between two moments of an org."),
    "blame": ("blaming:blame", "Say who made a row what it is, by which run, plan and commit."),
    "revert": ("reverting:revert", "Plan to take back what a run did."),
    "state": ("states:state", "Show the state of an org, now or at a past moment, or answer for drift."),
    "calendar": ("calendar:calendar", "List what begins and ends by itself."),
    "invite": ("lifecycle:invite", "Make invitations for members who have not come in yet."),
    "accept": ("lifecycle:accept", "Follow an invitation."),
    "sign-up": ("lifecycle:sign_up", "Come in without an invitation, where the org lets you."),
    "join": ("lifecycle:join", "Join a project, dataset or ontology, where the platform lets you."),
    "confirm": ("closing:confirm", "List what is to be done by hand, and say that it has been."),
    "use": ("using:use", "Choose the org that commands speak of."),
    "org": ("closing:org", "Delete an org, with everything in it."),
    "list": ("lists:list_", "List users, teams, projects and whatever else an org has."),
    "access": ("asking:access", "Show what a person can reach, or who can reach a thing."),
    "why": ("asking:why", "Say why a person can reach a thing, or why not."),
    "graph": ("graphing:graph", "Draw who is in what and reaches what: as text, Mermaid, DOT or SVG."),
    "who": ("asking:who", "Say who may do something."),
    "eligible": ("asking:eligible", "List who may be given tasks."),
    "report": ("reports:report", "Show overview, users, credits, plan updates, activity, or who has what."),
    "access-review": ("reviewing:access_review", "Turn a reviewed list of who has what into an edit of the manifests."),
    "fmt": ("editing:fmt", "Write manifests in their usual order."),
    "member": ("members:member", "Edit who is in an org, in the manifest files."),
    "team": ("members:team", "Edit the teams of an org, in the manifest files."),
    "merge-driver": ("editing:merge_driver", "Merge two edits of one manifest, for Git."),
    "facts": ("facts:facts", "Take in and give out what was observed: credits, plans, storage, activity, tasks."),
    "export": ("storing:export", "Write manifests from the stored state."),
    "audit": ("auditing:audit", "List what was done, by whom, under which plan; or verify and prove it."),
    "site": ("site:site", "Make a website of what is stored."),
    "explain": ("explaining:explain", "Say what a problem, a guard or an exit code means, and what to do."),
    "vocabulary": ("vocabulary:vocabulary", "Show the words and rules of the platforms."),
    "schema": ("reading:schema", "Write the JSON Schema of manifests and policies."),
    "completion": ("reading:completion", "Print the shell completion script."),
}


class LazyGroup(click.Group):
    """Lists commands from :data:`COMMANDS` and imports one only when it is run or asked for its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself; imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(f"reconciler.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs with their one-line helps, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, help_) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option("0.1.0", prog_name="reconciler")
@click.option(
    "--redact",
    is_flag=True,
    help="Show people under pseudonyms, by the secret in RECONCILER_REDACT_KEY; files written with -o, --out stay whole, but for pictures.",
)
@click.option("-q", "--quiet", is_flag=True, help="Show no progress, not even on a terminal.")
@click.option(
    "--limits",
    envvar="RECONCILER_LIMITS",
    default="",
    metavar='"NAME=N …"',
    help='Raise limits of size, for large organizations: "members=500000 changes=2000000". Also RECONCILER_LIMITS.',
)
def cli(redact: bool, quiet: bool, limits: str) -> None:  # quiet is read by progress
    """Organization-as-code for annotation and data platforms.

    Manifests say who belongs where, plan shows what would change, apply makes exactly that change and records it.
    """
    if redact:
        from reconciler.cli.redacting import begin  # lazy: --help shows nobody

        begin()
    if limits:
        from reconciler.cli.limiting import in_force  # lazy: most organizations are small

        click.get_current_context().with_resource(in_force(limits))


def answer(arguments: list[str] | None, *, tried: bool) -> int:
    """Run the verb that is asked for, and return the exit code. *tried*: the short way has seen that something is new."""
    _refuse_empty(sys.argv[1:] if arguments is None else arguments)
    try:
        said: Any = cli.main(
            args=arguments,
            prog_name="reconciler",
            standalone_mode=False,
            terminal_width=_width_of_help(),
            obj=tried,
        )
    except click.ClickException as error:
        from reconciler.cli.terminal import show_usage  # lazy: --help needs none of it

        show_usage(error)
        return 64
    except click.Abort:
        raise KeyboardInterrupt from None
    return said if isinstance(said, int) else 0


def _width_of_help() -> int:
    """As Click has it: lines that the eye can follow."""
    return max(min(streams.columns(), 100) - 2, 50)


_MAY_BE_EMPTY = "--below"
"""The option whose empty value means something: the manifests are in the root of their repository."""

_AN_OPTION = re.compile("-[a-zA-Z]|--[a-z][a-z-]*")


def _refuse_empty(words: list[str]) -> None:
    """An empty word is a shell variable that was not set, and what is left out means this folder, this org, or now."""
    for before, word in zip(["", *words], words, strict=False):
        option, sign, value = word.partition("=")
        if word and not (sign and not value and option.startswith("--")):
            continue
        behind = option or before
        if behind == _MAY_BE_EMPTY:
            continue
        from reconciler.errors import WrongUsage  # lazy: as above

        alone = _AN_OPTION.fullmatch(behind) is not None  # --db=URL has its value, and -- and -oFILE take none
        where = f"what stands behind {behind}" if alone else "a word of the command line"
        raise WrongUsage(f"{where} is empty", hint="leave it out, or set the shell variable that it comes from")

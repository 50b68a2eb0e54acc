"""What can be said on the command line of several verbs: their options, and nothing that takes long to import.

What an option means is the business of the room that takes it. An option of one verb stands with the verb.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from reconciler.cli import streams
from reconciler.cli.paths import STDOUT
from reconciler.cli.terminal import DEFAULT_DATABASE
from reconciler.shards import EVERY, Shard
from reconciler.stores.masking import holds_password

FINDING_FORMS = ("sarif", "junit", "github", "gitlab")
PLAN_FORMS = (*FINDING_FORMS, "html", "gitlab-terraform")

F = TypeVar("F", bound=Callable[..., Any])


def _unseen(context: click.Context, option: click.Parameter, url: str) -> str:
    """Warn about a password that everybody on this computer sees in the list of processes (T190)."""
    if context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE and holds_password(url):
        click.echo(
            "warning: others on this computer can read the password in --db; put the URL into RECONCILER_DB", err=True
        )
    return url


def _shard(context: click.Context, option: click.Parameter, given: str | None) -> Shard:
    try:
        return Shard.parse(given) if given is not None else EVERY
    except ValueError:
        raise click.BadParameter("write 3/8 for the third of eight parts; there is no ninth") from None


database_option = click.option(
    "--db",
    callback=_unseen,
    envvar="RECONCILER_DB",
    default=DEFAULT_DATABASE,
    show_default=True,
    metavar="URL",
    help="The store: sqlite:///FILE or postgresql://…; also RECONCILER_DB (better there: URLs may hold passwords).",
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="How to write the answer.",
)
actor_option = click.option(
    "--actor",
    envvar="RECONCILER_ACTOR",
    metavar="NAME",
    help="Who runs this, for guards and audit: a claim; also RECONCILER_ACTOR. Default: CI's user, or this computer's.",
)
lock_timeout_option = click.option(
    "--lock-timeout",
    type=click.FloatRange(min=0),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for somebody else's apply.",
)


org_option = click.option(
    "--org",
    envvar="RECONCILER_ORG",
    default="",
    metavar="ORG",
    help="The org: a slug or platform/slug; also RECONCILER_ORG. Default: the one chosen with use.",
)
as_option = click.option(
    "--as",
    "asker",
    envvar="RECONCILER_AS",
    default="",
    metavar="PERSON",
    help="Who asks for it, as known on the platform; also RECONCILER_AS. Default: the author of the commit.",
)
policy_option = click.option(
    "--policy",
    "policy_file",
    envvar="RECONCILER_POLICY",
    default="",
    metavar="[REV:]FILE",
    help="The policy file; with REV: as it is at that commit, such as origin/main:policy.yaml. Also RECONCILER_POLICY.",
)
approval_option = click.option(
    "--approval",
    "approval_files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="An approval of this plan; may be given several times.",
)
checkpoint_key_option = click.option(
    "--checkpoint-key",
    "keys",
    envvar="RECONCILER_CHECKPOINT_KEY",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The private key that signs checkpoints (Ed25519, as OpenSSH keeps it); also RECONCILER_CHECKPOINT_KEY. Given twice: both sign.",
)
base_option = click.option(
    "--base",
    metavar="REV|DIR",
    help="Say of each change whether it is asked for since this commit (or folder), or is drift, or comes by a date.",
)
enforce_option = click.option(
    "--enforce-actor", is_flag=True, help="Refuse what whoever asks may not do on the platform, instead of warning."
)

refresh_option = click.option(
    "--refresh", is_flag=True, help="Compare every org with the store, also those whose manifests are as last applied."
)
shard_option = click.option(
    "--shard",
    callback=_shard,
    envvar="RECONCILER_SHARD",
    metavar="I/N",
    help="Only the I-th of N parts of all orgs, for machines that work side by side: which part an org is in never changes. Also RECONCILER_SHARD.",
)
below_option = click.option(
    "--below",
    metavar="FOLDER",
    help="For annotations: where the manifests are in the repository. Default: the PATH, if there is one.",
)


def answer_out(says: str) -> Callable[[F], F]:
    """``-o`` of a verb whose answer goes there: ``-`` is where it goes without it."""
    return _out(says, lambda out: None if out == STDOUT else out)


def document_out(says: str, *, required: bool = False) -> Callable[[F], F]:
    """``-o`` of a verb that writes a file and speaks of it: behind ``-`` it speaks on standard error."""

    def apart(out: Path | None) -> Path | None:
        if out == STDOUT:
            streams.apart()
        return out

    return _out(says, apart, required=required)


def _out(says: str, taken: Callable[[Path | None], Path | None], *, required: bool = False) -> Callable[[F], F]:
    return click.option(
        "-o",
        "--out",
        required=required,
        type=click.Path(path_type=Path, dir_okay=False),
        callback=lambda _, __, out: taken(out),
        help=f"{says}; - is standard output.",
    )


def format_among(forms: Sequence[str]) -> Callable[[F], F]:
    """The option of a verb that can be asked for these forms, too."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json", "markdown", *forms]),
        default="text",
        show_default=True,
        help="How to write the answer.",
    )


def selector_options(command: F) -> F:
    """The options that choose: ``--only``, ``--exclude``, ``--safe``."""
    only = click.option(
        "--only",
        multiple=True,
        metavar="KEY=VALUE",
        help="Only these changes and what they need: org, team, person, kind, file or change. Several add up.",
    )
    exclude = click.option(
        "--exclude", multiple=True, metavar="KEY=VALUE", help="Not these changes, and nothing that needs them."
    )
    safe = click.option(
        "--safe", is_flag=True, help="Only what adds: it takes nothing from anybody and gives nobody power."
    )
    return only(exclude(safe(command)))

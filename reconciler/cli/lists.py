"""The verb ``list``: what an org has, or which orgs there are; for somebody, what they may see."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import click

from reconciler.access import reachable_kinds
from reconciler.canonical import Json
from reconciler.cli import watching
from reconciler.cli.answering import asked, at_option, form_option, show
from reconciler.cli.options import database_option, org_option
from reconciler.cli.orgs import key_of
from reconciler.errors import WrongUsage
from reconciler.listing import SEEN_BY, Wanted, listed, orgs
from reconciler.lookup import kind_named, plural
from reconciler.model import Head, OrgKey, State
from reconciler.render import tables
from reconciler.stores.base import Store
from reconciler.text import visible
from reconciler.vocabulary import Platform, load

seen_by_option = click.option(
    "--as",
    "asker",
    envvar="RECONCILER_AS",
    default="",
    metavar="PERSON",
    help="Only what this person may see on the platform; also RECONCILER_AS. Default: everything.",
)


@click.command("list")
@click.argument("what")
@click.option(
    "--status",
    type=click.Choice(["active", "invited", "expired", "deactivated", "all"]),
    help="Of people: only these. Default: all but the deactivated.",
)
@click.option("--owner", default="", metavar="PERSON", help="Only what this person owns.")
@click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only projects with this tag; may be repeated.")
@click.option("--mine", is_flag=True, help="Only what the person of --as owns or was invited to.")
@seen_by_option
@org_option
@at_option
@database_option
@form_option
def list_(
    what: str,
    status: str | None,
    owner: str,
    tags: tuple[str, ...],
    mine: bool,
    asker: str,
    org: str,
    day: str,
    db: str,
    form: str,
) -> None:
    """List what an org has. WHAT: users, groups, teams, projects, datasets, invitations, orgs.

    With --as, what that person may not see on the platform is left out.
    """
    person = key_of(asker) if asker else ""
    if mine and not person:
        raise WrongUsage("--mine needs to know whose", hint="add --as PERSON")
    if what.casefold() in ("org", "orgs", "organization", "organizations"):
        with contextlib.closing(watching.opened(db)) as store:
            table = orgs(_heads(store), {name: load(name) for name in _platforms(store)}, person)
        show(form, "Organizations", table, {"orgs": tables.json_rows(table), "notes": list(table.notes)})
        return
    found = asked(db, org, day)
    kind = kind_named(what, SEEN_BY, found.platform)
    wanted = Wanted(kind, status or "", key_of(owner) if owner else "", tags, mine, person)
    _refuse_what_does_not_fit(wanted, found.platform)
    table = listed(wanted, found.state, found.platform, found.statuses, found.at)
    title = f"{plural(found.platform.term(kind))} of {found.where}: {len(table.rows)}"
    document: Json = {**found.head, "kind": kind, "rows": tables.json_rows(table), "notes": list(table.notes)}
    show(form, visible(title), table, document)


def _refuse_what_does_not_fit(wanted: Wanted, platform: Platform) -> None:
    """A filter that says nothing about this kind would be a list of something else."""
    kind = wanted.kind
    if wanted.status and kind != "member":
        raise WrongUsage(
            f"--status is of people, not of a {platform.term(kind)}", hint="ask for people: reconciler list users"
        )
    if wanted.tags and (kind != "project" or "project_tag" in platform.absent):
        raise WrongUsage(f"a {platform.term(kind)} of {platform.title} has no tags", hint="leave --tag out")
    fields = {"project", "dataset", "ontology"}
    if wanted.owner and (kind not in fields or f"{kind}.owner" in platform.absent):
        raise WrongUsage(f"a {platform.term(kind)} of {platform.title} has no owner", hint="leave --owner out")
    if wanted.mine and kind not in reachable_kinds():
        raise WrongUsage(f"a {platform.term(kind)} is nobody's own", hint="leave --mine out")


def _heads(store: Store) -> Iterator[tuple[OrgKey, Head, State]]:
    return ((key, head, store.state(key)) for key, head in store.heads().items())


def _platforms(store: Store) -> set[str]:
    return {key.partition("/")[0] for key in store.heads()}

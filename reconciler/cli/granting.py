"""The verb that prints the roles of a PostgreSQL server: ``grants``. It prints and does nothing."""

from __future__ import annotations

import click

from reconciler.cli import terminal
from reconciler.errors import WrongUsage
from reconciler.text import NameRefused, identity_key, visible
from reconciler.vocabulary import platform_names


@click.command()
@click.option(
    "--org",
    "orgs",
    multiple=True,
    metavar="PLATFORM/ORG",
    help="Also roles that see this org alone; may be repeated. Name all of them each time.",
)
@click.option("--prefix", default="reconciler", show_default=True, help="What the names of the roles begin with.")
def grants(orgs: tuple[str, ...], prefix: str) -> None:
    """Print the SQL that makes PostgreSQL roles for plan (reads), apply, audit and erase, with no right to spare.

    Give it to psql as the owner of the tables. None of the roles may change or delete what the audit log holds.
    """
    from reconciler.stores.sql.grants import statements  # lazy: SQLAlchemy costs 0.2 s

    terminal.say(statements([_org(org) for org in orgs], _prefix(prefix)))


def _org(given: str) -> str:
    """The key of an org; it need not be there yet."""
    platform, slash, slug = given.partition("/")
    try:
        key = identity_key(slug)
    except NameRefused as reason:
        raise WrongUsage(f"{visible(given)}: the slug {reason}", hint="write platform/slug") from None
    if not slash or platform not in platform_names():
        raise WrongUsage(
            f"{visible(given)} is not platform/slug", hint=f"the platforms are: {', '.join(sorted(platform_names()))}"
        )
    return f"{platform}/{key}"


def _prefix(given: str) -> str:
    if not given.isascii() or not given.isidentifier() or given != given.lower() or len(given) > 20:  # noqa: PLR2004 - said below
        raise WrongUsage(f"{visible(given)} cannot begin the name of a role", hint="write at most 20 of a-z, 0-9 and _")
    return given

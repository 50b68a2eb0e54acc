"""The verb ``report``: what an admin looks at and an auditor signs, as tables, JSON, CSV and Parquet.

To add a report: its module in ``reports`` and one command here.
"""

from __future__ import annotations

import click

from reconciler.canonical import Attrs
from reconciler.cli.answering import at_option
from reconciler.cli.reporting import (
    Wish,
    added_up,
    explained,
    facts_of,
    opened,
    people_of,
    powers_of,
    projects_of,
    put,
    query_of,
    range_options,
    refuse_parts,
    report_options,
    reviewed,
    span_of,
    user_key,
)
from reconciler.facts import FactQuery
from reconciler.model import Action, Address
from reconciler.reports import access_review, activity, credit_activity, overview, plan_updates, readers, users
from reconciler.stores.base import AuditQuery


@click.group()
def report() -> None:
    """Show what an admin looks at and an auditor signs. Changes nothing."""


@report.command("overview")
@report_options
@at_option
def overview_(wish: Wish) -> None:
    """Name, owner and plan of ORG, what is used of what is included, and the credits left."""
    with opened(wish) as (store, found):
        refuse_parts("overview", wish, found)
        storage = overview.stored(facts_of(store, query_of(found, "storage")))
        used = overview.Used(storage, added_up(store, query_of(found, "credit")))
        made = overview.overview(found.org, found.state, found.platform, found.statuses.values(), used)
        put(made, wish, found.head)


@report.command("users")
@report_options
@at_option
def users_(wish: Wish) -> None:
    """The people of ORG: role, status, teams, experience, since when, and when they were last active."""
    with opened(wish) as (store, found):
        powers = powers_of("users", wish, found)

        def shown(address: Address, attrs: Attrs) -> bool:
            return powers is None or readers.sees("users", wish.asker, powers, address, attrs)

        made = users.users(found.org, found.state, found.platform, people_of(store, found), shown)
        put(made, wish, found.head)


@report.command("access-review")
@report_options
@at_option
def access_review_(wish: Wish) -> None:
    """Who has what in ORG, since when, through which path, last active, approved by whom; with a column to decide in."""
    with opened(wish) as (store, found):
        refuse_parts("access-review", wish, found)
        put(access_review.access_review(reviewed(store, found)), wish, found.head)


@report.command("credits")
@report_options
@range_options
@click.option("--job-type", "job_types", multiple=True, metavar="TYPE", help="Only jobs of this type; may be repeated.")
@click.option(
    "--user", "people", multiple=True, metavar="PERSON", help="Only of this user, or of System; may be repeated."
)
def credits_(
    wish: Wish,
    since: str,
    until: str,
    job_types: tuple[str, ...],
    people: tuple[str, ...],
) -> None:
    """Purchases, spending and refunds of credits in ORG, with the balance after each.

    The balance is that of the org, also where a filter leaves transactions out.
    """
    named = [*map(user_key, people)]
    wanted = credit_activity.Wanted(frozenset(job_types), frozenset(named))
    where = (*(("job_type", text) for text in job_types), *(("actor", key) for key in named))
    span = span_of(since, until)
    with opened(wish) as (store, found):
        refuse_parts("credits", wish, found)
        query = query_of(found, "credit", span)
        before = 0
        if since:  # at the end, without what has come since then
            before = (added_up(store, query._replace(since="")) or 0) - (added_up(store, query) or 0)
        made = credit_activity.credit_activity(found.org, facts_of(store, query), before, wanted)
        put(explained(made, store, query._replace(where=where), whole=True), wish, found.head)


@report.command("plan-updates")
@report_options
@range_options
def plan_updates_(wish: Wish, since: str, until: str) -> None:
    """What ORG had bought after each change of its plan; what an update does not speak of stays what it was."""
    span = span_of(since, until)
    with opened(wish) as (store, found):
        refuse_parts("plan-updates", wish, found)
        query = query_of(found, "plan_update", span)
        rows = facts_of(store, FactQuery(found.org, "plan_update"))
        home = next(address for address in found.state if address.kind == "org")
        log = store.audit(AuditQuery(org=found.org, address=str(home)))
        created = next((entry.at for entry in log if entry.action is Action.CREATE), "")
        plan = overview.bought(overview.plan_of(found.state[home].attrs), found.platform)
        made = plan_updates.plan_updates(rows, query, created, plan)
        put(explained(made, store, query, whole=False), wish, found.head)


@report.command("activity")
@report_options
@range_options
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only activity of this type; may be repeated.")
@click.option("--member", "people", multiple=True, metavar="PERSON", help="Only of this member; may be repeated.")
@click.option("--project", "projects", multiple=True, metavar="NAME", help="Only in this project; may be repeated.")
@click.option("--by-member", is_flag=True, help="A row for each member, named in a last column.")
def activity_(
    wish: Wish,
    since: str,
    until: str,
    types: tuple[str, ...],
    people: tuple[str, ...],
    projects: tuple[str, ...],
    by_member: bool,
) -> None:
    """What the members of ORG did, a row a day for each type, project and task, over all projects."""
    span = span_of(since, until)
    chosen = (("type", types), ("member", tuple(map(user_key, people))), ("project", projects))
    where = tuple((field, text) for field, texts in chosen for text in texts)
    with opened(wish) as (store, found):
        powers = powers_of("activity", wish, found)
        query = query_of(found, "activity", span)._replace(where=where)
        totals = store.totals(query, activity.BY_MEMBER if by_member else activity.BY)
        shown = projects_of("activity", wish, found, powers)
        made = activity.activity(found.org, totals, shown, by_member=by_member)
        whole = powers is None or readers.sees_all("activity", wish.asker, powers)
        put(explained(made, store, query, whole=whole), wish, found.head)

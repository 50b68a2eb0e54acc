"""What questions about one org share: the org as of a day, options, and how an answer that is a table is shown.

What happened on a day is read off the audit log: the state as of its end is the fold of all entries until then. No
verb stands here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import NamedTuple

import click

from reconciler import lifecycle
from reconciler.canonical import Json
from reconciler.cli import terminal, watching
from reconciler.cli.orgs import chosen
from reconciler.errors import WrongUsage
from reconciler.fold import fold
from reconciler.model import OrgKey, State
from reconciler.render import tables
from reconciler.render.markdown import code
from reconciler.render.tables import Table
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import visible
from reconciler.vocabulary import Platform, load

AWAY = {"deactivated": "is deactivated", "invited": "has not come in yet", "expired": "did not follow the invitation"}

at_option = click.option(
    "--at",
    "day",
    default="",
    metavar="DATE",
    help="As of the end of this date, or of a moment (UTC); read off the audit log.",
)
FORMS = ["text", "json", "markdown"]
form_option = click.option(
    "--format",
    "form",
    type=click.Choice([*FORMS, "csv"]),
    default="text",
    show_default=True,
    help="How to write the answer.",
)
sentences_option = click.option(
    "--format", "form", type=click.Choice(FORMS), default="text", show_default=True, help="How to write the answer."
)


class Asked(NamedTuple):
    """One org as of a moment; ``day`` is what was asked for, empty for now."""

    org: OrgKey
    state: State
    platform: Platform
    at: str
    day: str = ""

    @property
    def statuses(self) -> dict[str, str]:
        """How far each member has come in."""
        people = (address for address in self.state if address.kind == "member")
        return {a.key[0]: lifecycle.status(a, self.state, self.platform, self.at) for a in people}

    @property
    def head(self) -> dict[str, Json]:
        """What every answer in JSON begins with."""
        return {"org": self.org, "at": self.at}

    @property
    def where(self) -> str:
        """The org, for people; with the day, if it is not today."""
        return visible(self.org) + (f" as of {visible(self.day)}" if self.day else "")


def asked(db: str, named: str, day: str) -> Asked:
    """What the store says of the org that is named or chosen, now or at the end of a day."""
    with contextlib.closing(watching.opened(db)) as store:
        return asked_of(store, named, day)


def asked_of(store: Store, named: str, day: str) -> Asked:
    """The same, of a store that is open already."""
    at = terminal.moment(day, "23:59:59") or terminal.now()
    org = chosen(store, named, gone=bool(day))
    state = fold(store.audit(AuditQuery(org=org, until=at))) if day else store.state(org)
    if not state:
        raise was_not_there(store, org, day)
    return Asked(org, state, load(org.partition("/")[0]), at, day)


def was_not_there(store: Store, org: OrgKey, day: str) -> WrongUsage:
    """The refusal to speak of an org on a day on which there was none."""
    first = next(iter(store.audit(AuditQuery(org=org))), None)
    hint = f"its first entry is of {first.at}" if first is not None else ""
    return WrongUsage(f"{visible(org)} was not there on {visible(day)}", hint=hint)


def show(form: str, title: str, table: Table, document: Json, more: Sequence[str] = ()) -> None:
    """An answer that is a table: a title, the rows, and sentences about them."""
    if form == "json":
        terminal.say_json(document)
    elif form == "csv":
        terminal.say(tables.csv_lines(table))
    elif form == "markdown":
        terminal.say(
            [f"### {code(title)}", "", *tables.markdown_lines(table), *(["", *map(item, more)] if more else [])]
        )
    else:
        terminal.say([title, *tables.text_lines(table), *more])


def item(sentence: str) -> str:
    """A sentence as a list item of Markdown."""
    return f"- {code(sentence)}"

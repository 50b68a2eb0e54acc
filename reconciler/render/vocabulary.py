"""What a platform's vocabulary states, as tables: for ``vocabulary show`` and for the documentation, the same.

A :class:`Part` is one table under one heading. Cells are texts in which backticks mark what is written or shown by the
program; Markdown keeps them, a terminal and JSON do without. Everything here is the program's own data, so nothing
passes ``visible``. How platforms differ from each other is ``comparison``'s business.

To show one more thing a vocabulary states: one function that yields rows, and its part in :func:`platform_parts`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reconciler.canonical import Json
from reconciler.kinds import kinds
from reconciler.rules import RULES
from reconciler.statements import Key, Match, Route
from reconciler.text import indefinite
from reconciler.vocabulary import OTHER_HOLDERS, Platform

NOTE = re.compile(r"\s*\((?:[A-Z]\d+(?:-\d+)?(?:, )?)+\)")
"""Numbers of the design notes, in brackets at the end of a docstring's sentence."""

NOTHING = "—"
"""What stands in a comparison where a platform does not have it."""

Row = tuple[str, ...]


class Part(NamedTuple):
    """One table: a word for programs, a heading for people, the names of the columns, the rows."""

    name: str
    heading: str
    columns: Row
    rows: tuple[Row, ...]


# --- words for cells --------------------------------------------------------------------------------------------------


def doc(thing: object) -> str:
    """The first paragraph of a docstring, without numbers of design notes."""
    return NOTE.sub("", " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split()))


def code(text: object) -> str:
    """*text* as it is written; nothing for nothing."""
    return f"`{_said(text)}`" if text not in ("", None) else ""


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _pairs(values: Iterable[tuple[str, object]]) -> str:
    return ", ".join(f"{name} {code(value)}" for name, value in values)


def leaving(platform: Platform) -> str:
    """What becomes of somebody who leaves."""
    kept = ", ".join(code(f"{name}: {_said(value)}") for name, value in platform.leaving.set.items())
    return f"gets {kept}: {platform.leaving.says}" if kept else f"is {platform.leaving.says}"


def arriving(platform: Platform) -> str:
    """How long an invitation is good, how often it can be sent, and what a newcomer without a team gets."""
    if platform.arrival is None:
        return "no invitations"
    team = f"; without a team: in {code(platform.arrival.team)}" if platform.arrival.team else ""
    return (
        f"an invitation is good for {platform.arrival.days} days, and sent at most {platform.arrival.times} times{team}"
    )


def declared(platform: Platform) -> list[str]:
    """The kinds a manifest of the platform may declare, parents first."""
    return [kind for kind, shape in kinds().items() if not shape.recorded and kind not in platform.absent]


def holders(platform: Platform) -> list[str]:
    """Who holds a capability there: words of fields in the order of the vocabulary, then flags, then the others."""
    used = {holder for ability in platform.capabilities for holder in ability.by}
    ranked = [f"{field.partition('.')[0]}.{word}" for field, words in platform.ranks.items() for word in words]
    known = [holder for holder in dict.fromkeys(ranked) if holder in used]
    flags = sorted(used - {*known, *OTHER_HOLDERS})
    return [*known, *flags, *(holder for holder in OTHER_HOLDERS if holder in used)]


def names_of(key: Key | None) -> str:
    """What names of a kind look like; nothing where the name is that of something else."""
    if key is None:
        return ""
    return key.says or ("an e-mail address" if key.type == "email" else "any visible name")


def argued(args: Mapping[str, object]) -> str:
    """The arguments of a rule."""
    return _pairs((name.replace("_", " "), _flat(value)) for name, value in args.items())


def _flat(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_flat(held)}" for name, held in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


# --- one platform -----------------------------------------------------------------------------------------------------


def platform_parts(platform: Platform) -> list[Part]:
    """Everything one vocabulary states, table by table; a table without rows is left out."""
    parts = [
        Part(
            "terms",
            "What things are called",
            ("kind", "here", "section", "names", "source"),
            tuple(_terms(platform)),
        ),
        Part("words", "Words", ("field", "rank", "word", "gives", "on the wire", "source"), tuple(_words(platform))),
        Part("defaults", "Values nobody has to write", ("field", "value", "where", "source"), tuple(_values(platform))),
        Part("limits", "Limits", ("field", "takes", "source"), tuple(_limits(platform))),
        Part("subjects", "Whom access is given to", ("kind", "written", "is", "source"), tuple(_subjects(platform))),
        Part("reach", "Access without a grant, and its bounds", ("what", "says", "source"), tuple(_reach(platform))),
        Part("people", "Coming and leaving", ("what", "says", "source"), tuple(_people(platform))),
        Part("absent", "Not here", ("kind or field", "because", "source"), tuple(_absent(platform))),
        Part("routes", "How changes are made", ("kind", "change", "mode", "says", "source"), tuple(_routes(platform))),
        Part("renaming", "Other names", ("kind", "mode", "says", "source"), tuple(_renaming(platform))),
        Part("rules", "Rules", ("rule", "says", "with", "source"), tuple(_rules(platform))),
        Part(
            "capabilities",
            "Who may what",
            ("capability", *map(_holder, holders(platform)), "says", "source"),
            tuple(_capabilities(platform)),
        ),
        Part(
            "differences",
            "Where the documents and the platform differ",
            ("documents", "platform", "holds here", "source"),
            tuple((fact.seed, fact.real, fact.holds, fact.source) for fact in platform.differences),
        ),
        Part(
            "facts",
            "Columns of facts in its own files",
            ("kind", "columns", "passed over", "not over yet", "source"),
            tuple(_facts(platform)),
        ),
    ]
    return [part for part in parts if part.rows]


def _facts(platform: Platform) -> Iterator[Row]:
    for fact in platform.facts:
        columns = ", ".join(f"{code(name)} is {code(column)}" for name, column in fact.columns.items())
        pending = "; ".join(f"{code(name)}: {', '.join(map(code, words))}" for name, words in fact.pending.items())
        yield code(fact.kind), columns, ", ".join(map(code, fact.ignores)), pending, fact.source


def _terms(platform: Platform) -> Iterator[Row]:
    for kind in declared(platform):
        key = platform.keys.get(kind)
        section = platform.section(kind)
        yield kind, platform.term(kind), code(section and f"{section}:"), names_of(key), key.source if key else ""


def _words(platform: Platform) -> Iterator[Row]:
    for field, known in platform.words.items():
        for rank, word in enumerate(known, 1):
            default = ["the default"] if platform.defaults.get(field) == word.word else []
            power = ["admin"] if word.admin else ["power"] if word.elevated else []
            yield code(field), str(rank), code(word.word), ", ".join([*default, *power]), code(word.wire), word.source


def _values(platform: Platform) -> Iterator[Row]:
    for field, value in platform.defaults.items():
        yield code(field), code(value), "where nothing is said", ""
    for fact in platform.fixed:
        where = f"always, where {_pairs(fact.when.items())}"
        for name, value in fact.set.items():
            yield code(f"{fact.kind}.{name}"), code(value), where, fact.source


def _limits(platform: Platform) -> Iterator[Row]:
    for field, span in platform.ranges.items():
        yield code(field), f"{span.min} to {span.max}", span.source


def _subjects(platform: Platform) -> Iterator[Row]:
    for kind, forms in platform.subjects.items():
        for form in forms:
            key = platform.keys.get("member") if form.names == "member" else None
            written = names_of(key) if key else code(form.pattern.replace("(.+)", "NAME").replace(".+", "NAME"))
            named = form.names if form.names not in kinds() else platform.term(form.names)
            yield kind, written, named, form.source


def _reach(platform: Platform) -> Iterator[Row]:
    for fact in platform.access:
        roles = " and ".join(map(code, fact.roles))
        yield f"{roles} on every {platform.term(fact.to)}", f"{code(fact.level)}: {fact.says}", fact.source
    for cap in platform.caps:
        grant = platform.term(cap.grant)
        yield f"{grant} of the org", f"gives a member no more than {code(cap.field)}", cap.source
    for kind, level in platform.joins.items():
        yield f"joining {indefinite(platform.term(kind))}", f"gives {code(level)}", ""


def _people(platform: Platform) -> Iterator[Row]:
    if platform.arrival is not None:
        yield "who comes in", arriving(platform), platform.arrival.source
    yield "who leaves", leaving(platform), platform.leaving.source


def _absent(platform: Platform) -> Iterator[Row]:
    for name, fact in platform.absent.items():
        yield code(name), fact.says, fact.source


def _routes(platform: Platform) -> Iterator[Row]:
    for route in platform.routes:
        yield route.kind, changed(route, platform), route.mode.value, route.says, route.source


def key_words(match: Route, platform: Platform) -> str:
    """Which keys a route is for; a subject as manifests write it: ``group:*``."""
    names, colon, name = match.key.partition(":")
    forms = [form.pattern for form in platform.subjects.get(match.kind, ()) if colon and form.names == names]
    return forms[0].replace("(.+)", name) if forms else match.key


def changed(match: Match, platform: Platform) -> str:
    """Which changes are meant, in words."""
    said = [match.action if match.action != "*" else "any"]
    said += [f"of {code(match.field)}"] if match.field != "*" else []
    said += [f"of {code(key_words(match, platform))}"] if isinstance(match, Route) and match.key != "*" else []
    said += [f"from {code(word)}" for word in match.before.values()]
    said += [f"to {code(word)}" for word in match.after.values()]
    return " ".join(said)


def _renaming(platform: Platform) -> Iterator[Row]:
    for fact in platform.renaming:
        yield platform.term(fact.kind), fact.mode, fact.says, fact.source


def _rules(platform: Platform) -> Iterator[Row]:
    for used in platform.rules:
        yield code(used.use), doc(RULES[used.use]), argued(used.args), used.source


def _holder(holder: str) -> str:
    return holder if holder in OTHER_HOLDERS else code(holder)


def _capabilities(platform: Platform) -> Iterator[Row]:
    columns = holders(platform)
    for ability in platform.capabilities:
        shows = f"; shows the report {', '.join(ability.shows)}" if ability.shows else ""
        held = (ability.by.get(holder, "") for holder in columns)
        yield code(ability.can), *held, f"{ability.says}{shows}", ability.source


# --- forms ------------------------------------------------------------------------------------------------------------


def table(*head: str, rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield "|" + "--|" * len(head)
    for row in rows:
        yield f"| {' | '.join(map(_cell, row))} |"


def _cell(text: object) -> str:
    """*text* inside a table, where a bar would end it."""
    return " ".join(str(text).split()).replace("|", "\\|")


def markdown_lines(parts: Iterable[Part]) -> Iterator[str]:
    """Every part as a Markdown table under its heading."""
    for part in parts:
        yield f"**{part.heading}**"
        yield ""
        yield from table(*part.columns, rows=part.rows)
        yield ""


def text_lines(parts: Iterable[Part]) -> Iterator[str]:
    """Every part for a terminal: one line for each row, which is about its first cell."""
    for part in parts:
        yield part.heading
        for row in part.rows:
            first, *rest = map(_plain, row)
            named = zip(map(_plain, part.columns[1:]), rest, strict=True)
            yield f"  {first}: " + "; ".join(f"{column} {cell}" for column, cell in named if cell)
        yield ""


def apart_lines(parts: Iterable[Part]) -> Iterator[str]:
    """The same with a line for each cell that says something, where cells are long."""
    for part in parts:
        yield part.heading
        for row in part.rows:
            yield f"  {_plain(row[0])}"
            named = zip(part.columns[1:], row[1:], strict=True)
            yield from (f"    {column}: {_plain(cell)}" for column, cell in named if cell != NOTHING)
        yield ""


def _plain(cell: str) -> str:
    return cell.replace("`", "")


def document(parts: Iterable[Part]) -> dict[str, Json]:
    """Every part as a list of objects, by the names of the columns; empty cells stay."""
    return {
        part.name: [
            {_plain(column): _plain(cell) for column, cell in zip(part.columns, row, strict=True)} for row in part.rows
        ]
        for part in parts
    }

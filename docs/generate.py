"""Writes the parts of the documentation that can be read off the program: ``make docs``.

A part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->`` in README.md or docs/*.md; the prose around it
is written by hand. The golden plans of the examples are written here, too, and the commands of ``console`` blocks are run
(see ``console.py``). Nothing here is prose about one kind, one
platform or one guard: such a sentence belongs into the docstring, the vocabulary or the table it is read from.

To add a part: one function that yields lines, one line in :data:`PARTS`, and its two marks in a document.
"""
# ruff: noqa: INP001 - a script beside the texts it writes

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
from console import replayed

import reconciler as r
from reconciler import errors, guards, rules
from reconciler.cli import COMMANDS, cli
from reconciler.codes import CODES, CURES
from reconciler.kinds import Shape, kinds
from reconciler.render.text import plan_lines
from reconciler.vocabulary import Platform, Route, load, platform_names

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r"(?<=<!-- generated: )(?P<name>[a-z-]+) -->\n.*?(?=<!-- end -->)", re.DOTALL)
NOTE = re.compile(r"\s*\((?:[A-Z]\d+(?:, )?)+\)")
"""Numbers of the design notes, which readers of the documentation do not have."""


def cell(text: object) -> str:
    """*text* inside a table, where a bar would end it."""
    return " ".join(str(text).split()).replace("|", "\\|")


def table(*head: str, rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """A Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield "|" + "--|" * len(head)
    for row in rows:
        yield f"| {' | '.join(map(cell, row))} |"


def code(text: object) -> str:
    """*text* as a code span; nothing for nothing."""
    return f"`{text}`" if text not in ("", None) else ""


def doc(thing: object) -> str:
    """The first paragraph of a docstring, without numbers of design notes."""
    return NOTE.sub("", " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split()))


# --- exit codes, problems, guards ---------------------------------------------------------------------------------------


def exit_codes() -> Iterator[str]:
    """Every exit code, as the tree in ``errors`` explains it."""
    tree = re.findall(r"^\s+(?:[├└]─ )?\w+ +(\d+) +(.+)$", errors.__doc__ or "", re.MULTILINE)
    found = {int(number): said for number, said in tree}
    found |= {
        0: "done, already done, or nothing to do",
        2: "there are changes (only with `plan --detailed-exitcode`)",
        130: "interrupted by the keyboard",
    }
    yield from table("code", "meaning", rows=sorted(found.items()))


def problem_codes() -> Iterator[str]:
    """Every problem code with its meaning and its cure."""
    rows = ((code(name), meaning, CURES[name]) for name, meaning in sorted(CODES.items()))
    yield from table("code", "what it means", "what to do", rows=rows)


def guard_names() -> Iterator[str]:
    """Every guard as a code: an apply reports a refusal under the guard's name."""
    rows = ((code(guards.guard_name(g)), doc(g), _allowance(g) or "Change the manifests.") for g in guards.GUARDS)
    yield from table("guard", "what it means", "what to do", rows=rows)


def guard_table() -> Iterator[str]:
    """Every guard with its limit, the org's own setting and whether an allowance lifts it."""
    policy = guards.Policy()
    few, many, share = guards.PEOPLE_FLOOR, guards.PEOPLE_CEILING, guards.PEOPLE_PERCENT
    defaults = {
        "people_removed": f"{share} % of the people, but at least {few} and at most {many}",
        "places_removed": policy.places_removed,
        "others_removed": policy.others_removed,
        "few_admins": f"fewer than {policy.fewest_admins}: warns",
        "last_admin": "fewer than 1",
    }
    rows = []
    for guard in guards.GUARDS:
        name = guard.__name__
        own = code(f"guards: {{{name}: …}}") if name in guards.Limits.model_fields else ""
        lifted = "yes" if guards.guard_name(guard) in guards.ALLOWABLE else "no"
        rows.append((code(guards.guard_name(guard)), doc(guard), defaults.get(name, 0), own, lifted))
    yield from table("guard", "refuses when", "default limit", "the org's own limit", "allowance", rows=rows)


def _allowance(guard: guards.Guard) -> str:
    name = guards.guard_name(guard)
    return f"Change the manifests, or allow it: `guard: {name}`." if name in guards.ALLOWABLE else ""


# --- kinds ------------------------------------------------------------------------------------------------------------


def kind_sections() -> Iterator[str]:
    """Every kind: where it stands, what it is called there, its fields, its short forms."""
    for kind, shape in kinds().items():
        yield f"### {kind}"
        yield ""
        yield f"{doc(shape.spec)} {_place(shape)}"
        yield ""
        yield from table("field", "holds", "default", "meaning", rows=_fields(shape))
        yield ""
        yield from (f"- {line}" for line in _forms(shape))
        yield ""


def _place(shape: Shape) -> str:
    if not shape.parent:
        return "A document that begins with `org:` is one, or a part of one."
    parent = shape.parent
    article = "an" if parent[0] in "aeiou" else "a"
    return f"Stands under its name in the section `{shape.section}:` of {article} {parent}."


def _fields(shape: Shape) -> Iterator[tuple[object, ...]]:
    described = shape.spec.model_json_schema()["properties"]
    for name in shape.spec.model_fields:
        meaning = NOTE.sub("", described[name].get("description", ""))
        yield code(name), _holds(shape, name, described[name]), _default(shape, name), meaning


def _holds(shape: Shape, name: str, described: dict[str, Any]) -> str:
    if name in shape.sections:
        return f"a section of {shape.sections[name].kind}"
    if name in shape.words:
        return f"a word of `{shape.spec.kind}.{name}`"
    if name in shape.spec.refers:
        return f"the name of a {shape.spec.refers[name]}"
    types = {"string": "a text", "boolean": "`true` or `false`", "integer": "a whole number"}
    parts = described.get("anyOf", [described])
    return next(types[part["type"]] for part in parts if part["type"] != "null")


def _default(shape: Shape, name: str) -> str:
    if name in shape.words:
        return "the platform's"
    if name in shape.sections:
        return "not managed"
    info = shape.spec.model_fields[name]
    if info.is_required():
        return "none: must be written"
    return "" if info.default is None else code(str(info.default).lower())


def _forms(shape: Shape) -> Iterator[str]:
    needed = any(info.is_required() for info in shape.spec.model_fields.values())
    if shape.parent and not needed:
        yield f"Where there is nothing to say, the name alone will do, and the section `{shape.section}:` may be a list."
    if shape.spec.short:
        yield f"A bare value is the `{shape.spec.short}`."
    if shape.spec.refers.get(""):
        yield f"The name is that of a {shape.spec.refers['']} of the same org."
    for platform in map(load, platform_names()):
        for name, absent in platform.absent.items():
            if name.partition(".")[0] == shape.spec.kind:
                what = f"no `{name.partition('.')[2]}`" if "." in name else "none"
                yield f"{platform.title}: {what}. {absent.says[0].upper()}{absent.says[1:]}."


# --- platforms --------------------------------------------------------------------------------------------------------


def platform_table() -> Iterator[str]:
    """The platforms side by side, in one line each."""

    def words(platform: Platform, field: str) -> str:
        absent = field.partition(".")[0] in platform.absent
        return "—" if absent else ", ".join(code(word.word) for word in platform.words.get(field, ()))

    rows = (
        (
            f"[{platform.title}](docs/platforms.md#{platform.name})",
            words(platform, "member.role"),
            words(platform, "membership.role"),
            "—" if "experience" in platform.absent else "yes",
            _leaving(platform),
        )
        for platform in map(load, platform_names())
    )
    yield from table("platform", "roles, weakest first", "places in teams", "experience", "who leaves", rows=rows)


def _leaving(platform: Platform) -> str:
    kept = ", ".join(code(f"{name}: {str(value).lower()}") for name, value in platform.leaving.set.items())
    return f"gets {kept}: {platform.leaving.says}" if kept else f"is {platform.leaving.says}"


def platform_sections() -> Iterator[str]:
    """Every platform, as its vocabulary states it."""
    for platform in map(load, platform_names()):
        yield f"## {platform.name}"
        yield ""
        yield f"**{platform.title}.** {platform.summary} In a manifest: `platform: {platform.name}`."
        yield ""
        for heading, rows in _facts(platform).items():
            if len(rows) > 1:
                yield f"**{heading}**"
                yield ""
                yield from table(*rows[0], rows=rows[1:])
                yield ""
        yield f"**Who leaves** {_leaving(platform)} ({platform.leaving.source})."
        yield ""


def _facts(platform: Platform) -> dict[str, list[tuple[str, ...]]]:
    """The tables of one platform: heading → head and rows."""
    here = [kind for kind in kinds() if kind not in platform.absent]
    names = [
        (kind, platform.term(kind), _names(platform, kind), platform.keys[kind].source if kind in platform.keys else "")
        for kind in here
    ]
    words = [
        (code(field), str(rank), code(word.word), _power(field, word.word, platform), code(word.wire), word.source)
        for field, known in platform.words.items()
        if field.partition(".")[0] in here
        for rank, word in enumerate(known, 1)
    ]
    ranges = [(code(name), f"{span.min} to {span.max}", span.source) for name, span in platform.ranges.items()]
    absent = [(code(name), fact.says, fact.source) for name, fact in platform.absent.items()]
    routes = [(route.kind, _when(route), route.mode, route.says, route.source) for route in platform.routes]
    obeyed = [
        (code(used.use), doc(rules.RULES[used.use]), _arguments(used.args), used.source) for used in platform.rules
    ]
    return {
        "What things are called": [("kind", "here", "names", "source"), *names],
        "Words": [("field", "rank", "word", "gives", "on the wire", "source"), *words],
        "Ranges": [("field", "takes", "source"), *ranges],
        "Not here": [("kind or field", "because", "source"), *absent],
        "How changes are made": [("kind", "change", "mode", "says", "source"), *routes],
        "Rules": [("rule", "says", "with", "source"), *obeyed],
    }


def _names(platform: Platform, kind: str) -> str:
    key = platform.keys.get(kind)
    if key is None:
        return ""
    return key.says or ("an e-mail address" if key.type == "email" else "any visible name")


def _power(field: str, word: str, platform: Platform) -> str:
    default = ["the default"] if platform.defaults.get(field) == word else []
    admin = field == "member.role" and word in platform.admins
    return ", ".join([*default, *(["admin"] if admin else ["power"] if (field, word) in platform.elevated else [])])


def _when(route: Route) -> str:
    said = [route.action if route.action != "*" else "any"]
    said += [f"of {code(route.field)}"] if route.field != "*" else []
    said += [f"from {code(word)}" for word in route.before.values()]
    said += [f"to {code(word)}" for word in route.after.values()]
    return " ".join(said)


def _arguments(args: dict[str, Any]) -> str:
    return ", ".join(f"{name} {code(value)}" for name, value in args.items())


# --- commands ---------------------------------------------------------------------------------------------------------


def command_sections() -> Iterator[str]:
    """Every command with its arguments and options, as its help states them."""
    group = cli.make_context("reconciler", ["plan"])
    for name in COMMANDS:
        command = cli.get_command(group, name)
        if command is None:
            raise LookupError(name)
        ctx = click.Context(command, info_name=name, parent=group, **command.context_settings)
        yield f"### {name}"
        yield ""
        yield f"`reconciler {name} {' '.join(command.collect_usage_pieces(ctx))}`"
        yield ""
        yield from (f"{' '.join(part.split())}\n" for part in inspect.cleandoc(command.help or "").split("\n\n"))
        for option in (param for param in command.params if isinstance(param, click.Option)):
            names, help_text = option.get_help_record(ctx) or ("", "")
            yield f"- `{names}`: {help_text.replace('  [', ' [')}"
        yield ""


# --- writing ----------------------------------------------------------------------------------------------------------

PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "exit-codes": exit_codes,
    "problem-codes": problem_codes,
    "guard-names": guard_names,
    "guards": guard_table,
    "kinds": kind_sections,
    "platform-table": platform_table,
    "platforms": platform_sections,
    "commands": command_sections,
}


def filled(text: str) -> str:
    """*text* with every generated part written anew."""

    def part(match: re.Match[str]) -> str:
        lines = "\n".join(PARTS[match["name"]]()).rstrip("\n")
        return f"{match['name']} -->\n\n{lines}\n\n"

    return MARK.sub(part, text)


def expected_plan(folder: Path) -> str:
    """The plan that leads from nothing to the manifests in *folder*, as ``reconciler plan`` prints it."""
    store = r.MemoryStore("example")
    header = r.Header(
        lineage=store.lineage,
        created="2026-01-01T09:00:00Z",
        expires="2026-01-08T09:00:00Z",
        actor="ada",
        tool="reconciler",
    )
    plan = r.make_plan(r.read_manifests([folder]).sound(), store, header)
    return "\n".join(plan_lines(plan, r.plan_name(plan))) + "\n"


def everything() -> dict[Path, str]:
    """Every file this script writes, with its content."""
    texts = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    found = {path: filled(path.read_text(encoding="utf-8")) for path in texts}
    for platform in platform_names():
        folder = ROOT / "examples" / platform
        found[folder / "expected-plan.txt"] = expected_plan(folder)
    return found


if __name__ == "__main__":
    for path, content in everything().items():
        path.write_text(replayed(content) if path.suffix == ".md" else content, encoding="utf-8")

"""Writes the parts of the documentation that can be read off the program: ``make docs``.

A part stands between ``<!-- generated: NAME -->`` and ``<!-- end -->`` in README.md or docs/*.md; the prose around it
is written by hand. The golden plans of the examples and the maps of coverage (``citations.py``) are written here, too, and
the commands of ``console`` blocks are run (see ``console.py``). Nothing here is prose about one kind, one
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

import assurance
import citations
import click
import yaml
from console import replayed

import reconciler as r
from reconciler import guards
from reconciler.cli.group import COMMANDS, cli
from reconciler.codes import UNSAID, Explanation, exit_meanings, explanations
from reconciler.graph.states import graph_of
from reconciler.kinds import SUBJECT, Shape, Spec, kinds, worded_fields
from reconciler.kinds.described import json_schema
from reconciler.people import Person
from reconciler.render import explanation, mermaid
from reconciler.render.comparison import side_by_side
from reconciler.render.text import plan_lines
from reconciler.render.vocabulary import NOTE, code, doc, leaving, markdown_lines, platform_parts, table
from reconciler.text import indefinite
from reconciler.vocabulary import Platform, load, platform_names

ROOT = Path(__file__).resolve().parent.parent
MARK = re.compile(r"(?<=<!-- generated: )(?P<name>[a-z-]+) -->\n.*?(?=<!-- end -->)", re.DOTALL)


# --- exit codes, problems, guards ---------------------------------------------------------------------------------------


def exit_codes() -> Iterator[str]:
    """Every exit code with what it says."""
    yield from table("code", "meaning", rows=exit_meanings().items())


def problem_codes() -> Iterator[str]:
    """Every problem code with its meaning and its cure, group by group."""
    yield from _index(told for told in explanations().values() if told.group not in UNSAID)


def other_codes() -> Iterator[str]:
    """Likewise guards, modes and exit codes: a plan says them, or the end of a command."""
    yield from _index(told for told in explanations().values() if told.group in UNSAID)


def _index(known: Iterable[Explanation]) -> Iterator[str]:
    for title, group in explanation.grouped(known):
        yield f"### {title}"
        yield ""
        rows = ((f"[{code(told.code)}](#{explanation.anchor(told)})", told.means, told.cure) for told in group)
        yield from table("code", "what it means", "what to do", rows=rows)
        yield ""


def examples() -> Iterator[str]:
    """Every code with an example, folded."""
    for told in explanations().values():
        yield from explanation.markdown_lines(told, folded=True)


def guard_examples() -> Iterator[str]:
    """One sentence about each guard."""
    for told in explanations().values():
        if told.group == "guards":
            yield f"- [{code(told.code)}](problems.md#{explanation.anchor(told)}): {told.situation.strip()}"


def guard_table() -> Iterator[str]:
    """Every guard with its limit, the org's own setting and whether an allowance lifts it."""
    policy = guards.Policy()
    few, many, share = guards.PEOPLE_FLOOR, guards.PEOPLE_CEILING, guards.PEOPLE_PERCENT
    defaults = {
        "people_removed": f"{share} % of the people, but at least {few} and at most {many}",
        "places_removed": policy.places_removed,
        "others_removed": policy.others_removed,
        "not_permitted": "warns; with `--enforce-actor` 0",
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


# --- kinds ------------------------------------------------------------------------------------------------------------


def kind_sections() -> Iterator[str]:
    """Every kind: where it stands, what it is called there, its fields, its short forms."""
    for kind, shape in kinds().items():
        yield f"### {kind}"
        yield ""
        yield f"{doc(shape.spec)} {_place(shape)}"
        yield ""
        yield from table("field", "holds", "default", "on", "meaning", rows=_fields(shape))
        yield ""
        yield from (f"- {line}" for line in _forms(shape))
        yield ""


def person_fields() -> Iterator[str]:
    """What may be said of a person in a ``people:`` document."""
    described = json_schema(Person)["properties"]
    rows = ((code(name), _type(inner), _meaning(inner)) for name, inner in described.items())
    yield from table("field", "holds", "meaning", rows=rows)


def _place(shape: Shape) -> str:
    if shape.spec.recorded:
        return f"Recorded on {indefinite(shape.parent)}: no manifest declares one."
    if not shape.parent:
        return "A document that begins with `org:` is one, or a part of one."
    others: dict[str, list[str]] = {}
    for platform in map(load, platform_names()):
        if platform.section(shape.spec.kind) != shape.section:
            others.setdefault(platform.section(shape.spec.kind), []).append(platform.title)
    own = "".join(f" ({', '.join(titles)}: `{name}:`)" for name, titles in others.items())
    return f"Stands under its name in the section `{shape.section}:`{own} of {indefinite(shape.parent)}."


def _fields(shape: Shape) -> Iterator[tuple[object, ...]]:
    kind, made = shape.spec.kind, json_schema(shape.spec)
    for name, inner in made["properties"].items():
        where = shape.sections[name].kind if name in shape.sections else f"{kind}.{name}"
        holds = _holds(shape, name, inner)
        yield code(name), holds, _default(shape, name), _on(where, shape), _meaning(inner)
        if name in shape.settings:
            for field, setting in made["$defs"][shape.settings[name].__name__]["properties"].items():
                full = f"{kind}.{name}.{field}"
                holds = _worded(full, setting) or _type(setting)
                yield code(f"{name}.{field}"), holds, "", _on(full, shape), _meaning(setting)


def _meaning(described: dict[str, Any]) -> str:
    return NOTE.sub("", described.get("description", "")).replace("``", "`")


def _on(name: str, shape: Shape) -> str:
    """The platforms that have a field; all of those that have the kind need no saying."""
    here = [platform for platform in map(load, platform_names()) if shape.spec.kind not in platform.absent]
    found = [platform.title for platform in here if name not in platform.absent]
    return "" if len(found) == len(here) else ", ".join(found)


def _holds(shape: Shape, name: str, described: dict[str, Any]) -> str:
    if name in shape.sections:
        return f"a section of {shape.sections[name].kind}"
    if name in shape.settings:
        return "settings"
    target = shape.spec.refers.get(name)
    said = _worded(f"{shape.spec.kind}.{name}", described) or _type(described)
    return f"the name of {indefinite(target)}" if target and said == TYPES["string"] else said


TYPES = {"string": "a text", "boolean": "`true` or `false`", "integer": "a whole number"}


def _worded(field: str, described: dict[str, Any]) -> str:
    """A word, a list of words or words by something; nothing for a field without words."""
    if field not in worded_fields():
        return ""
    form = {"a text": "a word", "a list of names": "a list of words", "texts by name": "words by name"}
    return f"{form[_type(described)]} of `{field}`"


def _type(described: dict[str, Any]) -> str:
    made = next(part for part in described.get("anyOf", [described]) if part["type"] != "null")
    if made["type"] == "array":
        return "a list of names"
    if made["type"] == "object":
        return "whole numbers by name" if made["additionalProperties"]["type"] == "integer" else "texts by name"
    if made.get("format") == "date":
        return "a date, as `2026-12-31`"
    return "a size, as `500 GiB`" if "pattern" in made else TYPES[made["type"]]


def _default(shape: Shape, name: str) -> str:
    if name in shape.sections:
        return "not managed"
    info = shape.spec.model_fields[name]
    if info.is_required():
        return "none: must be written"
    if name in shape.words:
        return "the platform's"
    return "" if info.default is None else code(info.default)


def _forms(shape: Shape) -> Iterator[str]:
    named = shape.spec.refers.get("", shape.spec.kind)
    needed = any(info.is_required() for info in shape.spec.model_fields.values())
    if shape.section and not needed:
        yield f"Where there is nothing to say, the name alone will do, and the section `{shape.section}:` may be a list."
    if shape.spec.short:
        yield f"A bare value is the `{shape.spec.short}`."
    if named == SUBJECT:
        yield "The name says whom access is given to; [platforms.md](platforms.md) has the forms of each platform."
    elif named != shape.spec.kind:
        yield f"The name is that of {indefinite(named)} of the same org."
    if named == "member":
        yield "One entry may speak of several people: `a@lab.example, b@lab.example: …`."
    for platform in map(load, platform_names()):
        if shape.spec.kind in platform.absent:
            says = platform.absent[shape.spec.kind].says
            yield f"Not on {platform.title}: {says}."


def kind_costs() -> Iterator[str]:
    """What each kind costs: the lines of its class that are not empty, and those of the class it builds on."""

    def lines(spec: type[object]) -> int:
        return sum(1 for line in inspect.getsource(spec).splitlines() if line.strip())

    def built_on(spec: type[object]) -> str:
        base = spec.__bases__[0]
        return "" if base is Spec else f"{base.__name__} ({lines(base)})"

    rows = ((code(kind), lines(shape.spec), built_on(shape.spec)) for kind, shape in kinds().items())
    yield from table("kind", "lines", "built on (lines)", rows=rows)


# --- platforms --------------------------------------------------------------------------------------------------------


def platform_table() -> Iterator[str]:
    """The platforms side by side, in one line each."""

    def words(platform: Platform, field: str) -> str:
        return ", ".join(code(word.word) for word in platform.words.get(field, ())) or "—"

    rows = (
        (
            f"[{platform.title}](docs/platforms.md#{platform.name})",
            words(platform, "member.role"),
            words(platform, "membership.role"),
            "—" if "experience" in platform.absent else "yes",
            leaving(platform),
        )
        for platform in map(load, platform_names())
    )
    yield from table("platform", "roles, weakest first", "places in teams", "experience", "who leaves", rows=rows)


def comparison_tables() -> Iterator[str]:
    """All platforms next to each other."""
    yield from markdown_lines(side_by_side([load(name) for name in platform_names()]))


def platform_sections() -> Iterator[str]:
    """Every platform, as its vocabulary states it."""
    for platform in map(load, platform_names()):
        yield f"## {platform.name}"
        yield ""
        yield f"**{platform.title}.** {platform.summary} In a manifest: `platform: {platform.name}`."
        yield ""
        yield from markdown_lines(platform_parts(platform))


# --- commands ---------------------------------------------------------------------------------------------------------


def command_sections() -> Iterator[str]:
    """Every command with its arguments and options, as its help states them; the verbs of a group below it."""
    group = cli.make_context("reconciler", ["plan"])
    for name in COMMANDS:
        command = cli.get_command(group, name)
        if command is None:
            raise LookupError(name)
        yield from _command(command, click.Context(command, info_name=name, parent=group, **command.context_settings))


def _command(command: click.Command, ctx: click.Context, heading: str = "###") -> Iterator[str]:
    path = ctx.command_path.partition(" ")[2]
    yield f"{heading} {path}"
    yield ""
    yield f"`reconciler {path} {' '.join(command.collect_usage_pieces(ctx))}`"
    yield ""
    yield from (f"{' '.join(part.split())}\n" for part in inspect.cleandoc(command.help or "").split("\n\n"))
    for option in (param for param in command.params if isinstance(param, click.Option)):
        names, help_text = option.get_help_record(ctx) or ("", "")
        yield f"- `{names}`: {help_text.replace('  [', ' [')}"
    yield ""
    for name, verb in command.commands.items() if isinstance(command, click.Group) else ():
        yield from _command(verb, click.Context(verb, info_name=name, parent=ctx), f"{heading}#")


# --- the action ---------------------------------------------------------------------------------------------------------


def action_inputs() -> Iterator[str]:
    """What the action takes, as ``action.yml`` declares it."""
    rows = ((code(name), _preset(about), about["description"]) for name, about in _action()["inputs"].items())
    yield from table("input", "default", "what it is for", rows=rows)


def action_outputs() -> Iterator[str]:
    """What the action gives back."""
    yield from table(
        "output", "what it is", rows=((code(n), about["description"]) for n, about in _action()["outputs"].items())
    )


def _action() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return found


def _preset(about: dict[str, Any]) -> str:
    if about.get("required"):
        return "required"
    preset = about["default"]
    return ("the token of the run" if preset.startswith("${{") else code(preset)) if preset else ""


# --- writing ----------------------------------------------------------------------------------------------------------


def graph_example() -> Iterator[str]:
    """The graph of an example, as hosted Git services draw it."""
    reading = r.read_manifests([ROOT / "examples" / "encord"], at="2026-01-01")
    yield "```mermaid"
    yield from mermaid.lines([graph_of(key, org.state, load("encord")) for key, org in reading.sound().orgs.items()])
    yield "```"


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "exit-codes": exit_codes,
    "problem-codes": problem_codes,
    "other-codes": other_codes,
    "examples": examples,
    "guard-examples": guard_examples,
    "guards": guard_table,
    "kinds": kind_sections,
    "person": person_fields,
    "kind-costs": kind_costs,
    "platform-table": platform_table,
    "side-by-side": comparison_tables,
    "platforms": platform_sections,
    "commands": command_sections,
    "seed-counts": citations.seed_counts,
    "seed-table": citations.seed_table,
    "rule-counts": citations.rule_counts,
    "rule-table": citations.rule_table,
    "fault-counts": assurance.counts,
    "fault-tables": assurance.fault_tables,
    "graph-example": graph_example,
    "tampered-values": assurance.tampered_values,
    "tampered-rows": assurance.tampered_rows,
    "tampered-knowingly": assurance.tampered_knowingly,
    "action-inputs": action_inputs,
    "action-outputs": action_outputs,
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
        learnt="claim",
        tool="reconciler",
    )
    plan = r.make_plan(r.read_manifests([folder], at=header.created[:10]).sound(), store, header)
    return "\n".join(plan_lines(plan, r.plan_name(plan))) + "\n"


def everything() -> dict[Path, str]:
    """Every file this script writes, with its content."""
    texts = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    found = {path: filled(path.read_text(encoding="utf-8")) for path in texts} | citations.maps()
    for name in (*platform_names(), "company"):
        folder = ROOT / "examples" / name
        found[folder / "expected-plan.txt"] = expected_plan(folder)
    return found


if __name__ == "__main__":
    for path, content in everything().items():
        path.write_text(replayed(content) if path.suffix == ".md" else content, encoding="utf-8")

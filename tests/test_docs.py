"""The documentation is true, complete and up to date: what can be generated is, what can be run is run."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt

import reconciler
from reconciler import errors
from reconciler.cli.group import COMMANDS, cli
from reconciler.codes import CODES, explanations
from reconciler.errors import ReconcilerError
from reconciler.guards import GUARDS, Limits, guard_name
from reconciler.kinds import field_names, kinds
from reconciler.model import Mode
from reconciler.people import Person
from reconciler.render import explanation
from reconciler.render.comparison import side_by_side
from reconciler.rules import RULES
from reconciler.statements import Statement
from reconciler.vocabulary import Platform, load, platform_names

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "docs"))
console = importlib.import_module("console")
generate = importlib.import_module("generate")

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
ALL_TEXTS = [*PAGES, ROOT / "CHANGELOG.md", ROOT / "SECURITY.md"]
PUBLISHED = [
    *ALL_TEXTS,
    *(path for path in sorted((ROOT / "examples").rglob("*")) if path.is_file()),
    *sorted((ROOT / "schemas").iterdir()),
]
GENERATED = generate.everything()
DOCUMENTED = "\n".join(path.read_text(encoding="utf-8") for path in PAGES)


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next of its level or above."""
    level = heading.partition(" ")[0]
    found = re.search(rf"^{re.escape(heading)}$\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"no heading {heading!r}"
    return found[1]


# --- generated and run ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GENERATED, ids=named)
def test_what_is_generated_is_what_the_program_says_today(path):
    written = path.read_text(encoding="utf-8")
    assert written == GENERATED[path], f"{named(path)} is out of date: make docs"


def test_every_generated_part_stands_in_a_document():
    assert set(generate.PARTS) == {match["name"] for match in generate.MARK.finditer(DOCUMENTED)}


def test_a_generated_part_that_was_changed_by_hand_is_noticed():
    text = "<!-- generated: exit-codes -->\nby hand\n<!-- end -->\nprose\n"
    assert "by hand" not in generate.filled(text)
    assert generate.filled(text).endswith("<!-- end -->\nprose\n")


@pytest.mark.parametrize(
    "path", [path for path in PAGES if "```console" in path.read_text(encoding="utf-8")], ids=named
)
def test_every_command_shown_says_what_is_shown(path):
    text = path.read_text(encoding="utf-8")
    assert console.replayed(text) == text


def test_a_console_block_that_says_something_else_is_noticed():
    text = "```console\n$ false\n$ echo $?\n0\n```\n"
    assert console.replayed(text) == "```console\n$ false\n$ echo $?\n1\n```\n"


def test_moments_and_names_of_plans_may_differ_in_a_console_block_and_nothing_else():
    one = "Plan 0123456789abcdef, made 2026-11-23T11:12:07Z by ada"
    assert console.same(one, "Plan fedcba9876543210, made 2027-01-01T00:00:00Z by ada")
    assert not console.same(one, one.replace("ada", "bob"))
    assert not console.same("23 changes", "24 changes")


def test_no_console_block_escapes_being_run():
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        seen = [
            token.content for token in MarkdownIt().parse(text) if token.type == "fence" and token.info == "console"
        ]
        assert seen == [match["body"] for match in console.BLOCK.finditer(text) if match["kind"] == "console"], path
        assert all(body.startswith("$ ") for body in seen), path


def command_lines() -> Iterator[str]:
    """Every ``reconciler VERB …`` that stands in code, but in no console block (those are run)."""
    for path in ALL_TEXTS:
        text = console.BLOCK.sub("", path.read_text(encoding="utf-8"))
        for line in re.findall(rf"reconciler ((?:{'|'.join(COMMANDS)})\b[^`\n]*)", text):
            if "[OPTIONS]" not in line:  # a usage line, generated
                yield re.split(r" [|>#]|\)\"|…", line)[0].rstrip('".,)')


@pytest.mark.parametrize("line", sorted(set(command_lines())))
def test_every_command_line_in_the_texts_is_one_the_program_understands(line):
    verb, *arguments = shlex.split(line)
    group = cli.make_context("reconciler", [verb])
    command = cli.get_command(group, verb)
    assert command is not None
    command.make_context(verb, arguments, parent=group)


# --- complete ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_command_and_option_is_documented(verb):
    command = cli.get_command(click.Context(cli), verb)
    verbs = {f"### {verb}": command}
    if isinstance(command, click.Group):
        verbs |= {f"#### {verb} {name}": below for name, below in command.commands.items()}
    for heading, documented in verbs.items():
        text = section(page("docs/cli.md"), heading)
        assert documented.help, heading
        for param in documented.params:
            if isinstance(param, click.Option):
                assert all(name in text for name in param.opts)
                assert param.help or param.name == "form", f"{heading} {param.opts[0]} has no help"


def test_every_environment_variable_that_is_read_is_documented():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "reconciler" / "cli").glob("*.py"))
    names = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', source))
    assert {"RECONCILER_DB", "RECONCILER_ACTOR", "NO_COLOR"} <= names
    assert not {name for name in names - {"_RECONCILER_COMPLETE"} if f"`{name}`" not in page("docs/cli.md")}


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_and_field_is_documented(kind):
    text = section(page("docs/manifests.md"), f"### {kind}")
    for name in {*kinds()[kind].spec.model_fields, *field_names(kind)}:
        assert f"| `{name}` |" in text
    assert kinds()[kind].spec.recorded or re.search(rf"\| {kind} \|", page("docs/platforms.md"))


def test_everything_that_can_be_said_of_a_person_is_documented():
    text = section(page("docs/manifests.md"), "## People")
    assert not {name for name in Person.model_fields if f"| `{name}` |" not in text}


def test_the_platforms_stand_side_by_side():
    text = section(page("docs/platforms.md"), "## Side by side")
    platforms = [load(name) for name in platform_names()]
    head = f"| what | {' | '.join(platform.title for platform in platforms)} |"
    assert text.count(head) == len(side_by_side(platforms))
    for platform in platforms:
        for kind, term in platform.terms.items():
            assert re.search(rf"^\| {kind} \|.* {term} \|", text, re.MULTILINE)
        assert all(f"`{word}`" in text for words in platform.ranks.values() for word in words)
        assert all(f"| `{ability.can}` |" in text for ability in platform.capabilities)


@pytest.mark.parametrize("name", platform_names())
def test_everything_a_vocabulary_states_is_documented_with_its_source(name):
    platform = load(name)
    text = section(page("docs/platforms.md"), f"## {name}")
    for words in platform.words.values():
        for word in words:
            assert f"`{word.word}`" in text
            assert word.source in text
    for fact in statements(platform):
        assert fact.source in text, fact
    for fact in (*platform.absent.values(), *platform.routes, *platform.capabilities, *platform.access):
        assert fact.says in text
    for fact in platform.differences:
        assert f"| {fact.seed} | {fact.real} | {fact.holds} |" in text
    for field, value in platform.defaults.items():
        assert f"| `{field}` | `{str(value).lower() if isinstance(value, bool) else value}` |" in text
    assert all(f"`{section}:`" in text for section in platform.sections.values())


def statements(platform: Platform) -> Iterator[Statement]:
    """Everything with a source, wherever it stands in a vocabulary."""

    def within(value: object) -> Iterator[Statement]:
        if isinstance(value, Statement):
            yield value
        inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
        for each in inner:
            yield from within(each)

    for field in type(platform).model_fields:
        yield from within(getattr(platform, field))


@pytest.mark.parametrize("name", platform_names())
def test_who_may_what_is_a_matrix_of_capabilities_and_holders(name):
    platform = load(name)
    text = section(page("docs/platforms.md"), f"## {name}").partition("**Who may what**")[2]
    head, _, *rows = cells(text)
    columns = [cell.strip("`") for cell in head]
    found = {row[0].strip("`"): dict(zip(columns, row, strict=True)) for row in rows}
    for ability in platform.capabilities:
        for holder in columns[1:-2]:
            assert found[ability.can][holder] == ability.by.get(holder, "")
        assert set(ability.by) <= set(columns)


def cells(text: str) -> Iterator[list[str]]:
    """The rows of the first Markdown table, cell by cell."""
    for line in text.lstrip().splitlines():
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_every_rule_and_every_mode_is_documented():
    text = page("docs/platforms.md")
    assert not {name for name in RULES if f"| `{name}` |" not in text}
    assert not {mode for mode in Mode if f"`{mode}`" not in text}


@pytest.mark.parametrize("guard", GUARDS, ids=guard_name)
def test_every_guard_is_documented_with_its_limit_and_an_example(guard):
    text = page("docs/guards.md")
    assert f"| `{guard_name(guard)}` |" in text
    assert f"- [`{guard_name(guard)}`](problems.md#{guard_name(guard)}): " in section(text, "## One example each")


def test_every_limit_of_an_org_belongs_to_a_guard_and_is_documented():
    assert set(Limits.model_fields) <= {guard.__name__ for guard in GUARDS}
    assert not {name for name in Limits.model_fields if f"`guards: {{{name}: …}}`" not in page("docs/guards.md")}


def exceptions(base: type[ReconcilerError] = ReconcilerError) -> Iterator[type[ReconcilerError]]:
    yield base
    for child in base.__subclasses__():
        yield from exceptions(child)


def test_every_exit_code_is_documented():
    importlib.import_module("reconciler.stores.base")  # brings the exceptions of stores
    codes = {exception.exit_code for exception in exceptions()} | {0, 2, 130}
    for text in (page("README.md"), page("docs/cli.md")):
        assert set(map(int, re.findall(r"^\| (\d+) \|", section(text, "## Exit codes"), re.MULTILINE))) == codes


def test_the_tree_of_exceptions_in_its_docstring_is_the_tree():
    told = re.findall(r"(\w+) +(\d+) {2}", errors.__doc__)
    assert {(name, int(code)) for name, code in told} == {
        (exception.__name__, exception.exit_code)
        for exception in exceptions()
        if exception.__module__ == errors.__name__
    }


def test_no_public_name_is_hidden_by_a_room_of_the_same_name():
    rooms = {entry.name.removesuffix(".py") for entry in (ROOT / "reconciler").iterdir()}
    assert not set(reconciler.__all__) & rooms
    assert all(getattr(reconciler, name) is not None for name in reconciler.__all__)


def test_every_room_stands_in_the_architecture():
    text = section(page("docs/architecture.md"), "## The rooms")
    for entry in (ROOT / "reconciler").iterdir():
        if entry.suffix == ".py":
            assert f"`{entry.stem}`" in text
        elif entry.is_dir() and entry.name != "__pycache__":
            assert f"`{entry.name}/`" in text


# --- problem codes ----------------------------------------------------------------------------------------------------


def calls(
    tree: ast.AST, inside: ast.FunctionDef | None = None
) -> Iterator[tuple[ast.FunctionDef | None, str, ast.Call]]:
    """Every call in *tree* by the name of what is called, with the function it stands in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            yield inside, node.func.id if isinstance(node.func, ast.Name) else node.func.attr, node
        yield from calls(node, node if isinstance(node, ast.FunctionDef) else inside)


def codes_used() -> set[str]:
    """The codes in the source: what reaches the first argument of ``Problem``, also through functions and tables."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "reconciler").rglob("*.py")]
    everything = [(tree, *call) for tree in trees for call in calls(tree)]
    sinks, found = {"Problem": 0}, set()
    while True:
        before = len(sinks)
        for tree, inside, name, call in everything:
            if name not in sinks or sinks[name] >= len(call.args):
                continue
            code = call.args[sinks[name]]
            if isinstance(code, ast.Constant):
                found.add(code.value)
            elif isinstance(code, ast.Name) and inside is not None:
                own = [arg.arg for arg in inside.args.args if arg.arg != "self"]
                if code.id in own:
                    sinks[inside.name] = own.index(code.id)
                else:
                    found |= table_behind(code.id, inside, tree)
        if len(sinks) == before:
            return found


def table_behind(variable: str, function: ast.FunctionDef, tree: ast.Module) -> set[str]:
    """Words with hyphens in the module's table from which *variable* is looked up in *function*."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and variable in {
            n.id for n in ast.walk(node.targets[0]) if isinstance(n, ast.Name)
        }:
            names = {n.id for n in ast.walk(node.value) if isinstance(n, ast.Name)}
            tables = [n for n in tree.body if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") in names]
            texts = {n.value for table in tables for n in ast.walk(table) if isinstance(n, ast.Constant)}
            return {text for text in texts if isinstance(text, str) and re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", text)}
    return set()


def test_every_problem_code_in_the_source_is_explained_and_every_explained_code_is_in_the_source():
    used = codes_used()
    assert {"yaml-tab", "file-symlink", "wrong-type", "row-moved", "too-many"} <= used, "the search itself is broken"
    assert used == set(CODES)


@pytest.mark.parametrize("told", explanations().values(), ids=lambda told: told.code)
def test_every_code_stands_on_the_page_of_problems_with_its_example(told):
    text = page("docs/problems.md")
    assert f"| [`{told.code}`](#{explanation.anchor(told)}) | {told.means} | {told.cure} |" in text
    own = section(text, f"### {explanation.heading(told)}")
    assert f"**What to do:** {told.cure}" in own
    assert all(f"{part.title}:\n\n```{part.language}\n" in own for part in explanation.parts(told))
    assert (ROOT / "docs" / told.read.partition("#")[0]).exists()


def test_every_page_that_an_explanation_leads_to_has_that_place():
    for told in explanations().values():
        name, _, anchor = told.read.partition("#")
        assert not anchor or anchor in anchors(page(f"docs/{name}")), told.code


def test_codes_and_guards_do_not_share_a_name():
    assert not set(CODES) & set(map(guard_name, GUARDS))


# --- links, paths, names ----------------------------------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    """The anchors a hosted page gives its headings."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", ALL_TEXTS, ids=named)
def test_every_link_inside_the_repository_leads_somewhere(path):
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.is_relative_to(ROOT), target
        assert there.exists(), target
        assert not anchor or anchor in anchors(there.read_text(encoding="utf-8")), target


@pytest.mark.parametrize("path", ALL_TEXTS, ids=named)
def test_every_file_and_make_target_that_is_named_exists(path):
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:docs|examples|reconciler|schemas|tests)/[\w./-]*)`", text):
        assert (ROOT / name).exists(), name
    targets = set(re.findall(r"^([a-z]+):", page("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets


PATHS = re.compile(r"(?<![\w.:/])/(?:home|root|tmp|work|Users|opt|var|mnt|srv|private)/\w")
HOSTS = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.|crates\.io|proxy\.golang\.org|registry\.", re.IGNORECASE)
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
VENDORS = {"innotescus.io"}  # the platform's own support address, a fact of its vocabulary


@pytest.mark.parametrize("path", PUBLISHED, ids=named)
def test_nothing_published_names_a_machine_a_registry_or_a_real_person(path):
    text = path.read_text(encoding="utf-8")
    assert not PATHS.findall(text)
    assert not HOSTS.findall(text)
    assert {domain for domain in ADDRESS.findall(text) if not domain.endswith(".example")} <= VENDORS


def test_what_the_search_for_machines_looks_for_would_be_found():
    assert PATHS.search("see /home/ada/lab")
    assert PATHS.search("(/tmp/x)")
    assert not PATHS.search("sqlite:////folder/file.db")
    assert HOSTS.search("https://pypi.org/simple")
    assert ADDRESS.findall("ada@brainlab.example, bob@gmail.com") == ["brainlab.example", "gmail.com"]

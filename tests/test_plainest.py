"""The plainest call is one that Click reads in the same way, and no other."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import click
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reconciler.cli.group import cli
from reconciler.cli.plainest import call_of
from reconciler.cli.terminal import DEFAULT_DATABASE

ALLOWED = ["RECONCILER_DB", "RECONCILER_ACTOR", "RECONCILER_LIMITS"]
VERBS = {verb: cli.get_command(click.Context(cli), verb) for verb in ("plan", "apply")}
KNOWN = {str(each.envvar) for verb in (cli, *VERBS.values()) if verb for each in verb.params if each.envvar}
OPTIONS = sorted(option for verb in (cli, *VERBS.values()) if verb for each in verb.params for option in each.opts)

PATHS = st.one_of(
    st.sampled_from(["orgs", "a/b.yaml", "plan", "plan.json", "/db"]), st.text("ab19._-+@:/ ", max_size=5)
)
ODD = st.one_of(
    st.sampled_from(["-", "--", "", "*.yaml", "~", "%PATH%", "-h", *OPTIONS]),
    st.text(max_size=8).filter(lambda word: "\0" not in word),
    st.text("ab-=./*? ", max_size=4),
)
LINES = st.builds(
    lambda verb, paths, odd: [verb, *paths, *odd],
    st.sampled_from([*VERBS]) | ODD,
    st.lists(PATHS, max_size=3),
    st.just([]) | st.lists(ODD, max_size=2),
)
VALUES = st.one_of(st.sampled_from(["", "1/2", "ada", " ", "members=500000"]), st.text("ab= /:\n", max_size=8))
SAID = st.dictionaries(st.sampled_from(ALLOWED), VALUES, max_size=3)
VARIABLES = SAID | st.dictionaries(
    st.sampled_from([*sorted(KNOWN), "RECONCILER_REDACT_KEY", "HOME"]), VALUES, max_size=2
)


def as_click_reads(
    words: list[str], environment: Mapping[str, str]
) -> tuple[dict[str, object], str, dict[str, object]]:
    """What the group and the verb are given, with the name of the verb."""
    with pytest.MonkeyPatch.context() as patch:
        for name in {*KNOWN, *environment}:
            patch.delenv(name, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        group = cli.make_context("reconciler", [*words])
        verb, command, rest = cli.resolve_command(group, [*group._protected_args, *group.args])
        assert command is not None
        return group.params, str(verb), command.make_context(verb, rest, parent=group).params


def silent(verb: str) -> dict[str, object]:
    """What a verb is given when nothing is said."""
    return as_click_reads([verb], {})[2]


SILENT = {verb: silent(verb) for verb in VERBS}


@given(LINES, VARIABLES)
@settings(max_examples=1_000)
@example(["plan"], {})
@example(["apply", "a/b.yaml", "c d"], {"RECONCILER_DB": "sqlite:///x", "RECONCILER_ACTOR": " "})
@example(["plan", "orgs"], {"RECONCILER_LIMITS": "members=500000"})
def test_click_reads_the_plainest_call_in_the_same_way(words: list[str], environment: dict[str, str]):
    call = call_of(words, environment)
    if call is None:
        return
    options, verb, given_ = as_click_reads(words, environment)
    assert verb == call.verb
    assert options == {"redact": False, "quiet": False, "limits": call.limits}
    said = {"paths": tuple(map(Path, call.paths)), "db": call.db or DEFAULT_DATABASE, "actor": call.actor}
    assert given_ == SILENT[verb] | said


@pytest.mark.parametrize("verb", [*VERBS])
@pytest.mark.parametrize(
    "words",
    [
        ["-h"],
        ["--yes"],
        ["orgs", "--refresh"],
        ["-"],
        ["--", "orgs"],
        [""],
        ["orgs", ""],
        ["*.yaml"],
        ["~/orgs"],
        ["$ORGS"],
        ["%ORGS%"],
        ["[o]rgs"],
    ],
)
def test_whatever_might_be_more_than_a_path_is_left_to_click(verb: str, words: list[str]):
    assert call_of([verb], {}) is not None
    assert call_of([verb, "orgs", "a/b.yaml"], {}) is not None
    assert call_of([verb, *words], {}) is None


@pytest.mark.parametrize("words", [[], [""], ["pla"], ["PLAN"], ["orgs", "plan"], ["-q", "plan"], ["--redact", "plan"]])
def test_nothing_but_the_two_verbs_is_the_plainest_call(words: list[str]):
    assert call_of(words, {}) is None


@pytest.mark.parametrize("name", sorted({*KNOWN, "_RECONCILER_COMPLETE"}))
def test_a_variable_that_says_something_else_is_left_to_click_and_so_is_one_that_says_nothing(name: str):
    assert (call_of(["plan"], {name: "1/2"}) is not None) == (name in ALLOWED)
    assert call_of(["plan"], {name: ""}) is None


def test_the_plainest_call_is_told_by_little():
    """What it costs is paid by every verb."""
    code = "import sys; import typing; before = {*sys.modules}; import reconciler.cli; print(*sorted({*sys.modules} - before))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in said if name.startswith("reconciler")} == {
        "reconciler", "reconciler.cli", "reconciler.cli.plainest", "reconciler.cli.streams",
    }  # fmt: skip

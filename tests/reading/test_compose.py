"""From text to a tree: what is accepted, what is refused, and where. Rows T001-T018, T020, T024-T032, T035, T038."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
import time

import pytest

from reconciler.codes import CODES
from reconciler.errors import Problem, Severity, Source
from reconciler.manifest.compose import Block, Document, Items, Number, Plain, compose, place
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import DEFAULT_LIMITS, Limits

NOTHING = Plain("", None)


def documents(text: str, limits: Limits = DEFAULT_LIMITS) -> list[Document]:
    found, problems = compose(text, "a.yaml", limits)
    assert problems == []
    return found


def root(text: str) -> Block:
    (document,) = documents(text)
    return document.root


def problems(text: str, limits: Limits = DEFAULT_LIMITS) -> list[Problem]:
    """All of them, each with everything a reader needs."""
    _, found = compose(text, "a.yaml", limits)
    for problem in found:
        assert problem.code in CODES
        assert problem.message
        assert problem.hint
        assert len(problem.snippet) <= 40
        assert problem.source.file == "a.yaml"
    return found


def codes(text: str, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    return [problem.code for problem in problems(text, limits)]


def spots(text: str) -> list[tuple[str, int, int]]:
    return [(problem.code, problem.source.line, problem.source.column) for problem in problems(text)]


# --- aliases ---------------------------------------------------------------------------------------------------------


def test_an_alias_bomb_is_refused_within_its_budget():
    """T001"""
    levels = ["l0: &l0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    levels += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 9)]
    began = time.monotonic()
    assert codes("\n".join(levels)) == ["alias-budget"]
    assert time.monotonic() - began < 5


def test_a_bomb_of_few_but_doubling_aliases_is_refused():
    """T001"""
    levels = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 50))]
    (problem,) = problems("\n".join(levels))
    assert problem.code == "alias-budget"
    assert "limit expansion" in problem.message


def test_no_document_is_handed_out_beyond_the_alias_budget():
    """T001"""
    text = "a: &a [1, 2, 3, 4]\n---\nb: 1\n"
    assert compose(text, "a.yaml", DEFAULT_LIMITS)[0]
    assert compose("a: &a [1, 2, 3]\nb: [*a, *a]\n", "a.yaml", DEFAULT_LIMITS._replace(expansion=1))[0] == []


@pytest.mark.parametrize(("count", "refused"), [(2, False), (3, False), (4, True)])
def test_the_limit_of_aliases_holds_exactly(count, refused):
    """T214"""
    text = "a: &a x\nb: [" + ", ".join(["*a"] * count) + "]\n"
    assert codes(text, DEFAULT_LIMITS._replace(aliases=3)) == ["alias-budget"] * refused


@pytest.mark.parametrize(("copies", "refused"), [(2, False), (3, False), (4, True)])
def test_the_limit_of_expansion_holds_exactly(copies, refused):
    """T214: each alias adds seven nodes to its own one; the rest is padded to seven nodes for each alias allowed."""
    text = "a: &a [1, 2, 3, 4, 5, 6, 7]\nb: [" + ", ".join(["*a"] * copies) + "]\n"
    own = 1 + 4 + 7 + copies  # the root; two keys, two values; the items of a; the items of b
    assert codes(text + f"pad: [{', '.join('x' * (21 - own - 2))}]\n", DEFAULT_LIMITS._replace(expansion=2)) == (
        ["alias-budget"] * refused
    )


def test_a_merge_key_bomb_is_refused_at_once():
    """T002"""
    levels = ["a0: &a0 {x: 1}"]
    levels += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 12)]
    began = time.monotonic()
    assert codes("\n".join(levels)) == ["merge-key"] * 11 + ["alias-budget"]
    assert time.monotonic() - began < 5


def test_merge_keys_are_not_accepted_at_all():
    """T002"""
    text = "base: &base {role: admin}\nada: {<<: *base, x: y}\n"
    assert spots(text) == [("merge-key", 2, 7)]
    assert compose(text, "a.yaml", DEFAULT_LIMITS)[0][0].root["ada"] == {"x": "y"}


@pytest.mark.parametrize("text", ["a: &a [*a]\n", "a: &a {b: *a}\n", "a: &a {b: [x, {c: *a}]}\n", "&a a: &b [*b]\n"])
def test_a_cyclic_alias_is_refused_and_the_tree_has_no_cycle(text):
    """T004"""
    assert codes(text) == ["alias-cycle"]
    repr(compose(text, "a.yaml", DEFAULT_LIMITS)[0])


def test_an_alias_without_an_anchor_before_it_is_refused():
    assert spots("a: *b\nb: &b x\n") == [("alias-unknown", 1, 4)]
    assert codes("a: &a x\n---\nb: *a\n") == ["alias-unknown"], "an anchor ends with its document"


def test_modest_aliases_are_accepted_and_stand_for_the_very_node():
    """T005: one anchor, eleven aliases."""
    text = "x: &x {role: admin}\ny:\n" + "".join(f"  k{n}: *x\n" for n in range(11))
    tree = root(text)
    assert tree["y"] == {f"k{n}": {"role": "admin"} for n in range(11)}
    assert tree["y"]["k0"] is tree["x"]


def test_scalars_have_aliases_too_and_a_second_anchor_of_a_name_wins_from_there_on():
    """T005"""
    assert root("a: &s 007\nb: *s\nc: &s x\nd: *s\n") == {
        "a": Plain("007", 7),
        "b": Plain("007", 7),
        "c": "x",
        "d": "x",
    }
    assert root("a: &s [&s x, *s]\nb: *s\n")["b"] == "x"


# --- depth and size --------------------------------------------------------------------------------------------------

NESTS = {"brackets": "[", "braces": "{a: ", "lists": "- ", "keys": "? ", "lines": "[\n"}


@pytest.mark.parametrize("opening", NESTS.values(), ids=NESTS)
def test_deep_nesting_stops_at_the_limit(opening):
    """T003"""
    began = time.monotonic()
    found, reasons = compose(opening * 50_000, "a.yaml", DEFAULT_LIMITS)
    assert time.monotonic() - began < 5
    assert found == []
    assert reasons[-1].code == "yaml-depth"
    assert "limit nesting" in reasons[-1].message


@pytest.mark.parametrize("size", [30_000, 1_000_000])
def test_the_process_survives_a_nest(size):
    """T003"""
    program = (
        "from reconciler.manifest.compose import compose\n"
        "from reconciler.manifest.limits import DEFAULT_LIMITS\n"
        f"for opening in {list(NESTS.values())!r}:\n"
        f"    _, found = compose(opening * {size}, 'a.yaml', DEFAULT_LIMITS)\n"
        "    print(found[-1].code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == ["yaml-depth"] * len(NESTS)


@pytest.mark.parametrize(("depth", "refused"), [(31, False), (32, False), (33, True)])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}")])
def test_the_depth_limit_holds_exactly(depth, refused, opening, closing):
    """T212"""
    text = "a: " + opening * (depth - 1) + closing * (depth - 1)
    assert codes(text) == ["yaml-depth"] * refused


def test_many_keys_are_refused_by_the_node_budget_or_read_soon():
    """T020"""
    text = "".join(f"k{n}: {n}\n" for n in range(200_000))
    began = time.monotonic()
    assert codes(text) == ["yaml-nodes"]
    assert len(documents(text, DEFAULT_LIMITS._replace(nodes=1_000_000))[0].root) == 200_000
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(("limit", "refused"), [(8, False), (7, False), (6, True)])
def test_the_node_limit_holds_exactly(limit, refused):
    """T213: the root, two keys, two values, two items"""
    assert codes("a: [1, 2]\nb: x\n", DEFAULT_LIMITS._replace(nodes=limit)) == ["yaml-nodes"] * refused


@pytest.mark.parametrize(("count", "refused"), [(2, False), (3, False), (4, True)])
def test_the_document_limit_holds_exactly(count, refused):
    """T215"""
    assert codes("---\na: 1\n" * count, DEFAULT_LIMITS._replace(documents=3)) == ["yaml-documents"] * refused


@pytest.mark.parametrize(("count", "shown"), [(2, 2), (3, 3), (4, 4), (5, 4), (500, 4)])
def test_problems_are_shown_up_to_their_limit(count, shown):
    found = codes("a: 1\n" * (count + 1), DEFAULT_LIMITS._replace(problems=3))
    assert len(found) == shown
    assert found == (["duplicate-key"] * 3 + ["too-many-problems"])[:shown]


# --- keys ------------------------------------------------------------------------------------------------------------


def test_a_duplicate_key_names_both_lines():
    """T006"""
    text = "ada:\n  role: viewer\n  # far away\n  role: admin\n"
    (problem,) = problems(text)
    assert problem.code == "duplicate-key"
    assert problem.source == Source("a.yaml", 4, 3)
    assert problem.also == (Source("a.yaml", 2, 3),)
    assert "line 2" in problem.message
    assert compose(text, "a.yaml", DEFAULT_LIMITS)[0][0].root == {"ada": {"role": "viewer"}}


@pytest.mark.parametrize(
    "text",
    ['{a: 1, "a": 2}', "a: 1\n? a\n: 2", "'a': [1]\na: {b: 1}", "a: &a x\nb: 1\n*a : 2\na: 3"],
)
def test_a_key_is_the_same_however_it_is_written(text):
    """T006"""
    assert "duplicate-key" in codes(text)


def test_the_same_key_in_two_mappings_is_fine():
    assert root("a: {x: 1}\nb: {x: 2}\n")["b"] == {"x": Plain("2", 2)}


@pytest.mark.parametrize(
    "key",
    ["1", "01", "1.0", "true", "TRUE", "~", "null", "0x1F", "0o7", ".inf", ".nan", "-1", "1e3", ".5"],
)
def test_a_key_that_is_not_text_is_refused_with_advice_to_quote_it(key):
    """T007, T017"""
    (problem,) = problems(f"a: b\n{key}: x\n")
    assert (problem.code, problem.source) == ("key-not-text", Source("a.yaml", 2, 1))
    assert problem.hint == f'quote it: "{key}"'
    assert root(f'a: b\n"{key}": x\n') == {"a": "b", key: "x"}


def test_keys_that_collide_elsewhere_are_each_refused_here():
    """T007"""
    assert codes("1: a\n01: b\n1.0: c\ntrue: d\n") == ["key-not-text"] * 4


@pytest.mark.parametrize(
    "key",
    ["no", "on", "off", "y", "Yes", "12:30", "1_000", "2026-01-01", "0b11", "nUll", "1.2.3", "-", "="],
)
def test_text_of_yaml_1_2_is_a_fine_key(key):
    """T009, T010"""
    if key == "-":
        assert codes("-: x\n") == []
    assert root(f"{key}: x\n") == {key: "x"}


@pytest.mark.parametrize(
    "pair",
    [("Ops", "ops"), ("é", "e\u0301"), ("Straße", "STRASSE"), ("a@b.example", "A@b.example")],
)
@pytest.mark.parametrize("shape", ["{0}: 1\n{1}: 2\n", "x: {{{0}: 1, y: 2, {1}: 3}}\n"])
def test_keys_that_are_one_name_are_refused(pair, shape):
    """T008"""
    (problem,) = problems(shape.format(*pair))
    assert problem.code == "duplicate-key"
    assert len(problem.also) == 1


def test_keys_that_only_resemble_each_other_are_two():
    """T008"""
    assert set(root("Ops: 1\nOps1: 2\nopS 2: 3\n")) == {"Ops", "Ops1", "opS 2"}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("? [x]\n: 1\nz: 2\n", 1),
        ("? {a: b}\n: {c: d}\nz: 2\n", 1),
        ("? {a: b}\nz: 2\n", 1),
        ("? [x]\n: [y, {z: 1}]\nz: 2\n", 1),
        ("? \n: x\nz: 2\n", 1),
        ("? [a]\n: b\n? [a]\n: b\nz: 2\n", 2),
        ("k: &k x\n? *k\n: y\nz: 2\n", 1),
    ],
)
def test_a_complex_or_empty_key_is_refused_and_the_rest_is_read(text, count):
    """T017, T018"""
    found, reasons = compose(text, "a.yaml", DEFAULT_LIMITS)
    assert [problem.code for problem in reasons] == ["key-not-text"] * count
    assert found[0].root["z"] == Plain("2", 2)
    assert set(found[0].root) <= {"z", "k"}
    assert set(found[0].root.places) == set(found[0].root)


@pytest.mark.parametrize("text", ["{[a]: b}\n", "[a]: b\n", "{a: b}: c\n", "a: {? : }\n"])
def test_complex_keys_without_a_question_mark_are_refused_too(text):
    """T018"""
    assert codes(text) == ["key-not-text"]


@pytest.mark.parametrize("text", ["{: x}\n", ": x\n"])
def test_a_colon_without_a_key_before_it_is_refused(text):
    """T018"""
    assert codes(text) == ["yaml-syntax"]


@pytest.mark.parametrize("text", ["a: [?x]\n", "a: {?x: y}\n", "a: [?x y, z]\n", 'a: [?"x"]\n', 'a: [?""]\n'])
def test_a_question_mark_that_libyaml_would_swallow_is_refused(text):
    """T037"""
    assert codes(text) == ["yaml-syntax"]


# --- scalars ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["NO", "No", "no", "off", "OFF", "y", "Y", "n", "on", "Yes", "yEs", "tRUE", "nULL", "None"],
)
def test_norway_and_friends_are_text(word):
    """T009"""
    assert root(f"a: {word}\nb: [{word}]\n") == {"a": word, "b": [word]}


@pytest.mark.parametrize(
    ("word", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False)],
)
def test_only_true_and_false_are_truth_values(word, value):
    """T009"""
    assert root(f"a: {word}\n") == {"a": Plain(word, value)}


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("012", 12),
        ("0o14", 12),
        ("0x1F", 31),
        ("0xMH", None),
        ("0b11", None),
        ("1_000", None),
        ("1:30", None),
        ("190:20:30", None),
        ("+1", 1),
        ("-7", -7),
        (".5", Number.FRACTION),
        ("1e3", Number.FRACTION),
        ("249043822", 249043822),
        ("-0x1F", None),
        ("0o8", None),
        ("1 2", None),
        ("٣", None),
    ],
)
def test_numbers_keep_the_text_they_were_written_as(word, value):
    """T010: None stands for text"""
    assert root(f"a: {word}\n")["a"] == (word if value is None else Plain(word, value))
    assert root(f'a: "{word}"\n')["a"] == word


@pytest.mark.parametrize("word", ["2024-01-01", "2024-02-31", "2001-12-14t21:59:43.10-05:00", "2024-13-99 25:61:61"])
def test_dates_are_text_even_impossible_ones(word):
    """T011"""
    assert root(f"a: {word}\n") == {"a": word}


@pytest.mark.parametrize(
    "word",
    ["1e400", "-1e400", ".inf", "-.INF", "+.Inf", ".nan", ".NaN", "-0", "1.0", "1.", "-.5E-3"],
)
def test_fractions_and_what_is_no_number_are_named_as_such(word):
    """T013"""
    assert root(f"a: {word}\n") == {"a": Plain(word, Number.FRACTION)}


@pytest.mark.parametrize("word", ["9" * 5_000, "-" + "9" * 5_000, "0x" + "f" * 5_000, "0" * 5_000, "9007199254740992"])
def test_huge_integers_are_named_and_never_computed(word):
    """T014"""
    assert root(f"a: {word}\n") == {"a": Plain(word, Number.HUGE)}


def test_the_largest_exact_integers_are_integers():
    """T014"""
    assert root("a: [9007199254740991, -9007199254740991]\n")["a"] == [
        Plain("9007199254740991", 2**53 - 1),
        Plain("-9007199254740991", 1 - 2**53),
    ]


def test_a_sexagesimal_of_300_groups_is_text():
    """T014"""
    word = ":".join(["59"] * 300)
    assert root(f"a: {word}\n") == {"a": word}


@pytest.mark.parametrize("word", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_read_as_nothing_and_keeps_its_text(word):
    assert root(f"a: {word}\n") == {"a": Plain(word, None)}


def test_quoted_and_block_scalars_are_always_text():
    assert root("a: '1'\nb: \"true\"\nc: |-\n  null\nd: >-\n  1\ne: ''\n") == {
        "a": "1", "b": "true", "c": "null", "d": "1", "e": "",
    }  # fmt: skip


TAGS = [
    "!!python/object/apply:os.system ['true']", "!!python/name:os.system", "!secret x", "!include ../../etc/passwd",
    "!env HOME", "!!binary aGVsbG8=", "!!set {a: }", "!!omap [a: b]", "!!pairs [a: b]", "!!timestamp 2024-01-01",
    '!!float "abc"', "!!str 1", "!!int 1", "!!map {}", "!!seq []", "! 12", "!<tag:x.example,2026:y> z", "&a ! 1",
]  # fmt: skip


@pytest.mark.parametrize("value", TAGS)
def test_every_tag_is_refused_and_nothing_is_run_or_read(value, monkeypatch):
    """T015, T016, T062"""

    def never(*_):
        raise AssertionError

    monkeypatch.setattr("os.system", never)
    monkeypatch.setattr("builtins.open", never)
    assert spots(f"x: y\na: {value}\n") == [("yaml-tag", 2, 4)]


def test_tags_are_refused_on_keys_and_roots_and_do_not_stop_the_rest():
    """T015"""
    assert [line for code, line, _ in spots("!x\n!y a: b\nc: !z d\nc: e\n") if code == "yaml-tag"] == [1, 2, 3]
    assert "duplicate-key" in codes("!x\n!y a: b\nc: !z d\nc: e\n")


def test_an_exclamation_mark_in_text_is_no_tag():
    assert root("a: Welcome!\nb: '!x'\nc: x !y\n") == {"a": "Welcome!", "b": "!x", "c": "x !y"}


def test_a_lone_surrogate_by_escape_is_refused():
    """T024"""
    assert spots('a: b\nc: "\\ud800"\n') == [("yaml-syntax", 2, 7)]


@pytest.mark.parametrize("escape", ["\\0", "\\x00", "\\u0000", "\\U00000000"])
def test_a_nul_by_escape_is_refused_in_values_and_keys(escape):
    """T025"""
    assert codes(f'a: "x{escape}y"\n') == ["forbidden-character"]
    assert codes(f'"x{escape}y": a\n') == ["forbidden-character"]


@pytest.mark.parametrize("escape", ["\\N", "\\L", "\\P", "\\x85", "\\u2028", "\\u2029"])
def test_a_hidden_line_break_by_escape_is_refused(escape):
    """T026"""
    assert spots(f'a: b\nc: "x{escape}y"\n') == [("forbidden-character", 2, 4)]


@pytest.mark.parametrize(
    "escape",
    ["\\x1b", "\\e", "\\x07", "\\a", "\\u202e", "\\u200b", "\\uFEFF", "\\r", "\\x7f", "\\ue000", "\\u3164"],
)
def test_what_cannot_be_seen_is_refused_by_escape_in_any_field(escape):
    """T032"""
    for text in (f'a: "x{escape}y"\n', f'a: ["x{escape}y"]\n', f'"x{escape}y": a\n'):
        (problem,) = problems(text)
        assert problem.code == "forbidden-character"
        assert "U+" in problem.message


@pytest.mark.parametrize("character", ["\u202e", "\u200b", "\u2066", "\U000e0041", "\u3164"])
def test_what_cannot_be_seen_is_refused_when_it_stands_there_itself(character):
    """T032"""
    assert codes(f"a: x{character}y\n") == ["forbidden-character"]


def test_tab_and_newline_are_allowed_in_values_but_not_in_keys():
    """T032"""
    assert root('a: "x\\ty\\nz"\nb: |\n  one\n  two\n') == {"a": "x\ty\nz", "b": "one\ntwo\n"}
    for key in ('"x\\ty"', '"x\\ny"', "? |\n  x\n", '? "x\n\n  y"\n'):
        assert codes(f"{key}: 1\n") == ["forbidden-character"], key


# --- lines, directives, documents ------------------------------------------------------------------------------------


def test_windows_line_ends_give_the_same_tree_and_positions():
    """T027"""
    text = 'a: 1\nb:\n  - x\n  - |\n    two\n    lines\nc: "x y"\n'
    one, two = root(text), root(text.replace("\n", "\r\n"))
    assert one == two
    assert one.places == two.places
    assert spots("a: 1\r\nb: 2\r\na: 3\r\n") == [("duplicate-key", 3, 1)]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a:\n\tb: 1\n", 2), ("a:\n  b: 1\n\tc: 2\n", 3), ("a:\n- x\n\t- y\n", 3), ("a:\n  b:\n  \tc: 1\n", 3)],
)
def test_indentation_by_tab_has_its_own_words(text, line):
    """T028"""
    (problem,) = problems(text)
    assert (problem.code, problem.source.line) == ("yaml-tab", line)
    assert "tab" in problem.message
    assert "spaces" in problem.hint


@pytest.mark.parametrize(
    "head",
    ["%YAML 1.1\n---", "%YAML 1.2\n---", "%YAML 2.0\n---", "%TAG ! tag:x.example,2026:\n---", "%FOO bar\n---",
     "%YAML 1.1", "%YAML 1.1\n%YAML 1.1\n---", "%YAML\n---", "%\n---"],
)  # fmt: skip
def test_directives_are_refused(head):
    """T029"""
    assert codes(f"{head}\na: 1\n") == ["yaml-directive"]


def test_a_directive_before_a_later_document_is_refused():
    """T029"""
    assert codes("a: 1\n...\n%YAML 1.2\n---\nb: 1\n") == ["yaml-directive"]


def test_a_percent_sign_in_text_is_no_directive():
    assert root("a: 100%\nb: |\n  %YAML 1.1\n") == {"a": "100%", "b": "%YAML 1.1\n"}


def test_many_documents_are_read_and_empty_ones_skipped():
    """T030"""
    text = "---\n---\na: 1\n...\n---\n# nothing\n---\nb: 2\n...\n...\n"
    assert [(document.line, document.root) for document in documents(text)] == [
        (2, {"a": Plain("1", 1)}),
        (7, {"b": Plain("2", 2)}),
    ]
    assert len(documents("".join(f"---\norg: o{n}\n" for n in range(73)))) == 73


def test_every_document_of_a_file_is_checked():
    """T030"""
    assert spots("a: 1\na: 2\n---\n- x\n---\nb: 1\nb: 2\n") == [
        ("duplicate-key", 2, 1), ("not-a-mapping", 4, 1), ("duplicate-key", 7, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "---\n# c\n...\n", " "])
def test_a_file_without_a_document_is_a_warning(text):
    """T031"""
    (problem,) = problems(text)
    assert (problem.code, problem.severity) == ("empty-file", Severity.WARNING)


@pytest.mark.parametrize("text", ["- a\n", "[]\n", "x\n", '""\n', "1\n", "--- null\n", "~\n", "--- |\n  x\n"])
def test_a_document_that_is_no_mapping_is_refused(text):
    """T031"""
    (problem,) = problems(text)
    assert (problem.code, problem.severity) == ("not-a-mapping", Severity.ERROR)


def test_json_flow_and_block_style_are_one_tree():
    """T035"""
    block = "org: brainlab\nmembers:\n  ada@brainlab.example: {role: admin}\nn: 1\nl:\n- true\n- null\n- a\n"
    flow = "{org: brainlab, members: {ada@brainlab.example: {role: admin}}, n: 1, l: [true, null, a]}"
    json = '{"org":"brainlab","members":{"ada@brainlab.example":{"role":"admin"}},\n\t"n":1,"l":[true,null,"a"]}'
    assert root(block) == root(flow) == root(json)
    assert root("a: {}\nb: []\n") == {"a": {}, "b": []}


# --- real breakages --------------------------------------------------------------------------------------------------

BROKEN = {
    "bad indentation in the middle of a list": (
        "org: a\nteams:\n  ops:\n    members:\n      - ada\n     - bob\n      - eve\n", "yaml-syntax", 6, 6),
    "a missing colon": (
        "org: a\nmembers:\n  ada@a.example: {role: admin}\n  bob@a.example\n  eve@a.example: {}\n",
        "yaml-syntax", 4, 3),
    "an unclosed quote": ('org: a\nname: "Brain Lab\nplatform: x\nteams:\n  ops: {}\n', "yaml-syntax", 2, 7),
    "a tab": ("org: a\nmembers:\n  ada@a.example:\n\t  role: admin\n", "yaml-tab", 4, 1),
    "an unclosed bracket": ("org: a\ntags: [x, y\nname: z\n", "yaml-syntax", 3, 5),
    "an unclosed brace at the end": ("org: a\nplan: {name: Team\n", "yaml-syntax", 3, 1),
    "a second colon": ("org: a\nname: Lab: Brain\n", "yaml-syntax", 2, 10),
    "a list item where a key should be": ("org: a\nteams:\n  ops: {}\n  - dev\n", "yaml-syntax", 4, 3),
    "an at sign": ("org: a\nowner: @ada\n", "yaml-syntax", 2, 8),
    "a key dedented too far": ("org: a\nteams:\n    ops: {}\n  dev: {}\n", "yaml-syntax", 4, 3),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line", "column"), BROKEN.values(), ids=BROKEN)
def test_a_real_breakage_is_shown_where_it_is(text, code, line, column):
    """T038"""
    assert spots(text) == [(code, line, column)]
    (problem,) = problems(text)
    assert problem.snippet == text.split("\n")[line - 1].strip()
    assert compose(text, "a.yaml", DEFAULT_LIMITS)[0] == []


def test_a_conflict_in_the_middle_is_shown_where_it_is():
    """T038"""
    data = b"org: a\nmembers:\n<<<<<<< HEAD\n  ada: {}\n=======\n  bob: {}\n>>>>>>> feature\n"
    (problem,) = admit(data, "a.yaml", DEFAULT_LIMITS)[1]
    assert (problem.code, problem.source) == ("conflict-marker", Source("a.yaml", 3, 1))


def test_an_unclosed_bracket_names_its_beginning_as_well():
    """T038"""
    assert problems("org: a\ntags: [x, y\nname: z\n")[0].also == (Source("a.yaml", 2, 7),)


def test_all_problems_of_a_file_are_found_in_one_run():
    text = 'a: 1\na: 2\n7: x\nb: !t y\nc: *nobody\n<<: {}\n? [k]\n: v\nd: "\\e"\n'
    assert sorted(codes(text)) == [
        "alias-unknown", "duplicate-key", "forbidden-character", "key-not-text", "key-not-text", "merge-key", "yaml-tag",
    ]  # fmt: skip


def test_a_line_with_a_secret_is_never_shown_whole():
    (problem,) = problems(f"token: {'s3cret' * 100}: x\n")
    assert len(problem.snippet) <= 40


def test_text_that_did_not_pass_the_gate_gives_a_problem_and_no_traceback():
    assert codes("a: \x00\n") == ["yaml-syntax"]


# --- positions -------------------------------------------------------------------------------------------------------

PLACED = "# hi\norg: lab\nmembers:\n  ada: {role: admin, é😀: x}\n  bob:\n    - one\n    -  two\n  eve:\n"


def test_every_key_and_value_knows_its_place():
    tree = root(PLACED)
    members, ada, bob = tree["members"], tree["members"]["ada"], tree["members"]["bob"]
    assert (tree.line, tree.column, members.line, members.column, ada.line, ada.column) == (2, 1, 4, 3, 4, 8)
    assert tree.places == {"org": (2, 1, 2, 6), "members": (3, 1, 4, 3)}
    assert ada.places == {"role": (4, 9, 4, 15), "é😀": (4, 22, 4, 26)}
    assert (bob.line, bob.column, bob.places) == (6, 5, [(6, 7), (7, 8)])
    assert members.places["eve"][:2] == (8, 3)


@pytest.mark.parametrize(
    ("path", "of", "spot"),
    [
        ((), "value", (2, 1)),
        (("org",), "value", (2, 6)),
        (("org",), "key", (2, 1)),
        (("members", "ada", "role"), "value", (4, 15)),
        (("members", "ada", "role"), "key", (4, 9)),
        (("members", "ada", "missing", "deeper"), "value", (4, 8)),
        (("members", "ada", "missing"), "key", (4, 3)),
        (("members", "bob", 1), "value", (7, 8)),
        (("members", "bob", 1), "key", (7, 8)),
        (("members", "bob", 2), "value", (6, 5)),
        (("members", "bob", -1), "value", (6, 5)),
        (("members", "bob", "x"), "value", (6, 5)),
        (("members", 0), "value", (4, 3)),
        (("nowhere",), "key", (2, 1)),
    ],
)
def test_a_path_leads_to_the_deepest_place_that_exists(path, of, spot):
    (document,) = documents(PLACED)
    assert place(document, path, of=of) == Source("a.yaml", *spot)


def test_what_an_alias_stands_for_is_placed_where_it_was_written():
    (document,) = documents("a: &x {k: v}\nb: *x\n")
    assert place(document, ("b", "k")) == Source("a.yaml", 1, 11)
    assert place(document, ("b",)) == Source("a.yaml", 2, 4)


def test_trees_can_be_copied_and_sent_to_another_process():
    tree = root(PLACED)
    for twin in (copy.deepcopy(tree), pickle.loads(pickle.dumps(tree))):  # noqa: S301 - our own bytes
        assert twin == tree
        assert twin.places == tree.places
        assert isinstance(twin["members"]["bob"], Items)


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("text", ["a: 1\n", "a: [\n", "[" * 99])
def test_garbage_collection_is_left_as_it_was(enabled, text):
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        compose(text, "a.yaml", DEFAULT_LIMITS)
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()

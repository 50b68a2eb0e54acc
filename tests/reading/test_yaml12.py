"""Row T037: hard YAML is read as YAML 1.2 or refused, never read as something else.

The judge is ``yaml_rs``, a YAML 1.2 reader that shares no code with libyaml. Where the judge itself departs from the
1.2 core schema, or where libyaml is more lenient than the specification, the case stands in a table with its reason.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
import yaml
import yaml_rs
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import Severity
from reconciler.manifest.compose import Block, Items, Node, Number, Plain, compose
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.manifest.nodes import resolve

HARD = [
    "a: b", "{a: b, c: [d, {e: f}]}", "a:\n- b\n- c", "a:\n  - b\n  -\n    - c\n  - - d\n    - e", "a: 'it''s'",
    'a: "\\u0041\\x42\\t\\"\\/"', "a: |\n  x\n   y\n\n  z\n", "a: >\n  x\n  y\n\n  z\n   more\n  less\n",
    "a: |-\n  x\n\n", "a: |+\n  x\n\n\nb: y\n", "a: >-\n  x\n  y\n", "a: |2\n   x\n  y\n", "a: >+\n  x\n\n\n",
    "a: x\n  y\n\n  z", 'a: "x\n  y\n\n  z"', 'a: "x\\\n  y"', "a: 'x\n  y'", "? a\n: b", "? a\n? b\n: c",
    "{? a : b}", "[a: b]", "x: [a: b, c]", 'a: {"b":1,"c":[2]}', "a: {b, c: d}", "a: [b, ]", "a: [b,, c]", "a: [,]",
    "a: {,}", "a: b # c", "a: b#c", "a: 'b' # c", "a: # b\n  c", "a:\n# b\n  c", "a: - b", "a: -b", "a: [-b, -1]",
    "a: [- b]", "a: ?b", "a: :b", "a: b:c", "a: b: c", "a::b: c", "a:b", "a: [b:c, d:]", "a: {b:c}", "a: {b: }",
    "a: {b:}", "a: http://x.example/?q=1#f", "a: [http://x.example:80/]", "a: @b", "a: `b", "a: %b", "a: *b", "a: &b",
    "a: &b c\nd: *b", "a: &b [c]\nd: *b", "*a : b", "&a b: &c d\ne: [*a, *c]", "a: !b c", "a: ! 1", "<<: {a: b}",
    "a: 1\n b: 2", " a: 1\n b: 2", "a: 1\n  b: 2", "a:\n  b: 1\n c: 2", "a:\n   b: 1\n  c: 2", "- a\n b: c",
    "a: b\n- c", "a: [b\n", "a: [b\nc]", "a: [\n  b\n  ]", "a: ]", "a: }", "a: [b}", "a: 'b", 'a: "b', 'a: "b" c',
    'a: "b" "c"', "a: 'b'c", 'a: "\\q"', "a: '\\q'", "a: |x\n  b", "a: |\n b\n  c\n", "a: |\n\n\n  b\n",
    "a: |\n   \n  b\n", "a: >\n\n  b\n\n\n  c\n", "a:\n\tb", "a: b\t", "a: b\tc", "\ta: b", "a: [\tb,\tc]",
    "a: b\n\n\t\nc: d", "- a\n-\tb", "a:\n  -\tb: c", "--- a: b", "---\na: b\n---\nc: d", "a: b\n...\nc: d",
    "a: b\n...\n---\nc: d", "--- {a: b}\n--- {c: d}", "---\n---\na: b", "a: b\n... # c\n", "a: ---", "a: ...",
    "a: --- b", "---a: b", "...a: b", "a: '---'\nb: |\n  ---\n  ...\n", 'a: "x\n--- y"', "%YAML 1.2\n---\na: b",
    "%YAML 1.1\n---\na: no", "a: b\n%x: y", 'a: "%x\n  %y"', "a: no\nb: yes\nc: on\nd: off\ne: y\nf: n",
    "a: True\nb: false\nc: ~\nd: Null\ne:\nf: TRUE", "a: nULL\nb: tRUE", "a: [012, 0o14, 0x1F, +1, -0, 00]",
    "a: [1:30, 190:20:30, 12:30:45]", "a: [.5, 1., 1e3, 1E-3, -.5e+1, +1.5, 1e, .e1, .]",
    "a: [.inf, -.Inf, +.INF, .nan, .NaN, inf, nan]", "a: 2024-01-01\nb: 2024-01-01 10:00:00\nc: 2024-02-31",
    "a: 0o8\nb: 0xg\nc: 0o\nd: 0x", "a: 1 2", "a: 1\n  2", "a: '1'", 'a: "true"', "a: |-\n  1",
    'a: ""\nb: \'\'\nc: |\n  x\n', "a: é\nb: 😀\nç: d", '"a": b\n\'c\': d', '"a b": c', "a b: c d", "a  b:  c  d  ",
    "a : b", "a :b", "'a' : b", "? |\n  a\n: b", "? - a\n: - b", "? >-\n  a\n: b", "{a: b, a: c}", "a: 1\na: 1",
    "{[a]: b}", "{a: b}: c", "1: a", "null: a", "~: a", "'1': a\n'null': b", "a: [[[[[[]]]]]]",
    "a: {b: {c: {d: {}}}}", "a: [{}, [], '']", "a:\n-", "a:\n- \n- b", "a:\n-\n-", "- a: b\n  c: d",
    "x:\n- a: b\n  c: d\n- e: f", "x:\n  - - a\n    - b\n  - c", "x: {a: [b, {c: d}], e: f}", "a: <b>",
    "a: b <c@d.example>", "a: =", "a: ==", "a: '#b'", 'a: "#b"', "#a: b", "a: b\n #c\nd: e", "a: [b #c\n]",
    "a: [b, #c\n d]", "a: [?x]", "a: [? x]", "a: [?]", "a: {?x: y}", "a: {? x: y}", "a: {x: y\n}", "a: {x:\n y}",
    'a: {"x"\n: y}', "a: {x\n: y}", "a: ['x'\n: y]", '"a\nb": c', "a\nb: c", "a: |\r\n  x\r\n  y\r\n",
    "a: x\r\nb:\r\n- y\r\n", "a: 'x\r\n  y'\r\n", "a: >\r\n  x\r\n  y\r\n", "a: \ufeffb", "a: b\xa0c", 'a: "b\\_c"',
    "a: 1_000x",
]  # fmt: skip

JUDGE_DEPARTS = {
    "a: 1_000": ({"a": "1_000"}, "underscores are of YAML 1.1"),
    "a: .Nan": ({"a": ".Nan"}, "1.2 core has .nan, .NaN and .NAN"),
    "a: 0b11": ({"a": "0b11"}, "1.2 core has no binary numbers"),
    "a: -0x1": ({"a": "-0x1"}, "1.2 core has no sign before 0x"),
    "a: |\n": ({"a": ""}, "an empty block scalar has no line break to keep"),
    "a: |\n  x": ({"a": "x"}, "likewise at the end of a file that ends without one"),
    "a: 99999999999999999999": ({"a": 99999999999999999999.0}, "an integer of any size; here it only is too large"),
}

JUDGE_REFUSES = {
    "a:\tb": ({"a": "b"}, "a tab may separate a key from its value"),
}

LENIENT = {
    "a: [\nb\n]": ({"a": ["b"]}, "the lines of a flow collection must be indented"),
    'a: "b"#c': ({"a": "b"}, "a comment needs a space before it"),
    "a: |#c\n  b\n": ({"a": "b\n"}, "likewise"),
    "a:\n|\n b\n": ({"a": "b\n"}, "a block scalar must be indented"),
    'a: "b\nc"': ({"a": "b c"}, "the second line of a quoted scalar must be indented"),
}


def meaning(node: Node) -> Any:
    """The tree as plain values, the way YAML 1.2 core reads it."""
    match node:
        case Block():
            return {key: meaning(value) for key, value in node.items()}
        case Items():
            return [meaning(item) for item in node]
        case Plain(text, Number()):
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        case Plain(_, value):
            return value
        case text:
            return text


def same(one: Any, other: Any) -> bool:
    """Equal in type and value; not-a-number equals itself, and a whole fraction may be an integer."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, float) or isinstance(other, float):
        return not isinstance(one, bool | str) and (one == other or (math.isnan(one) and math.isnan(other)))
    return type(one) is type(other) and one == other


def accepted(source: str) -> list[Any] | None:
    """The documents of *source*, or None if it is refused."""
    text, problems = admit(source.encode(), "a.yaml", DEFAULT_LIMITS)
    if text is None:
        return None
    documents, more = compose(text, "a.yaml", DEFAULT_LIMITS)
    if any(problem.severity is Severity.ERROR for problem in (*problems, *more)):
        return None
    return [meaning(document.root) for document in documents]


def judged(source: str) -> list[Any]:
    """The documents of *source* that are not empty, as the judge reads them. Raises ValueError."""
    value: Any = yaml_rs.loads(source, parse_datetime=False)
    documents = value if isinstance(value, list) else [value]
    return [document for document in documents if document is not None]


@pytest.mark.parametrize("source", HARD)
def test_hard_yaml_is_refused_or_read_as_the_judge_reads_it(source):
    """T037"""
    mine = accepted(source)
    if mine is not None:
        assert same(mine, judged(source))


def test_the_hard_cases_exercise_both_answers():
    """T037: a reader that refused everything, or let everything through, would not pass for good."""
    answers = [accepted(source) is not None for source in HARD]
    assert answers.count(True) > 100
    assert answers.count(False) > 50


@pytest.mark.parametrize(("source", "value", "reason"), [(s, v, r) for s, (v, r) in JUDGE_DEPARTS.items()])
def test_where_the_judge_departs_from_the_core_schema_ours_is_the_specified_value(source, value, reason):
    """T037"""
    assert same(accepted(source), [value]), reason
    assert judged(source) != [value], "the judge has learned it: move this case to HARD"


@pytest.mark.parametrize(
    ("source", "value", "reason"),
    [(s, v, r) for s, (v, r) in {**LENIENT, **JUDGE_REFUSES}.items()],
)
def test_where_only_libyaml_accepts_the_value_is_the_one_that_stands_there(source, value, reason):
    """T037"""
    assert same(accepted(source), [value]), reason
    with pytest.raises(yaml_rs.YAMLDecodeError):
        judged(source)


# --- random trees ----------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["ada", "no", "1", "01", "true", "null", "~", "a: b", "- x", "#", "", " ", "é", "x\ny", "&a", "?"],
)
LETTERS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")).filter(lambda c: c != "\u3164"))
QUOTED_ALIKE = LETTERS.filter(
    lambda text: isinstance(resolve(text), str) or yaml.safe_dump(text).startswith(("'", '"')),
)
TEXTS = WORDS | QUOTED_ALIKE.filter(lambda text: accepted(json.dumps({"a": text}, ensure_ascii=False)) is not None)
KEYS = st.from_regex(r"[a-z][a-z ._@-]{0,6}[a-z]", fullmatch=True) | st.sampled_from(
    ["1", "true", "null", "a: b", "#", "é"],
)
SCALARS = TEXTS | st.booleans() | st.none() | st.integers(-(2**53) + 1, 2**53 - 1)
TREES = st.dictionaries(
    KEYS,
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@given(TREES, st.sampled_from([True, False, None]), st.booleans(), st.sampled_from([20, 80, 1000]))
def test_any_tree_comes_back_from_yaml_in_every_style(tree, flow, unicode, width):
    """T037, T035: written by PyYAML, quoted for YAML 1.1, which quotes all that 1.2 needs quoted and more."""
    source = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=unicode, width=width, sort_keys=False)
    assert accepted(source) == [tree]


@given(TREES, st.sampled_from([None, 1, 4]))
def test_any_tree_comes_back_from_json(tree, indent):
    """T035"""
    assert accepted(json.dumps(tree, indent=indent, ensure_ascii=False)) == [tree]


def test_json_with_escaped_surrogate_pairs_is_refused_rather_than_misread():
    """T024, T035: a pair of surrogates is a character to JSON and an error to YAML."""
    assert accepted(json.dumps({"a": "😀"})) is None
    assert accepted(json.dumps({"a": "😀"}, ensure_ascii=False)) == [{"a": "😀"}]


PIECES = [
    "a", "b", ": ", ":", "\n", "  ", "- ", "[", "]", "{", "}", ", ", '"', "'", " # c", "|\n", ">-\n", "\n\n", "1", "~", "? ",
    "?", "---\n", "...\n", "\t", "\\n", "é", "@", "012", "a: ", "b: ", "\n- ", "\r\n", "&a ", "*a", "!", "%",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_any_rubble_gives_a_tree_or_problems_and_nothing_else(pieces):
    """T037: never a crash; what is accepted has a place for everything in it."""
    text, problems = admit("".join(pieces).encode(), "a.yaml", DEFAULT_LIMITS)
    if text is None:
        assert problems
        return
    documents, _ = compose(text, "a.yaml", DEFAULT_LIMITS)
    lines = [*text.split("\n"), ""]  # a value that is not there may stand behind the last line
    for document in documents:
        check_places(document.root, lines)


def check_places(node: Node, lines: list[str]) -> None:
    if isinstance(node, Block):
        assert node.keys() == node.places.keys()
        spots = [spot for place in node.places.values() for spot in (place[:2], place[2:])]
        children = list(node.values())
    elif isinstance(node, Items):
        assert len(node) == len(node.places)
        spots, children = list(node.places), list(node)
    else:
        return
    for line, column in spots:
        assert 1 <= line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
    for child in children:
        check_places(child, lines)

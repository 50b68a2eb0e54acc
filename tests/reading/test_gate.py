"""The gate: which bytes become text. Rows T019, T021-T027 and T067 of the list of faults."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reconciler.errors import Problem, Source
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import DEFAULT_LIMITS, Limits

GOOD = b"org: brainlab\nname: Brain Lab\n"


def refused(data: bytes, limits: Limits = DEFAULT_LIMITS) -> list[Problem]:
    text, problems = admit(data, "a.yaml", limits)
    assert text is None
    assert problems
    assert all(problem.hint and len(problem.snippet) <= 40 for problem in problems)
    return problems


def only(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Problem:
    (problem,) = refused(data, limits)
    return problem


def test_ordinary_text_passes_unchanged():
    assert admit(GOOD, "a.yaml", DEFAULT_LIMITS) == (GOOD.decode(), [])


def test_no_bytes_at_all_are_text():
    assert admit(b"", "a.yaml", DEFAULT_LIMITS) == ("", [])


def test_a_huge_scalar_is_refused_by_the_size_of_its_file():
    """T019"""
    problem = only(b"a: " + b"x" * 20_000_000)
    assert problem.code == "file-too-large"
    assert "file_bytes" in problem.message


@pytest.mark.parametrize(("size", "passes"), [(29, True), (30, True), (31, False)])
def test_the_file_size_limit_holds_exactly(size, passes):
    """T210"""
    data = GOOD.ljust(31, b"#")[:size]
    text, _ = admit(data, "a.yaml", replace(DEFAULT_LIMITS, file_bytes=30))
    assert (text is not None) is passes


def test_one_byte_order_mark_at_the_beginning_is_dropped():
    """T021"""
    assert admit(b"\xef\xbb\xbf" + GOOD, "a.yaml", DEFAULT_LIMITS) == (GOOD.decode(), [])


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf\xef\xbb\xbfa: 1\n", b"\xef\xbb\xbfa: 1\n\xef\xbb\xbfb: 2\n"])
def test_a_later_byte_order_mark_is_refused(data):
    """T022"""
    problem = only(data)
    assert problem.code == "forbidden-character"
    assert "U+FEFF" in problem.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_other_encodings_with_a_byte_order_mark_are_told_utf8_only(encoding):
    """T023"""
    mark = "" if encoding in {"utf-16", "utf-32"} else "\ufeff"
    problem = only((mark + GOOD.decode()).encode(encoding))
    assert problem.code == "not-utf8"
    assert "UTF-8 only" in problem.hint


def test_utf16_without_a_mark_is_refused_for_its_nul_characters():
    """T023"""
    assert {problem.code for problem in refused(GOOD.decode().encode("utf-16-le"))} == {"forbidden-character"}


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (b"\xff", "invalid byte"),
        (b"\xc0\xaf", "overlong slash"),
        (b"\xe0\x80\xaf", "overlong, three bytes"),
        (b"\xed\xa0\x80", "lone surrogate"),
        (b"\xf4\x90\x80\x80", "beyond Unicode"),
        (b"\xc3", "cut off"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_utf8_is_refused_with_its_byte_offset(bad, what):
    """T024"""
    problem = only("name: é\nx: ".encode() + bad)
    assert problem.code == "not-utf8"
    assert "at byte 12 " in problem.message, what
    assert problem.source == Source("a.yaml", 2, 4)


def test_the_byte_offset_counts_a_dropped_byte_order_mark():
    """T024"""
    assert "at byte 3 (0xff)" in only(b"\xef\xbb\xbf\xff").message


@pytest.mark.parametrize("character", ["\0", "\x01", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x9b", "\ufffe"])
def test_nul_and_control_characters_are_refused(character):
    """T025"""
    problem = only(f"a: b\nc: d{character}e\n".encode())
    assert problem.code == "forbidden-character"
    assert f"U+{ord(character):04X}" in problem.message
    assert problem.source == Source("a.yaml", 2, 5)
    assert character not in problem.snippet


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
def test_hidden_line_breaks_are_refused_and_do_not_shift_line_numbers(character):
    """T026"""
    problem = only(f"a: b{character}role: admin\nc: d\x07\n".encode().replace(b"\x07", b""))
    assert "hidden line break" in problem.message
    assert problem.source == Source("a.yaml", 1, 5)


def test_each_different_stranger_is_reported_once_at_its_first_place_with_a_count():
    """T025"""
    problems = refused(b"a: \x01\x01\nb: \x02\nc: \x01\n" + b"\x03" * 5_000)
    assert [(problem.source.line, problem.source.column) for problem in problems] == [(1, 4), (2, 4), (4, 1)]
    assert "3 times" in problems[0].message
    assert "5000 times" in problems[2].message


@pytest.mark.parametrize("ends", ["a: 1\r\nb: 2\r\n", "a: 1\r\nb: 2\n", "a: 1\n\r\nb: 2"])
def test_windows_line_ends_are_accepted_mixed_or_not(ends):
    """T027"""
    assert admit(ends.encode(), "a.yaml", DEFAULT_LIMITS) == (ends, [])


@pytest.mark.parametrize(("data", "column"), [(b"a: 1\rb: 2\r", 5), (b"a: 1\r\r\n", 5), (b"a: 1\n\r", 1)])
def test_a_lone_carriage_return_is_refused(data, column):
    """T027"""
    problem = only(data)
    assert "carriage return" in problem.message
    assert problem.source.column == column


def test_tabs_are_the_parsers_business():
    assert admit(b"a:\tb\n", "a.yaml", DEFAULT_LIMITS)[1] == []


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
@pytest.mark.parametrize(("length", "passes"), [(19, True), (20, True), (21, False)])
def test_the_line_length_limit_holds_exactly_in_characters(length, passes, end):
    """T217"""
    limits = replace(DEFAULT_LIMITS, line_length=20)
    text, problems = admit(("a: 1\n" + "é" * length + end).encode(), "a.yaml", limits)
    assert (text is not None) is passes
    if not passes:
        assert [(p.code, p.source) for p in problems] == [("line-too-long", Source("a.yaml", 2, 21))]


def test_the_snippet_of_a_huge_line_stays_small():
    assert len(only(b"token: " + b"s3cret" * 20_000).snippet) <= 40


CONFLICT = b"org: a\n<<<<<<< HEAD\nname: x\n=======\nname: y\n>>>>>>> branch\n"


def test_conflict_markers_are_named():
    """T067"""
    problem = only(CONFLICT)
    assert problem.code == "conflict-marker"
    assert problem.source == Source("a.yaml", 2, 1)
    assert "<<<<<<<" in problem.message


@pytest.mark.parametrize("line", ["<<<<<<< HEAD", "||||||| base", "=======", ">>>>>>> x", "=======\r"])
def test_any_marker_left_over_alone_is_named(line):
    """T067"""
    assert only(f"org: a\n{line}\nname: x\n".encode()).code == "conflict-marker"


@pytest.mark.parametrize("line", ["# ======= heading", "# <<<<<<< HEAD", "========", "a: =======", "<<<<<<<x"])
def test_text_that_only_resembles_a_marker_passes(line):
    assert admit(line.encode(), "a.yaml", DEFAULT_LIMITS)[1] == []


def test_a_git_lfs_pointer_is_named():
    """T067"""
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
    problem = only(pointer)
    assert problem.code == "lfs-pointer"
    assert "git lfs pull" in problem.hint

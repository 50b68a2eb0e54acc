"""The gate: which bytes become text. Rows T019, T021-T027 and T067 of the list of faults."""

from __future__ import annotations

import pytest

from reconciler.errors import Problem, Severity, Source
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
    text, _ = admit(data, "a.yaml", DEFAULT_LIMITS._replace(file_bytes=30))
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
    limits = DEFAULT_LIMITS._replace(line_length=20)
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


@pytest.mark.parametrize(
    ("data", "line", "column", "snippet"),
    [
        (b"first: 1\nsecond: \x07x\nthird: 3\nfourth: 4\n", 2, 9, "second: ⟨U+0007⟩x"),
        (b"first: 1\nlast: \x07x", 2, 7, "last: ⟨U+0007⟩x"),
        (b"\x07x: 1\nsecond: 2\n", 1, 1, "⟨U+0007⟩x: 1"),
        (b"\n\x07x: 1\n", 2, 1, "⟨U+0007⟩x: 1"),
        (b"a: 1\nb: \xff\nc: 1\n", 2, 4, "b:"),
    ],
)
def test_a_problem_has_its_place_and_the_line_that_is_there_and_no_other(data, line, column, snippet):
    problem = only(data)
    assert problem.source == Source("a.yaml", line, column)
    assert problem.snippet == snippet


SAVE = "UTF-8 only: save the file as UTF-8"
SPLIT = "split the file: an org may be spread over many, each with its line org: SLUG"
SMALL = DEFAULT_LIMITS._replace(file_bytes=90, line_length=60)
SAID = {
    "size": (
        b"#" * 91,
        Problem("file-too-large", "is larger than 90 bytes (limit file_bytes)", Source("a.yaml"), SPLIT),
    ),
    "wide": (
        b"\xff\xfea\x00",
        Problem("not-utf8", "begins with the byte order mark of UTF-16 or UTF-32", Source("a.yaml", 1, 1), SAVE),
    ),
    "bytes": (
        b"a: \xff",
        Problem("not-utf8", "is not UTF-8: invalid start byte at byte 3 (0xff)", Source("a.yaml", 1, 4), SAVE, snippet="a:"),
    ),
    "unseen": (
        b"a: \x07\n",
        Problem("forbidden-character", "holds U+0007, a character that cannot be seen", Source("a.yaml", 1, 4), "remove it", snippet="a: ⟨U+0007⟩"),
    ),
    "twice": (
        b"a: \x07\x07",
        Problem("forbidden-character", "holds U+0007, a character that cannot be seen, 2 times", Source("a.yaml", 1, 4), "remove it", snippet="a: ⟨U+0007⟩⟨U+0007⟩"),
    ),
    "carriage return": (
        b"a: 1\rb",
        Problem("forbidden-character", "holds U+000D, a carriage return without a line feed", Source("a.yaml", 1, 5), "use line feeds at the ends of lines", snippet="a: 1⟨U+000D⟩b"),
    ),
    "long line": (
        b"a: 1\n" + b"b" * 61,
        Problem("line-too-long", "has a line longer than 60 characters (limit line_length)", Source("a.yaml", 2, 61), "break the line; in a list, begin each line with -", snippet="b" * 40),
    ),
    "pointer": (
        b"version https://git-lfs.github.com/spec/v1\n",
        Problem("lfs-pointer", "is a Git LFS pointer, not a manifest", Source("a.yaml", 1, 1), "run git lfs pull, or take manifests out of LFS", snippet="version https://git-lfs.github.com/spec/"),
    ),
    "conflict": (
        b"a: 1\n||||||| b\nc: 1\n",
        Problem("conflict-marker", "holds a merge conflict (|||||||)", Source("a.yaml", 2, 1), "finish the merge: delete the lines that begin with <<<<<<<, ======= or >>>>>>>, and one of the two sides", snippet="||||||| b"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", [data for data, _ in SAID.values()], ids=SAID)
def test_what_is_refused_is_said_with_its_place_and_what_to_do(data):
    assert only(data, SMALL) == dict(SAID.values())[data]


@pytest.mark.parametrize("line", [b"b" * 61, b"b c " * 16, b"  " + b"b" * 59])
def test_a_long_line_is_found_wherever_it_stands_and_whatever_is_in_it(line):
    (problem,) = refused(b"a: 1\n\nb: 2\n" + line + b"\nc: 3\n", SMALL)
    assert (problem.code, problem.source) == ("line-too-long", Source("a.yaml", 4, 61))


def test_everything_that_speaks_against_a_file_is_said_at_once():
    codes = [problem.code for problem in refused(b"a: \x07\n=======\n" + b"b" * 61, SMALL)]
    assert codes == ["forbidden-character", "line-too-long", "conflict-marker"]


def test_what_looks_like_a_key_is_a_warning_at_its_place_and_the_text_passes():
    data = f"a: 1\nb: x {'ghp_' + 'a' * 36}\n"
    text, (problem,) = admit(data.encode(), "a.yaml", DEFAULT_LIMITS)
    assert text == data
    assert (problem.code, problem.source, problem.severity) == ("token-like", Source("a.yaml", 2, 6), Severity.WARNING)
    assert problem.message == "holds what looks like a GitHub token"
    assert problem.hint == "take it out, and make a new one where it is good for: it stands in the history of this repository"  # fmt: skip
    assert problem.snippet == "b: x ghp_" + "*" * 31


def test_windows_line_ends_do_not_count_as_characters_of_a_line():
    assert admit(b"a: 1\r\n" + b"b" * 60 + b"\r\n", "a.yaml", SMALL)[1] == []
    assert only(b"b" * 61 + b"\r\n", SMALL).code == "line-too-long"

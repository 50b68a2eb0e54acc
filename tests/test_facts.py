"""Files of facts: every form and every spelling of a value comes to the same rows, what cannot be taken is said with its line, and
what does not pass whole leaves nothing behind (S0-20 … S0-30, S3-06 … S3-12, W34, T079, T080)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import closing
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naughty import FAMILIES, strings

from reconciler.canonical import LARGEST_INTEGER
from reconciler.cli import run
from reconciler.facts import FACTS, Activity, Credit, Fact, FactQuery, PlanUpdate, Storage, TaskCompletion
from reconciler.facts import values as v
from reconciler.facts.reading import rows
from reconciler.facts.rows import Naming, Read
from reconciler.facts.values import COLUMNS, LEFT_OUT
from reconciler.importing import imported
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.stores.memory import MemoryStore
from reconciler.stores.sql import open_store
from reconciler.vocabulary import load, platform_names

EXAMPLES = Path(__file__).parent.parent / "examples" / "facts"
ORG = "webknossos/brainlab"


def naming(platform: str, kind: str) -> Naming:
    said = next(each for each in load(platform).facts if each.kind == kind)
    pending = {name: tuple(texts) for name, texts in said.pending.items()}
    return Naming(said.columns, frozenset(said.ignores), pending)


def read(text: str, kind: str, known: Naming = Naming(), longest: int = 1 << 20) -> list[Read]:  # noqa: B008 - frozen
    return [*rows(enumerate(text.splitlines(keepends=True), 1), kind, "f", known, longest)]


def facts(text: str, kind: str, known: Naming = Naming()) -> list[Fact]:  # noqa: B008 - likewise
    found = read(text, kind, known)
    assert [each.problems for each in found if each.problems] == []
    return [each.row for each in found if each.row is not None]


def said(found: Iterable[Read]) -> list[tuple[int, str, str]]:
    return [(each.line, problem.code, problem.message) for each in found for problem in each.problems]


# --- the forms --------------------------------------------------------------------------------------------------------


def test_csv_json_lines_and_json_come_to_the_same_rows():
    expected = [
        Storage("2026-10-01", "cortex", 1024),
        Storage("2026-10-02T06:00:00Z", "", 3 * 1024**4),
    ]
    objects = [
        {"at": "2026-10-01", "dataset": "cortex", "bytes": 1024},
        {"at": "2026-10-02T08:00:00+02:00", "size": "3 TiB"},
    ]
    lines = "\n".join(map(json.dumps, objects))
    assert (
        facts("size,at,dataset\n1 KiB,2026-10-01,cortex\n3 TiB,2026-10-02 08:00:00.5+02:00,\n", "storage") == expected
    )
    assert facts(lines, "storage") == expected
    assert facts(f"\n{lines}\n\n", "storage") == expected
    assert facts(json.dumps(objects), "storage") == expected
    assert facts(json.dumps(objects, indent=2), "storage") == expected
    assert facts(json.dumps(objects[0], indent=2), "storage") == expected[:1]


def test_the_answers_of_webknossos_are_read_as_they_are_and_what_is_under_way_is_left_out_s0_20_s0_24_s0_25():
    found = read((EXAMPLES / "credits.json").read_text(), "credit", naming("webknossos", "credit"))
    spent = Credit(
        "672a06",
        "2026-10-14T15:00:00Z",
        -31250,
        "Nuclei",
        "infer_nuclei",
        "retina",
        "j-130",
        "miriam@connectome.example",
    )
    assert [(each.line, each.row, each.problems) for each in found] == [(2, spent, ()), (11, None, ())]
    update = {"organizationId": "x", "pricingPlan": "Team", "paidUntil": None, "created": 1791990000000}
    (row,) = facts(json.dumps([update]), "plan_update", naming("webknossos", "plan_update"))
    assert isinstance(row, PlanUpdate)
    assert (row.at, row.changes) == ("2026-10-14T15:00:00Z", {"plan": "Team", "paid_until": None})
    org = {"id": "x", "usedStorageBytes": 7, "displayName": "X", "paidUntil": 1, "enableAutoVerify": True}
    at = Naming(*naming("webknossos", "storage")[:3], given={"at": "2026-10-01"})
    assert facts(json.dumps(org), "storage", at) == [Storage("2026-10-01", "", 7)]


def test_the_columns_of_the_page_and_of_the_download_are_known_s0_21_s0_30_s3_12():
    found = facts((EXAMPLES / "credits.csv").read_text(), "credit", naming("webknossos", "credit"))
    assert [row.milli_credits for row in found if isinstance(row, Credit)] == [
        20_000_000,
        -12_500,
        -2_250,
        2_250,
        -140_000,
    ]
    assert [row.entry for row in found if isinstance(row, Credit)] == [
        "purchase",
        "spending",
        "spending",
        "refund",
        "spending",
    ]
    assert [row.actor for row in found if isinstance(row, Credit)][:2] == ["", "lena@connectome.example"]
    updates = facts((EXAMPLES / "plan-updates.csv").read_text(), "plan_update", naming("webknossos", "plan_update"))
    assert [row.changes for row in updates if isinstance(row, PlanUpdate)][2:] == [
        {"paid_until": "2027-02-28"},
        {"plan": "Power", "included_users": 25, "included_storage": None, "ai_plan": "Power_AI"},
    ]
    activity = facts((EXAMPLES / "activity.csv").read_text(), "activity", naming("innotescus", "activity"))
    assert activity[0] == Activity("2026-10-01", "", "Cracks 2026", "north", "annotation", 42, 7_500_000)
    page = "task name,date,annotator,num submissions,annotation time (seconds),project,activity type\nt,2026-10-01,Ann@x.example,1,2.5,p,editing\n"
    assert facts(page, "activity", naming("innotescus", "activity")) == [
        Activity("2026-10-01", "ann@x.example", "p", "t", "editing", 1, 2500)
    ]


def test_a_row_says_what_its_line_is_also_behind_lines_that_are_folded_or_empty():
    text = 'id,at,change,details\nt1,2026-10-01,1,"one\ntwo"\n\nt2,2026-10-01,x,\nt3,2026-10-01\nt4,2026-10-01,1,"a ""b"""\n'
    found = read(text, "credit")
    assert [(each.line, getattr(each.row, "details", None)) for each in found] == [
        (2, "one\ntwo"),
        (5, None),
        (6, None),
        (7, 'a "b"'),
    ]
    assert [line for line, _, _ in said(found)] == [5, 6]
    document = '[\n {"id": "t1",\n  "at": "2026-10-01", "change": 1},\n\n {"id": "t2"}, 7]'
    assert [(line, text) for line, _, text in said(read(document, "credit"))] == [
        (5, "nothing is said of at"),
        (5, "nothing is said of change"),
        (5, "is no object, but a fact is one: {…}"),
    ]


def test_whatever_is_wrong_in_a_line_is_said_at_once_and_the_others_are_read():
    lines = [f"t{number},2026-10-01,1,x,System" for number in range(1_500)]
    lines[700] = "t700,2026-13-01,1.2345,x,@"
    lines[1_400] = ",2026-10-01,1,x,"
    found = read("\n".join(["id,date,change,details,user", *lines]), "credit")
    assert sum(each.row is not None for each in found) == 1_498
    assert [(line, code) for line, code, _ in said(found)] == [(702, "fact-value")] * 3 + [(1402, "fact-value")]


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "fact-file", "holds nothing"),
        ("\n \n", "fact-file", "holds nothing"),
        ("id,at,chnage\n", "fact-column", "no column of a credit is called chnage"),
        ("id,at,date,change\n", "fact-column", "the columns at and date say the same"),
        ('id,at,change\nt,"2026', "fact-file", "is no CSV: unexpected end of data"),
        ("id,at\nt1,2026-10-01\n", "fact-value", "nothing is said of change"),
        ("id,at,Milli Credits\nt1,2026-10-01,\n", "fact-value", "nothing is said of Milli Credits"),
        ("id,at,Change\nt1,2026-10-01,x\n", "fact-value", "Change: x is no number with at most three decimals"),
        (
            "id,at,change\nt1,2026-10-01,9223372036854775\n",
            "fact-value",
            "change: 9223372036854775 is too large: the largest is 9,007,199,254,740.991",
        ),
        (
            '{"id": "t", "at": "2026-10-01", "milli_credits": 9223372036854775808}',
            "fact-value",
            "milli_credits: 9223372036854775808 is too large: the largest is 9,007,199,254,740,991",
        ),
        ("id;at;change\nt1;2026-10-01;1,5\n", "fact-file", "has ; between its cells, where a CSV has commas"),
        ("id\tat\tchange\n", "fact-file", "has tabs between its cells, where a CSV has commas"),
        ('{"id": "t", "at": "2026-10-01", "change": NaN}', "fact-file", "is no JSON: NaN is no number"),
        ('[{"id": "t", "id": "u"}]', "fact-file", "is no JSON: a key stands twice in one object"),
        ('[{"id": "t"', "fact-file", "is no JSON: Expecting ',' delimiter"),
        ("[" * 200_000, "fact-file", "is no JSON"),
        ('[{"id": "t", "colour": 1}]', "fact-column", "no column of a credit is called colour"),
        ('{"id": ["t"], "at": "2026-10-01", "change": {"a": 1}}\n', "fact-value", "id holds a list, and not one value"),
        ('{"id": "t", "at": "2026-10-01", "change": 1, "user": {}}', "fact-value", "user holds an object, and not one"),
        ('{"id": "t", "user": ' + "[" * 200_000 + "\n", "fact-file", "is no JSON: maximum recursion depth exceeded"),
        ('{"id": ' * 200_000 + "\n{}", "fact-file", "is no JSON: maximum recursion depth exceeded"),
        ('{"id": "t", "id": "t"}\n{}', "fact-file", "is no JSON: a key stands twice in one object"),
        (
            '{"id": "t", "at": "2026-10-01", "change": 1, "milli_credits": 1}',
            "fact-column",
            "the columns change and milli_credits contradict each other",
        ),
    ],
)
def test_what_cannot_be_read_is_said_and_never_a_traceback(text: str, code: str, message: str):
    problems = said(read(text, "credit"))
    assert problems[0][1] == code
    assert problems[0][2].startswith(message)


def test_nobody_works_more_than_a_day_has_on_one_day_but_many_together_do():
    head = "date,project,type,submissions,time,member\n"
    long = "2026-10-01,p,annotation,1,{},{}\n"
    rest = [long.format("1:00:00", f"m{number}") for number in range(5)]
    for time in ("999999:59:59", "25:00:00.001"):
        found = read("".join([head, *rest, long.format(time, "ann")]), "activity")
        message = "time: nobody has worked more than 25 hours, the longest day there is, on 2026-10-01"
        assert said(found) == [(7, "fact-value", message)]
        assert sum(each.row is not None for each in found) == 5
    assert len(facts(head + long.format("25:00:00", "ann") + long.format("240:00:00", ""), "activity")) == 2
    alone = head.replace(",member", "") + long.format("25:00:00", "").replace(",\n", "\n").replace("25:", "26:")
    assert said(read(alone, "activity", Naming(given={"member": "ann"})))
    assert not said(read(alone, "activity"))


def test_a_kind_has_the_article_that_it_takes():
    assert said(read("colour\n", "activity"))[0][2] == "no column of an activity is called colour"


def test_two_columns_of_an_object_may_say_the_same_in_two_ways_or_one_of_them_nothing():
    both = {"id": "t", "at": "2026-10-01", "date": None, "change": "1.5", "milli_credits": 1500}
    assert facts(json.dumps(both), "credit") == [Credit("t", "2026-10-01", 1500)]


def test_what_is_wrong_before_a_file_breaks_off_is_said_too():
    found = read('id,at,change\nt1,2026-10-01,x\nt2,2026-10-01,1\nt3,"2026', "credit")
    assert [(line, code) for line, code, _ in said(found)] == [(2, "fact-value"), (4, "fact-file")]
    assert [each.ends for each in found] == [False, False, True]


def test_a_column_that_is_to_be_passed_over_is_whatever_its_name():
    text = "id,at,change,details\nt1,2026-10-01,1,\x00\n"
    assert facts(text, "credit", Naming(ignores=frozenset({"details"}))) == [Credit("t1", "2026-10-01", 1000)]


def test_a_json_document_has_a_limit_and_lines_have_none():
    one = json.dumps({"at": "2026-10-01", "bytes": 1})
    assert [code for _, code, _ in said(read(f"[{one}]", "storage", longest=20))] == ["fact-file"]
    assert said(read("\n".join([one] * 3), "storage", longest=20)) == []


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1000),
        ("-1.25", -1250),
        ("+0.001", 1),
        ("20000.1000", 20_000_100),
        ("0.0", 0),
        ("9007199254740.991", LARGEST_INTEGER),
    ],
)
def test_credits_are_read_digit_by_digit(text: str, value: int):
    assert v.thousandths(text) == value


@pytest.mark.parametrize(
    "text", ["1.2345", "1,5", "1e3", ".5", "5.", "NaN", "\uff11", "--1", "1 000", "9007199254740.992", "0x1"]
)
def test_what_is_no_exact_number_is_refused_and_not_rounded(text: str):
    with pytest.raises(ValueError, match=r"^is "):
        v.thousandths(text)


@given(st.integers(-LARGEST_INTEGER, LARGEST_INTEGER))
@settings(max_examples=50)
def test_every_amount_is_read_back_as_it_is_written(number: int):
    sign, units, parts = "-" if number < 0 else "", abs(number) // 1000, abs(number) % 1000
    assert v.thousandths(f"{sign}{units}.{parts:03}") == number


@pytest.mark.parametrize(
    ("reading", "text", "value"),
    [
        (v.moment, "2026-10-02T08:00:00+02:00", "2026-10-02T06:00:00Z"),
        (v.moment, "2026-10-02 23:59:59.999Z", "2026-10-02T23:59:59Z"),
        (v.moment, "2026-10-02", "2026-10-02"),
        (v.moment, "1791990000000", "2026-10-14T15:00:00Z"),
        (v.paid_day, "1791990000000", "2026-10-14"),
        (v.milliseconds, "1:30:00", 5_400_000),
        (v.milliseconds, "12.5", 12_500),
        (v.milliseconds, "0:00:00.25", 250),
        (v.size, "2 TiB", 2**41),
        (v.size, "17", 17),
        (v.person, "Ada@BrainLab.example", "ada@brainlab.example"),
        (v.person, "SYSTEM", ""),
        (v.person, "user-Ada", "user-ada"),
        (v.prose, "two\nlines", "two\nlines"),
    ],
)
def test_a_value_has_one_spelling_in_the_store_s0_25(reading, text, value):
    assert reading(text) == value


@pytest.mark.parametrize(
    ("reading", "texts"),
    [
        (v.moment, ["2026-10-02T08:00:00", "2026-02-30", "20261002", "2026-W40-1", "2026-10-02T24:00:01Z", "yesterday", "0001-01-01T00:00:00+23:00", "0206-06-01", "0206-06-01T00:00:00Z", "1970-01-01T00:00:00+01:00"]),
        (v.day, ["2026-10-02T08:00:00Z", "02.10.2026", "2026-13-01", "\uff12\uff10\uff12\uff16-10-02", "0206-06-01", "1969-12-31"]),
        (v.count, ["-1", "1.0", "", "9007199254740992", "1" * 5000]),
        (v.milliseconds, ["-1", "1:60:00", "2:30", "1h", "9" * 14]),
        (v.size, ["2 TB", "-1", "9999999999 PiB"]),
        (v.person, ["ada@@x.example", "a\u202eb", "x" * 300]),
        (v.name, ["x" * 257, "a\nb", "a\x00b", "\ud800", "a\u200bb"]),
        (v.prose, ["x" * 4097, "a\x00b", "a\x1b[31mb", "\ud800"]),
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_refused_in_words(reading, texts):
    for text in texts:
        with pytest.raises(ValueError, match=r"^(is|holds|has|begins) "):
            reading(text)


@pytest.mark.parametrize("family", FAMILIES)
def test_hostile_texts_are_kept_as_they_stand_or_refused_and_change_no_other_cell_t079_t080(family: str):
    for text in strings(family):
        line = json.dumps({"id": "t1", "at": "2026-10-01", "change": "1", "details": text, "job": text})
        for each in read(line, "credit"):
            if isinstance(each.row, Credit):
                assert each.row == Credit("t1", "2026-10-01", 1000, text.strip(), job=text.strip())
            else:
                assert {problem.code for problem in each.problems} == {"fact-value"}


def test_what_is_left_out_of_a_plan_update_stays_as_it_was_and_what_is_none_is_cleared_w34():
    csv = "at,plan,included_users,ai_plan\n2026-10-01,Team,none,\n2026-10-02,,,NONE\n"
    assert [row.changes for row in facts(csv, "plan_update") if isinstance(row, PlanUpdate)] == [
        {"plan": "Team", "included_users": None},
        {"ai_plan": None},
    ]
    line = '{"at": "2026-10-03", "description": "Organization created"}'
    assert facts(line, "plan_update") == [PlanUpdate("2026-10-03", description="Organization created")]


def test_every_field_of_every_kind_has_a_column_and_no_platform_names_another():
    for kind, shape in FACTS.items():
        read_by = {column.field for column in COLUMNS[kind].values()}
        assert read_by == set(shape.fields) - {"changed"}
        assert LEFT_OUT.get(kind, {}).keys() <= read_by
    for name in platform_names():
        for said in load(name).facts:
            assert set(said.columns.values()) <= set(COLUMNS[said.kind])


# --- importing --------------------------------------------------------------------------------------------------------


def reads(*found: Fact | str) -> list[Read]:
    problem = read("id,at,change\nt,2026-10-01,x\n", "credit")[0].problems
    return [Read(n, None, problem) if isinstance(each, str) else Read(n, each) for n, each in enumerate(found, 2)]


ONE, TWO = Storage("2026-10-01", "a", 1), Storage("2026-10-01", "b", 2)


def kept(store: MemoryStore) -> list[Fact]:
    return [*store.facts(FactQuery(ORG, "storage"))]


def test_one_row_that_is_refused_keeps_out_all_unless_a_part_is_wanted():
    store = MemoryStore("L")
    done = imported(store, ORG, reads(ONE, "bad", TWO), "f")
    assert (done.new, done.refused, done.kept, kept(store)) == (2, 1, False, [])
    done = imported(store, ORG, reads(ONE, "bad", TWO), "f", partial=True)
    assert (done.new, done.refused, done.kept, kept(store)) == (2, 1, True, [ONE, TWO])
    done = imported(store, ORG, reads(ONE, TWO._replace(bytes=3)), "f")
    assert [(problem.code, problem.source.line) for problem in done.problems] == [("fact-differs", 3)]
    assert not done.kept


def test_two_plan_updates_of_a_day_are_one_where_they_change_different_fields_and_refused_where_not():
    def updates(text: str) -> list[Read]:
        return read(f"at,description,user,plan,included_users,ai_plan\n{text}", "plan_update")

    day = "2026-10-01,More,,Team,,\n2026-10-01,People,ada@x.example,,none,\n2026-10-02,,,,,\n2026-10-02,,,,7,\n"
    store = MemoryStore("L")
    assert imported(store, ORG, updates(day), "f").new == 2
    assert imported(store, ORG, updates(day), "f").already == 2
    first, second = store.facts(FactQuery(ORG, "plan_update"))
    assert isinstance(first, PlanUpdate)
    assert isinstance(second, PlanUpdate)
    assert (first.description, first.actor, first.changes) == (
        "More; People",
        "ada@x.example",
        {"plan": "Team", "included_users": None},
    )
    assert second.changes == {"included_users": 7}
    for other in ("2026-10-03,,,Team,,\n2026-10-03,,,Power,,\n", "2026-10-03,,a,Team,,\n2026-10-03,,b,,7,\n"):
        [problem] = imported(store, ORG, updates(other), "f").problems
        assert problem.source.line == 3
        assert "in line 2 of this file" in problem.message


def test_what_differs_within_a_file_is_said_of_the_file_and_not_of_the_store():
    done = imported(MemoryStore("L"), ORG, reads(ONE, TWO, ONE._replace(bytes=3)), "f")
    [problem] = done.problems
    assert problem.source.line == 4
    assert problem.message == "storage 2026-10-01 a: bytes is 3 here and 1 in line 2 of this file"


def test_a_file_that_names_somebody_who_was_erased_is_there_already_and_never_says_who_it_was():
    store, row = MemoryStore("L"), Credit("t1", "2026-10-01", -1, "Nuclei", actor="gone@brainlab.example")
    assert imported(store, ORG, reads(row._replace(actor="erased-0123abcd")), "f").new == 1
    new = row._replace(id="t2", actor="ada@brainlab.example")
    done = imported(store, ORG, reads(row, new), "f")
    assert (done.new, done.already, done.problems, done.kept) == (1, 1, (), True)
    assert [each.actor for each in store.facts(FactQuery(ORG, "credit"))] == ["erased-0123abcd", new.actor]
    [problem] = imported(store, ORG, reads(row._replace(details="Cells")), "f").problems
    assert problem.message == "credit t1: details is Cells here and Nuclei in the store"
    [problem] = imported(store, ORG, reads(new._replace(actor="bob@brainlab.example")), "f").problems
    assert "actor is bob@brainlab.example here and ada@brainlab.example in the store" in problem.message


def test_what_cannot_be_read_to_its_end_is_not_taken_in_part():
    store = MemoryStore("L")
    done = imported(store, ORG, [*reads(ONE), *read("", "storage")], "f", partial=True)
    assert (done.ended, done.kept, kept(store)) == (True, False, [])


def test_no_more_problems_are_listed_than_are_wanted_and_reading_ends_there():
    def endless() -> Iterable[Read]:
        while True:
            yield from reads("bad")

    done = imported(MemoryStore("L"), ORG, endless(), "f", shown=3)
    assert (len(done.problems), done.whole, done.kept) == (3, False, False)
    done = imported(MemoryStore("L"), ORG, reads(*["bad"] * 9, ONE), "f", shown=3, partial=True)
    assert (len(done.problems), done.refused, done.new, done.whole) == (3, 9, 1, True)


# --- on the command line ----------------------------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RECONCILER_DB", sqlite_url)
    monkeypatch.setenv("RECONCILER_ACTOR", "ada@brainlab.example")
    Path("lab.yaml").write_text("org: brainlab\nplatform: webknossos\nmembers: {ada@brainlab.example: {role: admin}}\n")
    assert run(["apply", "lab.yaml", "--yes"]) == 0
    capsys.readouterr()
    return tmp_path


FILES = {
    "credit": "credits.csv", "plan_update": "plan-updates.csv", "storage": "storage.jsonl", "activity": "activity.csv",
    "task_completion": "completions.csv",
}  # fmt: skip


@pytest.mark.parametrize("kind", FACTS)
def test_a_file_is_imported_once_and_what_is_exported_is_imported_again_as_nothing(kind: str, place: Path, capsys):
    Path("lab.yaml").write_text(
        "org: large\nplatform: innotescus\nmembers: {ada@brainlab.example: {role: super_admin}}\n"
    )
    assert run(["apply", "lab.yaml", "--yes"]) == 0
    org = "large" if kind in ("activity", "task_completion") else "brainlab"
    capsys.readouterr()
    size = len((EXAMPLES / FILES[kind]).read_text().splitlines()) - FILES[kind].endswith(".csv")
    for said in (f"{size} rows of {kind} added", f"0 rows of {kind} added, {size} already there"):
        arguments = ["facts", "import", kind, str(EXAMPLES / FILES[kind]), "--org", org]
        assert run(arguments) == 0
        assert said in capsys.readouterr().out
    assert run(["facts", "export", kind, "--org", org]) == 0
    Path("out.jsonl").write_text(capsys.readouterr().out)
    assert run(["facts", "import", kind, "out.jsonl", "--org", org]) == 0
    assert f"0 rows of {kind} added, {size} already there" in capsys.readouterr().out


def test_standard_input_what_the_file_does_not_say_and_what_is_passed_over(place: Path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(b'\xef\xbb\xbf{"usedStorageBytes": 7, "new": 1}\n')))
    given = ["facts", "import", "storage", "-", "--at", "2026-10-01", "--ignore", "new"]
    assert run(given) == 0
    Path("activity.csv").write_text("date,project,type,submissions,time\n2026-10-01,p,annotation,1,1\n")
    assert run(["facts", "import", "activity", "activity.csv", "--member", "Ada@brainlab.example"]) == 0
    assert run(["facts", "export", "activity"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["member"] == "ada@brainlab.example"
    for wrong in (["--member", "@"], ["--at", "yesterday"]):
        assert run(["facts", "import", "activity", "activity.csv", *wrong]) in (64, 0)
    assert run(["facts", "import", "storage", "activity.csv", "--member", "ada"]) == 64
    assert run(["facts", "import", "storage", "nowhere.csv"]) == 64


def test_a_refusal_changes_nothing_and_says_so_in_every_form(place: Path, capsys):
    Path("bad.csv").write_text("id,at,change\nt1,2026-10-01,1\nt2,2026-10-01,x\n")
    assert run(["facts", "import", "credit", "bad.csv"]) == 10
    answer = capsys.readouterr()
    assert "bad.csv:3:1: error[fact-value]" in answer.err
    assert "bad.csv: 1 row cannot be taken; nothing was kept" in answer.err
    assert run(["facts", "import", "credit", "bad.csv", "--format", "json"]) == 10
    document = json.loads(capsys.readouterr().out)
    assert (document["kept"], document["added"], document["refused"], len(document["problems"])) == (False, 0, 1, 1)
    with closing(open_store(f"sqlite:///{next(place.glob('*.db'))}")) as store:
        assert [*store.facts(FactQuery(ORG, "credit"))] == []
    assert run(["facts", "import", "credit", "bad.csv", "--partial"]) == 0
    answer = capsys.readouterr()
    assert "bad.csv:3:1: warning[fact-value]" in answer.err
    assert "1 row of credit added, 1 refused" in answer.out


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"id,at,change\nt1,2026-10-01,1\n\xff\n", ":3:1: error[fact-file] is no UTF-8"),
        (b"id,at,change\nt1,2026-10-01," + b"1" * 20_000, ":2:1: error[fact-file] is longer than 10000 bytes"),
        (b"id,at," + b"x" * 20_000 + b"\n", ":1:1: error[fact-file] is longer than 10000 bytes"),
        ("id,at,größe\n".encode("latin-1"), ":1:1: error[fact-file] is no UTF-8"),
        ("id,at,change\n".encode("utf-16"), ":1:1: error[fact-file] is no UTF-8"),
        (b'{"id": "' + b"x" * 20_000 + b'"}\n', ":1:1: error[fact-file] is longer than 10000 bytes"),
        (b"\x00\x00", "fact-column"),
        (b"id,at,change\nt1,2026-10-01,\x1b]0;x\x07\n", "⟨U+001B⟩"),
    ],
)
def test_bytes_of_any_kind_are_refused_in_words_that_harm_nobody(data: bytes, says: str, place: Path, capsys):
    Path("bad.csv").write_bytes(data)
    assert run(["facts", "import", "credit", "bad.csv"]) == 10
    answer = capsys.readouterr()
    assert says in answer.err
    assert not set(answer.err) & {"\x1b", "\x07", "\x00"}


def test_a_json_list_may_be_one_long_line_as_answers_are_until_the_limit_of_documents(place: Path, capsys, monkeypatch):
    rows = [{"id": f"t{number}", "at": "2026-10-01", "change": "-1", "details": "x" * 200} for number in range(300)]
    Path("oneline.json").write_text(f"\ufeff\n {json.dumps(rows)}\n")
    with monkeypatch.context() as small:
        small.setattr("reconciler.cli.facts.limits", lambda: DEFAULT_LIMITS._replace(total_bytes=70_000))
        assert run(["facts", "import", "credit", "oneline.json"]) == 10
    assert "oneline.json:2:1: error[fact-file] is longer than 70000 bytes" in capsys.readouterr().err
    assert run(["facts", "import", "credit", "oneline.json"]) == 0
    assert "300 rows of credit added" in capsys.readouterr().out


def test_people_in_facts_are_shown_under_pseudonyms(place: Path, capsys, monkeypatch):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "a-secret-for-this-test-only")
    Path("credits.csv").write_text("id,at,change,user\nt1,2026-10-01,-1,eve@brainlab.example\n")
    assert run(["facts", "import", "credit", "credits.csv"]) == 0
    assert run(["--redact", "facts", "export", "credit"]) == 0
    out = capsys.readouterr().out
    assert "person-" in out
    assert "eve" not in out


def only_facts_know(text: str, kind: str = "credit") -> int:
    Path("rows.csv").write_text(text)
    return run(["facts", "import", kind, "rows.csv"])


def test_whom_only_facts_know_has_a_pseudonym_before_the_first_row_is_given_out(place: Path, capsys, monkeypatch):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "a-secret-for-this-test-only")
    text = "id,at,change,details,user\nt1,2026-10-01,1,asked by zelda quist,\nt2,2026-10-02,-1,,zelda quist\n"
    assert only_facts_know(text) == 0
    capsys.readouterr()
    assert run(["--redact", "facts", "export", "credit"]) == 0
    out = capsys.readouterr().out
    assert ("zelda" in out, out.count("person-")) == (False, 2)


def test_what_is_wrong_with_a_row_names_neither_its_person_nor_the_one_in_the_store(place: Path, capsys, monkeypatch):
    monkeypatch.setenv("RECONCILER_REDACT_KEY", "a-secret-for-this-test-only")
    assert only_facts_know("id,at,change,user\nt1,2026-10-01,-1,zelda quist\n") == 0
    Path("rows.csv").write_text("id,at,change,user\nt1,2026-10-01,-1,piet hoorn\n")
    capsys.readouterr()
    for form in ("text", "json"):
        assert run(["--redact", "facts", "import", "credit", "rows.csv", "--format", form]) == 10
        said = "".join(capsys.readouterr())
        assert said.count("person-") == 2
        assert not [name for name in ("zelda", "quist", "piet", "hoorn") if name in said]


def test_an_org_that_is_not_there_gets_no_facts(place: Path, capsys):
    assert run(["facts", "import", "credit", str(EXAMPLES / "credits.csv"), "--org", "nowhere"]) == 64
    assert "the store has no org nowhere" in capsys.readouterr().err


def test_an_exported_moment_is_the_last_one_that_is_wanted(place: Path, capsys):
    assert run(["facts", "import", "credit", str(EXAMPLES / "credits.csv")]) == 0
    capsys.readouterr()
    assert run(["facts", "export", "credit", "--since", "2026-10-02", "--until", "2026-10-02T09:30:00Z"]) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ["672a02", "672a03"]
    assert run(["facts", "export", "credit", "--since", "soon"]) == 64


def test_a_task_that_was_finished_has_its_member_and_its_time():
    (row, _) = facts((EXAMPLES / "completions.csv").read_text(), "task_completion")
    assert row == TaskCompletion(
        "2026-10-01T15:20:00Z", "Cracks 2026", "north", "annotator-1@pavement.example", 7_500_000
    )

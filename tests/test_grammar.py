"""What a manifest says, word by word, and every way to say it wrong: one place, one code and one hint for each.

Texts are read through ``read_texts``, the road that files take too. Layout is what the reading rooms are tested for; here
it is about meaning: fields, words, numbers, names, and which document speaks of what.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.errors import ManifestInvalid, Problem, Severity, Source
from reconciler.kinds import kinds
from reconciler.kinds.people import Experience
from reconciler.manifest.grammar import Grammar
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.manifest.misfits import typed
from reconciler.model import Address
from reconciler.reader import Reading, read_manifests, read_texts
from reconciler.vocabulary import load, platform_names

LAB = "org: lab\nplatform: webknossos\n"
"""Two lines, so what a test adds begins in line 3."""


def read(*texts: str) -> Reading:
    return read_texts((f"{number}.yaml", text) for number, text in enumerate(texts, 1))


def said(*texts: str) -> list[str]:
    """Every problem as ``line:column code``, in reading order; with the file if there are several."""
    several = len(texts) > 1
    return [
        f"{p.source.file + ':' if several else ''}{p.source.line}:{p.source.column} {p.code}"
        for p in read(*texts).problems
    ]


def only(*texts: str) -> Problem:
    (problem,) = read(*texts).problems
    return problem


def attrs(reading: Reading, kind: str, *key: str, org: str = "webknossos/lab") -> dict[str, Any]:
    reading.sound()
    platform, _, slug = org.partition("/")
    return dict(reading.desired.orgs[org].state[Address(platform, slug, kind, key)].attrs)


# --- sections ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "field"),
    [
        ("members:\n", "3:1", "members"),
        ("members: ~\n", "3:1", "members"),
        ("members: null\n", "3:1", "members"),
        ("teams:\n", "3:1", "teams"),
        ("teams:\n  Seg:\n    members:\n", "5:5", "members"),
        ("members:\n  ada@lab.example:\n    experience:\n", "5:5", "experience"),
    ],
)
def test_a_section_with_nothing_behind_it_is_an_error_that_says_how_to_write_none(text: str, place: str, field: str):
    problem = only(LAB + text)
    assert (f"{problem.source.line}:{problem.source.column}", problem.code) == (place, "empty-section")
    assert problem.hint == f"write {field}: {{}} for an empty section that is managed, or leave {field} out"


def test_a_section_left_out_is_not_managed_and_one_that_is_empty_is():
    assert "manages" not in attrs(read(LAB), "org")
    assert attrs(read(LAB + "members: {}\nteams: []\n"), "org")["manages"] == ["members", "teams"]
    assert attrs(read(LAB + "teams: []\nmembers: {}\n"), "org")["manages"] == ["members", "teams"]
    assert attrs(read(LAB + "teams: []\n", "org: lab\nmembers: {}\n"), "org")["manages"] == ["members", "teams"]


@pytest.mark.parametrize("value", ["alice", "'alice'", "5", "true", "2026-01-01"])
def test_a_single_word_where_names_belong_is_never_taken_letter_by_letter(value: str):
    problem = only(LAB + f"members: {value}\n")
    assert (str(problem.source), problem.code) == ("1.yaml:3:1", "wrong-type")
    assert "list of names" in problem.message


def test_a_list_of_names_may_hold_nothing_but_names():
    text = LAB + "members: [ada@lab.example, [a], {b: c}]\n"
    assert said(text) == ["3:28 wrong-type", "3:33 wrong-type"]


def test_a_list_of_names_says_the_same_as_a_mapping_to_nothing():
    listed = read(LAB + "members: [ada@lab.example, bob@lab.example]\n").sound().orgs["webknossos/lab"]
    mapped = read(LAB + "members:\n  ada@lab.example:\n  bob@lab.example: {}\n").sound().orgs["webknossos/lab"]
    assert listed.state == mapped.state
    assert listed.state.digest == mapped.state.digest


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("members:\n  ada@lab.example: admin\n", "4:20"),
        ("members:\n  ada@lab.example: 5\n", "4:20"),
        ("members:\n  ada@lab.example: [admin]\n", "4:20"),
        ("teams:\n  Seg: [ada@lab.example]\n", "4:8"),
    ],
)
def test_a_bare_value_where_the_kind_has_no_short_form_is_refused(text: str, place: str):
    assert said(LAB + text) == [f"{place} wrong-type"]


def test_a_wrong_entry_does_not_hide_the_next():
    assert said(
        LAB + "members:\n  a@x.example: admin\n  b: {}\n  c@x.example: admin\n  c@x.example.: {}\n  d: {}\n"
    ) == [
        "4:16 wrong-type",
        "5:3 name-refused",
        "6:16 wrong-type",
        "8:3 name-refused",
    ]
    text = LAB + "members: [a@x.example, A@x.example, b@x.example, B@x.example]\n"
    assert said(text) == ["3:24 declared-twice", "3:50 declared-twice"]


def test_a_bare_value_is_the_short_form_where_the_kind_has_one():
    reading = read(
        LAB
        + "members: {ada@lab.example: {experience: {nuclei: 5}}}\n"
        + "teams: {Seg: {members: {ada@lab.example: team_manager}}}\n"
    )
    assert attrs(reading, "experience", "ada@lab.example", "nuclei") == {"level": 5}
    assert attrs(reading, "membership", "seg", "ada@lab.example") == {"role": "team_manager"}


# --- keys -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("memebrs: {}\n", "3:1", "did you mean `members`?"),
        ("members:\n  ada@lab.example: {rol: admin}\n", "4:21", "did you mean `role`?"),
        ("teams:\n  Seg: {memers: []}\n", "4:9", "did you mean `members`?"),
        (
            "guards: {}\nzzz: 1\n",
            "4:1",
            (
                "this org may have: name, owner, plan, notifications, sign_up, timezone, "
                "experience_domains, members, teams, task_types, datasets, projects"
            ),
        ),
        ("members:\n  ada@lab.example: {experience: {nuclei: {lvel: 5, level: 5}}}\n", "4:43", "did you mean `level`?"),
    ],
)
def test_an_unknown_key_is_an_error_with_the_nearest_name(text: str, place: str, hint: str):
    problem = only(LAB + text)
    assert (f"{problem.source.line}:{problem.source.column}", problem.code) == (place, "unknown-key")
    assert problem.hint == hint


@pytest.mark.parametrize("text", ['"": x\n', 'members: {ada@lab.example: {"": admin}}\n'])
def test_a_key_without_letters_is_an_unknown_key(text: str):
    problem = only(LAB + text)
    assert (problem.code, problem.message.partition(" ")[0]) == ("unknown-key", "``")


def test_a_kind_that_needs_a_field_says_so_at_its_own_place():
    problem = only(LAB + "members:\n  ada@lab.example: {experience: {nuclei: {}}}\n")
    assert (str(problem.source), problem.code, problem.hint) == ("1.yaml:4:42", "missing-key", "add level: …")


# --- texts, flags, numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["no", "on", "007", "0o17", "1_000", "12:30", "2026-01-01", "1e3", ".inf", "true", "0x1F"]
)
def test_a_text_field_keeps_the_text_that_stands_there(text: str):
    assert attrs(read(LAB + f"name: {text}\n"), "org")["name"] == text
    assert attrs(read(LAB + f"teams: {{Seg: {{description: {text}}}}}\n"), "team", "seg")["description"] == text


@pytest.mark.parametrize("slug", ["007", "no", "2026-01-01", "1e3", "true"])
def test_a_slug_that_looks_like_something_else_is_the_text_that_stands_there(slug: str):
    assert list(read(f"org: {slug}\nplatform: encord\n").sound().orgs) == [f"encord/{slug}"]


@pytest.mark.parametrize("value", ["[a]", "{a: b}"])
def test_a_collection_is_no_text(value: str):
    problem = only(LAB + f"name: {value}\n")
    assert (str(problem.source), problem.code, problem.snippet) == ("1.yaml:3:7", "wrong-type", "")
    assert problem.message.endswith("not a text")


@pytest.mark.parametrize("value", ["", "~", "null"])
def test_a_value_with_nothing_behind_its_key_is_one_error_and_not_two(value: str):
    assert said(LAB + f"name: {value}\nmembers:\n  ada@lab.example:\n    role: {value}\n    active: {value}\n") == [
        "3:1 empty-value",
        "6:5 empty-value",
        "7:5 empty-value",
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("yes", "the text `yes`"),
        ("'true'", "the text `true`"),
        ("1", "the bare value 1"),
        ("[true]", "a list"),
        ("{}", "a mapping"),
    ],
)
def test_a_flag_is_true_or_false_and_a_yes_is_refused_with_a_hint(value: str, shown: str):
    problem = only(LAB + f"members:\n  ada@lab.example: {{active: {value}}}\n")
    assert (str(problem.source), problem.code) == ("1.yaml:4:29", "wrong-type")
    assert problem.message == f"active is {shown}, not true or false"
    assert problem.hint == "write true or false, without quotes"


@pytest.mark.parametrize(
    "value", ["1.5", "1e3", '"5"', ".inf", "-.inf", ".nan", "five", "true", "9" * 5_000, "9007199254740992", "-0"]
)
def test_a_level_is_a_whole_number_written_without_quotes(value: str):
    problem = only(LAB + f"members:\n  ada@lab.example:\n    experience:\n      nuclei: {value}\n")
    assert (str(problem.source), problem.code) == ("1.yaml:6:15", "wrong-type")
    assert problem.message.endswith("not a whole number")
    assert value.strip('"')[:40] in problem.message
    assert problem.snippet == value.strip('"')[:40]


@pytest.mark.parametrize(
    ("value", "level"), [("0", 0), ("007", 7), ("+5", 5), ("0o17", 15), ("0x1F", 31), ("2147483647", 2**31 - 1)]
)
def test_whole_numbers_are_read_as_yaml_1_2_core_reads_them(value: str, level: int):
    reading = read(LAB + f"members: {{ada@lab.example: {{experience: {{nuclei: {value}}}}}}}\n")
    assert attrs(reading, "experience", "ada@lab.example", "nuclei") == {"level": level}


@pytest.mark.parametrize("value", ["-1", "2147483648", "9007199254740991"])
def test_a_number_outside_of_the_platforms_range_is_refused_with_the_range(value: str):
    problem = only(LAB + f"members: {{ada@lab.example: {{experience: {{nuclei: {{level: {value}}}}}}}}}\n")
    assert (problem.code, problem.source.line) == ("out-of-range", 3)
    assert problem.message == f"level is {value}; WEBKNOSSOS takes 0 to 2147483647"


def test_the_length_of_a_text_is_limited_at_exactly_the_limit():
    """T216"""
    longest = "x" * DEFAULT_LIMITS.name_length
    assert attrs(read(LAB + f"name: {longest}\n"), "org")["name"] == longest
    problem = only(LAB + f"name: {longest}x\n")
    assert (str(problem.source), problem.code, problem.hint) == (
        "1.yaml:3:7",
        "text-length",
        "shorten it to 256 characters",
    )
    assert str(DEFAULT_LIMITS.name_length) in problem.message


@pytest.mark.parametrize("name", ['""', "''"])
def test_a_name_that_says_nothing_is_refused(name: str):
    problem = only(LAB + f"name: {name}\n")
    assert (problem.code, problem.message, problem.hint) == (
        "text-length",
        "name is empty",
        "write name: and a value, or leave name out",
    )


def test_a_description_may_be_empty_or_long_but_not_longer_than_its_limit():
    """T216"""
    reading = read(LAB + "teams: {Seg: {description: ''}}\n")
    assert attrs(reading, "team", "seg") == {"description": ""}
    assert said(LAB + f"teams: {{Seg: {{description: {'x' * 4_097}}}}}\n") == ["3:28 text-length"]


def test_what_pydantic_alone_finds_too_large_is_a_problem_and_no_traceback():
    detail: Any = {"type": "greater_than_equal", "msg": "Input should be smaller", "loc": ("level",), "input": 9}
    problem = typed("level", detail, 9, Source("f", 1, 1))
    assert (problem.code, problem.message, problem.snippet) == ("out-of-range", "level: Input should be smaller", "9")
    assert issubclass(Experience, kinds()["experience"].spec)


# --- words and what a platform does not have --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "word", "hint"),
    [
        ("webknossos", "admn", "did you mean `admin`?"),
        ("webknossos", "Admin", "did you mean `admin`?"),
        ("webknossos", "007", "one of: member, dataset_manager, admin"),
        ("encord", "internal_admn", "did you mean `internal_admin`?"),
        ("innotescus", "owner", "one of: annotator, supervisor, admin, super_admin"),
        ("dnanexus", "true", "one of: member, admin"),
    ],
)
def test_a_word_the_platform_does_not_have_is_refused_with_the_nearest_one(platform: str, word: str, hint: str):
    name = "user-ada" if platform == "dnanexus" else "ada@lab.example"
    problem = only(f"org: lab\nplatform: {platform}\nmembers:\n  {name}: {{role: {word}}}\n")
    assert (problem.code, problem.snippet, problem.hint) == ("unknown-word", word, hint)
    assert (problem.source.line, problem.source.column) == (4, 3 + len(name) + len(": {role: "))


@pytest.mark.parametrize("platform", platform_names())
def test_every_word_of_every_platform_is_taken_and_the_default_stands_where_none_is_said(platform: str):
    vocabulary = load(platform)
    name = "user-a{}" if platform == "dnanexus" else "a{}@lab.example"
    words = [word.word for word in vocabulary.words["member.role"]]
    lines = "".join(f"  {name.format(number)}: {{role: {word}}}\n" for number, word in enumerate(words))
    reading = read(f"org: lab\nplatform: {platform}\nmembers:\n{lines}  {name.format('')}:\n")
    org = f"{platform}/lab"
    for number, word in enumerate(words):
        assert attrs(reading, "member", name.format(number), org=org)["role"] == word
    assert attrs(reading, "member", name.format(""), org=org)["role"] == vocabulary.defaults["member.role"]


@pytest.mark.parametrize(
    ("platform", "text", "place", "says"),
    [
        ("encord", "owner: ada@lab.example\n", "3:8", "Encord has no owner"),
        ("encord", "members: {ada@lab.example: {active: false}}\n", "3:37", "Encord cannot deactivate"),
        ("encord", "members: {ada@lab.example: {experience: {}}}\n", "3:29", "Encord has no experience levels"),
        ("innotescus", "teams: {}\n", "3:1", "Innotescus has no teams"),
        ("innotescus", "owner: ada@lab.example\n", "3:8", "super_admin"),
        ("dnanexus", "teams: [a]\n", "3:1", "DNAnexus has no teams"),
        ("dnanexus", "members: {user-ada: {active: false}}\n", "3:30", "DNAnexus cannot deactivate"),
    ],
)
def test_what_a_platform_does_not_have_is_refused_where_it_stands(platform: str, text: str, place: str, says: str):
    problem = only(f"org: lab\nplatform: {platform}\n{text}")
    assert (f"{problem.source.line}:{problem.source.column}", problem.code) == (place, "not-on-platform")
    assert says in problem.message


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("platform", "text", "place", "code"),
    [
        ("webknossos", "teams: {Seg/1: {}}\n", "3:9", "name-pattern"),
        ("webknossos", "teams: {Müller: {}}\n", "3:9", "name-pattern"),
        ("webknossos", "members: {ada: {}}\n", "3:11", "name-refused"),
        ("webknossos", "members: {ada@lab: {}}\n", "3:11", "name-refused"),
        ("webknossos", "members: {ada@lab.example: {experience: {ab: 1}}}\n", "3:42", "name-pattern"),
        ("webknossos", 'members: [" ada@lab.example"]\n', "3:11", "name-refused"),
        ("encord", 'groups: {" a": }\n', "3:10", "name-refused"),
        ("encord", 'groups: {"": }\n', "3:10", "name-refused"),
        ("dnanexus", "members: [ada]\n", "3:11", "name-pattern"),
        ("dnanexus", "members: [User-ada]\n", "3:11", "name-pattern"),
        ("dnanexus", "members: [user-]\n", "3:11", "name-pattern"),
    ],
)
def test_a_name_the_platform_would_refuse_is_refused_here(platform: str, text: str, place: str, code: str):
    assert said(f"org: lab\nplatform: {platform}\n{text}") == [f"{place} {code}"]


@pytest.mark.parametrize("platform", ["encord", "webknossos"])
def test_a_name_may_be_as_long_as_the_limit_and_not_longer(platform: str):
    """T216"""
    longest = "t" * DEFAULT_LIMITS.name_length
    assert said(f"org: lab\nplatform: {platform}\nprojects: [{longest}]\n") == []
    problem = only(f"org: lab\nplatform: {platform}\nprojects: [{longest}t]\n")
    assert (str(problem.source), problem.code) == ("1.yaml:3:12", "text-length")


def test_a_slug_may_not_be_longer_than_a_name():
    """T216"""
    longest = "s" * DEFAULT_LIMITS.name_length
    assert said(f"org: {longest}\nplatform: encord\n") == []
    assert said(f"org: {longest}s\nplatform: encord\n") == ["1:6 text-length"]


def test_a_kind_without_a_key_rule_takes_every_visible_name():
    platform = load("encord").model_copy(update={"keys": {}})
    problems: list[Problem] = []
    assert Grammar(platform).key("team", "Éclair", Source("f", 1, 1), problems) == "éclair"
    assert problems == []


@pytest.mark.parametrize(
    "reference",
    [
        "owner: nobody@lab.example\nmembers: {}\nteams: {}\n",
        "members: {}\nteams: {Seg: {members: [nobody@lab.example]}}\n",
    ],
)
def test_a_dangling_reference_is_an_error_that_names_what_is_missing(reference: str):
    problem = only(LAB + reference)
    assert problem.code == "dangling-reference"
    assert problem.message == "nobody@lab.example is not a user of lab"


def test_a_dangling_reference_proposes_the_nearest_name_that_is_there():
    problem = only(LAB + "members: [ada@lab.example]\nteams: {Seg: {members: [ad@lab.example]}}\n")
    assert problem.hint == "did you mean `ada@lab.example`?"
    assert str(problem.source) == "1.yaml:4:25"


def test_a_reference_is_held_against_the_identity_and_not_the_spelling():
    assert said(LAB + "owner: ADA@lab.example\nmembers: {ada@LAB.example: {role: admin}}\nteams: {}\n") == []


def test_a_refused_owner_is_one_problem_at_the_owner():
    assert said(LAB + "owner: nobody\nmembers: {}\nteams: {}\n") == ["3:8 name-refused"]


def test_the_owner_must_be_an_active_admin():
    for ada in ("{}", "{role: dataset_manager}", "{role: admin, active: false}"):
        problem = only(LAB + f"owner: ada@lab.example\nmembers: {{ada@lab.example: {ada}}}\nteams: {{}}\n")
        assert (str(problem.source), problem.code) == ("1.yaml:1:1", "owner-not-admin")
        assert problem.hint == "write under members: ada@lab.example: {role: admin}"


def test_a_platform_may_have_at_most_so_many_of_something():
    text = "org: lab\nplatform: innotescus\nmembers:\n  b@x.example: {role: super_admin}\n  a@x.example: {role: super_admin}\n"
    problem = only(text)
    assert (str(problem.source), problem.code) == ("1.yaml:5:3", "too-many")
    assert problem.also == (Source("1.yaml", 4, 3),)
    assert "at most 1 member with role super_admin, not 2" in problem.message


# --- twice ------------------------------------------------------------------------------------------------------------


def test_the_same_entity_in_two_files_is_an_error_naming_both_places_even_if_equal():
    problem = only(
        LAB + "members: {ada@lab.example: {role: admin}}\n", "org: lab\nmembers: {ada@lab.example: {role: admin}}\n"
    )
    assert (str(problem.source), problem.code) == ("2.yaml:2:11", "declared-twice")
    assert problem.also == (Source("1.yaml", 3, 11),)
    assert "1.yaml:3:11" in problem.message


@pytest.mark.parametrize("second", ["bob@lab.example", "BOB@lab.example"])
def test_a_name_twice_in_one_list_is_an_error(second: str):
    assert said(LAB + f"members: [bob@lab.example, {second}]\n") == ["3:28 declared-twice"]


def test_one_person_in_two_roles_is_an_error():
    text = "teams: {Seg: {members: {ada@lab.example: member, ADA@LAB.example: team_manager}}}\n"
    assert said(LAB + "members: [ada@lab.example]\n" + text) == ["4:50 duplicate-key"]
    both = "org: lab\nteams: {seg: {members: [ada@lab.example]}}\n"
    assert said(LAB + "members: [ada@lab.example]\nteams: {Seg: {}}\n", both) == ["2.yaml:2:9 declared-twice"]


def test_an_orgs_setting_may_stand_in_one_document_only_and_its_sections_in_many():
    first = LAB + "name: Lab\nguards: {people_removed: 3}\nmembers: [ada@lab.example]\n"
    second = "org: lab\nname: Lab\nguards: {people_removed: 3}\nmembers: [bob@lab.example]\n"
    assert said(first, second) == ["2.yaml:2:1 declared-twice", "2.yaml:3:1 declared-twice"]


def test_the_platform_may_be_said_in_every_document_of_an_org():
    reading = read(LAB + "members: [ada@lab.example]\n", LAB + "members: [bob@lab.example]\n")
    assert len(reading.sound().orgs["webknossos/lab"].state) == 3


def test_a_file_that_is_missing_shows_as_what_is_no_longer_wanted():
    one, two = LAB + "teams: {Seg: {}}\n", "org: lab\nteams: {Second: {}}\n"
    whole, half = read(one, two).sound(), read(one).sound()
    gone = set(whole.orgs["webknossos/lab"].state) - set(half.orgs["webknossos/lab"].state)
    assert gone == {Address("webknossos", "lab", "team", ("second",))}


# --- which document speaks of what ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "expected", "hint"),
    [
        (
            ["org: lab\n"],
            ["1:1 no-platform"],
            "add a line platform: and one of: dnanexus, encord, innotescus, webknossos",
        ),
        (["org: lab\nplatform: webknosos\n"], ["2:11 unknown-platform"], "did you mean `webknossos`?"),
        (["org: lab\nplatform: 5\n"], ["2:11 unknown-platform"], "one of: dnanexus, encord, innotescus, webknossos"),
        (
            ["org: lab\nplatform: [encord]\n"],
            ["2:11 unknown-platform"],
            "one of: dnanexus, encord, innotescus, webknossos",
        ),
        (["org:\nplatform: encord\n"], ["1:5 name-refused"], "write org: brainlab"),
        (["org: [a]\nplatform: encord\n"], ["1:6 name-refused"], "write org: brainlab"),
        (["org: a/b\nplatform: encord\n"], ["1:6 name-refused"], "write org: brainlab"),
        (["orgs: lab\n"], ["1:1 unknown-document"], "did you mean `org`?"),
        (["zzz: lab\n"], ["1:1 unknown-document"], "begin the document with org:, people: or allow:"),
        (["{}\n"], ["1:1 unknown-document"], "begin the document with org:, people: or allow:"),
    ],
)
def test_a_document_that_cannot_be_placed_is_refused(texts: list[str], expected: list[str], hint: str):
    assert said(*texts) == expected
    assert only(*texts).hint == hint


def test_an_unknown_platform_is_not_reported_again_for_documents_that_do_not_say():
    assert said("org: lab\nplatform: nowhere\n", "org: lab\n") == ["1.yaml:2:11 unknown-platform"]


def test_one_slug_on_two_platforms_is_two_orgs_and_a_silent_document_must_choose():
    one, two = "org: lab\nplatform: encord\n", "org: lab\nplatform: webknossos\n"
    assert list(read(one, two).sound().orgs) == ["encord/lab", "webknossos/lab"]
    assert said(one, two, "org: lab\n") == ["3.yaml:1:1 which-platform"]
    assert (
        only(one, two, "org: lab\n").message
        == "the org lab exists on encord and webknossos; this document does not say which is meant"
    )


def test_slugs_that_differ_in_case_alone_are_one_org():
    reading = read("org: Lab\nplatform: encord\nmembers: [ada@lab.example]\n", "org: LAB\nmembers: [bob@lab.example]\n")
    assert list(reading.sound().orgs) == ["encord/lab"]


@pytest.mark.parametrize("text", ["apiVersion: v2\nkind: Org\n", "kind: Org\n", "apiVersion: reconciler/v9\n"])
def test_a_document_of_another_format_is_told_apart_from_a_mistake(text: str):
    problem = only(text)
    assert (problem.code, problem.source.line, problem.source.column) == ("unknown-format", 1, 1)


def test_empty_and_commented_files_are_warnings_and_no_errors():
    reading = read(LAB, "# nothing\n")
    assert [(p.code, p.severity) for p in reading.problems] == [("empty-file", Severity.WARNING)]
    assert reading.sound().orgs


# --- guards and allowances --------------------------------------------------------------------------------------------


def test_an_orgs_own_limits_are_read():
    reading = read(LAB + "guards: {people_removed: 200, places_removed: 0, others_removed: 007}\n")
    limits = reading.sound().orgs["webknossos/lab"].limits
    assert limits == {"people_removed": 200, "places_removed": 0, "others_removed": 7}


@pytest.mark.parametrize("value", ["many", '"5"', "-1", "1.5", "true", "[5]", "{}", "9" * 5_000])
def test_a_limit_is_a_whole_number_from_0(value: str):
    problem = only(LAB + f"guards: {{people_removed: {value}}}\n")
    assert (problem.code, problem.source.line) == ("guard-limit", 3)
    assert "people_removed" in problem.message


def test_a_limit_nobody_knows_and_guards_that_hold_none_are_refused():
    assert only(LAB + "guards: {people_remved: 1}\n").hint == "did you mean `people_removed`?"
    for value in ("5", "[people_removed]", ""):
        assert [p.code for p in read(LAB + f"guards: {value}\n").problems] == ["guard-limit"]


ALLOW = "- {org: lab, guard: people-removed, up_to: 3, reason: they left, until: 2026-12-31}"


def test_an_allowance_is_read_with_its_place():
    (allowance,) = read(f"allow:\n  {ALLOW}\n").sound().allowances
    assert (allowance.org, allowance.guard, allowance.up_to, allowance.until) == (
        "lab",
        "people-removed",
        3,
        "2026-12-31",
    )
    assert (allowance.reason, allowance.source) == ("they left", Source("1.yaml", 2, 5))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("up_to: 3", "up_to: 0", "2:46 wrong-type"),
        ("up_to: 3", "up_to: -1", "2:46 wrong-type"),
        ("up_to: 3", "up_to: '3'", "2:46 wrong-type"),
        ("up_to: 3", "up_to: 1.5", "2:46 wrong-type"),
        ("up_to: 3", "up_to: true", "2:46 wrong-type"),
        ("up_to: 3", "up_to: all", "2:46 wrong-type"),
        ("up_to: 3", f"up_to: {'9' * 400}", "2:46 wrong-type"),
        ("2026-12-31", "2026-12-32", "2:75 wrong-type"),
        ("2026-12-31", "2026-W01-1", "2:75 wrong-type"),
        ("2026-12-31", "20261231", "2:75 wrong-type"),
        ("2026-12-31", "2026-1-1", "2:75 wrong-type"),
        ("2026-12-31", "never", "2:75 wrong-type"),
        ("2026-12-31", "''", "2:75 wrong-type"),
        ("2026-12-31", "[2026-12-31]", "2:75 wrong-type"),
        ("they left", "' '", "2:57 empty-value"),
        ("they left", "''", "2:57 empty-value"),
        ("people-removed", "everything", "2:23 unknown-guard"),
        ("people-removed", "last-admin", "2:23 unknown-guard"),
        ("people-removed", "unsupported", "2:23 unknown-guard"),
        ("org: lab", "org: ''", "2:11 empty-value"),
        ("org: lab", "org: [lab]", "2:11 empty-value"),
        ("org: lab, ", "", "2:5 allowance"),
        (", until: 2026-12-31", "", "2:5 allowance"),
        ("{org", "{by: me, org", "2:5 allowance"),
        (ALLOW, "- lab", "2:5 allowance"),
        (ALLOW, "- [lab]", "2:5 allowance"),
        (ALLOW, "-", "2:4 allowance"),
    ],
)
def test_every_way_to_write_an_allowance_wrong_is_refused_at_its_place(before: str, after: str, expected: str):
    text = f"allow:\n  {ALLOW.replace(before, after)}\n"
    assert said(text) == [expected]
    with pytest.raises(ManifestInvalid):
        read(text).sound()


@pytest.mark.parametrize("value", ["", "{}", "lab", "5"])
def test_allow_holds_a_list(value: str):
    assert said(f"allow: {value}\n") == ["1:1 wrong-type"]


def test_nothing_else_belongs_beside_allow():
    problem = only(f"allow:\n  {ALLOW}\nnote: x\n")
    assert (str(problem.source), problem.code) == ("1.yaml:3:1", "unknown-key")
    assert problem.message == "`note` does not belong beside allow:"


def test_an_allowance_that_lacks_something_says_what():
    problem = only("allow: [{org: lab, guard: people-removed, up_to: 3, who: me}]\n")
    assert problem.message == "an allowance needs exactly guard, org, reason, until, up_to (reason, until, who)"


def test_an_allowance_wrong_in_several_fields_says_all_of_them_at_once():
    text = "allow:\n  - {org: lab, guard: x, up_to: 0, reason: '', until: x}\n"
    assert said(text) == ["2:23 unknown-guard", "2:33 wrong-type", "2:44 empty-value", "2:55 wrong-type"]


# --- all of it in one run ---------------------------------------------------------------------------------------------


def test_one_run_finds_everything_in_reading_order():
    first = LAB + (
        "nam: Lab\n"
        "members:\n"
        "  ada@lab.example: {role: admn, rol: x}\n"
        "  bob@lab.example: {role: admn, experience: {nuclei: x, ab: 1}}\n"
        "  nobody: {}\n"
        "teams:\n"
        "  A/B: {}\n"
        "  Seg: {description: [], members: {ada@lab.example: boss}}\n"
    )
    second = "org: lab\nteams: {seg: {}}\n---\nkind: x\n"
    assert said(first, second) == [
        "1.yaml:3:1 unknown-key",
        "1.yaml:5:33 unknown-key",
        "1.yaml:6:27 unknown-word",
        "1.yaml:6:54 wrong-type",
        "1.yaml:6:57 name-pattern",
        "1.yaml:7:3 name-refused",
        "1.yaml:9:3 name-pattern",
        "1.yaml:10:22 wrong-type",
        "1.yaml:10:53 unknown-word",
        "2.yaml:2:9 declared-twice",
        "2.yaml:4:1 unknown-format",
    ]


def test_unsound_manifests_are_never_planned():
    reading = read(LAB + "memebrs: {}\n")
    with pytest.raises(ManifestInvalid, match=r"1 error; nothing was planned") as caught:
        reading.sound()
    assert caught.value.exit_code == 10
    assert caught.value.problems == reading.problems
    with pytest.raises(ManifestInvalid, match="2 errors"):
        read(LAB + "a: 1\nb: 1\n").sound()


def test_the_snippet_never_shows_more_than_forty_characters_of_a_line():
    """T083"""
    secret = "x" * 60 + "SECRET"
    texts = [
        LAB + f"members: {{ada@lab.example: {{role: {secret}}}}}\n",
        LAB + f"members: {{ada@lab.example: {{active: {secret}}}}}\n",
        LAB + f"members: {{ada@lab.example: {{experience: {{nuclei: {secret}}}}}}}\n",
        LAB + f"{secret}: 1\n",
        LAB + f"members: {secret}\n",
        LAB + f"teams: [{secret}/]\n",
        f"org: lab\nplatform: {secret}\n",
        f"org: '{secret}/'\n",
        f"{secret}: 1\n",
        f"allow: [{{org: lab, guard: {secret}, up_to: 1, reason: a, until: 2026-12-31}}]\n",
    ]
    for text in texts:
        problem = only(text)
        assert len(problem.snippet) <= 40
        for shown in (problem.snippet, problem.message, problem.hint):
            assert "SECRET" not in shown, text


def test_a_text_that_no_file_could_hold_is_a_problem_and_no_traceback():
    assert said("org: \ud800\n") == ["1:6 not-utf8"]


def test_nothing_to_read_is_an_error_and_not_an_empty_desire(tmp_path):
    assert [p.code for p in read_manifests([tmp_path]).problems] == ["no-manifests"]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_whatever_is_written_as_a_value_is_read_or_refused_and_never_crashes(value: str):
    for text in (LAB + f"name: {value}\n", LAB + f"members: [{value}]\n", LAB + f"teams: {{{value}: {{}}}}\n", value):
        for problem in read(text).problems:
            assert problem.message
            assert problem.code
            assert len(problem.snippet) <= 40

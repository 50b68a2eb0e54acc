"""Settings of an org: attributes that stand together under one name, and every way to write one wrong.

Texts are read through ``read_texts``, as in ``test_grammar``, whose ``said`` and ``only`` say what is found and where.
"""

from __future__ import annotations

from typing import Any

import pytest
from test_grammar import LAB, attrs, only, read, said

from reconciler.kinds.spec import size_in_bytes

ENCORD = "org: lab\nplatform: encord\n"
DNANEXUS = "org: lab\nplatform: dnanexus\n"
INNOTESCUS = "org: lab\nplatform: innotescus\n"


def of_org(text: str, platform: str = "webknossos") -> dict[str, Any]:
    return attrs(read(text), "org", org=f"{platform}/lab")


# --- what they say ----------------------------------------------------------------------------------------------------


def test_settings_are_attributes_of_the_org_under_one_name():
    """The plan, the notifications and the sign-up of an org (S0-17, S0-18, S0-19)."""
    text = LAB + (
        "plan: {name: Team, paid_until: 2027-06-30, included_users: 25, included_storage: 2 TiB, ai_plan: Team_AI}\n"
        "notifications: {plan: billing@lab.example, ai_jobs: [ada@lab.example], new_users: office@lab.example}\n"
        "sign_up: {activation: manual}\n"
    )
    assert of_org(text) == {
        "plan": {
            "name": "Team",
            "paid_until": "2027-06-30",
            "included_users": 25,
            "included_storage": "2 TiB",
            "ai_plan": "Team_AI",
        },
        "notifications": {
            "plan": "billing@lab.example",
            "ai_jobs": ["ada@lab.example"],
            "new_users": "office@lab.example",
        },
        "sign_up": {"activation": "manual"},
    }


@pytest.mark.parametrize("text", ["plan: {}\n", "plan: {}\nnotifications: {}\n", "notifications: {ai_jobs: []}\n"])
def test_settings_that_say_nothing_are_not_there(text: str):
    assert "plan" not in of_org(LAB + text)
    assert of_org(LAB + text).get("notifications", {}).get("ai_jobs", []) == []


def test_an_organizations_type_is_the_default_where_nothing_is_said():
    """An org is a workforce or not, from the start (S2-08, E20)."""
    assert of_org(ENCORD, "encord") == {}
    assert of_org(ENCORD + "type: workforce\n", "encord") == {"type": "workforce"}


def test_settings_stand_in_one_document_of_an_org():
    assert said(LAB + "plan: {name: Team}\n", "org: lab\nplan: {included_users: 5}\n") == ["2.yaml:2:1 declared-twice"]


# --- keys and types ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("plan:\n  nam: Team\n", "4:3", "did you mean `name`?"),
        ("plan: {zzz: 1}\n", "3:8", "this plan may have: name, paid_until, included_users, included_storage, ai_plan"),
        ("notifications: {ai_job: []}\n", "3:17", "did you mean `ai_jobs`?"),
        ("sign_up: {activate: manual}\n", "3:11", "did you mean `activation`?"),
        ("pln: {}\n", "3:1", "did you mean `plan`?"),
    ],
)
def test_an_unknown_key_inside_settings_is_an_error_at_its_own_place(text: str, place: str, hint: str):
    problem = only(LAB + text)
    assert (f"{problem.source.line}:{problem.source.column}", problem.code) == (place, "unknown-key")
    assert problem.hint == hint


def test_what_another_platform_has_is_not_proposed():
    assert only(ENCORD + "pln: {}\n").hint == (
        "this org may have: name, type, sign_up, timezone, members, groups, tags, ontologies, datasets, folders, projects"
    )
    assert only(ENCORD + "sign_up: {zzz: 1}\n").hint == "this sign_up may have: domains"
    assert only(ENCORD + "grups: {}\n").hint == "did you mean `groups`?"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("plan: Team\n", "3:7", "plan is the text `Team`, not a mapping"),
        ("plan: [Team]\n", "3:7", "plan is a list, not a mapping"),
        ("plan: {included_users: many}\n", "3:24", "included_users is the text `many`, not a whole number"),
        ("plan: {included_users: '5'}\n", "3:24", "included_users is the text `5`, not a whole number"),
        ("plan: {included_users: 1.5}\n", "3:24", "included_users is the bare value 1.5, not a whole number"),
        ("plan: {name: [Team]}\n", "3:14", None),
        ("notifications: {plan: {a: b}}\n", "3:23", "plan is a mapping, not a text"),
        ("notifications: {ai_jobs: ada@lab.example}\n", "3:26", "ai_jobs is the text `ada@lab.example`, not a list"),
        ("notifications: {ai_jobs: {a: b}}\n", "3:26", "ai_jobs is a mapping, not a list"),
        ("notifications: {ai_jobs: [[a]]}\n", "3:26", "ai_jobs holds something that is not a name"),
        ("notifications: {ai_jobs: [a, ~]}\n", "3:26", "ai_jobs holds something that is not a name"),
    ],
)
def test_a_setting_of_another_type_is_refused_where_it_stands(text: str, place: str, message: str | None):
    problem = only(LAB + text)
    assert (f"{problem.source.line}:{problem.source.column}", problem.code) == (place, "wrong-type")
    assert message in (None, problem.message)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("plan:\n", "3:1"),
        ("plan: {name: }\n", "3:8"),
        ("plan: {name: ~, included_users: 5}\n", "3:8"),
        ("notifications: {ai_jobs: }\n", "3:17"),
    ],
)
def test_a_setting_with_nothing_behind_it_is_an_error(text: str, place: str):
    assert said(LAB + text) == [f"{place} empty-value"]
    assert said(ENCORD + "sign_up: {domains: {lab.example: }}\n") == ["3:21 empty-value"]


def test_numbers_and_texts_have_their_limits_inside_settings_too():
    assert said(LAB + "plan: {included_users: -1}\n") == ["3:24 out-of-range"]
    assert said(LAB + "plan: {included_users: 9007199254740992}\n") == ["3:24 wrong-type"]
    assert said(LAB + "notifications: {plan: ''}\n") == ["3:23 text-length"]
    assert said(LAB + f"notifications: {{plan: {'x' * 257}}}\n") == ["3:23 text-length"]
    problem = only(LAB + "notifications: {ai_jobs: [ada@lab.example, '']}\n")
    assert (problem.code, problem.message) == ("text-length", "a name in ai_jobs is empty")


# --- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        (LAB + "plan: {name: Teem}\n", "3:14", "did you mean `Team`?"),
        (LAB + "plan: {ai_plan: none}\n", "3:17", "one of: Team_AI, Power_AI"),
        (LAB + "sign_up: {activation: true}\n", "3:23", "one of: manual, automatic"),
        (ENCORD + "type: workfrce\n", "3:7", "did you mean `workforce`?"),
        (ENCORD + "sign_up: {domains: {lab.example: extern}}\n", "3:34", "did you mean `external`?"),
        (DNANEXUS + "policies: {member_list_visibility: EVERYONE}\n", "3:36", "one of: ADMIN, MEMBER, PUBLIC"),
        (DNANEXUS + "policies: {project_restrictions: [copy, move]}\n", "3:34", "one of: copy, delete, download"),
    ],
)
def test_a_word_of_a_setting_is_one_of_the_platforms(text: str, place: str, hint: str):
    problem = only(text)
    assert (f"{problem.source.line}:{problem.source.column}", problem.code) == (place, "unknown-word")
    assert problem.hint == hint


def test_every_wrong_word_of_a_mapping_is_found_at_its_own_domain():
    """No domain makes anybody admin (S2-13, S2-14)."""
    text = "sign_up:\n  domains:\n    one.example: external\n    two.example: internal_admin\n    three.example: boss\n"
    assert said(ENCORD + text) == ["6:18 unknown-word", "7:20 unknown-word"]


# --- what a platform does not have ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        (ENCORD + "plan: {name: Team, zzz: 1}\n", None, "an organization of Encord has no plan"),
        (ENCORD + "plan: {name: Team}\n", "3:7", "an organization of Encord has no plan"),
        (ENCORD + "plan: {}\n", "3:7", "an organization of Encord has no plan"),
        (
            ENCORD + "sign_up: {activation: manual}\n",
            "3:23",
            "an organization of Encord has no activation in its sign up",
        ),
        (
            LAB + "plan: {annotator_seats: 5}\n",
            "3:25",
            "an organization of WEBKNOSSOS has no annotator seats in its plan",
        ),
        (LAB + "type: standard\n", "3:7", "an organization of WEBKNOSSOS has no type"),
        (LAB + "policies: {member_list_visibility: ADMIN}\n", "3:11", "an organization of WEBKNOSSOS has no policies"),
        (INNOTESCUS + "plan: {included_users: 5}\n", "3:24", "no included users in its plan"),
        (DNANEXUS + "members: {user-a: {replacement: user-b}}\n", "3:33", "a member of DNAnexus has no replacement"),
    ],
)
def test_a_setting_the_platform_does_not_have_is_one_problem(text: str, place: str | None, says: str):
    if place is None:
        assert [problem.code for problem in read(text).problems] == ["unknown-key"]
        return
    problem = only(text)
    assert (f"{problem.source.line}:{problem.source.column}", problem.code) == (place, "not-on-platform")
    assert says in problem.message


# --- dates ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("date", ["2027-06-30", "2028-02-29", "'2027-06-30'", "0001-01-01", "9999-12-31"])
def test_a_date_is_kept_as_it_stands(date: str):
    assert of_org(LAB + f"plan: {{paid_until: {date}}}\n")["plan"] == {"paid_until": date.strip("'")}


@pytest.mark.parametrize(
    "date",
    [
        "2027-02-29",
        "2027-6-30",
        "20270630",
        "30.6.2027",
        "2027-06",
        "2027-W26-3",
        "2027-06-30T12:00:00",
        "soon",
        "2027",
    ],
)
def test_a_bad_date_is_refused_with_the_form_it_has(date: str):
    problem = only(LAB + f"plan: {{paid_until: {date}}}\n")
    assert (str(problem.source), problem.code) == ("1.yaml:3:20", "wrong-type")
    assert problem.message.endswith("not a date")
    assert problem.hint == "write it as 2026-12-31"
    assert problem.snippet == date


# --- sizes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("2048 GiB", "2 TiB"),
        ("2 TiB", "2 TiB"),
        ("2TiB", "2 TiB"),
        ("1024", "1 KiB"),
        ("1023", "1023 B"),
        ("1536 MiB", "1536 MiB"),
        ("1048576 B", "1 MiB"),
        ("1024 PiB", "1024 PiB"),
        ("0", "0 B"),
        ("0 TiB", "0 B"),
        ("'500 GiB'", "500 GiB"),
        ("007", "7 B"),
    ],
)
def test_a_size_is_the_same_in_every_unit(written: str, size: str):
    """How much an org may store: whatever the unit, an equal size is no change."""
    assert of_org(LAB + f"plan: {{included_storage: {written}}}\n")["plan"] == {"included_storage": size}


def test_a_size_is_a_number_of_bytes():
    assert [size_in_bytes(text) for text in ("7", "7 B", "1 KiB", "2TiB")] == [7, 7, 1024, 2 * 1024**4]
    with pytest.raises(ValueError, match="2 TB"):
        size_in_bytes("2 TB")


@pytest.mark.parametrize(
    "size", ["2 TB", "2 tib", "-5", "1.5 TiB", "2  TiB", "TiB", "much", "1e3", "9999999999999", "0x10"]
)
def test_a_bad_size_is_refused_with_the_forms_it_has(size: str):
    problem = only(LAB + f"plan: {{included_storage: {size}}}\n")
    assert (str(problem.source), problem.code) == ("1.yaml:3:26", "wrong-type")
    assert problem.message.endswith("not a size")
    assert problem.hint == "write it as 500 GiB or 2 TiB"


# --- lists and mappings -----------------------------------------------------------------------------------------------


def test_a_list_is_a_set():
    """Order and repetition in a list of people or of words mean nothing."""
    one = of_org(LAB + "notifications: {ai_jobs: [b@lab.example, a@lab.example, b@lab.example]}\n")
    other = of_org(LAB + "notifications: {ai_jobs: [a@lab.example, b@lab.example]}\n")
    assert one == other == {"notifications": {"ai_jobs": ["a@lab.example", "b@lab.example"]}}
    words = "policies: {project_restrictions: [download, copy, copy]}\n"
    assert of_org(DNANEXUS + words, "dnanexus") == {"policies": {"project_restrictions": ["copy", "download"]}}


def test_an_e_mail_domain_is_known_by_what_it_is_and_not_by_its_spelling():
    one = of_org(ENCORD + "sign_up: {domains: {Bücher.Example: external}}\n", "encord")
    other = of_org(ENCORD + "sign_up: {domains: {xn--bcher-kva.example: external}}\n", "encord")
    assert one == other


@pytest.mark.parametrize("domain", ["two words", "'@lab.example'", "lab", "x@lab.example"])
def test_what_is_no_e_mail_domain_is_refused_where_it_stands(domain: str):
    problem = only(ENCORD + f"sign_up: {{domains: {{{domain}: external}}}}\n")
    assert (str(problem.source), problem.code) == ("1.yaml:3:21", "name-refused")
    assert problem.message.endswith("is not an e-mail domain")


def test_levels_by_domain_are_whole_numbers_within_the_platforms_range():
    """What a project or a task type asks for (S1-39, W30)."""
    asked = "task_types: {dense: {requires: {nuclei: 5}}}\nprojects: {p: {requires: {Axons: 0}}}\n"
    reading = read(LAB + asked)
    assert attrs(reading, "task_type", "dense")["requires"] == {"nuclei": 5}
    assert attrs(reading, "project", "p")["requires"] == {"axons": 0}
    assert said(LAB + "projects: {p: {requires: {nuclei: -1, axons: 2147483648}}}\n") == [
        "3:35 out-of-range",
        "3:46 out-of-range",
    ]
    assert said(LAB + "projects: {p: {requires: {nuclei: five}}}\n") == ["3:35 wrong-type"]
    assert said(LAB + "projects: {p: {requires: {nu: 5}}}\n") == ["3:27 name-pattern"]
    assert said(LAB + "projects: {p: {requires: [nuclei]}}\n") == ["3:26 wrong-type"]

"""The policy file: what it says is what holds, every mistake in it is named at its line, and no pull request changes it."""

from __future__ import annotations

import pytest

from reconciler.approvals import Rules
from reconciler.guards import Duties, Policy
from reconciler.policyfile import PolicyFile, read_policy, set_aside
from reconciler.signing import public_key
from reconciler.vouching import Voucher

ADA = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea ada@laptop"
EVE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID1AF8PoQ4lakrcKp01bfrycmCzPLsSWjMDNVfEq9GYM"
WHOLE = f"""\
guards: {{places_removed: 3, others_removed: 4, fewest_admins: 5, window_days: 6, plan_days: 8, prune_adopted: true, enforce_asker: true}}
caps: {{people_removed: 9, places_removed: 10, others_removed: 11}}
approvals: {{required: true, each: 2, power: 3, require_signed: 0, separate_applier: true}}
owners: [Ada@Lab.Example, eve@lab.example]
robots: [ci-bot]
people:
  ada@lab.example: {{also: [user-Ada], keys: ["{ADA}"], handle: "@ada-l"}}
  eve@lab.example: {{keys: ["{EVE}"]}}
  tom@lab.example:
apart:
  four eyes: {{platform: encord, words: [reviewer, annotator]}}
checkpoints:
  old: {{key: "{ADA}", until: {{encord/acme: 7}}}}
  new: {{key: "{EVE}", since: {{encord/acme: 7}}}}
"""


def read(text: str) -> PolicyFile:
    found, problems = read_policy(text.encode(), "policy.yaml")
    assert problems == []
    return found


def said(text: str) -> list[str]:
    return [f"{p.source} {p.code}" for p in read_policy(text.encode(), "policy.yaml")[1]]


# --- what it means ------------------------------------------------------------------------------------------------------


def test_everything_a_policy_may_say_arrives_where_it_is_obeyed():
    found = read(WHOLE)
    names = ("ada-l", "ada@lab.example", "user-ada")
    rules = Rules(
        each=2,
        power=3,
        signed=0,
        required=True,
        separate_applier=True,
        owners=("ada@lab.example", "eve@lab.example"),
        robots=frozenset({"ci-bot"}),
        names={
            **dict.fromkeys(names, names),
            "eve@lab.example": ("eve@lab.example",),
            "tom@lab.example": ("tom@lab.example",),
        },
    )
    apart = {"four eyes": Duties("encord", frozenset({"annotator", "reviewer"}))}
    caps = {"people_removed": 9, "places_removed": 10, "others_removed": 11}
    assert found.policy == Policy(3, 4, 5, 6, 8, True, True, caps, rules, found.policy.digest, apart)
    assert found.keys == {public_key(ADA): "ada@lab.example", public_key(EVE): "eve@lab.example"}
    assert found.handles == dict.fromkeys(names, "@ada-l")
    assert found.vouchers == (
        Voucher(public_key(ADA), "old", {}, {"encord/acme": 7}),
        Voucher(public_key(EVE), "new", {"encord/acme": 7}, None),
    )


def test_a_policy_that_says_little_leaves_the_defaults_and_asks_for_no_approval():
    found = read("owners: [ada@lab.example]\n")
    usual = Policy()
    assert (found.policy.places_removed, found.policy.caps) == (usual.places_removed, {})
    assert (found.rules.each, found.rules.power, found.rules.signed, found.rules.required) == (0, 0, 0, False)
    assert found.rules.owners == ("ada@lab.example",)


def test_where_approvals_are_asked_for_they_are_to_be_signed_unless_the_policy_says_otherwise():
    assert read("approvals: {}\n").rules.signed == 1
    assert read("approvals: {require_signed: 0}\n").rules.signed == 0


def test_the_digest_names_the_bytes():
    assert read("robots: [x]\n").policy.digest != read("robots: [x] # but why\n").policy.digest


def test_a_person_is_the_same_under_each_of_their_names_and_a_stranger_is_only_themselves():
    rules = read(WHOLE).rules
    assert rules.person("user-ada") == rules.person("ada@lab.example") == rules.person("ada-l")
    assert rules.person("kim@lab.example") == ("kim@lab.example",)
    assert rules.everybody(["user-ada", "kim"]) == {"ada-l", "ada@lab.example", "user-ada", "kim"}


# --- what is wrong with it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("guard: {}\n", ["policy.yaml:1:1 unknown-key"]),
        ("guards: {people_removed: 1}\n", ["policy.yaml:1:10 unknown-key"]),
        ("caps: {window_days: 1}\n", ["policy.yaml:1:8 unknown-key"]),
        ("approvals: {each: -1}\n", ["policy.yaml:1:19 out-of-range"]),
        ("approvals: {each: many}\n", ["policy.yaml:1:19 wrong-type"]),
        ("approvals: {required: 1}\n", ["policy.yaml:1:23 wrong-type"]),
        ("approvals: 2\n", ["policy.yaml:1:12 wrong-type"]),
        ("approvals:\n", ["policy.yaml:1:1 empty-value"]),
        ("owners: ada@lab.example\n", ["policy.yaml:1:9 wrong-type"]),
        ("owners: ['ada @lab.example']\n", ["policy.yaml:1:9 name-refused"]),
        ("robots: [a@b]\n", ["policy.yaml:1:9 name-refused"]),
        ("people: [ada]\n", ["policy.yaml:1:9 wrong-type"]),
        ("people: {ada: eve}\n", ["policy.yaml:1:15 wrong-type"]),
        ("people: {ada: {role: admin}}\n", ["policy.yaml:1:16 unknown-key"]),
        ("people: {'a@b': {}}\n", ["policy.yaml:1:10 name-refused"]),
        ("people: {ada: {also: [eve]}, eve: {}}\n", ["policy.yaml:1:30 person-twice"]),
        ("people: {ada: {handle: '@eve'}, eve: {}}\n", ["policy.yaml:1:33 person-twice"]),
        ("people: {ada: {keys: [ssh-rsa AAAA]}}\n", ["policy.yaml:1:22 policy-key"]),
        ("people: {ada: {keys: [ssh-ed25519 AAAA]}}\n", ["policy.yaml:1:22 policy-key"]),
        ("people: {ada: {keys: [ssh-ed25519 ----]}}\n", ["policy.yaml:1:22 policy-key"]),
        (f"people: {{ada: {{keys: ['{ADA}']}}, eve: {{keys: ['{ADA}']}}}}\n", ["policy.yaml:1:132 policy-key"]),
        ("apart: [a]\n", ["policy.yaml:1:8 wrong-type"]),
        ("apart: {x: }\n", ["policy.yaml:1:9 empty-value"]),
        ("apart: {x: {words: [a, b]}}\n", ["policy.yaml:1:12 unknown-platform"]),
        ("apart: {x: {platform: encrod, words: [a, b]}}\n", ["policy.yaml:1:23 unknown-platform"]),
        ("apart: {x: {platform: encord, words: [annotator, revewer]}}\n", ["policy.yaml:1:38 unknown-word"]),
        ("apart: {x: {platform: encord, words: [reviewer]}}\n", ["policy.yaml:1:38 too-few"]),
        ("apart: {x: {platform: encord, word: [a]}}\n", ["policy.yaml:1:12 too-few", "policy.yaml:1:31 unknown-key"]),
        ("checkpoints: [a]\n", ["policy.yaml:1:14 wrong-type"]),
        ("checkpoints: {x: }\n", ["policy.yaml:1:15 empty-value"]),
        ("checkpoints: {x: {}}\n", ["policy.yaml:1:18 missing-key"]),
        ("checkpoints: {x: {key: ssh-rsa}}\n", ["policy.yaml:1:24 policy-key"]),
        (f"checkpoints: {{x: {{key: '{EVE}'}}, y: {{key: '{EVE}'}}}}\n", ["policy.yaml:1:118 policy-key"]),
        (f"checkpoints: {{x: {{key: '{EVE}', until: 7}}}}\n", ["policy.yaml:1:115 wrong-type"]),
        (f"checkpoints: {{x: {{key: '{EVE}', until: {{acme: 7}}}}}}\n", ["policy.yaml:1:116 unknown-platform"]),
        (f"checkpoints: {{x: {{key: '{EVE}', since: {{encord/acme: -1}}}}}}\n", ["policy.yaml:1:129 out-of-range"]),
        ("robots: [a]\n---\nrobots: [b]\n", ["policy.yaml policy-file"]),
        ("- robots\n", ["policy.yaml:1:1 not-a-mapping"]),
        ("robots: [a\n", ["policy.yaml:2:1 yaml-syntax"]),
        ("robots: [a]\nrobots: [b]\n", ["policy.yaml:2:1 duplicate-key"]),
    ],
)
def test_every_mistake_is_named_at_its_place(text: str, problems: list[str]):
    assert said(text) == problems


def test_an_empty_file_is_no_policy():
    assert "policy.yaml policy-file" in said("")
    assert "policy.yaml policy-file" in said("# nothing yet\n")


def test_all_mistakes_are_named_at_once():
    assert len(said("guards: {a: 1, b: 2}\nowners: [' x']\npeople: {ada: 1, eve: {keys: [x]}}\n")) == 5


def test_a_file_that_is_no_text_is_refused_like_a_manifest():
    assert [p.code for p in read_policy(b"\xff\xfe", "policy.yaml")[1]] == ["not-utf8"]


# --- whose it is --------------------------------------------------------------------------------------------------------


def test_a_policy_that_the_pull_request_changes_is_set_aside_and_said_t110():
    assert [*set_aside(b"robots: [a]\n", b"robots: [a]\n", "policy.yaml")] == []
    for here in (b"robots: [b]\n", None):
        (problem,) = set_aside(b"robots: [a]\n", here, "policy.yaml")
        assert (problem.code, str(problem.severity), problem.source.file) == (
            "policy-changed",
            "warning",
            "policy.yaml",
        )

"""CODEOWNERS: the owners of a file are those who could approve all that stands in it, under the names the Git host knows."""

from __future__ import annotations

import pytest

from reconciler.approvals import Rules
from reconciler.codeowners import HEAD, codeowners
from reconciler.manifest.compose import compose
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.reader import read_texts

ORG = """\
org: lab
platform: webknossos
owner: ada@lab.example
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  tom@lab.example: {}
  sue@lab.example: {}
"""
SEG = "org: lab\nteams: {Seg: {members: {tom@lab.example: team_manager, sue@lab.example: member}}}\n"
SYN = "org: lab\nteams: {Syn: {members: {sue@lab.example: team_manager}}}\n"
BOTH = "org: lab\nteams: {A: {members: [sue@lab.example]}, Seg2: {members: {tom@lab.example: team_manager}}}\n"
RULES = Rules(owners=("pat@policy.example",))


def lines(files: dict[str, str], rules: Rules = RULES, handles: dict[str, str] | None = None, **where: object):
    """Pattern → owners, below the head."""
    desired = read_texts(list(files.items())).sound()
    documents = [each for name, text in files.items() for each in compose(text, name, DEFAULT_LIMITS)[0]]
    head, *rest = codeowners(desired, documents, rules, handles or {}, **where)
    assert head == HEAD
    return rest


def owners(files: dict[str, str], name: str, **more: object) -> list[str]:
    """Who owns one file: what the last pattern that names it says."""
    (line,) = [line for line in lines(files, **more) if line.startswith(f"/{name} ")]
    return [person.partition("@")[0] for person in line.split(" ")[1:]]


FILES = {"org.yaml": ORG, "seg.yaml": SEG, "syn.yaml": SYN, "both.yaml": BOTH}


def test_a_file_with_the_places_of_one_team_is_its_managers_and_the_admins():
    assert owners(FILES, "seg.yaml") == ["ada", "eve", "tom"]
    assert owners(FILES, "syn.yaml") == ["ada", "eve", "sue"]


def test_a_file_with_several_teams_is_theirs_who_manage_all_of_them():
    assert owners(FILES, "both.yaml") == ["ada", "eve"]


def test_people_and_settings_are_the_admins_matter():
    assert owners(FILES, "org.yaml") == ["ada", "eve"]
    named = {**FILES, "name.yaml": "org: lab\nname: The Lab\n"}
    assert owners(named, "name.yaml") == ["ada", "eve"]


@pytest.mark.parametrize(
    "text",
    [
        "people: {tom@lab.example: {also: [user-tom]}}\n",
        "allow: [{org: lab, guard: people-removed, up_to: 9, reason: the end, until: 2026-12-31}]\n",
        SEG.replace("Seg:", "Sow:") + "guards: {people_removed: 50}\n",
        SEG.replace("Seg:", "Sow:") + "---\npeople: {tom@lab.example: {also: [user-tom]}}\n",
    ],
    ids=["people", "allow", "limits", "beside a team"],
)
def test_what_speaks_for_all_orgs_or_lifts_a_guard_is_the_policys_owners_t109(text: str):
    assert owners({**FILES, "more.yaml": text}, "more.yaml") == ["pat"]
    files = {**FILES, "more.yaml": text}
    assert "# nobody may approve /more.yaml" in lines(files, Rules())


def test_robots_own_nothing():
    rules = Rules(owners=("pat@policy.example",), robots=frozenset({"eve@lab.example"}))
    assert owners(FILES, "org.yaml", rules=rules) == ["ada"]


def test_people_have_the_names_that_the_host_knows_and_who_has_none_is_left_out():
    genomics = "org: org-g\nplatform: dnanexus\nmembers: {user-a: {role: admin}, user-b: {role: admin}}\n"
    assert lines({"g.yaml": genomics}, Rules(), {"user-a": "@ada"}) == ["/g.yaml @ada"]
    assert lines({"g.yaml": genomics}, Rules()) == ["# nobody may approve /g.yaml"]
    assert lines({"org.yaml": ORG}, Rules(), {"ada@lab.example": "@ada", "eve@lab.example": "@ada"}) == [
        "/org.yaml @ada"
    ]


def test_new_files_and_the_policy_itself_are_the_policys_owners():
    found = lines({"org.yaml": ORG}, folder="manifests", guarded=["policy.yaml", ".github/CODEOWNERS"])
    assert found == [
        "/manifests/ pat@policy.example",
        "/manifests/org.yaml ada@lab.example eve@lab.example",
        "/policy.yaml pat@policy.example",
        "/.github/CODEOWNERS pat@policy.example",
    ]


def test_a_name_that_a_pattern_cannot_hold_is_written_with_question_marks_before_the_exact_ones():
    files = {"org.yaml": ORG, "se g#1.yaml": SEG, "a*b.yaml": SYN}
    patterns = [line.split(" ")[0] for line in lines(files, Rules())]
    assert patterns == ["/a?b.yaml", "/se?g?1.yaml", "/org.yaml"]


def test_the_same_tree_gives_the_same_lines_whatever_the_order_of_its_files():
    assert lines(FILES) == lines(dict(reversed(FILES.items())))


def test_every_platform_has_owners_for_its_files():
    vision = "org: v\nplatform: encord\nmembers: {grace@v.example: {role: internal_admin}}\n"
    access = "org: v\nprojects: {drive: {access: {grace@v.example: admin}}}\n"
    inno = "org: i\nplatform: innotescus\nmembers: {own@i.example: {role: super_admin}, adm@i.example: {role: admin}}\n"
    found = lines({"v.yaml": vision, "drive.yaml": access, "i.yaml": inno}, Rules())
    assert found == ["/drive.yaml grace@v.example", "/i.yaml adm@i.example own@i.example", "/v.yaml grace@v.example"]

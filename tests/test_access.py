"""Access in effect: paths, caps, roles, and what a plan means for people, against a naive count of the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.access import Reach, access_changes, reachable_kinds
from reconciler.fold import patched
from reconciler.model import AccessChange, Address, Change, Resource, State
from reconciler.planner import changes_between
from reconciler.reader import read_texts
from reconciler.render.reasons import because, outsiders
from reconciler.vocabulary import load

GENOMICS = """\
org: org-genomics
platform: dnanexus
members:
  user-a: {role: admin}
  user-b: {}
  user-c: {}
  user-d: {role: admin}
  user-e: {}
projects:
  resources: {access: {org-genomics: VIEW}}
  raw-data: {access: {org-genomics: UPLOAD}}
apps: {qc: {access: [org-genomics]}}
"""
NEW = """\
org: org-new
platform: dnanexus
members: {user-d: {role: admin}, user-e: {}, user-f: {}}
projects: {pilot: {access: {org-new: CONTRIBUTE}}}
"""
VISION = """\
org: acme-vision
platform: encord
members:
  grace@acme.example: {role: internal_admin}
  kim@acme.example: {}
  bob@labelers.example: {role: workforce}
groups:
  labelers: {members: [bob@labelers.example, kim@acme.example]}
  reviewers: {members: [bob@labelers.example]}
projects:
  night-drive: {access: {kim@acme.example: viewer, group:labelers: annotator, group:reviewers: reviewer}}
  cells: {access: {grace@acme.example: admin}}
"""
LAB = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  dot@lab.example: {role: dataset_manager}
  bob@lab.example: {}
  eve@lab.example: {role: admin, active: false}
teams: {Seg: {members: [bob@lab.example, eve@lab.example]}}
datasets: {one: {access: [team:Seg]}, two: {}}
"""
INNO = """\
org: innolab
platform: innotescus
members:
  own@i.example: {role: super_admin}
  adm@i.example: {role: admin}
  ann@i.example: {role: annotator, projects: [pavement]}
projects: {pavement: {}, roof: {}}
"""


def state_of(text: str) -> State:
    reading = read_texts([("org.yaml", text)], at="2026-11-23")
    (org,) = reading.sound().orgs.values()
    return org.state


def reach_of(text: str) -> Reach:
    state = state_of(text)
    return Reach(state, load(next(iter(state)).platform))


def levels(reach: Reach, person: str) -> dict[str, str]:
    return {thing.path: paths[0].level for thing, paths in reach.of_person(person).items()}


def effect(before: str, after: str) -> list[AccessChange]:
    old, new = state_of(before), state_of(after)
    platform = load(next(iter(new)).platform)
    return list(access_changes(new, old, changes_between(new, old, platform), platform))


# --- paths ------------------------------------------------------------------------------------------------------------


def test_whoever_is_in_the_org_sees_resources_adds_to_raw_data_and_runs_the_app():
    """S4-23, S4-24, S4-18, S4-22, D9: two grants to the org and one app reach B and C alike, below their own cap."""
    reach = reach_of(GENOMICS)
    wanted = {"app/qc": "use", "project/raw-data": "UPLOAD", "project/resources": "VIEW"}
    assert levels(reach, "user-b") == levels(reach, "user-c") == wanted
    assert {path.via for paths in reach.of_person("user-b").values() for path in paths} == {"org org-genomics"}


def test_whoever_is_in_the_other_org_only_reaches_nothing_here():
    """S4-26, S4-28, S4-29, D19: F is in org-new, D and E are in both."""
    here, there = reach_of(GENOMICS), reach_of(NEW)
    assert levels(here, "user-f") == {}
    assert levels(there, "user-f") == levels(there, "user-e") == {"project/pilot": "CONTRIBUTE"}
    assert [levels(there, f"user-{who}") for who in "abc"] == [{}, {}, {}]
    assert all(levels(here, f"user-{who}") for who in "abcde")


def test_removing_somebody_from_the_org_takes_everything_from_them_and_nothing_from_the_others():
    """S4-25, D8: C loses all three; B keeps what was there."""
    found = effect(GENOMICS, GENOMICS.replace("  user-c: {}\n", ""))
    assert {(each.person, each.thing, each.before, each.after) for each in found} == {
        ("user-c", "app/qc", "use", ""),
        ("user-c", "project/raw-data", "UPLOAD", ""),
        ("user-c", "project/resources", "VIEW", ""),
    }


@pytest.mark.parametrize(
    ("flags", "resources", "raw"),
    [
        ("project_access: NONE", None, None),
        ("project_access: VIEW", "VIEW", "VIEW"),
        ("project_access: UPLOAD", "VIEW", "UPLOAD"),
        ("project_access: ADMINISTER", "VIEW", "UPLOAD"),
    ],
)
def test_a_cap_leaves_the_weaker_of_the_grant_and_itself(flags, resources, raw):
    """D9: what the org gives, up to what the member may get through the org."""
    found = levels(reach_of(GENOMICS.replace("user-b: {}", f"user-b: {{{flags}}}")), "user-b")
    assert (found.get("project/resources"), found.get("project/raw-data")) == (resources, raw)


def test_a_cap_touches_only_what_comes_through_the_org():
    """D9, D20: an own grant and a grant to everyone are as they are."""
    text = GENOMICS.replace("user-b: {}", "user-b: {project_access: NONE}")
    text = text.replace("{org-genomics: VIEW}", "{org-genomics: CONTRIBUTE, user-b: UPLOAD, PUBLIC: VIEW}")
    paths = reach_of(text).of_person("user-b")[Address("dnanexus", "org-genomics", "project", ("resources",))]
    assert [(path.level, path.via) for path in paths] == [("UPLOAD", "own grant"), ("VIEW", "everyone")]


def test_an_app_is_used_through_the_org_only_where_the_member_may():
    """S4-09, S4-10, D10: no app_access, no app; and if the org cannot use it, neither can the member."""
    assert "app/qc" not in levels(reach_of(GENOMICS.replace("user-b: {}", "user-b: {app_access: false}")), "user-b")
    assert "app/qc" not in levels(reach_of(GENOMICS.replace("[org-genomics]", "{}")), "user-b")


def test_the_flags_of_an_admin_are_fixed_whatever_stands_in_the_row():
    """D1: an admin's cap is ADMINISTER, even in a row that says nothing of it."""
    state = state_of(GENOMICS.replace("VIEW}", "ADMINISTER}"))
    assert levels(Reach(state, load("dnanexus")), "user-a")["project/resources"] == "ADMINISTER"


def test_a_grant_to_another_org_is_nobodys_here_and_is_said():
    """D20: its people are in another manifest."""
    reach = reach_of(GENOMICS.replace("[org-genomics]", "[org-partner, PUBLIC]"))
    app = Address("dnanexus", "org-genomics", "app", ("qc",))
    assert {path.via for paths in reach.of_thing(app).values() for path in paths} == {"everyone"}
    assert list(outsiders(app, reach)) == [
        "everyone, in any org: use on qc",
        "the members of org org-partner: use on qc",
    ]


def test_groups_give_what_they_have_and_the_strongest_path_comes_first():
    """S2-33, S2-21: a group added to a project gives its level to everybody in it."""
    reach = reach_of(VISION)
    thing = Address("encord", "acme-vision", "project", ("night-drive",))
    assert [(p.level, p.via) for p in reach.between("bob@labelers.example", thing)] == [
        ("reviewer", "group reviewers"),
        ("annotator", "group labelers"),
    ]
    assert [(p.level, p.via) for p in reach.between("kim@acme.example", thing)] == [
        ("annotator", "group labelers"),
        ("viewer", "own grant"),
    ]
    assert reach.of_thing(thing).keys() >= {"bob@labelers.example", "kim@acme.example"}


def test_a_role_reaches_every_dataset_without_a_grant_and_a_deactivated_person_none():
    """W33, S1-16, S1-22: admins and dataset managers reach all; whoever is deactivated nothing."""
    reach = reach_of(LAB)
    assert {who: list(levels(reach, f"{who}@lab.example")) for who in ("ada", "dot", "bob", "eve")} == {
        "ada": ["dataset/one", "dataset/two"],
        "dot": ["dataset/one", "dataset/two"],
        "bob": ["dataset/one"],
        "eve": [],
    }


def test_a_place_in_a_project_gives_the_role_held_in_the_org_and_the_owner_needs_none():
    """I1, S3-13, S3-29, S3-27: the role is the same in every project; admins see only where they were invited."""
    reach = reach_of(INNO)
    assert levels(reach, "ann@i.example") == {"project/pavement": "annotator"}
    assert levels(reach, "own@i.example") == {"project/pavement": "super_admin", "project/roof": "super_admin"}
    assert levels(reach, "adm@i.example") == {}


@pytest.mark.parametrize("text", [GENOMICS, VISION, LAB, INNO], ids=["dnanexus", "encord", "webknossos", "innotescus"])
def test_asking_for_one_thing_gives_what_asking_for_all_gives(text):
    """Whatever the way: grant, team, org, place or role; and nothing on what is no thing, or not there."""
    reach = reach_of(text)
    for person in (address.key[-1] for address in reach.state if address.kind == "member"):
        every = reach.of_person(person)
        for address in reach.state:
            assert reach.between(person, address) == every.get(address, ())
        home = next(iter(reach.state))
        for kind in reachable_kinds():
            assert not [*reach.paths(person, home._replace(kind=kind, key=("not there",)))]


def test_the_kinds_of_things_people_reach_are_read_off_the_grants():
    assert reachable_kinds() == {"project", "dataset", "ontology", "folder", "app"}


def test_an_empty_state_gives_nobody_anything():
    reach = Reach(State(), load("dnanexus"))
    assert reach.of_person("user-a") == {}
    assert list(access_changes(State(), State(), [], load("encord"))) == []


# --- why --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "person", "thing", "reason"),
    [
        (GENOMICS, "user-f", "project/resources", "they are no member of org-genomics"),
        (
            GENOMICS.replace("user-b: {}", "user-b: {project_access: NONE}"),
            "user-b",
            "project/resources",
            "nothing comes through org org-genomics, which has VIEW, as their project_access is NONE",
        ),
        (
            GENOMICS.replace("user-b: {}", "user-b: {app_access: false}"),
            "user-b",
            "app/qc",
            "nothing comes through org org-genomics, which has use, as their app_access is no",
        ),
        (
            GENOMICS.replace("[org-genomics]", "{}"),
            "user-b",
            "app/qc",
            "they have no grant of their own and org org-genomics has no grant",
        ),
        (
            VISION.replace("kim@acme.example: viewer, ", "").replace(", kim@acme.example]", "]"),
            "kim@acme.example",
            "project/night-drive",
            "it is open to group labelers, reviewers, where they are not",
        ),
        (VISION, "kim@acme.example", "project/cells", "they have no grant of their own and no group has a grant"),
        (
            "org: lab\nplatform: webknossos\nmembers: {ada@lab.example: {role: admin}}\nprojects: {P1: }\n",
            "ada@lab.example",
            "project/p1",
            "WEBKNOSSOS gives access to no project; ask who is eligible for tasks",
        ),
    ],
)
def test_no_access_has_the_nearest_reason(text, person, thing, reason):
    """D9, D10, S4-10: no membership, a cap, a group one is not in, or no grant at all."""
    reach = reach_of(text)
    address = next(a for a in reach.state if a.path == thing)
    (sentence,) = because(person, address, reach)
    assert sentence.endswith(f": {reason}.")


def test_a_way_that_a_cap_has_closed_is_said_beside_those_that_are_open():
    """D9, D10: an own grant, and nothing through the org."""
    text = GENOMICS.replace("user-b: {}", "user-b: {app_access: false}").replace(
        "[org-genomics]", "[org-genomics, user-b]"
    )
    address = Address("dnanexus", "org-genomics", "app", ("qc",))
    assert list(because("user-b", address, reach_of(text))) == [
        "user-b has use on app qc by own grant.",
        "user-b gets nothing on app qc through org org-genomics, which has use, as their app_access is no.",
    ]


def test_every_path_is_a_sentence_and_so_is_every_restriction():
    """S4-15, S4-16, S4-17, D9: what somebody has, through what, how a cap bounds it, and what is restricted there."""
    text = GENOMICS.replace("user-b: {}", "user-b: {project_access: VIEW}").replace(
        "raw-data: {", "raw-data: {restrictions: {copy: none, delete: admins, download: none}, "
    )
    address = Address("dnanexus", "org-genomics", "project", ("raw-data",))
    assert list(because("user-b", address, reach_of(text))) == [
        "user-b has VIEW on project raw-data through org org-genomics, which has UPLOAD; their project_access is VIEW.",
        "On project raw-data, copy is restricted to none.",
        "On project raw-data, delete is restricted to admins.",
        "On project raw-data, download is restricted to none.",
    ]


# --- what a plan means ------------------------------------------------------------------------------------------------


def test_a_path_that_is_lost_beside_another_is_no_loss():
    """T106: the group's grant goes, the own grant stays; and the other way round."""
    both = VISION.replace("kim@acme.example: viewer", "kim@acme.example: annotator")
    (kept,) = effect(both, both.replace("kim@acme.example: annotator, ", ""))
    assert kept == AccessChange(
        "kim@acme.example", "project/night-drive", "annotator", "annotator", ("group labelers",), "night-drive"
    )
    found = effect(both, both.replace("group:labelers: annotator, ", ""))
    assert {(each.person, each.before, each.after, each.via) for each in found} == {
        ("bob@labelers.example", "reviewer", "reviewer", ("group reviewers",)),
        ("kim@acme.example", "annotator", "annotator", ("own grant",)),
    }


def test_a_grant_on_one_thing_says_nothing_of_others():
    found = effect(VISION, VISION.replace("cells: {access: {", "cells: {access: {group:labelers: viewer, "))
    assert {(each.person, each.thing) for each in found} == {
        ("bob@labelers.example", "project/cells"),
        ("kim@acme.example", "project/cells"),
    }


def test_a_grant_to_another_org_means_nothing_for_the_people_here():
    partner = AccessChange("org-partner", "app/qc", "", "use", ("own grant",), "qc")
    assert effect(GENOMICS, GENOMICS.replace("[org-genomics]", "[org-genomics, org-partner]")) == [partner]


def test_a_small_plan_in_a_large_org_speaks_of_the_people_and_things_it_touches():
    """10,000 members and 200 grants to the org: one level changed, a few people gone."""
    rows = {f"user-{n}": {"role": "member", "project_access": "CONTRIBUTE"} for n in range(10_000)}
    home = Address("dnanexus", "org-big", "org")
    resources = [Resource(home, {})]
    resources += [Resource(home._replace(kind="member", key=(name,)), attrs) for name, attrs in rows.items()]
    for n in range(200):
        resources.append(Resource(home._replace(kind="project", key=(f"p{n}",)), {}))
        grant = home._replace(kind="project_grant", key=(f"p{n}", "org:org-big"))
        resources.append(Resource(grant, {"level": "VIEW"}))
    before = State.of(resources)
    raised = Change(
        home._replace(kind="project_grant", key=("p7", "org:org-big")), {"level": "VIEW"}, {"level": "UPLOAD"}
    )
    gone = [Change(home._replace(kind="member", key=(f"user-{n}",)), rows[f"user-{n}"], None) for n in range(5)]
    found = list(access_changes(patched(before, [raised, *gone]), before, [raised, *gone], load("dnanexus")))
    assert len(found) == 9_995 + 5 * 200


# --- against a naive count --------------------------------------------------------------------------------------------

PEOPLE = ("user-a", "user-b", "user-c")
THINGS = ("p", "q")
RANK = {"NONE": 0, "VIEW": 1, "UPLOAD": 2, "CONTRIBUTE": 3, "ADMINISTER": 4}
LEVEL = st.sampled_from(["VIEW", "UPLOAD", "CONTRIBUTE", "ADMINISTER"])
HOME = Address("dnanexus", "org-x", "org")
members = st.dictionaries(
    st.sampled_from(PEOPLE), st.tuples(st.sampled_from(["member", "admin"]), st.sampled_from(sorted(RANK)))
)
grants = st.dictionaries(
    st.tuples(st.sampled_from(THINGS), st.sampled_from([*PEOPLE, "org:org-x", "org:org-y", "everyone"])), LEVEL
)


def made(people: Mapping[str, tuple[str, str]], given_: Mapping[tuple[str, str], str]) -> State:
    rows = [Resource(HOME, {}), *(Resource(HOME._replace(kind="project", key=(name,)), {}) for name in THINGS)]
    rows += [
        Resource(HOME._replace(kind="member", key=(who,)), {"role": role, "project_access": cap})
        for who, (role, cap) in people.items()
    ]
    rows += [Resource(HOME._replace(kind="project_grant", key=key), {"level": level}) for key, level in given_.items()]
    return State.of(rows)


def naive(person: str, thing: str, people: Mapping[str, tuple[str, str]], given_: Mapping[tuple[str, str], str]) -> int:
    """The rank in effect, written down as D9 says it."""
    if person not in people:
        return 0
    role, cap = people[person]
    most = 4 if role == "admin" else RANK[cap]
    through = min(RANK[given_.get((thing, "org:org-x"), "NONE")], most)
    return max(RANK[given_.get((thing, person), "NONE")], through, RANK[given_.get((thing, "everyone"), "NONE")])


def pairs() -> Iterator[tuple[str, str]]:
    return ((person, thing) for person in PEOPLE for thing in THINGS)


@given(members, grants)
def test_the_level_in_effect_is_the_greatest_over_all_paths(people, given_):
    """D9: own grant, the org's as far as the cap lets it, everyone's."""
    reach = Reach(made(people, given_), load("dnanexus"))
    for person, thing in pairs():
        address = HOME._replace(kind="project", key=(thing,))
        ranks = [path.rank for path in reach.between(person, address)]
        assert max(ranks, default=0) == naive(person, thing, people, given_)
        assert ranks == sorted(ranks, reverse=True)
        assert bool(ranks) == (person in reach.of_thing(address)) == (address in reach.of_person(person))
        assert set(reach.levels(person)) - {("project", "")} == {
            (on.kind, path.level) for on, path in reach.paths(person)
        }


@given(members, grants, members, grants)
def test_what_a_plan_means_is_the_difference_of_both_states(people, given_, later, then):
    """T106: a level that differs is said once, with both sides; one that does not is never a gain or a loss."""
    before, after = made(people, given_), made(later, then)
    platform = load("dnanexus")
    found = list(access_changes(after, before, changes_between(after, before, platform), platform))
    said = {(each.person, each.thing): (RANK[each.before or "NONE"], RANK[each.after or "NONE"]) for each in found}
    assert len(said) == len(found)
    for person, thing in pairs():
        sides = naive(person, thing, people, given_), naive(person, thing, later, then)
        assert said.get((person, f"project/{thing}"), (sides[0], sides[0])) == sides


@given(members, grants, st.data())
def test_losing_a_path_that_is_not_the_strongest_is_no_loss(people, given_, data):
    """T106: one grant is taken away, and whoever has more through another keeps it."""
    if not given_:
        return
    key = data.draw(st.sampled_from(sorted(given_)))
    rest = {other: level for other, level in given_.items() if other != key}
    before, after = made(people, given_), made(people, rest)
    platform = load("dnanexus")
    for each in access_changes(after, before, changes_between(after, before, platform), platform):
        if each.person not in people:
            assert key[1] in (each.person, "everyone")  # everyone, or another org: nobody's strongest path
            continue
        strongest = naive(each.person, key[0], people, rest)
        assert (each.before == each.after) == (strongest == naive(each.person, key[0], people, given_))
        assert RANK[each.after or "NONE"] == strongest

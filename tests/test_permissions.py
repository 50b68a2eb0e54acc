"""Who may do what: every way of holding a capability, what ``own`` reaches, and what it does not."""

from __future__ import annotations

import pytest

from reconciler.kinds import field_names, kinds
from reconciler.model import Address, Change, Resource, State
from reconciler.permissions import Powers, asker_keys, capability, could, is_member, may, needed
from reconciler.reader import read_texts
from reconciler.renames import is_named
from reconciler.vocabulary import load, platform_names

LAB = """\
org: lab
platform: webknossos
owner: ada@lab.example
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  dot@lab.example: {role: dataset_manager}
  tom@lab.example: {}
  kim@lab.example: {}
  old@lab.example: {active: false}
  gone@lab.example: {active: false}
  new@lab.example: {}
teams:
  Seg: {members: {tom@lab.example: team_manager, kim@lab.example: member, gone@lab.example: member}}
  Syn: {members: {kim@lab.example: member, old@lab.example: team_manager}}
task_types: {trace: {team: Seg}, look: {}}
projects: {cortex: {team: Seg}, retina: {team: Syn}}
datasets: {one: {access: [team:Seg]}, two: {access: [team:Syn]}, three: {}}
"""
VISION = """\
org: acme-vision
platform: encord
members:
  grace@acme.example: {role: internal_admin}
  kim@acme.example: {}
  lou@acme.example: {}
  bob@labelers.example: {role: workforce}
groups: {leads: {members: [lou@acme.example]}}
projects:
  night-drive: {access: {kim@acme.example: admin, group:leads: team_manager}}
  cells: {access: {grace@acme.example: admin}}
"""
GENOMICS = """\
org: org-genomics
platform: dnanexus
members:
  user-a: {role: admin}
  user-b: {project_access: ADMINISTER, allow_billable_activities: true}
  user-c: {}
projects: {resources: {access: {org-genomics: ADMINISTER}}, raw-data: {access: {org-genomics: VIEW}}}
apps: {qc: {access: [org-genomics]}}
"""
INNO = """\
org: innolab
platform: innotescus
members:
  own@i.example: {role: super_admin}
  adm@i.example: {role: admin}
  sup@i.example: {role: supervisor, projects: [pavement]}
  ann@i.example: {role: annotator, projects: [pavement]}
projects: {pavement: {}, roof: {}}
"""


def state_of(text: str) -> State:
    (org,) = read_texts([("org.yaml", text)], today="2026-11-23").sound().orgs.values()
    return org.state


def address(state: State, path: str) -> Address:
    platform, org = next(iter(state))[:2]
    return Address.parse(f"{platform}/{org}/{path}")


def who_could(text: str, path: str, before: dict | None, after: dict | None, *, extra: dict[str, dict] | None = None):
    """For each capability that the change needs: the people who could ask for it."""
    state = state_of(text)
    rows = dict(state.resources)
    change = Change(address(state, path), before, after)
    for place, attrs in (extra or {}).items():
        rows[address(state, place)] = Resource(address(state, place), attrs)
    if after is not None:
        rows[change.address] = Resource(change.address, after)
    powers = Powers(state, load(change.address.platform), State(rows))
    found = {}
    for ability in needed(change, powers.platform):
        people = powers.could(ability, change)
        assert people == [p for p in sorted(powers.reach.active) if powers.may(p, ability, change)]
        found[ability.can] = [person.partition("@")[0] for person in people]
    return found


# --- holders ----------------------------------------------------------------------------------------------------------


def test_a_team_manager_gives_places_in_their_own_team_and_nobody_elses():
    """W2, S1-30: Tom manages Seg; what is in Syn is for admins."""
    assert who_could(LAB, "membership/seg/new@lab.example", None, {"role": "member"}) == {
        "assign-teams": ["ada", "eve", "tom"]
    }
    assert who_could(LAB, "membership/syn/new@lab.example", None, {"role": "member"}) == {
        "assign-teams": ["ada", "eve"]
    }


def test_a_deactivated_team_manager_may_nothing():
    """S1-18: Old manages Syn and cannot even log in."""
    powers = Powers(state_of(LAB), load("webknossos"))
    assert not powers.is_member("old@lab.example")
    assert not powers.holds("old@lab.example", "membership.team_manager")
    assert powers.places("old@lab.example", "membership.team_manager") == ()


def test_nobody_uses_a_power_that_the_same_change_gives():
    """Whose powers count are those before the change: Kim becomes manager of Seg in the very plan that asks."""
    made_manager = {"membership/seg/kim@lab.example": {"role": "team_manager"}}
    found = who_could(LAB, "membership/seg/new@lab.example", None, {"role": "member"}, extra=made_manager)
    assert found == {"assign-teams": ["ada", "eve", "tom"]}


def test_experience_is_set_by_managers_of_a_team_of_the_person_or_of_those_in_no_team():
    """S1-33, W19, W12: Kim is in Seg and Syn, New in no team; Gone is in Seg, and deactivated: for admins only."""
    assert who_could(LAB, "experience/kim@lab.example/nuclei", None, {"level": 1}) == {
        "set-experience": ["ada", "eve", "tom"]
    }
    assert who_could(LAB, "experience/new@lab.example/nuclei", None, {"level": 1}) == {
        "set-experience": ["ada", "eve", "tom"]
    }
    assert who_could(LAB, "experience/gone@lab.example/nuclei", None, {"level": 1}) == {
        "set-experience": ["ada", "eve"]
    }
    assert who_could(LAB, "experience/old@lab.example/nuclei", None, {"level": 1}) == {"set-experience": ["ada", "eve"]}


def test_a_team_manager_invites_into_their_own_team_only():
    """S1-03, W21: with a place in Seg, yes; with one in Syn besides, or with none, no."""
    seg = {"membership/seg/pat@lab.example": {"role": "member"}}
    both = seg | {"membership/syn/pat@lab.example": {"role": "member"}}
    asks = "member/pat@lab.example", None, {"role": "member"}
    assert who_could(LAB, *asks, extra=seg) == {"invite": ["ada", "eve", "tom"]}
    assert who_could(LAB, *asks, extra=both) == {"invite": ["ada", "eve"]}
    assert who_could(LAB, *asks) == {"invite": ["ada", "eve"]}


def test_an_admin_is_made_by_admins_and_deactivation_is_theirs():
    """W12: a role and its loss need an admin; both capabilities are needed to invite an admin."""
    found = who_could(LAB, "member/kim@lab.example", {"role": "member"}, {"role": "admin"})
    assert found == {"grant-admin": ["ada", "eve"], "change-roles": ["ada", "eve"]}
    found = who_could(LAB, "member/kim@lab.example", {"role": "member"}, {"role": "member", "active": False})
    assert found == {"deactivate": ["ada", "eve"]}


def test_only_the_owner_deletes_the_org_and_nobody_in_it_changes_the_plan():
    """S0-35, W26, W34: owner, operator."""
    assert who_could(LAB, "org", {"owner": "ada@lab.example"}, None) == {"delete-org": ["ada"]}
    assert who_could(LAB, "org", {}, {"plan": {"name": "Team"}}) == {"change-plan": []}


def test_a_name_is_changed_by_admins_and_by_the_person():
    """W14: self holds for oneself."""
    change = "member/kim@lab.example", {"role": "member"}, {"role": "member", "name": "Kim"}
    assert who_could(LAB, *change) == {"rename-members": ["ada", "eve", "kim"]}


def test_projects_and_task_types_belong_to_their_team():
    """On both sides of a change; one that names no team is for admins."""
    pause = {"team": "seg", "paused": True}
    assert who_could(LAB, "project/cortex", {"team": "seg"}, pause) == {"edit-projects": ["ada", "eve", "tom"]}
    assert who_could(LAB, "project/cortex", {"team": "seg"}, {"team": "syn"}) == {"edit-projects": ["ada", "eve"]}
    assert who_could(LAB, "project/cortex", {"team": "seg"}, {}) == {"edit-projects": ["ada", "eve", "tom"]}
    assert who_could(LAB, "task_type/look", {}, {"description": "look"}) == {"manage-task-types": ["ada", "eve"]}
    assert who_could(LAB, "project/cortex", {}, {"team": "seg"}) == {"edit-projects": ["ada", "eve"]}, "taken by nobody"


def test_datasets_belong_to_the_teams_they_are_open_to():
    """1b, S1-22: a manager edits a dataset of their team, closes it to their team, and uploads one for it; nobody shares what they do not reach."""
    assert who_could(LAB, "dataset/one", {}, {"owner": "tom@lab.example"}) == {
        "edit-datasets": ["ada", "dot", "eve", "tom"]
    }
    assert who_could(LAB, "dataset/two", {}, {"owner": "tom@lab.example"}) == {"edit-datasets": ["ada", "dot", "eve"]}
    closed = {"level": "access"}, None
    assert who_could(LAB, "dataset_grant/one/team:seg", *closed) == {"share-datasets": ["ada", "dot", "eve", "tom"]}
    assert who_could(LAB, "dataset_grant/two/team:syn", *closed) == {"share-datasets": ["ada", "dot", "eve"]}
    assert who_could(LAB, "dataset_grant/one/team:syn", None, {}) == {"share-datasets": ["ada", "dot", "eve"]}
    assert who_could(LAB, "dataset_grant/three/team:seg", None, {}) == {"share-datasets": ["ada", "dot", "eve"]}
    given = {"dataset_grant/four/team:seg": {"level": "access"}}
    assert who_could(LAB, "dataset/four", None, {}, extra=given) == {"create-datasets": ["ada", "dot", "eve", "tom"]}
    assert who_could(LAB, "dataset/four", None, {}) == {"create-datasets": ["ada", "dot", "eve"]}


def test_a_level_counts_through_a_group_as_well_as_by_an_own_grant():
    """S2-33, E24: Kim is admin of night-drive, the leads manage its annotators, Grace has the org."""
    grant = "project_grant/night-drive/bob@labelers.example", None, {"level": "annotator"}
    assert who_could(VISION, *grant) == {"assign-annotators": ["grace", "kim", "lou"]}
    assert who_could(VISION, *grant[:2], {"level": "admin"}) == {"share-projects": ["grace", "kim"]}
    other = "project_grant/cells/bob@labelers.example", None, {"level": "annotator"}
    assert who_could(VISION, *other) == {"assign-annotators": ["grace"]}


def test_a_level_counts_through_the_org_as_far_as_the_cap_lets_it():
    """D9, D15: B has ADMINISTER through the org, C's cap leaves CONTRIBUTE."""
    share = "project_grant/resources/user-x", None, {"level": "VIEW"}
    assert who_could(GENOMICS, *share) == {"share-projects": ["user-a", "user-b"]}
    assert who_could(GENOMICS, "project/resources", {}, None) == {"delete-projects": ["user-a", "user-b"]}
    assert who_could(GENOMICS, "project/raw-data", {}, None) == {"delete-projects": []}


def test_a_flag_holds_a_capability_and_an_admin_has_every_flag():
    """D1, D11, D18, S4-11: A by being admin, B by the flag."""
    assert who_could(GENOMICS, "project/more", None, {}) == {"create-projects": ["user-a", "user-b"]}
    powers = Powers(state_of(GENOMICS), load("dnanexus"))
    prices = capability("see-prices", powers.platform)
    assert {person for found in powers.holders(prices) for person in found.people} == {"user-a", "user-b"}


def test_places_in_projects_bound_what_a_role_may():
    """S3-20, S3-22, S3-27, I4: a supervisor adds to projects they were invited to, an admin in none adds nowhere."""
    here = "assignment/adm@i.example/pavement", None, {}
    there = "assignment/adm@i.example/roof", None, {}
    assert who_could(INNO, *here) == {"assign-projects": ["own", "sup"]}
    assert who_could(INNO, *there) == {"assign-projects": ["own"]}
    assert who_could(INNO, "member/pat@i.example", None, {"role": "annotator"}) == {"invite": ["adm", "own"]}


def test_a_place_is_a_thing_of_the_right_kind_and_not_one_of_the_same_name():
    """A project called like a team, a dataset on which the same word is a level."""
    lab = Powers(state_of(LAB.replace("cortex: {team: Seg}", "seg: {team: Syn}")), load("webknossos"))
    tom = "tom@lab.example", "membership.team_manager"
    assert lab.at(*tom, address(lab.reach.state, "team/seg"))
    assert not lab.at(*tom, address(lab.reach.state, "project/seg"))
    vision = Powers(state_of(VISION + "datasets: {dashcam: {access: {kim@acme.example: admin}}}\n"), load("encord"))
    kim = "kim@acme.example", "project_grant.admin"
    assert vision.at(*kim, address(vision.reach.state, "project/night-drive"))
    assert not vision.at(*kim, address(vision.reach.state, "dataset/dashcam"))


# --- what is seen -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("ada", {"ada", "eve", "dot", "tom", "kim", "old", "gone", "new"}),
        ("tom", {"tom", "kim", "gone"}),
        ("kim", {"kim"}),
        ("dot", {"dot"}),
        ("old", set()),
    ],
)
def test_people_see_themselves_and_managers_the_people_of_their_teams(person, seen):
    """W27: also those of their teams who wait for activation; New is in no team, so no manager sees them."""
    powers = Powers(state_of(LAB), load("webknossos"))
    ability = capability("see-members", powers.platform)
    rows = [(a, r.attrs) for a, r in powers.reach.state.items() if a.kind == "member"]
    found = {a.key[0].partition("@")[0] for a, attrs in rows if powers.sees(f"{person}@lab.example", ability, a, attrs)}
    assert found == seen


# --- the rest ---------------------------------------------------------------------------------------------------------


def test_holders_are_listed_by_the_way_they_hold_it_with_their_places():
    powers = Powers(state_of(LAB), load("webknossos"))
    ways = {(f.holder, f.scope): f.people for f in powers.holders(capability("see-members", powers.platform))}
    assert ways == {
        ("member.admin", "all"): ("ada@lab.example", "eve@lab.example"),
        ("membership.team_manager", "own"): ("tom@lab.example",),
        ("self", "own"): (),
    }
    assert [place.path for place in powers.places("tom@lab.example", "membership.team_manager")] == ["team/seg"]
    inno = Powers(state_of(INNO), load("innotescus"))
    assert [place.path for place in inno.places("sup@i.example", "member.supervisor")] == ["project/pavement"]


def seen_in_projects(text: str, can: str) -> dict[str, list[str]]:
    """In which projects each active member has a capability."""
    state = state_of(text)
    powers = Powers(state, load(next(iter(state)).platform))
    ability = capability(can, powers.platform)
    projects = sorted((a, r.attrs) for a, r in state.items() if a.kind == "project")
    return {
        person.partition("@")[0]: [a.key[0] for a, attrs in projects if powers.sees(person, ability, a, attrs)]
        for person in sorted(powers.reach.active)
    }


@pytest.mark.parametrize("can", ["manage-tasks", "import-export", "view-projects"])
def test_a_supervisor_does_everything_in_the_projects_they_were_invited_to(can):
    """S3-17, S3-18, S3-19, S3-21, S3-23, S3-15: an admin in no project does nothing there, and an annotator nowhere."""
    assert seen_in_projects(INNO, can) == {"adm": [], "ann": [], "own": ["pavement", "roof"], "sup": ["pavement"]}


def test_annotators_annotate_and_have_an_interface_of_their_own():
    """S3-15, S3-16: where they were invited; the interface is nobody else's."""
    assert seen_in_projects(INNO, "annotate")["ann"] == ["pavement"]
    assert seen_in_projects(INNO, "use-annotator-interface") == {
        "adm": [],
        "ann": ["pavement"],
        "own": [],
        "sup": [],
    }


def test_billing_is_the_owners():
    """S3-30: not even an admin sees how the organization pays."""
    powers = Powers(state_of(INNO), load("innotescus"))
    (found,) = powers.holders(capability("manage-billing", powers.platform))
    assert found.people == ("own@i.example",)


def test_the_most_restrictive_level_lets_look_and_copy_and_nothing_else():
    """S4-05: C has VIEW on the raw data, through the org."""
    for can, here in (("view-projects", True), ("copy-data", True), ("upload-data", False), ("edit-data", False)):
        assert ("raw-data" in seen_in_projects(GENOMICS, can)["user-c"]) is here, can


def test_every_holder_of_every_capability_can_be_asked_about():
    """No word of a vocabulary is one that the code does not know."""
    for text in (LAB, VISION, GENOMICS, INNO):
        state = state_of(text)
        platform = load(next(iter(state)).platform)
        powers = Powers(state, platform)
        for ability in platform.capabilities:
            for found in powers.holders(ability):
                assert found.holder == "operator" or set(found.people) <= powers.reach.active.keys()
                assert found.holder != "operator" or not found.people
                for person in found.people if found.scope == "own" else ():
                    assert powers.places(person, found.holder) or found.holder.startswith("member.")


def test_one_question_has_the_same_answer_as_many():
    state = state_of(LAB)
    platform = load("webknossos")
    change = Change(address(state, "membership/seg/new@lab.example"), None, {"role": "member"})
    (ability,) = needed(change, platform)
    assert may("tom@lab.example", ability, change, state, state, platform)
    assert not may("kim@lab.example", ability, change, state, state, platform)
    assert len(could(ability, change, state, state, platform)) == 3
    assert is_member("kim@lab.example", state, platform)
    assert not is_member("kim@lab.example", State(), platform)


def test_an_unknown_capability_is_none_and_all_names_of_an_asker_are_keys():
    assert capability("fly", load("webknossos")) is None
    assert asker_keys("ada@lab.example, user-ada") == ("ada@lab.example", "user-ada")
    assert asker_keys("") == ()


def test_who_could_is_found_in_a_large_org():
    """10,000 members, 200 projects, 50 changes that somebody may not ask for."""
    home = Address("dnanexus", "org-big", "org")
    rows = [Resource(home, {})]
    for n in range(10_000):
        attrs = {"role": "member" if n else "admin", "project_access": "CONTRIBUTE"}
        rows.append(Resource(home._replace(kind="member", key=(f"user-{n}",)), attrs))
    for n in range(200):
        rows.append(Resource(home._replace(kind="project", key=(f"p{n}",)), {}))
        rows.append(Resource(home._replace(kind="project_grant", key=(f"p{n}", "org:org-big")), {"level": "VIEW"}))
    state = State.of(rows)
    powers = Powers(state, load("dnanexus"), state)
    for n in range(50):
        change = Change(home._replace(kind="project_grant", key=(f"p{n}", "user-7")), None, {"level": "UPLOAD"})
        for ability in needed(change, powers.platform):
            assert not powers.may("user-7", ability, change)
            assert powers.could(ability, change) == ["user-0"]


@pytest.mark.parametrize("name", platform_names())
def test_every_change_that_means_something_needs_a_capability(name):
    """Every kind, every action and every field, with words written and left out: what no capability covers is let pass."""
    platform = load(name)
    for kind, shape in kinds().items():
        if kind in platform.absent or shape.spec.recorded:
            continue
        here = Address(name, "org-lab", kind, ("k",) * shape.depth)
        for field in field_names(kind):
            if field in (*shape.settings, "previously") or f"{kind}.{field}" in platform.absent:
                continue
            outer, _, inner = field.partition(".")
            values = [*platform.ranks.get(f"{kind}.{field}", ("one", "another")), None]
            if isinstance(shape.spec.model_fields[outer].default, bool) or isinstance(
                platform.defaults.get(f"{kind}.{field}"), bool
            ):
                values = [True, False, None]
            sides = [{} if v is None else {outer: {inner: v} if inner else v} for v in values]
            for one in sides:
                assert [*needed(Change(here, None, one), platform)], (kind, "create", one)
                assert [*needed(Change(here, one, None), platform)], (kind, "delete", one)
                for other in sides:
                    if _meant(kind, one, outer, platform) != _meant(kind, other, outer, platform):
                        assert [*needed(Change(here, one, other), platform)], (kind, one, other)


@pytest.mark.parametrize("name", platform_names())
def test_whoever_gives_a_thing_another_name_needs_what_making_it_needs(name):
    platform = load(name)
    for kind in (kind for kind in kinds() if is_named(kind) and kind not in platform.absent):
        here = Address(name, "org-lab", kind, ("new",))
        moved = Change(here, {}, {"previously": ["old"]}, previous=here._replace(key=("old",)))
        assert {*map(str, needed(Change(here, None, {}), platform))} <= {*map(str, needed(moved, platform))}
        assert [*needed(moved, platform)], kind


def _meant(kind, attrs, field, platform):
    """What holds of a field, though nobody may have written it."""
    usual = kinds()[kind].spec.model_fields[field].default
    value = platform.value(kind, attrs, field)
    return usual if value is None else value

"""What people do themselves: invitations, sign-up, joining, confirming, and the end of an org.

Whatever happens to a store here happens through ``happen``, which also asks for the laws: the log folds to the state,
and a plan of the unchanged manifests is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from reconciler import lifecycle
from reconciler.applier import Applied, Attempt, apply
from reconciler.canonical import sha256
from reconciler.errors import GuardRefused, Stale
from reconciler.fold import fold
from reconciler.guards import Policy
from reconciler.integrity import as_applied
from reconciler.model import Address, Allowance, Change, Header, Mode, Outcome, Plan, Resource, State
from reconciler.planfile import blinded
from reconciler.planner import Actual
from reconciler.reader import read_texts
from reconciler.render.wording import sentence
from reconciler.stores.base import AuditQuery, Store
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan, survey
from reconciler.vocabulary import Platform, load

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT, SOON, MUCH_LATER = "2026-11-23T09:00:00Z", "2026-11-24T09:00:00Z", "2026-12-24T09:00:00Z"
LAB, ATLAS = "webknossos/lab", "encord/atlas"

LAB_TEXT = """\
org: lab
platform: webknossos
owner: ada@lab.example
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  bob@lab.example:
  cyd@lab.example: {role: dataset_manager}
  tom@lab.example:
  old@lab.example: {active: false}
teams:
  Default: {members: []}
  Seg: {members: {bob@lab.example: , tom@lab.example: team_manager, cyd@lab.example: }}
"""
ATLAS_TEXT = """\
org: atlas
platform: encord
sign_up: {domains: {lab.example: internal_member, tasks.example: workforce}}
members:
  ada@lab.example: {role: internal_admin}
  eve@lab.example: {role: internal_admin}
  bob@lab.example: {role: internal_member}
ontologies: {cars: {access: {bob@lab.example: admin}}}
datasets: {highway: {access: {bob@lab.example: admin}}}
folders: {raw: }
projects: {night-drive: {ontology: cars, access: {bob@lab.example: admin, eve@lab.example: reviewer}}}
"""
DX_TEXT = "org: gene\nplatform: dnanexus\nmembers: {user-ada: {role: admin}, user-eve: {role: admin}, user-bob: }\n"


def header(at: str = AT) -> Header:
    return Header(LINEAGE, at, "2027-12-31T00:00:00Z", "tester", "reconciler")


def plan_of(store: Store, *texts: str, at: str = AT) -> Plan:
    return make_plan(read_texts([(f"{n}.yaml", text) for n, text in enumerate(texts)]).sound(), store, header(at))


def carried_out(store: Store, plan: Plan, at: str = AT) -> list[Applied]:
    results = list(apply(plan, store, Attempt("tester", at, f"run-{at}-{len(list(store.audit()))}")))
    for result in results:
        assert result.error is None, result.error.problems if result.error else ()
    return results


def settled(store: Store, *texts: str) -> Store:
    """The store after the manifests were applied."""
    carried_out(store, plan_of(store, *texts))
    return store


def now(store: Store, org: str = LAB, at: str = AT) -> Actual:
    return survey(store, [org], at, Policy())[org]


def happen(
    store: Store,
    changes: Iterable[Change],
    texts: Iterable[str] = (LAB_TEXT,),
    *,
    org: str = LAB,
    at: str = AT,
    **more: Any,
) -> State:
    """Carry an event out, ask for the laws, and answer with the state after it."""
    made = lifecycle.event(changes, now(store, org, at), header(at), **more)
    carried_out(store, blinded(made, store.key), at)
    state = store.state(org)
    assert fold(store.audit(AuditQuery(org=org))) == state
    assert as_applied(store.heads()[org], state)
    if state:
        assert plan_of(store, *texts, at=at).empty, "an event is no drift"
    return state


def refused(call: Callable[[], object]) -> list[str]:
    """The codes of what refuses an event; nothing has been written, for nothing was asked to write."""
    with pytest.raises(GuardRefused) as caught:
        call()
    assert all(problem.message for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


def a_state(text: str) -> tuple[State, Platform]:
    """The state that one org's manifest leads to."""
    store = settled(MemoryStore(LINEAGE), text)
    (org,) = store.heads()
    return store.state(org), load(org.partition("/")[0])


def member(person: str, org: str = LAB) -> Address:
    platform, _, slug = org.partition("/")
    return Address(platform, slug, "member", (person,))


def place(team: str, person: str) -> Address:
    return member(person)._replace(kind="membership", key=(team, person))


def after(state: State, *changes: Change, **attrs: Any) -> State:
    """A state after changes, without a store."""
    return State.of([*state.values(), *(Resource(c.address, c.after or {}, c.name) for c in changes)])


def invited(state: State, platform: Platform, *people: str, at: str = AT, **more: Any) -> list[Change]:
    return lifecycle.invite({person: f"token of {person} at {at}" for person in people}, state, platform, at, **more)


def the_invitation(state: State, person: str, at: str = AT) -> Resource:
    found = lifecycle.invitation(f"token of {person} at {at}", state)
    assert found is not None
    return found


# --- invitations ------------------------------------------------------------------------------------------------------


def test_a_list_of_people_is_invited_at_once_and_each_gets_a_token_of_their_own(store):
    """S0-06, S1-02, S1-04, S1-05: several addresses, one event, one token each, of which the store knows no one."""
    settled(store, LAB_TEXT)
    before = store.heads()[LAB].serial
    state = happen(store, invited(now(store).state, load("webknossos"), "bob@lab.example", "cyd@lab.example"))
    assert store.heads()[LAB].serial == before + 1
    for person in ("bob@lab.example", "cyd@lab.example"):
        (sent,) = lifecycle.invitations(member(person), state)
        assert sent.address.key == (person, "1")
        assert dict(sent.attrs) == {
            "token": sha256(f"token of {person} at {AT}"),
            "sent": AT,
            "expires": "2026-12-07T09:00:00Z",
        }
    assert "token of" not in repr(state) + repr(list(store.audit()))


def test_whoever_follows_the_invitation_is_in_with_the_teams_and_permissions_given_before(store):
    """S1-06, S1-07, S1-08, W23: nobody has to activate them, and role and teams are those of the manifests."""
    platform = load("webknossos")
    settled(store, LAB_TEXT)
    state = happen(store, invited(now(store).state, platform, "cyd@lab.example"))
    assert lifecycle.status(member("cyd@lab.example"), state, platform, SOON) == "invited"
    event = lifecycle.accept(the_invitation(state, "cyd@lab.example"), state, platform, SOON, name="Cyd")
    after_it = happen(store, event, at=SOON)
    assert lifecycle.status(member("cyd@lab.example"), after_it, platform, SOON) == "active"
    (sent,) = lifecycle.invitations(member("cyd@lab.example"), after_it)
    assert (sent.attrs["accepted"], sent.attrs["name"]) == (SOON, "Cyd")
    assert after_it[member("cyd@lab.example")].attrs == {"role": "dataset_manager"}
    assert [a for a in after_it if a.kind == "membership" and a.key[1] == "cyd@lab.example"] == [
        place("seg", "cyd@lab.example")
    ]


def test_whoever_has_no_place_gets_one_in_the_default_team_and_it_stays(store):
    """S1-15, W18: where teams were not said, the newcomer is in Default, and the next plan leaves them there."""
    platform = load("webknossos")
    settled(store, LAB_TEXT)
    state = happen(store, invited(now(store).state, platform, "eve@lab.example"))
    state = happen(store, lifecycle.accept(the_invitation(state, "eve@lab.example"), state, platform, AT))
    assert state[place("default", "eve@lab.example")].attrs == {"role": "member", "adopted": True}
    assert state[place("default", "eve@lab.example")].name == ("Default", "eve@lab.example")


def test_a_manifest_that_declares_the_place_takes_it_over_and_may_then_remove_it():
    """S1-25: a place that was adopted is the manifest's once it is declared."""
    platform = load("webknossos")
    store = settled(MemoryStore(LINEAGE), LAB_TEXT)
    state = happen(store, invited(now(store).state, platform, "eve@lab.example"))
    happen(store, lifecycle.accept(the_invitation(state, "eve@lab.example"), state, platform, AT))
    settled(store, LAB_TEXT.replace("Default: {members: []}", "Default: {members: [eve@lab.example]}"))
    assert "adopted" not in store.state(LAB)[place("default", "eve@lab.example")].attrs
    settled(store, LAB_TEXT)
    assert place("default", "eve@lab.example") not in store.state(LAB)


def test_no_place_is_given_where_the_org_has_no_such_team():
    """W18: the team is the platform's; an org that has none of that name gives none."""
    state, platform = a_state(LAB_TEXT.replace("  Default: {members: []}\n", ""))
    state = after(state, *invited(state, platform, "eve@lab.example"))
    changes = lifecycle.accept(the_invitation(state, "eve@lab.example"), state, platform, AT)
    assert [change.address.kind for change in changes] == ["invitation"]


def test_a_second_invitation_is_refused_while_one_is_good_and_made_after_it_has_ended():
    """W22: no second live token; the next one has the next number and the old one opens nothing."""
    state, platform = a_state(LAB_TEXT)
    state = after(state, *invited(state, platform, "bob@lab.example"))
    again = lambda at: invited(state, platform, "bob@lab.example", at=at)  # noqa: E731
    assert refused(lambda: again(SOON)) == ["invitation-live"]
    assert refused(lambda: again("2026-12-07T09:00:00Z")) == ["invitation-live"]
    (second,) = again("2026-12-07T09:00:01Z")
    assert second.address.key == ("bob@lab.example", "2")
    state = after(state, second)
    old = the_invitation(state, "bob@lab.example")
    assert refused(lambda: lifecycle.accept(old, state, platform, "2026-12-08T09:00:00Z")) == ["invitation-expired"]


def test_nobody_is_invited_more_often_than_the_platform_s_notes_allow():
    """W22: three times, then somebody has to ask the person."""
    state, platform = a_state(LAB_TEXT)
    for month in ("10", "11", "12"):
        state = after(state, *invited(state, platform, "bob@lab.example", at=f"2026-{month}-01T00:00:00Z"))
    assert lifecycle.status(member("bob@lab.example"), state, platform, "2027-01-01T00:00:00Z") == "expired"
    assert refused(lambda: invited(state, platform, "bob@lab.example", at="2027-01-01T00:00:00Z")) == [
        "invitations-spent"
    ]


def test_the_days_an_invitation_is_good_can_be_said():
    state, platform = a_state(LAB_TEXT)
    (change,) = invited(state, platform, "bob@lab.example", days=3)
    assert change.after is not None
    assert change.after["expires"] == "2026-11-26T09:00:00Z"


def test_everybody_is_invited_or_nobody_and_every_reason_is_said():
    """S1-04: one wrong address in a list is found before anything is written."""
    state, platform = a_state(LAB_TEXT)
    people = ("bob@lab.example", "nobody@lab.example", "old@lab.example")
    assert refused(lambda: invited(state, platform, *people)) == ["not-a-member", "member-deactivated"]


def test_whoever_is_in_is_not_invited_again():
    """W22: neither after following an invitation nor after signing up."""
    state, platform = a_state(LAB_TEXT)
    state = after(state, *invited(state, platform, "bob@lab.example"))
    state = after(state, *lifecycle.accept(the_invitation(state, "bob@lab.example"), state, platform, AT))
    state = after(state, *lifecycle.sign_up("new@lab.example", state, platform))
    assert refused(lambda: invited(state, platform, "bob@lab.example")) == ["in-already"]
    assert refused(lambda: invited(state, platform, "new@lab.example")) == ["in-already"]


def test_a_platform_whose_members_are_in_at_once_has_no_invitations():
    """An added member is in, and accepts nothing that is recorded here."""
    state, platform = a_state(DX_TEXT)
    assert refused(lambda: invited(state, platform, "user-bob")) == ["no-invitations"]


def test_pending_are_those_who_come_by_invitation_and_were_never_sent_one():
    """S1-02, W22: read off the log; not the deactivated, not the invited, not those who came by themselves."""
    platform = load("webknossos")
    store = settled(MemoryStore(LINEAGE), LAB_TEXT)
    waiting = lambda: lifecycle.pending(store.audit(), store.state(LAB), platform)  # noqa: E731
    everybody = ["ada@lab.example", "bob@lab.example", "cyd@lab.example", "eve@lab.example", "tom@lab.example"]
    assert waiting() == everybody
    state = happen(store, invited(store.state(LAB), platform, "bob@lab.example"))
    happen(store, lifecycle.sign_up("new@lab.example", state, platform))
    assert waiting() == [person for person in everybody if person != "bob@lab.example"]
    happen(store, invited(store.state(LAB), platform, *waiting()))
    assert waiting() == []


def test_nobody_is_pending_where_members_are_in_as_soon_as_they_are_added():
    """E8: they accept nothing; a link can be sent all the same."""
    store = settled(MemoryStore(LINEAGE), ATLAS_TEXT)
    platform = load("encord")
    assert lifecycle.pending(store.audit(), store.state(ATLAS), platform) == []
    assert len(invited(store.state(ATLAS), platform, "bob@lab.example")) == 1


def test_admins_invite_and_team_managers_invite_to_their_own_teams_only():
    """S1-03, W21: an admin anybody, a team manager plain members of managed teams, a member nobody."""
    state, platform = a_state(LAB_TEXT)
    asked = lambda who, person: invited(state, platform, person, asker=who)  # noqa: E731
    assert asked("ada@lab.example", "cyd@lab.example")
    assert asked("tom@lab.example", "bob@lab.example")
    assert refused(lambda: asked("tom@lab.example", "cyd@lab.example")) == ["may-not"], "a dataset manager"
    assert refused(lambda: asked("tom@lab.example", "eve@lab.example"))[0] == "may-not", "of no team of tom's"
    assert refused(lambda: asked("bob@lab.example", "tom@lab.example")) == ["may-not"]
    assert refused(lambda: asked("old@lab.example", "bob@lab.example")) == ["may-not"], "the deactivated"
    assert refused(lambda: asked("who@lab.example", "bob@lab.example")) == ["may-not"], "a stranger"


def test_a_refused_asker_is_told_who_could():
    """S2-22: only admins add users."""
    state, platform = a_state(ATLAS_TEXT)
    with pytest.raises(GuardRefused) as caught:
        invited(state, platform, "eve@lab.example", asker="bob@lab.example")
    assert caught.value.problems[0].hint == "let one of them ask for it, --as PERSON: ada@lab.example, eve@lab.example"
    assert caught.value.problems[0].source.file == "eve@lab.example", "of several people, which one is meant"


def test_an_invitation_works_once():
    """W22: it is consumed on use."""
    state, platform = a_state(LAB_TEXT)
    state = after(state, *invited(state, platform, "bob@lab.example"))
    state = after(state, *lifecycle.accept(the_invitation(state, "bob@lab.example"), state, platform, AT))
    sent = the_invitation(state, "bob@lab.example")
    assert refused(lambda: lifecycle.accept(sent, state, platform, SOON)) == ["in-already"]


def test_two_people_with_one_link_are_let_in_once(store):
    """W22: the second one planned against the same state, and finds the row moved."""
    platform = load("webknossos")
    settled(store, LAB_TEXT)
    state = happen(store, invited(now(store).state, platform, "bob@lab.example"))
    actual, sent = now(store), the_invitation(state, "bob@lab.example")
    first, second = (
        blinded(lifecycle.event(lifecycle.accept(sent, state, platform, at), actual, header(at)), store.key)
        for at in (AT, SOON)
    )
    carried_out(store, first)
    (result,) = apply(second, store, Attempt("tester", SOON, "run-x"))
    assert isinstance(result.error, Stale)
    assert fold(store.audit()) == store.state(LAB)


def test_nobody_who_was_deactivated_meanwhile_comes_in_by_an_old_link():
    """S1-18: the deactivated may not log in, whatever they were sent before."""
    store = settled(MemoryStore(LINEAGE), LAB_TEXT)
    platform = load("webknossos")
    happen(store, invited(store.state(LAB), platform, "cyd@lab.example"))
    settled(store, LAB_TEXT.replace("dataset_manager}", "dataset_manager, active: false}"))
    state = store.state(LAB)
    sent = the_invitation(state, "cyd@lab.example")
    assert refused(lambda: lifecycle.accept(sent, state, platform, AT)) == ["member-deactivated"]


def test_an_unknown_token_belongs_to_no_invitation():
    state, platform = a_state(LAB_TEXT)
    state = after(state, *invited(state, platform, "bob@lab.example"))
    assert lifecycle.invitation("guessed", state) is None
    assert lifecycle.invitation(sha256(f"token of bob@lab.example at {AT}"), state) is None, "the digest opens nothing"


def test_nobody_comes_in_when_all_seats_are_taken():
    """W11, W23: the limit of the plan is held when an invitation is followed, too."""
    state, platform = a_state(LAB_TEXT)
    state = after(state, *invited(state, platform, "bob@lab.example"))
    org = next(a for a in state if a.kind == "org")
    full = after(state, Change(org, None, {**state[org].attrs, "plan": {"included_users": 4}}))
    event = lifecycle.accept(the_invitation(full, "bob@lab.example"), full, platform, AT)
    assert refused(lambda: lifecycle.event(event, an_actual(full), header())) == ["no-seat"]
    roomy = after(state, Change(org, None, {**state[org].attrs, "plan": {"included_users": 5}}))
    assert lifecycle.event(event, an_actual(roomy), header()).changes


def an_actual(state: State) -> Actual:
    actual = now(settled(MemoryStore(LINEAGE), LAB_TEXT))
    return Actual(actual.head._replace(digest=state.digest), state)


def test_an_invitation_is_pending_and_needs_a_free_seat_of_its_class():
    """I7: an annotator is not in before the link is followed, nor where the seats of annotators are taken."""
    people = "members: {own@i.example: {role: super_admin}, ann@i.example: {role: annotator}}\n"
    store = settled(MemoryStore(LINEAGE), "org: inno\nplatform: innotescus\n" + people)
    platform, actual = load("innotescus"), now(store, "innotescus/inno")
    state = after(actual.state, *invited(actual.state, platform, "ann@i.example"))
    ann, org = (next(a for a in state if a.kind == kind and "own" not in a.path) for kind in ("member", "org"))
    assert lifecycle.status(ann, state, platform, AT) == "invited"
    event = lifecycle.accept(the_invitation(state, "ann@i.example"), state, platform, AT)
    assert lifecycle.status(ann, after(state, *event), platform, AT) == "active"
    for annotators, codes in ((0, ["no-seat"]), (1, [])):
        plan = {"annotator_seats": annotators, "supervisor_seats": 1}
        held = after(state, Change(org, None, {**state[org].attrs, "plan": plan}))
        here = Actual(actual.head._replace(digest=held.digest), held)
        made = lambda: lifecycle.event(event, here, header())  # noqa: B023, E731
        assert (refused(made) if codes else made() and []) == codes


def test_the_status_of_a_member_says_how_far_they_have_come():
    """W22: pending is neither drift nor done; the last instant of an invitation still counts."""
    state, platform = a_state(LAB_TEXT)
    state = after(state, *invited(state, platform, "bob@lab.example"))
    at = lambda person, moment: lifecycle.status(member(person), state, platform, moment)  # noqa: E731
    assert at("ada@lab.example", AT) == "active"
    assert at("old@lab.example", AT) == "deactivated"
    assert at("bob@lab.example", "2026-12-07T09:00:00Z") == "invited"
    assert at("bob@lab.example", "2026-12-07T09:00:01Z") == "expired"


# --- sign-up ----------------------------------------------------------------------------------------------------------


def test_whoever_signs_up_is_active_at_once_and_in_the_default_team(store):
    """S1-01, S1-09, S1-15: the next plan neither removes the person nor speaks of them."""
    platform = load("webknossos")
    settled(store, LAB_TEXT)
    event = lifecycle.sign_up("new@lab.example", now(store).state, platform, name="New", shown="New@lab.example")
    state = happen(store, event)
    assert state[member("new@lab.example")].attrs == {"role": "member", "name": "New", "adopted": True}
    assert state[member("new@lab.example")].name == ("New@lab.example",)
    assert state[place("default", "new@lab.example")].attrs["adopted"] is True
    assert lifecycle.status(member("new@lab.example"), state, platform, AT) == "active"


def test_the_log_says_that_somebody_came_and_not_that_they_were_invited():
    state, platform = a_state(LAB_TEXT)
    change = lifecycle.sign_up("new@lab.example", state, platform)[0]
    assert change.mode is Mode.DIRECT
    assert sentence(change, platform).startswith("new@lab.example came in as member")
    state = after(state, *invited(state, platform, "bob@lab.example"))
    follows = lifecycle.accept(the_invitation(state, "bob@lab.example"), state, platform, SOON)[0]
    assert sentence(follows, platform) == f"bob@lab.example follows invitation 1: accepted nothing → {SOON}"


def test_where_activation_is_manual_a_newcomer_arrives_deactivated_and_the_manifest_activates(store):
    """S1-10, S1-13, S1-14: the plan of a manifest that declares the person says so, with teams and role."""
    manual = LAB_TEXT + "sign_up: {activation: manual}\n"
    platform = load("webknossos")
    settled(store, manual)
    state = happen(store, lifecycle.sign_up("new@lab.example", now(store).state, platform), [manual])
    assert lifecycle.status(member("new@lab.example"), state, platform, AT) == "deactivated"
    declared = manual.replace(
        "  tom@lab.example:\n", "  tom@lab.example:\n  new@lab.example: {role: dataset_manager}\n"
    )
    plan = plan_of(store, declared.replace("Seg: {members: {", "Seg: {members: {new@lab.example: , "))
    said = [sentence(change, platform) for change in plan.changes]
    assert said[0].startswith("activate new@lab.example again")
    assert "role member → dataset_manager" in said[0]
    assert said[1:] == ["add new@lab.example to Seg as member"]
    carried_out(store, plan)
    assert lifecycle.status(member("new@lab.example"), store.state(LAB), platform, AT) == "active"


@pytest.mark.parametrize(("domain", "role"), [("lab.example", "internal_member"), ("tasks.example", "workforce")])
def test_the_role_of_whoever_signs_up_follows_from_the_e_mail_domain(store, domain, role):
    """S2-11, S2-12, S2-13, S2-14, E22: whoever has an address of a declared domain is in, with that domain's role."""
    settled(store, ATLAS_TEXT)
    event = lifecycle.sign_up(f"new@{domain}", now(store, ATLAS).state, load("encord"))
    state = happen(store, event, [ATLAS_TEXT], org=ATLAS)
    assert state[member(f"new@{domain}", ATLAS)].attrs == {"role": role, "adopted": True}


def test_nobody_signs_up_with_another_domain_or_where_none_is_declared():
    """S2-12, E22: undeclared domains are closed, and so are orgs that declare none; so is every platform without sign-up."""
    state, platform = a_state(ATLAS_TEXT)
    assert refused(lambda: lifecycle.sign_up("new@other.example", state, platform)) == ["sign-up-closed"]
    assert refused(lambda: lifecycle.sign_up("new@sub.lab.example", state, platform)) == ["sign-up-closed"]
    for text in ("".join(ATLAS_TEXT.splitlines(keepends=True)[:2]) + "members: {}\n", DX_TEXT):
        closed, here = a_state(text)
        assert refused(lambda: lifecycle.sign_up("new@lab.example", closed, here)) == ["sign-up-closed"]  # noqa: B023


def test_a_person_has_one_membership_in_an_org_and_may_have_one_in_another():
    """W20, S0-37: signing up twice is refused, also for the deactivated; signing up elsewhere is not."""
    state, platform = a_state(LAB_TEXT)
    for person in ("bob@lab.example", "old@lab.example"):
        assert refused(lambda: lifecycle.sign_up(person, state, platform)) == ["in-already"]  # noqa: B023
    other, _ = a_state("org: other\nplatform: webknossos\nmembers: {}\n")
    assert lifecycle.sign_up("bob@lab.example", other, platform)


def test_nobody_signs_up_when_all_seats_are_taken_unless_they_must_be_activated_first():
    """W11: a deactivated newcomer takes no seat."""
    state, platform = a_state(LAB_TEXT)
    org = next(a for a in state if a.kind == "org")
    for settings, codes in (({}, ["no-seat"]), ({"sign_up": {"activation": "manual"}}, [])):
        full = after(state, Change(org, None, {**state[org].attrs, **settings, "plan": {"included_users": 5}}))
        event = lifecycle.sign_up("new@lab.example", full, platform)
        made = lambda: lifecycle.event(event, an_actual(full), header())  # noqa: B023, E731
        assert (refused(made) if codes else made() and []) == codes


def test_whoever_belongs_to_a_workforce_org_signs_up_elsewhere_as_workforce_only():
    """S2-09, E21: the rule about several orgs is held on arrivals, too."""
    crowd = "org: crowd\nplatform: encord\ntype: workforce\nmembers: {kim@lab.example: {role: internal_admin}}\n"
    store = settled(MemoryStore(LINEAGE), ATLAS_TEXT, crowd)
    state, platform, others = store.state(ATLAS), load("encord"), [store.state("encord/crowd")]
    event = lifecycle.sign_up("kim@lab.example", state, platform)
    assert refused(lambda: lifecycle.event(event, now(store, ATLAS), header(), others=others)) == ["guest-role"]
    assert lifecycle.event(event, now(store, ATLAS), header()).changes, "alone, nothing is against it"


# --- joining ----------------------------------------------------------------------------------------------------------

THINGS = [("project", "night-drive"), ("dataset", "highway"), ("ontology", "cars")]


def thing(kind: str, name: str) -> Address:
    return member("", ATLAS)._replace(kind=kind, key=(name,))


@pytest.mark.parametrize(("kind", "name"), THINGS)
def test_an_admin_joins_any_thing_as_its_admin_and_stays_there(store, kind, name):
    """S2-40, S2-41, S2-45, S2-46, S2-49, S2-50, E18: found by name, admin of it, and no drift for the next plan."""
    settled(store, ATLAS_TEXT)
    event = lifecycle.join("ada@lab.example", thing(kind, name), now(store, ATLAS).state, load("encord"))
    state = happen(store, event, [ATLAS_TEXT], org=ATLAS)
    grant = state[lifecycle.grant_of("ada@lab.example", thing(kind, name))]
    assert grant.attrs == {"level": "admin", "adopted": True}
    assert lifecycle.join("ada@lab.example", thing(kind, name), state, load("encord")) == [], "there already"


@pytest.mark.parametrize(("kind", "name"), THINGS)
def test_a_member_joins_only_what_the_manifests_give(kind, name):
    """S2-42, S2-47, S2-51: members do not join by themselves; nor does whoever is not a member."""
    state, platform = a_state(ATLAS_TEXT.replace("bob@lab.example: admin", "ada@lab.example: admin"))
    for person in ("bob@lab.example", "who@lab.example"):
        assert refused(lambda: lifecycle.join(person, thing(kind, name), state, platform)) == ["may-not"]  # noqa: B023


def test_who_has_a_level_already_keeps_it():
    """S2-41: joining gives the role to who has none; it changes nobody's."""
    state, platform = a_state(ATLAS_TEXT)
    assert lifecycle.join("eve@lab.example", thing("project", "night-drive"), state, platform) == []


def test_what_cannot_be_joined_and_what_is_not_there_are_two_answers():
    state, platform = a_state(ATLAS_TEXT)
    join = lambda what: lifecycle.join("ada@lab.example", what, state, platform)  # noqa: E731
    assert refused(lambda: join(thing("folder", "raw"))) == ["no-joining"]
    assert refused(lambda: join(thing("nonsense", "raw"))) == ["no-joining"]
    assert refused(lambda: join(thing("project", "day-drive"))) == ["no-such-thing"]


def test_a_manifest_that_declares_the_level_takes_the_grant_over():
    """E18: what somebody took is the manifest's once it is written down."""
    store = settled(MemoryStore(LINEAGE), ATLAS_TEXT)
    event = lifecycle.join("ada@lab.example", thing("dataset", "highway"), store.state(ATLAS), load("encord"))
    happen(store, event, [ATLAS_TEXT], org=ATLAS)
    settled(store, ATLAS_TEXT.replace("highway: {access: {", "highway: {access: {ada@lab.example: user, "))
    grant = store.state(ATLAS)[lifecycle.grant_of("ada@lab.example", thing("dataset", "highway"))]
    assert grant.attrs == {"level": "user"}


# --- done by hand -----------------------------------------------------------------------------------------------------


def test_what_was_left_to_people_is_listed_until_somebody_confirms_it(store):
    """S0-02: an org is made by hand; who says so, when and why is kept in the org's log."""
    platform = load("webknossos")
    settled(store, LAB_TEXT)
    entries, state = list(store.audit()), now(store).state
    waiting, *others = lifecycle.to_do(entries, state)
    assert (waiting.address.kind, waiting.mode) == ("org", Mode.MANUAL)
    assert {entry.mode for entry in others} == {Mode.MANUAL}
    event = lifecycle.confirm([waiting.seq], entries, state, platform, SOON, by="tester", note="ticket nine")
    state = happen(store, event, at=SOON)
    assert lifecycle.to_do(store.audit(), state) == others
    found = lifecycle.confirmation_of(waiting.seq, state)
    assert found is not None
    assert found.attrs == {"by": "tester", "at": SOON, "note": "ticket nine"}
    assert lifecycle.confirm([waiting.seq], entries, state, platform, SOON, by="tester") == [], "already"


def test_what_the_vendor_does_is_listed_too():
    """W8, W9: an allowance says that the vendor is asked; that it was done is confirmed afterwards."""
    store = settled(MemoryStore(LINEAGE), LAB_TEXT)
    moved = LAB_TEXT.replace("owner: ada", "owner: eve")
    allow = "allow:\n- {org: lab, guard: support, up_to: 1, reason: agreed, until: 2026-12-31}\n"
    settled(store, moved, allow)
    assert lifecycle.to_do(store.audit(), store.state(LAB))[-1].mode is Mode.SUPPORT


def test_only_what_was_left_to_people_is_confirmed_and_only_by_members():
    store = settled(MemoryStore(LINEAGE), LAB_TEXT)
    entries, state, platform = list(store.audit()), store.state(LAB), load("webknossos")
    confirm = lambda *seqs, asker="": lifecycle.confirm(  # noqa: E731
        seqs, entries, state, platform, AT, by="tester", asker=asker
    )
    assert refused(lambda: confirm(2)) == ["nothing-to-confirm"]
    assert refused(lambda: confirm(1, 999)) == ["nothing-to-confirm"]
    assert refused(lambda: confirm(1, asker="old@lab.example")) == ["may-not"]
    (change,) = confirm(1, 1, asker="eve@lab.example")
    assert change.after == {"by": "eve@lab.example", "at": AT}


# --- the end of an org ------------------------------------------------------------------------------------------------


def deletion(state: State, platform: Platform, asker: str, exported: bytes) -> tuple[list[Change], Allowance]:
    return lifecycle.delete_org(state, platform, asker=asker, exported=exported, today=AT[:10])


def test_the_owner_deletes_an_org_with_everything_in_it_and_the_log_stays(store):
    """S0-31, S0-32, S0-33: nothing is left but the log and a head, and coming back needs an allowance."""
    text = LAB_TEXT + "experience_domains: {nuclei: }\n"
    platform = load("webknossos")
    settled(store, text)
    happen(store, invited(now(store).state, platform, "bob@lab.example"), [text])
    state = now(store).state
    changes, allowance = deletion(state, platform, "ada@lab.example", lifecycle.exports(state)[0])
    assert len(changes) == len(state)
    gone = happen(store, changes, allowances=[allowance])
    assert not gone
    assert store.heads()[LAB].serial == 3
    entries = list(store.audit(AuditQuery(org=LAB)))
    assert len(entries) == store.heads()[LAB].size
    assert {entry.plan for entry in entries[-len(changes) :]} == {entries[-1].plan}
    again = plan_of(store, text)
    assert [result.guard for result in again.refusals] == ["org-returns"]


def test_an_org_that_is_gone_comes_back_only_from_its_export_and_by_an_allowance(store):
    """S0-36: the export is the backup; with it everything is as it was, and without an allowance nothing is."""
    settled(store, LAB_TEXT)
    state = now(store).state
    backup = lifecycle.exports(state)[0]
    changes, allowance = deletion(state, load("webknossos"), "ada@lab.example", backup)
    assert not happen(store, changes, allowances=[allowance])
    assert [result.guard for result in plan_of(store, backup.decode()).refusals] == ["org-returns"]
    settled(
        store,
        backup.decode(),
        "allow: [{org: lab, guard: org-returns, up_to: 1, reason: a mistake, until: 2026-12-31}]\n",
    )
    assert store.state(LAB) == state


def test_only_the_owner_deletes_an_org():
    """S0-35, W26: not another admin, not a stranger; where nobody in the org may, nobody does."""
    state, platform = a_state(LAB_TEXT)
    kept = lifecycle.exports(state)[0]
    assert deletion(state, platform, "ada@lab.example", kept)
    for person in ("eve@lab.example", "tom@lab.example", "who@lab.example"):
        assert refused(lambda: deletion(state, platform, person, kept)) == ["may-not"]  # noqa: B023
    atlas, encord = a_state(ATLAS_TEXT)
    assert refused(lambda: deletion(atlas, encord, "ada@lab.example", lifecycle.exports(atlas)[0])) == ["may-not"]


def test_an_org_is_deleted_only_with_an_export_of_what_it_is_now():
    """S0-34: an export of yesterday is not one of today."""
    state, platform = a_state(LAB_TEXT)
    printed, filed = lifecycle.exports(state)
    assert deletion(state, platform, "ada@lab.example", filed)
    other, _ = a_state(LAB_TEXT.replace("  tom@lab.example:\n", "  tom@lab.example:\n  new@lab.example:\n"))
    for wrong in (b"", printed[:-1], printed + b"\n", lifecycle.exports(other)[0]):
        assert refused(lambda: deletion(state, platform, "ada@lab.example", wrong)) == ["export-differs"]  # noqa: B023


def test_an_org_that_no_call_deletes_is_not_deleted():
    """D12: whoever asks, and the plan itself is refused, too."""
    store = settled(MemoryStore(LINEAGE), DX_TEXT)
    state, platform = store.state("dnanexus/gene"), load("dnanexus")
    kept = lifecycle.exports(state)[0]
    assert refused(lambda: deletion(state, platform, "user-ada", kept)) == ["may-not"]
    changes, allowance = deletion(state, platform, "", kept)
    event = lambda: lifecycle.event(changes, now(store, "dnanexus/gene"), header(), allowances=[allowance])  # noqa: E731
    assert refused(event) == ["unsupported"]


def test_an_org_that_has_moved_since_is_not_deleted():
    """S0-34: somebody signed up between the export and the deletion; the export would not have had them."""
    store = settled(MemoryStore(LINEAGE), LAB_TEXT)
    state, platform = store.state(LAB), load("webknossos")
    changes, allowance = deletion(state, platform, "ada@lab.example", lifecycle.exports(state)[0])
    plan = lifecycle.event(changes, now(store), header(), allowances=[allowance])
    happen(store, lifecycle.sign_up("new@lab.example", state, platform))
    (result,) = apply(plan, store, Attempt("tester", AT, "run-x"))
    assert result.outcome is Outcome.REFUSED
    assert member("new@lab.example") in store.state(LAB)


def test_an_event_is_held_against_guards_like_any_plan():
    """Without its allowance, the removal of an org is refused."""
    store = settled(MemoryStore(LINEAGE), LAB_TEXT)
    state, platform = store.state(LAB), load("webknossos")
    changes, _ = deletion(state, platform, "ada@lab.example", lifecycle.exports(state)[0])
    assert refused(lambda: lifecycle.event(changes, now(store), header())) == ["org-removed"]

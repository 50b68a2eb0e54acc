"""First and last days: when a day begins somewhere, what is there on it, what a plan of another day may do, and the calendar."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import icalendar
import pytest
from hypothesis import given, settings
from test_applier import LINEAGE, done

from reconciler.applier import Attempt, apply
from reconciler.calendar import FIRST, LAST, Occasion, occasions
from reconciler.dates import begins, day_of, days_later, zones
from reconciler.errors import IntegrityFailure, Source, Stale
from reconciler.guards import Policy
from reconciler.kinds import Dated, kinds
from reconciler.model import Address, Cause, Header, Outcome, Plan
from reconciler.planfile import document, dumps, loads, plan_name
from reconciler.reader import read_texts
from reconciler.render import comment, html, ical, markdown, text
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan, planned
from reconciler.vocabulary import load, platform_names

GENOMICS = "org: org-genomics\nplatform: dnanexus\n"
ADMINS = "user-ada: {role: admin}, user-grace: {role: admin}"


def header(at: str, **more: str) -> Header:
    return Header(LINEAGE, at, "2099-01-01T00:00:00Z", "robot", "reconciler", **more)


def planned_at(store: MemoryStore, at: str, *texts: str, made: str = "") -> Plan:
    """The plan of *texts* of a moment or a day; *made* at another moment it is a preview."""
    named = [(f"{number}.yaml", written) for number, written in enumerate(texts)]
    head = header(made, planned_for=at) if made else header(at)
    return make_plan(read_texts(named, at=at).sound(), store, head)


def state_at(at: str, manifest: str) -> set[Address]:
    (org,) = read_texts([("org.yaml", manifest)], at=at).sound().orgs.values()
    return set(org.state)


# --- days and moments ---------------------------------------------------------------------------------------------------

dated = st.dates(datetime.date(1995, 1, 1), datetime.date(2040, 12, 31))


@given(dated, st.sampled_from(sorted(zones())))
@settings(max_examples=500, deadline=None)
def test_a_day_begins_at_its_first_moment_wherever_clocks_are_changed(date: datetime.date, zone: str):
    """Also where midnight is skipped or comes twice; a day that was skipped whole begins with the next."""
    day = date.isoformat()
    first = begins(day, zone)
    before = datetime.datetime.fromisoformat(first) - datetime.timedelta(seconds=1)
    assert day_of(first, zone) >= day
    assert day_of(before.strftime("%Y-%m-%dT%H:%M:%SZ"), zone) < day


@pytest.mark.parametrize(
    ("day", "zone", "moment"),
    [
        ("2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z"),  # the day that has 23 hours
        ("2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00Z"),
        ("2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z"),  # the day that has 25
        ("2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00Z"),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00Z"),  # midnight was skipped
        ("2026-11-01", "America/Havana", "2026-11-01T04:00:00Z"),  # midnight comes twice
        ("2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z"),  # the whole day was skipped
        ("2026-11-23", "Pacific/Kiritimati", "2026-11-22T10:00:00Z"),
        ("2026-11-23", "Etc/GMT+12", "2026-11-23T12:00:00Z"),
        ("2026-11-23", "UTC", "2026-11-23T00:00:00Z"),
    ],
)
def test_these_days_begin_at_these_moments(day: str, zone: str, moment: str):
    assert begins(day, zone) == moment
    assert day_of(moment, zone) >= day


def test_a_day_is_that_day_everywhere_and_nothing_is_no_day():
    assert day_of("2026-11-23", "Pacific/Kiritimati") == "2026-11-23"
    assert day_of("", "Pacific/Kiritimati") == ""


def test_the_first_and_the_last_day_there_are_have_moments_too():
    assert day_of("9999-12-31T23:00:00Z", "Pacific/Kiritimati") == "9999-12-31"
    assert day_of("0001-01-01T01:00:00Z", "Etc/GMT+12") == "0001-01-01"
    assert begins("0001-01-01", "Europe/Athens") == "0001-01-01T00:00:00Z"
    assert (days_later("9999-12-31", 1), days_later("2028-02-28", 1)) == ("", "2028-02-29")


# --- what is there ------------------------------------------------------------------------------------------------------

VISITOR = (
    GENOMICS + "timezone: %s\nmembers: {" + ADMINS + ", user-visitor: {starts: 2026-03-29, expires: 2026-10-25}}\n"
)
HERE = Address("dnanexus", "org-genomics", "member", ("user-visitor",))


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-10-25T22:59:59Z"),
        ("UTC", "2026-03-29T00:00:00Z", "2026-10-25T23:59:59Z"),
        ("Pacific/Kiritimati", "2026-03-28T10:00:00Z", "2026-10-25T09:59:59Z"),
        ("Etc/GMT+12", "2026-03-29T12:00:00Z", "2026-10-26T11:59:59Z"),
    ],
)
def test_whole_days_are_there_from_their_first_second_to_their_last(zone: str, first: str, last: str):
    """T107: both days are those on which clocks are changed in Berlin."""

    def second(at: str, seconds: int) -> str:
        moment = datetime.datetime.fromisoformat(at) + datetime.timedelta(seconds=seconds)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    manifest = VISITOR % zone
    there = {at: HERE in state_at(at, manifest) for at in (second(first, -1), first, last, second(last, 1))}
    assert list(there.values()) == [False, True, True, False]


def test_without_a_moment_no_date_counts():
    assert HERE in state_at("", VISITOR % "UTC")


def test_every_kind_that_gives_somebody_something_may_begin_and_end_on_every_platform():
    every = {kind for kind, shape in kinds().items() if issubclass(shape.spec, Dated)}
    giving = {kind for kind, shape in kinds().items() if shape.spec.person or shape.spec.place or shape.spec.grants}
    assert every == giving | {"experience"}
    for platform in map(load, platform_names()):
        fields = {f"{kind}.{name}" for kind in every for name in Dated.model_fields} | {"org.timezone"}
        assert not fields & platform.absent.keys()


@pytest.mark.parametrize(
    "zone", ["Europe/Berln", "", "../etc/passwd", "right/Europe/Berlin", "localtime", "europe/berlin"]
)
def test_a_zone_nobody_knows_is_refused(zone: str):
    reading = read_texts([("org.yaml", GENOMICS + f"timezone: '{zone}'\nmembers: {{{ADMINS}}}\n")], at="2026-11-23")
    assert [problem.code for problem in reading.problems] == ["unknown-timezone"]


@pytest.mark.parametrize(
    "day", ["2027-01-31T12:00:00Z", "20270131", "2027-1-31", "2027-02-29", "31.01.2027", "10000-01-01"]
)
def test_a_last_day_is_a_date_and_nothing_else(day: str):
    members = f"members: {{{ADMINS}, user-visitor: {{expires: '{day}'}}}}\n"
    assert [p.code for p in read_texts([("org.yaml", GENOMICS + members)], at="2026-11-23").problems] == ["wrong-type"]


def test_one_day_is_long_enough():
    members = f"members: {{{ADMINS}, user-visitor: {{starts: 2026-11-23, expires: 2026-11-23}}}}\n"
    assert [HERE in state_at(f"2026-11-{day}", GENOMICS + members) for day in (22, 23, 24)] == [False, True, False]


days = st.integers(0, 6).map(lambda n: f"2026-11-{20 + n}")


@st.composite
def spans(draw: st.DrawFn) -> dict[str, str]:
    """Dates of one entry, the first not after the last."""
    first, last = sorted((draw(days), draw(days)))
    chosen = draw(st.sampled_from(["", "starts", "expires", "both"]))
    return {name: day for name, day in (("starts", first), ("expires", last)) if chosen in (name, "both")}


def people(name: str) -> st.SearchStrategy[dict[str, dict[str, str]]]:
    return st.dictionaries(st.sampled_from([f"{who}@{name}.example" for who in "abcd"]), spans(), max_size=4)


def by_hand(members: dict, places: dict, grants: dict, today: str) -> tuple[dict, dict, dict]:
    """The same without what is not there on a day."""

    def there(entry: dict[str, str]) -> bool:
        return entry.get("starts", "") <= today <= entry.get("expires", "9999")

    here = {name: entry for name, entry in members.items() if there(entry)}
    return (here, *({n: e for n, e in some.items() if there(e) and n in here} for some in (places, grants)))


def vision(members: dict, places: dict, grants: dict) -> str:
    admins = {"x@lab.example": {"role": "internal_admin"}, "y@lab.example": {"role": "internal_admin"}}
    body = {"org": "vision", "platform": "encord", "members": {**admins, **members}}
    body |= {"groups": {"G": {"members": places}}, "projects": {"P": {"access": {"x@lab.example": "admin", **grants}}}}
    return json.dumps(body)


@given(people("lab"), people("lab"), people("lab"), days)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_plan_of_a_day_is_the_plan_of_manifests_written_out_by_hand_for_that_day(members, places, grants, today):
    places, grants = ({n: e for n, e in some.items() if n in members} for some in (places, grants))
    store = MemoryStore(LINEAGE)
    everything = read_texts([("org.yaml", vision(members, places, grants))]).sound()
    done(
        store,
        make_plan(everything, store, header("2026-11-01T09:00:00Z")),
        Attempt("robot", "2026-11-01T09:00:00Z", "r"),
    )
    written = vision(*by_hand(members, places, grants, today))

    def changes(manifest: str, at: str) -> list[tuple[object, ...]]:
        made, problems = planned(read_texts([("org.yaml", manifest)], at=at).sound(), store, header(today), policy)
        assert not problems
        return [(c.address, c.before, c.after, c.mode) for c in made.changes]

    policy = Policy()
    assert changes(vision(members, places, grants), today) == changes(written, "")


# --- between plan and apply ---------------------------------------------------------------------------------------------

LAB = GENOMICS + "members: {" + ADMINS + ", user-visitor: {expires: 2026-11-24}%s}\n"


def applied(plan: Plan, store: MemoryStore, at: str):
    (result,) = apply(plan, store, Attempt("robot", at, f"run-{at}"))
    return result


def test_a_plan_is_stale_once_a_last_day_that_it_counts_on_is_over():
    """T108."""
    store = MemoryStore(LINEAGE)
    plan = planned_at(store, "2026-11-23T09:00:00Z", LAB % "")
    assert plan.orgs[0].turns == "2026-11-25T00:00:00Z"
    late = applied(plan, store, "2026-11-25T00:00:00Z")
    assert (late.outcome, late.error.exit_code) == (Outcome.REFUSED, 12)
    assert "passed at 2026-11-25T00:00:00Z" in late.error.message
    assert not store.heads()
    in_time = applied(plan, store, "2026-11-24T23:59:59Z")
    assert in_time.outcome is Outcome.DONE
    assert applied(plan, store, "2026-11-26T09:00:00Z").outcome is Outcome.ALREADY  # saying so needs no date


def test_a_last_day_of_somebody_the_plan_does_not_touch_is_nothing_to_it():
    store = MemoryStore(LINEAGE)
    done(store, planned_at(store, "2026-11-23T09:00:00Z", LAB % ""))
    plan = planned_at(store, "2026-11-23T10:00:00Z", LAB % ", user-new: ")
    assert plan.orgs[0].turns == ""
    assert applied(plan, store, "2026-11-26T09:00:00Z").outcome is Outcome.DONE


def test_a_plan_that_removes_somebody_who_is_to_start_is_stale_on_the_first_day():
    store = MemoryStore(LINEAGE)
    done(store, planned_at(store, "2026-11-23T09:00:00Z", LAB % ", user-new: "))
    plan = planned_at(store, "2026-11-23T10:00:00Z", LAB % ", user-new: {starts: 2026-11-25}")
    assert [(c.address.key, c.cause) for c in plan.changes] == [(("user-new",), Cause.REQUESTED)]
    assert applied(plan, store, "2026-11-25T00:00:00Z").outcome is Outcome.REFUSED


def test_what_hangs_on_somebody_turns_with_them_and_with_the_day_they_depart():
    manifest = (
        "org: vision\nplatform: encord\ntimezone: Asia/Tokyo\n"
        "members: {a@lab.example: {role: internal_admin}, b@lab.example: , c@lab.example: {expires: 2026-11-28}}\n"
        "groups: {G: {members: {b@lab.example: {expires: 2026-11-30}, c@lab.example: }}}\n"
    )
    persons = "people: {b@lab.example: {departed: 2026-11-26}}\n"
    reading = read_texts([("a.yaml", manifest), ("b.yaml", persons)], at="2026-11-23T09:00:00Z")
    turns = reading.sound().orgs["encord/vision"].presence.turns
    assert {str(address.path): turn for address, turn in turns.items()} == {
        "member/b@lab.example": "2026-11-26T15:00:00Z",
        "member/c@lab.example": "2026-11-28T15:00:00Z",
        "membership/g/b@lab.example": "2026-11-26T15:00:00Z",
        "membership/g/c@lab.example": "2026-11-28T15:00:00Z",
    }


def test_a_turn_survives_a_plan_file():
    plan = planned_at(MemoryStore(LINEAGE), "2026-11-23T09:00:00Z", LAB % "")
    assert loads(dumps(plan).encode()) == plan
    assert document(plan)["orgs"][0]["turns"] == "2026-11-25T00:00:00Z"


# --- previews -----------------------------------------------------------------------------------------------------------


def test_a_preview_is_shown_saved_and_never_applied():
    store = MemoryStore(LINEAGE)
    done(store, planned_at(store, "2026-11-23T09:00:00Z", LAB % ""))
    plan = loads(dumps(planned_at(store, "2026-11-25", LAB % "", made="2026-11-23T10:00:00Z")).encode())
    assert [(c.address.key, c.cause, c.after) for c in plan.changes] == [(("user-visitor",), Cause.SCHEDULED, None)]
    said = "A preview of 2026-11-25: it cannot be applied."
    for lines in (
        text.plan_lines(plan, "name"),
        markdown.plan_lines(plan, "name"),
        comment.plan_comment(plan, "name"),
        html.lines(plan, "name", []),
    ):
        shown = "\n".join(lines)
        assert said in shown
        assert "good until" not in shown
    for at in ("2026-11-23T10:00:00Z", "2026-11-25T10:00:00Z"):
        with pytest.raises(Stale, match="preview of 2026-11-25") as caught:
            list(apply(plan, store, Attempt("robot", at, "r2")))
        assert caught.value.exit_code == 12


def test_on_its_day_a_preview_has_the_name_of_the_plan_that_can_be_applied():
    store = MemoryStore(LINEAGE)
    done(store, planned_at(store, "2026-11-23T09:00:00Z", LAB % ""))
    preview = planned_at(store, "2026-11-25", LAB % "", made="2026-11-23T10:00:00Z")
    real = planned_at(store, "2026-11-25T04:00:00Z", LAB % "")
    assert plan_name(preview) == plan_name(real)
    assert applied(real, store, "2026-11-25T04:01:00Z").outcome is Outcome.DONE


def test_allowances_of_a_preview_are_those_of_its_day():
    store = MemoryStore(LINEAGE)
    batch = GENOMICS + "members: {" + ADMINS + "".join(f", user-{n}: {{expires: 2026-11-24}}" for n in range(3)) + "}\n"
    allow = "allow: [{org: org-genomics, guard: people-removed, up_to: 3, reason: x, until: 2026-11-25}]\n"
    done(store, planned_at(store, "2026-11-23T09:00:00Z", batch))
    on_the_day, after = (
        planned_at(store, day, batch, allow, made="2026-11-23T10:00:00Z") for day in ("2026-11-25", "2026-11-26")
    )
    assert (len(on_the_day.refusals), len(after.refusals)) == (0, 1)


def test_a_preview_of_what_is_no_day_is_no_plan_file():
    plan = planned_at(MemoryStore(LINEAGE), "2026-11-23", LAB % "", made="2026-11-23T09:00:00Z")
    forged = replace(plan, header=replace(plan.header, planned_for="<b>today</b>"))
    with pytest.raises(IntegrityFailure):
        loads(dumps(forged).encode())


# --- the calendar -------------------------------------------------------------------------------------------------------

EVERYTHING = {
    "lab.yaml": (
        "org: brainlab\nplatform: webknossos\nplan: {paid_until: 2026-12-31}\n"
        "members:\n  ada@lab.example: {role: admin}\n  grace@lab.example: {role: admin}\n"
        "  emmy@lab.example: {starts: 2026-12-01, expires: 2027-02-28, experience: {nuclei: {level: 3, expires: 2027-01-31}}}\n"
        "teams: {Segmentation: {members: {emmy@lab.example: {expires: 2026-11-23}}}}\n"
    ),
    "vision.yaml": (
        "org: vision\nplatform: encord\nmembers: {ada@lab.example: {role: internal_admin}, lin@lab.example: }\n"
        "projects: {cells: {access: {ada@lab.example: {level: admin, expires: 2026-12-24}}}}\n"
    ),
    "people.yaml": "people: {lin@lab.example: {also: [user-lin], departed: 2026-12-15}, zoe@lab.example: {departed: 2020-01-01}}\n",
    "allow.yaml": "allow: [{org: vision, guard: people-removed, up_to: 9, reason: batch; ends, until: 2026-12-05}]\n",
}


def everything():
    return read_texts(EVERYTHING.items(), at="2026-11-23T09:00:00Z").sound()


def test_the_calendar_has_every_date_on_the_day_that_is_written():
    found = occasions(everything(), "2026-11-23", 90)
    assert [(o.day, o.what, o.org, o.subject) for o in found] == [
        ("2026-11-23", LAST, "webknossos/brainlab", "place in a team Segmentation / emmy@lab.example"),
        ("2026-12-01", FIRST, "webknossos/brainlab", "user emmy@lab.example"),
        ("2026-12-05", LAST, "encord/vision", "allowance people-removed, up to 9: batch; ends"),
        ("2026-12-15", LAST, "", "lin@lab.example, everywhere"),
        ("2026-12-24", LAST, "encord/vision", "project role cells / ada@lab.example"),
        ("2026-12-31", LAST, "webknossos/brainlab", "the plan, as paid"),
        ("2027-01-31", LAST, "webknossos/brainlab", "experience emmy@lab.example / nuclei"),
    ]
    assert [o.source.file for o in found if o.source.line] == [o.source.file for o in found if o.org]


def test_the_calendar_of_some_days_and_of_one_org():
    assert [o.day for o in occasions(everything(), "2026-12-01", 1)] == ["2026-12-01"]
    assert occasions(everything(), "2026-11-24", 7) == []
    found = occasions(everything(), "2020-01-01", 9999, ["encord/vision"])
    assert [o.day for o in found] == ["2026-12-05", "2026-12-15", "2026-12-24"]
    assert len(occasions(everything(), "9999-12-31", 90)) == 0


def test_an_event_keeps_its_name_when_its_day_is_moved():
    moved = {name: written.replace("2026-12-24", "2026-12-20") for name, written in EVERYTHING.items()}
    later = read_texts(moved.items(), at="2026-11-23T09:00:00Z").sound()
    names = [{o.uid for o in occasions(desired, "2026-11-23", 90)} for desired in (everything(), later)]
    assert names[0] == names[1]
    assert len(names[0]) == len(occasions(everything(), "2026-11-23", 90))


def test_a_calendar_program_reads_what_is_written():
    found = occasions(everything(), "2026-11-23", 90)
    lines = list(ical.lines(found, "2026-11-23T09:00:00Z", "0.1.0"))
    assert all(line.endswith("\r") and len(line.rstrip("\r").encode()) <= 75 for line in lines)
    read = icalendar.Calendar.from_ical("\n".join(lines) + "\n")
    assert [(component.name, component.errors) for component in read.walk() if component.errors] == []
    events = list(read.walk("VEVENT"))
    assert [str(event["UID"]) for event in events] == [o.uid for o in found]
    assert [event["DTSTART"].dt.isoformat() for event in events] == [o.day for o in found]
    assert {event["DTSTAMP"].dt for event in events} == {datetime.datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("UTC"))}
    assert str(events[2]["SUMMARY"]) == "last day: allowance people-removed, up to 9: batch; ends (encord/vision)"
    assert str(events[2]["DESCRIPTION"]) == str(found[2].source)


@given(st.text(min_size=1, max_size=200))
@settings(max_examples=300, deadline=None)
def test_nothing_somebody_wrote_begins_another_event(subject: str):
    one = Occasion("2026-12-31", LAST, "encord/vision", subject, source=Source("a.yaml", 1, 1))
    lines = list(ical.lines([one], "2026-11-23T09:00:00Z", "0.1.0"))
    assert all("\n" not in line and len(line.rstrip("\r").encode()) <= 75 for line in lines)
    (event,) = icalendar.Calendar.from_ical("\n".join(lines) + "\n").walk("VEVENT")
    assert set(event) == {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "TRANSP"}
    assert str(event["SUMMARY"]).endswith(" (encord/vision)")

"""The weeks of ``examples/weeks``, told through the library: what each day's plan changes, and what becomes of it.

The same weeks as ``docs/weeks.md`` tells on the command line; ``test_docs`` holds that transcript to what is printed. A
week is one entry of :data:`WEEKS`: whoever adds a platform adds five folders, a night and its days here.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import reconciler as r
from reconciler.accepting import accept_drift
from reconciler.canonical import Attrs
from reconciler.fold import fold
from reconciler.integrity import StateDiffers
from reconciler.model import Action, Outcome
from reconciler.stores.base import Store
from reconciler.stores.sql import open_store
from reconciler.vocabulary import platform_names

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "examples" / "weeks"
DATES = {
    "mon": "2026-11-16",
    "tue": "2026-11-17",
    "wed": "2026-11-18",
    "thu": "2026-11-19",
    "fri": "2026-11-20",
}
SIGNS = {Action.CREATE: "+", Action.UPDATE: "~", Action.DELETE: "-"}


@dataclass(frozen=True)
class Day:
    """What one day's manifests change, in the order it is done, and which guards or problems stand in the way."""

    changes: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()
    asks: str = ""


@dataclass(frozen=True)
class Week:
    """One org's five days, and who asks for them.

    ``night`` is what a hand does to the store before Friday (a path, and a value in the row there), ``undone`` the sign
    of what Friday's plan does about it.
    """

    org: str
    asks: str
    created: int
    days: dict[str, Day]
    night: tuple[str, str, str]
    undone: str


WEEKS = {
    "webknossos": Week(
        "webknossos/tidepool",
        "nora@tidepool.example",
        22,
        {
            "tue": Day(
                (
                    "+ member/ivo@tidepool.example",
                    "+ member/runa@tidepool.example",
                    "+ experience/ivo@tidepool.example/nuclei",
                    "+ membership/proofreading/milo@tidepool.example",
                    "+ membership/segmentation/ivo@tidepool.example",
                    "+ membership/segmentation/runa@tidepool.example",
                    "- membership/segmentation/milo@tidepool.example",
                ),
                warned=("not-permitted",),
                asks="yara@tidepool.example",
            ),
            "wed": Day(
                (
                    "- membership/proofreading/tess@tidepool.example",
                    "~ member/tess@tidepool.example",
                    "~ member/yara@tidepool.example",
                    "~ membership/proofreading/milo@tidepool.example",
                )
            ),
            "thu": Day(
                (
                    "~ member/elias@tidepool.example",
                    "~ member/nora@tidepool.example",
                    "~ member/yara@tidepool.example",
                ),
                refused=("last-admin",),
            ),
            "fri": Day(("~ experience/ivo@tidepool.example/nuclei",)),
        },
        night=("member/milo@tidepool.example", "role", "admin"),
        undone="~",
    ),
    "encord": Week(
        "encord/nightwatch",
        "cora@nightwatch.example",
        23,
        {
            "tue": Day(
                (
                    "+ member/labeler-3@crew.example",
                    "+ membership/labelers/labeler-3@crew.example",
                    "+ membership/reviewers/bo@nightwatch.example",
                    "- membership/labelers/bo@nightwatch.example",
                )
            ),
            "wed": Day(
                (
                    "~ member/dee@nightwatch.example",
                    "+ project_grant/night%20drive/dee@nightwatch.example",
                    "- project_grant/night%20drive/ana@nightwatch.example",
                    "- member/ana@nightwatch.example",
                )
            ),
            "thu": Day(("~ member/hugo@nightwatch.example",), refused=("support",), warned=("not-permitted",)),
            "fri": Day(("+ tag/winter", "+ project_tag/night%20drive/winter")),
        },
        night=("project_grant/night%20drive/hugo@nightwatch.example", "level", "admin"),
        undone="-",
    ),
    "dnanexus": Week(
        "dnanexus/org-fieldnotes",
        "user-hana",
        16,
        {
            "tue": Day(
                (
                    "+ member/user-ines",
                    "~ member/user-nils",
                    "~ project_grant/soil%20survey/user-nils",
                )
            ),
            "wed": Day(("~ member/user-ruth", "- member/user-sami")),
            "thu": Day(problems=("fixed-value",)),
            "fri": Day(("+ restriction/raw%20reads/copy",)),
        },
        night=("project_grant/raw%20reads/everyone", "level", "VIEW"),
        undone="-",
    ),
    "innotescus": Week(
        "innotescus/kerbside",
        "marta@kerbside.example",
        11,
        {
            "tue": Day(
                (
                    "+ member/lou@kerbside.example",
                    "+ assignment/lou@kerbside.example/ramps",
                    "+ assignment/tim@kerbside.example/signs",
                    "- assignment/tim@kerbside.example/ramps",
                )
            ),
            "wed": Day(
                (
                    "- assignment/tim@kerbside.example/signs",
                    "- member/tim@kerbside.example",
                    "~ member/fay@kerbside.example",
                    "+ assignment/fay@kerbside.example/signs",
                )
            ),
            "thu": Day(
                ("~ member/marta@kerbside.example", "~ member/otis@kerbside.example"),
                refused=("support",),
                warned=("not-permitted",),
            ),
            "fri": Day(("+ assignment/lou@kerbside.example/signs",)),
        },
        night=("member/fay@kerbside.example", "role", "admin"),
        undone="~",
    ),
}


# --- telling a week ---------------------------------------------------------------------------------------------------

Hand = Callable[[str], None]


@pytest.fixture(params=["memory", "sqlite"])
def kept(request: pytest.FixtureRequest) -> Iterator[tuple[Store, Hand]]:
    """An empty store, and a hand that changes its rows in the night of a platform's week, past every plan."""
    if request.param == "memory":
        memory = r.MemoryStore("weeks")
        yield memory, lambda platform: night_in(memory, WEEKS[platform])
        return
    url: str = request.getfixturevalue("sqlite_url")
    store = open_store(url)
    yield store, lambda platform: night_of_sql(Path(url.removeprefix("sqlite:///")), platform)
    store.close()


def night_in(store: r.MemoryStore, week: Week) -> None:
    """What ``night.sql`` does, in a store without SQL."""
    path, name, value = week.night
    record = store._orgs[week.org]
    address = r.Address.parse(f"{week.org}/{path}")
    row = record.state.get(address)
    attrs: Attrs = {**(row.attrs if row else {}), name: value}
    rows = {**record.state.resources, address: r.Resource(address, attrs, row.name if row else ())}
    store._orgs[week.org] = replace(record, state=r.State(rows))


def night_of_sql(file: Path, platform: str) -> None:
    connection = sqlite3.connect(file)
    connection.executescript((FOLDER / platform / "night.sql").read_text(encoding="utf-8"))
    connection.close()


def planned(platform: str, day: str, store: Store, policy: r.Policy = r.Policy()) -> r.Plan:  # noqa: B008 - frozen
    """The plan of one day. Raises ManifestInvalid for a day whose manifests are wrong."""
    date, week = DATES[day], WEEKS[platform]
    told = week.days.get(day, Day())
    header = r.Header(
        lineage=store.lineage,
        created=f"{date}T09:00:00Z",
        expires=f"{date}T18:00:00Z",
        actor="robot@ops.example",
        tool="test",
        asked_by=told.asks or week.asks,
    )
    reading = r.read_manifests([FOLDER / platform / day], at=date)
    return r.make_plan(reading.sound(), store, header, policy)


def applied(plan: r.Plan, store: Store) -> list[Outcome]:
    number = sum(len(store.runs(org.org)) for org in plan.orgs)
    attempt = r.Attempt("robot@ops.example", plan.header.created, f"run {number} of {plan.header.created}")
    return [result.outcome for result in r.apply(plan, store, attempt)]


def answered_for(week: Week, store: Store) -> None:
    """Somebody puts what a hand did into the log, in their own name."""
    header = r.Header(
        store.lineage, f"{DATES['fri']}T08:00:00Z", f"{DATES['fri']}T08:00:00Z", "robot@ops.example", "test"
    )
    attempt = r.Attempt("robot@ops.example", header.created, "answering", approvers=(week.asks,))
    assert accept_drift(store, week.org, header, attempt, "looked into").changes


def changes(plan: r.Plan) -> tuple[str, ...]:
    return tuple(f"{SIGNS[change.action]} {change.address.path}" for org in plan.orgs for change in org.changes)


def guards(plan: r.Plan, *, refusing: bool) -> tuple[str, ...]:
    return tuple(result.guard for org in plan.orgs for result in org.guards if result.refuses is refusing)


def lived(platform: str, store: Store, *days: str) -> None:
    """The days before the one a test is about, each applied."""
    for day in days:
        assert applied(planned(platform, day, store), store) == [Outcome.DONE]


# --- the days ---------------------------------------------------------------------------------------------------------


def test_every_platform_has_a_week_of_five_days_and_a_night():
    assert set(WEEKS) == {path.name for path in FOLDER.iterdir()} == set(platform_names())
    for platform in WEEKS:
        assert {path.name for path in (FOLDER / platform).iterdir()} == {*DATES, "night.sql"}


@pytest.mark.parametrize("platform", WEEKS)
def test_on_monday_everything_is_new_and_on_monday_evening_nothing_is_left_to_do(platform, kept):
    store, _ = kept
    plan = planned(platform, "mon", store)
    assert {sign[0] for sign in changes(plan)} == {"+"}
    assert len(changes(plan)) == WEEKS[platform].created
    assert guards(plan, refusing=True) == guards(plan, refusing=False) == ()
    assert applied(plan, store) == [Outcome.DONE]
    assert planned(platform, "mon", store).empty


@pytest.mark.parametrize("day", ["tue", "wed"])
@pytest.mark.parametrize("platform", WEEKS)
def test_people_join_move_leave_and_are_promoted_and_nothing_else_changes(platform, day, kept):
    store, _ = kept
    lived(platform, store, *list(DATES)[: list(DATES).index(day)])
    plan, told = planned(platform, day, store), WEEKS[platform].days[day]
    assert changes(plan) == told.changes
    assert guards(plan, refusing=True) == ()
    assert guards(plan, refusing=False) == told.warned
    assert applied(plan, store) == [Outcome.DONE]
    assert planned(platform, day, store).empty


@pytest.mark.parametrize("platform", [name for name, week in WEEKS.items() if week.days["thu"].refused])
def test_what_is_asked_for_on_thursday_is_shown_whole_refused_and_changes_nothing(platform, kept):
    store, _ = kept
    lived(platform, store, "mon", "tue", "wed")
    week = WEEKS[platform]
    before = store.state(week.org).digest, list(store.audit())
    plan = planned(platform, "thu", store)
    assert changes(plan) == week.days["thu"].changes
    assert guards(plan, refusing=True) == week.days["thu"].refused
    assert guards(plan, refusing=False) == week.days["thu"].warned
    assert applied(plan, store) == [Outcome.REFUSED]
    assert (store.state(week.org).digest, list(store.audit())) == before
    assert planned(platform, "wed", store).empty


@pytest.mark.parametrize("platform", [name for name, week in WEEKS.items() if week.days["thu"].problems])
def test_what_is_wrong_on_thursday_is_found_before_any_store_is_asked(platform):
    reading = r.read_manifests([FOLDER / platform / "thu"])
    assert tuple(problem.code for problem in reading.problems) == WEEKS[platform].days["thu"].problems
    assert r.read_manifests([FOLDER / platform / "wed"]).problems == ()


@pytest.mark.parametrize("platform", WEEKS)
def test_fridays_plan_undoes_what_somebody_answers_for_and_makes_fridays_own_change_t154(platform, kept):
    store, hand = kept
    lived(platform, store, "mon", "tue", "wed")
    week = WEEKS[platform]
    assert changes(planned(platform, "fri", store)) == week.days["fri"].changes
    hand(platform)
    with pytest.raises(StateDiffers) as refused:
        planned(platform, "fri", store)
    assert [str(change.address) for change in refused.value.changes] == [f"{week.org}/{week.night[0]}"]
    answered_for(week, store)
    plan = planned(platform, "fri", store)
    assert set(changes(plan)) == {*week.days["fri"].changes, f"{week.undone} {week.night[0]}"}
    assert len(changes(plan)) == len(week.days["fri"].changes) + 1
    assert guards(plan, refusing=True) == ()
    assert applied(plan, store) == [Outcome.DONE]
    assert planned(platform, "fri", store).empty
    assert fold(store.audit(r.AuditQuery(org=week.org))).digest == store.state(week.org).digest


@pytest.mark.parametrize("platform", WEEKS)
def test_a_plan_made_before_the_night_does_what_was_reviewed_once_somebody_answers_for_the_hand_t154(platform, kept):
    store, hand = kept
    lived(platform, store, "mon", "tue", "wed")
    week = WEEKS[platform]
    reviewed = planned(platform, "fri", store)
    hand(platform)
    assert applied(reviewed, store) == [Outcome.REFUSED]
    answered_for(week, store)
    assert applied(reviewed, store) == [Outcome.DONE]
    assert changes(planned(platform, "fri", store)) == (f"{week.undone} {week.night[0]}",)


def test_a_team_manager_may_not_fill_the_team_of_another_where_askers_are_enforced(kept):
    store, _ = kept
    lived("webknossos", store, "mon")
    strict = r.Policy(enforce_asker=True)
    assert guards(planned("webknossos", "tue", store, strict), refusing=True) == ("not-permitted",)


def test_after_tuesday_there_is_no_seat_for_a_fourth_annotator():
    tuesday = (FOLDER / "innotescus" / "tue" / "org.yaml").read_text(encoding="utf-8")
    one_more = tuesday.replace("projects:\n", "  kim@kerbside.example:\nprojects:\n")
    assert one_more != tuesday
    assert [problem.code for problem in r.read_texts([("org.yaml", tuesday)]).problems] == []
    assert [problem.code for problem in r.read_texts([("org.yaml", one_more)]).problems] == ["no-seat"]


# --- the transcript ---------------------------------------------------------------------------------------------------


def test_the_transcript_tells_every_day_of_every_week_in_order_and_every_night():
    text = (ROOT / "docs" / "weeks.md").read_text(encoding="utf-8")
    told = re.findall(r"^\$ reconciler (?:plan|apply) examples/weeks/(\w+)/(\w+)", text, re.MULTILINE)
    assert list(dict.fromkeys(told)) == [(platform, day) for platform in WEEKS for day in DATES]
    assert all(f"weeks/{platform}/night.sql" in text for platform in WEEKS)


@pytest.mark.parametrize("platform", WEEKS)
def test_the_pull_request_of_a_day_is_a_handful_of_lines(platform):
    lines = {day: (FOLDER / platform / day / "org.yaml").read_text(encoding="utf-8").splitlines() for day in DATES}
    for before, after in (("mon", "tue"), ("tue", "wed"), ("wed", "thu"), ("wed", "fri")):
        changed = set(lines[before]) ^ set(lines[after])
        assert 1 <= len(changed) <= 8, f"{platform} {after}"

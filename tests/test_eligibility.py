"""Who may be given tasks: every condition by itself, and all of them against a naive count."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reconciler.eligibility import Work, asked_for, verdicts, work_of
from reconciler.model import Address, Resource, State
from reconciler.reader import read_texts

LAB = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin, experience: {nuclei: 10, mitochondria: 7}}
  rookie@lab.example: {experience: {nuclei: 1}}
  kim@lab.example: {experience: {nuclei: 0}}
  never@lab.example: {}
  gone@lab.example: {active: false, experience: {nuclei: 10, mitochondria: 7}}
teams:
  Seg: {members: [ada@lab.example, rookie@lab.example, kim@lab.example, never@lab.example, gone@lab.example]}
  Syn: {members: [rookie@lab.example]}
task_types:
  dense: {team: Seg, requires: {nuclei: 5}}
  easy: {team: Seg, requires: {nuclei: 0}}
  both: {team: Seg, requires: {nuclei: 1, mitochondria: 1}}
  open: {}
projects:
  cortex: {team: Syn, requires: {nuclei: 1}}
  asleep: {team: Seg, paused: true}
"""


def state_of(text: str) -> State:
    (org,) = read_texts([("org.yaml", text)], at="2026-11-23").sound().orgs.values()
    return org.state


def work(*paths: str) -> Work:
    return work_of([Address.parse(f"webknossos/lab/{path}") for path in paths], state_of(LAB))


def eligible(*paths: str) -> set[str]:
    away = {"gone@lab.example": "is deactivated"}
    return {v.person.partition("@")[0] for v in verdicts(work(*paths), state_of(LAB), away) if v.eligible}


def reasons(person: str, *paths: str) -> tuple[str, ...]:
    away = {"gone@lab.example": "is deactivated"}
    return next(v.reasons for v in verdicts(work(*paths), state_of(LAB), away) if v.person == f"{person}@lab.example")


def test_tasks_go_to_those_with_the_experience_they_ask_for():
    """S1-32, S1-36, S1-37, W29: nuclei 10 may, the rookie with nuclei 1 may not."""
    assert eligible("task_type/dense") == {"ada"}
    assert reasons("rookie", "task_type/dense") == ("nuclei 1, needs 5",)


def test_a_missing_domain_is_not_zero():
    """S1-38, W29: level 0 is enough where 0 is asked for; never having worked on it is not."""
    assert eligible("task_type/easy") == {"ada", "rookie", "kim"}
    assert reasons("never", "task_type/easy") == ("has never worked on nuclei",)


def test_every_domain_is_needed_and_not_one_of_them():
    """W29: all that a task type requires."""
    assert eligible("task_type/both") == {"ada"}
    assert reasons("rookie", "task_type/both") == ("has never worked on mitochondria",)


def test_whoever_is_not_in_the_team_gets_no_tasks_of_it_not_even_an_admin():
    """W29, W33: an admin reaches all teams, and is given tasks of those they are in."""
    assert eligible("project/cortex") == {"rookie"}
    assert reasons("ada", "project/cortex") == ("not in team Syn",)


def test_a_task_type_in_a_project_asks_for_both_teams_and_the_higher_level():
    """S1-39, W29: the task type's and the project's."""
    assert eligible("task_type/easy", "project/cortex") == {"rookie"}
    assert work("task_type/dense", "project/cortex") == work("project/cortex", "task_type/dense")
    assert work("task_type/dense", "project/cortex").requires == {"nuclei": 5}


def test_nobody_is_given_tasks_of_a_paused_project():
    """W29: project not paused."""
    assert eligible("project/asleep") == set()
    assert reasons("ada", "project/asleep") == ("asleep is paused",)


def test_whoever_is_not_in_is_not_eligible_whatever_they_know():
    """S1-16, S1-18, W29: deactivated, with all the experience; every reason is given."""
    assert reasons("gone", "task_type/dense") == ("is deactivated",)
    assert reasons("gone", "project/cortex") == ("is deactivated", "not in team Syn")


def test_work_that_asks_for_nothing_takes_everybody_who_is_in():
    assert eligible("task_type/open") == {"ada", "rookie", "kim", "never"}
    assert asked_for(work("task_type/open")) == []
    assert asked_for(work("task_type/dense", "project/asleep")) == [
        "nuclei 5 or more",
        "a place in Seg",
        "that asleep goes on",
    ]


LEVELS = st.dictionaries(st.sampled_from(["nuclei", "axons", "spines"]), st.integers(0, 3))


@given(st.dictionaries(st.sampled_from("abcd"), LEVELS), LEVELS, st.sets(st.sampled_from("abcd")), st.booleans())
def test_eligibility_is_what_a_naive_count_says(people, requires, team, paused):
    """W29, S1-38: in the team, every domain there and at least at its level, not paused."""
    home = Address("webknossos", "lab", "org")
    rows = [Resource(home, {}), Resource(home._replace(kind="team", key=("t",)), {})]
    rows += [Resource(home._replace(kind="member", key=(who,)), {}) for who in people]
    rows += [Resource(home._replace(kind="membership", key=("t", who)), {}) for who in team & people.keys()]
    for who, known in people.items():
        rows += [Resource(home._replace(kind="experience", key=(who, d)), {"level": n}) for d, n in known.items()]
    project = home._replace(kind="project", key=("p",))
    rows.append(Resource(project, {"team": "t", "requires": requires, "paused": paused}))
    state = State.of(rows)
    found = {v.person for v in verdicts(work_of([project], state), state, {}) if v.eligible}
    assert found == {
        who
        for who, known in people.items()
        if not paused and who in team and all(d in known and known[d] >= n for d, n in requires.items())
    }

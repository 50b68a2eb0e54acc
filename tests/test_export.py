"""Export: what is stored as manifests, such that a plan of them is empty, however odd the names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.applier import Attempt, apply
from reconciler.desired import Desired
from reconciler.export import Export, export_org
from reconciler.keep import ADOPTED, MANAGES
from reconciler.model import Address, Head, Header, Resource, State
from reconciler.planner import Actual, plan
from reconciler.reader import read_texts
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan
from reconciler.text import NameRefused, forbidden_character, identity_key

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-23T09:00:00Z"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "ada", "reconciler 0.1.0")


def stored(*texts: str, org: str) -> State:
    """What a store holds after each of *texts* was applied."""
    store = MemoryStore(LINEAGE)
    for number, text in enumerate(texts):
        made = make_plan(read_texts([("f.yaml", text)]).sound(), store, HEADER)
        for result in apply(made, store, Attempt("ada", AT, f"run-{number}")):
            assert result.error is None, result.error
    return store.state(org)


def changes_of(org: str, state: State, text: str) -> list[str]:
    """What a plan of *text* against *state* would do."""
    desired = read_texts([("exported.yaml", text)]).sound()
    assert list(desired.orgs) == [org]
    made, problems = plan(desired, {org: Actual(Head(org, 1, state.digest), state)}, HEADER)
    assert problems == []
    return [str(change) for change in made.changes]


def holds_law_3(org: str, state: State) -> Export:
    made = export_org(org, state)
    assert changes_of(org, state, made.text) == [], made.text
    return made


LAB = """\
org: lab
platform: webknossos
name: The Lab
owner: ada@lab.example
members:
  Ada@Lab.Example: {name: Ada Lovelace, role: admin, experience: {nuclei: 10, axons: 0}}
  bob@lab.example: {role: member, experience: {}}
  cyd@lab.example: {role: dataset_manager, active: false}
teams:
  Seg:
    description: "Dense: segmentation"
    members: {ada@lab.example: team_manager, bob@lab.example: }
  Empty: {members: {}}
  Bare:
"""


def test_an_org_is_written_like_this():
    state = stored(LAB, org="webknossos/lab")
    assert (
        holds_law_3("webknossos/lab", state).text
        == """\
org: lab
platform: webknossos
name: "The Lab"
owner: ada@lab.example
members:
  Ada@Lab.Example:
    name: "Ada Lovelace"
    role: admin
    experience:
      axons: 0
      nuclei: 10
  bob@lab.example:
    experience: {}
  cyd@lab.example:
    role: dataset_manager
    active: false
teams:
  Bare:
  Empty:
    members: {}
  Seg:
    description: "Dense: segmentation"
    members:
      ada@lab.example: team_manager
      bob@lab.example:
"""
    )


def test_an_export_of_the_same_state_is_the_same_bytes_whatever_order_it_came_in():
    state = stored(LAB, org="webknossos/lab")
    backwards = State(dict(reversed(list(state.resources.items()))))
    assert export_org("webknossos/lab", backwards) == export_org("webknossos/lab", state)


def test_an_export_of_an_export_is_the_same_text():
    first = export_org("webknossos/lab", stored(LAB, org="webknossos/lab")).text
    assert export_org("webknossos/lab", stored(first, org="webknossos/lab")).text == first


@pytest.mark.parametrize(
    ("org", "text"),
    [
        ("encord/v", "org: v\nplatform: encord\n"),
        ("encord/v", "org: v\nplatform: encord\nmembers: {}\ngroups: {}\n"),
        (
            "encord/v",
            "org: v\nplatform: encord\nmembers: {a@v.example: {role: workforce}, b@v.example: {role: internal_admin}}\ngroups: {T: {members: [a@v.example]}, U: }\n",
        ),
        ("dnanexus/d", "org: d\nplatform: dnanexus\nmembers: {user-a: {role: admin}, user-b: }\n"),
        ("innotescus/i", "org: i\nplatform: innotescus\nname: '007'\nmembers: {a@i.example: {role: super_admin}}\n"),
        ("encord/007", "org: 007\nplatform: encord\nname: 'no'\n"),
        ("encord/no", "org: no\nplatform: encord\nname: ~x\n"),
        ("encord/1e3", "org: 1e3\nplatform: encord\n"),
        ("encord/null", "org: 'null'\nplatform: encord\n"),
        ("encord/a b: c", "org: 'a b: c'\nplatform: encord\n"),
        ("encord/grösse", "org: Größe\nplatform: encord\n"),
    ],
)
def test_a_plan_of_what_was_exported_is_empty_on_every_platform(org: str, text: str):
    holds_law_3(org, stored(text, org=org))


ODD = [
    "no", "No", "NO", "yes", "on", "off", "y", "n", "true", "True", "false", "null", "Null", "~", "007", "0o17", "0x1F", "1_000", "12:30", "1e3",
    "1.5", ".5", ".inf", "-.inf", ".nan", "+1", "-1", "-", "--", "---", "- a", "...", "2026-01-01", "2026-01-01T00:00:00Z", "<", "=", "?", "? a",
    "a: b", "a:", ":a", "a #b", "#a", "&a", "*a", "!a", "!!str", "%a", "@a", "`a`", "|", ">", "|-", ">+", "'", "''", "'a'", '"', '"a"', 'a"b', "a'b",
    "[", "]", "[a]", "{", "}", "{a: b}", ",", "a, b", "\\", "\\n", "a\\", "a b", "a  b", "é", "É", "Ångström", "東京", "😀", "🏴‍☠️"[0], "ß", "ﷺ",
    "x" * 200, "word " * 40 + "end", "'" * 100, "org", "members", "platform", "a/b", "a%2Fb", "C:\\x", "$HOME", "{{ x }}", "null ~ null",
    "a\u00a0b", "e\u0301",
]  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_name_comes_back_as_it_was(name: str):
    org = "encord/v"
    key = identity_key(name)
    head = Address("encord", "v", "org")
    state = State.of(
        [
            Resource(head, {"name": name, MANAGES: ["members", "teams"]}),
            Resource(
                head._replace(kind="member", key=("a@v.example",)),
                {"role": "internal_member", "name": name},
                ("a@v.example",),
            ),
            Resource(head._replace(kind="team", key=(key,)), {"description": name, MANAGES: ["members"]}, (name,)),
            Resource(
                head._replace(kind="membership", key=(key, "a@v.example")), {"role": "member"}, (name, "a@v.example")
            ),
        ]
    )
    made = holds_law_3(org, state)
    again = read_texts([("f.yaml", made.text)]).sound().orgs[org].state
    assert again[head._replace(kind="team", key=(key,))].name == (name,)
    assert made.left_out == ()


def _nameable(name: str) -> bool:
    try:
        identity_key(name)
    except NameRefused:
        return False
    return name != "<<"  # the one key that YAML keeps for itself: no manifest can declare it


TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=40)
PROSE = TEXT.filter(lambda text: forbidden_character(text.replace("\n", "").replace("\t", "")) is None)


@settings(max_examples=200)
@given(st.lists(TEXT.filter(_nameable), max_size=5, unique_by=identity_key), PROSE)
def test_law_3_holds_for_whatever_names_and_descriptions_a_manifest_can_declare(names: list[str], prose: str):
    head = Address("encord", "v", "org")
    teams = [
        Resource(
            head._replace(kind="team", key=(identity_key(name),)), {"description": prose} if prose else {}, (name,)
        )
        for name in names
    ]
    state = State.of([Resource(head, {MANAGES: ["teams"]}), *teams])
    holds_law_3("encord/v", state)


def test_the_longest_description_comes_back():
    for text in ("x" * 4_096, "é" * 4_096, "word " * 819, "\n" * 4_000 + "x"):
        head = Address("encord", "v", "org")
        state = State.of(
            [
                Resource(head, {MANAGES: ["teams"]}),
                Resource(head._replace(kind="team", key=("t",)), {"description": text}),
            ]
        )
        holds_law_3("encord/v", state)


def test_what_is_not_managed_is_left_out_and_counted():
    state = stored(
        LAB, "org: lab\nplatform: webknossos\nowner: ada@lab.example\nteams: {Seg: {}}\n", org="webknossos/lab"
    )
    made = holds_law_3("webknossos/lab", state)
    assert made.text == "org: lab\nplatform: webknossos\nowner: ada@lab.example\nteams:\n  Seg:\n"
    assert len(made.left_out) == len(state) - 2


def test_what_was_adopted_is_left_out_with_all_that_hangs_on_it():
    first = "org: v\nplatform: encord\nmembers: {a@v.example: {role: internal_admin}}\ngroups: {Old: {members: [a@v.example]}, Kept: }\n"
    state = stored(
        first,
        "org: v\nplatform: encord\nmembers: {a@v.example: {role: internal_admin}}\n",
        first.replace("Old: {members: [a@v.example]}, ", ""),
        org="encord/v",
    )
    assert state[Address("encord", "v", "team", ("old",))].attrs[ADOPTED] is True
    made = holds_law_3("encord/v", state)
    assert (
        made.text == "org: v\nplatform: encord\nmembers:\n  a@v.example:\n    role: internal_admin\ngroups:\n  Kept:\n"
    )
    assert len(made.left_out) == 2


def test_an_org_that_manages_nothing_is_two_lines():
    made = holds_law_3("encord/v", stored("org: v\nplatform: encord\n", org="encord/v"))
    assert made == Export("org: v\nplatform: encord\n", ())


def test_an_export_of_nothing_managed_does_not_ask_for_anything_to_go():
    state = stored(LAB, "org: lab\nplatform: webknossos\nowner: ada@lab.example\n", org="webknossos/lab")
    assert len(holds_law_3("webknossos/lab", state).left_out) == len(state) - 1
    assert plan(Desired(), {}, HEADER)[0].empty

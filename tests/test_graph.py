"""Graphs of orgs: what is drawn, what is folded and said to be, and where everything stands in a picture.

How the forms keep names from doing anything is judged in ``test_graph_forms.py``.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from plenty import HEADER, ordinary

from reconciler.applier import Attempt, apply
from reconciler.graph import Edge, Graph, Layer, Node, arranged
from reconciler.graph.folding import MOST_EDGES, around, folded, joined
from reconciler.graph.plans import changed
from reconciler.graph.states import graph_of
from reconciler.model import OrgPlan, State
from reconciler.reader import read_texts
from reconciler.render import graphtext
from reconciler.render.drawing import COLUMNS, Drawing, cut, drawn
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan
from reconciler.vocabulary import load

ENCORD = """\
org: acme
platform: encord
type: standard
members:
  grace@acme.example: {role: internal_admin}
  bob@acme.example: {role: internal_member}
  crew@labelers.example: {role: workforce}
groups: {Reviewers: {members: [bob@acme.example, crew@labelers.example]}}
ontologies: {vehicles: {access: {group:Reviewers: user}}}
projects:
  Night drive: {ontology: vehicles, access: {bob@acme.example: admin, group:Reviewers: reviewer}}
  Empty street: {}
"""
TEAMS = """\
org: lab
platform: webknossos
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  bob@lab.example:
  gone@lab.example: {active: false}
teams: {Seg: {members: {ada@lab.example: team_manager, bob@lab.example: member}}, Old: {}}
projects: {cortex: {team: Seg}}
"""
GENOMICS = """\
org: org-genomics
platform: dnanexus
members:
  user-a: {role: admin}
  user-b: {project_access: UPLOAD, app_access: true}
projects: {raw: {access: {org-genomics: CONTRIBUTE, org-other: VIEW}}}
apps: {qc: {access: {PUBLIC: use}}}
"""
AT = "2026-11-23T09:00:00Z"


def state_of(text: str) -> tuple[str, State]:
    [org] = read_texts([("org.yaml", text)], at=AT).sound().orgs.values()
    return org.org, org.state


def graph(text: str) -> Graph:
    org, state = state_of(text)
    return graph_of(org, state, load(org.partition("/")[0]))


def said(found: Graph) -> str:
    return "\n".join(graphtext.lines(found)) + "\n"


def plan_of(before: str, after: str) -> OrgPlan:
    store = MemoryStore(HEADER.lineage)
    for text in (before, after):
        plan = make_plan(read_texts([("org.yaml", text)], at=AT).sound(), store, HEADER)
        if text is before:
            assert all(done.error is None for done in apply(plan, store, Attempt("lena", AT, "run-1")))
    [org] = plan.orgs
    return org


# --- states -----------------------------------------------------------------------------------------------------------


def test_people_groups_and_things_are_drawn_with_their_roles_and_what_a_role_gives_is_said():
    assert (
        said(graph(ENCORD))
        == """\
encord/acme: 3 people, 1 team, 3 things
  grace@acme.example, internal_admin
  bob@acme.example, internal_member
    group Reviewers: member
    project Night drive: admin
  crew@labelers.example, workforce
    group Reviewers: member
  group Reviewers
    ontology vehicles: user
    project Night drive: reviewer
  project Empty street
  Not drawn: internal_admin reach every project by their role (viewer).
"""
    )


def test_a_team_works_on_its_project_and_the_deactivated_are_counted():
    assert (
        said(graph(TEAMS))
        == """\
webknossos/lab: 3 people, 2 teams, 1 thing
  ada@lab.example, admin
    team Seg: team_manager
  eve@lab.example, admin
  bob@lab.example, member
    team Seg: member
  team Old
  team Seg
    project cortex: works on
  Not drawn: deactivated people (1).
"""
    )


def test_a_grant_to_the_org_leads_through_it_with_what_bounds_it_and_strangers_are_told_apart():
    assert (
        said(graph(GENOMICS))
        == """\
dnanexus/org-genomics: 2 people, 0 teams, 2 things
  user-a, admin
    org org-genomics: admin, project_access ADMINISTER
  user-b, member
    org org-genomics: member, project_access UPLOAD
  org org-genomics
    project raw: CONTRIBUTE
  everyone
    app qc: use
  org org-other
    project raw: VIEW
"""
    )


def test_equal_states_have_equal_graphs_in_whatever_order_their_rows_come():
    org, state = state_of(ENCORD)
    turned = State(dict(reversed(state.items())))
    assert graph_of(org, turned, load("encord")) == graph_of(org, state, load("encord"))


def test_json_has_every_node_and_edge():
    document = graphtext.document(graph(ENCORD))
    assert {"key": "team/reviewers", "layer": "teams", "label": "group Reviewers", "note": "", "number": 1} in document[
        "nodes"
    ]
    assert len(document["edges"]) == 5
    ends = {edge[end] for edge in document["edges"] for end in ("source", "target")}
    assert ends <= {node["key"] for node in document["nodes"]}


# --- parts and folds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "nodes", "edges"),
    [
        ("member/bob@acme.example", {"bob@acme.example", "group Reviewers", "ontology vehicles", "project Night drive"}, 4),
        ("project/night%20drive", {"bob@acme.example", "crew@labelers.example", "group Reviewers", "project Night drive"}, 4),
        ("team/reviewers", {"bob@acme.example", "crew@labelers.example", "group Reviewers", "ontology vehicles", "project Night drive"}, 4),
        ("project/empty%20street", {"project Empty street"}, 0),
    ],
)  # fmt: skip
def test_around_a_node_is_what_leads_to_it_and_where_it_leads(key, nodes, edges):
    found = around(graph(ENCORD), {key})
    assert {node.label for node in found.nodes} == nodes
    assert len(found.edges) == edges


def crowd(people: int, teams: int, things: int) -> Graph:
    """Everybody in one team, with every third a manager; every team on every thing."""
    nodes = [Node(f"p{n}", Layer.PEOPLE, f"p{n}", "member", group="people: member") for n in range(people)]
    nodes += [Node(f"t{n}", Layer.TEAMS, f"team t{n}", group="teams") for n in range(teams)]
    nodes += [Node(f"x{n}", Layer.THINGS, f"project x{n}", group="projects") for n in range(things)]
    edges = [Edge(f"p{n}", f"t{n % teams}", "member" if n % 3 else "manager") for n in range(people)]
    edges += [Edge(f"t{n}", f"x{m}", "works on") for n in range(teams) for m in range(things)]
    return arranged("webknossos/lab", nodes, edges)


def test_ten_thousand_people_are_a_number_for_each_role_and_it_is_said():
    whole = crowd(10_000, 5, 2)
    found = folded(whole, 40, {"p7"})
    assert [node.label for node in found.nodes if node.layer is Layer.PEOPLE] == ["9,999 people: member", "p7"]
    assert found.notes == ("Shown as counts: 9,999 people: member.",)
    assert ("+people: member", "t2", "", "manager (666), member (1,333)") in joined(found)
    for numbers in (lambda graph: graph.nodes, lambda graph: graph.edges):
        assert sum(each.number for each in numbers(found)) == sum(each.number for each in numbers(whole))


def test_a_layer_that_is_small_enough_and_a_group_of_one_stay_as_they_are():
    small = crowd(40, 5, 2)
    assert folded(small, 40) == small
    alone = arranged("o", [Node("a", Layer.TEAMS, "a", group="teams"), Node("b", Layer.TEAMS, "b", group="groups")], [])
    assert folded(alone, 1) == alone


def test_too_many_lines_are_folded_though_no_layer_is_too_long():
    whole = crowd(40, 20, 20)
    assert len(whole.edges) > MOST_EDGES
    found = folded(whole, 40)
    assert len(found.edges) <= MOST_EDGES
    assert sum(edge.number for edge in found.edges) == sum(edge.number for edge in whole.edges)
    assert [node.label for node in folded(crowd(90, 90, 90), 40).nodes] == [
        "90 people: member",
        "90 teams",
        "90 projects",
    ]


# --- what a plan changes ----------------------------------------------------------------------------------------------


def test_what_comes_goes_and_becomes_another_is_drawn_with_what_it_hangs_on_and_nothing_else():
    after = (
        TEAMS.replace("eve@lab.example: {role: admin}", "eve@lab.example: {role: dataset_manager}")
        .replace("  bob@lab.example:\n", "  bob@lab.example: {active: false}\n  cyd@lab.example:\n")
        .replace("bob@lab.example: member}", "cyd@lab.example: member}")
        .replace("ada@lab.example: team_manager", "ada@lab.example: member")
        .replace("Old: {}", "New: {}")
        .replace("team: Seg", "team: New")
    )
    assert (
        said(changed(plan_of(TEAMS, after)))
        == """\
webknossos/lab: 4 people, 3 teams, 1 thing
  ada@lab.example
    ~ team Seg: team_manager → member
  ~ eve@lab.example, admin → dataset_manager
  - bob@lab.example, member
    - team Seg: member
  + cyd@lab.example, member
    + team Seg: member
  + team New
    + project cortex: works on
  - team Old
  team Seg
    - project cortex: works on
"""
    )


def test_a_new_name_is_drawn_once_and_what_follows_it_is_not():
    found = changed(
        plan_of(
            TEAMS,
            TEAMS.replace("Seg: {members", "Dense: {previously: [Seg], members").replace("team: Seg", "team: Dense"),
        )
    )
    assert [(node.sign, node.label, node.note) for node in found.nodes if node.sign] == [("~", "team Dense", "was seg")]
    assert not [edge for edge in found.edges if edge.target.startswith("team/")]


def test_a_plan_of_settings_alone_has_nothing_to_draw():
    assert changed(plan_of(TEAMS, TEAMS.replace("platform: webknossos", "platform: webknossos\nname: Lab"))).nodes == ()


def test_many_who_come_are_one_node_and_those_who_leave_another():
    names = "".join(f"  n{n}@lab.example:\n" for n in range(50))
    after = TEAMS.replace("  bob@lab.example:\n", "  bob@lab.example: {active: false}\n" + names)
    found = folded(changed(plan_of(TEAMS, after)), 24)
    assert [(node.sign, node.label) for node in found.nodes] == [("+", "50 people who come"), ("-", "bob@lab.example")]


@pytest.mark.parametrize("org", ordinary().orgs, ids=lambda org: org.org)
def test_a_week_on_every_platform_is_drawn_with_ends_to_every_edge(org):
    found = changed(org)
    keys = {node.key for node in found.nodes}
    assert found.edges
    assert {end for edge in found.edges for end in edge[:2]} <= keys
    assert {edge.sign for edge in found.edges} <= {"+", "-", "~"}


# --- drawings ---------------------------------------------------------------------------------------------------------


def apart(drawing: Drawing) -> None:
    """No box lies on another, no label on another, and all is inside."""
    for a, b in combinations(drawing.boxes, 2):
        beside = a.x + a.width <= b.x or b.x + b.width <= a.x
        assert beside or a.y + a.height <= b.y or b.y + b.height <= a.y, (a, b)
    at = sorted((label.x, label.y) for label in drawing.labels)
    assert all(x != u or v - y >= 14 for (x, y), (u, v) in pairwise(at))
    assert all(box.x >= 0 and box.x + box.width <= drawing.width for box in drawing.boxes)
    assert all(box.y >= 0 and box.y + box.height <= drawing.height for box in drawing.boxes)


@pytest.mark.parametrize("text", [ENCORD, TEAMS, GENOMICS], ids=["encord", "webknossos", "dnanexus"])
def test_nothing_in_a_drawing_lies_on_anything_else(text):
    drawing = drawn(graph(text))
    assert drawing.labels
    apart(drawing)


def test_a_full_drawing_is_still_apart_and_people_stand_left_of_teams_and_these_left_of_things():
    drawing = drawn(folded(crowd(40, 10, 12), 40))
    apart(drawing)
    columns = {layer: {box.x for box in drawing.boxes if box.layer is layer} for layer in Layer}
    [people], [teams], [things] = columns.values()
    assert people < teams < things


def test_lines_with_one_label_arrive_at_one_place():
    drawing = drawn(graph(ENCORD))
    member = [label for label in drawing.labels if label.text == "member"]
    assert len(member) == 1, "two people are members of one group"


def test_orders_of_boxes_follow_their_neighbours():
    nodes = [Node(key, Layer.PEOPLE, key) for key in "abc"] + [Node(key, Layer.TEAMS, key) for key in "xyz"]
    drawing = drawn(arranged("o", nodes, [Edge("a", "z", "m"), Edge("b", "y", "m"), Edge("c", "x", "m")]))
    teams = sorted((box.y, box.text) for box in drawing.boxes if box.layer is Layer.TEAMS)
    people = sorted((box.y, box.text) for box in drawing.boxes if box.layer is Layer.PEOPLE)
    met = dict(zip("abc", "zyx", strict=True))
    assert [met[text] for _, text in people] == [text for _, text in teams]


def test_what_is_too_long_loses_its_middle_and_keeps_its_note():
    assert cut("short", 5) == "short"
    assert cut("ada.lovelace@brainlab.example", 16) == "ada.lovela…ample"
    node = Node("member/x", Layer.PEOPLE, f"{'a' * 80}@lab.example", "member")
    [box] = drawn(arranged("o", [node], [])).boxes
    assert len(box.text) == COLUMNS
    assert box.text.endswith("a…@lab.example, member")
    [box] = drawn(arranged("o", [node._replace(label="字" * 80)], [])).boxes
    assert COLUMNS - 2 < sum(2 if c == "字" else 1 for c in box.text) <= COLUMNS


def test_an_empty_graph_is_an_empty_drawing():
    assert drawn(Graph("o")) == Drawing(0, 0, (), (), ())

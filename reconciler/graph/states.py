"""The graph of a state: every active person, every team and thing, and each place and grant as an edge.

What nobody has to be granted (a role that reaches every project) is said in a note and drawn nowhere: it would be an edge to
everything. A grant to the org itself leads through a node of its own, with the members and what their caps leave them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from reconciler.access import Reach, reachable_kinds
from reconciler.graph import Edge, Graph, Node, arranged
from reconciler.graph.links import PLACE, links, node_of
from reconciler.model import State, spelled
from reconciler.vocabulary import Platform


def graph_of(org: str, state: State, platform: Platform) -> Graph:
    """Who is in what, and who reaches what, in one state of one org."""
    reach = Reach(state, platform)
    nodes = {node.key: node for node in _nodes(reach)}
    edges: list[Edge] = []
    to_org: set[str] = set()
    for address, resource in state.items():
        for source, target, label in links(address, resource.attrs, platform):
            if source.kind == "member" and source.key[-1] not in reach.active:
                continue
            for end in (source, target):
                if end.path not in nodes:
                    nodes[end.path] = node_of(end, spelled(end, state), platform)
            if source.kind == "org" and not source.key:
                to_org.add(address.kind)
            edges.append(Edge(source.path, target.path, reach.role(source.key[-1]) if label == PLACE else label))
    if to_org:
        edges += _members(reach, to_org)
    return arranged(org, nodes.values(), edges, _notes(reach))


def _nodes(reach: Reach) -> Iterator[Node]:
    """All that is there to be drawn, whether or not an edge leads to it."""
    drawn = reachable_kinds() | {"team"}
    for address in reach.state:
        if address.kind == "member" and address.key[-1] in reach.active:
            role = reach.role(address.key[-1])
            name = spelled(address, reach.state)
            yield node_of(address, name, reach.platform, note=role, group=f"people: {role}")
        elif address.kind in drawn:
            yield node_of(address, spelled(address, reach.state), reach.platform)


def _members(reach: Reach, granted: Collection[str]) -> Iterator[Edge]:
    """Everybody is in the org, with a role, and with what bounds the kinds of grants that the org has."""
    home = next(iter(reach.state))
    caps = [cap.field for cap in reach.platform.caps if cap.grant in granted]
    for person, attrs in reach.active.items():
        bounds = (f"{field} {_word(reach.platform.value('member', attrs, field))}" for field in caps)
        label = ", ".join([reach.role(person), *bounds])
        yield Edge(home._replace(kind="member", key=(person,)).path, home._replace(kind="org", key=()).path, label)


def _word(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _notes(reach: Reach) -> Iterator[str]:
    """What is not drawn: access that comes with a role, and people who may not log in."""
    roles = Counter(map(reach.role, reach.active))
    for fact in reach.platform.access:
        held = [role for role in fact.roles if roles[role]]
        if held and reach.things[fact.to]:
            term = reach.platform.term(fact.to)
            yield f"Not drawn: {' and '.join(held)} reach every {term} by their role ({fact.level})."
    gone = sum(address.kind == "member" for address in reach.state) - len(reach.active)
    if gone:
        yield f"Not drawn: deactivated people ({gone:,})."

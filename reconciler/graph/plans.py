"""The part of a graph that a plan changes: what comes, goes or becomes another, and the nodes it hangs on.

Read off the changes alone, so that a saved plan can be drawn without a store. What only follows a new name is not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator

from reconciler.canonical import Attrs
from reconciler.graph import Edge, Graph, Layer, Node, arranged
from reconciler.graph.links import Link, key_of, layer_of, links, node_of
from reconciler.kinds import kinds
from reconciler.lookup import plural
from reconciler.model import Action, Address, Change, OrgPlan
from reconciler.routes import follows, is_renamed
from reconciler.vocabulary import Platform, load

_PEOPLE = {"+": "people who come", "-": "people who leave", "~": "people who change", "": "people"}
_THINGS = {"+": " that come", "-": " that go", "~": " with another name", "": ""}
_SIGNS = {Action.CREATE: "+", Action.DELETE: "-"}


def changed(org: OrgPlan) -> Graph:
    """What the plan of one org changes in the graph of it; without a node if it changes nothing there."""
    platform = load(org.org.partition("/")[0])
    changes = [change for change in org.changes if not follows(change)]
    nodes = {node.key: node for change in changes for node in _node(change, platform)}
    edges = []
    for change in changes:
        for link, sign in _links(change, platform):
            edges.append(Edge(key_of(link.source), key_of(link.target), link.label, sign))
            for end in (link.source, link.target):
                if key_of(end) not in nodes:
                    nodes[key_of(end)] = _grouped(node_of(end, _name(end, change), platform), end, platform)
    return arranged(org.org, nodes.values(), edges)


def _links(change: Change, platform: Platform) -> Iterator[tuple[Link, str]]:
    """The edges that come and go with a change, and those that become others."""
    before, after = _sides(change, platform)
    for ends in dict.fromkeys([*before, *after]):
        was, becomes = before.get(ends), after.get(ends)
        if was is None or becomes is None:
            found = was or becomes
            if found is not None:
                yield found, "-" if becomes is None else "+"
        elif was.label != becomes.label:
            yield becomes._replace(label=f"{was.label} → {becomes.label}"), "~"


def _sides(change: Change, platform: Platform) -> Iterator[dict[tuple[Address, Address], Link]]:
    for address, attrs in ((change.comes_from, change.before), (change.address, change.after)):
        found = links(address, attrs, platform) if attrs is not None else ()
        yield {(link.source, link.target): link for link in found}


def _name(end: Address, change: Change) -> str:
    """What people wrote for the end of an edge, where the change says so; else its key."""
    spelled = dict(zip(change.address.key, change.name, strict=False))
    return spelled.get(end.key[-1], end.key[-1]) if end.key else end.org


def _node(change: Change, platform: Platform) -> Iterator[Node]:
    """A person, team or thing that comes, goes, or becomes another."""
    address = change.address
    name = (change.name or address.key or (address.org,))[-1]
    sign = _SIGNS.get(change.action, "~" if is_renamed(change) else "")
    note = f"was {change.comes_from.key[-1]}" if is_renamed(change) else ""
    if kinds()[address.kind].person:
        before, after = (_role(side, platform) for side in (change.before, change.after))
        sign = "+" if not before else "-" if not after else "~" if before != after else sign
        note = f"{before} → {after}" if before and after and before != after else before or after
        sign = sign if note else ""
    elif address.kind != "team" and layer_of(address) is not Layer.THINGS:
        return
    if sign:
        yield _grouped(node_of(address, name, platform, note=note, sign=sign), address, platform)


def _role(attrs: Attrs | None, platform: Platform) -> str:
    """The role of somebody who is there; empty for everybody else."""
    return "" if attrs is None or platform.left(attrs) else str(platform.value("member", attrs, "role"))


def _grouped(node: Node, address: Address, platform: Platform) -> Node:
    """A node with the words for many of its kind to which a plan does the same; a subject of many is never folded."""
    if node.layer is Layer.PEOPLE:
        return node._replace(group=_PEOPLE[node.sign])
    return node._replace(group=f"{plural(platform.term(address.kind))}{_THINGS[node.sign]}") if node.group else node

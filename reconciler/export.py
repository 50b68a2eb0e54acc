"""The stored state as manifests: stable, readable, without comments, and such that a plan of them is empty (law 3).

Only what is managed is written: a section that no manifest declares stays out, and so does what was adopted but
never declared. What is left out is named, so that whoever asks can be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from reconciler.keep import ADOPTED, MANAGES
from reconciler.kinds import Shape, kinds
from reconciler.model import Address, OrgKey, Resource, State
from reconciler.text import forbidden_character
from reconciler.vocabulary import Platform, load


class Export(NamedTuple):
    """The manifest text of one org, and the stored resources it does not speak of."""

    text: str
    left_out: tuple[Address, ...]


def export_org(org: OrgKey, state: State) -> Export:
    """One org as one manifest document."""
    platform_name, _, slug = org.partition("/")
    platform = load(platform_name)
    below = _by_parent(state)
    written: list[Address] = []
    address = Address(platform_name, slug, "org")
    body: dict[str, Any] = {"org": slug, "platform": platform_name}
    body |= _node(state[address], kinds()["org"], below, platform, written)
    text = yaml.dump(body, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=118, default_flow_style=False)
    return Export(_seen(text), tuple(sorted(set(state) - set(written))))


def _seen(text: str) -> str:
    """YAML in which what nobody can see stands by its number: it can be in double quotes only (T071)."""
    if forbidden_character(text.replace("\n", "")) is None:
        return text
    return "".join(c if c == "\n" or forbidden_character(c) is None else f"\\U{ord(c):08X}" for c in text)


def _by_parent(state: State) -> dict[tuple[str, tuple[str, ...]], list[Resource]]:
    """Resources by (kind, key of the parent), each list sorted by key."""
    below: dict[tuple[str, tuple[str, ...]], list[Resource]] = {}
    for address in sorted(state):
        if address.key:
            below.setdefault((address.kind, address.key[:-1]), []).append(state[address])
    return below


def _node(
    resource: Resource,
    shape: Shape,
    below: Mapping[tuple[str, tuple[str, ...]], list[Resource]],
    platform: Platform,
    written: list[Address],
) -> Any:
    """A resource as the shortest value that reads back as it."""
    written.append(resource.address)
    said = {name: resource.attrs[name] for name in shape.attributes if name in resource.attrs}
    usual = {name for name, value in said.items() if platform.defaults.get(f"{shape.kind}.{name}") == value}
    node: dict[str, Any] = {name: _written(value) for name, value in said.items() if name not in usual}
    managed = resource.attrs.get(MANAGES, ())
    for section, spec in shape.sections.items():
        if section in managed:  # type: ignore[operator]
            children = below.get((spec.kind, resource.address.key), [])
            node[platform.section(spec.kind)] = {
                _Text((child.name or child.address.key)[-1]): _node(child, kinds()[spec.kind], below, platform, written)
                for child in children
                if not child.attrs.get(ADOPTED)
            }
    if list(node) == [shape.short]:
        return node[shape.short]
    return node or (None if shape.parent else {})


class _Text(str):
    """A text that must be read back as this text."""

    __slots__ = ()


def _written(value: Any) -> Any:
    """A value with every text in it marked as text, and every name in its place: stores hold names in any order."""
    if isinstance(value, dict):
        return {_Text(name): _written(each) for name, each in sorted(value.items())}
    if isinstance(value, list):
        return [_written(each) for each in value]
    return _Text(value) if isinstance(value, str) else value


class _Dumper(yaml.CSafeDumper):
    """Writes texts plainly where every YAML version reads them as texts, and nothing for null."""


def _text(dumper: yaml.CSafeDumper, text: _Text) -> yaml.Node:
    plain = text.isascii() and text.replace("@", "").replace(".", "").replace("-", "").replace("_", "").isalpha()
    ordinary = plain and text.casefold() not in {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
    mail = "@" in text and text[0].isalnum() and all(c.isalnum() or c in "@._+-" for c in text) and text.isascii()
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style=None if ordinary or mail else '"')


_Dumper.add_representer(_Text, _text)
_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))

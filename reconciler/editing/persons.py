"""What of an org is about a person, and about teams: which document an edit belongs into, and which path.

The texts are those of all manifests, by file name; each edit answers with all of them, changed where it must be.
Whether the result may stand is for the reader to say. To make another edit: one function here, and a verb.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from reconciler.editing.entries import key_of
from reconciler.editing.layout import Node, Splice, documents, spliced
from reconciler.editing.paths import Step, find, put, taken_out, value_at
from reconciler.editing.spelling import Value
from reconciler.errors import WrongUsage
from reconciler.kinds import SUBJECT, Shape, kinds
from reconciler.manifest.nodes import Plain
from reconciler.text import visible
from reconciler.vocabulary import Platform

Texts = dict[str, str]


class Place(NamedTuple):
    """A place in a team; without a role it is the platform's usual one."""

    team: str
    role: str | None = None


class Part(NamedTuple):
    """One document of the org: its file, its number there, and what it says."""

    file: str
    number: int
    root: Node


class OrgTexts(NamedTuple):
    """The manifests of which some speak of one org on one platform."""

    texts: Texts
    slug: str
    platform: Platform

    def parts(self) -> list[Part]:
        """The org's documents: those that say the platform first, then in the order of files and lines."""
        found = []
        for file in sorted(self.texts):
            for number, root in enumerate(documents(self.texts[file])):
                said, org = root.get("platform"), root.get("org")
                if (
                    org is not None
                    and key_of(org.text) == self.slug
                    and (said is None or said.text == self.platform.name)
                ):
                    found.append(Part(file, number, root))
        return sorted(found, key=lambda part: part.root.get("platform") is None)

    def put(self, part: Part, path: Sequence[Step], value: Value) -> OrgTexts:
        """The texts with a value at a path of one document."""
        return self._replace(texts={**self.texts, part.file: put(self.texts[part.file], part.number, path, value)})

    def section(self, kind: str) -> Step:
        """The field that holds a kind."""
        return Step(self.platform.section(kind))

    def holding(self, path: Sequence[Step]) -> Part | None:
        """The document that has the entry a path leads to."""
        return next((part for part in self.parts() if _has(part.root, path)), None)

    def home(self, section: Step) -> Part:
        """The document a new entry of a section goes into: one that has the section, else the org's main one."""
        return self.holding([section]) or self.parts()[0]


def _has(node: Node | None, path: Sequence[Step]) -> bool:
    holder = value_at(node, path[:-1])
    return holder is not None and holder.form != "scalar" and find(holder, path[-1]) is not None


# --- edits ------------------------------------------------------------------------------------------------------------


def with_member(org: OrgTexts, name: str, attrs: Mapping[str, Value]) -> OrgTexts:
    """Somebody more in the org, with what is said of them."""
    section = org.section("member")
    return org.put(org.home(section), [section, _person(name)], dict(attrs) or None)


def with_place(org: OrgTexts, name: str, place: Place, value: Value = None) -> OrgTexts:
    """Somebody in one team more; *value* is what else a place elsewhere said."""
    team = _team(org, place.team)
    path = [*team, org.section("membership"), _person(name)]
    part = org.holding(team)
    if part is None:
        raise WrongUsage(
            f"no manifest has the {org.platform.term('team')} {visible(place.team)}",
            hint="make it first: reconciler team add NAME",
        )
    places = value_at(part.root, path[:-1])
    usual = org.platform.defaults.get("membership.role")
    said: Value = place.role or (value if value is not None else usual)
    in_a_list = places is not None and places.form == "list"
    return org.put(part, path, None if in_a_list and said == usual else said)


def with_level(org: OrgTexts, name: str, domain: str, level: int) -> OrgTexts:
    """Somebody's level in one domain, another or a first one."""
    member = [org.section("member"), _person(name)]
    path = [*member, org.section("experience"), Step(domain, is_name=True)]
    part = org.holding(member)
    if part is None:
        raise WrongUsage(
            f"no manifest has the {org.platform.term('member')} {visible(name)}",
            hint="add them first: reconciler member add PERSON",
        )
    there = value_at(part.root, path)
    if there is not None and there.form == "mapping":
        path.append(Step(kinds()["experience"].short))
    return org.put(part, path, level)


def with_team(org: OrgTexts, name: str, attrs: Mapping[str, Value]) -> OrgTexts:
    """A team more."""
    team = _team(org, name)
    return org.put(org.home(team[0]), team, dict(attrs) or None)


def moved(org: OrgTexts, name: str, before: str, after: Place) -> OrgTexts:
    """Somebody out of one team and into another; what the place says goes with them."""
    places = [*_team(org, before), org.section("membership")]
    part = org.holding([*places, _person(name)])
    if part is None:
        raise WrongUsage(
            f"{visible(name)} has no place in {visible(before)}", hint="see who is where: reconciler list users"
        )
    there = value_at(part.root, [*places, _person(name)])
    holder = value_at(part.root, places)
    if holder is None:
        return org
    text = org.texts[part.file]
    texts = {**org.texts, part.file: spliced(text, taken_out(text, holder, _person(name)))}
    return with_place(org._replace(texts=texts), name, after, None if there is None else plain(there))


def without_person(org: OrgTexts, name: str) -> OrgTexts:
    """Nobody of that name: as a member, in any team, with access to anything."""
    texts = dict(org.texts)
    for file in {part.file for part in org.parts()}:
        text = texts[file]
        splices: list[Splice] = []
        for part in org.parts():
            for holder, step in (
                _speaking_of(name, part.root, kinds()["org"], org.platform) if part.file == file else ()
            ):
                splices += taken_out(text, holder, step)
        texts[file] = spliced(text, splices)
    return org._replace(texts=texts)


def _speaking_of(name: str, node: Node, shape: Shape, platform: Platform) -> Iterator[tuple[Node, Step]]:
    """Every section below whose entries are people or what people are given, and how a person is found there."""
    for child in shape.sections.values():
        section = node.get(platform.section(child.kind)) if node.form == "mapping" else None
        if section is None:
            continue
        named = child.refers.get("", child.kind)
        if named in {"member", SUBJECT}:
            yield section, Step(name, is_name=True, several=named == "member")
        elif section.form == "mapping":
            for value in section.values:
                yield from _speaking_of(name, value, kinds()[child.kind], platform)


def plain(node: Node) -> Value:
    """What a node says, as a value that can be written elsewhere."""
    if node.form == "mapping":
        return {key.text: plain(value) for key, value in node.pairs}
    if node.form == "list":
        return [plain(value) for value in node.values]
    if node.said is None:
        return None
    if isinstance(node.said, Plain):
        return node.said.value if isinstance(node.said.value, int | bool) else node.said.text
    return node.text


def _person(name: str) -> Step:
    return Step(name, is_name=True, several=True)


def _team(org: OrgTexts, name: str) -> list[Step]:
    return [org.section("team"), Step(name, is_name=True)]

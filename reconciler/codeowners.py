"""CODEOWNERS for a tree of manifests: of each file, who may approve a change to anything that stands in it.

Read off the same matrix as the approvals of a plan, as far as a file can say it: a host asks by file, and any one owner will
do, so the owners of a file are those who could approve all of it. A file that holds the places of one team is its
manager's; one that holds people or settings is the admins'; what speaks for all orgs, or lifts a guard, is the policy's owners'.

The host's list is a first net. What a change really needs is known when it is planned, and held when it is applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from reconciler.approvals import Rules
from reconciler.desired import Desired, DesiredOrg
from reconciler.keep import ADOPTED, MANAGES
from reconciler.kinds import kinds
from reconciler.manifest.nodes import Document, text_of
from reconciler.model import Action, Change, Resource
from reconciler.permissions import Powers, needed
from reconciler.statements import Capability
from reconciler.vocabulary import Platform, load

HEAD = "# Who may approve what, by file; written by reconciler codeowners. Do not edit."
_FOR_ALL = frozenset({"people", "allow", "guards"})
_STRANGE = frozenset("\\#![]*?") | frozenset(map(chr, range(0x21)))
"""Characters that are not themselves in a pattern of the host."""


def codeowners(
    desired: Desired,
    documents: Sequence[Document],
    rules: Rules,
    handles: Mapping[str, str],
    *,
    folder: str = "",
    guarded: Iterable[str] = (),
) -> Iterator[str]:
    """The lines of the file. *folder* is where the manifests are in the repository, *guarded* files are the policy's owners'."""
    yield HEAD
    below = f"/{folder}/" if folder else "/"
    owners = _shown(rules.owners, handles)
    if owners:
        yield f"{below} {owners}"
    lines = []
    for file, people in _by_file(desired, documents, rules).items():
        shown = _shown(people, handles)
        lines.append(f"{_pattern(below + file)} {shown}" if shown else f"# nobody may approve {_pattern(below + file)}")
    yield from sorted(lines, key=lambda line: ("?" not in line, line))  # the last that fits counts: the exact ones
    if owners:
        yield from (f"/{_pattern(name)} {owners}" for name in guarded)


def _by_file(desired: Desired, documents: Sequence[Document], rules: Rules) -> dict[str, list[str]]:
    """For each file, the people who could approve all of it; the policy's owners where there are none, or it is for all."""
    for_all = {document.file for document in documents if not _FOR_ALL.isdisjoint(document.root)}
    could: dict[str, set[str]] = {}
    for org in desired.orgs.values():
        for file, people in _asked(org, documents):
            if people:  # what nobody in the org could do, nobody there is asked for
                could[file] = could[file] & people if file in could else people
    robots = rules.everybody(rules.robots)
    found = {}
    for file in sorted({document.file for document in documents}):
        people = set() if file in for_all else could.get(file, set()) - robots
        found[file] = sorted(people or set(rules.owners) - robots)
    return found


def _asked(org: DesiredOrg, documents: Iterable[Document]) -> Iterator[tuple[str, set[str]]]:
    """(file, who could) for everything of an org that stands somewhere."""
    platform = load(org.org.partition("/")[0])
    powers = Powers(org.state, platform)
    for address, resource in org.state.items():
        if address.kind == "org":
            change = Change(address, {}, None)
            settings = [powers.could(ability, change) for ability in _updates("org", platform)]
            for document in documents:
                if _names(document, org) and _has_settings(document, platform):
                    yield from ((document.file, set(people)) for people in settings)
        else:
            change = Change(address, resource.attrs, None)
            yield from ((resource.source.file, set(powers.could(a, change))) for a in _abilities(resource, platform))


def _names(document: Document, org: DesiredOrg) -> bool:
    return (text_of(document.root.get("org")) or "").casefold() == org.org.partition("/")[2]


def _has_settings(document: Document, platform: Platform) -> bool:
    sections = {platform.section(child.kind) for child in kinds()["org"].sections.values()}
    return not set(document.root) <= sections | {"org", "platform"}


def _abilities(resource: Resource, platform: Platform) -> Iterator[Capability]:
    """What it takes to edit a thing that says something of itself, or to give and take what is somebody's."""
    address, attrs = resource.address, resource.attrs
    spec = kinds()[address.kind].spec
    if len(address.key) == 1 and not spec.person:
        yield from _updates(address.kind, platform) if set(attrs) - {MANAGES, ADOPTED} else ()
    else:
        yield from needed(Change(address, None, attrs), platform)
        yield from needed(Change(address, attrs, None), platform)


def _updates(kind: str, platform: Platform) -> Iterator[Capability]:
    for ability in platform.capabilities_for(kind):
        if any(match.kind == kind and match.action in ("*", Action.UPDATE) for match in ability.covers):
            yield ability


def _shown(people: Iterable[str], handles: Mapping[str, str]) -> str:
    """People as the host knows them: by handle or address; who has neither is left out."""
    names = (handles.get(person, person if "@" in person else "") for person in people)
    return " ".join(dict.fromkeys(name for name in names if name))


def _pattern(path: str) -> str:
    """A path as a pattern; where a character cannot be written, any character stands for it."""
    return "".join("?" if character in _STRANGE else character for character in path)

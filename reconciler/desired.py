"""Manifests become one flat desired state per org. Nesting, short forms and defaults end in this room.

The road: documents are sorted by what they speak of, each org finds its platform, its documents are walked once (``walk``),
and the day says what of it is there (``presence``). All problems are collected, none stops the rest. Whether the whole makes
sense is ``rules``' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reconciler.allowances import allowances
from reconciler.errors import NOWHERE, Problem, Source
from reconciler.manifest.grammar import Grammar
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.manifest.misfits import nearest, quoted
from reconciler.manifest.nodes import Document, source_of, text_of
from reconciler.model import EMPTY, Address, Allowance, OrgKey, State
from reconciler.people import People, people
from reconciler.presence import Presence, present
from reconciler.recollection import Opening, Recalled, Unusable
from reconciler.text import NameRefused, identity_key
from reconciler.vocabulary import load, platform_names
from reconciler.walk import Walk, Walked


@dataclass(frozen=True)
class DesiredOrg:
    """One org as the manifests want it, with its own limits for the guards.

    ``state`` is what is there on the day it was read for; ``presence`` says what dates have to do with that. ``declared`` is all
    of it, on whatever day, and ``openings`` are those of the documents that were parsed for it. Where what other files say was
    recalled, ``recalled`` is what stood in those that have changed.
    """

    org: OrgKey
    state: State
    limits: Mapping[str, int] = field(default_factory=dict)
    source: Source = NOWHERE
    presence: Presence = field(default_factory=Presence)
    declared: State = EMPTY
    recalled: frozenset[Address] | None = None
    openings: tuple[Opening, ...] = ()

    @property
    def departed(self) -> frozenset[str]:
        """The keys of people who are out of it, and leave whatever a section says."""
        return self.presence.departed


@dataclass(frozen=True)
class Desired:
    """All orgs the manifests speak of, by org key, and the people and allowances written beside them."""

    orgs: Mapping[OrgKey, DesiredOrg] = field(default_factory=dict)
    allowances: tuple[Allowance, ...] = ()
    people: People = field(default_factory=People)


def flatten(
    documents: Iterable[Document], at: str = "", others: People | None = None, before: Recalled | None = None
) -> tuple[Desired, list[Problem]]:
    """The desired state of *documents* at the moment *at*, or on that day, and every problem met on the way.

    Without a moment nobody has departed, nothing has ended, and everything has begun. *others* are the people of documents
    that were flattened before, where these speak of none. *before* is what files of one org have said that were not parsed;
    raises Unusable if it does not go together with the documents.
    """
    problems: list[Problem] = []
    parts: dict[str, list[Document]] = {before.slug: []} if before is not None else {}
    granted: list[Allowance] = []
    persons: list[Document] = []
    for document in documents:
        if "org" in document.root:
            _part(document, parts, problems)
        elif "allow" in document.root:
            granted += allowances(document, problems)
        elif "people" in document.root:
            persons.append(document)
        else:
            problems.append(_unknown_document(document))
    known = people(persons, problems) if others is None else others
    orgs: dict[OrgKey, DesiredOrg] = {}
    for slug in list(parts):
        spoken = before if before is not None and before.slug == slug else None
        for platform, own in _by_platform(slug, parts.pop(slug), problems, spoken).items():
            walked = Walk(Grammar(load(platform)), platform, slug, problems).org(own, spoken)
            org = _on_the_day(walked, known, at, problems)
            orgs[org.org] = org if spoken is None else replace(org, recalled=spoken.once())
    return Desired(orgs, tuple(granted), known), problems


def _on_the_day(org: Walked, known: People, at: str, problems: list[Problem]) -> DesiredOrg:
    """The org with what is there at a moment, and with the names of those who are."""
    found = present(org.state, known, at, problems)
    return DesiredOrg(org.org, found.state, org.limits, org.source, found, org.state, openings=org.openings)


# --- which document speaks of what ------------------------------------------------------------------------------------


def _unknown_document(document: Document) -> Problem:
    if "apiVersion" in document.root or "kind" in document.root:
        message = "this document is of a format this program does not know"
        return Problem(
            "unknown-format",
            message,
            source_of(document, "apiVersion"),
            "begin the document with org:, people: or allow:",
        )
    seen = next(iter(document.root), "")
    hint = nearest(seen, ("org", "allow", "people")) or "begin the document with org:, people: or allow:"
    message = "this document speaks neither of an org, nor of people, nor of allowances"
    return Problem("unknown-document", message, source_of(document, seen), hint)


def _part(document: Document, parts: dict[str, list[Document]], problems: list[Problem]) -> None:
    slug = text_of(document.root["org"])
    if slug is not None and len(slug) > DEFAULT_LIMITS.name_length:
        message = f"org {quoted(slug)} is longer than {DEFAULT_LIMITS.name_length} characters"
        problems.append(Problem("text-length", message, source_of(document, "org", of_key=False), "shorten it"))
        return
    try:
        key = identity_key(slug or "")
        if slug is None or "/" in key:
            raise NameRefused("is not a slug")
    except NameRefused as reason:
        message = f"org {quoted(slug or '')} {reason}"
        problems.append(
            Problem("name-refused", message, source_of(document, "org", of_key=False), "write org: brainlab")
        )
        return
    parts.setdefault(key, []).append(document)


def _by_platform(
    slug: str, documents: Sequence[Document], problems: list[Problem], before: Recalled | None
) -> dict[str, list[Document]]:
    """The documents of one slug by platform; those that do not say belong to the only platform that is said."""
    said: dict[str, list[Document]] = {before.platform: []} if before is not None else {}
    silent: list[Document] = []
    wrong = False
    for document in documents:
        name = text_of(document.root.get("platform"))
        if name is None and "platform" not in document.root:
            silent.append(document)
        elif name in platform_names():
            said.setdefault(name, []).append(document)
        else:
            wrong = True
            message = f"{quoted(name or '')} is not a platform"
            hint = nearest(name or "", platform_names()) or f"one of: {', '.join(platform_names())}"
            problems.append(Problem("unknown-platform", message, source_of(document, "platform", of_key=False), hint))
    if before is not None and len(said) > 1:
        raise Unusable
    if len(said) == 1:
        next(iter(said.values())).extend(silent)
    elif said and silent:
        message = f"the org {slug} exists on {' and '.join(said)}; this document does not say which is meant"
        hint = f"add {' or '.join(f'platform: {name}' for name in said)} to this document"
        problems += [Problem("which-platform", message, source_of(d, "org"), hint) for d in silent]
    elif silent and not wrong:
        message = f"no document says on which platform the org {slug} is"
        hint = f"add a line platform: and one of: {', '.join(platform_names())}"
        problems.append(Problem("no-platform", message, source_of(silent[0], "org"), hint))
    return {name: sorted(own, key=lambda d: (d.file, d.line)) for name, own in said.items()}

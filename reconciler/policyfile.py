"""The policy file: what the protected branch says of guards, approvals and people, whatever a pull request says.

It is read like a manifest, strictly and with every problem at its line, but it is none: the manifests cannot change it, and a
change of it in a pull request does not hold for the plan of that pull request (T110). Which file, and at which commit, is for
the command line to say. To let a policy say more: one field in ``policygrammar``, and what it means in :func:`_policy`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import ValidationError

from reconciler.approvals import Rules
from reconciler.canonical import sha256
from reconciler.errors import Problem, Severity, Source, errors_among, in_reading_order
from reconciler.guards import Duties, Policy
from reconciler.kinds import Shape, Spec
from reconciler.manifest.compose import compose
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.manifest.misfits import Place, described, empty, explained, nearest, nothing, quoted
from reconciler.manifest.nodes import Block
from reconciler.people import person_key
from reconciler.policygrammar import (
    DUTIES,
    PERSON,
    POLICY,
    SIGNING,
    Approving,
    Policyfile,
    Separated,
    Signing,
    Trusted,
)
from reconciler.signing import PublicKey, public_key
from reconciler.text import NameRefused
from reconciler.vocabulary import load, platform_names
from reconciler.vouching import Voucher

S = TypeVar("S", bound=Spec)


@dataclass(frozen=True)
class PolicyFile:
    """What a policy file says: for guards and approvals, whose public keys there are, names on the Git host, and keys of checkpoints."""

    policy: Policy = field(default_factory=lambda: Policy(approvals=Rules(0, 0, 0)))
    keys: Mapping[PublicKey, str] = field(default_factory=dict)
    handles: Mapping[str, str] = field(default_factory=dict)
    vouchers: tuple[Voucher, ...] = ()

    @property
    def rules(self) -> Rules:
        """What it says of approvals and people."""
        return self.policy.approvals or Rules(0, 0, 0)


def read_policy(data: bytes, file: str) -> tuple[PolicyFile, list[Problem]]:
    """The policy in the bytes of a file, and everything wrong with it; with an error it must not be used."""
    text, problems = admit(data, file, DEFAULT_LIMITS)
    documents, found = compose(text, file, DEFAULT_LIMITS) if text is not None else ([], [])
    problems += found
    if len(documents) != 1:
        if not errors_among(problems):
            message = "a policy file holds one document"
            problems.append(Problem("policy-file", message, Source(file), "write it into one document, without ---"))
        return PolicyFile(), in_reading_order(problems)
    root = documents[0].root
    place = Place(file, root, root.line, root.column)
    said = _validated(Policyfile, POLICY, place, problems)
    made = _policy(said, _people(place, problems), sha256(data), place, problems)
    return made, in_reading_order(problems)


def _validated(spec: type[S], shape: Shape, place: Place, problems: list[Problem]) -> S:
    """A node as its Spec; what is wrong with it is explained and left out, so that the rest is read, too."""
    node: Block = place.node
    hollow = [name for name, value in node.items() if nothing(value)]
    problems.extend(empty(name, place.key(name), section=False) for name in hollow)
    said = {name: value for name, value in node.items() if name not in hollow}
    try:
        return spec.model_validate(said)
    except ValidationError as error:
        found = error.errors(include_url=False)
        problems.extend(explained(shape, detail, place) for detail in found)
        wrong = {detail["loc"][0] for detail in found}
        return spec.model_validate({name: value for name, value in said.items() if name not in wrong})


def _policy(said: Policyfile, people: _Known, digest: str, place: Place, problems: list[Problem]) -> PolicyFile:
    """What a policy means for guards and approvals."""
    asked = said.approvals or Approving(each=0, power=0, require_signed=0)
    rules = Rules(
        each=asked.each,
        power=asked.power,
        signed=asked.require_signed,
        required=asked.required,
        separate_applier=asked.separate_applier,
        owners=tuple(sorted(_keys(said.owners, "owners", place, problems))),
        robots=frozenset(_keys(said.robots, "robots", place, problems)),
        names=people.names,
    )
    stated = {name: value for name, value in said.guards.model_dump().items() if value is not None}
    caps = {name: value for name, value in said.caps.model_dump().items() if value is not None}
    policy = Policy(**stated, caps=caps, approvals=rules, digest=digest, apart=_apart(place, problems))
    return PolicyFile(policy, people.keys, people.handles, tuple(_vouchers(place, problems)))


def _keys(names: Iterable[str], field_name: str, place: Place, problems: list[Problem]) -> Iterator[str]:
    for name in names:
        try:
            yield person_key(name)
        except NameRefused as reason:
            problems.append(_refused(name, reason, place(field_name)))


def _refused(name: str, reason: NameRefused, source: Source) -> Problem:
    return Problem(
        "name-refused", f"person {quoted(name)} {reason}", source, "write an address or a handle: ada@brainlab.example"
    )


class _Known:
    """The persons of a policy, as they are met: all their names, whose key is whose, and what the Git host calls them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.names: dict[str, tuple[str, ...]] = {}
        self.keys: dict[PublicKey, str] = {}
        self.handles: dict[str, str] = {}
        self.problems = problems

    def add(self, name: str, person: Trusted, at: Source, place: Place) -> None:
        """One more person, as written at *place* under a name written at *at*."""
        handle = person.handle or ""
        every = []
        for own in dict.fromkeys((name, *person.also, *([handle.removeprefix("@")] if handle else ()))):
            try:
                every.append(person_key(own))
            except NameRefused as reason:
                self.problems.append(_refused(own, reason, at))
        for key in every:
            if key in self.names:
                message = f"{quoted(key)} is a name of two people"
                self.problems.append(Problem("person-twice", message, at, "delete one of the two"))
        self.names.update(dict.fromkeys(every, tuple(sorted(set(every)))))
        self.handles.update(dict.fromkeys(every, handle) if handle else {})
        for line in person.keys if every else ():
            _key(line, every[0], place("keys"), self.keys, self.problems)


def _key(line: str, owner: str, at: Source, known: dict[PublicKey, str], problems: list[Problem]) -> PublicKey | None:
    """The key in a line, which is now known as its owner's; None if it is none, or somebody else's."""
    try:
        key = public_key(line)
    except ValueError as reason:
        hint = "write the line of the .pub file: ssh-keygen -t ed25519 makes one"
        problems.append(Problem("policy-key", f"{quoted(line)} {reason}", at, hint))
        return None
    if known.setdefault(key, owner) == owner:
        return key
    message = f"the key {key.fingerprint} is also that of {quoted(known[key])}"
    problems.append(Problem("policy-key", message, at, "give each a key of their own: ssh-keygen -t ed25519 -f FILE"))
    return None


def _people(place: Place, problems: list[Problem]) -> _Known:
    """The persons under ``people:``."""
    known = _Known(problems)
    for name, at, own in _entries("people", "person", "write also:, keys: or handle:", place, problems):
        known.add(name, Trusted() if own is None else _validated(Trusted, PERSON, own, problems), at, own or place)
    return known


def _apart(place: Place, problems: list[Problem]) -> Mapping[str, Duties]:
    """What is kept apart, under ``apart:``."""
    found = {}
    for name, at, own in _entries("apart", "duty", "write platform: and words:", place, problems):
        if own is None:
            problems.append(empty(name, at, section=False))
            continue
        said = _validated(Separated, DUTIES, own, problems)
        if said.platform not in platform_names():
            hint = nearest(said.platform, platform_names()) or f"write platform: {' or '.join(platform_names())}"
            message = f"{quoted(said.platform)} is not a platform" if said.platform else "no platform is named"
            problems.append(Problem("unknown-platform", message, own("platform"), hint))
            continue
        known = {word for ranks in load(said.platform).ranks.values() for word in ranks}
        for word in sorted({*said.words} - known):
            message = f"{quoted(word)} is no word of {load(said.platform).title}"
            hint = nearest(word, known) or f"see: reconciler vocabulary show {said.platform}"
            problems.append(Problem("unknown-word", message, own("words"), hint))
        if len(said.words) < 2:  # noqa: PLR2004 - one word alone is apart from nothing
            problems.append(Problem("too-few", f"{quoted(name)} keeps nothing apart", own("words"), "name two words"))
        found[name] = Duties(said.platform, frozenset(said.words))
    return found


def _vouchers(place: Place, problems: list[Problem]) -> Iterator[Voucher]:
    """The keys of checkpoints, under ``checkpoints:``."""
    known: dict[PublicKey, str] = {}
    for name, at, own in _entries("checkpoints", "key", "write key: below it", place, problems):
        if own is None:
            problems.append(empty(name, at, section=False))
            continue
        said = _validated(Signing, SIGNING, own, problems)
        problems += _wrong_sizes(said, own)
        if own.seen("key") is None:
            problems.append(Problem("missing-key", "this checkpoint key needs key", own(), "add key: ssh-ed25519 …"))
        elif said.key and (key := _key(said.key, name, own("key"), known, problems)) is not None:
            yield Voucher(key, name, said.since or {}, said.until)


def _wrong_sizes(said: Signing, place: Place) -> Iterator[Problem]:
    """Sizes of no org's log: one that is misspelled would bind the key to nothing."""
    for field_name, sizes in (("since", said.since or {}), ("until", said.until or {})):
        for org in sizes:
            platform, slash, _ = org.partition("/")
            if not slash or platform not in platform_names():
                message = f"{quoted(org)} does not begin with a platform"
                yield Problem(
                    "unknown-platform",
                    message,
                    place.key(field_name, org),
                    f"write it whole, as in {platform_names()[0]}/lab: 32",
                )


def _entries(
    section: str, what: str, hint: str, place: Place, problems: list[Problem]
) -> Iterator[tuple[str, Source, Place | None]]:
    """What stands under a section: each name, its place, and the mapping behind it, if there is one."""
    node = place.seen(section)
    if isinstance(node, Block):
        for name, entry in node.items():
            key_line, key_column, *spot = node.places[name]
            own, at = Place(place.file, entry, *spot), Source(place.file, key_line, key_column)
            if isinstance(entry, Block):
                yield name, at, own
            elif nothing(entry):
                yield name, at, None
            else:
                problems.append(Problem("wrong-type", f"this {what} is {described(entry)}, not a mapping", own(), hint))
    elif node is not None and not nothing(node):
        message = f"{section} is {described(node)}, not a mapping"
        problems.append(Problem("wrong-type", message, place(section), "write a name and a colon"))


def set_aside(held: bytes | None, here: bytes | None, file: str) -> Iterator[Problem]:
    """A warning if the tree under review has another policy than the one that is held: it is not obeyed (T110)."""
    if here != held:
        what = "is new here" if held is None else "is missing here" if here is None else "is changed here"
        message = f"{what}; the policy of the protected branch holds, and a change of it needs its owners"
        yield Problem(
            "policy-changed", message, Source(file), "let the owners merge it first, on its own", Severity.WARNING
        )

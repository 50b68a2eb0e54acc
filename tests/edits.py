"""A tree of manifests, and what people do to it: one function for each thing, named by what happens.

An edit takes the tree and a source of chance, and changes the tree; where there is nothing that it could be done to, nothing
happens. What comes of it may well be wrong (somebody has a place and is no member): that is for the program to say. No file is touched
here, and no program is run. To add something that people do: a function, and its name in :data:`EDITS`.
"""

from __future__ import annotations

import copy
import datetime
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

Document: TypeAlias = dict[str, Any]

PLATFORMS = {"one": "webknossos", "two": "encord", "three": "encord", "org-four": "dnanexus"}
"""The orgs there are at first."""
ROLES = {
    "webknossos": ("member", "dataset_manager", "admin"),
    "encord": ("workforce", "external", "internal_member", "internal_admin"),
    "dnanexus": ("member", "admin"),
}
TEAMS = {"webknossos": "teams", "encord": "groups"}
"""How the section is called there that has teams in it."""
SETTINGS = ("platform", "name", "owner", "timezone", "plan", "sign_up", "guards")
NAMES = ("ada", "bob", "cem", "dora", "eve", "finn")
BEGIN = datetime.date(2026, 11, 23)
ODD = (
    "org: [",
    "",
    "# nothing is said here\n",
    "org: one\n",
    "org: ONE\nteams: {Loud: }\n",
    "org: one\nmembers: {nobody: {role: king}}\n",
    "org: one\nmembers:\n",
    "org: one\nmembers: {x@one.example: , x@one.example: }\n",
    "org: one\nteams: {Tokens: {description: ghp_0123456789abcdef0123456789abcdef0123}}\n",
    "org: nowhere\nmembers: {ada@one.example: }\n",
    "org: one\nplatform: nowhere\n",
    "organization: one\n",
    "org: ''\n",
    "org: one/two\n",
    "org: one\r\nteams:\r\n  Dos: {}\r\n",
    "org: one\n\tteams: {}\n",
    "people: {}\n---\nallow: []\n",
    "org: two\ngroups: &all {A: , B: }\n---\nallow: []\n",
)
"""Whole files that are odd in one way each; some are wrong, some are not."""


@dataclass
class File:
    """A manifest: what stands above, and its documents; or odd bytes in the place of both."""

    documents: list[Document] = field(default_factory=list)
    above: str = ""
    odd: str | None = None

    @property
    def text(self) -> str:
        """How it is written: an entry a line, so that whatever comes above moves what stands below."""
        if self.odd is not None:
            return self.odd
        return self.above + "---\n".join(
            yaml.safe_dump(each, sort_keys=False, width=1000, allow_unicode=True) for each in self.documents
        )


Tree: TypeAlias = dict[str, File]


def first_tree() -> Tree:
    """Four orgs on three platforms, most of them in many files that speak of each other's things."""
    soon, later = (BEGIN + datetime.timedelta(days=days) for days in (12, 27))
    wanted: dict[str, Document] = {
        "one/org.yaml": {
            "org": "one", "platform": "webknossos", "name": "One", "owner": "ada@one.example", "timezone": "Europe/Berlin",
            "plan": {"name": "Team", "included_users": 12}, "guards": {"people_removed": 5, "places_removed": 20, "others_removed": 9},
        },
        "one/domains.yaml": {"org": "one", "experience_domains": {"axons": None, "spines": {"description": "Small ones"}}},
        "one/members.yaml": {
            "org": "one",
            "members": {
                "ada@one.example": {"role": "admin"}, "bob@one.example": {"experience": {"axons": 3}},
                "cem@one.example": {"role": "admin", "experience": {"axons": 7, "spines": 1}},
            },
        },
        "one/more.yaml": {"org": "one", "members": {"dora@one.example": {"expires": later}, "eve@one.example": {}}},
        "one/teams.yaml": {"org": "one", "teams": {"Red": {"members": {"bob@one.example": "team_manager", "dora@one.example": None}}}},
        "one/more-teams.yaml": {"org": "one", "teams": {"Green": {"members": {"eve@one.example": {"expires": soon}}}}},
        "one/work.yaml": {
            "org": "one",
            "projects": {"Axons": {"owner": "ada@one.example", "team": "Red", "requires": {"axons": 1}}},
            "datasets": {"cortex": {"access": {"team:Red": "access"}}},
        },
        "two/org.yaml": {
            "org": "two", "platform": "encord", "name": "Two", "sign_up": {"domains": {"two.example": "internal_member"}},
            "guards": {"people_removed": 5, "places_removed": 20, "others_removed": 9},
        },
        "two/users.yaml": {
            "org": "two",
            "members": {"ada@two.example": {"role": "internal_admin"}, "bob@two.example": {"role": "internal_admin"}, "eve@two.example": None},
        },
        "two/guests.yaml": {"org": "two", "members": {"sam@three.example": {"role": "workforce", "starts": BEGIN}}},
        "two/groups.yaml": {"org": "two", "groups": {"Red": {"members": ["eve@two.example", "sam@three.example"]}}},
        "two/work.yaml": {"org": "two", "ontologies": {"traffic": None}, "datasets": {"night": {"access": {"group:Red": "user"}}}},
        "two/projects.yaml": {
            "org": "two",
            "projects": {"Night": {"ontology": "traffic", "datasets": ["night"], "access": {"ada@two.example": "admin", "group:Red": "annotator"}}},
        },
        "three.yaml": {
            "org": "three", "platform": "encord", "type": "workforce",
            "members": {"ada@three.example": {"role": "internal_admin"}, "sam@three.example": {"role": "internal_member"}},
        },
        "four.yaml": {"org": "org-four", "platform": "dnanexus", "members": {"user-ada": {"role": "admin"}, "user-joe": {"expires": later}}},
    }  # fmt: skip
    return {name: File([document]) for name, document in wanted.items()}


# --- finding what to edit ---------------------------------------------------------------------------------------------


def slug_of(document: Document) -> str:
    """The org that a document speaks of, in small letters."""
    return str(document.get("org", "")).lower()


def platform_of(document: Document) -> str:
    """The platform of a document, as it says, or as it was at first."""
    return str(document.get("platform", PLATFORMS.get(slug_of(document), "webknossos")))


def documents(tree: Tree, *keys: str, slug: str = "") -> list[Document]:
    """The documents of orgs, or of one org, that have one of these sections or settings, or any."""
    return [
        each
        for file in tree.values()
        for each in file.documents
        if "org" in each and (not slug or slug_of(each) == slug) and (not keys or any(key in each for key in keys))
    ]


def one_of(chance: random.Random, found: list[Any]) -> Iterator[Any]:
    """One of them, if there is any: to be used in a loop that is gone through once or never."""
    yield from [chance.choice(found)] if found else []


def entries(tree: Tree, *sections: str) -> list[tuple[Document, dict[str, Any], str]]:
    """Every entry of such sections: its document, the section it is in, and its name."""
    return [
        (each, each[section], name)
        for each in documents(tree)
        for section in sections
        if isinstance(each.get(section), dict)
        for name in each[section]
    ]


def person(chance: random.Random, slug: str) -> str:
    """Somebody who is, was or might be in an org; now and then in another of its platform, too."""
    name = chance.choice(NAMES)
    if PLATFORMS.get(slug) == "encord" and chance.random() < 0.2:
        return chance.choice(["sam@three.example", "ada@three.example"])
    return f"user-{name}" if slug == "org-four" else f"{name}@{slug}.example"


def day(chance: random.Random) -> datetime.date:
    """A day that may have been, or will be before long."""
    return BEGIN + datetime.timedelta(days=chance.randrange(-10, 60))


def attributes(chance: random.Random, platform: str) -> dict[str, Any] | None:
    """What an entry of a member says; often little."""
    found: dict[str, Any] = {}
    if chance.random() < 0.6:
        found["role"] = chance.choice(ROLES[platform])
    if chance.random() < 0.3:
        found[chance.choice(["starts", "expires"])] = day(chance)
    if platform == "webknossos" and chance.random() < 0.3:
        found["experience"] = {chance.choice(["axons", "spines"]): chance.randrange(9)}
    return found or chance.choice([None, {}])


def new_name(chance: random.Random, tree: Tree, folder: str = "") -> str:
    """A name that no file has, before or after the others."""
    number = chance.randrange(1000)
    name = f"{folder or chance.choice(['', '', 'one/', 'two/', 'deep/er/'])}{chance.choice('amz')}{number}.{chance.choice(['yaml', 'yaml', 'yml'])}"
    return name if name not in tree else f"z-{name}"


def places(tree: Tree, slug: str) -> Iterator[dict[str, Any] | list[Any]]:
    """Whatever names members in the teams of an org."""
    for each in documents(tree, "teams", "groups", slug=slug):
        for team in [*(each.get("teams") or {}).values(), *(each.get("groups") or {}).values()]:
            if isinstance(team, dict) and team.get("members"):
                yield team["members"]


def take_out(found: dict[str, Any] | list[Any], name: str, *, other: str = "") -> None:
    """Take a name out of a mapping or a list, or put another one in its place."""
    if isinstance(found, list):
        found[:] = [other if each == name else each for each in found if each != name or other]
    elif name in found:
        kept = {(other if each == name else each): value for each, value in found.items() if each != name or other}
        found.clear()
        found.update(kept)


# --- members ----------------------------------------------------------------------------------------------------------


def a_member_comes(tree: Tree, chance: random.Random) -> None:
    for each in one_of(chance, documents(tree, "members") if chance.random() < 0.8 else documents(tree)):
        who = person(chance, slug_of(each))
        if each.get("members") is None:
            each["members"] = {}
        each["members"][who] = attributes(chance, platform_of(each))


def a_member_goes(tree: Tree, chance: random.Random) -> None:
    for each, members, who in one_of(chance, entries(tree, "members")):
        del members[who]
        if chance.random() < 0.7:
            for found in places(tree, slug_of(each)):
                take_out(found, who)


def a_member_is_another(tree: Tree, chance: random.Random) -> None:
    for each, members, who in one_of(chance, entries(tree, "members")):
        members[who] = attributes(chance, platform_of(each))


def a_member_moves_to_another_file(tree: Tree, chance: random.Random) -> None:
    for each, members, who in one_of(chance, entries(tree, "members")):
        for other in one_of(chance, documents(tree, slug=slug_of(each))):
            said = members.pop(who)
            other["members"] = {**(other.get("members") or {}), who: said}


def a_member_has_another_name(tree: Tree, chance: random.Random) -> None:
    for each, members, who in one_of(chance, entries(tree, "members")):
        other = person(chance, slug_of(each))
        if other != who and other not in members:
            members[who] = {**(members[who] or {}), "previously": [who]}
            take_out(members, who, other=other)
            for found in places(tree, slug_of(each)) if chance.random() < 0.7 else ():
                take_out(found, who, other=other)


def former_names_are_forgotten(tree: Tree, chance: random.Random) -> None:
    for _, section, name in entries(tree, "members", "teams", "groups"):
        if isinstance(section[name], dict):
            section[name].pop("previously", None)


# --- teams, places, work ----------------------------------------------------------------------------------------------


def a_team_comes(tree: Tree, chance: random.Random) -> None:
    for each in one_of(chance, [each for each in documents(tree) if platform_of(each) in TEAMS]):
        who = person(chance, slug_of(each))
        team = chance.choice([None, {}, {"description": "New"}, {"members": {who: None}}, {"members": {}}])
        section = TEAMS[platform_of(each)]
        each[section] = {**(each.get(section) or {}), chance.choice(["Red", "Green", "Blue", "Grey"]): team}


def a_team_goes(tree: Tree, chance: random.Random) -> None:
    for _, section, name in one_of(chance, entries(tree, "teams", "groups")):
        del section[name]


def a_team_has_another_name(tree: Tree, chance: random.Random) -> None:
    for _, section, name in one_of(chance, entries(tree, "teams", "groups")):
        other = chance.choice(["Red", "Green", "Blue", "Grey"])
        if other not in section:
            section[name] = {**(section[name] or {}), "previously": [name]}
            take_out(section, name, other=other)


def an_entry_moves_to_another_file(tree: Tree, chance: random.Random) -> None:
    sections = ("teams", "groups", "projects", "datasets", "experience_domains", "ontologies")
    for each, section, name in one_of(chance, entries(tree, *sections)):
        key = next(key for key, value in each.items() if value is section)
        for other in one_of(chance, documents(tree, slug=slug_of(each))):
            said = section.pop(name)
            other[key] = {**(other.get(key) or {}), name: said}


def a_place_comes(tree: Tree, chance: random.Random) -> None:
    for each, section, name in one_of(chance, entries(tree, "teams", "groups")):
        team = section[name] if isinstance(section[name], dict) else {}
        found = team.get("members") or {}
        said = chance.choice([None, {"expires": day(chance)}, {"starts": day(chance)}])
        section[name] = {**team, "members": {**(found if isinstance(found, dict) else dict.fromkeys(found))}}
        section[name]["members"][person(chance, slug_of(each))] = said


def a_place_goes(tree: Tree, chance: random.Random) -> None:
    for each in one_of(chance, documents(tree)):
        for found in one_of(chance, [*places(tree, slug_of(each))]):
            for who in one_of(chance, list(found)):
                take_out(found, who)


def work_changes(tree: Tree, chance: random.Random) -> None:
    """Projects and datasets refer to teams and members of whatever file."""
    for each in one_of(chance, documents(tree, "projects", "datasets")):
        if platform_of(each) == "webknossos":
            team, domain = chance.choice(["Red", "Green", "Blue"]), chance.choice(["axons", "spines"])
            project = {"team": team, "owner": person(chance, "one"), "requires": {domain: chance.randrange(5)}}
            each.setdefault("projects", {})[chance.choice(["Axons", "Spines"])] = project
        else:
            access = {f"group:{chance.choice(['Red', 'Green'])}": "user"}
            each.setdefault("datasets", {})[chance.choice(["night", "day"])] = {"access": access}


def something_is_described(tree: Tree, chance: random.Random) -> None:
    """By what may look like a secret, which gives a warning with a line."""
    for _, section, name in one_of(chance, entries(tree, "teams", "groups", "datasets")):
        said = chance.choice(["Well known", "ghp_0123456789abcdef0123456789abcdef0123"])
        section[name] = {**(section[name] if isinstance(section[name], dict) else {}), "description": said}


# --- sections and settings --------------------------------------------------------------------------------------------


def _sections(each: Document) -> list[str]:
    return [key for key in each if key not in ("org", *SETTINGS)]


def a_section_goes(tree: Tree, chance: random.Random) -> None:
    """Perhaps the only one of its document, of which then nothing is left but the org."""
    for each in one_of(chance, [each for each in documents(tree) if _sections(each)]):
        del each[chance.choice(_sections(each))]


def a_section_is_emptied(tree: Tree, chance: random.Random) -> None:
    for each in one_of(chance, [each for each in documents(tree) if _sections(each)]):
        each[chance.choice(_sections(each))] = chance.choice([{}, {}, None])


def a_section_moves_to_a_file_of_its_own(tree: Tree, chance: random.Random) -> None:
    for each in one_of(chance, [each for each in documents(tree) if _sections(each)]):
        key = chance.choice(_sections(each))
        tree[new_name(chance, tree)] = File([{"org": each["org"], key: each.pop(key)}])


def entries_are_in_another_order(tree: Tree, chance: random.Random) -> None:
    for each in one_of(chance, documents(tree)):
        for key in _sections(each):
            if isinstance(each[key], dict):
                each[key] = {name: each[key][name] for name in chance.sample(sorted(each[key]), len(each[key]))}


def a_setting_moves_to_another_file(tree: Tree, chance: random.Random) -> None:
    for each in one_of(chance, documents(tree, *SETTINGS)):
        for other in one_of(chance, documents(tree, slug=slug_of(each))):
            key = chance.choice([key for key in SETTINGS if key in each])
            other[key] = each.pop(key)


def a_setting_changes(tree: Tree, chance: random.Random) -> None:
    new: dict[str, list[Any]] = {
        "name": ["One", "Two", "Another"],
        "owner": ["ada@one.example", "cem@one.example", "nobody@one.example"],
        "timezone": ["UTC", "Asia/Tokyo", "America/Los_Angeles"],
        "plan": [{"included_users": 4}, {"included_users": 40}, {"name": "Power"}],
        "guards": [{"people_removed": 9}, {"people_removed": 0}, {"others_removed": 50, "places_removed": 50}],
    }
    for each in one_of(chance, documents(tree, *SETTINGS)):
        key = chance.choice([key for key in new if key in each] or ["timezone"])
        each[key] = chance.choice(new[key])


def something_is_declared_twice(tree: Tree, chance: random.Random) -> None:
    """In two files, one of which may be as it was."""
    for each in one_of(chance, documents(tree)):
        for other in one_of(chance, [other for other in documents(tree, slug=slug_of(each)) if other is not each]):
            key = chance.choice([key for key in each if key != "org"] or ["name"])
            if isinstance(each.get(key), dict) and each[key] and key not in SETTINGS:
                name = chance.choice(sorted(each[key]))
                other[key] = {**(other.get(key) or {}), name: copy.deepcopy(each[key][name])}
            else:
                other[key] = copy.deepcopy(each.get(key, "One"))


def an_org_is_spelled_otherwise(tree: Tree, chance: random.Random) -> None:
    for each in one_of(chance, documents(tree)):
        each["org"] = chance.choice([str(each["org"]).upper(), slug_of(each)])


# --- files ------------------------------------------------------------------------------------------------------------


def a_file_is_split(tree: Tree, chance: random.Random) -> None:
    for each, section, _ in one_of(chance, entries(tree, "members", "teams", "groups", "datasets", "projects")):
        key = next(key for key, value in each.items() if value is section)
        gone = chance.sample(sorted(section), chance.randint(1, len(section)))
        tree[new_name(chance, tree)] = File([{"org": each["org"], key: {name: section.pop(name) for name in gone}}])


def two_files_are_merged(tree: Tree, chance: random.Random) -> None:
    """Into one document if they speak of one org, else behind each other: then a file speaks of several."""
    name, other = chance.sample(sorted(tree), 2) if len(tree) > 2 else ("", "")
    if name and tree[name].odd is None and tree[other].odd is None:
        alike = len(tree[name].documents) == len(tree[other].documents) == 1
        one, two = [*tree[name].documents, {}][0], [*tree[other].documents, {}][0]
        if alike and slug_of(one) == slug_of(two) and not one.keys() & two.keys() - {"org"}:
            one.update(two)
        else:
            tree[name].documents += tree[other].documents
        del tree[other]


def two_files_of_an_org_are_merged(tree: Tree, chance: random.Random) -> None:
    alike = [name for name, file in tree.items() if {slug_of(each) for each in file.documents} == {"one"}]
    if len(alike) > 1:
        name, other = chance.sample(sorted(alike), 2)
        tree[name].documents += tree.pop(other).documents


def a_file_has_another_name(tree: Tree, chance: random.Random) -> None:
    """Later or earlier among the others, in another folder, with another ending, or one that makes it no manifest."""
    name = chance.choice(sorted(tree))
    other = new_name(chance, tree) if chance.random() < 0.9 else f"{name}.txt"
    tree[other] = tree.pop(name)


def two_files_change_names(tree: Tree, chance: random.Random) -> None:
    name, other = chance.choice(sorted(tree)), chance.choice(sorted(tree))
    tree[name], tree[other] = tree[other], tree[name]


def a_file_is_deleted(tree: Tree, chance: random.Random) -> None:
    if len(tree) > 2:
        del tree[chance.choice(sorted(tree))]


def an_odd_file_comes(tree: Tree, chance: random.Random) -> None:
    tree[chance.choice(["a-odd.yaml", "one/odd.yaml", "z-odd.yaml"])] = File(odd=chance.choice(ODD))


def a_file_becomes_odd(tree: Tree, chance: random.Random) -> None:
    tree[chance.choice(sorted(tree))].odd = chance.choice(ODD)


def a_comment_is_added(tree: Tree, chance: random.Random) -> None:
    """Above: the lines of all that stands below are other ones, and nothing else is."""
    tree[chance.choice(sorted(tree))].above += "# a comment\n" * chance.randint(1, 3)


def comments_are_added_everywhere_in_an_org(tree: Tree, chance: random.Random) -> None:
    slug = chance.choice(sorted(PLATFORMS))
    for file in tree.values():
        if file.documents and slug_of(file.documents[0]) == slug and chance.random() < 0.7:
            file.above = "# of all of them\n"


# --- orgs, and what is shared -----------------------------------------------------------------------------------------


def _without(tree: Tree, gone: Callable[[Document], bool]) -> None:
    """Take documents out of all files, and out of the tree the files of which nothing is left."""
    for name, file in list(tree.items()):
        kept = [each for each in file.documents if not gone(each)]
        if not kept and file.documents and len(tree) > 1:
            del tree[name]
        file.documents = kept


def a_file_speaks_of_a_second_org(tree: Tree, chance: random.Random) -> None:
    name, other = chance.choice(sorted(tree)), chance.choice(sorted(tree))
    if tree[other].documents and name != other:
        tree[name].documents.append(tree[other].documents.pop())


def orgs_part_again(tree: Tree, chance: random.Random) -> None:
    for name in sorted(tree):
        while len(tree[name].documents) > 1:
            tree[new_name(chance, tree)] = File([tree[name].documents.pop()])


def a_slug_is_on_two_platforms(tree: Tree, chance: random.Random) -> None:
    """Each document then has to say which is meant, and perhaps one does not."""
    for each in documents(tree, slug="one"):
        if chance.random() < 0.95:
            each["platform"] = platform_of(each)
    twin = {"org": "one", "platform": "encord", "members": {"ada@one.example": {"role": "internal_admin"}}}
    tree[chance.choice(["a-twin.yaml", "z-twin.yaml"])] = File([twin])


def a_slug_is_on_one_platform_again(tree: Tree, chance: random.Random) -> None:
    tree.pop("a-twin.yaml", None)
    tree.pop("z-twin.yaml", None)


def an_org_comes(tree: Tree, chance: random.Random) -> None:
    org = {"org": "spare", "platform": chance.choice(["webknossos", "encord"]), "members": {}}
    org["members"] = {"ada@spare.example": {"role": ROLES[str(org["platform"])][-1]}}
    tree["spare.yaml"] = File([org])


def an_org_goes(tree: Tree, chance: random.Random) -> None:
    """From the manifests: it stays as it is, unless an allowance says that it may go."""
    slug = chance.choice([*PLATFORMS, "spare", "spare"])
    _without(tree, lambda each: slug_of(each) == slug)


def people_change(tree: Tree, chance: random.Random) -> None:
    slug = chance.choice(sorted(PLATFORMS))
    said = chance.choice([{"departed": day(chance)}, {"name": "Known"}, {"also": [person(chance, slug)]}])
    home = chance.choice(["people.yaml", "people.yaml", "more-people.yaml", "four.yaml"])
    tree.setdefault(home, File()).documents.append({"people": {person(chance, slug): said}})


def people_are_forgotten(tree: Tree, chance: random.Random) -> None:
    _without(tree, lambda each: "people" in each)


def something_is_allowed(tree: Tree, chance: random.Random) -> None:
    guard, org = chance.choice(["people-removed", "org-removed", "places-removed"]), chance.choice(sorted(PLATFORMS))
    said = {"org": org, "guard": guard, "up_to": chance.randrange(1, 5), "reason": "walk", "until": day(chance)}
    home = chance.choice(["allow.yaml", "allow.yaml", "two/org.yaml"])
    tree.setdefault(home, File()).documents.append({"allow": [said]})


def nothing_is_allowed(tree: Tree, chance: random.Random) -> None:
    _without(tree, lambda each: "allow" in each)


Edit: TypeAlias = Callable[[Tree, random.Random], None]
EDITS: tuple[Edit, ...] = (
    a_member_comes, a_member_comes, a_member_goes, a_member_is_another, a_member_moves_to_another_file,
    a_member_has_another_name, former_names_are_forgotten,
    a_team_comes, a_team_goes, a_team_has_another_name, an_entry_moves_to_another_file, a_place_comes, a_place_goes,
    work_changes, something_is_described,
    a_section_goes, a_section_is_emptied, a_section_moves_to_a_file_of_its_own, entries_are_in_another_order,
    a_setting_moves_to_another_file, a_setting_moves_to_another_file, a_setting_changes, something_is_declared_twice,
    an_org_is_spelled_otherwise,
    a_file_is_split, a_file_is_split, two_files_are_merged, two_files_of_an_org_are_merged, a_file_has_another_name,
    a_file_has_another_name, two_files_change_names, a_file_is_deleted, an_odd_file_comes, a_file_becomes_odd,
    a_comment_is_added, a_comment_is_added, comments_are_added_everywhere_in_an_org,
    a_file_speaks_of_a_second_org, *[orgs_part_again] * 3, a_slug_is_on_two_platforms, a_slug_is_on_one_platform_again,
    an_org_comes, an_org_goes, people_change, *[people_are_forgotten] * 2, something_is_allowed, *[nothing_is_allowed] * 2,
)  # fmt: skip
"""What may happen; what stands here twice happens twice as often."""

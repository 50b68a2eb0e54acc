"""The JSON Schema is up to date, is one, accepts every example, and rejects nothing the program would take.

The validator is an independent one, and values are read by another YAML library than the program's.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml_rs
from jsonschema import Draft202012Validator, FormatChecker

import reconciler as r
from reconciler.policyfile import read_policy
from reconciler.schema import schemas

ROOT = Path(__file__).resolve().parent.parent
MANIFESTS = sorted((ROOT / "examples").rglob("*.yaml"))
SCHEMA = json.loads((ROOT / "schemas" / "manifest.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def documents(text: str) -> list[Any]:
    read = yaml_rs.loads(text, parse_datetime=False)
    return read if isinstance(read, list) else [read]


def problems(*read: Any) -> set[str]:
    """The codes the program has for documents, which reach it as JSON (which is YAML)."""
    text = "\n---\n".join(json.dumps(document, indent=1, ensure_ascii=False) for document in read)
    return {problem.code for problem in r.read_texts([("test.yaml", text)]).problems}


def test_the_schemas_are_those_the_program_makes_today():
    found = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "schemas").iterdir()}
    assert found == schemas(), "schemas/ is out of date: make schemas"


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_reference_in_the_schema_leads_to_a_definition_and_every_definition_is_used():
    text = json.dumps(SCHEMA)
    used = {name for name in SCHEMA["$defs"] if f'"#/$defs/{name}"' in text}
    assert used == set(SCHEMA["$defs"])
    assert text.count('"#/$defs/') == sum(text.count(f'"#/$defs/{name}"') for name in SCHEMA["$defs"])


def test_every_field_and_section_has_a_description_for_editors():
    for name, definition in SCHEMA["$defs"].items():
        whole = definition["anyOf"][0] if "anyOf" in definition else definition
        for field, described in whole["properties"].items():
            assert name == "allowance" or field == "platform" or described["description"], (name, field)


@pytest.mark.parametrize("path", MANIFESTS, ids=named)
def test_every_example_is_valid(path):
    for document in documents(path.read_text(encoding="utf-8")):
        assert [error.message for error in VALIDATOR.iter_errors(document)] == []


VALID = {
    "short forms": "{org: a, platform: webknossos, members: {x@a.example: , y@a.example: {experience: {nuclei: 3}}}}",
    "lists of names": "{org: a, platform: encord, members: [x@a.example], groups: {T: {members: [x@a.example]}}}",
    "an empty section": "{org: a, platform: dnanexus, members: {}}",
    "several people in one entry": "{org: a, platform: dnanexus, members: {'user-x , user-y': {app_access: true}}}",
    "a size without a unit": "{org: a, platform: webknossos, plan: {included_storage: 500}}",
    "a size and a date": "{org: a, platform: webknossos, plan: {included_storage: 2048 GiB, paid_until: 2027-06-30}}",
    "settings that say nothing": "{org: a, platform: webknossos, plan: {}, notifications: {ai_jobs: []}}",
    "a part of an org that does not name its platform": "{org: a, platform: encord}\n---\n{org: a, groups: {g: }}",
    "a person": "{people: {x@a.example: {departed: 2026-12-31}, user-x: }}",
    "a text that looks like a number": "{org: a, platform: webknossos, name: 007, teams: {T: {description: 12}}}",
    "limits": "{org: a, platform: webknossos, guards: {people_removed: 3}}",
    "an allowance": "{allow: [{org: a, guard: support, up_to: 1, reason: done, until: '2026-12-31'}]}",
}


@pytest.mark.parametrize("text", VALID.values(), ids=VALID)
def test_what_is_valid_is_valid_for_both(text):
    for document in documents(text):
        assert [error.message for error in VALIDATOR.iter_errors(document)] == []
    assert r.read_texts([("test.yaml", text)]).problems == ()


BROKEN = {
    "an unknown key of an org": ("{org: a, platform: webknossos, membres: {}}", "unknown-key"),
    "an unknown key of a member": (
        "{org: a, platform: encord, members: {x@a.example: {rol: external}}}",
        "unknown-key",
    ),
    "another platform's word": ("{org: a, platform: encord, members: {x@a.example: {role: admin}}}", "unknown-word"),
    "a word nobody knows": ("{org: a, platform: dnanexus, members: {user-x: {role: boss}}}", "unknown-word"),
    "a text for a truth value": (
        "{org: a, platform: webknossos, members: {x@a.example: {active: 'no'}}}",
        "wrong-type",
    ),
    "a text for a number": (
        "{org: a, platform: webknossos, members: {x@a.example: {experience: {n12: ten}}}}",
        "wrong-type",
    ),
    "a mapping for a text": ("{org: a, platform: webknossos, name: {first: A}}", "wrong-type"),
    "a text for a section": ("{org: a, platform: webknossos, members: all}", "wrong-type"),
    "a number out of range": (
        "{org: a, platform: webknossos, members: {x@a.example: {experience: {n12: -1}}}}",
        "out-of-range",
    ),
    "an unknown setting": ("{org: a, platform: webknossos, plan: {nam: Team}}", "unknown-key"),
    "a word no setting has": ("{org: a, platform: webknossos, plan: {name: Gold}}", "unknown-word"),
    "a word no list of words has": (
        "{org: a, platform: dnanexus, policies: {project_restrictions: [move]}}",
        "unknown-word",
    ),
    "a word no e-mail domain has": (
        "{org: a, platform: encord, sign_up: {domains: {a.example: internal_admin}}}",
        "unknown-word",
    ),
    "a date that is none": ("{org: a, platform: webknossos, plan: {paid_until: 2027-02-30}}", "wrong-type"),
    "a date in another form": ("{org: a, platform: webknossos, plan: {paid_until: 30.6.2027}}", "wrong-type"),
    "a size in another unit": ("{org: a, platform: webknossos, plan: {included_storage: 2 TB}}", "wrong-type"),
    "a name for a list of names": ("{org: a, platform: webknossos, notifications: {ai_jobs: x}}", "wrong-type"),
    "a list in a list of names": ("{org: a, platform: webknossos, notifications: {ai_jobs: [[x]]}}", "wrong-type"),
    "a number below none": ("{org: a, platform: webknossos, plan: {included_users: -1}}", "out-of-range"),
    "a requirement out of range": (
        "{org: a, platform: webknossos, projects: {p: {requires: {nuclei: -1}}}}",
        "out-of-range",
    ),
    "a requirement that is no number": (
        "{org: a, platform: webknossos, projects: {p: {requires: {nuclei: high}}}}",
        "wrong-type",
    ),
    "settings the platform lacks": ("{org: a, platform: encord, plan: {name: Team}}", "not-on-platform"),
    "a setting the platform lacks": ("{org: a, platform: encord, sign_up: {activation: manual}}", "not-on-platform"),
    "a section under another platform's name": ("{org: a, platform: encord, teams: {}}", "unknown-key"),
    "a subject the platform lacks": (
        "{org: a, platform: webknossos, datasets: {d: {access: {x@a.example: access}}}}",
        "name-pattern",
    ),
    "a restriction nobody knows": (
        "{org: a, platform: dnanexus, projects: {p: {restrictions: {move: none}}}}",
        "name-pattern",
    ),
    "a restriction to nobody in particular": (
        "{org: a, platform: dnanexus, projects: {p: {restrictions: [copy]}}}",
        "missing-key",
    ),
    "several people, one refused": ("{org: a, platform: dnanexus, members: {'user-x, y': {}}}", "name-pattern"),
    "a recorded kind": (
        "{org: a, platform: encord, members: {x@a.example: {invitation: {}}}}",
        "unknown-key",
    ),
    "people as a list": ("{people: [x@a.example]}", "wrong-type"),
    "an unknown key of a person": ("{people: {x@a.example: {gone: 2026-12-31}}}", "unknown-key"),
    "a person's last day that is none": ("{people: {x@a.example: {departed: soon}}}", "wrong-type"),
    "a person in one word": ("{people: {x@a.example: gone}}", "wrong-type"),
    "something beside people": ("{people: {}, note: x}", "unknown-key"),
    "a kind the platform lacks": ("{org: a, platform: dnanexus, teams: {T: {}}}", "not-on-platform"),
    "a field the platform lacks": (
        "{org: a, platform: encord, members: {x@a.example: {active: false}}}",
        "not-on-platform",
    ),
    "a section with nothing behind it": ("{org: a, platform: webknossos, members: }", "empty-section"),
    "a value with nothing behind it": ("{org: a, platform: webknossos, name: }", "empty-value"),
    "a missing level": (
        "{org: a, platform: webknossos, members: {x@a.example: {experience: {n12: {}}}}}",
        "missing-key",
    ),
    "an unknown platform": ("{org: a, platform: webknosos}", "unknown-platform"),
    "a name the platform refuses": ("{org: a, platform: dnanexus, members: {ada: {}}}", "name-pattern"),
    "a document about nothing": ("{orgs: [a]}", "unknown-document"),
    "a limit that is none": ("{org: a, platform: webknossos, guards: {people_removed: many}}", "guard-limit"),
    "a limit nobody knows": ("{org: a, platform: webknossos, guards: {pople_removed: 1}}", "guard-limit"),
    "an allowance without reason": ("{allow: [{org: a, guard: support, up_to: 1, until: '2026-12-31'}]}", "allowance"),
    "an allowance for the last admin": (
        "{allow: [{org: a, guard: last-admin, up_to: 1, reason: x, until: '2026-12-31'}]}",
        "unknown-guard",
    ),
    "an allowance for nobody": (
        "{allow: [{org: , guard: support, up_to: 1, reason: x, until: '2026-12-31'}]}",
        "empty-value",
    ),
    "an allowance without a number": (
        "{allow: [{org: a, guard: support, up_to: '1', reason: x, until: '2026-12-31'}]}",
        "wrong-type",
    ),
}


@pytest.mark.parametrize(("text", "code"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_rejected_by_both(text, code):
    found = {problem.code for problem in r.read_texts([("test.yaml", text)]).problems}
    assert code in found
    assert any(not VALIDATOR.is_valid(document) for document in documents(text))


# --- agreement --------------------------------------------------------------------------------------------------------

REPLACEMENTS: tuple[Any, ...] = (None, True, 7, -1, "zzz", "", [], ["zzz"], {}, {"zzz": 1})


def mutated(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Copies of *document* with one thing changed: a value replaced, a key removed, an unknown key added."""
    here = document
    for step in path:
        here = here[step]
    if path:
        for value in REPLACEMENTS:
            if value != here:
                yield (*path, value), changed(document, path, value)
        yield (*path, "removed"), changed(document, path, None, remove=True)
    if isinstance(here, dict):
        yield (*path, "zzz"), changed(document, (*path, "zzz"), "zzz")
        for key in here:
            yield from mutated(document, (*path, key))
    elif isinstance(here, list):
        for index in range(len(here)):
            yield from mutated(document, (*path, index))


def changed(document: Any, path: tuple[Any, ...], value: Any, *, remove: bool = False) -> Any:
    copied = copy.deepcopy(document)
    here = copied
    for step in path[:-1]:
        here = here[step]
    if remove:
        del here[path[-1]]
    else:
        here[path[-1]] = value
    return copied


CORPUS = {
    "webknossos": {
        "org": "lab",
        "platform": "webknossos",
        "name": "Lab",
        "owner": "ada@a.example",
        "guards": {"people_removed": 3},
        "members": {
            "ada@a.example": {"name": "Ada", "role": "admin", "experience": {"nuclei": 10}},
            "bob@a.example": {"active": False, "experience": {"axons": {"level": 2}}},
            "cy@a.example": None,
        },
        "teams": {
            "One": {
                "description": "First",
                "members": {"ada@a.example": "team_manager", "cy@a.example": {"role": "member"}},
            },
            "Two": {"members": ["cy@a.example"]},
            "Three": None,
        },
    },
    "webknossos-settings": {
        "org": "lab",
        "platform": "webknossos",
        "plan": {
            "name": "Team",
            "paid_until": "2027-06-30",
            "included_users": 25,
            "included_storage": "2 TiB",
            "ai_plan": "Team_AI",
        },
        "notifications": {
            "plan": "billing@a.example",
            "ai_jobs": ["ada@a.example", "bob@a.example"],
            "new_users": "office@a.example",
        },
        "sign_up": {"activation": "manual"},
    },
    "webknossos-things": {
        "org": "lab",
        "platform": "webknossos",
        "experience_domains": {"nuclei": {"description": "Cell nuclei"}, "axons": None},
        "members": {"ada@a.example, bob@a.example": {"role": "admin"}, "cy@a.example": None},
        "teams": {"One": {"members": {"ada@a.example, cy@a.example": "member"}}},
        "task_types": {"dense": {"description": "Dense", "team": "One", "requires": {"nuclei": 5}}},
        "datasets": {"cortex": {"owner": "ada@a.example", "access": {"team:One": "access"}}},
        "projects": {"p": {"description": "P", "team": "One", "requires": {"axons": 1}, "paused": True}, "q": None},
    },
    "encord": {
        "org": "lab",
        "platform": "encord",
        "type": "standard",
        "sign_up": {"domains": {"a.example": "internal_member", "b.example": "external"}},
        "members": {
            "ada@a.example": {"role": "internal_admin"},
            "bob@a.example": {"replacement": "ada@a.example"},
            "cy@a.example, dan@a.example": {"role": "workforce"},
        },
        "groups": {"one": {"members": ["bob@a.example"], "description": "First"}},
    },
    "encord-things": {
        "org": "lab",
        "platform": "encord",
        "members": ["ada@a.example"],
        "groups": ["one"],
        "tags": {"urgent": {"description": "Now"}},
        "ontologies": {"vehicles": {"access": {"group:one": "user", "ada@a.example": "admin"}}},
        "datasets": {"dashcam": {"access": ["ada@a.example"]}},
        "folders": {"raw": {"access": {"group:one": {"level": "admin"}}}},
        "projects": {
            "drive": {
                "owner": "ada@a.example",
                "ontology": "vehicles",
                "datasets": ["dashcam"],
                "tags": {"urgent": None},
                "access": {"ada@a.example": "team_manager", "group:one": None},
            },
        },
    },
    "dnanexus": {
        "org": "org-lab",
        "platform": "dnanexus",
        "policies": {
            "member_list_visibility": "PUBLIC",
            "restrict_project_transfer": "MEMBER",
            "project_restrictions": ["copy", "delete"],
        },
        "members": {
            "user-ada": {"role": "admin"},
            "user-bob, user-cy": {
                "project_access": "VIEW",
                "app_access": False,
                "allow_billable_activities": True,
            },
        },
        "apps": {"qc": {"access": {"org-lab": "use", "PUBLIC": None}}},
        "projects": {
            "raw": {
                "bill_to": "org-lab",
                "restrictions": {"copy": "none", "delete": {"to": "admins"}},
                "access": {"org-lab": "UPLOAD", "user-bob": {"level": "CONTRIBUTE"}, "PUBLIC": "VIEW"},
            },
        },
    },
    "innotescus": {
        "org": "lab",
        "platform": "innotescus",
        "plan": {"annotator_seats": 3, "supervisor_seats": 2},
        "members": {
            "ada@a.example": {"role": "super_admin"},
            "bob@a.example": {"name": "Bob", "projects": ["pavement"]},
            "cy@a.example": {"projects": {"pavement": None}},
        },
        "projects": {"pavement": {"description": "Cracks"}},
    },
    "people": {
        "people": {
            "ada@a.example": {
                "name": "Ada Lovelace",
                "also": ["user-ada", "ada@b.example"],
                "previously": ["ada@old.example"],
            },
            "bob@a.example": {"departed": "2026-12-31"},
            "user-cy": None,
        },
    },
    "allowances": {
        "allow": [{"org": "lab", "guard": "people-removed", "up_to": 3, "reason": "batch 7", "until": "2026-12-31"}],
    },
}

STRICTER_SCHEMA = {
    "{org: a, platform: encord, members: {x@a.example: {active: true}}}": "a default that is spelled out says nothing",
}
"""What only the schema rejects, with the reason why the program takes it."""


@pytest.mark.parametrize("name", CORPUS)
def test_the_corpus_itself_is_accepted_by_both(name):
    assert VALIDATOR.is_valid(CORPUS[name])
    assert problems(CORPUS[name]) == set()


@pytest.mark.parametrize("name", CORPUS)
def test_whatever_the_schema_rejects_the_program_rejects_as_well(name):
    rejected, alone = 0, []
    for path, document in mutated(CORPUS[name]):
        if not VALIDATOR.is_valid(document):
            rejected += 1
            if not problems(document):
                alone.append(f"{name}: {'/'.join(map(str, path))}")
    assert rejected > 20, "the corpus changes nothing that matters"
    assert alone == []


@pytest.mark.parametrize("text", STRICTER_SCHEMA)
def test_what_only_the_schema_rejects_is_listed_with_its_reason(text):
    assert STRICTER_SCHEMA[text]
    assert not any(VALIDATOR.is_valid(document) for document in documents(text))
    assert r.read_texts([("test.yaml", text)]).problems == ()


STRICTER_PROGRAM = {
    "dangling-reference": "needs the whole manifest",
    "owner-not-admin": "needs the whole manifest",
    "too-few": "needs the whole manifest",
    "policy-broken": "needs the whole manifest",
    "no-platform": "another document of the org may name the platform",
    "name-refused": "what makes a name or an address is beyond regular expressions",
    "name-pattern": "names in lists are left to the program",
}


def test_what_only_the_program_rejects_is_what_a_schema_cannot_say():
    alone = {
        code
        for document in CORPUS.values()
        for _, changed_document in mutated(document)
        if VALIDATOR.is_valid(changed_document)
        for code in problems(changed_document)
    }
    assert alone == set(STRICTER_PROGRAM)


# --- the policy file ----------------------------------------------------------------------------------------------------

POLICY = Draft202012Validator(json.loads((ROOT / "schemas" / "policy.schema.json").read_text(encoding="utf-8")))
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID1AF8PoQ4lakrcKp01bfrycmCzPLsSWjMDNVfEq9GYM"
POLICIES = {
    "": True,
    "owners: [ada@lab.example]": True,
    "owners: ada@lab.example": False,
    "guards: {places_removed: 3}": True,
    "guards: {places_removed: -1}": False,
    "guards: {people_removed: 1}": False,
    "caps: {people_removed: 9}": True,
    "approvals: {required: true, each: 2, power: 3, require_signed: 0, separate_applier: true}": True,
    "approvals: {each: many}": False,
    "robots: [ci-bot]": True,
    "people: {ada: {also: [user-ada], handle: '@ada'}, eve: }": True,
    "people: {ada: {role: admin}}": False,
    "people: [ada]": False,
    "apart: {four eyes: {platform: encord, words: [annotator, reviewer]}}": True,
    "apart: {four eyes: {platform: encord, words: [reviewer]}}": False,
    "apart: {four eyes: {words: [annotator, reviewer]}}": False,
    "apart: {four eyes: }": False,
    f"checkpoints: {{old: {{key: '{KEY}', until: {{encord/acme: 7}}}}, new: {{key: '{KEY[:-1]}N'}}}}": True,
    "checkpoints: {old: {until: {encord/acme: 7}}}": False,
    f"checkpoints: {{old: {{key: '{KEY}', until: 7}}}}": False,
    f"checkpoints: {{old: {{key: '{KEY}', until: {{encord/acme: -7}}}}}}": False,
    "checkpoints: {old: }": False,
    "guard: {}": False,
}


def test_the_schema_of_policies_is_a_schema():
    Draft202012Validator.check_schema(POLICY.schema)


@pytest.mark.parametrize(("text", "sound"), POLICIES.items(), ids=POLICIES)
def test_the_schema_of_policies_and_the_program_agree(text: str, sound: bool):
    problems = read_policy((text or "{}").encode(), "policy.yaml")[1]
    assert (not problems, POLICY.is_valid(yaml_rs.loads(text or "{}"))) == (sound, sound), problems

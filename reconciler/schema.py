"""JSON Schema (2020-12) for manifests and the policy file, made from the kinds and the vocabularies, for editors and independent checks.

One definition for each kind and platform, and one for documents that do not name their platform, whose words are
those of all. Which one holds is chosen by ``if``/``then``, because validators then name the field that is wrong
instead of saying that nothing fitted. Kinds that are only recorded, and what a platform does not have, are left out.
Nothing here is a second grammar: everything is read off the Spec classes and the vocabularies.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from reconciler.guards import ALLOWABLE, Limits
from reconciler.kinds import SUBJECT, Shape, kinds, worded_fields
from reconciler.kinds.described import json_schema
from reconciler.people import Person
from reconciler.policygrammar import POLICY_SETTINGS, Policyfile, Separated, Signing, Trusted
from reconciler.statements import Range
from reconciler.vocabulary import Platform, load, platform_names

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
CLOSED: Schema = {"additionalProperties": False}
KEYWORDS = {"ge": "minimum", "le": "maximum"}
"""What pydantic calls otherwise where it does not know that a validated value is a number."""
TEXT = ["string", "number", "boolean"]
"""What a text may look like to a validator: a text field keeps what stands there, as in a bare 012 or true."""


def manifest_schema() -> Schema:
    """The schema of one manifest document."""
    platforms = [load(name) for name in platform_names()]
    definitions: dict[str, Schema] = {}
    for platform in platforms:
        definitions |= _definitions(platform.name, [platform])
    definitions |= _definitions("any", platforms)
    definitions |= {"allowance": _allowance(), "person": _person()}
    branches = [
        {
            "if": {"properties": {"platform": {"const": platform.name}}, "required": ["platform"]},
            "then": {"$ref": f"#/$defs/{platform.name}-org"},
        }
        for platform in platforms
    ]
    org = {
        "required": ["org"],
        "properties": {"platform": {"enum": list(platform_names())}},
        "allOf": branches,
        "if": {"required": ["platform"]},
        "else": {"$ref": "#/$defs/any-org"},
    }
    allow = {"type": "array", "items": {"$ref": "#/$defs/allowance"}}
    people = {"type": "object", "additionalProperties": {"$ref": "#/$defs/person"}}
    return {
        "$schema": DIALECT,
        "title": "reconciler manifest",
        "description": "A document that begins with org:, with people: or with allow:.",
        "type": "object",
        **_alone("allow", allow, otherwise=_alone("people", people, otherwise=org)),
        "$defs": definitions,
    }


def _alone(key: str, value: Schema, *, otherwise: Schema) -> Schema:
    """A document that has nothing but one key; without the key, *otherwise*."""
    only = {"properties": {key: value}, "additionalProperties": False}
    return {"if": {"required": [key]}, "then": only, "else": otherwise}


def policy_schema() -> Schema:
    """The schema of a policy file."""
    described = json_schema(Policyfile)["properties"]
    settings = {name: _plain(model) for name, model in POLICY_SETTINGS.items()}
    entries = {name: {"type": "object", "additionalProperties": form} for name, form in _policy_entries().items()}
    given = settings | entries
    properties = {
        name: {"description": inner["description"], **given[name]} if name in given else _value("", inner, ())
        for name, inner in described.items()
    }
    return {"$schema": DIALECT, "title": "reconciler policy", "type": "object", "properties": properties} | CLOSED


def _policy_entries() -> dict[str, Schema]:
    """What stands under the names of a policy's sections."""
    duties = _plain(Separated)
    duties["properties"]["platform"] = {"enum": list(platform_names())}
    duties["properties"]["words"] |= {"minItems": 2}
    return {
        "people": _or_nothing(_plain(Trusted)),
        "apart": duties | {"required": ["platform", "words"]},
        "checkpoints": _plain(Signing) | {"required": ["key"]},
    }


def schemas() -> dict[str, str]:
    """File name → content of everything in ``schemas/``."""
    made = {"manifest": manifest_schema(), "policy": policy_schema()}
    return {
        f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in made.items()
    }


def _definitions(prefix: str, platforms: Sequence[Platform]) -> dict[str, Schema]:
    """A definition for each kind that one of *platforms* has and a manifest may declare."""
    declared = [kind for kind, shape in kinds().items() if not shape.recorded and _has(kind, platforms)]
    return {f"{prefix}-{kind}": _kind(kinds()[kind], prefix, platforms) for kind in declared}


def _has(name: str, platforms: Sequence[Platform]) -> bool:
    return any(name not in platform.absent for platform in platforms)


def _kind(shape: Shape, prefix: str, platforms: Sequence[Platform]) -> Schema:
    kind, made = shape.kind, json_schema(shape.spec)
    described = made["properties"]
    properties = {
        name: _settings(f"{kind}.{name}", described[name], made["$defs"][shape.settings[name].__name__], platforms)
        if name in shape.settings
        else _attribute(shape, name, described[name], platforms)
        for name in shape.attributes
        if _has(f"{kind}.{name}", platforms)
    }
    for section, child in shape.sections.items():
        having = [platform for platform in platforms if child.kind not in platform.absent]
        for called in sorted({platform.section(child.kind) for platform in having}):
            properties[called] = _section(child.kind, prefix, described[section], having)
    whole: Schema = {
        "description": (shape.spec.__doc__ or "").strip(),
        "type": "object",
        "properties": properties,
        "required": _required(shape),
        "additionalProperties": False,
    }
    if not shape.parent:
        return _document(whole)
    return {"anyOf": [whole, *_short_forms(shape, properties)]}


def _required(shape: Shape) -> list[str]:
    return [name for name in shape.attributes if shape.spec.model_fields[name].is_required()]


def _short_forms(shape: Shape, properties: dict[str, Schema]) -> list[Schema]:
    """What may stand for the whole mapping: nothing, where nothing is required, and the bare short field."""
    forms: list[Schema] = [] if _required(shape) else [{"type": "null"}]
    if shape.short:
        forms.append(properties[shape.short])
    return forms


def _document(whole: Schema) -> Schema:
    limits = {name: {"type": "integer", "minimum": 0} for name in Limits.model_fields}
    header: Schema = {
        "org": {"type": TEXT, "description": "The slug; immutable."},
        "platform": {"enum": list(platform_names()), "description": "Needed in one of the org's documents."},
        "guards": {
            "type": "object",
            "description": "The org's own limits for guards.",
            "properties": limits,
            "additionalProperties": False,
        },
    }
    return {**whole, "properties": header | whole["properties"], "required": ["org"]}


def _settings(name: str, described: Schema, made: Schema, platforms: Sequence[Platform]) -> Schema:
    """Attributes that stand together under one name."""
    fields = {field: inner for field, inner in made["properties"].items() if _has(f"{name}.{field}", platforms)}
    return {
        "description": described.get("description", ""),
        "type": "object",
        "properties": {field: _value(f"{name}.{field}", inner, platforms) for field, inner in fields.items()},
        "additionalProperties": False,
    }


def _attribute(shape: Shape, name: str, described: Schema, platforms: Sequence[Platform]) -> Schema:
    found = _value(f"{shape.kind}.{name}", described, platforms)
    target = shape.refers.get(name)
    if target and found.get("type") == "object":
        found |= _names(target, platforms)
    return found


def _value(field: str, described: Schema, platforms: Sequence[Platform]) -> Schema:
    """One value, a list of them or a mapping to them: of what type, in which words, within which range."""
    inner = next((part for part in described.get("anyOf", [described]) if part.get("type") != "null"), described)
    found: Schema = {"description": described.get("description", "")}
    words = list(dict.fromkeys(word.word for platform in platforms for word in platform.words.get(field, [])))
    spans = [platform.ranges[field] for platform in platforms if field in platform.ranges]
    return found | _typed(inner, words if field in worded_fields() else None, spans)


def _typed(made: Schema, words: Sequence[str] | None, spans: Sequence[Range]) -> Schema:
    """What pydantic says of a type, with a platform's words for its texts and a platform's range for its numbers."""
    for within in ("items", "additionalProperties"):
        if within in made:
            return {"type": made["type"], within: _typed(made[within], words, spans)}
    if words is not None:
        return {"enum": list(words)}
    found = {KEYWORDS.get(key, key): value for key, value in made.items() if key not in ("title", "default")}
    if spans:
        found |= {"minimum": min(span.min for span in spans), "maximum": max(span.max for span in spans)}
    if found["type"] == "string" and "format" not in found:
        found["type"] = TEXT
    return {key: value for key, value in found.items() if key != "description"}


def _section(kind: str, prefix: str, described: Schema, platforms: Sequence[Platform]) -> Schema:
    mapping = {
        "type": "object",
        "additionalProperties": {"$ref": f"#/$defs/{prefix}-{kind}"},
        **_names(kinds()[kind].refers.get("", kind), platforms, kind),
    }
    listed = {"type": "array", "items": {"type": TEXT}, "uniqueItems": True}
    if _required(kinds()[kind]):
        listed["maxItems"] = 0  # a bare name says too little
    return {"description": described.get("description", ""), "anyOf": [mapping, listed]}


def _names(named: str, platforms: Sequence[Platform], kind: str = "") -> Schema:
    """What names of a kind, or subjects of a *kind* of grant, look like on every platform, as far as patterns say it."""
    if named == SUBJECT:
        forms = [(form, platform) for platform in platforms for form in platform.subjects[kind]]
        patterns = {_name_pattern("member", p) if form.names == "member" else form.pattern for form, p in forms}
    else:
        patterns = {_name_pattern(named, platform) for platform in platforms}
    if "" in patterns:
        return {}
    any_of = "|".join(f"(?:{pattern})" for pattern in sorted(patterns))
    several = rf"\s*(?:{any_of})\s*(?:,\s*(?:{any_of})\s*)*" if named == "member" else any_of
    return {"propertyNames": {"pattern": f"^(?:{several})$"}}


def _name_pattern(kind: str, platform: Platform) -> str:
    key = platform.keys.get(kind)
    return "" if key is None else key.pattern or (".*@.*" if key.type == "email" else "")


def _allowance() -> Schema:
    return {
        "description": "A reviewed, bounded, dated permission to pass one guard in one org.",
        "type": "object",
        "properties": {
            "org": {"type": TEXT, "minLength": 1},
            "guard": {"enum": list(ALLOWABLE)},
            "up_to": {"type": "integer", "minimum": 1},
            "reason": {"type": TEXT, "minLength": 1},
            "until": {"type": "string", "format": "date", "description": "Inclusive, UTC."},
        },
        "required": ["org", "guard", "up_to", "reason", "until"],
        "additionalProperties": False,
    }


def _person() -> Schema:
    return _or_nothing({"description": (Person.__doc__ or "").strip(), **_plain(Person)})


def _plain(model: type[BaseModel]) -> Schema:
    """A mapping of what a model has, where no platform has a say."""
    fields = json_schema(model)["properties"]
    return {"type": "object", "properties": {name: _value("", inner, ()) for name, inner in fields.items()}} | CLOSED


def _or_nothing(whole: Schema) -> Schema:
    return {"anyOf": [whole, {"type": "null"}]}

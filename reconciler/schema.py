"""JSON Schema (2020-12) for manifests, made from the kinds and the vocabularies, for editors and independent checks.

One definition for each kind and platform, and one for documents that do not name their platform, whose words are
those of all. Which one holds is chosen by ``if``/``then``, because validators then name the field that is wrong
instead of saying that nothing fitted. Nothing here is a second grammar: everything is read off the Spec classes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from reconciler.guards import ALLOWABLE, Limits
from reconciler.kinds import Shape, kinds
from reconciler.vocabulary import Platform, load, platform_names

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]
TEXT = ["string", "number", "boolean"]
"""What a text may look like to a validator: a text field keeps what stands there, as in a bare 012 or true."""


def manifest_schema() -> Schema:
    """The schema of one manifest document."""
    platforms = [load(name) for name in platform_names()]
    definitions: dict[str, Schema] = {}
    for platform in platforms:
        definitions |= _definitions(platform.name, [platform])
    definitions |= _definitions("any", platforms)
    definitions["allowance"] = _allowance()
    branches = [
        {
            "if": {"properties": {"platform": {"const": platform.name}}, "required": ["platform"]},
            "then": {"$ref": f"#/$defs/{platform.name}-org"},
        }
        for platform in platforms
    ]
    return {
        "$schema": DIALECT,
        "title": "reconciler manifest",
        "description": "A document that begins with org: or with allow:.",
        "type": "object",
        "if": {"required": ["allow"]},
        "then": {
            "properties": {"allow": {"type": "array", "items": {"$ref": "#/$defs/allowance"}}},
            "additionalProperties": False,
        },
        "else": {
            "required": ["org"],
            "properties": {"platform": {"enum": list(platform_names())}},
            "allOf": branches,
            "if": {"required": ["platform"]},
            "else": {"$ref": "#/$defs/any-org"},
        },
        "$defs": definitions,
    }


def schemas() -> dict[str, str]:
    """File name → content of everything in ``schemas/``."""
    return {"manifest.schema.json": json.dumps(manifest_schema(), indent=2, ensure_ascii=False) + "\n"}


def _definitions(prefix: str, platforms: Sequence[Platform]) -> dict[str, Schema]:
    shared = [kind for kind in kinds() if any(kind not in platform.absent for platform in platforms)]
    return {f"{prefix}-{kind}": _kind(kinds()[kind], prefix, platforms) for kind in shared}


def _kind(shape: Shape, prefix: str, platforms: Sequence[Platform]) -> Schema:
    described = shape.spec.model_json_schema()["properties"]
    properties = {
        name: _attribute(shape, name, described[name], platforms)
        for name in shape.attributes
        if any(f"{shape.spec.kind}.{name}" not in platform.absent for platform in platforms)
    }
    for section, child in shape.sections.items():
        if any(child.kind not in platform.absent for platform in platforms):
            properties[section] = _section(child.kind, prefix, described[section], platforms)
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
    if shape.spec.short:
        forms.append(properties[shape.spec.short])
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


def _attribute(shape: Shape, name: str, described: Schema, platforms: Sequence[Platform]) -> Schema:
    field = f"{shape.spec.kind}.{name}"
    found: Schema = {"description": described.get("description", "")}
    if name in shape.words:
        words = dict.fromkeys(word.word for platform in platforms for word in platform.words.get(field, []))
        return found | {"enum": list(words)}
    inner = next((part for part in described.get("anyOf", [described]) if part.get("type") != "null"), described)
    found |= {key: inner[key] for key in ("type", "minLength", "maxLength", "minimum", "maximum") if key in inner}
    spans = [platform.ranges[field] for platform in platforms if field in platform.ranges]
    if spans:
        found |= {"minimum": min(span.min for span in spans), "maximum": max(span.max for span in spans)}
    if found.get("type") == "string":
        found["type"] = TEXT
    return found


def _section(kind: str, prefix: str, described: Schema, platforms: Sequence[Platform]) -> Schema:
    names: Schema = {}
    patterns = {platform.keys[kind].pattern for platform in platforms if kind in platform.keys}
    if len(patterns) == 1 and "" not in patterns:
        names = {"propertyNames": {"pattern": f"^(?:{patterns.pop()})$"}}
    mapping = {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{prefix}-{kind}"}, **names}
    listed = {"type": "array", "items": {"type": TEXT}, "uniqueItems": True}
    if _required(kinds()[kind]):
        listed["maxItems"] = 0  # a bare name says too little
    return {"description": described.get("description", ""), "anyOf": [mapping, listed]}


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

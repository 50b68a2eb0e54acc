"""The JSON Schema of a class with its fields described: what stands below a field in the source is its description.

Pydantic can read the sources itself, but would do so whenever a class is made: 40 ms of every plan, for what schemas and
documentation alone need. Nothing here knows one class; how a schema is put together is ``schema``'s business.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema


def json_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of a class and of those in it."""
    return model.model_json_schema(schema_generator=_Described)


class _Described(GenerateJsonSchema):
    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        for each in reversed(schema["cls"].__mro__):
            for name, text in _below_fields(each).items():
                made["properties"][name]["description"] = text
        return made


@cache
def _below_fields(model: type) -> dict[str, str]:
    """What the source of a class says below each of its own fields."""
    if not issubclass(model, BaseModel) or model is BaseModel:
        return {}
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    found: dict[str, str] = {}
    for field, text in pairwise(tree.body if isinstance(tree, ast.ClassDef) else ()):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                if name in model.model_fields:
                    found[name] = inspect.cleandoc(said)
    return found

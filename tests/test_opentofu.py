"""A plan as JSON is one that programs made for OpenTofu's plans can read: an ordinary policy, a query, a viewer.

The shape is judged by a schema that restates "JSON Output Format" of OpenTofu's documentation; the policy of the examples
is run by an engine that is not ours, and so are the queries that docs/ci.md shows.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jq
import pytest
from jsonschema import Draft202012Validator, ValidationError
from plenty import HEADER, ordinary, plenty, troubled
from regopy import Interpreter

from reconciler.model import Address, Cause, Change, Mode, OrgPlan, Plan
from reconciler.planfile import document, dumps, loads

ROOT = Path(__file__).resolve().parent.parent
POLICY = ROOT / "examples" / "policies" / "plan.rego"
SEG = Address("webknossos", "lab", "team", ("seg",))


def written(plan: Plan) -> dict[str, Any]:
    return json.loads(dumps(plan))


# --- the shape --------------------------------------------------------------------------------------------------------

ACTIONS = [["no-op"], ["create"], ["read"], ["update"], ["delete", "create"], ["create", "delete"], ["delete"]]
RESOURCE = {
    "type": "object", "required": ["address", "mode", "type", "name", "provider_name", "change"],
    "properties": {
        **{name: {"type": "string", "minLength": 1} for name in ("address", "previous_address", "type", "provider_name")},
        "name": {"type": "string"}, "mode": {"const": "managed"}, "action_reason": {"pattern": "^(replace|delete|read)_b"},
        "change": {
            "type": "object", "required": ["actions", "before", "after"],
            "properties": {"actions": {"enum": ACTIONS}},
            "allOf": [
                {"if": {"properties": {"actions": {"const": [action]}}}, "then": {"properties": {side: {"type": "null"}, other: {"type": "object"}}}}
                for action, side, other in (("create", "before", "after"), ("delete", "after", "before"))
            ],
        },
    },
}  # fmt: skip
SHAPE = {
    "type": "object",
    "required": ["format_version", "resource_changes", "resource_drift", "timestamp", "errored", "applyable"],
    "properties": {
        "format_version": {"pattern": r"^1\.\d+$"}, "errored": {"type": "boolean"}, "applyable": {"type": "boolean"},
        "timestamp": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
        "resource_changes": {"type": "array", "items": RESOURCE}, "resource_drift": {"type": "array", "items": RESOURCE},
    },
}  # fmt: skip
ORDINARY = replace(ordinary(), orgs=(*ordinary().orgs, troubled()))


def test_a_plan_has_the_shape_of_opentofus():
    for plan in (ORDINARY, Plan(HEADER), plenty()):
        found = document(plan) | {"timestamp": HEADER.created}
        Draft202012Validator(SHAPE).validate(json.loads(json.dumps(found)))
    assert loads(dumps(ORDINARY).encode()) == ORDINARY


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("format_version",), "2.0"),
        (("resource_changes", 0, "mode"), "direct"),
        (("resource_changes", 0, "name"), ["a"]),
        (("resource_changes", 0, "change", "actions"), ["move"]),
        (("resource_drift", 1, "change", "actions"), ["create"]),
        (("resource_drift", 0, "change"), None),
    ],
)
def test_the_judge_of_the_shape_refuses_another(path, value):
    node = broken = written(ORDINARY)
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    with pytest.raises(ValidationError):
        Draft202012Validator(SHAPE).validate(broken)


def test_each_change_says_what_opentofu_would_say_and_why():
    said = {
        change["name"]: (change["change"]["actions"], change.get("action_reason"), change.get("previous_address"))
        for change in written(Plan(HEADER, (troubled(),)))["resource_changes"]
    }
    assert said == {
        "eve@lab.example": (["update"], None, None),
        "sly@lab.example": (["create"], None, None),
        "mal@lab.example": (["delete"], "delete_because_no_resource_config", None),
        "tom@lab.example": (["delete"], "delete_because_scheduled", None),
        "bob@lab.example": (["delete"], "delete_because_no_resource_config", None),
        "kim@lab.example": (["update"], None, None),
        "Seg": (["no-op"], None, "webknossos/lab/team/old"),
        "Raw": (["delete", "create"], "replace_because_cannot_update", None),
    }


def test_what_moves_and_changes_is_an_update_from_its_previous_address():
    move = Change(SEG, {}, {"description": "x"}, previous=SEG._replace(key=("old",)))
    (found,) = written(Plan(HEADER, (OrgPlan("webknossos/lab", 1, "d", (move,)),)))["resource_changes"]
    assert (found["change"]["actions"], found["previous_address"]) == (["update"], "webknossos/lab/team/old")
    assert (found["name"], found["names"], found["provider_name"]) == ("seg", [], "webknossos")


def test_only_what_is_there_on_both_sides_can_be_replaced():
    made = Change(SEG, None, {}, Mode.RECREATE)
    (found,) = written(Plan(HEADER, (OrgPlan("webknossos/lab", 1, "d", (made,)),)))["resource_changes"]
    assert found["change"]["actions"] == ["create"]
    assert "action_reason" not in found


def test_drift_is_the_way_from_what_was_declared_to_what_is_stored():
    found = written(ORDINARY)["resource_drift"]
    assert [(one["name"], one["change"]) for one in found] == [
        ("eve@lab.example", {"actions": ["update"], "before": {"role": "admin"}, "after": {"role": "member"}}),
        ("sly@lab.example", {"actions": ["delete"], "before": {"role": "member"}, "after": None}),
        ("mal@lab.example", {"actions": ["create"], "before": None, "after": {"role": "admin"}}),
    ]
    assert written(ordinary())["resource_drift"] == []
    assert {change.cause for change in ordinary().changes} == {Cause.REQUESTED}


def test_a_plan_is_applyable_if_an_org_has_changes_that_nothing_refuses():
    assert written(ordinary())["applyable"]
    assert not written(Plan(HEADER, (troubled(),)))["applyable"]
    assert not written(Plan(HEADER))["applyable"]
    assert written(ORDINARY)["applyable"]


# --- a policy ---------------------------------------------------------------------------------------------------------


def judged(plan: dict[str, Any], *labels: str) -> dict[str, list[str]]:
    """What conftest would say: ``deny`` and ``warn`` of the package ``main``."""
    engine = Interpreter()
    engine.add_module("plan", POLICY.read_text(encoding="utf-8"))
    engine.add_data_json(json.dumps({"labels": labels}))
    engine.set_input(plan)
    found = {}
    for rule in ("deny", "warn"):
        (result,) = engine.query(f"data.main.{rule}").results
        found[rule] = sorted(result.expressions[0])
    return found


def test_an_ordinary_policy_judges_a_plan():
    assert judged(written(ORDINARY)) == {
        "deny": [
            "12 resources would be deleted; 3 may be at once",
            "dee@nightwatch.example would become internal_admin; that needs the label access-approved",
            "eve@lab.example would become admin; that needs the label access-approved",
            "user-ruth would become admin; that needs the label access-approved",
            "webknossos/lab/team/raw would be removed and added again",
        ],
        "warn": [
            "webknossos/lab/member/eve@lab.example: somebody else did this: update",
            "webknossos/lab/member/mal@lab.example: somebody else did this: create",
            "webknossos/lab/member/sly@lab.example: somebody else did this: delete",
        ],
    }


def test_a_label_lets_admins_in_and_an_empty_plan_breaks_no_policy():
    assert not [said for said in judged(written(ORDINARY), "access-approved")["deny"] if "label" in said]
    assert judged(written(Plan(HEADER))) == {"deny": [], "warn": []}


def test_the_same_policy_judges_a_plan_of_opentofu():
    plan = {
        "format_version": "1.2",
        "resource_changes": [
            {
                "address": f"aws_instance.a{n}",
                "mode": "managed",
                "type": "aws_instance",
                "name": f"a{n}",
                "change": {"actions": ["delete", "create"], "before": {}, "after": {}},
                "action_reason": "replace_because_cannot_update",
            }
            for n in range(4)
        ],
    }
    said = judged(plan)["deny"]
    assert said[0] == "4 resources would be deleted; 3 may be at once"
    assert said[1:] == [f"aws_instance.a{n} would be removed and added again" for n in range(4)]


# --- a query and a viewer ---------------------------------------------------------------------------------------------


def test_the_queries_of_the_documentation_say_what_they_are_said_to():
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    gone, drifted = re.findall(r"jq -e '(.+?)' plan\.json", page)
    for plan, answers in ((ORDINARY, (False, False)), (Plan(HEADER), (True, True))):
        assert [jq.compile(query).input_value(written(plan)).first() for query in (gone, drifted)] == list(answers)


class _Text(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.words = ""
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_viewer_made_for_opentofu_shows_the_plan(tmp_path: Path):
    (tmp_path / "plan.json").write_text(dumps(ORDINARY), encoding="utf-8")
    viewer = [sys.executable, "-m", "tofui", "plan.json", "--build-name", "page"]
    said = subprocess.run(viewer, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert "20 to create, 9 to update, 12 to delete" in said
    shown = _Text((tmp_path / "page.html").read_text(encoding="utf-8")).words
    for change in ORDINARY.changes:
        if change.before != change.after:
            assert str(change.address) in shown

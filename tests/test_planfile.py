"""Plan files: the same bytes for the same plan everywhere, and nothing but those bytes is taken back.

A forger here knows everything this program knows and can recompute every hash. What then holds is the apply: base, rows
and guards are judged again (``test_applier``).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.applier import Attempt, apply
from reconciler.canonical import canonical, sha256
from reconciler.cli.planfiles import plan_bytes, save
from reconciler.errors import (
    IntegrityFailure,
    Problem,
    ReconcilerError,
    Severity,
    Source,
    VersionNotSupported,
    WrongUsage,
)
from reconciler.kinds import kinds
from reconciler.model import Address, Allowance, Change, GuardResult, Header, OrgPlan, Plan, Requirement, State
from reconciler.model import plan as meanings
from reconciler.planfile import FORMAT, dumps, loads, plan_name, reading
from reconciler.reader import read_texts
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-23T09:00:00Z"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "ada", "reconciler 0.1.0", "digest", "commit", "policy")

FIRST = """
org: lab
platform: webknossos
guards: {people_removed: 1}
members:
  ada@lab.example: {name: Ada Łovelace, role: admin, experience: {nuclei: 5}}
  bob@lab.example:
  cyd@lab.example:
teams: {Seg: {members: {ada@lab.example: team_manager}}}
---
org: vision
platform: encord
members: {grace@acme.example: {role: internal_admin}, zoe@acme.example: }
"""
SECOND = """
org: lab
platform: webknossos
guards: {people_removed: 1}
members:
  ada@lab.example: {name: Ada Łovelace, role: admin}
  cyd@lab.example: {role: admin}
teams: {Seg: {description: second}}
---
org: vision
platform: encord
members: {grace@acme.example: {role: internal_admin}, yan@acme.example: }
---
allow:
  - {org: vision, guard: people-removed, up_to: 3, reason: 'a "reason"', until: 2026-12-31}
"""


def planned(store: MemoryStore, text: str) -> Plan:
    return make_plan(read_texts([("f.yaml", text)]).sound(), store, HEADER)


def a_store() -> MemoryStore:
    store = MemoryStore(LINEAGE)
    for result in apply(planned(store, FIRST), store, Attempt("ada", AT, "run-1")):
        assert result.error is None
    return store


PLAN = planned(a_store(), SECOND)
TEXT = dumps(PLAN)
Edit = Callable[[dict[str, Any]], Any]


def resealed(edit: Edit, *, renamed: bool = False) -> bytes:
    """The plan after an edit, with the seal recomputed; and the name too, if asked."""
    raw: dict[str, Any] = json.loads(TEXT)
    edit(raw)
    if renamed:
        orgs = [
            {
                "org": org["org"],
                "serial": org["serial"],
                "digest": org["digest"],
                "limits": org["limits"],
                "allowances": [[a["org"], a["guard"], a["up_to"], a["until"]] for a in org["allowances"]],
                "changes": [
                    [c["address"], c["change"]["before"], c["change"]["after"], c["route"], c["cause"]]
                    for c in raw["resource_changes"]
                    if c["address"].startswith(org["org"] + "/")
                ],
            }
            for org in raw["orgs"]
        ]
        raw["plan"] = sha256(canonical({"lineage": raw["lineage"], "orgs": orgs}))
    raw.pop("seal")
    raw["seal"] = sha256(canonical(raw))
    return (canonical(raw) + "\n").encode()


# --- there and back ---------------------------------------------------------------------------------------------------


def test_a_plan_comes_back_from_its_file_as_it_was():
    again = loads(TEXT.encode())
    assert again == PLAN
    assert dumps(again) == TEXT
    assert [change.source for change in again.changes] == [change.source for change in PLAN.changes]
    assert [org.guards for org in again.orgs] == [org.guards for org in PLAN.orgs]
    assert plan_name(again) == plan_name(PLAN)


def test_a_plan_that_makes_everything_comes_back_also_where_a_row_says_all_that_its_kind_can():
    plan = planned(MemoryStore(LINEAGE), FIRST)
    assert loads(dumps(plan).encode()) == plan
    key = ("r",) * kinds()["restriction"].depth
    change = Change(Address("webknossos", "lab", "restriction", key), None, {"to": "x"}, name=key)
    assert {*change.after} == {*kinds()["restriction"].attributes}
    plan = replace(plan, orgs=(OrgPlan("webknossos/lab", 0, State().digest, (change,)),))
    assert loads(dumps(plan).encode()) == plan


def test_warnings_and_asked_approvals_come_back_as_they_were():
    source = Source("org.yaml", 3, 5)
    warning = Problem("odd", "is odd", source, "look", Severity.WARNING, "odd: 1", (Source("other.yaml", 1, 2), source))
    needed = Requirement("add users", 2, ("ada@lab.example", "eve@lab.example"), "role admin", ("webknossos/lab/org",))
    orgs = tuple(replace(org, approvals=(needed,)) for org in PLAN.orgs)
    plan = replace(PLAN, warnings=(warning,), orgs=orgs)
    read = loads(dumps(plan).encode())
    assert read == plan
    assert type(read.warnings[0].severity) is Severity


def test_the_document_is_one_line_of_canonical_json_with_opentofus_words():
    raw = json.loads(TEXT)
    assert canonical(raw) + "\n" == TEXT
    assert TEXT.count("\n") == 1
    assert raw["format_version"] == FORMAT == "1.4"
    assert {tuple(change["change"]["actions"]) for change in raw["resource_changes"]} == {
        ("create",),
        ("update",),
        ("delete",),
    }
    assert "Łovelace" in dumps(planned(MemoryStore(LINEAGE), FIRST))


SHARED = """
org: vision
platform: encord
members: {grace@acme.example: {role: internal_admin}, zoe@acme.example: }
projects: {drive: {access: {grace@acme.example: admin, zoe@acme.example: reviewer}}}
"""


def test_who_asked_and_what_the_plan_means_in_effect_stand_in_the_file_and_come_back():
    store = a_store()
    closed = planned(store, SHARED.replace("{access: {grace@acme.example: admin, zoe@acme.example: reviewer}}", ""))
    assert all(result.error is None for result in apply(closed, store, Attempt("ada", AT, "run-2")))
    made = make_plan(read_texts([("f.yaml", SHARED)]).sound(), store, replace(HEADER, asked_by="zoe@acme.example"))
    raw = json.loads(dumps(made))
    assert raw["asked_by"] == "zoe@acme.example"
    assert raw["orgs"][0]["access"] == [
        {
            "person": "grace@acme.example",
            "thing": "project/drive",
            "before": "viewer",
            "after": "admin",
            "via": ["own grant"],
            "name": "drive",
        },
        {
            "person": "zoe@acme.example",
            "thing": "project/drive",
            "before": "",
            "after": "reviewer",
            "via": ["own grant"],
            "name": "drive",
        },
    ]
    assert loads(dumps(made).encode()) == made


def test_a_plan_is_named_once_however_often_it_is_shown_and_saved(monkeypatch: pytest.MonkeyPatch):
    named: list[Any] = []
    made = planned(a_store(), "org: lab\nplatform: webknossos\nmembers:\n  ada@lab.example: {role: admin}\n")
    spell = meanings._meant
    monkeypatch.setattr("reconciler.model.plan._meant", lambda change: named.append(change) or spell(change))
    assert plan_name(made) == json.loads(dumps(made))["plan"] == plan_name(made)
    assert len(named) == len(made.changes)


def test_an_empty_plan_has_a_name_and_a_file_too():
    store = a_store()
    empty = planned(store, FIRST)
    assert empty.empty
    assert loads(dumps(empty).encode()) == empty


def test_the_name_speaks_of_what_is_done_and_not_of_who_and_where():
    other = Plan(replace(HEADER, created="2027-01-01T00:00:00Z", actor="bob", commit="", tool="x"), PLAN.orgs)
    assert plan_name(other) == plan_name(PLAN)
    assert dumps(other) != dumps(PLAN)
    assert plan_name(planned(a_store(), "# moved\n\n" + SECOND)) == plan_name(PLAN)
    elsewhere = Plan(replace(HEADER, lineage="other"), PLAN.orgs)
    assert plan_name(elsewhere) != plan_name(PLAN)


def test_the_same_inputs_give_the_same_bytes_for_every_hash_seed_locale_and_time_zone(tmp_path: Path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_planfile as t; "
        "sys.stdout.buffer.write(t.TEXT.encode())"
    )
    seen = set()
    for seed, zone, locale in [
        ("0", "UTC", "C"),
        ("1", "Pacific/Kiritimati", "tr_TR.UTF-8"),
        ("424242", "America/St_Johns", "POSIX"),
    ]:
        here = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", code, str(Path(__file__).parent)],
            env={**os.environ, **here},
            capture_output=True,
            check=True,
            cwd=tmp_path,
        )
        seen.add(done.stdout)
    assert seen == {TEXT.encode()}


# --- any byte ---------------------------------------------------------------------------------------------------------


@given(st.integers(0, len(TEXT.encode()) - 1), st.integers(1, 255))
def test_a_changed_byte_is_found_wherever_it_stands(at: int, flip: int):
    """T123"""
    data = bytearray(TEXT.encode())
    data[at] ^= flip
    with pytest.raises(ReconcilerError) as caught:
        loads(bytes(data))
    assert caught.value.exit_code in {14, 15}


@given(st.integers(0, len(TEXT.encode()) - 1))
def test_a_missing_byte_is_found_wherever_it_stood(at: int):
    """T123"""
    data = TEXT.encode()
    with pytest.raises(ReconcilerError):
        loads(data[:at] + data[at + 1 :])


@pytest.mark.parametrize("tail", [b"\n", b" ", b"\0", b"{}", b"x", b"\r\n", TEXT.encode()])
def test_nothing_may_follow_the_plan(tail: bytes):
    """T123, T130"""
    with pytest.raises(IntegrityFailure):
        loads(TEXT.encode() + tail)


def test_the_same_json_in_another_spelling_is_not_the_same_file():
    raw = json.loads(TEXT)
    for spelling in (
        json.dumps(raw),
        json.dumps(raw, indent=1),
        json.dumps(raw, sort_keys=True, separators=(",", ":")),
    ):
        with pytest.raises(IntegrityFailure, match="seal does not fit"):
            loads(spelling.encode() + b"\n")


# --- a forger who recomputes hashes -----------------------------------------------------------------------------------

EDITS: dict[str, Edit] = {
    "an operation is removed": lambda raw: raw["resource_changes"].pop(0),
    "an operation is added twice": lambda raw: raw["resource_changes"].append(raw["resource_changes"][0]),
    "operations are reordered": lambda raw: raw["resource_changes"].insert(0, raw["resource_changes"].pop(1)),
    "operations of two orgs are mixed": lambda raw: raw["resource_changes"].reverse(),
    "a wish is changed": lambda raw: raw["resource_changes"][0]["change"]["after"].update(role="admin"),
    "a mode is changed": lambda raw: raw["resource_changes"][0].update(route="support"),
    "a cause is changed": lambda raw: raw["resource_changes"][0].update(cause="drift"),
    "an address is changed": lambda raw: raw["resource_changes"][0].update(address="webknossos/lab/team/x"),
    "the base is changed": lambda raw: raw["orgs"][0].update(serial=7),
    "the base digest is changed": lambda raw: raw["orgs"][0].update(digest="0" * 64),
    "a limit is raised": lambda raw: raw["orgs"][0]["limits"].update(people_removed=500),
    "an allowance is raised": lambda raw: raw["orgs"][0]["allowances"][0].update(up_to=500),
    "an allowance is added": lambda raw: raw["orgs"][1]["allowances"].extend(raw["orgs"][0]["allowances"]),
    "an org is removed": lambda raw: raw["orgs"].pop(),
    "the lineage is changed": lambda raw: raw.update(lineage="x"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_recomputed_seal_does_not_hide_a_change_of_what_is_done(edit: Edit):
    """T123"""
    with pytest.raises(IntegrityFailure):
        loads(resealed(edit))


WRONG: dict[str, Edit] = {
    "an unknown field": lambda raw: raw.update(extra=1),
    "an unknown field in a change": lambda raw: raw["resource_changes"][0].update(extra=1),
    "a missing field": lambda raw: raw.pop("commit"),
    "a number for a text": lambda raw: raw.update(actor=5),
    "a text for a number": lambda raw: raw["orgs"][0].update(serial="1"),
    "a truth value for a number": lambda raw: raw["orgs"][0].update(serial=True),
    "an unknown mode": lambda raw: raw["resource_changes"][0].update(mode="magic"),
    "an unknown cause": lambda raw: raw["resource_changes"][0].update(cause="magic"),
    "an unknown severity": lambda raw: raw["orgs"][0]["guards"][0].update(severity="mild"),
    "a false action": lambda raw: raw["resource_changes"][0]["change"].update(actions=["delete"]),
    "a false type": lambda raw: raw["resource_changes"][0].update(type="org"),
    "a change that changes nothing": lambda raw: raw["resource_changes"][0]["change"].update(
        before=raw["resource_changes"][0]["change"]["after"]
    ),
    "a short address": lambda raw: raw["resource_changes"][0].update(address="lab"),
    "an address nobody prints": lambda raw: raw["resource_changes"][0].update(
        address=raw["resource_changes"][0]["address"].replace("@", "%40")
    ),
    "a change of an org that has no place in the plan": lambda raw: raw["resource_changes"][0].update(
        address="webknossos/other/org"
    ),
    "an unknown kind": lambda raw: raw["resource_changes"][0].update(address="encord/vision/robot/x", type="robot"),
    "a member without a name": lambda raw: raw["resource_changes"][0].update(address="encord/vision/member"),
    "a place without a team": lambda raw: raw["resource_changes"][0].update(
        address="encord/vision/membership/x", type="membership"
    ),
    "an attribute nobody knows": lambda raw: raw["resource_changes"][0]["change"]["after"].update(height=5),
    "a name that is a number": lambda raw: raw["resource_changes"][0]["change"]["after"].update(name=5),
    "a flag that is a text": lambda raw: raw["resource_changes"][0]["change"]["after"].update(active="no"),
    "a section for an attribute": lambda raw: raw["resource_changes"][0]["change"]["after"].update(experience={}),
    "a word that is a list": lambda raw: raw["resource_changes"][0]["change"]["after"].update(role=["internal_admin"]),
    "an unknown platform": lambda raw: raw["orgs"].append({**raw["orgs"][0], "org": "nowhere/lab"}),
    "an org without a platform": lambda raw: raw["orgs"].append({**raw["orgs"][0], "org": "lab"}),
    "an address that stands twice": lambda raw: raw["resource_changes"].insert(0, raw["resource_changes"][0]),
    "an org that stands twice": lambda raw: raw["orgs"].append(raw["orgs"][0]),
    "orgs that are none": lambda raw: raw.update(orgs={}),
}


@pytest.mark.parametrize("edit", WRONG.values(), ids=WRONG)
def test_what_no_plan_says_is_refused_even_under_a_fitting_name_and_seal(edit: Edit):
    """T123"""
    raw: dict[str, Any] = json.loads(TEXT)
    edit(raw)
    assert canonical(raw) + "\n" != TEXT, "the edit must change something"
    try:
        data = resealed(edit, renamed=True)
    except (KeyError, TypeError, AttributeError):  # too broken to be given a name
        data = resealed(edit)
    with pytest.raises(IntegrityFailure):
        loads(data)


@pytest.mark.parametrize(
    "org", ["encord/a/b", "encord/", "encord", "nowhere/a", "encord/A", "encord/ a", "encord/a\x1b", "/encord"]
)
def test_an_org_that_no_manifest_can_name_is_refused_also_without_changes(org: str):
    """T123: an apply would give the store an org that nobody could ever remove."""
    forged = replace(PLAN, orgs=(OrgPlan(org, 0, State().digest, ()),))
    with pytest.raises(IntegrityFailure, match="does not hold a plan"):
        loads(dumps(forged).encode())
    named = replace(PLAN, orgs=(OrgPlan("encord/a-b", 0, State().digest, ()),))
    assert loads(dumps(named).encode()) == named


AGAIN = "make the plan again with: reconciler plan -o FILE"
MAKE = "make one with: reconciler plan -o FILE"
REFUSED = {
    "no object": (b"[]", "this file is not a plan", MAKE),
    "no format": (b"{}", "this file is not a plan", MAKE),
    "no JSON": (b"{", "the plan file is not JSON as this program writes it (JSONDecodeError)", AGAIN),
    "a key twice": (
        b'{"format_version":"1","format_version":"1"}',
        "the plan file is not JSON as this program writes it (ValueError)",
        AGAIN,
    ),
    "no number": (b'{"a":NaN}', "the plan file is not JSON as this program writes it (ValueError)", AGAIN),
    "a broken number": (b'{"a":1.5}', "the plan file is not JSON as this program writes it (ValueError)", AGAIN),
    "another seal": (
        TEXT.replace('"actor":"ada"', '"actor":"eve"').encode(),
        "the plan file has been changed: its seal does not fit",
        AGAIN,
    ),
    "another name": (
        resealed(lambda raw: raw.update(plan="0" * 64)),
        "the plan file has been changed: its name does not fit",
        AGAIN,
    ),
    "another shape": (
        resealed(lambda raw: raw.update(orgs={})),
        "the plan file does not hold a plan (ValidationError)",
        AGAIN,
    ),
    "another format": (
        resealed(lambda raw: raw.update(format_version="9" * 41)),
        f"the plan has format {'9' * 40!r}; this program reads {FORMAT}",
        "make the plan and apply it with the same version",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_with_a_plan_file_is_said_with_what_to_do(case: str):
    data, message, hint = REFUSED[case]
    with pytest.raises((IntegrityFailure, VersionNotSupported)) as caught:
        loads(data)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_everything_a_header_says_comes_back():
    said = {field.name: f"the {field.name}" for field in fields(Header)} | {"planned_for": "2027-01-01T00:00:00Z"}
    said |= {"learnt": "claim by os uid 1000", "blind": "ab" * 32}
    plan = replace(PLAN, header=Header(**said))
    assert loads(dumps(plan).encode()) == plan


@pytest.mark.parametrize("moment", ["tomorrow", "2027-01-01\x1b", "2027-01-01t00:00:00z"])
def test_a_preview_is_of_a_day_or_a_moment(moment: str):
    with pytest.raises(IntegrityFailure, match="does not hold a plan"):
        loads(dumps(replace(PLAN, header=replace(HEADER, planned_for=moment))).encode())


def test_a_plan_says_of_its_actor_only_how_one_can_be_learnt_t179():
    with pytest.raises(IntegrityFailure, match="does not hold a plan"):
        loads(dumps(replace(PLAN, header=replace(HEADER, learnt="oath"))).encode())


def test_a_guard_result_taken_out_of_the_file_is_judged_again_by_the_apply():
    """T123"""
    store = a_store()
    everybody_goes = FIRST.replace("  bob@lab.example:\n  cyd@lab.example:\n", "")
    plan = planned(store, everybody_goes)
    assert [result.guard for result in plan.refusals] == ["people-removed"]
    raw = json.loads(dumps(plan))
    for org in raw["orgs"]:
        org["guards"] = []
    raw["applyable"] = True
    raw.pop("seal")
    raw["seal"] = sha256(canonical(raw))
    forged = loads((canonical(raw) + "\n").encode())
    assert not forged.refusals
    (result,) = apply(forged, store, Attempt("ada", AT, "run-2"))
    assert result.outcome == "refused"
    assert result.error is not None
    assert result.error.exit_code == 11


@pytest.mark.parametrize(
    "settings",
    ["Team", ["Team"], {"nam": "Team"}, {"name": ["Team"]}, {"included_users": "5"}, {"paid_until": "soon"}],
)
def test_settings_of_another_shape_than_a_manifest_can_say_are_refused(settings: object):
    manifest = "org: lab\nplatform: webknossos\nplan: {name: Team}\n"
    raw = json.loads(dumps(planned(MemoryStore(LINEAGE), manifest)))
    assert raw["resource_changes"][0]["change"]["after"]["plan"] == {"name": "Team"}
    raw["resource_changes"][0]["change"]["after"]["plan"] = settings
    raw.pop("seal")
    with pytest.raises(IntegrityFailure, match="does not hold a plan"):
        loads((canonical({**raw, "seal": sha256(canonical(raw))}) + "\n").encode())


# --- formats ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [None, "", "0" * 64, 5])
def test_a_plan_under_another_name_is_refused(name: object):
    with pytest.raises(IntegrityFailure):
        loads(resealed(lambda raw: raw.update(plan=name)))


@pytest.mark.parametrize(
    "version", ["2.0", "0.9", "1.0", "1.1", "1", "1.2.0", "1.20", "", "01.2", "1.2 ", "x" * 10_000]
)
def test_every_other_format_is_refused_before_anything_else_is_looked_at(version: str):
    """T126"""
    for data in (
        resealed(lambda raw: raw.update(format_version=version)),
        json.dumps({"format_version": version}).encode(),
    ):
        with pytest.raises(VersionNotSupported) as caught:
            loads(data)
        assert caught.value.exit_code == 15
        assert f"this program reads {FORMAT}" in caught.value.message
        assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b'{"format_version":1.2}',
        b'{"format_version":1}',
        b'{"format_version":null}',
        b"[]",
        b'"1.4"',
        b"null",
        b"5",
    ],
)
def test_json_that_is_no_plan_is_refused(data: bytes):
    with pytest.raises(IntegrityFailure) as caught:
        loads(data)
    assert caught.value.exit_code == 14
    assert caught.value.hint


# --- json tricks ------------------------------------------------------------------------------------------------------

BODY = TEXT.encode().rstrip(b"\n")

TRICKS: dict[str, bytes] = {
    "nothing": b"",
    "white space": b" \n",
    "no json": b"org: lab\n",
    "a key twice": b'{"actor":"x",' + BODY[1:],
    "a key twice and equal": b'{"format_version":"1.4",' + BODY[1:],
    "NaN": BODY.replace(b'"serial":1', b'"serial":NaN'),
    "Infinity": BODY.replace(b'"serial":1', b'"serial":Infinity'),
    "minus Infinity": BODY.replace(b'"serial":1', b'"serial":-Infinity'),
    "1e400": BODY.replace(b'"serial":1', b'"serial":1e400'),
    "a fraction": BODY.replace(b'"serial":1', b'"serial":1.0'),
    "minus zero": BODY.replace(b'"serial":1', b'"serial":-0'),
    "5,000 digits": BODY.replace(b'"serial":1', b'"serial":1' + b"0" * 5_000),
    "a lone surrogate": BODY.replace(b'"actor":"ada"', rb'"actor":"\ud800"'),
    "a lone surrogate in a key": b'{"\\udfff":1,' + BODY[1:],
    "raw surrogate bytes": BODY.replace(b'"actor":"ada"', b'"actor":"\xed\xa0\x80"'),
    "an escape that is not needed": BODY.replace(b'"actor":"ada"', rb'"actor":"\u0061da"'),
    "a raw control character": BODY.replace(b'"actor":"ada"', b'"actor":"a\x1bda"'),
    "100,000 lists": b"[" * 100_000,
    "100,000 lists, closed": b"[" * 100_000 + b"]" * 100_000,
    "100,000 objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "100,000 lists in a plan": b'{"format_version":"1.4","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "800 lists in a plan": b'{"format_version":"1.4","x":' + b"[" * 800 + b"]" * 800 + b"}",
    "a byte order mark": b"\xef\xbb\xbf" + BODY,
    "utf-16": TEXT.encode("utf-16"),
    "utf-32": TEXT.encode("utf-32"),
    "not utf-8": BODY.replace(b'"actor":"ada"', b'"actor":"\xff"'),
    "a comment": b"/* */" + BODY,
    "single quotes": BODY.replace(b'"', b"'"),
    "a trailing comma": BODY[:-1] + b",}",
    "gzip": b"\x1f\x8b\x08\x00" + BODY,
    "two plans": BODY + BODY,
    "half a plan": BODY[: len(BODY) // 2],
}


@pytest.mark.parametrize("data", TRICKS.values(), ids=TRICKS)
def test_every_trick_of_json_is_refused_without_a_traceback(data: bytes):
    """T130, T131"""
    assert data != BODY
    with pytest.raises(IntegrityFailure) as caught:
        loads(data + b"\n")
    assert caught.value.exit_code == 14


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_any_json_at_all_is_refused_without_a_traceback(value: Any):
    """T130"""
    with pytest.raises(ReconcilerError):
        loads(json.dumps(value).encode())


@given(st.binary())
def test_any_bytes_at_all_are_refused_without_a_traceback(data: bytes):
    """T130"""
    with pytest.raises(ReconcilerError):
        loads(data)


def test_a_file_larger_than_the_limit_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch):
    """T131"""
    monkeypatch.setattr(reading, "LARGEST_FILE", len(TEXT.encode()))
    assert loads(TEXT.encode()) == PLAN
    monkeypatch.setattr(reading, "LARGEST_FILE", len(TEXT.encode()) - 1)
    with pytest.raises(IntegrityFailure) as caught:
        loads(TEXT.encode())
    assert caught.value.message == f"the plan file is larger than {len(TEXT.encode()) - 1} bytes"
    assert caught.value.hint == "make a plan of a part: reconciler plan --only org=NAME -o FILE"


# --- the file itself --------------------------------------------------------------------------------------------------


def test_who_got_another_name_what_is_allowed_and_when_it_is_someone_s_turn_come_back_from_a_file():
    lab = next(org for org in PLAN.orgs if org.org == "webknossos/lab")
    change = next(each for each in lab.changes if each.address.kind == "member" and each.before and each.after)
    moved = replace(change, previous=change.address._replace(key=("before@lab.example",)))
    allowance = Allowance(lab.org, "people-removed", 3, "spring cleaning", "2026-12-31", Source("allow.yaml", 2, 5))
    guard = GuardResult("people-removed", Severity.ERROR, 3, 2, "3 people would leave", ("a", "b"), allowance)
    guards = (guard, replace(guard, allowed_by=None))
    lab = replace(lab, changes=(moved,), guards=guards, allowances=(allowance,), turns="2027-01-02")
    assert loads(dumps(replace(PLAN, orgs=(lab,))).encode()).orgs == (lab,)


OLD = '{"actor":"ada","applyable":true}'
"""What begins as a plan; anything else would not make way for one."""


def test_a_saved_plan_is_for_its_owner_only_and_replaces_what_was_there(tmp_path: Path):
    path = tmp_path / "plan.json"
    path.write_text(OLD)
    path.chmod(0o666)
    save(PLAN, path)
    assert path.read_text(encoding="utf-8") == TEXT
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.json"]


@pytest.mark.parametrize("what", ["fsync", "replace"])
def test_a_save_that_fails_leaves_what_was_there_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
):
    path = tmp_path / "plan.json"
    path.write_text(OLD)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, what, full)
    with pytest.raises(WrongUsage, match="No space left on device"):
        save(PLAN, path)
    assert path.read_text() == OLD
    assert [entry.name for entry in tmp_path.iterdir()] == ["plan.json"]


def test_an_interrupted_save_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(PLAN, tmp_path / "plan.json")
    assert list(tmp_path.iterdir()) == []


def test_a_plan_cannot_be_saved_where_there_is_no_folder(tmp_path: Path):
    with pytest.raises(WrongUsage, match="No such file or directory"):
        save(PLAN, tmp_path / "nowhere" / "plan.json")


@pytest.mark.parametrize("to", ["plan.json", "/dev/zero", "nowhere", "."])
def test_a_link_is_not_followed_wherever_it_leads(tmp_path: Path, to: str):
    """T132"""
    save(PLAN, tmp_path / "plan.json")
    (tmp_path / "link").symlink_to(to)
    with pytest.raises(IntegrityFailure, match="is a link"):
        plan_bytes(tmp_path / "link")
    assert plan_bytes(tmp_path / "plan.json") == TEXT.encode()


@pytest.mark.parametrize("kind", ["fifo", "folder", "device"])
def test_what_is_no_regular_file_is_refused_and_nobody_waits_for_it(tmp_path: Path, kind: str):
    """T132"""
    path = Path("/dev/zero") if kind == "device" else tmp_path / "plan.json"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    caught: list[BaseException] = []

    def read() -> None:
        try:
            plan_bytes(path)
        except ReconcilerError as error:
            caught.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(5)
    assert not reader.is_alive(), "opening it must not wait for a writer"
    assert isinstance(caught[0], IntegrityFailure)
    assert "not a regular file" in str(caught[0])


def test_a_plan_that_is_not_there_is_wrong_usage(tmp_path: Path):
    with pytest.raises(WrongUsage, match="No such file or directory"):
        plan_bytes(tmp_path / "plan.json")

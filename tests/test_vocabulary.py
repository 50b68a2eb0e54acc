"""The platforms' files: that each says only what exists, and that nothing in one is dead.

What a platform's words and routes *mean* is told by the stories; here it is asked that every line can be reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from typing import Annotated, Any

import pytest
import yaml
from pydantic import ValidationError

from reconciler.applier import Attempt, apply
from reconciler.guards import ALLOWABLE, GUARDS, NEVER_ALLOWED, Duties, Policy, guard_name
from reconciler.kinds import EVERYONE, SUBJECT, Spec, creation_rank, field_names, kinds, named_by, worded_fields
from reconciler.kinds.spec import Name
from reconciler.model import EMPTY, Address, Change, Header, Mode
from reconciler.reader import read_texts
from reconciler.render.wording import sentence
from reconciler.routes import Effect, effect, elevates, is_admin, matching_route, standing
from reconciler.rules import RULES, rule
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan
from reconciler.vocabulary import Platform, Route, _check, load, platform_names

PLATFORMS = platform_names()


def raw(name: str) -> dict[str, Any]:
    """The file of a platform, unchecked."""
    text = files("reconciler").joinpath(f"platforms/{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def checked(document: Mapping[str, Any]) -> Platform:
    return _check(Platform.model_validate(document))


# --- loading ----------------------------------------------------------------------------------------------------------


def test_the_four_platforms_are_there():
    assert PLATFORMS == ("dnanexus", "encord", "innotescus", "webknossos")


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_file_loads_under_its_own_name(name: str):
    assert load(name).name == name
    assert load(name) is load(name)
    assert checked(raw(name)) == load(name)


def test_a_platform_without_a_file_is_not_looked_for():
    for name in ("nowhere", "", "../pyproject", "WEBKNOSSOS"):
        with pytest.raises(KeyError):
            load(name)


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_fact_names_its_source(name: str):
    def facts(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [value] + [fact for inner in value.values() for fact in facts(inner)]
        return [fact for inner in value for fact in facts(inner)] if isinstance(value, list) else []

    document = raw(name)
    for part in ("keys", "words", "ranges", "absent", "leaving", "routes", "rules"):
        stated = [
            fact for fact in facts(document.get(part, [])) if set(fact) & {"says", "word", "mode", "use", "type", "min"}
        ]
        assert all(len(str(fact.get("source", ""))) >= 2 for fact in stated), part
    del document["routes"][0]["source"]
    with pytest.raises(ValidationError):
        Platform.model_validate(document)


# --- what nothing declares --------------------------------------------------------------------------------------------

FACT: dict[str, Any] = {"source": "a test"}


@pytest.mark.parametrize(
    ("part", "name", "value", "says"),
    [
        ("terms", "robot", "robot", "robot"),
        ("keys", "robot", {"type": "name", **FACT}, "robot"),
        ("words", "robot.role", [{"word": "x", **FACT}], "robot.role"),
        ("words", "member.name", [{"word": "x", **FACT}], "member.name"),
        ("defaults", "member.role", "nobody", "member.role=nobody"),
        ("defaults", "robot.role", "x", "robot.role=x"),
        ("ranges", "member.height", {"min": 0, "max": 1, **FACT}, "member.height"),
        ("absent", "robot", {"says": "x", **FACT}, "robot"),
        ("absent", "member.height", {"says": "x", **FACT}, "member.height"),
    ],
)
def test_a_vocabulary_that_speaks_of_what_nothing_declares_is_refused(part: str, name: str, value: Any, says: str):
    document = raw("webknossos")
    document.setdefault(part, {})[name] = value
    with pytest.raises(ValueError, match=rf"webknossos.yaml speaks of {says}, which nothing declares"):
        checked(document)


def test_all_that_nothing_declares_is_named_in_order():
    document = raw("webknossos")
    document["terms"] |= {"robot": "x", "alien": "x", "zebra": "x"}
    with pytest.raises(ValueError, match="speaks of alien, robot, zebra, which"):
        checked(document)


@pytest.mark.parametrize(
    ("route", "says"),
    [
        ({"kind": "robot"}, "robot"),
        ({"kind": "member", "field": "height"}, "member.height"),
        ({"kind": "member", "before": {"height": "x"}}, "member.height"),
        ({"kind": "member", "after": {"height": "x"}}, "member.height"),
    ],
)
def test_a_route_that_speaks_of_what_nothing_declares_is_refused(route: dict[str, Any], says: str):
    document = raw("webknossos")
    document["routes"].append({**route, "mode": "manual", **FACT})
    with pytest.raises(ValueError, match=says):
        checked(document)


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "blue"},
        {"name": None},
        {"rules": [{"use": "references"}]},
        {"routes": [{"kind": "member", "mode": "magic", **FACT}]},
        {"leaving": {"set": {}, "extra": 1, **FACT}},
        {"keys": {"member": {"type": "number", **FACT}}},
    ],
)
def test_a_vocabulary_of_another_shape_is_refused(change: dict[str, Any]):
    with pytest.raises(ValidationError):
        checked(raw("webknossos") | change)


# --- nothing is dead --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_rule_named_exists_and_takes_its_arguments(name: str):
    platform = load(name)
    for used in platform.rules:
        assert list(RULES[used.use](EMPTY, platform, **used.args)) == []


def test_every_rule_is_used_by_a_platform_and_none_is_registered_twice():
    assert set(RULES) == {used.use for name in PLATFORMS for used in load(name).rules}
    with pytest.raises(TypeError, match="two rules are called references"):
        rule("references")(lambda *_: iter(()))
    for check in RULES.values():
        assert (check.__doc__ or "").startswith(("Whatever", "Whoever", "Where", "The", "An", "A", "Every"))


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_worded_field_of_what_the_platform_has_has_words_and_no_word_twice(name: str):
    platform = load(name)
    for field in sorted(worded_fields()):
        kind = field.partition(".")[0]
        words = [word.word for word in platform.words.get(field, [])]
        if kind in platform.absent or field in platform.absent or kinds()[kind].spec.recorded:
            assert not words, f"{field} is not there and has words"
        else:
            assert words, field
            assert len(set(words)) == len(words)
    assert platform.admins
    assert {word for _, word in platform.elevated} >= platform.admins


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_word_that_may_be_left_out_has_a_default_among_the_words(name: str):
    platform = load(name)
    for kind, shape in kinds().items():
        for field in shape.words:
            full = f"{kind}.{field}"
            there = kind not in platform.absent and full not in platform.absent
            if there and not shape.spec.model_fields[field].is_required():
                assert platform.defaults[full] in platform.ranks[full], full
    for full in platform.defaults:
        assert full.partition(".")[0] not in platform.absent, full
        assert full not in platform.absent, full


@pytest.mark.parametrize("name", PLATFORMS)
def test_every_kind_has_a_term_and_a_rule_for_names_or_is_absent(name: str):
    platform = load(name)
    for kind, shape in kinds().items():
        assert platform.term(kind)
        if kind not in platform.absent and shape.parent and "" not in shape.spec.refers and not shape.spec.recorded:
            assert kind in platform.keys, kind
    assert platform.term("robot") == "robot"


@pytest.mark.parametrize("name", PLATFORMS)
def test_whoever_may_be_given_access_is_said_for_every_kind_of_grant_to_a_subject(name: str):
    platform = load(name)
    for kind, shape in kinds().items():
        assert (kind in platform.subjects) == (shape.spec.refers.get("") == SUBJECT and kind not in platform.absent)
    for forms in platform.subjects.values():
        assert all(form.names in {"member", "team", "org", EVERYONE} for form in forms)
        assert all(form.names == "member" for form in forms if form.pattern == ".+"), "hides the forms after it"
        assert [form.pattern for form in forms].index(forms[-1].pattern) == len(forms) - 1


@pytest.mark.parametrize("name", PLATFORMS)
def test_what_is_not_here_says_why_in_a_sentence_with_a_source(name: str):
    platform = load(name)
    for what, fact in platform.absent.items():
        assert platform.title in fact.says or "owner" in what, fact.says
        assert fact.source
        kind, _, field = what.partition(".")
        assert kind in kinds()
        assert not field or field in field_names(kind)


@pytest.mark.parametrize("name", PLATFORMS)
def test_what_is_renamed_capped_or_joined_is_there(name: str):
    platform = load(name)
    here = set(kinds()) - set(platform.absent)
    spoken_of = {*platform.sections, *platform.joins, *(fact.to for fact in platform.access)}
    spoken_of |= {cap.grant for cap in platform.caps} | {fact.kind for fact in platform.fixed} | set(platform.fields)
    assert spoken_of <= here
    for cap in platform.caps:
        assert f"member.{cap.field}" not in platform.absent


@pytest.mark.parametrize("name", PLATFORMS)
def test_a_leaver_has_the_leaving_attributes_and_keeps_the_others(name: str):
    platform = load(name)
    attrs = {"role": "x", "name": "y"}
    assert platform.without(attrs) == {**attrs, **platform.leaving.set}
    assert platform.left(platform.without(attrs)) is bool(platform.leaving.set)
    assert not platform.left(attrs)
    assert not platform.left({})


ROUTES = [(name, number) for name in PLATFORMS for number in range(len(load(name).routes))]


def changes_for(platform: Platform, route: Route) -> Iterator[Change]:
    """Every change of the kind that this route could be about: all pairs of values of the fields that routes speak of."""
    shape = kinds()[route.kind]
    of_kind = [other for other in platform.routes if other.kind == route.kind]
    spoken = {name.partition(".")[0] for other in of_kind for name in (other.field, *other.before, *other.after)}
    key = (*(f"k{depth}" for depth in range(1, shape.depth)), *([route.key.replace("*", "k")] if shape.depth else []))
    sides: list[dict[str, Any]] = [{}]
    for field in [name for name in shape.attributes if name in spoken] or shape.attributes[:1]:
        words = [word.word for word in platform.words.get(f"{route.kind}.{field}", [])]
        values: list[Any] = words or ([True, False] if field == "active" else ["one", "two"])
        if route.field.startswith(f"{field}."):
            values = [{route.field.partition(".")[2]: value} for value in values]
        sides = [{**side, field: value} for side in sides for value in values]
    address = Address(platform.name, "org", route.kind, key)
    yield from (Change(address, None, side) for side in sides)
    yield from (Change(address, side, None) for side in sides)
    yield from (Change(address, one, two) for one in sides for two in sides if one != two)


@pytest.mark.parametrize(("name", "number"), ROUTES)
def test_every_route_is_the_first_for_some_change(name: str, number: int):
    platform = load(name)
    route = platform.routes[number]
    reached = next((c for c in changes_for(platform, route) if matching_route(c, platform) is route), None)
    assert reached is not None, f"{route} can never be reached: another one stands before it"
    assert sentence(reached, platform)


def test_every_mode_a_plan_can_show_is_reached_on_some_platform():
    assert {route.mode for name in PLATFORMS for route in load(name).routes} == set(Mode)


@pytest.mark.parametrize("name", PLATFORMS)
def test_words_are_ranked_weakest_first(name: str):
    platform = load(name)
    words = [word.word for word in platform.words["member.role"]]
    address = Address(name, "org", "member", ("a",))
    for weak, strong in pairwise(words):
        assert standing("member", {"role": weak}, platform) < standing("member", {"role": strong}, platform)
        up, down = Change(address, {"role": weak}, {"role": strong}), Change(address, {"role": strong}, {"role": weak})
        assert (effect(up, platform), effect(down, platform)) == (Effect.GAIN, Effect.LOSS)
    assert elevates(Change(address, {"role": words[0]}, {"role": words[-1]}), platform)
    assert is_admin({"role": words[-1]}, platform)
    assert not is_admin({"role": words[0]}, platform)
    assert not is_admin(None, platform)


# --- every guard fires ------------------------------------------------------------------------------------------------

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-23T09:00:00Z"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "ada@lab.example", "reconciler 0.1.0")

WK = "org: lab\nplatform: webknossos\n"
ADMINS = "ada@lab.example: {role: admin}, eve@lab.example: {role: admin}"
EN = "org: lab\nplatform: encord\n"
EN_ADMINS = "ada@lab.example: {role: internal_admin}, eve@lab.example: {role: internal_admin}"
GO = "allow: [{org: lab, guard: org-removed, up_to: 1, reason: x, until: 2026-12-31}]\n"
TEAMS = ", ".join(f"T{number}: " for number in range(25))
PEOPLE = ", ".join(f"p{number}@lab.example: " for number in range(25))
PLACES = ", ".join(f"p{number}@lab.example" for number in range(25))

FIRES: dict[str, tuple[list[str], str]] = {
    "last-admin": ([f"{WK}members: {{ada@lab.example: {{role: admin}}, bob@lab.example: }}"], f"{WK}members: {{ada@lab.example: , bob@lab.example: }}"),
    "org-removed": ([f"{WK}members: {{{ADMINS}}}"], GO),
    "people-removed": ([f"{WK}members: {{{ADMINS}, {PEOPLE}}}"], f"{WK}members: {{{ADMINS}}}"),
    "places-removed": (
        [f"{WK}members: {{{ADMINS}, {PEOPLE}}}\nteams: {{T: {{members: [{PLACES}]}}}}"],
        f"{WK}members: {{{ADMINS}, {PEOPLE}}}\nteams: {{T: {{members: []}}}}",
    ),
    "others-removed": ([f"{WK}members: {{{ADMINS}}}\nteams: {{{TEAMS}}}"], f"{WK}members: {{{ADMINS}}}\nteams: {{}}"),
    "adopted-removed": (
        [f"{WK}members: {{{ADMINS}}}\nteams: {{Old: }}", f"{WK}members: {{{ADMINS}}}", f"{WK}members: {{{ADMINS}}}\nteams: {{}}"],
        f"{WK}members: {{{ADMINS}}}\nteams: {{}}\n---\nallow: [{{org: lab, guard: adopted-removed, up_to: 1, reason: x, until: 2026-12-31}}]\n",
    ),
    "self-removed": ([f"{WK}members: {{{ADMINS}, x@lab.example: {{role: admin}}}}"], f"{WK}members: {{eve@lab.example: {{role: admin}}, x@lab.example: {{role: admin}}}}"),
    "recreate": ([f"{EN}members: {{{EN_ADMINS}, bob@lab.example: {{role: external}}}}"], f"{EN}members: {{{EN_ADMINS}, bob@lab.example: {{role: workforce}}}}"),
    "support": ([f"{EN}members: {{{EN_ADMINS}, bob@lab.example: {{role: internal_admin}}}}"], f"{EN}members: {{{EN_ADMINS}}}"),
    "unsupported": (["org: lab\nplatform: dnanexus\nmembers: {user-a: {role: admin}}"], GO),
    "sole-admin": (
        [f"{EN}members: {{{EN_ADMINS}, bob@lab.example: }}\nprojects: {{P: {{access: {{bob@lab.example: admin}}}}}}"],
        f"{EN}members: {{{EN_ADMINS}}}\nprojects: {{P: {{access: {{}}}}}}",
    ),
    "duties-apart": (
        [f"{EN}members: {{{EN_ADMINS}, bob@lab.example: }}\nprojects: {{P: {{access: {{}}}}}}"],
        (f"{EN}members: {{{EN_ADMINS}, bob@lab.example: }}\ngroups: {{G: {{members: [bob@lab.example]}}}}\n"
        "projects: {P: {access: {bob@lab.example: viewer, 'group:G': admin}}}"),
    ),
    "org-returns": ([f"{WK}members: {{{ADMINS}}}", GO], f"{WK}members: {{{ADMINS}}}"),
    "not-permitted": ([f"{WK}members: {{{ADMINS}, bob@lab.example: }}"], f"{WK}members: {{{ADMINS}, bob@lab.example: {{role: admin}}}}"),
    "few-admins": ([f"{WK}members: {{{ADMINS}}}"], f"{WK}members: {{ada@lab.example: {{role: admin}}, eve@lab.example: }}"),
}  # fmt: skip


@pytest.mark.parametrize("name", FIRES)
def test_every_guard_fires(name: str):
    first, then = FIRES[name]
    store = MemoryStore(LINEAGE)
    for number, text in enumerate(first):
        made = make_plan(read_texts([("f.yaml", text)]).sound(), store, HEADER)
        assert name not in {result.guard for org in made.orgs for result in org.guards if result.refuses}
        for result in apply(made, store, Attempt("somebody", AT, f"run-{number}")):
            assert result.error is None, result.error
    asked = replace(HEADER, asked_by="bob@lab.example")
    apart = Policy(apart={"viewing": Duties("encord", frozenset({"viewer", "admin"}))})
    made = make_plan(read_texts([("f.yaml", then)]).sound(), store, asked, apart)
    fired = {result.guard: result for org in made.orgs for result in org.guards}
    assert name in fired
    assert fired[name].message
    if name not in {"few-admins", "org-removed", "adopted-removed", "not-permitted"}:
        assert fired[name].refuses


def test_the_table_above_has_every_guard():
    assert set(FIRES) == {guard_name(guard) for guard in GUARDS}
    assert set(ALLOWABLE) == set(FIRES) - NEVER_ALLOWED
    for guard in GUARDS:
        assert (guard.__doc__ or "").strip()


# --- kinds ------------------------------------------------------------------------------------------------------------


def test_whatever_a_kind_needs_is_created_before_it():
    for kind, shape in kinds().items():
        if shape.parent:
            assert creation_rank(shape.parent) < creation_rank(kind)
        for target in named_by(shape.spec.refers[""]) if "" in shape.spec.refers else ():
            assert creation_rank(target) < creation_rank(kind)


def test_power_over_others_is_seen_even_where_a_rank_is_lower():
    encord = load("encord")
    address = Address("encord", "org", "member", ("a",))
    manager = Change(address, {"role": "external"}, {"role": "workforce_manager"})
    assert effect(manager, encord) is Effect.LOSS
    assert elevates(manager, encord)


def test_a_kind_in_two_places_is_refused(monkeypatch: pytest.MonkeyPatch):
    import reconciler.kinds as room
    from reconciler.kinds.spec import Holds

    class Second(Spec):
        kind = "second"
        name: Name | None = None

    class First(Spec):
        kind = "first"
        one: Annotated[Any, Holds(Second)] = None
        two: Annotated[Any, Holds(Second)] = None

    monkeypatch.setattr(room, "Org", First)
    with pytest.raises(TypeError, match="two sections hold the kind second"):
        room.kinds.__wrapped__()  # type: ignore[attr-defined]

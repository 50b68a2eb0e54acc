"""Who and what a name means, on the whole road from a manifest through a plan and an apply to the log and an export."""

from __future__ import annotations

import unicodedata

import pytest

from reconciler.applier import Attempt, apply
from reconciler.export import export_org
from reconciler.model import Action, Address, Header, Plan
from reconciler.reader import Reading, read_texts
from reconciler.stores.base import AuditQuery
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan
from reconciler.text import NameRefused, email_key
from reconciler.vocabulary import platform_names

LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-23T09:00:00Z"
HEADER = Header(LINEAGE, AT, "2026-11-30T09:00:00Z", "root", "reconciler 0.1.0")
VISION = "org: vision\nplatform: encord\nmembers: {ada@lab.example: {role: internal_admin}, eve@lab.example: {role: internal_admin}}\n"


def read(*texts: str) -> Reading:
    return read_texts([(f"{number}.yaml", text) for number, text in enumerate(texts, 1)])


def planned(store: MemoryStore, *texts: str) -> Plan:
    return make_plan(read(*texts).sound(), store, HEADER)


def done(store: MemoryStore, run: str, *texts: str) -> None:
    for result in apply(planned(store, *texts), store, Attempt("root", AT, run)):
        assert result.error is None, result.error


LOOK_ALIKES = {
    "fullwidth": "\uff41da",
    "ligature": "\ufb01n",
    "dotless i": "m\u0131ke",
    "Cyrillic a": "\u0430da",
    "Greek o": "b\u03bfb",
    "long s": "e\u017fe",
    "sharp s": "stra\xdfe",
    "mixed": "p\u0430ul",
}


@pytest.mark.parametrize("look_alike", LOOK_ALIKES.values(), ids=LOOK_ALIKES)
@pytest.mark.parametrize("platform", sorted(platform_names()))
def test_no_letter_of_another_alphabet_stands_for_one_in_the_name_of_a_person(platform: str, look_alike: str):
    """T043-T045, T085: so no two people look the same in a report."""
    name = f"user-{look_alike}" if platform == "dnanexus" else f"{look_alike}@lab.example"
    found = read(f"org: lab\nplatform: {platform}\nmembers: {{{name}: }}\n").problems
    assert found[0].code in {"name-refused", "name-pattern"}
    assert (found[0].source.line, found[0].source.column) == (3, 11)
    assert found[0].hint


def test_two_domains_that_look_the_same_are_shown_as_the_two_they_are():
    """T045, T050, T085: the name of a person is shown with the domain as machines write it."""
    keys = {email_key(f"ada@{domain}.example") for domain in ("lab", "l\u0430b", "l\u03b1b")}
    assert len(keys) == 3
    assert all(key.isascii() for key in keys)


def test_letters_that_only_look_like_others_are_kept_in_the_name_that_is_shown():
    """T043"""
    shown = "\uff41da \ufb01n"
    assert unicodedata.normalize("NFKC", shown) != shown
    desired = read(f"org: lab\nplatform: webknossos\nmembers: {{ada@lab.example: {{role: admin, name: {shown}}}}}\n")
    state = desired.sound().orgs["webknossos/lab"].state
    assert state[Address("webknossos", "lab", "member", ("ada@lab.example",))].attrs["name"] == shown


def test_addresses_that_reach_one_mailbox_are_different_people():
    """T049: nobody but their provider knows that they are one."""
    names = ("ada@lab.example", "ada+x@lab.example", "a.da@lab.example")
    store = MemoryStore(LINEAGE)
    done(store, "run-1", VISION.replace("eve@", "ada+x@lab.example: , a.da@lab.example: , eve@"))
    assert {email_key(name) for name in names} == set(names)
    members = {address.key[0] for address in store.state("encord/vision") if address.kind == "member"}
    assert members >= set(names)


@pytest.mark.parametrize(
    "address",
    [
        "a@xn--a.example",
        "a@xn--bcher-kva\u0301.example",
        "a@xn--ls8h.example",
        "a@-b\u00fccher.example",
        "a@b\u00fccher-.example",
        "a@\u0301b.example",
        "a@a\u200db.example",
        "a@\u05d0a.example",
        "a@\u2488b.example",
        "a@" + "\u00fc" * 64 + ".example",
    ],
)
def test_a_domain_that_no_registry_would_take_is_refused(address: str):
    """T050: marks at the beginning, joiners, two directions, hyphens at an end, labels that are too long or not minimal."""
    with pytest.raises(NameRefused):
        email_key(address)


def test_whoever_comes_back_is_a_new_member_and_gets_nothing_of_what_they_had():
    """T054: the name is the key; the log tells of both memberships."""
    store = MemoryStore(LINEAGE)
    groups = "groups: {Seg: {members: [%s]}}\nprojects: {drive: {access: {ada@lab.example: admin, %s}}}\n"
    first = VISION.replace("eve@", "bob@lab.example: {name: Bob}, eve@")
    done(store, "run-1", first + groups % ("bob@lab.example", "bob@lab.example: reviewer"))
    done(store, "run-2", VISION + groups % ("", "eve@lab.example: reviewer"))
    done(store, "run-3", first.replace("name: Bob", "") + groups % ("", "eve@lab.example: reviewer"))
    bob = Address("encord", "vision", "member", ("bob@lab.example",))
    log = [entry.action for entry in store.audit(AuditQuery(org="encord/vision")) if entry.address == bob]
    assert log == [Action.CREATE, Action.DELETE, Action.CREATE]
    assert [address for address in store.state("encord/vision") if "bob@lab.example" in address.key] == [bob]
    assert "name" not in store.state("encord/vision")[bob].attrs


RESERVED = [
    "all",
    "*",
    "null",
    "~",
    "..",
    ".",
    "CON",
    "-",
    "--help",
    "'); DROP TABLE x",
    "%2F",
    "admins",
    "PUBLIC",
    "true",
]


@pytest.mark.parametrize("name", RESERVED)
def test_a_word_that_means_something_elsewhere_is_a_name_like_others(name: str):
    """T055: planned, applied, exported and read again as what it is."""
    store = MemoryStore(LINEAGE)
    quoted = "'" + name.replace("'", "''") + "'"
    text = VISION + f"groups: {{{quoted}: {{members: [ada@lab.example]}}, Seg: {{members: [eve@lab.example]}}}}\n"
    plan = planned(store, text)
    group = Address("encord", "vision", "team", (name.casefold(),))
    assert [change.address for change in plan.changes if change.address.kind == "team"].count(group) == 1
    assert sum(change.address.kind == "membership" for change in plan.changes) == 2
    done(store, "run-1", text)
    assert planned(store, export_org("encord/vision", store.state("encord/vision")).text).empty


def test_a_team_that_is_written_in_another_org_goes_in_one_and_comes_in_the_other():
    """T114: orgs share nothing, so what goes along and what is guarded is shown for each of them."""
    store = MemoryStore(LINEAGE)
    second = VISION.replace("org: vision", "org: second")
    group = "groups: {Seg: {members: [ada@lab.example]}}\n"
    done(store, "run-1", VISION + group, second + "groups: {}\n")
    plan = planned(store, VISION + "groups: {}\n", second + group)
    said = {(org.org, change.address.kind, change.action) for org in plan.orgs for change in org.changes}
    assert said == {
        ("encord/vision", "team", Action.DELETE),
        ("encord/vision", "membership", Action.DELETE),
        ("encord/second", "team", Action.CREATE),
        ("encord/second", "membership", Action.CREATE),
    }

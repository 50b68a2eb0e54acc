"""What stands in the log in the place of a person's names: where such names stand, whose they are, and that all else stays."""

from __future__ import annotations

import json
import re
from itertools import count

import pytest

from reconciler.canonical import canonical
from reconciler.commitments import (
    Commitments,
    Line,
    committed,
    erased,
    is_commitment,
    is_erased,
    names_in,
    people_in,
    person_named,
    revealed_in,
    revealing,
    said_in,
    said_of,
)
from reconciler.ledger import entry_document
from reconciler.model import Action, Address, AuditEntry, Cause, Mode, Outcome, Run

ADA, BOB, EVE = "ada@lab.example", "bob@lab.example", "eve@lab.example"
ONE, TWO = f"~{'0123456789abcdef' * 4}", f"~{'fedcba9876543210' * 4}"


def told(person: str, name: str) -> str:
    """Shows of each name of a person whose it was taken for."""
    return f"<{person}|{name}>"


def entry(path: str, before: object = None, after: object = None, **more: object) -> AuditEntry:
    said = {
        "org": "encord/lab",
        "seq": 1,
        "run": "r",
        "plan": "p",
        "at": "2026-11-23T10:00:00Z",
        "actor": "ci",
        "address": Address.parse(f"encord/lab/{path}"),
        "action": Action.UPDATE,
        "mode": Mode.INVITE,
        "cause": Cause.REQUESTED,
        "outcome": Outcome.DONE,
        "before": before,
        "after": after,
    }
    return AuditEntry(**{**said, **more})


def document(said: AuditEntry) -> dict:
    """As it is read from a log."""
    return json.loads(canonical(entry_document(said)))


# --- one commitment -----------------------------------------------------------------------------------------------------


def test_a_commitment_is_an_hmac_of_person_and_name_under_the_salt():
    """The figure is what this says: printf '["ada@lab.example","Ada@Lab.example"]' | openssl dgst -sha256 -hmac key"""
    figure = "~bdf018a45d7dc6b8f247c956da31f8ae92ece239a52b46b4fe11aaa9d9b6a4a6"
    assert committed("key", ADA, "Ada@Lab.example") == figure
    assert Line(figure, ADA, "Ada@Lab.example", "key").holds
    assert not Line(figure, ADA, "Ada@Lab.example", "another").holds
    assert not Line(figure, ADA, ADA, "key").holds


@pytest.mark.parametrize(
    "text", ["", "~", ADA, ONE[1:], ONE[:-1], f"{ONE}0", f"{ONE}\n", ONE.upper(), f" {ONE}", 7, None]
)
def test_nothing_else_is_taken_for_a_commitment(text: object):
    assert is_commitment(ONE)
    assert not is_commitment(text)


def test_of_somebody_erased_eight_digits_are_shown_and_a_name_that_is_nearly_so_is_a_name():
    assert erased(ONE) == "erased-01234567"
    assert is_erased("erased-01234567")
    assert not any(
        map(is_erased, ("erased-0123456", "erased-012345678", "erased-0123456g", "Erased-01234567", ONE, ADA))
    )


def test_a_person_is_known_by_the_key_of_an_address_or_a_handle_and_what_is_no_name_by_itself():
    assert person_named("Ada@Lab.Example") == ADA
    assert person_named("User-Ada") == "user-ada"
    assert person_named("a\u200bb@lab.example") == "a\u200bb@lab.example"
    assert person_named("no name\x00") == "no name\x00"


# --- the commitments of an org -----------------------------------------------------------------------------------------


def test_each_person_has_one_salt_and_each_of_their_names_one_line():
    numbers = count(1)
    kept = Commitments([Line(ONE, ADA, ADA, "old")], lambda: f"salt-{next(numbers)}")
    assert kept.of(ADA, ADA) == ONE  # as it was, whatever salt it was made with
    assert kept.added == []
    assert kept.of(ADA, "Ada") == committed("old", ADA, "Ada")
    assert kept.of(BOB, BOB) == kept.of(BOB, BOB) == committed("salt-1", BOB, BOB)
    assert kept.of(BOB, "Bob") == committed("salt-1", BOB, "Bob")
    assert kept.of(EVE, "Bob") == committed("salt-2", EVE, "Bob")
    assert [(line.person, line.value, line.salt) for line in kept.added] == [
        (ADA, "Ada", "old"),
        (BOB, BOB, "salt-1"),
        (BOB, "Bob", "salt-1"),
        (EVE, "Bob", "salt-2"),
    ]
    assert all(line.holds for line in kept.added)
    assert kept.lines == [Line(ONE, ADA, ADA, "old")]


def test_no_name_is_committed_to_as_no_name():
    kept = Commitments([], lambda: "salt")
    assert kept.of(ADA, "") == ""
    assert kept.added == []


def test_what_stands_for_some_people_is_found_in_its_order_and_nothing_of_the_others():
    lines = [Line(TWO, ADA, ADA, "s"), Line("~x", BOB, BOB, "s"), Line(ONE, EVE, EVE, "s")]
    kept = Commitments(lines, lambda: "s")
    assert kept.of_people(iter([EVE, ADA])) == [ONE, TWO]
    assert kept.of_people([]) == []


def test_a_run_is_kept_with_a_commitment_to_whoever_acted():
    run = Run("r", "encord/lab", Outcome.DONE, "2026-11-23T10:00:00Z", "Ada@Lab.example", "p", "r", 1)
    kept = Commitments([], lambda: "salt")
    assert kept.run(run) == run._replace(actor=committed("salt", ADA, "Ada@Lab.example"))


def test_an_entry_is_kept_with_commitments_and_is_read_with_names_again_as_long_as_there_are_lines():
    said = entry(f"member/{ADA}", None, {"name": "Ada", "role": "member"}, name=("Ada@Lab.example",), actor=BOB)
    kept = Commitments([], lambda: "salt")
    hidden = kept.entry(said)
    assert hidden.address.key == (committed("salt", ADA, ADA),)
    assert hidden.name == (committed("salt", ADA, "Ada@Lab.example"),)
    assert hidden.after == {"name": committed("salt", ADA, "Ada"), "role": "member"}
    assert hidden.actor == committed("salt", BOB, BOB)
    values = {line.commitment: line.value for line in kept.added}
    assert said_of(hidden, revealing(values.get)) == said
    gone = said_of(hidden, revealing({}.get))
    assert [is_erased(each) for each in (*gone.address.key, *gone.name, gone.after["name"], gone.actor)] == [True] * 4
    assert gone.actor == erased(hidden.actor)
    assert gone.after["role"] == "member"


def test_who_is_revealed_is_whom_a_commitment_leads_to_and_what_is_none_is_as_it_is():
    say = revealing({ONE: "", TWO: "Ada"}.get)
    assert (say("", TWO), say("", ONE), say("", "Bob")) == ("Ada", "", "Bob")
    assert revealing({}.get)("", ONE) == "erased-01234567"


# --- where persons stand ------------------------------------------------------------------------------------------------

ROWS = {
    "a member": (
        f"member/{ADA}",
        {
            "name": "Ada",
            "previously": ["Lady A", "ada-l"],
            "replacement": "Bob@Lab.example",
            "role": "x",
            "note": "Ada",
        },
        f"member/<{ADA}|{ADA}>",
        {
            "name": f"<{ADA}|Ada>",
            "previously": ["<lady a|Lady A>", "<ada-l|ada-l>"],
            "replacement": f"<{BOB}|Bob@Lab.example>",
            "role": "x",
            "note": "Ada",
        },
    ),
    "an invitation of a member": (
        f"invitation/{ADA}/{BOB}",
        {"name": "Ada", "code": "x"},
        f"invitation/<{ADA}|{ADA}>/{BOB}",
        {"name": f"<{ADA}|Ada>", "code": "x"},
    ),
    "an assignment, whose person stands first": (
        f"assignment/{ADA}/cells",
        {"role": "Ada"},
        f"assignment/<{ADA}|{ADA}>/cells",
        {"role": "Ada"},
    ),
    "a place, whose person stands last": (
        f"membership/seg/{ADA}",
        {"role": "member"},
        f"membership/seg/<{ADA}|{ADA}>",
        {"role": "member"},
    ),
    "a grant to a person": (f"project_grant/p/{ADA}", {}, f"project_grant/p/<{ADA}|{ADA}>", {}),
    "a grant to a team": ("project_grant/p/team:seg", {}, "project_grant/p/team:seg", {}),
    "a grant to everyone": ("project_grant/p/everyone", {}, "project_grant/p/everyone", {}),
    "a grant to the org": ("project_grant/p/org:lab", {}, "project_grant/p/org:lab", {}),
    "an org": (
        "org",
        {
            "owner": ADA,
            "name": "Ada",
            "notifications": {"plan": [ADA, 7], "ai_jobs": BOB, "other": [ADA]},
        },
        "org",
        {
            "owner": f"<{ADA}|{ADA}>",
            "name": "Ada",
            "notifications": {"plan": [f"<{ADA}|{ADA}>", 7], "ai_jobs": f"<{BOB}|{BOB}>", "other": [ADA]},
        },
    ),
    "an org with settings that are no mapping": (
        "org",
        {"notifications": [ADA], "owner": 7},
        "org",
        {"notifications": [ADA], "owner": 7},
    ),
    "a project": (
        "project/p",
        {"owner": ADA, "bill_to": "User-Ada", "team": ADA, "ontology": ADA},
        "project/p",
        {"owner": f"<{ADA}|{ADA}>", "bill_to": "<user-ada|User-Ada>", "team": ADA, "ontology": ADA},
    ),
    "a confirmation": ("confirmation/7", {"by": ADA}, "confirmation/7", {"by": f"<{ADA}|{ADA}>"}),
    "a team": ("team/seg", {"name": "Ada", "owner": ADA}, "team/seg", {"name": "Ada", "owner": ADA}),
    "of a kind that nobody knows": (f"memver/{ADA}", {"name": "Ada"}, f"memver/{ADA}", {"name": "Ada"}),
    "a member without a key": ("member", {"name": "Ada"}, "member", {"name": "<ada|Ada>"}),
}


def replaced(path: str) -> Address:
    """The address of a path that is told: what stands between brackets may have any sign."""
    kind, *key = path.split("/")
    return Address("encord", "lab", kind, tuple(key))


@pytest.mark.parametrize("what", ROWS)
def test_every_name_of_a_person_in_a_row_is_known_to_be_theirs_and_no_other_word_is(what: str):
    path, attrs, said_path, said_attrs = ROWS[what]
    said = entry(path, attrs, attrs)
    expected = said._replace(address=replaced(said_path), before=said_attrs, after=said_attrs, actor="<ci|ci>")
    assert said_of(said, told) == expected
    assert said_in(document(said), told) == document(expected)


@pytest.mark.parametrize("what", ROWS)
def test_the_people_of_a_row_are_those_whose_names_are_told(what: str):
    path, attrs, said_path, said_attrs = ROWS[what]
    expected = [part.partition("|")[0] for part in f"{said_path} {said_attrs}".split("<")[1:]]
    assert sorted(people_in(Address.parse(f"encord/lab/{path}"), attrs)) == sorted(expected)


@pytest.mark.parametrize("what", ROWS)
def test_the_names_of_a_row_are_found_as_they_are_spelled_and_those_of_each_side_of_it(what: str):
    path, attrs, said_path, said_attrs = ROWS[what]
    address = Address.parse(f"encord/lab/{path}")
    in_path, in_attrs = (re.findall(r"\|([^>]*)>", text) for text in (said_path, str(said_attrs)))
    expected = [*in_path, *(name.title() for name in in_path), *in_attrs, *in_attrs]
    found = names_in(address, tuple(part.title() for part in address.key), attrs, None, attrs)
    assert sorted(found) == sorted(expected)


def test_an_entry_without_rows_or_with_one_side_keeps_what_it_lacks():
    assert said_of(entry("org"), told) == entry("org", actor="<ci|ci>")
    assert said_in(document(entry("org")), told) == document(entry("org", actor="<ci|ci>"))
    assert said_of(entry(f"member/{ADA}", None, {}), told).before is None


def test_of_a_row_that_moves_each_side_is_of_the_person_who_had_it():
    said = entry(
        f"member/{BOB}",
        {"name": "Ada"},
        {"name": "Bob"},
        previous=Address.parse(f"encord/lab/member/{ADA}"),
        name=("Bob@Lab.example",),
        approvers=("Eve@Lab.example", EVE),
        actor="Eve@Lab.example",
    )
    expected = said._replace(
        address=replaced(f"member/<{BOB}|{BOB}>"),
        previous=replaced(f"member/<{ADA}|{ADA}>"),
        name=(f"<{BOB}|Bob@Lab.example>",),
        before={"name": f"<{ADA}|Ada>"},
        after={"name": f"<{BOB}|Bob>"},
        approvers=(f"<{EVE}|Eve@Lab.example>", f"<{EVE}|{EVE}>"),
        actor=f"<{EVE}|Eve@Lab.example>",
    )
    assert said_of(said, told) == expected
    assert said_in(document(said), told) == document(expected)


def test_a_name_that_does_not_go_with_the_key_is_left_as_it_is():
    said = entry(f"membership/seg/{ADA}", {}, {}, name=("Seg",))
    assert said_of(said, told).name == ("Seg",)
    said = entry(f"membership/seg/{ADA}", {}, {}, name=("Seg", "Ada@Lab.example"))
    assert said_of(said, told).name == ("Seg", f"<{ADA}|Ada@Lab.example>")
    said = entry(f"assignment/{ADA}/cells", {}, {}, name=("Ada@Lab.example", "Cells"))
    assert said_of(said, told).name == (f"<{ADA}|Ada@Lab.example>", "Cells")


def test_of_a_commitment_nobody_asks_whose_it_is():
    said = entry("project/p", {"owner": ONE}, {"owner": [ONE]}, actor=ONE, approvers=(TWO,))
    got = said_of(said, told)
    assert (got.actor, got.approvers, got.before) == (f"<|{ONE}>", (f"<|{TWO}>",), {"owner": f"<|{ONE}>"})
    assert got.after == {"owner": [f"<|{ONE}>"]}


def test_what_is_not_as_an_entry_has_it_stays():
    odd = {**document(entry("org")), "before": ["x"], "after": 7}
    assert (said_in(odd, told)["before"], said_in(odd, told)["after"]) == (["x"], 7)


# --- a million entries --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ROWS)
def test_the_quick_way_reads_as_the_thorough_one_does(what: str):
    """Where names stand as commitments, and also where some stand as they are."""
    path, attrs, *_ = ROWS[what]
    kept = Commitments([], lambda: "salt")
    for names in ((), tuple(Address.parse(f"encord/lab/{path}").key)):
        hidden = document(kept.entry(entry(path, attrs, attrs, name=names, actor=ADA, approvers=(BOB, EVE))))
        values, as_read = {line.commitment: f"{line.value}/ü %" for line in kept.added}, canonical(hidden)
        for say in (revealing(values.get), revealing({}.get)):
            assert revealed_in(hidden, say) == said_in(hidden, say)
        assert canonical(hidden) == as_read
        plain = document(entry(path, attrs, attrs, name=names, actor=ADA, approvers=(BOB, EVE)))
        assert revealed_in(plain, revealing(values.get)) == plain


def test_the_quick_way_reads_where_a_row_was_and_each_part_of_its_name():
    kept = Commitments([], lambda: "salt")
    was, now = (Address.parse(f"encord/lab/membership/a%2Fb/{who}") for who in (ADA, BOB))
    said = entry("org", {}, {}, actor="ci")._replace(address=now, previous=was, name=("A/B", "Bob@Lab.example"))
    hidden = document(kept.entry(said))
    assert ADA not in json.dumps(hidden)
    say = revealing({line.commitment: line.value for line in kept.added}.get)
    assert revealed_in(hidden, say) == said_in(hidden, say) == document(said)


def test_the_quick_way_asks_for_each_commitment_and_never_whose_it_is():
    was = Address.parse(f"encord/lab/member/{TWO}")
    attrs = {"name": TWO, "previously": [ONE, TWO], "replacement": ONE}
    said = entry(f"member/{ONE}", attrs, attrs, previous=was, name=(ONE,), actor=TWO, approvers=(ONE, TWO))
    one, two = f"<|{ONE}>", f"<|{TWO}>"
    told_attrs = {"name": two, "previously": [one, two], "replacement": one}
    expected = said._replace(
        address=replaced(f"member/{one}"),
        previous=replaced(f"member/{two}"),
        name=(one,),
        actor=two,
        approvers=(one, two),
        before=told_attrs,
        after=told_attrs,
    )
    assert revealed_in(document(said), told) == document(expected)


def test_of_a_place_only_the_person_is_looked_up_whatever_the_team_is_called():
    said = entry(f"membership/{ONE}/{TWO}", {}, {}, name=(ONE, TWO))
    values = {ONE: "a person", TWO: ADA, "ci": "ci"}
    expected = said._replace(address=replaced(f"membership/{ONE}/{ADA}"), name=(ONE, ADA))
    assert revealed_in(document(said), revealing(values.get)) == document(expected)


def test_a_name_with_the_form_of_a_commitment_that_is_nobodys_is_left_by_the_quick_way():
    """As part of a name that somebody gave to a thing: only what names a person is looked up."""
    say = revealing({}.get)
    for path in (f"team/{ONE}", f"membership/{ONE}/{ADA}", f"assignment/{ADA}/{ONE}"):
        said = document(entry(path, {}, {}, name=Address.parse(f"encord/lab/{path}").key))
        assert revealed_in(said, say) == said

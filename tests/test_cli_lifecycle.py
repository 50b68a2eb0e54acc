"""The verbs of the lifecycle on the command line: what they print, their exit codes, and that a refusal changes nothing."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import pytest
from answers import Answer, Command, asking

from reconciler import lifecycle
from reconciler.actors import Actor
from reconciler.cli import git, terminal
from reconciler.cli.events import look, record
from reconciler.errors import Stale
from reconciler.stores.sql import open_store
from reconciler.vocabulary import load

LAB = """\
org: lab
platform: webknossos
owner: ada@lab.example
members:
  ada@lab.example: {role: admin}
  eve@lab.example: {role: admin}
  bob@lab.example:
  old@lab.example: {active: false}
teams: {Default: {members: []}, Seg: {members: [bob@lab.example]}}
"""
ATLAS = """\
org: atlas
platform: encord
sign_up: {domains: {lab.example: internal_member}}
members:
  ada@lab.example: {role: internal_admin}
  eve@lab.example: {role: internal_admin}
  bob@lab.example: {role: internal_member}
projects: {night-drive: {access: {bob@lab.example: admin}}}
"""


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sqlite_url: str
) -> Command:
    """A command line in a folder and a store of its own; nobody has said who they are."""
    for name in ("ACTOR", "AS", "ORG", "COMMIT"):
        monkeypatch.delenv(f"RECONCILER_{name}", raising=False)
    monkeypatch.setenv("RECONCILER_DB", sqlite_url)
    monkeypatch.setattr(git, "author", lambda _: "")
    monkeypatch.chdir(tmp_path)

    return asking(capsys)


@pytest.fixture
def settled(command: Command) -> Command:
    """The same, after two orgs were applied."""
    Path("lab").mkdir()
    Path("lab", "lab.yaml").write_text(LAB, encoding="utf-8")
    Path("lab", "atlas.yaml").write_text(ATLAS, encoding="utf-8")
    assert command("apply", "lab", "--yes", "--actor", "tester").code == 0
    return command


def log(command: Command) -> list[str]:
    return command("audit").out.splitlines()


def unchanged(command: Command, *arguments: object, code: int) -> Answer:
    """The answer of a command that must not write anything."""
    before = log(command)
    answer = command(*arguments)
    assert answer.code == code, answer
    assert log(command) == before
    return answer


def token_of(answer: Answer, person: str) -> str:
    (found,) = [each["token"] for each in answer.json["invitations"] if each["member"] == person]
    return str(found)


# --- invite, accept ---------------------------------------------------------------------------------------------------


def test_each_person_gets_a_token_that_is_printed_once_and_lets_them_in(settled):
    """S0-06, S1-02, S1-04, S1-05, S1-06, S1-07: from the list of addresses to being in, and the next plan is empty."""
    told = settled("invite", "bob@lab.example", "Eve@lab.example", "--org", "lab", "--actor", "tester")
    assert told.code == 0
    lines = told.out.splitlines()
    assert [line.split("  ")[0] for line in lines[:2]] == ["bob@lab.example", "eve@lab.example"]
    assert lines[2] == "webknossos/lab: 2 invitations made; now at serial 2"
    assert "not shown again" in told.err
    tokens = [line.split()[2] for line in lines[:2]]
    assert len(set(tokens)) == 2
    assert not any(token in "".join(log(settled)) for token in tokens)
    done = settled("accept", tokens[1], "--name", "Eve")
    assert done.code == 0
    assert done.out.splitlines()[1].startswith("+ add eve@lab.example to Default as member")
    assert log(settled)[-1].split("  ")[2] == "eve@lab.example (claim)", "the log says who came"
    assert settled("plan", "lab", "--detailed-exitcode").code == 0


def test_invitations_as_json(settled):
    """S1-05: a mailer reads them."""
    answer = settled("invite", "bob@lab.example", "--org", "lab", "--days", "2", "--format", "json")
    assert answer.json["serial"] == 2
    assert settled("accept", token_of(answer, "bob@lab.example"), "--format", "json").json["changes"] == [
        {"address": "webknossos/lab/invitation/bob@lab.example/1", "outcome": "done"}
    ]


def test_everybody_who_waits_is_invited_at_once_and_then_nobody_waits(settled):
    """S1-04, W22: --pending reads the log; asked again, it invites nobody and writes nothing."""
    assert settled("invite", "--pending", "--org", "lab").out.count("  token ") == 3
    assert unchanged(settled, "invite", "--pending", "--org", "lab", code=0).out.startswith("Nobody waits")
    answer = unchanged(settled, "invite", "--pending", "--org", "lab", "--format", "json", code=0)
    assert answer.json["invitations"] == []


def test_a_refused_invitation_says_every_reason_in_both_forms(settled):
    """S1-04: a list with one address too many invites nobody."""
    people = ("old@lab.example", "zed@lab.example", "bob@lab.example")
    text = unchanged(settled, "invite", *people, "--org", "lab", code=11)
    assert "error[member-deactivated] old@lab.example" in text.err
    assert "error[not-a-member] zed@lab.example" in text.err
    answer = unchanged(settled, "invite", *people, "--org", "lab", "--format", "json", code=11)
    assert [problem["code"] for problem in answer.json["problems"]] == ["member-deactivated", "not-a-member"]


def test_a_link_that_was_used_or_never_made_opens_nothing(settled):
    """W22: it is consumed on use."""
    token = token_of(settled("invite", "bob@lab.example", "--org", "lab", "--format", "json"), "bob@lab.example")
    assert settled("accept", token).code == 0
    assert "in-already" in unchanged(settled, "accept", token, code=11).err
    assert "invitation-unknown" in unchanged(settled, "accept", "guessed", code=11).err


def test_a_link_that_has_ended_opens_nothing_and_a_new_one_can_be_made(settled, monkeypatch):
    """W22: good for some days; afterwards there may be another."""
    token = token_of(settled("invite", "bob@lab.example", "--org", "lab", "--format", "json"), "bob@lab.example")
    assert "invitation-live" in unchanged(settled, "invite", "bob@lab.example", "--org", "lab", code=11).err
    monkeypatch.setattr(terminal, "now", lambda: "2999-01-01T00:00:00Z")
    assert "invitation-expired" in unchanged(settled, "accept", token, code=11).err
    assert settled("invite", "bob@lab.example", "--org", "lab").code == 0


def test_a_saved_plan_does_not_get_past_enforcement_without_its_asker(settled):
    """S4-19: what was planned for nobody, or for somebody else, is not applied where askers are enforced."""
    Path("lab", "lab.yaml").write_text(LAB.replace("bob@lab.example:\n", "bob@lab.example: {role: admin}\n"))
    enforced = ("--enforce-actor", "--actor", "tester")
    assert settled("plan", "lab", "-o", "nobody.plan", "--actor", "tester").code == 0
    assert "not-permitted" in unchanged(settled, "apply", "nobody.plan", *enforced, code=11).out
    assert settled("plan", "lab", "-o", "ada.plan", "--as", "ada@lab.example", "--actor", "tester").code == 0
    answer = unchanged(settled, "apply", "ada.plan", "--as", "bob@lab.example", *enforced, code=64)
    assert "asked for by ada@lab.example, not by bob@lab.example" in answer.err
    assert settled("apply", "ada.plan", "--as", "ada@lab.example", *enforced).code == 0


def test_who_asks_for_an_invitation_must_be_allowed_to(settled):
    """S1-03: enforced where --as says who asks; the log then names them."""
    assert (
        "may-not"
        in unchanged(settled, "invite", "eve@lab.example", "--org", "lab", "--as", "bob@lab.example", code=11).err
    )
    assert settled("invite", "eve@lab.example", "--org", "lab", "--as", "ada@lab.example").code == 0
    assert log(settled)[-1].split("  ")[2] == "ada@lab.example (claim)"


def test_invite_wants_people_or_pending_and_not_both(settled):
    assert unchanged(settled, "invite", "--org", "lab", code=64).err
    assert unchanged(settled, "invite", "bob@lab.example", "--pending", "--org", "lab", code=64).err
    assert "nobody@" in unchanged(settled, "invite", "nobody@", "--org", "lab", code=64).err


def test_no_token_looks_like_an_option(settled, monkeypatch):
    """A token is typed after the verb, whatever chance made of it."""
    chance = iter(["-looks-like-an-option", "-and-so-does-this", "a-token"])
    monkeypatch.setattr("secrets.token_urlsafe", lambda: next(chance))
    answer = settled("invite", "bob@lab.example", "--org", "lab", "--format", "json")
    assert token_of(answer, "bob@lab.example") == "a-token"
    assert settled("accept", "a-token").code == 0


def test_what_nobody_could_read_is_no_name(settled):
    token = token_of(settled("invite", "bob@lab.example", "--org", "lab", "--format", "json"), "bob@lab.example")
    assert "U+202E" in unchanged(settled, "accept", token, "--name", "Bob\u202eboB", code=64).err
    assert "longer" in unchanged(settled, "accept", token, "--name", "B" * 5_000, code=64).err


def test_what_was_recorded_meanwhile_is_not_overwritten(settled, sqlite_url):
    """W20: two events made from the same state: the second finds the row moved, and nothing is written."""
    with closing(open_store(sqlite_url)) as store:
        at, platform = "2026-11-23T09:00:00Z", load("webknossos")
        seen = look(store, "webknossos/lab", at)
        first, second = (lifecycle.sign_up("new@lab.example", seen.state, platform, name=n) for n in ("One", "Two"))
        done = record(store, seen, first, actor=Actor("new@lab.example"), at=at)
        assert done is not None
        with pytest.raises(Stale):
            record(store, seen, second, actor=Actor("new@lab.example"), at=at)
        assert store.heads()["webknossos/lab"].serial == done.serial


# --- sign-up, join ----------------------------------------------------------------------------------------------------


def test_somebody_signs_up_and_the_next_plan_is_empty(settled):
    """S1-01, S1-09, S2-12: by the settings of each org."""
    assert "came in as member" in settled("sign-up", "new@lab.example", "--org", "lab", "--name", "New").out
    assert "came in as internal_member" in settled("sign-up", "new@lab.example", "--org", "atlas").out
    assert settled("plan", "lab", "--detailed-exitcode").code == 0
    assert "in-already" in unchanged(settled, "sign-up", "new@lab.example", "--org", "lab", code=11).err
    assert "sign-up-closed" in unchanged(settled, "sign-up", "new@other.example", "--org", "atlas", code=11).err
    assert unchanged(settled, "sign-up", "handle", "--org", "lab", code=64).err
    assert unchanged(settled, "sign-up", "new@lab.example", code=64).err


def test_an_admin_joins_a_project_and_is_told_when_there_already(settled):
    """S2-40, S2-41, E18: whoever is its admin already stays so."""
    join = ("join", "project/night-drive", "--org", "atlas", "--as")
    assert "give ada@lab.example admin on project night-drive" in settled(*join, "ada@lab.example").out
    assert settled("plan", "lab", "--detailed-exitcode").code == 0
    assert "is admin of project/night-drive already" in unchanged(settled, *join, "ada@lab.example", code=0).out
    again = unchanged(settled, *join, "ada@lab.example", "--format", "json", code=0)
    assert again.json == {"serial": None, "changes": []}
    assert "is admin of project/night-drive already" in unchanged(settled, *join, "bob@lab.example", code=0).out


def test_a_member_does_not_join_by_themselves(settled):
    """S2-42: members join what they are invited to."""
    settled("sign-up", "new@lab.example", "--org", "atlas")
    answer = unchanged(settled, "join", "project/night-drive", "--org", "atlas", "--as", "new@lab.example", code=11)
    assert "may-not" in answer.err
    assert "let one of them ask for it, --as PERSON: ada@lab.example, eve@lab.example" in answer.err


def test_what_is_joined_is_named_as_everywhere(settled):
    """By its name alone where that is unique; what is not there is answered with the nearest name."""
    asked = ("--org", "atlas", "--as", "ada@lab.example")
    assert "did you mean night-drive?" in unchanged(settled, "join", "project/nightdrive", *asked, code=64).err
    assert unchanged(settled, "join", "project/ x", *asked, code=64).err
    assert unchanged(settled, "join", "team/x", "--org", "lab", "--as", "ada@lab.example", code=64).err
    assert "admin on project night-drive" in settled("join", "night-drive", *asked).out


# --- confirm ----------------------------------------------------------------------------------------------------------


def test_what_is_to_be_done_by_hand_is_listed_and_confirmed_once(settled):
    """S0-02: an operator makes the org; who confirmed it stays in the log."""
    listed = unchanged(settled, "confirm", "--org", "lab", code=0).out.splitlines()
    assert "create organization lab" in listed[0]
    seq = listed[0].split("#")[1].split()[0]
    assert settled("confirm", seq, "--org", "lab", "--note", "ticket nine", "--actor", "ops").code == 0
    assert f"#{seq} was confirmed already" in unchanged(settled, "confirm", seq, "--org", "lab", code=0).out
    left = unchanged(settled, "confirm", "--org", "lab", "--format", "json", code=0).json["to_do"]
    assert [entry["seq"] for entry in left] == [int(line.split("#")[1].split()[0]) for line in listed[1:]]
    assert settled("confirm", "--all", "--org", "lab", "--as", "ada@lab.example").code == 0
    assert unchanged(settled, "confirm", "--org", "lab", code=0).out == "Nothing is left to be done by hand.\n"
    assert settled("plan", "lab", "--detailed-exitcode").code == 0


def test_what_was_not_left_to_people_is_not_confirmed(settled):
    answer = unchanged(settled, "confirm", "2", "999", "--org", "lab", "--format", "json", code=11)
    assert [problem["code"] for problem in answer.json["problems"]] == ["nothing-to-confirm"] * 2
    assert "may-not" in unchanged(settled, "confirm", "1", "--org", "lab", "--as", "who@lab.example", code=11).err


# --- org delete -------------------------------------------------------------------------------------------------------


def kept(command: Command) -> Path:
    """A fresh export of the lab."""
    path = Path("kept.yaml")
    path.write_bytes(command("export", "lab").out.encode())
    return path


def test_the_owner_deletes_the_org_and_its_log_stays(settled):
    """S0-31, S0-32, S0-33, S0-34: and its manifests alone do not bring it back."""
    size = len(log(settled))
    delete = ("org", "delete", "lab", "--confirm", "lab", "--as", "ada@lab.example", "--export", kept(settled))
    answer = settled(*delete)
    assert answer.code == 0
    assert "by hand: deleted by its owner" in answer.out
    assert answer.out.endswith("webknossos/lab: deleted; its audit log stays, at serial 2\n")
    assert len(log(settled)) > size
    assert settled("export").out.startswith("---\norg: atlas")
    assert "org-returns" in unchanged(settled, "plan", "lab", code=11).out
    assert unchanged(settled, *delete, code=64).err


def test_deletion_as_json(settled):
    delete = ("org", "delete", "lab", "--confirm", "LAB", "--as", "ada@lab.example", "--export", kept(settled))
    answer = settled(*delete, "--format", "json")
    assert {"address": "webknossos/lab/org", "outcome": "done"} in answer.json["changes"]


def test_nobody_else_deletes_the_org_nor_without_a_fresh_export(settled):
    """S0-34, S0-35, W26: another admin may not; the manifests, or an export of before, will not do."""
    delete = ("org", "delete", "lab", "--confirm", "lab", "--as")
    export = ("--export", kept(settled))
    assert "may-not" in unchanged(settled, *delete, "eve@lab.example", *export, code=11).err
    assert "export-differs" in unchanged(settled, *delete, "ada@lab.example", "--export", "lab/lab.yaml", code=11).err
    assert unchanged(settled, *delete, "ada@lab.example", "--export", "missing.yaml", code=64).err
    assert unchanged(settled, *delete, "ada@lab.example", code=64).err


def test_the_name_is_typed_by_somebody_who_means_it(settled, monkeypatch):
    """S0-33: on a terminal it is asked for, elsewhere it must be said; another name changes nothing."""
    delete = ("org", "delete", "lab", "--as", "ada@lab.example", "--export", kept(settled))
    assert "add --confirm lab" in unchanged(settled, *delete, code=64).err
    assert "not the name" in unchanged(settled, *delete, "--confirm", "atlas", code=64).err
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "lob")
    assert "not the name" in unchanged(settled, *delete, code=64).err
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "webknossos/lab")
    assert settled(*delete).code == 0


# --- use --------------------------------------------------------------------------------------------------------------


def test_a_person_sees_their_orgs_and_chooses_one(settled):
    """S0-37, S0-38, I10: one person, two orgs, a role in each; then commands speak of it."""
    listed = settled("use", "--as", "bob@lab.example")
    assert listed.out == "  encord/atlas  internal_member\n  webknossos/lab  member\n"
    assert unchanged(settled, "confirm", code=64).err, "no org is chosen yet"
    assert settled("use", "Lab", "--as", "bob@lab.example").out == (
        "webknossos/lab is chosen; bob@lab.example is member there\n"
    )
    assert settled("use", "--as", "bob@lab.example").out == (
        "  encord/atlas  internal_member\n* webknossos/lab  member\n"
    )
    assert "create organization lab" in settled("confirm").out
    assert settled("plan", "lab", "--detailed-exitcode").code == 0, "a choice is no setting of the org"
    chosen = settled("use", "atlas", "--as", "ada@lab.example", "--format", "json").json
    assert (chosen["org"], chosen["role"]) == ("encord/atlas", "internal_admin")
    rows = settled("use", "--as", "bob@lab.example", "--format", "json").json["orgs"]
    assert [(row["org"], row["chosen"]) for row in rows] == [("encord/atlas", True), ("webknossos/lab", False)]


def test_what_is_seen_is_that_of_the_chosen_org(settled):
    """S0-39: an admin sees everybody there; elsewhere the same person has another role, and sees what it lets them see."""

    def seen(person: str, kind: str) -> list[str]:
        rows = settled("list", kind, "--as", person, "--format", "json").json["rows"]
        return [next(iter(row.values())) for row in rows]

    settled("use", "lab", "--as", "bob@lab.example")
    assert (seen("bob@lab.example", "teams"), seen("bob@lab.example", "users")) == (["Seg"], ["bob@lab.example"])
    settled("use", "atlas", "--as", "bob@lab.example")
    assert seen("bob@lab.example", "projects") == ["night-drive"]
    assert len(seen("ada@lab.example", "users")) == 3
    settled("use", "lab", "--as", "ada@lab.example")
    assert len(seen("ada@lab.example", "users")) == 3


def test_switching_between_two_organizations_takes_the_access_level_held_there(command):
    """S3-32, S3-33, S3-34, I6, I10: admin in one and annotator in the other, and only the first lets them invite."""
    people = "org: {}\nplatform: innotescus\nmembers: {{{}: {{role: super_admin}}, ann@i.example: {{role: {}}}, new@i.example: }}\n"
    Path("orgs.yaml").write_text(
        people.format("inno", "own@i.example", "admin")
        + "---\n"
        + people.format("road", "chief@r.example", "annotator"),
        encoding="utf-8",
    )
    assert command("apply", "orgs.yaml", "--yes", "--actor", "tester").code == 0
    assert command("use", "--as", "ann@i.example").out == "  innotescus/inno  admin\n  innotescus/road  annotator\n"
    invite = ("invite", "new@i.example", "--as", "ann@i.example")
    command("use", "road", "--as", "ann@i.example")
    assert "may-not" in unchanged(command, *invite, code=11).err
    command("use", "inno", "--as", "ann@i.example")
    assert command(*invite).code == 0


def test_nobody_chooses_an_org_that_is_not_theirs_or_learns_that_it_exists(settled):
    """S0-04, S0-05, W31: an org of others and no org at all are one answer."""
    there = unchanged(settled, "use", "atlas", "--as", "old@lab.example", code=64).err
    nowhere = unchanged(settled, "use", "atlxs", "--as", "old@lab.example", code=64).err
    assert there == nowhere.replace("atlxs", "atlas")
    assert "encord" not in there
    assert settled("use", "--as", "who@lab.example").out == "who@lab.example is a member of no org.\n"
    assert "belongs to none" in unchanged(settled, "use", "lab", "--as", "who@lab.example", code=64).err


def test_nobody_chooses_an_org_where_they_are_deactivated_or_not_in_yet(settled):
    """W32, S1-18: switching is refused there; the choice of before stays."""
    settled("use", "lab", "--as", "bob@lab.example")
    assert "deactivated" in unchanged(settled, "use", "lab", "--as", "old@lab.example", code=11).err
    settled("invite", "eve@lab.example")
    assert "eve@lab.example is invited in" in unchanged(settled, "use", "lab", "--as", "eve@lab.example", code=11).err
    assert "webknossos/lab  admin (invited)" in settled("use", "--as", "eve@lab.example").out
    assert Path(".reconciler-org").read_text(encoding="utf-8") == "webknossos/lab\n"


def test_the_author_of_the_commit_is_who_chooses_unless_somebody_is_named(settled, monkeypatch):
    assert "--as PERSON" in unchanged(settled, "use", code=64).err
    monkeypatch.setattr(git, "author", lambda _: "bob@lab.example")
    assert "webknossos/lab  member" in settled("use").out


def test_a_slug_on_two_platforms_is_asked_back(settled):
    Path("lab", "other.yaml").write_text(ATLAS.replace("org: atlas", "org: lab"), encoding="utf-8")
    Path("lab", "lab.yaml").write_text(LAB, encoding="utf-8")
    assert settled("apply", "lab", "--yes").code == 0
    answer = unchanged(settled, "use", "lab", "--as", "bob@lab.example", code=64)
    assert "write encord/lab or webknossos/lab" in answer.err
    assert settled("use", "encord/lab", "--as", "bob@lab.example").code == 0

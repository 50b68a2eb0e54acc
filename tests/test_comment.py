"""The comment in a review: short enough for any plan, nothing left out in silence, and no name that does anything.

What is accepted is counted in three ways (characters, UTF-16 units, bytes), because hosts are not of one mind. What is
shown and what is counted must add up to the plan, for every org, heading and action. Names are judged by two renderers.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

import hypothesis.strategies as st
import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from test_render import HEADER, HERE, HOSTILE, MARKDOWN, elements, hostile_plan, hostile_problems

from reconciler.cli.group import cli
from reconciler.errors import Problem, Severity, Source
from reconciler.model import AccessChange, Address, Allowance, Change, GuardResult, OrgPlan, Plan, Requirement
from reconciler.planfile import dumps, plan_name
from reconciler.render import comment
from reconciler.render.comment import LONGEST, MARKER, TITLES, plan_comment, problem_comment
from reconciler.render.fitting import Entry, Part, Section, fit, hidden, size
from reconciler.render.headings import BY_CAUSE, HEADINGS

NAME = "0123456789abcdef" * 4


def rendered(plan: Plan, problems: tuple[Problem, ...] = ()) -> str:
    return "".join(f"{line}\n" for line in plan_comment(plan, NAME, problems))


def accepted(text: str) -> bool:
    """Below what any host counts: characters, what a browser counts, bytes as measured on a hosted comment."""
    return len(text) < 65_536 and len(text.encode("utf-16-le")) // 2 < 65_536 and len(text.encode()) <= 262_144


# --- plans of any size --------------------------------------------------------------------------------------------------

ADMIN, MEMBER, AWAY = {"role": "admin"}, {"role": "member"}, {"role": "member", "active": False}
SIDES = {
    ("Power gained", "to create"): (None, ADMIN),
    ("Power gained", "to update"): (MEMBER, ADMIN),
    ("Taken away", "to delete"): (MEMBER, None),
    ("Taken away", "to update"): (MEMBER, AWAY),
    ("Everything else", "to create"): (None, MEMBER),
    ("Everything else", "to update"): (MEMBER, {**MEMBER, "name": "New"}),
}


def a_change(org: str, number: int, sort: tuple[str, str], letters: str) -> Change:
    before, after = SIDES[sort]
    key = f"{letters}{number}"
    return Change(Address("webknossos", org, "member", (key,)), before, after, name=(key,), source=HERE)  # type: ignore[arg-type]


def a_plan(
    orgs: int, changes: dict[tuple[str, str], int], *, guards: int = 0, access: int = 0, letters: str = "p"
) -> Plan:
    """*changes* of each sort, *guards*, *access* and as many approvals for each of *orgs*."""
    made = []
    for number in range(orgs):
        org = f"{letters}{number}"
        found = tuple(a_change(org, i, sort, letters) for sort, count in changes.items() for i in range(count))
        judged = tuple(
            GuardResult("people-removed", Severity.ERROR, i + 3, 2, f"{letters} would leave", (letters,) * (i + 1))
            for i in range(guards)
        )
        reached = tuple(AccessChange(f"{letters}{i}", "project/a", "", "admin", (), "a") for i in range(access))
        agreed = tuple(Requirement(f"do {letters}", i + 1, (letters,), letters) for i in range(access))
        made.append(OrgPlan(f"webknossos/{org}", 1, "d", found, judged, access=reached, approvals=agreed))
    return Plan(HEADER, tuple(made))


def expected(plan: Plan) -> Counter[str]:
    """How many entries a plan has under each title."""
    found: Counter[str] = Counter()
    for org in plan.orgs:
        found["Guards"] += len(org.guards)
        found["In effect"] += len(org.access)
        found["Approvals"] += len(org.approvals)
    return found


def told(text: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """What a comment shows under each title, and what it says it does not show: read from the page alone."""
    shown: Counter[str] = Counter()
    left: Counter[tuple[str, str]] = Counter()
    title = ""
    for line in text.splitlines():
        if line.startswith("#### "):
            title = re.sub(r" \(.*", "", line[5:])
        elif title == "Not shown here" and line.startswith("- "):
            for said in re.split(r"; ", line.rpartition("`: ")[2].rpartition("orgs: ")[2].removeprefix("- ")):
                head = next(head for head in TITLES if said.removeprefix("1 more org: ").startswith(head))
                for count, word in re.findall(r"(\d+) ((?:to )?[a-z]+)", said.partition(head)[2]):
                    left[head, word] += int(count)
        elif line.startswith("- "):
            shown[title] += 1
    return shown, left


def check(plan: Plan, problems: tuple[Problem, ...] = ()) -> str:
    text = rendered(plan, problems)
    assert accepted(text), (len(text), size(text), len(text.encode()))
    assert size(text) <= LONGEST
    assert text.startswith(f"{MARKER}\n### ")
    shown, left = told(text)
    wanted = Counter(HEADING_OF(change) for change in plan.changes)
    for title, count in {**Counter(title for title, _ in wanted.elements()), **expected(plan)}.items():
        assert shown[title] + sum(n for (head, _), n in left.items() if head == title) == count, title
    for sort, count in left.items():
        if sort[0] in HEADINGS:
            assert count <= wanted[sort], sort
    return text


def HEADING_OF(change: Change) -> tuple[str, str]:  # noqa: N802 - the table above, read backwards
    return next(sort for sort, sides in SIDES.items() if sides == (change.before, change.after))


LETTERS = st.sampled_from(["p", "x" * 250, "é" * 250, "表" * 250, "`" * 200, "a`" * 2_000, "ж" * 70_000, "😀" * 70_000])
SMALL = st.sampled_from([0, 1, 2, 30])
COUNTS = st.sampled_from([0, 1, 7, 200, 900])


@settings(max_examples=12)
@given(
    orgs=st.sampled_from([0, 1, 2, 5]),
    changes=st.fixed_dictionaries(dict.fromkeys(SIDES, COUNTS)),
    guards=SMALL,
    access=COUNTS,
    letters=LETTERS,
)
@example(
    orgs=1,
    changes={("Everything else", "to create"): 99_999, ("Power gained", "to update"): 1},
    guards=3,
    access=10,
    letters="p",
)
@example(orgs=1_000, changes=dict.fromkeys(SIDES, 3), guards=1, access=1, letters="p")
@example(orgs=500, changes=dict.fromkeys(SIDES, 1), guards=1, access=1, letters="😀" * 250)
def test_a_plan_of_any_size_fits_and_what_is_not_shown_is_counted(orgs, changes, guards, access, letters):
    """T094"""
    if len(letters) > 2_500 and sum(changes.values()) * orgs > 200:
        changes = {sort: min(count, 7) for sort, count in changes.items()}  # names of 70,000 letters take memory
    access = min(access, 5) if len(letters) > 2_500 else access
    check(a_plan(orgs, changes, guards=guards, access=access, letters=letters))


@settings(max_examples=100)
@given(
    st.lists(
        st.lists(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 90)), max_size=30), max_size=6), max_size=6
    ),
    st.integers(800, 3_000),
)
def test_what_is_shown_and_what_is_hidden_is_everything_for_every_org_and_word(drawn, room):
    """T094"""
    sections = [
        Section(
            f"section {i}",
            [
                Part(f"org {j}", [Entry(word, lambda n=n: "." * n) for word, n in entries], "opening")
                for j, entries in enumerate(parts)
            ],
            100 // 6,
        )
        for i, parts in enumerate(drawn)
    ]
    page = fit(sections, room)
    assert [each.section for each in page] == sections
    assert sum(each.used for each in page) <= max(room, 120 * len(sections))
    left = hidden(page)
    for each in page:
        for part, lines in zip(each.section.parts, each.lines, strict=True):
            shown = Counter(entry.word for entry in part.entries[: len(lines)])
            missing = Counter({w: n for (t, w), n in left.get(part.org, {}).items() if t == each.section.title})
            assert shown + missing == Counter(entry.word for entry in part.entries)
            assert [entry.say() for entry in part.entries[: len(lines)]] == list(lines)


def test_every_section_gets_something_whatever_the_others_need():
    plan = a_plan(3, dict.fromkeys(SIDES, 2_000), guards=400, access=2_000, letters="long name " * 20)
    shown, _ = told(check(plan, tuple(Problem("c", "m " * 200) for _ in range(5_000))))
    assert all(shown[title] >= 5 for title in TITLES if title not in BY_CAUSE.values()), shown


def test_a_large_org_does_not_hide_what_a_small_one_gives():
    large, small = (
        a_plan(1, {("Power gained", "to create"): 5_000}),
        a_plan(1, {("Power gained", "to create"): 1}, letters="q"),
    )
    text = check(Plan(HEADER, large.orgs + small.orgs))
    assert "- `+ invite q0 as admin`" in text
    assert re.search(r"^- `webknossos/p0`: Power gained \d{4} to create$", text, re.MULTILINE)


def test_one_admin_among_thousands_of_others_who_gain_power_stands_first():
    """T095"""
    places = tuple(
        Change(Address("webknossos", "lab", "membership", ("t", f"p{i}")), None, {"role": "team_manager"})
        for i in range(9_000)
    )
    eve = Change(Address("webknossos", "lab", "member", ("eve",)), MEMBER, ADMIN)
    text = rendered(Plan(HEADER, (OrgPlan("webknossos/lab", 1, "d", (*places, eve)),)))
    assert text.index("role member → admin") < text.index("as team_manager")


def test_power_and_losses_are_never_folded_away():
    """T095"""
    text = rendered(a_plan(2, dict.fromkeys(SIDES, 3)))
    folded = "".join(re.findall(r"<details>.*?</details>", text, re.DOTALL))
    assert folded.count("<details>") == 2
    assert "admin" not in folded
    assert not re.search(r"^- `-", folded, re.MULTILINE)


def test_the_orgs_of_a_page_that_is_too_short_for_their_names_are_counted_together():
    text = check(a_plan(3_000, {("Power gained", "to create"): 2}))
    assert re.search(r"^- \d+ more orgs: Power gained \d+ to create$", text, re.MULTILINE)


def test_a_value_that_is_too_long_says_how_much_is_left_out():
    assert comment.said("a" * 700) == f"`{'a' * 700}`"
    assert comment.said("a" * 450 + "b" * 5 + "c" * 250) == f"`{'a' * 450}… 5 characters …{'c' * 250}`"


def test_the_same_plan_makes_the_same_comment():
    one, other = (a_plan(4, dict.fromkeys(SIDES, 300), guards=2, access=30) for _ in range(2))
    assert rendered(one) == rendered(other)


def test_problems_that_stop_a_plan_fit_too_and_are_counted():
    problems = [Problem("wrong-type", "m" * 200, Source("f.yaml", i, 1)) for i in range(4_000)]
    text = "".join(f"{line}\n" for line in problem_comment(problems))
    assert accepted(text)
    assert text.startswith(f"{MARKER}\n### No plan\n")
    shown, left = told(text)
    assert shown["Problems"] + left["Problems", "error"] == 4_000
    assert left["Problems", "error"] > 0


# --- what it says -------------------------------------------------------------------------------------------------------


def test_a_comment_reads_like_this():
    changes = (
        Change(Address("webknossos", "lab", "member", ("eve@x.example",)), None, ADMIN, source=HERE),
        Change(Address("webknossos", "lab", "member", ("bob@x.example",)), MEMBER, AWAY, source=HERE),
        Change(Address("webknossos", "lab", "team", ("seg",)), {}, {"description": "x"}),
    )
    refused = ("webknossos/lab/member/bob@x.example",)
    allowance = Allowance("lab", "recreate", 9, "agreed", "2026-12-05", Source("allow.yaml", 2, 5))
    guards = (
        GuardResult("people-removed", Severity.ERROR, 1, 0, "1 person would leave", refused),
        GuardResult("last-admin", Severity.ERROR, 0, 0, "no admin"),
        GuardResult("recreate", Severity.ERROR, 1, 0, "1 is made again", (), allowance),
        GuardResult("few-admins", Severity.WARNING, 1, 2, "one admin"),
    )
    access = (AccessChange("bob@x.example", "project/cells", "admin", "", (), "Cells"),)
    plan = Plan(HEADER, (OrgPlan("webknossos/lab", 7, "d", changes, guards, access=access),))
    problem = Problem("mixed-case", "one name, two spellings", HERE, "write it once", Severity.WARNING)
    assert (
        rendered(plan, (problem,))
        == f"""\
<!-- reconciler:plan -->
### Refused

Plan: 1 to create, 2 to update, 0 to delete, in 1 org. Refused in 1.

Power gained: **1** · Taken away: **1** · Everything else: **1**

#### Power gained (1)

In `webknossos/lab`:

- `+ invite eve@x.example as admin` `f.yaml:3:4`

#### Taken away (1)

In `webknossos/lab`:

- `- deactivate bob@x.example (kept for the record)` `f.yaml:3:4`

#### In effect (1)

In `webknossos/lab`:

- `- bob@x.example loses admin on project Cells`

#### Guards (4)

In `webknossos/lab`:

- **Refused**: `people-removed` `1 person would leave`
  - `webknossos/lab/member/bob@x.example`
  - If this is meant, say so in the manifests, under `allow:` `- {{org: lab, guard: people-removed, up_to: 1, reason: …, until: …}}`
- **Refused**: `last-admin` `no admin`
  - No allowance lifts this guard; give somebody else the admin's role first.
- Allowed: `recreate` `1 is made again`, until `2026-12-05` by `allow.yaml:2:5`: `agreed`
- Warning: `few-admins` `one admin`

#### Problems (1)

- **warning** `mixed-case` `f.yaml:3:4`: `one name, two spellings` — `write it once`

#### Everything else (1)

<details><summary>

##### `webknossos/lab`: 1 to update

</summary>

- `~ change team seg: description nothing → x`

</details>

Plan `{NAME}`, made `2026-11-23T09:00:00Z` by `ada`, good until `2026-11-30T09:00:00Z`.
To see it whole: `reconciler show FILE`, with the plan file of that name.
"""
    )


def test_a_plan_without_changes_is_a_comment_of_one_sentence():
    assert (
        rendered(Plan(HEADER))
        == f"{MARKER}\n### Nothing to do\n\nNo changes. The manifests and the stored state agree.\n\n"
    )


def test_show_makes_the_comment_of_a_saved_plan(tmp_path):
    plan = a_plan(1, {("Power gained", "to create"): 3_000})
    file = tmp_path / "change.plan"
    file.write_text(dumps(plan), encoding="utf-8")
    answer = CliRunner().invoke(cli, ["show", str(file), "--format", "comment"])
    assert answer.output == "".join(f"{line}\n" for line in plan_comment(plan, plan_name(plan)))
    assert accepted(answer.output)
    assert f"Plan `{plan_name(plan)}`" in answer.output


def test_a_plan_that_cannot_be_made_is_a_comment_that_says_why(tmp_path):
    (tmp_path / "org.yaml").write_text("org: lab\nplatform: encord\nmembrs: {}\n", encoding="utf-8")
    store = ["--db", f"sqlite:///{tmp_path}/r.db"]
    assert CliRunner().invoke(cli, ["init", *store]).exit_code == 0
    answer = CliRunner().invoke(cli, ["plan", str(tmp_path), "--format", "comment", *store, "--actor", "ada"])
    assert answer.exception.exit_code == 10
    assert answer.stdout.startswith(f"{MARKER}\n### No plan\n\nThe manifests have 1 error.")
    assert "- **error** `unknown-key` `org.yaml:3:1`: `" in answer.stdout


# --- names that try to do something ---------------------------------------------------------------------------------------


class _Outside(HTMLParser):
    """The text of a page that stands in no code: where a host looks for mentions, issues, commits and addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = 0
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.depth += tag in {"code", "pre"}

    def handle_endtag(self, tag):
        self.depth -= tag in {"code", "pre"}

    def handle_data(self, data):
        if not self.depth:
            self.text.append(data)


def outside_code(html: str) -> str:
    parser = _Outside()
    parser.feed(html)
    parser.close()
    return "".join(parser.text)


def hostile_comment(s: str) -> str:
    """A comment with *s* in every field, whatever a plan file may hold, with the line to write for an allowance."""
    (org,) = hostile_plan(s).orgs
    meant = GuardResult("people-removed", Severity.ERROR, 1, 0, s, (s,) * 9)
    reached = (
        AccessChange(s, f"project/{s}", s + "1", s + "2", (s,), s),
        AccessChange(s, "project/a", "", s + "1", (s,), s),
    )
    whole = OrgPlan(org.org, 1, s, org.changes, (*org.guards, meant), org.allowances, {}, reached)
    return "\n".join(plan_comment(Plan(hostile_plan(s).header, (whole,)), s, hostile_problems(s)))


def short_comment(s: str) -> str:
    """A comment in which most is counted: the orgs stand in the list of what is not shown, too."""
    plan = a_plan(2, {("Power gained", "to create"): 2_000}, letters=s)
    return "\n".join(line for line in plan_comment(plan, s) if not line.startswith("- `+ ") or line.endswith("0`"))


PAGES = {"everything": hostile_comment, "problems": lambda s: "\n".join(problem_comment(hostile_problems(s)))}
PIECES = st.lists(st.sampled_from([*HOSTILE, "\n", " ", "`", "|", "<", "a"]), min_size=1, max_size=5).map("".join)


@pytest.mark.parametrize("to_html", MARKDOWN.values(), ids=MARKDOWN)
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_no_name_stands_outside_of_code_or_makes_an_element(page, to_html):
    """T073, T074"""
    harmless = to_html(page("x"))
    assert not {e[0] for e in elements(harmless) if isinstance(e, tuple)} & {
        "a",
        "img",
        "table",
        "script",
        "input",
        "del",
    }
    for s in filter(None, HOSTILE):
        html = to_html(page(s))
        assert elements(html) == elements(harmless), s
        assert outside_code(html) == outside_code(harmless), s


@settings(max_examples=150)
@given(PIECES)
def test_no_string_made_of_hostile_pieces_stands_outside_of_code_or_makes_an_element(s):
    for to_html in MARKDOWN.values():
        html, harmless = to_html(hostile_comment(s)), to_html(hostile_comment("x"))
        assert elements(html) == elements(harmless)
        assert outside_code(html) == outside_code(harmless)


@pytest.mark.parametrize("to_html", MARKDOWN.values(), ids=MARKDOWN)
def test_the_names_of_orgs_are_harmless_where_they_are_only_counted(to_html):
    for s in (
        "<b>",
        "@org/team",
        "</details>",
        "a`b",
        "``",
        "![a](http://x.example/a.png)",
        "a\n- b",
        "| a |",
        "closes #1",
    ):
        html = to_html(short_comment(s))
        assert "Not shown here" in outside_code(html)
        assert {e[0] for e in elements(html) if isinstance(e, tuple)} <= {"h3", "h4", "p", "ul", "li", "code", "strong"}
        assert not re.search(r"@|closes|http|\|", outside_code(html)), s


@pytest.mark.parametrize("to_html", MARKDOWN.values(), ids=MARKDOWN)
def test_the_judges_notice_an_encoder_that_lets_names_through(to_html, monkeypatch):
    harmless = outside_code(to_html(hostile_comment("x")))
    monkeypatch.setattr(comment, "code", lambda text: text)
    noticed = 0
    for s in ("@org/team", "#1", "<b>", "![a](http://x.example/a.png)"):
        noticed += outside_code(to_html(hostile_comment(s))) != harmless
    assert noticed == 4

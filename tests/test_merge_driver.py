"""The merge driver: two edits of one manifest, with real Git repositories and with generated ones."""

from __future__ import annotations

import copy
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from reconciler.cli import run
from reconciler.editing import spelling
from reconciler.editing.layout import comments, documents, meaning
from reconciler.editing.merging import merged
from reconciler.manifest.compose import compose
from reconciler.manifest.limits import DEFAULT_LIMITS

ROOT = Path(__file__).resolve().parent.parent

BASE = """\
# The lab.
org: lab
platform: webknossos
members:
  ada@x.example: {role: admin, experience: {nuclei: 3}}
  bob@x.example:
teams:
  A: {members: [ada@x.example]}
  B:
    description: Second look
    members:
      ada@x.example: team_manager
"""


# --- texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (  # two people at one place, each with a comment
            [("  bob@x.example:\n", "  bob@x.example:\n  # ours\n  cem@x.example:\n")],
            [("  bob@x.example:\n", "  bob@x.example:\n  dora@x.example: {name: D}  # theirs\n")],
            [
                (
                    "  bob@x.example:\n",
                    "  bob@x.example:\n  # ours\n  cem@x.example:\n  dora@x.example: {name: D}  # theirs\n",
                )
            ],
        ),
        (  # into one list in one line, and out of it
            [("[ada@x.example]", "[ada@x.example, bob@x.example]")],
            [("[ada@x.example]", "[cem@x.example]")],
            [("[ada@x.example]", "[bob@x.example, cem@x.example]")],
        ),
        (  # two fields of one person in one line
            [("role: admin", "name: Ada, role: admin")],
            [("nuclei: 3", "nuclei: 3, axons: 1")],
            [("role: admin", "name: Ada, role: admin"), ("nuclei: 3", "axons: 1, nuclei: 3")],
        ),
        (  # a level changed by one, a name added by the other, in the same line
            [("nuclei: 3", "nuclei: 4")],
            [("role: admin", "role: dataset_manager")],
            [("nuclei: 3", "nuclei: 4"), ("role: admin", "role: dataset_manager")],
        ),
        (  # one removes somebody, the other adds somebody next to them
            [("  bob@x.example:\n", "")],
            [("  bob@x.example:\n", "  bob@x.example:\n  cem@x.example:\n")],
            [("  bob@x.example:\n", "  cem@x.example:\n")],
        ),
        (  # both say the same
            [("  bob@x.example:\n", "  bob@x.example:\n  cem@x.example: {name: C}\n")],
            [("  bob@x.example:\n", "  bob@x.example:\n  cem@x.example:   {name: 'C'}\n")],
            [("  bob@x.example:\n", "  bob@x.example:\n  cem@x.example: {name: C}\n")],
        ),
        (  # what was a short form becomes a long one
            [("  B:\n", "  C:\n  B:\n")],
            [("  bob@x.example:\n", "  bob@x.example:\n    name: Bob\n    role: admin\n")],
            [("  B:\n", "  C:\n  B:\n"), ("  bob@x.example:\n", "  bob@x.example:\n    name: Bob\n    role: admin\n")],
        ),
        (  # a team with people in lines of their own, below another
            [("      ada@x.example: team_manager\n", "      ada@x.example: team_manager\n  C: {}\n")],
            [
                (
                    "      ada@x.example: team_manager\n",
                    "      ada@x.example: team_manager\n  # new\n  D:\n      members:\n      - bob@x.example\n",
                )
            ],
            [
                (
                    "      ada@x.example: team_manager\n",
                    "      ada@x.example: team_manager\n  C: {}\n  # new\n  D:\n      members:\n      - bob@x.example\n",
                )
            ],
        ),
        (  # another document
            [("# The lab.", "# Our lab.")],
            [
                (
                    "      ada@x.example: team_manager\n",
                    "      ada@x.example: team_manager\n---\norg: other\nplatform: encord\n",
                )
            ],
            [
                ("# The lab.", "# Our lab."),
                (
                    "      ada@x.example: team_manager\n",
                    "      ada@x.example: team_manager\n---\norg: other\nplatform: encord\n",
                ),
            ],
        ),
    ],
)
def test_two_edits_that_do_not_contradict_are_both_there(ours, theirs, expected):
    merge = merged(BASE, replaced(ours), replaced(theirs))
    assert merge.conflicts == ()
    assert merge.text == replaced(expected)


def replaced(pairs: list[tuple[str, str]]) -> str:
    text = BASE
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize(
    ("ours", "theirs", "where"),
    [
        (("nuclei: 3", "nuclei: 4"), ("nuclei: 3", "nuclei: 5"), "members / ada@x.example / experience / nuclei"),
        (("  bob@x.example:\n", ""), ("  bob@x.example:\n", "  bob@x.example: {name: B}\n"), "members / bob@x.example"),
        (("  bob@x.example:\n", "  bob@x.example: {name: B}\n"), ("  bob@x.example:\n", ""), "members / bob@x.example"),
        (
            ("teams:", "  cem@x.example: {role: admin}\nteams:"),
            ("teams:", "  Cem@x.example: {role: member}\nteams:"),
            "members / Cem@x.example / role",
        ),
        (("Second look", "Look"), ("    description: Second look\n", ""), "teams / B / description"),
        (("{members: [ada@x.example]}", ""), ("[ada@x.example]", "[bob@x.example]"), "teams / A"),
    ],
)
def test_one_thing_said_in_two_ways_is_a_conflict_and_its_place_is_said(ours, theirs, where):
    merge = merged(BASE, replaced([ours]), replaced([theirs]))
    assert merge.conflicts == (where,)
    assert merge.text == ""


def test_a_comment_that_belongs_to_no_new_entry_is_not_lost_silently(tmp_path, capsys):
    ours, theirs = BASE.replace("# The lab.", "# Our lab."), BASE.replace("# The lab.", "# Their lab.")
    assert merged(BASE, ours, theirs).lost == ("# Their lab.",)
    assert run(["merge-driver", *sides(tmp_path, BASE, ours, theirs)]) == 1
    assert "the comment # Their lab." in capsys.readouterr().err


def test_what_an_anchor_ties_together_is_left_to_people():
    theirs = BASE.replace("  bob@x.example:\n", "  bob@x.example: &b {name: B}\n  cem@x.example: *b\n")
    assert "anchor" in merged(BASE, BASE.replace("nuclei: 3", "nuclei: 4"), theirs).conflicts[0]


def test_windows_line_ends_stay():
    ours = BASE.replace("  bob@x.example:\n", "  bob@x.example:\n  cem@x.example:\n").replace("\n", "\r\n")
    theirs = BASE.replace("  bob@x.example:\n", "  bob@x.example:\n  # d\n  dora@x.example:\n    name: D\n")
    text = merged(BASE, ours, theirs).text
    assert text.count("\n") == text.count("\r\n") == len(BASE.splitlines()) + 4


# --- generated edits --------------------------------------------------------------------------------------------------

KEYS = [f"{letter}@x.example" for letter in "abcdef"]
leaves = st.sampled_from([None, "member", "admin", 3])
lists = st.lists(st.sampled_from(KEYS), unique=True, max_size=4)
trees = st.recursive(
    leaves | lists, lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=4), max_leaves=12
)
roots = st.dictionaries(st.sampled_from(["members", "teams", "tags"]), trees, min_size=1)


def written(value: Any, draw: Callable[..., Any], indent: str = "") -> str:
    """A mapping as YAML, each collection in braces or in lines of its own, with comments here and there."""
    text = ""
    for key, inner in value.items():
        note = draw(st.sampled_from(["", "", f"{indent}# of {key}\n", "\n"]))
        if isinstance(inner, dict) and inner and draw(st.booleans()):
            text += f"{note}{indent}{key}:\n{written(inner, draw, indent + '  ')}"
        elif isinstance(inner, list) and inner and draw(st.booleans()):
            text += f"{note}{indent}{key}:\n" + "".join(f"{indent}- {item}\n" for item in inner)
        else:
            text += f"{note}{indent}{spelling.pair(key, spelling.inline(inner))}\n"
    return text


@st.composite
def edits(draw: Callable[..., Any]) -> tuple[Any, Any, Any]:
    """A tree, and two others that somebody made of it."""
    base = draw(roots)
    sides = []
    for _ in range(2):
        side = copy.deepcopy(base)
        for _ in range(draw(st.integers(0, 3))):
            node = side
            while (inner := [value for value in node.values() if isinstance(value, dict) and value]) and draw(
                st.booleans()
            ):
                node = draw(st.sampled_from(inner))
            held = [value for value in node.values() if isinstance(value, list)]
            name = draw(st.sampled_from(KEYS))
            if held and draw(st.booleans()):
                items = draw(st.sampled_from(held))
                items.remove(name) if name in items else items.append(name)
            elif node is not side and draw(st.booleans()):
                node.pop(name, None)
            elif node is not side:
                node[name] = draw(trees)
        sides.append(side)
    return base, *sides


MISSING = object()


def expected(base: Any, ours: Any, theirs: Any) -> Any:
    """The merge by the book, of plain values; ValueError for a conflict. An oracle that knows nothing of texts."""
    if theirs in (base, ours) and type(theirs) in (type(base), type(ours)):
        return ours
    if isinstance(ours, dict) and isinstance(theirs, dict):
        base = base if isinstance(base, dict) else {}
        keys = dict.fromkeys([*ours, *theirs])
        found = {k: expected(base.get(k, MISSING), ours.get(k, MISSING), theirs.get(k, MISSING)) for k in keys}
        return {key: value for key, value in found.items() if value is not MISSING}
    if isinstance(ours, list) and isinstance(theirs, list):
        base = base if isinstance(base, list) else []
        return [x for x in ours if x in theirs or x not in base] + [
            x for x in theirs if x not in ours and x not in base
        ]
    if ours == base and type(ours) is type(base):
        return theirs
    raise ValueError


def in_any_order(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: in_any_order(inner) for key, inner in value.items()}
    return sorted(map(str, value)) if isinstance(value, list) else getattr(value, "value", value)


@given(edits(), st.data())
def test_a_merge_of_texts_says_what_the_merge_of_their_meanings_says(made, data):
    base, ours, theirs = (f"org: lab\n{written(value, data.draw)}" for value in made)
    for text in (base, ours, theirs):
        assert compose(text, "x", DEFAULT_LIMITS)[1] == []
    merge = merged(base, ours, theirs)
    try:
        result = expected(*made)
    except ValueError:
        assert merge.conflicts
        return
    assert merge.conflicts == ()
    assert compose(merge.text, "x", DEFAULT_LIMITS)[1] == []
    (root,) = documents(merge.text)
    assert in_any_order(meaning(root)) == {"org": "lab", **in_any_order(result)}
    assert set(comments(merge.text)) <= {*comments(ours), *comments(theirs)}
    assert set(comments(theirs)) <= {*comments(base), *comments(merge.text), *merge.lost}


# --- Git --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A repository whose merge driver is this program, set up as docs/editing.md says."""
    settings = {
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_AUTHOR_EMAIL": "ada@x.example",
        "GIT_COMMITTER_NAME": "Ada",
        "GIT_COMMITTER_EMAIL": "ada@x.example",
    }
    folder = tmp_path / "work"
    folder.mkdir()

    def git(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments], cwd=folder, env=settings, capture_output=True, text=True, check=check
        )

    git("init", "-q", "-b", "main")
    git("config", "merge.reconciler.driver", f"{shlex.quote(sys.executable)} -m reconciler merge-driver %O %A %B %P")
    (folder / ".gitattributes").write_text("*.yaml merge=reconciler\n", encoding="utf-8")
    commit(git, folder, BASE)
    return git


def commit(git: Callable[..., Any], folder: Path, text: str, branch: str = "") -> None:
    if branch:
        git("checkout", "-q", "-b", branch, "main")
    (folder / "lab.yaml").write_text(text, encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", branch or "base")


def test_two_branches_that_add_people_merge_without_a_conflict(repository, tmp_path):
    work = tmp_path / "work"
    for name in ("cem", "dora"):
        text = BASE.replace("  bob@x.example:\n", f"  bob@x.example:\n  {name}@x.example: {{name: {name}}}\n")
        commit(repository, work, text.replace("[ada@x.example]", f"[ada@x.example, {name}@x.example]"), name)
    repository("merge", "-q", "-m", "both", "cem")
    text = (work / "lab.yaml").read_text(encoding="utf-8")
    assert "  cem@x.example: {name: cem}\n  dora@x.example: {name: dora}\n" in text
    assert "[ada@x.example, cem@x.example, dora@x.example]" in text
    assert repository("status", "--porcelain").stdout == ""


def test_a_true_conflict_stays_one_with_the_usual_markers(repository, tmp_path):
    work = tmp_path / "work"
    for level in (4, 5):
        commit(repository, work, BASE.replace("nuclei: 3", f"nuclei: {level}"), f"level-{level}")
    done = repository("merge", "-q", "-m", "both", "level-4", check=False)
    assert done.returncode == 1
    assert "members / ada@x.example / experience / nuclei" in done.stderr
    text = (work / "lab.yaml").read_text(encoding="utf-8")
    assert "<<<<<<< ours\n" in text
    assert ">>>>>>> theirs\n" in text
    assert repository("status", "--porcelain").stdout == "UU lab.yaml\n"


def test_a_rebase_is_a_merge_too(repository, tmp_path):
    work = tmp_path / "work"
    for name in ("cem", "dora"):
        commit(repository, work, BASE.replace("teams:", f"  {name}@x.example:\nteams:"), name)
    repository("rebase", "-q", "cem")
    assert "  cem@x.example:\n  dora@x.example:\n" in (work / "lab.yaml").read_text(encoding="utf-8")


def test_two_files_made_at_once_merge_from_nothing(repository, tmp_path):
    work = tmp_path / "work"
    for name in ("cem", "dora"):
        repository("checkout", "-q", "-b", name, "main")
        (work / "new.yaml").write_text(f"org: new\nplatform: encord\nmembers: [{name}@x.example]\n", encoding="utf-8")
        repository("add", "-A")
        repository("commit", "-q", "-m", name)
    repository("merge", "-q", "-m", "both", "cem")
    text = (work / "new.yaml").read_text(encoding="utf-8")
    assert text == "org: new\nplatform: encord\nmembers: [cem@x.example, dora@x.example]\n"


def sides(folder: Path, *texts: str) -> list[str]:
    paths = [folder / name for name in ("base", "ours", "theirs")]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return [str(path) for path in paths]


def test_where_git_says_the_same_its_lines_are_taken_with_the_comments_of_both(tmp_path):
    ours = BASE.replace("# The lab.", "# Our lab.")
    theirs = BASE.replace("Second look", "Look").replace("    description", "    # said twice\n    description")
    assert run(["merge-driver", *sides(tmp_path, BASE, ours, theirs), "lab.yaml"]) == 0
    assert (tmp_path / "ours").read_text(encoding="utf-8") == theirs.replace("# The lab.", "# Our lab.")


def test_a_result_that_would_be_wrong_is_a_conflict(tmp_path, capsys):
    """One takes the team away, the other has a project for it; either alone is right."""
    base = BASE + "projects: {}\n"
    ours = base.replace("  A: {members: [ada@x.example]}\n", "")
    theirs = base.replace("projects: {}", "projects: {p: {team: A, owner: ada@x.example}}")
    assert run(["merge-driver", *sides(tmp_path, base, ours, theirs)]) == 1
    assert "is not a team of lab" in capsys.readouterr().err


def test_a_side_that_is_no_yaml_is_left_to_git(tmp_path, capsys):
    assert run(["merge-driver", *sides(tmp_path, BASE, BASE.replace("# The lab.", "- x"), BASE + "# more\n")]) == 1
    assert "one side is no sound YAML" in capsys.readouterr().err
    assert (tmp_path / "ours").read_text(encoding="utf-8").endswith("# more\n")

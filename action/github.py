"""What the action asks of GitHub, through ``gh``: the pull request, its one comment, the plan that was reviewed, the issue.

Numbers and names of pull requests come from the event and from GitHub, never from what a pull request brings along. What
is found by a marker is found by its author as well, for anybody can write a marker (``comment_author``).
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from runner import given

DRIFT = "<!-- reconciler:drift -->"
DRIFT_TITLE = "Drift: the store is not as it was last applied"
PLAN = "<!-- reconciler:plan -->"
LONGEST = 65_000
"""Of a body, in UTF-16 units; accepted are 65,536."""
LARGEST_PLAN = 512 * 1024 * 1024


class Refused(Exception):
    """The step cannot go on; *reason* is the output ``failure-reason``."""

    def __init__(self, message: str, reason: str = "", code: int = 1) -> None:
        super().__init__(message)
        self.reason, self.code = reason, code


class PullRequest(NamedTuple):
    """A pull request: its number, the commit it ends in, and who wrote that commit, where the event says so."""

    number: int
    head: str
    author: str = ""


def api(path: str, method: str = "GET", **fields: str) -> Any:
    """The answer to one request, with all its pages."""
    sent = ["--input", "-"] if fields else []
    pages = ["--paginate"] if method == "GET" else []
    answer = _gh("api", "--method", method, *pages, *sent, path, said=json.dumps(fields) if fields else "")
    found = [*_documents(answer.decode())]
    return [each for page in found for each in page] if found and isinstance(found[0], list) else (found or [None])[0]


def _gh(*arguments: str, said: str = "") -> bytes:
    done = subprocess.run(["gh", *arguments], input=said.encode(), capture_output=True, check=False)
    if done.returncode:
        raise Refused(f"gh {' '.join(arguments[:3])}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _documents(text: str) -> Iterator[Any]:
    """Pages stand one behind the other."""
    decoder, text = json.JSONDecoder(), text.strip()
    while text:
        found, end = decoder.raw_decode(text)
        yield found
        text = text[end:].lstrip()


def repository() -> str:
    """``owner/name``, as it stands in a path."""
    name = os.environ.get("GITHUB_REPOSITORY", "")
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", name):
        raise Refused("GITHUB_REPOSITORY does not name a repository")
    return name


def number_of(value: object) -> int:
    """A number, if it is one and nothing else: it becomes a part of a path."""
    if not re.fullmatch(r"[1-9][0-9]{0,9}", str(value), re.ASCII):
        raise Refused(f"{str(value)[:40]!r} is not the number of a pull request")
    return int(str(value))


def commit_of(value: object) -> str:
    """The name of a commit, if it is one and nothing else: it becomes a part of a path, of an argument and of a name."""
    if not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", str(value), re.ASCII):
        raise Refused(f"{str(value)[:40]!r} is not a commit")
    return str(value)


# --- the pull request -----------------------------------------------------------------------------------------------


def event() -> dict[str, Any]:
    """What started the run."""
    path = os.environ.get("GITHUB_EVENT_PATH")
    found: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    return found


def pull_request() -> PullRequest | None:
    """The open pull request that the run is about. A run for a fork is about the one that ends where the fork's run began."""
    happened = event()
    if known := happened.get("pull_request"):
        return PullRequest(number_of(known["number"]), commit_of(known["head"]["sha"]))
    if before := happened.get("workflow_run"):
        branch = quote(f"{before['head_repository']['owner']['login']}:{before['head_branch']}", safe="")
        head = commit_of(before["head_sha"])
        for each in api(f"repos/{repository()}/pulls?state=open&head={branch}&per_page=100"):
            if each["head"]["sha"] == head:
                return PullRequest(number_of(each["number"]), head, before["head_commit"]["author"]["email"])
        raise Refused("no open pull request ends in the commit of that run; it may have moved on")
    return None


def merged(commit: str) -> PullRequest | None:
    """The pull request that was merged as this commit."""
    for each in api(f"repos/{repository()}/commits/{commit_of(commit)}/pulls"):
        if each.get("merged_at") and each.get("merge_commit_sha") == commit:
            return PullRequest(number_of(each["number"]), commit_of(each["head"]["sha"]))
    return None


# --- the comment ----------------------------------------------------------------------------------------------------


def labelled(body: str) -> str:
    """A plan's comment under the label of this run; without one, as it is."""
    marker, _, rest = body.partition("\n")
    label = _label()
    return f"{marker}\n<!-- label: {label} -->\n{rest}" if label else body


def comment(found: PullRequest, body: str, *, fresh: bool = False, begin: bool = True) -> None:
    """Say *body* in the one comment of this label: in its place, if it is there; as a new one only if it may *begin*."""
    body = labelled(body)
    place = f"repos/{repository()}/issues"
    before = None if fresh else next(_comments(found.number), None)
    if before is not None:
        api(f"{place}/comments/{number_of(before['id'])}", "PATCH", body=body)
    elif begin:
        api(f"{place}/{found.number}/comments", "POST", body=body)


def reviewed_name(found: PullRequest) -> str:
    """The name of the plan in the last comment of this label; empty if there is none."""
    names = [re.search(r"^Plan `([0-9a-f]{64})`", each["body"], re.MULTILINE) for each in _comments(found.number)]
    return next((name[1] for name in reversed(names) if name), "")


def _comments(number: int) -> Iterator[dict[str, Any]]:
    """Our comments with this label, oldest first."""
    label = _label()
    for each in api(f"repos/{repository()}/issues/{number}/comments?per_page=100"):
        lines = each["body"].replace("\r\n", "\n").split("\n")[:2]
        second = f"<!-- label: {label} -->" if label else ""
        fits = lines[1:] == [second] if label else not lines[-1].startswith("<!-- label: ")
        if lines[0] == PLAN and fits and each["user"]["login"] == _author():
            yield each


def _label() -> str:
    label = given("label")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,49}|", label) or "--" in label:
        raise Refused("a label is up to 50 letters, digits, points, underscores and single hyphens")
    return label


def _author() -> str:
    return given("comment_author") or "github-actions[bot]"


# --- the plan that was reviewed ---------------------------------------------------------------------------------------


def artifact_name(commit: str) -> str:
    """How the plan of a pull request is called that ends in this commit."""
    return "-".join(filter(None, ("reconciler-plan", _label(), commit_of(commit))))


def reviewed_plan(found: PullRequest, target: Path) -> bool:
    """Fetch the plan of a pull request; whether there is one. No run of a fork's own can leave one here."""
    name = artifact_name(found.head)
    listing = api(f"repos/{repository()}/actions/artifacts?name={quote(name, safe='')}&per_page=100")
    own = [each for each in listing["artifacts"] if each["name"] == name and not each["expired"] and _ours(each)]
    for each in sorted(own, key=lambda artifact: artifact["id"])[-1:]:
        packed = _gh("api", f"repos/{repository()}/actions/artifacts/{number_of(each['id'])}/zip")
        with zipfile.ZipFile(io.BytesIO(packed)) as archive, archive.open(archive.namelist()[0]) as file:
            target.write_bytes(file.read(LARGEST_PLAN))
    return bool(own)


def _ours(artifact: dict[str, Any]) -> bool:
    run = artifact["workflow_run"]
    return bool(run["head_repository_id"] == run["repository_id"])


# --- the issue ------------------------------------------------------------------------------------------------------


def drift_issue(body: str, *, drift: bool) -> str:
    """Open, change or close the one issue about drift, and say what was done."""
    place = f"repos/{repository()}/issues"
    text = shortened(f"{DRIFT}\n{body}")
    known = [each for each in api(f"{place}?state=all&per_page=100") if _is_drift(each)]
    if not known:
        if drift:
            api(place, "POST", title=DRIFT_TITLE, body=text)
        return "opened" if drift else "not needed"
    issue = min(known, key=lambda each: each["number"])
    wanted = "open" if drift else "closed"
    if issue["state"] == wanted and (not drift or issue["body"].replace("\r\n", "\n").strip() == text.strip()):
        return "as it was"
    api(f"{place}/{number_of(issue['number'])}", "PATCH", state=wanted, body=text)
    return {"open": "opened again", "closed": "closed"}[wanted] if issue["state"] != wanted else "changed"


def _is_drift(issue: dict[str, Any]) -> bool:
    marked = (issue.get("body") or "").startswith(DRIFT) and "pull_request" not in issue
    return marked and issue["user"]["login"] == _author()


def shortened(text: str) -> str:
    """*text*, or as many whole lines as are accepted and how many are not shown."""
    lines, room, kept = text.splitlines(), LONGEST, 0
    for line in lines:
        room -= len(line.encode("utf-16-le")) // 2 + 1
        if room < 0:
            break
        kept += 1
    more = len(lines) - kept
    shown = "\n".join(lines[:kept])
    return f"{shown}\n\n{more} more lines: `reconciler drift` shows all of them.\n" if more else f"{shown}\n"

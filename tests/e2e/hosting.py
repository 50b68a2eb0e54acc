"""``gh`` as the action calls it, against a host that is one JSON file: run as a program, with HOSTING naming the file.

It knows the requests that ``action/github.py`` makes and no other: an unknown one fails like GitHub's 404. Every call is
kept, so a test can say what was asked for and what was not. Answers come in pages of two, one behind the other.
"""

from __future__ import annotations

import base64
import json
import os
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

PAGE = 2
EMPTY: dict[str, Any] = {
    "calls": [],
    "comments": {},
    "issues": [],
    "pulls": [],
    "commits": {},
    "artifacts": [],
    "next": 1,
}
BOT = "github-actions[bot]"


def pages(items: list[Any], key: str = "") -> str:
    """The items as ``gh api --paginate`` prints them."""
    cut = [items[start : start + PAGE] for start in range(0, len(items), PAGE)] or [[]]
    return "".join(json.dumps({key: page} if key else page) for page in cut)


def read(host: dict[str, Any], path: str, query: dict[str, str]) -> str | bytes:
    match path.split("/"):
        case ["pulls"]:
            found = [each for each in host["pulls"] if each["state"] == query["state"]]
            return pages([each for each in found if each["head"]["label"] == query["head"]])
        case ["commits", commit, "pulls"]:
            return pages(host["commits"].get(commit, []))
        case ["issues", number, "comments"]:
            return pages(host["comments"].get(number, []))
        case ["issues"]:
            return pages(host["issues"])
        case ["actions", "artifacts"]:
            return json.dumps({"artifacts": [each for each in host["artifacts"] if each["name"] == query["name"]]})
        case ["actions", "artifacts", number, "zip"]:
            return base64.b64decode(next(each["zip"] for each in host["artifacts"] if each["id"] == int(number)))
    raise LookupError(path)


def write(host: dict[str, Any], method: str, path: str, said: dict[str, Any]) -> str:
    made = {"user": {"login": BOT}}
    match [method, *path.split("/")]:
        case ["POST", "issues", number, "comments"]:
            made |= {"id": drawn(host)}
            host["comments"].setdefault(number, []).append(made)
        case ["PATCH", "issues", "comments", number]:
            made = next(each for all_ in host["comments"].values() for each in all_ if each["id"] == int(number))
        case ["POST", "issues"]:
            made |= {"number": drawn(host), "state": "open"}
            host["issues"].append(made)
        case ["PATCH", "issues", number]:
            made = next(each for each in host["issues"] if each["number"] == int(number))
        case _:
            raise LookupError(path)
    made.update(said)
    return json.dumps(made)


def drawn(host: dict[str, Any]) -> int:
    """A number that nothing has yet."""
    host["next"] += 1
    return int(host["next"])


def answer(host: dict[str, Any], method: str, path: str, said: dict[str, Any]) -> str | bytes:
    url = urlsplit(path.removeprefix("repos/lab/orgs/"))
    if method != "GET":
        return write(host, method, url.path, said)
    return read(host, url.path, {name: values[0] for name, values in parse_qs(url.query).items()})


def main(arguments: list[str]) -> int:
    file = Path(os.environ["HOSTING"])
    host = {**EMPTY, **json.loads(file.read_text(encoding="utf-8"))}
    assert arguments.pop(0) == "api"
    assert os.environ["GH_TOKEN"], "gh asks for a token"
    method = arguments[arguments.index("--method") + 1] if "--method" in arguments else "GET"
    said = json.load(sys.stdin) if "--input" in arguments else {}
    path = arguments[-1]
    host["calls"].append([method, path, said])
    try:
        assert re.fullmatch(r"repos/lab/orgs/[\w/?=&%.-]+", path), path
        found = answer(host, method, path, said)
    except (LookupError, AssertionError, StopIteration) as error:
        sys.stderr.write(f"gh: Not Found (HTTP 404): {error}\n")
        return 1
    finally:
        file.write_text(json.dumps(host), encoding="utf-8")
    sys.stdout.buffer.write(found if isinstance(found, bytes) else found.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

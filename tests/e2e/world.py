"""A place to play a review in: real repositories of Git on disk, the program and the action as processes, ``gh`` played.

What GitHub does around them is here in the fewest lines that are true: the merge that is tried out for a pull request, the
event of a run, artifacts. Everybody is named by the first part of their address, and commits as themselves.
"""

from __future__ import annotations

import base64
import io
import json
import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from hosting import EMPTY

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY, OURS, FORKS = "lab/orgs", 1, 2


class Step(NamedTuple):
    """What a step of a run left: its exit code, outputs, log and summary."""

    code: int
    outputs: dict[str, str]
    log: str
    summary: str


class Done(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str


class World:
    """A folder with all of it: ``origin.git``, clones, the store, the host."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.host_file = place / "host.json"
        self.host_file.write_text(json.dumps(EMPTY))
        bin_folder = place / "bin"
        bin_folder.mkdir(exist_ok=True)
        for name, command in {
            "reconciler": [sys.executable, "-P", "-m", "reconciler"],
            "gh": [sys.executable, "-I", "-S", str(ROOT / "tests" / "e2e" / "hosting.py")],
        }.items():
            (bin_folder / name).write_text(f'#!/bin/sh\nexec {shlex.join(command)} "$@"\n')
            (bin_folder / name).chmod(0o755)
        self.environment = {
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
            "HOME": str(place),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "RECONCILER_DB": f"sqlite:///{place / 'store.db'}",
            "HOSTING": str(self.host_file),
            "GIT_CONFIG_GLOBAL": os.devnull,
        }

    # --- people at work -----------------------------------------------------------------------------------------------

    def git(self, folder: Path, *arguments: str, who: str = "ada") -> str:
        names = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in _names(who)}
        done = subprocess.run(
            ["git", "-c", "init.defaultBranch=main", *arguments],
            cwd=folder,
            env={**self.environment, **names},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def clone(self, name: str, source: str = "origin.git") -> Path:
        self.git(self.place, "clone", "--quiet", source, name)
        return self.place / name

    def founded(self, files: dict[str, str]) -> Path:
        """The repository with its first commit on main, in Ada's clone."""
        self.git(self.place, "init", "--quiet", "--bare", "origin.git")
        folder = self.clone("ada")
        self.commit(folder, files, "The lab")
        self.git(folder, "push", "--quiet", "origin", "HEAD:main")
        return folder

    def commit(self, folder: Path, files: dict[str, str], message: str, who: str = "ada") -> str:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        self.git(folder, "add", "--all")
        self.git(folder, "commit", "--quiet", "-m", message, who=who)
        return self.git(folder, "rev-parse", "HEAD")

    def reconciler(self, folder: Path, *arguments: str, **variables: str) -> Done:
        return self._run(["reconciler", *arguments], folder, {"RECONCILER_ACTOR": "ada@lab.example", **variables})

    # --- the host -----------------------------------------------------------------------------------------------------

    @property
    def host(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.host_file.read_text(encoding="utf-8"))
        return found

    def change_host(self, **parts: Any) -> None:
        self.host_file.write_text(json.dumps({**self.host, **parts}), encoding="utf-8")

    def opened(self, number: int, branch: str, owner: str = "lab") -> dict[str, Any]:
        """A pull request from a branch that has been pushed, to main."""
        source = self.place / ("origin.git" if owner == "lab" else "fork.git")
        head = {"sha": self.git(source, "rev-parse", branch), "label": f"{owner}:{branch}", "ref": branch}
        pull = {"number": number, "state": "open", "head": head}
        others = [each for each in self.host["pulls"] if each["number"] != number]
        self.change_host(pulls=[*others, pull])
        return pull

    def tried(self, pull: dict[str, Any], name: str = "") -> Path:
        """The checkout of a run for a pull request: the merge that it would be, made by the host."""
        folder = self.clone(name or f"run-{pull['number']}-{pull['head']['sha'][:7]}")
        source = "origin" if pull["head"]["label"].startswith("lab:") else str(self.place / "fork.git")
        self.git(folder, "fetch", "--quiet", source, pull["head"]["ref"])
        self.git(folder, "checkout", "--quiet", "--detach", "origin/main")
        self.git(folder, "merge", "--quiet", "--no-ff", "-m", "Merge", "FETCH_HEAD", who="web-flow")
        return folder

    def merge(self, pull: dict[str, Any]) -> str:
        """Merge a pull request into main; the commit."""
        folder = self.tried(pull, f"merge-{pull['number']}")
        self.git(folder, "push", "--quiet", "origin", "HEAD:main")
        commit = self.git(folder, "rev-parse", "HEAD")
        merged = {**pull, "state": "closed", "merged_at": "2026-11-25T09:00:00Z", "merge_commit_sha": commit}
        others = [each for each in self.host["pulls"] if each["number"] != pull["number"]]
        self.change_host(pulls=[*others, merged], commits={**self.host["commits"], commit: [merged]})
        return commit

    def upload(self, step: Step, repository: int = OURS) -> None:
        """Keep a step's plan as the artifact of its name."""
        self.keep(step.outputs["artifact_name"], Path(step.outputs["plan_path"]).read_bytes(), repository)

    def keep(self, name: str, content: bytes, repository: int = OURS) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("change.plan", content)
        made = {
            "id": len(self.host["artifacts"]) + 1,
            "name": name,
            "expired": False,
            "zip": base64.b64encode(packed.getvalue()).decode(),
            "workflow_run": {"repository_id": OURS, "head_repository_id": repository},
        }
        self.change_host(artifacts=[*self.host["artifacts"], made])

    # --- a run --------------------------------------------------------------------------------------------------------

    def step(self, folder: Path, command: str, event: dict[str, Any], sha: str = "", **inputs: str) -> Step:
        """The second step of ``action.yml``, with its inputs as the runner passes them."""
        here = self.place / "runner"
        here.mkdir(exist_ok=True)
        for name in ("output", "summary"):
            (here / name).write_text("")
        (here / "event.json").write_text(json.dumps(event), encoding="utf-8")
        values = {**defaults(), "command": command, "github_token": "ghs_secret", **inputs}
        variables = {
            "GITHUB_EVENT_PATH": str(here / "event.json"),
            "GITHUB_OUTPUT": str(here / "output"),
            "GITHUB_STEP_SUMMARY": str(here / "summary"),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTOR": "ada@lab.example",
            "GITHUB_SHA": sha or "0" * 40,
            "RUNNER_TEMP": str(here),
            "GH_TOKEN": values.pop("github_token"),
            **{f"INPUT_{name.upper()}": value for name, value in values.items()},
        }
        done = self._run([sys.executable, str(ROOT / "action" / "run.py")], folder, variables)
        outputs = {m["name"]: m["value"] for m in OUTPUT.finditer((here / "output").read_text(encoding="utf-8"))}
        return Step(done.code, outputs, done.out + done.err, (here / "summary").read_text(encoding="utf-8"))

    def _run(self, command: list[str], folder: Path, variables: dict[str, str]) -> Done:
        done = subprocess.run(
            command, cwd=folder, env={**self.environment, **variables}, capture_output=True, check=False, timeout=120
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


OUTPUT = re.compile(r"^(?P<name>[\w-]+)<<(?P<mark>[0-9a-f]{32})\n(?P<value>.*?)\n(?P=mark)$", re.MULTILINE | re.DOTALL)


def defaults() -> dict[str, str]:
    """The inputs of ``action.yml``, as they are if nobody writes them."""
    import yaml

    declared = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    return {name: str(about.get("default", "")) for name, about in declared.items()}


def _names(who: str) -> list[tuple[str, str]]:
    return [("NAME", who.title()), ("EMAIL", f"{who}@lab.example"), ("DATE", "2026-11-25T08:00:00Z")]


def for_pull(pull: dict[str, Any]) -> dict[str, Any]:
    """The event of a run for a pull request."""
    return {"pull_request": {"number": pull["number"], "head": {"sha": pull["head"]["sha"]}}}


def for_fork(pull: dict[str, Any], author: str) -> dict[str, Any]:
    """The event of the run that follows another one, which was for a fork."""
    owner = pull["head"]["label"].partition(":")[0]
    run = {
        "head_repository": {"owner": {"login": owner}},
        "head_branch": pull["head"]["ref"],
        "head_sha": pull["head"]["sha"],
        "head_commit": {"author": {"email": author}},
    }
    return {"workflow_run": run}

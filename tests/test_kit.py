"""What people copy into their pipelines is what GitHub, GitLab and pre-commit understand: programs of others say so.

Each of them is also given a file that is wrong, so a check that lets everything through is noticed. All run offline.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from reconciler.cli.group import cli

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / "examples" / "ci" / "github").glob("*.yml"))
OWN = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
EVERY = [*WORKFLOWS, *OWN]
PIPELINE = ROOT / "examples" / "ci" / "gitlab" / ".gitlab-ci.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"
SCRIPTS = [ROOT / "examples" / "demo.sh", ROOT / ".ci" / "run"]
OURS = re.compile(r"OWNER/reconciler@(0{40}|COMMIT)")


def ran(program: str, *arguments: object, cwd: Path | None = None, said: str = "") -> tuple[bool, str]:
    """Whether a program is content, and what it says; found where the tests' own packages are."""
    bin_folder = Path(sys.executable).parent
    done = subprocess.run(
        [bin_folder / program, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}"},
        input=said,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode == 0, done.stdout + done.stderr


def content(program: str, *arguments: object, **more: Any) -> None:
    fine, said = ran(program, *arguments, **more)
    assert fine, said


def refused(needle: str, program: str, *arguments: object, **more: Any) -> None:
    fine, said = ran(program, *arguments, **more)
    assert not fine
    assert needle in said


def written(place: Path, name: str, text: str) -> Path:
    (place / name).write_text(text, encoding="utf-8")
    return place / name


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# --- the schemas of GitHub and GitLab -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "files", "wrong"),
    [
        ("vendor.github-actions", [ACTION], "name: x\ndescription: y\nruns: {using: composite}\n"),
        ("vendor.github-workflows", EVERY, "on: push\njobs: {x: {runs-on: y, step: []}}\n"),
        ("vendor.gitlab-ci", [PIPELINE], "plan: {script: x, artifacts: {reports: {terraform: [1]}}}\n"),
    ],
)
def test_each_file_is_what_the_published_schema_says(tmp_path, schema, files, wrong):
    content("check-jsonschema", "--builtin-schema", schema, *files)
    broken = written(tmp_path, "wrong.yml", wrong)
    refused("Schema validation errors", "check-jsonschema", "--builtin-schema", schema, broken)


def test_the_hooks_are_what_pre_commit_reads(tmp_path):
    content("pre-commit", "validate-manifest", HOOKS)
    broken = written(tmp_path, "hooks.yaml", "- {id: x, name: y, language: python}\n")
    refused("Missing required key: entry", "pre-commit", "validate-manifest", broken)


def test_what_the_pages_say_to_paste_is_what_the_same_programs_read(tmp_path):
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    plan, pipeline, hooks = re.findall(r"^```yaml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    content("check-jsonschema", "--builtin-schema", "vendor.github-workflows", written(tmp_path, "plan.yml", plan))
    content("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", written(tmp_path, "gitlab.yml", pipeline))
    content("pre-commit", "validate-config", written(tmp_path, "hooks.yaml", hooks.replace("COMMIT", "a" * 40)))
    assert {hook["id"] for hook in yaml.safe_load(hooks)["repos"][0]["hooks"]} == {hook["id"] for hook in loaded(HOOKS)}
    content("actionlint", cwd=project(tmp_path, plan=plan))
    assert [plan.count("\n"), pipeline.count("\n")] == [10, 10]


# --- what goes wrong although the schema is content ---------------------------------------------------------------------


def project(place: Path, **workflows: str) -> Path:
    """A repository whose action is this one, with these workflows, in which it stands as ``./``."""
    (place / ".git").mkdir()
    (place / ".github" / "workflows").mkdir(parents=True)
    written(place, "action.yml", ACTION.read_text(encoding="utf-8"))
    for name, text in workflows.items():
        written(place / ".github" / "workflows", f"{name}.yml", OURS.sub("./", text))
    return place


def test_the_workflows_and_what_they_give_the_action_pass_actionlint(tmp_path):
    texts = {path.stem: path.read_text(encoding="utf-8") for path in EVERY}
    content("actionlint", cwd=project(tmp_path, **texts))


@pytest.mark.parametrize(
    ("was", "wrong", "needle"),
    [
        ("{command: validate}", "{comand: validate}", 'input "comand" is not defined in action'),
        ("github.event_name", "github.event_nam", 'property "event_nam" is not defined'),
        ("runs-on: ubuntu-latest", "runs-on: ubuntu-latst", 'label "ubuntu-latst" is unknown'),
    ],
)
def test_actionlint_sees_a_mistyped_word(tmp_path, was, wrong, needle):
    text = (ROOT / "examples" / "ci" / "github" / "validate.yml").read_text(encoding="utf-8")
    assert was in text
    refused(needle, "actionlint", cwd=project(tmp_path, validate=text.replace(was, wrong)))


def test_zizmor_finds_no_hole_in_the_action_and_the_workflows(tmp_path):
    strict = ("--offline", "--no-progress", "--persona", "pedantic", "--no-config")
    content("zizmor", *strict, ACTION, *EVERY)
    hole = "on: issues\njobs: {x: {runs-on: y, steps: [{run: 'echo ${{ github.event.issue.title }}'}]}}\n"
    refused("template-injection", "zizmor", *strict, written(tmp_path, "hole.yml", hole))


def test_every_script_passes_shellcheck():
    content("shellcheck", *SCRIPTS)
    for step in loaded(ACTION)["runs"]["steps"]:
        content("shellcheck", "--shell", step["shell"], "-", said=step["run"])
    refused("SC2086", "shellcheck", "--shell", "bash", "-", said="cat $1\n")


# --- what only this project can know ------------------------------------------------------------------------------------


def test_no_input_stands_in_a_script():
    steps = loaded(ACTION)["runs"]["steps"]
    assert not [step for step in steps if "${{" in step["run"]]
    inputs = set(loaded(ACTION)["inputs"]) - {"github_token"}
    passed = {name: value for step in steps for name, value in step.get("env", {}).items()}
    assert passed.pop("GH_TOKEN") == "${{ inputs.github_token }}"
    assert passed == {f"INPUT_{name.upper()}": f"${{{{ inputs.{name} }}}}" for name in inputs}


def test_every_output_of_the_action_is_one_that_a_command_sets_and_the_other_way_round():
    declared = loaded(ACTION)["outputs"]
    code = (ROOT / "action" / "run.py").read_text(encoding="utf-8")
    assert not [name for name in declared if f'"{name}"' not in code]
    assert all(about["value"] == f"${{{{ steps.run.outputs.{name} }}}}" for name, about in declared.items())


def test_other_peoples_actions_are_named_by_commit_with_the_version_beside_it_and_the_same_everywhere():
    texts = [path.read_text(encoding="utf-8") for path in [ACTION, *EVERY]]
    uses = [line.strip().removeprefix("- ") for text in texts for line in text.splitlines() if "uses:" in line]
    others = {line for line in uses if not OURS.search(line)}
    assert all(re.fullmatch(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40}  # v\d+\.\d+\.\d+", line) for line in others)
    assert len({line.partition("@")[0] for line in others}) == len(others) == 3


def test_no_workflow_may_more_than_its_job_says_and_none_keeps_the_token_of_a_checkout():
    for path in EVERY:
        assert loaded(path)["permissions"] == {}, path
        steps = [step for job in loaded(path)["jobs"].values() for step in job["steps"]]
        checkouts = [step for step in steps if step.get("uses", "").startswith("actions/checkout@")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts), path


def test_only_runs_of_this_repositorys_own_branches_see_a_secret():
    """``pull_request`` runs of forks get none from GitHub; the run that follows one checks out nothing of the fork."""
    secret = {path.stem for path in WORKFLOWS if "secrets." in path.read_text(encoding="utf-8")}
    assert secret == {"plan", "plan-fork", "apply", "drift"}
    fork = (ROOT / "examples" / "ci" / "github" / "plan-fork.yml").read_text(encoding="utf-8")
    assert "ref:" not in fork
    assert "pull_request_target" not in "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS)


def test_what_this_repository_runs_at_night_are_targets_that_the_makefile_has():
    night = loaded(ROOT / ".github" / "workflows" / "night.yml")["jobs"]["night"]
    asked = night["strategy"]["matrix"]["what"]
    assert not set(asked) - set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def command_lines() -> list[str]:
    """Every ``reconciler …`` of the pipeline and of the hooks."""
    scripts = [line for job in loaded(PIPELINE).values() if isinstance(job, dict) for line in job.get("script", [])]
    scripts += [line for job in loaded(PIPELINE).values() if "after_script" in job for line in job["after_script"]]
    parts = [part for line in scripts for part in re.split(r"; |\|\||>", line) if "reconciler " in part]
    return sorted({part.strip() for part in parts} | {hook["entry"] for hook in loaded(HOOKS)})


@pytest.mark.parametrize("line", command_lines())
def test_every_command_of_the_pipeline_and_of_the_hooks_is_one_the_program_understands(line):
    program, verb, *arguments = shlex.split(line)
    assert program == "reconciler"
    command = cli.get_command(click.Context(cli), verb)
    assert command is not None
    command.make_context(verb, arguments, resilient_parsing=False)


def test_what_people_copy_is_in_the_source_archive(tmp_path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    [archive] = tmp_path.iterdir()
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}
    wanted = [ACTION, *sorted((ROOT / "action").glob("*.py")), *WORKFLOWS, PIPELINE, HOOKS]
    assert not {path.relative_to(ROOT).as_posix() for path in wanted} - names

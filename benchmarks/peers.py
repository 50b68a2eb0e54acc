"""Other programs with the same people: their environments, their manifests, their commands.

An item is a member with role, places and levels: to octoDNS a TXT record with a value for each of them, to ldap2pg a
role in a group role for each, to Terraform a ``terraform_data`` that holds them. What they make they keep where they
would: octoDNS in YAML, ldap2pg in a PostgreSQL server of its own, Terraform in a local state file. Those written in
Python are installed into ``build/peers``, once.

To add a peer: a function that writes its manifests and returns a contender, in :data:`PEERS`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from contest import Command, Commands, Contender, Skipped, Step, ours
from orgs import Org, Person, Size, orgs, versions
from postgres import server
from sqlalchemy.engine import make_url

ENVIRONMENTS = Path(__file__).resolve().parent.parent / "build" / "peers"


def octodns(inputs: Path, size: Size, seed: int) -> Contender:
    """From YAML to YAML; a zone for each org."""
    program = _environment("octodns", "octodns==1.22.0", "PyYAML==6.0.3") / "octodns-sync"
    yaml = {"class": "octodns.provider.yaml.YamlProvider", "enforce_order": False}
    for version, some in _versions(size, seed):
        zones = []
        for org in some:
            zones.append(f"{org.slug}.example.")
            _write(inputs / version / f"{org.slug}.example.yaml", map(_record, org.people))
        ends = {"manifests": yaml | {"directory": str(inputs / version)}, "kept": yaml | {"directory": "kept"}}
        sync = {zone: {"sources": ["manifests"], "targets": ["kept"]} for zone in zones}
        _write(inputs / f"{version}.yaml", [json.dumps({"providers": ends, "zones": sync})])

    def prepare(folder: Path, _: ExitStack) -> Commands:
        (folder / "kept").mkdir()
        return _steps(
            lambda version: [program, "--config-file", inputs / f"{version}.yaml"],
            lambda version: [program, "--config-file", inputs / f"{version}.yaml", "--doit"],
        )

    return Contender("octoDNS 1.22.0", ours("teams", "sqlite"), prepare)


def _record(one: Person) -> str:
    return f"{one.email.partition('@')[0]}: {{type: TXT, values: [{', '.join(_groups(one))}]}}\n"


def ldap2pg(inputs: Path, size: Size, seed: int) -> Contender:
    """From YAML to roles of PostgreSQL."""
    if "RECONCILER_TEST_POSTGRES" in os.environ:
        raise Skipped("it wants a PostgreSQL server of its own, and RECONCILER_TEST_POSTGRES names another")
    # python-ldap is compiled: on Debian that needs gcc, libldap-dev and libsasl2-dev. Newer setuptools lack pkg_resources.
    needs = ("ldap2pg==5.9", "psycopg2-binary==2.9.13", "python-ldap==3.4.8", "PyYAML==6.0.3", "setuptools<80")
    program = _environment("ldap2pg", *needs) / "ldap2pg"
    for version, some in _versions(size, seed):
        people = [one for org in some for one in org.people]
        groups = sorted({group for one in people for group in _groups(one)})
        first = f"version: 5\nsync_map:\n- roles:\n  - {{names: [{', '.join(groups)}], options: NOLOGIN}}\n"
        _write(inputs / f"{version}.yaml", [first, *map(_role, people)])

    def prepare(folder: Path, stack: ExitStack) -> Commands:
        url = make_url(stack.enter_context(server()).address)
        to = ["env", f"PGHOST={url.query['host']}", f"PGUSER={url.username}", "PGDATABASE=postgres"]
        return _steps(
            lambda version: [*to, program, "--config", inputs / f"{version}.yaml"],
            lambda version: [*to, program, "--config", inputs / f"{version}.yaml", "--real"],
        )

    return Contender("ldap2pg 5.9", ours("teams", "postgresql"), prepare)


def _role(one: Person) -> str:
    return f"  - {{name: {one.email}, parents: [{', '.join(_groups(one))}], options: LOGIN}}\n"


def terraform(inputs: Path, size: Size, seed: int) -> Contender:
    """From JSON to the state file, with nothing that must be downloaded."""
    program = shutil.which("terraform")
    if program is None:
        raise Skipped("no terraform on PATH")
    for version, some in _versions(size, seed):
        people = {one.email: _groups(one) for org in some for one in org.people}
        _write(inputs / f"{version}.json", [json.dumps(people)])

    def prepare(folder: Path, _: ExitStack) -> Commands:
        _write(folder / "main.tf", [TERRAFORM])
        subprocess.run([program, "init", "-input=false"], cwd=folder, check=True, capture_output=True)
        return _steps(
            lambda version: [program, "plan", f"-var=people={inputs / version}.json"],
            lambda version: [program, "apply", f"-var=people={inputs / version}.json", "-auto-approve"],
        )

    said = subprocess.run([program, "version", "-json"], check=True, capture_output=True).stdout
    return Contender(f"Terraform {json.loads(said)['terraform_version']}", ours("teams", "sqlite"), prepare)


# Decoded in for_each itself, the file would be read again for every resource: three times as long at 1,000 people.
TERRAFORM = """\
variable "people" {}
locals { people = jsondecode(file(var.people)) }
resource "terraform_data" "member" {
  for_each = local.people
  input    = each.value
}
"""


@dataclass(frozen=True, slots=True)
class Peer:
    """How to have it, and how many people it is asked for at most: with more, a step takes minutes."""

    enter: Callable[[Path, Size, int], Contender]
    people: int


PEERS: Mapping[str, Peer] = {
    "octodns": Peer(octodns, 10_000),
    "ldap2pg": Peer(ldap2pg, 100_000),
    "terraform": Peer(terraform, 1_000),
}


def entered(name: str, work: Path, size: Size, seed: int) -> Contender:
    """A peer with its manifests written, or the reason why not."""
    peer = PEERS[name]
    if size.people > peer.people:
        raise Skipped(f"not asked for more than {peer.people:,} people: a step would take minutes")
    return peer.enter(work / name, size, seed)


def _groups(one: Person) -> list[str]:
    """All that is said of somebody, a word for each."""
    places = (f"team-{number:04}-{role}" for number, role in one.places.items())
    return [one.role, *places, *(f"{domain}-{level}" for domain, level in one.levels.items())]


def _versions(size: Size, seed: int) -> Iterator[tuple[str, Iterator[Org]]]:
    """Without the clustered one: who reads everything does not mind where a change is."""
    for version in ("base", "scattered"):
        yield version, orgs(size, versions(size)[version], seed)


def _steps(plan: Callable[[str], Command], apply: Callable[[str], Command]) -> Commands:
    """Each apply of a peer plans too."""
    return {
        Step.COLD: plan("base"),
        Step.FIRST_APPLY: apply("base"),
        Step.REAPPLY: apply("base"),
        Step.NO_OP: plan("base"),
        Step.SCATTERED: plan("scattered"),
        Step.APPLY: apply("scattered"),
    }


def _write(path: Path, texts: Iterable[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(texts))


def _environment(name: str, *needs: str) -> Path:
    """The programs of an environment with these packages; made anew when they change."""
    folder = ENVIRONMENTS / name
    made = folder / "made-with"
    if not made.exists() or made.read_text() != "\n".join(needs):
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        pip: Command = [
            folder / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            *needs,
        ]
        done = subprocess.run(pip, capture_output=True, text=True, check=False)
        if done.returncode:
            errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR: ")]
            raise Skipped(f"pip cannot install it: {' '.join(errors[-1:]).removeprefix('ERROR: ')}")
        _write(made, ["\n".join(needs)])
    return folder / "bin"

"""A lab with everything a review needs: a repository, a store that holds what main says, people with keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from world import World

PEOPLE = ("ada", "grace", "alan")
ORG = """\
org: lab
platform: webknossos
owner: ada@lab.example
members:
  ada@lab.example: {role: admin}
  grace@lab.example: {role: admin}
  alan@lab.example:
  bob@lab.example:
    role: member
    experience:
      nuclei: 1
      axons: 1
      synapses: 1
    name: Bob
  kim@lab.example:
teams:
  Segmentation:
    members:
      alan@lab.example: team_manager
"""


def key_of(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"."))


def public(name: str) -> str:
    form = (serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    return key_of(name).public_key().public_bytes(*form).decode()


POLICY = """\
approvals: {required: true, each: 1, power: 2}
owners: [ada@lab.example]
robots: [web-flow@lab.example]
people:
""" + "".join(f'  {name}@lab.example: {{keys: ["{public(name)}"]}}\n' for name in PEOPLE)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The lab, as main says it is, applied."""
    place = tmp_path_factory.mktemp("founded")
    made = World(place)
    folder = made.founded({"manifests/org.yaml": ORG, "policy.yaml": POLICY})
    assert made.reconciler(folder, "init").code == 0
    done = made.reconciler(folder, "apply", "manifests", "--yes")
    assert done.code == 0, done.err
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    for name in PEOPLE:
        (place / f"{name}.key").write_bytes(key_of(name).private_bytes(*form))
        (place / f"{name}.key").chmod(0o600)
    return place


@pytest.fixture
def world(founded: Path, tmp_path: Path) -> World:
    """A lab of its own for each test."""
    shutil.copytree(founded, tmp_path / "world")
    made = World(tmp_path / "world")
    made.git(made.place / "ada", "remote", "set-url", "origin", str(made.place / "origin.git"))
    return made

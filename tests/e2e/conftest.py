"""A lab with everything a review needs: a repository, a store that holds what main says, people with keys."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from lab import ORG, PEOPLE, POLICY, key_of
from world import World


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

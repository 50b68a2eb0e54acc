"""Writes an organization of 2,000 people, with a policy and the keys of those who approve: the repository of docs/transcript.md.

    python3 examples/ci/large.py FOLDER [PEOPLE]

Names, teams and levels are drawn from a seed, so everybody has the same. The keys are drawn from the names alone: whoever reads this has
them, too. They are for examples.
"""
# ruff: noqa: INP001, SIM905, T201 - a script, which says what it has written; names read best as text

from __future__ import annotations

import hashlib
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED = 2_000
ADMINS = ("ada", "barbara", "grace")
MANAGER = "alan"
FIRST = """agnes alice amalie anna beatrice bertha camille carl charles clara david dorothy edith edwin elena emil emmy erwin
florence frances fritz georg gerty hans helen henri ida irene james jean joseph katherine lise louis maria mary max nettie otto
paul peter rita robert rosa ruth samuel sofia tycho vera werner""".split()
LAST = """abel airy banach bateson bell blackwell bohr boole boyle brahe brown cantor cartwright cauchy chandler curie darwin dirac
euler faraday fermi fleming fourier franklin galois gauss germain hertz hilbert hooke jacobi kepler laplace leavitt maxwell
meitner mendel newton noether pascal pauli planck poincare ramon ritter sagan sharp somerville turing weyl""".split()
DOMAINS = ("axons", "dendrites", "nuclei", "synapses")
AREAS = (
    "Amygdala",
    "Brainstem",
    "Cerebellum",
    "Cortex",
    "Hippocampus",
    "Olfactory bulb",
    "Retina",
    "Striatum",
    "Thalamus",
    "Spine",
)
IN_A_TEAM = 20


def manifest(people: int) -> Iterator[str]:
    """The lines of the organization."""
    drawn = random.Random(SEED)  # noqa: S311 - the same for everybody is what is wanted
    names = [f"{first}.{last}" for last in LAST for first in FIRST]
    drawn.shuffle(names)
    others = names[: people - len(ADMINS) - 1]
    yield from ("org: brainlab", "platform: webknossos", "owner: ada@brainlab.example", "members:")
    yield from (f"  {name}@brainlab.example: {{role: admin}}" for name in ADMINS)
    yield f"  {MANAGER}@brainlab.example:"
    for name in others:
        yield f"  {name}@brainlab.example: {{experience: {{{drawn.choice(DOMAINS)}: {drawn.randint(1, 9)}}}}}"
    yield "teams:"
    for number, start in enumerate(range(0, len(others), IN_A_TEAM)):
        yield f"  {AREAS[number % len(AREAS)]} {number // len(AREAS) + 1}:"
        yield "    members:"
        if number == 0:
            yield f"      {MANAGER}@brainlab.example: team_manager"
        first, *rest = others[start : start + IN_A_TEAM]
        yield f"      {first}@brainlab.example: {'member' if number == 0 else 'team_manager'}"
        yield from (f"      {name}@brainlab.example: member" for name in rest)


def key(name: str) -> Ed25519PrivateKey:
    """The key of an example's person."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{SEED} {name}".encode()).digest())


def policy() -> Iterator[str]:
    """The lines of the policy: one approval for each change, two for what gives power, all signed."""
    form = (serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    yield from ("approvals: {required: true, each: 1, power: 2}", "owners: [ada@brainlab.example]")
    yield from ("robots: [ci@brainlab.example]", "people:")
    for name in (*ADMINS, MANAGER):
        yield f'  {name}@brainlab.example: {{keys: ["{key(name).public_key().public_bytes(*form).decode()}"]}}'


def main(folder: Path, people: int) -> None:
    """Write everything, and say what."""
    (folder / "manifests").mkdir(parents=True)
    lines = [*manifest(people)]
    (folder / "manifests" / "brainlab.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "policy.yaml").write_text("\n".join(policy()) + "\n", encoding="utf-8")
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption())
    for name in (*ADMINS, MANAGER):
        (file := folder.parent / f"{name}.key").write_bytes(key(name).private_bytes(*form))
        file.chmod(0o600)
    print(f"{folder}: {people:,} people in {len(lines):,} lines, and a policy; beside it the keys of those who approve")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int((sys.argv[2:] or ["2000"])[0]))

"""The lab that reviews are played in: what main says, its policy, and the keys of those who approve."""

from __future__ import annotations

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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

"""Keys that a command is given: private ones to sign with, and public ones to trust."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from reconciler.cli.contents import LARGEST_KEY, contents, secret_bytes
from reconciler.cli.policies import held
from reconciler.errors import WrongUsage
from reconciler.signing import PublicKey, locked, public_key
from reconciler.text import visible
from reconciler.vouching import Voucher

_PUBLIC = "name the .pub file of a key: ssh-ed25519 AAAA…"

WHOM = "say whom you trust: --key PUB, or --policy FILE with checkpoints: in it"
key_option = click.option(
    "--key",
    "key_files",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PUB",
    help="Public keys whose checkpoints are trusted, one a line (ssh-ed25519 …); one of them must have signed.",
)


def secret_of(key: Path) -> bytes:
    """The bytes of a private key, which nobody else may read."""
    return secret_bytes(key, "make one: ssh-keygen -t ed25519 -f FILE")


def passphrase_of(secret: bytes) -> bytes | None:
    """The passphrase of a private key that has one, asked for on a terminal."""
    if not locked(secret):
        return None
    if not sys.stdin.isatty():
        raise WrongUsage("the key has a passphrase, and nobody is there to type it", hint="run this on a terminal")
    typed: str = click.prompt("Passphrase of the key", hide_input=True)
    return typed.encode()


def trusted(files: Iterable[Path], policy_file: str = "") -> list[Voucher]:
    """The keys whose checkpoints are trusted: those in files, and those of a policy, which binds a key wherever it is named."""
    policy, _, _ = held(policy_file)
    named = {each.key: each for each in policy.vouchers} if policy is not None else {}
    return [*({key: Voucher(key) for key in keys_in(files)} | named).values()]


def keys_in(files: Iterable[Path]) -> list[PublicKey]:
    """The public keys in files, one a line; empty lines and those that begin with # are passed over."""
    found = []
    for file in files:
        data = contents(file, LARGEST_KEY, _PUBLIC, instead=_PUBLIC)
        if len(data) > LARGEST_KEY:
            raise WrongUsage(f"{visible(str(file))} is too long for keys", hint=_PUBLIC)
        try:
            lines = data.decode().splitlines()
        except UnicodeDecodeError:
            raise WrongUsage(f"{visible(str(file))} is not UTF-8", hint=_PUBLIC) from None
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.startswith("#"):
                try:
                    found.append(public_key(line))
                except ValueError as reason:
                    message = f"{visible(str(file))}:{number} {reason}"
                    raise WrongUsage(message, hint=_PUBLIC) from None
    return found

"""``audit hand-over``: the key that signs checkpoints is replaced, and the logs say so."""

from __future__ import annotations

import contextlib
from pathlib import Path

import click

from reconciler.cli import terminal
from reconciler.cli.checkpointing import signer_of
from reconciler.cli.keys import keys_in
from reconciler.cli.options import actor_option, checkpoint_key_option, database_option, lock_timeout_option
from reconciler.errors import WrongUsage
from reconciler.handing import Giving
from reconciler.handing import hand_over as handed
from reconciler.signing import signature_of
from reconciler.text import visible


@click.command("hand-over")
@checkpoint_key_option
@click.option(
    "--to",
    "heir",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="PUB",
    help="The public half of the new key (ssh-ed25519 …).",
)
@actor_option
@database_option
@lock_timeout_option
def hand_over(keys: tuple[Path, ...], heir: Path, actor: str | None, db: str, lock_timeout: float) -> None:
    """Let another key sign checkpoints from now on: an entry in the log of every org, which the old key signs.

    Whoever trusts the old key then trusts the new one, and the old one for nothing larger: audit verify follows the entries. No row
    changes, and an org that has the entry is left as it is. Exit codes: 0 done; 14 a log was handed over to another key.
    """
    if len(keys) != 1:
        raise WrongUsage("one key hands over", hint="name the old key: --checkpoint-key FILE")
    new = keys_in([heir])
    if len(new) != 1:
        raise WrongUsage(
            f"{visible(str(heir))} holds {len(new)} keys, not one", hint="name the .pub file of the new key"
        )
    old = signer_of(keys[0])
    at, who = terminal.now(), terminal.actor(actor)

    def sign(message: bytes) -> bytes:
        return signature_of(message, old.secret, old.passphrase)[1]

    giving = Giving(old.public, new[0], sign, who, at, terminal.run_name(at))
    with contextlib.closing(terminal.opened(db, lock_timeout)) as store:
        done = handed(store, giving)
    terminal.say(
        f"{visible(org)}: the new key vouches from #{size} on, and the old one up to it" for org, size in done.items()
    )
    if not done:
        terminal.say(["Every log says so already; nothing was written."])

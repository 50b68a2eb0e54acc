"""Runs the ``console`` blocks of a document and writes down what the commands said.

A document is one session in one empty folder that holds a copy of ``examples/``. A block that begins with
```` ```yaml title="lab/org.yaml" ```` is written to that file; of a ``console`` block, each line that begins with
``$`` is run by ``sh`` and what follows is its output, standard error included. The actor is ada@brainlab.example.

What differs from run to run (moments, plan names, lineages, names of runs, what is shown of people who were erased) is compared as if it were the same: an
output that says nothing else is left as it stands, so ``make docs`` changes a document only where the program did. To
write down one document anew: ``python docs/console.py docs/transcript.md``.
"""
# ruff: noqa: INP001 - a script beside the texts it reads

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import warm

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r'^```(?P<kind>console|yaml title="(?P<file>[^"]+)")\n(?P<body>.*?)^```$', re.MULTILINE | re.DOTALL)
MOVING = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
    r"|(?<=[Pp]lan )[0-9a-f]{16}"
    r"|(?<=Plan `)[0-9a-f]{64}(?=`)"
    r"|(?<=lineage )[0-9a-f-]{36}"
    r"|(?<=run )\d{8}T\d{6}Z-[0-9a-f]{8}"
    r"|(?<=erased-)[0-9a-f]{8}"
    r"|(?<=DTSTAMP:)\d{8}T\d{6}Z"
)
BETWEEN = "\x1e"
"""What the script prints before each command; no output holds it."""


def same(one: str, other: str) -> bool:
    """Whether two outputs differ in nothing but what moves."""
    return MOVING.sub("…", one) == MOVING.sub("…", other)


def commands(body: str) -> Iterator[tuple[str, str]]:
    """The commands of a ``console`` block, each with the output that stands below it."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def replayed(text: str) -> str:
    """*text* with the output that its commands have today."""
    blocks = list(BLOCK.finditer(text))
    outputs = iter(_run("\n".join(_script(blocks))).split(BETWEEN)[1:])
    for block in blocks:
        if block["kind"] != "console":
            continue
        lines = []
        for command, written in commands(block["body"]):
            said = next(outputs)
            lines.append(f"$ {command}\n{written if same(said, written) else said}")
        text = text.replace(block[0], f"```console\n{''.join(lines)}```", 1)
    return text


def _script(blocks: list[re.Match[str]]) -> Iterator[str]:
    """One shell script for all blocks; ``$?`` is that of the command before."""
    yield "code=0"
    for block in blocks:
        if block["file"]:
            name = shlex.quote(block["file"])
            yield f'mkdir -p "$(dirname {name})"\ncat > {name} <<"{BETWEEN}"\n{block["body"]}{BETWEEN}'
            continue
        for command, _ in commands(block["body"]):
            yield f"printf '{BETWEEN}'\n(exit $code)\n{command}\ncode=$?"


def _run(script: str) -> str:
    """What *script* prints in a fresh folder, with this program as ``reconciler`` and nothing of the user's settings."""
    with tempfile.TemporaryDirectory() as place:
        bin_folder, work = Path(place, "bin"), Path(place, "work")
        bin_folder.mkdir()
        shutil.copytree(ROOT / "examples", work / "examples")
        warm.program(bin_folder)
        python = bin_folder / "python3"
        python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        settings = {
            "HOME": place,
            "LANG": "C.UTF-8",
            "PATH": f"{bin_folder}:/usr/local/bin:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "RECONCILER_ACTOR": "ada@brainlab.example",
        }
        done = subprocess.run(  # noqa: S603 - the documentation's own commands
            ["/bin/sh", "-c", script],
            cwd=work,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
    return done.stdout


if __name__ == "__main__":
    for page in map(Path, sys.argv[1:]):
        page.write_text(replayed(page.read_text(encoding="utf-8")), encoding="utf-8")

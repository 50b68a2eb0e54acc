"""The program, imported once: each command of the documentation is a fork of it, at a tenth of what a start costs.

``program(folder)`` writes an executable ``reconciler`` that hands its arguments, folder, environment and streams to a process
that waits with everything imported, and exits as the fork of it did. What a command does is the same; how long the program
takes to start, and what it imports, is not for documents to show (``tests/test_cli.py``, ``make bench``).
"""
# ruff: noqa: INP001 - a script beside the texts it is for

from __future__ import annotations

import atexit
import importlib
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import cache
from io import BufferedReader, FileIO, TextIOWrapper
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST = 1 << 20
"""Bytes that arguments and environment of a command have at most."""

ASK = f"""\
import json, os, socket, sys
place, *arguments = sys.argv[1:]
with socket.socket(socket.AF_UNIX) as line:
    line.connect(place)
    said = json.dumps([arguments, os.getcwd(), dict(os.environ)]).encode()
    assert len(said) < {LARGEST}, "more than one command has"
    socket.send_fds(line, [len(said).to_bytes(4, "big")], [0, 1, 2])
    line.sendall(said)
    code = line.recv(1)
sys.exit(code[0] if code else 1)
"""


def program(folder: Path) -> None:
    """Write ``reconciler`` into *folder*."""
    ask = Path(_place(), "ask.py")
    line = shlex.join([sys.executable, "-I", "-S", str(ask), str(ask.with_name("line"))])
    (folder / "reconciler").write_text(f'#!/bin/sh\nexec {line} "$@"\n', encoding="utf-8")
    (folder / "reconciler").chmod(0o755)


@cache
def _place() -> str:
    """The folder of the process that waits: started with the first document, gone with the process that asked."""
    folder = tempfile.TemporaryDirectory()
    Path(folder.name, "ask.py").write_text(ASK, encoding="utf-8")
    line = Path(folder.name, "line")
    settings = {"LANG": "C.UTF-8", "PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    waiting = subprocess.Popen(  # noqa: S603 - this file
        [sys.executable, __file__, str(line)], env=settings, stdin=subprocess.DEVNULL
    )
    while not line.exists() and waiting.poll() is None:
        time.sleep(0.01)
    atexit.register(folder.cleanup)
    atexit.register(waiting.kill)
    return folder.name


def _wait(place: str) -> None:
    for module in sorted(Path(ROOT, "reconciler").rglob("*.py")):
        name = ".".join(module.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not {"__main__", "env", "versions"}.intersection(name.split(".")):
            importlib.import_module(name)
    waits, asks = os.getpid(), os.getppid()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(f"{place}.made")
        door.listen()
        door.settimeout(5)
        Path(f"{place}.made").rename(place)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a fork ended: it says so itself
        while os.getpid() == waits:
            try:
                line, _ = door.accept()
            except TimeoutError:
                if os.getppid() != asks:
                    return  # who asked was killed
                continue
            if not os.fork():
                door.close()
                _answer(line)
            line.close()


def _answer(line: socket.socket) -> None:
    """Run one command, say its exit code, and end."""
    from reconciler.cli import main

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    size, streams, *_ = socket.recv_fds(line, 4, 3)
    said = b""
    while len(said) < int.from_bytes(size, "big"):
        said += line.recv(LARGEST)
    arguments, folder, environment = json.loads(said)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = TextIOWrapper(BufferedReader(FileIO(0, closefd=False)), "utf-8")
    sys.stdout, sys.stderr = (TextIOWrapper(FileIO(n, "w", closefd=False), "utf-8", write_through=True) for n in (1, 2))
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    code: object = 1
    try:
        main(arguments)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - what Python would print for a program of its own
        sys.excepthook(*sys.exc_info())
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    line.sendall(bytes([code if isinstance(code, int) else 1]))
    os._exit(0)


if __name__ == "__main__":
    _wait(sys.argv[1])

"""A road to a server that breaks when somebody commits: before COMMIT is passed on, in the middle of it, or before the answer."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

COMMIT = b"Q\0\0\0\x0bCOMMIT\0"
WHEN = ("before it is passed on", "in the middle of it", "after it is passed on, before the answer")


class Proxy:
    """Listens where a server of this name would, and passes bytes on; every connection that writes is cut at its COMMIT."""

    def __init__(self, folder: Path, server: Path, when: str) -> None:
        self.cut = 0
        self._server, self._when = server, when
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / server.name))
        self._listening.listen()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self._threads.append(threading.Thread(target=self._carry, args=[client], daemon=True))
                self._threads[-1].start()

    def _carry(self, client: socket.socket) -> None:
        """One connection: client to server here, server to client beside it."""
        with client, socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self._server))
            back = threading.Thread(target=_pump, args=[server, client], daemon=True)
            silent = writes = False
            back.start()
            with suppress(OSError):
                while data := client.recv(65536):
                    writes = writes or b"READ WRITE" in data  # those who read commit, too
                    if writes and COMMIT in data:
                        self.cut += 1
                        silent = self._when == WHEN[2]
                        if silent:
                            client.shutdown(socket.SHUT_RDWR)  # nothing of the answer gets through
                        passed = {WHEN[0]: b"", WHEN[1]: data[:7], WHEN[2]: data}[self._when]
                        server.sendall(passed)
                        break
                    server.sendall(data)
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
            if not silent:
                with suppress(OSError):
                    server.shutdown(socket.SHUT_RDWR)
            else:
                server.shutdown(socket.SHUT_WR)  # it finishes what it was told, and then sees that nobody is there
            back.join(timeout=10)


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Read to the end, whether or not anybody takes it."""
    with suppress(OSError):
        while data := source.recv(65536):
            with suppress(OSError):
                target.sendall(data)

"""A store that is made once, in a file or on a server, and is there anew as often as a fault has been tried on it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from postgres import Server
from program import Program


class Copied:
    """A store of one engine: ``made`` is filled by whoever tries something, then ``fresh`` gives a copy of it at ``url``."""

    def __init__(self, engine: str, program: Program, folder: Path, server: Server | None) -> None:
        self.engine, self.program, self.server = engine, program, server
        self.made = server.create() if server is not None else f"sqlite:///{folder / 'original.db'}"
        self.folder = folder / "store"
        self.url = "" if server is not None else f"sqlite:///{self.folder / 'store.db'}"
        self.fill(folder)
        if engine.startswith("sqlite"):
            with closing(sqlite3.connect(folder / "original.db")) as connection:
                connection.execute(f"PRAGMA journal_mode={engine.split()[1]}")
        self.fresh()

    def fill(self, folder: Path) -> None:
        """Make what is copied, with files of yours in *folder*."""
        raise NotImplementedError

    def fresh(self) -> None:
        """As it was made, at ``url``."""
        if self.server is not None:
            if self.url:
                self.server.drop(self.url)
            self.url = self.server.create(template=self.made.partition("?")[0].rpartition("/")[2])
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        shutil.copy(self.folder.parent / "original.db", self.folder / "store.db")

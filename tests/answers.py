"""What a command said and how it ended: the one shape in which tests of the command line hold an answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from reconciler.cli import run


class Answer(NamedTuple):
    """The exit code, and what stood on standard output and on standard error."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The answer, line by line."""
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        """The answer as a document."""
        return json.loads(self.out)


Command = Callable[..., Answer]


def asking(capsys: pytest.CaptureFixture[str]) -> Command:
    """The command line, in this process: words go in, an answer comes out, and a traceback is never one."""

    def call(*arguments: object) -> Answer:
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Answer(code, out, err)

    return call

"""How far long work has come: one plain line on standard error, rewritten in place, for somebody who sits at a terminal.

It appears when a piece of work has lasted a second, and is gone before anything else is said: nothing of it is ever part of
an answer. Off a terminal, and with ``--quiet``, there is none, and nothing is counted. The pure rooms know nothing of it:
what they take is wrapped here, or they are given something to call.

To show it for more work: ``for each in counted(many, "Reading", "files")``, or ``with ticking("Reading", "rows") as tick`` and
``tick(1000)`` where work is done in batches.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager, suppress
from functools import partial
from typing import TextIO, TypeVar

from reconciler.cli.streams import columns

T = TypeVar("T")

PATIENCE = 1.0
"""Seconds of work of which nothing is said."""
PAUSE = 0.1
"""Seconds between two pictures of the line."""

_shown: list[Line] = []


class Line:
    """``Applying: 1,200 of 3,400 orgs, 310/s``, as long as the work lasts."""

    def __init__(
        self, verb: str, noun: str, total: int | None, stream: TextIO, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.done = 0
        self._verb, self._noun, self._total = verb, noun, total
        self._stream, self._clock = stream, clock
        self._began = clock()
        self._next = self._began + PATIENCE
        self._width = 0

    def tick(self, number: int = 1) -> None:
        """So many more are done."""
        self.done += number
        now = self._clock()
        if now >= self._next:
            self._next = now + PAUSE
            self._write(self._text(now - self._began))

    def clear(self) -> None:
        """Take the line away; it comes back with the next tick that is due."""
        if self._width:
            self._write("")

    def _text(self, seconds: float) -> str:
        of = f" of {self._total:,}" if self._total is not None else ""
        each = self.done / seconds
        rate = f"{each:,.0f}/s" if each >= 10 else f"{each:.1f}/s"  # noqa: PLR2004 - two digits say enough
        return f"{self._verb}: {self.done:,}{of} {self._noun}, {rate}"

    def _write(self, text: str) -> None:
        """Put *text* over what stands there, with blanks over the rest: no terminal is too plain for that."""
        text = text[: columns() - 1]
        blanks = " " * (self._width - len(text))
        with suppress(OSError):
            self._stream.write(f"\r{text}{blanks}" if text else f"\r{blanks}\r")
            self._stream.flush()
        self._width = len(text)


def clear() -> None:
    """Make room for what is going to be printed."""
    for line in _shown:
        line.clear()


def wanted() -> bool:
    """Whether somebody watches: on a terminal that can go back to the beginning of a line, and not ``--quiet``."""
    import click  # lazy: a plan of nothing is not long work

    context = click.get_current_context(silent=True)
    quiet = context is not None and context.find_root().params.get("quiet")
    return not quiet and sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def ticking(verb: str, noun: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """What to call with how many more are done, while the work lasts."""
    if not wanted():
        yield _nobody
        return
    line = Line(verb, noun, total, sys.stderr)
    _shown.append(line)
    try:
        yield line.tick
    finally:
        line.clear()
        _shown.remove(line)


def counted(items: Iterable[T], verb: str, noun: str, total: int | None = None) -> Iterator[T]:
    """*items* as they are, counted one by one while they are worked on. *total*: how many there are, where they cannot be asked."""
    if total is None and isinstance(items, Sized):
        total = len(items)
    with ticking(verb, noun, total) as tick:
        yield from _told(items, tick)


def passing(items: Iterable[T], tick: Callable[[int], None]) -> Iterator[T]:
    """*items* as they are, each told to *tick*: for one piece of a work that has several."""
    return iter(items) if tick is _nobody else _told(items, tick)


def _told(items: Iterable[T], tick: Callable[[int], None]) -> Iterator[T]:
    for item in items:
        yield item
        tick(1)


reading = partial(counted, verb="Reading", noun="files")
"""Manifest files, for ``read_manifests``."""


def _nobody(number: int) -> None:
    """Nobody watches."""

"""One session of pytest that tries many mutants: a plugin, with which ``mutants.py`` runs pytest in the folder ``mutants``.

Tests are imported and collected once; then every mutant gets a process of its own, a fork of this one, in which the tests that come
by its function are run until one fails. So trying a mutant costs what its tests cost, and no start of Python. First all tests are
run without a mutant, in forks, too: there it is written down which functions each comes by and how long it takes, and one that
fails there, or fails among those of a function alone, ends the whole: it would kill mutants for nothing.

Time is counted in seconds of the processor, so a busy machine takes no mutant for one that runs for ever.
"""

# ruff: noqa: INP001 - a script beside the texts it is for

from __future__ import annotations

import gc
import json
import os
import pickle
import resource
import shutil
import signal
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

WORD = "RECONCILER_MUTANTS"
"""The environment variable with the file that says what to try: what ``Order`` has, as JSON."""

SOON, TIMES, WALL = 10, 4, 60
"""A mutant runs for ever if it takes longer than so many seconds, and so many times what its tests take; WALL: asleep."""

KILLED, LIVES, ENDLESS, UNSEEN = "killed", "survived", "timeout", "no tests"


@dataclass
class Order:
    """Which mutants to try, by function; which functions are told stories; where to write, and how many at once."""

    mutants: dict[str, list[str]]
    told: list[str]
    stories: str
    found: str
    at_once: int


@dataclass
class Seen:
    """What a test has come by, and how long it took."""

    functions: set[str] = field(default_factory=set)
    seconds: float = 0.0


class Session:
    """The plugin. Does in the place of pytest's own loop what the top of this module says."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Whether a test has failed, in whatever phase."""
        if report.failed:
            self.failed = self.failed or f"{report.nodeid}\n{report.longreprtext}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All tests without a mutant, then each mutant with its own."""
        self.items = list(session.items)
        seen = self.looked()
        chosen = {function: self.chosen(function, seen) for function in self.order.mutants}
        seconds = {function: sum(seen[at].seconds for at in tests) for function, tests in chosen.items()}
        waiting = [
            (mutant, [self.items[at] for at in chosen[function]], seconds[function])
            for function in sorted(chosen, key=lambda each: seconds[each])
            for mutant in ("", *self.order.mutants[function])
        ]
        running: dict[int, tuple[str, str]] = {}
        gc.collect()
        gc.freeze()  # nothing of this is to be copied into every fork
        with open(self.order.found, "a", encoding="utf-8") as found:
            while waiting or running:
                while waiting and len(running) < self.order.at_once:
                    mutant, items, takes = waiting.pop(0)
                    room = tempfile.mkdtemp(prefix="mutant-")
                    running[self.forked(mutant, items, takes, room)] = mutant, room
                pid, ended = os.wait()
                mutant, room = running.pop(pid)
                shutil.rmtree(room, ignore_errors=True)
                if mutant:
                    found.write(json.dumps({"mutant": mutant, "status": status(ended)}) + "\n")
                    found.flush()
                elif status(ended) not in (LIVES, UNSEEN):
                    pytest.exit("tests that pass with all the others fail without them; run them alone", 1)
        return True

    def chosen(self, function: str, seen: Sequence[Seen]) -> list[int]:
        """The tests that come by a function, by number, the quickest first."""
        told = function.startswith(tuple(self.order.told))
        own = (at for at, it in enumerate(seen) if function in it.functions)
        return sorted(
            (at for at in own if told or self.order.stories not in self.items[at].nodeid),
            key=lambda at: seen[at].seconds,
        )

    def looked(self) -> list[Seen]:
        """What every test comes by, as one fork has seen it."""
        reader, writer = os.pipe()
        pid = os.fork()
        if not pid:
            os.close(reader)
            with os.fdopen(writer, "wb") as out:
                self.began("stats")
                pickle.dump(self.told(), out)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as answer:
            whole = answer.read()
        os.waitpid(pid, 0)
        failed, seen = pickle.loads(whole)  # noqa: S301 - written by the fork of this very process
        if failed:
            pytest.exit(f"a test fails without a mutant: {failed}", 1)
        return seen

    def told(self) -> tuple[str, list[Seen]]:
        """In the fork: all tests, one after the other."""
        from mutmut.state import state

        seen = []
        for item, after in zip(self.items, [*self.items[1:], None], strict=True):
            began = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            functions = state()._stats  # noqa: SLF001 - where mutmut keeps them
            seen.append(Seen(set(functions), time.process_time() - began))
            functions.clear()
        return self.failed, seen

    def began(self, mutant: str) -> None:
        """In a fork: nothing is printed, and from now on the mutant is what is run."""
        from mutmut.mutation.trampoline import set_mutant_under_test

        reporter: Any = self.items[0].config.pluginmanager.get_plugin("terminalreporter")
        reporter._tw._file = open(os.devnull, "w")  # noqa: SLF001, SIM115 - closed with the process
        set_mutant_under_test(mutant)

    def forked(self, mutant: str, items: Sequence[pytest.Item], seconds: float, room: str) -> int:
        """A process in which the tests are run until one fails; its exit code says whether one has. *room* is for their files."""
        pid = os.fork()
        if pid:
            return pid
        try:
            limit = int(SOON + TIMES * seconds)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 2))
            signal.alarm(WALL * limit)
            self.began(mutant)
            if not items:
                os._exit(5)
            items[0].config._tmp_path_factory._basetemp = Path(room)  # noqa: SLF001
            for item, after in zip(items, [*items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
                if self.failed:
                    os._exit(1)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - whatever a mutant brings forth, it is noticed
            os._exit(1)


def status(ended: int) -> str:
    """What a mutant has come to, by how its process ended."""
    code = os.waitstatus_to_exitcode(ended)
    if code in (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL):
        return ENDLESS
    return {0: LIVES, 5: UNSEEN}.get(code, KILLED)


def pytest_configure(config: pytest.Config) -> None:
    """Where there is an order, the session is one of mutants."""
    order = Order(**json.loads(Path(os.environ[WORD]).read_text(encoding="utf-8")))
    config.pluginmanager.register(Session(order))

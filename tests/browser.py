"""A headless Chromium that nobody has to prepare by hand: found, started in a temporary folder, spoken to, stopped.

It is found on PATH, or where ``RECONCILER_TEST_BROWSER`` says; ``make judges`` installs one. It is spoken to in its own
language, the DevTools protocol, through two pipes: JSON messages, each ended by a zero byte. So no driver is needed.

Pages are read from files. Whatever a page would fetch is refused and written down, with every complaint of the console.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import tempfile
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

PATIENCE = 60

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_SWITCHES = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--hide-scrollbars", "--force-color-profile=srgb", "--remote-debugging-pipe",
)  # fmt: skip


def found() -> str | None:
    """The browser's program, if there is one."""
    wanted = os.environ.get("RECONCILER_TEST_BROWSER")
    return wanted or next(filter(None, map(shutil.which, _NAMES)), None)


@dataclass
class Browser:
    """One tab."""

    say: int
    hear: int
    session: str = ""
    complaints: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _buffer: bytes = b""
    _events: deque[dict[str, Any]] = field(default_factory=deque)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Say something, and wait for the answer."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.say, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return dict(answer["result"])

    def wait(self, event: str) -> None:
        """Until the browser has said that *event* happened."""
        while True:
            while self._events:
                if self._events.popleft()["method"] == event:
                    return
            self._next()

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            if not select.select([self.hear], [], [], PATIENCE)[0]:
                raise RuntimeError(f"the browser has said nothing for {PATIENCE} seconds")
            heard = os.read(self.hear, 1 << 20)
            if not heard:
                raise RuntimeError("the browser is gone")
            self._buffer += heard
        text, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(text)
        if "method" in message:
            self._noted(message["method"], message["params"])
            self._events.append(message)
        return message

    def _noted(self, method: str, said: dict[str, Any]) -> None:
        if method == "Log.entryAdded":
            self.complaints.append(said["entry"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(str(said["args"]))
        elif method == "Audits.issueAdded":
            self.complaints.append(said["issue"]["code"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(said["exceptionDetails"]))
        elif method == "Page.javascriptDialogOpening":
            self.complaints.append(f"a dialog: {said['message']}")
        elif method == "Network.requestWillBeSent":
            self.fetched.append(said["request"]["url"])

    def open(self, page: Path, *, width: int = 1200, height: int = 900, scheme: str = "light") -> None:
        """Show a file in a window of that size, to somebody who likes it light or dark."""
        self.complaints.clear()
        self.fetched.clear()
        self._events.clear()
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("Page.navigate", url=page.as_uri())
        self.wait("Page.loadEventFired")
        painted = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
        self.call("Runtime.evaluate", expression=painted, awaitPromise=True)

    def ask(self, expression: str) -> Any:
        """What an expression says about the page. The page itself runs no script; this is the inspector's."""
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def picture(self, *, whole: bool = False) -> bytes:
        """The window, or the whole page, as PNG."""
        return base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"])

    def paper(self) -> bytes:
        """The page as PDF."""
        return base64.b64decode(self.call("Page.printToPDF", preferCSSPageSize=True)["data"])


@contextmanager
def browser(program: str) -> Iterator[Browser]:
    """A browser for one test session."""
    home = Path(tempfile.mkdtemp(prefix="reconciler-"))
    to_read, say = map(_high, os.pipe())
    hear, to_write = map(_high, os.pipe())
    pid = _started(program, home, to_read, to_write)
    os.close(to_read)
    os.close(to_write)
    tab = Browser(say, hear)
    try:
        target = tab.call("Target.createTarget", url="about:blank")["targetId"]
        tab.session = tab.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            tab.call(f"{domain}.enable")
        yield tab
    finally:
        tab.session = ""
        with suppress(OSError, RuntimeError):  # it may be gone already
            tab.call("Browser.close")
        os.close(say)
        os.close(hear)
        os.waitpid(pid, 0)
        shutil.rmtree(home, ignore_errors=True)


def _high(descriptor: int) -> int:
    """The same pipe under a number that is not one of those the browser uses."""
    copy = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(descriptor)
    return copy


def _started(program: str, home: Path, to_read: int, to_write: int) -> int:
    """The browser's process. It reads from descriptor 3, writes to 4, and inherits nothing else."""
    switches = [*_SWITCHES, f"--user-data-dir={home}", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    environment = {**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8"}
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_DUP2, to_read, 3),
        (os.POSIX_SPAWN_DUP2, to_write, 4),
    ]
    return os.posix_spawn(program, [program, *switches], environment, file_actions=actions)

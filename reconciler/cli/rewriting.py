"""Manifest files are read, edited and written again: each whole or not at all, and only if the result is sound.

The edit itself is a function from texts to texts; this room reads the files, holds the result against the reader, shows
the difference and replaces the files. No verb stands here.
"""

from __future__ import annotations

import codecs
import contextlib
import difflib
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from reconciler.canonical import Json
from reconciler.cli import redacting, terminal
from reconciler.errors import ManifestInvalid, Problem, WrongUsage, errors_among
from reconciler.manifest.compose import compose
from reconciler.manifest.files import ManifestFile, read
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import limits
from reconciler.reader import Reading, read_texts
from reconciler.text import visible

_COLOURS = {"+": "32", "-": "31", "@": "36"}


class Manifests:
    """The files below some paths, as they were read: all of them are YAML that can be edited."""

    def __init__(self, paths: Sequence[Path]) -> None:
        tree = read(paths or (Path(),), limits())
        problems = list(tree.problems)
        self.files: dict[str, ManifestFile] = {}
        self.texts: dict[str, str] = {}
        for file in tree.files:
            self.files[file.name] = file
            text, found = sound(file.data, file.name)
            problems += found
            self.texts[file.name] = text
        stop_at(problems)
        if redacting.asked_for():
            _ = self.before  # whoever is in it is known before anything is shown

    @cached_property
    def before(self) -> Reading:
        """What the files say today."""
        return self.reading(self.texts)

    def reading(self, texts: Mapping[str, str]) -> Reading:
        """What other texts in their place say today; the people in them are known from then on."""
        reading = read_texts(texts.items(), at=terminal.now()[:10])
        redacting.learn_manifests(reading.desired)
        return reading

    def changed(self, texts: Mapping[str, str]) -> list[str]:
        """The files whose texts are others now."""
        return [name for name in sorted(texts) if texts[name] != self.texts[name]]

    def write(self, texts: Mapping[str, str]) -> None:
        """Replace the files that have changed: all are written before the first is replaced."""
        with contextlib.ExitStack() as made:
            replacing = [made.enter_context(_beside(self.files[name], texts[name])) for name in self.changed(texts)]
            for new, path in replacing:
                os.replace(new, path)

    def diff(self, texts: Mapping[str, str]) -> list[str]:
        """The unified difference of all files, encoded for the terminal."""
        colour = terminal.coloured()
        return [
            _shown(line, colour=colour)
            for name in self.changed(texts)
            for line in unified(name, self.texts[name], texts[name])
        ]


def sound(data: bytes, name: str) -> tuple[str, list[Problem]]:
    """The text of a file, and the errors that keep it from being edited."""
    text, problems = admit(data, name, limits())
    if text is None:
        return "", problems
    _, found = compose(text, name, limits())
    return text, errors_among([*problems, *found])


def stop_at(problems: Sequence[Problem], why: str = "the manifests cannot be edited as they are") -> None:
    """ManifestInvalid if there is an error; nothing has been written."""
    if errors_among(problems):
        raise ManifestInvalid(f"{why}; nothing was written", problems)


def unified(name: str, before: str, after: str) -> Iterator[str]:
    """The difference of two texts as ``git diff`` writes it, with three lines around each change."""
    for line in difflib.unified_diff(_lines(before), _lines(after), f"a/{name}", f"b/{name}", lineterm=""):
        yield from line.split("\n")


def _lines(text: str) -> list[str]:
    *lines, last = text.split("\n")
    return [*lines, f"{last}\n\\ No newline at end of file"] if last else lines


def document(texts: Mapping[str, str], before: Mapping[str, str]) -> list[Json]:
    """The differences in JSON, file by file."""
    return [
        {"file": name, "diff": "\n".join(unified(name, before[name], text))}
        for name, text in sorted(texts.items())
        if text != before[name]
    ]


def _shown(line: str, *, colour: bool) -> str:
    said = visible(line.removesuffix("\r"))
    code = _COLOURS.get(line[:1]) if colour else None
    return f"\x1b[{code}m{said}\x1b[0m" if code else said


@contextlib.contextmanager
def _beside(file: ManifestFile, text: str) -> Iterator[tuple[str, Path]]:
    """A new file beside an old one, with its mode and byte order mark, ready to take its place."""
    path = file.path or Path(file.name)
    mark = codecs.BOM_UTF8 if file.data.startswith(codecs.BOM_UTF8) else b""
    new = ""
    try:
        descriptor, new = tempfile.mkstemp(prefix=".", suffix="~", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(mark + text.encode())
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(new, path.stat().st_mode & 0o7777)
        yield new, path
    except OSError as error:
        raise WrongUsage(
            f"{visible(file.name)} cannot be written: {error.strerror}", hint="see who may write there: ls -ld FOLDER"
        ) from None
    finally:
        if new:
            Path(new).unlink(missing_ok=True)

"""Pseudonyms for people: what is shown to somebody who may know what happened, but not to whom.

A person's address, handle or name becomes ``person-`` and twelve digits of an HMAC (SHA-256) of its identity key: the same
for one key of the one who publishes, in every form of every answer, and nothing without it. The domain goes, too: it names
a person as often as not. Two names of one person are two pseudonyms.

Addresses are known by their form; handles by the form a platform gives them and, like names, by having been *learned* from
what was read. To publish something else than text: nothing here, it is text when it leaves.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

from reconciler.secrecy import hidden
from reconciler.text import NameRefused, email_key, identity_key, visible

SHORTEST_KEY = 16
"""Characters; a shorter key is found by trying."""
_DIGITS = 12
_LOCAL = r"[\w.+%!#$^*?~\-]*(?:'[\w.+\-]+)?[\w.+\-]"
_AT = r"(?:@|%40|\\u0040|&#64;)"
_DOMAIN = r"(?:(?:\w|\\u[0-9a-f]{4})(?:[\w\-]|\\u[0-9a-f]{4})*\.)+(?:\w|\\u[0-9a-f]{4})(?:[\w\-]|\\u[0-9a-f]{4})*"
_ADDRESS = rf"{_LOCAL}{_AT}{_DOMAIN}"
_WORD = re.compile(r"\w+")
_GOES_ON = re.compile(r"[\w@\-]|\.\w|\":")
"""What follows a name that is only the beginning of another, or of something else: of a key in JSON."""


class Redaction:
    """The pseudonyms under one secret key; called with a text, it returns the text with them."""

    def __init__(self, key: bytes, forms: Iterable[str] = ()) -> None:
        """*forms* are what handles look like, as regular expressions."""
        self._key = key
        handles = "".join(rf"|(?<![\w.\-])(?:{form})(?![\w@])" for form in forms)
        self._pattern = re.compile(rf"(?P<person>{_ADDRESS}{handles})|\w+")
        self._learned: dict[str, dict[str, str]] = {}
        self._lengths: dict[str, set[int]] = {}

    def learn(self, names: Iterable[str]) -> None:
        """Names that are people's, however they look; known from now on, by the first word of each spelling."""
        for name in names:
            for spelling in _spellings(name):
                if word := _WORD.match(spelling):
                    self._learned.setdefault(word[0], {})[spelling] = name
                    self._lengths.setdefault(word[0], set()).add(len(spelling))

    def pseudonym(self, name: str) -> str:
        """What a person is called here; the same for all spellings that are the same name."""
        digest = hmac.new(self._key, _key_of(name).encode(), hashlib.sha256)
        return f"person-{digest.hexdigest()[:_DIGITS]}"

    def __call__(self, text: str) -> str:
        """*text*, with a pseudonym in the place of each person."""
        said, done, at = [], 0, 0
        while match := self._pattern.search(text, at):
            found, at = self._person(match, text)
            if found:
                said += [text[done : match.start()], self.pseudonym(found)]
                done = at
        return "".join([*said, text[done:]])

    def _person(self, match: re.Match[str], text: str) -> tuple[str, int]:
        """The name of the person that stands at a match, if one does, and where to go on."""
        start = match.start()
        word = _WORD.match(text, start)
        names = self._learned.get(word[0], {}) if word else {}
        for length in sorted(self._lengths[word[0]], reverse=True) if word and names else ():
            end = start + length
            if text[start:end] in names and not _GOES_ON.match(text, end):
                return names[text[start:end]], end
        return (_plain(match[0]) if match["person"] else ""), match.end()


def _spellings(name: str) -> set[str]:
    """A name as the forms of an answer write it: for terminals, in JSON, in HTML, in a URL."""
    shown = visible(name)
    return {name, shown, json.dumps(name)[1:-1], html.escape(shown), quote(name, safe="@+"), hidden(name)}


def _plain(found: str) -> str:
    """An address or handle that was found in a text, as it was before it was written into that form."""
    text = found.replace("%40", "@").replace("\\u0040", "@").replace("&#64;", "@")
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def _key_of(name: str) -> str:
    try:
        return email_key(name) if "@" in name else identity_key(name)
    except NameRefused:
        return name.casefold()

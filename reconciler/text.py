"""Names people write: how they are compared, and how they are shown without doing harm.

Two ideas live here and nothing else. The *identity key* of a name decides whether two spellings are the same person
or team; it is computed in Python only, never by a database, because no two databases agree on case. And
:func:`visible` is the one encoder for terminals: whatever reaches a screen has passed through it.

To show text somewhere new, add one encoder here and use it for that sink only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from reconciler.secrecy import hidden

_PLAIN = re.compile(r"[a-z0-9 ._@+\-]+", re.ASCII)
_PLAIN_EMAIL = re.compile(
    r"[a-z0-9]+(?:[._+\-][a-z0-9]+)*@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII
)
_EMAIL_LENGTH = 254
_LOCAL_LENGTH = 64
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_LOOKS_EMPTY = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_RUNNER_COMMAND = re.compile(r"(?<=#)#(?=\[|vso\[)", re.IGNORECASE)
"""What CI runners obey wherever in a line it stands: ``##[add-mask]x`` and ``##vso[…]`` (T077)."""


class NameRefused(ValueError):
    """A name that cannot be an identity; the message says why, in words for the person who wrote it."""


def forbidden_character(name: str) -> str | None:
    """The first character of *name* that nobody can see or that no two systems agree on, or None (R10)."""
    if name.isascii() and name.isprintable():
        return None
    for character in name:
        if unicodedata.category(character) in _INVISIBLE or character in _LOOKS_EMPTY:
            return character
    return None


def _variation_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def identity_key(name: str) -> str:
    """NFC, casefold, NFC: two names are the same if their keys are equal (R10).

    Raises :class:`NameRefused` for names with invisible or unassigned characters, or with spaces at an end.
    """
    if _PLAIN.fullmatch(name) and name.strip() == name:
        return name
    bad = forbidden_character(name)
    if bad is None:
        bad = next((c for c in name if _variation_selector(c)), None)
    if bad is not None:
        raise NameRefused(f"holds the character U+{ord(bad):04X}, which cannot be seen")
    if not name:
        raise NameRefused("is empty")
    if name.strip() != name:
        raise NameRefused("begins or ends with a space")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


@lru_cache(maxsize=65_536)
def email_key(address: str) -> str:
    """The identity key of an e-mail address: casefolded, its domain as A-labels.

    The plain subset (the great majority) is recognised by one expression; everything else is judged by the
    email-validator library, without asking the network. Non-ASCII local parts are refused: they are the usual
    way to look like somebody else. Raises :class:`NameRefused`.
    """
    if _plain_email(address):
        return address
    identity_key(address)
    folded = address.lower()
    if address.isascii() and _plain_email(folded):  # not folded first: that would make an ASCII k of a Kelvin sign
        return folded
    from email_validator import EmailNotValidError, validate_email  # lazy: 40 ms, needed for few addresses

    try:
        seen = validate_email(
            address.removesuffix("."), check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as reason:
        raise NameRefused(f"is not an e-mail address ({str(reason).rstrip('.')})") from None
    key = f"{seen.local_part}@{seen.ascii_domain}".lower()
    if not _fits(key):
        raise NameRefused(
            f"is longer than an e-mail address can be ({_LOCAL_LENGTH} before the @, {_EMAIL_LENGTH} in all)"
        )
    return key


def _plain_email(address: str) -> bool:
    """Whether *address* is beyond doubt; an A-label may be a false one, so those are looked at closely."""
    return _PLAIN_EMAIL.fullmatch(address) is not None and _fits(address) and "xn--" not in address


def _fits(address: str) -> bool:
    return len(address) <= _EMAIL_LENGTH and address.index("@") <= _LOCAL_LENGTH


@lru_cache(1 << 16)
def visible(text: str, *, keep_newlines: bool = False) -> str:
    """*text* for a terminal or a log: every control, format, private, unassigned or empty-looking character as ``⟨U+XXXX⟩``.

    So is the second ``#`` of a runner's command, and a password or token is ``***``. The only way untrusted text reaches a
    screen (R11, T070, T084).
    ``keep_newlines`` is for whole documents made of encoded lines, never for a single value.
    """
    if "##" in text:
        text = _RUNNER_COMMAND.sub("⟨U+0023⟩", text)
    if text.isascii() and text.isprintable():
        return hidden(text)
    return hidden("".join(_shown(c, keep_newlines) for c in text))


def _shown(character: str, keep_newlines: bool) -> str:
    if character == "\n" and keep_newlines:
        return character
    if unicodedata.category(character) in _INVISIBLE or character in _LOOKS_EMPTY or _variation_selector(character):
        return f"⟨U+{ord(character):04X}⟩"
    return character


def excerpt(line: str, column: int, *, width: int = 40) -> str:
    """At most *width* characters of *line* around *column* (1-based), made visible. For snippets (T083)."""
    start = max(0, min(column - 1 - width // 4, len(line) - width))
    return visible(hidden(line, fill=True)[start : start + width].strip())[:width]


def indefinite(noun: str) -> str:
    """*noun* with its article: ``a user``, ``an organization``."""
    return f"an {noun}" if noun[:1].lower() in {"a", "e", "i", "o"} else f"a {noun}"

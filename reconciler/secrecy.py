"""Texts that nobody should read: passwords in URLs, and what looks like a key to another system.

Both are recognised by their form alone and shown as ``***``. :func:`hidden` is called by the one encoder for people,
``visible()``; what a manifest holds stays as it is in plan files, exports and the store, where it is data (T193).

To know one more kind of key: one line in :data:`KINDS`, with a beginning that nothing else has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache


def _spelled(word: str) -> str:
    return "".join(f"(?:{letter}|%{ord(letter):x}|%{ord(letter.upper()):x})" for letter in word)


_PASS = f"{_spelled('pass')}(?:{'|'.join(map(_spelled, ('word', 'wd', 'phrase')))})?"
OPTION = f"(?i:[?&](?:ssl|db|user|[^\\s=&?]{{0,40}}[_.-])?{_PASS}=)"
"""How an option of a URL begins that is a password, also if its name is written with escapes."""
KINDS = {
    "a GitHub token": (
        ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"),
        r"gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{22,}",
    ),
    "a GitLab token": (("glpat-", "gldt-", "glrt-", "glptt-"), r"gl(?:pat|dt|rt|ptt)-[A-Za-z0-9_\-]{20,}"),
    "an AWS access key": (("AKIA", "ASIA"), r"(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z2-7]{16}(?![A-Za-z0-9])"),
    "a Google API key": (("AIza",), r"AIza[A-Za-z0-9_\-]{35}"),
    "a Slack token": (("xox",), r"xox[abeoprs]-[A-Za-z0-9\-]{10,}"),
    "a payment key": (("k_live_", "k_test_"), r"[rs]k_(?:live|test)_[A-Za-z0-9]{16,}"),
    "a signed web token": (("eyJ",), r"eyJ[A-Za-z0-9_\-]{10,}\.eyJ[A-Za-z0-9_\-]{10,}\.[A-Za-z0-9_\-]{10,}"),
    "a private key": (("PRIVATE KEY-----",), r"-----BEGIN [A-Z ]*PRIVATE KEY-----(?:[^-]*-----END [A-Z ]*-----)?"),
    "a database URL with a password": (("postgres",), r"(postgres(?:ql)?(?:\+\w+)?:/{1,2}[^\s:/?#@]*:)\S{1,2000}(?=@)"),
    "a URL with a password": ((":/",), r"(:/{1,2}[^\s:/?#@]*:)[^\s:/?#@*]+(?=@)"),
    "an option of a URL with a password": (("?", "&"), rf"({OPTION})(?=\**[^\s*])\S+"),
    "a connection with a password": (("password=",), r"((?<!\w)(?:ssl)?password=)(?=\**[^\s*])(?:'[^']*')?\S*"),
}
"""What a secret may be, in words: how it begins, which most texts do not hold, and its whole form; a group is what is shown of it."""
_BEGIN = re.compile("|".join(re.escape(begin) for begins, _ in KINDS.values() for begin in begins))
_SHOWN = 4
"""How many characters are left, so that its owner knows which one it is, where the form does not say it."""


@cache
def _forms() -> list[tuple[str, tuple[str, ...], re.Pattern[str]]]:
    """All forms, compiled when the first text has a beginning."""
    return [(kind, begins, re.compile(form)) for kind, (begins, form) in KINDS.items()]


def secrets(text: str) -> Iterator[tuple[int, str]]:
    """Where in *text* a secret begins, and what it looks like."""
    seen = text
    for kind, begins, form in _forms():
        if any(begin in seen for begin in begins):
            yield from ((match.start(), kind) for match in form.finditer(seen))
            seen = form.sub(lambda match: _stars(match, fill=True), seen)


def hidden(text: str, *, fill: bool = False) -> str:
    """*text* with ``***`` in the place of each secret; *fill*: as long as before, so that columns still count."""
    if not _BEGIN.search(text):  # called for every word that is shown: one search for most of them
        return text
    for _, _, form in _forms():
        text = form.sub(lambda match: _stars(match, fill=fill), text)
    return text


def _stars(found: re.Match[str], *, fill: bool) -> str:
    kept = found[1] if found.re.groups else found[0][:_SHOWN]
    return kept + "*" * (len(found[0]) - len(kept) if fill else 3)

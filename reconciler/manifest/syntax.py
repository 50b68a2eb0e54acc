"""What libyaml's complaint means for the person who wrote the file: a place, a sentence and what to do next.

Only syntax errors are explained here; constructs that are YAML but not accepted are refused in ``compose``. To give
an error better advice, add a line to :data:`_ADVICE`.
"""

from __future__ import annotations

import re

from yaml import MarkedYAMLError, YAMLError

from reconciler.errors import Problem, Source
from reconciler.text import excerpt

_ADVICE = {
    "mapping values are not allowed in this context": "one ': ' too many in this line, or wrong indentation; "
    "quote text that holds ': '",
    "could not find expected ':'": "a key needs ': ' behind it",
    "found unexpected end of stream": "close the quote that is opened here",
    "found unexpected document indicator": "close the quote that is opened here",
    "did not find expected key": "the indentation does not fit the lines above, or the value above goes on here",
    "did not find expected '-' indicator": "the indentation does not fit the list above, or a '- ' is missing",
    "did not find expected ',' or ']'": "close the bracket, or put a comma between items",
    "did not find expected ',' or '}'": "close the brace, or put a comma between pairs",
    "found character that cannot start any token": "quote a value that begins with @, ` or %",
    "found unknown escape character": "write \\\\ for a backslash, or use single quotes",
    "found invalid Unicode character escape code": "this is no character; write the character itself",
}
_NO_ADVICE = "check quotes, brackets and indentation around here"
_BEGINS_EARLIER = {"while scanning a simple key", "while scanning a quoted scalar"}
"""Where libyaml notices late, the place where the construct begins is the one to show."""

_TAB_INDENT = re.compile(r" *\t")
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_NEAR_DIRECTIVE = {"found incompatible YAML document", "did not find expected <document start>"}


def explain(error: YAMLError, text: str, file: str) -> Problem:
    """The problem for *error*, which libyaml raised while it read *text*."""
    mark = error.problem_mark if isinstance(error, MarkedYAMLError) else None
    if not isinstance(error, MarkedYAMLError) or mark is None:
        return Problem("yaml-syntax", f"is not YAML: {getattr(error, 'reason', error)}", Source(file), _NO_ADVICE)
    reason, context = error.problem or "", error.context or ""
    begin = error.context_mark
    if begin is not None and context in _BEGINS_EARLIER:
        mark = begin
    source = Source(file, mark.line + 1, mark.column + 1)
    lines = text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    snippet = excerpt(line, source.column)
    if "directive" in context + reason or (reason in _NEAR_DIRECTIVE and _DIRECTIVE.search(text)):
        hint = "remove the lines that begin with %"
        return Problem("yaml-directive", "directives are not accepted", source, hint, snippet=snippet)
    if _TAB_INDENT.match(line):
        return Problem("yaml-tab", "is indented with a tab", source, "indent with spaces", snippet=snippet)
    message = f"is not YAML: {reason}" + (f" ({context})" if context else "")
    also = (Source(file, begin.line + 1, begin.column + 1),) if begin is not None and begin.line != mark.line else ()
    return Problem("yaml-syntax", message, source, _ADVICE.get(reason, _NO_ADVICE), snippet=snippet, also=also)

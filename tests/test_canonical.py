"""Canonical JSON, held against the ``rfc8785`` library wherever the two claim the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from reconciler.canonical import LARGEST_INTEGER, canonical, sha256

TEXTS = st.text(alphabet=st.characters(codec="utf-8"))
KEYS = st.text(alphabet=st.characters(max_codepoint=0x7F))
WHOLE = st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=20,
)


@given(VALUES)
def test_values_without_fractions_are_spelled_as_rfc_8785_spells_them(value: Any):
    assert canonical(value).encode() == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_spelled_reads_back_as_it_was(value: Any):
    assert json.loads(canonical(value)) == value
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(KEYS, WHOLE), st.randoms())
def test_the_order_in_which_keys_were_said_does_not_matter(value: dict[str, int], random: Any):
    keys = list(value)
    random.shuffle(keys)
    assert canonical({key: value[key] for key in keys}) == canonical(value)


@pytest.mark.parametrize(
    "character", [chr(number) for number in range(0x20)] + ['"', "\\", "/", "\x7f", "\u2028", "é", "€", "😀"]
)
def test_every_character_that_needs_care_is_escaped_as_the_standard_wants(character: str):
    assert canonical(character).encode() == rfc8785.dumps(character)


def test_lists_and_tuples_and_nothing_are_spelled_shortest():
    assert canonical({"b": [1, (True, None)], "a": {}}) == '{"a":{},"b":[1,[true,null]]}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_json_is_refused(value: float):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(value)  # type: ignore[arg-type]


def test_the_digest_of_text_is_that_of_its_utf_8_bytes():
    assert sha256("abc") == sha256(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256("é") == sha256("é".encode())
    with pytest.raises(UnicodeEncodeError):
        sha256("\ud800")

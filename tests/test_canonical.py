"""Canonical JSON, held against the ``rfc8785`` library wherever the two claim the same, and against what is published with it.

The samples are those of RFC 8785 (sections 3.2.2 to 3.2.4, appendix B), and of the test data of its authors,
cyberphone/json-canonicalization (Apache-2.0).
"""

from __future__ import annotations

import json
import struct
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from reconciler.canonical import LARGEST_INTEGER, canonical, sha256
from reconciler.kinds import kinds
from reconciler.manifest.nodes import Number, Plain, resolve

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


# --- what RFC 8785 publishes ------------------------------------------------------------------------------------------

SAMPLE = r"""{
  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
  "literals": [null, true, false]
}"""
SAMPLE_NUMBERS = "[333333333.3333333,1e+30,4.5,0.002,1e-27]"
SAMPLE_BYTES = bytes.fromhex("""
    7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73 22 3a
    5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37
    5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d""")
ORDER = r"""{
  "\u20ac": "Euro Sign",
  "\r": "Carriage Return",
  "\ufb33": "Hebrew Letter Dalet With Dagesh",
  "1": "One",
  "\ud83d\ude00": "Emoji: Grinning Face",
  "\u0080": "Control",
  "\u00f6": "Latin Small Letter O With Diaeresis"
}"""
ORDERED = [
    "Carriage Return",
    "One",
    "Control",
    "Latin Small Letter O With Diaeresis",
    "Euro Sign",
    "Emoji: Grinning Face",
    "Hebrew Letter Dalet With Dagesh",
]
# bits of the number, how it is spelled, and why a manifest that says it is refused; None: it is not
NUMBERS = [
    ("0000000000000000", "0", None),
    ("0000000000000001", "5e-324", Number.FRACTION),
    ("8000000000000001", "-5e-324", Number.FRACTION),
    ("7fefffffffffffff", "1.7976931348623157e+308", Number.FRACTION),
    ("ffefffffffffffff", "-1.7976931348623157e+308", Number.FRACTION),
    ("4340000000000000", "9007199254740992", Number.HUGE),
    ("c340000000000000", "-9007199254740992", Number.HUGE),
    ("4430000000000000", "295147905179352830000", Number.HUGE),
    ("44b52d02c7e14af5", "9.999999999999997e+22", Number.FRACTION),
    ("44b52d02c7e14af6", "1e+23", Number.FRACTION),
    ("44b52d02c7e14af7", "1.0000000000000001e+23", Number.FRACTION),
    ("444b1ae4d6e2ef4e", "999999999999999700000", Number.HUGE),
    ("444b1ae4d6e2ef4f", "999999999999999900000", Number.HUGE),
    ("444b1ae4d6e2ef50", "1e+21", Number.FRACTION),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7", Number.FRACTION),
    ("3eb0c6f7a0b5ed8d", "0.000001", Number.FRACTION),
    ("41b3de4355555553", "333333333.3333332", Number.FRACTION),
    ("41b3de4355555554", "333333333.33333325", Number.FRACTION),
    ("41b3de4355555555", "333333333.3333333", Number.FRACTION),
    ("41b3de4355555556", "333333333.3333334", Number.FRACTION),
    ("41b3de4355555557", "333333333.33333343", Number.FRACTION),
    ("becbf647612f3696", "-0.0000033333333333333333", Number.FRACTION),
    ("43143ff3c1cb0959", "1424953923781206.2", Number.FRACTION),
]


def of_bits(bits: str) -> float:
    [number] = struct.unpack(">d", bytes.fromhex(bits))
    return float(number)


def test_the_published_sample_is_spelled_byte_for_byte_but_for_its_fractions():
    """Sections 3.2.2 to 3.2.4; nothing here has a fraction, so their published spelling stands in."""
    said = json.loads(SAMPLE)
    said["numbers"] = 0
    assert canonical(said).replace('"numbers":0', f'"numbers":{SAMPLE_NUMBERS}').encode() == SAMPLE_BYTES


def test_published_keys_are_sorted_as_published_where_sixteen_bits_hold_them():
    """Section 3.2.3. Beyond, where UTF-16 sorts in another way than code points do, no key may be: all of ours are ASCII."""
    said = json.loads(ORDER)
    narrow = {key: value for key, value in said.items() if len(key.encode("utf-16-le")) == 2}
    assert list(json.loads(canonical(narrow)).values()) == [each for each in ORDERED if each in narrow.values()]
    assert set(said.values()) - set(narrow.values()) == {"Emoji: Grinning Face"}
    assert list(json.loads(canonical(said)).values()) != ORDERED


def test_every_key_of_every_kind_is_ascii():
    keys = {
        key
        for shape in kinds().values()
        for key in (
            *shape.spec.model_fields,
            *shape.settings,
            *(f for part in shape.settings.values() for f in part.model_fields),
        )
    }
    assert len(keys) > 10
    assert {key for key in keys if not key.isascii()} == set()


@pytest.mark.parametrize(("bits", "spelled", "refused"), NUMBERS)
def test_of_the_published_numbers_zero_is_spelled_and_the_others_are_refused(
    bits: str, spelled: str, refused: Number | None
):
    """Appendix B. None of the others is a whole number below 2**53, so no manifest can say one."""
    number = of_bits(bits)
    assert float(spelled) == number
    assert resolve(spelled) == Plain(spelled, 0 if refused is None else refused)
    assert (number.is_integer() and abs(number) <= LARGEST_INTEGER) == (refused is None)
    if refused is None:
        assert canonical(int(number)) == spelled


def test_minus_zero_is_refused_since_it_would_be_spelled_as_another_number():
    """Appendix B spells the bits 8000000000000000 as 0."""
    assert of_bits("8000000000000000") == 0
    assert resolve("-0") == Plain("-0", Number.FRACTION)
    assert canonical(0) == "0"


def test_the_numbers_that_are_published_as_errors_are_errors():
    """Appendix B: not a number, and what is infinite."""
    for bits in ("7fffffffffffffff", "7ff0000000000000"):
        with pytest.raises(ValueError, match="not JSON compliant"):
            canonical(of_bits(bits))  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [LARGEST_INTEGER, -LARGEST_INTEGER])
def test_the_largest_whole_numbers_next_to_the_published_ones_are_spelled(number: int):
    assert resolve(str(number)) == Plain(str(number), number)
    assert canonical(number) == str(number)
    assert float(number) != float(number + (1 if number > 0 else -1))


@pytest.mark.parametrize(
    ("said", "spelled"),
    [
        (
            r"""{"1": {"f": {"f": "hi","F": 5} ,"\n": 56}, "10": { }, "": "empty", "a": { }, "111": [ { } ], "A": { }}""",
            r"""{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}""",
        ),
        (r"""{"Unnormalized Unicode":"\u1e0d\u0307"}""", """{"Unnormalized Unicode":"\u1e0d\u0307"}"""),
    ],
)
def test_the_authors_test_data_is_spelled_as_they_spell_it(said: str, spelled: str):
    """Structures (whose 56.0 is 56 here) and text that nobody may normalize."""
    assert canonical(json.loads(said)) == spelled

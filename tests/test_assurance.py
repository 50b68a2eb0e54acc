"""Every numbered fault is shown by a test, or says why it cannot be; and no test cites a fault that is not on the list."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "docs"))

from assurance import VERDICTS, cited, counts, fault_tables, faults, groups


def test_every_fault_is_shown_by_a_test_or_says_why_not():
    shown = cited()
    silent = [each.number for each in faults() if each.number not in shown and not each.why_not]
    assert not silent, f"no test cites {', '.join(silent)}"


def test_no_fault_is_said_to_be_impossible_to_show_and_shown():
    shown = cited()
    assert not [each.number for each in faults() if each.why_not and each.number in shown]


def test_what_is_shown_in_part_has_tests_and_says_what_is_left():
    shown = cited()
    parts = {each.number: each for each in faults() if each.part}
    assert {"T184", "T219"} <= parts.keys()
    assert not [number for number, each in parts.items() if number not in shown or each.why_not]


def test_the_page_counts_every_fault_under_one_verdict_and_says_it_of_each():
    """A verdict that is not *shown* says why, in the row of its fault."""
    counted = [*counts()]
    (last,) = [line for line in counted if line.startswith("| all ")]
    every, *of_each = map(int, last.split("|")[2:-1])
    assert every == sum(of_each) == len(faults())
    rows = [line for line in fault_tables() if line.startswith("| T")]
    verdicts = [line.rsplit(" | ", 1)[1].removesuffix(" |") for line in rows]
    assert [sum(verdict.partition(":")[0] == name for verdict in verdicts) for name in VERDICTS] == of_each
    assert all(verdict == "shown" or ": " in verdict for verdict in verdicts)


def test_no_test_cites_a_fault_that_is_not_on_the_list():
    known = {each.number for each in faults()}
    assert not cited().keys() - known


def test_the_list_is_in_order_and_every_group_has_faults():
    numbers = [each.number for each in faults()]
    assert numbers == sorted(numbers)
    assert {each.group for each in faults()} == groups().keys()

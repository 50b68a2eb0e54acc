"""Every numbered fault is shown by a test, or says why it cannot be; and no test cites a fault that is not on the list."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent.parent / "docs"))

from assurance import cited, faults, groups


def test_every_fault_is_shown_by_a_test_or_says_why_not():
    shown = cited()
    silent = [each.number for each in faults() if each.number not in shown and not each.why_not]
    assert not silent, f"no test cites {', '.join(silent)}"


def test_no_fault_is_said_to_be_impossible_to_show_and_shown():
    shown = cited()
    assert not [each.number for each in faults() if each.why_not and each.number in shown]


def test_no_test_cites_a_fault_that_is_not_on_the_list():
    known = {each.number for each in faults()}
    assert not cited().keys() - known


def test_the_list_is_in_order_and_every_group_has_faults():
    numbers = [each.number for each in faults()]
    assert numbers == sorted(numbers)
    assert {each.group for each in faults()} == groups().keys()

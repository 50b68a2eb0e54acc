"""What must come before what, where no story shows it: a plan's text puts changes under headings."""

from __future__ import annotations

from reconciler.model import Address, Change
from reconciler.order import order
from reconciler.vocabulary import load


def test_whoever_is_named_now_is_there_first():
    """W9: an org is given to an owner who has come in, and a replacement is there before somebody names it."""
    org = Address("webknossos", "lab", "org")
    comes = Change(org._replace(kind="member", key=("zoe@lab.example",)), None, {"role": "admin"})
    given = Change(org, {"owner": "ada@lab.example"}, {"owner": "zoe@lab.example"})
    assert order([given, comes], load("webknossos")) == [comes, given]
    made = Change(org, None, {"owner": "zoe@lab.example"})
    assert order([comes, made], load("webknossos")) == [made, comes]
    one = Address("encord", "vision", "member", ("ann@vision.example",))
    comes = Change(one._replace(key=("zoe@vision.example",)), None, {"role": "internal_member"})
    names = Change(one, {"role": "internal_member"}, {"role": "internal_member", "replacement": "zoe@vision.example"})
    assert order([names, comes], load("encord")) == [comes, names]

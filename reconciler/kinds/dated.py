"""Whatever may begin and end by itself: a membership, a place, a level, a grant.

Dates are whole days, both inclusive, in the time zone of the org. They are kept by this program: no platform is told of
them, and every platform has them. What they mean for a day is ``presence``'s business.
"""

from __future__ import annotations

from reconciler.kinds.spec import Date, Spec


class Dated(Spec):
    """What has a first and a last day, if it says so."""

    starts: Date | None = None
    """The first day; before it, it is not there."""
    expires: Date | None = None
    """The last day; after it, it is gone, with all that hangs on it."""

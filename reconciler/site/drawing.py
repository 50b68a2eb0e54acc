"""Specifications as drawings: SVG that is made here and now, without a browser and without a network."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Draw = Callable[[Mapping[str, Any]], str]


def pen() -> Draw | None:
    """What draws a chart; None where the extra ``charts`` is not installed."""
    try:
        import vl_convert  # lazy: an extra
    except ImportError:
        return None

    def draw(chart: Mapping[str, Any]) -> str:
        svg: str = vl_convert.vegalite_to_svg(dict(chart), allowed_base_urls=[])
        return svg

    return draw

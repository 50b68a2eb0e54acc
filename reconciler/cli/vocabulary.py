"""``vocabulary``: what the platforms call things, which words they know, and who may do what there.

Reads no manifest and no store: what is shown is part of the program. To add a verb: a click command in this group.
"""

from __future__ import annotations

import click

from reconciler.cli.options import format_option
from reconciler.cli.terminal import say, say_json
from reconciler.render.comparison import side_by_side
from reconciler.render.vocabulary import apart_lines, document, markdown_lines, platform_parts, text_lines
from reconciler.vocabulary import load, platform_names


@click.group()
def vocabulary() -> None:
    """Show what the platforms call things, which words they know, and who may do what there."""


@vocabulary.command()
@click.argument("platform", required=False, type=click.Choice(platform_names()), metavar="[PLATFORM]")
@format_option
def show(platform: str | None, form: str) -> None:
    """Show the words, rules and capabilities of one PLATFORM, with their sources; without one, of all side by side."""
    parts = platform_parts(load(platform)) if platform else side_by_side([load(name) for name in platform_names()])
    if form == "json":
        say_json(document(parts))
    elif form == "markdown":
        say(markdown_lines(parts))
    else:
        say(text_lines(parts) if platform else apart_lines(parts))

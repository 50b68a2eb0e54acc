"""``explain``: what a code means that the program has said, with an example and the cure.

Reads no manifest and no store: what is shown is part of the program. How to explain another code: see ``codes``.
"""

from __future__ import annotations

import click

from reconciler.cli.options import format_option
from reconciler.cli.terminal import say, say_json
from reconciler.codes import explanations
from reconciler.errors import WrongUsage
from reconciler.lookup import nearest
from reconciler.render import explanation
from reconciler.text import visible


@click.command()
@click.argument("code", required=False)
@format_option
def explain(code: str | None, form: str) -> None:
    """Say what a CODE means, with an example and the cure: the code of a problem, a guard, a mode or an exit code.

    Without CODE: list all there are.
    """
    known = explanations()
    if code is None:
        if form == "json":
            say_json({"codes": [explanation.brief(told) for told in known.values()]})
        else:
            say(explanation.list_markdown(known) if form == "markdown" else explanation.list_lines(known))
        return
    told = known.get(code.casefold())
    if told is None:
        hint = nearest(code, known) or "see all there are: reconciler explain"
        raise WrongUsage(f"{visible(code)} is no code of this program", hint=hint)
    if form == "json":
        say_json(explanation.document(told))
    else:
        say(explanation.markdown_lines(told) if form == "markdown" else explanation.text_lines(told))

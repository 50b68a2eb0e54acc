"""Verbs about agreeing to a plan: ``approve`` it, and see which ``approvals`` it needs and has."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import click

from reconciler.actors import who
from reconciler.approvalfile import TYPE, approval_of, record
from reconciler.approvals import Rules, agreeing, few_signatures, missing
from reconciler.canonical import Json
from reconciler.cli import git, terminal
from reconciler.cli.keys import passphrase_of, secret_of
from reconciler.cli.options import approval_option, document_out, format_option, policy_option
from reconciler.cli.orgs import key_of
from reconciler.cli.planfiles import plan_in
from reconciler.cli.policies import agreed, held
from reconciler.cli.writing import write_whole
from reconciler.errors import GuardRefused, WrongUsage
from reconciler.model import OrgPlan, Plan
from reconciler.permissions import asker_keys
from reconciler.planfile import plan_name
from reconciler.render.approvals import approval_line, approval_lines
from reconciler.render.documents import problem_document
from reconciler.render.markdown import code
from reconciler.render.wording import summary
from reconciler.signing import signed
from reconciler.text import visible


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--as",
    "person",
    envvar="RECONCILER_AS",
    default="",
    metavar="PERSON",
    help="Who approves it, as the policy knows them; also RECONCILER_AS. Default: Git's user.email.",
)
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Sign with this private key: Ed25519, as OpenSSH keeps it. Default: the approval is recorded, not signed.",
)
@document_out("Where the approval is written, by default beside the plan under the name of whoever approves it")
@click.option("--yes", is_flag=True, help="Do not ask.")
def approve(file: Path, person: str, key: Path | None, out: Path | None, yes: bool) -> None:
    """Approve a saved plan: say so in a file, for apply --approval. FILE may be - for standard input.

    The approval is good for this plan file alone, to its last byte.
    """
    made = plan_in(file)
    who = _approver(person, made)
    secret = secret_of(key) if key is not None else None
    target = out or Path(f"{'plan' if str(file) == '-' else file}.{quote(who, safe='@+')}.approval")
    terminal.say(_said(made))
    if not yes:
        _ask(who)
    approval = approval_of(made, who, terminal.now())
    body = record(approval)
    content = body + "\n" if secret is None else signed(TYPE, body.encode(), secret, passphrase_of(secret))
    write_whole(content, target, "the approval")
    how = "signed" if secret is not None else "recorded, not signed"
    terminal.say([f"Approved by {visible(who)} ({how}): {visible(str(target))}"])


def _approver(person: str, plan: Plan) -> str:
    named = person or git.me()
    if not named:
        raise WrongUsage("nobody knows who approves this", hint="add --as PERSON")
    who = key_of(named)
    if plan.empty or plan.refusals:
        why = "has no changes" if plan.empty else "is refused by a guard"
        raise GuardRefused(
            f"the plan {why}; there is nothing to approve", hint="make it again: reconciler plan -o FILE"
        )
    if who in asker_keys(plan.header.asked_by):
        hint = "let somebody else run: reconciler approve PLAN"
        raise GuardRefused(f"{visible(who)} asks for this, and nobody approves what they ask for", hint=hint)
    return who


def _said(plan: Plan) -> list[str]:
    """What is approved: how many changes, to what which approvals are asked for, and the plan's name."""
    lines = [summary(plan)]
    for org in plan.orgs:
        lines += [f"{visible(org.org)}:", *(f"  {line}" for line in approval_lines(org))] if org.approvals else []
    made, until = visible(plan.header.created), visible(plan.header.expires)
    return [
        *lines,
        f"Plan {plan_name(plan)[:16]}, made {made} by {visible(who(plan.header.actor, plan.header.learnt))}, good until {until}.",
    ]


def _ask(who: str) -> None:
    if not sys.stdin.isatty():
        raise WrongUsage("approve needs somebody to say yes", hint="on a terminal you are asked; elsewhere add --yes")
    if not click.confirm(f"Approve this as {visible(who)}? (reconciler show FILE shows all of it)"):
        raise click.Abort


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@policy_option
@approval_option
@format_option
def approvals(file: Path, policy_file: str, approval_files: tuple[Path, ...], form: str) -> int:
    """Show which approvals a saved plan needs, and which are missing. FILE may be - for standard input.

    Exit codes: 0 nothing is missing, 11 something is, 14 the plan or an approval is not what it claims to be. What holds is
    asked again by the apply, as the org is then.
    """
    made = plan_in(file)
    rules, policy, noticed = held(policy_file)
    if rules is None:
        raise WrongUsage("a policy says which approvals are required", hint="add --policy FILE")
    if made.header.policy != policy.digest:
        message = "the plan was made under another policy; the apply asks again, under this one"
        raise GuardRefused(message, hint="make the plan again: reconciler plan --policy FILE -o FILE")
    people = agreed(made, rules, approval_files)
    lacking = [problem for org in made.orgs for problem in missing(org, people, rules.rules)]
    if form == "json":
        orgs: list[Json] = [_document(org, people, rules.rules) for org in made.orgs]
        problems: list[Json] = [problem_document(problem) for problem in (*noticed, *lacking)]
        terminal.say_json({"plan": plan_name(made), "orgs": orgs, "problems": problems})
    else:
        terminal.say_problems(noticed)
        encode = code if form == "markdown" else str
        terminal.say(line for org in made.orgs for line in _org_lines(org, people, rules.rules, encode))
        terminal.say([_verdict(made, approved=not lacking)])
    return GuardRefused.exit_code if lacking else 0


def _verdict(plan: Plan, *, approved: bool) -> str:
    if not approved:
        return "Not approved."
    return "Approved." if any(org.approvals for org in plan.orgs) else "Nothing of this needs an approval."


def _org_lines(org: OrgPlan, people: tuple[str, ...], rules: Rules, encode: Callable[[str], str]) -> list[str]:
    lines = [encode(visible(org.org))] if org.approvals else []
    for needed in org.approvals:
        by = agreeing(needed, people, rules)
        word = "missing" if len(by) < needed.count else "given  "
        given = f"; approved by {', '.join(by)}" if by else ""
        lines.append(f"- {word} {encode(visible(approval_line(needed) + given))}")
    lines += [f"- missing {encode(visible(problem.message))}" for problem in few_signatures(org, people, rules)]
    return lines


def _document(org: OrgPlan, people: tuple[str, ...], rules: Rules) -> Json:
    wanted: list[Json] = [
        {
            "says": needed.says,
            "count": needed.count,
            "by": list(needed.by),
            "approved_by": list(agreeing(needed, people, rules)),
            "addresses": list(needed.addresses),
        }
        for needed in org.approvals
    ]
    return {"org": org.org, "approvals": wanted}

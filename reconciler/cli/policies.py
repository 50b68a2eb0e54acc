"""The policy a command obeys, and the approvals that are held against it.

The policy is named by whoever runs the command, never by the manifests: a file outside of them or, with REV:FILE, the file as it
is at a commit of the protected branch (T110). Approvals are read once; the bytes that were checked are the bytes that count.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reconciler.approvalfile import approvers, read_approval
from reconciler.cli import git, terminal
from reconciler.cli.base import is_folder
from reconciler.cli.contents import contents
from reconciler.errors import GuardRefused, ManifestInvalid, Problem, WrongUsage, errors_among
from reconciler.guards import Policy
from reconciler.manifest.files import read
from reconciler.manifest.limits import limits
from reconciler.model import Plan
from reconciler.permissions import asker_keys
from reconciler.signing import LARGEST_ENVELOPE
from reconciler.text import visible

if TYPE_CHECKING:
    from reconciler.policyfile import PolicyFile


def held(
    named: str, *, enforce: bool = False, base: str | None = None
) -> tuple[PolicyFile | None, Policy, list[Problem]]:
    """The policy file that is named, if one is, what guards obey, and what was noticed. Raises if it is wrong.

    With a commit as *base*, a file of the repository is read as it is there; one that is not there yet does not hold.
    """
    usual = Policy(enforce_asker=enforce)
    if not named:
        return None, usual, []
    from reconciler.policyfile import read_policy, set_aside  # lazy: a grammar of its own, for who has a policy

    if base and ":" not in named and not is_folder(base, Path(named)) and git.repository_of(Path(named)) is not None:
        if git.committed(base, named) is None:
            return None, usual, [*set_aside(None, b"", named)]
        named = f"{base}:{named}"
    data, name, noticed = _bytes(named)
    found, problems = read_policy(data, name)
    if errors_among(problems):
        raise ManifestInvalid("the policy is not understood; nothing was planned", problems)
    policy = replace(found.policy, enforce_asker=enforce or found.policy.enforce_asker)
    return replace(found, policy=policy), policy, [*noticed, *problems]


def _bytes(named: str) -> tuple[bytes, str, list[Problem]]:
    """The bytes of a policy file, its name, and a warning if the tree at hand has another one."""
    revision, colon, name = named.rpartition(":")
    here = read([Path(name)], limits())
    if not colon:
        if not os.path.lexists(name):
            raise WrongUsage(f"there is no policy file {visible(name)}", hint="correct --policy or RECONCILER_POLICY")
        if here.problems or len(here.files) != 1:
            raise ManifestInvalid(
                f"{visible(name)} is no policy file", here.problems, hint="name one file: --policy policy.yaml"
            )
        return here.files[0].data, name, []
    data = git.committed(revision, name)
    if data is None:
        message = f"there is no {visible(name)} at {visible(revision)}"
        raise WrongUsage(message, hint="write --policy REV:FILE, with FILE as it is named from here")
    from reconciler.policyfile import set_aside  # lazy: likewise

    return data, name, [*set_aside(data, here.files[0].data if here.files else None, name)]


def one_person(plan: Plan, policy: Policy) -> None:
    """Raise if a plan says of its asker's names that they are one person's, and the policy does not (T109)."""
    keys = asker_keys(plan.header.asked_by)
    known = policy.rules.person(keys[0]) if keys else ()
    if len(keys) > 1 and not set(keys) <= set(known):
        message = f"the plan says that {', '.join(map(visible, keys))} are one person, and the policy does not"
        raise GuardRefused(message, hint="name them under people: in the policy, and make the plan again")


def agreed(plan: Plan, policy: PolicyFile | None, files: Sequence[Path]) -> tuple[str, ...]:
    """The people whose approvals hold for a plan; of the others is said why not. Raises for what is no approval."""
    if policy is None:
        if files:
            raise WrongUsage("approvals are held against a policy", hint="add --policy FILE")
        return ()
    found = [(str(file), *read_approval(_read(file), policy.keys, policy.rules)) for file in files]
    people, problems = approvers(found, plan, policy.rules)
    terminal.say_problems(problems)
    return people


def obeyed(plan: Plan, policy: Policy, *, must: bool) -> Policy:
    """The policy that an apply of a plan obeys. *must*: a plan that is not approved is refused, whatever the policy says."""
    rules = policy.approvals
    if rules is None and plan.header.policy:
        message = "the plan was made under a policy, and none is named; nothing was changed"
        raise GuardRefused(message, hint="add --policy FILE")
    if policy.enforce_asker or rules is not None:
        one_person(plan, policy)
    if not must:
        return policy
    if rules is None or not max(rules.each, rules.power):
        raise WrongUsage("no policy says which approvals are required", hint="add --policy FILE, with approvals: in it")
    return replace(policy, approvals=replace(rules, required=True))


def _read(path: Path) -> bytes:
    make = "make one: reconciler approve PLAN"
    return contents(path, LARGEST_ENVELOPE, make, instead=make)

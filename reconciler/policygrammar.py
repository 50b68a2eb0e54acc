"""What a policy file may say: its sections and their fields, each with the docstring that editors show.

What it means is said in ``policyfile``, which reads it. To let a policy say more: one field here, and its meaning there.
"""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.kinds import Settings, Spec, shape_of
from reconciler.kinds.spec import Count, CountsByName, Flag, Name, Names, Section


class GuardSettings(Settings):
    """What holds where an org has no limit of its own, and how guards count."""

    places_removed: Count | None = None
    """Places in teams that may be taken within the window."""
    others_removed: Count | None = None
    """Resources of any other kind that may be deleted within the window."""
    fewest_admins: Count | None = None
    """Active admins below which the guard warns."""
    window_days: Count | None = None
    """The days over which removals are counted."""
    plan_days: Count | None = None
    """The days for which a plan is good."""
    prune_adopted: Flag | None = None
    """Whether what was there before its section was managed may be removed like everything else."""
    enforce_asker: Flag | None = None
    """Whether what the asker may not do on the platform is refused."""


class Caps(Settings):
    """The most that an org's own limits may be."""

    people_removed: Count | None = None
    """People who may leave within the window."""
    places_removed: Count | None = None
    """Places in teams that may be taken within the window."""
    others_removed: Count | None = None
    """Resources of any other kind that may be deleted within the window."""


class Approving(Settings):
    """How many approvals a plan needs, and what an approval is worth."""

    required: Flag = False
    """Whether an apply refuses a plan that is not approved, also without --require-approvals."""
    each: Count = 1
    """The approvals for a change."""
    power: Count = 1
    """The approvals for a change that gives power over others."""
    require_signed: Count = 1
    """How many people at least must have signed; 0: approvals need no signature."""
    separate_applier: Flag = False
    """Whether whoever applies the plan may not be one of those who approve it."""


class Trusted(Spec):
    """A person as the policy knows them."""

    kind = "person"

    also: Names = ()
    """Other addresses and handles of the same person."""
    keys: Names = ()
    """The public keys with which the person signs, as in an .pub file: ssh-ed25519 and what follows."""
    handle: Name | None = None
    """The person's name on the Git host, for CODEOWNERS: @ada. Also one of the person's names."""


class Separated(Spec):
    """Words that nobody may hold together on one thing."""

    kind = "duties"

    platform: Name = ""
    """The platform whose words they are."""
    words: Names = ()
    """Roles and levels as the platform's vocabulary has them: annotator, reviewer."""


class Signing(Spec):
    """A key that signs checkpoints, and the logs that it vouches for."""

    kind = "checkpoint key"

    key: Name = ""
    """The public key, as in an .pub file: ssh-ed25519 and what follows."""
    since: CountsByName | None = None
    """Org and number of entries: what is smaller is not vouched for. An org left out: from its beginning."""
    until: CountsByName | None = None
    """Org and number of entries: what is larger is not vouched for, nor an org left out. Left out whole: no end."""


class Policyfile(Spec):
    """All that a policy file may say."""

    kind = "policy"

    guards: GuardSettings = GuardSettings()
    """Defaults of the guards."""
    caps: Caps = Caps()
    """The most that orgs may allow themselves under guards:."""
    approvals: Approving | None = None
    """What approvals are asked for. Left out: none."""
    owners: Names = ()
    """Who may change the policy, and approves what nobody in an org could."""
    robots: Names = ()
    """Accounts that are no people: they never approve."""
    people: Section = None
    """Persons, by one of their names."""
    apart: Section = None
    """Duties that are kept apart, each under a name."""
    checkpoints: Section = None
    """Keys that sign checkpoints of the audit log, each under a name."""


DUTIES = shape_of(Separated, section="apart", depth=1, attributes=tuple(Separated.model_fields))
SIGNING = shape_of(Signing, section="checkpoints", depth=1, attributes=tuple(Signing.model_fields))
PERSON = shape_of(Trusted, section="people", depth=1, attributes=tuple(Trusted.model_fields))
POLICY_SETTINGS: Mapping[str, type[Settings]] = {"guards": GuardSettings, "caps": Caps, "approvals": Approving}
POLICY = shape_of(Policyfile, attributes=tuple(Policyfile.model_fields), settings=POLICY_SETTINGS)

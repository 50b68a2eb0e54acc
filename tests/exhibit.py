"""Organizations with enough of everything to look at, applied over some months: for the tests of the site, and its pictures.

Nobody in it lives: the names are put together from two lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import islice, product
from pathlib import Path

from reconciler.applier import Attempt, apply
from reconciler.dates import days_later
from reconciler.facts import Activity, Credit, PlanUpdate, Storage
from reconciler.lifecycle import event, invite
from reconciler.model import AuditEntry, Header, OrgKey
from reconciler.planner import Actual
from reconciler.reader import read_texts
from reconciler.site.book import Place, Site
from reconciler.site.org import Org
from reconciler.stores.base import AuditQuery, Store
from reconciler.stores.memory import MemoryStore
from reconciler.survey import make_plan
from reconciler.vocabulary import load

LARGEST = "webknossos/tissue-atlas"
LINEAGE = "00000000-0000-4000-8000-000000000001"
AT = "2026-11-29T12:00:00Z"
EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
FIRST = [
    "Ada",
    "Bela",
    "Cleo",
    "Dario",
    "Edda",
    "Femke",
    "Gino",
    "Hanne",
    "Ilja",
    "Joris",
    "Kaja",
    "Lena",
    "Miro",
    "Nura",
    "Otto",
    "Pia",
    "Quirin",
    "Runa",
    "Selma",
    "Tomas",
]
LAST = [
    "Almgren",
    "Brandvold",
    "Castell",
    "Ekwall",
    "Fenn",
    "Haldane",
    "Kowal",
    "Lindgren",
    "Marwick",
    "Oduya",
    "Ruiz",
    "Solberg",
    "Tarrant",
    "Weir",
]
TEAMS = {
    "Axon tracing": "Skeletons of axons in the cortex data",
    "Synapses": "Every contact between two cells",
    "Nuclei": "Volumes of nuclei, all tissues",
    "Proofreading": "Second look at what the models propose",
    "Training": "New annotators, for their first four weeks",
}
DOMAINS = ("axons", "dendrites", "mitochondria", "nuclei", "synapses", "vessels")
DAYS = ("2026-09-01", "2026-09-14", "2026-10-02", "2026-10-05", "2026-10-26", "2026-11-09", "2026-11-16", "2026-11-27")


def names(number: int) -> list[tuple[str, str]]:
    """Addresses and names, all different."""
    pairs = ((LAST[(n * 5 + len(first)) % len(LAST)], first) for n, first in product(range(len(LAST)), FIRST))
    people = dict.fromkeys(f"{first} {last}" for last, first in pairs)
    many = (name if not turn else f"{name} {turn + 1}" for turn in range(10**6) for name in people)
    return [(f"{name.casefold().replace(' ', '.')}@tissue.example", name) for name in islice(many, number)]


def manifest(number: int, week: int, org: str = "tissue-atlas") -> str:
    """A WEBKNOSSOS organization of so many people, as its manifest is in that week."""
    lines = [
        f"org: {org}", "platform: webknossos", "name: Tissue Atlas", "owner: ada.fenn@tissue.example", "timezone: Europe/Berlin",
        f"plan: {{name: Power, paid_until: {'2027-06-30' if week > 3 else '2026-12-31'}, included_users: {number + 6 if week > 3 else number}, included_storage: 20 TiB, ai_plan: Power_AI}}",
        "notifications: {plan: billing@tissue.example, new_users: welcome@tissue.example}",
        "sign_up: {activation: manual}",
        "experience_domains:", *(f"  {domain}:" for domain in DOMAINS),
        "members:", "  ada.fenn@tissue.example: {name: Ada Fenn, role: admin, experience: {nuclei: 10, axons: 7}}",
    ]  # fmt: skip
    people = [each for each in names(number) if each[1] != "Ada Fenn"]
    for place, (address, name) in enumerate(people):
        joined = place % (len(DAYS) - 1)
        if joined > week:
            continue
        levels = {DOMAINS[(place * k) % 6]: (place * k + week) % 10 + 1 for k in (1, 5, 7) if place % 4 or k == 1}
        said = [f"name: {name}"]
        said += ["role: admin"] if place in (3, 17) else ["role: dataset_manager"] if place % 19 == 5 else []
        said += ["active: false"] if place % 13 == 7 and week > joined + 1 else []
        said += [f"expires: 2026-12-{place % 27 + 1:02}"] if place % 9 == 4 else []
        said += [f"experience: {{{', '.join(f'{d}: {level}' for d, level in levels.items())}}}"]
        lines.append(f"  {address}: {{{', '.join(said)}}}")
    lines.append("teams:")
    for n, (team, about) in enumerate(TEAMS.items()):
        inside = [(place, a) for place, (a, _) in enumerate(people) if place % len(TEAMS) == n and place % 7 <= week]
        lines += [f"  {team}:", f"    description: {about}", "    members:"]
        lines += [
            f"      {address}: {'team_manager' if turn == 0 else 'member'}" for turn, (_, address) in enumerate(inside)
        ]
    lines += [
        "task_types:",
        "  Trace an axon: {team: Axon tracing, requires: {axons: 3}}",
        "  Check a synapse: {requires: {synapses: 5}}",
    ]
    lines += ["datasets:"]
    for n, name in enumerate(("cortex-2026", "retina-pilot", "liver-08", "calibration")):
        given = list(TEAMS)[n : n + 2]
        lines += [
            f"  {name}:",
            "    owner: ada.fenn@tissue.example",
            f"    access: [{', '.join(f'team:{t}' for t in given)}]",
        ]
    lines += ["projects:"]
    for n, name in enumerate(("Cortex axons", "Retina synapses", "Liver vessels")):
        paused = ", paused: true" if n == 2 else ""
        lines.append(
            f"  {name}: {{team: {list(TEAMS)[n]}, owner: ada.fenn@tissue.example, requires: {{{DOMAINS[n]}: {n + 1}}}{paused}}}"
        )
    lines += ["---", "allow:"]
    for guard in ("support", "people-removed", "places-removed"):
        allowed = f"guard: {guard}, up_to: {number}, reason: agreed with the office, until: {DAYS[week]}"
        lines.append(f"  - {{org: {org}, {allowed}}}")
    return "\n".join(lines) + "\n"


def applied(store: Store, texts: list[tuple[str, str]], at: str, actor: str = "ada.fenn@tissue.example") -> None:
    """Plan and apply, as of that moment."""
    header = Header(LINEAGE, at, "2099-01-01T00:00:00Z", actor, "reconciler 0.1.0", "digest", "c0ffee" * 6, "policy")
    plan = make_plan(read_texts(texts, at=at).sound(), store, header)
    for done in apply(plan, store, Attempt(actor, at, f"run-{at[:10]}")):
        assert done.error is None, done.error


@cache
def store(number: int = 36, weeks: int = len(DAYS), days: int = 70) -> MemoryStore:
    """Five organizations on four platforms; the largest has a run a week, facts, and people who have not come in."""
    made = MemoryStore(LINEAGE)
    for week, day in enumerate(DAYS[:weeks]):
        applied(made, [("org.yaml", manifest(number, week))], f"{day}T09:00:00Z", FIRST[week].casefold())
        if week == min(4, weeks - 1):
            sent(made, LARGEST, ["bela.fenn@tissue.example"], f"{day}T10:00:00Z")
    company = [(path.name, path.read_text(encoding="utf-8")) for path in sorted((EXAMPLES / "company").glob("*.yaml"))]
    applied(made, company, "2026-10-12T08:30:00Z", "vera.lindgren@heliotrope.example")
    people = sorted(
        a.key[0] for a, row in made.state(LARGEST).items() if a.kind == "member" and row.attrs.get("active", True)
    )
    observed(made, LARGEST, people[:9], [days_later("2026-11-28", -number) for number in reversed(range(days))])
    sent(made, LARGEST, people[15:26:10], "2026-11-28T10:00:00Z")
    return made


def small() -> MemoryStore:
    """The same with less of everything, for what is built more than once."""
    return store(30, 2, 15)


def observed(made: Store, org: OrgKey, people: list[str], days: list[str]) -> None:
    """Credits, plan updates, storage and activity on these days."""
    money = []
    for turn, day in enumerate(days[::3]):
        grown = 400_000 if turn % 17 == 0 else -(turn * 7919 % 23_000) - 2_000
        job = ("neuron_inference", "mitochondria_detection", "alignment")[turn % 3] if grown < 0 else ""
        said = "Credits purchased" if grown > 0 else f"AI job {job.replace('_', ' ')}"
        person = people[turn % 5] if turn % 4 else ""
        data = ("cortex-2026", "retina-pilot")[turn % 2] if job else ""
        money.append(
            Credit(
                f"c{turn}", f"{day}T08:{turn % 60:02}:00Z", grown, said, job, data, f"j{turn}" if job else "", person
            )
        )
    money.append(
        Credit("r1", "2026-11-20T09:00:00Z", 9_500, "Refund: job failed", "alignment", "cortex-2026", "j59", "", "c59")
    )
    updates = [
        PlanUpdate("2026-05-20T00:00:00Z", "", "Trial begun", "", "paid_until plan", "Team_Trial", "2026-08-31"),
        PlanUpdate("2026-08-28T10:00:00Z", "", "Power plan bought", people[0], "included_storage included_users paid_until plan",
                   "Power", "2026-12-31", 60, 10 * 1024**4),
    ]  # fmt: skip
    sizes = [Storage(f"{day}T00:00:00Z", "", (4_000 + turn * 61) * 1024**3) for turn, day in enumerate(days[::7])]
    tasks = (
        ("Cortex axons", "trace 0412"),
        ("Cortex axons", "trace 0413"),
        ("Retina synapses", "check 12"),
        ("Liver vessels", "vessel 3"),
    )
    kinds = ("annotation", "proofreading", "training")
    done = [
        Activity(
            day,
            person,
            *tasks[(turn + place) % 4],
            kinds[(place + turn // 40) % 3],
            (turn * place) % 9 + 1,
            60_000 * ((turn + place) % 50 + 5),
        )
        for turn, day in enumerate(days)
        for place, person in enumerate(people)
        if (turn + place * 3) % 7 < 5 and (turn * 31 + place * 17) % 11 < 4 + turn // 40
    ]
    for rows in (money, updates, sizes, done):
        with made.adding(org) as adding:
            adding.add(rows)
            adding.commit()


def sent(made: Store, org: OrgKey, people: list[str], at: str) -> None:
    """Invitations, each in a run of its own."""
    platform = load(org.partition("/")[0])
    for person in people:
        state = made.state(org)
        changes = invite({person: f"token of {person}"}, state, platform, at)
        header = Header(LINEAGE, at, "2099-01-01T00:00:00Z", "ada", "reconciler 0.1.0")
        plan = event(changes, state_of(made, org), header)
        for done in apply(plan, made, Attempt("ada", at, f"invited-{person}-{at}")):
            assert done.error is None, done.error


def state_of(made: Store, org: OrgKey) -> Actual:
    return Actual(made.heads()[org], made.state(org))


def orgs(made: Store, at: str = AT, keys: tuple[OrgKey, ...] = ()) -> list[Org]:
    """The orgs of a store as the site is given them."""
    return [
        Org(key, key, made.state(key), at, head.serial, made.runs(key), partial(_log, made, key), observed=made)
        for key, head in sorted(made.heads().items())
        if not keys or key in keys
    ]


def _log(made: Store, key: OrgKey) -> Iterator[AuditEntry]:
    return made.audit(AuditQuery(org=key))


def site(found: list[Org], *, redacted: bool = False) -> Site:
    """What all pages know of these orgs."""
    return Site(tuple(Place(org.title, org.folder, org.platform.title) for org in found), redacted)

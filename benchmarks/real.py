"""The whole road on real organizations, on SQLite and PostgreSQL: ``make real DATA=folder``.

The folder holds ``kubernetes.tar.xz`` (8 orgs in 78 files) and ``kubeflow-history.tar.xz`` (80 successive versions of
one org), both in the manifest grammar. The second is replayed as pull requests, each version with the one before as its
base: every change must be asked for, and where somebody interferes, what they did must be drift and nothing else. They
are read in place and unpacked into a temporary folder; nothing of them is kept. Seconds are CPU of this process, the
median of five where the step can be repeated; the yardstick is what PyYAML's C loader alone needs for the same files,
measured in the same minute. A failed check ends the run with 1.
"""

from __future__ import annotations

import gc
import resource
import statistics
import sys
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from postgres import server

from reconciler.applier import Applied, Attempt, apply
from reconciler.desired import Desired
from reconciler.errors import errors_among
from reconciler.export import export_org
from reconciler.fold import fold
from reconciler.guards import Policy
from reconciler.integrity import as_applied
from reconciler.model import Cause, Change, Header, Outcome, Plan
from reconciler.planfile import dumps, loads, plan_name
from reconciler.reader import read_manifests, read_texts
from reconciler.stores.base import AuditQuery, Store
from reconciler.stores.sql import init_store
from reconciler.survey import make_plan
from reconciler.survey import planned as planned_with

T = TypeVar("T")
START = "2026-01-01T00:00:00Z"
Texts = list[tuple[str, str]]


def seconds(step: Callable[[], T], times: int = 1) -> tuple[float, T]:
    """CPU seconds of *step*, the median of several, and its last answer."""
    taken = []
    for _ in range(times):
        gc.collect()
        begun = time.process_time()
        answer = step()
        taken.append(time.process_time() - begun)
    return statistics.median(taken), answer


def header(store: Store, at: str) -> Header:
    """Who plans here."""
    return Header(lineage=store.lineage, created=at, expires="2099-01-01T00:00:00Z", actor="make real", tool="real")


def planned(desired: Desired, store: Store, at: str = START) -> Plan:
    """A plan at a moment of this story."""
    return make_plan(desired, store, header(store, at))


def carried_out(plan: Plan, store: Store, at: str = START) -> list[Applied]:
    """The plan applied, in a run named after its moment."""
    return list(apply(plan, store, Attempt("make real", at, f"{at}-{plan_name(plan)[:8]}")))


def check(holds: bool, what: str) -> None:
    """End the run if something that must hold does not."""
    if not holds:
        sys.exit(f"FAILED: {what}")


# --- eight orgs -------------------------------------------------------------------------------------------------------


def eight_orgs(folder: Path, urls: dict[str, str]) -> None:
    """Plan, apply, re-plan and export everything, on each engine; print the table."""
    files = sorted(folder.rglob("*.yaml"))
    print(f"{len(files)} files, {sum(file.stat().st_size for file in files):,} bytes")
    print(f"{'engine':11}{'step':34}{'CPU s':>8}{'of PyYAML':>11}")
    plans = {engine: on_one_engine(folder, engine, url) for engine, url in urls.items()}
    first = next(iter(plans.values()))
    check(all(dumps(plan) == dumps(first) for plan in plans.values()), "the engines' plans differ")
    counts = Counter(change.address.kind for change in loads(dumps(first).encode()).changes)
    print(", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())))
    print(
        f"plans byte-equal on {' and '.join(plans)}; re-plan and plan of the export empty; the audit folds to the state"
    )


def on_one_engine(folder: Path, engine: str, url: str) -> Plan:
    """The whole road on one engine, a row of the table for each step. Answers with the first plan."""
    contents = [file.read_bytes() for file in sorted(folder.rglob("*.yaml"))]

    def by_pyyaml() -> list[Any]:
        return [list(yaml.load_all(content, Loader=yaml.CSafeLoader)) for content in contents]

    def planned_afresh() -> Plan:
        return planned(read_manifests([folder]).sound(), store)

    def exported() -> list[tuple[str, str]]:
        return [(f"{key}.yaml", export_org(key, store.state(key)).text) for key in store.heads()]

    def row(step: str, taken: float) -> None:
        print(f"{engine:11}{step:34}{taken:8.3f}{taken / yardstick:10.2f}x")

    store = init_store(url, "00000000-0000-0000-0000-000000000000")
    yardstick, _ = seconds(by_pyyaml, 5)
    row("PyYAML's C loader, reading alone", yardstick)
    planning, plan = seconds(planned_afresh, 5)
    row("cold plan: read, check, plan", planning)
    check(not plan.refusals, "the first plan is refused")
    applying, results = seconds(lambda: carried_out(plan, store))
    row("apply from nothing, with the plan", planning + applying)
    row("  of it the apply alone", applying)
    check(all(result.outcome is Outcome.DONE for result in results), "the first apply is not whole")
    taken, empty = seconds(planned_afresh, 5)
    row("re-plan", taken)
    check(empty.empty, "the re-plan is not empty")
    taken, texts = seconds(exported, 5)
    row("export", taken)
    check(planned(read_texts(texts).sound(), store).empty, "the plan of the export is not empty")
    for key, head in store.heads().items():
        check(as_applied(head, fold(store.audit(AuditQuery(org=key)))), "the audit does not fold to the state")
    store.close()
    return plan


# --- eighty versions --------------------------------------------------------------------------------------------------

Rows = dict[tuple[str, ...], dict[str, Any]]


def rows_of(folder: Path) -> Rows:
    """What one version of the history says, by a few lines that share no code with the program."""
    rows: Rows = {}
    for file in sorted(folder.rglob("*.yaml")):
        content = yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
        for who, said in (content.get("members") or {}).items():
            rows["member", who] = {"role": (said or {}).get("role", "member")}
        for team, said in (content.get("teams") or {}).items():
            about = (said or {}).get("description")
            rows["team", team.casefold()] = {"description": about} if about else {}
            for who, role in ((said or {}).get("members") or {}).items():
                rows["membership", team.casefold(), who] = {"role": role or "member"}
    return rows


def expected(before: Rows, after: Rows) -> set[tuple[Any, ...]]:
    """The changes between two versions: (address, before, after); people leave by becoming inactive."""
    wanted = dict(after)
    for key, attrs in before.items():
        if key[0] == "member" and key not in after:
            wanted[key] = {**attrs, "active": False}
    return {
        (key, _fixed(before.get(key)), _fixed(wanted.get(key)))
        for key in before.keys() | wanted.keys()
        if before.get(key) != wanted.get(key)
    }


def _fixed(attrs: dict[str, Any] | None) -> Any:
    return None if attrs is None else tuple(sorted((k, v) for k, v in attrs.items() if k != "manages"))


def seen(plan: Plan) -> set[tuple[Any, ...]]:
    """The same of a plan; the org itself is not in the independent count."""
    return {
        ((c.address.kind, *c.address.key), _fixed(dict(c.before) if c.before is not None else None),
         _fixed(dict(c.after) if c.after is not None else None))
        for c in plan.changes
        if c.address.kind != "org" and _fixed(dict(c.before or {"": 1})) != _fixed(dict(c.after or {"": 2}))
    }  # fmt: skip


STRAY = "stray@people.example"


def of_the_request(texts: Texts, before: Texts, store: Store, at: str) -> Plan:
    """The plan of the pull request that leads from one version to the next."""
    base = read_texts(before, at=at).desired
    plan, problems = planned_with(read_texts(texts, at=at).sound(), store, header(store, at), Policy(), base)
    check(not errors_among(problems), f"{at}: the plan with a base has problems")
    return plan


def texts_of(version: Path) -> Texts:
    """The manifests of one version."""
    return [(file.name, file.read_text()) for file in sorted(version.rglob("*.yaml"))]


def allowance_for(plan: Plan, at: str) -> tuple[str, str]:
    """The document that allows what guards refuse."""
    lines = [
        f"- {{org: kubeflow, guard: {r.guard}, up_to: {r.count}, reason: replay, until: {at[:10]}}}"
        for r in plan.refusals
    ]
    return "allow.yaml", "allow:\n" + "\n".join(lines) + "\n"


def interfered(before: Texts, store: Store, at: str) -> None:
    """Somebody adds a person in another way than by a pull request."""
    with_stray = [(name, text.replace("\nmembers:\n", f"\nmembers:\n  {STRAY}:\n", 1)) for name, text in before]
    plan = planned(read_texts(with_stray).sound(), store, at)
    check(all(r.outcome is Outcome.DONE for r in carried_out(plan, store, at)), f"{at}: nobody could interfere")
    check([c.address.key for c in plan.changes] == [(STRAY,)], f"{at}: there was more than the interference")


def is_of_the_stray(change: Change) -> bool:
    """Whether a change is about the person who was added by other means."""
    return STRAY in change.address.key


def attributed(plan: Plan, name: str, *, strays: int) -> Counter[Cause]:
    """The causes in a plan with a base, of which exactly those of the stray must be drift."""
    for change in plan.changes:
        due = Cause.DRIFT if is_of_the_stray(change) else Cause.REQUESTED
        check(change.cause is due, f"{name}: {change.address} is said to be {change.cause}, and it is {due}")
    causes = Counter(change.cause for change in plan.changes)
    check(causes[Cause.DRIFT] == strays, f"{name}: {causes[Cause.DRIFT]} changes are drift, not {strays}")
    return causes


def moments() -> Iterator[str]:
    """A moment for each version, eight days apart: the guards' window never sees two steps."""
    for step in range(1000):
        yield time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1_600_000_000 + step * 8 * 86_400))


def history(folder: Path, engine: str, url: str) -> None:
    """Replay every version; after each, everything must agree with the independent count."""
    store = init_store(url, "00000000-0000-0000-0000-000000000000")
    state: Rows = {}
    refused: list[str] = []
    begun = time.process_time()
    versions = sorted(folder.iterdir())
    changes = 0
    before: Texts = []
    for version, at in zip(versions, moments(), strict=False):
        texts = texts_of(version)
        desired = read_texts(texts).sound()
        plan = of_the_request(texts, before, store, at)
        attributed(plan, version.name, strays=0)
        before = list(texts)
        wanted = expected(state, rows_of(version))
        check(seen(plan) == wanted, f"{version.name}: the plan is not the difference of the two trees")
        if plan.refusals:
            refused.append(f"{version.name}: " + "; ".join(f"{r.guard}: {r.message}" for r in plan.refusals))
            check(all(r.count > r.limit for r in plan.refusals), f"{version.name}: refused below the limit")
            digests = [head.digest for head in store.heads().values()]
            results = carried_out(plan, store, at)
            check(all(r.outcome is Outcome.REFUSED for r in results), f"{version.name}: a refused plan was applied")
            check(
                digests == [head.digest for head in store.heads().values()],
                f"{version.name}: a refusal changed something",
            )
            texts.append(allowance_for(plan, at))
            desired = read_texts(texts).sound()
            plan = planned(desired, store, at)
        check(not plan.refusals, f"{version.name}: refused in spite of its allowance")
        results = carried_out(plan, store, at)
        check(all(r.outcome is Outcome.DONE for r in results), f"{version.name}: not applied")
        changes += len(plan.changes)
        check(planned(desired, store, at).empty, f"{version.name}: the re-plan is not empty")
        for key, head in store.heads().items():
            check(
                as_applied(head, fold(store.audit(AuditQuery(org=key)))) and as_applied(head, store.state(key)),
                f"{version.name}: fold",
            )
        for key, _, after in wanted:
            state.pop(key, None)
            if after is not None:
                state[key] = dict(after)
    print(f"{engine}: {len(versions)} versions, {changes} changes, {time.process_time() - begun:.1f} s CPU; each as a "
          f"pull request: plan = independent difference, every change requested, no drift; re-plan empty, fold(audit) = state")  # fmt: skip
    for line in refused:
        print(f"  refused until allowed: {line}")
    check(carried_out(plan, store, at)[0].outcome is Outcome.ALREADY if plan.orgs else True, "replay of the last plan")
    print(
        f"  last plan {plan_name(plan)[:16]} applied again: already; {len(refused)} of {len(versions)} steps were over a limit"
    )
    store.close()


def interference(folder: Path, url: str) -> None:
    """Replay every version once more; before each, somebody interferes."""
    store = init_store(url, "00000000-0000-0000-0000-000000000000")
    causes: Counter[Cause] = Counter()
    before: Texts = []
    for version, at in zip(sorted(folder.iterdir()), moments(), strict=False):
        if before:
            interfered(before, store, at)
        texts = texts_of(version)
        plan = of_the_request(texts, before, store, at)
        causes += attributed(plan, version.name, strays=1 if before else 0)
        if plan.refusals:
            plan = of_the_request([*texts, allowance_for(plan, at)], before, store, at)
        check(all(r.outcome is Outcome.DONE for r in carried_out(plan, store, at)), f"{version.name}: not applied")
        before = texts
    print(
        "with somebody who interferes before each: " + ", ".join(f"{n} {cause}" for cause, n in sorted(causes.items()))
    )
    store.close()


def main(data: str) -> None:
    """Both stories, on both engines."""
    needed = [Path(data) / name for name in ("kubernetes.tar.xz", "kubeflow-history.tar.xz")]
    missing = [str(path) for path in needed if not path.is_file()]
    if missing:
        sys.exit(f"SKIPPED: no {' and no '.join(missing)}; name the folder that holds them: make real DATA=folder")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for archive in needed:
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
        postgres = stack.enter_context(server())
        gc.disable()
        urls = {"SQLite": f"sqlite:///{folder}/real.db", "PostgreSQL": postgres.create()}
        eight_orgs(folder / "kubernetes", urls)
        for engine, url in {"SQLite": f"sqlite:///{folder}/history.db", "PostgreSQL": postgres.create()}.items():
            history(folder / "kubeflow-history", engine, url)
        interference(folder / "kubeflow-history", f"sqlite:///{folder}/interference.db")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    gc.freeze()
    main(sys.argv[1] if len(sys.argv) > 1 else "data")

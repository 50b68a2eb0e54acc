"""``site build``: reads the store, org by org, and writes the pages that ``site`` makes of it into a folder of their own.

The folder is written beside its place and put there when all of it is written; what stood there before goes last. So a
web server never sees half a site, and a build that fails leaves the old one.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

import click

from reconciler.cli import progress, redacting, terminal, watching
from reconciler.cli.answering import at_option, was_not_there
from reconciler.cli.options import database_option
from reconciler.cli.orgs import chosen
from reconciler.errors import WrongUsage
from reconciler.fold import fold
from reconciler.integrity import as_applied
from reconciler.model import EMPTY, AuditEntry, Head, OrgKey, State
from reconciler.render.wording import counted
from reconciler.site.book import Place, Site, pages
from reconciler.site.drawing import pen
from reconciler.site.org import Org
from reconciler.stores.base import AuditQuery, Store
from reconciler.text import visible
from reconciler.vocabulary import load

MARK = ".reconciler-site"
"""The file by which a folder is known to be a site that may be replaced; it lists what the build has made."""
_MADE = "Made by reconciler site build, which replaces this folder; it has made:\n"
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._\-]*")


@click.group()
def site() -> None:
    """Make a website of what is stored: static pages that need no server and fetch nothing."""


@site.command()
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The folder to make; a site that stands there is replaced.")  # fmt: skip
@click.option("--org", "named", multiple=True, metavar="ORG", help="Only this org, with nothing of any other; may be repeated. Default: all.")  # fmt: skip
@click.option("--redact", is_flag=True, help="Show people under pseudonyms, by the secret in RECONCILER_REDACT_KEY.")
@at_option
@database_option
def build(out: Path, named: tuple[str, ...], redact: bool, day: str, db: str) -> None:
    """Write every org as pages into DIR: people, teams, projects, access, experience, history, dates, and a search."""
    _refuse_what_is_no_site(out)
    at = terminal.moment(day, "23:59:59") or terminal.now()
    with contextlib.closing(terminal.opened(db)) as store:
        keys = _keys(store, named, at if day else "", day)
        shown = redacting.pseudonyms(store, keys) if redact or redacting.asked_for() else None
        read = _Reading(store, at, bool(day), shown)
        found = read.site(keys)
        draw = pen()
        number, size = _written(
            progress.counted(pages(read.orgs(keys, found), found, at, shown or str, draw), "Writing", "files"), out
        )
    terminal.say(
        [
            f"{counted(number, 'file')}, {_size(size)}, of {counted(len(keys), 'org')}: {visible(str(out / 'index.html'))}"
        ]
    )
    if draw is None:
        terminal.aside(
            "charts were left out: pip install 'reconciler[charts]' draws them; the tables hold the same figures"
        )


def _keys(store: Store, named: tuple[str, ...], at: str, day: str) -> list[OrgKey]:
    """The orgs that are named; without names, all that are there, or were there at the moment *at*, which is that of *day*."""
    wanted = {chosen(store, name, gone=bool(at)) for name in named}
    if not at:
        return sorted(wanted or (key for key, head in store.heads().items() if not as_applied(head, EMPTY)))
    there = sorted(key for key in wanted or store.heads() if fold(store.audit(AuditQuery(org=key, until=at))))
    for key in sorted(wanted.difference(there)):
        raise was_not_there(store, key, day)
    return there


class _Reading:
    """Orgs out of a store, as they are or as they were at the end of a day; one at a time, so that none is kept."""

    def __init__(self, store: Store, at: str, past: bool, shown: Callable[[str], str] | None) -> None:
        self._store = store
        self._at = at
        self._past = past
        self._shown = shown

    def site(self, keys: Iterable[OrgKey]) -> Site:
        """The orgs by the names they have, and the folders they get: their slugs, unless one says too much."""
        places, shown = [], self._shown
        for number, key in enumerate(keys, 1):
            platform, _, slug = key.partition("/")
            plain = _PLAIN.fullmatch(slug) and (shown is None or shown(slug) == slug)
            folder = f"{platform}/{slug if plain else f'~{number}'}"
            places.append(Place(self._title(key) or slug, folder, load(platform).title))
        return Site(tuple(places), shown is not None)

    def _title(self, key: OrgKey) -> str:
        """The display name as the log has it: the rows are read later, when their turn has come."""
        found = ""
        for entry in self._store.audit(AuditQuery(org=key, address=f"{key}/org", until=self._at)):
            found = str((entry.after or {}).get("name", ""))
        return found

    def orgs(self, keys: Iterable[OrgKey], found: Site) -> Iterator[Org]:
        """The orgs themselves."""
        heads = self._store.heads()
        for key, place in zip(keys, found.orgs, strict=True):
            runs = [run for run in self._store.runs(key) if run.at <= self._at]
            serial = max((run.serial for run in runs), default=0) if self._past else heads[key].serial
            yield Org(
                key,
                place.folder,
                self._state(key, heads[key]),
                self._at,
                serial,
                runs,
                partial(self._log, key),
                observed=self._store,
                shown=self._shown or str,
            )

    def _state(self, key: OrgKey, head: Head) -> State:
        return fold(self._log(key)) if self._past else watching.read(self._store, key, head)

    def _log(self, key: OrgKey) -> Iterator[AuditEntry]:
        return self._store.audit(AuditQuery(org=key, until=self._at))


# --- files ------------------------------------------------------------------------------------------------------------


def _refuse_what_is_no_site(out: Path) -> None:
    """Nothing is ever written over, or removed, that a build has not made."""
    try:
        strange = next(_strange(out), None)
    except OSError as error:
        message = f"{visible(str(out))} cannot be read: {error.strerror}"
        raise WrongUsage(message, hint="name another folder: --out DIR") from None
    if strange is not None:
        message = f"{visible(str(out))} holds {visible(strange)}, which no build of a site has made"
        raise WrongUsage(message, hint="name another folder, or move out of this one what is to be kept, and empty it")


def _strange(out: Path) -> Iterator[str]:
    """The paths in a folder that its mark does not list; without a mark, all of them."""
    made, folders = _listed(out / MARK), {"."}
    folders |= {parent.as_posix() for name in made for parent in PurePosixPath(name).parents}
    for path in _below(out):
        name = path.relative_to(out).as_posix()
        whole = path.is_dir() and not path.is_symlink()
        if name not in (folders if whole else made):
            yield name


def _below(folder: Path) -> Iterator[Path]:
    """Everything in a folder and in its folders; no link is followed, and what cannot be looked into is an error."""
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)


def _listed(mark: Path) -> set[str]:
    """The files that a mark says were made with it."""
    try:
        return {MARK, *mark.read_text(encoding="utf-8").splitlines()[1:]}
    except (OSError, UnicodeDecodeError):
        return set()


def _marked(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The files, and at last the mark that lists them."""
    names = []
    for name, content in files:
        names.append(name)
        yield name, content
    yield MARK, _MADE + "".join(f"{name}\n" for name in sorted(names))


def _written(files: Iterable[tuple[str, str]], out: Path) -> tuple[int, int]:
    """Write files beside *out* and put them there; how many, and how many bytes."""
    place = out.resolve()
    making = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    number, size = 0, 0
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        making.mkdir()
        for name, content in _marked(files):
            path = making / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content.encode()
            path.write_bytes(data)
            number, size = number + 1, size + len(data)
        _refuse_what_is_no_site(place)
        _put(making, place)
    except OSError as error:
        message = f"the site cannot be written to {visible(str(out))}: {error.strerror}"
        raise WrongUsage(message, hint="name another folder: --out DIR") from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return number, size


def _put(making: Path, place: Path) -> None:
    """Let the new folder take the place of the old one; whoever reads meets one of them, or for an instant none."""
    before = place.with_name(f"{making.name}.before")
    if place.exists():
        os.rename(place, before)
    try:
        os.rename(making, place)
    except OSError:
        if before.exists():
            os.rename(before, place)
        raise
    shutil.rmtree(before, ignore_errors=True)


_THOUSAND = 1000
_UNITS = ("bytes", "KB", "MB", "GB")


def _size(number: float) -> str:
    """A size as people say it."""
    unit = 0
    while number >= _THOUSAND and unit < len(_UNITS) - 1:
        number, unit = number / _THOUSAND, unit + 1
    return f"{number:.{1 if unit else 0}f} {_UNITS[unit]}"

"""Two edits of one manifest become one: a merge of what the texts say, written into the text of one side.

Mappings are merged by key and lists by item, so two people who add to one list do not meet. The text of *ours* stays;
what *theirs* brings comes with its own lines and comments. A conflict is what only a person can decide: one thing said
in two ways, or changed here and taken away there. Then there is no text, and the paths say where.

All three texts must be sound. Whether the result is a good manifest is for the reader to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from reconciler.editing import spelling
from reconciler.editing.entries import New, NotEditable, changed, key_of, lines_of
from reconciler.editing.layout import (
    Node,
    Splice,
    column,
    comments,
    documents,
    line_end,
    line_ending,
    meaning,
    opened,
    spliced,
)
from reconciler.editing.persons import plain
from reconciler.text import visible


class Merge(NamedTuple):
    """The merged text, or the places of the conflicts, in words; and the comments of *theirs* that it lacks.

    Those are comments that belong to no entry *theirs* brings: a text that keeps them is better than this one.
    """

    text: str
    conflicts: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def merged(base: str, ours: str, theirs: str) -> Merge:
    """What *ours* and *theirs* made of *base*, together."""
    merge = _Merge(ours, theirs)
    try:
        text = merge.documents(base)
    except NotEditable as reason:
        return Merge("", (str(reason),))
    if merge.conflicts:
        return Merge("", tuple(merge.conflicts))
    lost = Counter(comments(theirs)) - Counter(comments(base)) - Counter(comments(text))
    return Merge(text, (), tuple(lost))


def same(one: str, other: str) -> bool:
    """Whether two sound texts say the same, document by document."""
    return [*map(meaning, documents(one))] == [*map(meaning, documents(other))]


class _Merge:
    """One merge on its way: both texts, and the conflicts so far."""

    def __init__(self, ours: str, theirs: str) -> None:
        self.ours = ours
        self.theirs = theirs
        self.conflicts: list[str] = []

    def documents(self, base: str) -> str:
        """All documents, each with the one of the other text that speaks of the same."""
        before, here, there = (dict(_identified(documents(text))) for text in (base, self.ours, self.theirs))
        splices: list[Splice] = []
        more: list[Node] = []
        for name, root in there.items():
            if name in here:
                splices += self.entries(before.get(name), here[name], root, [])
            elif name not in before:
                more.append(root)
            elif meaning(root) != meaning(before[name]):
                self.conflict([name[0]])
        for name in before.keys() - there.keys() & here.keys():
            self.conflict([name[0]])
        text = spliced(self.ours, splices)
        ending = line_ending(self.ours)
        for root in more:
            begin = lines_of(self.theirs, root)[0].start if not root.flow else root.start
            added = self.theirs[begin : line_end(self.theirs, root.end)].replace("\r\n", "\n").rstrip("\n")
            text = text.rstrip("\r\n") + ending + ending.join(["---", *added.split("\n")]) + ending
        return text

    def conflict(self, path: Sequence[str]) -> None:
        """Note a place where only a person can decide."""
        self.conflicts.append(" / ".join(map(visible, path)))

    def entries(self, base: Node | None, ours: Node, theirs: Node, path: Sequence[str]) -> list[Splice]:
        """The splices into *ours* that bring in what *theirs* has made of *base*, for two mappings or two lists."""
        before = _by_key(base) if base is not None and base.form == ours.form else {}
        here, there = _by_key(ours), _by_key(theirs)
        drop: list[int] = []
        add: list[New] = []
        inner: list[Splice] = []
        for key, number in there.items():
            if key in here:
                old = base.values[before[key]] if base is not None and key in before else None
                inner += self.value(old, ours, here[key], (theirs, number), (drop, add), [*path, theirs.names[number]])
            elif key not in before:
                add.append(self.brought(theirs, number))
            elif base is not None and meaning(theirs.values[number]) != meaning(base.values[before[key]]):
                self.conflict([*path, theirs.names[number]])
        for key, number in before.items():
            if base is None or key in there or key not in here:
                continue
            if meaning(ours.values[here[key]]) == meaning(base.values[number]):
                drop.append(here[key])
            else:
                self.conflict([*path, ours.names[here[key]]])
        if ours.shared and (drop or add or inner):
            self.conflict([*path, "an anchor or an alias"])
        return changed(self.ours, ours, drop, add, inner)

    def value(
        self,
        base: Node | None,
        holder: Node,
        number: int,
        theirs: tuple[Node, int],
        changes: tuple[list[int], list[New]],
        path: Sequence[str],
    ) -> list[Splice]:
        """One value that both have: splices inside of it, or among the *changes* of its holder another entry for it."""
        ours, new = holder.values[number], theirs[0].values[theirs[1]]
        here, there = meaning(ours), meaning(new)
        if here == there or (base is not None and there == meaning(base)):
            return []
        if ours.form == new.form != "scalar":
            return self.entries(base, ours, new, path)
        if base is None or here != meaning(base):
            self.conflict(path)
            return []
        if ours.form == new.form == "scalar" and not new.tied and not ours.tied:
            text = (spelling.inline(plain(new)) or "null") if holder.flow else self.theirs[new.start : new.end]
            if "\n" not in text:
                return [(ours.lead, ours.end, opened(self.ours, ours) + text if text else "")]
        drop, add = changes
        drop.append(number)
        add.append(self.brought(*theirs)._replace(place=number + 1))
        return []

    def brought(self, holder: Node, number: int) -> New:
        """An entry of *theirs*, with the comments that belong to it."""
        text, value = self.theirs, holder.values[number]
        name: str | None = holder.names[number]
        if value.tied or holder.shared:
            raise NotEditable(f"{visible(str(name))} has an anchor or an alias, or its line ends count")
        in_line = text[value.start : value.end]
        if not holder.flow or "\n" in in_line:
            in_line = spelling.inline(plain(value))
        if holder.form == "list":
            name = name if value.form == "scalar" else None
            written, lines = in_line, [f"- {in_line}"]
        else:
            key = spelling.scalar(str(name))
            written, lines = spelling.pair(key, in_line or "null"), [spelling.pair(key, in_line)]
        if not holder.flow:
            chunk = lines_of(text, holder)[number]
            depth = column(text, holder)
            whole = text[chunk.start : chunk.end].replace("\r\n", "\n").rstrip("\n").split("\n")
            lines = [line[depth:] if not line[:depth].strip() else line.lstrip() for line in whole]
        return New(written, lines, name)


def _by_key(node: Node) -> dict[str, int]:
    """The entries of a mapping by the keys of their names; of a list by the items themselves."""
    if node.form == "mapping":
        return {key_of(name): number for number, name in enumerate(node.names)}
    return {_item(meaning(value)): number for number, value in enumerate(node.values)}


def _item(said: Any) -> str:
    if isinstance(said, dict):
        return repr(sorted((key, _item(value)) for key, value in said.items()))
    return repr([_item(value) for value in said]) if isinstance(said, list) else key_of(str(said))


def _identified(roots: Iterable[Node]) -> Iterator[tuple[tuple[str, str, int], Node]]:
    """Each document by what it speaks of; of several that speak of the same, each by its number."""
    seen: Counter[tuple[str, str]] = Counter()
    for root in roots:
        named, platform = root.get("org"), root.get("platform")
        what = key_of(named.text) if named is not None else next(iter(root.names), "")
        name = (what, platform.text if platform is not None else "")
        seen[name] += 1
        yield (*name, seen[name]), root

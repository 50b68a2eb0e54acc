"""Files on disk: what is read, what is skipped, what is refused. Rows T056-T067, T210 and T211."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import tempfile
from pathlib import Path

import pytest

from reconciler.errors import Source
from reconciler.manifest import files
from reconciler.manifest.composed import Composed
from reconciler.manifest.files import Tree, read
from reconciler.manifest.gate import admit
from reconciler.manifest.limits import DEFAULT_LIMITS
from reconciler.model import line
from reconciler.reader import NOTHING


def put(folder: Path, *names: str, data: str = "org: brainlab\n") -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data, encoding="utf-8")
    return folder


def names(tree: Tree) -> list[str]:
    return [file.name for file in tree.files]


def problems(tree: Tree) -> list[tuple[str, str]]:
    return [(problem.code, problem.source.file) for problem in tree.problems]


def test_every_manifest_below_a_folder_is_read_in_the_order_of_its_name(tmp_path):
    put(tmp_path, "b.yml", "a.yaml", "teams/c.yaml", "teams.yaml", "x/y/z.yaml")
    tree = read([tmp_path], DEFAULT_LIMITS)
    assert names(tree) == ["a.yaml", "b.yml", "teams.yaml", "teams/c.yaml", "x/y/z.yaml"]
    assert tree.files[0].data == b"org: brainlab\n"
    assert (tree.skipped, tree.problems) == ((), ())


def test_a_file_named_outright_is_read_whatever_it_is_called(tmp_path):
    put(tmp_path, "org.json", "other.yaml")
    assert names(read([tmp_path / "org.json"], DEFAULT_LIMITS)) == ["org.json"]


def test_several_paths_give_one_tree(tmp_path):
    put(tmp_path, "one/b.yaml", "two/a.yaml")
    assert names(read([tmp_path / "one", tmp_path / "two"], DEFAULT_LIMITS)) == ["a.yaml", "b.yaml"]


def test_a_name_that_occurs_twice_is_a_problem(tmp_path):
    put(tmp_path, "a.yaml")
    assert problems(read([tmp_path, tmp_path / "a.yaml"], DEFAULT_LIMITS)) == [("file-twice", "a.yaml")]


def test_a_link_to_the_outside_is_refused_without_a_word_of_its_content(tmp_path):
    """T056"""
    (tmp_path / "secret").write_text("password: hunter2", encoding="utf-8")
    root = put(tmp_path / "root", "a.yaml")
    (root / "evil.yaml").symlink_to(tmp_path / "secret")
    tree = read([root], DEFAULT_LIMITS)
    assert problems(tree) == [("file-symlink", "evil.yaml")]
    assert names(tree) == ["a.yaml"]
    assert "hunter2" not in repr(tree)
    assert str(tmp_path / "secret") not in repr(tree.problems)


def test_a_link_named_outright_is_refused_as_well(tmp_path):
    """T056"""
    put(tmp_path, "a.yaml", "real/b.yaml")
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    (tmp_path / "folder").symlink_to("real")
    for name in ("link.yaml", "folder"):
        assert problems(read([tmp_path / name], DEFAULT_LIMITS)) == [("file-symlink", name)]


def test_links_inside_the_root_are_not_followed_and_loops_end(tmp_path):
    """T057: what a link to a folder hides is not taken for absent either."""
    put(tmp_path, "real/a.yaml")
    (tmp_path / "again").symlink_to("real")
    (tmp_path / "real" / "up").symlink_to("..")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    (tmp_path / "harmless.txt").symlink_to("real/a.yaml")
    tree = read([tmp_path], DEFAULT_LIMITS)
    assert names(tree) == ["real/a.yaml"]
    assert problems(tree) == [("file-symlink", name) for name in ("again", "loop.yaml", "real/up")]
    assert tree.skipped == ("harmless.txt",)


def test_a_pipe_is_not_a_regular_file_and_does_not_hang(tmp_path):
    """T058"""
    put(tmp_path, "a.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    tree = read([tmp_path], DEFAULT_LIMITS)
    assert problems(tree) == [("file-not-regular", "pipe.yaml")]
    assert "not a regular file" in tree.problems[0].message


def test_a_socket_is_not_a_regular_file(tmp_path, monkeypatch):
    """T058"""
    monkeypatch.chdir(tmp_path)  # the address of a socket must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.yaml")
        assert problems(read([Path()], DEFAULT_LIMITS)) == [("file-not-regular", "s.yaml")]


def test_a_device_is_not_a_regular_file():
    """T058"""
    assert problems(read([Path("/dev/zero")], DEFAULT_LIMITS)) == [("file-not-regular", "zero")]


def test_a_file_replaced_by_a_pipe_between_looking_and_opening_neither_hangs_nor_passes(tmp_path, monkeypatch):
    """T058"""
    put(tmp_path, "a.yaml")
    really_open = os.open

    def swapped(path, flags):
        Path(path).unlink()
        os.mkfifo(path)
        return really_open(path, flags)

    monkeypatch.setattr(files.os, "open", swapped)
    assert problems(read([tmp_path], DEFAULT_LIMITS)) == [("file-changed", "a.yaml")]


def test_a_file_replaced_by_a_link_between_looking_and_opening_is_not_followed(tmp_path, monkeypatch):
    """T056"""
    put(tmp_path, "root/a.yaml", "secret")
    really_open = os.open

    def swapped(path, flags):
        Path(path).unlink()
        Path(path).symlink_to(tmp_path / "secret")
        return really_open(path, flags)

    monkeypatch.setattr(files.os, "open", swapped)
    tree = read([tmp_path / "root"], DEFAULT_LIMITS)
    assert problems(tree) == [("file-unreadable", "a.yaml")]
    assert tree.files == ()


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_what_cannot_be_read_is_never_taken_for_absent(tmp_path, monkeypatch, error):
    """T059"""
    put(tmp_path, "a.yaml", "b.yaml")
    really_open = os.open

    def failing(path, flags):
        if str(path).endswith("b.yaml"):
            raise error
        return really_open(path, flags)

    monkeypatch.setattr(files.os, "open", failing)
    tree = read([tmp_path], DEFAULT_LIMITS)
    assert problems(tree) == [("file-unreadable", "b.yaml")]
    assert error.strerror in tree.problems[0].message


def test_a_read_that_fails_half_way_is_a_problem(tmp_path, monkeypatch):
    """T059"""
    put(tmp_path, "a.yaml")

    def failing(_descriptor, _size):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(files.os, "read", failing)
    assert problems(read([tmp_path], DEFAULT_LIMITS)) == [("file-unreadable", "a.yaml")]


def test_a_folder_that_cannot_be_opened_is_never_taken_for_empty(tmp_path, monkeypatch):
    """T059"""
    put(tmp_path, "a.yaml", "closed/b.yaml")
    really_scan = os.scandir

    def failing(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return really_scan(path)

    monkeypatch.setattr(files.os, "scandir", failing)
    tree = read([tmp_path], DEFAULT_LIMITS)
    assert problems(tree) == [("file-unreadable", "closed/")]
    assert names(tree) == ["a.yaml"]


def test_real_permissions_are_obeyed_as_well():
    """T059"""
    folder = Path(tempfile.mkdtemp())  # pytest's own folders let nobody but their owner in
    put(folder, "a.yaml", "closed/b.yaml")
    folder.chmod(0o755)
    (folder / "a.yaml").chmod(0)
    (folder / "closed").chmod(0)
    was_root = os.geteuid() == 0
    try:
        if was_root:
            os.seteuid(65534)  # the superuser may read everything
        found = problems(read([folder], DEFAULT_LIMITS))
    finally:
        if was_root:
            os.seteuid(0)
        (folder / "closed").chmod(stat.S_IRWXU)
        shutil.rmtree(folder)
    assert found == [("file-unreadable", "a.yaml"), ("file-unreadable", "closed/")]


def test_a_missing_an_empty_and_a_foreign_folder_hold_no_manifests(tmp_path):
    """T060"""
    (tmp_path / "empty").mkdir()
    put(tmp_path / "foreign", "readme.txt", ".hidden.yaml")
    none = "no manifests here"
    for name, why in (("missing", "there is no such file or folder"), ("empty", none), ("foreign", none)):
        tree = read([tmp_path / name], DEFAULT_LIMITS)
        assert [p[:3] for p in tree.problems] == [("no-manifests", why, Source(str(tmp_path / name)))]
        assert tree.problems[0].hint
        assert tree.files == ()


def test_one_empty_folder_among_good_ones_is_still_a_mistake(tmp_path):
    """T060"""
    put(tmp_path, "good/a.yaml")
    (tmp_path / "empty").mkdir()
    found = problems(read([tmp_path / "good", tmp_path / "empty"], DEFAULT_LIMITS))
    assert found == [("no-manifests", str(tmp_path / "empty"))]


def test_no_path_at_all_is_no_manifests():
    """T060"""
    assert problems(read([], DEFAULT_LIMITS)) == [("no-manifests", "")]


@pytest.mark.parametrize("change", ["grow", "shrink", "touch", "rewrite"])
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch, change):
    """T061"""
    put(tmp_path, "a.yaml")
    path = tmp_path / "a.yaml"
    really_read = os.read
    deeds = {
        "grow": lambda: path.write_bytes(b"org: brainlab\nname: x\n"),
        "shrink": lambda: path.write_bytes(b"o"),
        "touch": lambda: os.utime(path, ns=(1, 1)),
        "rewrite": lambda: (path.write_bytes(b"org: brainlaX\n"), os.utime(path, ns=(1, 1))),
    }

    def meddled(descriptor, size):
        data = really_read(descriptor, size)
        deeds[change]()
        return data

    monkeypatch.setattr(files.os, "read", meddled)
    tree = read([tmp_path], DEFAULT_LIMITS)
    assert problems(tree) == [("file-changed", "a.yaml")]
    assert tree.files == ()


@pytest.mark.parametrize("deed", [lambda path: path.write_bytes(b"org: brainlab\nname: x\n"), Path.unlink])
def test_a_known_file_that_changed_before_it_was_read_again_is_refused_once(tmp_path, deed):
    """T061: its bytes were hashed and let go, and something made it worth reading after all."""
    put(tmp_path, "a.yaml")
    known = [line(name, digest) for name, digest in read([tmp_path], DEFAULT_LIMITS).digests]
    composed = Composed(read([tmp_path], DEFAULT_LIMITS, known), DEFAULT_LIMITS)
    deed(tmp_path / "a.yaml")
    assert composed.all_but((), NOTHING) == []
    assert [(problem.code, problem.source.file) for problem in composed.problems] == [("file-changed", "a.yaml")]


def test_a_file_removed_after_it_was_listed_is_a_problem(tmp_path, monkeypatch):
    """T061"""
    put(tmp_path, "a.yaml")
    really_open = os.open

    def late(path, flags):
        Path(path).unlink()
        return really_open(path, flags)

    monkeypatch.setattr(files.os, "open", late)
    assert problems(read([tmp_path], DEFAULT_LIMITS)) == [("file-changed", "a.yaml")]


def test_each_file_is_opened_once_and_only_files_below_the_root_are(tmp_path, monkeypatch):
    """T061, T062: nothing in a manifest makes another file be read."""
    inner = "include: ../outside.yaml\nextends: /etc/passwd\n"
    put(tmp_path, "outside.yaml", "root/b.yaml")
    put(tmp_path, "root/a.yaml", data=inner)
    really_open, opened = os.open, []

    def watching(path, flags):
        opened.append(Path(path).name)
        return really_open(path, flags)

    monkeypatch.setattr(files.os, "open", watching)
    tree = read([tmp_path / "root"], DEFAULT_LIMITS)
    assert sorted(opened) == names(tree) == ["a.yaml", "b.yaml"]
    assert all(admit(file.data, file.name, DEFAULT_LIMITS)[1] == [] for file in tree.files)


@pytest.mark.parametrize(("count", "refused"), [(2, False), (3, False), (4, True)])
def test_the_limit_of_files_holds_exactly(tmp_path, count, refused):
    """T063, T211"""
    put(tmp_path, *(f"{number}.yaml" for number in range(count)))
    tree = read([tmp_path], DEFAULT_LIMITS._replace(files=3))
    assert [problem.code for problem in tree.problems] == ["file-count"] * refused
    assert len(tree.files) == min(count, 3)


@pytest.mark.parametrize(("depth", "refused"), [(1, False), (2, False), (3, True)])
def test_the_limit_of_folder_depth_holds_exactly(tmp_path, depth, refused):
    """T063, T211"""
    put(tmp_path, "a.yaml", "/".join("d" * depth) + "/b.yaml")
    tree = read([tmp_path], DEFAULT_LIMITS._replace(directory_depth=2))
    assert problems(tree) == [("folder-depth", "d/d/d/")] * refused


@pytest.mark.parametrize(("total", "refused"), [(29, False), (28, False), (27, True)])
def test_the_limit_of_all_bytes_together_holds_exactly(tmp_path, total, refused):
    """T211: two files of 14 bytes"""
    put(tmp_path, "a.yaml", "b.yaml")
    tree = read([tmp_path], DEFAULT_LIMITS._replace(total_bytes=total))
    assert [problem.code for problem in tree.problems] == ["total-size"] * refused


@pytest.mark.parametrize(("limit", "kept"), [(13, 14), (14, 14), (15, 14), (5, 6)])
def test_of_a_large_file_one_byte_more_than_the_limit_is_read_and_the_gate_refuses_it(tmp_path, limit, kept):
    """T019, T210"""
    put(tmp_path, "a.yaml")
    limits = DEFAULT_LIMITS._replace(file_bytes=limit)
    (file,) = read([tmp_path], limits).files
    assert len(file.data) == kept
    assert (admit(file.data, file.name, limits)[0] is None) is (limit < 14)


def test_a_name_too_long_for_the_system_is_a_problem_and_no_traceback(tmp_path):
    """T063"""
    assert [code for code, _ in problems(read([tmp_path / ("x" * 4096)], DEFAULT_LIMITS))] == ["file-unreadable"]


def test_a_path_with_a_nul_character_is_a_problem_and_no_traceback():
    """T064"""
    assert problems(read([Path("a\0b")], DEFAULT_LIMITS)) == [("file-unreadable", "a⟨U+0000⟩b")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.yaml", "a⟨U+000A⟩b.yaml"),
        ("\x1b[31mred.yaml", "⟨U+001B⟩[31mred.yaml"),
        ("\u202egnp.yaml", "⟨U+202E⟩gnp.yaml"),
        ("::error::.yaml", "::error::.yaml"),
        ("-rf.yaml", "-rf.yaml"),
        ("a b'\"$(x).yaml", "a b'\"$(x).yaml"),
    ],
)
def test_hostile_names_are_carried_as_visible_text(tmp_path, name, shown):
    """T064"""
    put(tmp_path, name)
    assert names(read([tmp_path], DEFAULT_LIMITS)) == [shown]


def test_a_name_that_is_not_utf8_is_a_problem(tmp_path):
    """T064"""
    (tmp_path / os.fsdecode(b"caf\xe9.yaml")).write_text("org: a\n", encoding="utf-8")
    (tmp_path / os.fsdecode(b"\xff.txt")).write_text("", encoding="utf-8")
    tree = read([tmp_path], DEFAULT_LIMITS)
    assert problems(tree) == [("file-name", "caf⟨U+DCE9⟩.yaml")]
    assert tree.skipped == ("⟨U+DCFF⟩.txt",)


def test_two_names_that_look_the_same_when_shown_are_a_problem(tmp_path):
    """T064"""
    put(tmp_path, "a\nb.yaml", "a⟨U+000A⟩b.yaml")
    assert [code for code, _ in problems(read([tmp_path], DEFAULT_LIMITS))] == ["file-twice"]


def test_names_that_differ_by_case_or_composition_are_two_files_in_the_order_of_their_bytes(tmp_path):
    """T065"""
    wanted = ["Ops.yaml", "e\u0301.yaml", "ops.yaml", "\u00e9.yaml"]
    put(tmp_path, *wanted)
    if len(list(tmp_path.iterdir())) < len(wanted):
        pytest.skip("this file system takes them for one")
    assert names(read([tmp_path], DEFAULT_LIMITS)) == wanted


def test_the_order_of_the_directory_does_not_matter(tmp_path, monkeypatch):
    """T065"""
    put(tmp_path, *(f"{folder}{number}.yaml" for folder in ("", "x/", "x.y/") for number in range(9)), "a.txt", "b~")
    expected = read([tmp_path], DEFAULT_LIMITS)
    really_scan = os.scandir

    class Backwards:
        def __init__(self, path):
            self.path = path

        def __enter__(self):
            with really_scan(self.path) as entries:
                return iter(sorted(entries, key=lambda entry: entry.name, reverse=True))

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(files.os, "scandir", Backwards)
    assert read([tmp_path], DEFAULT_LIMITS) == expected


def test_debris_is_skipped_and_listed(tmp_path):
    """T066"""
    debris = [".a.yaml.swp", ".git/config.yaml", ".hidden/x.yaml", ".x.yaml", "a.yaml.orig", "a.yaml~", "b~/x.yaml",
              "a.yaml.bak", "notes.txt", "#a.yaml#", "A.YAML"]  # fmt: skip
    put(tmp_path, "a.yaml", *debris)
    tree = read([tmp_path], DEFAULT_LIMITS)
    assert names(tree) == ["a.yaml"]
    assert set(tree.skipped) == {name.split("/")[0] for name in debris}
    assert tree.problems == ()


def test_an_unfinished_checkout_is_named_by_the_gate_as_it_stands_on_disk(tmp_path):
    """T067"""
    put(tmp_path, "conflict.yaml", data="org: a\n<<<<<<< ours\nname: b\n")
    put(tmp_path, "pointer.yaml", data="version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n")
    found = [admit(file.data, file.name, DEFAULT_LIMITS)[1][0].code for file in read([tmp_path], DEFAULT_LIMITS).files]
    assert found == ["conflict-marker", "lfs-pointer"]

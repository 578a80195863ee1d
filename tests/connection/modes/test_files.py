"""Which files are sent: regular ones below the folder, and nothing else."""

from __future__ import annotations

import errno
import os
import socket
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.connection.modes.files import (
    Refused,
    content_type,
    open_inside,
    safe_path_untrusted,
    status_of,
)
from s_server.connection.modes.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = b"outside"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder to serve, as the current one, with a secret beside it."""
    made = tmp_path / "served"
    (made / "sub").mkdir(parents=True)
    (made / "a.txt").write_bytes(b"inside")
    (made / "sub" / "b.txt").write_bytes(b"below")
    (tmp_path / "secret").write_bytes(SECRET)
    (tmp_path / "served-too").mkdir()
    (tmp_path / "served-too" / "secret").write_bytes(SECRET)
    before = Path.cwd()
    os.chdir(made)
    yield made
    os.chdir(before)


def content(path: bytes) -> bytes:
    descriptor = open_inside(path)
    with open(descriptor, "rb") as file:
        return file.read()


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (b"page.html", "text/html"),
        (b"a.php", "text/html"),
        (b"a.htm", "text/html"),
        (b".html", "text/plain"),
        (b".php", "text/plain"),
        (b".htm", "text/plain"),
        (b"page.HTML", "text/plain"),
        (b"page.html.txt", "text/plain"),
        (b"", "text/plain"),
    ],
)
def test_the_type_goes_by_the_suffix(path: bytes, expected: str) -> None:
    assert content_type(path) == expected


@pytest.mark.parametrize(
    ("target", "path"),
    [
        (b"/a.txt", b"a.txt"),
        (b"a.txt", b"a.txt"),
        (b"/", b""),
        (b"/a..b", b"a..b"),
        (b"/..foo", b"..foo"),
        (b"/foo..", b"foo.."),
        (b"/./a", b"./a"),
        (b"/...", b"..."),
        (b"/%2e%2e/x", b"%2e%2e/x"),
    ],
)
def test_what_a_safe_target_names(target: bytes, path: bytes) -> None:
    assert safe_path_untrusted(Request(target, complete=True)) == path


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (b"/..", "'..' contains '..' or ':'"),
        (b"/../x", "'../x' contains '..' or ':'"),
        (b"/a/../../x", "'a/../../x' contains '..' or ':'"),
        (b"/a/..", "'a/..' contains '..' or ':'"),
        (b"/..\\x", "'..\\x' contains '..' or ':'"),
        (b"/a\\..\\x", "'a\\..\\x' contains '..' or ':'"),
        (b"/c:x", "'c' contains '..' or ':'"),
        (b"//etc/passwd", "'/etc/passwd' is an invalid path"),
        (b"/\\etc\\passwd", "'\\etc\\passwd' is an invalid path"),
    ],
)
def test_an_unsafe_target_is_forbidden(target: bytes, words: str) -> None:
    with pytest.raises(Refused) as caught:
        safe_path_untrusted(Request(target, complete=True))
    assert caught.value.refusal.status is HTTPStatus.FORBIDDEN
    assert caught.value.refusal.words == words


def test_a_line_without_a_blank_is_a_bad_request() -> None:
    with pytest.raises(Refused, match="invalid file name") as caught:
        safe_path_untrusted(Request(b"/a.txt\r\n", complete=False))
    assert caught.value.refusal.status is HTTPStatus.BAD_REQUEST


@given(st.binary().filter(lambda target: b" " not in target))
def test_no_target_leads_out(target: bytes) -> None:
    try:
        path = safe_path_untrusted(Request(target, complete=True))
    except Refused:
        return
    assert not path.startswith(b"/")
    assert b".." not in path.split(b"/")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("path", "expected"),
    [(b"a.txt", b"inside"), (b"./a.txt", b"inside"), (b"sub/b.txt", b"below")],
)
def test_a_file_below_the_folder_is_opened(path: bytes, expected: bytes) -> None:
    assert content(path) == expected


def test_links_that_stay_inside_are_followed(folder: Path) -> None:
    (folder / "link").symlink_to("sub/b.txt")
    (folder / "folder-link").symlink_to("sub")
    (folder / "absolute").symlink_to(folder / "a.txt")
    assert content(b"link") == b"below"
    assert content(b"folder-link/b.txt") == b"below"
    assert content(b"absolute") == b"inside"


@pytest.mark.parametrize(
    "target", ["../secret", "../served-too/secret", "/dev/zero", "/etc/passwd", "/"]
)
def test_links_that_lead_out_are_not(folder: Path, target: str) -> None:
    (folder / "link").symlink_to(target)
    (folder / "sub" / "chain").symlink_to("../link")
    for path in (b"link", b"sub/chain"):
        with pytest.raises(PermissionError):
            open_inside(path)


def test_a_folder_link_that_leads_out_is_not_followed(folder: Path) -> None:
    (folder / "out").symlink_to("..")
    with pytest.raises(PermissionError):
        open_inside(b"out/secret")


@pytest.mark.parametrize("swapped", ["a.txt", "sub"])
def test_a_link_put_there_meanwhile_is_not_followed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    resolve = os.path.realpath

    def swap_after(path: bytes) -> bytes:
        found = resolve(path)
        if found.endswith(b".txt"):
            (folder / swapped).rename(folder / "gone")
            outside = "../secret" if swapped == "a.txt" else "../served-too"
            (folder / swapped).symlink_to(outside)
        return found

    (folder.parent / "served-too" / "b.txt").write_bytes(SECRET)
    (folder / "way").symlink_to(swapped)  # only a path with a link is resolved
    monkeypatch.setattr(os.path, "realpath", swap_after)
    with pytest.raises(OSError, match=r"symbolic links|Not a directory"):
        open_inside(b"way" if swapped == "a.txt" else b"way/b.txt")


@pytest.mark.usefixtures("folder")
def test_a_loop_of_links_ends(folder: Path) -> None:
    (folder / "one").symlink_to("two")
    (folder / "two").symlink_to("one")
    with pytest.raises(OSError, match="symbolic links"):
        open_inside(b"one")


def test_a_fifo_is_opened_without_waiting_for_its_writer(folder: Path) -> None:
    os.mkfifo(folder / "fifo")
    os.close(open_inside(b"fifo"))


@pytest.mark.usefixtures("folder")
def test_a_folder_is_opened_to_be_told_from_a_file() -> None:
    for path in (b"", b".", b"sub", b"sub/"):
        os.close(open_inside(path))


def test_what_cannot_be_opened_is_an_error(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert (folder / "socket").exists()
        for path in (b"missing", b"a.txt/below", b"x" * 300, b"x/" * 3000, b"socket"):
            with pytest.raises(OSError, match=r".+"):
                open_inside(path)


@pytest.mark.usefixtures("folder")
def test_no_descriptor_is_lost() -> None:
    before = len(os.listdir("/proc/self/fd"))
    for path in (b"a.txt", b"sub/b.txt", b"sub"):
        os.close(open_inside(path))
    for path in (b"missing", b"sub/missing", b"a.txt/below"):
        with pytest.raises(OSError, match=r".+"):
            open_inside(path)
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize(
    ("number", "status"),
    [(errno.ENOENT, 404), (errno.EACCES, 403), (errno.ELOOP, 403), (errno.EMFILE, 503)],
)
def test_the_status_says_whose_fault_it_is(number: int, status: int) -> None:
    assert status_of(OSError(number, "-")) == status

"""Listening and accepting: every address, the same port, the socket's file."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from s_server.config import Endpoint, Family, Network, TcpEndpoint, UnixEndpoint
from s_server.errors import ListenError, UnsupportedError
from s_server.transport import stream
from s_server.transport.stream import Listener, listen

from .names import Resolver

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.transport.address import Target

SECONDS = 5
# An address of no machine (RFC 1112, class E), which cannot be bound.
FOREIGN = "240.0.0.1"
CANNOT = f"cannot listen on {FOREIGN}:0: Cannot assign requested address"


def network(host: str | None = None, port: int = 0) -> Network:
    return Network(endpoint=TcpEndpoint(host, str(port)))


def unix(path: Path, *, unlink: bool = False) -> Network:
    return Network(endpoint=UnixEndpoint(str(path)), unlink=unlink)


def connect(listener: Listener, host: str) -> socket.socket:
    assert listener.port is not None
    return socket.create_connection((host, listener.port), SECONDS)


def is_reachable(listener: Listener, host: str) -> bool:
    try:
        connect(listener, host).close()
    except OSError:
        return False
    return True


def accept(listener: Listener, number: int = 0) -> tuple[socket.socket, str]:
    listening = listener.sockets[number]
    listening.settimeout(SECONDS)
    accepted = listener.accept(listening)
    assert accepted is not None
    return accepted


def test_port_0_is_chosen_by_the_system() -> None:
    with closing(listen(network("127.0.0.1"))) as listener:
        assert listener.chosen
        assert listener.port
        assert listener.addresses == (f"127.0.0.1:{listener.port}",)
        assert listener.warnings == ()
        assert is_reachable(listener, "127.0.0.1")


def test_a_given_port_is_not_chosen() -> None:
    with closing(listen(network("127.0.0.1"))) as first:
        port = first.port
    assert port is not None
    with closing(listen(network("127.0.0.1", port))) as listener:
        assert not listener.chosen
        assert listener.port == port


def test_everything_is_one_socket_for_both_families() -> None:
    with closing(listen(network())) as listener:
        assert len(listener.sockets) == 1
        assert listener.addresses == (f"[::]:{listener.port}",)
        assert is_reachable(listener, "127.0.0.1")
        assert is_reachable(listener, "::1")


@pytest.mark.parametrize(
    ("family", "bound", "reached", "missed"),
    [
        (Family.IPV4, "0.0.0.0", "127.0.0.1", "::1"),
        (Family.IPV6, "[::]", "::1", "127.0.0.1"),
    ],
)
def test_one_family_alone(
    family: Family, bound: str, reached: str, missed: str
) -> None:
    wanted = Network(endpoint=TcpEndpoint(None, "0"), family=family)
    with closing(listen(wanted)) as listener:
        assert listener.addresses == (f"{bound}:{listener.port}",)
        assert is_reachable(listener, reached)
        assert not is_reachable(listener, missed)


def test_every_address_of_a_name_has_the_same_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        Resolver("127.0.0.1", "::1", "127.0.0.2").take_over(patch)
        listener = listen(network("three.example"))
    with closing(listener):
        port = listener.port
        assert listener.addresses == (
            f"127.0.0.1:{port}",
            f"[::1]:{port}",
            f"127.0.0.2:{port}",
        )
        assert listener.warnings == ()
        for host in ("127.0.0.1", "::1", "127.0.0.2"):
            assert is_reachable(listener, host)


def test_a_port_that_is_taken_elsewhere_is_not_chosen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Resolver("127.0.0.1", "127.0.0.2").take_over(monkeypatch)
    bind = stream._bind
    spoilt: list[socket.socket] = []

    def spoil_once(target: Target) -> socket.socket:
        bound = bind(target)
        if not spoilt:
            # Somebody is faster on the other address.
            rival = socket.create_server(("127.0.0.2", bound.getsockname()[1]))
            spoilt.append(rival)
        return bound

    monkeypatch.setattr(stream, "_bind", spoil_once)
    with closing(listen(network("two.example"))) as listener, spoilt[0] as rival:
        assert listener.port != rival.getsockname()[1]
        assert len(listener.sockets) == 2
        assert listener.warnings == ()


def test_one_address_that_fails_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    Resolver(FOREIGN, "127.0.0.1").take_over(monkeypatch)
    with closing(listen(network("half.example"))) as listener:
        assert listener.warnings == (CANNOT,)
        assert listener.addresses == (f"127.0.0.1:{listener.port}",)
        assert listener.chosen


def test_all_addresses_failing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    Resolver(FOREIGN, "240.0.0.2").take_over(monkeypatch)
    with pytest.raises(ListenError) as caught:
        listen(network("none.example"))
    assert caught.value.message == CANNOT
    assert caught.value.hints == (CANNOT.replace(FOREIGN, "240.0.0.2"),)


def test_a_port_in_use_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ListenError) as caught:
            listen(network("127.0.0.1", port))
    expected = f"cannot listen on 127.0.0.1:{port}: Address already in use"
    assert caught.value.message == expected


def test_a_port_just_left_can_be_taken_again() -> None:
    with closing(listen(network("127.0.0.1"))) as listener:
        client = connect(listener, "127.0.0.1")
        accepted, _ = accept(listener)
        accepted.close()
        port = listener.port
    with client:
        assert client.recv(1) == b""
    assert port is not None
    listen(network("127.0.0.1", port)).close()


def test_accepting_over_tcp() -> None:
    with (
        closing(listen(network("127.0.0.1"))) as listener,
        connect(listener, "127.0.0.1") as client,
    ):
        accepted, peer = accept(listener)
        with accepted:
            host, port = client.getsockname()
            assert peer == f"{host}:{port}"
            assert accepted.gettimeout() == 0
            nodelay = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            assert nodelay != 0


def test_nobody_there_to_accept() -> None:
    with closing(listen(network("127.0.0.1"))) as listener:
        assert listener.accept(listener.sockets[0]) is None


def test_closing_ends_listening() -> None:
    listener = listen(network("127.0.0.1"))
    listener.close()
    listener.close()
    assert listener.sockets == []
    assert not is_reachable(listener, "127.0.0.1")


def test_a_unix_socket_is_made_and_removed(tmp_path: Path) -> None:
    path = tmp_path / "s.sock"
    with closing(listen(unix(path))) as listener:
        assert path.is_socket()
        assert listener.port is None
        assert listener.addresses == (str(path),)
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
            accepted, peer = accept(listener)
            with accepted:
                assert peer == f"unix:{path}"
    assert not path.exists()


def test_another_servers_socket_is_never_removed(tmp_path: Path) -> None:
    path = tmp_path / "s.sock"
    listener = listen(unix(path))
    path.unlink()
    with closing(listen(unix(path))) as successor:
        listener.close()
        assert path.is_socket()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(path))
        assert successor.addresses == (str(path),)
    assert not path.exists()


def test_a_file_put_in_its_place_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "s.sock"
    listener = listen(unix(path))
    # A new inode for sure: the old one is still in use.
    kept = tmp_path / "kept"
    os.link(path, kept)
    path.unlink()
    path.write_text("precious")
    listener.close()
    assert path.read_text() == "precious"


def test_a_socket_in_use_is_an_error_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "s.sock"
    with closing(listen(unix(path))):
        with pytest.raises(ListenError) as caught:
            listen(unix(path))
        assert path.is_socket()
    message = f"cannot listen on {path}: Address already in use"
    assert caught.value.message == message
    assert "-unlink" in caught.value.hints[0]


def test_unlink_removes_a_socket(tmp_path: Path) -> None:
    path = tmp_path / "s.sock"
    left = socket.socket(socket.AF_UNIX)
    with left:
        left.bind(str(path))
    assert path.is_socket()
    with closing(listen(unix(path, unlink=True))) as listener:
        assert listener.addresses == (str(path),)


def test_unlink_without_a_file_is_fine(tmp_path: Path) -> None:
    listen(unix(tmp_path / "s.sock", unlink=True)).close()


@pytest.mark.parametrize("unlink", [True, False])
@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_other_files_are_kept(tmp_path: Path, kind: str, *, unlink: bool) -> None:
    path = tmp_path / "thing"
    target = tmp_path / "target"
    target.write_text("precious")
    match kind:
        case "file":
            path.write_text("precious")
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to(target)
    with pytest.raises(ListenError, match="Address already in use"):
        listen(unix(path, unlink=unlink))
    assert path.is_dir() if kind == "folder" else path.read_text() == "precious"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing/s.sock", "No such file or directory"), ("x" * 120, "path too long")],
)
def test_a_path_that_cannot_be_bound(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(ListenError, match=reason) as caught:
        listen(unix(tmp_path / name))
    assert caught.value.hints == ()


def test_nothing_is_left_open_by_failures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = len(os.listdir("/proc/self/fd"))
    endpoints: list[Endpoint] = [
        UnixEndpoint(str(tmp_path / "missing" / "s.sock")),
        TcpEndpoint("none.example", "0"),
    ]
    Resolver(FOREIGN).take_over(monkeypatch)
    for endpoint in endpoints:
        with pytest.raises(ListenError):
            listen(Network(endpoint=endpoint))
    assert len(os.listdir("/proc/self/fd")) == before


def switch(path: Path, monkeypatch: pytest.MonkeyPatch, value: int) -> None:
    path.write_text(f"{value}\n")
    monkeypatch.setattr(stream, "FAST_OPEN_SWITCH", str(path))


def fast(endpoint: TcpEndpoint) -> Listener:
    return listen(Network(endpoint=endpoint, fast_open=True))


def test_data_with_the_first_segment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch(tmp_path / "switch", monkeypatch, 3)
    for host in ("127.0.0.1", "::1"):
        with closing(fast(TcpEndpoint(host, "0"))) as listener:
            (bound,) = listener.sockets
            queue = bound.getsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN)
            assert queue == stream.BACKLOG
            assert listener.warnings == ()
    with closing(listen(network("127.0.0.1"))) as listener:
        (bound,) = listener.sockets
        assert not bound.getsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN)


def test_a_kernel_that_does_not_do_it_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch(tmp_path / "switch", monkeypatch, 1)
    with closing(fast(TcpEndpoint("127.0.0.1", "0"))) as listener:
        assert listener.warnings == (
            "-tfo has no effect: net.ipv4.tcp_fastopen is 1, "
            "and only with 3 does the kernel do it for servers",
        )


def test_a_system_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "TCP_FASTOPEN")
    with pytest.raises(UnsupportedError, match="-tfo needs TCP Fast Open"):
        fast(TcpEndpoint("127.0.0.1", "0"))

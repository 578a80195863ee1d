"""What stands on the wire when records are to look otherwise."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.kit.clients import python_connection, start_s_client
from tests.network.client import TLS_1_2, TLS_1_3, read_to_end
from tests.network.relay import Relay

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.kit.servers import ServerRun

    Serve = Callable[..., ServerRun]

BODY = bytes(range(250)) * 200
CHANGE_CIPHER_SPEC, DATA = 20, 23
GCM = "ECDHE-ECDSA-AES128-GCM-SHA256"
OVERHEAD = {TLS_1_2: 8 + 16, TLS_1_3: 1 + 16}
"""Bytes that AES-GCM adds to the data of a record (RFC 5288 3, RFC 8446 5.2)."""
BOTH = pytest.mark.parametrize("version", OVERHEAD, ids=lambda version: version.name)
OLD = "ALL:@SECLEVEL=0"


class Record(NamedTuple):
    """The head of a record: what it holds, and how many bytes (RFC 8446 5.1)."""

    kind: int
    length: int


def records(said: bytes) -> list[Record]:
    """Cut what a side of a connection said into its records."""
    found = []
    while said:
        length = int.from_bytes(said[3:5], "big")
        assert len(said) >= 5 + length, "half a record"
        found.append(Record(said[0], length))
        said = said[5 + length :]
    return found


@pytest.fixture
def body(folder: Path) -> Iterator[None]:
    """A file that takes a few records."""
    path = folder / "body"
    path.write_bytes(BODY)
    yield
    path.unlink()


@contextmanager
def overheard(server: ServerRun) -> Iterator[Relay]:
    """Put a relay before the server, which listens to the whole of a connection."""
    with Relay(server.address) as relay:
        yield relay


def fetched(
    server: ServerRun, *, version: ssl.TLSVersion, ciphers: str = GCM
) -> list[Record]:
    """Fetch the body, and answer the records that it came in, and those before."""
    with overheard(server) as relay:
        with python_connection(
            relay.address, version=version, ciphers=ciphers
        ) as client:
            client.sendall(b"GET /body HTTP/1.0\r\n\r\n")
            assert read_to_end(client) == BODY
        return records(bytes(relay.from_server))


def largest(found: list[Record]) -> int:
    return max(record.length for record in found if record.kind == DATA)


@BOTH
@pytest.mark.parametrize("size", ["512", "0x200", "01000"])
@pytest.mark.usefixtures("body")
def test_small_fragments(serve: Serve, version: ssl.TLSVersion, size: str) -> None:
    found = fetched(serve("-HTTP", "-max_send_frag", size), version=version)
    assert largest(found) == 512 + OVERHEAD[version]
    full = [record for record in found if record == (DATA, largest(found))]
    assert len(full) >= len(BODY) // 512


@BOTH
@pytest.mark.usefixtures("body")
def test_without_the_option_they_are_large(
    serve: Serve, version: ssl.TLSVersion
) -> None:
    found = fetched(serve("-HTTP"), version=version)
    assert largest(found) == 16384 + OVERHEAD[version]


@pytest.mark.usefixtures("body")
def test_a_split_is_a_limit_without_pipelines_too(serve: Serve) -> None:
    found = fetched(serve("-HTTP", "-split_send_frag", "300"), version=TLS_1_2)
    assert largest(found) == 300 + OVERHEAD[TLS_1_2]


@pytest.mark.parametrize("size", ["512", "0x200"])
@pytest.mark.usefixtures("body")
def test_padding(serve: Serve, size: str) -> None:
    found = fetched(serve("-HTTP", "-record_padding", size), version=TLS_1_3)
    assert is_padded(found, 512)


@pytest.mark.usefixtures("body")
def test_no_padding_unless_asked_for(serve: Serve) -> None:
    assert not is_padded(fetched(serve("-HTTP"), version=TLS_1_3), 512)


def is_padded(found: list[Record], size: int) -> bool:
    """Whether each protected record is full, or its plain text such a multiple."""
    return all(
        record.length == 16384 + OVERHEAD[TLS_1_3] or (record.length - 16) % size == 0
        for record in found
        if record.kind == DATA
    )


@pytest.mark.usefixtures("body")
@pytest.mark.parametrize(("options", "count"), [((), 1), (("-no_middlebox",), 0)])
def test_a_disguise_for_middleboxes(
    serve: Serve, options: tuple[str, ...], count: int
) -> None:
    found = fetched(serve("-HTTP", *options), version=TLS_1_3)
    assert [record.kind for record in found].count(CHANGE_CIPHER_SPEC) == count


@pytest.mark.usefixtures("body")
@pytest.mark.parametrize("options", [(), ("-bugs",)])
def test_empty_fragments_are_left_out_for_buggy_clients(
    serve: Serve, options: tuple[str, ...]
) -> None:
    server = serve("-HTTP", "-tls1", "-cipher", OLD, *options)
    with overheard(server) as relay:
        words = ("-tls1", "-cipher", f"ECDHE-ECDSA-AES128-SHA:{OLD}", "-ign_eof")
        with start_s_client(relay.address, *words) as client:
            client.type(b"GET /page.html HTTP/1.0\r\n\r\n")
            assert b"<p>page</p>" in client.seen().stdout
        found = records(bytes(relay.from_server))
    # An empty one goes before the 12 bytes of the page (SSL_CTX_set_options(3)); both
    # take a block of 16 bytes, and a MAC of 20.
    block = Record(DATA, 16 + 20)
    assert [r for r in found if r.kind == DATA] == [block] * (1 if options else 2)


@pytest.mark.parametrize("options", [(), ("-no_etm",)])
def test_encryption_before_the_mac(serve: Serve, options: tuple[str, ...]) -> None:
    server = serve(*options)
    told = extensions(server, "-cipher", "ECDHE-ECDSA-AES128-SHA")
    assert (b"encrypt-then-mac" in told) is (not options)
    assert b"extended master secret" in told


def extensions(server: ServerRun, *options: str) -> bytes:
    """What s_client says of the ServerHello's extensions."""
    words = ("-tls1_2", "-tlsextdebug", *options)
    with start_s_client(server.address, *words) as client:
        client.wait_line(rb"Verify return code")
        return client.finish().stdout

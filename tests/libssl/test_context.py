"""What connections share: protocol versions, commands, counters, identity."""

from __future__ import annotations

import contextlib
import re
import ssl
import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError, UnsupportedError
from s_server.libssl.constants import SslCtrl, SslMode, SslOption, Version
from s_server.libssl.store import (
    PassPhrase,
    load_certificate,
    load_key,
    load_parameters,
)
from s_server.libssl.tls import Outcome, Tls
from tests.kit.release import refused_command

from .handshake import beside, client_context, connected, insist, pair

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.libssl.context import Context
    from tests.kit.certificates import Certificates

ACCEPTS, GOOD_ACCEPTS, HITS, SIZE = 4, 6, 7, 12
"""Places in the statistics block."""
NO_VERSION = tuple(f"-no_{name}" for name in ("tls1", "tls1_1", "tls1_2", "tls1_3"))


def flags(names: Iterable[str]) -> list[tuple[str, None]]:
    return [(name, None) for name in names]


def bounds(context: Context) -> tuple[int, int]:
    """The lowest and highest version, 0 where there is no bound."""
    return (
        context._ctrl(SslCtrl.GET_MIN_PROTO_VERSION, 0),
        context._ctrl(SslCtrl.GET_MAX_PROTO_VERSION, 0),
    )


def options(context: Context) -> int:
    return context.library.functions.SSL_CTX_get_options(context.pointer)


def refusal(context: Context, client: ssl.SSLContext) -> str:
    """The reason for which our side ends a handshake."""

    def attempt() -> None:
        with contextlib.suppress(OSError):
            client.wrap_socket(theirs).close()

    with pair() as (ours, theirs), Tls(context, ours.fileno()) as tls:
        finish = beside(attempt)
        assert insist(ours, tls.handshake) is Outcome.FAILED
        ours.close()
        finish()
        return tls.failure[-1].reason


@pytest.mark.parametrize("version", ["TLSv1.2", "TLSv1.3"])
def test_only_one_version_is_served(serving: Context, version: str) -> None:
    serving.allow_only(version)
    low, high = bounds(serving)
    assert low == high == Version["TLS1_" + version[-1]]
    with connected(serving, client_context()) as (_, _, client):
        assert client.version() == version


def test_another_version_is_refused(serving: Context) -> None:
    serving.allow_only("TLSv1.3")
    client = client_context(ssl.TLSVersion.TLSv1_2)
    assert refusal(serving, client) == "unsupported protocol"


@pytest.mark.parametrize(
    ("commands", "serves"),
    [
        ([], True),
        (flags(NO_VERSION), False),
        (flags(NO_VERSION[:3]), True),
        (flags(NO_VERSION[1:]), True),
        ([("-min_protocol", "TLSv1.3"), ("-max_protocol", "TLSv1.3")], True),
        ([("-min_protocol", "TLSv1.3"), ("-no_tls1_3", None)], False),
        ([("-max_protocol", "TLSv1.2"), ("-no_tls1_2", None)], True),
        ([("-min_protocol", "TLSv1.2"), *flags(NO_VERSION[2:])], False),
    ],
)
def test_whether_anything_is_left_to_serve(
    context: Context, commands: list[tuple[str, str | None]], *, serves: bool
) -> None:
    if context.library.has("ssl3") and commands == flags(NO_VERSION):
        commands = [*commands, ("-no_ssl3", None)]
    context.replay(commands)
    assert context.can_serve() is serves


def test_commands_are_applied_in_their_order(context: Context) -> None:
    context.replay([("-no_renegotiation", None), ("-serverpref", None)])
    both = SslOption.NO_RENEGOTIATION | 1 << 22
    assert options(context) & both == both
    context.replay([("-max_protocol", "TLSv1.2"), ("-max_protocol", "TLSv1.3")])
    assert bounds(context)[1] == Version.TLS1_3
    context.replay([("-max_protocol", "TLSv1.3"), ("-max_protocol", "TLSv1.2")])
    assert bounds(context)[1] == Version.TLS1_2


@pytest.mark.parametrize(
    ("name", "value"),
    [("-cipher", "nope"), ("-groups", "nope"), ("-sigalgs", "nope"),
     ("-min_protocol", "TLSv9"), ("-ciphersuites", "nope"), ("-cipher", None)],
)  # fmt: skip
def test_a_refused_command_is_named(
    context: Context, name: str, value: str | None
) -> None:
    shown = re.escape(refused_command(name, value))
    with pytest.raises(LibraryError, match=f"^{shown}"):
        context.replay([("-serverpref", None), (name, value), ("-bugs", None)])
    # What came before it holds, what came after was not reached.
    assert options(context) & 1 << 22


def test_an_unknown_command_is_the_librarys_lack(context: Context) -> None:
    words = f"option -of_tomorrow is unknown to {context.library.version}"
    with pytest.raises(UnsupportedError, match=re.escape(words)):
        context.replay([("-of_tomorrow", None)])


def test_bits_are_set_and_cleared(context: Context) -> None:
    context.set_option(SslOption.NO_RENEGOTIATION)
    assert options(context) & SslOption.NO_RENEGOTIATION
    context.set_option(SslOption.NO_RENEGOTIATION, on=False)
    assert not options(context) & SslOption.NO_RENEGOTIATION


def test_records_without_data_are_noticed(context: Context) -> None:
    assert not context._ctrl(SslCtrl.MODE, 0) & SslMode.AUTO_RETRY


def test_an_unknown_section_is_an_error(context: Context) -> None:
    with pytest.raises(LibraryError, match="cannot use the configuration 'nope': "):
        context.apply_section("nope")


def test_counters_count_handshakes(serving: Context) -> None:
    assert sum(serving.counters()) == serving.counters()[SIZE]
    for count in (1, 2):
        with connected(serving, client_context()):
            assert serving.counters()[ACCEPTS] == count
            assert serving.counters()[GOOD_ACCEPTS] == count
    refusal_client = client_context(ssl.TLSVersion.TLSv1_2)
    serving.allow_only("TLSv1.3")
    refusal(serving, refusal_client)
    assert serving.counters()[ACCEPTS] == 3
    assert serving.counters()[GOOD_ACCEPTS] == 2
    assert len(serving.counters()) == 13


def test_counters_count_resumptions(serving: Context) -> None:
    serving.set_session_context(b"here")
    client = client_context(ssl.TLSVersion.TLSv1_2)
    with connected(serving, client) as (_, _, first):
        session = first.session
    with connected(serving, client, session=session) as (_, _, second):
        assert second.session_reused
    assert serving.counters()[HITS] == 1


def test_the_cache_has_the_size_it_was_given(context: Context) -> None:
    context.set_session_cache_size(77)
    assert context.counters()[SIZE] == 77


@pytest.mark.parametrize(("size", "fits"), [(0, True), (32, True), (33, False)])
def test_a_session_context_has_32_bytes(
    context: Context, size: int, *, fits: bool
) -> None:
    if fits:
        context.set_session_context(b"x" * size)
        return
    with pytest.raises(LibraryError, match="session id context"):
        context.set_session_context(b"x" * size)


def test_a_key_of_another_certificate_is_refused(
    context: Context, certificates: Certificates
) -> None:
    nothing = PassPhrase(lambda: None)
    path = str(certificates.mismatching)
    certificate = load_certificate(context.library, path, nothing)
    key = load_key(context.library, path, nothing)
    assert certificate is not None
    assert key is not None
    with certificate, key, pytest.raises(LibraryError, match="key"):
        context.use_identity(certificate, key)


DHE = "DHE-RSA-AES128-GCM-SHA256"


def dh_client() -> ssl.SSLContext:
    client = client_context(ssl.TLSVersion.TLSv1_2)
    client.set_ciphers(DHE)
    return client


def test_dh_needs_parameters(serving: Context) -> None:
    assert refusal(serving, dh_client()) == "no shared cipher"


def test_automatic_dh(serving: Context) -> None:
    serving.use_automatic_dh()
    with connected(serving, dh_client()) as (_, _, client):
        assert client.cipher()[0] == DHE  # type: ignore[index]  # the handshake is done


def test_dh_parameters(serving: Context, certificates: Certificates) -> None:
    path = str(certificates.dh_parameters)
    found = load_parameters(serving.library, path, PassPhrase(lambda: None))
    assert found is not None
    with found:
        serving.use_dh(found)
    with connected(serving, dh_client()) as (_, _, client):
        assert client.cipher()[0] == DHE  # type: ignore[index]  # the handshake is done


def test_weak_dh_parameters_are_refused(
    context: Context, certificates: Certificates
) -> None:
    path = certificates.folder / "weak-dh.pem"
    command = ["openssl", "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt",
               "dh_paramgen_prime_len:512", "-out", str(path)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    found = load_parameters(context.library, str(path), PassPhrase(lambda: None))
    assert found is not None
    with found, pytest.raises(LibraryError, match="cannot use the DH parameters: "):
        context.use_dh(found)


def test_a_read_buffer_is_filled_at_once(serving: Context) -> None:
    serving.set_read_buffer(65536)
    with connected(serving, client_context()) as (tls, ours, client):
        client.sendall(b"1")
        client.sendall(b"2")
        assert insist(ours, lambda: tls.read()[0]) is Outcome.DONE

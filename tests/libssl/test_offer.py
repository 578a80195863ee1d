"""What a context has on offer, as a client would say it."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

from s_server.libssl.context import Context
from s_server.libssl.datagram import DatagramTls
from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.offer import OwnOffer, extension_in
from s_server.libssl.psk import SharedKeys
from s_server.libssl.tls import Tls
from tests.kit.serving import use_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.libssl.load import Library
    from tests.kit.authorities import Authorities
    from tests.kit.certificates import Certificates


@contextmanager
def own(context: Context) -> Iterator[OwnOffer]:
    """The offer of a connection of this context, which nobody is at."""
    ours, theirs = socket.socketpair()
    with ours, theirs, Tls(context, ours.fileno()) as tls:
        yield OwnOffer(tls)
        # Nothing of it came to the client, or to the connection.
        assert tls.bytes_written == 0
        theirs.settimeout(0)
        assert not _readable(theirs)


def _readable(sock: socket.socket) -> bool:
    try:
        return bool(sock.recv(1))
    except BlockingIOError:
        return False


def test_what_the_settings_leave(context: Context) -> None:
    context.replay([("-groups", "P-384:X25519"), ("-cipher", "ECDHE+AESGCM")])
    context.replay([("-sigalgs", "ECDSA+SHA256"), ("-min_protocol", "TLSv1.2")])
    with own(context) as offer:
        found = offer.offer
        assert found.versions == (0x0303, 0x0304)
        assert found.groups == (24, 29)
        assert found.schemes == (0x0403,)
        assert {0x1301, 0xC02F} <= set(found.suites)
        assert 0x009C not in found.suites
        assert offer.suite_name(0xC02F) == "ECDHE-RSA-AES128-GCM-SHA256"
        assert offer.suite_name(0xFEFE) is None


def test_what_is_known_of_suites_and_secrets(context: Context) -> None:
    with own(context) as offer:
        assert offer.suite_version(0xC02F) == "TLSv1.2"
        assert offer.suite_version(0xC013) == "TLSv1.0"
        assert offer.suite_version(0xFEFE) is None
        assert offer.shared_secrets == frozenset()
        assert HandshakeFacts(offer._tls).own.suite_name(0x1301)
    context.shared_keys = SharedKeys(identity=b"x")
    with own(context) as offer:
        assert offer.shared_secrets == {"PSK"}


def test_versions_that_the_library_has(context: Context) -> None:
    with own(context) as offer:
        assert offer.has_version(0x0303)
        assert offer.has_version(0x0300) is context.library.has("ssl3")


def test_what_the_level_takes_away(context: Context) -> None:
    context.replay([("-cipher", "DEFAULT:@SECLEVEL=4"), ("-groups", "P-521:X25519")])
    with own(context) as offer:
        assert offer.level == 4
        assert offer.offer.groups == (25,)
        assert offer.unguarded.groups == (25, 29)
        assert 0x1301 not in offer.offer.suites
        assert 0x1301 in offer.unguarded.suites


def test_suites_that_a_client_would_keep_back(context: Context) -> None:
    context.replay([("-cipher", "PSK-AES128-CBC-SHA256:AES128-SHA256")])
    with own(context) as offer:
        assert 0x00AE in offer.offer.suites


def test_settings_that_leave_nothing(context: Context) -> None:
    context.replay([("-min_protocol", "TLSv1.3"), ("-no_tls1_3", None)])
    with own(context) as offer:
        assert offer.offer.versions == ()
        assert offer.offer.groups == ()


def test_it_is_asked_once(context: Context) -> None:
    with own(context) as offer:
        assert offer.offer is offer.offer
        assert len(context.offers) == 1


def test_it_is_no_connection(context: Context) -> None:
    before = context.counters()
    with own(context) as offer:
        assert offer.offer.versions
        assert offer.unguarded.versions
    # What the connection itself counts, begins with its handshake.
    assert context.counters() == before


def test_our_certificates(context: Context, certificates: Certificates) -> None:
    for kind in ("rsa", "ecdsa"):
        use_pair(context, certificates.pair(kind))
    with own(context) as offer:
        rsa, ecdsa = offer.certificates
        assert (rsa.kind, ecdsa.kind) == ("RSA", "EC")
        assert rsa.subject == "CN=localhost, O=rsa"
        assert rsa.names[0] == "DNS:localhost"
        assert "IP Address:127.0.0.1" in rsa.names
        assert rsa.not_after.endswith("GMT")
        assert os.linesep not in rsa.not_after


def test_what_a_certificate_is_for(context: Context, authorities: Authorities) -> None:
    use_pair(context, authorities.pair("client-only"))
    with own(context) as offer:
        ours = offer.certificate
        assert ours is not None
        assert ours.issuer == "C=GB, O=Zoo, CN=root"
        assert ours.usages == ("TLS Web Client Authentication",)
        assert ours.not_before.endswith("GMT")
        assert not ours.must_staple
        # Nothing is agreed on yet.
        assert (offer.suite, offer.psk_identity) == ("", b"")


def test_lists_in_a_certificates_words() -> None:
    words = "A\n  Title: critical\n    one, two\n  Other:\n"
    assert extension_in(words, "Title:") == ("one", "two")
    assert extension_in(words, "None:") == ()
    assert extension_in("Title:", "Title:") == ()


def test_no_certificates(context: Context) -> None:
    with own(context) as offer:
        assert offer.certificates == ()
        assert offer.certificate is None


def test_what_a_context_for_dtls_leaves(library: Library) -> None:
    with Context(library, datagrams=True) as context:
        context.replay([("-groups", "P-384"), ("-cipher", "ECDHE+AESGCM:@SECLEVEL=0")])
        with DatagramTls(context) as tls:
            found = OwnOffer(tls).offer
        assert set(found.versions) <= {0xFEFD, 0xFEFF}
        assert 0xFEFD in found.versions
        assert found.groups == (24,)
        assert 0xC02F in found.suites

"""The same words on the oldest and the newest OpenSSL, whose own texts differ."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.explain.causes.test_clients import client as shown
from tests.explain.causes.test_foreign import GET
from tests.explain.causes.test_resumption import BY_IDENTIFIER, fetch
from tests.explain.causes.test_versions import OLD
from tests.explain.told import BY_CAUSE, openssl, saying, shape
from tests.kit.clients import raw_reset
from tests.kit.openssls import OursOnNewest, OursOnOldest
from tests.kit.tlslite import srp_client
from tests.kit.verifiers import make_verifiers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.explain.told import Client
    from tests.kit.authorities import Authorities
    from tests.kit.certificates import Certificates

    Say = Callable[..., None]

DECRYPT_ERROR, ILLEGAL_PARAMETER = "decrypt_error (51)", "illegal_parameter (47)"
BOTH = pytest.mark.parametrize("program", [OursOnOldest, OursOnNewest])
ONE_SUITE = ("-tls1_3", "-ciphersuites", "TLS_AES_128_GCM_SHA256")


@contextmanager
def serving(program: type[OursOnOldest | OursOnNewest], *options: str) -> Iterator[Say]:
    """Serve with these options; what is given compares words with an example."""
    with program().start("-www", "-explain", "-quiet", *options) as running:
        number = 0

        def say(client: Client, cause: str | None) -> None:
            nonlocal number
            number += 1
            client(running.address)
            if cause is None:
                return
            lines = [f"connection {number}: {BY_CAUSE[cause].example[0]}"]
            lines += [f"  {line}" for line in BY_CAUSE[cause].example[1:]]
            text = "".join(f"s_server: {line}\n" for line in lines)
            begun = f"^s_server: connection {number}: "
            running.wait_line(begun.encode(), stream="stderr")
            said = running.stderr.decode().partition(f"s_server: connection {number}")
            # Only the newest ends with this alert where a binder is wrong.
            told = "".join(said[1:]).replace(DECRYPT_ERROR, ILLEGAL_PARAMETER)
            assert [*map(shape, told.splitlines())] == [*map(shape, text.splitlines())]

        yield say


@BOTH
def test_offers_that_do_not_meet(
    program: type[OursOnOldest], certificates: Certificates
) -> None:
    # fmt: off
    narrow = ("-cert", str(certificates.pair("ecdsa")), "-alpn", "h2",
              "-ciphersuites", "TLS_AES_256_GCM_SHA384", "-groups", "P-384",
              "-sigalgs", "ECDSA+SHA256:RSA-PSS+SHA256")
    # fmt: on
    with serving(program, *narrow) as say:
        say(openssl(*ONE_SUITE), "no_shared_suite")
        for version in ("-tls1_3", "-tls1_2"):
            say(openssl(version, "-groups", "X25519"), "no_shared_group")
        rsa = ("-tls1_3", "-sigalgs", "rsa_pss_rsae_sha256")
        say(openssl(*rsa), "unusable_certificate")
        # The oldest goes on without a protocol, as its own s_server does.
        other = None if program is OursOnOldest else "no_shared_protocol"
        say(openssl("-alpn", "http/1.1"), other)
        say(openssl("-alpn", "h2"), None)
    with serving(program, "-tls1_3") as say:
        say(openssl("-tls1_2"), "no_shared_version")


@BOTH
def test_a_level_that_refuses(program: type[OursOnOldest], strong: Path) -> None:
    # fmt: off
    strict = ("-cert", str(strong), "-cipher", "DEFAULT:@SECLEVEL=4",
              "-groups", "P-521:X25519")
    # fmt: on
    with serving(program, *strict) as say:
        say(openssl(*ONE_SUITE, "-groups", "P-521"), "security_level_suite")
        say(openssl("-tls1_3", "-groups", "X25519"), "security_level_group")


@BOTH
def test_others(program: type[OursOnOldest]) -> None:
    with serving(program) as say:
        say(saying(GET), "plain_http")
        say(saying(b"SSH-2.0-OpenSSH_9.2p1\r\n"), "plain_ssh")
        say(saying(b""), "client_closed")
        say(lambda a: raw_reset(a, b"\x16\x03\x01"), "reset")
        say(openssl("-tls1_2", "-fallback_scsv"), "inappropriate_fallback")
        say(openssl(*OLD), None)
        say(openssl(), None)


@BOTH
def test_certificates(
    program: type[OursOnOldest], certificates: Certificates, authorities: Authorities
) -> None:
    with serving(program, "-cert", str(certificates.signed("ecdsa"))) as say:
        say(openssl("-verify_return_error"), "untrusted_issuer")
    root = str(authorities.certificate("root"))
    strict = ("-Verify", "5", "-verify_return_error", "-CAfile", root)
    with serving(program, *strict) as say:
        say(openssl("-tls1_3"), "client_sent_no_certificate")
        for name, cause in (
            ("stranger", "client_self_signed"),
            ("foreign", "client_untrusted"),
            ("expired", "client_expired"),
            ("server-only", "client_wrong_purpose"),
            ("usurper", "client_issuer_no_authority"),
            ("client", None),
        ):
            say(shown(authorities, name), cause)


@BOTH
def test_secrets_and_sessions(program: type[OursOnOldest], tmp_path: Path) -> None:
    ours = ("-psk", "1a2b3c4d", "-nocert")
    with serving(program, *ours) as say:
        say(openssl("-psk", "ff"), "wrong_psk")
        say(openssl("-psk", "1a2b3c4d"), None)
    verifiers = str(make_verifiers(tmp_path / "verifiers"))
    with serving(program, "-srpvfile", verifiers, "-tls1_2") as say:
        say(lambda a: srp_client(a, "bob", "x", b""), "unknown_srp_user")
        say(lambda a: srp_client(a, "alice", "x", b""), "wrong_srp_password")
    kept = str(tmp_path / "session")
    with serving(program) as say:
        say(fetch("-sess_out", kept), None)
        say(fetch("-sess_in", kept), None)
        say(fetch("-sess_out", str(tmp_path / "old"), *BY_IDENTIFIER), None)
    with serving(program) as say:
        say(fetch("-sess_in", kept), "unknown_session")

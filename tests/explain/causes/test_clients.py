"""Clients' certificates that are refused, and clients that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.explain.told import (
    check,
    check_cause,
    check_not_said,
    check_nothing,
    openssl,
    serving,
)

if TYPE_CHECKING:
    from s_server import ConnectionRecord
    from tests.explain.told import Client
    from tests.kit.authorities import Authorities

NEVER = ("our certificate", "in common", "the client ended", "suite", "revoked")


def client(authorities: Authorities, name: str, *options: str) -> Client:
    """Answer a client with a certificate of the zoo, and the authorities above it."""
    words = ["-cert", str(authorities.pair(name)), *options]
    chain = authorities.chain(name)
    if chain.stat().st_size:
        words += ["-cert_chain", str(chain)]
    return openssl(*words)


def strict(authorities: Authorities) -> dict[str, object]:
    """Options of a server that forgives nothing."""
    root = str(authorities.certificate("root"))
    return {"Verify": 5, "verify_return_error": True, "CAfile": root}


def test_none_at_all(authorities: Authorities) -> None:
    with serving(**strict(authorities)) as told:
        never = ("expired", "trust", *NEVER)
        check(told.of(openssl()), "client_sent_no_certificate", *never)
        old = told.of(openssl("-tls1_2"))
        check_cause(old, "client_sent_no_certificate", "handshake_failure (40)")
    with serving(Verify=5) as told:
        record = told.of(openssl())
        check_cause(record, "client_sent_no_certificate", "-verify instead of")
        check_not_said(record, "an authority in", *never)


def test_certificates_that_are_refused(authorities: Authorities) -> None:
    with serving(**strict(authorities)) as told:

        def of(name: str, *options: str) -> ConnectionRecord:
            return told.of(client(authorities, name, *options))

        dates = ("valid from", "expired", *NEVER)
        check(of("stranger"), "client_self_signed", "-cert_chain", *dates)
        check(of("foreign"), "client_untrusted", "itself", *dates)
        check(of("expired"), "client_expired", "trust", *NEVER)
        check(of("early"), "client_not_yet_valid", "expired", "trust", *NEVER)
        check(of("server-only"), "client_wrong_purpose", *dates)
        check(of("usurper"), "client_issuer_no_authority", *dates)
        check(of("critical"), "client_refused", *dates)
        above = of("stale-leaf", "-tls1_2")
        check_cause(above, "client_expired", "(depth 1) in", '=stale" is valid from')
        alone = told.of(openssl("-cert", str(authorities.pair("leaf"))))
        check_cause(alone, "client_untrusted", '"C=GB, O=Zoo, CN=middle"')
        check_nothing(of("client"))
        check_nothing(of("leaf"))


def test_what_is_forgiven_is_no_failure(authorities: Authorities) -> None:
    with serving(verify=5) as told:
        check_nothing(told.of(client(authorities, "expired")))
        check_nothing(told.of(openssl()))
    root = str(authorities.certificate("root"))
    with serving(Verify=0, CAfile=root) as told:
        check_nothing(told.of(client(authorities, "stranger")))
        record = told.of(client(authorities, "deep"))
        check(record, "client_chain_too_long", "return_error", "expired", *NEVER)


def test_other_names_than_are_demanded(authorities: Authorities) -> None:
    ours = strict(authorities)
    with serving(**ours, verify_hostname="b.example") as told:
        record = told.of(client(authorities, "named"))
        check(record, "client_wrong_name", "trust", "expired", *NEVER)
    for option, value in (("verify_email", "x@b.example"), ("verify_ip", "192.0.2.8")):
        with serving(**ours, **{option: value}) as told:
            record = told.of(client(authorities, "named"))
            check_cause(record, "client_wrong_name", f"is {value};", f"-{option} with")

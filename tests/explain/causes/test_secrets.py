"""Shared keys and passwords that are unknown or wrong."""

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
from tests.kit.tlslite import srp_client
from tests.kit.verifiers import PASSWORD, USER, make_verifiers

if TYPE_CHECKING:
    from pathlib import Path

    from tests.explain.told import Client
    from tests.kit.address import Address
    from tests.kit.clients import Seen

KEY = "1a2b3c4d"
OURS = "Client_identity"
OLD = ("-tls1_2", "-cipher", "PSK")
NEVER = ("in common", "a further certificate", "group", "scheme", "trust", KEY)


def psk(identity: str, key: str, *options: str) -> Client:
    """Answer a client with a shared key."""
    return openssl("-psk_identity", identity, "-psk", key, *options)


def srp(user: str, password: str) -> Client:
    """Answer a client with a password."""

    def client(address: Address) -> Seen:
        return srp_client(address, user, password, b"")

    return client


def test_one_shared_key() -> None:
    with serving(psk=KEY, nocert=True) as told:
        check_nothing(told.of(psk(OURS, KEY)))
        check(told.of(psk(OURS, "ff")), "wrong_psk", "is not known", "-nocert", *NEVER)
        record = told.of(psk("alice", "ff"))
        check_cause(record, "unknown_psk_identity", 'is "alice"; this server has the')
        old = told.of(psk(OURS, "ff", *OLD))
        check_cause(old, "wrong_psk", "bad_record_mac (20)")
        check_not_said(old, "its only key", *NEVER)
        check_cause(told.of(psk("x", "ff", *OLD)), "wrong_psk", "its only key, that of")
    with serving(psk=KEY) as told:
        check(told.of(psk("alice", "ff")), "psk_not_used", "ended", *NEVER)
        check_nothing(told.of(openssl()))
    with serving() as told:
        record = told.of(psk("a\x1b[2J", "ff"))
        check_cause(record, "psk_not_used", "-psk was not given", r'"a\x1b[2J"')


def test_a_file_of_shared_keys(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(f"bob:{KEY}\n")
    with serving(psk_file=str(path), nocert=True) as told:
        record = told.of(psk("alice", "ff", *OLD))
        check(record, "unknown_psk_identity", "suite", "-psk_identity", *NEVER)
        check_cause(told.of(psk("alice", "ff")), "unknown_psk_identity", "keys")
        check_cause(told.of(psk("bob", "ff", *OLD)), "wrong_psk", "-psk_file has")


def test_passwords(tmp_path: Path) -> None:
    ours = {"srpvfile": str(make_verifiers(tmp_path / "verifiers")), "tls1_2": True}
    never = ("in common", "certificate", "PSK", "shared key")
    with serving(**ours) as told:
        check(told.of(srp("bob", "x")), "unknown_srp_user", "wrong", *never)
        record = told.of(srp(USER, "x"))
        check(record, "wrong_srp_password", "is unknown", *never)
        check_nothing(told.of(srp(USER, PASSWORD)))
    with serving(**ours, srpuserseed="seed") as told:
        record = told.of(srp("bob", "x"))
        check_cause(record, "wrong_srp_password", "user is unknown, or the password")

"""Sessions that are not resumed, and early data that is refused."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from s_server import Server
from tests.explain.told import (
    Told,
    check,
    check_cause,
    check_not_said,
    check_nothing,
    serving,
)
from tests.kit.clients import s_client, start_s_client
from tests.network.client import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.explain.told import Client
    from tests.kit.address import Address

GET = b"GET / HTTP/1.0\r\n\r\n"
BY_IDENTIFIER = ("-tls1_2", "-no_ticket")
NEVER = ("early data", "ended", "in common", "used its ticket")


@contextmanager
def talking(**options: object) -> Iterator[Told]:
    """Serve the console, for the web modes take no early data before OpenSSL 3.5."""
    with Server(port=0, **options) as server:  # type: ignore[arg-type]  # of all kinds
        yield Told(server)


def fetch(*options: str) -> Client:
    """Answer a client that fetches the status page."""
    return lambda address: s_client(address, "-ign_eof", *options, send=GET)


def keep(path: Path, *options: str) -> Client:
    """Answer a client of TLS 1.3 that leaves when it has its ticket."""

    def is_there() -> bool | None:
        return (path.exists() and b"END" in path.read_bytes()) or None

    def client(address: Address) -> None:
        path.unlink(missing_ok=True)
        with start_s_client(address, "-sess_out", str(path), *options) as started:
            eventually(is_there, "a ticket")
            started.finish(b"Q\n")

    return client


def back(path: Path, *options: str) -> Client:
    """Answer a client that comes back with its ticket, and leaves."""

    def client(address: Address) -> None:
        with start_s_client(address, "-sess_in", str(path), *options) as started:
            started.wait_bytes(b"Verify return code")
            started.finish(b"Q\n")

    return client


def test_sessions_that_are_not_resumed(tmp_path: Path) -> None:
    new, old, named = (tmp_path / name for name in ("new", "old", "named"))
    both = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"
    with serving(ciphersuites=both) as told:
        longer = ("-ciphersuites", "TLS_AES_256_GCM_SHA384")
        check_nothing(told.of(fetch("-sess_out", str(new), *longer)))
        check_nothing(told.of(fetch("-sess_in", str(new), *longer)))
        other = told.of(fetch("-sess_in", str(new), "-ciphersuites", both))
        check(other, "session_not_resumable", "cannot read", *NEVER)
        suite = ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")
        check_nothing(told.of(fetch("-sess_out", str(old), *suite)))
        check_nothing(told.of(fetch("-sess_in", str(old), *suite)))
        record = told.of(fetch("-sess_in", str(old), *suite[:-1], "AES256-SHA"))
        check(record, "session_suite_missing", "certificate", "not resumed")
        check_nothing(told.of(fetch("-sess_out", str(named), *BY_IDENTIFIER)))
        check_nothing(told.of(fetch("-sess_in", str(named), *BY_IDENTIFIER)))
    with serving() as told:
        record = told.of(fetch("-sess_in", str(new)))
        check(record, "unknown_session", "this server has none", "-no_", *NEVER)
        for path, version in ((old, ("-tls1_2",)), (named, BY_IDENTIFIER)):
            again = told.of(fetch("-sess_in", str(path), *version))
            check_cause(again, "unknown_session", "started anew")
    with serving(no_ticket=True) as told:
        record = told.of(fetch("-sess_in", str(old), "-tls1_2"))
        check_cause(record, "unknown_session", "here: leave -no_ticket out")
        check_not_said(record, "another", *NEVER)
    with serving(no_cache=True) as told:
        record = told.of(fetch("-sess_in", str(named), *BY_IDENTIFIER))
        check_cause(record, "unknown_session", "here: leave -no_cache out")
    with serving(ext_cache=True) as told:
        record = told.of(fetch("-sess_in", str(named), *BY_IDENTIFIER))
        check_cause(record, "unknown_session", "where -ext_cache keeps them")


def test_keys_of_tickets_that_outlive_a_server(tmp_path: Path) -> None:
    kept, keys = tmp_path / "kept", tmp_path / "keys"
    long, both = "TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256:"
    keys.touch(0o600)
    keys.write_bytes(bytes(range(80)))
    ours = {"ticket_keys": str(keys), "ciphersuites": both + long}
    with serving(**ours) as told:
        check_nothing(told.of(fetch("-sess_out", str(kept), "-ciphersuites", long)))
    with serving(**ours) as told:
        check_nothing(told.of(fetch("-sess_in", str(kept), "-ciphersuites", long)))
        other = told.of(fetch("-sess_in", str(kept), "-ciphersuites", both + long))
        check_cause(other, "session_not_resumable", "this server knows it")
    keys.write_bytes(bytes(80))
    with serving(**ours) as told:
        record = told.of(fetch("-sess_in", str(kept)))
        check_cause(record, "unknown_session", "cannot read its ticket")
        check_not_said(record, "here:", *NEVER)


def test_early_data_that_is_refused(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_bytes(b"hello\n")
    early = ("-early_data", str(words))
    one, two, three = (tmp_path / name for name in ("one", "two", "three"))
    with talking(early_data=True, alpn="h2,http/1.1") as told:
        check_nothing(told.of(keep(one)))
        check_nothing(told.of(back(one, *early)))
        record = told.of(back(one, *early))
        check(record, "ticket_used_before", "started anew", "ALPN", "ended")
        check_nothing(told.of(keep(two, "-alpn", "http/1.1")))
        record = told.of(back(two, *early, "-alpn", "h2,http/1.1"))
        check(record, "early_data_refused", "not resumed", "hello_retry", "ended")
    with talking(early_data=True, no_anti_replay=True, groups="P-256") as told:
        check_nothing(told.of(keep(three)))
        for _ in range(2):
            check_nothing(told.of(back(three, *early, "-groups", "P-256")))
        record = told.of(back(three, *early, "-groups", "X25519:P-256"))
        check_cause(record, "early_data_refused", "(hello_retry_request)", "-groups")
        check_not_said(record, "ALPN", "this server takes none")
    with talking(max_early_data=100) as told:
        check_nothing(told.of(keep(one)))
        record = told.of(back(one, *early))
        check_cause(record, "early_data_refused", "here: -early_data takes it")
        record = told.of(back(three, *early))
        check_cause(record, "unknown_session", "its early data was refused with it")

"""The verify callback: what it tells of each step, and what it lets pass."""

from __future__ import annotations

import contextlib
import ssl
from typing import TYPE_CHECKING

import pytest

from s_server.events import VerifyStep
from s_server.libssl import trust
from s_server.libssl.constants import VerifyFlag, VerifyMode
from s_server.libssl.tls import Outcome, Tls
from s_server.libssl.verify import (
    VerifyParameters,
    ask_for_certificate,
    limit_chain,
    parameter_names,
    purposes,
)

from .handshake import beside, client_context, insist, pair

if TYPE_CHECKING:
    import socket

    from s_server.events import ConnectionEvent
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from tests.kit.authorities import Authorities

VERSIONS = pytest.mark.parametrize(
    "version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda v: v.name
)
ASK = VerifyMode.PEER
Step = dict[str, object]


def steps(
    context: Context,
    authorities: Authorities,
    name: str,
    version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2,
) -> tuple[Outcome, list[Step]]:
    """Shake hands with a client of this name; how it ended, and what was told."""
    told: list[Step] = []

    def tell(kind: type[ConnectionEvent], **fields: object) -> None:
        assert kind is VerifyStep
        told.append(fields)

    with trust.own_store(context) as store:
        store.add_file(str(authorities.certificate("root")))
    client = client_context(version)
    shown = authorities.folder / "shown.pem"
    parts = (authorities.pair(name), authorities.chain(name))
    shown.write_bytes(b"".join(part.read_bytes() for part in parts))
    client.load_cert_chain(shown)

    def shake(sock: socket.socket) -> None:
        with contextlib.suppress(ssl.SSLError):
            client.wrap_socket(sock).close()

    with pair() as (ours, theirs), Tls(context, ours.fileno(), tell=tell) as tls:
        finish = beside(lambda: shake(theirs))
        outcome = insist(ours, tls.handshake)
        ours.close()
        finish()
    return outcome, told


@VERSIONS
def test_each_certificate_is_a_step(
    serving: Context, authorities: Authorities, version: ssl.TLSVersion
) -> None:
    ask_for_certificate(serving, ASK)
    outcome, told = steps(serving, authorities, "leaf", version)
    assert outcome is Outcome.DONE
    assert [step["depth"] for step in told] == [2, 1, 0]
    assert {(s["found"], s["error"], s["answer"]) for s in told} == {(1, 0, 1)}
    names = [s["certificate"].subject(0x82031F) for s in told]  # type: ignore[attr-defined]  # each has one
    shown = b"C = GB, O = Zoo, CN = %s"
    assert names == [shown % name for name in (b"root", b"middle", b"leaf")]


@VERSIONS
def test_errors_are_forgiven_as_the_context_says(
    serving: Context, authorities: Authorities, version: ssl.TLSVersion
) -> None:
    ask_for_certificate(serving, ASK)
    outcome, told = steps(serving, authorities, "expired", version)
    assert outcome is Outcome.FAILED
    assert (told[-1]["found"], told[-1]["error"], told[-1]["answer"]) == (0, 10, 0)
    assert told[-1]["words"] == "certificate has expired"
    serving.forgives = lambda depth: depth == 0
    outcome, told = steps(serving, authorities, "expired", version)
    assert outcome is Outcome.DONE
    assert [s["answer"] for s in told if not s["found"]] == [1]


def test_what_the_callback_raises_ends_the_handshake(
    serving: Context, authorities: Authorities
) -> None:
    def broken(_: int) -> bool:
        raise ZeroDivisionError

    ask_for_certificate(serving, ASK)
    serving.forgives = broken
    with pytest.raises(ZeroDivisionError):
        steps(serving, authorities, "expired")


def test_policies_are_reported(serving: Context, authorities: Authorities) -> None:
    ask_for_certificate(serving, ASK)
    with VerifyParameters(serving.library) as parameters:
        assert parameters.add_policy("1.2.3.4")
        parameters.set_flags(VerifyFlag.POLICY_CHECK | VerifyFlag.NOTIFY_POLICY)
        parameters.use(serving)
    _, told = steps(serving, authorities, "lawful-leaf")
    report = told[-1]["policies"]
    assert (told[-1]["certificate"], told[-1]["found"], told[-1]["answer"]) == (
        None,
        2,
        2,
    )
    assert report.explicit is True  # type: ignore[attr-defined]  # a PolicyReport
    assert report.user.startswith(b"  Policy: 1.2.3.4\n")  # type: ignore[attr-defined]  # a PolicyReport
    serving.forgives = lambda _: True
    _, told = steps(serving, authorities, "lawless")
    report = told[-1]["policies"]
    assert told[-1]["error"] == 43
    assert report.authority is None  # type: ignore[attr-defined]  # a PolicyReport


def test_a_chain_is_limited(serving: Context, authorities: Authorities) -> None:
    ask_for_certificate(serving, ASK)
    limit_chain(serving, 1)
    assert steps(serving, authorities, "leaf")[0] is Outcome.DONE
    outcome, told = steps(serving, authorities, "deep")
    assert outcome is Outcome.FAILED
    assert told[-1]["error"] == 22


def test_the_mode_is_added_to(serving: Context) -> None:
    ask_for_certificate(serving, VerifyMode.PEER | VerifyMode.FAIL_IF_NO_PEER_CERT)
    ask_for_certificate(serving, VerifyMode(0))
    mode = serving.library.functions.SSL_CTX_get_verify_mode(serving.pointer)
    assert mode == VerifyMode.PEER | VerifyMode.FAIL_IF_NO_PEER_CERT


def test_what_parameters_take(library: Library) -> None:
    with VerifyParameters(library) as parameters:
        assert all(map(parameters.set_purpose, purposes(library)))
        assert all(map(parameters.begin_with, parameter_names(library)))
        assert parameters.add_policy("anyPolicy")
        assert parameters.set_ip_address("192.0.2.1")
        assert parameters.set_host("a.example")
        assert parameters.set_email("me@a.example")
        parameters.set_depth(1)
        parameters.set_auth_level(1)
        parameters.set_time(0)
        assert not parameters.set_purpose("nope")
        assert not parameters.begin_with("nope")
        assert not parameters.add_policy("nope")
        assert not parameters.set_ip_address("nope")
    assert library.functions.ERR_peek_error() == 0
    assert {"sslclient", "any"} <= set(purposes(library))
    assert {"default", "ssl_server"} <= set(parameter_names(library))

"""Trust and checks reach the context, and wrong values are named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Config, Request, Verify
from s_server.errors import LoadError, UsageError
from s_server.events import Bus, CertificateAsked
from s_server.libssl.constants import SslOption, VerifyMode
from s_server.libssl.verify import ask_for_certificate
from s_server.options.table.validation import ROWS
from s_server.setup import verify
from s_server.setup.verify import FLAGS

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from tests.kit.authorities import Authorities

ASKED = VerifyMode.PEER | VerifyMode.CLIENT_ONCE


def mode(context: Context, **fields: object) -> int:
    verify.apply(context, Verify(**fields))  # type: ignore[arg-type]  # the tests' own fields
    functions = context.library.functions
    assert functions.ERR_peek_error() == 0
    return functions.SSL_CTX_get_verify_mode(context.pointer)


def test_nobody_is_asked(context: Context) -> None:
    assert mode(context) == 0
    # The keyboard may ask later.
    assert context.forgives(1000)


def test_who_is_asked_by_the_configuration_is_not_forgiven(context: Context) -> None:
    ask_for_certificate(context, VerifyMode.PEER)
    assert mode(context) == VerifyMode.PEER
    assert not context.forgives(0)


def test_clients_are_asked(context: Context) -> None:
    assert mode(context, request=(Request(1, required=False),)) == ASKED
    assert [depth for depth in range(4) if context.forgives(depth)] == [0, 1]


def test_the_last_request_counts(context: Context) -> None:
    both = Request(1, required=False), Request(-1, required=True)
    assert mode(context, request=both) == ASKED | VerifyMode.FAIL_IF_NO_PEER_CERT
    assert context.forgives(1000)


def test_returned_errors_are_not_forgiven(context: Context) -> None:
    request = (Request(-1, required=True),)
    found = mode(context, request=request, return_error=True)
    assert found == ASKED | VerifyMode.FAIL_IF_NO_PEER_CERT
    assert not context.forgives(0)


def test_settings_hold_for_several_contexts(context: Context) -> None:
    same = type(context)(context.library)
    with same:
        request = (Request(1, required=False),)
        assert mode(context, request=request) == mode(same, request=request) == ASKED


def test_names_of_authorities(context: Context, authorities: Authorities) -> None:
    path = str(authorities.certificate("root"))
    mode(context, ca_file=path, no_ca_names=True)
    options = context.library.functions.SSL_CTX_get_options(context.pointer)
    assert options & SslOption.DISABLE_TLSEXT_CA_NAMES


def test_every_flag_of_the_table_has_its_bits() -> None:
    named = {row.value for row in ROWS if row.setting == "verify.flags"}
    assert named == set(FLAGS)


@pytest.mark.parametrize("name", FLAGS)
def test_flags_are_taken(context: Context, name: str) -> None:
    assert mode(context, flags=(name,)) == 0


@pytest.mark.parametrize(
    ("fields", "message", "right"),
    [
        ({"purpose": "x"}, "Invalid purpose x", "sslclient, sslserver"),
        ({"parameters": "x"}, "Invalid verify name x", "ssl_server"),
        ({"policies": ("1.2", "x")}, "Invalid Policy x", "1.3.6.1.4"),
        ({"host_name": ""}, "-verify_hostname takes a host name", ""),
        ({"email": "x"}, "-verify_email takes a mail address", ""),
        ({"ip_address": "x"}, "-verify_ip takes an IP address", ""),
    ],
)
def test_wrong_values(
    context: Context, fields: dict[str, object], message: str, right: str
) -> None:
    with pytest.raises(UsageError) as caught:
        mode(context, **fields)
    assert message in caught.value.message
    assert right in "".join(caught.value.hints)
    assert context.library.functions.ERR_peek_error() == 0


@pytest.mark.parametrize("field", ["ca_file", "client_ca_file", "ca_store"])
def test_missing_files(context: Context, field: str) -> None:
    with pytest.raises(LoadError, match=r"option -\w+: cannot .* '/no/such/file'"):
        mode(context, **{field: "/no/such/file"})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (("verify", "Verify"), [(1, False), (2, True)]),
        (("verify", "quiet", "Verify"), [(1, False)]),
        (("brief", "verify", "Verify"), []),
    ],
)
def test_requests_are_told_up_to_quiet(
    given: tuple[str, ...], told: list[tuple[int, bool]]
) -> None:
    heard: list[tuple[int, bool]] = []
    bus = Bus()
    bus.subscribe(CertificateAsked, lambda e: heard.append((e.depth, e.required)))
    both = Request(1, required=False), Request(2, required=True)
    verify.announce(Config(verify=Verify(request=both), given=given), bus)
    assert heard == told

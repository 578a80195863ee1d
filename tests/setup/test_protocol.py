"""Versions and commands, in the C program's order, with its words for failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Command, Dtls, General, Protocol
from s_server.errors import LibraryError, UnsupportedError, UsageError
from s_server.libssl.constants import SslCtrl, SslOption, Version
from s_server.options.parse import parse
from s_server.setup import protocol
from tests.kit.release import refused_command

if TYPE_CHECKING:
    from s_server.libssl.context import Context

GENERAL = General()
TLS = Dtls()


def apply(context: Context, *commands: Command, **fields: object) -> None:
    wanted = Protocol(commands=commands, **fields)  # type: ignore[arg-type]  # the tests' own fields
    protocol.apply(context, wanted, GENERAL, TLS)


def bounds(context: Context) -> tuple[int, int]:
    return (
        context._ctrl(SslCtrl.GET_MIN_PROTO_VERSION, 0),
        context._ctrl(SslCtrl.GET_MAX_PROTO_VERSION, 0),
    )


def has(context: Context, option: SslOption) -> bool:
    options = context.library.functions.SSL_CTX_get_options(context.pointer)
    return bool(options & option)


def test_one_version_goes_before_the_commands(context: Context) -> None:
    apply(context, Command("-max_protocol", "TLSv1.2"), only="TLSv1.3")
    assert bounds(context) == (Version.TLS1_3, Version.TLS1_3)


def test_a_refused_command_reads_as_the_c_programs(context: Context) -> None:
    with pytest.raises(UsageError) as caught:
        apply(context, Command("-groups", "nope"))
    assert caught.value.bare
    assert caught.value.message == refused_command("-groups", "nope")
    assert not caught.value.see_help


def test_the_librarys_reasons_are_a_hint(context: Context) -> None:
    with pytest.raises(UsageError) as caught:
        apply(context, Command("-cipher", "nope"))
    assert caught.value.message == refused_command("-cipher", "nope")
    assert "no cipher match" in caught.value.hints[0]


def test_an_unknown_command(context: Context) -> None:
    with pytest.raises(UnsupportedError, match="option -of_tomorrow is unknown to"):
        apply(context, Command("-of_tomorrow"))


def test_an_unknown_section(context: Context) -> None:
    with pytest.raises(LibraryError, match="cannot use the configuration 'nope'"):
        protocol.apply(context, Protocol(), General(config_section="nope"), TLS)


@pytest.mark.parametrize(
    "commands",
    [
        (Command("-min_protocol", "TLSv1.3"), Command("-max_protocol", "TLSv1.2")),
        tuple(
            Command(f"-no_{name}")
            for name in ("ssl3", "tls1", "tls1_1", "tls1_2", "tls1_3")
        ),
    ],
)
def test_no_version_left(context: Context, commands: tuple[Command, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        apply(context, *commands)
    assert "protocol" in caught.value.message


@pytest.mark.parametrize("on", [True, False])
def test_bits(context: Context, *, on: bool) -> None:
    apply(context, ignore_unexpected_eof=on, legacy_server_connect=on)
    assert has(context, SslOption.IGNORE_UNEXPECTED_EOF) is on
    assert has(context, SslOption.LEGACY_SERVER_CONNECT) is on


def test_the_last_word_on_legacy_servers_counts(context: Context) -> None:
    words = ("-legacy_server_connect", "-no_legacy_server_connect")
    for given, on in (((words[1], words[0]), True), (words, False)):
        protocol.apply(context, parse(given).protocol, GENERAL, TLS)
        assert has(context, SslOption.LEGACY_SERVER_CONNECT) is on


def test_the_broken_protocol_has_no_effect(context: Context) -> None:
    before = context.library.functions.SSL_CTX_get_options(context.pointer)
    apply(context, broken_protocol=True)
    assert context.library.functions.SSL_CTX_get_options(context.pointer) == before


NO_COMPRESSION = 1 << 17
BUGS = 1 << 11  # SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS, of SSL_OP_ALL


@pytest.mark.parametrize(
    ("names", "bit", "is_set"),
    [
        ((), NO_COMPRESSION, True),
        (("-comp",), NO_COMPRESSION, False),
        (("-comp", "-no_comp"), NO_COMPRESSION, True),
        ((), BUGS, False),
        (("-bugs",), BUGS, True),
    ],
)
def test_commands_that_are_bits(
    context: Context, names: tuple[str, ...], bit: int, *, is_set: bool
) -> None:
    apply(context, *map(Command, names))
    options = context.library.functions.SSL_CTX_get_options(context.pointer)
    assert bool(options & bit) is is_set


def test_a_padding_of_its_own_for_the_handshake(context: Context) -> None:
    command = Command("-record_padding", "512,16")
    if context.library.has("handshake_padding"):
        apply(context, command)
        return
    with pytest.raises(UnsupportedError, match="-record_padding with two sizes") as e:
        apply(context, command)
    assert e.value.message.endswith("OpenSSL 3.4 brought it")


def test_what_a_command_takes_is_a_hint(context: Context) -> None:
    with pytest.raises(UsageError) as caught:
        apply(context, Command("-record_padding", "20000"))
    assert caught.value.message == refused_command("-record_padding", "20000")
    assert caught.value.hints == ("-record_padding takes 0 to 16384 bytes",)

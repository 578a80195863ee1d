"""Words become a configuration by OpenSSL's grammar, or are refused in its words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s_server.config import (
    Command,
    Config,
    Form,
    GroupPart,
    Part,
    ProviderName,
    ProviderParameter,
    ProviderPath,
    Web,
)
from s_server.errors import SServerError, UsageError
from s_server.options.parse import parse
from s_server.options.table import BY_NAME

from .program import HELP_LINE, our_complaint, their_complaint

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_is_the_default() -> None:
    assert parse([]) == Config()
    assert parse(["--"]) == Config(words=("--",), shown=("--",))


@pytest.mark.parametrize(
    "words",
    [["-cert", "x.pem"], ["--cert", "x.pem"], ["-cert=x.pem"], ["--cert=x.pem"]],
)
def test_one_dash_or_two_and_a_value_in_either_place(words: list[str]) -> None:
    assert parse(words).identity.cert == "x.pem"


@pytest.mark.parametrize("value", ["", "=", "a=b", "-port", "--", "-"])
def test_a_value_is_any_word(value: str) -> None:
    assert parse(["-cert", value]).identity.cert == value
    assert parse([f"-cert={value}"]).identity.cert == value


def test_the_last_one_wins() -> None:
    words = ["-www", "-cert", "a", "-WWW", "-cert", "b", "-ign_eof", "-no_ign_eof"]
    config = parse(words)
    assert config.mode.web is Web.FILES
    assert config.identity.cert == "b"
    assert config.mode.ignore_end_of_input is False


def test_commands_of_the_library_are_all_kept_in_order() -> None:
    line = "-cipher A -no_ticket -groups X -cipher B --no_tls1 -num_tickets 0x3"
    assert parse(line.split()).protocol.commands == (
        Command("-cipher", "A"),
        Command("-no_ticket"),
        Command("-groups", "X"),
        Command("-cipher", "B"),
        Command("-no_tls1"),
        Command("-num_tickets", "3"),
    )


def test_what_the_library_refuses_on_servers_is_no_command() -> None:
    config = parse(["-legacy_server_connect", "-debug_broken_protocol"])
    assert config.protocol.commands == ()
    assert config.protocol.legacy_server_connect is True
    assert config.protocol.broken_protocol is True
    assert parse(["-no_legacy_server_connect"]).protocol.legacy_server_connect is False


def test_settings_of_one_theme_come_together() -> None:
    config = parse(
        [
            "-cert",
            "c",
            "-key",
            "k",
            "-certform",
            "der",
            "-keyform",
            "p12",
            "-pass",
            "pass:x",
        ]
    )
    assert config.identity.cert == "c"
    assert config.identity.key == "k"
    assert config.identity.cert_form is Form.DER
    assert config.identity.key_form is Form.PKCS12
    assert config.identity.pass_source == "pass:x"
    assert config.identity.dh_parameters is None


def test_the_words_are_shown_as_c_shows_its_argv() -> None:
    words = ["-www", "--accept=4433", "-cert", "a=b", "-pass=pass:x=y", "--"]
    assert parse(words).words == ("-www", "--accept", "-cert", "a=b", "-pass", "--")


@pytest.mark.parametrize("word", ["-help", "--help", "-h", "--h"])
def test_help_stops_at_once(word: str) -> None:
    words = ["-www", word, "-bogus", "-cert"]
    config = parse(words)
    assert config.general.help
    assert config.mode == Config().mode
    assert config.words == tuple(words)


def test_what_is_wrong_before_help_is_said() -> None:
    assert our_complaint(["-bogus", "-help"])[0] == "s_server: Unknown option: -bogus"


@pytest.mark.parametrize(
    "words",
    [
        ["-bogus"],
        ["--bogus"],
        ["-bogus=1"],
        ["-"],
        ["-="],
        ["--=5"],
        ["---"],
        ["---port", "5"],
        ["-PORT", "5"],
        ["-acc", "5"],
        ["-port"],
        ["--port"],
        ["-cert", "a", "-key"],
        ["-help=1"],
        ["--h=1"],
        ["-www="],
        ["-no_ssl3=1"],
        ["-CApath", "/nowhere/at/all"],
        ["-chainCApath", "/dev/null"],
        ["-verifyCApath="],
        ["-www", "-port", "x", "-bogus"],
    ],
)
def test_a_bad_line_is_refused_in_the_same_words(words: list[str]) -> None:
    assert our_complaint(words) == their_complaint(words)


@pytest.mark.parametrize(
    "words", [["extra"], ["-www", "extra", "-bogus"], ["--", "extra"], ["--", "-www"]]
)
def test_extra_words_are_named_where_3_0_only_points_to_help(words: list[str]) -> None:
    extra = next(w for w in words if w == "extra" or words[0] == "--" != w)
    assert our_complaint(words) == [f's_server: Extra option: "{extra}"', HELP_LINE]
    # From 3.5 on the C program names it too.
    assert their_complaint(words) in ([HELP_LINE], our_complaint(words))


def test_a_folder_must_exist(tmp_path: Path) -> None:
    assert parse(["-CApath", str(tmp_path)]).verify.ca_path == str(tmp_path)
    with pytest.raises(UsageError, match="Not a directory: /no/such/folder"):
        parse(["-CApath", "/no/such/folder"])


def test_an_alias_means_what_its_row_says() -> None:
    assert parse(["-provider_path", "/"]).providers.steps == (ProviderPath("/"),)


def test_steps_with_providers_keep_their_order() -> None:
    words = [
        "-provider",
        "a",
        "-provparam",
        "k=v",
        "-provider-path",
        "/",
        "-provider",
        "b",
    ]
    assert parse(words).providers.steps == (
        ProviderName("a"),
        ProviderParameter(None, "k", "v"),
        ProviderPath("/"),
        ProviderName("b"),
    )


WORDS = (
    st.sampled_from(sorted(f"-{name}" for name in BY_NAME))
    | st.sampled_from(["1", "0x2", "DER", "/", "--", "-", "a:b", "[::1]:1", "h=1"])
    | st.builds("-{}={}".format, st.sampled_from(sorted(BY_NAME)), st.text())
    | st.text()
)


@settings(max_examples=500)
@given(st.lists(WORDS, max_size=8))
def test_any_line_is_a_configuration_or_an_error_of_ours(words: list[str]) -> None:
    with suppress(SServerError):
        assert len(parse(words).words) == len(words)


def test_options_of_groups_keep_their_order_and_their_names() -> None:
    words = ("-xkeyform", "d", "-xcert", "a", "-xkey", "b", "-xchain_build",
             "-xcert", "c", "-xchain", "e", "-xcertform", "PEM")  # fmt: skip
    assert parse(words).extended.parts == (
        GroupPart(Part.KEY_FORM, Form.DER),
        GroupPart(Part.CERT, "a"),
        GroupPart(Part.KEY, "b"),
        GroupPart(Part.BUILD),
        GroupPart(Part.CERT, "c"),
        GroupPart(Part.CHAIN, "e"),
        GroupPart(Part.CERT_FORM, Form.PEM),
    )


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("-psk", "0a", "-www"), ("-psk", "***", "-www")),
        (("--psk=0a", "-www"), ("--psk", "-www")),
        (("-pass", "pass:x", "-dpass", "y"), ("-pass", "***", "-dpass", "***")),
        (("-proxy", "http://me:x@host:1/"), ("-proxy", "http://***@host:1/")),
        (
            ("-key", "pkcs11:token=t?pin-value=1234&x=y"),
            ("-key", "pkcs11:token=t?pin-value=***&x=y"),
        ),
        (("-cert", "-psk", "-key", "me@host"), ("-cert", "-psk", "-key", "me@host")),
    ],
)
def test_secrets_are_not_shown(words: tuple[str, ...], shown: tuple[str, ...]) -> None:
    assert parse(words).shown == shown

"""Bad input: one clear line, exit 1, nothing on stdout that tells of a start."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.kit.release import refused_command

from .ended import DH_LINE, Ended, ours, theirs

if TYPE_CHECKING:
    from pathlib import Path

HELP = "s_server: Use -help for summary."
RSA = ("-cert", "rsa.pem")
ANYWHERE = ("-accept", "127.0.0.1:0")

# Words, then each line of stderr as a pattern.
USAGE: list[tuple[tuple[str, ...], list[str]]] = [
    (("-bogus",), ["s_server: Unknown option: -bogus", HELP]),
    (("-port",), ["s_server: Option -port needs a value", HELP]),
    (("-cert",), ["s_server: Option -cert needs a value", HELP]),
    (("-www=yes",), ["s_server: Option -www does not take a value", HELP]),
    (("-port", "0"), ['s_server: Non-positive number "0" .*', HELP]),
    (("-port", "-1"), ['s_server: Non-positive number "-1" .*', HELP]),
    (("-port", "http"), ['s_server: Can\'t parse "http" as a number', HELP]),
    (("-port", "65536"), ["s_server: port .65536. .* out of range", "hint: .*"]),
    (("-accept", "65536"), ["s_server: port .65536. .* out of range", "hint: .*"]),
    (("-accept", "::1"), ["s_server: -accept argument malformed .*", "hint: .*"]),
    (("-accept", "127.0.0.1"), ["s_server: -accept argument .* no port", "hint: .*"]),
    (("-verify", "x"), ['s_server: Can\'t parse "x" as a number', HELP]),
    (("-verify_depth", ""), ['s_server: Can\'t parse "" as a number', HELP]),
    (("-CApath", "rsa.pem"), ["s_server: Not a directory: rsa.pem", HELP]),
    (("-naccept", "0x"), ['s_server: Can\'t parse "0x" as .*', HELP]),
    (("extra",), ['s_server: Extra option: "extra"', HELP]),
    (("-certform", "XYZ"), ['s_server: .*format.*"XYZ".*', "s_server: .*", HELP]),
    (("-tls1_2", "-tls1_3"), ["Cannot supply multiple protocol flags"]),
    (
        ("-tls1_2", "-no_tls1_3"),
        ["Cannot supply both a protocol flag and '-no_<prot>'"],
    ),
    (("-alpn", ""), ['s_server: -alpn argument "" has no protocol', "hint: .*"]),
    (("-alpn", ",,"), ['s_server: -alpn argument ",," has no protocol', "hint: .*"]),
    (
        ("-nextprotoneg", ","),
        ['s_server: -nextprotoneg argument "," has no protocol', "hint: .*"],
    ),
    (
        ("-alpn", f"h2,{'x' * 256}"),
        ["s_server: -alpn argument has a protocol of 256 bytes: 255 .*", "hint: .*"],
    ),
    (
        ("-alpn", "abcde," * 10923),
        ["s_server: -alpn argument has 65538 bytes: 65534 are allowed"],
    ),
    (
        ("-keymatexportlen", "1048577"),
        ["s_server: -keymatexportlen argument 1048577 is too large: .*"],
    ),
    (("-dtls", "-mtu", "255"), ["MTU too small. Must be at least 256"]),
    (
        ("-dtls", "-sctp"),
        ["s_server: option -sctp needs SCTP, which .* does not have: a build .*"],
    ),
    (("-sni",), ["s_server: Option -sni needs a value", HELP]),
    (("-sni", "a.b"), ["s_server: option -sni takes NAME=CERT or .*, not 'a.b'", HELP]),
    (("-sni", "f*.b=c.pem"), ["s_server: option -sni takes [*] for .*", "hint: .*"]),
    (("-sni", "ä.b=c.pem"), ["s_server: option -sni takes .*", "hint: .* xn--.*"]),
    (("-servername",), ["s_server: Option -servername needs a value", HELP]),
    (("-provparam", "x"), ["s_server: malformed '-provparam' .* 'x'", "hint: .*"]),
    (
        ("-keyform", "ENGINE"),
        ["s_server: option -keyform ENGINE needs -key", "hint: .*"],
    ),
    (
        ("-keyform", "ENGINE", "-key", "x"),
        ["No engine specified for loading the private key .-key.", "hint: .*"],
    ),
    (("-engine", "nope"), ['s_server: [iI]nvalid engine "nope"', "hint: .*nope.so.*"]),
    (
        ("-provider", "nope"),
        ["s_server: unable to load provider nope", "hint: use -prov.*", "hint: .*"],
    ),
    (("-rand", "no"), ["Can't load no into RNG", "hint: 'no': No such file .*"]),
    (("-rand", ""), ["Can't load  into RNG", "hint: '': No such file .*"]),
]


def failed(option: str) -> str:
    """The pattern of a line about a setting that is none."""
    return re.escape(refused_command(option, "nope"))


SETTINGS: list[tuple[tuple[str, ...], list[str]]] = [
    (("-cipher", "nope"), [failed("-cipher")]),
    (("-groups", "nope"), [failed("-groups")]),
    (("-curves", "nope"), [failed("-curves")]),
    (("-sigalgs", "nope"), [failed("-sigalgs")]),
    (("-min_protocol", "nope"), [failed("-min_protocol")]),
    (
        ("-ciphersuites", "nope"),
        [failed("-ciphersuites")],
    ),
    (
        ("-no_tls1", "-no_tls1_1", "-no_tls1_2", "-no_tls1_3"),
        ["s_server: no protocol version is left to serve"],
    ),
    (("-ssl_config", "x"), ["s_server: cannot use the configuration 'x': .*"]),
    (("-context", "x" * 33), ["s_server: option -context takes at most 32 bytes.*"]),
    (("-dhparam", "missing.pem"), ["s_server: cannot read DH parameters: missing.*"]),
    (("-dhparam", "garbage.pem"), ["s_server: cannot read DH parameters: garbage.*"]),
    (("-use_srtp", "nope"), ["Error setting SRTP profile"]),
    (("-use_srtp", ""), ["Error setting SRTP profile"]),
    (("-use_srtp", "SRTP_AES128_CM_SHA1_80:"), ["Error setting SRTP profile"]),
    (("-purpose", "nope"), ["s_server: Invalid purpose nope"]),
    (("-verify_name", "nope"), ["s_server: Invalid verify name nope"]),
    (("-policy", "nope"), ["s_server: Invalid Policy nope"]),
    (("-policy", ""), ["s_server: Invalid Policy "]),
    (("-verify_ip", "1.2.3"), ["s_server: option -verify_ip .* ::1, not '1.2.3'"]),
    (("-verify_email", "me"), ["s_server: option -verify_email .* mail .*, not 'me'"]),
    (
        ("-verify_hostname", ""),
        ["s_server: option -verify_hostname .* host .*, not ''"],
    ),
    (("-nameopt", "oneline,x"), ["s_server: .*-nameopt does not know 'x' in .*,x'"]),
    (("-nameopt", ""), ["s_server: option -nameopt does not know '' in ''"]),
    (("-CAfile", "no.pem"), ["s_server: option -CAfile: cannot load 'no.pem': .*"]),
    (("-CAfile", "garbage.pem"), ["s_server: option -CAfile: cannot load 'gar.*"]),
    (("-CAfile", "rsa-key.pem"), ["s_server: option -CAfile: cannot load 'rsa.*"]),
    (("-verifyCAfile", "no.pem"), ["s_server: option -verifyCAfile: cannot load .*"]),
    (("-CAstore", "no.pem"), ["s_server: option -CAstore: cannot use 'no.pem': .*"]),
    (("-CAstore", "x:y"), ["s_server: option -CAstore: cannot use 'x:y': .*"]),
    (("-propquery", "no=1"), ["s_server: cannot make .* the properties 'no=1': .*"]),
    (("-provider", "legacy"), ["s_server: cannot make a TLS context: .*"]),
    (("-sni", "a.b=rsa.pem", "-sni", "A.b=rsa.pem"), ["s_server: .* two certificates"]),
    (("-psk_session", "no"), ["Can't open PSK session file no"]),
    (("-psk_session", "rsa.pem"), ["Can't read PSK session file rsa.pem"]),
    (("-psk_hint", "x" * 999), ["error setting PSK identity hint to context"]),
    (("-psk_file", "no"), ["s_server: cannot read the shared keys: no: .*"]),
    (("-psk_file", "rsa.pem"), ["s_server: cannot read the shared keys: rsa.pem"]),
    (
        ("-srpvfile", "no"),
        ['Cannot initialize SRP verifier file "no":ret=3'],
    ),
    (
        ("-srpvfile", "rsa.pem"),
        ['Cannot initialize SRP verifier file "rsa.pem":ret=1'],
    ),
    (("-pass", "nonsense"), ["s_server: Error getting password"]),
    (("-pass", "env:NONE"), ["s_server: Error getting password"]),
    (("-pass", "stdin"), ["s_server: Error getting password"]),
]
READ = r"s_server: cannot read the {} \(-cert\) from '{}': .*"
OPEN = r"s_server: cannot read the {} \(-{}\): {}: {}"
N = "No such file or directory"
FILES: list[tuple[tuple[str, ...], list[str]]] = [
    (("-cert", "no.pem"), [OPEN.format("private key", "cert", "no.pem", N)]),
    (("-cert", "."), [OPEN.format("private key", "cert", r"\.", "Is a directory")]),
    (
        ("-cert", "empty.pem"),
        [OPEN.format("private key", "cert", "empty.pem", ".*empty")],
    ),
    (("-cert", "truncated.pem"), [READ.format("private key", "truncated.pem")]),
    (("-cert", "garbage.pem"), [READ.format("private key", "garbage.pem")]),
    (
        ("-cert", "mismatching.pem"),
        ["s_server: the private key .* from .* not that .*"],
    ),
    (
        ("-cert", "rsa.pem", "-key", "no.pem"),
        [OPEN.format("private key", "key", "no.pem", N)],
    ),
    (
        ("-cert", "no.pem", "-key", "rsa.pem"),
        [OPEN.format("certificate", "cert", "no.pem", N)],
    ),
    (
        ("-cert", "rsa-cert.pem"),
        ["s_server: there is no private key .*", "hint: .* -key"],
    ),
    (
        ("-cert", "rsa.pem", "-certform", "DER"),
        [
            OPEN.format("private key", "cert", "rsa.pem", "the file is PEM, not DER"),
            "hint: without -certform the form is found out",
        ],
    ),
    (
        ("-cert", "rsa.pem", "-keyform", "DER"),
        [
            OPEN.format("private key", "cert", "rsa.pem", "the file is PEM, not DER"),
            "hint: without -keyform the form is found out",
        ],
    ),
    (
        ("-cert", "rsa-cert.pem", "-key", "rsa-key.der", "-keyform", "PVK"),
        [r"s_server: cannot read the private key \(-key\) from 'rsa-key.der': bad .*"],
    ),
    (
        ("-cert", "rsa.p12", "-pass", "pass:wrong"),
        [READ.format("private key", "rsa.p12").replace(".*", "wrong pass phrase")],
    ),
]  # fmt: skip


def assert_refused(ended: Ended, patterns: list[str], stdout: str = "") -> None:
    assert ended.status == 1, ended
    assert ended.stdout == stdout
    assert len(ended.lines) == len(patterns), ended.lines
    for line, pattern in zip(ended.lines, patterns, strict=True):
        assert re.fullmatch(pattern, line), (line, pattern)


def name_of(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else ""


@pytest.mark.parametrize(("words", "patterns"), USAGE, ids=name_of)
def test_words_that_make_no_sense(
    folder: Path, words: tuple[str, ...], patterns: list[str]
) -> None:
    assert_refused(ours(*RSA, *words, cwd=folder), patterns)


@pytest.mark.parametrize(("words", "patterns"), SETTINGS, ids=name_of)
def test_settings_that_cannot_be(
    folder: Path, words: tuple[str, ...], patterns: list[str]
) -> None:
    ended = ours(*ANYWHERE, *RSA, *words, cwd=folder)
    # Releases differ in how many reasons they give.
    ended = replace(ended, stderr=re.sub(r"(?m)^hint: .*\n", "", ended.stderr))
    assert_refused(ended, patterns, _dh_line(words))


def _dh_line(words: tuple[str, ...]) -> str:
    """What is settled after the DH parameters: keys and users."""
    return DH_LINE if words[0].startswith(("-psk", "-srp")) else ""


@pytest.mark.parametrize(("words", "patterns"), FILES, ids=name_of)
def test_files_that_cannot_be_used(
    folder: Path, words: tuple[str, ...], patterns: list[str]
) -> None:
    assert_refused(ours(*ANYWHERE, *words, cwd=folder), patterns)


@pytest.mark.parametrize(
    "words",
    [(*RSA, "-cipher", "nope"), (*RSA, "-groups", "nope"), (*RSA, "-sigalgs", "nope"),
     (*RSA, "-use_srtp", "nope"), (*RSA, "-nextprotoneg", "h2", "-tls1_3"),
     (*RSA, "-tls1_2", "-tls1_3"), (*RSA, "-bogus"), (*RSA, "-port"),
     (*RSA, "-provider", "nope"), (*RSA, "-rand", "no"), (*RSA, "-rand", "rsa.pem:no"),
     (*RSA, "-curves", "P-256:nope"), (*RSA, "-named_curve", "P-256:P-384"),
     (*RSA, "-client_sigalgs", "nope"), (*RSA, "-ciphersuites", "nope"),
     (*RSA, "-min_protocol", "nope"), (*RSA, "-max_protocol", "tlsv1.2"),
     (*RSA, "-record_padding", "20000"), (*RSA, "-max_send_frag", "511"),
     (*RSA, "-max_send_frag", "16385"), (*RSA, "-max_send_frag", "x"),
     (*RSA, "-split_send_frag", "601", "-max_send_frag", "600"),
     (*RSA, "-split_send_frag", "-1"), (*RSA, "-max_pipelines", "33"),
     (*RSA, "-psk", "12g"), (*RSA, "-psk_session", "no"),
     (*RSA, "-psk_session", "rsa.pem"), (*RSA, "-psk_hint", "x" * 999),
     (*RSA, "-msgfile", "no/messages"), (*RSA, "-msgfile", "."),
     (*RSA, "-srpvfile", "no"), (*RSA, "-srpvfile", "rsa.pem")],
    ids=name_of,
)  # fmt: skip
def test_the_first_line_is_the_c_programs(folder: Path, words: tuple[str, ...]) -> None:
    expected = theirs(*words, cwd=folder)
    got = ours(*words, cwd=folder)
    assert expected.status == got.status == 1
    assert got.lines[0] == expected.lines[0]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("missing/keys.log", N),
        (".", "Is a directory"),
        ("", N),
        ("/dev/full", "No space left on device"),
    ],
)
def test_a_key_log_that_cannot_be_written(folder: Path, path: str, reason: str) -> None:
    words = (*RSA, "-keylogfile", path)
    ended = ours(*ANYWHERE, *words, cwd=folder)
    line = re.escape(f"Error writing keylog file {path}")
    assert_refused(ended, [line, f"hint: -keylogfile: {reason}"], DH_LINE)
    if path != "/dev/full":
        # The C program keeps the header in its buffer there, and serves.
        expected = theirs(*words, cwd=folder)
        assert expected.status == 1
        assert (expected.stdout, expected.lines[0]) == (ended.stdout, ended.lines[0])


@pytest.mark.parametrize("option", ["-no_ems", "-prefer_no_dhe_kex", "-no_etm"])
def test_a_command_that_only_other_releases_know(folder: Path, option: str) -> None:
    # The groups end a program that knows the option.
    words = (*RSA, option, "-groups", "nope")
    expected, got = theirs(*words, cwd=folder), ours(*words, cwd=folder)
    if "Unknown option" in expected.lines[0]:
        assert re.fullmatch(
            f"s_server: option {option} is unknown to OpenSSL .*: "
            r"OpenSSL 3\.[23] brought it",
            got.lines[0],
        )
    else:
        assert got.lines[0] == expected.lines[0]


def test_a_padding_that_is_no_number(folder: Path) -> None:
    for word in ("abc", "512,", "1,2,3"):
        ended = ours(*RSA, "-record_padding", word, cwd=folder)
        assert ended.status == 1
        assert "record_padding" in ended.stderr or "as a number" in ended.stderr


def test_a_port_in_use(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        ended = ours("-accept", address, *RSA, cwd=folder)
    line = f"s_server: cannot listen on {address}: Address already in use"
    assert_refused(ended, [re.escape(line)], DH_LINE)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("-accept", "no-such-host.invalid:0"), r"no-such-host\.invalid:0: .+"),
        (("-accept", "240.0.0.1:0"), "240.0.0.1:0: Cannot assign requested address"),
        (("-accept", "127.0.0.1:no-such-service"), "127.0.0.1:no-such-service: .+"),
        (("-6", "-accept", "127.0.0.1:0"), "127.0.0.1:0: .+"),
        (("-unix", "missing/s.sock"), "missing/s.sock: No such file or directory"),
        (("-unix", "rsa.pem", "-unlink"), "rsa.pem: Address already in use"),
    ],
    ids=name_of,
)
def test_an_address_that_cannot_be_listened_on(
    folder: Path, words: tuple[str, ...], reason: str
) -> None:
    patterns = [f"s_server: cannot listen on {reason}"]
    assert_refused(ours(*words, *RSA, cwd=folder), patterns, DH_LINE)
    assert (folder / "rsa.pem").is_file()


def test_without_a_certificate_a_bad_host_is_a_line_too(tmp_path: Path) -> None:
    for host in ("my_host", "a..b", "bad name"):
        ended = ours(
            "-accept", f"{host}:0", cwd=tmp_path, env={"TMPDIR": str(tmp_path)}
        )
        pattern = f"s_server: cannot listen on {host}:0: .+"
        assert_refused(ended, [pattern], DH_LINE)
        assert list(tmp_path.iterdir()) == []


def test_a_missing_pass_phrase_without_a_terminal(folder: Path) -> None:
    words = ("-cert", "rsa-cert.pem", "-key", "rsa-key-encrypted.pem")
    ended = ours(*ANYWHERE, *words, cwd=folder)
    assert_refused(ended, [".*: it needs a pass phrase", "hint: .*-pass.*"])


def test_a_version_that_no_build_of_debian_has(folder: Path) -> None:
    ended = ours(*ANYWHERE, *RSA, "-ssl3", cwd=folder)
    refusal = (
        r"s_server: option -ssl3 needs SSLv3, which OpenSSL .* does not have: "
        "a build with ssl3 has it, and OpenSSL 3.6 was the last to have it"
    )
    assert_refused(ended, [refusal])

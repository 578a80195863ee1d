"""The table of conversations over TCP and unix sockets.

Every row is held with the C program and with ours, and everything that was
seen must be the same, save for the rows of docs/differences.toml that it
names.
"""

from __future__ import annotations

import ssl
from itertools import product

from tests.compat.clients import (
    FROM_CLIENT,
    Client,
    ask,
    fetch,
    in_turn,
    plain,
    python,
    refused,
    send,
    talk,
    until_end,
)
from tests.kit.clients import End
from tests.kit.conversation import Scenario
from tests.kit.release import is_since

TLS_1_2 = ssl.TLSVersion.TLSv1_2
TLS_1_3 = ssl.TLSVersion.TLSv1_3
GET = b"GET / HTTP/1.0\r\n\r\n"
CHACHA = "ECDHE-RSA-CHACHA20-POLY1305"
AES = "ECDHE-RSA-AES128-GCM-SHA256"
FFDHE = "DHE-RSA-AES128-GCM-SHA256"
VERSIONS = {"tls1.2": "-tls1_2", "tls1.3": "-tls1_3"}
CURL_VERSIONS = {"tls1.2": ("--tls-max", "1.2"), "tls1.3": ("--tlsv1.3",)}
RSA = ("-cert", "rsa.pem")
ONCE = ("-naccept", "1")


def once(
    name: str, client: Client | None, *options: str, differs: tuple[str, ...] = ()
) -> Scenario:
    """Make a row with an RSA certificate and one client."""
    return Scenario(
        name=name,
        options=(*RSA, *ONCE, *options),
        client=client,
        differences=differs,
    )


def grid() -> list[Scenario]:
    """Every mode with every version and kind of certificate."""
    return [
        Scenario(
            name=f"{mode} {version} {kind}",
            options=("-cert", f"{kind}.pem", *ONCE, *options),
            client=client,
        )
        for version, kind in product(VERSIONS, ("rsa", "ecdsa", "ed25519"))
        for mode, options, client in _modes(version)
        if kind != "ed25519" or mode == "console"
    ]


def _modes(version: str) -> list[tuple[str, tuple[str, ...], Client]]:
    flag, curl = VERSIONS[version], CURL_VERSIONS[version]
    reverse = ask(b"hello\n\nCLOSEX\n", b"XESOLC\n", flag)
    return [
        ("console", (), talk(flag)),
        ("quiet", ("-quiet",), talk(flag)),
        ("brief", ("-brief",), talk(flag)),
        ("rev", ("-rev",), reverse),
        ("www", ("-www",), fetch("/", *curl)),
        ("WWW", ("-WWW",), fetch("/page.html", *curl)),
        ("HTTP", ("-HTTP",), fetch("/response", *curl)),
    ]


ADDRESSES = [
    once("unix socket", talk(), "-unix", "s.sock"),
    once("unix socket, quiet", talk(), "-unix", "s.sock", "-quiet"),
    once("unix socket, page", fetch("/"), "-unix", "s.sock", "-www"),
    once("unix socket, unlink", talk(), "-unix", "response.sock", "-unlink"),
    once("fixed port", talk(), "-accept", "127.0.0.1:{port}"),
    once("fixed port, every address", talk(), "-port", "{port}"),
    once("port 0, every address", talk(), "-accept", "0"),
    once("port 0, *", talk(), "-accept", "*:0"),
    once("port 0, localhost", talk(), "-accept", "localhost:0"),
    once("port 0, IPv6", talk(), "-accept", "[::1]:0"),
    once("port 0, -4", talk(), "-4", "-accept", "*:0"),
    once("port 0, -6", talk(), "-6", "-accept", "*:0"),
]

SENDFILE = [
    once("sendfile without kernel TLS", fetch("/page.html"), "-WWW", "-sendfile"),
]

COUNTS = [
    Scenario(
        name="naccept 2",
        options=(*RSA, "-naccept", "2"),
        client=in_turn(talk("-tls1_2"), talk("-tls1_3")),
    ),
    Scenario(
        name="naccept 3, brief",
        options=(*RSA, "-naccept", "3", "-brief"),
        client=in_turn(talk("-tls1_2"), plain(GET), talk("-tls1_3")),
    ),
    Scenario(
        name="naccept 2, page",
        options=(*RSA, "-naccept", "2", "-www"),
        client=in_turn(fetch("/"), fetch("/other")),
    ),
    Scenario(
        name="resumption",
        options=(*RSA, "-naccept", "2"),
        client=in_turn(
            talk("-tls1_2", "-sess_out", "session.pem"),
            talk("-tls1_2", "-sess_in", "session.pem"),
        ),
    ),
    Scenario(
        name="resumption, TLS 1.3",
        options=(*RSA, "-naccept", "2"),
        client=in_turn(
            talk("-tls1_3", "-sess_out", "session.pem"),
            talk("-tls1_3", "-sess_in", "session.pem"),
        ),
    ),
]


def endings() -> list[Scenario]:
    """Every way of a client to leave, in both versions."""
    ends = (End.CLOSE_NOTIFY, End.TRUNCATE, End.RESET)
    rows = []
    for version, end in product((TLS_1_2, TLS_1_3), ends):
        name = f"client leaves, {version.name}, {end.name}"
        client = python(end, version=version, data=FROM_CLIENT)
        rows.append(once(name, client))
        rows.append(once(f"{name}, quiet", client, "-quiet"))
        rows.append(once(f"{name}, brief", client, "-brief"))
        if end is End.TRUNCATE:
            option = "-ignore_unexpected_eof"
            rows.append(once(f"{name}, ignored", client, option))
    return rows


RANDOM = bytes(range(1, 200))
HALF_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03half"
BAD_CLIENTS = [
    once(f"{what}, {mode[0] if mode else 'console'}", plain(data), *mode)
    for what, data in {
        "plain HTTP": GET,
        "random bytes": RANDOM,
        "half a ClientHello": HALF_HELLO,
        "nothing": b"",
    }.items()
    for mode in ((), ("-quiet",), ("-brief",), ("-rev",), ("-www",), ("-WWW",))
]

HANDSHAKES = [
    once("no shared cipher", refused("-tls1_2", "-cipher", CHACHA), "-cipher", AES),
    once(
        "no shared cipher, page",
        refused("-tls1_2", "-cipher", CHACHA),
        "-cipher",
        AES,
        "-www",
    ),
    once(
        "no shared cipher, reverse",
        refused("-tls1_2", "-cipher", CHACHA),
        "-cipher",
        AES,
        "-rev",
    ),
    once("client too old", refused("-tls1_2"), "-tls1_3"),
    once("client too new", refused("-tls1_3"), "-tls1_2"),
    once("client too new, brief", refused("-tls1_3"), "-tls1_2", "-brief"),
    once("client too new, -no_tls1_3", refused("-tls1_3"), "-no_tls1_3"),
    once("no shared group", refused("-groups", "X448"), "-groups", "P-256"),
    once("no certificate", refused("-tls1_2"), "-nocert"),
    once("no certificate, TLS 1.3", refused("-tls1_3"), "-nocert"),
    once(
        "anonymous",
        talk("-tls1_2", "-cipher", "aNULL:@SECLEVEL=0"),
        "-nocert",
        "-cipher",
        "aNULL:@SECLEVEL=0",
    ),
]

OPTIONS = [
    once("DH from a file", talk("-tls1_2", "-cipher", FFDHE), "-dhparam", "dh.pem"),
    once("DH automatic", talk("-tls1_2", "-cipher", FFDHE)),
    # By 4.0 nobody is refused.
    once("no DH", (talk if is_since("4.0") else refused)("-tls1_2", "-cipher", FFDHE),
         "-no_dhe"),
    once("no DH, other cipher", talk("-tls1_2"), "-no_dhe"),
    once("context", talk("-tls1_2"), "-context", "abc"),
    once("context, TLS 1.3", talk("-tls1_3"), "-context", "abc"),
    once("cipher", talk("-tls1_2"), "-cipher", f"{AES}:{CHACHA}"),
    once(
        "client's preference",
        talk("-tls1_2", "-cipher", f"{CHACHA}:{AES}"),
        "-cipher",
        f"{AES}:{CHACHA}",
    ),
    once(
        "server's preference",
        talk("-tls1_2", "-cipher", f"{CHACHA}:{AES}"),
        "-serverpref",
        "-cipher",
        f"{AES}:{CHACHA}",
    ),
    once("ciphersuites", talk("-tls1_3"), "-ciphersuites", "TLS_AES_128_GCM_SHA256"),
    once("groups", talk("-tls1_3"), "-groups", "P-384:X25519"),
    once("groups, TLS 1.2", talk("-tls1_2"), "-curves", "P-256"),
    once("signature algorithms", talk(), "-sigalgs", "RSA-PSS+SHA384"),
    once("no tickets", talk("-tls1_2"), "-no_ticket"),
    once("no tickets, TLS 1.3", talk("-tls1_3"), "-no_ticket"),
    once("one ticket", talk("-tls1_3"), "-num_tickets", "1"),
    once("no renegotiation", talk("-tls1_2"), "-no_renegotiation"),
    once("bugs", talk("-tls1_2"), "-bugs"),
    once("server's bounds", talk(), "-min_protocol", "TLSv1.2", "-no_tls1_3"),
    once("crlf", talk(), "-crlf"),
    once("read buffer", talk(), "-read_buf", "32768"),
    once("DER certificate", talk(), "-cert", "rsa-cert.der", "-key", "rsa-key.der",
         "-certform", "DER", "-keyform", "DER"),
    once("DER certificate, detected", talk(), "-cert", "rsa-cert.der",
         "-key", "rsa-key.der"),
    once("PKCS#12, -key too", talk(), "-cert", "rsa-cert.pem", "-key", "rsa.p12",
         "-pass", "pass:open sesame"),
    once("encrypted key", talk(), "-cert", "rsa-cert.pem",
         "-key", "rsa-key-encrypted.pem", "-pass", "pass:open sesame"),
    Scenario(name="configuration", client=talk(), env={"OPENSSL_CONF": "config.cnf"},
             options=(*RSA, *ONCE, "-ssl_config", "only12")),
    Scenario(name="prefix", client=talk(), options=(*RSA, *ONCE),
             env={"HARNESS_OSSL_PREFIX": "# "}),
    Scenario(name="prefix, page", client=fetch("/"), options=(*RSA, *ONCE, "-www"),
             env={"HARNESS_OSSL_PREFIX": "# "}),
]  # fmt: skip


def refuse(name: str, difference: str, client: Client, option: str) -> Scenario:
    """Make a row with a path that is not served."""
    return once(name, client, option, differs=(difference,))


FILES = [
    once("file without suffix", fetch("/response"), "-WWW"),
    once("text file", fetch("/text.txt"), "-WWW"),
    once("empty file", fetch("/nothing.txt"), "-WWW"),
    once("large file", fetch("/large.txt"), "-WWW"),
    once("large file, binary", fetch("/large.txt"), "-WWW", "-http_server_binmode"),
    once("file in this folder", fetch("/./text.txt"), "-WWW"),
    once("statistics", until_end(b"GET /stats HTTP/1.0\r\n\r\n"), "-WWW"),
    once("page by s_client", until_end(GET), "-www"),
    once("page on a later line", until_end(b"X: y\r\n" + GET), "-www"),
    once(
        "page, secrets",
        fetch("/"),
        "-www",
        "-psk",
        "1a2b3c",
        "-pass",
        "pass:x",
        differs=("page-hides-secrets",),
    ),
    once("page, quiet", fetch("/"), "-www", "-quiet"),
    once("file, quiet", fetch("/page.html"), "-WWW", "-quiet"),
    refuse("parent folder", "refused-path-403", fetch("/../x"), "-WWW"),
    refuse("colon", "refused-path-403", fetch("/a:b"), "-WWW"),
    refuse("absolute path", "refused-path-403", fetch("//etc/passwd"), "-WWW"),
    refuse("folder", "refused-path-403", fetch("/sub"), "-WWW"),
    refuse("missing file", "refused-path-404", fetch("/missing.txt"), "-WWW"),
    refuse("old style", "refused-path-400", until_end(b"GET /text.txt\r\n"), "-WWW"),
]

REVERSE = [
    once("reverse, CLOSE", until_end(b"hello\r\nCLOSE\r\n"), "-rev"),
    # A line with a C first is a command of newer clients.
    once(
        "reverse, CLOSE ignored",
        ask(b"CLOSE\n", b"ESOLC\n", "-nocommands"),
        "-rev",
        "-ign_eof",
    ),
    once("reverse, silent client", send(b""), "-rev"),
    once("reverse, long line", ask(b"a" * 20000 + b"b\n", b"b" + b"a" * 99), "-rev"),
    once("reverse, quiet", ask(b"hello\n", b"olleh\n"), "-rev", "-quiet"),
]

ALL = [
    *SENDFILE,
    *grid(),
    *ADDRESSES,
    *COUNTS,
    *endings(),
    *BAD_CLIENTS,
    *HANDSHAKES,
    *OPTIONS,
    *FILES,
    *REVERSE,
]

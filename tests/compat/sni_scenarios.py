"""The conversations about -servername: a second certificate for a second name."""

from __future__ import annotations

from tests.compat.clients import (
    DATA_ONLY,
    Client,
    ask,
    fetch,
    in_turn,
    refused,
    talk,
    until_end,
)
from tests.compat.scenarios import FFDHE, ONCE, RSA, VERSIONS
from tests.kit.conversation import Scenario

NAME = ("-servername", "second.example")
TWICE = ("-naccept", "2")
SECOND = (*RSA, *NAME, "-cert2", "ecdsa.pem")


def second(
    name: str,
    client: Client,
    *options: str,
    count: tuple[str, ...] = ONCE,
    differs: tuple[str, ...] = (),
) -> Scenario:
    """Make a row with an ECDSA certificate for the second name."""
    return Scenario(
        name=f"server name, {name}",
        options=(*SECOND, *count, *options),
        client=client,
        differences=differs,
    )


NAMES = {
    "second": NAME,
    "in capitals": ("-servername", "Second.EXAMPLE"),
    "first": ("-servername", "first.example"),
    "none": ("-noservername",),
    "unprintable": ("-servername", "a\x01 \x7f~ä.example"),
    "prefix": ("-servername", "second.exampl"),
}


def names() -> list[Scenario]:
    """Every kind of name, known or not; and then a name that is refused."""
    rows = []
    for version, flag in VERSIONS.items():
        known = (talk(flag, *NAME), talk(flag, "-noservername"))
        other = refused(flag, "-servername", "first.example")
        rows += [
            second(
                f"all kinds, {version}",
                in_turn(*(talk(flag, *words) for words in NAMES.values())),
                count=("-naccept", str(len(NAMES))),
            ),
            second(
                f"fatal, {version}",
                in_turn(other, *known),
                "-servername_fatal",
                count=("-naccept", "3"),
            ),
        ]
    return rows


def modes() -> list[Scenario]:
    """Every mode tells of the switch, unless it is silent."""
    other = refused("-servername", "first.example")
    page = until_end(b"GET / HTTP/1.0\r\n\r\n", "-tls1_2", *NAME)
    reverse = ask(b"hello\n", b"olleh\n", *NAME)
    return [
        second(f"mode {mode}", client, mode, "-servername_fatal", count=count)
        for mode, client, count in (
            ("-quiet", in_turn(other, talk(*NAME)), TWICE),
            ("-brief", in_turn(other, talk(*NAME)), TWICE),
            ("-rev", in_turn(other, reverse), TWICE),
            ("-WWW", fetch("/page.html"), ONCE),
            ("-www", page, ONCE),
        )
    ]


def resumption() -> list[Scenario]:
    """A session of the second name is resumed, under whichever name comes with it."""
    rows = []
    for version, flag in VERSIONS.items():
        first = talk(flag, *NAME, "-sess_out", "session.pem")
        again = talk(flag, *NAME, "-sess_in", "session.pem")
        other = talk(flag, "-servername", "first.example", "-sess_in", "session.pem")
        for what, client, options in (
            ("resumed", in_turn(first, again, other), ("-naccept", "3")),
            ("resumed without tickets", in_turn(first, again), (*TWICE, "-no_ticket")),
        ):
            rows.append(second(f"{what}, {version}", client, *options, count=()))
    return rows


PHRASE = ("-pass", "pass:open sesame")
OTHERS = [
    second(
        "encrypted key2",
        talk(*NAME),
        *("-cert2", "ecdsa-cert.pem", "-key2", "ecdsa-key-encrypted.pem", *PHRASE),
    ),
    second(
        "PKCS#12", talk(*NAME), "-cert2", "rsa-cert.pem", "-key2", "rsa.p12", *PHRASE
    ),
    second(
        "forms of -cert and -key",
        talk(*NAME),
        *("-cert", "rsa-cert.der", "-key", "rsa-key.der"),
        *("-cert2", "ecdsa-cert.der", "-key2", "ecdsa-key.der"),
        *("-certform", "DER", "-keyform", "DER"),
    ),
    second("the last name counts", talk(*NAME), "-servername", "x", *NAME),
    second(
        "only the second can",
        talk("-tls1_2", *NAME),
        "-cipher",
        "ECDHE-ECDSA-AES256-SHA",
    ),
    second(
        "signature algorithms",
        talk("-tls1_3", *NAME),
        *("-sigalgs", "ECDSA+SHA256:RSA-PSS+SHA256"),
    ),
    second(
        "DH from a file",
        talk("-tls1_2", *NAME, "-cipher", FFDHE),
        *("-dhparam", "dh.pem", "-cert2", "rsa-signed.pem"),
    ),
    second(
        "no DH",
        refused("-tls1_2", *NAME, "-cipher", FFDHE),
        *("-no_dhe", "-cert2", "rsa-signed.pem"),
    ),
    second(
        "without a certificate",
        talk("-tls1_2", *NAME, "-cipher", "aNULL:@SECLEVEL=0"),
        *("-nocert", "-cipher", "aNULL:@SECLEVEL=0"),
        differs=("servername-with-nocert",),
    ),
    Scenario(
        name="server name, only -servername_fatal",
        options=(*RSA, *ONCE, "-servername_fatal", "-cert2", "missing.pem"),
        client=talk(*NAME),
        differences=("idle-options",),
    ),
]

SURVIVING = [
    second(
        "ALPN",
        talk(*NAME, "-alpn", "h2,http/1.1"),
        *("-alpn", "h2", "-quiet"),
        differs=("settings-of-further-names",),
    ),
    second(
        "prefix of ids",
        talk("-tls1_2", *NAME),
        *("-id_prefix", "abc", "-no_ticket", "-tls1_2"),
        differs=("prefix-told-once",),
    ),
    second(
        "client certificate",
        in_turn(
            talk("-tls1_2", *NAME, "-cert", "rsa-signed.pem"),
            talk("-tls1_3", *NAME, "-cert", "ecdsa-signed.pem", *DATA_ONLY),
        ),
        *("-Verify", "1", "-CAfile", "ca-cert.pem", *TWICE),
        count=(),
    ),
    second("keying material", talk(*NAME), "-keymatexport", "x"),
    second(
        "external cache",
        in_turn(
            talk("-tls1_2", *NAME, "-sess_out", "session.pem"),
            talk("-tls1_2", *NAME, "-sess_in", "session.pem"),
        ),
        *("-ext_cache", "-no_ticket", *TWICE),
        count=(),
    ),
]

ALL = [*SURVIVING, *names(), *modes(), *resumption(), *OTHERS]

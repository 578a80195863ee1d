"""The ClientHello as tables: everything that the client offered, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.output.html.elements import element, facts, table
from s_server.output.html.values import code, codes, contents
from s_server.wire.fingerprints import ja3, ja4

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from s_server.events import ClientHelloReceived
    from s_server.wire.client_hello import ClientHello


def hello_section(events: Sequence[ClientHelloReceived]) -> Element:
    """Show each ClientHello that the client sent."""
    made = element(
        "section",
        element("h2", "What the client offered", id="offered"),
        aria_labelledby="offered",
    )
    if not events:
        made.append(element("p", "No ClientHello was seen."))
    for number, event in enumerate(events, 1):
        if len(events) > 1:
            made.append(element("h3", f"ClientHello {number} of {len(events)}"))
        try:
            made.extend(_tables(event.hello))
        except WireError as error:
            made.append(element("p", f"It could not be read: {error}"))
    return made


def _tables(hello: ClientHello) -> list[Element]:
    extensions = hello.extensions or ()
    transport = "d" if hello.cookie is not None else "t"
    return [
        facts([
            ("JA4", element("code", ja4(hello, transport))),
            ("JA3", element("code", ja3(hello)[1])),
            ("Legacy version", code(hello.version)),  # type: ignore[arg-type]  # decoded, so a Version
            ("Random", element("code", hello.random.hex())),
            ("Session id", f"{len(hello.session_id)} bytes"),
            ("Compression", codes(hello.compression_methods)),
        ]),
        table(
            f"Cipher suites ({len(hello.cipher_suites)})",
            ("#", "Suite", "Number"),
            (
                (str(at), codes([suite]), element("code", f"0x{suite:04x}"))
                for at, suite in enumerate(hello.cipher_suites, 1)
            ),
        ),
        table(
            f"Extensions ({len(extensions)})",
            ("#", "Extension", "Number", "Bytes", "Contents"),
            (
                (
                    str(at),
                    code(one.type),
                    str(one.code),
                    str(len(one.data)),
                    contents(one),
                )
                for at, one in enumerate(extensions, 1)
            ),
            cards=True,
        ),
    ]  # fmt: skip

"""All that a client offered, in its order, and what of it could have been used.

Printed with -client_hello alone: scripts see the C program's lines and no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.explain.agreement import common_suites
from s_server.wire.codes import CipherSuite, Code
from s_server.wire.fingerprints import ja3, ja4

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.events import Facts
    from s_server.wire.client_hello import ClientHello

_NONE = "none"
# DTLS's versions have the suites of these (RFC 6347 1).
_VERSIONS = {
    "SSLv3": 0x0300, "TLSv1": 0x0301, "TLSv1.1": 0x0302, "TLSv1.2": 0x0303,
    "TLSv1.3": 0x0304, "DTLSv1": 0x0302, "DTLSv1.2": 0x0303,
}  # fmt: skip


def hello_lines(facts: Facts) -> list[str]:
    """Answer the lines; none where the ClientHello cannot be read."""
    hello = facts.client_hello
    if hello is None:
        return []
    return [*_offered(hello), _common(facts, hello)]


def _offered(hello: ClientHello) -> list[str]:
    transport = "t" if hello.cookie is None else "d"
    lists: dict[str, Iterable[int]] = {
        "versions": hello.supported_versions or (hello.version,),
        "cipher suites": hello.cipher_suites,
        "groups": hello.groups,
        "signature schemes": hello.signature_schemes,
        "extensions": [extension.type for extension in hello.extensions or ()],
    }
    return [
        f"Client JA3: {ja3(hello)[1]}",
        f"Client JA4: {ja4(hello, transport)}",
        *(f"Client {what}: {_labels(codes)}" for what, codes in lists.items()),
    ]


def _common(facts: Facts, hello: ClientHello) -> str:
    version = _VERSIONS.get(facts.version, 0)
    codes = common_suites(hello, facts.own, version)
    return f"Common cipher suites: {_labels(map(CipherSuite, codes))}"


def _labels(codes: Iterable[int]) -> str:
    return ", ".join(map(_label, codes)) or _NONE


def _label(code: int) -> str:
    return code.label if isinstance(code, Code) else f"0x{code:04x}"

"""All that a client offered, in its order, and what of it could have been used.

Printed with -client_hello alone: scripts see the C program's lines and no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.explain.agreement import agreeable_suites
from s_server.wire.codes import CipherSuite, Code
from s_server.wire.fingerprints import ja3, ja4

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s_server.events import Facts, Failed
    from s_server.wire.client_hello import ClientHello

_NONE = "none"


def hello_lines(facts: Facts) -> list[str]:
    """Answer the lines; none where the ClientHello cannot be read."""
    hello = facts.client_hello
    if hello is None:
        return []
    return [*_offered(hello), _common(agreeable_suites(facts))]


def refused_hello_lines(failed: Failed) -> list[str]:
    """Answer the same of a handshake that failed after a ClientHello came."""
    if failed.first_hello is None:
        return []
    try:
        hello = failed.first_hello.hello
    except WireError:
        return []
    return [*_offered(hello), _common(failed.common_suites)]


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


def _common(codes: Iterable[int]) -> str:
    return f"Common cipher suites: {_labels(map(CipherSuite, codes))}"


def _labels(codes: Iterable[int]) -> str:
    return ", ".join(map(_label, codes)) or _NONE


def _label(code: int) -> str:
    return code.label if isinstance(code, Code) else f"0x{code:04x}"

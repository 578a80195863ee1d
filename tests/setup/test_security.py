"""Which questions to the security level are told of when the server is set up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import SecurityShown, Trace
from s_server.events import Bus, SecurityAskedAtStart, SecurityQuestion
from s_server.libssl.store import PassPhrase, load_certificate
from s_server.setup import security

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from tests.kit.certificates import Certificates


@pytest.mark.parametrize(
    ("shown", "count"), [(None, 0), (SecurityShown.REFUSED, 0), (SecurityShown.ALL, 1)]
)
def test_the_own_certificate_is_asked_about(
    context: Context,
    certificates: Certificates,
    shown: SecurityShown | None,
    count: int,
) -> None:
    bus = Bus()
    told: list[SecurityQuestion] = []
    bus.subscribe(SecurityAskedAtStart, lambda event: told.append(event.question))
    security.watch(context, Trace(security=shown))
    use_certificate(context, certificates)
    security.tell(context, bus)
    assert [(q.name, q.key_bits, q.allowed) for q in told] == [
        ("RSA", 2048, True)
    ] * count
    security.tell(context, bus)
    assert len(told) == count


def use_certificate(context: Context, certificates: Certificates) -> None:
    library, path = context.library, str(certificates.pair("rsa"))
    certificate = load_certificate(library, path, PassPhrase(lambda: None))
    assert certificate is not None
    with certificate:
        done = library.functions.SSL_CTX_use_certificate(
            context.pointer, certificate.pointer
        )
    assert done == 1

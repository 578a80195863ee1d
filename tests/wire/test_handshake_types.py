"""The numbers are those of the registry."""

from __future__ import annotations

from s_server.wire import handshake_types
from s_server.wire.registries import name_of


def test_every_number_has_its_name_in_the_registry() -> None:
    named = {n: c for n, c in vars(handshake_types).items() if n.isupper()}
    assert len(named) > 20
    for name, code in named.items():
        assert name_of("handshake_types", code) == name.lower()

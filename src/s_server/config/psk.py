"""Keys and passwords that both sides share beforehand."""

from __future__ import annotations

from s_server.frozen import Frozen


class Psk(Frozen, hidden=("key",)):
    """Keys shared beforehand: ``key`` is that of ``identity``, ``file`` has more."""

    key: bytes | None = None
    identity: str = "Client_identity"
    hint: str | None = None
    session: str | None = None
    file: str | None = None


class Srp(Frozen):
    """Users with passwords: the file of verifiers, the seed for unknown ones."""

    verifiers: str | None = None
    seed: str | None = None

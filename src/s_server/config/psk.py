"""Keys and passwords that both sides share beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Psk:
    """Keys shared beforehand: ``key`` is that of ``identity``, ``file`` has more."""

    key: bytes | None = field(default=None, repr=False)
    identity: str = "Client_identity"
    hint: str | None = None
    session: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Srp:
    """Users with passwords: the file of verifiers, the seed for unknown ones."""

    verifiers: str | None = None
    seed: str | None = None

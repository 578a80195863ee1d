"""Cryptography from outside of OpenSSL, and randomness."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProviderPath:
    """The folder in which providers are looked for from now on."""

    folder: str


@dataclass(frozen=True, slots=True)
class ProviderName:
    """A provider to load."""

    name: str


@dataclass(frozen=True, slots=True)
class ProviderParameter:
    """A parameter for one provider that is loaded by now, or for all of them."""

    provider: str | None
    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """Where algorithms come from, and the properties that they must have."""

    steps: tuple[ProviderPath | ProviderName | ProviderParameter, ...] = ()
    query: str | None = None
    engine: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Randomness:
    """Files that feed the random generator and keep its state."""

    seed_files: tuple[str, ...] = ()
    write_file: str | None = None

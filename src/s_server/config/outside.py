"""Cryptography from outside of OpenSSL, and randomness."""

from __future__ import annotations

from s_server.frozen import Frozen


class ProviderPath(Frozen, kw_only=False):
    """The folder in which providers are looked for from now on."""

    folder: str


class ProviderName(Frozen, kw_only=False):
    """A provider to load."""

    name: str


class ProviderParameter(Frozen, kw_only=False):
    """A parameter for one provider that is loaded by now, or for all of them."""

    provider: str | None
    key: str
    value: str


class Providers(Frozen):
    """Where algorithms come from, and the properties that they must have."""

    steps: tuple[ProviderPath | ProviderName | ProviderParameter, ...] = ()
    query: str | None = None
    engine: str | None = None


class Randomness(Frozen):
    """Files that feed the random generator and keep its state."""

    seed_files: tuple[str, ...] = ()
    write_file: str | None = None

"""The options that bring in cryptography from outside of OpenSSL."""

from __future__ import annotations

from s_server.config import ProviderName, ProviderPath
from s_server.options.row import Keep, Kind, Option, Section
from s_server.options.values import provider_parameter

ROWS: tuple[Option, ...] = (
    Option(
        name="engine",
        kind=Kind.TEXT,
        section=Section.PROVIDER,
        help="engine to use (deprecated)",
        setting="providers.engine",
        needs="engine",
        until="3.6",
    ),
    Option(
        name="provider-path",
        kind=Kind.TEXT,
        section=Section.PROVIDER,
        help="folder of the providers named after it (-provider_path too)",
        setting="providers.steps",
        convert=ProviderPath,
        keep=Keep.ALL,
        needs="providers",
        since="3.0",
        aliases=("provider_path",),
    ),
    Option(
        name="provider",
        kind=Kind.TEXT,
        section=Section.PROVIDER,
        help="provider to load",
        setting="providers.steps",
        convert=ProviderName,
        keep=Keep.ALL,
        needs="providers",
        since="3.0",
    ),
    Option(
        name="provparam",
        kind=Kind.TEXT,
        section=Section.PROVIDER,
        help="parameter of a provider, [name:]key=value",
        setting="providers.steps",
        convert=provider_parameter,
        keep=Keep.ALL,
        needs="provparam",
        since="3.5",
    ),
    Option(
        name="propquery",
        kind=Kind.TEXT,
        section=Section.PROVIDER,
        help="properties that algorithms must have",
        setting="providers.query",
        needs="providers",
        since="3.0",
    ),
)

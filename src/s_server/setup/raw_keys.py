"""Raw public keys in the place of certificates: ours, and the clients'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.errors import LoadError
from s_server.libssl.raw_keys import (
    expect_keys,
    load_public_keys,
    offer_raw_key,
    take_raw_keys,
)
from s_server.setup.pass_phrase import Phrases
from s_server.setup.reading import Place, read_public_keys

if TYPE_CHECKING:
    from s_server.config import Identity, Verify
    from s_server.libssl.context import Context
    from s_server.libssl.x509 import PrivateKey

_TAKES = "it takes public keys, and certificates for theirs"


def apply(context: Context, identity: Identity, verify: Verify) -> None:
    """Offer our key, and take and expect clients' keys; raises LoadError."""
    if identity.raw_public_key:
        offer_raw_key(context)
    if verify.raw_public_key or verify.expected_keys:
        take_raw_keys(context)
    if not verify.expected_keys:
        return
    # Public keys have no pass phrase.
    phrases = Phrases(None, lambda _: None)
    keys = []
    for path in verify.expected_keys:
        place = Place(uri=path, option="expected-rpks")
        keys += _read(context, place, phrases)
    expect_keys(context, tuple(keys))


def _read(context: Context, place: Place, phrases: Phrases) -> list[PrivateKey]:
    try:
        return read_public_keys(context.library, place, phrases, load_public_keys)
    except LoadError as problem:
        raise LoadError(problem.message, hints=(_TAKES,)) from problem

"""Values through a pipe to the parent process: events and errors.

What a value has of OpenSSL's becomes plain data on the way, so that it can be looked
at where no OpenSSL is loaded, or another one.  Only values come out again: nothing that
is read can call anything.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import threading
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from s_server.errors import SServerError
from s_server.events import CertificateSummary, Event
from s_server.frozen import Frozen, facts, filled
from s_server.libssl.certificate_text import CertificateText
from s_server.libssl.facts import HandshakeFacts
from s_server.libssl.status import Response
from s_server.libssl.x509 import Certificate
from s_server.server.kept import KeptCertificate, KeptFacts, KeptResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Told: TypeAlias = Event | SServerError | None
"""None is the answer to a request that went well."""

_LENGTH = 4  # bytes before each value
_Reduced: TypeAlias = tuple[object, tuple[type, dict[str, object]]]
_VALUES = (Frozen, Enum, SServerError, CertificateSummary)


class Teller:
    """Writes values, from any thread; who reads slowly holds up who tells.

    ``name_flags`` are those with which names of certificates are printed, besides the
    usual ones.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()
        self.name_flags: int | None = None
        self._kept: dict[type, Callable[[Any], Any]] = {
            HandshakeFacts: lambda found: _as(KeptFacts.of(found)),
            Response: lambda response: _as(KeptResponse.of(response)),
            Certificate: self._certificate,
            CertificateText: self._text,
        }

    def tell(self, value: Told) -> None:
        """Write a value whole; nobody hears it where the parent is gone."""
        room = io.BytesIO()
        room.write(bytes(_LENGTH))
        pickler = pickle.Pickler(room, pickle.HIGHEST_PROTOCOL)
        pickler.dispatch_table = self._kept
        pickler.dump(value)
        written = room.getbuffer()
        written[:_LENGTH] = (len(written) - _LENGTH).to_bytes(_LENGTH)
        with self._lock, contextlib.suppress(BrokenPipeError):
            while written:
                written = written[os.write(self._descriptor, written) :]

    def _certificate(self, certificate: Certificate) -> _Reduced:
        return _as(KeptCertificate.of(certificate, self.name_flags))

    def _text(self, text: CertificateText) -> _Reduced:
        with text.read() as certificate:
            return self._certificate(certificate)


def told(descriptor: int) -> Iterator[Told]:
    """Give the values that come, until their writer is gone."""
    with open(descriptor, "rb") as values:
        while True:
            length = int.from_bytes(values.read(_LENGTH))
            written = values.read(length)
            # One that was killed may leave half a value.
            if not length or len(written) < length:
                return
            yield _Unpickler(io.BytesIO(written)).load()


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> object:
        if module.startswith("s_server."):
            found = super().find_class(module, name)
            is_value = isinstance(found, type) and issubclass(found, _VALUES)
            if is_value or found is filled:
                return found
        if (module, name) == ("builtins", "getattr"):
            return _member  # what the first releases of Python 3.11 ask for
        raise pickle.UnpicklingError(f"{module}.{name} is no value")


def _member(kind: object, name: str) -> Enum:
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[name]
    raise pickle.UnpicklingError(f"{kind} is no value")


def _as(kept: Frozen) -> _Reduced:
    # What pickle calls to make the one from what it got of the other.
    return filled, (type(kept), facts(kept))

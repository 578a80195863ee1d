"""What another process is told: every kind of event, and values alone."""

from __future__ import annotations

import dataclasses
import os
import pickle
from typing import TYPE_CHECKING

import pytest

from s_server import errors
from s_server.events import (
    Ended,
    Event,
    Facts,
    OcspResponse,
    RecordPassed,
    StatusStapled,
    VerifyStep,
    Warned,
)
from s_server.events.facts import CertificateFacts
from s_server.libssl.certificate_text import CertificateText
from s_server.libssl.status import read_response
from s_server.libssl.x509 import certificate_from_pem
from s_server.server.kept import KeptCertificate, KeptFacts, KeptResponse
from s_server.server.log import kinds_of
from s_server.server.telling import Teller, told
from tests.kit.fixtures import library
from tests.output.facts import PlainCertificate, PlainFacts
from tests.output.json_lines.samples import PlainResponse, sample

if TYPE_CHECKING:
    from s_server.libssl.load import Library
    from s_server.server.telling import Told
    from tests.kit.certificates import Certificates

__all__ = ["library"]

KEPT: dict[object, object] = {
    CertificateFacts: KeptCertificate.of(PlainCertificate(), None),
    Facts: KeptFacts.of(PlainFacts()),
    OcspResponse: KeptResponse.of(PlainResponse()),
}


def passed_on(*values: Told, flags: int | None = None, cut: int = 0) -> list[Told]:
    """Tell these through a pipe; ``cut`` bytes at the end do not come."""
    reading, writing = os.pipe()
    teller = Teller(writing)
    teller.name_flags = flags
    for value in values:
        teller.tell(value)
    os.close(writing)
    with open(reading, "rb") as pipe:
        written = pipe.read()
    reading, writing = os.pipe()
    os.write(writing, written[: len(written) - cut])
    os.close(writing)
    return list(told(reading))


@pytest.mark.parametrize("empty", [False, True])
def test_every_kind_of_event_comes_as_it_was(*, empty: bool) -> None:
    for kind in kinds_of(Event):
        event = sample(kind, empty=empty, known=KEPT)
        assert passed_on(event) == [event]


def test_errors_come_as_they_were() -> None:
    entry = errors.QueueEntry(
        code=1, library="SSL", function="f", reason="no", file="x.c", line=1, data=""
    )
    for error in (
        errors.LibraryError("it failed", queue=(entry,), hints=("one", "two")),
        errors.UsageError("no", bare=True, see_help=True),
        errors.LoadError("no file"),
    ):
        (copy,) = passed_on(error)
        assert type(copy) is type(error)
        assert (str(copy), vars(copy)) == (str(error), vars(error))


def test_values_come_in_their_order_and_whole_or_not_at_all() -> None:
    first, second = Warned(message="a" * 3000), Ended(counters=(1, 2))
    assert passed_on(first, None, second) == [first, None, second]
    for cut in (1, 3, 4):
        assert passed_on(first, Warned(message=""), cut=cut) == [first]
    size = 4 + len(pickle.dumps(second, pickle.HIGHEST_PROTOCOL))
    assert passed_on(first, second, cut=size - 2) == [first]
    assert passed_on() == []


def test_nobody_may_be_there_to_hear() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    Teller(writing).tell(Warned(message="a"))
    os.close(writing)


@pytest.mark.parametrize("is_open", [False, True], ids=["text", "handle"])
def test_a_certificate_becomes_data(
    library: Library, certificates: Certificates, *, is_open: bool
) -> None:
    pem = certificates.signed("ecdsa").read_bytes()
    with certificate_from_pem(library, pem) as certificate:
        text = CertificateText(certificate)
        step = dataclasses.replace(
            sample(VerifyStep), certificate=certificate if is_open else text
        )
        (event,) = passed_on(step, flags=0x10000)
    assert isinstance(event, VerifyStep)
    kept = event.certificate
    assert isinstance(kept, KeptCertificate)
    for name in ("pem", "text", "not_before", "not_after"):
        assert getattr(kept, name) == getattr(text, name)
    for flags in (0, 0x1110317, 0x82031F, 0x2A40006, 0x20312, 0x10000):
        assert kept.summary(flags) == text.summary(flags)
        for titled in (False, True):
            assert kept.subject(flags, titled=titled) == text.subject(
                flags, titled=titled
            )
            assert kept.issuer(flags, titled=titled) == text.issuer(
                flags, titled=titled
            )
    with pytest.raises(ValueError, match="flags 0x30000 are not kept: ask for 0x0, "):
        kept.subject(0x30000)


def test_a_response_becomes_data(library: Library) -> None:
    # One without a body (RFC 6960 section 4.2.1).
    response = read_response(library, bytes.fromhex("30030a0106"))
    assert response is not None
    stapled = sample(StatusStapled)
    (event,) = passed_on(dataclasses.replace(stapled, responses=(response, None)))
    assert isinstance(event, StatusStapled)
    (kept, nothing) = event.responses
    assert nothing is None
    assert isinstance(kept, KeptResponse)
    assert (kept.octets, kept.text) == (response.octets, response.text)
    assert b"unauthorized (0x6)" in kept.text


class Attribute:
    """Wants to be an attribute of a class of ours once it comes out."""

    def __reduce__(self) -> tuple[object, ...]:
        return getattr, (StatusStapled, "__init__")


@pytest.mark.parametrize(
    "thing",
    [print, os.system, passed_on, pickle.Pickler, Teller, Exception, Attribute()],
)
def test_what_is_no_value_does_not_come_out(thing: object) -> None:
    written = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
    reading, writing = os.pipe()
    os.write(writing, len(written).to_bytes(4) + written)
    os.close(writing)
    with pytest.raises(pickle.UnpicklingError, match="is no value"):
        list(told(reading))


def test_a_record_of_any_size() -> None:
    record = dataclasses.replace(sample(RecordPassed), data=bytes(range(256)) * 60)
    assert passed_on(record) == [record]

"""What is told of a handshake and of certificates."""

from __future__ import annotations

import dataclasses
import json

from s_server.events import Facts
from s_server.output.json_lines.known import CERTIFICATE, KNOWN, TOLD
from tests.output.facts import PlainCertificate, PlainFacts

SECRETS = {"session_pem", "session_text", "exported"}


def test_no_secret_is_among_the_facts() -> None:
    assert not SECRETS & set(TOLD)
    written = KNOWN[Facts].write(PlainFacts(session_text=b"Master-Key: 00"))
    assert "Master-Key" not in written
    assert "SESSION" not in written
    assert set(json.loads(written)) == set(TOLD)


def test_names_and_signatures() -> None:
    facts = dataclasses.replace(
        PlainFacts(),
        server_name=b"name.test",
        application_protocol=b"h2",
        own_signature="ecdsa_secp256r1_sha256",
        peer_signature=("SHA256", "RSA-PSS"),
        client_certificates=(PlainCertificate(),),
    )
    told = json.loads(KNOWN[Facts].write(facts))
    assert told["server_name"] == "name.test"
    assert told["application_protocol"] == "h2"
    assert told["next_protocol"] is None
    assert told["own_signature"] == {
        "digest": "SHA256",
        "key": "ECDSA",
        "scheme": "ecdsa_secp256r1_sha256",
    }
    assert told["peer_signature"] == {"digest": "SHA256", "key": "RSA-PSS"}
    assert [c["serial"] for c in told["client_certificates"]] == ["0a"]


def test_a_certificate() -> None:
    told = json.loads(CERTIFICATE.write(PlainCertificate()))
    assert told["not_before"] == "2026-11-01T00:00:00Z"
    assert told["not_after"] == "2026-11-02T00:00:00Z"
    assert told["sha256"] == "5a" * 32

"""What is said of clients' certificates, without any client."""

from __future__ import annotations

import dataclasses

from s_server.config import Config, Verify
from s_server.events import ConnectionInfo, VerifyStep
from s_server.explain import chains
from s_server.explain.evidence import Evidence
from tests.output.facts import PlainCertificate

ONE = ConnectionInfo(1, "127.0.0.1:1001")
BAD = VerifyStep(
    connection=ONE,
    depth=0,
    certificate=PlainCertificate(),
    found=0,
    error=10,
    words="",
    answer=0,
    policies=None,
)


def said(*steps: VerifyStep) -> list[str] | None:
    evidence = Evidence(config=Config(), events=steps)
    words = chains.saying(lambda _, step, __: [chains.whose(step)], 10, 9)
    return words(evidence)


def test_only_what_was_not_forgiven() -> None:
    assert said() is None
    assert said(dataclasses.replace(BAD, answer=1)) is None
    assert said(dataclasses.replace(BAD, found=1)) is None
    assert said(dataclasses.replace(BAD, error=18)) is None
    assert said(dataclasses.replace(BAD, certificate=None)) is None
    assert said(BAD) == ["the client's certificate"]
    above = dataclasses.replace(BAD, depth=2)
    assert said(BAD, above) == [
        "an authority's certificate (depth 2) in the client's chain"
    ]


def test_nothing_of_a_certificate_that_a_terminal_heeds() -> None:
    text = b"  Title:\n    DNS:a\x1b[2J, b\n"
    found = chains.extension(PlainCertificate(text=text), "Title:")
    assert found == [r"DNS:a\x1b[2J", "b"]
    assert chains.extension(PlainCertificate(text=text), "Other:") == []


def test_who_is_trusted() -> None:
    verify = Verify(ca_file="a.pem", client_ca_path="folder")
    evidence = Evidence(config=Config(verify=verify))
    assert chains.trusted(evidence) == "what -CAfile a.pem has, what -CApath folder has"
    assert chains.trusted(Evidence(config=Config())) == "what this system trusts"

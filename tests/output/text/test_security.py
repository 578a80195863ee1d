"""Lines of questions to the security level, also those that no handshake asks."""

from __future__ import annotations

import pytest

from s_server.events import SecurityAsked, SecurityAskedAtStart, SecurityQuestion
from s_server.libssl.constants import SecurityOperation as Op
from s_server.libssl.load import Release
from s_server.output.text.pieces import Stream, Style
from s_server.output.text.security import security_line
from tests.output.facts import INFO

STYLE = Style(release=Release.V3_0)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (SecurityQuestion(Op.VERSION, 0, 0x0303, allowed=True), "Version=TLS 1.2: yes"),
        (SecurityQuestion(Op.VERSION, 0, 0x0305, allowed=False), "Version=???: no"),
        (SecurityQuestion(Op.TICKET, 0, 0, allowed=True), ": yes"),
        (SecurityQuestion(Op.COMPRESSION, 0, 0, allowed=False), ": no"),
        (
            SecurityQuestion(Op.PEER_CA_MD, 64, 0, allowed=False, name="RSA-SHA1"),
            "Peer chain CA digest=RSA-SHA1, security bits=64: no",
        ),
        (
            SecurityQuestion(
                Op.EE_KEY, 112, 0, allowed=True, name="RSA", key_bits=2048
            ),
            "Certificate chain EE key=RSA, bits=2048, security bits=112: yes",
        ),
        (
            SecurityQuestion(Op.SIGALG_MASK, 64, 0, allowed=False, scheme=0x0202),
            "Signature Algorithm mask digest=SHA1, algorithm=DSA, security bits=64: no",
        ),
        (
            SecurityQuestion(Op.SIGALG_CHECK, 1, 0, allowed=True, scheme=0x0905),
            "Check Signature Algorithm scheme=unknown(0x0905), security bits=1: yes",
        ),
        (
            SecurityQuestion(7 | 3 << 16, 112, 0, allowed=True),
            "Temp DH key bits=, security bits=112: yes",
        ),
        (
            SecurityQuestion(99, 1, 0, allowed=True),
            "operation 0x63=, security bits=1: yes",
        ),
    ],
)
def test_lines(question: SecurityQuestion, line: str) -> None:
    for event in (
        SecurityAsked(connection=INFO, question=question),
        SecurityAskedAtStart(question=question),
    ):
        (piece,) = security_line(event, STYLE)
        assert piece.stream is Stream.ERR
        assert piece.data.decode() == f"Security callback: {line}\n"

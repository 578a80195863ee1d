"""Bad certificates, keys and chains: the option, the text, and what would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .ended import DH_LINE, ours, theirs
from .test_bad_input import ANYWHERE, HELP, N, assert_refused, name_of

if TYPE_CHECKING:
    from pathlib import Path

    from .ended import Ended

RSA = ("-cert", "rsa.pem")
OPEN = r"s_server: cannot read the {} \(-{}\): {}: {}"
TERMINAL = "hint: start s_server on a terminal"
PASSWORD = "s_server: Error getting password"
NOT_FOUND = "hint: .* file of the private key with -{}"
FORM = "hint: without -{} the form is found out"

Rows = list[tuple[tuple[str, ...], list[str]]]


def opening(what: str, option: str, file: str, why: str = N) -> str:
    return OPEN.format(what, option, file, why)


def mismatch(key: str, cert: str) -> str:
    return (
        rf"s_server: the private key \(-{key}\) from 'ecdsa-key.pem' is not that "
        rf"of the certificate \(-{cert}\) from 'rsa-cert.pem'"
    )


# fmt: off
SECOND: Rows = [
    (("-dcert", "no.pem"), [opening("private key", "dcert", "no.pem")]),
    (("-dcert", "rsa.pem", "-dkey", "empty.pem"),
     [opening("private key", "dkey", "empty.pem", "the file is empty")]),
    (("-dcert", "rsa.pem", "-dcertform", "DER"),
     [opening("private key", "dcert", "rsa.pem", "the file is PEM, not DER"),
      FORM.format("dcertform")]),
    (("-dcert", "rsa.pem", "-dkey", "rsa-key.der", "-dkeyform", "PEM"),
     [opening("private key", "dkey", "rsa-key.der", "the file is not PEM"),
      FORM.format("dkeyform")]),
    (("-dcert", "rsa.p12", "-dpass", "pass:no"),
     [".*private key .-dcert. from 'rsa.p12': wrong pass phrase"]),
    (("-dcert", "rsa.p12"),
     [".*private key .-dcert. from 'rsa.p12': it needs a pass phrase",
      "hint: give one with -dpass, or .*"]),
    (("-dcert", "rsa-cert.pem", "-dkey", "ecdsa-key.pem"), [mismatch("dkey", "dcert")]),
    (("-dcert", "rsa.pem", "-dcert_chain", "no.pem"),
     [opening("certificate", "dcert_chain", "no.pem")]),
    (("-dpass", "nonsense"), [PASSWORD, "hint: .*", "hint: -dpass takes .*"]),
]
GROUPS: Rows = [
    (("-xcert", "no.pem"), [opening("private key", "xcert", "no.pem")]),
    (("-xcert", "rsa-cert.pem"),
     [r".*no private key \(-xcert\) in 'rsa-cert.pem'", NOT_FOUND.format("xkey")]),
    (("-xcert", "rsa-cert.pem", "-xkey", "ecdsa-key.pem"), [mismatch("xkey", "xcert")]),
    (("-xcert", "rsa.pem", "-xchain", "rsa-key.pem"),
     [".*certificate .-xchain. from 'rsa-key.pem': .*"]),
    (("-xcertform", "DER", "-xcert", "rsa.pem"),
     [opening("private key", "xcert", "rsa.pem", "the file is PEM, not DER"),
      FORM.format("xcertform")]),
    (("-xcert", "rsa.p12"), [".*: it needs a pass phrase", TERMINAL]),
    (("-xkey", "rsa-key.pem"),
     ["Missing filename", "hint: -xkey 'rsa-key.pem' has no -xcert, .*"]),
    (("-xchain_build",), ["Missing filename", "hint: .* has no -xcert, .*"]),
    (("-xkey", "a", "-xcert", "b", "-xkey", "c"),
     ["s_server: Key already specified", "hint: -xkey 'c' .* -xcert 'b'", "hint: .*"]),
    (("-xchain", "a", "-xchain", "b"),
     ["s_server: Chain already specified", "hint: -xchain 'b' .*", "hint: .*"]),
]
CHAINS: Rows = [
    (("-cert_chain", "no.pem"), [opening("certificate", "cert_chain", "no.pem")]),
    (("-cert_chain", "empty.pem"),
     [opening("certificate", "cert_chain", "empty.pem", "the file is empty")]),
    (("-cert_chain", "rsa-key.pem"),
     [".*certificate .-cert_chain. from 'rsa-key.pem': .*"]),
    (("-cert_chain", "half.pem"),
     [r"s_server: cannot read the certificates \(-cert_chain\) from 'half.pem': "
      "1 of the 2 in it cannot be decoded"]),
    (("-chainCAfile", "no.pem"), [opening("certificates", "chainCAfile", "no.pem")]),
    (("-chainCAfile", "rsa-key.pem"),
     [".*certificates .-chainCAfile. from 'rsa-key.pem': no certificate.* found"]),
    (("-chainCAstore", "no.pem"), [opening("certificates", "chainCAstore", "no.pem")]),
    (("-chainCApath", "rsa.pem"), ["s_server: Not a directory: rsa.pem", HELP]),
    (("-pass", "file:empty.pem"),
     [PASSWORD, "hint: .* file:empty.pem: it is empty"]),
]
# These fail when the certificate is set, after the line on DH parameters.
SET: Rows = [
    (("-build_chain",),
     [".*chain .-build_chain. from -cert 'rsa-signed.pem': unable to get .*",
      "hint: .* -chainCAfile"]),
    (("-build_chain", "-cert_chain", "rsa.pem"),
     [".*chain .-build_chain. from -cert_chain 'rsa.pem': unable to get .*",
      "hint: -cert_chain must hold all of the chain, with its root"]),
    (("-serverinfo", "no.pem"), [opening("extensions", "serverinfo", "no.pem")]),
    (("-serverinfo", "rsa.pem"),
     [".*extensions .-serverinfo. from 'rsa.pem': .*", "hint: .* SERVERINFO FOR .*"]),
]
# What the C program starts with, and serves without it or not at all.
OURS_ALONE = {"-dcert rsa-cert.pem -dkey ecdsa-key.pem", "-xkey rsa-key.pem",
              "-xcert rsa-cert.pem -xkey ecdsa-key.pem", "-xchain_build",
              "-cert_chain half.pem"}
# fmt: on


@pytest.mark.parametrize(("words", "patterns"), SECOND + GROUPS, ids=name_of)
def test_further_certificates(
    folder: Path, words: tuple[str, ...], patterns: list[str]
) -> None:
    # They are read even where the main certificate is not.
    refused = ours(*ANYWHERE, "-nocert", *words, cwd=folder)
    assert_refused(refused, patterns)
    assert_theirs_agrees(folder, ("-nocert", *words), refused)


@pytest.mark.parametrize(("words", "patterns"), CHAINS, ids=name_of)
def test_chains(folder: Path, words: tuple[str, ...], patterns: list[str]) -> None:
    whole = (folder / "rsa-cert.pem").read_bytes()
    (folder / "half.pem").write_bytes(whole + whole[: len(whole) // 2])
    refused = ours(*ANYWHERE, *RSA, *words, cwd=folder)
    assert_refused(refused, patterns)
    assert_theirs_agrees(folder, (*RSA, *words), refused)


@pytest.mark.parametrize(("words", "patterns"), SET, ids=name_of)
def test_certificates_that_cannot_be_set(
    folder: Path, words: tuple[str, ...], patterns: list[str]
) -> None:
    given = ("-cert", "rsa-signed.pem", *words)
    refused = ours(*ANYWHERE, *given, cwd=folder)
    assert_refused(refused, patterns, DH_LINE)
    assert_theirs_agrees(folder, given, refused)


def assert_theirs_agrees(folder: Path, words: tuple[str, ...], refused: Ended) -> None:
    """The C program refuses it too, with the same status and standard output."""
    given = " ".join(words).removeprefix("-nocert ").removeprefix("-cert rsa.pem ")
    if given not in OURS_ALONE:
        ended = theirs(*ANYWHERE, *words, cwd=folder)
        assert (ended.status, ended.stdout) == (refused.status, refused.stdout)

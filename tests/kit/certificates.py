"""Certificates and keys for the tests, made once with the `openssl` command.

All of them live in one folder, under plain names: tests run their servers in
that folder, so that options hold relative names and both servers' output is
the same text.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PASS_PHRASE = "open sesame"
KINDS = {
    "rsa": ("-newkey", "rsa:2048"),
    "ecdsa": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
    "ed25519": ("-newkey", "ed25519"),
}
NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1"


@dataclass(frozen=True, slots=True)
class Certificates:
    """A folder of certificates; `kind` is rsa, ecdsa or ed25519."""

    folder: Path

    def pair(self, kind: str) -> Path:
        """Give key and self-signed certificate in one PEM file."""
        return self.folder / f"{kind}.pem"

    def certificate(self, kind: str) -> Path:
        """Give the self-signed certificate alone."""
        return self.folder / f"{kind}-cert.pem"

    def key(self, kind: str) -> Path:
        """Give the key alone, without a pass phrase."""
        return self.folder / f"{kind}-key.pem"

    def encrypted_key(self, kind: str) -> Path:
        """Give the key alone, under PASS_PHRASE."""
        return self.folder / f"{kind}-key-encrypted.pem"

    def der_certificate(self, kind: str) -> Path:
        """Give the self-signed certificate as DER."""
        return self.folder / f"{kind}-cert.der"

    def der_key(self, kind: str) -> Path:
        """Give the key as DER."""
        return self.folder / f"{kind}-key.der"

    def pkcs12(self, kind: str) -> Path:
        """Give key and self-signed certificate as PKCS#12, under PASS_PHRASE."""
        return self.folder / f"{kind}.p12"

    def signed(self, kind: str) -> Path:
        """Give key and certificate signed by the CA, in one PEM file."""
        return self.folder / f"{kind}-signed.pem"

    @property
    def ca(self) -> Path:
        """The CA's certificate."""
        return self.folder / "ca-cert.pem"

    @property
    def dh_parameters(self) -> Path:
        """Parameters for finite-field Diffie-Hellman (the group ffdhe2048)."""
        return self.folder / "dh.pem"

    @property
    def empty(self) -> Path:
        """A file without a byte."""
        return self.folder / "empty.pem"

    @property
    def truncated(self) -> Path:
        """A PEM file that ends in the middle of its body."""
        return self.folder / "truncated.pem"

    @property
    def garbage(self) -> Path:
        """A file that is neither PEM nor DER nor PKCS#12."""
        return self.folder / "garbage.pem"

    @property
    def mismatching(self) -> Path:
        """An RSA certificate with another RSA key, in one PEM file."""
        return self.folder / "mismatching.pem"


def make_certificates(folder: Path) -> Certificates:
    """Make every file named above in `folder`."""
    made = Certificates(folder)
    folder.mkdir(parents=True, exist_ok=True)
    _make_ca(made)
    for kind in KINDS:
        _make_self_signed(made, kind)
        _make_formats(made, kind)
        _make_signed(made, kind)
    _openssl(made, "genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt",
             "group:ffdhe2048", "-out", made.dh_parameters.name)  # fmt: skip
    _make_broken(made)
    return made


def _make_ca(made: Certificates) -> None:
    _openssl(made, "req", "-x509", *KINDS["ecdsa"], "-nodes", "-days", "30",
             "-subj", "/CN=Test CA", "-keyout", "ca-key.pem", "-out", made.ca.name,
             "-addext", "keyUsage=critical,keyCertSign,cRLSign")  # fmt: skip


def _make_self_signed(made: Certificates, kind: str) -> None:
    _openssl(made, "req", "-x509", *KINDS[kind], "-nodes", "-days", "30",
             "-subj", f"/CN=localhost/O={kind}", "-addext", NAMES,
             "-keyout", made.key(kind).name,
             "-out", made.certificate(kind).name)  # fmt: skip
    _join(made.pair(kind), made.key(kind), made.certificate(kind))


def _make_formats(made: Certificates, kind: str) -> None:
    key, certificate = made.key(kind).name, made.certificate(kind).name
    _openssl(made, "x509", "-in", certificate, "-outform", "DER",
             "-out", made.der_certificate(kind).name)  # fmt: skip
    _openssl(made, "pkey", "-in", key, "-outform", "DER",
             "-out", made.der_key(kind).name)  # fmt: skip
    _openssl(made, "pkey", "-in", key, "-aes256", "-passout", f"pass:{PASS_PHRASE}",
             "-out", made.encrypted_key(kind).name)  # fmt: skip
    _openssl(made, "pkcs12", "-export", "-inkey", key, "-in", certificate,
             "-passout", f"pass:{PASS_PHRASE}",
             "-out", made.pkcs12(kind).name)  # fmt: skip


def _make_signed(made: Certificates, kind: str) -> None:
    key, request, leaf = (f"{kind}-signed-{part}.pem" for part in ("key", "csr", "crt"))
    extensions = made.folder / "leaf.cnf"
    extensions.write_text(f"{NAMES}\nbasicConstraints=CA:FALSE\n")
    _openssl(made, "req", *KINDS[kind], "-nodes", "-subj", "/CN=localhost",
             "-keyout", key, "-out", request)  # fmt: skip
    _openssl(made, "x509", "-req", "-in", request, "-days", "30", "-CA", made.ca.name,
             "-CAkey", "ca-key.pem", "-CAcreateserial", "-extfile", extensions.name,
             "-out", leaf)  # fmt: skip
    _join(made.signed(kind), made.folder / key, made.folder / leaf)


def _make_broken(made: Certificates) -> None:
    made.empty.write_bytes(b"")
    whole = made.certificate("rsa").read_bytes()
    made.truncated.write_bytes(whole[: len(whole) // 2])
    made.garbage.write_bytes(bytes(range(256)) * 4)
    _openssl(made, "genpkey", "-algorithm", "RSA", "-out", "other-key.pem")
    _join(made.mismatching, made.folder / "other-key.pem", made.certificate("rsa"))


def _join(whole: Path, *parts: Path) -> None:
    whole.write_bytes(b"".join(part.read_bytes() for part in parts))


def _openssl(made: Certificates, *words: str) -> None:
    command = ["openssl", *words]
    done = subprocess.run(command, cwd=made.folder, capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}\n{done.stderr.decode()}")

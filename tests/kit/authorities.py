"""A zoo of authorities and client certificates, made once with `cryptography`.

Each entity is a row of ZOO and becomes files of plain names in one folder:
`NAME.pem` (key and certificate), `NAME-cert.pem`, `NAME-key.pem`, and
`NAME-chain.pem` (the authorities between it and its root, as `s_client
-cert_chain` takes them). Lists of revoked certificates are `NAME-crl.pem` and, where
a row of LISTS says so, others.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import (
        CertificateIssuerPrivateKeyTypes as Key,
    )
    from cryptography.hazmat.primitives.asymmetric.types import (
        CertificatePublicKeyTypes as PublicKey,
    )

DAY = timedelta(days=1)
POLICY, MAPPED = ObjectIdentifier("1.2.3.4"), ObjectIdentifier("1.2.3.5")
ANY_POLICY = ObjectIdentifier("2.5.29.32.0")
UNKNOWN = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
# ProxyCertInfo with the language "inherit all" (RFC 3820 section 3.8).
PROXY = x509.UnrecognizedExtension(
    ObjectIdentifier("1.3.6.1.5.5.7.1.14"),
    bytes.fromhex("300c300a06082b06010505071501"),
)

USES = (
    *("digital_signature", "content_commitment", "key_encipherment"),
    *("data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
    *("encipher_only", "decipher_only"),
)

MAKERS: Final[Mapping[str, Callable[[], Key]]] = {
    "rsa": partial(rsa.generate_private_key, 65537, 2048),
    "weak": partial(rsa.generate_private_key, 65537, 1024),
    "p256": partial(ec.generate_private_key, ec.SECP256R1()),
    "p384": partial(ec.generate_private_key, ec.SECP384R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
    "dsa": partial(dsa.generate_private_key, 2048),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A certificate to be made; `days` are from when to when, counted from now.

    `common_name` is the name itself unless said otherwise; an `issuer` of "" signs
    itself. `extras` are pairs of an extension and whether it is critical.
    """

    name: str
    issuer: str = ""
    key: str = "p256"
    authority: bool = False
    days: tuple[int, int] = (-1, 30)
    common_name: str = ""
    names: tuple[x509.GeneralName, ...] = ()
    usage: tuple[ObjectIdentifier, ...] = ()
    extras: tuple[tuple[x509.ExtensionType, bool], ...] = ()
    key_identifiers: bool = True
    spoilt: bool = False

    @property
    def subject(self) -> x509.Name:
        """The subject's name; a proxy's is its issuer's and one more (RFC 3820)."""
        common = [self.common_name or self.name]
        if (PROXY, True) in self.extras:
            common = [self.issuer, *common]
        fields = [(NameOID.COUNTRY_NAME, "GB"), (NameOID.ORGANIZATION_NAME, "Zoo")]
        fields += [(NameOID.COMMON_NAME, name) for name in common]
        return x509.Name([x509.NameAttribute(*field) for field in fields])


def _policies(*policies: ObjectIdentifier) -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(p, None) for p in policies])


authority = partial(Entity, authority=True, days=(-40, 30))
NARROW = x509.NameConstraints([x509.DNSName("example.org")], None)
EXPLICIT = x509.PolicyConstraints(0, None)
# PolicyMappings: 1.2.3.4 of the issuer is 1.2.3.5 of the subject (RFC 5280 4.2.1.5).
MAPPING = x509.UnrecognizedExtension(
    ObjectIdentifier("2.5.29.33"), bytes.fromhex("300c300a06032a030406032a0305")
)

ZOO: Final = (
    # Authorities before those whom they sign.
    authority(name="root"),
    authority(name="middle", issuer="root"),
    authority(name="low", issuer="middle"),
    authority(name="root384", key="p384"),
    authority(name="other-root", common_name="root"),
    authority(name="stale", issuer="root", days=(-20, -10)),
    authority(name="narrow", issuer="root", extras=((NARROW, True),)),
    authority(
        name="lawful", issuer="root",
        extras=((_policies(POLICY), False), (EXPLICIT, True)),
    ),
    authority(name="liberal", issuer="root", extras=((_policies(ANY_POLICY), False),)),
    authority(
        name="mapping", issuer="root",
        extras=((_policies(POLICY), False), (MAPPING, False)),
    ),
    authority(name="spoilt", spoilt=True),
    authority(name="plain", issuer="root", key_identifiers=False),
    # Clients in order, with every kind of key.
    Entity(name="client", issuer="root"),
    *(Entity(name=f"client-{key}", issuer="root", key=key)
      for key in ("rsa", "p384", "ed25519", "dsa", "weak", "pss")),
    Entity(name="leaf", issuer="middle"),
    Entity(name="deep", issuer="low"),
    Entity(name="suite-b", issuer="root384", key="p384"),
    Entity(
        name="named", issuer="root",
        names=(x509.DNSName("client.example"), x509.RFC822Name("me@client.example"),
               x509.IPAddress(ip_address("192.0.2.7")),
               x509.IPAddress(ip_address("2001:db8::7"))),
    ),
    Entity(name="client-only", issuer="root", usage=(ExtendedKeyUsageOID.CLIENT_AUTH,)),
    Entity(name="policed", issuer="root", extras=((_policies(POLICY), False),)),
    Entity(name="lawful-leaf", issuer="lawful", extras=((_policies(POLICY), False),)),
    Entity(name="liberal-leaf", issuer="liberal", extras=((_policies(POLICY), False),)),
    Entity(name="mapped-leaf", issuer="mapping", extras=((_policies(MAPPED), False),)),
    Entity(
        name="odd-name", issuer="root",
        common_name='J\u00fcrgen "J", <j>+x;=\u4e2d\x01#',
    ),
    # Clients with something wrong.
    Entity(name="expired", issuer="root", days=(-20, -10)),
    Entity(name="early", issuer="root", days=(10, 20)),
    Entity(name="server-only", issuer="root", usage=(ExtendedKeyUsageOID.SERVER_AUTH,)),
    Entity(name="revoked", issuer="root"),
    Entity(name="revoked-later", issuer="root"),
    Entity(name="revoked-leaf", issuer="middle"),
    Entity(name="stranger"),
    Entity(name="foreign", issuer="other-root"),
    Entity(name="stale-leaf", issuer="stale"),
    Entity(name="outside", issuer="narrow", names=(x509.DNSName("client.example"),)),
    Entity(name="inside", issuer="narrow", names=(x509.DNSName("a.example.org"),)),
    Entity(name="lawless", issuer="lawful"),
    Entity(name="usurper", issuer="client"),
    Entity(name="critical", issuer="root", extras=((UNKNOWN, True),)),
    Entity(name="spoilt-leaf", issuer="spoilt"),
    Entity(name="plain-leaf", issuer="plain", key_identifiers=False),
    Entity(name="proxy", issuer="client", extras=((PROXY, True),)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revocations:
    """A list of revoked certificates to be made; a delta builds on number 1."""

    file: str
    issuer: str
    revoked: tuple[str, ...] = ()
    days: tuple[int, int] = (-1, 30)
    delta: bool = False
    signer: str = ""


LISTS: Final = (
    Revocations("root-crl", "root", ("revoked",)),
    Revocations("root-crl-delta", "root", ("revoked-later",), delta=True),
    Revocations("root-crl-old", "root", ("revoked",), days=(-20, -10)),
    Revocations("middle-crl", "middle", ("revoked-leaf",)),
    Revocations("root-crl-forged", "root", (), signer="other-root"),
)


@dataclass(slots=True)
class Authorities:
    """The folder in which all of them are, and what is needed to issue more."""

    folder: Path
    keys: dict[str, Key] = field(default_factory=dict)
    certificates: dict[str, x509.Certificate] = field(default_factory=dict)
    issuers: dict[str, str] = field(default_factory=dict)

    def pair(self, name: str) -> Path:
        """Give key and certificate in one PEM file."""
        return self.folder / f"{name}.pem"

    def certificate(self, name: str) -> Path:
        """Give the certificate alone."""
        return self.folder / f"{name}-cert.pem"

    def chain(self, name: str) -> Path:
        """Give the authorities between it and its root, nearest first."""
        return self.folder / f"{name}-chain.pem"

    def issue(self, entity: Entity) -> None:
        """Make an entity's key and certificate, and write their files."""
        name = entity.name
        self.issuers[name] = entity.issuer or name
        if entity.key == "pss":
            key, pem = self._pss(entity)
        else:
            made = self.keys[name] = MAKERS[entity.key]()
            key = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            certificate = self.certificates[name] = self._signed(entity)
            pem = _pem(certificate, spoilt=entity.spoilt)
        (self.folder / f"{name}-key.pem").write_bytes(key)
        self.certificate(name).write_bytes(pem)
        self.pair(name).write_bytes(key + pem)
        self.chain(name).write_bytes(self._between(name))

    def revoke(self, row: Revocations) -> None:
        """Make a list of revoked certificates, as PEM and as DER."""
        now = datetime.now(UTC)
        issuer = self.certificates[row.issuer]
        signer = row.signer or row.issuer
        start, end = (now + DAY * days for days in row.days)
        identifier = _issuer_identifier(self.certificates[signer])
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(issuer.subject)
            .last_update(start)
            .next_update(end)
            .add_extension(identifier, critical=False)
            .add_extension(x509.CRLNumber(2 if row.delta else 1), critical=False)
        )
        if row.delta:
            made = made.add_extension(x509.DeltaCRLIndicator(1), critical=True)
        for name in row.revoked:
            serial = self.certificates[name].serial_number
            one = x509.RevokedCertificateBuilder().serial_number(serial)
            made = made.add_revoked_certificate(one.revocation_date(start).build())
        crl = made.sign(self.keys[signer], _digest(self.keys[signer]))
        (self.folder / f"{row.file}.pem").write_bytes(crl.public_bytes(Encoding.PEM))
        (self.folder / f"{row.file}.der").write_bytes(crl.public_bytes(Encoding.DER))

    def _signed(self, entity: Entity) -> x509.Certificate:
        now = datetime.now(UTC)
        public = self.keys[entity.name].public_key()
        issuer = self.certificates.get(entity.issuer)
        made = (
            x509.CertificateBuilder()
            .subject_name(entity.subject)
            .issuer_name(issuer.subject if issuer else entity.subject)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + DAY * entity.days[0])
            .not_valid_after(now + DAY * entity.days[1])
        )
        for extension, critical in _extensions(entity, public, issuer):
            made = made.add_extension(extension, critical)
        signer = self.keys[entity.issuer or entity.name]
        return made.sign(signer, _digest(signer))

    def _pss(self, entity: Entity) -> tuple[bytes, bytes]:
        # `cryptography` writes such keys as plain RSA.
        words = f"/C=GB/O=Zoo/CN={entity.name}"
        issuer = entity.issuer
        commands = (
            ["req", "-new", "-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048",
             "-nodes", "-subj", words, "-keyout", "pss.key", "-out", "pss.csr"],
            ["x509", "-req", "-in", "pss.csr", "-days", "30", "-CAcreateserial",
             "-CA", f"{issuer}-cert.pem", "-CAkey", f"{issuer}-key.pem",
             "-out", "pss.crt"],
        )  # fmt: skip
        for words_of_one in commands:
            subprocess.run(
                ["openssl", *words_of_one],
                cwd=self.folder, capture_output=True, check=True,
            )  # fmt: skip
        key, pem = (self.folder / name for name in ("pss.key", "pss.crt"))
        return key.read_bytes(), pem.read_bytes()

    def _between(self, name: str) -> bytes:
        pieces = []
        above = self.issuers[name]
        while self.issuers[above] != above:
            pieces.append(self.certificate(above).read_bytes())
            above = self.issuers[above]
        return b"".join(pieces)


def make_authorities(folder: Path) -> Authorities:
    """Make every row of ZOO and LISTS in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Authorities(folder)
    for entity in ZOO:
        made.issue(entity)
    for row in LISTS:
        made.revoke(row)
    return made


def _extensions(
    entity: Entity, public: PublicKey, issuer: x509.Certificate | None
) -> Iterator[tuple[x509.ExtensionType, bool]]:
    yield x509.BasicConstraints(ca=entity.authority, path_length=None), True
    if entity.key_identifiers:
        yield x509.SubjectKeyIdentifier.from_public_key(public), False
        if issuer:
            yield _issuer_identifier(issuer), False
    if entity.authority:
        signs = ("key_cert_sign", "crl_sign")
        yield x509.KeyUsage(**{use: use in signs for use in USES}), True
    if entity.names:
        yield x509.SubjectAlternativeName(entity.names), False
    if entity.usage:
        yield x509.ExtendedKeyUsage(entity.usage), False
    yield from entity.extras


def _issuer_identifier(issuer: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    found = issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    make = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier
    return make(found.value)


def _digest(key: Key) -> hashes.SHA256 | hashes.SHA384 | None:
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return None
    long = isinstance(key, ec.EllipticCurvePrivateKey) and key.key_size > 256
    return hashes.SHA384() if long else hashes.SHA256()


def _pem(certificate: x509.Certificate, *, spoilt: bool) -> bytes:
    if not spoilt:
        return certificate.public_bytes(Encoding.PEM)
    der = bytearray(certificate.public_bytes(Encoding.DER))
    der[-1] ^= 1  # the signature's last byte
    return x509.load_der_x509_certificate(bytes(der)).public_bytes(Encoding.PEM)

"""Certificates of clients that are refused, and clients that send none.

Errors are those of X509_STORE_CTX_get_error(3), which have the same numbers in every
release but for INVALID_CA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.explain.agreement import ending
from s_server.explain.chains import (
    dates,
    extension,
    forgiving,
    newer,
    saying,
    subject,
    trusted,
    whose,
)
from s_server.explain.numbers import Reason
from s_server.explain.row import Row
from s_server.explain.words import NAME_FLAGS, listed, quoted

if TYPE_CHECKING:
    from s_server.events import CertificateFacts, VerifyStep
    from s_server.explain.evidence import Evidence

_SELF_SIGNED, _CHAIN_SELF_SIGNED = 18, 19
_UNKNOWN_ISSUER = {2, 20, 21, 27}
_EARLY, _EXPIRED = 9, 10
_TOO_LONG = 22
_NO_AUTHORITY = {24, 79}  # before 3.0, and since
_PURPOSE = 26
_DEMANDS = {62: "verify_hostname", 63: "verify_email", 64: "verify_ip"}
_ALTERNATIVE = "X509v3 Subject Alternative Name:"
_USAGE = "X509v3 Extended Key Usage:"


def _none(evidence: Evidence) -> list[str] | None:
    if Reason.PEER_DID_NOT_RETURN_A_CERTIFICATE not in evidence.reasons:
        return None
    verify = evidence.config.verify
    lines = [
        "the client sent no certificate, which this server demands; "
        f"{ending(evidence)}",
        "here: -verify instead of -Verify asks for one, and does not insist",
        "client: give it a certificate and its key (s_client -cert, curl --cert)",
    ]
    if verify.ca_file is not None and not verify.no_ca_names:
        lines.insert(1, f"it was asked for one that an authority in {verify.ca_file} "
                     "issued, and may have others")  # fmt: skip
    return lines


def _self_signed(
    evidence: Evidence, _: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    return [
        "the client's certificate is issued by itself, and not trusted here; "
        f"{ending(evidence)}",
        f"it is {subject(certificate)}",
        "here: -CAfile with that certificate" + forgiving(evidence),
        "client: let it use a certificate of an authority that we trust",
    ]


def _untrusted(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    issuer = quoted(certificate.issuer(NAME_FLAGS))
    lines = [
        f"this server does not trust who issued {whose(step)}; {ending(evidence)}",
        f"{subject(certificate)} was issued by {issuer}; trusted is "
        f"{trusted(evidence)}",
        f"here: -CAfile with {issuer}, or who issued that{forgiving(evidence)}",
    ]
    if step.error != _CHAIN_SELF_SIGNED:
        lines.append(
            "client: let it send the authorities between, too (s_client -cert_chain)"
        )
    return lines


def _expired(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    return [
        f"{whose(step)} has expired; {ending(evidence)}",
        dates(certificate),
        f"here: -no_check_time takes it all the same{forgiving(evidence)}",
        f"client: {newer(step)}",
    ]


def _early(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    return [
        f"{whose(step)} is not valid yet; {ending(evidence)}",
        dates(certificate),
        "here: see whether this clock is right; -no_check_time takes it all the same"
        + forgiving(evidence),
        f"client: {newer(step)}",
    ]


def _purpose(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    usages = extension(certificate, _USAGE)
    wanted = evidence.config.verify.purpose or "sslclient"
    return [
        f"{whose(step)} is not for this purpose; {ending(evidence)}",
        f"{subject(certificate)} is for {listed(usages) if usages else 'other uses'}; "
        f"wanted is {wanted}",
        f"here: -purpose any takes it all the same{forgiving(evidence)}",
        "client: a certificate for TLS Web Client Authentication",
    ]


def _no_authority(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    return [
        "the client's certificate was issued by one that is no authority; "
        f"{ending(evidence)}",
        f"{subject(certificate)}, at depth {step.depth}, may issue none",
        "client: let it use a certificate of an authority that we trust",
    ]


def _too_long(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    verify = evidence.config.verify
    limit = verify.chain_depth
    if limit is None:
        limit = verify.request[-1].depth if verify.request else None
    allowed = "" if limit is None else f": {limit} between client and root are allowed"
    return [
        f"the client's chain has too many authorities; {ending(evidence)}",
        f"{subject(certificate)} is at depth {step.depth}{allowed}",
        f"here: -verify_depth with a higher number{forgiving(evidence)}",
    ]


def _name(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    verify = evidence.config.verify
    option = _DEMANDS[step.error]
    wanted = {62: verify.host_name, 63: verify.email, 64: verify.ip_address}
    names = extension(certificate, _ALTERNATIVE)
    return [
        "the client's certificate is not for the name that is demanded; "
        f"{ending(evidence)}",
        f"demanded is {wanted[step.error]}; {subject(certificate)} is for "
        f"{listed(names) if names else 'no other name'}",
        f"here: -{option} with a name that it has, or none{forgiving(evidence)}",
        "client: let it use a certificate for that name",
    ]


def _other(
    evidence: Evidence, step: VerifyStep, certificate: CertificateFacts
) -> list[str]:
    return [
        f"this server refused {whose(step)}: {step.words}; {ending(evidence)}",
        f"{subject(certificate)} was issued by "
        f"{quoted(certificate.issuer(NAME_FLAGS))}",
    ]


ROWS = (
    Row(
        cause="client_sent_no_certificate",
        when="The client has to send a certificate, and sent none.",
        words=_none,
        example=(
            "the client sent no certificate, which this server demands; this server "
            "ended it with alert certificate_required (116)",
            "it was asked for one that an authority in /home/me/root-cert.pem "
            "issued, and may have others",
            "here: -verify instead of -Verify asks for one, and does not insist",
            "client: give it a certificate and its key (s_client -cert, curl --cert)",
        ),
    ),
    Row(
        cause="client_self_signed",
        when="The client's certificate is issued by itself, and not trusted.",
        words=saying(_self_signed, _SELF_SIGNED),
        example=(
            "the client's certificate is issued by itself, and not trusted here; "
            "this server ended it with alert unknown_ca (48)",
            'it is "C=GB, O=Zoo, CN=stranger"',
            "here: -CAfile with that certificate; without -verify_return_error it is "
            "only told of",
            "client: let it use a certificate of an authority that we trust",
        ),
    ),
    Row(
        cause="client_untrusted",
        when="The client's certificate is of an authority that is not trusted.",
        words=saying(_untrusted, _CHAIN_SELF_SIGNED, *_UNKNOWN_ISSUER),
        example=(
            "this server does not trust who issued the client's certificate; this "
            "server ended it with alert unknown_ca (48)",
            '"C=GB, O=Zoo, CN=foreign" was issued by "C=GB, O=Zoo, CN=root"; trusted '
            "is what -CAfile /home/me/root-cert.pem has",
            'here: -CAfile with "C=GB, O=Zoo, CN=root", or who issued that; without '
            "-verify_return_error it is only told of",
            "client: let it send the authorities between, too (s_client -cert_chain)",
        ),
    ),
    Row(
        cause="client_expired",
        when="The client's certificate, or one above it, has expired.",
        words=saying(_expired, _EXPIRED),
        example=(
            "the client's certificate has expired; this server ended it with alert "
            "certificate_expired (45)",
            '"C=GB, O=Zoo, CN=expired" is valid from Nov  1 10:00:00 2026 GMT until '
            "Nov 11 10:00:00 2026 GMT",
            "here: -no_check_time takes it all the same; without "
            "-verify_return_error it is only told of",
            "client: let it use one that is valid now",
        ),
    ),
    Row(
        cause="client_not_yet_valid",
        when="The client's certificate, or one above it, is not valid yet.",
        words=saying(_early, _EARLY),
        example=(
            "the client's certificate is not valid yet; this server ended it with "
            "alert bad_certificate (42)",
            '"C=GB, O=Zoo, CN=early" is valid from Dec  1 10:00:00 2026 GMT until '
            "Dec 11 10:00:00 2026 GMT",
            "here: see whether this clock is right; -no_check_time takes it all the "
            "same; without -verify_return_error it is only told of",
            "client: let it use one that is valid now",
        ),
    ),
    Row(
        cause="client_wrong_purpose",
        when="The client's certificate is for something else.",
        words=saying(_purpose, _PURPOSE),
        example=(
            "the client's certificate is not for this purpose; this server ended it "
            "with alert unsupported_certificate (43)",
            '"C=GB, O=Zoo, CN=server-only" is for TLS Web Server Authentication; '
            "wanted is sslclient",
            "here: -purpose any takes it all the same; without -verify_return_error "
            "it is only told of",
            "client: a certificate for TLS Web Client Authentication",
        ),
    ),
    Row(
        cause="client_issuer_no_authority",
        when="Whoever issued the client's certificate may not issue any.",
        words=saying(_no_authority, *_NO_AUTHORITY),
        example=(
            "the client's certificate was issued by one that is no authority; this "
            "server ended it with alert unknown_ca (48)",
            '"C=GB, O=Zoo, CN=client", at depth 1, may issue none',
            "client: let it use a certificate of an authority that we trust",
        ),
    ),
    Row(
        cause="client_chain_too_long",
        when="The client's chain has more authorities than are allowed.",
        words=saying(_too_long, _TOO_LONG),
        example=(
            "the client's chain has too many authorities; this server ended it with "
            "alert unknown_ca (48)",
            '"C=GB, O=Zoo, CN=low" is at depth 1: 0 between client and root are '
            "allowed",
            "here: -verify_depth with a higher number",
        ),
    ),
    Row(
        cause="client_wrong_name",
        when="The client's certificate has not the name that is demanded of it.",
        words=saying(_name, *_DEMANDS),
        example=(
            "the client's certificate is not for the name that is demanded; this "
            "server ended it with alert bad_certificate (42)",
            'demanded is b.example; "C=GB, O=Zoo, CN=named" is for '
            "DNS:client.example, email:me@client.example, IP Address:192.0.2.7, IP "
            "Address:2001:DB8:0:0:0:0:0:7",
            "here: -verify_hostname with a name that it has, or none; without "
            "-verify_return_error it is only told of",
            "client: let it use a certificate for that name",
        ),
    ),
    Row(
        cause="client_refused",
        when="The client's certificate was refused for another reason.",
        words=saying(_other),
        example=(
            "this server refused the client's certificate: unhandled critical "
            "extension; this server ended it with alert certificate_unknown (46)",
            '"C=GB, O=Zoo, CN=critical" was issued by "C=GB, O=Zoo, CN=root"',
        ),
    ),
)

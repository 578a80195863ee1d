"""Certificates and keys from the files that options name, with plain refusals.

What is wrong with a file is said before OpenSSL says it its way, and always with
the option that named it.
"""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, TypeVar

from s_server.config import Form
from s_server.errors import LibraryError, LoadError
from s_server.frozen import Frozen
from s_server.libssl.store import (
    load_certificate,
    load_certificates,
    load_key,
    load_revocation_list,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.libssl.load import Library
    from s_server.libssl.store import PassPhrase
    from s_server.libssl.x509 import Certificate, PrivateKey, RevocationList
    from s_server.setup.pass_phrase import Phrases

T = TypeVar("T")


class Place(Frozen):
    """A file or URI, the option that named it, and the form that it must have.

    ``form_option`` names that form, where it is not the option's own.
    """

    uri: str
    option: str
    form: Form | None = None
    form_option: str = ""


def read_certificate(library: Library, place: Place, phrases: Phrases) -> Certificate:
    """Read the first certificate there; raises LoadError."""
    return _read(load_certificate, library, place, phrases, what="certificate")


def read_key(library: Library, place: Place, phrases: Phrases) -> PrivateKey:
    """Read the first private key there, or the engine's; raises LoadError."""
    if place.form is Form.ENGINE:
        return _read_from_engine(library, place, phrases)
    if place.form in {Form.MSBLOB, Form.PVK}:
        from s_server.libssl import blobs  # noqa: PLC0415 - seldom needed

        load = blobs.load_blob if place.form is Form.MSBLOB else blobs.load_pvk
        return _read(load, library, place, phrases, what="private key")
    return _read(load_key, library, place, phrases, what="private key")


def read_certificates(
    library: Library, place: Place, phrases: Phrases
) -> list[Certificate]:
    """Read all certificates there, at least one; raises LoadError."""
    found = _read(load_certificates, library, place, phrases, what="certificate")
    expected = _certificates_in(place.uri)
    if expected > len(found):
        for certificate in found:
            certificate.close()
        raise LoadError(
            f"cannot read the certificates (-{place.option}) from {place.uri!r}: "
            f"{expected - len(found)} of the {expected} in it cannot be decoded"
        )
    return found


def read_public_keys(
    library: Library,
    place: Place,
    phrases: Phrases,
    load: Callable[[Library, str, PassPhrase], list[PrivateKey]],
) -> list[PrivateKey]:
    """Read all public keys there with ``load``, at least one; raises LoadError."""
    return _read(load, library, place, phrases, what="public key")


def read_revocation_list(
    library: Library, place: Place, phrases: Phrases
) -> RevocationList:
    """Read the first list of revoked certificates there; raises LoadError."""
    what = "list of revoked certificates"
    return _read(load_revocation_list, library, place, phrases, what=what)


def _read(
    load: Callable[[Library, str, PassPhrase], T | None],
    library: Library,
    place: Place,
    phrases: Phrases,
    *,
    what: str,
) -> T:
    named = f"{what} (-{place.option})"
    check_file(place, named)
    phrase = phrases.of(place.uri)
    try:
        found = load(library, place.uri, phrase)
    except LibraryError as problem:
        _refuse_newer(library, place, named)
        raise _unreadable(problem, place, named, phrase, phrases.option) from problem
    if not found:
        _refuse_newer(library, place, named)
        raise LoadError(f"there is no {named} in {place.uri!r}", hints=_about(place))
    return found


def _refuse_newer(library: Library, place: Place, named: str) -> None:
    """Say so if what cannot be read is of an algorithm that the library lacks."""
    # Imported where used: for complaints alone.
    from s_server.setup.algorithms import newer_in_file  # noqa: PLC0415 - see above

    path = _path(place.uri)
    newer = newer_in_file(library, path) if os.path.isfile(path) else ""
    if newer:
        raise LoadError(f"cannot read the {named} from {place.uri!r}: it is of {newer}")


def _read_from_engine(library: Library, place: Place, phrases: Phrases) -> PrivateKey:
    from s_server.libssl.engine import load_engine_key  # noqa: PLC0415 - seldom needed

    assert library.engine is not None, "keys are asked of an engine that is set"
    phrase = phrases.of(place.uri)
    named = f"private key (-{place.option}) of the engine {library.engine!r}"
    try:
        return load_engine_key(library, library.engine, place.uri, phrase)
    except LibraryError as problem:
        if not problem.reasons:
            raise LoadError(f"there is no {named} under {place.uri!r}") from problem
        raise _unreadable(problem, place, named, phrase, phrases.option) from problem


def _unreadable(
    problem: LibraryError,
    place: Place,
    named: str,
    phrase: PassPhrase,
    option: str | None,
) -> LoadError:
    failed = f"cannot read the {named} from {place.uri!r}"
    words = problem.reasons
    if phrase.missing:
        wanted = "start s_server on a terminal"
        if option is not None:
            wanted = f"give one with -{option}, or {wanted}"
        return LoadError(f"{failed}: it needs a pass phrase", hints=(wanted,))
    if phrase.asked and any(word in words for word in _WRONG_PHRASE):
        return LoadError(f"{failed}: wrong pass phrase")
    if phrase.asked and words in {"", "unsupported", "unsupported, unknown cipher"}:
        words = _CANNOT_DECRYPT
    elif words in {"", "unsupported"}:
        words = _NOT_FOUND if _is_file(place.uri) else _NO_READER
    return LoadError(f"{failed}: {words}")


# Reasons in the error queue that follow from a pass phrase that does not fit.
_WRONG_PHRASE = (
    "bad decrypt",
    "mac verify failure",
    "error verifying pkcs12 mac",
    "pkcs12 cipherfinal error",
    "wrong tag",  # OpenSSL 1.1.1 on PKCS#12
)
# With a wrong phrase the padding fits by chance once in 256 times, and then nothing
# but the content tells.
_CANNOT_DECRYPT = "wrong pass phrase, or an encryption unknown to this OpenSSL"
_NOT_FOUND = "the file is damaged, or holds something else"
# OpenSSL 4.0 does not say so itself.
_NO_READER = "nothing here reads such a URI"

_OTHER_SCHEME = re.compile(r"(?!file:)[A-Za-z][A-Za-z0-9+.-]*:", re.IGNORECASE)


def check_file(place: Place, named: str) -> None:
    """Refuse what cannot be read, is empty, or is not of the place's form."""
    path, form = _path(place.uri), place.form
    if _is_pipe(path):
        # What we read from it would be lost to OpenSSL: ``-key <(command)``.
        return
    try:
        with open(path, "rb") as file:
            start = file.read(65536)
    except OSError as problem:
        if "://" in place.uri or _OTHER_SCHEME.match(place.uri):
            return
        raise LoadError(
            f"cannot read the {named}: {place.uri}: {problem.strerror}"
        ) from None
    if not start:
        raise LoadError(f"cannot read the {named}: {place.uri}: the file is empty")
    is_pem = b"-----BEGIN " in start
    wrong = ""
    if form is Form.PEM and not is_pem:
        wrong = "the file is not PEM"
    elif form is not None and form is not Form.PEM and is_pem:
        wrong = f"the file is PEM, not {form}"
    if wrong:
        raise LoadError(
            f"cannot read the {named}: {place.uri}: {wrong}", hints=_about(place)
        )


def _about(place: Place) -> tuple[str, ...]:
    if place.form is not None:
        # -cert2 and -key2 have the forms of -cert and -key.
        option = place.form_option or f"{place.option.removesuffix('2')}form"
        return (f"without -{option} the form is found out",)
    if place.option in _WITH_KEYS:
        return (f"name the file of the private key with -{_WITH_KEYS[place.option]}",)
    return ()


# Where the private key is looked for in the file of the certificate.
_WITH_KEYS = {"cert": "key", "dcert": "dkey", "xcert": "xkey", "cert2": "key2"}


def _certificates_in(uri: str) -> int:
    """Count the certificates that a PEM file says it has; other forms: none."""
    path = _path(uri)
    if _is_pipe(path):
        return 0
    try:
        with open(path, "rb") as file:
            return len(_BEGIN.findall(file.read()))
    except OSError:
        return 0


_BEGIN = re.compile(rb"(?m)^-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----")


def _is_file(uri: str) -> bool:
    """Tell whether this names a file, as a path or as a URI."""
    return not _OTHER_SCHEME.match(uri) or os.path.exists(uri)


def _path(uri: str) -> str:
    return uri.removeprefix("file:")


def _is_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False

"""The server's own certificate and key.

They come from files, or are made on the fly where nothing was prepared.
"""

from __future__ import annotations

import os
import stat
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, TypeVar

from s_server.config import Form
from s_server.errors import LibraryError, LoadError
from s_server.libssl.store import load_certificate, load_key
from s_server.libssl.x509 import certificate_from_pem, key_from_pem
from s_server.setup.pass_phrase import pass_phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from s_server.config import Identity
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.libssl.store import PassPhrase
    from s_server.libssl.x509 import Certificate, PrivateKey
    from s_server.setup.made import MadeIdentity

DEFAULT_FILE = "server.pem"

T = TypeVar("T", bound="Certificate | PrivateKey")


def is_prepared(identity: Identity) -> bool:
    """Whether there is a certificate, or a wish for one, to be read from a file."""
    given = identity.cert is not None or identity.key is not None
    return given or os.path.exists(DEFAULT_FILE)


def use_files(
    context: Context, identity: Identity, prompt: Callable[[str], str | None]
) -> None:
    """Serve the certificate and key that the configuration names.

    Raises LoadError, UsageError or LibraryError; the context is not changed then.
    """
    with _loaded(context.library, identity, prompt) as (certificate, key):
        if not certificate.matches(key):
            cert_file, key_file = _files(identity)
            raise LoadError(
                f"the private key from {key_file!r} is not that of the certificate "
                f"from {cert_file!r}"
            )
        context.use_identity(certificate, key)


def use_made(context: Context, made: MadeIdentity) -> None:
    """Serve a certificate that was made on the fly."""
    library = context.library
    with (
        certificate_from_pem(library, made.certificate_pem) as certificate,
        key_from_pem(library, made.key_pem) as key,
    ):
        context.use_identity(certificate, key)


@contextmanager
def _loaded(
    library: Library, identity: Identity, prompt: Callable[[str], str | None]
) -> Iterator[tuple[Certificate, PrivateKey]]:
    cert_file, key_file = _files(identity)
    phrase = pass_phrase(identity.pass_source, key_file, prompt)
    with ExitStack() as stack:
        # The key comes first, as in the C program: its pass phrase is asked for first.
        key_form = identity.key_form if identity.key else identity.cert_form
        _check_file(key_file, "private key", key_form)
        key = _read(load_key, library, key_file, phrase, what="private key")
        stack.enter_context(key)
        _check_file(cert_file, "certificate", identity.cert_form)
        certificate = _read(
            load_certificate, library, cert_file, phrase, what="certificate"
        )
        stack.enter_context(certificate)
        yield certificate, key


def _files(identity: Identity) -> tuple[str, str]:
    cert_file = identity.cert or DEFAULT_FILE
    return cert_file, identity.key or cert_file


def _read(
    load: Callable[[Library, str, PassPhrase], T | None],
    library: Library,
    uri: str,
    phrase: PassPhrase,
    *,
    what: str,
) -> T:
    try:
        found = load(library, uri, phrase)
    except LibraryError as problem:
        raise _unreadable(problem, uri, what, phrase) from problem
    if found is None:
        raise LoadError(f"there is no {what} in {uri!r}")
    return found


def _unreadable(
    problem: LibraryError, uri: str, what: str, phrase: PassPhrase
) -> LoadError:
    failed = f"cannot read the {what} from {uri!r}"
    words = problem.reasons
    if phrase.missing:
        return LoadError(
            f"{failed}: it needs a pass phrase",
            hints=("give one with -pass, or start s_server on a terminal",),
        )
    if phrase.asked and any(word in words for word in _WRONG_PHRASE):
        return LoadError(f"{failed}: wrong pass phrase")
    if words in {"", "unsupported"}:
        words = _CANNOT_DECRYPT if phrase.asked else _NOT_FOUND
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


def _check_file(uri: str, what: str, form: Form | None) -> None:
    """Say plainly what is wrong with a file before OpenSSL says it its way."""
    path = uri.removeprefix("file:")
    if _is_pipe(path):
        # What we read from it would be lost to OpenSSL: ``-key <(command)``.
        return
    try:
        with open(path, "rb") as file:
            start = file.read(65536)
    except OSError as problem:
        if "://" in uri:
            return
        raise LoadError(f"cannot read the {what}: {uri}: {problem.strerror}") from None
    if not start:
        raise LoadError(f"cannot read the {what}: {uri}: the file is empty")
    is_pem = b"-----BEGIN " in start
    if form is Form.PEM and not is_pem:
        raise LoadError(f"cannot read the {what}: {uri}: the file is not PEM")
    if form in {Form.DER, Form.PKCS12} and is_pem:
        raise LoadError(f"cannot read the {what}: {uri}: the file is PEM, not {form}")


def _is_pipe(path: str) -> bool:
    try:
        return stat.S_ISFIFO(os.stat(path).st_mode)
    except OSError:
        return False

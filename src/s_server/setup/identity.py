"""The server's own certificates and keys.

They come from files, or are made on the fly where nothing was prepared.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from s_server.errors import LibraryError, LoadError
from s_server.events import CertificatesCompressed
from s_server.frozen import Frozen, replace
from s_server.libssl import chain
from s_server.libssl.chain import Chain, Credentials
from s_server.libssl.x509 import certificate_from_pem, key_from_pem
from s_server.setup.reading import (
    Place,
    check_file,
    read_certificate,
    read_certificates,
    read_key,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.config import Config, Form, Identity
    from s_server.events import Bus
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.libssl.x509 import Certificate
    from s_server.setup.made import MadeIdentity
    from s_server.setup.pass_phrase import Phrases

DEFAULT_FILE = "server.pem"


class Source(Frozen):
    """Where a certificate, its key and what is sent after it are to be read.

    With ``chain_inside`` all certificates that follow the first are sent after it.
    """

    certificate: Place
    key: Place
    chain: Place | None = None
    chain_inside: bool = False
    build_chain: bool = False


def is_prepared(identity: Identity) -> bool:
    """Whether there is a main certificate, or a wish for one, to be read."""
    given = (identity.cert, identity.key, identity.chain)
    return (
        any(name is not None for name in given)
        or identity.build_chain
        or os.path.exists(DEFAULT_FILE)
    )


def is_to_be_made(config: Config) -> bool:
    """Whether no certificate is named or lies ready, and one is wanted."""
    identity = config.identity
    named = identity.second_cert is not None or config.extended.parts
    return not (identity.none or named or is_prepared(identity))


def main_source(identity: Identity) -> Source | None:
    """Answer where -cert is, or server.pem in its place; None where there is none."""
    if identity.none or not is_prepared(identity):
        return None
    cert = Place(
        uri=identity.cert or DEFAULT_FILE, option="cert", form=identity.cert_form
    )
    return Source(
        certificate=cert,
        key=key_place(identity.key, "key", identity.key_form, cert),
        chain=place(identity.chain, "cert_chain"),
        build_chain=identity.build_chain,
    )


def second_source(identity: Identity) -> Source | None:
    """Answer where -dcert is, if it is given."""
    cert = place(identity.second_cert, "dcert", identity.second_cert_form)
    if cert is None:
        return None
    return Source(
        certificate=cert,
        key=key_place(identity.second_key, "dkey", identity.second_key_form, cert),
        chain=place(identity.second_chain, "dcert_chain"),
        build_chain=identity.build_chain,
    )


def place(uri: str | None, option: str, form: Form | None = None) -> Place | None:
    """Answer the place that an option names, if it is given."""
    return None if uri is None else Place(uri=uri, option=option, form=form)


def key_place(uri: str | None, option: str, form: Form | None, cert: Place) -> Place:
    """Answer the place of a private key; without one, that of its certificate."""
    if uri is not None:
        return Place(uri=uri, option=option, form=form)
    form_option = f"{option.removesuffix('2')}form"
    return replace(cert, form=form, form_option=form_option) if form else cert


Loaded = tuple[Source, Credentials]


@contextmanager
def loaded(
    library: Library, identity: Identity, phrases: tuple[Phrases, Phrases]
) -> Iterator[tuple[Loaded | None, Loaded | None]]:
    """Read the main and the second certificate, and close them at the end.

    -nocert means the main one alone, as in the C program.  Raises LoadError.
    """
    read: list[Loaded | None] = []
    with ExitStack() as stack:
        wanted = (main_source(identity), second_source(identity))
        for source, phrase in zip(wanted, phrases, strict=True):
            if source is None:
                read.append(None)
                continue
            credentials = load(library, source, phrase)
            stack.callback(credentials.close)
            read.append((source, credentials))
        yield read[0], read[1]


def load(library: Library, source: Source, phrases: Phrases) -> Credentials:
    """Read what a source names; the caller closes it.  Raises LoadError."""
    with ExitStack() as stack:
        # The key comes first, as in the C program: its pass phrase is asked for first.
        key = stack.enter_context(read_key(library, source.key, phrases))
        certificate, *issuers = _read(library, source, phrases)
        stack.enter_context(certificate)
        sent = None
        if issuers:
            sent = stack.enter_context(Chain(library, issuers))
        if source.chain is not None:
            sent = stack.enter_context(
                Chain(library, read_certificates(library, source.chain, phrases))
            )
        if not certificate.matches(key):
            raise LoadError(
                f"the private key (-{source.key.option}) from {source.key.uri!r} "
                f"is not that of the certificate (-{source.certificate.option}) "
                f"from {source.certificate.uri!r}"
            )
        stack.pop_all()
    return Credentials(
        certificate=certificate, key=key, chain=sent, build=source.build_chain
    )


def _read(library: Library, source: Source, phrases: Phrases) -> list[Certificate]:
    if source.chain_inside:
        return read_certificates(library, source.certificate, phrases)
    return [read_certificate(library, source.certificate, phrases)]


def use(context: Context, own: Loaded | None) -> None:
    """Serve a certificate with its chain; raises LibraryError or LoadError."""
    if own is None:
        return
    source, credentials = own
    context.use_identity(credentials.certificate, credentials.key)
    if credentials.chain is not None:
        chain.use_chain(context, credentials.chain)
    if not credentials.build:
        return
    check = credentials.chain is not None
    try:
        chain.build_chain(context, check=check)
    except LibraryError as problem:
        where = source.chain or source.certificate
        hint = "name the file of its issuers with -chainCAfile"
        if check:
            hint = f"-{where.option} must hold all of the chain, with its root"
        raise LoadError(
            f"cannot build the chain (-build_chain) from -{where.option} "
            f"{where.uri!r}: {chain.why_unbuilt(problem)}",
            hints=(hint,),
        ) from problem


def use_made(context: Context, made: MadeIdentity) -> None:
    """Serve a certificate that was made on the fly."""
    library = context.library
    with (
        certificate_from_pem(library, made.certificate_pem) as certificate,
        key_from_pem(library, made.key_pem) as key,
    ):
        context.use_identity(certificate, key)


def use_server_info(context: Context, identity: Identity) -> None:
    """Send the extensions of -serverinfo with the main certificate."""
    path = identity.server_info
    if path is None:
        return
    check_file(Place(uri=path, option="serverinfo"), "extensions (-serverinfo)")
    try:
        chain.use_server_info(context, path)
    except LibraryError as problem:
        raise LoadError(
            f"cannot use the extensions (-serverinfo) from {path!r}: {problem.reasons}",
            hints=("it takes PEM blocks that are named SERVERINFO FOR something",),
        ) from problem


def compress(context: Context, identity: Identity, bus: Bus) -> None:
    """Compress the certificates beforehand, where it is asked for."""
    if identity.compress:
        done = chain.compress_certificates(context)
        bus.emit(CertificatesCompressed(done=done))

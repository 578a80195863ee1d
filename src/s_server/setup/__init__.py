"""From configuration to a TLS context, one module a theme.

``build`` is the order in which it happens, which is the C program's
(behaviour.md 1.4): it decides which error comes first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.config import Ech, TcpEndpoint
from s_server.errors import UnsupportedError
from s_server.events import Warned
from s_server.frozen import Frozen
from s_server.libssl.context import Context
from s_server.libssl.features import FEATURES
from s_server.libssl.own_chain import remember_lone_certificates
from s_server.setup import (
    alpn,
    chain,
    datagram,
    dh,
    early_data,
    extended,
    identity,
    idle,
    kernel,
    keylog,
    outside,
    pass_phrase,
    protocol,
    psk,
    records,
    revocation,
    security,
    sessions,
    sni,
    srp,
    srtp,
    status,
    ticket_keys,
    trace,
    verify,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from s_server.config import Config
    from s_server.events import Bus
    from s_server.libssl.load import Library
    from s_server.setup.made import MadeIdentity
    from s_server.setup.sessions import Store
    from s_server.setup.sni import Host


class Setup(Frozen, kw_only=False):
    """A context that is ready, and the identity that was made for it, if any."""

    context: Context
    made: MadeIdentity | None


def build(
    config: Config, library: Library, bus: Bus, prompt: Callable[[str], str | None]
) -> Setup:
    """Make the context; raises SServerError and leaves nothing behind then."""
    verify.announce(config, bus)
    check_features(config, library)
    kernel.announce(config, library, bus)
    early_data.check(config, library)
    library = outside.prepare(library, config, bus)
    context = outside.context(library, config)
    made_identity = None
    try:
        store = _store(context, config, bus)
        phrases = pass_phrase.read_phrases(config.identity, prompt)
        context.groups = extended.load_groups(library, config.extended.parts, prompt)
        context.when_closed(context.groups.close)
        if identity.is_to_be_made(config):
            made_identity = _make_identity(config)
        with (
            identity.loaded(library, config.identity, phrases) as (main, second),
            sni.loaded(library, config, phrases[0]) as hosts,
        ):
            _apply(context, config, bus, store=store)
            ticket_keys.apply(context, config, bus)
            if made_identity is not None:
                identity.use_made(context, made_identity)
            identity.use(context, main)
            identity.use_server_info(context, config.identity)
            identity.use(context, second)
            security.tell(context, bus)
            further = {}
            for host in hosts:
                further[host.name] = _further(host, library, bus, store=store)
                context.when_closed(further[host.name].close)
        sni.serve(further, context, config)
        idle.warn(context, config, bus)
        # A connection keeps the keys and users of its first context.
        psk.apply(context, config.psk, config.protocol, bus)
        srp.apply(context, config.srp)
        keylog.open_log(context, config.keylog)
        identity.compress(context, config.identity, bus)
        # Last: by now every certificate is there, and every chain that was given.
        remember_lone_certificates(context)
    except BaseException:
        security.tell(context, bus)
        context.close()
        if made_identity is not None:
            made_identity.remove()
        raise
    return Setup(context, made_identity)


def _store(context: Context, config: Config, bus: Bus) -> Store | None:
    """Answer where sessions are kept, which ends with the context."""
    store = sessions.make_store(config.sessions, bus)
    if store is not None:
        context.when_closed(store.close)
    return store


def reload(setup: Setup, config: Config, bus: Bus) -> None:
    """Read anew what may change while the server runs; raises LoadError."""
    ticket_keys.reload(setup.context, config, bus)


def _further(host: Host, library: Library, bus: Bus, *, store: Store | None) -> Context:
    """Make the context of a further name: it differs in its certificate alone."""
    context = Context(library, datagrams=host.config.dtls.is_on)
    try:
        # What there is to tell has been told of the main one.
        quiet = bus.muted()
        _apply(context, host.config, quiet, store=store)
        identity.use(context, host.identity)
        identity.use_server_info(context, host.config.identity)
        psk.send_hint(context, host.config.psk, host.config.protocol, quiet)
        identity.compress(context, host.config.identity, quiet)
        remember_lone_certificates(context)
        security.tell(context, bus)
    except BaseException:
        context.close()
        raise
    return context


def check_features(config: Config, library: Library) -> None:
    """Refuse each option that needs what the library lacks."""
    for option, word in config.needs:
        if not library.has(word):
            lack = FEATURES[word].lack(library.version)
            raise UnsupportedError(f"option -{option} needs {lack}")


def _apply(context: Context, config: Config, bus: Bus, *, store: Store | None) -> None:
    """Settle what every context gets, in the C program's order.

    They share the ``store`` of sessions: a name may come with the session of another.
    """
    security.watch(context, config.trace)
    protocol.apply(context, config.protocol, config.general, config.dtls)
    if config.protocol.broken_protocol:
        context.break_protocol()
        bus.emit(Warned(message="option -debug_broken_protocol has no effect"))
    sessions.apply(context, config.sessions, bus, store)
    early_data.apply(context, config.early_data)
    if config.protocol.stateless:
        _use_cookies(context)
    datagram.apply(context, config.dtls)
    kernel.apply(context, config)
    records.apply(context, config.record, config.async_jobs)
    if config.network.read_buffer is not None:
        context.set_read_buffer(config.network.read_buffer)
    srtp.apply(context, config.srtp)
    verify.apply(context, config.verify)
    revocation.apply(context, config.revocation)
    chain.apply(context, config.chain_trust)
    if config.ech != Ech():
        _use_ech(context, config.ech, bus)
    sni.announce(config, bus)
    alpn.apply(context, config.alpn, config.npn)
    dh.apply(context, config.identity, bus)
    if config.extended.parts:
        _choose_certificates(context)
    status.apply(context, config.status)
    keylog.apply(context, config.keylog)
    _use_raw_keys(context, config)
    trace.apply(context, config, bus)


def _choose_certificates(context: Context) -> None:
    from s_server.libssl.extended import choose_by_client  # noqa: PLC0415 - when used

    choose_by_client(context)


def _use_ech(context: Context, ech: Ech, bus: Bus) -> None:
    from s_server.setup.ech import apply  # noqa: PLC0415 - when used

    apply(context, ech, bus)


def _use_raw_keys(context: Context, config: Config) -> None:
    own, verify = config.identity, config.verify
    if own.raw_public_key or verify.raw_public_key or verify.expected_keys:
        from s_server.setup.raw_keys import apply  # noqa: PLC0415 - when used

        apply(context, own, verify)


def _use_cookies(context: Context) -> None:
    from s_server.libssl.cookies import use_cookies  # noqa: PLC0415 - when used
    from s_server.setup.cookies import Secrets  # noqa: PLC0415 - imports hashlib

    use_cookies(context, Secrets())


def _make_identity(config: Config) -> MadeIdentity:
    # Its imports take 3 ms.
    from s_server.setup.made import make_identity  # noqa: PLC0415

    return make_identity(_host(config))


def _host(config: Config) -> str | None:
    endpoint = config.network.endpoint
    return endpoint.host if isinstance(endpoint, TcpEndpoint) else None

"""Further server names: a context for each, with a certificate of its own."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from s_server.errors import UsageError
from s_server.events import SecondNameAdded, Warned
from s_server.frozen import Frozen, replace
from s_server.setup import identity
from s_server.setup.identity import Source, key_place, place
from s_server.setup.reading import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from s_server.config import Config, NamedIdentity
    from s_server.events import Bus
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from s_server.setup.identity import Loaded
    from s_server.setup.pass_phrase import Phrases

DEFAULT_FILE = "server2.pem"


class Host(Frozen, kw_only=False):
    """A further name, what is served to it, and the configuration of its context."""

    name: str
    identity: Loaded
    config: Config


def has_second(config: Config) -> bool:
    """Whether there is a second name; -nocert takes it away, as in the C program."""
    return config.sni.name is not None and not config.identity.none


def announce(config: Config, bus: Bus) -> None:
    """Tell of the second name, where the C program makes the context for it."""
    if has_second(config):
        bus.emit(SecondNameAdded())
    elif config.sni.name is not None:
        bus.emit(Warned(message="option -servername has no effect with -nocert"))


@contextmanager
def loaded(library: Library, config: Config, phrases: Phrases) -> Iterator[list[Host]]:
    """Read the certificates of all further names, and close them at the end.

    Raises UsageError when a name comes twice, or LoadError.
    """
    with ExitStack() as stack:
        hosts: dict[str, Host] = {}
        for name, source in _sources(config):
            if name in hosts:
                raise UsageError(f"the server name {name!r} has two certificates")
            credentials = identity.load(library, source, phrases)
            stack.callback(credentials.close)
            hosts[name] = Host(name, (source, credentials), _config(config, source))
        yield list(hosts.values())


def serve(contexts: dict[str, Context], main: Context, config: Config) -> None:
    """Have connections of the main context switch to the others by name.

    -servername_fatal alone changes nothing: no name is unknown where none is known.
    """
    if not contexts:
        return
    from s_server.libssl import sni as door  # noqa: PLC0415 - seldom needed

    main.hosts = door.Hosts(contexts, fatal=config.sni.fatal)
    door.choose_by_name(main)


def _sources(config: Config) -> Iterator[tuple[str, Source]]:
    if has_second(config):
        assert config.sni.name is not None
        yield _lowered(config.sni.name), _second_source(config)
    for named in config.sni.named:
        yield named.name, _source(named, config)


def _lowered(name: str) -> str:
    """Lower the letters of ASCII alone, as names of hosts are compared (RFC 4343)."""
    octets = name.encode(errors="surrogateescape")
    return octets.lower().decode(errors="surrogateescape")


def _second_source(config: Config) -> Source:
    own, sni = config.identity, config.sni
    cert = Place(uri=sni.cert or DEFAULT_FILE, option="cert2", form=own.cert_form)
    return Source(
        certificate=cert,
        key=key_place(sni.key, "key2", own.key_form, cert),
        build_chain=own.build_chain,
    )


def _source(named: NamedIdentity, config: Config) -> Source:
    cert = Place(uri=named.cert, option="sni")
    return Source(
        certificate=cert,
        key=place(named.key, "sni") or cert,
        chain_inside=True,
        build_chain=config.identity.build_chain,
    )


def _config(config: Config, source: Source) -> Config:
    """Answer the configuration as it is with this certificate in place of -cert."""
    own = replace(config.identity, cert=source.certificate.uri, key=source.key.uri)
    return replace(config, identity=own)

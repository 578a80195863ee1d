"""What comes from outside of OpenSSL: providers, an engine, random bytes.

All three are the process's: what one server loads, every other one has too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from s_server.config import Form, ProviderName, ProviderParameter, ProviderPath
from s_server.errors import LibraryError, LoadError, UsageError
from s_server.events import EngineSet
from s_server.libssl.context import Context
from s_server.libssl.random import read_random_file

if TYPE_CHECKING:
    from s_server.config import Config, Identity, Providers, Randomness
    from s_server.events import Bus
    from s_server.libssl.load import Library

AUTOMATIC = "auto"
"""The name that stands for every engine there is."""


def prepare(library: Library, config: Config, bus: Bus) -> Library:
    """Load what the configuration names; answer the library as this server uses it.

    Raises UsageError, LoadError or LibraryError.
    """
    _check_forms(config.identity, config.providers.engine)
    _load_providers(library, config.providers)
    _set_engine(library, config.providers.engine, bus)
    _seed(library, config.randomness)
    return library.adapted(query=config.providers.query, engine=config.providers.engine)


def context(library: Library, config: Config) -> Context:
    """Make a context; raises LibraryError with hints on the providers."""
    try:
        return Context(library, datagrams=config.dtls.is_on)
    except LibraryError as problem:
        if _lacks_default(library, config.providers):
            hint = "a -provider takes the place of the default one: add it by name"
            problem.hints = (*problem.hints, f"{hint}, -provider default")
        raise


def _lacks_default(library: Library, providers: Providers) -> bool:
    if not any(isinstance(step, ProviderName) for step in providers.steps):
        return False
    from s_server.libssl import provider as door  # noqa: PLC0415 - seldom needed

    return not door.has_provider(library, "default")


def _check_forms(identity: Identity, engine: str | None) -> None:
    for form, key, option in (
        (identity.key_form, identity.key, "key"),
        (identity.second_key_form, identity.second_key, "dkey"),
    ):
        if form is not Form.ENGINE:
            continue
        if key is None:
            raise UsageError(
                f"option -{option}form ENGINE needs -{option}",
                hints=("it names the key as the engine does",),
            )
        if engine in {None, AUTOMATIC}:
            raise UsageError(
                f"No engine specified for loading the private key (-{option})",
                bare=True,
                hints=("name one with -engine",),
            )


def _load_providers(library: Library, providers: Providers) -> None:
    if not providers.steps:
        return
    from s_server.libssl import provider as door  # noqa: PLC0415 - seldom needed

    for step in providers.steps:
        match step:
            case ProviderPath(folder):
                door.search_providers(library, folder)
            case ProviderName(name):
                _load_provider(library, name)
            case ProviderParameter():
                _set_parameter(library, step)


def _load_provider(library: Library, name: str) -> None:
    from s_server.libssl import provider as door  # noqa: PLC0415 - seldom needed

    try:
        door.load_provider(library, name)
    except LibraryError as problem:
        where = "use -provider-path option or OPENSSL_MODULES environment variable."
        raise LoadError(
            f"unable to load provider {name}", hints=(where, *_details(problem))
        ) from problem


def _set_parameter(library: Library, step: ProviderParameter) -> None:
    from s_server.libssl import provider as door  # noqa: PLC0415 - seldom needed

    given = {"key": step.key, "value": step.value}
    if not door.set_provider_parameter(library, step.provider, **given):
        raise UsageError(
            f"No provider named '{step.provider}' is loaded",
            hints=("load it with -provider, before its -provparam",),
        )


def _set_engine(library: Library, name: str | None, bus: Bus) -> None:
    if name is None:
        return
    from s_server.libssl import engine as door  # noqa: PLC0415 - seldom needed

    if name == AUTOMATIC:
        door.register_all_engines(library)
        bus.emit(EngineSet(name=None))
        return
    try:
        door.set_engine(library, name)
    except LibraryError as problem:
        raise LoadError(
            problem.message.partition(": ")[0], hints=_details(problem)
        ) from problem
    bus.emit(EngineSet(name=name))


def _seed(library: Library, randomness: Randomness) -> None:
    for files in randomness.seed_files:
        # A colon at the end names no file, as in a search path.
        for path in files.removesuffix(":").split(":"):
            try:
                read_random_file(library, path)
            except LibraryError as problem:
                raise UsageError(
                    f"Can't load {path} into RNG", bare=True, hints=_unread(path)
                ) from problem


def _unread(path: str) -> tuple[str, ...]:
    try:
        with open(path, "rb"):
            return ()
    except OSError as problem:
        return (f"{path!r}: {problem.strerror}",)


def _details(problem: LibraryError) -> tuple[str, ...]:
    """Answer what was tried, where OpenSSL tells it, else its reasons."""
    told = [entry.data or entry.reason for entry in problem.queue]
    return tuple(filter(None, told[:1]))

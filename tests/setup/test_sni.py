"""Contexts for further names: all settings hold for them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.errors import LoadError, SServerError, UsageError
from s_server.events import Alert, Bus, DhChosen, SecondNameAdded, Warned
from s_server.options.parse import parse
from s_server.setup import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s_server.events import Event
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates


@pytest.fixture(autouse=True)
def folder(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the certificates are, so that options hold plain names."""
    monkeypatch.chdir(certificates.folder)
    return certificates.folder


RSA = ("-cert", "rsa.pem")


def made(library: Library, *words: str, bus: Bus | None = None) -> Context:
    """The main context; its hosts are the others.  The caller closes it."""
    return build(parse(words), library, bus or Bus(), lambda _: None).context


def complaint(library: Library, *words: str) -> SServerError:
    with pytest.raises(SServerError) as caught:
        made(library, *words).close()
    return caught.value


@pytest.fixture
def told() -> Iterator[list[Event]]:
    """What a bus told of."""
    events: list[Event] = []
    yield events
    events.clear()


def listening(told: list[Event]) -> Bus:
    bus = Bus()
    for kind in (SecondNameAdded, DhChosen, Warned):
        bus.subscribe(kind, told.append)
    return bus


def test_without_names_nothing_is_installed(library: Library) -> None:
    with made(library, *RSA, "-servername_fatal", "-cert2", "missing.pem") as context:
        assert context.hosts is None


def test_all_names_get_a_context(library: Library, told: list[Event]) -> None:
    words = ("-servername", "B.example", "-cert2", "ecdsa.pem", "-servername_fatal")
    more = ("-sni", "*.example=ed25519.pem", "-sni", "c.d=ecdsa-cert.pem:ecdsa-key.pem")
    with made(library, *RSA, *words, *more, bus=listening(told)) as context:
        hosts = context.hosts
        assert hosts is not None
        assert hosts.fatal
        found = [hosts.find(name) for name in (b"b.example", b"a.example", b"c.d")]
        assert found == list(hosts.contexts)
        assert len(set(map(id, found))) == 3
    assert told == [SecondNameAdded(), DhChosen(from_file=False)]


def test_the_library_is_that_of_the_server(library: Library) -> None:
    with made(library, *RSA, "-sni", "a.b=ecdsa.pem") as context:
        assert context.hosts is not None
        assert context.hosts.contexts[0].library is context.library


def test_every_setting_is_made_for_each(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is called on the main context is called on the others, in that order."""
    kind = "s_server.libssl.context.Context"
    called: dict[int, list[str]] = {}
    for name in (
        *("replay", "allow_only", "set_option", "set_read_buffer", "report_alerts"),
        *("set_session_context", "set_session_cache_size", "use_automatic_dh"),
        *("use_identity", "apply_section"),
    ):

        def note(context: Context, *_: object, name: str = name, **__: object) -> None:
            called.setdefault(id(context), []).append(name)

        monkeypatch.setattr(f"{kind}.{name}", note)
    bus = Bus()
    bus.subscribe(Alert, lambda _: None)
    words = [
        "-tls1_2",
        "-bugs",
        "-groups",
        "P-256",
        "-read_buf",
        "9",
        "-ssl_config",
        "x",
        "-context",
        "c",
    ]
    with made(library, *RSA, *words, "-sni", "a.b=ecdsa.pem", bus=bus) as context:
        assert context.hosts is not None
        main, other = called[id(context)], called[id(context.hosts.contexts[0])]
    assert main == other
    assert len(main) >= 9


def test_the_parameters_for_dh_are_those_beside_each_certificate(
    library: Library, folder: Path, told: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = folder / "with-dh.pem"
    both.write_bytes((folder / "rsa.pem").read_bytes())
    with both.open("ab") as file:
        file.write((folder / "dh.pem").read_bytes())
    used: list[str] = []
    kind = "s_server.libssl.context.Context"
    monkeypatch.setattr(f"{kind}.use_dh", lambda *_: used.append("file"))
    monkeypatch.setattr(f"{kind}.use_automatic_dh", lambda _: used.append("auto"))
    name = ("-sni", "a.b=with-dh.pem")
    made(library, *RSA, *name, bus=listening(told)).close()
    assert used == ["auto", "file"]
    made(library, *RSA, *name, "-dhparam", "dh.pem", bus=listening(told)).close()
    assert used[2:] == ["file", "file"]
    assert told == [DhChosen(from_file=False), DhChosen(from_file=True)]


def test_nocert_takes_the_second_name_away(library: Library, told: list[Event]) -> None:
    words = ("-nocert", "-servername", "x", "-cert2", "missing.pem")
    with made(library, *words, bus=listening(told)) as context:
        assert context.hosts is None
    warned = [event.message for event in told if isinstance(event, Warned)]
    assert warned == ["option -servername has no effect with -nocert"]
    with made(library, "-nocert", "-sni", "a.b=ecdsa.pem") as context:
        assert context.hosts is not None


def test_a_name_has_one_certificate(library: Library) -> None:
    second = ("-servername", "A.b", "-cert2", "ecdsa.pem")
    for words in (second, ("-sni", "A.B=rsa.pem")):
        error = complaint(library, *RSA, *words, "-sni", "a.b=ecdsa.pem")
        assert isinstance(error, UsageError)
        assert error.message == "the server name 'a.b' has two certificates"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-servername", "x"), "(-cert2): server2.pem: No such file"),
        (("-servername", "x", "-cert2", "no.pem"), "(-cert2): no.pem: No such file"),
        (
            ("-servername", "x", "-cert2", "ecdsa.pem", "-key2", "rsa-key.pem"),
            "the private key (-key2) from 'rsa-key.pem' is not that of the certificate "
            "(-cert2) from 'ecdsa.pem'",
        ),
        (("-sni", "a.b=no.pem"), "cannot read the private key (-sni): no.pem: No such"),
        (("-sni", "a.b=rsa.pem:no.pem"), "private key (-sni): no.pem: No such"),
        (("-sni", "a.b=rsa-cert.pem"), "there is no private key (-sni) in"),
        (("-sni", "a.b=garbage.pem"), "cannot read the private key (-sni) from"),
        (("-sni", "a.b=mismatching.pem"), "is not that of the certificate (-sni)"),
        (("-sni", "a.b=empty.pem"), "(-sni): empty.pem: the file is empty"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_option(
    library: Library, words: tuple[str, ...], said: str
) -> None:
    error = complaint(library, *RSA, *words)
    assert isinstance(error, LoadError)
    assert said in error.message


def test_nothing_is_left_of_a_failure(library: Library) -> None:
    """A context that was forgotten would be a warning, which fails the test."""
    names = ("-sni", "a.b=ecdsa.pem", "-sni", "c.d=rsa.pem")
    complaint(library, *RSA, *names, "-serverinfo", "garbage.pem")
    complaint(library, *RSA, *names, "-build_chain", "-chainCAfile", "missing.pem")


def test_all_contexts_are_closed_with_the_main_one(library: Library) -> None:
    context = made(library, *RSA, "-sni", "a.b=ecdsa.pem", "-sni", "c.d=rsa.pem")
    assert context.hosts is not None
    context.close()
    for host in context.hosts.contexts:
        with pytest.raises(ValueError, match="closed"):
            _ = host.pointer

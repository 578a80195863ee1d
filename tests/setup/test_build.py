"""The whole set-up: its order, and that nothing is left half started."""

from __future__ import annotations

import gc
import os
import tempfile
from typing import TYPE_CHECKING

import pytest

from s_server.config import (
    Alpn,
    Command,
    Config,
    Identity,
    KeyLog,
    Network,
    Protocol,
    Srtp,
    TcpEndpoint,
)
from s_server.errors import SServerError, UnsupportedError
from s_server.events import Alert, Bus, DhChosen, Listening, Warned
from s_server.options.parse import parse
from s_server.server.loop import Loop
from s_server.setup import build, check_features

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.events import Event
    from s_server.libssl.load import Library
    from tests.kit.certificates import Certificates

BAD_GROUP = Protocol(commands=(Command("-groups", "nope"),))
FOREIGN = Network(endpoint=TcpEndpoint("240.0.0.1", "0"))


def nobody(_: str) -> str | None:
    return None


def complaint(config: Config, library: Library) -> str:
    with pytest.raises(SServerError) as caught:
        build(config, library, Bus(), nobody)
    return caught.value.message


@pytest.fixture
def scratch(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary folders are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(empty_folder))
    return empty_folder


def test_files_are_read_before_commands_are_applied(
    library: Library, certificates: Certificates
) -> None:
    missing = Config(identity=Identity(cert="/missing"), protocol=BAD_GROUP)
    assert "/missing" in complaint(missing, library)
    present = Identity(cert=str(certificates.pair("rsa")), dh_parameters="/missing")
    config = Config(identity=present, protocol=BAD_GROUP)
    assert "-groups" in complaint(config, library)
    assert "DH" in complaint(Config(identity=present), library)


def test_features_are_asked_for_first(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(library._asked, "sendfile", value=False)
    needs = (("sendfile", "sendfile"),)
    config = Config(needs=needs, identity=Identity(cert="/missing"))
    with pytest.raises(UnsupportedError) as caught:
        check_features(config, library)
    assert caught.value.message == (
        f"option -sendfile needs SSL_sendfile, which {library.version} does not have: "
        "OpenSSL 3.0 brought it"
    )
    assert complaint(config, library) == caught.value.message


def test_an_option_tells_what_it_needs() -> None:
    assert ("sendfile", "sendfile") in parse(["-WWW", "-sendfile"]).needs


def test_alerts_are_reported_only_to_those_who_listen(
    library: Library, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(
        "s_server.libssl.context.Context.report_alerts", lambda _: asked.append(1)
    )
    config = Config(identity=Identity(cert=str(certificates.pair("rsa"))))
    for expected in (0, 1):
        bus = Bus()
        if expected:
            bus.subscribe(Alert, lambda _: None)
        build(config, library, bus, nobody).context.close()
        assert len(asked) == expected


def test_an_option_without_effect_is_a_warning(
    library: Library, certificates: Certificates
) -> None:
    told: list[str] = []
    bus = Bus()
    bus.subscribe(Warned, lambda event: told.append(event.message))
    for broken in (False, True):
        config = Config(
            identity=Identity(cert=str(certificates.pair("rsa"))),
            protocol=Protocol(broken_protocol=broken),
        )
        build(config, library, bus, nobody).context.close()
    assert told == ["option -debug_broken_protocol has no effect"]


def test_a_made_identity_comes_with_the_setup(library: Library, scratch: Path) -> None:
    done = build(Config(), library, Bus(), nobody)
    with done.context:
        assert done.made is not None
        assert len(list(scratch.iterdir())) == 1
        done.made.remove()


def test_nothing_is_made_where_nothing_is_wanted(
    library: Library, scratch: Path
) -> None:
    config = Config(identity=Identity(none=True))
    done = build(config, library, Bus(), nobody)
    done.context.close()
    assert done.made is None
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    "config",
    [
        Config(protocol=BAD_GROUP),
        Config(identity=Identity(dh_parameters="/missing")),
        Config(identity=Identity(cert="/missing")),
        Config(network=FOREIGN),
    ],
    ids=["command", "parameters", "certificate", "address"],
)
def test_nothing_is_left_half_started(
    library: Library, scratch: Path, config: Config
) -> None:
    told: list[Event] = []
    bus = Bus()
    bus.subscribe(Listening, told.append)
    bus.subscribe(DhChosen, told.append)
    before = len(os.listdir("/proc/self/fd"))
    server = Loop(config, library=library, bus=bus)
    with pytest.raises(SServerError):
        server.start()
    del server
    gc.collect()
    assert list(scratch.iterdir()) == []
    assert not any(isinstance(event, Listening) for event in told)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_key_log_is_opened_last_and_closed_with_the_rest(
    library: Library, certificates: Certificates, empty_folder: Path
) -> None:
    present = Identity(cert=str(certificates.pair("rsa")))
    path = empty_folder / "keys.log"
    log = KeyLog(file=str(path))
    bad = Config(identity=present, keylog=log, srtp=Srtp(profiles="nope"))
    assert "SRTP" in complaint(bad, library)
    assert not path.exists()
    config = Config(identity=present, keylog=log, alpn=Alpn(protocols=(b"h2",)))
    before = len(os.listdir("/proc/self/fd"))
    made = build(config, library, Bus(), nobody)
    assert made.context.protocols == (b"h2",)
    assert path.exists()
    made.context.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_key_log_that_cannot_be_opened_leaves_nothing(
    library: Library, scratch: Path
) -> None:
    config = Config(keylog=KeyLog(file="missing/keys.log"))
    assert "keylog file missing" in complaint(config, library)
    assert list(scratch.iterdir()) == []


NEWER = {
    "-ktls": ("kernel TLS", "3.0"),
    "-WWW -zerocopy_sendfile": ("kernel TLS without copies", "3.2"),
    "-enable_server_rpk": ("raw public keys", "3.2"),
    "-enable_client_rpk": ("raw public keys", "3.2"),
    "-expected-rpks x": ("raw public keys", "3.2"),
    "-ech_key x": ("encrypted ClientHellos (ECH)", "4.0"),
    "-ech_dir x": ("encrypted ClientHellos (ECH)", "4.0"),
    "-ech_noretry_dir x": ("encrypted ClientHellos (ECH)", "4.0"),
    "-ech_trialdecrypt": ("encrypted ClientHellos (ECH)", "4.0"),
    "-ech_greaseretries": ("encrypted ClientHellos (ECH)", "4.0"),
}


@pytest.mark.parametrize("line", NEWER)
def test_a_library_that_is_too_old(
    line: str, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    what, since = NEWER[line]
    config = parse(line.split())
    ((option, word),) = config.needs
    monkeypatch.setitem(library._asked, word, value=False)
    with pytest.raises(UnsupportedError) as caught:
        check_features(config, library)
    version = library.version
    wanted = f"option -{option} needs {what}, which {version} does not have"
    assert caught.value.message == f"{wanted}: OpenSSL {since} brought it"
    assert caught.value.hints == ()

"""Kernel TLS is an option bit, and what turns it on is told.

Whether the kernel has it no test may depend on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.events import Bus, OptionImplied, Warned
from s_server.libssl.constants import SslOption
from s_server.options.parse import parse
from s_server.setup import kernel

if TYPE_CHECKING:
    from s_server.events import Event
    from s_server.libssl.context import Context

KTLS = SslOption.ENABLE_KTLS
WITHOUT_COPIES = SslOption.ENABLE_KTLS_TX_ZEROCOPY_SENDFILE


def bits(context: Context, *words: str) -> SslOption:
    kernel.apply(context, parse(words))
    options = context.library.functions.SSL_CTX_get_options(context.pointer)
    return SslOption(options & (KTLS | WITHOUT_COPIES))


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        ((), 0, 0),
        (("-ktls",), KTLS, KTLS),
        (("-WWW", "-sendfile"), 0, KTLS),
        (("-WWW", "-zerocopy_sendfile"), None, KTLS | WITHOUT_COPIES),
    ],
)
def test_bits(
    context: Context,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    old: int | None,
    new: int,
) -> None:
    # OpenSSL 3.0 has the bit for kernel TLS, and its -sendfile implies nothing.
    if old is not None:
        monkeypatch.setitem(context.library._asked, "zerocopy", value=False)
        assert bits(context, *words) == old
    monkeypatch.setitem(context.library._asked, "zerocopy", value=True)
    assert bits(context, *words) == new


def test_a_test_of_waits_keeps_it_off(context: Context) -> None:
    # As openssl.cnf may have it.
    context.set_option(KTLS)
    assert bits(context, "-ktls", "-nbio_test") == 0
    assert not context.lets_kernel_help
    told: list[Event] = []
    bus = Bus()
    bus.subscribe(Warned, told.append)
    for words in ("-nbio_test", "-ktls", "-ktls -nbio_test"):
        kernel.announce(parse(words.split()), context.library, bus)
    assert told == [Warned(message="option -ktls has no effect with -nbio_test")]


def test_what_is_implied_is_told(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Event] = []
    bus = Bus()
    bus.subscribe(OptionImplied, told.append)
    sendfile = OptionImplied(option="zerocopy_sendfile", implied="sendfile")
    ktls = OptionImplied(option="sendfile", implied="ktls")
    for is_new in (False, True):
        monkeypatch.setitem(context.library._asked, "zerocopy", value=is_new)
        for words, expected in (
            ("-WWW -zerocopy_sendfile", [sendfile, ktls]),
            ("-WWW -zerocopy_sendfile -ktls", [sendfile]),
            ("-WWW -sendfile", [ktls]),
            ("-WWW -sendfile -ktls", []),
            ("-ktls", []),
        ):
            kernel.announce(parse(words.split()), context.library, bus)
            assert told == (expected if is_new else [])
            told.clear()

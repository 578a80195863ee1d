"""Where early data may go, and its limits."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from s_server.config import Config, EarlyData, Mode, Web
from s_server.errors import UsageError
from s_server.libssl.load import Release
from s_server.setup import early_data

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library


def released(release: Release) -> Library:
    return cast("Library", SimpleNamespace(release=release))


@pytest.mark.parametrize("web", list(Web))
def test_the_web_modes_take_none_before_3_5(web: Web) -> None:
    config = Config(early_data=EarlyData(accept=True), mode=Mode(web=web))
    with pytest.raises(UsageError) as caught:
        early_data.check(config, released(Release.V3_0))
    assert caught.value.bare
    assert caught.value.message.startswith("Can't use -early_data in combination with")
    early_data.check(config, released(Release.V3_5))


def test_the_console_takes_it() -> None:
    config = Config(early_data=EarlyData(accept=True))
    early_data.check(config, released(Release.V1_1_1))


@pytest.mark.parametrize(
    ("given", "promised"),
    [
        (EarlyData(), 0),
        (EarlyData(accept=True), 16384),
        (EarlyData(accept=True, promised=0), 0),
        (EarlyData(promised=100), 100),
    ],
)
def test_what_tickets_promise(
    context: Context, given: EarlyData, promised: int
) -> None:
    early_data.apply(context, given)
    functions = context.library.functions
    assert functions.SSL_CTX_get_max_early_data(context.pointer) == promised


def test_the_limit(context: Context) -> None:
    early_data.apply(context, EarlyData(limit=5))
    functions = context.library.functions
    assert functions.SSL_CTX_get_recv_max_early_data(context.pointer) == 5

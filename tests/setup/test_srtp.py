"""Lists of SRTP profiles, good and bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Srtp
from s_server.errors import UsageError
from s_server.setup import srtp

if TYPE_CHECKING:
    from s_server.libssl.context import Context


@pytest.mark.parametrize(
    "profiles",
    [None, "SRTP_AES128_CM_SHA1_80", "SRTP_AEAD_AES_256_GCM:SRTP_AES128_CM_SHA1_32"],
)
def test_a_good_list(context: Context, profiles: str | None) -> None:
    srtp.apply(context, Srtp(profiles=profiles))
    assert context.library.functions.ERR_peek_error() == 0


@pytest.mark.parametrize(
    "profiles", ["", ":", "nope", "SRTP_AES128_CM_SHA1_80,nope", "é\udcff"]
)
def test_a_bad_list(context: Context, profiles: str) -> None:
    with pytest.raises(UsageError) as caught:
        srtp.apply(context, Srtp(profiles=profiles))
    assert caught.value.message == "Error setting SRTP profile"
    assert caught.value.bare
    reason, what_is_right = caught.value.hints
    assert reason.startswith(f'-use_srtp argument "{profiles}": srtp ')
    assert "SRTP_AES128_CM_SHA1_80" in what_is_right
    assert context.library.functions.ERR_peek_error() == 0

"""What is checked at the start; what clients get is in tests/network/test_status.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Staple, Status
from s_server.errors import LoadError
from s_server.setup import status
from tests.kit.responder import write_response

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context
    from tests.kit.authorities import Authorities


@pytest.mark.parametrize(
    "given",
    [
        Status(staple=Staple.SERVER),
        Status(verbose=True),
        Status(timeout=0),
        Status(url="http://h/"),
    ],
)
def test_each_option_turns_it_on(context: Context, given: Status) -> None:
    status.apply(context, given)
    assert context.stapler is not None
    assert context.stapler.whole_chain is False


@pytest.mark.parametrize("given", [Status(), Status(proxy="x", no_proxy="y")])
def test_proxies_alone_do_not(context: Context, given: Status) -> None:
    status.apply(context, given)
    assert context.stapler is None


def test_the_whole_chain(context: Context) -> None:
    status.apply(context, Status(staple=Staple.CHAIN))
    assert context.stapler is not None
    assert context.stapler.whole_chain is True


def test_files_are_read_at_the_start(
    context: Context, authorities: Authorities, tmp_path: Path
) -> None:
    good = str(write_response(authorities, "client"))
    status.apply(context, Status(files=(good,)))
    bad = tmp_path / "bad"
    bad.write_bytes(b"no response")
    what = "cannot read the OCSP response (-status_file) from"
    for file, reason in (
        (str(bad), "it is no OCSP response in DER"),
        (str(tmp_path / "none"), "No such file or directory"),
        (str(tmp_path), "Is a directory"),
        ("a\0b", "embedded null byte"),
    ):
        with pytest.raises(LoadError) as caught:
            status.apply(context, Status(files=(good, file)))
        assert caught.value.message == f"{what} {file!r}: {reason}"

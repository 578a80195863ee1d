"""Which lists are read, and what is said of files that hold none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import Form, Revocation
from s_server.errors import LoadError
from s_server.setup import revocation
from tests.kit.fixtures import authorities

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from tests.kit.authorities import Authorities

__all__ = ["authorities"]
WHAT = "list of revoked certificates (-CRL)"


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("root-crl.pem", None),
        ("root-crl.pem", Form.PEM),
        ("root-crl.der", None),
        ("root-crl.der", Form.DER),
    ],
)
def test_lists_of_both_forms(
    context: Context, authorities: Authorities, name: str, form: Form | None
) -> None:
    file = str(authorities.folder / name)
    revocation.apply(context, Revocation(file=file, form=form))
    assert context.fetch is None


@pytest.mark.parametrize(
    ("name", "form", "reason"),
    [
        ("none.pem", None, "none.pem: No such file or directory"),
        ("root-crl.pem", Form.DER, "root-crl.pem: the file is PEM, not DER"),
        ("root-crl.der", Form.PEM, "root-crl.der: the file is not PEM"),
        ("client.pem", None, "the file is damaged, or holds something else"),
    ],
)
def test_files_without_a_list(
    context: Context,
    authorities: Authorities,
    name: str,
    form: Form | None,
    reason: str,
) -> None:
    file = str(authorities.folder / name)
    with pytest.raises(LoadError) as caught:
        revocation.apply(context, Revocation(file=file, form=form))
    assert WHAT in caught.value.message
    assert caught.value.message.endswith(reason)


def test_fetching(context: Context) -> None:
    revocation.apply(context, Revocation(download=True))
    assert context.fetch is not None

"""Where issuers come from, and which option is told of when they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from s_server.config import ChainTrust, Identity
from s_server.errors import LoadError
from s_server.setup import chain, identity
from s_server.setup.pass_phrase import read_phrases

if TYPE_CHECKING:
    from pathlib import Path

    from s_server.libssl.context import Context
    from tests.kit.chains import Chains


def build(context: Context, chains: Chains) -> None:
    """Build the chain of a leaf; raises LoadError where its issuer is unknown."""
    wanted = Identity(
        cert=str(chains.certificate("p256")),
        key=str(chains.key("p256")),
        build_chain=True,
    )
    phrases = read_phrases(wanted, lambda _: None)
    with identity.loaded(context.library, wanted, phrases) as (main, _):
        identity.use(context, main)


@pytest.mark.parametrize("field", ["file", "uri"])
def test_issuers_are_found(context: Context, chains: Chains, field: str) -> None:
    if field == "uri" and not context.library.has("trust_store"):
        pytest.skip("OpenSSL 1.1.1 fills no store from a URI: -chainCAstore is refused")
    chain.apply(context, ChainTrust(**{field: str(chains.issuers)}))
    build(context, chains)


def test_without_them_nothing_is_built(context: Context, chains: Chains) -> None:
    chain.apply(context, ChainTrust())
    with pytest.raises(LoadError) as caught:
        build(context, chains)
    assert caught.value.message.endswith(": unable to get local issuer certificate")
    assert caught.value.hints == ("name the file of its issuers with -chainCAfile",)


@pytest.mark.parametrize(
    ("field", "option"), [("file", "chainCAfile"), ("uri", "chainCAstore")]
)
def test_a_file_that_is_missing(
    context: Context, tmp_path: Path, field: str, option: str
) -> None:
    path = tmp_path / "missing.pem"
    with pytest.raises(LoadError) as caught:
        chain.apply(context, ChainTrust(**{field: str(path)}))
    assert caught.value.message == (
        f"cannot read the certificates (-{option}): {path}: No such file or directory"
    )


def test_a_file_without_certificates(context: Context, chains: Chains) -> None:
    path = str(chains.key("p256"))
    with pytest.raises(LoadError) as caught:
        chain.apply(context, ChainTrust(file=path))
    assert caught.value.message.startswith(
        f"cannot read the certificates (-chainCAfile) from {path!r}: no certificate"
    )

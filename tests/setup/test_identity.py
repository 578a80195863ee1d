"""The certificate and the key: every form, and every way in which files are bad."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from s_server.config import Form, Identity
from s_server.errors import LoadError
from s_server.setup import identity
from s_server.setup.pass_phrase import read_phrases
from tests.kit.certificates import KINDS, PASS_PHRASE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from s_server.libssl.context import Context
    from tests.kit.certificates import Certificates

RIGHT = f"pass:{PASS_PHRASE}"
DAMAGED = "the file is damaged, or holds something else"


@pytest.fixture
def files(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Be in the folder of the certificates."""
    monkeypatch.chdir(certificates.folder)
    return certificates.folder


def nobody(_: str) -> str | None:
    return None


def use(
    context: Context,
    fields: Mapping[str, object],
    prompt: Callable[[str], str | None] = nobody,
) -> None:
    wanted = Identity(**fields)  # type: ignore[arg-type]  # the tests' own fields
    phrases = read_phrases(wanted, prompt)
    with identity.loaded(context.library, wanted, phrases) as (main, second):
        identity.use(context, main)
        identity.use(context, second)


def serves(context: Context) -> bool:
    """Whether the context has a certificate with its key."""
    functions = context.library.functions
    found = functions.SSL_CTX_check_private_key(context.pointer) == 1
    functions.ERR_clear_error()
    return found


def refusal(context: Context, **fields: object) -> str:
    """The message for which these files are not used; nothing is changed."""
    with pytest.raises(LoadError) as caught:
        use(context, fields)
    assert not serves(context)
    assert context.library.functions.ERR_peek_error() == 0
    return caught.value.message


FORMS = {
    "PEM": {"cert": "{0}.pem"},
    "two files": {"cert": "{0}-cert.pem", "key": "{0}-key.pem"},
    "DER": {"cert": "{0}-cert.der", "key": "{0}-key.der"},
    "PKCS#12": {"cert": "{0}.p12", "pass_source": RIGHT},
    "encrypted": {
        "cert": "{0}-cert.pem",
        "key": "{0}-key-encrypted.pem",
        "pass_source": RIGHT,
    },
    "mixed": {"cert": "{0}-cert.der", "key": "{0}.p12", "pass_source": RIGHT},
    "URIs": {"cert": "{0}-cert.pem", "key": "{0}-key.pem"},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_found_out(
    context: Context, files: Path, form: str, kind: str
) -> None:
    fields = {name: text.format(kind) for name, text in FORMS[form].items()}
    if form == "URIs":
        fields = {name: (files / file).as_uri() for name, file in fields.items()}
    use(context, fields)
    assert serves(context)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("cert", "key", "cert_form", "key_form"),
    [
        ("rsa-cert.pem", "rsa-key.pem", Form.PEM, Form.PEM),
        ("rsa-cert.der", "rsa-key.der", Form.DER, Form.DER),
        ("rsa-cert.pem", "rsa-key.der", Form.PEM, Form.DER),
        ("rsa.p12", "rsa.p12", Form.PKCS12, Form.PKCS12),
    ],
)
def test_a_form_that_is_right(
    context: Context, cert: str, key: str, cert_form: Form, key_form: Form
) -> None:
    forms = {"cert_form": cert_form, "key_form": key_form}
    use(context, {"cert": cert, "key": key, "pass_source": RIGHT, **forms})
    assert serves(context)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"cert": "rsa-cert.der", "key": "rsa-key.pem", "cert_form": Form.PEM},
            "cannot read the certificate (-cert): rsa-cert.der: the file is not PEM",
        ),
        (
            {"cert": "rsa-cert.pem", "key": "rsa-key.pem", "cert_form": Form.DER},
            "cannot read the certificate (-cert): rsa-cert.pem: "
            "the file is PEM, not DER",
        ),
        (
            {"cert": "rsa-cert.pem", "key": "rsa-key.pem", "key_form": Form.DER},
            "cannot read the private key (-key): rsa-key.pem: the file is PEM, not DER",
        ),
        (
            {"cert": "rsa.pem", "cert_form": Form.PKCS12},
            "cannot read the private key (-cert): rsa.pem: the file is PEM, not P12",
        ),
    ],
)
def test_a_form_that_is_wrong(
    context: Context, fields: dict[str, object], message: str
) -> None:
    assert refusal(context, **fields) == message


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing.pem", "No such file or directory"),
        ("dangling.pem", "No such file or directory"),
        (".", "Is a directory"),
        ("empty.pem", "the file is empty"),
    ],
)
@pytest.mark.parametrize("what", ["cert", "key"])
def test_files_that_hold_nothing(
    context: Context, files: Path, name: str, reason: str, what: str
) -> None:
    dangling = files / "dangling.pem"
    if not dangling.is_symlink():
        dangling.symlink_to("nowhere")
    fields = {"cert": "rsa-cert.pem", "key": "rsa-key.pem"} | {what: name}
    words = {"cert": "certificate (-cert)", "key": "private key (-key)"}[what]
    assert refusal(context, **fields) == f"cannot read the {words}: {name}: {reason}"


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("name", ["truncated.pem", "garbage.pem"])
@pytest.mark.parametrize("what", ["cert", "key"])
def test_files_that_are_damaged(context: Context, name: str, what: str) -> None:
    fields = {"cert": "rsa-cert.pem", "key": "rsa-key.pem"} | {what: name}
    words = {"cert": "certificate (-cert)", "key": "private key (-key)"}[what]
    message = refusal(context, **fields)
    start = f"cannot read the {words} from '{name}': "
    assert message.startswith(start)
    if context.library.has("public_keys"):
        assert message == start + DAMAGED


@pytest.mark.usefixtures("files")
def test_files_that_hold_something_else(context: Context) -> None:
    message = refusal(context, cert="rsa-cert.pem")
    assert message == "there is no private key (-cert) in 'rsa-cert.pem'"
    assert "certificate" in refusal(context, cert="rsa-key.pem", key="rsa-key.pem")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("cert", "key"),
    [("mismatching.pem", "mismatching.pem"), ("ecdsa-cert.pem", "rsa-key.pem"),
     ("rsa-cert.pem", "ecdsa-key.pem"), ("ed25519-cert.pem", "ecdsa-key.pem")],
)  # fmt: skip
def test_a_key_that_is_not_the_certificates(
    context: Context, cert: str, key: str
) -> None:
    assert refusal(context, cert=cert, key=key) == (
        f"the private key (-key) from '{key}' is not that of the certificate (-cert) "
        f"from '{cert}'"
    )


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("key", ["rsa-key-encrypted.pem", "rsa.p12"])
def test_a_wrong_pass_phrase(context: Context, key: str) -> None:
    fields = {"cert": "rsa-cert.pem", "key": key}
    said = refusal(context, **fields, pass_source="pass:open barley")
    # Once in 256 times the padding fits, and it might be an unknown encryption too.
    assert said.startswith(
        f"cannot read the private key (-key) from '{key}': wrong pass phrase"
    )


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("key", ["rsa-key-encrypted.pem", "rsa.p12"])
def test_no_pass_phrase_and_nobody_to_ask(context: Context, key: str) -> None:
    with pytest.raises(LoadError) as caught:
        use(context, {"cert": "rsa-cert.pem", "key": key})
    assert caught.value.message == (
        f"cannot read the private key (-key) from '{key}': it needs a pass phrase"
    )
    assert "-pass" in caught.value.hints[0]


@pytest.mark.usefixtures("files")
def test_the_user_is_asked_for_the_keys_phrase(context: Context) -> None:
    asked = []

    def prompt(question: str) -> str:
        asked.append(question)
        return PASS_PHRASE

    use(context, {"cert": "rsa-cert.pem", "key": "rsa-key-encrypted.pem"}, prompt)
    assert asked == ["Enter pass phrase for rsa-key-encrypted.pem:"]
    assert serves(context)


def test_an_encryption_of_the_past_may_be_the_reason(
    context: Context, files: Path
) -> None:
    command = ["openssl", "pkcs12", "-export", "-legacy", "-inkey", "rsa-key.pem",
               "-in", "rsa-cert.pem", "-passout", RIGHT, "-out", "old.p12"]  # fmt: skip
    subprocess.run(command, cwd=files, check=True, capture_output=True)
    if not context.library.has("public_keys"):
        use(context, {"cert": "old.p12", "pass_source": RIGHT})
        return
    assert refusal(context, cert="old.p12", pass_source=RIGHT) == (
        "cannot read the private key (-cert) from 'old.p12': "
        "wrong pass phrase, or an encryption unknown to this OpenSSL"
    )


@pytest.mark.parametrize(
    ("fields", "prepared"),
    [({}, False), ({"cert": "x"}, True), ({"key": "x"}, True)],
)
def test_whether_there_is_something_to_read(
    empty_folder: Path, fields: dict[str, str], *, prepared: bool
) -> None:
    wanted = Identity(**fields)  # type: ignore[arg-type]  # the tests' own fields
    assert identity.is_prepared(wanted) is prepared
    (empty_folder / "server.pem").touch()
    assert identity.is_prepared(wanted)


def test_server_pem_is_the_default(
    context: Context, certificates: Certificates, empty_folder: Path
) -> None:
    default = empty_folder / "server.pem"
    default.write_bytes(certificates.pair("ecdsa").read_bytes())
    use(context, {})
    assert serves(context)


@pytest.mark.usefixtures("empty_folder")
def test_server_pem_is_missing(context: Context, certificates: Certificates) -> None:
    key = str(certificates.key("ecdsa"))
    assert refusal(context, key=key) == (
        "cannot read the certificate (-cert): server.pem: No such file or directory"
    )

"""Conversations about what OpenSSL 3.0 does not know, held on 4.0."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.compat.clients import DATA_ONLY, Client, fetch, in_turn, refused, talk
from tests.compat.scenarios import RSA, once
from tests.compat.sni_scenarios import NAME, SECOND
from tests.kit.conversation import Scenario
from tests.kit.ech import config_list, make_ech_key
from tests.kit.openssls import newest_openssl

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kit.clients import Seen
    from tests.kit.servers import ServerRun

PUBLIC_KEY = "ecdsa-public.pem"
ML_DSA = "ml-dsa-65.pem"
ECH_KEY, OTHER_ECH_KEY = "ech.pem", "other-ech.pem"
ECH_FOLDER, ECH_FOLDER_WITHOUT_RETRY = "ech-keys", "ech-old-keys"


def prepare(folder: Path) -> None:
    """Put in the folder what these scenarios need besides certificates."""
    command = ["openssl", "pkey", "-in", "ecdsa-key.pem", "-pubout"]
    subprocess.run([*command, "-out", PUBLIC_KEY], cwd=folder, check=True)
    _make_ml_dsa(folder)
    for name in (ECH_KEY, OTHER_ECH_KEY):
        make_ech_key(folder / name)
    for name in (ECH_FOLDER, ECH_FOLDER_WITHOUT_RETRY):
        (folder / name).mkdir(exist_ok=True)
        make_ech_key(folder / name / "key.pem")
    (folder / ECH_FOLDER / "notes.txt").write_text("no key\n")
    (folder / ECH_FOLDER / "folder").mkdir(exist_ok=True)


def _make_ml_dsa(folder: Path) -> None:
    words = ("req", "-x509", "-nodes", "-newkey", "ML-DSA-65", "-subj", "/CN=localhost")
    key, certificate = "ml-dsa-key.pem", "ml-dsa-cert.pem"
    command = [*newest_openssl(), *words, "-keyout", key, "-out", certificate]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    parts = [(folder / name).read_text() for name in (key, certificate)]
    (folder / ML_DSA).write_text("".join(parts))


def newest(*options: str) -> Client:
    """Talk with the client of 4.0, which mixes what it tells with what it was told."""
    return talk(*DATA_ONLY, *options, program=newest_openssl)


def raw(kind: str, *options: str) -> Client:
    """Talk with a raw public key of the client's, and take the server's."""
    words = ("-cert", f"{kind}.pem", "-enable_client_rpk", "-enable_server_rpk")
    return newest(*words, *options)


def encrypted(key: str, *, fails: bool = False) -> Client:
    """Come with an encrypted ClientHello for the server that has this key."""

    def client(server: ServerRun) -> Seen:
        assert server.cwd is not None
        configurations = config_list(server.cwd / key)
        words = ("-ech_config_list", configurations, "-servername", "inner.example")
        if fails:
            return refused(*words, program=newest_openssl)(server)
        return newest(*words)(server)

    return client


def several(
    name: str, clients: tuple[Client, ...], *options: str, differs: tuple[str, ...] = ()
) -> Scenario:
    """Make a row with several clients, one after the other."""
    return Scenario(
        name=name,
        options=(*options, "-naccept", str(len(clients))),
        client=in_turn(*clients),
        differences=differs,
    )


RPK = (*RSA, "-enable_server_rpk")
ALL = [
    once("compressed certificates", talk("-tls1_3"), "-cert_comp"),
    once("compressed for nobody", talk("-tls1_3"), "-cert_comp", "-no_tx_cert_comp"),
    once("compressed by nobody", talk("-tls1_3"), "-no_rx_cert_comp"),
    once("no extended master secret", talk("-tls1_2"), "-no_ems"),
    once("rather without a DH share", talk("-tls1_3"), "-prefer_no_dhe_kex"),
    once(
        "a provider's parameter",
        talk("-tls1_3"),
        *("-provider", "default", "-provparam", "default:a=b", "-provparam", "a=b"),
    ),
    once(
        "a parameter of the default provider",
        talk("-tls1_3"),
        *("-provparam", "default:a=b", "-provparam", ":a="),
    ),
    several(
        "ML-DSA certificate, ML-KEM groups",
        (
            newest("-groups", "MLKEM768"),
            newest("-groups", "SecP256r1MLKEM768:X25519MLKEM768"),
            newest("-sigalgs", "mldsa65:mldsa44"),
        ),
        *("-cert", ML_DSA, "-groups", "X25519MLKEM768:MLKEM768", "-brief"),
    ),
    several(
        "raw keys that are expected, or not",
        (
            raw("ecdsa", "-tls1_2"),
            raw("ecdsa", "-tls1_3"),
            raw("rsa"),
            newest("-cert", "ecdsa.pem"),
            newest("-cert", "ed25519.pem", "-enable_client_rpk"),
        ),
        *(*RPK, "-verify", "1"),
        *("-expected-rpks", "rsa-cert.pem", "-expected-rpks", PUBLIC_KEY),
    ),
    several(
        "raw keys in brief",
        (raw("ecdsa"), newest("-cert", "ecdsa.pem"), raw("rsa")),
        *(*RPK, "-verify", "1", "-brief", "-expected-rpks", PUBLIC_KEY),
    ),
    several(
        "raw keys that nobody expects",
        (newest("-enable_client_rpk"), raw("ecdsa", "-tls1_2")),
        *(*RSA, "-verify", "1", "-enable_client_rpk"),
    ),
    once(
        "raw key that is refused",
        refused("-cert", "rsa.pem", "-enable_client_rpk", program=newest_openssl),
        *("-Verify", "1", "-verify_return_error", "-expected-rpks", PUBLIC_KEY),
    ),
    once(
        "encrypted hello",
        encrypted(ECH_KEY),
        *("-ech_key", ECH_KEY, "-ech_trialdecrypt", "-ech_greaseretries"),
        differs=("ech-told",),
    ),
    once(
        "encrypted hello for another",
        encrypted(OTHER_ECH_KEY, fails=True),
        *("-ech_key", ECH_KEY, "-ech_dir", ECH_FOLDER),
        *("-ech_noretry_dir", ECH_FOLDER_WITHOUT_RETRY),
    ),
    Scenario(
        name="server name, known to 4.0",
        options=(*SECOND, "-naccept", "1"),
        client=newest(*NAME),
        differences=("names-in-one-form",),
    ),
    # Whether the kernel would do it, ours alone tells.
    Scenario(
        name="fast open, kernel TLS",
        options=(*RSA, "-naccept", "1", "-tfo", "-ktls"),
        client=newest(),
        uncertain=frozenset({"stderr"}),
    ),
    once("sendfile", fetch("/text.txt"), "-WWW", "-sendfile"),
    once("sendfile without copies", fetch("/large.txt"), "-WWW", "-zerocopy_sendfile"),
    once("kernel TLS for files", fetch("/text.txt"), "-HTTP", "-sendfile", "-ktls"),
]

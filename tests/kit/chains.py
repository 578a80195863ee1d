"""Certificates at the end of a chain of three, of every kind of key.

A root signs the intermediate `middle`, which signs the leaves; no file holds
more than its name says.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

P_256 = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
KINDS = {
    "rsa": ("-newkey", "rsa:2048"),
    "rsa-pss": ("-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"),
    "p256": P_256,
    "p384": ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"),
    "ed25519": ("-newkey", "ed25519"),
    "dsa": ("-newkey", "dsa:dsa-parameters.pem"),
}
AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
LEAF = "basicConstraints=CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n"


@dataclass(frozen=True, slots=True)
class Chains:
    """A folder with chains; `kind` is a key of KINDS."""

    folder: Path

    @property
    def root(self) -> Path:
        """The root's certificate."""
        return self.folder / "chain-root.pem"

    @property
    def middle(self) -> Path:
        """The intermediate certificate."""
        return self.folder / "chain-middle.pem"

    @property
    def issuers(self) -> Path:
        """The intermediate certificate and the root's, in the order of sending."""
        return self.folder / "chain-issuers.pem"

    def certificate(self, kind: str) -> Path:
        """The leaf's certificate."""
        return self.folder / f"chain-{kind}.pem"

    def key(self, kind: str) -> Path:
        """The leaf's key."""
        return self.folder / f"chain-{kind}-key.pem"


def make_chains(folder: Path) -> Chains:
    """Make every file named above in `folder`."""
    made = Chains(folder)
    (folder / "authority.cnf").write_text(AUTHORITY)
    (folder / "chain-leaf.cnf").write_text(LEAF)
    _openssl(made, "genpkey", "-genparam", "-algorithm", "DSA", "-pkeyopt",
             "dsa_paramgen_bits:2048", "-out", "dsa-parameters.pem")  # fmt: skip
    _openssl(made, "req", "-x509", *P_256, "-nodes", "-days", "30",
             "-subj", "/CN=Chain Root", "-keyout", "chain-root-key.pem",
             "-addext", "keyUsage=critical,keyCertSign,cRLSign",
             "-out", made.root.name)  # fmt: skip
    _sign(made, "middle", P_256, by="root", extensions="authority.cnf")
    for kind, key in KINDS.items():
        _sign(made, kind, key, by="middle", extensions="chain-leaf.cnf")
    made.issuers.write_bytes(made.middle.read_bytes() + made.root.read_bytes())
    return made


def _sign(
    made: Chains, name: str, key: tuple[str, ...], *, by: str, extensions: str
) -> None:
    request = f"chain-{name}.csr"
    _openssl(made, "req", *key, "-nodes", "-subj", f"/CN=chain {name}",
             "-keyout", f"chain-{name}-key.pem", "-out", request)  # fmt: skip
    _openssl(made, "x509", "-req", "-in", request, "-days", "30",
             "-CA", f"chain-{by}.pem", "-CAkey", f"chain-{by}-key.pem",
             "-CAcreateserial", "-extfile", extensions,
             "-out", f"chain-{name}.pem")  # fmt: skip


def _openssl(made: Chains, *words: str) -> None:
    command = ["openssl", *words]
    done = subprocess.run(command, cwd=made.folder, capture_output=True, check=False)
    if done.returncode:
        raise AssertionError(f"{' '.join(command)}\n{done.stderr.decode()}")

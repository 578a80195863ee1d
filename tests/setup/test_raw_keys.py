"""Raw public keys: what is refused, in the words of ours on 4.0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.setup.newest import refusals

if TYPE_CHECKING:
    from tests.kit.certificates import Certificates

TAKES = "hint: it takes public keys, and certificates for theirs"
KEY = re.escape("s_server: cannot read the public key (-expected-rpks)")
CASES = {
    ("-expected-rpks", "missing"): f"{KEY}: missing: No such file or directory",
    ("-expected-rpks", "garbage.pem"): f"{KEY} from 'garbage.pem': .*",
    ("-expected-rpks", "rsa-key.pem"): f"{KEY} from 'rsa-key.pem': .*",
    ("-expected-rpks", "rsa-cert.pem", "-expected-rpks", "/"): f"{KEY}: /: .*",
}
GOOD = (
    ("-expected-rpks", "rsa-cert.pem", "-expected-rpks", "ecdsa-cert.pem"),
    ("-enable_server_rpk", "-enable_client_rpk"),
)


def test_what_holds_no_key_is_refused(certificates: Certificates) -> None:
    found = refusals(certificates.folder, [*CASES, *GOOD])
    for words, pattern in CASES.items():
        first, *hints = found[words]
        assert re.fullmatch(pattern, first), first
        assert hints == [TAKES]
    for words in GOOD:
        assert found[words] == []

"""Exported keying material: which lines, where, and where none."""

from __future__ import annotations

from tests.compat.clients import ask, fetch, in_turn, talk
from tests.compat.scenarios import RSA, VERSIONS, once
from tests.kit.conversation import Scenario

LABEL = ("-keymatexport", "EXPORTER-test")
# One group alone, so that the line before ours is short.
SUMMED_UP = ("-groups", "X25519")
SHOWN = ("exported-material-with-brief",)

ALL = [
    *(
        once(f"exported, {version}", talk(flag, *LABEL), *LABEL)
        for version, flag in VERSIONS.items()
    ),
    once("exported, 1 byte", talk(), *LABEL, "-keymatexportlen", "1"),
    once("exported, 1000 bytes", talk("-tls1_2"), *LABEL, "-keymatexportlen", "1000"),
    once("exported, a label for TLS itself", talk("-tls1_2"),
         "-keymatexport", "key expansion", differs=("a-failed-export-ends-nothing",)),
    once("exported, odd label", talk(), "-keymatexport", "it's <é>"),
    once("exported, no label", talk(), "-keymatexport", ""),
    once("exported, length alone", talk(), "-keymatexportlen", "32"),
    once("exported, -quiet", talk(), *LABEL, "-quiet"),
    once("exported, -www", fetch("/"), *LABEL, "-www"),
    once("exported, -brief", talk("-tls1_3", *SUMMED_UP), *LABEL, "-brief",
         differs=SHOWN),
    once("exported, -rev", ask(b"hello\n", b"olleh\n", "-tls1_3", *SUMMED_UP),
         *LABEL, "-rev", differs=SHOWN),
    Scenario(
        name="exported, resumed",
        options=(*RSA, "-naccept", "2", *LABEL),
        client=in_turn(
            talk("-tls1_2", "-sess_out", "export.session"),
            talk("-tls1_2", "-sess_in", "export.session"),
        ),
    ),
]  # fmt: skip

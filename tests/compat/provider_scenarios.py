"""The conversations with providers, an engine, and random bytes from files.

-provparam is not among them: the installed program has it from 3.5 on.
"""

from __future__ import annotations

from tests.compat.clients import in_turn, talk
from tests.compat.scenarios import ONCE, RSA, VERSIONS
from tests.kit.conversation import Scenario

BOTH = in_turn(*(talk(flag) for flag in VERSIONS.values()))
TWICE = ("-naccept", "2")
DEFAULT = ("-provider", "default")


def served(name: str, *options: str) -> Scenario:
    """Make a row that serves a client of each version."""
    return Scenario(name=name, options=(*RSA, *TWICE, *options), client=BOTH)


ALL = [
    served("providers", *DEFAULT, "-provider", "legacy"),
    served("providers, path reset", "-provider-path", "", *DEFAULT),
    served("properties", "-propquery", "provider=default"),
    served("preferred properties", *DEFAULT, "-propquery", "?fips=yes"),
    served("engine", "-engine", "dynamic"),
    served("every engine", "-engine", "auto"),
    served("random files", "-rand", "rsa.pem:ecdsa.pem", "-rand", "empty.pem"),
    Scenario(
        name="engine, quiet",
        options=(*RSA, *ONCE, "-engine", "dynamic", "-quiet"),
        client=talk(),
    ),
]

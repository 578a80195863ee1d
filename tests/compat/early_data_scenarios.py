"""Early data: accepted, refused, replayed, too much; and cookies."""

from __future__ import annotations

from tests.compat.clients import Client, in_turn, plain, refused, talk
from tests.compat.scenarios import GET, RSA, once
from tests.kit.conversation import Scenario

FIRST = talk("-tls1_3", "-sess_out", "session.pem")
EARLY = ("-tls1_3", "-sess_in", "session.pem", "-early_data", "page.html")
AGAIN = talk(*EARLY)


ORDERED = ("early-data-in-order",)


def back(
    name: str, *options: str, then: tuple[Client, ...], differs: tuple[str, ...] = ()
) -> Scenario:
    """Make a row in which a client comes back with early data."""
    return Scenario(
        name=f"early data: {name}",
        options=(*RSA, "-naccept", str(1 + len(then)), *options),
        client=in_turn(FIRST, *then),
        differences=differs,
    )


ALL = [
    once("early data: none", talk("-tls1_3"), "-early_data"),
    once("early data: none in TLS 1.2", talk("-tls1_2"), "-early_data"),
    once("early data: no TLS at all", plain(GET), "-early_data"),
    back("accepted", "-early_data", then=(AGAIN,), differs=ORDERED),
    back("accepted, quiet", "-early_data", "-quiet", then=(AGAIN,)),
    back("accepted, brief", "-early_data", "-brief", then=(AGAIN,)),
    back("promised alone", "-max_early_data", "100", then=(AGAIN,)),
    back("not promised", "-early_data", "-max_early_data", "0", then=(AGAIN,)),
    back(
        "too much",
        *("-early_data", "-recv_max_early_data", "3"),
        then=(refused(*EARLY),),
    ),
    back("replayed", "-early_data", then=(AGAIN, AGAIN), differs=ORDERED),
    back(
        "replayed, allowed",
        *("-early_data", "-no_anti_replay", "-quiet"),
        then=(AGAIN, AGAIN),
    ),
    back(
        "replayed, refused again",
        *("-early_data", "-no_anti_replay", "-anti_replay", "-quiet"),
        then=(AGAIN, AGAIN),
    ),
    once("cookie", talk("-tls1_3", "-no_middlebox"), "-stateless"),
]

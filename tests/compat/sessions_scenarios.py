"""Where sessions are kept, what names them, and what is resumed."""

from __future__ import annotations

from itertools import product

from tests.compat.clients import Client, in_turn, talk
from tests.compat.scenarios import RSA, once
from tests.kit.conversation import Scenario

CLIENT_RESUMES = {
    version: in_turn(
        talk(version, "-sess_out", "session.pem"),
        talk(version, "-sess_in", "session.pem"),
    )
    for version in ("-tls1_2", "-tls1_3")
}
SETTINGS: dict[str, tuple[str, ...]] = {
    "no cache": ("-no_cache",),
    "no cache, no tickets": ("-no_cache", "-no_ticket"),
    "external cache": ("-ext_cache",),
    "external cache, no tickets": ("-ext_cache", "-no_ticket"),
    "external cache, none": ("-ext_cache", "-no_cache"),
    "no tickets": ("-no_ticket",),
    "no tickets at all": ("-num_tickets", "0"),
    "one ticket": ("-num_tickets", "1"),
    "other context": ("-context", "a name"),
    "ids with a prefix": ("-id_prefix", "begin", "-no_ticket"),
    "nothing ephemeral": ("-no_resume_ephemeral",),
}
WARNED = {
    "-id_prefix": "warns-of-id-prefix",
    "-no_resume_ephemeral": "warns-of-no-resume-ephemeral",
}


def resumed(name: str, version: str, client: Client) -> Scenario:
    """Make a row in which a client comes twice."""
    options = SETTINGS[name]
    return Scenario(
        name=f"sessions: {name}, {version}",
        options=(*RSA, "-naccept", "2", *options),
        client=client,
        differences=tuple(WARNED[word] for word in options if word in WARNED),
    )


ALL = [
    *(
        resumed(name, version, client)
        for name, (version, client) in product(SETTINGS, CLIENT_RESUMES.items())
    ),
    once("sessions: too long a prefix", talk(), "-tls1_2", "-id_prefix", "x" * 32),
]

"""Addresses as text, and what a name stands for."""

from __future__ import annotations

import socket

import pytest

from s_server.config import Family, TcpEndpoint
from s_server.errors import ListenError
from s_server.transport.address import Target, resolve, shown

from .names import Resolver

V4, V6 = socket.AF_INET, socket.AF_INET6


@pytest.mark.parametrize(
    ("host", "port", "text"),
    [
        ("127.0.0.1", 0, "127.0.0.1:0"),
        ("::", 4433, "[::]:4433"),
        ("::1", 1, "[::1]:1"),
        ("name.example", 65535, "name.example:65535"),
    ],
)
def test_shown(host: str, port: int, text: str) -> None:
    assert shown(host, port) == text
    assert Target(V4, host, port).text == text


def test_another_port_keeps_the_rest() -> None:
    target = Target(V6, "fe80::1", 0, scope=3, dual=True)
    assert target.at_port(80) == Target(V6, "fe80::1", 80, scope=3, dual=True)


@pytest.mark.parametrize(
    ("family", "target"),
    [
        (Family.ANY, Target(V6, "::", 4433, dual=True)),
        (Family.IPV6, Target(V6, "::", 4433)),
        (Family.IPV4, Target(V4, "0.0.0.0", 4433)),
    ],
)
def test_every_address_is_one_socket(family: Family, target: Target) -> None:
    assert resolve(TcpEndpoint(), family) == (target,)


def test_without_ipv6_every_address_is_ipv4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "has_ipv6", False)
    found = resolve(TcpEndpoint(service="1"), Family.ANY)
    assert found == (Target(V4, "0.0.0.0", 1),)


@pytest.mark.parametrize(
    ("host", "target"),
    [("127.0.0.1", Target(V4, "127.0.0.1", 0)), ("::1", Target(V6, "::1", 0))],
)
def test_a_literal_address(host: str, target: Target) -> None:
    assert resolve(TcpEndpoint(host, "0"), Family.ANY) == (target,)


def test_a_service_by_name() -> None:
    assert resolve(TcpEndpoint("127.0.0.1", "https"), Family.ANY)[0].port == 443


def test_every_address_of_a_name_once(monkeypatch: pytest.MonkeyPatch) -> None:
    Resolver("127.0.0.1", "::1", "127.0.0.1").take_over(monkeypatch)
    found = resolve(TcpEndpoint("two.example", "80"), Family.ANY)
    assert found == (Target(V4, "127.0.0.1", 80), Target(V6, "::1", 80))


@pytest.mark.parametrize(
    ("family", "asked"),
    [(Family.ANY, socket.AF_UNSPEC), (Family.IPV4, V4), (Family.IPV6, V6)],
)
def test_the_family_is_asked_of_the_resolver(
    monkeypatch: pytest.MonkeyPatch, family: Family, asked: int
) -> None:
    resolver = Resolver("127.0.0.1")
    resolver.take_over(monkeypatch)
    resolve(TcpEndpoint("name.example", "80"), family)
    assert resolver.families == [asked]


@pytest.mark.parametrize(
    ("host", "service", "family"),
    [
        ("no-such-host.invalid", "0", Family.ANY),
        ("127.0.0.1", "no-such-service", Family.ANY),
        ("127.0.0.1", "0", Family.IPV6),
        ("::1", "0", Family.IPV4),
        ("a..b", "0", Family.ANY),
        ("x" * 64, "0", Family.ANY),
    ],
)
def test_what_cannot_be_resolved(host: str, service: str, family: Family) -> None:
    with pytest.raises(ListenError) as caught:
        resolve(TcpEndpoint(host, service), family)
    assert caught.value.message.startswith(f"cannot listen on {host}:{service}: ")
    assert "\n" not in caught.value.message

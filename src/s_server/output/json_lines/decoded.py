"""Decoded bytes (wire/values.py) as JSON.

A number of a registry is an object of its number, name and whether it is GREASE; a
structure is an object of its fields; bytes are hex.

What clients offer is mostly the same from one to the next, so the texts of what is
small are kept: writing a hello anew takes a third of a handshake's time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from s_server.errors import WireError
from s_server.output.json_lines.shapes import BOOLEAN, HEX, INTEGER, STRING, TEXT, Shape
from s_server.output.json_lines.templates import CHANGING, hello_templates
from s_server.wire.client_hello import ClientHello
from s_server.wire.codes import Code
from s_server.wire.extensions import KEY_SHARE, Extension
from s_server.wire.fingerprints import ja3, ja4
from s_server.wire.values import Malformed, Record

if TYPE_CHECKING:
    from s_server.events import ClientHelloReceived
    from s_server.output.json_lines.shapes import Schema
    from s_server.wire.values import Value

_NAMES = {0, 16}  # server_name, application_layer_protocol_negotiation
# groups, formats, schemes, protocols, versions
_PRINTED = {10, 11, 13, 16, 43}
_FRESH = CHANGING | {KEY_SHARE}
"""Extensions that every hello has anew."""
_HEAD = 4
KEPT = 1024
"""Texts that are kept, of each kind."""
SMALL = 128
"""Bytes of an extension, and suites, up to which their text is kept: no client can fill
the memory.
"""

CODE: Schema = {
    "type": "object",
    "properties": {
        "code": {"type": "integer"},
        "name": {"type": ["string", "null"]},
        "grease": {"type": "boolean"},
    },
    "required": ["code", "name", "grease"],
}
VALUE: Schema = {"type": ["integer", "string", "array", "object", "null"]}
EXTENSION: Schema = {
    "type": "object",
    "properties": {
        **CODE["properties"],
        "data": HEX.schema,
        "contents": {
            **VALUE,
            "description": "What the data says; the data itself for an unknown number, "
            "an object with malformed and data where it is none, and null where the "
            "extension says all by being there.",
        },
    },
    "required": ["code", "name", "grease", "data", "contents"],
}


def value_text(value: Value) -> str:  # noqa: PLR0911 - a case for each kind
    """Write any decoded value."""
    match value:
        case None:
            return "null"
        case Code():
            return code_text(value)
        case bool() | int():
            return INTEGER.write(value)
        case bytes():
            return HEX.write(value)
        case tuple():
            return f"[{','.join(map(value_text, value))}]"
        case Record():
            members = (f'"{name}":{value_text(found)}' for name, found in value.items)
            return "{" + ",".join(members) + "}"
        case Malformed():
            reason = STRING.write(value.reason)
            return f'{{"malformed":{reason},"data":{HEX.write(value.data)}}}'
        case Extension():
            return extension_text(value)


def code_text(code: Code) -> str:
    """Write a number of a registry."""
    return f"{{{_code_members(code)}}}"


# Equal numbers of two registries have two names.
@lru_cache(KEPT, typed=True)
def _code_members(code: Code) -> str:
    name = "null" if code.name is None else STRING.write(code.name)
    grease = BOOLEAN.write(code.is_grease)
    return f'"code":{int(code)},"name":{name},"grease":{grease}'


def extension_text(extension: Extension) -> str:
    """Write an extension, decoded."""
    code, data = extension.code, extension.data
    if len(data) <= SMALL and code not in _FRESH:
        # By plain numbers and bytes, which are looked up in no time.
        return _kept_extension_text(code, data, extension.message)
    return _extension_text(code, data, extension.message)


def _extension_text(code: int, data: bytes, message: int) -> str:
    extension = Extension(code, data, message)
    octets = HEX.write(data)
    contents = extension.contents
    told = octets if contents is data else value_text(contents)
    return f'{{{_code_members(extension.type)},"data":{octets},"contents":{told}}}'


_kept_extension_text = lru_cache(KEPT)(_extension_text)


_kept_suites_text = lru_cache(KEPT)(value_text)


def hello_text(hello: ClientHello, transport: str = "t") -> str:
    """Write a ClientHello; ``transport`` is JA4's letter."""
    extensions = "null"
    if hello.extensions is not None:
        extensions = f"[{','.join(map(extension_text, hello.extensions))}]"
    suites = hello.cipher_suites
    write = _kept_suites_text if len(suites) <= SMALL else value_text
    cookie = "null" if hello.cookie is None else HEX.write(hello.cookie)
    return (
        f'{{"version":{value_text(hello.version)}'
        f',"random":{HEX.write(hello.random)}'
        f',"session_id":{HEX.write(hello.session_id)}'
        f',"cookie":{cookie}'
        f',"cipher_suites":{write(suites)}'
        f',"compression_methods":{value_text(hello.compression_methods)}'
        f',"extensions":{extensions}'
        f"{_names_text(hello)}{_prints_text(hello, transport)}}}"
    )


def _names_text(hello: ClientHello) -> str:
    """Write the members that are names out of extensions."""
    told = tuple((e.code, e.data) for e in hello.extensions or () if e.code in _NAMES)
    if all(len(data) <= SMALL for _, data in told):
        return _kept_names_text(told)
    return _extensions_names_text(told)


def _extensions_names_text(told: tuple[tuple[int, bytes], ...]) -> str:
    extensions = tuple(Extension(code, data) for code, data in told)
    hello = ClientHello(0, b"", extensions=extensions)
    name = hello.server_name
    protocols = ",".join(map(TEXT.write, hello.alpn_protocols))
    host = "null" if name is None else STRING.write(name)
    return f',"server_name":{host},"alpn_protocols":[{protocols}]'


_kept_names_text = lru_cache(KEPT)(_extensions_names_text)


def _prints_text(hello: ClientHello, transport: str) -> str:
    """Write JA3 and JA4, for which the contents of a few extensions count."""
    told = None
    if hello.extensions is not None:
        told = tuple(
            [(e.code, e.data if e.code in _PRINTED else b"") for e in hello.extensions]
        )
    size = sum([len(data) + _HEAD for _, data in told or ()])
    size += len(hello.cipher_suites)
    write = _kept_prints if size <= 8 * SMALL else _prints
    return write(hello.version, hello.cipher_suites, told, hello.sslv2, transport)


def _prints(
    version: int,
    suites: tuple[int, ...],
    told: tuple[tuple[int, bytes], ...] | None,
    sslv2: bool,  # noqa: FBT001 - a cache's key
    transport: str,
) -> str:
    extensions = None
    if told is not None:
        extensions = tuple(Extension(code, data) for code, data in told)
    hello = ClientHello(
        version, b"", cipher_suites=suites, extensions=extensions, sslv2=sslv2
    )
    return f',"ja3":"{ja3(hello)[1]}","ja4":{STRING.write(ja4(hello, transport))}'


_kept_prints = lru_cache(KEPT)(_prints)


_templates = hello_templates(hello_text)


def _decoded(event: ClientHelloReceived) -> str:
    try:
        if event.is_datagram or event.is_sslv2:
            return hello_text(event.hello, "d" if event.is_datagram else "t")
        return _templates.text(event.data)
    except WireError as error:
        return f'{{"malformed":{STRING.write(error.message)}}}'


_MEMBERS: Schema = {
    "version": {**CODE, "description": "The old field, at most TLS 1.2."},
    "random": HEX.schema,
    "session_id": HEX.schema,
    "cookie": {
        **HEX.schema,
        "type": ["string", "null"],
        "description": "DTLS's cookie; null in TLS.",
    },
    "cipher_suites": {"type": "array", "items": CODE},
    "compression_methods": {"type": "array", "items": CODE},
    "extensions": {
        "type": ["array", "null"],
        "items": EXTENSION,
        "description": "In the client's order; null where the whole block is missing.",
    },
    "server_name": {
        "type": ["string", "null"],
        "description": "The name of the first host that is asked for.",
    },
    "alpn_protocols": {"type": "array", "items": {"type": "string"}},
    "ja3": {
        **HEX.schema,
        "description": "The MD5 of JA3's text: what kind of client it is.",
    },
    "ja4": {"type": "string", "description": "JA4: what kind of client it is."},
}
HELLO = Shape(
    {
        "type": "object",
        "properties": {
            **_MEMBERS,
            "malformed": {
                "type": "string",
                "description": "Why it could not be decoded; then there is no more.",
            },
        },
        "oneOf": [{"required": [*_MEMBERS]}, {"required": ["malformed"]}],
    },
    _decoded,
)
"""For a ClientHelloReceived: what is in it."""

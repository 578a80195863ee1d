"""Groups of -xcert, -xkey and -xchain: further certificates to choose from."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from s_server.config import Form, Part
from s_server.errors import UsageError
from s_server.frozen import Frozen, replace
from s_server.libssl.chain import Groups
from s_server.setup.identity import Source, load, place
from s_server.setup.pass_phrase import Phrases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from s_server.config import GroupPart
    from s_server.libssl.load import Library


class _Group(Frozen):
    """What the options said of one certificate so far."""

    cert: str | None = None
    key: str | None = None
    chain: str | None = None
    build: bool = False
    cert_form: Form | None = None
    key_form: Form | None = None


def load_groups(
    library: Library,
    parts: Iterable[GroupPart],
    prompt: Callable[[str], str | None],
) -> Groups:
    """Read every group, in order; the caller closes them.

    Raises UsageError or LoadError.
    """
    phrases = Phrases(None, prompt)
    with ExitStack() as stack:
        loaded = []
        for source in sources(parts):
            credentials = load(library, source, phrases)
            stack.callback(credentials.close)
            loaded.append(credentials)
        stack.pop_all()
    return Groups(loaded)


def sources(parts: Iterable[GroupPart]) -> list[Source]:
    """Answer what each group names; raises UsageError.

    A group begins with the -xcert that finds the one before it complete; the forms
    stay as they are from group to group.
    """
    groups = [_Group()]
    for part in parts:
        if part.kind is Part.CERT and groups[-1].cert is not None:
            forms = groups[-1]
            groups.append(_Group(cert_form=forms.cert_form, key_form=forms.key_form))
        groups[-1] = _with(groups[-1], part)
    if groups == [_Group()]:
        return []
    return [_source(group) for group in groups]


def _with(group: _Group, part: GroupPart) -> _Group:
    match part.kind:
        case Part.CERT:
            return replace(group, cert=part.value)
        case Part.KEY:
            if group.key is not None:
                raise _twice("Key already specified", part, group)
            return replace(group, key=part.value)
        case Part.CHAIN:
            if group.chain is not None:
                raise _twice("Chain already specified", part, group)
            return replace(group, chain=part.value)
        case Part.BUILD:
            return replace(group, build=True)
        case Part.CERT_FORM:
            return replace(group, cert_form=Form(part.value))
        case Part.KEY_FORM:
            return replace(group, key_form=Form(part.value))


def _twice(text: str, part: GroupPart, group: _Group) -> UsageError:
    whose = "its -xcert" if group.cert is None else f"-xcert {group.cert!r}"
    option = part.kind.value
    hint = f"-{option} {part.value!r} is the second -{option} of {whose}"
    return UsageError(text, hints=(hint, "each -xcert begins a group of its own"))


def _source(group: _Group) -> Source:
    cert = place(group.cert, "xcert", group.cert_form)
    if cert is None:
        given = "an option of a group"
        if group.key is not None:
            given = f"-xkey {group.key!r}"
        elif group.chain is not None:
            given = f"-xchain {group.chain!r}"
        hint = f"{given} has no -xcert, which names the certificate"
        raise UsageError("Missing filename", bare=True, hints=(hint,))
    return Source(
        certificate=cert,
        key=place(group.key, "xkey", group.key_form) or cert,
        chain=place(group.chain, "xchain"),
        build_chain=group.build,
    )

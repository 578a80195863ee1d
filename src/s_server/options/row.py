"""What a row of the option table says.

Everything that is known about an option stands in its one row: parser, ``-help``,
manual, completions and the tests of coverage are made from the rows.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import TYPE_CHECKING

from s_server.frozen import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable


class Kind(Enum):
    """What follows the option's name, and the word that ``-help`` shows for it."""

    FLAG = ""
    TEXT = "val"
    URI = "uri"
    INPUT = "infile"
    OUTPUT = "outfile"
    FOLDER = "dir"
    INTEGER = "int"
    POSITIVE = "+int"
    NON_NEGATIVE = "nonneg"
    BIG_INTEGER = "intmax"
    PEM_OR_DER = "PEM|DER|P12"
    FORMAT = "format"


class Section(StrEnum):
    """The headings of ``-help``, in the order in which they are printed."""

    GENERAL = "General options"
    NETWORK = "Network options"
    IDENTITY = "Identity options"
    CLIENT_AUTH = "Client certificate options"
    MODES = "Mode options"
    OUTPUT = "Output and debugging options"
    STATUS = "OCSP stapling options"
    PSK = "PSK and SRP options"
    PROTOCOL = "Protocol and version options"
    SESSIONS = "Session and early data options"
    TLS = "TLS/SSL options"
    VALIDATION = "Validation options"
    EXTENDED = "Extended certificate options"
    RANDOM = "Random state options"
    PROVIDER = "Engine and provider options"
    ECH = "Encrypted ClientHello options"


class Keep(Enum):
    """What happens when a setting is given again."""

    LAST = "the last one wins"
    ALL = "all are kept, in the order given"


Value = str | int | bool | object


class Option(Frozen):
    """One option.

    ``setting`` is the field of :class:`s_server.config.Config` that it sets, as
    ``theme.field``.  A flag stores ``value``; any other kind stores its word after
    ``convert``.  With ``conf`` the option is a command of ``SSL_CONF_cmd(3)`` and is
    replayed to the library as written.  ``needs`` is a word from
    ``libssl/features.py``; ``since`` is the first OpenSSL whose s_server has it, or
    ``"s_server"`` where the option is our own; ``until`` the last one.  What follows
    a ``secret`` option is never shown.
    """

    name: str
    kind: Kind
    section: Section
    help: str
    setting: str
    argument: str = ""
    value: Value = True
    convert: Callable[[str], Value] | None = None
    keep: Keep = Keep.LAST
    conf: bool = False
    needs: str = ""
    since: str = "1.1.1"
    until: str = ""
    aliases: tuple[str, ...] = ()
    secret: bool = False

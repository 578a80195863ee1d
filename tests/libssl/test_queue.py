"""The error queue: emptied, in order, of one thread only."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from s_server.errors import LibraryError
from s_server.libssl.queue import drain, library_error
from s_server.libssl.store import PassPhrase, load_certificate

from .handshake import beside

if TYPE_CHECKING:
    from s_server.libssl.context import Context
    from s_server.libssl.load import Library

TOO_LONG = "session id context too long"
UNKNOWN_NAME = "invalid configuration name"


def fail_twice(context: Context) -> None:
    """Leave two entries in the queue."""
    functions = context.library.functions
    functions.ERR_clear_error()
    long = b"x" * 33
    assert functions.SSL_CTX_set_session_id_context(context.pointer, long, 33) == 0
    assert functions.SSL_CTX_config(context.pointer, b"no such section") == 0


def test_entries_come_oldest_first_and_leave(context: Context) -> None:
    fail_twice(context)
    entries = drain(context.library)
    reasons = [entry.reason for entry in entries]
    assert TOO_LONG in reasons[0]
    assert reasons[-1] == UNKNOWN_NAME
    assert drain(context.library) == ()


def test_an_entry_tells_where_and_what(context: Context) -> None:
    fail_twice(context)
    last = drain(context.library)[-1]
    assert last.library == "SSL routines"
    assert last.function
    assert last.file.endswith(".c")
    assert last.line > 0
    assert last.data == "name=no such section"
    assert last.code != 0


def test_an_entry_has_the_numbers_of_the_headers(context: Context) -> None:
    """They are the same in each release, where ``code`` and texts are not."""
    fail_twice(context)
    first, *_, last = drain(context.library)
    assert {first.library_number, last.library_number} == {20}  # ERR_LIB_SSL
    # SSL_R_SSL_SESSION_ID_CONTEXT_TOO_LONG, SSL_R_INVALID_CONFIGURATION_NAME
    assert (first.reason_number, last.reason_number) == (273, 113)


def test_an_error_ends_with_its_reasons(context: Context) -> None:
    fail_twice(context)
    error = library_error(context.library, "it failed", hints=("try again",))
    assert isinstance(error, LibraryError)
    assert error.message.startswith("it failed: ")
    assert error.message.endswith(f"{TOO_LONG}, {UNKNOWN_NAME}")
    assert str(error) == error.message
    assert error.hints == ("try again",)
    assert len(error.queue) == 2
    assert drain(context.library) == ()


def test_an_error_without_entries_has_only_its_words(library: Library) -> None:
    library.functions.ERR_clear_error()
    error = library_error(library, "it failed")
    assert error.message == "it failed"
    assert error.queue == ()
    assert error.reasons == ""


def test_the_queue_belongs_to_the_thread(context: Context) -> None:
    fail_twice(context)
    assert beside(lambda: drain(context.library))() == ()
    assert len(drain(context.library)) == 2


def test_a_system_error_is_told_in_the_systems_words(library: Library) -> None:
    with pytest.raises(LibraryError) as caught:
        load_certificate(library, "/no/such/file", PassPhrase(lambda: None))
    queue = caught.value.queue
    assert os.strerror(errno.ENOENT) in {e.reason for e in queue}
    assert 20 not in {e.library_number for e in queue}

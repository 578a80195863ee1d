"""The server: sets up, listens, gives each client its thread, and stops.

server.py is what users of the package see; loop.py is the loop that accepts;
pool.py has the threads; child.py runs a server in a process of its own; record.py
keeps what became of each connection, and log.py everything that happened.
"""

from s_server.server.record import ConnectionRecord, State
from s_server.server.server import Server

__all__ = ["ConnectionRecord", "Server", "State"]

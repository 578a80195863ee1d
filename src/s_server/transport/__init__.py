"""Sockets: addresses, listening, accepting.  Knows no TLS."""

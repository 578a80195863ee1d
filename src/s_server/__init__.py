"""A TLS/DTLS server for testing and debugging clients, on the user's own OpenSSL."""

__version__ = "0.1.0"
__all__ = ["__version__"]

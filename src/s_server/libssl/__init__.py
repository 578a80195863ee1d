"""The one door to C: everything that knows cffi or an OpenSSL name lives here."""

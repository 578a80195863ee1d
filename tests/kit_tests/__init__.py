"""Tests of the kit itself, against the machine's real OpenSSL."""

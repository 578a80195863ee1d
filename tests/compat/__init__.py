"""Differential tests: this program beside the machine's `openssl s_server`."""

"""The server as a Python program uses it."""

"""Tests of the command line's grammar, table and rules."""

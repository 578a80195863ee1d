"""Tests of what makes a TLS context out of a configuration."""

"""Tests of the door to C."""

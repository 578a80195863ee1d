"""Measures this server beside the C program and nginx; see README.md."""

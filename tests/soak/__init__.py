"""The whole program under many connections."""

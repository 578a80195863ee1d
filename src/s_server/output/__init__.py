"""Outputs: they subscribe to events and make something to read of them."""

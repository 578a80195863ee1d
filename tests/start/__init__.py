"""How the real program starts, refuses to start, and ends."""

"""What a connection does after its handshake."""

"""Where resumable sessions are kept outside of OpenSSL."""

"""The lines of OpenSSL's s_server, made from plain facts."""

"""Why a connection failed, from what it has shown: no sockets and no OpenSSL here."""

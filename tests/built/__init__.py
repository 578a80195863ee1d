"""What needs an OpenSSL that no distribution builds, or another kernel.

`make peers-built` builds the one, `make machine` runs these tests on the other.
"""

"""The lines that OpenSSL's s_server prints, made from events.

dialects.py is the way in: which event prints what, in which mode.  The other
modules render one block each, from facts to bytes, and touch no stream.
"""

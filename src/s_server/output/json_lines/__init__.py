"""Every event as a line of JSON, for programs (``-json``).

``shapes`` says what becomes of a Python type and ``known`` of those of a handshake,
``members`` what is told beyond an event's own fields, ``encoders`` puts lines together,
``schema`` describes it all, and ``writer`` writes the lines.
"""

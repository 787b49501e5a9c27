"""Tickets: what they are, where they come from, what they probably are, and their clocks.

`importing` reads exports and `connections` talks to live systems; `completeness` says what is
missing, `triage` what it probably is, `clock` what time it took; the rest is the desk's work.
"""

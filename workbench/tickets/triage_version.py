"""The version of the triage model, for who must not import what it is trained with."""

VERSION = "triage-9"
"""Changes whenever the same training would give another model; older ones are trained anew."""

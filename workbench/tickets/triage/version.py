"""The version of the triage model, for who must not import what it is trained with."""

VERSION = "triage-17"
"""Changes with what the same training gives and with where its classes stand: older models are
trained anew."""

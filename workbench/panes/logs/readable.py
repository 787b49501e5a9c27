"""Templates in sentences for people: what varies is "…", not the sign that the engine uses."""

import re

_VARIES = re.compile(r"<\*>|<\*?(?=…)")
_DOTS = re.compile(r"…(?:\s?…)+")


def readable(text: str) -> str:
    """The text with "…" where messages differ: "user <*> of <*>" is "user … of …"."""
    return _DOTS.sub("…", _VARIES.sub("…", text))

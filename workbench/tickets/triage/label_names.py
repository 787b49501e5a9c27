"""The names of labels as text: what a team calls its kinds says something of them."""

import re


def readable(label: str) -> str:
    """`card_arrival` and `CardArrival` as the words card arrival; a single space for none."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", re.sub(r"[\W_]+", " ", label))
    return parted.strip() or " "

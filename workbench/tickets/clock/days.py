"""Reads which days of the week are meant: 'monday', 'Mon-Fri', 'weekend', [1, 2, 3]."""

import re
from collections.abc import Sequence
from typing import cast

from workbench.core.errors import UserError

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_GROUPS = {
    "daily": range(7), "everyday": range(7), "alldays": range(7), "all": range(7), "*": range(7),
    "weekdays": range(5), "weekday": range(5), "workdays": range(5), "workingdays": range(5),
    "weekend": range(5, 7), "weekends": range(5, 7),
}  # fmt: skip
_FURTHER = {"weds": 2}
"""Abbreviations that are not the beginning of a name."""


def day_numbers(value: object) -> list[int]:
    """The days (Monday is 0) named by a text, a number or a list of them.

    Numbers in text or lists are ISO (1 is Monday, 7 is Sunday) unless a 0 occurs. Raises
    UserError when it names no days.
    """
    if isinstance(value, (list, tuple)):
        items = cast(Sequence[object], value)
        if items and all(_is_number(item) for item in items):
            numbers = cast(Sequence[int], items)
            first = 0 if 0 in numbers else 1
            if all(first <= number < first + 7 for number in numbers):
                return [number - first for number in numbers]
        return [day for item in items for day in day_numbers(item)]
    if _is_number(value):
        return _days_in_text("1" if value == 0 else str(value))
    return _days_in_text(str(value))


def looks_like_days(key: object) -> bool:
    """Whether a key names days ('monday', 'mon-fri', 'weekend')."""
    try:
        return bool(day_numbers(key))
    except UserError:
        return False


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _days_in_text(text: str) -> list[int]:
    found: list[int] = []
    for piece in re.split(r"[,;&+]|\band\b", text.lower()):
        word = re.sub(r"[\s_]", "", piece)
        if word in _GROUPS:
            found += _GROUPS[word]
            continue
        ends = [_day(end) for end in re.split(r"[-–—]|to(?=[a-z])|\.\.", word) if end]
        if len(ends) == 1:
            found.append(ends[0])
        elif len(ends) == 2:
            length = (ends[1] - ends[0]) % 7 + 1
            found += [(ends[0] + step) % 7 for step in range(length)]
        else:
            raise _not_days(text)
    return found


def _day(word: str) -> int:
    """The day of a name ('monday', 'mondays') or of its first two letters or more ('tues')."""
    if word.isdigit() and 1 <= int(word) <= 7:
        return int(word) - 1
    bare = word.rstrip(".")
    if bare in _FURTHER:
        return _FURTHER[bare]
    for number, name in enumerate(NAMES):
        if len(bare) >= 2 and f"{name.lower()}s".startswith(bare):
            return number
    raise _not_days(word)


def _not_days(text: str) -> UserError:
    return UserError(f"'{text}' names no days.", "Use names such as mon, mon-fri or daily.")

"""One object of a JSON export, read with care: a field of another kind is left out and counted."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, cast

from workbench.core.text import count
from workbench.tickets.importing.files import Guess
from workbench.tickets.vocabulary import count as whole_number

NAMES = ("displayName", "name", "value", "title", "key", "filename", "id")
"""What an object is called, the most readable first; only an id is better than nothing."""
_NOTHING = ("", "{}", "[]")
_DEEPEST = 8
_SHOWN = 5


class Record:
    """An object whose fields are asked for by kind; missing and null are the same."""

    __slots__ = ("_fields", "_odd")

    def __init__(self, fields: Mapping[str, Any], odd: Counter[str] | None = None) -> None:
        """`odd` counts the fields that were of another kind than asked for, by name."""
        self._fields = fields
        self._odd: Counter[str] = Counter() if odd is None else odd

    def __contains__(self, name: str) -> bool:
        """Whether the field is there, even if it is null."""
        return name in self._fields

    def __bool__(self) -> bool:
        """Whether it has fields at all."""
        return bool(self._fields)

    def raw(self, name: str) -> Any:
        """The field as it stands."""
        return self._fields.get(name)

    def with_fields(self, fields: Mapping[str, Any]) -> "Record":
        """Other fields, whose odd ones are counted here."""
        return Record(fields, self._odd)

    def items(self) -> list[tuple[str, Any]]:
        """All fields with their names."""
        return list(self._fields.items())

    def text(self, *names: str) -> str:
        """The first of the fields that is a text or a number, as text; '' without."""
        for name in names:
            value = self._fields.get(name)
            if _is_text_or_number(value):
                if value != "":
                    return str(value)
            elif value is not None:
                self._odd[name] += 1
        return ""

    def said(self, *names: str) -> str | None:
        """As text, None where there is none."""
        return self.text(*names).strip() or None

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of a list; a single text is a list of one."""
        value = self._fields.get(name)
        items = cast(list[Any], value) if isinstance(value, list) else [value]
        return tuple(said for item in items if (said := Record({name: item}, self._odd).said(name)))

    def whole(self, name: str) -> int | None:
        """A whole number from zero up."""
        value = self._fields.get(name)
        exact = int(value) if isinstance(value, float) and value.is_integer() else value
        number = None if isinstance(value, bool) else whole_number(str(exact))
        if number is None and value is not None:
            self._odd[name] += 1
        return number

    def part(self, name: str) -> "Record":
        """An object in it; an empty one where there is none."""
        value = self._fields.get(name)
        if isinstance(value, Mapping):
            return Record(cast(Mapping[str, Any], value), self._odd)
        if value is not None:
            self._odd[name] += 1
        return Record({}, self._odd)

    def parts(self, name: str) -> list["Record"]:
        """The objects of a list in it."""
        value = self._fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self._odd[name] += 1
            return []
        items = cast(list[Any], value)
        found = [Record(item, self._odd) for item in items if isinstance(item, Mapping)]
        if len(found) < len(items):
            self._odd[name] += 1
        return found

    def named(self, name: str, *keys: str) -> str | None:
        """What a field is called: a text, or an object's first of the keys that says something."""
        if isinstance(self._fields.get(name), Mapping):
            return self.part(name).said(*keys)
        return self.said(name)

    def further(
        self,
        taken: Collection[str],
        called: Callable[[str], str] = str.lower,
        names: Sequence[str] = NAMES,
    ) -> dict[str, str]:
        """The fields that are not taken and say something, as text, by what they are `called`.

        Of objects their first of the `names`; one without any is left out and counted.
        """
        found: dict[str, str] = {}
        for name, value in self._fields.items():
            if name in taken or name.startswith("_"):
                continue
            said = text_of_value(value, names)
            label = called(name)
            if said:
                found[label if label not in found else f"{label} ({name})"] = said
            elif value and isinstance(value, (list, Mapping)):
                self._odd[name] += 1
        return found


def text_of_value(
    value: Any, names: Sequence[str] = NAMES, between: str = "; ", depth: int = 0
) -> str | None:
    """What a value is called: a text or number, an object's name, or those of a list, joined."""
    if depth > _DEEPEST:
        return None
    if isinstance(value, list):
        items = cast(list[Any], value)
        said = [text for item in items if (text := text_of_value(item, names, between, depth + 1))]
        return between.join(said) or None
    if isinstance(value, Mapping):
        fields = cast(Mapping[str, Any], value)
        named = (text_of_value(fields.get(name), names, between, depth + 1) for name in names)
        return next((text for text in named if text), None)
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value).strip() if _is_text_or_number(value) else ""
    return None if text in _NOTHING else text


def _is_text_or_number(value: Any) -> bool:
    """JSON as Python reads it may hold NaN, which is no number of anything."""
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, (str, int)) and not isinstance(value, bool)


def odd_guess(odd: Counter[str]) -> list[Guess]:
    """The fields that were left out, as a guess."""
    if not odd:
        return []
    shown = odd.most_common(_SHOWN)
    named = ", ".join(f"{name} in {count(number, 'place')}" for name, number in shown)
    more = f" and {len(odd) - _SHOWN:,} more" if len(odd) > _SHOWN else ""
    why = f"of a kind for which a ticket has no place: {named}{more}"
    return [Guess("odd fields", "left empty", why)]

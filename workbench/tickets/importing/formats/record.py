"""One object of a JSON export, read with care: a field of another kind is left out and counted."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from workbench.core.text import count
from workbench.tickets.importing.files import Guess
from workbench.tickets.vocabulary import count as whole_number


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

    def items(self) -> list[tuple[str, Any]]:
        """All fields with their names."""
        return list(self._fields.items())

    def text(self, *names: str) -> str:
        """The first of the fields that is a text or a number, as text; '' without."""
        for name in names:
            value = self._fields.get(name)
            if isinstance(value, (str, int, float)) and not isinstance(value, bool):
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


def odd_guess(odd: Counter[str]) -> list[Guess]:
    """The fields that were left out, as a guess."""
    if not odd:
        return []
    named = ", ".join(f"{name} in {count(number, 'place')}" for name, number in odd.most_common(5))
    return [Guess("odd fields", "left empty", f"not of the kind that the format has: {named}")]

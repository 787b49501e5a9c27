"""Values of some keys of many JSON objects at once, as columns (parsed by pyarrow)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json

from workbench.logs.model import NO_TIME, BoolArray, ByteArray, TimeArray
from workbench.logs.stamps import ZONED, read_stamps
from workbench.logs.times import EPOCH_UNITS

_LOOKED_AT = 3
WRAPPERS = ("$date", "$numberLong")
"""Keys under which extended JSON (MongoDB) puts a time."""

Tree = dict[str, Any]
Parse = Callable[[bytes], Mapping[str, Any] | None]


class Unreadable(Exception):
    """The lines are no JSON objects, or the values of a key are of several types."""


@dataclass(frozen=True, slots=True)
class Column:
    """The values under one key; `there`: which objects have one."""

    values: Any
    there: BoolArray

    @property
    def holds_text(self) -> bool:
        """Whether the values are strings."""
        return pa.types.is_string(self.values.type)

    def times(self) -> tuple[TimeArray, ByteArray]:
        """Nanoseconds (NO_TIME for what is none) and flags of stamps or epoch numbers."""
        if self.holds_text:
            _, offsets, data = self.values.buffers()
            places = np.frombuffer(offsets, np.int32)[self.values.offset :][: len(self.there) + 1]
            starts = places.astype(np.int64)
            widths = np.where(self.there, np.diff(starts), 0)
            text = np.frombuffer(data or b"\0", np.uint8)
            return read_stamps(text, starts[:-1], widths)
        numbers = self.values.fill_null(0).to_numpy(zero_copy_only=False)
        return _from_epochs(numbers), np.full(len(numbers), ZONED, np.uint8)

    def texts(self) -> list[str | None]:
        """The values as text, as JSON writes them."""
        values: list[Any] = self.values.to_pylist()
        if self.holds_text:
            return values
        return [None if value is None else str(value) for value in values]

    def mapped(self, meaning: Callable[[str], int]) -> ByteArray:
        """What each value means, asked once for each distinct one; 0 where there is none."""
        encoded = self.values.dictionary_encode()
        meanings = np.array([meaning(str(v)) for v in encoded.dictionary.to_pylist()], np.uint8)
        codes = encoded.indices.fill_null(len(meanings)).to_numpy(zero_copy_only=False)
        return np.append(meanings, 0)[codes].astype(np.uint8)


def _from_epochs(numbers: npt.NDArray[Any]) -> TimeArray:
    """What `from_epoch` gives for each number."""
    times = np.full(len(numbers), NO_TIME, np.int64)
    for low, high, unit in EPOCH_UNITS:
        chosen = (numbers >= low) & (numbers < high)
        some = numbers[chosen]
        if some.dtype == np.int64:
            times[chosen] = some * unit
        elif unit < 1000:
            times[chosen] = np.rint(some).astype(np.int64) * unit
        else:
            times[chosen] = np.rint(some * (unit // 1000)).astype(np.int64) * 1000
    return times


def read_columns(text: bytes, count: int, paths: Sequence[str], parse: Parse) -> dict[str, Column]:
    """The columns of key paths (`a.b`) of `count` objects, one a line; those that are there.

    `parse` reads one line; a few show what types the values have. Raises Unreadable.
    """
    keys = {path: found for path in paths if (found := _keys(text, path, parse)) is not None}
    tree: Tree = {}
    for names, kind in keys.values():
        _plant(tree, names, kind)
    options = pyarrow.json.ParseOptions(
        explicit_schema=pa.schema(_fields(tree)), unexpected_field_behavior="ignore"
    )
    reading = pyarrow.json.ReadOptions(use_threads=False, block_size=len(text) + 1)
    try:
        table = pyarrow.json.read_json(pa.BufferReader(text), reading, options)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise Unreadable from error
    if table.num_rows != count:
        raise Unreadable
    return {path: _column(table, names) for path, (names, _) in keys.items()}


def _column(table: Any, names: tuple[str, ...]) -> Column:
    values = table.column(names[0]).combine_chunks()
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks)
    if len(names) > 1:
        values = pc.struct_field(values, list(names[1:]))  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue] - made at run time
    return Column(values, values.is_valid().to_numpy(zero_copy_only=False))


def _keys(text: bytes, path: str, parse: Parse) -> tuple[tuple[str, ...], Any] | None:
    """The keys that lead to a path's values and their type; None when no object has it."""
    seen = False
    for entry in _samples(text, path, parse):
        seen = True
        names, value = _found(entry, path)
        if isinstance(value, dict):
            wrapper = next((name for name in WRAPPERS if name in value), None)
            if wrapper is None:
                return None
            names, value = (*names, wrapper), cast(dict[str, Any], value)[wrapper]
        if isinstance(value, (list, bool)):
            return None
        if value is not None:
            types = {str: pa.string(), int: pa.int64(), float: pa.float64()}
            return names, types[type(value)]
    # the key is there, but not in the samples or without a value: it may be in others
    return ((path,), pa.string()) if seen and "." not in path else None


def _samples(text: bytes, path: str, parse: Parse) -> Iterator[Mapping[str, Any]]:
    """The first few objects that hold the path's last key."""
    key = b'"%s"' % path.rpartition(".")[2].encode()
    place = -1
    for _ in range(_LOOKED_AT):
        place = text.find(key, place + 1)
        if place < 0:
            return
        end = text.find(b"\n", place)
        end = len(text) if end < 0 else end
        entry = parse(text[text.rfind(b"\n", 0, place) + 1 : end])
        place = end
        if entry is None:
            raise Unreadable
        yield entry


def _found(entry: Mapping[str, Any], path: str) -> tuple[tuple[str, ...], Any]:
    """The keys that lead to a path's value in an object, and the value; None where it has none."""
    if path in entry:
        return (path,), entry[path]
    head, dot, rest = path.partition(".")
    inside = entry.get(head) if dot else None
    if not isinstance(inside, dict):
        return (path,), None
    names, value = _found(cast(Mapping[str, Any], inside), rest)
    return (head, *names), value


def _plant(tree: Tree, names: tuple[str, ...], kind: Any) -> None:
    """Add a value to a tree of keys. Raises Unreadable where a key has values and keys in it."""
    *above, last = names
    for name in above:
        inside: Any = tree.setdefault(name, {})
        if not isinstance(inside, dict):
            raise Unreadable
        tree = cast(Tree, inside)
    if tree.setdefault(last, kind) != kind:
        raise Unreadable


def _fields(tree: Tree) -> list[Any]:
    return [
        pa.field(
            name, pa.struct(_fields(cast(Tree, inside))) if isinstance(inside, dict) else inside
        )
        for name, inside in tree.items()
    ]

"""The types of a JSON document: what json.dumps takes without a `default` function."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

JsonValue: TypeAlias = Union[
    bool, int, float, str, Sequence["JsonValue"], Mapping[str, "JsonValue"], None
]
JsonObject: TypeAlias = dict[str, JsonValue]

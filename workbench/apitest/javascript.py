"""How JavaScript prints and reads plain values: what scripts and data files agree on."""

import json
import math
from collections.abc import Mapping, Sequence

from workbench.core.jsontypes import JsonValue


def js_text(value: JsonValue) -> str:
    """A value as JavaScript's `String(value)` gives it (null is 'null', 1.0 is '1')."""
    if isinstance(value, str):
        return value
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return js_number(value)
    if isinstance(value, Mapping):
        return "[object Object]"
    return ",".join("" if part is None else js_text(part) for part in value)


def js_number(value: float) -> str:
    """A float as JavaScript prints it: whole numbers without a point, exponents from 1e21."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if value == int(value) and abs(value) < 1e21:
        return str(int(value))
    text = repr(value)
    if "e" not in text:
        return text
    mantissa, exponent = text.split("e")
    power = int(exponent)
    if -7 < power < 0:
        return f"{value:.{-power + max(len(mantissa) - 2, 0)}f}".rstrip("0")
    return f"{mantissa}e{power:+d}"


def js_json(value: JsonValue) -> str:
    """`JSON.stringify(value)`: no spaces, no ASCII escapes, whole floats as integers."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _plain(value: JsonValue) -> JsonValue:
    if isinstance(value, float):
        if math.isnan(value) or math.isinf(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 1e21 else value
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(part) for part in value]
    return value

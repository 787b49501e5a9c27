"""Tolerant reading of JSON documents: the value when it has the wanted type, else an empty one."""

from workbench.apitest.javascript import js_text
from workbench.core.jsontypes import JsonObject, JsonValue


def an_object(value: JsonValue) -> JsonObject:
    """The object, else an empty one."""
    return value if isinstance(value, dict) else {}


def a_list(value: JsonValue) -> list[JsonValue]:
    """The list, else an empty one."""
    return value if isinstance(value, list) else []


def objects(value: JsonValue) -> list[JsonObject]:
    """The objects of a list; everything else in it is left out."""
    return [part for part in a_list(value) if isinstance(part, dict)]


def a_text(value: JsonValue) -> str:
    """The text; numbers and truth values as JavaScript prints them; else empty."""
    if isinstance(value, str):
        return value
    return js_text(value) if isinstance(value, (bool, int, float)) else ""


def prose(value: JsonValue) -> str:
    """A description: a text, or an object with `content`."""
    return a_text(value.get("content")) if isinstance(value, dict) else a_text(value)

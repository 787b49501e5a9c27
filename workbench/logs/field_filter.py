"""Filters on parsed fields: `status>=500 and latency_ms>1000 and not path~health`.

Comparisons: = != < <= > >= (as numbers where both sides are numbers, else as text),
~ and !~ (regular expression found in the value, case does not matter). `field` alone: the
field is there. They are joined with and, or, not and parentheses.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.core.errors import UserError

Fields = Mapping[str, str]
Test = Callable[[Fields], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<open>\()|(?P<close>\))|(?P<operator><=|>=|!=|!~|==|=|<|>|~)"""
    r"""|"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|(?P<word>[^\s()<>=!~"']+))"""
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """A parsed filter; `text` is how it was written."""

    text: str
    _test: Test

    def __call__(self, fields: Fields) -> bool:
        """Whether a record with these fields passes."""
        return self._test(fields)


def parse_filter(text: str) -> FieldFilter:
    """Read a filter. Raises UserError that names the place of a mistake."""
    parser = _Parser(text)
    test = parser.alternatives()
    if parser.token is not None:
        raise parser.error(f"'{parser.token.text}' is not expected here")
    return FieldFilter(text, test)


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self.token: _Token | None = None
        self._advance()

    def error(self, what: str) -> UserError:
        """The mistake, with the place where it was found."""
        place = self.token.position + 1 if self.token else len(self._text) + 1
        return UserError(
            f"The filter '{self._text}' cannot be read: {what} (character {place}).",
            "Write it like status>=500 and not path~health.",
        )

    def _advance(self) -> _Token | None:
        previous, self.token = self.token, None
        if self._text[self._position :].strip():
            match = _TOKEN.match(self._text, self._position)
            if match is None or match.lastgroup is None:
                self.token = _Token("", self._text[self._position :].strip(), self._position)
                raise self.error("the text there has no meaning")
            kind = match.lastgroup
            text = match[kind]
            if kind in ("double", "single"):
                text = re.sub(r"\\(.)", r"\1", text)
            self.token = _Token(kind, text, match.start(kind))
            self._position = match.end()
        return previous

    def _takes(self, word: str) -> bool:
        if self.token and self.token.kind == "word" and self.token.text.lower() == word:
            self._advance()
            return True
        return False

    def alternatives(self) -> Test:
        """Conditions joined with `or`."""
        tests = [self._conditions()]
        while self._takes("or"):
            tests.append(self._conditions())
        return tests[0] if len(tests) == 1 else lambda fields: any(test(fields) for test in tests)

    def _conditions(self) -> Test:
        tests = [self._condition()]
        while self._takes("and"):
            tests.append(self._condition())
        return tests[0] if len(tests) == 1 else lambda fields: all(test(fields) for test in tests)

    def _condition(self) -> Test:
        if self._takes("not"):
            inner = self._condition()
            return lambda fields: not inner(fields)
        if self._next_is("open"):
            self._advance()
            inner = self.alternatives()
            if not self._next_is("close"):
                raise self.error("a closing parenthesis is missing")
            self._advance()
            return inner
        return self._comparison()

    def _next_is(self, *kinds: str) -> bool:
        return self.token is not None and self.token.kind in kinds

    def _taken(self) -> str:
        """The text of the token, which is passed."""
        taken = self._advance()
        return taken.text if taken else ""

    def _comparison(self) -> Test:
        keyword = self.token is not None and self.token.text.lower() in ("and", "or", "not")
        if not self._next_is("word", "double", "single") or keyword:
            raise self.error("a field name is missing")
        name = self._taken()
        if not self._next_is("operator"):
            return lambda fields: name in fields
        sign = self._taken()
        if not self._next_is("word", "double", "single"):
            raise self.error("a value is missing")
        test = self._value_test(sign, self._taken())
        if sign in ("!=", "!~"):
            return lambda fields: not test(fields.get(name, ""))
        return lambda fields: name in fields and test(fields[name])

    def _value_test(self, sign: str, value: str) -> Callable[[str], bool]:
        if sign in ("~", "!~"):
            try:
                pattern = re.compile(value, re.IGNORECASE)
            except re.error as error:
                raise self.error(f"'{value}' is not a regular expression") from error
            return lambda given: pattern.search(given) is not None
        number = _number(value)
        compare = _COMPARISONS["=" if sign in ("!=", "==") else sign]

        def test(given: str) -> bool:
            given_number = _number(given) if number is not None else None
            if number is not None and given_number is not None:
                return compare(given_number, number)
            if sign in ("=", "==", "!="):
                return given == value
            return number is None and compare(given, value)

        return test


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

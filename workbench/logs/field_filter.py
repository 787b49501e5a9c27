"""Filters on parsed fields: `status>=500 and latency_ms>1000 and not path~health`.

Comparisons: = != < <= > >= (as numbers where both sides are numbers, else as text),
~ and !~ (regular expression found in the value, case does not matter). `field` alone: the
field is there. They are joined with and, or, not and parentheses.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.core.errors import UserError
from workbench.core.progress import Progress
from workbench.logs.field_tests import (
    Columns,
    FieldTest,
    Found,
    Test,
    compared,
    is_there,
    opposite,
)
from workbench.logs.model import BoolArray

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
    """A parsed filter; `text` is how it was written, `names` are the fields that it asks for."""

    text: str
    names: tuple[str, ...]
    _test: Test
    _searches: tuple[Found, ...]

    def passing(self, columns: Columns, progress: Progress) -> BoolArray:
        """Which of the records with these fields pass. Raises Cancelled."""
        return self._test(columns, progress)

    def __call__(self, fields: Mapping[str, str]) -> bool:
        """Whether a record with these fields passes."""
        columns = {name: [fields.get(name)] for name in self.names}
        return bool(self._test(columns, Progress())[0])

    def close(self) -> None:
        """End what its searches have started; they may be used again."""
        for search in self._searches:
            search.close()


def parse_filter(text: str) -> FieldFilter:
    """Read a filter. Raises UserError that names the place of a mistake."""
    parser = _Parser(text)
    test = parser.alternatives()
    if parser.token is not None:
        raise parser.error(f"'{parser.token.text}' is not expected here")
    return FieldFilter(text, tuple(dict.fromkeys(parser.names)), test, tuple(parser.searches))


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self.names: list[str] = []
        self.searches: list[Found] = []
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
        return tests[0] if len(tests) == 1 else _joined(np.logical_or, tests)

    def _conditions(self) -> Test:
        tests = [self._condition()]
        while self._takes("and"):
            tests.append(self._condition())
        return tests[0] if len(tests) == 1 else _joined(np.logical_and, tests)

    def _condition(self) -> Test:
        if self._takes("not"):
            inner = self._condition()
            return lambda columns, progress: ~inner(columns, progress)
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
        self.names.append(name)
        if not self._next_is("operator"):
            return FieldTest(name, is_there, absent=False)
        sign = self._taken()
        if not self._next_is("word", "double", "single"):
            raise self.error("a value is missing")
        return self._value_test(name, sign, self._taken())

    def _value_test(self, name: str, sign: str, value: str) -> Test:
        if sign in ("~", "!~"):
            decide = self._search(value)
        else:
            decide = compared("=" if sign in ("!=", "==") else sign, value)
        if not sign.startswith("!"):
            return FieldTest(name, decide, absent=False)
        decide = opposite(decide)
        return FieldTest(name, decide, absent=bool(decide([""], Progress())[0]))

    def _search(self, expression: str) -> Found:
        try:
            search = Found(expression)
        except UserError as error:
            raise self.error(f"'{expression}' is not a regular expression") from error
        self.searches.append(search)
        return search


def _joined(join: np.ufunc, tests: Sequence[Test]) -> Test:
    def test(columns: Columns, progress: Progress) -> BoolArray:
        return join.reduce([one(columns, progress) for one in tests])

    return test

"""The language of field filters: `status>=500 and latency_ms>1000 and not path~health`."""

import re
from collections.abc import Callable, Mapping

from workbench.core.errors import UserError

Condition = Callable[[Mapping[str, str]], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<op>>=|<=|!=|!~|==|=|<|>|~)"
    r"|\"(?P<quoted>[^\"]*)\"|(?P<word>[^\s()<>=!~\"]+))"
)


def parse(expression: str) -> Condition:
    """A condition on a record's fields.

    Comparisons are `= != < <= > >=` (as numbers where both sides are) and `~ !~` (contains,
    in any case); they are joined by `and`, `or`, `not` and parentheses.
    Raises UserError that names the place of a mistake.
    """
    return _Parser(expression).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens: list[tuple[str, str, int]] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if found is None or found.lastgroup is None:
                raise self._mistake("cannot be read", place)
            self._tokens.append((found.lastgroup, found[found.lastgroup], found.start()))
            place = found.end()
        self._next = 0

    def whole(self) -> Condition:
        made = self._either()
        if self._next < len(self._tokens):
            raise self._mistake("is not expected", self._tokens[self._next][2])
        return made

    def _either(self) -> Condition:
        parts = [self._both()]
        while self._word_is("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def _both(self) -> Condition:
        parts = [self._negated()]
        while self._word_is("and"):
            parts.append(self._negated())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def _negated(self) -> Condition:
        if self._word_is("not"):
            inner = self._negated()
            return lambda row: not inner(row)
        if self._peek() == "open":
            self._next += 1
            inner = self._either()
            self._take("close", "a closing parenthesis")
            return inner
        return self._comparison()

    def _comparison(self) -> Condition:
        name = self._take("word", "the name of a field")
        operator = self._take("op", "a comparison such as = or >=")
        value = self._take("quoted" if self._peek() == "quoted" else "word", "a value")
        return lambda row: _compare(row.get(name), operator, value)

    def _peek(self) -> str:
        return self._tokens[self._next][0] if self._next < len(self._tokens) else ""

    def _word_is(self, word: str) -> bool:
        here = self._next < len(self._tokens) and self._tokens[self._next]
        if here and here[0] == "word" and here[1].lower() == word:
            self._next += 1
            return True
        return False

    def _take(self, kind: str, what: str) -> str:
        if self._peek() != kind:
            at = self._tokens[self._next][2] if self._peek() else len(self._text)
            raise self._mistake(f"lacks {what}", at)
        self._next += 1
        return self._tokens[self._next - 1][1]

    def _mistake(self, what: str, place: int) -> UserError:
        return UserError(
            f"The filter “{self._text}” {what} (at character {place + 1}).",
            "Write it like: status>=500 and not path~health",
        )


def _compare(found: str | None, operator: str, wanted: str) -> bool:
    if found is None:
        return operator in ("!=", "!~")
    if operator in ("~", "!~"):
        return (wanted.lower() in found.lower()) == (operator == "~")
    left, right = _number(found), _number(wanted)
    if left is None or right is None:
        return _ordered(found.lower(), operator, wanted.lower())
    return _ordered(left, operator, right)


def _ordered(left: object, operator: str, right: object) -> bool:
    if operator in ("=", "=="):
        return left == right
    if operator == "!=":
        return left != right
    less, equal = left < right, left == right  # pyright: ignore[reportOperatorIssue] - same kind
    return {"<": less, "<=": less or equal, ">": not (less or equal), ">=": not less}[operator]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

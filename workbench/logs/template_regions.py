"""Quoted strings, lists and dictionaries that hold many different texts: one value each.

'Rule "a b c" matched' and 'Rule "d" matched' have tokens of different number, so rows alone
do not show that they are one message. Rows are grouped without what stands in quotes and
brackets; where a place then holds many different contents, it is a parameter.
"""

from collections.abc import Callable, Sequence

from workbench.logs.template_masks import PARAMETER, Token, is_delimiter
from workbench.logs.template_rows import FREE, is_state

Row = tuple[str, ...]
Span = tuple[int, int]
"""The tokens between an opening and a closing mark, both left out."""

_CLOSING = {'"': '"', "'": "'", "`": "'", "[": "]", "{": "}"}
_BEFORE_LISTS = frozenset([":", "="])
_LONGEST = 80
_MANY = 8
_MANY_STATES = 24


def join_regions(
    rows: Sequence[Sequence[Token]], cluster: Callable[[Sequence[Row]], list[list[int]]]
) -> list[list[Token]]:
    """The rows, with every place between marks that holds many contents as one parameter."""
    joined = [list(row) for row in rows]
    spans = {number: found for number, row in enumerate(joined) if (found := _spans(row))}
    numbers = list(spans)
    bare = [_texts(_without(joined[n], spans[n])) for n in numbers]
    for group in cluster(bare) if numbers else []:
        members = [numbers[place] for place in group]
        for region in range(min(len(spans[n]) for n in members) - 1, -1, -1):
            if _varies([_texts(joined[n])[slice(*spans[n][region])] for n in members]):
                for n in members:
                    joined[n] = _without(joined[n], [spans[n][region]])
    return joined


def _varies(contents: list[Row]) -> bool:
    """Whether there are more contents than a program has words for; states are many words."""
    different = {tuple(text.removeprefix(FREE) for text in one) for one in contents}
    states = any(len(one) == 1 and is_state(one[0]) for one in different)
    return len(different) > (_MANY_STATES if states else _MANY)


def _texts(row: Sequence[Token]) -> Row:
    return tuple(text for text, _ in row)


def _without(row: Sequence[Token], spans: Sequence[Span]) -> list[Token]:
    """The row with a parameter in the place of each span."""
    out: list[Token] = []
    place = 0
    for begin, end in spans:
        listed = row[begin - 1][0] in _BEFORE_LISTS
        out += [*row[place:begin], (PARAMETER, not listed or row[begin][1])]
        place = end
    return [*out, *row[place:]]


def _spans(row: Sequence[Token]) -> list[Span]:
    """The outermost regions of a row, those that are filled or could be."""
    found: list[Span] = []
    i = 0
    while i < len(row):
        end = _end(row, i) if row[i][0] in _CLOSING else 0
        listed = 0 if end else _end_of_list(row, i)
        if end:
            found.append((i + 1, end))
        elif listed:
            found.append((i, listed))
        i = max(end, listed - 1, i) + 1
    return found


def _end_of_list(row: Sequence[Token], i: int) -> int:
    """Behind the last word of 'a, b, c' that begins at i after a colon, 0 where no such list is."""
    if not i or row[i - 1][0] not in _BEFORE_LISTS or row[i][1]:
        return 0
    end = i
    while end < len(row) and not is_delimiter(row[end][0]):
        if end + 1 == len(row):
            return end + 1
        if row[end + 1] != (",", True):
            return 0
        end += 2
    return 0


def _end(row: Sequence[Token], i: int) -> int:
    """Where the mark at i closes, 0 where it opens nothing that is taken for a value."""
    opening = row[i][0]
    closing = _CLOSING[opening]
    if opening in "'`" and (_inside_word(row, i) or i + 1 == len(row) or not row[i + 1][1]):
        return 0
    depth = 0
    for j in range(i + 1, min(i + _LONGEST, len(row))):
        text = row[j][0]
        if text == closing and not depth:
            return j if opening not in "{[" or _is_collection(row, i + 1, j) else 0
        if opening in "[{" and text in "[]{}":
            depth += 1 if text in "[{" else -1
    return 0


def _inside_word(row: Sequence[Token], i: int) -> bool:
    """An apostrophe: glued to the word before it."""
    return i > 0 and row[i][1] and row[i - 1][0][-1:].isalnum()


def _is_collection(row: Sequence[Token], begin: int, end: int) -> bool:
    """A list of words, or a dictionary with quoted keys; '{ action=... }' has a form of its own."""
    texts = [text for text, _ in row[begin:end]]
    if row[begin - 1][0] == "[":
        return not texts or (
            "=" not in texts and ("," in texts or len(texts) == 1 or texts[0] in "\"'")
        )
    return bool(texts) and texts[0] in "\"'" and ":" in texts

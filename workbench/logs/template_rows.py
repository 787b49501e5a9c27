"""What neighbouring tokens say together: dates, sizes, values of keys, lists of parameters."""

import re

from workbench.logs.template_masks import PARAMETER, Token, is_code_file, is_delimiter, words
from workbench.logs.template_names import join_names

FREE = "\x00"
"""Marks a word in the place of a value ('user=root'): a parameter unless it never changes."""

CALENDAR = words(
    "Mon Tue Wed Thu Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec January February March April June July "
    "August September October November December"
)
_ZONES = words("UTC GMT EST EDT CST CDT MST MDT PST PDT CET CEST BST JST IST AM PM")
_UNITS = words(
    "B KB MB GB TB kB kb mb gb KiB MiB GiB TiB Bytes Byte bytes byte ms us ns s sec secs msec "
    "second seconds minute minutes min mins hour hours day days milliseconds microseconds "
    "MHz GHz Hz C F K M G %"
)
_STATES = words(
    "true false yes no on off ok start starting started stop stopping stopped begin end open "
    "opened close closed up down enabled disabled enable disable success succeeded successful "
    "failure failed fail passed active inactive online offline connected disconnected running "
    "ready unknown invalid valid present missing granted denied accepted rejected added removed "
    "created deleted completed complete pending idle busy normal abnormal high low read write "
    "input output in out login logout error warning info debug"
)
_PERSON_KEYS = words(
    "user username userid login account member owner uname ruser logname host hostname"
)
_NO_NAMES = words(
    "is was are has had have not no and or of in on at to from for by with the a an request "
    "unknown authentication limit name id input agent data mode session"
)
_EMPTY_VALUE_ENDS = frozenset(",;)]}&|")


def is_state(word: str) -> bool:
    """A word that says how something is or what was done: never a parameter's value."""
    last = re.split(r"[._]", word.strip(".!"))[-1]
    return last.lower() in _STATES


def is_constant_name(word: str) -> bool:
    """A name in capitals, as programs give to the values of an enumeration."""
    return len(word) > 1 and word.isupper() and word.replace("_", "").isalpha()


def tidy(row: list[Token]) -> list[Token]:
    """Apply every rule to one row."""
    row = join_names(_join_calendar(_mask_groups(_mask_stars(row))))
    row = _mark_values(_fill_empty_values(row))
    return _join_ranges(_join_lists(_join_units(row)))


def _mask_stars(row: list[Token]) -> list[Token]:
    """'****' beside numbers is a number that could not be read."""
    if not any(_is_stars(text) for text, _ in row):
        return row
    out = list(row)
    for order in (range(len(row)), range(len(row) - 1, -1, -1)):
        for i in order:
            beside = (*(out[i - 1 : i] if i else []), *out[i + 1 : i + 2])
            if _is_stars(out[i][0]) and any(text == PARAMETER for text, _ in beside):
                out[i] = (PARAMETER, out[i][1])
    return out


def _is_stars(text: str) -> bool:
    return 1 < len(text) <= 6 and not text.strip("*")


def _mask_groups(row: list[Token]) -> list[Token]:
    """Four or more groups of hexadecimal digits with colons between (a MAC address, IPv6)."""
    if sum(token == (":", True) for token in row) < 3:
        return row
    out = list(row)
    begin = 0
    while begin < len(row):
        end = begin
        while end + 2 < len(row) and _is_group(row, end) and row[end + 1] == (":", True):
            end += 2
        if end - begin >= 6 and _is_group(row, end) and row[end][1]:
            for i in range(begin, end + 1, 2):
                out[i] = (PARAMETER, row[i][1])
        begin = max(end, begin + 1)
    return out


def _is_group(row: list[Token], i: int) -> bool:
    text = row[i][0].rstrip(".")
    return text == PARAMETER or (0 < len(text) <= 4 and not text.strip("abcdefABCDEF"))


def _join_calendar(row: list[Token]) -> list[Token]:
    """Names of days, months and zones beside a number are part of a date."""
    texts = [text for text, _ in row]
    if not any(text in CALENDAR or text in _ZONES for text in texts):
        return row
    out = list(row)
    for order in (range(len(row)), range(len(row) - 1, -1, -1)):
        for i in order:
            near = (out[i - 1][0] if i else "", out[i + 1][0] if i + 1 < len(out) else "")
            named = texts[i] in CALENDAR or (texts[i] in _ZONES and out[i - 1][0] == PARAMETER)
            if named and PARAMETER in near:
                out[i] = (PARAMETER, out[i][1])
    return out


def _fill_empty_values(row: list[Token]) -> list[Token]:
    """'rhost=' with nothing behind it gets an empty parameter."""
    if not any(text == "=" for text, _ in row):
        return row
    out: list[Token] = []
    for i, token in enumerate(row):
        out.append(token)
        if token[0] == "=" and token[1] and _is_key(row, i - 1):
            following = row[i + 1] if i + 1 < len(row) else None
            if following is None or not following[1] or following[0] in _EMPTY_VALUE_ENDS:
                out.append((PARAMETER, True))
    return out


def _is_key(row: list[Token], i: int) -> bool:
    return i >= 0 and row[i][0][-1:].isalnum()


def _mark_values(row: list[Token]) -> list[Token]:
    """Mark the words that stand where a value stands: behind '=' and behind 'user'."""
    out: list[Token] = []
    i = 0
    while i < len(row):
        text, glued = row[i]
        before = row[i - 1][0] if i else ""
        if before == "=" and glued and i > 1 and row[i - 2][0] == PARAMETER and _is_word(text):
            out.append((PARAMETER, True))
            i += 1
            continue
        if before == "=" and i > 1 and row[i - 2][0] != "=":
            value, i = _value(row, i)
            out += value
            continue
        named = before.lower() in _PERSON_KEYS and not glued and _is_name(text)
        out.append((FREE + text, glued) if named else (text, glued))
        i += 1
    return out


def _value(row: list[Token], i: int) -> tuple[list[Token], int]:
    """The value that starts at token i, as one token where it can be, and where it ends."""
    text, glued = row[i]
    if text in "\"'" and (end := _closing_quote(row, i)):
        inside = row[i + 1 : end]
        value = [_as_value(inside[0])] if len(inside) == 1 else [(PARAMETER, True)]
        return [row[i], *value, row[end]], end + 1
    end = _glued_end(row, i + 1)
    if is_delimiter(text):
        return [row[i]], i + 1
    return [(PARAMETER, glued)] if end > i + 1 else [_as_value(row[i])], end


def _as_value(token: Token) -> Token:
    text, glued = token
    return (FREE + text, glued) if _is_value(text) else token


def _closing_quote(row: list[Token], i: int) -> int:
    """Where the quote at i closes, not far off; 0 where it does not."""
    for end in range(i + 2, min(i + 10, len(row))):
        if row[end][0] == row[i][0]:
            return end
        if row[end][0] in "=,":
            return 0
    return 0


def _glued_end(row: list[Token], i: int) -> int:
    """A value goes on through colons and braces without spaces: 'Window:0', 'Source{0}'."""
    while i + 1 < len(row) and row[i][1] and row[i + 1][1]:
        if row[i][0] == ":" and not is_delimiter(row[i + 1][0]):
            i += 2
        elif row[i][0] == "{" and i + 2 < len(row) and row[i + 2] == ("}", True):
            i += 3
        else:
            break
    return i


def _is_word(text: str) -> bool:
    return not is_delimiter(text)


def _is_value(text: str) -> bool:
    return (
        text != PARAMETER and _is_word(text) and not is_state(text) and not is_constant_name(text)
    )


def _is_name(text: str) -> bool:
    return _is_value(text) and text.lower() not in _NO_NAMES and text[0].isalnum()


def _join_units(row: list[Token]) -> list[Token]:
    """'330.0 B' and '<1 sec' are one parameter each."""
    out: list[Token] = []
    for i, (text, glued) in enumerate(row):
        previous = out[-1][0] if out else ""
        names = row[i + 1 : i + 2] == [("=", True)]  # 'ip=10.0.0.1 ms=5'
        if previous == PARAMETER and text in _UNITS and not names:
            continue
        opening = previous == "<" and glued and not _closes(row, i)
        if opening and text == PARAMETER:
            out[-1] = (PARAMETER, out[-1][1])
            continue
        out.append((text, glued))
    return out


def _closes(row: list[Token], i: int) -> bool:
    return i + 1 < len(row) and row[i + 1] == (">", True)


def _join_lists(row: list[Token]) -> list[Token]:
    """Parameters side by side, with or without commas between them, are one parameter."""
    out: list[Token] = []
    for text, glued in row:
        if text == PARAMETER or (PARAMETER in text and _repeats(out, text)):
            _drop_joint(out, glued)
            if out and _is_parameter_like(out[-1][0], text):
                out[-1] = (PARAMETER, out[-1][1])
                continue
        out.append((text, glued))
    return out


def _join_ranges(row: list[Token]) -> list[Token]:
    """'node-[0-9,12]' is an identifier like 'node-0'."""
    out: list[Token] = []
    for token in row:
        out.append(token)
        bracket = [one for one, _ in out[-3:]] == ["[", PARAMETER, "]"]
        if bracket and len(out) > 3 and out[-3][1] and out[-4][0][-1] in "-_":
            head, glued = out[-4]
            out[-4:] = [(head.rstrip("-") + "-" + PARAMETER, glued)]
    return out


def _repeats(out: list[Token], text: str) -> bool:
    """Whether an identifier follows another of its kind ('an<*> an<*>')."""
    back = 2 if len(out) > 1 and out[-1][0] == "," else 1
    return len(out) >= back and out[-back][0] in (text, PARAMETER) and not is_code_file(text)


def _is_parameter_like(text: str, following: str) -> bool:
    return text in (PARAMETER, following)


_JOINTS = frozenset([":", ",", "=", "-", "|", "/", ";", "&", "x", ".", "..", "--"])


def _drop_joint(out: list[Token], glued: bool) -> None:
    """Remove the punctuation between two parameters."""
    if len(out) < 2 or out[-1][0] not in _JOINTS or out[-2][0] != PARAMETER:
        return
    if out[-1][0] in ",-" or (glued and out[-1][1]):
        out.pop()

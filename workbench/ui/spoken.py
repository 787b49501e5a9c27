"""Text made fit for speech: sentences, short numbers, repeats collapsed, code announced."""

import re
from collections.abc import Iterable, Iterator

_LONG_HEX = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
    r"|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b|\b0x[0-9a-f]+\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[\w-]{16,}\b")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\w.]*\d)")
_URL = re.compile(r"https?://([^\s/\"']+)[^\s\"')]*")
_PATH = re.compile(r"(?<![\w/])/(?:[\w.@%+-]+/)+([\w.@%+-]*)")
_CODE_BLOCK = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_JSON = re.compile(r"[{\[][^{}\[\]]*[:,][^{}]{40,}[}\]]")
_SYMBOLS = re.compile(r"[|`*_#<>{}\[\]\\^~=]{2,}|[|`*#\\^~]")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÄÖÜ\d\"'(])|\n+")
_LONGEST_SENTENCE = 300
_SCALES = ((1e9, "billion"), (1e6, "million"))


def speakable(text: str) -> str:
    """A text as it is to be heard: ids, addresses and code are named instead of spelled."""
    text = _CODE_BLOCK.sub(lambda found: _code_words(found.group()), text)
    text = _JSON.sub(" a JSON value ", text)
    text = _URL.sub(lambda found: f"address at {found.group(1)}", text)
    text = _PATH.sub(lambda found: f"path {found.group(1)}" if found.group(1) else "a path", text)
    text = _LONG_HEX.sub("an id", text)
    text = _TOKEN.sub("an id", text)
    text = _NUMBER.sub(lambda found: short_number(found.group()), text)
    text = _SYMBOLS.sub(" ", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def short_number(written: str) -> str:
    """A number with no more digits than one can hear: '1,203,417' is '1.2 million'."""
    number = float(written.replace(",", ""))
    for scale, word in _SCALES:
        if number >= scale:
            return f"{number / scale:.1f}".removesuffix(".0") + f" {word}"
    if number >= 100_000:
        return f"{number / 1000:.0f} thousand"
    if "." in written:
        return f"{number:.3g}" if number < 1000 else f"{number:.0f}"
    return written.replace(",", "")


def collapse_repeats(lines: Iterable[str]) -> Iterator[str]:
    """Say a line once and how many more like it followed ("and 120 more like this")."""
    before, more = None, 0
    for line in lines:
        same = _shape(line)
        if same == before:
            more += 1
            continue
        if more:
            yield _more(more)
        before, more = same, 0
        yield line
    if more:
        yield _more(more)


def sentences(text: str) -> list[str]:
    """The text in portions after which speech can stop at once; none is very long."""
    made: list[str] = []
    for part in _SENTENCE_END.split(text):
        rest = part.strip()
        while len(rest) > _LONGEST_SENTENCE:
            cut = rest.rfind(" ", 0, _LONGEST_SENTENCE)
            cut = cut if cut > 0 else _LONGEST_SENTENCE
            made.append(rest[:cut])
            rest = rest[cut:].strip()
        if rest:
            made.append(rest)
    return made


def to_say(text: str) -> list[str]:
    """A text as the sentences that are handed to the voice, one after the other."""
    whole = _CODE_BLOCK.sub(lambda found: _code_words(found.group()), text)
    lines = (speakable(line) for line in whole.splitlines())
    collapsed = collapse_repeats(line for line in lines if line)
    return [sentence for line in collapsed for sentence in sentences(line)]


def _code_words(block: str) -> str:
    lines = block.strip("`").strip().splitlines()
    return f"\nCode, {len(lines)} lines.\n" if len(lines) != 1 else "\nCode, one line.\n"


def _more(count: int) -> str:
    return "And one more like this." if count == 1 else f"And {count} more like this."


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line)

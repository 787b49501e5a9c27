"""Finds out the encoding of an export; what had to be guessed is named."""

import codecs
from dataclasses import dataclass
from typing import IO

from workbench.core.text import count

_CHUNK = 1 << 20
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
          (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


@dataclass(frozen=True)
class Encoding:
    """An encoding by Python's name; `choice` and `why` say what was guessed, if anything was."""

    name: str
    choice: str = ""
    why: str = ""


def encoding_of_start(start: bytes) -> Encoding | None:
    """The encoding that a byte order mark or the zero bytes of UTF-16 show; else None."""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return Encoding(name)
    even, odd = start[0:64:2], start[1:64:2]
    for zeros, letters, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if len(zeros) > 1 and not any(zeros[:8]) and all(letters[:8]):
            return Encoding(name, "UTF-16", "every second byte is zero, without a byte order mark")
    return None


def encoding_of(stream: IO[bytes]) -> Encoding:
    """The encoding of a stream, which is read to its end where its start does not tell.

    A file in which most of what is not ASCII is valid UTF-8 stays UTF-8: a few bad bytes do
    not change what all the others mean.
    """
    chunk = stream.read(_CHUNK)
    known = encoding_of_start(chunk)
    if known is not None:
        return known
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    while chunk:
        following = stream.read(_CHUNK)
        if not (chunk.isascii() and not decoder.getstate()[0]):
            text = decoder.decode(chunk, final=not following)
            replaced = text.count("\ufffd") - chunk.count(b"\xef\xbf\xbd")
            bad += replaced
            good += len(text) - len(text.encode("ascii", "ignore")) - replaced
        chunk = following
    if bad <= 0:
        return Encoding("utf-8")
    if good >= bad:
        why = f"{count(bad, 'place')} that no UTF-8 has read as \ufffd"
        return Encoding("utf-8", "UTF-8", why)
    why = "the file is not valid UTF-8 and has no byte order mark"
    return Encoding("cp1252", "Windows-1252", why)

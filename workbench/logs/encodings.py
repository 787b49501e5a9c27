"""Which encoding a log is in: by its mark, by its NUL bytes, by whether it is valid UTF-8."""

import codecs
import re
from collections.abc import Callable
from pathlib import Path

_PIECE = 65_536
_PIECES = 16
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WESTERN = ("latin-1", "cp1252")
_WESTERN_SIGNS = "".join(
    bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)
)
"""The signs of Windows-1252; what it leaves open is as in Latin-1 (WHATWG Encoding Standard)."""
_CONTROLS = bytes({*range(32)} - {*b"\b\t\n\v\f\r\x1b"})
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_IN_A_WORD = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][A-Za-z]")
_FEW = 8
_CUT = re.compile(rb"\A[\x80-\xbf]{1,3}|[\xc2-\xf4][\x80-\xbf]{0,2}\Z")


def encoding_of(path: Path) -> tuple[str, int]:
    """The name of a file's encoding, and how many bytes its mark has.

    utf-8, ascii, latin-1, cp1252, utf-16-le and alike, or binary. Raises OSError.
    """
    pieces = _sample(path)
    head = pieces[0]
    mark = next((mark for mark in _MARKS if head.startswith(mark)), None)
    if mark is not None:
        return _MARKS[mark], len(mark)
    return _unmarked_utf16(head) or _of_bytes(pieces), 0


def is_rewritten(encoding: str) -> bool:
    """Whether text in this encoding must be rewritten to be read as UTF-8."""
    return encoding.startswith(("utf-16", "utf-32")) or is_western(encoding)


def is_western(encoding: str) -> bool:
    """Whether every byte of this encoding is one sign of Windows-1252."""
    return encoding in _WESTERN


def decoder_of(encoding: str) -> Callable[[bytes, bool], str]:
    """What decodes the next bytes (and whether they are the last) of a rewritten encoding."""
    if is_western(encoding):
        return _western
    return codecs.getincrementaldecoder(encoding)("replace").decode


def _western(data: bytes, _final: bool) -> str:
    decode = codecs.charmap_decode
    return decode(data, "strict", _WESTERN_SIGNS)[0]  # pyright: ignore[reportArgumentType] - a string is the quick map


def _sample(path: Path) -> list[bytes]:
    """The head of a file and pieces of its whole length; the whole of a small one."""
    size = path.stat().st_size
    step = max((size - _PIECE) // (_PIECES - 1), _PIECE)
    pieces: list[bytes] = []
    with path.open("rb") as file:
        for start in range(0, max(size, 1), step):
            file.seek(start)
            pieces.append(file.read(_PIECE))
    return pieces


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark shows as every other byte NUL."""
    if len(head) < 16:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else None


def _of_bytes(pieces: list[bytes]) -> str:
    """One of the encodings that go byte by byte; a few invalid bytes leave UTF-8 what it is."""
    wide = [_CUT.sub(b"", piece) for piece in pieces if not piece.isascii()]
    if not wide:
        return "ascii"
    sequences = sum(len(_SEQUENCE.findall(piece)) for piece in wide)
    loose = b"".join(_SEQUENCE.sub(b"", piece) for piece in wide)
    high = len(loose.translate(None, bytes(range(128))))
    strays = high <= _FEW and not _IN_A_WORD.search(loose)
    if high <= sequences or strays:
        return "utf-8"
    length = sum(map(len, pieces))
    if length - sum(len(piece.translate(None, _CONTROLS)) for piece in pieces) > length // 20:
        return "binary"
    return "cp1252" if re.search(rb"[\x80-\x9f]", loose) else "latin-1"

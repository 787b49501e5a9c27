"""Bytes of an article to text and back: what was not edited comes back byte for byte."""

import codecs
import difflib
import re
from dataclasses import dataclass

from workbench.core.errors import UserError

LARGEST = 20_000_000
_LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|\Z)")
_SEPARATOR = re.compile(r"\r\n|[\r\n\u2028\u2029]")
_MARK = "\ufeff"
_MANY_LINES = 20_000


@dataclass(frozen=True, slots=True)
class FileText:
    """A text file as it was read.

    `text` is what an editor shows: every line ends with \\n, and a byte order mark is left out.
    """

    content: bytes
    encoding: str
    text: str

    def edited(self, text: str) -> bytes:
        """The file's bytes after the text was changed to this.

        Untouched lines keep their own line ending; new ones get the most common one.
        Raises UserError where a new character does not exist in the file's encoding.
        """
        if text == self.text:
            return self.content
        decoded = self._decoded()
        joined = _with_endings(decoded.removeprefix(_MARK), text)
        if decoded.startswith(_MARK):
            joined = _MARK + joined
        try:
            return joined.encode(self.encoding)
        except UnicodeEncodeError as error:
            raise UserError(
                f"'{joined[error.start]}' cannot be written in this file's encoding"
                f" ({self.encoding}).",
                "Save it as UTF-8 in another program first, or use another character.",
            ) from error

    def _decoded(self) -> str:
        return self.content.decode(self.encoding)


def read_text(content: bytes, name: str) -> FileText:
    """Take a file's bytes as text. Raises UserError when they are not text, or too many."""
    if len(content) > LARGEST:
        raise UserError(f"{name} is larger than 20 MB.", "An article that long helps nobody.")
    encoding = _encoding(content, name)
    try:
        decoded = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UserError(f"{name} is not whole {encoding} text.", "Save it as UTF-8.") from error
    return FileText(content, encoding, _SEPARATOR.sub("\n", decoded.removeprefix(_MARK)))


def _encoding(content: bytes, name: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        big = content.startswith(codecs.BOM_UTF16_BE)
        return "utf-16-be" if big else "utf-16-le"
    if b"\0" in content:
        raise UserError(f"{name} is not a text file.", "Give a Markdown file.")
    # Windows' own encoding has dashes and curly quotes where Latin-1 has control characters,
    # but five bytes mean nothing there; in Latin-1 every byte does, so nothing is lost on saving.
    return next((one for one in ("utf-8", "cp1252") if _fits(content, one)), "latin-1")


def _fits(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _with_endings(old: str, text: str) -> str:
    """Give the new text's lines the endings of the old lines they came from."""
    old_lines = [match[0] for match in _LINE.finditer(old) if match[0]]
    bare = [line.rstrip("\r\n\u2028\u2029") for line in old_lines]
    endings = [line[len(body) :] for line, body in zip(old_lines, bare, strict=True)]
    common = max(set(endings) - {""}, key=endings.count, default="\n")
    if all(ending in ("", common) for ending in endings) or len(bare) > _MANY_LINES:
        return text.replace("\n", common)
    new = text.split("\n")
    chosen = [common] * len(new)
    matcher = difflib.SequenceMatcher(None, bare, new, autojunk=False)
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            chosen[block.b + offset] = endings[block.a + offset] or common
    pieces = [line + ending for line, ending in zip(new, chosen, strict=True)]
    pieces[-1] = new[-1]
    return "".join(pieces)

"""Unpacks bodies as they come (gzip, deflate, brotli), never more than there is room for."""

import zlib
from typing import Protocol, cast

_GZIP_OR_ZLIB = 47
_RAW = -15


class Unpacker(Protocol):
    """What zlib's object does, bounded by a number of bytes."""

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes:
        """Unpack as much as fits. Raises ValueError for what is not packed so."""
        ...


def unpacker(encoding: str) -> Unpacker | None:
    """The unpacker for a Content-Encoding; None where there is nothing to unpack."""
    match encoding.strip().lower():
        case "gzip" | "x-gzip" | "deflate":
            return _Deflated()
        case "br":
            return _Brotli()
        case _:
            return None


class _Deflated:
    """gzip, zlib, or deflate without a head, as some servers send it."""

    def __init__(self) -> None:
        self._object: Unpacker | None = None

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes:
        if self._object is None and data:
            has_head = data[:1] == b"\x1f" or (data[0] & 0x0F == 8 and data[0] >> 4 <= 7)
            self._object = cast(Unpacker, zlib.decompressobj(_GZIP_OR_ZLIB if has_head else _RAW))
        try:
            return self._object.decompress(data, max_length) if self._object else b""
        except zlib.error as error:
            raise ValueError(str(error)) from error


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._object = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    def decompress(self, data: bytes, max_length: int = 0, /) -> bytes:
        try:
            return self._object.process(data, output_buffer_limit=max_length)
        except self._error as error:
            raise ValueError("the brotli data is broken") from error

"""Messages in a stream of bytes: `Content-Length` headers, a blank line, a JSON body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_LENGTH: Final = re.compile(rb"^content-length:\s*(\d{1,12})\s*$", re.IGNORECASE | re.MULTILINE)
_BLANK: Final = b"\r\n\r\n"
#: A head longer than this is no head.
_MAX_HEAD: Final = 64 * 1024


class GarbageError(Exception):
    """Bytes that are no message; what follows them is read on."""


class Frames:
    """Cuts a stream into bodies. Bytes that are no message are told once and skipped, so that one bad message costs
    only itself.
    """

    __slots__ = ("_buffer", "_wanted")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._wanted: int | None = None

    def feed(self, data: bytes) -> Iterator[bytes | GarbageError]:
        """The bodies that are complete with these bytes."""
        self._buffer += data
        while True:
            if self._wanted is None:
                end = self._buffer.find(_BLANK)
                if end < 0:
                    if len(self._buffer) > _MAX_HEAD:
                        self._buffer.clear()
                        yield GarbageError("a message without a head")
                    return
                head = bytes(self._buffer[:end])
                del self._buffer[: end + len(_BLANK)]
                found = _LENGTH.findall(head.replace(b"\r\n", b"\n"))
                if not found:
                    yield GarbageError("a message without a Content-Length")
                    continue
                self._wanted = int(found[-1])
            if len(self._buffer) < self._wanted:
                return
            body = bytes(self._buffer[: self._wanted])
            del self._buffer[: self._wanted]
            self._wanted = None
            yield body

"""The texts of open editors, kept exactly as the client has them."""

from __future__ import annotations

from typing import Any

from dpone_si.manifest.documents import Document
from dpone_si.manifest.text import SourceText


class Buffer:
    """One open editor: the text, the client's version of it, and the document that is brought up to date when asked for.

    Changes are cheap: they only replace text. The document is parsed again when somebody needs it, so a burst of edits is parsed once.
    """

    __slots__ = ("_document", "language", "source", "uri", "version")

    def __init__(self, uri: str, path: str, text: str, version: int, language: str) -> None:
        self.uri = uri
        self.version = version
        self.language = language
        self._document = Document(path, text)
        self.source: SourceText = self._document.source

    def change(self, changes: list[Any], version: int, encoding: str) -> None:
        """Apply content changes in order: each refers to the text the one before it left."""
        for change in changes:
            where = getattr(change, "range", None)
            if where is None:
                self.source = SourceText(change.text)
                continue
            source = self.source
            start = source.offset(where.start.line, where.start.character, encoding)
            end = max(start, source.offset(where.end.line, where.end.character, encoding))
            self.source = SourceText(source.text[:start] + change.text + source.text[end:])
        self.version = version

    @property
    def dirty(self) -> bool:
        return self.source is not self._document.source and self.source.text != self._document.source.text

    @property
    def document(self) -> Document:
        """The document at the newest text."""
        if self.dirty:
            self._document.revise(self.source.text)
        self.source = self._document.source
        return self._document

"""The texts of open editors, kept exactly as the client has them."""

from __future__ import annotations

from typing import Any

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.text import SourceText


class Buffer:
    """One open editor: the text, the client's version of it, and the document that is brought up to date when asked
    for.

    Changes are cheap: they only replace text. The document is parsed when somebody needs it, so a burst of edits is
    parsed once.
    """

    __slots__ = ("_document", "path", "revision", "source", "uri", "version")

    def __init__(self, uri: str, path: str, text: str, version: int) -> None:
        self.uri = uri
        self.path = path
        self.version = version
        #: Counts the changes; unlike the document's own version it does not move when a fix is tried on the document
        #: and set back.
        self.revision = 0
        self.source = SourceText(text)
        self._document: Document | None = None

    def change(self, changes: list[Any], version: int, encoding: str) -> None:
        """Apply content changes in order: each refers to the text the one before it left."""
        for change in changes:
            where = getattr(change, "range", None)
            if where is None:
                self.source = SourceText(change.text)
                continue
            source = self.source
            start = source.offset(where.start.line, where.start.character, encoding)
            end = source.offset(where.end.line, where.end.character, encoding)
            if end < start:
                start, end = end, start
            self.source = SourceText(source.text[:start] + change.text + source.text[end:])
        self.version = version
        self.revision += 1

    @property
    def parsed(self) -> Document | None:
        """The document as it was when it was last asked for; None before."""
        return self._document

    @property
    def document(self) -> Document:
        """The document at the newest text."""
        document = self._document
        if document is None:
            document = self._document = Document(self.path, self.source.text)
        elif self.source is not document.source:
            document.revise(self.source.text)
        self.source = document.source
        return document

    def adopt(self, document: Document) -> bool:
        """Take a document that was parsed elsewhere, if it still is the first one and its text still the newest."""
        if self._document is not None or document.source.text != self.source.text:
            return False
        self._document = document
        self.source = document.source
        return True

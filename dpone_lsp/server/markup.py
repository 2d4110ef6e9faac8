"""Markdown where the client shows it, plain text where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lsprotocol import types

from dpone_lsp.features.plain_text import plain_text


def markup(markdown: str, formats: Sequence[Any] | None) -> types.MarkupContent:
    """The content in a format the client names; Markdown for one that names none."""
    known = [str(getattr(one, "value", one)) for one in formats or ()]
    if known and "markdown" not in known:
        return types.MarkupContent(types.MarkupKind.PlainText, plain_text(markdown))
    return types.MarkupContent(types.MarkupKind.Markdown, markdown)

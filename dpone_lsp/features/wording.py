"""Values in sentences: one line, clipped, safe in Markdown, and never a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dpone_lsp.support.secrets import names_secret
from dpone_si.manifest.templates.model import is_template, names_in

#: What the advisor calls a hint -> what the author writes.
_AUTHORED = {"`cdc_available`": "`cdc_enabled`", "`source_cursor`": "`incremental_column`"}
#: Longer values are cut.
LONGEST = 80
HIDDEN = "(hidden: it looks like a secret)"
_PASSWORD = re.compile(r"(?<=://)([^\s/:@?#]*):[^\s/@]+@")
_MARKUP = re.compile(r"([\\`*{}\[\]<>|#]|(?<!\w)_|_(?!\w))")


def code(value: object, *, limit: int = LONGEST) -> str:
    """A value between backticks: passwords in URLs starred, line breaks shown as ⏎."""
    text = _PASSWORD.sub(r"\1:***@", str(value))
    text = text.replace("\r\n", "\n").replace("\n", "⏎").replace("`", "'")
    text = text if len(text) <= limit else text[: limit - 3] + "..."
    return f"`{text}`" if text.strip() else "`''`"


def authored(sentence: str) -> str:
    """A sentence of the advisor with the names of hints as they stand in a manifest."""
    for internal, written in _AUTHORED.items():
        sentence = sentence.replace(internal, written)
    return sentence


def plain(text: str) -> str:
    """Text that Markdown must not interpret (names of files, titles)."""
    return _MARKUP.sub(r"\\\1", text)


def is_secret(path: Iterable[object]) -> bool:
    """True when the last key of a path names a secret."""
    keys = [part for part in path if isinstance(part, str)]
    return bool(keys) and names_secret(keys[-1])


def tells_secret(text: str) -> bool:
    """True when a template puts a variable into text whose name says that it is a secret."""
    return is_template(text) and any(names_secret(name) for name in names_in(text))

"""JSON that can be printed anywhere: no control characters, and nothing a CI server would take for a command of its
own.
"""

from __future__ import annotations

import json


def pretty(data: object) -> str:
    """Indented JSON with a line feed at its end."""
    return _safe(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"


def line(data: object) -> str:
    """One line of JSON."""
    return _safe(json.dumps(data, ensure_ascii=False)) + "\n"


def _safe(text: str) -> str:
    # Azure's agent obeys `##vso[...]` wherever it stands in a line; lone surrogates cannot be written at all.
    text = text.replace("##", "\\u0023#")
    if text.isascii():
        return text.replace("\x7f", "\\u007f")
    return "".join(char if char.isprintable() or char == "\n" else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"

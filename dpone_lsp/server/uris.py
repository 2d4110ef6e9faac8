"""File URIs to absolute paths and back."""

from __future__ import annotations

import os
import sys
from urllib.parse import quote, unquote, urlsplit


def to_path(uri: str) -> str | None:
    """Absolute path with forward slashes; None for URIs that name no file (`untitled:`, `git:`)."""
    parts = urlsplit(uri)
    if parts.scheme != "file":
        return None
    path = unquote(parts.path)
    if sys.platform == "win32" and path[:1] == "/" and path[2:3] == ":":
        path = path[1].upper() + path[2:]
    return os.path.normpath(path).replace(os.sep, "/")


def from_path(path: str) -> str:
    """The URI of an absolute path."""
    text = quote(path, safe="/:@!$&'()*+,;=~-._")
    return "file://" + (text if text.startswith("/") else "/" + text)

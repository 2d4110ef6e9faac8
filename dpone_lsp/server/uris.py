"""File URIs to absolute paths and back."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit


def to_path(uri: str) -> str | None:
    """Absolute path with forward slashes; None for URIs that name no file (`untitled:`, `git:`, or nothing at all)."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or not parts.path.startswith("/"):
        return None
    path = unquote(parts.path)
    if "\0" in path:
        return None
    if sys.platform == "win32":
        if parts.netloc and parts.netloc != "localhost":
            path = f"//{parts.netloc}{path}"
        elif path[2:3] == ":":
            path = path[1].upper() + path[2:]
    return os.path.normpath(path).replace(os.sep, "/")


def from_path(path: str) -> str:
    """The URI of an absolute path; a path that is a URI already (an unsaved editor's) stays as it is."""
    if path.startswith("untitled:") or (":" in path and not os.path.isabs(path)):
        return path
    text = quote(path, safe="/:@!$&'()*+,;=~-._")
    return "file://" + (text if text.startswith("/") else "/" + text)


def uri_at(path: str, uris: Mapping[str, str]) -> str:
    """The URI of a file: the client's own where `uris` (path -> URI) knows how it spells it, else ours."""
    return uris.get(path) or from_path(path)

"""Takes credentials out of text before it reaches a log, an artifact or an exception."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

MASK = "***"
_SHORTEST_SECRET = 3

_KEY_VALUE = re.compile(
    r"""(?ix)
    (?P<key>["']?[\w.\-]*(?:password|passwd|pwd|secret|token|api[_\-]?key|private[_\-]?key|credential)[\w.\-]*["']?
        \s*[=:]\s*)
    (?P<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\{[^}]*\}|[^\s;,)'"}\]]+)
    """
)
_URL_USER_INFO = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.\-]*://[^\s/@:]*:)(?P<secret>[^\s/]*)@", re.IGNORECASE)
_PEM_BLOCK = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with every known secret, and everything that looks like one, replaced by `***`.

    A known secret is also found URL-encoded and base64-encoded, the forms in which drivers echo connection strings.
    Values shorter than three characters are left to the patterns: masking every `a` would hide the message itself.
    """
    for form in sorted(_forms(secrets), key=len, reverse=True):
        text = text.replace(form, MASK)
    text = _PEM_BLOCK.sub(MASK, text)
    text = _URL_USER_INFO.sub(lambda found: f"{found['scheme']}{MASK}@", text)
    return _KEY_VALUE.sub(lambda found: f"{found['key']}{MASK}", text)


def redact_value(value: object, secrets: Iterable[str] = ()) -> object:
    """`redact` for JSON-like data: mappings and sequences are walked, texts redacted, everything else kept."""
    known = tuple(secrets)
    if isinstance(value, str):
        return redact(value, known)
    if isinstance(value, dict):
        return {key: redact_value(item, known) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, (list, tuple)):
        return [redact_value(item, known) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def _forms(secrets: Iterable[str]) -> set[str]:
    forms: set[str] = set()
    for secret in secrets:
        if len(secret) < _SHORTEST_SECRET:
            continue
        encoded = secret.encode()
        forms |= {secret, quote(secret, safe=""), quote_plus(secret), base64.b64encode(encoded).decode()}
        forms |= {repr(secret)[1:-1], secret.replace("'", "''"), secret.replace("}", "}}")}
        forms |= {line for line in secret.splitlines() if len(line) >= 16}
    return forms

"""Values of a process for somebody's eyes: what stands below a key that names a secret is covered, wherever else it
was rendered into.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from dpone_lsp.support.secrets import covers, is_secret_text, names_secret, without_passwords
from dpone_si.manifest.model.effective import plain_process
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.model.processes import Process

MASK: Final = "***"
#: A shorter secret is covered where it stands, but not looked for in other texts: they would lose letters by chance.
_SHORTEST: Final = 4


class Cover:
    """Covers the secrets of one process; `used` says whether there was one."""

    def __init__(self, process: Process, names: tuple[str, ...]) -> None:
        self._names = names
        self.used = False
        found = {str(value) for value in _leaves(plain_process(process), names, False)}
        if process.variables is not None:
            found.update(
                text
                for name, value in process.variables.values().items()
                if names_secret(name, names) and value is not UNKNOWN and is_secret_text(text := str(value))
            )
        #: The longest first: one secret may be a part of another.
        self._texts = sorted((text for text in found if len(text) >= _SHORTEST), key=lambda text: (-len(text), text))

    def data(self, value: object, path: Iterable[str] = ()) -> object:
        """Plain data with its secrets covered; `path` are the keys it stands below."""
        inside = False
        for key in path:
            inside = covers(key, self._names, inside)
        return self._data(value, inside)

    def text(self, text: str) -> str:
        """A text without the secrets."""
        shown = without_passwords(text)
        for secret in self._texts:
            shown = shown.replace(secret, MASK)
        self.used = self.used or shown != text
        return shown

    def _data(self, value: object, inside: bool) -> object:
        if isinstance(value, dict):
            return {key: self._data(part, covers(str(key), self._names, inside)) for key, part in value.items()}
        if isinstance(value, list):
            return [self._data(part, inside) for part in value]
        if inside and _holds(value):
            self.used = True
            return MASK
        return self.text(value) if isinstance(value, str) else value


def _leaves(value: object, names: tuple[str, ...], inside: bool) -> Iterator[object]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _leaves(part, names, covers(str(key), names, inside))
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, names, inside)
    elif inside and _holds(value):
        yield value


def _holds(value: object) -> bool:
    return value is not None and value is not UNKNOWN and not isinstance(value, bool) and is_secret_text(str(value))

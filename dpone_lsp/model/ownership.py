"""Which rule answers for what does not fit at a place of the structure: read from the rules themselves
(`Rule.owns`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dpone_lsp.model.rule import Owned, Rule
from dpone_lsp.support.spelling import nearest

#: So many places are remembered; their keys come out of the text of manifests.
_REMEMBERED = 1000


class Owners:
    """The places that rules own, looked up by block, key and kind of misfit."""

    __slots__ = ("_known", "_owned", "_rules")

    def __init__(self, rules: Sequence[Rule] = ()) -> None:
        self._rules = rules
        self._owned: list[tuple[str, Owned]] | None = None
        self._known: dict[tuple[str, str, str], tuple[tuple[str, Owned], ...]] = {}

    def answers(self, block: str, key: str, kind: str, sinks: Collection[str | None], *, asking: str) -> bool:
        """True when another rule than `asking` answers for a misfit of this kind at this place.

        `sinks`: the types of the sinks that the document's processes write to.
        """
        return any(
            rule != asking and (not place.sinks or any(sink in place.sinks for sink in sinks))
            for rule, place in self._at(block, key, kind)
        )

    def _at(self, block: str, key: str, kind: str) -> tuple[tuple[str, Owned], ...]:
        found = self._known.get((block, key, kind))
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[(block, key, kind)] = tuple(self._matching(block, key, kind))
        return found

    def _matching(self, block: str, key: str, kind: str) -> Iterator[tuple[str, Owned]]:
        if self._owned is None:
            self._owned = [(rule.name, place) for rule in self._rules for place in rule.owns]
        for rule, place in self._owned:
            if (not place.kinds or kind in place.kinds) and is_block(place.block, block) and _is_key(place.keys, key):
                yield rule, place


def is_block(pattern: str, block: str) -> bool:
    """Whether the `block` of an `Owned` means a block."""
    return block.startswith(pattern[:-1]) if pattern.endswith("*") else block == pattern


def _is_key(keys: tuple[str, ...], key: str) -> bool:
    if not keys or key in keys:
        return True
    return any(one.startswith("~") and nearest(key, (one[1:],)) is not None for one in keys)

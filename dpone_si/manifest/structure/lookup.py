"""What a manifest may hold, looked up by document form and key path.

The facts live in pydantic models (``models/``) and are compiled to ``_table.py``; this module reads the table, so that
an analysis one file imports no pydantic. Blocks are built on first use and kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from dpone_si.manifest.structure import _table
from dpone_si.records import record

if TYPE_CHECKING:
    Row = tuple[Any, ...]

EXTENSION_PREFIX = "x-"
"""Keys with this prefix are ignored by dpone at every level; they are nobody's mistake."""

INTEGER_TEXT = r"^\s*[+-]?\d+(_\d+)*\s*$"
"""Pattern of text that dpone converts to a whole number (``batch_size: "5000"``)."""

NUMBER_TEXT = r"^\s*[+-]?(\d+(_\d+)*\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$"
"""Pattern of text that dpone converts to a number (``changed_percent: "0.2"``)."""

FORMS: tuple[str, ...] = _table.FORMS
"""Every document form that :func:`root_block` knows."""


@record(frozen=True, eq=False)
class KeySpec:
    """One key of a block, or one item of a list (then ``name`` is empty).

    ``types`` are the shapes dpone runs ("string", "integer", "number", "boolean", "mapping", "list", "null", "any"); a
    key that takes numbers and also text that reads as a number has "string" in ``types`` and :data:`INTEGER_TEXT` or
    :data:`NUMBER_TEXT` as ``pattern``. ``pattern`` applies to text only, ``minimum`` and ``maximum`` to numbers
    (inclusive).
    """

    name: str
    types: tuple[str, ...]
    enum: tuple[str, ...] = ()
    """Canonical words."""
    aliases: tuple[str, ...] = ()
    """Other words dpone takes for one of ``enum``."""
    default: object | None = None
    has_default: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    required: bool = False
    """The load cannot work without it; see ``required_by_tool`` for who says so."""
    deprecated: str | None = None
    """What to write instead."""
    sources: tuple[str, ...] = ()
    """Source types that read the key; empty means all."""
    sinks: tuple[str, ...] = ()
    """Sink types that read the key; empty means all."""
    modes: tuple[str, ...] = ()
    """Strategy modes that read the key; empty means all."""
    block: str | None = None
    """Name of the nested block when the value is a mapping with keys of its own."""
    items: KeySpec | None = None
    """What each item of the list looks like."""
    common: bool = False
    """Ordinary authors write it: completion offers it first."""
    any_case: bool = False
    """dpone ignores letter case and takes ``-`` for ``_`` when it compares the value with ``enum``."""
    open_enum: bool = False
    """``enum`` lists the known words only; dpone runs other words too."""
    enforced: bool = False
    """dpone itself refuses a value outside ``types``, ``enum``, ``pattern`` or the bounds; otherwise they are
    advice.
    """
    required_by_tool: bool = False
    """dpone fails while it reads the manifest when the key is missing."""
    misplaced: bool = False
    """dpone ignores or refuses the key here; ``elsewhere`` says where it belongs. Completion does not offer it."""
    elsewhere: str | None = None
    """Where the key belongs: it is misplaced here, or works here only because dpone merges both options blocks."""

    @property
    def converts_text(self) -> bool:
        """True when dpone turns numeric text into the number it wants."""
        return self.pattern in (INTEGER_TEXT, NUMBER_TEXT)


@record(frozen=True, eq=False)
class Block:
    """A mapping of a manifest: its keys and what happens to keys it does not know."""

    name: str
    keys: Mapping[str, KeySpec]
    open: bool = False
    """dpone reads further keys that cannot be listed: unknown keys are never a fault."""
    closed_in_dpone: bool = False
    """dpone refuses unknown keys."""
    wildcard: KeySpec | None = None
    """What the values look like when the author chooses the names of the keys (``columns.<name>``)."""
    open_for_sources: tuple[str, ...] = ()
    """Like ``open``, for these source types only."""

    def get(self, key: object) -> KeySpec | None:
        """The key's facts: listed, else the wildcard's, else None."""
        if isinstance(key, str) and key in self.keys:
            return self.keys[key]
        return self.wildcard


@cache
def block(name: str) -> Block:
    """The block called ``name``. Raises ``KeyError`` for a name no model has."""
    facts, open_for_sources, wildcard, rows = _table.BLOCKS[name]
    return Block(
        name=name,
        keys=_Keys(rows),
        open="o" in facts,
        closed_in_dpone="c" in facts,
        wildcard=_spec(wildcard) if wildcard else None,
        open_for_sources=open_for_sources,
    )


def block_names() -> Iterable[str]:
    """The names of all blocks."""
    return _table.BLOCKS.keys()


def root_block(form: str) -> Block:
    """The top level of a document of this form (one of :data:`FORMS`). Raises ``KeyError`` for an unknown form."""
    if form not in FORMS:
        raise KeyError(form)
    return block(form)


def lookup(form: str, path: tuple[str | int, ...]) -> KeySpec | None:
    """The facts of the value at ``path`` in a document of this form; None where nothing is described.

    The empty path is the document itself. Integers step into lists.
    """
    spec = document_spec(form) if form in FORMS else None
    for step in path:
        if spec is None:
            return None
        spec = _step(spec, step)
    return spec


def document_spec(form: str) -> KeySpec:
    """The facts of a whole document: a mapping, in some forms also a bare list. Raises ``KeyError`` for an unknown
    form.
    """
    if form not in FORMS:
        raise KeyError(form)
    item = _table.LISTS.get(form)
    if item is None:
        return KeySpec(name="", types=("mapping",), block=form)
    return KeySpec(
        name="", types=("mapping", "list"), block=form, items=KeySpec(name="", types=("mapping",), block=item)
    )


def block_at(form: str, path: tuple[str | int, ...]) -> Block | None:
    """The block a mapping at ``path`` is read as; None where dpone takes any mapping or none is described."""
    spec = lookup(form, path)
    return block(spec.block) if spec is not None and spec.block is not None else None


def doc(block_name: str, key: str | None = None, value: str | None = None) -> str:
    """One sentence about a block, one of its keys, or one of the key's values; empty when there is none."""
    from dpone_si.manifest.structure import _docs

    entry = block_name if key is None else f"{block_name}.{key}"
    return _docs.DOCS.get(entry if value is None else f"{entry}={value}", "")


def doc_at(form: str, path: tuple[str | int, ...]) -> str:
    """The sentence of the value at ``path``: of its key, of the list for an item, of the block for the document
    itself.
    """
    if not path:
        return doc(form)
    if isinstance(path[-1], int):
        return doc_at(form, path[:-1])
    parent = block_at(form, path[:-1])
    if parent is None:
        return ""
    return doc(parent.name, path[-1] if path[-1] in parent.keys else "*")


class _Keys(Mapping[str, KeySpec]):
    """The keys of a block. A spec is made when it is asked for: options have hundreds, a manifest names a few."""

    __slots__ = ("_rows", "_specs")

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self._rows: dict[str, Row] = {row[0]: row for row in rows}
        self._specs: dict[str, KeySpec] = {}

    def __getitem__(self, key: str) -> KeySpec:
        spec = self._specs.get(key)
        if spec is None:
            spec = self._specs[key] = _spec(self._rows[key])
        return spec

    def get(self, key: str, default: Any = None, /) -> Any:
        spec = self._specs.get(key)
        return spec if spec is not None else self[key] if key in self._rows else default

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _step(spec: KeySpec, step: str | int) -> KeySpec | None:
    if isinstance(step, int) and spec.items is not None:
        return spec.items
    return block(spec.block).get(step) if spec.block is not None else None


_TYPES = {
    "s": "string",
    "i": "integer",
    "n": "number",
    "b": "boolean",
    "m": "mapping",
    "l": "list",
    "0": "null",
    "a": "any",
}

_PATTERNS = {"#i": INTEGER_TEXT, "#n": NUMBER_TEXT}


def _spec(row: Row) -> KeySpec:
    """A table row ``(name, type letters, flag letters, {field: value, ...} as a flat tuple)`` as a KeySpec."""
    name, letters, flags = str(row[0]), str(row[1]), str(row[2])
    rest = row[3:]
    extra = dict(zip(rest[::2], rest[1::2], strict=True))
    default = extra.get("default")
    items = extra.get("items")
    pattern = extra.get("pattern")
    return KeySpec(
        name=name,
        types=tuple(_TYPES[letter] for letter in letters),
        enum=_words(extra.get("enum")),
        aliases=_words(extra.get("aliases")),
        default=list(default) if isinstance(default, tuple) else default,
        has_default="default" in extra,
        minimum=_number(extra.get("minimum")),
        maximum=_number(extra.get("maximum")),
        pattern=_PATTERNS.get(pattern, pattern) if isinstance(pattern, str) else None,
        required="r" in flags or "R" in flags,
        deprecated=_text(extra.get("deprecated")),
        sources=_words(extra.get("sources")),
        sinks=_words(extra.get("sinks")),
        modes=_words(extra.get("modes")),
        block=_text(extra.get("block")),
        items=_spec(items) if isinstance(items, tuple) else None,
        common="c" in flags,
        any_case="a" in flags,
        open_enum="w" in flags,
        enforced="e" in flags,
        required_by_tool="R" in flags,
        misplaced="m" in flags,
        elsewhere=_text(extra.get("elsewhere")),
    )


def _words(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> float | None:
    return value if isinstance(value, (int, float)) else None

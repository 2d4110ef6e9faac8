"""Compile the models to ``_table.py`` (what keys are) and ``_docs.py`` (what they mean).

Run ``python -m dpone_si.manifest.structure.compile`` after changing a model; with ``--check`` it only says whether the
files are current. ``docs/manifest-reference.md`` is written by ``dpone_si.manifest.structure.reference``.
"""

from __future__ import annotations

import sys
import types
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dpone_si.manifest.structure.authoring import UNSET, BlockFacts, KeyFacts, Shape, keys_of
from dpone_si.manifest.structure.models import all_shapes

FORMS = (
    "single",
    "batch",
    "flow",
    "pipeline",
    "fragment",
    "preset",
    "registry",
    "project",
    "ownership",
    "domain_dag",
    "selectors",
    "recipe",
    "profile",
    "component",
    "recipe_catalog",
    "connection_registry",
    "test",
)

HERE = Path(__file__).parent
OPTIONS_BLOCKS = ("source_options", "sink_options")
OPTIONS_PLACES = {"source_options": "source.options", "sink_options": "sink.options"}

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """Rows by block, and sentences by ``block``, ``block.key`` and ``block.key=value``."""

    blocks: dict[str, tuple[str, tuple[str, ...], Row | None, tuple[Row, ...]]]
    docs: dict[str, str]


def main(arguments: list[str]) -> int:
    """Write both files, or with ``--check`` compare them; 1 when they were stale."""
    stale = False
    for path, text in rendered().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale = True
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    sys.stdout.write("stale\n" if stale and "--check" in arguments else "written\n" if stale else "current\n")
    return 1 if stale and "--check" in arguments else 0


def rendered() -> dict[Path, str]:
    """The text that each generated file should have."""
    compiled = compile_models()
    return {HERE / "_table.py": _table_text(compiled), HERE / "_docs.py": _docs_text(compiled)}


def compile_models() -> Compiled:
    """Walk every block of the models."""
    compiled = Compiled(blocks={}, docs={})
    for name, shape in sorted(all_shapes().items()):
        _compile_block(name, shape, compiled)
    _share_options(compiled)
    return compiled


def _compile_block(name: str, shape: type[Shape], compiled: Compiled) -> None:
    facts = shape.facts
    compiled.docs[name] = " ".join((shape.__doc__ or "").split())
    wildcard: Row | None = None
    rows: list[Row] = []
    for key, info, key_facts in keys_of(shape):
        row = _row("" if key_facts.wildcard else key, info.annotation, key_facts, facts, f"{name}.{key}", compiled)
        if key_facts.wildcard:
            wildcard = row
        else:
            rows.append(row)
        entry = f"{name}.{'*' if key_facts.wildcard else key}"
        compiled.docs[entry] = info.description or ""
        compiled.docs.update({f"{entry}={value}": sentence for value, sentence in key_facts.value_docs})
    flags = ("o" if facts.open else "") + ("c" if facts.closed_in_dpone else "")
    compiled.blocks[name] = (flags, facts.open_for_sources, wildcard, tuple(rows))


def _row(name: str, annotation: Any, facts: KeyFacts, owner: BlockFacts, where: str, compiled: Compiled) -> Row:
    """One key as ``(name, type letters, flag letters, field, value, field, value, ...)``."""
    reading = _Reading(owner=owner, where=where, compiled=compiled)
    reading.read(annotation)
    letters = reading.letters
    pattern = facts.pattern
    numeric = "n" in letters or "i" in letters
    enforced = facts.enforced if facts.enforced is not None else owner.strict
    if numeric and not enforced and "s" not in letters and pattern is None and not reading.words:
        pattern = "#n" if "n" in letters else "#i"
        letters += "s"
    nullable = facts.nullable if facts.nullable is not None else not owner.strict
    if nullable and "0" not in letters and "a" not in letters:
        letters += "0"
    enum = facts.values or tuple(reading.words)
    any_case = facts.any_case if facts.any_case is not None else bool(enum) and not owner.strict
    flags = "".join(
        letter
        for letter, on in (
            ("R", facts.required == "tool"),
            ("r", facts.required is True),
            ("c", facts.common),
            ("a", any_case),
            ("w", facts.open_enum),
            ("e", enforced),
            ("m", facts.misplaced is not None),
        )
        if on
    )
    extras: dict[str, Any] = {
        "enum": enum or None,
        "aliases": facts.aliases or None,
        "minimum": facts.minimum,
        "maximum": facts.maximum,
        "pattern": pattern,
        "deprecated": facts.deprecated,
        "sources": facts.sources or None,
        "sinks": facts.sinks or None,
        "modes": facts.modes or None,
        "block": reading.block,
        "items": reading.items,
        "elsewhere": facts.misplaced,
    }
    row: list[Any] = [name, "".join(dict.fromkeys(letters)), flags]
    for field, value in extras.items():
        if value is not None:
            row += [field, value]
    if facts.default is not UNSET:
        row += ["default", tuple(facts.default) if isinstance(facts.default, list) else facts.default]
    return tuple(row)


_SIMPLE = {str: "s", int: "i", float: "ni", bool: "b", type(None): "0"}
_WORD_LETTERS = {str: "s", bool: "b", int: "i"}


class _Reading:
    """The types an annotation allows, collected over its union members."""

    def __init__(self, *, owner: BlockFacts, where: str, compiled: Compiled) -> None:
        self.owner = owner
        self.where = where
        self.compiled = compiled
        self.letters = ""
        self.words: list[str] = []
        self.block: str | None = None
        self.items: Row | None = None

    def read(self, annotation: Any) -> None:
        origin = typing.get_origin(annotation)
        arguments = typing.get_args(annotation)
        if annotation in (Any, object):
            self.letters += "a"
        elif annotation in _SIMPLE:
            self.letters += _SIMPLE[annotation]
        elif origin in (types.UnionType, typing.Union):
            for member in arguments:
                self.read(member)
        elif origin is Literal:
            for word in arguments:
                self.letters += _WORD_LETTERS[type(word)]
                if isinstance(word, str):
                    self.words.append(word)
        elif annotation is list or origin is list:
            self.letters += "l"
            if arguments:
                self.items = _item_row(arguments[0], self)
        elif annotation is dict or origin is dict:
            self.letters += "m"
            self._read_map(arguments[1] if arguments else object)
        elif isinstance(annotation, type) and issubclass(annotation, Shape):
            self.letters += "m"
            self._name_block(annotation.facts.name)
        else:
            raise TypeError(f"{self.where}: cannot describe {annotation!r}")

    def _read_map(self, value: Any) -> None:
        """A mapping whose keys the author names: a block with only a wildcard; nothing to say when anything may be
        inside.
        """
        if value is object:
            return
        self.compiled.blocks[self.where] = ("", (), _item_row(value, self), ())
        self._name_block(self.where)

    def _name_block(self, name: str) -> None:
        if self.block is not None:
            raise TypeError(f"{self.where}: two nested blocks, {self.block} and {name}")
        self.block = name


def _item_row(annotation: Any, outer: _Reading) -> Row:
    reading = _Reading(owner=outer.owner, where=f"{outer.where}[]", compiled=outer.compiled)
    reading.read(annotation)
    row: list[Any] = ["", "".join(dict.fromkeys(reading.letters)), "e" if outer.owner.strict else ""]
    for field, value in (("enum", tuple(reading.words) or None), ("block", reading.block), ("items", reading.items)):
        if value is not None:
            row += [field, value]
    return tuple(row)


def _share_options(compiled: Compiled) -> None:
    """dpone deep-merges both options blocks, so a shared key works in the other one too; it is known there, as a
    guest.
    """
    shapes = all_shapes()
    for home, other in (OPTIONS_BLOCKS, OPTIONS_BLOCKS[::-1]):
        shared = {key for key, _, facts in keys_of(shapes[home]) if facts.shared and not facts.wildcard}
        flags, sources, wildcard, rows = compiled.blocks[other]
        own = {row[0] for row in rows if "elsewhere" not in row}
        guests = [
            (row[0], row[1], row[2].replace("c", ""), *row[3:], "elsewhere", OPTIONS_PLACES[home])
            for row in compiled.blocks[home][3]
            if row[0] in shared and row[0] not in own and "elsewhere" not in row
        ]
        compiled.blocks[other] = (flags, sources, wildcard, (*rows, *guests))
        for row in guests:
            compiled.docs[f"{other}.{row[0]}"] = compiled.docs[f"{home}.{row[0]}"]


def _table_text(compiled: Compiled) -> str:
    lines = [
        (
            '"""Keys, types, words, bounds and defaults of every block. Generated by ``structure/compile.py``; '
            'edit the models instead."""'
        ),
        "",
        "# ruff: noqa: E501",
        "from __future__ import annotations",
        "",
        "TYPE_CHECKING = False",
        "if TYPE_CHECKING:",
        "    from typing import Any",
        "",
        f"FORMS: tuple[str, ...] = {FORMS!r}",
        "",
        f"LISTS: dict[str, str] = {_lists()!r}",
        "",
        "BLOCKS: dict[str, tuple[str, tuple[str, ...], tuple[Any, ...] | None, tuple[tuple[Any, ...], ...]]] = {",
    ]
    for name, (flags, sources, wildcard, rows) in sorted(compiled.blocks.items()):
        lines.append(f"    {name!r}: ({flags!r}, {sources!r}, {wildcard!r}, (")
        lines += [f"        {row!r}," for row in rows]
        lines.append("    )),")
    return "\n".join([*lines, "}", ""])


def _lists() -> dict[str, str]:
    """Forms whose document may be a bare list, with the block of its items."""
    return {name: shape.facts.list_of.facts.name for name, shape in sorted(all_shapes().items()) if shape.facts.list_of}


def _docs_text(compiled: Compiled) -> str:
    lines = [
        '"""One sentence per block, key and word. Generated by ``structure/compile.py``; edit the models instead."""',
        "",
        "# ruff: noqa: E501",
        "from __future__ import annotations",
        "",
        "DOCS: dict[str, str] = {",
        *(f"    {entry!r}: {sentence!r}," for entry, sentence in sorted(compiled.docs.items())),
        "}",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

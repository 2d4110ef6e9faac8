"""Values to YAML text in the many ways in which people write it.

The text means exactly the given values to a YAML 1.1 loader; only its looks are left to chance: flow or block, quotes,
comments, blank lines, anchors, aliases and merge keys, spellings of numbers and booleans, block scalars, line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from tests.generate.chance import Chance

TRUE, FALSE, NULL = (
    ("true", "True", "TRUE", "yes", "on", "Yes"),
    ("false", "False", "no", "off", "NO"),
    ("null", "~", "Null"),
)
COMMENTS = (
    "loaded hourly",
    "не трогать: владелец в отпуске",
    "TODO(team): key?",
    "see {{ runbook }}",
    "'quoted' \"both\"",
    "- a: b",
)
_PLAIN = re.compile(r"[^\W\d](?:[\w./+-]|(?<=\w) (?=\w))*")
_WORDS = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"])
_CONTROL = re.compile(r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]")


@dataclass(frozen=True, slots=True)
class Style:
    """How one document looks. The defaults give the plainest text, which is what a shrunk example should have."""

    indent: int = 2
    sequences_indented: bool = False
    flow: float = 0.0
    quoted: float = 0.0
    comments: float = 0.0
    blank_lines: float = 0.0
    spellings: float = 0.0
    block_scalars: float = 0.0
    anchors: float = 0.0
    shuffled: float = 0.0
    newline: str = "\n"
    start: str = ""
    end: str = ""

    @classmethod
    def by_chance(cls, chance: Chance, *, anchors: bool = True) -> Style:
        """A style for one document; `anchors` is False for documents that dpone reads strictly."""
        return cls(
            indent=chance.weighted({2: 6, 4: 2, 3: 1}),
            sequences_indented=chance.maybe(0.5),
            flow=chance.one((0.0, 0.15, 0.4, 0.9)),
            quoted=chance.one((0.0, 0.1, 0.5)),
            comments=chance.one((0.0, 0.0, 0.08, 0.25)),
            blank_lines=chance.one((0.0, 0.1)),
            spellings=chance.one((0.0, 0.3)),
            block_scalars=chance.one((0.0, 0.15)),
            anchors=chance.one((0.0, 0.6)) if anchors else 0.0,
            shuffled=chance.one((0.0, 0.2)),
            newline=chance.weighted({"\n": 9, "\r\n": 1}),
            start=chance.weighted(
                {"": 12, "---\n": 3, "\ufeff": 1, "# manifest\n\n": 2, "--- # one document\n": 1, "%YAML 1.1\n---\n": 1}
            ),
            end=chance.weighted({"": 12, "\n": 1, "...\n": 1, "# end\n": 1, "no newline": 1}),
        )


PLAIN = Style()


def to_yaml(value: Any, style: Style = PLAIN, chance: Chance | None = None) -> str:
    """Write mappings, lists and scalars as one YAML document."""
    writer = _Writer(style, chance or Chance(0), _Anchors.of(value) if style.anchors else _Anchors())
    lines = writer.document(value)
    body = style.start + "".join(f"{line}\n" for line in lines)
    if style.end == "no newline":
        text = body if "|" in body or ">" in body else body[:-1]  # a block scalar keeps its last line break
    else:
        text = body + style.end
    return text.replace("\n", style.newline)


@dataclass(slots=True)
class _Anchors:
    """Which collections are worth a name, and the names given so far."""

    wanted: frozenset[str] = frozenset()
    named: dict[str, tuple[str, Any]] = field(default_factory=dict[str, tuple[str, Any]])

    @classmethod
    def of(cls, value: Any) -> _Anchors:
        found = [item for item in _collections(value) if item]
        fingerprints = [repr(item) for item in found]
        wanted = {mark for mark in fingerprints if fingerprints.count(mark) > 1}
        mappings = [cast("Mapping[Any, Any]", item) for item in found if isinstance(item, Mapping)]
        for base in mappings:
            if any(base is not other and _can_merge(base, other) for other in mappings):
                wanted.add(repr(base))
        return cls(frozenset(wanted))


def _collections(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping | list):
        mapping = cast("Mapping[Any, Any]", value)
        items: Iterable[Any] = mapping.values() if isinstance(value, Mapping) else cast("list[Any]", value)
        for item in items:
            if isinstance(item, Mapping | list):
                yield item
            yield from _collections(item)


def _can_merge(base: Mapping[Any, Any], other: Mapping[Any, Any]) -> bool:
    """Whether `other` can be written as `base` with some keys added or changed, saving at least one."""
    return set(base) <= set(other) and any(repr(base[key]) == repr(other[key]) for key in base)


class _Writer:
    def __init__(self, style: Style, chance: Chance, anchors: _Anchors) -> None:
        self._style = style
        self._chance = chance
        self._anchors = anchors

    def document(self, value: Any) -> list[str]:
        if not isinstance(value, Mapping | list) or not value:
            return [self._flow(value)]
        return self._block(value, 0)

    # Blocks. Every method returns whole lines.

    def _block(self, value: Any, indent: int) -> list[str]:
        if isinstance(value, Mapping):
            return self._block_mapping(cast("Mapping[Any, Any]", value), indent)
        return self._block_sequence(cast("list[Any]", value), indent)

    def _block_mapping(self, value: Mapping[Any, Any], indent: int) -> list[str]:
        lines: list[str] = []
        base = self._merge_base(value)
        items = list(value.items())
        if base is not None:
            name, given = base
            items = [(key, item) for key, item in items if key not in given or repr(given[key]) != repr(item)]
            lines.append(" " * indent + f"<<: *{name}")
        if self._chance.maybe(self._style.shuffled):
            items = self._chance.shuffled(items)
        for key, item in items:
            lines += self._noise(indent)
            if not isinstance(item, Mapping | list) and self._chance.maybe(self._style.spellings / 20):
                pad = " " * indent
                lines += [f"{pad}? {self._key(key)}", self._with_comment(f"{pad}: {self._scalar(item)}")]
                continue
            lines += self._entry(" " * indent + self._key(key) + ":", item, indent, in_sequence=False)
        return lines

    def _block_sequence(self, value: list[Any], indent: int) -> list[str]:
        lines: list[str] = []
        for item in value:
            lines += self._noise(indent)
            lines += self._entry(" " * indent + "-", item, indent, in_sequence=True)
        return lines

    def _entry(self, head: str, value: Any, indent: int, *, in_sequence: bool) -> list[str]:
        """Lines for `value` after its key or dash, which is `head`."""
        if not isinstance(value, Mapping | list):
            return self._scalar_entry(head, value, indent)
        alias = self._alias(value)
        if alias or not value or self._chance.maybe(self._style.flow):
            if value and not alias and self._chance.maybe(0.2):
                return self._tall_flow(f"{head} {self._anchor(value)}", value, indent)
            return [self._with_comment(f"{head} {alias or self._anchor(value) + self._flow(value)}")]
        anchor = self._anchor(value).rstrip()
        nested = indent + self._style.indent
        if isinstance(value, list) and not in_sequence and not self._style.sequences_indented:
            nested = indent
        lines = self._block(value, nested)
        if (
            in_sequence
            and not anchor
            and isinstance(value, Mapping)
            and lines[0].startswith(" " * nested)
            and lines[0].strip()
        ):
            first = lines[0][nested:]
            if not first.startswith("#"):
                return [head + " " * (nested - len(head)) + first, *lines[1:]]
        return [self._with_comment(f"{head} {anchor}" if anchor else head), *lines]

    def _tall_flow(self, head: str, value: Any, indent: int) -> list[str]:
        """A flow collection with one item on each line and a comma after the last."""
        pad = " " * (indent + self._style.indent)
        if isinstance(value, Mapping):
            entries = cast("Mapping[Any, Any]", value).items()
            items = [f"{self._key(key)}: {self._flow_item(item)}," for key, item in entries]
            opening, closing = "{", "}"
        else:
            items = [f"{self._flow_item(item)}," for item in value]
            opening, closing = "[", "]"
        return [head + opening, *(self._with_comment(pad + item) for item in items), pad + closing]

    def _scalar_entry(self, head: str, value: Any, indent: int) -> list[str]:
        if isinstance(value, str):
            block = self._block_scalar(value, indent) or self._folded_quotes(value, indent)
            if block:
                return [f"{head} {block[0]}", *block[1:]]
        if value is None and self._chance.maybe(self._style.spellings):
            return [self._with_comment(head)]
        return [self._with_comment(f"{head} {self._scalar(value)}")]

    def _block_scalar(self, text: str, indent: int) -> list[str]:
        """A literal or folded scalar, or nothing when the text does not lend itself to one."""
        body = text.removesuffix("\n")
        if (
            not body
            or _CONTROL.search(text)
            or body[0] in " \t\n"
            or any(line != line.rstrip() for line in body.split("\n"))
        ):
            return []
        if body.endswith("\n"):  # a third line break would depend on the blank lines that happen to follow
            return []
        if not self._chance.maybe(0.8 if "\n" in text else self._style.block_scalars):
            return []
        chomp = "" if text.endswith("\n") else "-"
        pad = " " * (indent + self._style.indent)
        if "\n" not in body and " " in body and "  " not in body and self._chance.maybe(0.5):
            first, rest = body.split(" ", 1)
            return [f">{chomp}", pad + first, pad + rest]
        return [f"|{chomp}", *(pad + line if line else "" for line in body.split("\n"))]

    def _folded_quotes(self, text: str, indent: int) -> list[str]:
        """A quoted scalar over two lines, or nothing when the text has no single space to break at."""
        if not re.fullmatch(r"[\w.,:;%(){}'=<>-]+( [\w.,:;%(){}'=<>-]+)+", text) or not self._chance.maybe(
            self._style.block_scalars
        ):
            return []
        first, rest = text.split(" ", 1)
        return [f'"{first}', " " * (indent + self._style.indent) + f'{rest}"']

    # Flow: one line.

    def _flow(self, value: Any) -> str:
        if isinstance(value, Mapping):
            items = [
                f"{self._key(key)}: {self._flow_item(item)}" for key, item in cast("Mapping[Any, Any]", value).items()
            ]
            return "{" + ", ".join(items) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(self._flow_item(item) for item in cast("list[Any]", value)) + "]"
        return self._scalar(value, in_flow=True)

    def _flow_item(self, value: Any) -> str:
        if isinstance(value, Mapping | list):
            alias = self._alias(value)
            return alias + " " if alias else self._anchor(value) + self._flow(value)
        return self._flow(value)

    # Scalars.

    def _key(self, key: Any) -> str:
        if isinstance(key, str) and not self._chance.maybe(self._style.quoted / 3):
            return key if self._is_plain(key) else self._quote(key)
        return self._quote(key) if isinstance(key, str) else self._scalar(key, in_flow=True)

    def _scalar(self, value: Any, *, in_flow: bool = False) -> str:
        odd = self._chance.maybe(self._style.spellings)
        if value is None:
            return self._chance.one(NULL) if odd else "null"
        if value is True or value is False:
            words = TRUE if value else FALSE
            return self._chance.one(words) if odd else words[0]
        if isinstance(value, int):
            return self._integer(value) if odd else str(value)
        if isinstance(value, float):
            return _float_text(value)
        if isinstance(value, datetime):
            return value.isoformat(sep=" " if odd else "T")
        if isinstance(value, date):
            return value.isoformat()
        if self._is_plain(value) and not self._chance.maybe(self._style.quoted):
            return value
        del in_flow
        return self._quote(value)

    def _integer(self, value: int) -> str:
        if value >= 1000 and self._chance.maybe(0.7):
            return f"{value:_}"
        return self._chance.one((f"+{value}", hex(value), str(value))) if value > 0 else str(value)

    def _quote(self, text: str) -> str:
        if "\n" not in text and not _CONTROL.search(text) and self._chance.maybe(0.5):
            return "'" + text.replace("'", "''") + "'"
        return '"' + "".join(self._escaped(letter) for letter in text) + '"'

    def _escaped(self, letter: str) -> str:
        known = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
        if letter in known:
            return known[letter]
        if _CONTROL.match(letter) or (ord(letter) > 127 and self._chance.maybe(self._style.spellings / 3)):
            return f"\\U{ord(letter):08x}" if ord(letter) > 0xFFFF else f"\\u{ord(letter):04x}"
        return letter

    @staticmethod
    def _is_plain(text: str) -> bool:
        return bool(_PLAIN.fullmatch(text)) and text.lower() not in _WORDS

    # Looks.

    def _noise(self, indent: int) -> list[str]:
        lines = [""] if self._chance.maybe(self._style.blank_lines) else []
        if self._chance.maybe(self._style.comments):
            lines.append(" " * indent + "# " + self._chance.one(COMMENTS))
        return lines

    def _with_comment(self, line: str) -> str:
        if self._chance.maybe(self._style.comments):
            return f"{line}{self._chance.one((' ', '   '))}# {self._chance.one(COMMENTS)}"
        return line

    def _alias(self, value: Any) -> str:
        known = self._anchors.named.get(repr(value))
        return f"*{known[0]}" if known and value and self._chance.maybe(0.8) else ""

    def _anchor(self, value: Any) -> str:
        mark = repr(value)
        if not value or mark not in self._anchors.wanted or mark in self._anchors.named:
            return ""
        if not self._chance.maybe(self._style.anchors):
            return ""
        name = f"a{len(self._anchors.named) + 1}"
        self._anchors.named[mark] = (name, value)
        return f"&{name} "

    def _merge_base(self, value: Mapping[Any, Any]) -> tuple[str, Mapping[Any, Any]] | None:
        bases = [
            (name, cast("Mapping[Any, Any]", known))
            for name, known in self._anchors.named.values()
            if isinstance(known, Mapping) and known is not value and _can_merge(cast("Mapping[Any, Any]", known), value)
        ]
        return self._chance.one(bases) if bases and self._chance.maybe(0.7) else None


def _float_text(value: float) -> str:
    text = repr(value)
    if text in {"inf", "-inf", "nan"}:
        return {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}[text]
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}e{int(exponent):+d}"

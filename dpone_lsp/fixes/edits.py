"""Text edits on manifests: insert, replace, rename and delete keys, changing nothing else.

A document is never dumped again, so comments, order, quotes, line endings and blank lines stay as they were.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping

from dpone_lsp.model.finding import Edit
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax import scalars
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode

_PLAIN = re.compile(r"[A-Za-z_/][A-Za-z0-9_./ +@-]*")
#: The anchor and tag of a flow collection, and its bracket.
_OPENING = re.compile(r"(?:[&!]\S*\s+)*([{\[])")


def scalar_text(value: object, *, quote: str = "") -> str:
    """A scalar as YAML, quoted only when it must be (or as `quote` says)."""
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return _number(value)
    if not isinstance(value, str):
        import datetime

        if isinstance(value, datetime.date):
            return value.isoformat()
    text = str(value)
    if quote == "'" and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    if quote == '"' or not _is_plain(text):
        return '"' + _escaped(text) + '"'
    return text


def _number(value: float) -> str:
    if isinstance(value, int) or math.isfinite(value):
        mantissa, exponent, power = repr(value).partition("e")
        # Without a dot YAML 1.1 reads a number with an exponent as text.
        return mantissa + (".0" if exponent and "." not in mantissa else "") + exponent + power
    return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"


def _escaped(text: str) -> str:
    out: list[str] = []
    for char in text:
        if char in '"\\':
            out.append("\\" + char)
        elif char == "\n":
            out.append("\\n")
        elif char == "\t":
            out.append("\\t")
        elif ord(char) < 0x20 or ord(char) in (0x7F, 0x85, 0x2028, 0x2029):
            out.append(f"\\u{ord(char):04x}")
        else:
            out.append(char)
    return "".join(out)


def _is_plain(text: str) -> bool:
    return (
        _PLAIN.fullmatch(text) is not None
        and text == text.strip()
        and not text.endswith(":")
        and scalars.resolve_plain(text)[0] == scalars.STR
    )


def flow_text(value: object) -> str:
    """Any plain value as flow-style YAML: ``{column: business_date}``, ``[id, region]``."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{scalar_text(key)}: {flow_text(part)}" for key, part in value.items())
        return "{" + inner + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow_text(part) for part in value) + "]"
    return scalar_text(value)


def newline(document: Document) -> str:
    """The line break the document uses (that of its first line)."""
    text = document.source.text
    at = text.find("\n")
    if at < 0:
        return "\r" if "\r" in text else "\n"
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def column(document: Document, offset: int) -> int:
    """Number of characters before `offset` on its line; a byte order mark is none."""
    start = document.source.line_start(offset)
    return offset - start - (start == 0 and document.source.text.startswith("\ufeff"))


def replace_value(document: Document, node: Node, value: object) -> Edit:
    """Replace a scalar (or any node) by a value; the quotes of a scalar are kept when they can be."""
    if isinstance(node, ScalarNode) and isinstance(value, str):
        text = scalar_text(value, quote=node.style if node.style in ("'", '"') else "")
    else:
        text = flow_text(value)
    return replace_node(document, node, text)


def replace_node(document: Document, node: Node, text: str) -> Edit:
    """Replace a node by ready-made YAML. An anchor stays, so that the aliases of the node keep their meaning."""
    start, end = value_span(document, node)
    if node.anchor is not None:
        text = f"&{node.anchor} {text}"
    if start == end and start > 0 and not document.source.text[start - 1].isspace():
        text = " " + text
    return Edit(document, start, end, text)


def value_span(document: Document, node: Node) -> tuple[int, int]:
    """Offsets of a node's text; a block scalar, also as the last thing in a block, ends with its last line."""
    start, end = node.start, node.end
    text = document.source.text
    while end > start and text[end - 1] in "\r\n ":
        end -= 1
    return start, end


def rename_key(document: Document, key: Node, name: str) -> Edit:
    """Give a key another name; its value is untouched."""
    quote = key.style if isinstance(key, ScalarNode) and key.style in ("'", '"') else ""
    return Edit(document, key.start, key.end, scalar_text(name, quote=quote))


def insert_key(
    document: Document, mapping: MappingNode, key: str, value: object, *, first: bool = False
) -> Edit | None:
    """Add `key: value` to a mapping, in the mapping's own style. None when the mapping's layout leaves no safe place.

    In block style the new line goes after the last pair (or before the first), with the mapping's indentation.
    """
    text = f"{scalar_text(key)}: {flow_text(value)}"
    return insert_text(document, mapping, [text], first=first)


def insert_text(document: Document, mapping: MappingNode, lines: Iterable[str], *, first: bool = False) -> Edit | None:
    """Add ready-made lines (first one unindented, the others relative to it) as new pairs of a mapping."""
    parts = list(lines)
    source = document.source
    text = source.text
    if mapping.flow:
        inside = _after_bracket(document, mapping)
        if len(parts) != 1 or inside is None:
            return None
        if not mapping.pairs:
            return Edit(document, inside, inside, parts[0])
        if first:
            at = mapping.pairs[0][0].start
            return Edit(document, at, at, parts[0] + ", ")
        at = max(mapping.pairs[-1][1].end, mapping.pairs[-1][0].end)
        return Edit(document, at, at, ", " + parts[0])
    if not mapping.pairs:
        return None
    head = _head(document, mapping.pairs[0][0])
    margin = " " * column(document, head)
    nl = newline(document)
    if first:
        body = (nl + margin).join(parts)
        return Edit(document, head, head, body + nl + margin)
    last = mapping.pairs[-1]
    end = max(last[1].end, last[0].end)
    value = last[1]
    if isinstance(value, ScalarNode) and value.style in ("|", ">"):
        if _keeps_blank_lines(document, value):
            return (
                Edit(document, end, end, "".join(margin + part + nl for part in parts))
                if text[end - 1 : end] == "\n"
                else None
            )
        end = value_span(document, value)[1]
    at = source.line_span(source.line_of(max(end - 1, last[0].start) if end > last[0].start else end))[1]
    if end < at and not _only_comment(text[end:at]):
        return None
    body = "".join(nl + margin + part for part in parts)
    return Edit(document, at, at, body)


def _keeps_blank_lines(document: Document, scalar: ScalarNode) -> bool:
    """True for `|+` and `>+`: the blank lines after the text belong to it."""
    header = document.source.line_span(document.source.line_of(scalar.start))[1]
    return "+" in document.source.text[scalar.start : header].partition("#")[0]


def _after_bracket(document: Document, node: MappingNode | SequenceNode) -> int | None:
    """Offset behind the bracket that opens a flow collection; None when it has none (`[a: 1]` holds a mapping
    without braces).
    """
    match = _OPENING.match(document.source.text, node.start)
    return None if match is None or match.group(1) != ("{" if isinstance(node, MappingNode) else "[") else match.end()


def _head(document: Document, key: Node) -> int:
    """Where a pair begins: at its key, or at the `?` in front of it."""
    text = document.source.text
    at = key.start
    while at > 0 and text[at - 1] == " ":
        at -= 1
    return at - 1 if at < key.start and at > 0 and text[at - 1] == "?" else key.start


def _only_comment(text: str) -> bool:
    stripped = text.strip(" \t")
    return not stripped or stripped.startswith(("#", ":"))


def insert_item(document: Document, sequence: SequenceNode, value: object) -> Edit | None:
    """Add an item at the end of a list."""
    text = flow_text(value)
    if sequence.flow:
        at = sequence.items[-1].end if sequence.items else _after_bracket(document, sequence)
        if at is None:
            return None
        return Edit(document, at, at, (", " if sequence.items else "") + text)
    if not sequence.items:
        return None
    last = sequence.items[-1]
    dash = dash_offset(document, last)
    if dash is None:
        return None
    end = value_span(document, last)[1]
    at = document.source.line_span(document.source.line_of(end))[1]
    return Edit(document, at, at, newline(document) + " " * column(document, dash) + "- " + text)


def dash_offset(document: Document, item: Node) -> int | None:
    """Offset of the `-` in front of a block sequence item that starts on the dash's own line."""
    text = document.source.text
    at = item.start - 1
    start = document.source.line_start(item.start)
    while at >= start and text[at] == " ":
        at -= 1
    return at if at >= start and text[at] == "-" else None


def delete_pair(document: Document, mapping: MappingNode, key: Node) -> Edit | None:
    """Remove a key with its value: whole lines in block style, one entry with its comma in flow style.

    None when other things share its lines, or when it is the mapping's only pair (an empty block would become null).
    """
    index = bisect_left(mapping.pairs, key.start, key=lambda pair: pair[0].start)
    while index < len(mapping.pairs) and mapping.pairs[index][0] is not key:
        index += 1
    if index == len(mapping.pairs):
        return None
    source = document.source
    text = source.text
    value = mapping.pairs[index][1]
    if mapping.flow:
        if _after_bracket(document, mapping) is None:
            return None
        if len(mapping.pairs) == 1:
            return Edit(document, key.start, _after_comma(text, max(value.end, key.end)), "")
        if index + 1 < len(mapping.pairs):
            return Edit(document, key.start, mapping.pairs[index + 1][0].start, "")
        previous = mapping.pairs[index - 1]
        return Edit(document, max(previous[1].end, previous[0].end), max(value.end, key.end), "")
    if len(mapping.pairs) == 1 or _head(document, key) != key.start:
        return None
    start = source.line_start(key.start)
    start += start == 0 and text.startswith("\ufeff")
    end_offset = max(value_span(document, value)[1], key.end)
    end_line = source.line_of(max(end_offset - 1, key.start)) if end_offset > key.start else source.line_of(key.start)
    if text[start : key.start].strip(" \ufeff"):
        # The pair shares its line with a dash (`- table: x`): the next key moves up to the dash.
        if index + 1 < len(mapping.pairs):
            following = mapping.pairs[index + 1][0].start
            between = text[end_offset:following]
            return None if "#" in between or "?" in between else Edit(document, key.start, following, "")
        return None
    starts = source.line_starts
    end = starts[end_line + 1] if end_line + 1 < len(starts) else len(text)
    if end == len(text) and start > 0 and not text.endswith("\n"):
        start = source.line_span(source.line_of(start) - 1)[1]
    return Edit(document, start, end, "")


def _after_comma(text: str, offset: int) -> int:
    """The offset behind the comma that follows, with only white space between; else `offset` itself."""
    match = re.compile(r"\s*,").match(text, offset)
    return offset if match is None else match.end()


def delete_item(document: Document, sequence: SequenceNode, item: Node) -> Edit | None:
    """Remove an item of a list; None when it is the only one, or shares its lines with other things."""
    index = next((i for i, one in enumerate(sequence.items) if one is item), None)
    if index is None or len(sequence.items) == 1:
        return None
    source = document.source
    if sequence.flow:
        if index + 1 < len(sequence.items):
            return Edit(document, item.start, sequence.items[index + 1].start, "")
        return Edit(document, sequence.items[index - 1].end, item.end, "")
    dash = dash_offset(document, item)
    if dash is None:
        return None
    start = source.line_start(dash)
    if source.text[start:dash].strip(" "):
        return None
    end_line = source.line_of(max(value_span(document, item)[1] - 1, item.start))
    starts = source.line_starts
    end = starts[end_line + 1] if end_line + 1 < len(starts) else len(source.text)
    if end == len(source.text) and start > 0 and not source.text.endswith("\n"):
        start = source.line_span(source.line_of(start) - 1)[1]
    return Edit(document, start, end, "")


def pair_lines(document: Document, key: Node, value: Node) -> list[str]:
    """A pair as ready-made lines: the first unindented, the others relative to it (what `insert_text` takes)."""
    end = max(value_span(document, value)[1], key.end)
    indent = column(document, key.start)
    first, *rest = document.source.text[key.start : end].splitlines()
    return [first, *(line[indent:] if not line[:indent].strip() else line.lstrip() for line in rest)]


def move_into(document: Document, mapping: MappingNode, keys: Iterable[Node], name: str) -> tuple[Edit, ...] | None:
    """Move pairs of a mapping into its own block `name`, which is created in their place when there is none.

    None when the layout leaves no safe way, or when the block has one of the keys already.
    """
    wanted = list(keys)
    pairs = [pair for pair in mapping.pairs if any(pair[0] is key for key in wanted)]
    if not pairs or any(_head(document, key) != key.start for key, _ in pairs):
        return None
    parts = [pair_lines(document, key, value) for key, value in pairs]
    target = mapping.get(name)
    if target is None:
        return _move_into_new(document, mapping, pairs, parts, name)
    if not isinstance(target, MappingNode) or any(getattr(key, "text", None) in target.entries for key, _ in pairs):
        return None
    if target.flow and any(len(part) > 1 for part in parts):
        return None
    lines = [", ".join(part[0] for part in parts)] if target.flow else [line for part in parts for line in part]
    inserted = insert_text(document, target, lines)
    removed = _delete_pairs(document, mapping, pairs)
    return None if inserted is None or removed is None else (inserted, *removed)


def _move_into_new(
    document: Document, mapping: MappingNode, pairs: list[tuple[Node, Node]], parts: list[list[str]], name: str
) -> tuple[Edit, ...] | None:
    (key, value), *others = pairs
    end = max(value_span(document, value)[1], key.end)
    if mapping.flow:
        if any(len(part) > 1 for part in parts):
            return None
        text = f"{name}: {{{', '.join(part[0] for part in parts)}}}"
    else:
        line_end = document.source.line_span(document.source.line_of(max(end - 1, key.start)))[1]
        if not _only_comment(document.source.text[end:line_end]):
            return None
        margin = newline(document) + " " * (column(document, key.start) + 2)
        text = f"{name}:" + "".join(margin + line if line else newline(document) for part in parts for line in part)
    removed = _delete_pairs(document, mapping, others)
    return None if removed is None else (Edit(document, key.start, end, text), *removed)


def _delete_pairs(document: Document, mapping: MappingNode, pairs: list[tuple[Node, Node]]) -> list[Edit] | None:
    removed = [delete_pair(document, mapping, key) for key, _ in pairs]
    return None if any(edit is None for edit in removed) else [edit for edit in removed if edit is not None]


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits. Raises ValueError when they overlap."""
    result: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.end)):
        if edit.start < at:
            raise ValueError("edits overlap")
        result.append(text[at : edit.start])
        result.append(edit.text)
        at = edit.end
    result.append(text[at:])
    return "".join(result)

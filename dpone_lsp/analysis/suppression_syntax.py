"""How a suppression comment is written: `# dpone: ignore[rule, ...] reason`, or `ignore-file` for the whole file.

At the end of a line the comment speaks of that line; on a line of its own, of the block that begins on the next line of
code. What is being typed is not whole yet, and is read line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dpone_lsp.support.spelling import nearest
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.comments import comments
from dpone_si.manifest.syntax.text import SourceText
from dpone_si.manifest.syntax.tree import MappingNode, Node, SequenceNode
from dpone_si.records import field, record

#: The words of a suppression.
VERBS = ("ignore", "ignore-file")
# Compiled by `re` when the first comment is seen: most manifests have none.
_MARK = r"#[ \t]*dpone:[ \t]*"
_COMMENT = rf"(?m)(?:(?<=[ \t\ufeff])|^){_MARK}(?P<body>[^\r\n]*)"
_BODY = r"(?P<word>[A-Za-z_-]+)[ \t]*(?:\[(?P<names>[^\]]*)\])?(?P<reason>.*)"
_BEFORE = rf"{_MARK}(?:(?P<word>[a-z-]*)|ignore(?:-file)?\[(?P<names>[^\]]*))$"
_NAMES = r"#\s*dpone:\s*ignore(?:-file)?\[(?P<names>[^\]\n]*)"

#: A name of a rule, and where it stands.
Name = tuple[str, int, int]


@record
class Suppression:
    """One comment. Offsets are code points of the document; `first` and `last` are the lines it speaks of (None: the
    file).
    """

    start: int
    end: int
    word: str
    #: (name, start, end) of every rule name between the brackets.
    names: tuple[Name, ...]
    reason: str
    first: int | None = None
    last: int | None = None
    alone: bool = False
    used: set[str] = field(default_factory=set[str])

    def covers(self, line: int) -> bool:
        return self.first is None or self.last is None or self.first <= line <= self.last


class Unfinished(NamedTuple):
    """A suppression up to the cursor: the word that is being typed, or, inside the brackets, the name and those
    before it.
    """

    word: str
    name: str | None = None
    names: frozenset[str] = frozenset()


def suppressions(document: Document) -> list[Suppression]:
    """The suppression comments of a document, in order."""
    text = document.source.text
    if "dpone:" not in text:
        return []
    found: list[Suppression] = []
    comment = re.compile(_COMMENT)
    for start, end in comments(document.source, document.root):
        match = comment.search(text, start, end)
        if match is None:
            continue
        body = re.match(_BODY, match.group("body"))
        if body is None or nearest(body.group("word"), VERBS) is None:
            continue
        found.append(_suppression(document, match, body))
    return found


def _suppression(document: Document, match: re.Match[str], body: re.Match[str]) -> Suppression:
    listed = body.group("names")
    names = () if listed is None else _named(listed, match.start("body") + body.start("names"))
    source = document.source
    line = source.line_of(match.start())
    begin = source.line_span(line)[0]
    alone = not source.text[begin : match.start()].strip(" \t\ufeff")
    made = Suppression(
        match.start(), match.end(), body.group("word"), tuple(names), body.group("reason").strip(" \t:-"), alone=alone
    )
    if made.word != "ignore-file":
        made.first, made.last = _block_after(document, line) if alone else (line, line)
    return made


def name_at(source: SourceText, offset: int) -> Name | None:
    """The name of a rule that an offset is on, in a suppression that need not be whole."""
    begin, end = source.line_span(source.line_of(offset))
    line = source.text[begin:end]
    if "dpone:" not in line:
        return None
    for match in re.finditer(_NAMES, line):
        for name in _named(match.group("names"), begin + match.start("names")):
            if name[1] <= offset <= name[2]:
                return name
    return None


def unfinished(comment: str) -> Unfinished | None:
    """What of a suppression has been typed; `comment` is a comment from its `#` to the cursor. None where it is
    none.
    """
    match = re.match(_BEFORE, comment)
    if match is None:
        return None
    names = match.group("names")
    if names is None:
        return Unfinished(match.group("word"))
    before, _, name = names.rpartition(",")
    return Unfinished(
        "", name.lstrip(), frozenset(one.strip() for one in before.split(",")) if "," in names else frozenset()
    )


def _named(names: str, at: int) -> Iterator[Name]:
    """The names between the brackets, which begin at an offset."""
    for part in names.split(","):
        name = part.strip()
        if name:
            begin = at + len(part) - len(part.lstrip())
            yield name, begin, begin + len(name)
        at += len(part) + 1


def _block_after(document: Document, line: int) -> tuple[int, int]:
    """Lines of the outermost block that begins on the next line of code after `line`."""
    source = document.source
    target = line + 1
    while target < source.line_count:
        text = source.line_text(target).strip()
        if text and not text.startswith("#"):
            break
        target += 1
    head = source.line_span(target)[0]
    node = document.root
    while node is not None:
        inner: Node | None = None
        for first, last in _children(node):
            start_line = source.line_of(first.start)
            end = _end(document, first, last)
            if start_line == target:
                return target, max(target, source.line_of(end))
            if first.start < head <= end:
                inner = last
                break
        node = inner
    return target, target


def _children(node: Node) -> Iterator[tuple[Node, Node]]:
    if isinstance(node, MappingNode):
        yield from node.pairs
    elif isinstance(node, SequenceNode):
        yield from ((item, item) for item in node.items)


def _end(document: Document, first: Node, last: Node) -> int:
    end = max(last.end, first.end)
    text = document.source.text
    while end > first.start and text[end - 1] in "\r\n \t":
        end -= 1
    return end

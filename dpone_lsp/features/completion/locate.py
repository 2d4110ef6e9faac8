"""Where the cursor is while the text is broken: read from indentation and brackets, not from the tree.

Half a line does not parse, so completion cannot ask the tree where it is. The lines around it can: every open block has a column, and
the cursor belongs to the block of its column. Inside `{ }` and `[ ]` the brackets are followed back instead.
"""

from __future__ import annotations

import re

from dpone_lsp.features.completion.block_spot import in_block
from dpone_lsp.features.completion.flow import brackets
from dpone_lsp.features.completion.flow_spot import in_brackets
from dpone_lsp.features.completion.lines import in_block_scalar
from dpone_lsp.features.completion.spot import Spot
from dpone_si.manifest.syntax.text import SourceText

#: What may follow a `#` for us to have a word in it.
_SUPPRESSION = re.compile(r"#[ \t]*dpone:[ \t]*(?:(?P<verb>[a-z-]*)|ignore(?:-file)?\[(?P<names>[^\]]*))$")


def spot_at(source: SourceText, offset: int) -> Spot | None:
    """The spot at an offset; None where there is nothing to complete: comments, running text, block scalars, columns of no block."""
    line = source.line_of(offset)
    begin, end = source.line_span(line)
    if source.text.startswith("\ufeff", begin):
        begin += 1
    if not begin <= offset <= end:
        return None
    before, after = source.text[begin:offset], source.text[offset:end]
    mark = comment_start(before)
    if mark is not None:
        return _in_comment(before[mark:], offset)
    if before.startswith(("---", "...", "%")) or "\t" in before[: len(before) - len(before.lstrip(" \t"))]:
        return None
    if in_block_scalar(source, line, before):
        return None
    inside = brackets(source, offset, line)
    if inside is not None:
        return in_brackets(source, offset, line, inside)
    return in_block(source, offset, line, begin, before, after)


def comment_start(before: str) -> int | None:
    """Where a comment begins in the part of a line before the cursor; None when the cursor is in none."""
    quote = ""
    for index, char in enumerate(before):
        if quote:
            if char == quote and not (quote == '"' and before[index - 1] == "\\"):
                quote = ""
        elif char in "'\"" and (index == 0 or before[index - 1] in " \t[{,:"):
            quote = char
        elif char == "#" and (index == 0 or before[index - 1] in " \t"):
            return index
    return None


def _in_comment(comment: str, offset: int) -> Spot | None:
    match = _SUPPRESSION.match(comment)
    if match is None:
        return None
    if match.group("names") is None:
        verb = match.group("verb")
        return Spot("verb", (), offset - len(verb), offset, verb)
    typed = match.group("names").rpartition(",")[2].lstrip()
    given = frozenset(name.strip() for name in match.group("names").split(",")[:-1])
    return Spot("rule", (), offset - len(typed), offset, typed, present=given)

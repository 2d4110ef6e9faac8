"""Where the cursor is while the text is broken: read from indentation and brackets, not from the tree.

Half a line does not parse, so completion cannot ask the tree where it is. The lines around it can: every open block has
a column, and the cursor belongs to the block of its column. Inside `{ }` and `[ ]` the brackets are followed back
instead.
"""

from __future__ import annotations

from dpone_lsp.analysis.suppression_syntax import unfinished
from dpone_lsp.features.completion.block_spot import in_block
from dpone_lsp.features.completion.flow import brackets
from dpone_lsp.features.completion.flow_spot import in_brackets
from dpone_lsp.features.completion.lines import in_block_scalar
from dpone_lsp.features.completion.spot import Spot
from dpone_si.manifest.syntax.comments import comment_start
from dpone_si.manifest.syntax.text import SourceText


def spot_at(source: SourceText, offset: int) -> Spot | None:
    """The spot at an offset; None where there is nothing to complete: comments, running text, block scalars, columns
    of no block.
    """
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


def _in_comment(comment: str, offset: int) -> Spot | None:
    typed = unfinished(comment)
    if typed is None:
        return None
    if typed.name is None:
        return Spot("verb", (), offset - len(typed.word), offset, typed.word)
    return Spot("rule", (), offset - len(typed.name), offset, typed.name, present=typed.names)

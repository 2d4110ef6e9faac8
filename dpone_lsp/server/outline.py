"""The outline of a document as JSON text.

After every keystroke an editor asks for all of it, a few hundred kilobytes for a thousand lines. Making that anew, as
objects that are encoded afterwards, costs more than the analysis; so the text of an entry is kept with its process,
which lives as long as nothing it is made of is edited, and used again while the entry begins on the same line.
"""

from __future__ import annotations

from json.encoder import encode_basestring_ascii
from typing import Final, NamedTuple

from dpone_lsp.features.symbols import Symbol, document_symbols
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.server.wire.protocol import Encoded
from dpone_si.manifest.syntax.text import SourceText

#: Kind of symbol -> its number in the protocol.
KINDS: Final = {"process": 12, "block": 19, "list": 18, "value": 20}
_KEPT: Final = "outline"


class _Kept(NamedTuple):
    """The text of an entry, and what it hangs on besides the entry: how columns are counted, and the line it begins
    on.
    """

    key: tuple[str, int]
    text: str


def outline(analysis: Analysis, encoding: str) -> Encoded:
    """The symbols of a document, nested."""
    document = analysis.document
    # What an alias stands for is told in one place and may be hidden from another.
    keeps = not document.tree.linked
    return Encoded(
        f"[{','.join(_text(symbol, document.source, encoding, keeps) for symbol in document_symbols(analysis))}]"
    )


def _text(symbol: Symbol, source: SourceText, encoding: str, keeps: bool) -> str:
    process = symbol.process if keeps else None
    if process is None:
        return _made(symbol, source, encoding, keeps)
    key = (encoding, source.line_of(symbol.start))
    kept = process.work.get(_KEPT)
    if not isinstance(kept, _Kept) or kept.key != key:
        kept = process.work[_KEPT] = _Kept(key, _made(symbol, source, encoding, keeps))
    return kept.text


def _made(symbol: Symbol, source: SourceText, encoding: str, keeps: bool) -> str:
    whole = _range(source, symbol.start, symbol.end, encoding)
    is_named = symbol.name_end != symbol.end or symbol.name_start != symbol.start
    name = _range(source, symbol.name_start, symbol.name_end, encoding) if is_named else whole
    detail = f',"detail":{encode_basestring_ascii(symbol.detail)}' if symbol.detail else ""
    children = ",".join(_text(child, source, encoding, keeps) for child in symbol.children)
    title = encode_basestring_ascii(symbol.name or "?")
    below = f',"children":[{children}]' if children else ""
    return f'{{"name":{title},"kind":{KINDS[symbol.kind]}{detail},"range":{whole},"selectionRange":{name}{below}}}'


def _range(source: SourceText, start: int, end: int, encoding: str) -> str:
    (line, column), (last, last_column) = source.positions(start, end, encoding)
    return f'{{"start":{{"line":{line},"character":{column}}},"end":{{"line":{last},"character":{last_column}}}}}'

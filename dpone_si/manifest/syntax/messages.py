"""A parser's error in words: what is wrong, where it is, what else explains it.

The parser notices an open bracket or quote where the next thing begins; the fault is where it was opened.
"""

from __future__ import annotations

import re

from dpone_si.manifest.syntax.text import SourceText

_UNCLOSED = ("quoted scalar", "flow sequence", "flow mapping", "simple key")
#: A value that begins with a template; compiled when a text does not parse.
TEMPLATE_VALUE = r"^(?P<lead>[ \t]*(?:- +)*(?:[^\s#'\"][^#\n]*?:[ \t]+|- +)?)(?P<value>\{\{|\{%)"
UNQUOTED_TEMPLATE = (
    "a value that starts with `{{` must be quoted: without quotes YAML reads it as a mapping, and "
    "dpone cannot load the file"
)
_SENTENCES = (
    ("did not find expected ',' or ']'", "this list is not closed: expected `,` or `]`"),
    ("did not find expected ',' or '}'", "this mapping is not closed: expected `,` or `}`"),
    ("expected ',' or ']'", "this list is not closed: expected `,` or `]`"),
    ("expected ',' or '}'", "this mapping is not closed: expected `,` or `}`"),
    ("could not find expected ':'", "this line is no `key: value` pair: a `:` followed by a space is missing"),
    (
        "mapping values are not allowed",
        "a second `:` in one line: quote the value, or put the nested key on its own line",
    ),
    ("found unexpected end of stream", "the quoted text is never closed"),
    ("did not find expected key", "this line does not fit the indentation of the block above it"),
    ("did not find expected '-' indicator", "this line does not fit the list above it: expected `- `"),
    ("found character that cannot start any token", "a plain value cannot start with this character: quote it"),
    ("found unknown escape character", "unknown escape sequence in double quotes: use single quotes, or write `\\\\`"),
    ("found undefined tag handle", "unknown tag handle"),
    ("block sequence entries are not allowed", "a list item is not allowed here: put it on its own line"),
    ("did not find expected node content", "a value is missing here"),
)


def describe(
    error: Exception, working: str, source: SourceText, shift: int
) -> tuple[str, str, int, tuple[int, int, str] | None]:
    """Code, sentence, place and cause of a parser error."""
    context_mark = getattr(error, "context_mark", None)
    raw = str(getattr(error, "problem", None) or "").strip()
    context = str(getattr(error, "context", None) or "").strip()
    at = min(index_of(error) + shift, len(source.text))
    line = source.line_text(source.line_of(at))
    cause = None
    # Where the block around it begins explains nothing, unlike an open quote or bracket.
    if context_mark is not None and context_mark.index + shift != at and "parsing a block" not in context:
        begin = context_mark.index + shift
        cause = (begin, min(begin + 1, len(source.text)), context)
    suspect = source.line_text(source.line_of(cause[0])) if cause and "flow" in context else line
    template = re.match(TEMPLATE_VALUE, suspect)
    if template is None:
        template = re.match(TEMPLATE_VALUE, line)
        suspect = line
    if template is not None:
        number = source.line_of(cause[0]) if cause and suspect is not line else source.line_of(at)
        begin = source.line_span(number)[0] + template.end("lead")
        return "unquoted-template", UNQUOTED_TEMPLATE, begin, None
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indent and ("token" in raw or "tab" in raw or "indentation" in raw):
        begin = source.line_start(at) + indent.index("\t")
        return "tab-indent", "a tab is used for indentation; YAML allows only spaces there", begin, None
    if cause is not None and any(word in context for word in _UNCLOSED):
        # The parser notices an unclosed bracket or quote where the next thing begins; the fault is where it was opened.
        return "syntax-error", _sentence(raw, context), cause[0], (at, min(at + 1, len(source.text)), "noticed here")
    return "syntax-error", _sentence(raw, context), at, cause


def index_of(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.index if mark is not None else getattr(error, "position", 0) or 0


def _sentence(raw: str, context: str) -> str:
    for probe, sentence in _SENTENCES:
        if probe in raw:
            return sentence
    told = raw or "the parser cannot read this"
    return f"{told} ({context})" if context else told


def word_end(text: str, at: int) -> int:
    """End of the run of non-blank characters at `at`: something an editor can underline."""
    end = at
    size = len(text)
    while end < size and end - at < 200 and not text[end].isspace():
        end += 1
    return max(end, min(at + 1, size))

"""One finding as people read it: head, place, code frame, and what explains and cures it."""

from __future__ import annotations

from dpone_lsp.cli.report.code_frame import Mark, Paint, frame
from dpone_lsp.cli.report.printable import clean
from dpone_lsp.cli.run.rows import Row, Span, shown_path
from dpone_si.records import replace

_COLORS = {"error": "31;1", "warning": "33;1", "information": "34;1", "hint": "36;1"}
_SECOND = "34"
#: Most marks in the frame of one file, and most other files that get a frame.
_MARKS = 8
_FILES = 2


def framed_finding(row: Row, paint: Paint, width: int) -> str:
    """The finding in lines of at most `width` columns, where words allow."""
    color = _COLORS[row.severity]
    span = row.span
    lines = [paint(f"{row.severity}[{row.rule}]", color) + ": " + paint(clean(row.message), "1")]
    marks = {span.path: [_mark(row, span, row.label, color, chief=True)]}
    for other in row.related:
        marks.setdefault(other.span.path, []).append(_mark(row, other.span, other.message, _SECOND))
    elsewhere = [path for path in marks if path != span.path]
    framed = (span.path, *elsewhere[:_FILES])
    gutter = max(len(str(mark.line)) for path in framed for mark in marks[path])
    for path in framed:
        first = marks[path][0]
        place = paint(f"{clean(shown_path(path))}:{first.line}:{first.start + 1}", "2")
        lines.append(f"  {'' if path == span.path else '::: '}{place}")
        texts = {line: text for (of, line), text in row.lines.items() if of == path}
        lines.extend(frame(texts, _framed(marks[path]), max(width - gutter - 5, 30), gutter, paint))
    told = [*(_elsewhere(path, marks[path]) for path in elsewhere[_FILES:]), *_notes(row)]
    for text in told:
        lines.extend(_wrapped(text, gutter, width))
    lines.append("")
    return "\n".join(lines)


def _mark(row: Row, span: Span, label: str, color: str, *, chief: bool = False) -> Mark:
    text = row.lines.get((span.path, span.line), "")
    end = span.end_column if span.end_line == span.line else len(text) + 1
    return Mark(span.line, span.column - 1, max(end, span.column + 1) - 1, clean(label), color, chief)


def _framed(marks: list[Mark]) -> list[Mark]:
    """The marks of a frame that stays short: a value repeated in a hundred places is not shown a hundred times."""
    if len(marks) <= _MARKS:
        return marks
    *kept, last = marks[:_MARKS]
    return [*kept, replace(last, label=f"{last.label} (and {len(marks) - _MARKS} more places)".lstrip())]


def _elsewhere(path: str, marks: list[Mark]) -> str:
    return f"see {clean(shown_path(path))}:{marks[0].line}: {marks[0].label}"


def _notes(row: Row) -> list[str]:
    """What stands below the frame; what the frame's label already says is not said again."""
    made = [clean(note) for note in row.notes if note != row.label]
    if len(row.processes) > 1:
        names = ", ".join(clean(name) for name in row.processes[:6])
        more = f", and {len(row.processes) - 6} more" if len(row.processes) > 6 else ""
        made.append(f"concerns {len(row.processes)} processes: {names}{more}")
    for fix in row.fixes[:3]:
        consequence = f": {clean(fix.consequence)}" if fix.consequence else ""
        made.append(f"fix: {clean(fix.title)}  [{fix.applicability}{consequence}]")
    return made


def _wrapped(text: str, gutter: int, width: int) -> list[str]:
    """A note under the bar of the frame; what does not fit continues below its first word."""
    head = " " * (gutter + 3) + "= "
    room = max(width - len(head), 30)
    if len(text) <= room:
        return [head + text]
    from textwrap import wrap

    parts = wrap(text, room, break_long_words=False, break_on_hyphens=False)
    return [(head if number == 0 else " " * len(head)) + part for number, part in enumerate(parts)]

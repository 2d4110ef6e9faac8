"""A rule's page, taken apart: the same text is its documentation, its hover and its tests.

The page is the rule file's docstring: a first sentence, then sections. In *Fires*, a fenced block is a manifest in which comment
lines under a line mark the findings: `#  ^^^^ message` underlines the columns of the carets (a `#` directly before the first caret
counts as one, so that column 0 can be marked). A block headed `becomes` is the text after the finding's first fix; `becomes (unsafe)`
says that the fix is proven unsafe. In *Stays silent* the rule must say nothing. A fence's info string may name files:
`yaml file=orders.batch.yaml`, `encoding=` how the bytes are written, and a fence `yaml also=presets/team.yaml` gives a file that the next manifest refers to; `with=` names rules
that run too, `breaks=` one that is made to fail. `␉` stands for a tab: a real one can be seen by nobody, and Python 3.13 makes spaces of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

_FENCE = re.compile(r"^```yaml(?P<info>[^\n]*)\n(?P<body>.*?)^```\s*$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_MARK = re.compile(r"^(?P<lead>#(?: *))(?P<carets>\^+)(?: (?P<message>.*))?$")


@dataclass(frozen=True, slots=True)
class Mark:
    """An expected finding: zero-based line and columns in the cleaned text, and the whole message."""

    line: int
    start: int
    end: int
    message: str


@dataclass(slots=True)
class Example:
    """One manifest of a page. `text` has its marker lines taken out."""

    kind: Literal["fires", "silent"]
    text: str
    marks: list[Mark]
    file: str = "example.yaml"
    also: dict[str, str] = field(default_factory=dict[str, str])
    becomes: str | None = None
    becomes_unsafe: bool = False
    #: Further rules that run with this one (`with=unknown-key`).
    together: tuple[str, ...] = ()
    #: A rule that is made to fail (`breaks=unknown-key`).
    breaks: str | None = None
    #: How the file's bytes are written (`encoding=latin-1`); '' for UTF-8.
    encoding: str = ""


@dataclass(slots=True)
class Page:
    """The page of one rule."""

    summary: str
    sections: dict[str, str]
    examples: list[Example]


def parse_page(text: str) -> Page:
    """Take a page apart. Raises ValueError when a section or an example is missing."""
    head, *rest = _SECTION.split(text)
    sections = {title.strip(): body for title, body in zip(rest[::2], rest[1::2], strict=True)}
    for needed in ("Why", "Fires", "Stays silent"):
        if needed not in sections:
            raise ValueError(f"the page has no section `## {needed}`")
    examples = _examples(sections)
    for kind in ("fires", "silent"):
        if not any(example.kind == kind for example in examples):
            raise ValueError(f"the page has no example that {kind}")
    for example in examples:
        if example.kind == "fires" and not example.marks:
            raise ValueError("an example under `## Fires` marks no finding")
    return Page(head.strip().split("\n")[0], sections, examples)


def examples_of(text: str) -> list[Example]:
    """The examples of a page that may have none: the pages of a project's own rules are held to less."""
    _, *rest = _SECTION.split(text)
    return _examples({title.strip(): body for title, body in zip(rest[::2], rest[1::2], strict=True)})


def _examples(sections: dict[str, str]) -> list[Example]:
    examples: list[Example] = []
    _read(sections.get("Fires", ""), "fires", examples)
    _read(sections.get("Stays silent", ""), "silent", examples)
    return examples


def _read(section: str, kind: Literal["fires", "silent"], examples: list[Example]) -> None:
    also: dict[str, str] = {}
    for match in _FENCE.finditer(section.replace("␉", "\t")):
        info = dict(part.split("=", 1) for part in match.group("info").split() if "=" in part)
        if "also" in info:
            also[info["also"]] = match.group("body")
            continue
        before = section[: match.start()].rstrip().rsplit("\n", 1)[-1].strip()
        if kind == "fires" and before.startswith("becomes") and examples:
            examples[-1].becomes = match.group("body")
            examples[-1].becomes_unsafe = "unsafe" in before
            continue
        text, marks = unmark(match.group("body"))
        example = Example(
            kind,
            text,
            marks,
            info.get("file", "example.yaml"),
            also,
            breaks=info.get("breaks"),
            encoding=info.get("encoding", ""),
        )
        example.together = tuple(name for name in info.get("with", "").split(",") if name)
        examples.append(example)
        also = {}


def unmark(body: str) -> tuple[str, list[Mark]]:
    """The text without marker lines, and the marks."""
    lines: list[str] = []
    marks: list[Mark] = []
    for line in body.split("\n"):
        match = _MARK.match(line)
        if match is None:
            lines.append(line)
            continue
        start = match.start("carets")
        end = match.end("carets")
        if match.group("lead") == "#":
            start = 0
        marks.append(Mark(len(lines) - 1, start, end, (match.group("message") or "").strip()))
    return "\n".join(lines), marks

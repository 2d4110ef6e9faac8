"""Fixtures as text: `<|>` marks the cursor, `[[...]]` marks a span. No test needs a line number or a file on disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from textwrap import dedent
from typing import Final

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.settings import Settings
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document

#: Folder in which the files of a fixture lie; nothing of it exists.
ROOT: Final = "/workspace"
_MARK = re.compile(r"<\|>|\[\[|\]\]")


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks. Offsets are code points of `text`."""

    text: str
    #: Offset of `<|>`; -1 when the text has none.
    cursor: int
    #: (start, end) of every `[[...]]`, in the order they open.
    spans: tuple[tuple[int, int], ...]

    @property
    def pieces(self) -> tuple[str, ...]:
        """The text of every span."""
        return tuple(self.text[start:end] for start, end in self.spans)


def marked(text: str) -> Marked:
    """Takes the marks out of a text. Raises ValueError for two cursors or brackets that do not match."""
    parts: list[str] = []
    cursor, length, at = -1, 0, 0
    starts: list[int] = []
    spans: dict[int, int] = {}
    for match in _MARK.finditer(text):
        parts.append(text[at : match.start()])
        length += match.start() - at
        at = match.end()
        if match.group() == "<|>":
            if cursor >= 0:
                raise ValueError("the text has two cursors")
            cursor = length
        elif match.group() == "[[":
            starts.append(length)
        elif starts:
            spans[starts.pop()] = length
        else:
            raise ValueError("`]]` without `[[`")
    if starts:
        raise ValueError("`[[` without `]]`")
    return Marked("".join((*parts, text[at:])), cursor, tuple(sorted(spans.items())))


def analysis_of(
    text: str, *, path: str = "manifest.yaml", files: Mapping[str, str] | None = None, settings: Settings | None = None
) -> Analysis:
    """The analysis of a text (without marks) as an open document at `path`, with other open files around it."""
    workspace = Workspace([ROOT], registries=(), env_code="")
    for name, content in (files or {}).items():
        other = f"{ROOT}/{name}"
        workspace.open[other] = Document(other, content)
    document = Document(f"{ROOT}/{path}", text)
    workspace.open[document.path] = document
    for other in list(workspace.open):
        workspace.summary(other)
    workspace.recognise(document)
    return analyze(document, workspace, settings or Settings())


def opened(text: str, **around: object) -> tuple[Analysis, Marked]:
    """The analysis of an indented text with marks, and its marks; keywords as for `analysis_of`."""
    found = marked(dedent(text.lstrip("\n")) if text.startswith("\n") else text)
    return analysis_of(found.text, **around), found  # type: ignore[arg-type]

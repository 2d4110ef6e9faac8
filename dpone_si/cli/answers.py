"""What a command answers: an exit code, and the same content as data, as text and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

OK: Final = 0
FINDINGS: Final = 1
#: Wrong arguments, a file that is not there, an artifact that cannot be read.
USAGE: Final = 2
#: Our own fault.
INTERNAL: Final = 3

FORMATS: Final = ("text", "json", "md")


@dataclass(frozen=True, slots=True)
class Answer:
    """The three renderings are made only when asked for; `payload` carries a `schema_version`, lines have no line
    ends.
    """

    code: int
    payload: Callable[[], dict[str, object]]
    text: Callable[[], Iterable[str]]
    markdown: Callable[[], Iterable[str]]


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table; bars in cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines]


def code_block(lines: Sequence[str]) -> list[str]:
    """A fenced block of shell commands; nothing when there are none."""
    return ["```sh", *lines, "```"] if lines else []

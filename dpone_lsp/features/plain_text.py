"""Our Markdown for clients that show text as it is: tables become lines, marks are taken away."""

from __future__ import annotations

import re

_RULER = re.compile(r"\|?(?:\s*:?-{3,}:?\s*\|)+|-{3,}")
_HEADING = re.compile(r"#{1,6} +")
_MARK = re.compile(r"\\([\\`*{}\[\]<>|#_])|\*\*|`")
_BLANKS = re.compile(r"\n{3,}")


def plain_text(markdown: str) -> str:
    """The text without marks."""
    lines: list[str] = []
    for line in markdown.split("\n"):
        bare = line.strip()
        if bare.startswith("```"):
            continue
        if _RULER.fullmatch(bare):
            lines.extend(() if bare.startswith("|") else ("",))
        elif bare.startswith("|") and bare.endswith("|"):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", bare[1:-1])]
            lines.append(_unmarked("  ".join(cell for cell in cells if cell)))
        else:
            lines.append(_unmarked(_HEADING.sub("", line, count=1) if bare.startswith("#") else line))
    return _BLANKS.sub("\n\n", "\n".join(lines)).strip()


def _unmarked(text: str) -> str:
    return _MARK.sub(lambda match: match.group(1) or "", text)

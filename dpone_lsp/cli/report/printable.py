"""Text that can be shown anywhere: nothing a manifest holds may steer the terminal, or the CI server that reads
along.
"""

from __future__ import annotations


def clean(text: str) -> str:
    """Text without control characters and commands; its length stays."""
    if "##" in text:
        text = _defused(text)
    return text if text.isprintable() else "".join(char if char.isprintable() else "?" for char in text)


def clean_lines(text: str) -> str:
    """`clean`, with line feeds kept: for formats that have an escape for them."""
    return "\n".join(clean(line) for line in text.split("\n"))


def _defused(text: str) -> str:
    # Azure's agent and older GitHub runners obey `##vso[...]` and `##[...]` wherever they stand in a line.
    return text.replace("##vso[", "#?vso[").replace("##[", "#?[")

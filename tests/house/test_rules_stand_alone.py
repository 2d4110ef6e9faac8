"""A rule imports no other rule and nothing that stands above the rules, so that a rule can be read, changed and removed by itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "dpone_lsp"
RULES = sorted(path for path in (PACKAGE / "rules").glob("*/**/*.py") if path.name != "__init__.py")
GROUPS = {path.name for path in (PACKAGE / "rules").iterdir() if path.is_dir() and not path.name.startswith("_")}
ABOVE = {
    f"dpone_lsp.{name}" for name in ("analysis", "features", "server", "cli", "testing", "rules.custom", "rules.build")
}


def imported(text: str) -> Iterator[str]:
    """The full names of everything that a module imports, anywhere in it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def trespasses(text: str) -> list[str]:
    """What a rule imports and must not."""
    forbidden = {*ABOVE, *(f"dpone_lsp.rules.{group}" for group in GROUPS)}
    return [name for name in imported(text) if any(name == one or name.startswith(f"{one}.") for one in forbidden)]


def test_there_are_rules() -> None:
    assert len(RULES) > 250
    assert {"syntax", "strategy"} <= GROUPS


@pytest.mark.parametrize(
    "line",
    [
        "from dpone_lsp.rules.syntax.option_number_invalid import check",
        "from dpone_lsp.rules import syntax",
        "def f():\n    import dpone_lsp.features.hover",
        "from dpone_lsp.analysis.analyze import analyze",
    ],
)
def test_a_trespass_is_seen(line: str) -> None:
    assert trespasses(line) != []


def test_no_rule_trespasses() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): names for path in RULES if (names := trespasses(path.read_text("utf-8")))
    }
    assert found == {}

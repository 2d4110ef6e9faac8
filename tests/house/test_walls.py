"""The walls of docs/architecture.md that are no import contract: where files lie, and which words stay out of the core."""

from __future__ import annotations

import re
import tokenize
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LINTER = CHECKOUT / "dpone_lsp"
CORE = CHECKOUT / "dpone_si"
#: The linter, its names, and its packages. The settings file of a project marks its root for every command.
WORDS = re.compile(r"dpone_lsp|(?<!dpone-)\blint(er|ing|ed)?\b|dpone-lint(?!\.toml)", re.IGNORECASE)
#: Encodings of columns, which belong to the text of a document.
COLUMNS = re.compile(r"utf[-_]?(16|32)", re.IGNORECASE)


def sources(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.py") if not path.name.startswith(("_table", "_docs", "_index"))]


def words_of_the_linter(text: str) -> list[str]:
    return [found[0] for found in WORDS.finditer(text)]


def column_words(path: Path) -> list[str]:
    """String literals that name an encoding of columns."""
    with path.open("rb") as file:
        tokens = list(tokenize.tokenize(file.readline))
    return [
        token.string
        for token in tokens
        if token.type == tokenize.STRING and not token.string.startswith('"""') and COLUMNS.search(token.string)
    ]


def test_the_top_of_the_linter_holds_rooms_only() -> None:
    """A file beside the rooms is one that nobody has thought about."""
    files = {path.name for path in LINTER.iterdir() if path.is_file()}
    assert files == {"__init__.py", "__main__.py", "py.typed"}


def test_the_manifest_holds_rooms_only() -> None:
    files = {path.name for path in (CORE / "manifest").iterdir() if path.is_file()}
    assert files == {"__init__.py"}
    assert {path.name for path in (CORE / "manifest").iterdir() if path.is_dir()} - {"__pycache__"} == {
        "expansion",
        "model",
        "structure",
        "syntax",
        "templates",
    }


def test_both_packages_are_typed() -> None:
    assert (CORE / "py.typed").exists()
    assert (LINTER / "py.typed").exists()


def test_the_core_has_no_word_of_the_linter() -> None:
    found = {
        str(path.relative_to(CHECKOUT)): words
        for path in sources(CORE)
        if (words := words_of_the_linter(path.read_text("utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text", ["from dpone_lsp.rules import x", "# as the linter does", "run dpone-lint first", "a lint run"]
)
def test_a_word_of_the_linter_is_seen(text: str) -> None:
    assert words_of_the_linter(text) != []


@pytest.mark.parametrize("text", ["a flint stone", '"dpone-lint.toml"', "splinter"])
def test_other_words_are_no_trespass(text: str) -> None:
    assert words_of_the_linter(text) == []


def test_columns_are_counted_in_the_syntax_room_only() -> None:
    """The server names the encoding that it agreed on with the client; everybody else deals in offsets."""
    everywhere = [*sources(CORE), *sources(LINTER)]
    found = {path.relative_to(CHECKOUT).as_posix() for path in everywhere if column_words(path)}
    assert found == {"dpone_si/manifest/syntax/text.py", "dpone_lsp/server/app.py"}


def test_tests_lie_where_their_subject_lies() -> None:
    """`tests/dpone_lsp/cli` tests `dpone_lsp/cli`: no folder of tests without the room of its name."""
    for package in ("dpone_si", "dpone_lsp"):
        for folder in (CHECKOUT / "tests" / package).rglob("*"):
            if folder.is_dir() and not folder.name.startswith(("_", ".")):
                assert (CHECKOUT / folder.relative_to(CHECKOUT / "tests")).is_dir(), folder


def test_the_page_of_the_architecture_names_every_room() -> None:
    page = (CHECKOUT / "docs" / "architecture.md").read_text("utf-8")
    rooms = [
        path
        for package in (LINTER, CORE, CORE / "manifest")
        for path in package.iterdir()
        if path.is_dir() and not path.name.startswith("_")
    ]
    assert [str(path.relative_to(CHECKOUT)) for path in rooms if f"{path.name}/" not in page] == []


def test_the_page_of_the_architecture_names_only_what_is_there() -> None:
    """A name with an ending on that page is a file of the checkout."""
    page = (CHECKOUT / "docs" / "architecture.md").read_text("utf-8")
    names = {name.rpartition("/")[2] for name in re.findall(r"[\w/.]+\.(?:py|toml|md|ts)\b", page)}
    there = {
        path.name
        for folder in (CORE, LINTER, CHECKOUT / "tests", CHECKOUT / "docs", CHECKOUT / "vscode-extension" / "src")
        for path in folder.rglob("*.*")
    }
    assert names - there - {"pyproject.toml"} == set()


def test_comments_point_at_modules_that_are_there() -> None:
    """A dotted name of ours in a docstring or comment is a module or an attribute of one."""
    missing: set[str] = set()
    for path in [*sources(CORE), *sources(LINTER)]:
        for name in re.findall(r"`(dpone_(?:si|lsp)(?:\.\w+)+)`", path.read_text("utf-8")):
            parts = name.split(".")
            if not any(_is_module(parts[:length]) for length in (len(parts), len(parts) - 1)):
                missing.add(f"{path.relative_to(CHECKOUT)}: {name}")
    assert missing == set()


def _is_module(parts: list[str]) -> bool:
    place = CHECKOUT.joinpath(*parts)
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()

"""What a manifest says is text wherever it is printed: it moves no cursor, starts no workflow command, opens no tag, turns no line around."""

from __future__ import annotations

import json
import pkgutil
import re
from pathlib import Path
from typing import Final

import pytest

from dpone_lsp.cli import formats
from tests.dpone_lsp.cli.lint import Lint

NAMES: Final = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))
#: Written with YAML escapes, so that the values really hold them; they end up in messages, process names and code frames.
MANIFEST: Final = r"""
name: "\e[31mred\e[0m\u202Eoverride\u2066 \x07bell <script>alert(1)</script> \r\n::error::injected \n##vso[task.setvariable variable=x]y"
"<img src=x onerror=alert(1)>": 1
"\n::set-output name=a::b": 2
"\e]0;title\x07key": 3
source: {type: "postgre\e[2Js|`code`<b>", connection_type: env, connection_id: pg, table: {schema: public, name: "a\u202Eb"}, options: {columns: [id]}}
sink: {type: clickhouse, connection_type: env, connection_id: ch, table: {schema: raw, name: x}, strategy: {mode: "x\n::warning::y<script>\e[1m", unique_key: [id]}}
"""
RAW: Final = "sink: {type: 'click\u202ehouse\u200f'}\nname: '\u2067<script>x</script>'\n"
#: Control characters but line breaks and tabs, and those that change the direction of text.
UNSAFE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    folder = tmp_path / "project"
    folder.mkdir()
    made = Lint(folder, tmp_path)
    made.write({"dpone-lint.toml": 'select = ["all"]\n'})
    (folder / "a.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "b.yaml").write_text(RAW, encoding="utf-8")
    return made


@pytest.mark.parametrize("name", NAMES)
def test_no_format_lets_a_manifest_speak(lint: Lint, name: str) -> None:
    done = lint("--format", name, "a.yaml", "b.yaml")
    assert done.code == 1, done.err
    assert "type-unknown" in done.out or "unknown" in done.out, "the findings are there"
    assert UNSAFE.findall(done.out) == []
    for line in done.out.splitlines():
        assert not line.startswith(("::error::injected", "::set-output", "::warning::y", "##vso[task.setvariable"))
    if name in ("markdown", "junit"):
        # Between backticks Markdown takes everything as it is, and no value holds a backtick.
        shown = re.sub(r"`[^`\n]*`", "", done.out)
        assert "<script" not in shown
        assert "<img" not in shown
    if name in ("json", "sarif", "rdjson", "gitlab"):
        json.loads(done.out)


def test_colour_is_ours_alone(lint: Lint) -> None:
    """With colours on, every escape code is one of ours."""
    out = lint("a.yaml", "b.yaml", "--color", "always").out
    codes = re.findall(r"\x1b(?!\[[0-9;]*m)", out)
    assert codes == []
    assert "\x1b[2J" not in out
    assert "\u202e" not in out


def test_a_page_holds_no_tag_of_a_manifest(lint: Lint) -> None:
    lint("report", ".", "--output", "page.html")
    made = [path for path in lint.folder.iterdir() if path.suffix in (".html", ".htm")]
    text = "".join(path.read_text("utf-8") for path in made) or lint("report", ".").out
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_names_of_files_are_text_too(tmp_path: Path, lint: Lint) -> None:
    for name in ("x\x1b[31m.yaml", "y\n::error::z.yaml", "<b>.yaml"):
        (lint.folder / name).write_text("source: {type: nope}\nsink: {type: kafka}\n")
    for name in ("text", "concise", "github", "azure"):
        out = lint("--format", name, ".").out
        assert UNSAFE.findall(out) == []
        assert "\n::error::z" not in out

"""Real editors against the real server: attach, a diagnostic, a hover, the quick fix that pins `mode: auto`.

Each editor runs headless with the script beside this file and prints PASS and FAIL lines. An editor that is not installed is
skipped by name. `DPONE_NVIM` may name further Neovim binaries, separated by colons.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent
CLIENTS = HERE / "clients"
DOCS = REPOSITORY / "docs" / "editors"
TIMEOUT = 120
#: What an editor shows is waited for so long (seconds).
PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Editor:
    """A way to run one editor: its command line, its page under docs/editors, and why it cannot run here ('' when it can)."""

    name: str
    page: str
    command: tuple[str, ...]
    missing: str = ""


def editors() -> list[Editor]:
    found = [_neovim("neovim", "nvim")]
    found.extend(
        _neovim(f"neovim {Path(path).parent.parent.name}", path)
        for path in os.environ.get("DPONE_NVIM", "").split(":")
        if path
    )
    emacs = ("emacs", "-q", "--batch", "-l", str(CLIENTS / "emacs.el"))
    has_eglot = _succeeds("emacs", "-q", "--batch", "--eval", "(require 'eglot)")
    found.append(
        Editor(
            "emacs eglot",
            "emacs.md",
            emacs,
            "" if has_eglot else "Emacs with Eglot is not installed (Debian: emacs-nox elpa-eglot)",
        )
    )
    has_ale = any(Path(path).is_dir() for path in ("/usr/share/vim-ale", os.environ.get("DPONE_ALE", "/nowhere")))
    vim = (
        "sh",
        "-c",
        f"vim -Nu NONE -i NONE -n -es -S '{CLIENTS / 'vim_ale.vim'}' > out.txt; status=$?; cat out.txt; exit $status",
    )
    vim_missing = "" if shutil.which("vim") and has_ale else "Vim with ALE is not installed (Debian: vim vim-ale)"
    found.append(Editor("vim ale", "vim.md", vim, vim_missing))
    return found


def _neovim(name: str, path: str) -> Editor:
    command = (path, "--headless", "-u", "NONE", "-i", "NONE", "-n", "-c", f"luafile {CLIENTS / 'neovim.lua'}")
    return Editor(name, "neovim.md", command, "" if shutil.which(path) else f"{path} is not installed (Debian: neovim)")


def _succeeds(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False, timeout=TIMEOUT).returncode == 0


#: A rule of the project's own, and the file that names it.
OWN_RULE = '''\
"""Says that it ran.

## Why
A test.
"""
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule

RULE = Rule(name="it-ran", code="OWN1", group="own", severity="warning", summary="Says that it ran.")


def check(facts, context):
    yield Report(Place(facts.process.document, None), "the own rule ran")
'''


def run(editor: Editor, folder: Path, *, trusted: bool = False, **changes: object) -> subprocess.CompletedProcess[str]:
    """Run the editor's script on a copy of the workspace `clients`; `changes` replace what it expects.

    `trusted`: with the line of the editor's page that lets the project's own rules run, in a project that has one.
    """
    if editor.missing:
        pytest.skip(f"EDITOR NOT RUN: {editor.missing}")
    folder.mkdir(exist_ok=True)
    shutil.copytree(HERE / "workspaces" / "clients", folder / "project")
    if trusted or "expect_problem" in changes:
        (folder / "project" / "own.py").write_text(OWN_RULE, encoding="utf-8")
        (folder / "project" / "dpone-lint.toml").write_text('plugins = ["own.py"]\n', encoding="utf-8")
    file = folder / "project" / "orders.yaml"
    text = file.read_text(encoding="utf-8")
    auto = _place(text, "mode: auto", len("mode: a"))
    probe: dict[str, object] = {
        **_documented(editor.page, folder, trusted),
        "trusted": trusted,
        "patience": PATIENCE,
        "root": str(file.parent),
        "file": str(file),
        "expect_problem": "bach_size",
        "hover": auto,
        "expect_hover": "partition_replace",
        "expect_inlay": "partition_replace",
        "fix": auto,
        "fix_title": "Pin mode to `partition_replace`",
        "expect_after": "    mode: partition_replace",
        **changes,
    }
    environment = {
        **os.environ,
        "DPONE_PROBE": json.dumps(probe),
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "LC_ALL": "C.UTF-8",
        "PATH": f"{_with_server(folder)}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        editor.command, cwd=folder, env=environment, text=True, capture_output=True, check=False, timeout=TIMEOUT
    )
    assert file.read_text(encoding="utf-8") == text, "the editor saved the file, which nobody asked for"
    return done


def _documented(page: str, folder: Path, trusted: bool) -> dict[str, str]:
    """The configurations that a page of docs/editors shows first, as files: what is documented is what is run."""
    blocks = re.findall(
        r"^```\w+\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    addition = next(text for text in blocks if "trusted" in text)
    files: dict[str, str] = {}
    for key, text in zip(("config", "config_older"), blocks, strict=False):
        file = folder / key
        if trusted:
            # A line of a call, or a statement of its own.
            text = text.replace("\\})", addition + "\\})") if addition.startswith("\\") else text + addition
        file.write_text(text, encoding="utf-8")
        files[key] = str(file)
    return files


def _with_server(folder: Path) -> Path:
    """A folder with a `dpone-lsp` that runs this checkout."""
    directory = folder / "bin"
    directory.mkdir()
    script = directory / "dpone-lsp"
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH="{REPOSITORY}" exec "{sys.executable}" -m dpone_lsp "$@"\n', encoding="utf-8"
    )
    script.chmod(0o755)
    return directory


def _place(text: str, needle: str, into: int) -> list[int]:
    """Line and column, from zero, `into` characters after the start of `needle`."""
    before = text[: text.index(needle) + into]
    return [before.count("\n"), len(before) - before.rfind("\n") - 1]


@pytest.mark.parametrize("editor", editors(), ids=lambda editor: editor.name)
def test_an_editor_shows_the_finding_the_decision_and_applies_the_fix(editor: Editor, tmp_path: Path) -> None:
    """Attach, diagnostic, hover and quick fix, through the editor's own client."""
    done = run(editor, tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert "PASS quick fix" in said, said
    assert "FAIL" not in said, said


@pytest.mark.parametrize("editor", editors(), ids=lambda editor: editor.name)
def test_the_script_of_an_editor_can_fail(editor: Editor, tmp_path: Path) -> None:
    """A wrong expectation is reported: otherwise the test above would prove nothing."""
    done = run(editor, tmp_path, expect_hover="no manifest ever says this")
    assert done.returncode != 0
    assert "FAIL hover" in done.stdout + done.stderr


@pytest.mark.parametrize("editor", editors(), ids=lambda editor: editor.name)
def test_rules_of_the_project_run_with_the_line_that_trusts_it_and_not_without(editor: Editor, tmp_path: Path) -> None:
    done = run(editor, tmp_path / "yes", trusted=True, expect_problem="the own rule ran")
    assert done.returncode == 0, done.stdout + done.stderr
    done = run(editor, tmp_path / "no", expect_problem="the own rule ran", patience=5)
    assert done.returncode != 0
    assert re.search("FAIL.*diagnostic", done.stdout + done.stderr)

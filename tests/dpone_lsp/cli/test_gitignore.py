"""Our reading of `.gitignore` is git's: random patterns and trees, answered by both."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from dpone_lsp.cli.run.gitignore import IgnoreFile, ignored, parse
from dpone_lsp.cli.run.search import Search, find
from tests.dpone_lsp.cli.lint import Lint

NAMES = ("a", "b", "ab", "a.b", "build", "x-y", "Ünï", "sp ace", "[x]", "a!", "#c")
FILES = ("m.yaml", "n.yml", "a.yaml", "b.x.yaml", "sp ace.yaml", "!not.yaml", "#hash.yaml", "[b].yaml")
PIECES = (
    *NAMES, *FILES, "*", "**", "?", "*.yaml", "*.y*ml", "[ab]", "[!a]*", "[^a]", "[a-c].yaml", "[[:alpha:]]", r"\#hash.yaml",
    r"\!not.yaml", "a*", "*b", "**/m.yaml", "m.yaml ", r"sp\ ace", "[", "[]]", r"\[x\]", "a**b", "***", "[a-", "\\",
)  # fmt: skip


def pattern(chance: random.Random) -> str:
    parts = [chance.choice(PIECES) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))]
    text = "/".join(parts)
    return chance.choice(("", "", "", "!", "/")) + text + chance.choice(("", "", "", "/", " ", "/*", "/**"))


@pytest.mark.parametrize("seed", range(8))
def test_the_same_files_as_git(lint: Lint, seed: int) -> None:
    chance = random.Random(seed)
    folders = ["."]
    for _ in range(14):
        folders.append(f"{chance.choice(folders)}/{chance.choice(NAMES)}")
    for folder in folders:
        (lint.folder / folder).mkdir(parents=True, exist_ok=True)
        for name in chance.sample(FILES, 4):
            (lint.folder / folder / name).write_text("")
    lint.git("init", "-q")
    for folder in [".", *chance.sample(folders, 4)]:
        text = "\n".join(pattern(chance) for _ in range(chance.randint(1, 5)))
        (lint.folder / folder / ".gitignore").write_text(text + chance.choice(("", "\n", "\r\n")), "utf-8", newline="")
    (lint.folder / ".git/info").mkdir(exist_ok=True)
    (lint.folder / ".git/info/exclude").write_text(pattern(chance) + "\n", "utf-8")
    done = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=lint.folder,
        env=lint.environment,
        capture_output=True,
        check=True,
    )
    theirs = {name for name in done.stdout.decode().split("\0") if name.endswith((".yaml", ".yml"))}
    ours = {str(Path(path).relative_to(lint.folder)) for path in find(str(lint.folder))}
    assert ours == theirs


def test_a_search_that_starts_below_knows_the_files_above(lint: Lint) -> None:
    lint.write({".gitignore": "/a/b/*.yaml\n!keep.yaml\n", "a/b/x.yaml": "", "a/b/keep.yaml": "", "a/c/x.yaml": ""})
    lint.git("init", "-q")
    assert [Path(path).name for path in find(str(lint.folder / "a/b"))] == ["keep.yaml"]
    assert [Path(path).name for path in find(str(lint.folder / "a/b"), Search(gitignore=False))] == [
        "keep.yaml",
        "x.yaml",
    ]


def test_a_glob_full_of_stars_keeps_nobody_busy() -> None:
    """`re` alone would take longer than anybody lives; the steps are counted, so this comes back."""
    pattern = parse("*a" * 60 + "*b")
    assert pattern is not None
    stack = (IgnoreFile("/repo/", (pattern,)),)
    assert not ignored(stack, "/repo/" + "a" * 250, folder=False)
    assert ignored(stack, "/repo/" + "a" * 60 + "b", folder=False)

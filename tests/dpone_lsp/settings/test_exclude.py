"""What `exclude` leaves out is the same for the editor, for a search of folders and for a file that a hook names."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_lsp.cli.run.search import Search, find
from dpone_lsp.cli.run.settings_choice import Overrides, SettingsChoice
from dpone_lsp.model.settings import left_out
from dpone_lsp.server.configuration import Configuration

FILES = ("keep.yaml", "old/gone.yaml", "sales/old/deep/gone.yaml", "sales/orders.generated.yaml", "sales/older.yaml")
TEXT = "name: orders\nsource: {type: postgres}\nsink: {type: bigquery}\n"


@pytest.mark.parametrize(
    ("pattern", "gone"),
    [
        ("old", ("old/gone.yaml", "sales/old/deep/gone.yaml")),
        ("old/", ("old/gone.yaml", "sales/old/deep/gone.yaml")),
        ("./old", ("old/gone.yaml", "sales/old/deep/gone.yaml")),
        ("old/*", ("old/gone.yaml",)),
        ("sales/old", ("sales/old/deep/gone.yaml",)),
        ("sales/**", ("sales/old/deep/gone.yaml", "sales/orders.generated.yaml", "sales/older.yaml")),
        ("*.generated.yaml", ("sales/orders.generated.yaml",)),
        ("./sales/older.yaml", ("sales/older.yaml",)),
        ("nothing", ()),
    ],
)
def test_everybody_leaves_out_the_same(
    tmp_path: Path, pattern: str, gone: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The folders above the project have names that the patterns match, too.
    project = tmp_path / "old" / "project"
    for name in FILES:
        path = project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
    (project / ".git").mkdir()
    kept = sorted(set(FILES) - set(gone))
    root = project.as_posix()

    monkeypatch.chdir(project)
    told = SettingsChoice(Overrides(exclude=(pattern,)))
    assert sorted(path.removeprefix(root + "/") for path in find(root, Search(told.excluded))) == kept

    (project / "dpone-lint.toml").write_text(f'exclude = ["{pattern}"]\n', encoding="utf-8")
    choice = SettingsChoice()
    editor = Configuration(print)
    editor.set_roots((root,))
    assert sorted(path.removeprefix(root + "/") for path in find(root, Search(choice.excluded))) == kept
    assert sorted(name for name in FILES if not choice.excluded(f"{root}/{name}")) == kept
    assert sorted(name for name in FILES if not editor.excluded(f"{root}/{name}")) == kept


@pytest.mark.parametrize(
    ("pattern", "gone"), [("/other/old", True), ("*.yaml", True), ("old", False), ("other", False)]
)
def test_folders_outside_the_project_are_meant_by_their_path_only(pattern: str, gone: bool) -> None:
    assert left_out("/other/old/a.yaml", (pattern,), "/project") is gone

"""The blast radius of an unsaved edit, against the file on disk."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

from dpone_lsp.features.blast_radius import BlastRadius, blast_markdown, blast_radius
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document
from tests.dpone_lsp.features.samples import BATCH

PRESET = """\
defaults:
  name: "{{ src_table }}"
  source: {type: postgres, connection_type: env, connection_id: pg}
  sink:
    type: clickhouse
    connection_type: env
    connection_id: ch
    table: {schema: raw, name: "{{ src_table }}"}
    strategy:
      mode: incremental_merge
      unique_key: [id]
"""


def manifest(*tables: str) -> str:
    return f"kind: dpone.batch.v1\nconvention: house.yaml\nschemas: {{public: {{tables: [{', '.join(tables)}]}}}}\n"


def radius(root: Path, name: str, edited: str) -> BlastRadius:
    workspace = Workspace([str(root)], registries=(), env_code="")
    path = (root / name).as_posix()
    document = workspace.open[path] = Document(path, edited)
    for _ in workspace.index():
        pass
    return _end(blast_radius(document, workspace))


def _end(steps: Generator[None, None, BlastRadius]) -> BlastRadius:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_a_preset_counts_who_inherits_and_lists_what_flips(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(PRESET)
    (tmp_path / "a.yaml").write_text(manifest("orders", "items"))
    (tmp_path / "b.yaml").write_text(manifest("users"))
    assert radius(tmp_path, "house.yaml", PRESET).sentence == "inherited by 3 processes in 2 files"
    found = radius(tmp_path, "house.yaml", PRESET.replace("incremental_merge", "full_refresh"))
    assert found.sentence == "inherited by 3 processes in 2 files; flips 3 strategies"
    page = blast_markdown(found, tmp_path.as_posix())
    assert "| `public.orders` | a.yaml | strategy incremental_merge -> full_refresh" in page
    assert "FULL RELOAD" in page


def test_a_smaller_key_is_row_loss_though_no_strategy_flips(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(PRESET.replace("[id]", "[id, shop]"))
    (tmp_path / "a.yaml").write_text(manifest("orders"))
    found = radius(tmp_path, "house.yaml", PRESET)
    assert found.sentence == "inherited by 1 process in 1 file; changes 1 other outcome"
    assert found.flips[0].kind == "row-loss"


def test_the_defaults_of_a_manifest_concern_its_own_processes(tmp_path: Path) -> None:
    text = BATCH.lstrip("\n")
    (tmp_path / "a.yaml").write_text(text)
    found = radius(tmp_path, "a.yaml", text.replace("mode: incremental_merge", "mode: full_refresh"))
    assert found.sentence == "inherited by 2 processes in 1 file; flips 1 strategy"
    assert [flip.process for flip in found.flips] == ["public.orders"]


def test_a_file_that_was_never_saved_changes_nothing(tmp_path: Path) -> None:
    assert radius(tmp_path, "new.yaml", BATCH.lstrip("\n")).flips == ()

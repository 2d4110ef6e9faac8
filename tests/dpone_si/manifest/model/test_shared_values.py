"""Values that table entries have in common are found once: looked up alone, each process has the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import facts_of
from dpone_si.manifest.model.processes import Process
from tests.generate.generator import generate

REPLACED = """\
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}_load"}
defaults:
  source: {type: postgres, connection_id: shop}
  sink: {type: clickhouse, connection_id: dwh, options: {batch_size: 10}}
  runtime: {storage: {work_dir: /tmp/a}}
quality:
  mode: fail
  gates: [{id: rows, type: min_rows, threshold: 10}]
runtime: {storage: {keep: true}}
schemas:
  public:
    tables:
      - orders
      - {table: items, overrides: {quality: {checks: [{type: min_rows, value: 1}]}}}
      - {table: refunds, overrides: {runtime: {storage: {work_dir: /tmp/b}}, sink: {options: null}}}
      - {table: notes, overrides: {sink: {options: {batch_size: 20}}}, depends_on: ["#public.orders"]}
"""


def looked_up(processes: list[Process], *, alone: bool) -> list[object]:
    """The value, the places it is written at and what it hides, for every path of every process."""
    if alone:
        for process in processes:
            process.shared_values = None
    paths = sorted({path for process in processes for path in facts_of(process).present})
    found: list[object] = []
    for process in processes:
        for path in (*paths, *(f"{path}.absent" for path in paths)):
            value = process.at(path)
            places = (
                None
                if value is None
                else [(hit.layer.kind, hit.layer.document.path, hit.node.start) for hit in value.hits]
            )
            hidden = None if value is None else [hit.node.start for hit in value.hidden]
            found.append((process.selector, path, process.data(path), places, hidden))
    return found


def both_ways(path: Path, root: Path) -> tuple[list[object], list[object]]:
    shared, alone = (
        expand(Document(path.as_posix(), path.read_text("utf-8")), Workspace([root.as_posix()])) for _ in range(2)
    )
    return looked_up(shared.processes, alone=False), looked_up(alone.processes, alone=True)


def test_what_replaces_and_what_merges(tmp_path: Path) -> None:
    path = tmp_path / "shop.batch.yaml"
    path.write_text(REPLACED, encoding="utf-8")
    shared, alone = both_ways(path, tmp_path)
    assert shared == alone


@pytest.mark.parametrize("form", ["batch", "landing"])
def test_generated_batches(form: str, tmp_path: Path) -> None:
    for seed in range(40):
        root = tmp_path / f"{seed}"
        root.mkdir()
        path = generate(seed, valid=True, form=form).write(root)
        shared, alone = both_ways(path, root)
        assert shared == alone, f"seed {seed}"

"""`Facts.mode` is the mode a run uses, not the word that was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import facts_of

MANIFEST = """\
name: shop_orders
source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
sink:
  type: SINK
  connection_ref: dwh
  table: {schema: raw, name: orders}
  strategy: {mode: MODE, unique_key: [order_id]}
"""


@pytest.mark.parametrize(
    ("sink", "mode", "expected"),
    [
        ("clickhouse", "partition_replace", "partition_replace"),
        ("kafka", "partition_replace", "incremental_merge"),
        ("kafka", "scd2", "scd2"),
        ("clickhouse", "auto", "incremental_merge"),
        ("clickhouse", "merge", None),
    ],
)
def test_mode_is_what_a_run_uses(sink: str, mode: str, expected: str | None, tmp_path: Path) -> None:
    text = MANIFEST.replace("SINK", sink).replace("MODE", mode)
    expansion = expand(Document((tmp_path / "one.yaml").as_posix(), text), DiskLoader(str(tmp_path)))
    assert facts_of(expansion.processes[0]).mode == expected

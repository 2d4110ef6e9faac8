"""What the tests of the command line share."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.dpone_lsp.cli.committed import AUTO, BATCH, PRESET
from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, FIXABLE, Lint
from tests.dpone_lsp.cli.reports import HOSTILE


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    """`dpone-lint` in an empty folder that is a workspace of its own."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "dpone-lint.toml").write_text("")
    return Lint(folder, tmp_path)


@pytest.fixture
def fleet(lint: Lint) -> Lint:
    """A committed workspace of four processes."""
    lint.write(
        {
            "manifests/shop.yaml": BATCH.replace("presets/", "../presets/"),
            "presets/house.yaml": PRESET,
            "alone.yaml": CLEAN,
            "auto.yaml": AUTO,
        }
    )
    lint.commit()
    return lint


@pytest.fixture
def faulty(lint: Lint) -> Lint:
    """A folder with findings of all kinds: with fixes, related places, several processes, letters outside ASCII, hostile names."""
    quoted = json.dumps(HOSTILE)
    lint.write(
        {
            "bad.yaml": FAULTY,
            "clean.yaml": CLEAN,
            "fixable.yaml": FIXABLE,
            "ünï;c,öde:%.yaml": FAULTY.replace("shop_orders", "заказы 😀").replace("mode: par", 'mode: "😀x" # '),
            "hostile.yaml": FAULTY.replace("shop_orders", quoted).replace(
                "unique_key:", f"{quoted}: 1\n    unique_key:"
            )
            + f"    ? {quoted}\n    : 1\n".replace("? ", "? x"),
            "hostile2.yaml": CLEAN.replace("incremental_merge", quoted),
            "batch.yaml": """\
            kind: dpone.batch.v1
            naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
            defaults:
              source: {type: postgres, connection_type: airflow, connection_id: shop}
              sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, strategy: {mode: partition_replace}}
            schemas: {public: {tables: [orders, items, refunds]}}
            """,
        }
    )
    return lint

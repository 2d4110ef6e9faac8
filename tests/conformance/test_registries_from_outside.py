"""Registries that DPONE_SOURCES_REGISTRY names apply to every batch and flow: what dpone refuses then is an error, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import DiskLoader, read_document
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.effective import plain_process
from tests.conformance.compare import difference
from tests.conformance.ours import our_analysis
from tests.oracle.client import OracleClient

BATCH = """\
kind: dpone.batch.v1
vars: {src_system: shop, src_database: main}
naming: {process_name: "{{ src_table }}", sink_dataset: "{{ host | default('raw') }}", sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas: {public: {tables: [orders]}}
"""
FLOW = """\
kind: dpone.pipeline.v1
processes:
  - name: orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink: {type: clickhouse, connection_ref: dwh, table: {schema: raw, name: orders}}
"""
SHOP = "- {src_system: Shop, db: MAIN, host: db1}\n"


@pytest.mark.parametrize(
    "manifest", [BATCH, BATCH.replace("src_database", "other"), FLOW], ids=["batch", "batch without variables", "flow"]
)
@pytest.mark.parametrize(
    "registries", [[SHOP], ["null\n", SHOP], ["null\n"], ["", SHOP], ["[\n"], ["text\n"], [None]], ids=str
)
def test_a_refusal_is_an_error_and_nothing_else(
    oracle: OracleClient, tmp_path: Path, manifest: str, registries: list[str | None]
) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text(manifest, encoding="utf-8")
    named = [tmp_path / f"registry{number}.yaml" for number in range(len(registries))]
    for place, text in zip(named, registries, strict=True):
        if text is not None:
            place.write_text(text, encoding="utf-8")
    errors = [
        item
        for item in our_analysis(path, tmp_path, registries=tuple(map(str, named))).findings
        if item.severity == "error"
    ]
    assert bool(errors) is not oracle.validate(path, registry=named).loads, [item.message for item in errors]
    if not errors:
        document = read_document(str(path), None, None)
        assert isinstance(document, Document)
        ours = [
            plain_process(process)
            for process in expand(document, DiskLoader(None, registries=tuple(map(str, named)))).processes
        ]
        assert difference(ours, [row.process for row in oracle.render_all(path, registry=named)]) is None

"""A value that comes out of a template is judged as if it stood there, and whole blocks that do are no faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.finding import Finding
from dpone_lsp.model.settings import Settings
from dpone_lsp.testing.fixtures import analysis_of
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.documents import Document
from tests.oracle.client import OracleClient

BATCH = """\
kind: dpone.batch.v1
vars: {value: VALUE}
naming: {process_name: "{{ src_table }}_load", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop, options: {SOURCE}}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, options: {SINK}, strategy: {STRATEGY}}
  MORE: "{{ value }}"
schemas: {public: {tables: [orders, items]}}
"""
TEMPLATE = '"{{ value }}"'


def batch(
    value: str, *, source: str = "", sink: str = "", strategy: str = "mode: full_refresh", more: str = "x-none"
) -> str:
    text = BATCH.replace("VALUE", value).replace("STRATEGY", strategy.replace("$", TEMPLATE))
    return (
        text.replace("SOURCE", source.replace("$", TEMPLATE))
        .replace("SINK", sink.replace("$", TEMPLATE))
        .replace("MORE", more)
    )


def errors(text: str) -> list[Finding]:
    return [finding for finding in analysis_of(text).findings if finding.severity == "error"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (batch("50k", source="batch_size: $"), "option-number-invalid defaults.source.options.batch_size"),
        (batch("[1]", source="batch_size: $"), "option-number-invalid defaults.source.options.batch_size"),
        (batch("{a: 1}", source="estimated_rows: $"), "option-number-invalid defaults.source.options.estimated_rows"),
        (batch('"false"', source="cdc_enabled: $"), "yaml-quoted-boolean defaults.source.options.cdc_enabled"),
        (batch("text", more="state"), "block-not-mapping defaults.state"),
        (batch("[1]", more="schema_contract"), "block-not-mapping defaults.schema_contract"),
        (batch("full_refresh", strategy="").replace("strategy: {}", f"strategy: {TEMPLATE}"), "strategy-not-mapping defaults.sink.strategy"),
        (
            batch("on", strategy="mode: partition_replace, partition: {column: $}"),
            "yaml-boolean-trap defaults.sink.strategy.partition.column",
        ),
        (batch("[id, no]", strategy="mode: incremental_merge, unique_key: $"), "yaml-boolean-trap defaults.sink.strategy.unique_key"),
        (batch("[id, 1]", strategy="mode: incremental_merge, unique_key: $"), "unique-key-type defaults.sink.strategy.unique_key"),
        (batch("no", strategy="mode: incremental_merge, unique_key: [id, $]"), "yaml-boolean-trap defaults.sink.strategy.unique_key[1]"),
        (
            batch(
                "2025-01-01",
                strategy="mode: backfill, unique_key: [id], backfill: "
                "{inner_mode: incremental_merge, chunk: {column: day, from: $, to: '2025-02-01', step: 1d}}",
            ),
            "yaml-unquoted-date defaults.sink.strategy.backfill.chunk.from",
        ),
        (batch("[{name: mask}]", more="transforms"), "transforms-unknown-field defaults.transforms"),
        # The rules for keys of a block look into one that a template gives.
        (
            batch("{backend: local_file, require_distributed_lock: true}", strategy=(
                "mode: backfill, unique_key: [id], backfill: {inner_mode: incremental_merge, state: $, "
                "chunk: {column: day, from: '2025-01-01', to: '2025-02-01', step: 1d}}"
            )),
            "backfill-lock-backend defaults.sink.strategy.backfill.state",
        ),
    ],
)  # fmt: skip
def test_the_template_is_told(text: str, expected: str) -> None:
    found = errors(text)
    assert [f"{finding.rule} {finding.key}" for finding in found] == [expected]
    assert found[0].processes in ([], ["public.orders", "public.items"])
    assert not any(build() for build in found[0].fixes), "the text at the template is not at fault"


@pytest.mark.parametrize(
    "text",
    [
        batch("50_000", source="batch_size: $"),
        batch('"50000"', source="batch_size: $"),
        batch("false", source="cdc_enabled: $"),
        batch("[id, region]", strategy="mode: incremental_merge, unique_key: $"),
        batch("{mode: full_refresh}", strategy="").replace("strategy: {}", f"strategy: {TEMPLATE}"),
        batch("{column: day}", strategy="mode: partition_replace, partition: $"),
        batch("{enforcement: strict}", more="schema_contract"),
        batch("[{name: mask, params: {}}]", more="transforms"),
        batch("[{path: other.yaml}]", more="depends_on"),
        batch("{group: nightly}", more="depends_on"),
        batch("{gates: [{id: rows, type: min_rows, threshold: 1}]}", more="x-quality"),
        batch("{mode: auto}", source="incremental_strategy: xmin, xmin_execution: $"),
        batch(
            "{column: ts, anchor: data_interval_end, lookback: P7D}", strategy="mode: replace, atomicity: target_atomic, window: $"
        ),
        batch("[{id: rows, type: min_rows, threshold: 1}]").replace('x-none: "{{ value }}"', 'quality: {gates: "{{ value }}"}'),
        batch("{id: rows, type: min_rows, threshold: 1}").replace('x-none: "{{ value }}"', 'quality: {gates: ["{{ value }}"]}'),
        batch("{mode: pct, value: 1}").replace(
            'x-none: "{{ value }}"', 'quality: {gates: [{id: rows, type: row_count_reconciliation, tolerance: "{{ value }}"}]}'
        ),
        batch("[{type: min_rows, threshold: 1}]").replace('x-none: "{{ value }}"', 'quality: {checks: "{{ value }}"}'),
    ],
)  # fmt: skip
def test_what_fits_is_not(text: str, oracle: OracleClient, tmp_path: Path) -> None:
    path = tmp_path / "shop.batch.yaml"
    path.write_text(text, encoding="utf-8")
    assert oracle.validate(path).accepted
    assert [(finding.rule, finding.message) for finding in errors(text)] == []


def test_a_value_of_one_table_is_told_where_the_template_stands() -> None:
    text = batch("50000", source="batch_size: $").replace(
        "[orders, items]", "[orders, {table: items, vars: {value: many}}]"
    )
    (found,) = errors(text)
    assert found.rule == "option-number-invalid"
    assert found.notes == ("the template `{{ value }}` gives `many` here",)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 50000", "value: many"),
        ("table: items}", "table: items, vars: {value: many}}"),
        ('"{{ value }}"', '"{{ value }}k"'),
        ("naming:", "registry: none.yaml\nnaming:"),
    ],
)
def test_an_edit_gives_the_findings_of_a_fresh_look(old: str, new: str) -> None:
    text = batch("50000", source="batch_size: $").replace("[orders, items]", "[orders, {table: items}]")
    document, rules = Document("/project/m.batch.yaml", text), Settings(select=("option-number-invalid",))
    analysis = analyze(document, DiskLoader("/project"), rules)
    assert analysis.findings == []
    document.revise(text.replace(old, new, 1))
    edited = analyze(document, DiskLoader("/project"), rules, analysis)
    fresh = analyze(Document("/project/m.batch.yaml", text.replace(old, new, 1)), DiskLoader("/project"), rules)
    assert [(one.key, one.message, one.notes) for one in edited.findings] == [
        (one.key, one.message, one.notes) for one in fresh.findings
    ]
    document.revise(text)
    assert analyze(document, DiskLoader("/project"), rules, edited).findings == []


FLOW = """\
kind: dpone.flow.v1
authoring: {mode: flow, source: shop.flow.yaml}
metadata: {id: shop_orders}
processes:
  - name: shop_orders
    source: {type: postgres, connection_ref: shop, table: {schema: public, name: orders}}
    sink:
      type: clickhouse
      connection_ref: dwh
      table: {schema: raw, name: orders}
      strategy:
        mode: backfill
        unique_key: [id]
        backfill: {inner_mode: incremental_merge, chunk: {column: day, from: 2025-01-01, to: "2025-02-01", step: 1d}}
"""


def test_a_date_in_a_flow_is_told_once() -> None:
    (found,) = [one for one in analysis_of(FLOW, path="shop.flow.yaml").findings if one.severity == "error"]
    assert (found.rule, found.key) == ("yaml-unquoted-date", "processes[0].sink.strategy.backfill.chunk.from")
    silenced = analysis_of(FLOW, path="shop.flow.yaml", settings=Settings(ignore=("yaml-unquoted-date",)))
    assert [one.rule for one in silenced.findings if one.severity == "error"] == ["flow-value-unwritable"]

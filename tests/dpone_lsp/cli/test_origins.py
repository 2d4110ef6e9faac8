"""`dpone-lint explain --why` tells where a value comes from: its layers, the template behind it and the variables in that."""

from __future__ import annotations

import json
from pathlib import Path

from dpone_lsp.features.effective import built_in, effective_yaml, origin_chain
from tests.conformance.ours import our_expansion
from tests.dpone_lsp.cli.lint import CLEAN, Lint

MANIFEST = """\
kind: dpone.batch.v1
vars: {team: shop, password: x1}
naming: {process_name: "{{ src_table }}_{{ team }}", description: "{{ password }}"}
defaults:
  source: {type: postgres}
  sink: {type: clickhouse}
  depends_on: [first.yaml]
schemas:
  public:
    tables:
      - orders
      - {table: items, naming: {process_name: own}, overrides: {depends_on: [second.yaml]}}
"""


def test_a_rendered_name_tells_its_template_and_variables(tmp_path: Path) -> None:
    assert _why(tmp_path, 0, "name") == [
        "value: naming, shop.batch.yaml:3",
        "template: {{ src_table }}_{{ team }}",
        "variable: src_table = 'orders', table entry, shop.batch.yaml:11",
        "variable: team = 'shop', authored, shop.batch.yaml:2",
    ]


def test_a_secret_variable_is_not_told(tmp_path: Path) -> None:
    assert not [line for line in _why(tmp_path, 0, "description") if "x1" in line]


def test_a_name_of_a_table_hides_the_one_of_the_root(tmp_path: Path) -> None:
    assert _why(tmp_path, 1, "name") == ["value: naming, shop.batch.yaml:12", "hidden: naming, shop.batch.yaml:3"]


def test_lists_that_grow_are_joined(tmp_path: Path) -> None:
    assert _why(tmp_path, 1, "depends_on") == [
        "value: overrides, shop.batch.yaml:12",
        "joined: defaults, shop.batch.yaml:7",
    ]


def _why(folder: Path, number: int, path: str) -> list[str]:
    manifest = folder / "shop.batch.yaml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    return origin_chain(our_expansion(manifest).processes[number], path)


def test_what_nothing_writes_is_told_with_what_dpone_takes(tmp_path: Path) -> None:
    manifest = tmp_path / "shop.batch.yaml"
    manifest.write_text(MANIFEST, encoding="utf-8")
    (process, _) = our_expansion(manifest).processes
    assert built_in("sink.strategy.mode") == "full_refresh"
    assert effective_yaml(process, origins=True).splitlines()[-1].split() == [
        "#", "sink.strategy.mode:", "full_refresh", "#", "built-in", "default"
    ]  # fmt: skip


def test_values_of_every_type_of_yaml(lint: Lint) -> None:
    odd = "x-odd: {set: !!set {b, a}, pairs: !!omap [a: 1], bytes: !!binary aGk=, day: 2025-01-31}\n"
    lint.write({"orders.yaml": CLEAN + odd})
    printed = lint("render", "orders.yaml").out
    for line in ("set: !!set {a, b}", "pairs: [[a, 1]]", "bytes: !!binary aGk=", "day: 2025-01-31"):
        assert f"  {line}\n" in printed
    (process,) = json.loads(lint("render", "orders.yaml", "--format", "json", "--origins").out)["processes"]
    assert process["manifest"]["x-odd"] == {"set": ["a", "b"], "pairs": [["a", 1]], "bytes": "hi", "day": "2025-01-31"}


def test_what_is_filled_into_a_block_that_stands_twice_comes_from_where_it_is_written(lint: Lint) -> None:
    text = """\
kind: dpone.batch.v1
naming: {process_name: p, sink_dataset: ods, labels: {team: shop}}
defaults:
  source: &end {type: postgres, connection_type: airflow, connection_id: shop, options: {batch_size: 10}}
  sink: *end
schemas: {public: {tables: [orders]}}
"""
    lint.write({"shop.batch.yaml": text})
    printed = lint("render", "shop.batch.yaml", "--origins").out
    assert printed.count("schema: public") == 2
    assert (
        len([line for line in printed.splitlines() if "team: shop" in line and "naming, shop.batch.yaml:2" in line])
        == 2
    )
    assert "table entry, shop.batch.yaml:6" in lint("explain", "shop.batch.yaml", "--why", "sink.table.schema").out

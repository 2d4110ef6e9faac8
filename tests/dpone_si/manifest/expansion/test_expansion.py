"""Corners of the expansion of batches and flows, each as dpone 0.88.0 has it (found by comparing generated manifests)."""

from __future__ import annotations

from typing import Any

import pytest

from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.effective import plain_process
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.model.processes import Process

BATCH = """
kind: dpone.batch.v1
naming: {%(naming)s}
defaults:
  source: {type: postgres, connection_ref: shop}
  sink: {type: bigquery, connection_ref: dwh%(sink)s}
  %(defaults)s
schemas:
  public:
    tables:
      - {table: %(table)s, overrides: {%(overrides)s}}
"""


def processes(text: str) -> list[Process]:
    return expand(Document("/srv/shop.batch.yaml", text), DiskLoader(None)).processes


def batch(**parts: str) -> dict[str, Any]:
    """The only process of a batch made of these parts."""
    blank = {"naming": "", "sink": "", "defaults": "", "table": "orders", "overrides": ""}
    (process,) = processes(BATCH % {**blank, **parts})
    return plain_process(process)


def test_a_sink_without_any_table_name_has_room_for_one() -> None:
    assert batch()["sink"]["table"] == {}


def test_naming_labels_fill_only_an_absent_block() -> None:
    assert batch(naming="labels: {team: sales}")["sink"]["options"] == {"table_labels": {"team": "sales"}}
    assert batch(naming="labels: {team: sales}", sink=", options: {table_labels: {}}")["sink"]["options"] == {
        "table_labels": {}
    }


def test_a_template_in_a_table_name_is_rendered_but_not_in_the_selector() -> None:
    (process,) = processes(
        BATCH % {"naming": "", "sink": "", "defaults": "", "table": '"{{ src_schema }}_x"', "overrides": ""}
    )
    assert process.selector == "public.{{ src_schema }}_x"
    assert plain_process(process)["source"]["table"] == {"schema": "public", "name": "public_x"}


def test_templates_see_the_name_that_naming_gives() -> None:
    made = batch(naming='process_name: "load_{{ src_table }}"', overrides='description: "runs {{ name }}"')
    assert made["description"] == "runs load_orders"


def test_naming_does_not_see_what_naming_fills_in() -> None:
    made = batch(naming='process_name: "load_{{ src_table }}", description: "{{ name }}"')
    assert made["description"] is None


def test_what_hangs_on_a_name_that_cannot_be_told_cannot_be_told_either() -> None:
    parts = {"naming": 'process_name: "{{ env_code }}_x"', "sink": "", "defaults": "", "table": "orders"}
    (process,) = processes(BATCH % {**parts, "overrides": 'description: "runs {{ name }}", task_group: "{{ name }}"'})
    assert (process.data("description"), process.data("task_group")) == (UNKNOWN, UNKNOWN)
    assert process.faults == []


@pytest.mark.parametrize(
    ("below", "above", "expected"),
    [
        ("[a.yaml]", "[b.yaml]", ["a.yaml", "b.yaml"]),
        ("a.yaml", "[b.yaml]", ["b.yaml"]),
        ("{path: a.yaml}", "[]", []),
        ("[a.yaml]", "b.yaml", "b.yaml"),
    ],
)
def test_dependencies_append_list_to_list_and_replace_otherwise(below: str, above: str, expected: object) -> None:
    assert batch(defaults=f"depends_on: {below}", overrides=f"depends_on: {above}")["depends_on"] == expected


def test_the_quality_of_a_flow_process_beats_that_of_the_root() -> None:
    text = """
kind: dpone.flow.v1
authoring: {mode: flow, source: work/shop.batch.yaml}
quality: {checks: [{type: min_rows, threshold: 1}]}
processes:
  - {name: own, source: {table: {schema: a, name: b}}, sink: {}, quality: {checks: [{type: min_rows, threshold: 2}]}}
  - {name: shared, source: {table: {schema: a, name: c}}, sink: {}}
"""
    assert [plain_process(process)["quality"]["checks"][0]["threshold"] for process in processes(text)] == [2, 1]

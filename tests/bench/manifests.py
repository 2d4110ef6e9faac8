"""Manifests of any size for benchmarks: without faults, so that what is measured is the common case."""

from __future__ import annotations

from pathlib import Path

_SINGLE = """# Orders of shop {number}, loaded every night.
name: load_orders_{number}
description: |
  Orders of shop {number}.

  Owner: the shop team.
  Source: the shop's own database.
  Rows change for about a week after the order was placed, so the load looks back that far.

source:
  type: postgres
  connection_id: shop_{number}
  connection_type: airflow
  table:
    schema: public
    name: orders_{number}
  options:
    batch_size: 50000
    columns:
      - order_id
      - customer_id
      - business_date
      - status
      - amount
      - currency
      - discount
      - updated_at

sink:
  type: clickhouse
  connection_id: dwh
  connection_type: airflow
  table:
    schema: sales
    name: orders_{number}
  strategy:
    mode: incremental_merge
    # An order keeps its number for life.
    unique_key: [order_id]
  options:
    batch_size: 100000

state:
  type: postgres
  connection_ref: state

quality:
  gates:
    - id: enough_rows
      type: min_rows
      threshold: 1
      severity: error

x-owner: shop
x-pager: shop-oncall
x-reviewed: "2026-01-15"
x-tier: gold
x-notes:
  - The shop closes its books on the fifth.
"""

_HEAD = """kind: dpone.batch.v1
naming:
  process_name: "load_{{ src_table }}"
  sink_table: "{{ src_table }}"
defaults:
  source:
    type: postgres
    connection_id: shop
    connection_type: airflow
  sink:
    type: clickhouse
    connection_id: dwh
    connection_type: airflow
    table: {schema: sales}
    strategy:
      mode: incremental_merge
      unique_key: [id]
  state:
    type: postgres
    connection_ref: state
schemas:
  public:
    tables:
"""


def single(number: int = 0) -> str:
    """One process in sixty lines."""
    return _SINGLE.format(number=number)


def batch(tables: int, *, plain: bool = False) -> str:
    """Many tables over one `defaults`; five lines each, or one when `plain`."""
    entry = "      - t{number}\n" if plain else (
        "      - table: t{number}\n        overrides:\n          sink:\n            strategy:\n              unique_key: [id, part_{number}]\n"
    )  # fmt: skip
    return _HEAD + "".join(entry.format(number=number) for number in range(tables))


def fleet(folder: Path, count: int) -> None:
    """A folder of single manifests of sixty lines."""
    for number in range(count):
        place = folder / f"team_{number % 20}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"orders_{number}.yaml").write_text(single(number), encoding="utf-8")

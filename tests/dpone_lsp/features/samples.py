"""Manifests the navigation tests put their marks into."""

from __future__ import annotations

SINGLE = """
name: orders
source: {type: postgres, connection_type: env, connection_id: pg, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: env
  connection_id: ch
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [id]
"""

BATCH = """
kind: dpone.batch.v1
vars:
  owner: team
# one
# two
# three
defaults:
  name: "{{ owner }}_{{ src_table }}"
  source: {type: postgres, connection_type: env, connection_id: pg}
  sink:
    type: clickhouse
    connection_type: env
    connection_id: ch
    table: {schema: raw, name: "{{ src_table }}"}
    strategy:
      mode: incremental_merge
      unique_key: [id]
schemas:
  public:
    tables:
      - orders
      - table: items
        overrides:
          depends_on: ["#public.orders"]
          sink:
            strategy:
              mode: full_refresh
"""


def mark(text: str, *pairs: tuple[str, str]) -> str:
    """The text with parts replaced by the same parts with marks; each must be there once."""
    for plain, marks in pairs:
        assert text.count(plain) == 1, plain
        text = text.replace(plain, marks)
    return text

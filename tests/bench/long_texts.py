"""Long manifests, each with the place where somebody types."""

from __future__ import annotations

from typing import NamedTuple

_HEAD = """\
kind: dpone.batch.v1
naming:
  process_name: "shop.{{ src_schema }}.{{ src_table }}"
  sink_table: "{{ src_table }}"
defaults:
  source: {type: postgres, connection_id: shop, connection_type: airflow}
  sink:
    type: clickhouse
    connection_id: dwh
    connection_type: airflow
    table: {schema: raw}
    strategy: {mode: auto, unique_key: [id]}
schemas:
  public:
    tables:
"""
_TABLE = """\
      - table: orders_{number}
        id: shop.orders_{number}
        vars: {{team: t{team}}}
        overrides:
          source:
            options:
              estimated_rows: {rows}
              incremental_column: updated_at
          sink:
            table: {{name: "o_{{{{ src_table }}}}"}}
            strategy:
              mode: {mode}
              unique_key: [order_id, line_no]
              partition: {{column: business_date}}
"""
_MODES = ("auto", "incremental_merge", "full_refresh", "incremental_append", "partition_replace")
_SINGLE = """\
name: orders
source:
  type: postgres
  connection_id: shop
  connection_type: airflow
  table: {schema: public, name: orders}
sink:
  type: clickhouse
  connection_id: dwh
  connection_type: airflow
  table: {schema: raw, name: orders}
  strategy:
    mode: incremental_merge
    unique_key: [id]
schema_contract:
  columns:
"""


class Long(NamedTuple):
    """A text and a zero-based place in it."""

    text: str
    line: int
    column: int


def tables(lines: int) -> Long:
    """A batch of tables with overrides; the cursor key of one in the middle is edited."""
    return _at(_batch(lines), "incremental_column: upd")


def half_typed(lines: int) -> Long:
    """The same; a new key is begun in the middle, and no letter of it parses."""
    text = _batch(lines)
    at = text.index("              incremental_column", len(text) // 2)
    return _at(text[:at] + "              qqq\n" + text[at:], "              qqq")


def defaults(lines: int) -> Long:
    """The same; a value that every table inherits is edited."""
    text = _batch(lines)
    return _at(text, "{schema: raw", after=0)


def one_line_tables(lines: int) -> Long:
    """A batch with one table a line; the name of one in the middle is edited."""
    names = [f"      - t{number}\n" for number in range(lines - _HEAD.count("\n"))]
    return _at(_HEAD + "".join(names), f"- t{len(names) // 2}\n", after=0, back=1)


def single(lines: int) -> Long:
    """One process with a long schema contract; the type of a column in the middle is edited."""
    columns = [f"    c{number}: {{type: string, nullable: true}}\n" for number in range(lines - _SINGLE.count("\n"))]
    return _at(_SINGLE + "".join(columns), f"c{len(columns) // 2}: {{type: str")


def _batch(lines: int) -> str:
    size = _TABLE.count("\n")
    parts = [_HEAD]
    for number in range((lines - _HEAD.count("\n")) // size):
        parts.append(
            _TABLE.format(number=number, team=number % 7, rows=1000 * (number % 50 + 1), mode=_MODES[number % 5])
        )
    return "".join(parts)


def _at(text: str, mark: str, *, after: int | None = None, back: int = 0) -> Long:
    """The place behind a mark, looked for from the middle of the text on unless told otherwise."""
    at = text.index(mark, len(text) // 2 - len(mark) - 100 if after is None else after) + len(mark) - back
    return Long(text, text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1)

"""Completion at the mark of a text."""

from __future__ import annotations

from pathlib import Path

from dpone_lsp.features.completion import Completion, completion
from dpone_lsp.testing.fixtures import analysis_of, marked

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
SINGLE = """\
name: orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
"""


def at(text: str, **around: object) -> Completion | None:
    found = marked(text)
    return completion(analysis_of(found.text, **around), found.cursor)  # type: ignore[arg-type]


def labels(text: str, **around: object) -> list[str]:
    """Labels in the order an editor shows them."""
    found = at(text, **around)
    return (
        [] if found is None else [item.label for item in sorted(found.items, key=lambda item: (item.rank, item.label))]
    )


def applied(text: str, label: str, **around: object) -> str:
    """The text after choosing an item, without stops."""
    mark = marked(text)
    found = at(text, **around)
    assert found is not None
    item = next(item for item in found.items if item.label == label)
    return mark.text[: found.spot.start] + item.plain + mark.text[max(found.spot.end, mark.cursor) :]

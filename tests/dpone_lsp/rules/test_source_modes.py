"""The table of modes per source is what dpone's sources say themselves."""

from __future__ import annotations

import pytest

from dpone_si import vocabulary
from tests.oracle.client import OracleClient


@pytest.mark.parametrize("source", vocabulary.SOURCE_TYPES)
def test_a_source_extracts_for_the_modes_of_the_table(source: str, oracle: OracleClient) -> None:
    """Kafka topics and api providers are read by one way each; their tables are compared for a REST provider."""
    refused = {mode for mode in vocabulary.MODES if _refuses(oracle, source, mode)}
    assert set(vocabulary.MODES) - refused == set(vocabulary.MODES_BY_SOURCE[source])


def _refuses(oracle: OracleClient, source: str, mode: str) -> bool:
    connection = {"connection_type": "airflow", "connection_id": "shop"}
    process = {
        "name": "shop_orders",
        "source": {
            "type": source,
            "api_type": "rest",
            "topic": "orders",
            "table": {"schema": "public", "name": "orders"},
            **connection,
        },
        "sink": {
            "type": "clickhouse",
            "table": {"schema": "raw", "name": "orders"},
            "strategy": {
                "mode": mode,
                "unique_key": ["order_id"],
                "custom_predicate": "order_id > 1",
                "partition": {"column": "day"},
            },
            **connection,
        },
        "state": {"type": "postgres", **connection},
    }
    return any(objection.check == "source-knows-the-strategy" for objection in oracle.runtime_check(process))

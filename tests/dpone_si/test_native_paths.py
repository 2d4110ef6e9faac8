"""The fast path catalog: what it resolves, what its commands show, and its agreement with dpone."""

from __future__ import annotations

import pytest

from dpone_si.advisor import StrategyAdvisor, StrategyContext
from dpone_si.native_paths import NativeFastPathCatalog
from tests.oracle.client import OracleClient

CATALOG = NativeFastPathCatalog()


@pytest.mark.parametrize(
    ("source", "sink", "path_id", "commands"),
    [
        ("postgres", "mssql", "postgres_copy_to_mssql_bcp", ["COPY (SELECT", "bcp <staging_table> in", "-f data.fmt"]),
        ("mysql", "SQL-Server", "mysql_stream_to_mssql_bcp", ["SELECT <columns>", "bcp <staging_table> in data.bcp"]),
        ("mssql", "clickhouse", "mssql_bcp_queryout_to_clickhouse_typed_wire", ["queryout", "FORMAT CustomSeparated"]),
        (
            "clickhouse",
            "sql_server",
            "clickhouse_streaming_to_mssql_bcp_staging",
            ["system.columns", "bcp <staging_table> in"],
        ),
        ("Postgres", " ClickHouse ", "postgres_copy_to_clickhouse_http_tsv", ["COPY (SELECT", "curl --data-binary"]),
        ("mssql", "mssql", "mssql_bcp_queryout_to_bcp_import", ["queryout", "bcp <staging_table> in"]),
        ("kafka", "bigquery", "streaming_rows", ["dpone run manifest.yaml"]),
    ],
)
def test_a_pair_has_its_route_and_its_commands(source: str, sink: str, path_id: str, commands: list[str]) -> None:
    """The native path command text shows the export and the import of the route."""
    path = CATALOG.resolve(source, sink)
    assert path.path_id == path_id
    text = "\n".join(path.commands)
    assert [command for command in commands if command not in text] == []


def test_placeholders_never_look_like_values() -> None:
    """Servers, databases and tables in commands stand in angle brackets, so nothing can be run by accident."""
    for path in CATALOG.paths():
        for command in path.commands:
            for flag in (" -S ", " -d "):
                assert all(rest.startswith("<") for rest in command.split(flag)[1:]), command


@pytest.mark.parametrize("mode", ["auto", "typed_binary", "typed_raw", "driver"])
@pytest.mark.parametrize("native", ["auto", "bcp_native"])
@pytest.mark.parametrize("export", ["bcp", "streaming"])
def test_every_route_a_decision_can_name_is_described(mode: str, native: str, export: str) -> None:
    """SQL Server to ClickHouse has several routes; each is found by the id in the decision."""
    wire = {"mode": mode, "source_native_format": native, "binary_format": "native"}
    options = {"mssql_export_mode": export, "native_transfer": {"wire": wire}}
    decision = StrategyAdvisor().advise(StrategyContext("mssql", "clickhouse", source_options=options))
    path = CATALOG.find(decision.native_fast_path)
    assert path is not None
    assert (path.source_type, path.sink_type) == ("mssql", "clickhouse")
    assert decision.native_transfer_plan is not None
    assert decision.native_transfer_plan.fast_path_id == path.path_id


def test_an_unknown_id_is_no_path() -> None:
    """`find` does not invent a route."""
    assert CATALOG.find("carrier_pigeon") is None


def test_the_catalog_agrees_with_dpone(oracle: OracleClient) -> None:
    """Ids, endpoints, tools and fallbacks are facts; the sentences and command templates are ours."""
    for theirs in oracle.fast_paths():
        ours = CATALOG.resolve(theirs["source_type"], theirs["sink_type"]).to_dict()
        for fact in ("path_id", "source_type", "sink_type", "required_tools", "fallback_path"):
            assert ours[fact] == theirs[fact]

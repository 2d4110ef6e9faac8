"""Words and values nobody should write but somebody does: decision, compile result and matrix still equal those of dpone."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from dpone_si.advisor import StrategyAdvisor, StrategyContext
from dpone_si.certification import StrategyCertificationMatrixService
from dpone_si.compiler import StrategyAutoCompiler
from dpone_si.errors import StrategyIntelligenceError
from dpone_si.native_paths import NativeFastPathCatalog
from tests.dpone_si.test_advisor import comparable
from tests.oracle.client import OracleClient, OracleError
from tests.oracle.tagging import new

PACKAGE = "dpone.strategy_intelligence"
NAN, INFINITE = float("nan"), float("inf")
TYPES = (
    *("postgres", "mssql", "clickhouse", "kafka", "bigquery") * 2,
    *("api", "rest", "bq", "sqlserver", "SQL-Server", " MsSql ", "postgresql", "odbc", "microsoft mssql", "oracle", "", "Click House"),
)  # fmt: skip
MODES = (
    *("auto",) * 6,
    "default",
    "",
    None,
    " AUTO ",
    "Full-Refresh",
    "partition-replace",
    "SCD2",
    "merge",
    "overwrite",
    0,
    1,
    True,
    False,
)
NUMBERS = (
    None, "", " ", "0", "-1", "0.2", "abc", "50k", "1_000_000", "1e6", " 7 ", "٣", True, False, 0, 1, -1, 0.05, -0.5, 2.5,
    NAN, INFINITE, -INFINITE, 10**7, 10**20, 999_999.5, [], ["a"], {}, {"a": 1}, "1,000",
)  # fmt: skip
KEYS = (None, "", "id", "a, b,,", "  ", [], [""], ["a", None, 2, " b "], 0, 1, False, True, {"a": 1})
COLUMNS = (None, "", "day", " ", 0, 1, False, True)
PARTITIONS = (None, {}, {"column": "day"}, {"column": ""}, {"column": 5}, {"column": None}, "day", ["day"])
POLICIES = (None, "", "auto", "default", "delete+insert", "exchange", " Shadow-Swap ", "x", 0, True)
SWITCHES = (True, False, None, "no", "false", 0, 1, "")


def odd_process(random: Random) -> dict[str, Any]:
    """The arguments of one call of `compile`."""

    def some(choices: dict[str, tuple[Any, ...]]) -> dict[str, Any]:
        return {name: random.choice(values) for name, values in choices.items() if random.random() < 0.45}

    hints = {"estimated_rows": NUMBERS, "changed_percent": NUMBERS, "delete_percent": NUMBERS, "unique_key": KEYS}
    source = {
        **hints,
        "partition_column": COLUMNS,
        "incremental_column": COLUMNS,
        "cdc_enabled": SWITCHES,
        "event_table": SWITCHES,
    }
    return {
        "source_type": random.choice(TYPES),
        "sink_type": random.choice(TYPES),
        "strategy_cfg": some({"mode": MODES, "merge_policy": POLICIES, "unique_key": KEYS, "partition": PARTITIONS}),
        "source_options": some(source),
        "sink_options": random.choice([None, {}, {"merge_policy": "x"}]),
    }


@pytest.mark.parametrize("seed", range(4))
def test_odd_processes_compile_to_what_dpone_makes_of_them(oracle: OracleClient, seed: int) -> None:
    """The same strategy and decision, and a refusal exactly where dpone fails."""
    random = Random(seed)
    refused = 0
    for _ in range(1000):
        process = odd_process(random)
        try:
            strategy, kept = StrategyAutoCompiler().compile(**process)
        except StrategyIntelligenceError:
            refused += 1
            with pytest.raises(OracleError):
                oracle.call(f"{PACKAGE}.compiler:StrategyAutoCompiler.compile", **process)
            continue
        theirs = oracle.call(f"{PACKAGE}.compiler:StrategyAutoCompiler.compile", **process)
        decision: Any = kept["decision"]
        assert (strategy.value, comparable(decision)) == (theirs[0], comparable(theirs[1]["decision"])), process
    assert 100 < refused < 900


@pytest.mark.parametrize("seed", range(2))
def test_odd_contexts_are_decided_as_dpone_decides_them(oracle: OracleClient, seed: int) -> None:
    """Hints of the wrong kind given to the advisor itself; what it cannot compare, neither can."""
    random = Random(seed)
    for _ in range(600):
        context = {
            "source_type": random.choice((*TYPES, None, 0, True)),
            "sink_type": random.choice((*TYPES, None, 0, True)),
            "requested_mode": random.choice(MODES),
            "requested_merge_policy": random.choice(POLICIES),
            "unique_key": random.choice([(), ("id",), "id", "", None, 0, 1]),
            "estimated_rows": random.choice([None, 0, -1, NAN, INFINITE, True, 2_000_000, 10**20]),
            "changed_percent": random.choice([None, 0, -1, NAN, INFINITE, True, 0.05, 20]),
            "delete_percent": random.choice([None, 0, -1, NAN, INFINITE, True, False, 0.1]),
            "partition_column": random.choice(COLUMNS),
            "cdc_available": random.choice(SWITCHES),
            "source_cursor": random.choice(COLUMNS),
        }
        ours = StrategyAdvisor().advise(StrategyContext(**context)).to_dict()
        asked = new(f"{PACKAGE}.advisor:StrategyContext", **context)
        assert comparable(ours) == comparable(oracle.call(f"{PACKAGE}.advisor:StrategyAdvisor.advise", asked)), context


def test_lookup_finds_what_dpone_finds(oracle: OracleClient) -> None:
    """Case is folded, nothing else: aliases and spaces are not in the matrix."""
    matrix = StrategyCertificationMatrixService().build()
    built = oracle.call(f"{PACKAGE}.certification:StrategyCertificationMatrixService.build")["entries"]
    known = {(entry["source_type"], entry["sink_type"], entry["strategy_mode"]): entry for entry in built}
    for source in set(TYPES):
        for sink in set(TYPES):
            for mode in ("full_refresh", "SCD2", "full-refresh", "auto", ""):
                words = (source.lower(), sink.lower(), mode.lower())
                expected = known.get(
                    words, {"status": "not_supported", "native_fast_path": "streaming_rows", "required_evidence": []}
                )
                entry = matrix.lookup(source, sink, mode).to_dict()
                assert {name: entry[name] for name in expected} == expected
                assert (entry["source_type"], entry["sink_type"], entry["strategy_mode"]) == words


def test_routes_are_those_of_dpone(oracle: OracleClient) -> None:
    """Every pair of spellings leads to the same route."""
    catalog = NativeFastPathCatalog()
    for source in set(TYPES):
        for sink in set(TYPES):
            theirs = oracle.call(f"{PACKAGE}.native_paths:NativeFastPathCatalog.resolve", source, sink)
            assert catalog.resolve(source, sink).path_id == theirs["path_id"]

"""LoadConfig and its builder: defaults, key places, conflicts, the compiled strategy, and agreement with the real dpone."""

from __future__ import annotations

from dataclasses import fields
from random import Random
from typing import Any

import pytest

from dpone_si.compiler import StrategyAutoCompiler
from dpone_si.errors import (
    HintValueError,
    LoadConfigError,
    StrategyIntelligenceError,
    UniqueKeyConflictError,
    UnknownModeError,
)
from dpone_si.load_config import LoadConfig, LoadConfigBuilder, LoadStrategy
from tests.dpone_si.processes import random_process
from tests.dpone_si.test_advisor import comparable
from tests.oracle.client import OracleClient, OracleError


def build(source: dict[str, Any] | None = None, sink: dict[str, Any] | None = None, **root: Any) -> LoadConfig:
    return LoadConfigBuilder().build({"source": source or {}, "sink": sink or {}, **root})


def decision_of(config: LoadConfig) -> dict[str, Any]:
    return config.options["strategy_intelligence"]["decision"]


def test_an_empty_process_has_dpones_defaults() -> None:
    """Postgres into BigQuery, everything reloaded, into staging schema `staging`."""
    config = build()
    assert (config.options["source_type"], config.options["sink_type"]) == ("postgres", "bigquery")
    assert (config.load_strategy, config.staging_schema) == (LoadStrategy.FULL_REFRESH, "staging")
    assert (config.batch_size, config.export_format, config.unique_key) == (10_000, "csv", None)


def test_auto_is_compiled_and_the_decision_is_kept() -> None:
    """`build` returns a concrete strategy, the partition it needs, and the decision in the options."""
    config = build(
        {"options": {"partition_column": "day", "estimated_rows": 20_000_000, "changed_percent": 0.3}},
        {"type": "clickhouse", "strategy": {"mode": "auto"}},
    )
    assert config.load_strategy is LoadStrategy.PARTITION_REPLACE
    assert config.partition == {"column": "day", "values_from_staging": True}
    assert decision_of(config)["strategy_mode"] == "partition_replace"


@pytest.mark.parametrize(
    ("source", "sink", "size"),
    [
        ({}, {}, 100_000),
        ({"batch_size": 7}, {"batch_size": 8}, 7),
        ({}, {"batch_size": 8}, 8),
        ({"batch_size": 0}, {}, 10_000),
    ],
)
def test_adaptive_batch_size_fills_only_what_the_author_left_open(
    source: dict[str, Any], sink: dict[str, Any], size: int
) -> None:
    """Source option, sink option, the advisor's size; a zero is an authored value and means the default."""
    config = build({"options": {"estimated_rows": 20_000_000, **source}}, {"options": sink})
    assert config.batch_size == size


def test_the_key_is_found_in_three_places_but_auto_looks_at_two() -> None:
    """A key in `sink.options` serves the load and is not seen by the advisor."""
    assert build(sink={"strategy": {"unique_key": ["a", "b"]}}).unique_key == ["a", "b"]
    assert build({"options": {"unique_key": "id"}}, {"strategy": {"mode": "auto"}}).unique_key == "id"
    config = build(sink={"options": {"unique_key": "id"}, "strategy": {"mode": "auto"}})
    assert (config.unique_key, config.load_strategy) == ("id", LoadStrategy.FULL_REFRESH)


def test_conflicting_keys_name_both_places() -> None:
    """The message says where the two are and which to keep."""
    with pytest.raises(UniqueKeyConflictError) as raised:
        build({"options": {"unique_key": "b"}}, {"strategy": {"unique_key": "a"}})
    assert "`sink.strategy.unique_key` and `source.options.unique_key`" in str(raised.value)
    assert raised.value.cure == "Keep `sink.strategy.unique_key` only."


@pytest.mark.parametrize(
    ("source", "sink", "error", "key"),
    [
        ({}, {"strategy": {"mode": "upsert"}}, UnknownModeError, "sink.strategy.mode"),
        ({"options": {"estimated_rows": "50k"}}, {}, HintValueError, "source.options.estimated_rows"),
        ({"options": {"batch_size": "50k"}}, {}, LoadConfigError, "source.options.batch_size"),
        ({"options": []}, {}, None, None),
        ({"options": ["a"]}, {}, LoadConfigError, "source.options"),
        ({"type": "api", "options": "fast"}, {}, LoadConfigError, "source.options"),
        ({}, {"strategy": {"unique_key": 5}}, LoadConfigError, "sink.strategy.unique_key"),
        ({}, {"strategy": {"atomicity": "x"}}, LoadConfigError, "sink.strategy.atomicity"),
        ({}, {"strategy": {"portable_scope": "day = 1"}}, LoadConfigError, "sink.strategy.portable_scope"),
        ({}, {"strategy": {"max_source_bytes": 1}}, LoadConfigError, "sink.strategy.max_source_bytes"),
        (
            {"options": {"export_format": "binary"}},
            {"type": "bigquery"},
            LoadConfigError,
            "source.options.export_format",
        ),
        ({"type": "mssql", "table": {"schema": "a b", "name": "t"}}, {}, LoadConfigError, "source.table.schema"),
    ],
)
def test_bad_input_names_key_and_cure(
    source: dict[str, Any], sink: dict[str, Any], error: type[StrategyIntelligenceError] | None, key: str | None
) -> None:
    """Every refusal is typed, tells where, and ends with what to write."""
    if error is None:
        build(source, sink)
        return
    with pytest.raises(error) as raised:
        build(source, sink)
    assert raised.value.key == key
    assert raised.value.cure
    assert str(raised.value).startswith(f"{key}: ")


@pytest.mark.parametrize("process", [None, [], "orders", 5])
def test_what_is_no_mapping_is_no_process(process: Any) -> None:
    """Whoever takes a file apart by hand is told what to hand over."""
    with pytest.raises(LoadConfigError, match="a process is a mapping"):
        LoadConfigBuilder().build(process)


@pytest.mark.parametrize(
    ("blocks", "key"),
    [
        ({"strategy_cfg": "auto"}, "sink.strategy"),
        ({"source_options": None}, "source.options"),
        ({"sink_options": ["a"]}, "sink.options"),
    ],
)
def test_the_compiler_names_the_block_that_is_none(blocks: dict[str, Any], key: str) -> None:
    """dpone fails there too, with an AttributeError."""
    arguments: dict[str, Any] = {
        "source_type": "postgres",
        "sink_type": "mssql",
        "strategy_cfg": {},
        "source_options": {},
    }
    with pytest.raises(HintValueError, match="a mapping is expected") as raised:
        StrategyAutoCompiler().compile(**{**arguments, **blocks})
    assert raised.value.key == key


SENTENCES = {"strategy_intelligence", "repo_root"}


def view(config: LoadConfig) -> dict[str, Any]:
    """The config as plain data, the decision reduced to codes, paths of this machine left out."""
    plain = {field.name: getattr(config, field.name) for field in fields(config)}
    return _comparable({**plain, "load_strategy": config.load_strategy.value})


def _comparable(plain: dict[str, Any]) -> dict[str, Any]:
    options = {name: value for name, value in plain["options"].items() if name not in SENTENCES}
    decision = comparable(plain["options"]["strategy_intelligence"]["decision"])
    return {**plain, "options": options, "decision": decision}


def theirs(fields_of_dpone: dict[str, Any]) -> dict[str, Any]:
    """dpone's fields, reduced to the ones that a manifest can set, and its policy object to the mapping it stands for."""
    names = {field.name for field in fields(LoadConfig)}
    plain = {name: value for name, value in fields_of_dpone.items() if name in names}
    if plain["reconciliation_policy"] is not None:
        plain["reconciliation_policy"] = plain["options"]["reconciliation"]
    strategy = plain["load_strategy"]
    return _comparable({**plain, "load_strategy": getattr(strategy, "value", strategy)})


@pytest.mark.parametrize("seed", range(6))
def test_the_builder_agrees_with_dpone(oracle: OracleClient, seed: int) -> None:
    """What dpone builds we build, field by field; what it refuses or crashes on we refuse with a typed error."""
    random = Random(seed)
    built = refused = 0
    for _ in range(500):
        process = random_process(random)
        try:
            expected = theirs(oracle.compile(process))
        except OracleError:
            with pytest.raises(StrategyIntelligenceError):
                LoadConfigBuilder().build(process)
            refused += 1
        else:
            assert view(LoadConfigBuilder().build(process)) == expected, process
            built += 1
    assert min(built, refused) > 50, "the generator no longer covers both outcomes"

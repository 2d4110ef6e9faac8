"""The vocabulary: its tables agree with the installed dpone, and its normalisers fold the way dpone does."""

from __future__ import annotations

import pytest

from dpone_si import vocabulary
from dpone_si.load_strategy import LoadStrategy
from dpone_si.vocabulary import (
    canonical_api_type,
    canonical_endpoint,
    canonical_merge_policy,
    canonical_mode,
    needs_policy_opt_in,
    resolve_merge_policy,
    supports_merge_policy,
)
from tests.oracle.client import OracleClient

POLICIES = "dpone.runtime.sinks.merge_policy"


@pytest.mark.parametrize(
    ("word", "role", "name"),
    [
        ("postgres", "source", "postgres"),
        (" PostgreSQL ", "sink", "postgres"),
        ("SQL-Server", "sink", "mssql"),
        ("Microsoft MSSQL", "source", "mssql"),
        ("mysql", "sink", None),
        ("bigquery", "source", None),
        ("bq", "sink", None),
        ("rest", "source", None),
        ("api", "source", "api"),
    ],
)
def test_endpoint_words(word: str, role: vocabulary.Role, name: str | None) -> None:
    """Aliases fold; a type that exists only in the other role is none."""
    assert canonical_endpoint(word, role) == name


@pytest.mark.parametrize(
    ("word", "mode"),
    [
        (None, "full_refresh"),
        ("", "full_refresh"),
        ("default", "auto"),
        (" Incremental-Merge ", "incremental_merge"),
        ("upsert", None),
        (True, None),
    ],
)
def test_mode_words(word: object, mode: str | None) -> None:
    """An absent mode is what a run makes of it, not what the advisory command says."""
    assert canonical_mode(word) == mode


def test_merge_policy_of_a_sink() -> None:
    """`auto` depends on the sink, aliases fold, and an unknown word or sink has no policy."""
    assert resolve_merge_policy("clickhouse", None) == "lightweight_delete_insert"
    assert resolve_merge_policy("SQLServer", "Delete+Insert") == "delete_insert"
    assert resolve_merge_policy("kafka", "shadow_swap") == "shadow_swap"
    assert not supports_merge_policy("kafka", "shadow_swap")
    assert resolve_merge_policy("oracle", "auto") is None
    assert resolve_merge_policy("mssql", "magic") is None
    assert needs_policy_opt_in("clickhouse", "mutation_delete_insert")


def test_api_types() -> None:
    """The known misspelling folds; other words are only passed through by dpone and have no canonical form."""
    assert (canonical_api_type("FastRack"), canonical_api_type("jira")) == ("fasttrack", None)


def test_tables_are_read_only() -> None:
    """Nobody can change a fact at run time."""
    with pytest.raises(TypeError):
        vocabulary.MODE_ALIASES["x"] = "y"  # type: ignore[index]


def test_modes_are_the_load_strategies(oracle: OracleClient) -> None:
    """Our words are our enumeration, and dpone knows each of them."""
    assert tuple(strategy.value for strategy in LoadStrategy) == vocabulary.MODES
    assert all(oracle.call("dpone.config.load_strategy:LoadStrategy", mode) == mode for mode in vocabulary.MODES)


def test_policy_tables_are_those_of_dpone(oracle: OracleClient) -> None:
    """Defaults, support, opt-in and partition sinks per sink."""
    assert dict(vocabulary.DEFAULT_MERGE_POLICY_BY_SINK) == oracle.call(f"{POLICIES}:DEFAULT_MERGE_POLICY_BY_SINK")
    assert dict(vocabulary.MERGE_POLICIES_BY_SINK) == oracle.call(f"{POLICIES}:SUPPORTED_MERGE_POLICIES_BY_SINK")
    assert set(vocabulary.GUARDED_MERGE_POLICIES) == set(oracle.call(f"{POLICIES}:NON_RECOMMENDED_POLICIES"))
    assert set(vocabulary.PARTITION_REPLACE_SINKS) == set(oracle.call(f"{POLICIES}:DB_PARTITION_REPLACE_SINKS"))


def test_policy_words_fold_as_in_dpone(oracle: OracleClient) -> None:
    """Every alias and every policy, in several spellings."""
    for word in (*vocabulary.MERGE_POLICY_ALIASES, *vocabulary.MERGE_POLICIES, "auto"):
        for spelling in (word, word.upper(), f" {word} ", word.replace("_", "-")):
            assert canonical_merge_policy(spelling) == oracle.call(f"{POLICIES}:_normalize_policy", spelling)


def test_endpoint_words_fold_as_in_dpone(oracle: OracleClient) -> None:
    """The loader's and the advisor's folding, including words neither knows."""
    words = (*vocabulary.ENDPOINT_ALIASES, *vocabulary.ADVISOR_ENDPOINT_ALIASES, *vocabulary.SOURCE_TYPES, "Or-acle")
    for word in words:
        for spelling in (word, word.title(), f"{word} "):
            loader = oracle.call("dpone.contracts.connector_declarations:canonical_endpoint_type", spelling)
            advisor = oracle.call("dpone.strategy_intelligence.advisor:_normalize", spelling)
            assert vocabulary.loader_endpoint(spelling) == loader
            assert vocabulary.advisor_endpoint(spelling) == advisor


def test_api_types_are_those_of_dpone(oracle: OracleClient) -> None:
    """Canonical words plus aliases make up dpone's list."""
    known = oracle.call("dpone.contracts.api_sources:list_api_source_types")
    assert sorted({*vocabulary.API_TYPES, *vocabulary.API_TYPE_ALIASES}) == known

"""The certification matrix: its statuses, its lookup, its files, and its equality with the one of dpone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dpone_si.certification import (
    StrategyCertificationArtifactWriter,
    StrategyCertificationMatrix,
    StrategyCertificationMatrixService,
    render_matrix_markdown,
)
from dpone_si.errors import ArtifactWriteError
from tests.oracle.client import OracleClient

MATRIX = StrategyCertificationMatrixService().build()


def test_matrices_compare_by_what_they_hold() -> None:
    """And one entry less is another matrix."""
    again = StrategyCertificationMatrixService().build()
    assert (again, hash(again)) == (MATRIX, hash(MATRIX))
    assert StrategyCertificationMatrix(MATRIX.entries[1:]) != MATRIX
    assert repr(MATRIX) == "StrategyCertificationMatrix(270 entries)"


@pytest.mark.parametrize(
    ("source", "sink", "strategy", "status"),
    [
        ("postgres", "mssql", "incremental_merge", "contract_gate"),
        ("postgres", "mssql", "partition_replace", "manual_live_gate"),
        ("POSTGRES", "BigQuery", "SCD2", "manual_live_gate"),
        ("api", "clickhouse", "full_refresh", "not_supported"),
        (" postgres", "mssql", "full_refresh", "not_supported"),
        ("postgres", "kafka", "partition_replace", "not_supported"),
        ("mysql", "postgres", "cdc_apply", "not_supported"),
        ("clickhouse", "mssql", "incremental_merge", "not_supported"),
        ("clickhouse", "mssql", "full_refresh", "manual_live_gate"),
        ("oracle", "mssql", "full_refresh", "not_supported"),
        ("postgres", "mssql", "auto", "not_supported"),
    ],
)
def test_status_of_a_combination(source: str, sink: str, strategy: str, status: str) -> None:
    """Lookup knows the words of the matrix, in any case, as dpone's does; everything else is not supported."""
    assert MATRIX.lookup(source, sink, strategy).status == status


@pytest.mark.parametrize(
    ("source", "sink", "strategy", "status"),
    [
        ("SQLServer", "bq", "SCD2", "manual_live_gate"),
        ("api", "clickhouse", "Full-Refresh", "contract_gate"),
        ("postgresql", "odbc", "full_refresh", "contract_gate"),
        ("oracle", "mssql", "full_refresh", "not_supported"),
    ],
)
def test_authored_words_are_folded_first(source: str, sink: str, strategy: str, status: str) -> None:
    """A manifest spells types and modes in several ways; each finds the entry that is meant."""
    assert MATRIX.lookup_authored(source, sink, strategy).status == status


def test_only_supported_combinations_ask_for_evidence() -> None:
    """Evidence is required exactly where there is something to certify."""
    assert {bool(entry.required_evidence) for entry in MATRIX.entries if entry.status == "not_supported"} == {False}
    assert {bool(entry.required_evidence) for entry in MATRIX.entries if entry.status != "not_supported"} == {True}


def test_every_entry_equals_that_of_dpone(oracle: OracleClient) -> None:
    """All sources, sinks and strategies, in dpone's order."""
    assert MATRIX.to_dict()["entries"] == oracle.certification_matrix()


def test_both_files_say_the_same(tmp_path: Path) -> None:
    """The JSON holds every entry; the Markdown has one row for each and counts them."""
    artifact = StrategyCertificationArtifactWriter(tmp_path / "new" / "dir").write(MATRIX)
    stored = json.loads(artifact.json_path.read_text(encoding="utf-8"))
    assert stored == {"schema_version": "dpone.strategy.certification_matrix.v1", **MATRIX.to_dict()}
    text = artifact.markdown_path.read_text(encoding="utf-8")
    assert text == render_matrix_markdown(MATRIX)
    assert text.count("\n| `") == len(MATRIX.entries)
    supported = sum(entry.status == "contract_gate" for entry in MATRIX.entries)
    assert f"- {supported} `contract_gate`: certified by contract tests" in text


def test_writing_again_replaces_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """The same two files, whole, without temporary ones."""
    writer = StrategyCertificationArtifactWriter(tmp_path)
    writer.write(MATRIX)
    writer.write(MATRIX)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "strategy_certification_matrix.json",
        "strategy_certification_matrix.md",
    ]


def test_an_unwritable_place_is_named(tmp_path: Path) -> None:
    """A file where the directory should be: the error names the path and the cure."""
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(ArtifactWriteError) as raised:
        StrategyCertificationArtifactWriter(tmp_path / "taken").write(MATRIX)
    assert str(tmp_path / "taken") in str(raised.value)
    assert raised.value.cure

"""The certification matrix: how far each combination of source, sink and strategy is certified in dpone 0.88.0."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dpone_si.artifacts import write_atomically
from dpone_si.models import StrategyCertificationEntry
from dpone_si.native_paths import STREAMING_ROWS, NativeFastPathCatalog
from dpone_si.vocabulary import DATABASE_SINKS, PARTITION_REPLACE_SINKS, advisor_endpoint, fold, loader_endpoint

MATRIX_SCHEMA_VERSION = "dpone.strategy.certification_matrix.v1"

CERTIFIED_SOURCES = ("postgres", "mssql", "mysql", "clickhouse", "rest", "kafka")
"""Sources as the advisor names them; the `api` source of a manifest is `rest` here."""

CERTIFIED_SINKS = ("mssql", "postgres", "clickhouse", "bigquery", "kafka")
CERTIFIED_STRATEGIES = (
    "full_refresh",
    "incremental_append",
    "incremental_merge",
    "replace",
    "partition_replace",
    "snapshot_diff",
    "scd2",
    "cdc_apply",
    "backfill",
)

CONTRACT_GATE = "contract_gate"
MANUAL_LIVE_GATE = "manual_live_gate"
NOT_SUPPORTED = "not_supported"

STATUS_TITLES = {
    CONTRACT_GATE: "certified by contract tests",
    MANUAL_LIVE_GATE: "needs a manual run against live engines",
    NOT_SUPPORTED: "not supported",
}

_EVIDENCE = ("manifest_example", "strategy_plan", "wide_120_column_gate", "quality_reconciliation", "run_artifact")
_CDC_SOURCES = ("postgres", "mssql", "kafka")
_CLICKHOUSE_TO_MSSQL = ("full_refresh", "replace", "partition_replace", "backfill")
_CONTRACT_STRATEGIES = ("full_refresh", "incremental_append", "incremental_merge", "replace", "backfill")


class StrategyCertificationMatrix:
    """All certified combinations, in the order sources x sinks x strategies."""

    __slots__ = ("_by_key", "_entries")

    def __init__(self, entries: tuple[StrategyCertificationEntry, ...]) -> None:
        self._entries = entries
        self._by_key = {(entry.source_type, entry.sink_type, entry.strategy_mode): entry for entry in entries}

    def __eq__(self, other: object) -> bool:
        return self._entries == other._entries if isinstance(other, StrategyCertificationMatrix) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._entries)

    def __repr__(self) -> str:
        return f"StrategyCertificationMatrix({len(self._entries)} entries)"

    @property
    def entries(self) -> tuple[StrategyCertificationEntry, ...]:
        """Every entry, in order."""
        return self._entries

    def lookup(self, source_type: str, sink_type: str, strategy_mode: str) -> StrategyCertificationEntry:
        """The entry of one combination in the words of the matrix, in any case; `not_supported` when there is none."""
        key = (str(source_type).lower(), str(sink_type).lower(), str(strategy_mode).lower())
        return self._by_key.get(key) or StrategyCertificationEntry(*key, NOT_SUPPORTED, STREAMING_ROWS, ())

    def lookup_authored(self, source_type: str, sink_type: str, strategy_mode: str) -> StrategyCertificationEntry:
        """`lookup` for words as a manifest spells them: aliases such as `SQLServer` and `api` are folded first."""
        return self.lookup(_endpoint(source_type), _endpoint(sink_type), fold(strategy_mode))

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {"entries": [entry.to_dict() for entry in self._entries]}


class StrategyCertificationMatrixService:
    """Builds the matrix from its rules; two builds are equal."""

    def __init__(self, native_paths: NativeFastPathCatalog | None = None) -> None:
        self._native_paths = native_paths or NativeFastPathCatalog()

    def build(self) -> StrategyCertificationMatrix:
        """The whole matrix."""
        return StrategyCertificationMatrix(
            tuple(
                self._entry(source, sink, strategy)
                for source in CERTIFIED_SOURCES
                for sink in CERTIFIED_SINKS
                for strategy in CERTIFIED_STRATEGIES
            )
        )

    def _entry(self, source: str, sink: str, strategy: str) -> StrategyCertificationEntry:
        status = _status(source, sink, strategy)
        path = self._native_paths.resolve(source, sink).path_id
        evidence = () if status == NOT_SUPPORTED else _EVIDENCE
        return StrategyCertificationEntry(source, sink, strategy, status, path, evidence)


def _status(source: str, sink: str, strategy: str) -> str:
    if (source, sink) == ("clickhouse", "mssql"):
        return MANUAL_LIVE_GATE if strategy in _CLICKHOUSE_TO_MSSQL else NOT_SUPPORTED
    if strategy in _CONTRACT_STRATEGIES:
        return CONTRACT_GATE
    live = (
        (strategy == "partition_replace" and sink in PARTITION_REPLACE_SINKS)
        or (strategy in {"scd2", "snapshot_diff"} and sink in DATABASE_SINKS)
        or (strategy == "cdc_apply" and source in _CDC_SOURCES)
    )
    return MANUAL_LIVE_GATE if live else NOT_SUPPORTED


def _endpoint(value: str) -> str:
    return advisor_endpoint(loader_endpoint(value))


@dataclass(frozen=True, slots=True)
class StrategyCertificationArtifact:
    """Where the two files of one matrix are."""

    json_path: Path
    markdown_path: Path


class StrategyCertificationArtifactWriter:
    """Writes the matrix as JSON for tools and as Markdown for people, each file whole or not at all."""

    def __init__(self, base_dir: str | Path = "test_artifacts/strategies") -> None:
        self._base_dir = Path(base_dir)

    def write(self, matrix: StrategyCertificationMatrix) -> StrategyCertificationArtifact:
        """Replaces both files; raises ArtifactWriteError."""
        json_path = self._base_dir / "strategy_certification_matrix.json"
        markdown_path = self._base_dir / "strategy_certification_matrix.md"
        payload = {"schema_version": MATRIX_SCHEMA_VERSION, **matrix.to_dict()}
        write_atomically(json_path, json.dumps(payload, ensure_ascii=False, indent=2) + "\n")
        write_atomically(markdown_path, render_matrix_markdown(matrix))
        return StrategyCertificationArtifact(json_path=json_path, markdown_path=markdown_path)


def render_matrix_markdown(matrix: StrategyCertificationMatrix) -> str:
    """The matrix as a Markdown document: how many per status, then one row per combination."""
    counts = Counter(entry.status for entry in matrix.entries)
    summary = [f"- {counts[status]} `{status}`: {title}" for status, title in STATUS_TITLES.items()]
    rows = [
        f"| `{entry.source_type}` | `{entry.sink_type}` | `{entry.strategy_mode}` | `{entry.status}` | "
        f"`{entry.native_fast_path}` |"
        for entry in matrix.entries
    ]
    table = ["| Source | Sink | Strategy | Status | Native fast path |", "| --- | --- | --- | --- | --- |", *rows]
    return "\n".join(["# Strategy certification matrix", "", *summary, "", *table, ""])

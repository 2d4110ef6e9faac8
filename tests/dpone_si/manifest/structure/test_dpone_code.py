"""Every option that dpone's code reads by name is known to the typed structure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dpone_si.manifest.structure import block
from dpone_si.manifest.structure._table import BLOCKS
from tests.dpone_si.manifest.structure.oracle_schemas import schema_folder
from tests.loud_skips import skip_layer
from tests.oracle.client import OracleUnavailableError, oracle_python

FOLDERS = ("config", "dag", "strategy_intelligence", "runtime", "backfill", "governance")
"""Where manifests are parsed and loads are run; the rest of the package is reports and deployment."""

READING = re.compile(r"(?<![\w.\"])(?:\w+\.)?(\w*options|opts)(?: or \{\})?\)?\.get\(\s*\"([A-Za-z][\w]*)\"")
"""`options.get("key"`, `load_config.options.get("key"`, `(source_options or {}).get("key"`."""

NOT_AUTHORED = frozenset(
    {
        # put in by dpone between reading the manifest and running it
        "dpone_run_id", "load_id", "run_id", "mssql_native_window", "rolling_window", "sink_options", "source_options", "sink_type",
        "source_type", "target_type", "source_custom_predicate", "source_schema", "state_identity", "workload_id", "chunk_context",
        "range_consistency_binding", "range_parallelism_fallback_reason", "sink",
        # arguments of programs that build a run
        "campaign_lifecycle", "portable_scope_column_resolver", "portable_scope_history_proof", "target_publisher",
        "orchestrator_factory", "xmin_handoff_state_storage", "mssql_transaction_admission_service",
        # settings of the ODBC driver
        "MultiSubnetFailover",
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def package() -> Path:
    try:
        return schema_folder(oracle_python()).parent
    except OracleUnavailableError as absent:
        skip_layer("oracle", str(absent))


def test_every_option_that_the_code_reads_is_known(package: Path) -> None:
    """Named somewhere in our blocks; private names (with a leading underscore) are dpone's own."""
    known = {name for shape in BLOCKS for name in block(shape).keys} | NOT_AUTHORED
    lacking = {f"{key} ({place})" for key, place in _read(package) if key not in known}
    assert sorted(lacking) == []


@pytest.mark.parametrize(
    ("variable", "shape"), [("source_options", "source_options"), ("sink_options", "sink_options")]
)
def test_every_option_of_one_end_is_known_there(package: Path, variable: str, shape: str) -> None:
    """What is read from `source_options` is a key of source.options, and likewise for the sink."""
    known = {*block(shape).keys} | NOT_AUTHORED
    lacking = {f"{key} ({place})" for key, place in _read(package, variable) if key not in known}
    assert sorted(lacking) == []


def test_something_is_found(package: Path) -> None:
    """The pattern still matches how dpone is written."""
    assert {"batch_size", "estimated_rows", "partitioning"} <= {key for key, _ in _read(package)}


def _read(package: Path, variable: str | None = None) -> Iterator[tuple[str, str]]:
    for folder in FOLDERS:
        for path in sorted((package / folder).rglob("*.py")):
            for name, key in READING.findall(path.read_text(encoding="utf-8")):
                if variable is None or name == variable:
                    yield key, path.relative_to(package).as_posix()

"""The package itself: every public class is reachable from it, and importing it loads nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import dpone_si

PACKAGE = Path(dpone_si.__file__).parent

GUIDE = [
    ("models", "StrategyDecision"),
    ("models", "StrategySignal"),
    ("models", "NativeFastPath"),
    ("models", "RepairPlan"),
    ("models", "StrategyCertificationEntry"),
    ("native_paths", "NativeFastPathCatalog"),
    ("advisor", "StrategyAdvisor"),
    ("advisor", "StrategyContext"),
    ("repair", "RepairPlanService"),
    ("certification", "StrategyCertificationMatrixService"),
    ("compiler", "StrategyAutoCompiler"),
    ("preflight", "NativeFastPathPreflightService"),
    ("manifest_reader", "StrategyManifestReader"),
    ("service", "StrategyIntelligenceService"),
    ("adaptive", "AdaptiveBatchController"),
    ("live_preflight", "LivePreflightService"),
    ("live_preflight", "LivePreflightProbe"),
    ("live_preflight", "ProbeCheck"),
    ("load_config", "LoadConfig"),
    ("load_config", "LoadConfigBuilder"),
    ("replay", "ReplayExecutionService"),
    ("replay_adapters", "ReplayBackend"),
    ("replay_adapters", "ReplayBackendResult"),
    ("replay_adapters", "DbReplayAdapter"),
    ("replay_adapters", "KafkaReplayAdapter"),
    ("replay_adapters", "ReplayAdapterRegistry"),
    ("replay_adapters", "ArtifactOnlyReplayBackend"),
    ("replay_evidence", "ReplayEvidenceWriter"),
    ("live_backends", "ReplaySqlClient"),
    ("live_backends", "ReplayKafkaClient"),
    ("live_backends", "MssqlReplayBackend"),
    ("live_backends", "PostgresReplayBackend"),
    ("live_backends", "ClickHouseReplayBackend"),
    ("live_backends", "BigQueryReplayBackend"),
    ("live_backends", "KafkaLiveReplayBackend"),
    ("replay_clients", "RuntimeSqlReplayClient"),
    ("replay_clients", "RuntimeKafkaReplayClient"),
    ("replay_clients", "RuntimeReplayBackendFactory"),
    ("replay_clients", "ReplayBackendConnection"),
]
"""Module and name of every class the guide names."""


@pytest.mark.parametrize(("module", "name"), GUIDE)
def test_the_guides_names_are_importable_both_ways(module: str, name: str) -> None:
    """From the module the guide puts it in, and from the package: the same object."""
    assert getattr(dpone_si, name) is getattr(import_module(f"dpone_si.{module}"), name)


def test_every_export_resolves_and_is_listed() -> None:
    """No export points at nothing; `dir` and `__all__` show them all, in order."""
    assert list(dpone_si.__all__) == sorted(dpone_si.__all__)
    assert set(dpone_si.__all__) <= set(dir(dpone_si))
    assert [name for name in dpone_si.__all__ if getattr(dpone_si, name, None) is None] == []


def test_type_checkers_see_what_the_loader_serves() -> None:
    """The imports for type checkers name the same classes from the same modules as the lazy table."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    typed = {
        alias.name: node.module
        for block in tree.body
        if isinstance(block, ast.If)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert typed == dpone_si._EXPORTS  # pyright: ignore[reportPrivateUsage]


def test_an_unknown_name_is_an_attribute_error() -> None:
    """As for every module."""
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        dpone_si.Nonsense  # noqa: B018


def modules_loaded_by(statement: str) -> set[str]:
    program = f"import sys; before = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - before))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(run.stdout.split())


def test_importing_the_package_loads_nothing_else() -> None:
    """Not even a module of the standard library beyond what Python itself starts with."""
    assert modules_loaded_by("import dpone_si") - {"__future__"} == {"dpone_si"}


DECIDING = [
    "advisor",
    "compiler",
    "native_paths",
    "certification",
    "repair",
    "preflight",
    "live_preflight",
    "adaptive",
    "load_config",
]


@pytest.mark.parametrize("module", DECIDING)
def test_deciding_modules_use_the_standard_library_only(module: str) -> None:
    """No YAML, no driver, no connector, no protocol."""
    loaded = {name.partition(".")[0] for name in modules_loaded_by(f"import dpone_si.{module}")}
    assert loaded - sys.stdlib_module_names == {"dpone_si"}


@pytest.mark.parametrize(
    "module", ["advisor", "compiler", "native_paths", "repair", "adaptive", "load_config", "hints"]
)
def test_deciding_modules_stay_away_from_the_world(module: str) -> None:
    """No network, no clock, no subprocess and no temporary files on the way to a decision."""
    assert (
        modules_loaded_by(f"import dpone_si.{module}") & {"socket", "ssl", "subprocess", "tempfile", "datetime", "time"}
        == set()
    )

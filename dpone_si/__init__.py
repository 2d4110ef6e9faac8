"""dpone_si decides: what a load manifest means, which strategy its hints lead to, and how a failed run is repaired.

Every public class is importable from here as well as from its own module.
The imports are lazy (PEP 562), so `import dpone_si` itself loads nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.adaptive import (
        AdaptiveBatchController,
        AdaptiveDefaults,
        BatchAdjustment,
        BatchBenchmark,
        BatchObservation,
    )
    from dpone_si.advisor import StrategyAdvisor, StrategyContext
    from dpone_si.certification import (
        StrategyCertificationArtifact,
        StrategyCertificationArtifactWriter,
        StrategyCertificationMatrix,
        StrategyCertificationMatrixService,
    )
    from dpone_si.compiler import StrategyAutoCompiler
    from dpone_si.errors import StrategyIntelligenceError
    from dpone_si.live_preflight import (
        LivePreflightProbe,
        LivePreflightResult,
        LivePreflightService,
        PlanOnlyLivePreflightProbe,
        ProbeCheck,
    )
    from dpone_si.load_config import LoadConfig, LoadConfigBuilder
    from dpone_si.load_strategy import LoadStrategy
    from dpone_si.manifest_reader import ManifestReading, StrategyManifestReader
    from dpone_si.models import (
        AdaptiveBatchingPlan,
        NativeFastPath,
        RepairPlan,
        RepairStep,
        StrategyCertificationEntry,
        StrategyDecision,
        StrategySignal,
    )
    from dpone_si.native_paths import NativeFastPathCatalog
    from dpone_si.native_transfer import NativeTransferPlan
    from dpone_si.preflight import NativeFastPathPreflightResult, NativeFastPathPreflightService, ToolCheck
    from dpone_si.repair import RepairPlanService, RepairRequest
    from dpone_si.replay.adapters import (
        ArtifactOnlyReplayBackend,
        DbReplayAdapter,
        KafkaReplayAdapter,
        ReplayAdapter,
        ReplayAdapterRegistry,
        ReplayAdapterResult,
        ReplayBackend,
        ReplayBackendResult,
    )
    from dpone_si.replay.backends import (
        BigQueryReplayBackend,
        ClickHouseReplayBackend,
        KafkaLiveReplayBackend,
        MssqlReplayBackend,
        PostgresReplayBackend,
        ReplayKafkaClient,
        ReplaySqlClient,
    )
    from dpone_si.replay.clients import (
        ReplayBackendConnection,
        RuntimeKafkaReplayClient,
        RuntimeReplayBackendFactory,
        RuntimeSqlReplayClient,
    )
    from dpone_si.replay.evidence import ReplayEvidenceWriter
    from dpone_si.replay.service import ReplayExecutionRequest, ReplayExecutionResult, ReplayExecutionService
    from dpone_si.service import ManifestAdvice, StrategyIntelligenceService

_EXPORTS = {
    "AdaptiveBatchController": "dpone_si.adaptive",
    "AdaptiveBatchingPlan": "dpone_si.models",
    "AdaptiveDefaults": "dpone_si.adaptive",
    "ArtifactOnlyReplayBackend": "dpone_si.replay.adapters",
    "BatchAdjustment": "dpone_si.adaptive",
    "BatchBenchmark": "dpone_si.adaptive",
    "BatchObservation": "dpone_si.adaptive",
    "BigQueryReplayBackend": "dpone_si.replay.backends",
    "ClickHouseReplayBackend": "dpone_si.replay.backends",
    "DbReplayAdapter": "dpone_si.replay.adapters",
    "KafkaLiveReplayBackend": "dpone_si.replay.backends",
    "KafkaReplayAdapter": "dpone_si.replay.adapters",
    "LivePreflightProbe": "dpone_si.live_preflight",
    "LivePreflightResult": "dpone_si.live_preflight",
    "LivePreflightService": "dpone_si.live_preflight",
    "LoadConfig": "dpone_si.load_config",
    "LoadConfigBuilder": "dpone_si.load_config",
    "LoadStrategy": "dpone_si.load_strategy",
    "ManifestAdvice": "dpone_si.service",
    "ManifestReading": "dpone_si.manifest_reader",
    "MssqlReplayBackend": "dpone_si.replay.backends",
    "NativeFastPath": "dpone_si.models",
    "NativeFastPathCatalog": "dpone_si.native_paths",
    "NativeFastPathPreflightResult": "dpone_si.preflight",
    "NativeFastPathPreflightService": "dpone_si.preflight",
    "NativeTransferPlan": "dpone_si.native_transfer",
    "PlanOnlyLivePreflightProbe": "dpone_si.live_preflight",
    "PostgresReplayBackend": "dpone_si.replay.backends",
    "ProbeCheck": "dpone_si.live_preflight",
    "RepairPlan": "dpone_si.models",
    "RepairPlanService": "dpone_si.repair",
    "RepairRequest": "dpone_si.repair",
    "RepairStep": "dpone_si.models",
    "ReplayAdapter": "dpone_si.replay.adapters",
    "ReplayAdapterRegistry": "dpone_si.replay.adapters",
    "ReplayAdapterResult": "dpone_si.replay.adapters",
    "ReplayBackend": "dpone_si.replay.adapters",
    "ReplayBackendConnection": "dpone_si.replay.clients",
    "ReplayBackendResult": "dpone_si.replay.adapters",
    "ReplayEvidenceWriter": "dpone_si.replay.evidence",
    "ReplayExecutionRequest": "dpone_si.replay.service",
    "ReplayExecutionResult": "dpone_si.replay.service",
    "ReplayExecutionService": "dpone_si.replay.service",
    "ReplayKafkaClient": "dpone_si.replay.backends",
    "ReplaySqlClient": "dpone_si.replay.backends",
    "RuntimeKafkaReplayClient": "dpone_si.replay.clients",
    "RuntimeReplayBackendFactory": "dpone_si.replay.clients",
    "RuntimeSqlReplayClient": "dpone_si.replay.clients",
    "StrategyAdvisor": "dpone_si.advisor",
    "StrategyAutoCompiler": "dpone_si.compiler",
    "StrategyCertificationArtifact": "dpone_si.certification",
    "StrategyCertificationArtifactWriter": "dpone_si.certification",
    "StrategyCertificationEntry": "dpone_si.models",
    "StrategyCertificationMatrix": "dpone_si.certification",
    "StrategyCertificationMatrixService": "dpone_si.certification",
    "StrategyContext": "dpone_si.advisor",
    "StrategyDecision": "dpone_si.models",
    "StrategyIntelligenceError": "dpone_si.errors",
    "StrategyIntelligenceService": "dpone_si.service",
    "StrategyManifestReader": "dpone_si.manifest_reader",
    "StrategySignal": "dpone_si.models",
    "ToolCheck": "dpone_si.preflight",
}

__all__ = [
    "AdaptiveBatchController",
    "AdaptiveBatchingPlan",
    "AdaptiveDefaults",
    "ArtifactOnlyReplayBackend",
    "BatchAdjustment",
    "BatchBenchmark",
    "BatchObservation",
    "BigQueryReplayBackend",
    "ClickHouseReplayBackend",
    "DbReplayAdapter",
    "KafkaLiveReplayBackend",
    "KafkaReplayAdapter",
    "LivePreflightProbe",
    "LivePreflightResult",
    "LivePreflightService",
    "LoadConfig",
    "LoadConfigBuilder",
    "LoadStrategy",
    "ManifestAdvice",
    "ManifestReading",
    "MssqlReplayBackend",
    "NativeFastPath",
    "NativeFastPathCatalog",
    "NativeFastPathPreflightResult",
    "NativeFastPathPreflightService",
    "NativeTransferPlan",
    "PlanOnlyLivePreflightProbe",
    "PostgresReplayBackend",
    "ProbeCheck",
    "RepairPlan",
    "RepairPlanService",
    "RepairRequest",
    "RepairStep",
    "ReplayAdapter",
    "ReplayAdapterRegistry",
    "ReplayAdapterResult",
    "ReplayBackend",
    "ReplayBackendConnection",
    "ReplayBackendResult",
    "ReplayEvidenceWriter",
    "ReplayExecutionRequest",
    "ReplayExecutionResult",
    "ReplayExecutionService",
    "ReplayKafkaClient",
    "ReplaySqlClient",
    "RuntimeKafkaReplayClient",
    "RuntimeReplayBackendFactory",
    "RuntimeSqlReplayClient",
    "StrategyAdvisor",
    "StrategyAutoCompiler",
    "StrategyCertificationArtifact",
    "StrategyCertificationArtifactWriter",
    "StrategyCertificationEntry",
    "StrategyCertificationMatrix",
    "StrategyCertificationMatrixService",
    "StrategyContext",
    "StrategyDecision",
    "StrategyIntelligenceError",
    "StrategyIntelligenceService",
    "StrategyManifestReader",
    "StrategySignal",
    "ToolCheck",
]


def __getattr__(name: str) -> object:
    module = _EXPORTS.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(module), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_EXPORTS})

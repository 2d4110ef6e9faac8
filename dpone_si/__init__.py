"""dpone_si decides: what a load manifest means, which strategy its hints lead to, and how a failed run is repaired.

Every public class is importable from here as well as from its own module.
The imports are lazy (PEP 562), so `import dpone_si` itself loads nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.advisor import StrategyAdvisor, StrategyContext
    from dpone_si.compiler import StrategyAutoCompiler
    from dpone_si.load_strategy import LoadStrategy
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

_EXPORTS = {
    "AdaptiveBatchingPlan": "dpone_si.models",
    "LoadStrategy": "dpone_si.load_strategy",
    "NativeFastPath": "dpone_si.models",
    "NativeFastPathCatalog": "dpone_si.native_paths",
    "RepairPlan": "dpone_si.models",
    "RepairStep": "dpone_si.models",
    "StrategyAdvisor": "dpone_si.advisor",
    "StrategyAutoCompiler": "dpone_si.compiler",
    "StrategyCertificationEntry": "dpone_si.models",
    "StrategyContext": "dpone_si.advisor",
    "StrategyDecision": "dpone_si.models",
    "StrategySignal": "dpone_si.models",
}

__all__ = [
    "AdaptiveBatchingPlan",
    "LoadStrategy",
    "NativeFastPath",
    "NativeFastPathCatalog",
    "RepairPlan",
    "RepairStep",
    "StrategyAdvisor",
    "StrategyAutoCompiler",
    "StrategyCertificationEntry",
    "StrategyContext",
    "StrategyDecision",
    "StrategySignal",
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

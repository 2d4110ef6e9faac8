"""The frozen values dpone_si hands out: decisions, signals, fast paths, repair plans, certification entries.

One file per subject, loaded when first asked for: an analysis needs decisions and never a repair plan.
"""

from __future__ import annotations

from dpone_si.models.decisions import AdaptiveBatchingPlan, StrategyDecision, StrategySignal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.models.certification import StrategyCertificationEntry
    from dpone_si.models.fast_paths import NativeFastPath
    from dpone_si.models.repair import RepairPlan, RepairStep

_LAZY = {
    "NativeFastPath": "dpone_si.models.fast_paths",
    "RepairPlan": "dpone_si.models.repair",
    "RepairStep": "dpone_si.models.repair",
    "StrategyCertificationEntry": "dpone_si.models.certification",
}

__all__ = [
    "AdaptiveBatchingPlan",
    "NativeFastPath",
    "RepairPlan",
    "RepairStep",
    "StrategyCertificationEntry",
    "StrategyDecision",
    "StrategySignal",
]


def __getattr__(name: str) -> object:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(module), name)
    globals()[name] = value
    return value

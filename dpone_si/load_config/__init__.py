"""From the effective mapping of a process to the LoadConfig a run works with.

The classes are loaded when first asked for: an analysis needs the facts of the modules beside, not the builder.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dpone_si.load_config.builder import LoadConfigBuilder
    from dpone_si.load_config.config import LoadConfig
    from dpone_si.load_strategy import LoadStrategy

_LAZY = {
    "LoadConfig": "dpone_si.load_config.config",
    "LoadConfigBuilder": "dpone_si.load_config.builder",
    "LoadStrategy": "dpone_si.load_strategy",
}

__all__ = ["LoadConfig", "LoadConfigBuilder", "LoadStrategy"]


def __getattr__(name: str) -> object:
    module = _LAZY.get(name)
    if module is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(module), name)
    globals()[name] = value
    return value

"""From the effective mapping of a process to the LoadConfig a run works with."""

from __future__ import annotations

from dpone_si.load_config.builder import LoadConfigBuilder
from dpone_si.load_config.config import LoadConfig
from dpone_si.load_strategy import LoadStrategy

__all__ = ["LoadConfig", "LoadConfigBuilder", "LoadStrategy"]

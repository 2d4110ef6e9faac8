"""Options of a load: dpone lays `sink.options` over `source.options`, so some keys count in either block."""

from __future__ import annotations

from dpone_si.manifest.model.facts import Facts


def option_path(facts: Facts, name: str) -> str:
    """The key path where an option that counts in both blocks is in force; the sink's place when it is set nowhere."""
    path = f"sink.options.{name}"
    if facts.process.has(path):
        return path
    other = f"source.options.{name}"
    return other if facts.process.has(other) else path

"""Whether this machine has the tools a native fast path needs; looks, never runs or installs anything."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

from dpone_si.models import NativeFastPath
from dpone_si.native_paths import NativeFastPathCatalog

ToolResolver = Callable[[str], "str | None"]
"""Answers where a tool is (a program on PATH, or a Python package), or None when it is not here."""


@dataclass(frozen=True, slots=True)
class ToolCheck:
    """One requirement of a path. `name` is as the catalog has it, for example `clickhouse-client or curl`.

    `found` is the alternative that is here and `path` where it is; both None when none is. `install_hint` is the cure,
    also given for tools that are here.
    """

    name: str
    available: bool
    path: str | None
    install_hint: str
    found: str | None = None

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "available": self.available,
            "path": self.path,
            "install_hint": self.install_hint,
            "found": self.found,
        }


@dataclass(frozen=True, slots=True)
class NativeFastPathPreflightResult:
    """What was found for one path; `ready` when every requirement is met, else `fallback_path` is what a run can
    use.
    """

    path_id: str
    ready: bool
    tools: dict[str, ToolCheck]
    fallback_path: str

    @property
    def missing(self) -> tuple[ToolCheck, ...]:
        """The requirements that are not met, in order."""
        return tuple(check for check in self.tools.values() if not check.available)

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "path_id": self.path_id,
            "ready": self.ready,
            "tools": {name: check.to_dict() for name, check in self.tools.items()},
            "fallback_path": self.fallback_path,
        }


def find_tool(name: str) -> str | None:
    """Where a tool of the catalog is on this machine: Python packages are looked up as modules, the rest on PATH."""
    if name == "python":
        return sys.executable or shutil.which("python3")
    module = _MODULES.get(name)
    if module is None:
        return shutil.which(name)
    spec = find_spec(module)
    return None if spec is None else spec.origin or module


class NativeFastPathPreflightService:
    """Checks the requirements of fast paths through a resolver, which tests and remote probes may replace."""

    def __init__(
        self, *, native_paths: NativeFastPathCatalog | None = None, tool_resolver: ToolResolver = find_tool
    ) -> None:
        self._native_paths = native_paths or NativeFastPathCatalog()
        self._tool_resolver = tool_resolver

    def check_path(self, source_type: str, sink_type: str) -> NativeFastPathPreflightResult:
        """The check of the route that this pair of endpoints takes by default."""
        return self.check(self._native_paths.resolve(source_type, sink_type))

    def check(self, path: NativeFastPath) -> NativeFastPathPreflightResult:
        """The check of one route, for example the one a decision chose (`NativeFastPathCatalog.find`)."""
        tools = {name: self._check_requirement(name) for name in path.required_tools}
        ready = all(check.available for check in tools.values())
        return NativeFastPathPreflightResult(path.path_id, ready, tools, path.fallback_path)

    def _check_requirement(self, requirement: str) -> ToolCheck:
        alternatives = requirement.split(" or ")
        hint = " Or: ".join(install_hint(name) for name in alternatives)
        for name in alternatives:
            where = self._tool_resolver(name)
            if where is not None:
                return ToolCheck(requirement, True, where, hint, name)
        return ToolCheck(requirement, False, None, hint)


def install_hint(name: str) -> str:
    """How to get one tool of the catalog."""
    return _HINTS.get(name) or f"Install {name} and put it on PATH."


_MODULES = {
    "psycopg": "psycopg",
    "PyMySQL": "pymysql",
    "pyodbc": "pyodbc",
    "clickhouse-driver": "clickhouse_driver",
    "clickhouse-connect": "clickhouse_connect",
}

_HINTS = {
    "bcp": "Install mssql-tools18 from Microsoft's package repository and put bcp on PATH.",
    "psycopg": "Run `pip install 'dpone[postgres]'`, which brings psycopg.",
    "PyMySQL": "Run `pip install 'dpone[mysql]'`, which brings PyMySQL.",
    "pyodbc": "Run `pip install 'dpone[mssql]'`, which brings pyodbc; it also needs the unixODBC library.",
    "clickhouse-driver": "Run `pip install 'dpone[clickhouse]'`, which brings clickhouse-driver.",
    "clickhouse-connect": "Run `pip install clickhouse-connect`.",
    "clickhouse-client": "Install the package clickhouse-client from the ClickHouse repository.",
    "curl": "Install curl from the packages of your system.",
    "python": "Install Python 3.11 or newer.",
}

"""Local preflight: alternatives, Python packages, hints, and the injectable resolver."""

from __future__ import annotations

import json
import sys

import pytest

from dpone_si.native_paths import NativeFastPathCatalog
from dpone_si.preflight import NativeFastPathPreflightService, find_tool, install_hint


def service(*here: str) -> NativeFastPathPreflightService:
    """A service on a machine that has exactly these tools."""
    return NativeFastPathPreflightService(tool_resolver=lambda name: f"/opt/{name}" if name in here else None)


def test_ready_when_every_requirement_is_met() -> None:
    """Each tool is shown with the place it was found at."""
    result = service("psycopg", "bcp").check_path("postgres", "mssql")
    assert result.ready
    assert result.missing == ()
    assert result.tools["bcp"].path == "/opt/bcp"


def test_a_missing_tool_is_named_with_its_cure() -> None:
    """Not ready, one cure per missing tool, and the path a run falls back to."""
    result = service("psycopg").check_path("postgres", "mssql")
    (missing,) = result.missing
    assert not result.ready
    assert (missing.name, missing.path) == ("bcp", None)
    assert "mssql-tools18" in missing.install_hint
    assert result.fallback_path == "fail_closed_for_certified_key_snapshot"


@pytest.mark.parametrize("here", ["clickhouse-client", "curl"])
def test_either_alternative_is_enough(here: str) -> None:
    """`clickhouse-client or curl` is met by each of the two and shows which one was found."""
    check = service("psycopg", here).check_path("postgres", "clickhouse").tools["clickhouse-client or curl"]
    assert (check.available, check.found, check.path) == (True, here, f"/opt/{here}")


def test_no_alternative_names_the_cure_of_both() -> None:
    """The hint tells how to get either."""
    check = service("bcp").check_path("clickhouse", "mssql").tools["clickhouse-driver or clickhouse-connect"]
    assert not check.available
    assert "clickhouse-driver" in check.install_hint
    assert "pip install clickhouse-connect" in check.install_hint


def test_python_packages_are_looked_up_as_modules(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """A package that imports counts, whatever is on PATH; one that does not import is missing."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "pymysql.py").write_text("raise SystemExit('never imported')", encoding="utf-8")  # type: ignore[operator]
    assert find_tool("PyMySQL") == str(tmp_path / "pymysql.py")  # type: ignore[operator]
    assert find_tool("python") == sys.executable
    assert find_tool("bcp") is None
    monkeypatch.setitem(sys.modules, "clickhouse_driver", None)
    assert find_tool("clickhouse-driver") is None


def test_every_tool_of_the_catalog_has_a_hint_of_its_own() -> None:
    """No tool falls back to the general sentence."""
    tools = {
        tool for path in NativeFastPathCatalog().paths() for name in path.required_tools for tool in name.split(" or ")
    }
    general = {tool for tool in tools if install_hint(tool) == f"Install {tool} and put it on PATH."}
    assert general == set()


def test_the_result_is_plain_data_for_json() -> None:
    """`to_dict` survives JSON."""
    plain = service("bcp").check_path("mssql", "mssql").to_dict()
    assert json.loads(json.dumps(plain)) == plain

"""Live preflight: the plan-only default, injected probes, and probes that break."""

from __future__ import annotations

import json

import pytest

from dpone_si.live_preflight import (
    LivePreflightProbe,
    LivePreflightResult,
    LivePreflightService,
    PlanOnlyLivePreflightProbe,
    ProbeCheck,
)


def check(probe: LivePreflightProbe | None = None) -> LivePreflightResult:
    return LivePreflightService(probe=probe).check_target(
        source_type="postgres", sink_type="mssql", target_schema="dbo", target_table="orders", staging_schema="stg"
    )


class Odbc(PlanOnlyLivePreflightProbe):
    def check_odbc(self) -> ProbeCheck:
        return ProbeCheck("odbc", True, "ODBC Driver 18 available")


class Blocked(PlanOnlyLivePreflightProbe):
    def check_permissions(self, schema: str) -> ProbeCheck:
        return ProbeCheck("permissions", False, f"no CREATE TABLE in {schema}")

    def check_lock_risk(self, schema: str, table: str) -> ProbeCheck:
        return ProbeCheck("lock_risk", False, f"{schema}.{table} is locked by session 51", "Wait for session 51.")


class Broken(PlanOnlyLivePreflightProbe):
    def check_staging_schema(self, schema: str) -> ProbeCheck:
        raise ConnectionError("login failed for sa with password hunter2")


def test_the_guides_probe_sample_is_a_probe() -> None:
    """The class of the guide, with the package renamed; a probe of one check cannot be built on the bare interface."""

    class MssqlProbe(LivePreflightProbe):
        def check_odbc(self) -> ProbeCheck:
            return ProbeCheck("odbc", True, "ODBC Driver 18 available")

    with pytest.raises(TypeError):
        MssqlProbe()  # type: ignore[abstract]


def test_the_default_looks_at_nothing_and_says_so() -> None:
    """Nothing fails, nothing is verified, and every message tells it."""
    result = check()
    assert (result.ready, result.plan_only) == (True, True)
    assert all(item.message.startswith("plan-only: ") for item in result.checks.values())
    assert result.to_dict()["plan_only"] is True


def test_one_verified_check_makes_it_a_real_answer() -> None:
    """A probe may verify a single aspect and leave the others to the default."""
    result = check(Odbc())
    assert not result.plan_only
    assert [name for name, item in result.checks.items() if item.verified] == ["odbc"]


def test_failed_checks_block_and_tell_what_to_do() -> None:
    """The probe's cure if it has one, else the cure of the kind of check, in the order of the checks."""
    result = check(Blocked())
    assert not result.ready
    assert result.actions == (
        "Grant create, insert and drop in the staging schema before a native load.",
        "Wait for session 51.",
    )
    assert result.native_fast_path == "postgres_copy_to_mssql_bcp"


def test_a_probe_that_raises_fails_its_check_without_repeating_secrets() -> None:
    """Drivers put connection strings into exception texts, so only the kind of failure is shown."""
    result = check(Broken())
    assert not result.ready
    assert result.checks["staging_schema"].message == "the probe could not answer: ConnectionError"
    assert "hunter2" not in json.dumps(result.to_dict())


class Careless(PlanOnlyLivePreflightProbe):
    def check_odbc(self) -> ProbeCheck:
        return True  # type: ignore[return-value]

    check_permissions = None  # type: ignore[assignment]


def test_a_probe_that_answers_something_else_fails_its_check() -> None:
    """A bare True says neither what was looked at nor how."""
    result = check(Careless())
    assert [name for name, item in result.checks.items() if not item.passed] == ["odbc", "permissions"]
    assert "bool instead of a ProbeCheck" in result.checks["odbc"].message
    assert result.ready is False

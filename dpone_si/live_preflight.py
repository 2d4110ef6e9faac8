"""Whether a target is ready for a native load, asked of the target itself through an injected probe."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from dpone_si.native_paths import NativeFastPathCatalog


@dataclass(frozen=True, slots=True)
class ProbeCheck:
    """One answer of a probe; `action` is the cure. `verified` is False when nothing was looked at (plan only)."""

    name: str
    passed: bool
    message: str
    action: str = ""
    verified: bool = True

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "passed": self.passed,
            "message": self.message,
            "action": self.action,
            "verified": self.verified,
        }


@dataclass(frozen=True, slots=True)
class LivePreflightResult:
    """All answers about one target. `ready` means that no check failed; `plan_only` that none was really made."""

    source_type: str
    sink_type: str
    native_fast_path: str
    ready: bool
    checks: dict[str, ProbeCheck]
    actions: tuple[str, ...]

    @property
    def plan_only(self) -> bool:
        """True when no check looked at the target, so that `ready` says nothing about it."""
        return not any(check.verified for check in self.checks.values())

    def to_dict(self) -> dict[str, object]:
        """Plain data for JSON."""
        return {
            "source_type": self.source_type,
            "sink_type": self.sink_type,
            "native_fast_path": self.native_fast_path,
            "ready": self.ready,
            "plan_only": self.plan_only,
            "checks": {name: check.to_dict() for name, check in self.checks.items()},
            "actions": list(self.actions),
        }


class LivePreflightProbe(ABC):
    """What a target can be asked. Implementations live where connections do and are injected; none is imported here."""

    @abstractmethod
    def check_odbc(self) -> ProbeCheck:
        """Whether a usable ODBC driver (or the driver of this sink) is installed."""

    @abstractmethod
    def check_permissions(self, schema: str) -> ProbeCheck:
        """Whether the account may create, load and drop tables in the staging schema."""

    @abstractmethod
    def check_staging_schema(self, schema: str) -> ProbeCheck:
        """Whether the staging schema exists."""

    @abstractmethod
    def check_lock_risk(self, schema: str, table: str) -> ProbeCheck:
        """Whether somebody holds locks on the target table that a finalizer would wait for."""


class PlanOnlyLivePreflightProbe(LivePreflightProbe):
    """The default: looks at nothing, fails nothing, and says so. Override single checks to verify only those."""

    def check_odbc(self) -> ProbeCheck:
        """Not verified."""
        return _not_verified("odbc", "the ODBC driver", "Run `dpone-si preflight` to look for the local tools.")

    def check_permissions(self, schema: str) -> ProbeCheck:
        """Not verified."""
        return _not_verified("permissions", f"the permissions in schema {schema}")

    def check_staging_schema(self, schema: str) -> ProbeCheck:
        """Not verified."""
        return _not_verified("staging_schema", f"the staging schema {schema}")

    def check_lock_risk(self, schema: str, table: str) -> ProbeCheck:
        """Not verified."""
        return _not_verified("lock_risk", f"the lock risk of {schema}.{table}")


class LivePreflightService:
    """Asks a probe about one target and sums up."""

    def __init__(
        self, *, probe: LivePreflightProbe | None = None, native_paths: NativeFastPathCatalog | None = None
    ) -> None:
        self._probe = probe or PlanOnlyLivePreflightProbe()
        self._native_paths = native_paths or NativeFastPathCatalog()

    def check_target(
        self, *, source_type: str, sink_type: str, target_schema: str, target_table: str, staging_schema: str
    ) -> LivePreflightResult:
        """All checks of one target; a check that raises counts as failed, and its exception text is not repeated."""
        probe = self._probe
        checks = {
            "odbc": _asked("odbc", lambda: probe.check_odbc()),
            "permissions": _asked("permissions", lambda: probe.check_permissions(staging_schema)),
            "staging_schema": _asked("staging_schema", lambda: probe.check_staging_schema(staging_schema)),
            "lock_risk": _asked("lock_risk", lambda: probe.check_lock_risk(target_schema, target_table)),
        }
        failed = [(name, check) for name, check in checks.items() if not check.passed]
        return LivePreflightResult(
            source_type=source_type,
            sink_type=sink_type,
            native_fast_path=self._native_paths.resolve(source_type, sink_type).path_id,
            ready=not failed,
            checks=checks,
            actions=tuple(check.action or _ACTIONS[name] for name, check in failed),
        )


_ACTIONS = {
    "odbc": "Install the ODBC driver of the target before a native load.",
    "permissions": "Grant create, insert and drop in the staging schema before a native load.",
    "staging_schema": "Create the staging schema before a native load.",
    "lock_risk": "Wait for the lock holders or end them before a native load.",
}


def _asked(name: str, ask: Callable[[], ProbeCheck]) -> ProbeCheck:
    try:
        answer = ask()
    except Exception as error:  # noqa: BLE001 - a probe is foreign code; what it raises is its answer
        # The text may hold a connection string, so only the kind of failure is passed on.
        return ProbeCheck(name, False, f"the probe could not answer: {type(error).__name__}")
    if not isinstance(answer, ProbeCheck):  # pyright: ignore[reportUnnecessaryIsInstance]
        return ProbeCheck(name, False, f"the probe answered with {type(answer).__name__} instead of a ProbeCheck")
    return answer


def _not_verified(name: str, subject: str, action: str = "") -> ProbeCheck:
    return ProbeCheck(name, True, f"plan-only: {subject} was not verified", action, verified=False)

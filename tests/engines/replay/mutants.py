"""The nine known ways to make a replay unsafe, as backends: tests of the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dpone_si.replay.adapters import ReplayBackendResult
from dpone_si.replay.backends import BaseSqlReplayBackend
from dpone_si.replay.backends.clients import number
from dpone_si.replay.backends.prepared import Prepared
from dpone_si.replay.backends.statements import Guard, Write

Backend = type[BaseSqlReplayBackend]
MUTANTS: dict[str, Callable[[Backend], Backend]] = {}
OK = ReplayBackendResult(True, "trust me")


def mutant(function: Callable[[Backend], Backend]) -> Callable[[Backend], Backend]:
    MUTANTS[function.__name__] = function
    return function


def unguarded(kind: Backend) -> Any:
    """The backend without the checks inside its finalizer, which would stop most mutants before any test saw them."""

    class Unguarded(kind):  # type: ignore[misc, valid-type]
        def _staging_guards(self, prepared: Prepared) -> list[Guard]:
            return []

        def _target_guards(self, prepared: Prepared) -> list[Guard]:
            return []

        def _replacement(self, prepared: Prepared) -> Any:
            return tuple(Write(write.sql, write.what) for write in super()._replacement(prepared))

    return Unguarded


@mutant
def deletes_all_rows(kind: Backend) -> Backend:
    class Mutant(unguarded(kind)):
        def _replacement(self, prepared: Prepared) -> Any:
            delete, insert = super()._replacement(prepared)
            return (Write(self.dialect.delete(self.target, "1 = 1"), delete.what), insert)

    return Mutant


@mutant
def replays_only_the_first_partition(kind: Backend) -> Backend:
    class Mutant(unguarded(kind)):
        def _in_partitions(self, prepared: Prepared, alias: str) -> str:
            whole = super()._in_partitions(prepared, alias)
            first = prepared.literals[prepared.plan.scope.partitions[0]]
            return whole[: whole.index(" IN (")] + f" IN ({first})"

        def _check_staging(self, prepared: Prepared) -> None:
            pass

        def _comparisons(self, prepared: Prepared) -> Any:
            return super()._comparisons(prepared)[:2]

    return Mutant


@mutant
def uses_no_transaction(kind: Backend) -> Backend:
    class Mutant(kind):  # type: ignore[misc, valid-type]
        def _finalize(self, prepared: Prepared) -> None:
            for statement in self._finalizer(prepared):
                if isinstance(statement, Guard):
                    assert number(self._client, statement.sql, "guard") == statement.expected
                else:
                    self._client.execute(statement.sql)

    return Mutant


@mutant
def reconciles_nothing(kind: Backend) -> Backend:
    class Mutant(kind):  # type: ignore[misc, valid-type]
        def reconcile(self, request: Any) -> ReplayBackendResult:
            self._prepared[(request.run_id, request.load_id)].reconciled = True
            return OK

    return Mutant


@mutant
def reconciles_counts_only(kind: Backend) -> Backend:
    class Mutant(kind):  # type: ignore[misc, valid-type]
        def _comparisons(self, prepared: Prepared) -> Any:
            return [item for item in super()._comparisons(prepared) if item.counts_rows]

    return Mutant


@mutant
def does_not_validate_staging(kind: Backend) -> Backend:
    class Mutant(kind):  # type: ignore[misc, valid-type]
        def _check_staging(self, prepared: Prepared) -> None:
            pass

        def _check_empties(self, prepared: Prepared) -> None:
            pass

    return Mutant


@mutant
def appends_without_deleting(kind: Backend) -> Backend:
    class Mutant(unguarded(kind)):
        def _replacement(self, prepared: Prepared) -> Any:
            return super()._replacement(prepared)[1:]

    return Mutant


@mutant
def commits_before_the_finalizer(kind: Backend) -> Backend:
    class Mutant(kind):  # type: ignore[misc, valid-type]
        def execute_finalizer(self, request: Any) -> ReplayBackendResult:
            self._set_committed(self._prepared[(request.run_id, request.load_id)])
            return super().execute_finalizer(request)

    return Mutant


@mutant
def commits_no_row(kind: Backend) -> Backend:
    class Mutant(kind):  # type: ignore[misc, valid-type]
        def commit_state(self, request: Any) -> ReplayBackendResult:
            self._client.execute("UPDATE etl_state.__dpone__loads SET status = 'committed' WHERE run_id = 'nobody'")
            return OK

    return Mutant

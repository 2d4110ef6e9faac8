"""The replay of a table, the same for every SQL engine: validate, finalise, reconcile, commit; dialects fill in the
words.
"""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dpone_si.replay.adapters import ReplayBackend, ReplayBackendResult
from dpone_si.replay.backends.clients import number
from dpone_si.replay.backends.comparison import Comparison
from dpone_si.replay.backends.prepared import Prepared
from dpone_si.replay.backends.results import NOT_VALIDATED, failed, passed
from dpone_si.replay.backends.scope import ReplayScope
from dpone_si.replay.backends.statements import Guard, Statement, Write, run_atomically, run_single_row
from dpone_si.replay.backends.validation import StagingValidation
from dpone_si.replay.backends.validation_manifest import Measure
from dpone_si.replay_errors import ReplayError

if TYPE_CHECKING:
    from dpone_si.replay.request import ReplayExecutionRequest


class BaseSqlReplayBackend(StagingValidation, ReplayBackend):
    """Replay into one table through an injected client.

    The client needs `exists`, `execute` and `scalar`. With `transaction()` the finalizer runs statement by statement
    in one transaction; without it the finalizer is sent as one atomic batch of the dialect. `staging_table` defaults
    to `<target_table>__replay_staging`. Steps raise typed errors (see dpone_si.errors); none of them is a commit.
    """

    # --- the four steps ----------------------------------------------------------------------------------------------

    def validate_staging(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Look at request, state, staging and target; store the manifest. The target is not changed.

        Raises ReplayRequestError for a bad request and ReplayRefusedError for rows that must not be replayed.
        """
        self._prepared.pop(_key(request), None)
        prepared = self._prepare(request)
        self._prepared[_key(request)] = prepared
        if prepared.finished:
            return passed("staging", "the run is committed already; nothing is left to do", already_committed=True)
        if prepared.applied:
            return passed("staging", "the rows were applied by an earlier attempt; reconciliation decides")
        units = prepared.manifest.units
        counts = [
            {"name": f"staging_rows:{unit}", "value": measure.rows, "status": "passed"}
            for unit, measure in units.items()
        ]
        total = sum(measure.rows for measure in units.values())
        message = f"staging holds {total} rows for {len(units)} {_units(prepared.plan.scope)} and may be applied"
        return passed("staging", message, row_count_checks=counts, plan_hash=prepared.plan.hash)

    def execute_finalizer(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Replace the rows of the scope. On any error nothing is changed, except as the engine's own class says."""
        prepared = self._prepared.get(_key(request))
        if prepared is None:
            return failed("finalizer", NOT_VALIDATED)
        if prepared.finished or prepared.applied:
            return passed("finalizer", "nothing to apply: an earlier attempt applied the rows")
        self._finalize(prepared)
        prepared.applied = True
        return passed(
            "finalizer",
            f"all {len(prepared.manifest.units)} {_units(prepared.plan.scope)} were replaced",
            applied_partitions=list(prepared.plan.scope.partitions),
        )

    def produce_replay_events(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return failed("events", f"a {request.sink_type} table takes no events; use the finalizer")

    def reconcile(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Compare the target with the manifest, and with staging while it exists. Every difference fails."""
        prepared = self._prepared.get(_key(request))
        if prepared is None:
            return failed("reconciliation", NOT_VALIDATED)
        prepared.reconciled = False
        if prepared.finished:
            prepared.reconciled = True
            return passed("reconciliation", "the run was reconciled before it was committed")
        if not prepared.applied:
            return failed("reconciliation", "the finalizer has not run, so there is nothing to reconcile")
        comparisons = self._comparisons(prepared)
        wrong = [check for check in comparisons if not check.passed]
        prepared.reconciled = bool(comparisons) and not wrong
        details = {
            "status_checks": [check.to_dict() for check in comparisons if not check.counts_rows],
            "row_count_checks": [check.to_dict() for check in comparisons if check.counts_rows],
        }
        if wrong:
            shown = ", ".join(f"{check.name} is {check.value}, not {check.expected}" for check in wrong[:5])
            return failed("reconciliation", f"the target differs from what was validated: {shown}", **details)
        return passed("reconciliation", f"all {len(comparisons)} comparisons with the manifest hold", **details)

    def commit_state(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Set the load to committed if it is still as validation read it, and read it back."""
        prepared = self._prepared.get(_key(request))
        if prepared is None or not prepared.reconciled:
            return failed("state_commit", "the run has not been reconciled, so its state stays as it is")
        if prepared.finished:
            return passed("state_commit", "the state was committed before", already_committed=True)
        self._set_committed(prepared)
        now = self._read_state(prepared.load)
        if not now.committed:
            return failed(
                "state_commit",
                f"the load is {now.status_name} and was changed by somebody else since validation read it as "
                f"{prepared.state.status_name}; repeat the replay",
            )
        message = f"the load went from {prepared.state.status_name} to committed"
        return passed("state_commit", message, **self._cleaned_up(prepared))

    # --- finalizer ---------------------------------------------------------------------------------------------------

    def _finalize(self, prepared: Prepared) -> None:
        statements = self._finalizer(prepared)
        run_atomically(self._client, statements, self.dialect.batch(statements))

    def _finalizer(self, prepared: Prepared) -> tuple[Statement, ...]:
        """Lock, look once more, delete the scope, insert staging, compare, mark: one transaction."""
        plan = prepared.plan
        return (
            *self.dialect.limits(self._lock_timeout),
            *self.dialect.exclusive(plan.target),
            *((self._manifest.lock(plan.target),) if self.dialect.locks_a_row else ()),
            self._manifest.nothing_applied(plan),
            *self._staging_guards(prepared),
            *self._replacement(prepared),
            *self._target_guards(prepared),
            self._manifest.mark_applied(plan, prepared.manifest),
        )

    def _replacement(self, prepared: Prepared) -> tuple[Statement, ...]:
        """The writes that replace the rows of the scope by those of staging."""
        d, plan = self.dialect, prepared.plan
        names = ", ".join(d.name_of(name) for name in plan.columns)
        values = ", ".join(d.column(name, "s") for name in plan.columns)
        source = self._staging_rows(prepared, None)
        rows = sum(measure.rows for measure in prepared.manifest.units.values())
        return (
            Write(d.delete(self.target, self._scope_condition(prepared)), "Deleting the rows of the scope"),
            Write(f"INSERT INTO {self.target} ({names}) SELECT {values} {source}", "Inserting the staging rows", rows),
        )

    def _staging_guards(self, prepared: Prepared) -> list[Guard]:
        return [
            guard
            for unit, measure in prepared.manifest.units.items()
            for guard in self._measure_guards(
                prepared,
                "s",
                self._staging_rows(prepared, unit),
                measure,
                f"Staging of {unit} changed after validation",
            )
        ]

    def _target_guards(self, prepared: Prepared) -> list[Guard]:
        guards = [
            guard
            for unit, measure in prepared.manifest.units.items()
            for guard in self._measure_guards(
                prepared, "t", self._target_rows(prepared, unit), measure, f"{unit} does not hold the rows of staging"
            )
        ]
        guards += [Guard(query, f"After the finalizer: {name}") for name, query in self._differences(prepared)]
        if prepared.compare_outside:
            query = f"SELECT COUNT(*) {self._rows_outside(prepared)}"
            guards.append(Guard(query, "Rows outside the scope changed", prepared.manifest.outside_rows))
        return guards

    def _measure_guards(
        self, prepared: Prepared, alias: str, source: str, measure: Measure, message: str
    ) -> tuple[Guard, Guard]:
        row_hash = self.dialect.row_hash(prepared.plan.columns, alias, prepared.kinds)
        return (
            Guard(f"SELECT COUNT(*) {source}", f"{message}: row count", measure.rows),
            Guard(f"SELECT {row_hash} {source}", f"{message}: row hash", measure.row_hash),
        )

    # --- reconciliation ----------------------------------------------------------------------------------------------

    def _comparisons(self, prepared: Prepared) -> list[Comparison]:
        checks: list[Comparison] = []
        for unit, wanted in prepared.manifest.units.items():
            found = self._measure(prepared, "t", self._target_rows(prepared, unit))
            checks.append(Comparison(f"target_rows:{unit}", found.rows, wanted.rows, counts_rows=True))
            checks.append(Comparison(f"row_hash:{unit}", found.row_hash, wanted.row_hash))
        for name, query in self._differences(prepared):
            checks.append(Comparison(name, number(self._client, query, "The target could not be compared"), 0))
        if prepared.compare_outside:
            outside = self._outside_rows(prepared)
            checks.append(Comparison("rows_outside_scope", outside, prepared.manifest.outside_rows, counts_rows=True))
        return checks

    def _staging_keeps_its_rows(self, prepared: Prepared) -> bool:
        """Whether staging can be compared with the target after the finalizer."""
        return prepared.staging_there

    def _differences(self, prepared: Prepared) -> list[tuple[str, str]]:
        """Queries that count what differs between target and staging; each must yield 0."""
        d, plan = self.dialect, prepared.plan
        queries: list[tuple[str, str]] = []
        if self._staging_keeps_its_rows(prepared):
            staging = ("s", self._staging_rows(prepared, None))
            target = ("t", f"FROM {self.target} AS t WHERE {self._scope_condition(prepared)}")
            queries.append(("rows_missing_in_target", d.difference(plan.columns, staging, target)))
            queries.append(("rows_only_in_target", d.difference(plan.columns, target, staging)))
        if plan.scope.keys:
            keys = ", ".join(d.column(name, "t") for name in plan.scope.keys)
            query = (
                f"SELECT COUNT(*) FROM (SELECT {keys} FROM {self.target} AS t "
                f"WHERE {self._scope_condition(prepared)} GROUP BY {keys} HAVING COUNT(*) > 1) AS d"
            )
            queries.append(("duplicate_keys_in_target", query))
        return queries

    # --- state -------------------------------------------------------------------------------------------------------

    def _set_committed(self, prepared: Prepared) -> None:
        commit = Write(self._commit_statement(prepared), "Committing the load state")
        run_single_row(self._client, self.dialect.limits(self._lock_timeout), commit)

    def _commit_statement(self, prepared: Prepared) -> str:
        d, version = self.dialect, self.dialect.name_of(self._state.version_column)
        return (
            f"UPDATE {d.table(self._state.schema, self._state.table)} "
            f"SET {d.name_of('status')} = {d.text('committed')}, {d.name_of('committed_at')} = {d.now()}, "
            f"{version} = {d.now()} WHERE {prepared.load.condition(d)} "
            f"AND {d.name_of('status')} = {d.text(prepared.state.status_name)} "
            f"AND {d.version(version)} = {prepared.state.version}"
        )

    def _cleaned_up(self, prepared: Prepared) -> dict[str, Any]:
        """Details of the clean-up; that it failed does not take the commit back."""
        try:
            self._after_commit(prepared)
        except ReplayError as error:
            return {"status_checks": [{"name": "clean_up", "status": "failed"}], "clean_up": str(error)}
        return {}

    def _after_commit(self, prepared: Prepared) -> None:
        """Whatever has to be given back once the state is committed; on an error the rest is left to people."""


def _key(request: ReplayExecutionRequest) -> tuple[str, str]:
    return request.run_id, request.load_id


def _units(scope: ReplayScope) -> str:
    return "partitions" if scope.by_partition else "key set"

"""Validation before anything is written: request, state, staging and target are looked at, and the manifest is
stored.
"""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dpone_si.replay.backends.clients import ability, number
from dpone_si.replay.backends.guarding import guarded
from dpone_si.replay.backends.prepared import Prepared
from dpone_si.replay.backends.scope import ReplayPlan, ReplayScope, resolve_scope
from dpone_si.replay.backends.state import LoadOfRun, check_replayable
from dpone_si.replay.backends.tables import ReplayTables
from dpone_si.replay.backends.validation_manifest import Manifest, Measure
from dpone_si.replay.sink_names import normalize_sink
from dpone_si.replay_errors import ReplayClientError, ReplayRefusedError, ReplayRequestError

if TYPE_CHECKING:
    from dpone_si.replay.request import ReplayExecutionRequest


class StagingValidation(ReplayTables):
    """Makes a request a `Prepared` replay, or refuses it; the target is not changed."""

    def _prepare(self, request: ReplayExecutionRequest) -> Prepared:
        d = self.dialect
        scope = self._checked_scope(request)
        if not request.run_id.strip():
            raise ReplayRequestError("The run id is empty.", key="run_id", cure="Name the run to replay.")
        if normalize_sink(request.sink_type) != d.name:
            raise ReplayRequestError(
                f"The request is for {request.sink_type}, the backend for {d.name}.",
                key="sink_type",
                cure="Build the backend of the request's sink.",
            )
        self._require_table(self._target_schema, self._target_table, "target_table")
        self._require_table(self._state.schema, self._state.table, "state")
        load = LoadOfRun(request.run_id, self._recorded_schema(), self._target_table, request.load_id)
        state = self._read_state(load)
        columns = self._columns(request)
        plan = ReplayPlan(
            d.name,
            request.run_id,
            f"{self._target_schema}.{self._target_table}",
            f"{self._staging_schema}.{self._staging_table}",
            scope,
            columns,
        )
        partition_of, literals = self._partitions(scope)
        earlier = self._earlier(plan)
        if earlier is None or not state.committed:
            check_replayable(state, request.run_id)
        there = self._exists(self._staging_schema, self._staging_table)
        prepared = Prepared(
            plan, load, state, earlier or Manifest({}, 0), partition_of, literals,
            d.column_kinds(self._client, self._target_schema, self._target_table, columns),
            not request.other_writers, earlier is not None, there,
        )  # fmt: skip
        if earlier is not None:
            if not there and not scope.by_partition and not state.committed:
                raise self._no_staging("It is needed to find the keys that were applied.")
            if plan.scope.by_partition:
                # An exchange moves the rows out of staging, so a rerun may find it empty; then the manifest alone
                # decides.
                prepared.staging_there = there and self._measure_units(prepared) == earlier.units
            return prepared
        if not there:
            raise self._no_staging("Nothing was applied from it.")
        self._check_staging(prepared)
        prepared.manifest = self._measure_staging(prepared)
        self._check_empties(prepared)
        self._store_manifest(prepared)
        return prepared

    def _checked_scope(self, request: ReplayExecutionRequest) -> ReplayScope:
        scope = resolve_scope(request)
        for key, names in (
            ("unique_key", scope.keys),
            ("columns", request.columns),
            ("partition_column", (scope.partition_column,) if scope.partition_column else ()),
        ):
            for name in names:
                self.dialect.checked_name(name, key)
            if len(set(names)) != len(names):
                raise ReplayRequestError("A column is named twice.", key=key, cure="Name each column once.")
        return scope

    def _columns(self, request: ReplayExecutionRequest) -> tuple[str, ...]:
        d = self.dialect
        columns = request.columns
        if not columns:
            rows = ability(self._client, "rows")
            if rows is None:
                raise ReplayClientError(
                    "The request names no columns and the client cannot read rows to look them up.",
                    key="columns",
                    cure="Name the columns of the target, or inject a client with `rows(statement)`.",
                )
            query = d.listed_columns(self._target_schema, self._target_table)
            found: Sequence[Sequence[object]] = guarded("The columns of the target could not be read", rows, query)
            columns = tuple(d.checked_name(str(row[0]), "columns") for row in found)
        for key, names in (("unique_key", request.unique_key), ("partition_column", (request.partition_column,))):
            strange = [name for name in names if name and name not in columns]
            if strange:
                raise ReplayRequestError(
                    f"{strange[0]!r} is no column of {self._target_schema}.{self._target_table} that is replayed.",
                    key=key,
                    cure=f"Use one of {', '.join(columns[:20])}.",
                )
        return columns

    def _partitions(self, scope: ReplayScope) -> tuple[str, dict[str, str]]:
        if not scope.partition_column:
            return "", {}
        where = (self._client, self._target_schema, self._target_table, scope.partition_column)
        kind = self.dialect.partition_kind(*where)
        literals = {value: self.dialect.partition_value(value, kind) for value in scope.partitions}
        return self.dialect.partition_expression(*where), literals

    def _check_staging(self, prepared: Prepared) -> None:
        """Raise ReplayRefusedError for the first thing that makes staging unfit; everything is counted on the
        engine.
        """
        d, plan = self.dialect, prepared.plan
        target = (self._target_schema, self._target_table)
        staging = (self._staging_schema, self._staging_table)
        self._refuse_unless_zero(
            d.unlike_columns(target, staging, plan.columns),
            "{n} columns are missing in staging or have another type there than in the target",
            "columns", "Rebuild staging with the columns and types of the target.",
        )  # fmt: skip
        for schema, table in (target, staging):
            self._refuse_unless_zero(
                d.unlisted_columns(schema, table, plan.columns),
                f"{{n}} columns of {schema}.{table} are not replayed, so their values would be lost",
                "columns", "Name every column, and give staging exactly the columns of the target.",
            )  # fmt: skip
        for name in dict.fromkeys((*plan.scope.keys, *filter(None, [plan.scope.partition_column]))):
            self._refuse_unless_zero(
                f"SELECT COUNT(*) FROM {self.staging} AS s WHERE {d.column(name, 's')} IS NULL",
                f"{{n}} staging rows have no {name}, and an empty key or partition value matches nothing",
                name, "Correct the rows in staging.",
            )  # fmt: skip
        if plan.scope.partitions:
            self._refuse_unless_zero(
                f"SELECT COUNT(*) FROM {self.staging} AS s WHERE NOT ({self._in_partitions(prepared, 's')})",
                "{n} staging rows belong to partitions that the request does not name",
                "partitions", "Name their partitions too, or remove the rows from staging.",
            )  # fmt: skip
        if plan.scope.keys:
            keys = ", ".join(d.column(name, "s") for name in plan.scope.keys)
            self._refuse_unless_zero(
                f"SELECT COUNT(*) FROM (SELECT {keys} FROM {self.staging} AS s "
                f"GROUP BY {keys} HAVING COUNT(*) > 1) AS d",
                "{n} key values occur more than once in staging",
                "unique_key", "Remove the duplicates, or name the full key.",
            )  # fmt: skip

    def _refuse_unless_zero(self, query: str, message: str, key: str, cure: str) -> None:
        found = number(self._client, query, "Staging could not be checked")
        if found:
            raise ReplayRefusedError(f"{message.format(n=found)}.", key=key, cure=cure)

    def _measure_staging(self, prepared: Prepared) -> Manifest:
        return Manifest(self._measure_units(prepared), self._outside_rows(prepared))

    def _measure_units(self, prepared: Prepared) -> dict[str, Measure]:
        return {
            unit: self._measure(prepared, "s", self._staging_rows(prepared, unit)) for unit in prepared.plan.scope.units
        }

    def _check_empties(self, prepared: Prepared) -> None:
        scope = prepared.plan.scope
        empty = [unit for unit, measure in prepared.manifest.units.items() if not measure.rows]
        refused = [unit for unit in empty if unit not in scope.allow_empty]
        if not refused:
            return
        what = f"Partition {refused[0]!r}" if scope.by_partition else "The key set"
        raise ReplayRefusedError(
            f"{what} is empty in staging, so replaying it would only delete rows.",
            key="partitions",
            cure="Load its staging, leave it out, or name it in allow_empty if it is meant to become empty.",
        )

    def _store_manifest(self, prepared: Prepared) -> None:
        if not self._manifest.exists():
            self._manifest.create()
        self._manifest.check_not_partly_applied(prepared.plan, prepared.manifest)
        self._manifest.record(prepared.plan, prepared.manifest)
        if self.dialect.locks_a_row:
            self._manifest.prepare_lock(prepared.plan.target)

    def _earlier(self, plan: ReplayPlan) -> Manifest | None:
        if not self._manifest.exists():
            return None
        self._manifest.check_same_plan(plan)
        return self._manifest.applied(plan)

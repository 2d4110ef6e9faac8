"""The replay of a table, the same for every SQL engine: validate, finalise, reconcile, commit; dialects fill in the words."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from dpone_si.live_backends.clients import ReplaySqlClient, ability, number
from dpone_si.live_backends.dialect import SqlDialect
from dpone_si.live_backends.guarding import GuardedScope, guarded
from dpone_si.live_backends.manifest import MANIFEST_TABLE, Manifest, ManifestTable, Measure
from dpone_si.live_backends.scope import ReplayPlan, ReplayScope, resolve_scope
from dpone_si.live_backends.state import LoadOfRun, LoadState, ReplayStateTable, check_replayable, read_state
from dpone_si.live_backends.statements import Guard, Statement, Write, run_atomically
from dpone_si.replay_adapters import ReplayBackend, ReplayBackendResult, normalize_sink
from dpone_si.replay_errors import ReplayClientError, ReplayRefusedError, ReplayRequestError

if TYPE_CHECKING:
    from dpone_si.replay import ReplayExecutionRequest

_NOT_VALIDATED = "this backend has not validated the run, so the step is refused"


@dataclass(slots=True)
class Prepared:
    """What validation established for one run; the later steps work from it and from nothing else.

    `partition_of` is the expression, over alias `{a}`, whose value names a row's partition; `literals` holds the value
    of each partition as the dialect writes it, `kinds` what the row hash must know of the columns.
    """

    plan: ReplayPlan
    load: LoadOfRun
    state: LoadState
    manifest: Manifest
    partition_of: str
    literals: Mapping[str, str]
    kinds: dict[str, int] = field(default_factory=dict[str, int])
    compare_outside: bool = True
    applied: bool = False
    staging_there: bool = True
    reconciled: bool = False

    @property
    def finished(self) -> bool:
        return self.state.committed


@dataclass(frozen=True, slots=True)
class Comparison:
    """One check of the target: a number that must be as expected; `counts_rows` makes it row-count evidence."""

    name: str
    value: int
    expected: int
    counts_rows: bool = False

    @property
    def passed(self) -> bool:
        return self.value == self.expected

    def to_dict(self) -> dict[str, Any]:
        status = "passed" if self.passed else "failed"
        if self.counts_rows:
            return {"name": self.name, "value": self.value, "expected": self.expected, "status": status}
        return {"name": self.name, "status": status, "found": str(self.value), "wanted": str(self.expected)}


class BaseSqlReplayBackend(ReplayBackend):
    """Replay into one table through an injected client.

    The client needs `exists`, `execute` and `scalar`. With `transaction()` the finalizer runs statement by statement
    in one transaction; without it the finalizer is sent as one atomic batch of the dialect. `staging_table` defaults
    to `<target_table>__replay_staging`. Steps raise typed errors (see dpone_si.replay_errors); none of them is a commit.
    """

    dialect: ClassVar[SqlDialect]

    def __init__(
        self,
        *,
        client: ReplaySqlClient,
        target_schema: str,
        target_table: str,
        staging_schema: str,
        staging_table: str | None = None,
        state: ReplayStateTable | None = None,
        lock_timeout_seconds: int = 5,
    ) -> None:
        d = self.dialect
        self._client = client
        self._target_schema = d.checked_schema(target_schema, "target_schema")
        self._target_table = d.checked_name(target_table, "target_table")
        self._staging_schema = d.checked_schema(staging_schema, "staging_schema")
        self._staging_table = d.checked_name(staging_table or f"{target_table}__replay_staging", "staging_table")
        self._state = state or ReplayStateTable()
        d.checked_schema(self._state.schema, "state.schema")
        d.checked_name(self._state.table, "state.table")
        d.checked_name(self._state.version_column, "state.version_column")
        if (self._target_schema, self._target_table) == (self._staging_schema, self._staging_table):
            raise ReplayRequestError("Staging and target are the same table.", key="staging_table", cure="Name another staging table.")
        self._lock_timeout = lock_timeout_seconds
        self._manifest = ManifestTable(client, d, self._state.schema)
        self._prepared: dict[tuple[str, str], Prepared] = {}

    @property
    def staging_table(self) -> str:
        return self._staging_table

    @property
    def target(self) -> str:
        return self.dialect.table(self._target_schema, self._target_table)

    @property
    def staging(self) -> str:
        return self.dialect.table(self._staging_schema, self._staging_table)

    # --- the four steps ----------------------------------------------------------------------------------------------

    def validate_staging(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Look at request, state, staging and target; store the manifest. The target is not changed.

        Raises ReplayRequestError for a bad request and ReplayRefusedError for rows that must not be replayed.
        """
        self._prepared.pop(_key(request), None)
        prepared = self._prepare(request)
        self._prepared[_key(request)] = prepared
        if prepared.finished:
            return _passed("staging", "the run is committed already; nothing is left to do", already_committed=True)
        if prepared.applied:
            return _passed("staging", "the rows were applied by an earlier attempt; reconciliation decides")
        units = prepared.manifest.units
        counts = [{"name": f"staging_rows:{unit}", "value": measure.rows, "status": "passed"} for unit, measure in units.items()]
        total = sum(measure.rows for measure in units.values())
        message = f"staging holds {total} rows for {len(units)} {_units(prepared.plan.scope)} and may be applied"
        return _passed("staging", message, row_count_checks=counts, plan_hash=prepared.plan.hash)

    def execute_finalizer(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Replace the rows of the scope. On any error nothing is changed, except as the engine's own class says."""
        prepared = self._prepared.get(_key(request))
        if prepared is None:
            return _failed("finalizer", _NOT_VALIDATED)
        if prepared.finished or prepared.applied:
            return _passed("finalizer", "nothing to apply: an earlier attempt applied the rows")
        self._finalize(prepared)
        prepared.applied = True
        return _passed(
            "finalizer",
            f"all {len(prepared.manifest.units)} {_units(prepared.plan.scope)} were replaced",
            applied_partitions=list(prepared.plan.scope.partitions),
        )

    def produce_replay_events(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        return _failed("events", f"a {request.sink_type} table takes no events; use the finalizer")

    def reconcile(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Compare the target with the manifest, and with staging while it exists. Every difference fails."""
        prepared = self._prepared.get(_key(request))
        if prepared is None:
            return _failed("reconciliation", _NOT_VALIDATED)
        prepared.reconciled = False
        if prepared.finished:
            prepared.reconciled = True
            return _passed("reconciliation", "the run was reconciled before it was committed")
        if not prepared.applied:
            return _failed("reconciliation", "the finalizer has not run, so there is nothing to reconcile")
        comparisons = self._comparisons(prepared)
        wrong = [check for check in comparisons if not check.passed]
        prepared.reconciled = bool(comparisons) and not wrong
        details = {
            "status_checks": [check.to_dict() for check in comparisons if not check.counts_rows],
            "row_count_checks": [check.to_dict() for check in comparisons if check.counts_rows],
        }
        if wrong:
            shown = ", ".join(f"{check.name} is {check.value}, not {check.expected}" for check in wrong[:5])
            return _failed("reconciliation", f"the target differs from what was validated: {shown}", **details)
        return _passed("reconciliation", f"all {len(comparisons)} comparisons with the manifest hold", **details)

    def commit_state(self, request: ReplayExecutionRequest) -> ReplayBackendResult:
        """Set the load to committed if it is still as validation read it, and read it back."""
        prepared = self._prepared.get(_key(request))
        if prepared is None or not prepared.reconciled:
            return _failed("state_commit", "the run has not been reconciled, so its state stays as it is")
        if prepared.finished:
            return _passed("state_commit", "the state was committed before", already_committed=True)
        self._set_committed(prepared)
        now = self._read_state(prepared.load)
        if not now.committed:
            return _failed(
                "state_commit",
                f"the load is {now.status_name} and was changed by somebody else since validation read it as "
                f"{prepared.state.status_name}; repeat the replay",
            )
        self._after_commit(prepared)
        return _passed("state_commit", f"the load went from {prepared.state.status_name} to committed")

    # --- validation --------------------------------------------------------------------------------------------------

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
        if state.committed and earlier is None:
            check_replayable(state, request.run_id)
        if not state.committed:
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
        """Raise ReplayRefusedError for the first thing that makes staging unfit; everything is counted on the engine."""
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
        units = {unit: self._measure(prepared, "s", self._staging_rows(prepared, unit)) for unit in prepared.plan.scope.units}
        return Manifest(units, self._outside_rows(prepared))

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

    # --- finalizer ---------------------------------------------------------------------------------------------------

    def _finalize(self, prepared: Prepared) -> None:
        statements = self._finalizer(prepared)
        run_atomically(self._client, statements, self.dialect.batch(statements))

    def _finalizer(self, prepared: Prepared) -> tuple[Statement, ...]:
        """Lock, look once more, delete the scope, insert staging, compare, mark: one transaction."""
        plan = prepared.plan
        return (
            *self.dialect.opening(self._lock_timeout, plan.target),
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
                prepared, "s", self._staging_rows(prepared, unit), measure, f"Staging of {unit} changed after validation"
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

    def _measure_guards(self, prepared: Prepared, alias: str, source: str, measure: Measure, message: str) -> tuple[Guard, Guard]:
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

    def _differences(self, prepared: Prepared) -> list[tuple[str, str]]:
        """Queries that count what differs between target and staging; each must yield 0."""
        d, plan = self.dialect, prepared.plan
        queries: list[tuple[str, str]] = []
        if prepared.staging_there:
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

    def _read_state(self, load: LoadOfRun) -> LoadState:
        d = self.dialect
        return read_state(self._client, d, self._state_rows(load), d.version(d.name_of(self._state.version_column)), load)

    def _state_rows(self, load: LoadOfRun) -> str:
        """FROM clause that yields one row for each load, with its present status and version."""
        return f"FROM {self.dialect.table(self._state.schema, self._state.table)} WHERE {load.condition(self.dialect)}"

    def _set_committed(self, prepared: Prepared) -> None:
        run_atomically_or_alone(self._client, self._commit_statement(prepared))

    def _commit_statement(self, prepared: Prepared) -> str:
        d, version = self.dialect, self.dialect.name_of(self._state.version_column)
        return (
            f"UPDATE {d.table(self._state.schema, self._state.table)} "
            f"SET {d.name_of('status')} = {d.text('committed')}, {d.name_of('committed_at')} = {d.now()}, "
            f"{version} = {d.now()} WHERE {prepared.load.condition(d)} "
            f"AND {d.name_of('status')} = {d.text(prepared.state.status_name)} "
            f"AND {d.version(version)} = {prepared.state.version}"
        )

    def _after_commit(self, prepared: Prepared) -> None:
        """Whatever has to be given back once the state is committed."""

    def _recorded_schema(self) -> str:
        """The target schema as dpone writes it into the state table: without database or project."""
        return self._target_schema.split(".")[-1] if self.dialect.qualified_schema else self._target_schema

    # --- rows --------------------------------------------------------------------------------------------------------

    def _scope_condition(self, prepared: Prepared) -> str:
        """True for the target rows (alias t) that this replay replaces."""
        if prepared.plan.scope.by_partition:
            return self._in_partitions(prepared, "t")
        return self._key_in_staging(prepared.plan.scope)

    def _in_partitions(self, prepared: Prepared, alias: str) -> str:
        values = ", ".join(prepared.literals[value] for value in prepared.plan.scope.partitions)
        return f"{prepared.partition_of.format(a=alias)} IN ({values})"

    def _key_in_staging(self, scope: ReplayScope) -> str:
        """True for target rows (alias t) whose whole key is in staging."""
        d = self.dialect
        same = " AND ".join(f"{d.column(name, 's')} = {d.column(name, 't')}" for name in scope.keys)
        return f"EXISTS (SELECT 1 FROM {self.staging} AS s WHERE {same})"

    def _staging_rows(self, prepared: Prepared, unit: str | None) -> str:
        """FROM clause over staging (alias s): one unit of the scope, or all of it."""
        if not prepared.plan.scope.by_partition:
            return f"FROM {self.staging} AS s"
        if unit is None:
            return f"FROM {self.staging} AS s WHERE {self._in_partitions(prepared, 's')}"
        return f"FROM {self.staging} AS s WHERE {prepared.partition_of.format(a='s')} = {prepared.literals[unit]}"

    def _target_rows(self, prepared: Prepared, unit: str) -> str:
        if not prepared.plan.scope.by_partition:
            return f"FROM {self.target} AS t WHERE {self._scope_condition(prepared)}"
        return f"FROM {self.target} AS t WHERE {prepared.partition_of.format(a='t')} = {prepared.literals[unit]}"

    def _rows_outside(self, prepared: Prepared) -> str:
        missing = ""
        if prepared.plan.scope.by_partition:
            missing = f" OR {self.dialect.column(prepared.plan.scope.partition_column, 't')} IS NULL"
        return f"FROM {self.target} AS t WHERE NOT ({self._scope_condition(prepared)}){missing}"

    def _outside_rows(self, prepared: Prepared) -> int:
        return number(self._client, f"SELECT COUNT(*) {self._rows_outside(prepared)}", "Rows could not be counted")

    def _measure(self, prepared: Prepared, alias: str, source: str) -> Measure:
        row_hash = self.dialect.row_hash(prepared.plan.columns, alias, prepared.kinds)
        rows = number(self._client, f"SELECT COUNT(*) {source}", "Rows could not be counted")
        return Measure(rows, number(self._client, f"SELECT {row_hash} {source}", "Rows could not be hashed"))

    # --- tables ------------------------------------------------------------------------------------------------------

    def _exists(self, schema: str, table: str) -> bool:
        return bool(guarded(f"Looking for {schema}.{table} failed", self._client.exists, schema, table))

    def _require_table(self, schema: str, table: str, key: str) -> None:
        if not self._exists(schema, table):
            raise ReplayRefusedError(
                f"There is no table {schema}.{table}.", key=key, cure="Check the name and the rights of the connection."
            )

    def _no_staging(self, why: str) -> ReplayRefusedError:
        return ReplayRefusedError(
            f"There is no staging table {self._staging_schema}.{self._staging_table}. {why}",
            key="staging_schema",
            cure="Stage the run again, or name the staging table of the run.",
        )


def run_atomically_or_alone(client: ReplaySqlClient, statement: str) -> None:
    """Run one compare-and-set; with a transaction it is undone when it would change more than one row."""
    what = "Committing the load state"
    transaction = ability(client, "transaction")
    if transaction is None:
        guarded(f"{what} failed", client.execute, statement)
        return
    with GuardedScope(f"{what} failed", transaction):
        affected: object = guarded(f"{what} failed", client.execute, statement)
        if isinstance(affected, int) and not isinstance(affected, bool) and affected > 1:
            raise ReplayRefusedError(f"{what} would change {affected} loads; it was rolled back.")


def manifest_table_name() -> str:
    """Name of the manifest table in the state schema, for documentation and clean-up jobs."""
    return MANIFEST_TABLE


def _key(request: ReplayExecutionRequest) -> tuple[str, str]:
    return request.run_id, request.load_id


def _units(scope: ReplayScope) -> str:
    return "partitions" if scope.by_partition else "key set"


def _passed(name: str, message: str, **details: Any) -> ReplayBackendResult:
    return ReplayBackendResult(True, message, {"status_check": {"name": name, "status": "passed"}, **details})


def _failed(name: str, message: str, **details: Any) -> ReplayBackendResult:
    return ReplayBackendResult(False, message, {"status_check": {"name": name, "status": "failed"}, **details})

"""The tables of a replay (target, staging, manifest, load states) and the FROM clauses over them."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from typing import ClassVar

from dpone_si.replay.backends.clients import ReplaySqlClient, number
from dpone_si.replay.backends.dialect import SqlDialect
from dpone_si.replay.backends.guarding import guarded
from dpone_si.replay.backends.prepared import Prepared
from dpone_si.replay.backends.scope import ReplayScope
from dpone_si.replay.backends.state import LoadOfRun, LoadState, ReplayStateTable, read_state
from dpone_si.replay.backends.validation_manifest import ManifestTable, Measure
from dpone_si.replay_errors import ReplayRefusedError, ReplayRequestError


class ReplayTables:
    """Checked names, and which rows are meant; changes nothing."""

    dialect: ClassVar[SqlDialect]
    finalizers: ClassVar[tuple[str, ...]] = ("delete_insert",)
    """Ways to replace the rows of a scope; the first is the default."""

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
        finalizer: str = "",
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
            raise ReplayRequestError(
                "Staging and target are the same table.", key="staging_table", cure="Name another staging table."
            )
        if lock_timeout_seconds < 1:
            raise ReplayRequestError(
                f"A replay cannot wait {lock_timeout_seconds} seconds for a lock.",
                key="lock_timeout_seconds",
                cure="Use 1 or more.",
            )
        self._lock_timeout = lock_timeout_seconds
        self._finalizer_name = self._checked_finalizer(finalizer)
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

    # --- load states --------------------------------------------------------------------------------------------------

    def _read_state(self, load: LoadOfRun) -> LoadState:
        d = self.dialect
        return read_state(
            self._client, d, self._state_rows(load), d.version(d.name_of(self._state.version_column)), load
        )

    def _state_rows(self, load: LoadOfRun) -> str:
        """FROM clause that yields one row for each load, with its present status and version."""
        return f"FROM {self.dialect.table(self._state.schema, self._state.table)} WHERE {load.condition(self.dialect)}"

    def _recorded_schema(self) -> str:
        """The target schema as dpone writes it into the state table: without database or project."""
        return self._target_schema.split(".")[-1] if self.dialect.qualified_schema else self._target_schema

    def _checked_finalizer(self, finalizer: str) -> str:
        if finalizer and finalizer not in self.finalizers:
            raise ReplayRequestError(
                f"{finalizer!r} is no finalizer of {self.dialect.name}.",
                key="finalizer",
                cure=f"Use {' or '.join(self.finalizers)}.",
            )
        return finalizer or self.finalizers[0]

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

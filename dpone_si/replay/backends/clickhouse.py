"""ClickHouse: no transactions, so every change is one REPLACE or DROP of a partition, each atomic and repeatable."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dpone_si.replay.backends.clients import ReplaySqlClient, ability, number
from dpone_si.replay.backends.dialect import SqlDialect
from dpone_si.replay.backends.guarding import guarded
from dpone_si.replay.backends.prepared import Prepared
from dpone_si.replay.backends.scope import OUTSIDE_UNIT, ReplayScope
from dpone_si.replay.backends.sql_backend import BaseSqlReplayBackend
from dpone_si.replay.backends.state import LoadOfRun
from dpone_si.replay.backends.statements import Guard, Write
from dpone_si.replay.backends.validation_manifest import Measure
from dpone_si.replay_errors import ReplayClientError, ReplayError, ReplayRefusedError

LEASE_TABLE = "__dpone__replay_leases"
LEASE_SECONDS = 900

_PARTITION_KEYS = (
    "{c}", "toDate({c})", "toYYYYMM({c})", "toYYYYMMDD({c})", "toYear({c})", "toMonday({c})", "toStartOfMonth({c})",
    "toStartOfWeek({c})", "toStartOfDay({c})", "toStartOfHour({c})", "toStartOfYear({c})",
)  # fmt: skip
"""Partition keys over one column whose values can be written down; a tuple or a hash cannot."""

_STATE_COLUMNS = (
    "run_id", "load_id", "status", "process_name", "source_schema", "source_table", "target_schema", "target_table",
    "strategy", "started_at", "staged_at", "committed_at", "failed_at", "extracted_rows", "staged_rows",
    "inserted_rows", "updated_rows", "loaded_rows", "error_message", "artifact_uri",
)  # fmt: skip
"""Columns of dpone's load table; a commit is a new version of the row, as dpone itself writes it."""


class ClickHouseDialect(SqlDialect):
    """ClickHouse with REPLACE PARTITION on the MergeTree family."""

    name = "clickhouse"
    transactional = False
    bigint = "Int64"
    text_type = "String"
    hash_type = "Int128"
    longest_name = 200

    def name_of(self, part: str) -> str:
        return f"`{part}`"

    def text(self, value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def partition_expression(self, client: ReplaySqlClient, schema: str, table: str, column: str) -> str:
        where = f"FROM system.tables WHERE database = {self.text(schema)} AND name = {self.text(table)}"
        for template in _PARTITION_KEYS:
            spellings = {template.format(c=name) for name in (column, self.name_of(column))}
            listed = ", ".join(self.text(spelling) for spelling in sorted(spellings))
            query = f"SELECT COUNT(*) {where} AND partition_key IN ({listed})"
            if number(client, query, "The partition key of the target could not be read"):
                return template.format(c="{a}." + self.name_of(column))
        raise ReplayRefusedError(
            f"{schema}.{table} is not partitioned by {column}, or not by a plain function of it.",
            key="partition_column",
            cure="Name the column of the partition key, or use scope `keys`.",
        )

    def row_hash(self, columns: Sequence[str], alias: str, kinds: dict[str, int]) -> str:
        del kinds
        # A NULL argument would make the whole hash NULL; inside a tuple, beside its flag, it is a value like any other.
        values = ", ".join(f"{column}, isNull({column})" for column in (self.column(name, alias) for name in columns))
        return f"toInt128(sum(cityHash64(tuple({values}))))"

    def unlisted_columns(self, schema: str, table: str, columns: Sequence[str]) -> str:
        names = ", ".join(self.text(name) for name in columns)
        return f"SELECT COUNT(*) {self._columns_of(schema, table)} AND name NOT IN ({names})"

    def listed_columns(self, schema: str, table: str) -> str:
        return f"SELECT name {self._columns_of(schema, table)} ORDER BY position"

    def unlike_columns(self, one: tuple[str, str], other: tuple[str, str], columns: Sequence[str]) -> str:
        names = ", ".join(self.text(name) for name in columns)
        sides = (f"SELECT name, type {self._columns_of(*table)} AND name IN ({names})" for table in (one, other))
        return f"SELECT {len(columns)} - COUNT(*) FROM ({' INTERSECT '.join(sides)}) AS d"

    def _columns_of(self, schema: str, table: str) -> str:
        return (
            f"FROM system.columns WHERE database = {self.text(schema)} AND table = {self.text(table)} "
            "AND default_kind NOT IN ('MATERIALIZED', 'ALIAS', 'EPHEMERAL')"
        )

    def create_table(self, table: str, columns: str, order: Sequence[str]) -> str:
        return f"CREATE TABLE IF NOT EXISTS {table} ({columns}) ENGINE = MergeTree ORDER BY ({', '.join(order)})"

    def hash_literal(self, value: int) -> str:
        return f"toInt128('{value}')"

    def version(self, column: str) -> str:
        return f"toUnixTimestamp64Micro({column})"

    def now(self) -> str:
        return "now64(6, 'UTC')"


class ClickHouseReplayBackend(BaseSqlReplayBackend):
    """Replays partition by partition: each is old or new at any moment, and a rerun finishes what a crash left.

    By key, the touched partitions are rebuilt in a shadow table beside staging, without the staged keys and with the
    staged rows, and then replaced one by one. Rows that others write into these partitions meanwhile are lost, so
    such a replay needs the target's other writers to pause.
    """

    dialect = ClickHouseDialect()
    finalizers = ("replace_partition",)

    @property
    def shadow_table(self) -> str:
        return f"{self._target_table}__replay_shadow"

    def _finalize(self, prepared: Prepared) -> None:
        self._take_lease(prepared)
        try:
            if self._manifest.applied(prepared.plan) is not None:
                raise ReplayRefusedError(
                    f"Run {prepared.plan.run_id} has been applied to {prepared.plan.target} meanwhile."
                )
            for guard in self._staging_guards(prepared):
                self._check(guard)
            if prepared.plan.scope.by_partition:
                self._replace_partitions(prepared)
            else:
                self._rebuild_partitions(prepared)
            self._mark(prepared, {OUTSIDE_UNIT: Measure(prepared.manifest.outside_rows, 0)})
        except Exception as error:
            self._release_after_error(prepared, error)
            raise
        self._release_lease(prepared)

    def _replace_partitions(self, prepared: Prepared) -> None:
        for unit, measure in prepared.manifest.units.items():
            literal = prepared.literals[unit]
            self._write_lease(prepared, released=0)  # renewed, so that a long replay keeps it
            # REPLACE from an empty partition is refused by new servers and was silently a delete on old ones.
            change = f"REPLACE PARTITION {literal} FROM {self.staging}" if measure.rows else f"DROP PARTITION {literal}"
            self._run(Write(f"ALTER TABLE {self.target} {change}", f"Replacing partition {unit}"))
            self._mark(prepared, {unit: measure})

    def _rebuild_partitions(self, prepared: Prepared) -> None:
        rows = ability(self._client, "rows")
        if rows is None:
            raise ReplayClientError(
                "A ClickHouse replay by key must list the touched partitions, and the client cannot read rows.",
                key="client",
                cure="Inject a client with `rows(statement)`, or replay by partitions.",
            )
        d, plan = self.dialect, prepared.plan
        shadow = d.table(self._staging_schema, d.checked_name(self.shadow_table, "target_table"))
        names = ", ".join(d.name_of(name) for name in plan.columns)
        kept = ", ".join(d.column(name, "t") for name in plan.columns)
        staged = ", ".join(d.column(name, "s") for name in plan.columns)
        condition = self._scope_condition(prepared)
        self._run(Write(f"DROP TABLE IF EXISTS {shadow} SYNC", "Removing an old shadow table"))
        self._run(Write(f"CREATE TABLE {shadow} AS {self.target}", "Creating the shadow table"))
        insert = f"INSERT INTO {shadow} ({names})"
        self._run(Write(f"{insert} SELECT {staged} FROM {self.staging} AS s", "Copying the staged rows"))
        touched = (
            f"SELECT DISTINCT _partition_id FROM {self.target} AS t WHERE {condition} UNION DISTINCT SELECT "
            f"DISTINCT _partition_id FROM {shadow}"
        )
        ids = sorted(str(row[0]) for row in guarded("The touched partitions could not be listed", rows, touched))
        listed = ", ".join(d.text(partition) for partition in ids)
        kept_rows = f"FROM {self.target} AS t WHERE t._partition_id IN ({listed}) AND NOT ({condition})"
        self._run(Write(f"{insert} SELECT {kept} {kept_rows}", "Copying the rows that stay"))
        total = number(self._client, f"SELECT COUNT(*) {kept_rows}", "The rows that stay could not be counted")
        total += sum(measure.rows for measure in prepared.manifest.units.values())
        self._check(Guard(f"SELECT COUNT(*) FROM {shadow}", "The shadow table is incomplete", total))
        for partition in ids:
            self._write_lease(prepared, released=0)
            self._swap_in(shadow, partition)
        self._mark(prepared, prepared.manifest.units)
        self._run(Write(f"DROP TABLE IF EXISTS {shadow} SYNC", "Removing the shadow table"))

    def _swap_in(self, shadow: str, partition: str) -> None:
        literal = self.dialect.text(partition)
        rows = number(self._client, f"SELECT COUNT(*) FROM {shadow} WHERE _partition_id = {literal}", "Shadow rows")
        change = f"REPLACE PARTITION ID {literal} FROM {shadow}" if rows else f"DROP PARTITION ID {literal}"
        self._run(Write(f"ALTER TABLE {self.target} {change}", f"Replacing partition {partition}"))

    def _mark(self, prepared: Prepared, units: Mapping[str, Measure]) -> None:
        attempt = prepared.manifest.attempt(prepared.plan)
        sql = self._manifest.insert(prepared.plan, attempt, units, applied=1)
        self._run(Write(sql, "Marking partitions as applied"))

    def _run(self, write: Write) -> None:
        guarded(f"{write.what} failed", self._client.execute, write.sql)

    def _check(self, guard: Guard) -> None:
        found = number(self._client, guard.sql, "A check of the finalizer could not be made")
        if found != guard.expected:
            raise ReplayRefusedError(f"{guard.message} (found {found}, expected {guard.expected}).")

    # --- one replay of a target at a time -----------------------------------------------------------------------------

    def _take_lease(self, prepared: Prepared) -> None:
        """Write this run's lease, then look for others: two that start together see each other and both give way."""
        d, plan = self.dialect, prepared.plan
        if not self._exists(self._state.schema, LEASE_TABLE):
            columns = "`target` String, `run_id` String, `changed_at` DateTime64(6, 'UTC'), `released` UInt8"
            sql = d.create_table(self._leases, columns, ("target", "run_id"))
            self._run(Write(sql, "Creating the table of leases"))
        self._write_lease(prepared, released=0)
        others = (
            f"SELECT COUNT(*) FROM (SELECT run_id, argMax(released, changed_at) AS gone, max(changed_at) AS at "
            f"FROM {self._leases} WHERE target = {d.text(plan.target)} AND run_id != {d.text(plan.run_id)} "
            f"GROUP BY run_id) AS l WHERE gone = 0 AND at > now64(6, 'UTC') - INTERVAL {LEASE_SECONDS} SECOND"
        )
        if number(self._client, others, "The leases could not be read"):
            self._release_lease(prepared)
            raise ReplayRefusedError(
                f"Another replay of {plan.target} is running, or died within the last {LEASE_SECONDS // 60} minutes.",
                cure=f"Wait for it, or for {LEASE_SECONDS // 60} minutes, and repeat the replay.",
            )

    @property
    def _leases(self) -> str:
        return self.dialect.table(self._state.schema, LEASE_TABLE)

    def _write_lease(self, prepared: Prepared, *, released: int) -> None:
        d, plan = self.dialect, prepared.plan
        values = f"{d.text(plan.target)}, {d.text(plan.run_id)}, {d.now()}, {released}"
        sql = f"INSERT INTO {self._leases} (`target`, `run_id`, `changed_at`, `released`) SELECT {values}"
        self._run(Write(sql, "Writing the lease of the target"))

    def _release_lease(self, prepared: Prepared) -> None:
        self._write_lease(prepared, released=1)

    def _release_after_error(self, prepared: Prepared, error: Exception) -> None:
        try:
            self._release_lease(prepared)
        except ReplayError:
            error.add_note("The lease of the target could not be released; it ends by itself.")

    # --- what ClickHouse says differently -----------------------------------------------------------------------------

    def _key_in_staging(self, scope: ReplayScope) -> str:
        d = self.dialect
        target = ", ".join(d.column(name, "t") for name in scope.keys)
        staged = ", ".join(d.column(name, "s") for name in scope.keys)
        return f"({target}) IN (SELECT {staged} FROM {self.staging} AS s)"

    def _state_rows(self, load: LoadOfRun) -> str:
        """dpone appends a row for every change of a load; the newest one counts."""
        d, version = self.dialect, self.dialect.name_of(self._state.version_column)
        return (
            f"FROM (SELECT load_id, argMax(s.status, s.{version}) AS `status`, max(s.{version}) AS {version} "
            f"FROM {d.table(self._state.schema, self._state.table)} AS s WHERE {load.condition(d)} "
            f"GROUP BY load_id) AS l"
        )

    def _set_committed(self, prepared: Prepared) -> None:
        self._run(Write(self._commit_statement(prepared), "Committing the load state"))

    def _commit_statement(self, prepared: Prepared) -> str:
        """Adds a committed version of the row if the newest version is still the one validation read."""
        d, version = self.dialect, self.dialect.name_of(self._state.version_column)
        names = [d.name_of(name) for name in _STATE_COLUMNS]
        changed = {"`status`": "'committed'", "`committed_at`": d.now()}
        values = ", ".join(changed.get(name, f"s.{name}") for name in names)
        as_read = f"`status` = {d.text(prepared.state.status_name)} AND {d.version(version)} = {prepared.state.version}"
        return (
            f"INSERT INTO {d.table(self._state.schema, self._state.table)} ({', '.join(names)}, {version}) "
            f"SELECT {values}, {d.now()} FROM {d.table(self._state.schema, self._state.table)} AS s "
            f"WHERE {prepared.load.condition(d)} AND s.`status` = {d.text(prepared.state.status_name)} "
            f"AND {d.version('s.' + version)} = {prepared.state.version} "
            f"AND (SELECT COUNT(*) {self._state_rows(prepared.load)} WHERE {as_read}) = 1 LIMIT 1"
        )

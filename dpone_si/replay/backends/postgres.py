"""PostgreSQL: one transaction, or one DO block where the client has no transaction scope."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from dpone_si.replay.backends.dialect import SqlDialect
from dpone_si.replay.backends.prepared import Prepared
from dpone_si.replay.backends.sql_backend import BaseSqlReplayBackend
from dpone_si.replay.backends.statements import Guard, Statement, Write

_TIMESTAMPTZ_OID = 1184
_MOST_ARGUMENTS = 90
"""jsonb_build_array takes at most 100 arguments."""


class PostgresDialect(SqlDialect):
    """PostgreSQL 11 and newer (hashtextextended)."""

    name = "postgres"
    text_type = "text"
    longest_name = 63

    def name_of(self, part: str) -> str:
        return f'"{part}"'

    def text(self, value: str) -> str:
        quoted = super().text(value)
        # With a backslash inside, only an E literal means the same under both settings of standard_conforming_strings.
        return "E" + quoted.replace("\\", "\\\\") if "\\" in value else quoted

    def row_hash(self, columns: Sequence[str], alias: str, kinds: dict[str, int]) -> str:
        del kinds
        text = " || ".join(f"{piece}::text" for piece in self._arrays(columns, alias))
        return f"COALESCE(SUM(hashtextextended({text}, 0)::numeric), 0)"

    def _side(self, columns: Sequence[str], side: tuple[str, str]) -> str:
        # As JSON every type can be compared; json, xml and point have no equality of their own.
        alias, source = side
        return f"SELECT {', '.join(self._arrays(columns, alias))} {source}"

    def _arrays(self, columns: Sequence[str], alias: str) -> list[str]:
        values = [_time_zone_free(self.column(name, alias)) for name in columns]
        pieces = (values[start : start + _MOST_ARGUMENTS] for start in range(0, len(values), _MOST_ARGUMENTS))
        return [f"jsonb_build_array({', '.join(piece)})" for piece in pieces]

    def not_generated(self, alias: str) -> str:
        return f" AND {alias}.is_generated = 'NEVER'"

    def same_type(self, a: str, b: str) -> str:
        def spelled(c: str) -> str:
            # text and varchar hold the same values; numeric(10,2) and numeric do not.
            return (
                f"CASE WHEN {c}.udt_name IN ('text', 'varchar') THEN 'text' ELSE CONCAT_WS(',', {c}.udt_schema, "
                f"{c}.udt_name, {c}.character_maximum_length, {c}.numeric_precision, {c}.numeric_scale, "
                f"{c}.datetime_precision) END"
            )

        return f"{spelled(a)} = {spelled(b)}"

    def version(self, column: str) -> str:
        return f"CAST(EXTRACT(EPOCH FROM {column}) * 1000000 AS bigint)"

    def now(self) -> str:
        return "timezone('utc', clock_timestamp())"

    def limits(self, lock_timeout_seconds: int) -> tuple[Write, ...]:
        return (Write(f"SET LOCAL lock_timeout = '{lock_timeout_seconds}s'", "Limiting the wait for locks"),)

    def exclusive(self, target: str) -> tuple[Guard, ...]:
        lock = f"pg_try_advisory_xact_lock(hashtextextended({self.text('dpone replay of ' + target)}, 0))"
        return (Guard(f"SELECT CASE WHEN {lock} THEN 0 ELSE 1 END", f"Another replay of {target} is running"),)

    def batch(self, statements: Sequence[Statement]) -> str | None:
        """One DO block: a single statement to the server, so it happens whole or not at all, whatever the client."""
        body = "\n".join(f"  {self._in_block(statement)}" for statement in statements)
        return _do_block(f"\nBEGIN\n{body}\nEND\n")

    def _in_block(self, statement: Statement) -> str:
        if isinstance(statement, Write):
            return f"{statement.sql};"
        message = self.text(f"{statement.message}; the finalizer was rolled back")
        return (
            f"IF ({statement.sql}) IS DISTINCT FROM {statement.expected} THEN RAISE EXCEPTION USING MESSAGE = "
            f"{message}; END IF;"
        )


class PostgresReplayBackend(BaseSqlReplayBackend):
    """Replays into a PostgreSQL table: all rows of the scope change in one transaction.

    `finalizer` is `delete_insert`, for any table, or `attach_partition`, for a table with one list partition for each
    value: there each partition of the request is rebuilt beside the table, and exchanged for the old one by detach and
    attach. That leaves no dead rows behind, but takes an exclusive lock on the table, needs the right to create tables
    in its schema, and drops grants made on a partition instead of the table. A replay by key always deletes and
    inserts.
    """

    dialect = PostgresDialect()
    finalizers = ("delete_insert", "attach_partition")

    def _replacement(self, prepared: Prepared) -> tuple[Statement, ...]:
        if not (self._finalizer_name == "attach_partition" and prepared.plan.scope.by_partition):
            return super()._replacement(prepared)
        return tuple(
            Write(self._exchange(prepared, unit), f"Exchanging the partition of {unit}")
            for unit in prepared.manifest.units
        )

    def _exchange(self, prepared: Prepared, unit: str) -> str:
        """One DO block that builds the new partition, detaches and drops the old one, and attaches the new one.

        The names and bounds of partitions are known to the server only, hence the block; it is part of the
        transaction around it. Staging stays, so nothing is lost with the old partition.
        """
        d, plan = self.dialect, prepared.plan
        digest = hashlib.sha256(f"{plan.run_id} {plan.target} {unit}".encode()).hexdigest()[:16]
        built = d.table(self._target_schema, f"replay_{digest}")
        names = ", ".join(d.name_of(name) for name in plan.columns)
        values = ", ".join(d.column(name, "s") for name in plan.columns)
        schema = d.text(self._target_schema)
        none = d.text(f"{plan.target} has no list partition for {unit} alone; replay with the finalizer delete_insert")
        body = f"""
DECLARE
  old record;
BEGIN
  SELECT c.oid::regclass::text AS name, c.relname AS plain, pg_get_expr(c.relpartbound, c.oid) AS bound INTO old
  FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid
  WHERE i.inhparent = {d.text(self.target)}::regclass AND c.relkind = 'r' AND pg_get_expr(c.relpartbound, c.oid)
    IN (format('FOR VALUES IN (%L)', {d.text(unit)}), 'FOR VALUES IN (' || {d.text(unit)} || ')');
  IF NOT FOUND THEN
    RAISE EXCEPTION USING MESSAGE = {none};
  END IF;
  CREATE TABLE {built} (LIKE {self.target} INCLUDING ALL);
  INSERT INTO {built} ({names}) SELECT {values} {self._staging_rows(prepared, unit)};
  EXECUTE format('ALTER TABLE %s DETACH PARTITION %s', {d.text(self.target)}, old.name);
  EXECUTE format('DROP TABLE %s', old.name);
  EXECUTE format('ALTER TABLE %s RENAME TO %I', {d.text(built)}, old.plain);
  EXECUTE format('ALTER TABLE %s ATTACH PARTITION %I.%I %s', {d.text(self.target)}, {schema}, old.plain, old.bound);
END
"""
        return _do_block(body)


def _do_block(body: str) -> str:
    """`body` as a DO block, between dollar quotes that do not occur in it."""
    tag = "$replay$"
    while tag in body:
        tag = f"${tag.strip('$')}x$"
    return f"DO {tag}{body}{tag}"


def _time_zone_free(column: str) -> str:
    """`column` as JSON that does not depend on the time zone of the session that reads it."""
    utc = f"to_jsonb({column}::text::timestamptz AT TIME ZONE 'UTC')"
    return f"CASE pg_typeof({column})::oid WHEN {_TIMESTAMPTZ_OID} THEN {utc} ELSE to_jsonb({column}) END"

"""PostgreSQL: one transaction, or one DO block where the client has no transaction scope."""

from __future__ import annotations

from collections.abc import Sequence

from dpone_si.live_backends.dialect import SqlDialect
from dpone_si.live_backends.sql_backend import BaseSqlReplayBackend
from dpone_si.live_backends.statements import Guard, Statement, Write

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

    def opening(self, lock_timeout_seconds: int, target: str) -> tuple[Statement, ...]:
        lock = f"pg_try_advisory_xact_lock(hashtextextended({self.text('dpone replay of ' + target)}, 0))"
        return (
            Write(f"SET LOCAL lock_timeout = '{lock_timeout_seconds}s'", "Limiting the wait for locks"),
            Guard(f"SELECT CASE WHEN {lock} THEN 0 ELSE 1 END", f"Another replay of {target} is running"),
        )

    def batch(self, statements: Sequence[Statement]) -> str | None:
        """One DO block: a single statement to the server, so it happens whole or not at all, whatever the client."""
        body = "\n".join(f"  {self._in_block(statement)}" for statement in statements)
        tag = "$replay$"
        while tag in body:
            tag = f"${tag.strip('$')}x$"
        return f"DO {tag}\nBEGIN\n{body}\nEND\n{tag}"

    def _in_block(self, statement: Statement) -> str:
        if isinstance(statement, Write):
            return f"{statement.sql};"
        message = self.text(f"{statement.message}; the finalizer was rolled back")
        return f"IF ({statement.sql}) IS DISTINCT FROM {statement.expected} THEN RAISE EXCEPTION USING MESSAGE = {message}; END IF;"


class PostgresReplayBackend(BaseSqlReplayBackend):
    """Replays into a PostgreSQL table, partitioned or not: all rows of the scope change in one transaction."""

    dialect = PostgresDialect()


def _time_zone_free(column: str) -> str:
    """`column` as JSON that does not depend on the time zone of the session that reads it."""
    utc = f"to_jsonb({column}::text::timestamptz AT TIME ZONE 'UTC')"
    return f"CASE pg_typeof({column})::oid WHEN {_TIMESTAMPTZ_OID} THEN {utc} ELSE to_jsonb({column}) END"

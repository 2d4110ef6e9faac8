"""SQL Server: one transaction under XACT_ABORT, or one batch that rolls itself back."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from collections.abc import Sequence

from dpone_si.replay.backends.clients import ReplaySqlClient, number
from dpone_si.replay.backends.dialect import SqlDialect
from dpone_si.replay.backends.mssql_switch import PartitionSwitch
from dpone_si.replay.backends.prepared import Prepared
from dpone_si.replay.backends.sql_backend import BaseSqlReplayBackend
from dpone_si.replay.backends.statements import Statement, Write

_TEMPORAL, _FLOAT, _BINARY, _MONEY = 1, 2, 3, 4
_KIND_OF_TYPE = {
    "date": _TEMPORAL, "time": _TEMPORAL, "datetime": _TEMPORAL, "datetime2": _TEMPORAL, "smalldatetime": _TEMPORAL,
    "datetimeoffset": _TEMPORAL, "float": _FLOAT, "real": _FLOAT, "binary": _BINARY, "varbinary": _BINARY,
    "image": _BINARY, "money": _MONEY, "smallmoney": _MONEY,
}  # fmt: skip
_STYLES = {_TEMPORAL: 126, _FLOAT: 3, _BINARY: 1, _MONEY: 2}
"""CONVERT styles that keep every digit; a plain CAST drops the seconds of a datetime and half the digits of a float."""
_MOST_ARGUMENTS = 250
"""CONCAT takes at most 254 arguments."""


class MssqlDialect(SqlDialect):
    """SQL Server 2016 and newer (DATEDIFF_BIG)."""

    name = "mssql"
    text_type = "nvarchar(512)"
    hash_type = "decimal(38, 0)"
    locks_a_row = True
    qualified_schema = True

    def name_of(self, part: str) -> str:
        return f"[{part}]"

    def text(self, value: str) -> str:
        return super().text(value) if value.isascii() else "N" + super().text(value)

    def row_hash(self, columns: Sequence[str], alias: str, kinds: dict[str, int]) -> str:
        values = [_encoded(self.column(name, alias), kinds.get(name, 0)) for name in columns]
        while len(values) > _MOST_ARGUMENTS:
            pieces = (values[start : start + _MOST_ARGUMENTS] for start in range(0, len(values), _MOST_ARGUMENTS))
            values = [f"CONCAT('', {', '.join(piece)})" for piece in pieces]
        digest = f"HASHBYTES('SHA2_256', CONCAT('', {', '.join(values)}))"
        piece = f"CAST(CAST(SUBSTRING({digest}, 1, 8) AS bigint) AS decimal(38, 0))"
        return f"COALESCE(SUM({piece}), 0)"

    def column_kinds(self, client: ReplaySqlClient, schema: str, table: str, columns: Sequence[str]) -> dict[str, int]:
        branches = " ".join(f"WHEN '{name}' THEN {kind}" for name, kind in _KIND_OF_TYPE.items())
        query = (
            f"SELECT COALESCE(MAX(CASE LOWER(c.data_type) {branches} ELSE 0 END), 0) FROM {self.catalogue(schema)} AS "
            f"c "
            f"WHERE {self._of_table('c', schema, table)} AND c.column_name = "
        )
        what = "The column types of the target could not be read"
        return {name: number(client, query + self.text(name), what) for name in columns}

    def difference(self, columns: Sequence[str], left: tuple[str, str], right: tuple[str, str]) -> str:
        # There is no EXCEPT ALL; row counts, row hash and the duplicate-key check see what EXCEPT does not.
        return f"SELECT COUNT_BIG(*) FROM ({self._side(columns, left)} EXCEPT {self._side(columns, right)}) AS d"

    def delete(self, table: str, condition: str) -> str:
        return f"DELETE t FROM {table} AS t WHERE {condition}"

    def catalogue(self, schema: str) -> str:
        database = schema.rpartition(".")[0]
        return f"{self.name_of(database)}.information_schema.columns" if database else "information_schema.columns"

    def not_generated(self, alias: str) -> str:
        names = (f"QUOTENAME({alias}.{column})" for column in ("table_catalog", "table_schema", "table_name"))
        table = "OBJECT_ID(CONCAT(" + ", '.', ".join(names) + "))"
        return (
            f" AND COALESCE(COLUMNPROPERTY({table}, {alias}.column_name, 'IsComputed'), 0) = 0 AND "
            f"{alias}.data_type <> 'timestamp'"
        )

    def same_type(self, a: str, b: str) -> str:
        def spelled(c: str) -> str:
            # The width of padded types is part of their values; that of varchar is not.
            width = (
                f"CASE WHEN {c}.data_type IN ('char', 'nchar', 'binary') THEN {c}.character_maximum_length ELSE 0 END"
            )
            return (
                f"CONCAT({c}.data_type, ',', {c}.numeric_precision, ',', {c}.numeric_scale, ',', "
                f"{c}.datetime_precision, ',', {width})"
            )

        return f"{spelled(a)} = {spelled(b)}"

    def create_table(self, table: str, columns: str, order: Sequence[str]) -> str:
        del order
        return f"CREATE TABLE {table} ({columns})"

    def version(self, column: str) -> str:
        return f"DATEDIFF_BIG(microsecond, '1970-01-01', {column})"

    def now(self) -> str:
        return "SYSUTCDATETIME()"

    def limits(self, lock_timeout_seconds: int) -> tuple[Write, ...]:
        return (
            Write("SET XACT_ABORT ON", "Making every error end the transaction"),
            Write(f"SET LOCK_TIMEOUT {lock_timeout_seconds * 1000}", "Limiting the wait for locks"),
        )

    def batch(self, statements: Sequence[Statement]) -> str | None:
        """One batch: the first error, or the first failed check, rolls everything back and is raised again."""
        lines = ["SET NOCOUNT ON;", "BEGIN TRY", "BEGIN TRANSACTION;"]
        lines += [self._in_batch(statement) for statement in statements]
        lines += ["COMMIT TRANSACTION;", "END TRY", "BEGIN CATCH", "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION;", "THROW;"]
        return "\n".join([*lines, "END CATCH;"])

    def _in_batch(self, statement: Statement) -> str:
        if isinstance(statement, Write):
            return f"{statement.sql};"
        message = self.text(f"{statement.message}; the finalizer was rolled back")
        # A query that yields NULL is no number, so it must not pass as equal.
        wrong = f"COALESCE(CASE WHEN ({statement.sql}) = {statement.expected} THEN 0 ELSE 1 END, 1) <> 0"
        return f"IF {wrong} THROW 50001, {message}, 1;"


class MssqlReplayBackend(BaseSqlReplayBackend):
    """Replays into a SQL Server table: all rows of the scope change in one transaction.

    `finalizer` is `delete_insert`, for any table, or `switch_partition`, for a table whose partitions hold one value
    each: there the old partition is switched out into `<target_table>__replay_out` of the staging schema, the staged
    one is switched in, and the old rows are deleted once the state is committed. Staging and that table must lie on the
    partition scheme of the target with the same columns and indexes. A replay by key always deletes and inserts.
    """

    dialect = MssqlDialect()
    finalizers = ("delete_insert", "switch_partition")

    @property
    def switched_out_table(self) -> str:
        return self.dialect.checked_name(f"{self._target_table}__replay_out", "target_table")

    def _switch(self, prepared: Prepared) -> PartitionSwitch | None:
        """The exchange of this replay, None when it deletes and inserts."""
        if self._finalizer_name != "switch_partition" or not prepared.plan.scope.by_partition:
            return None
        return PartitionSwitch(
            self._client,
            self.dialect,
            (self._target_schema, self._target_table),
            (self._staging_schema, self._staging_table),
            (self._staging_schema, self.switched_out_table),
            prepared.plan.scope.partition_column,
            prepared.literals,
        )

    def _check_staging(self, prepared: Prepared) -> None:
        super()._check_staging(prepared)
        switch = self._switch(prepared)
        if switch is not None:
            switch.check()

    def _replacement(self, prepared: Prepared) -> tuple[Statement, ...]:
        switch = self._switch(prepared)
        if switch is None:
            return super()._replacement(prepared)
        return switch.statements({unit: measure.rows for unit, measure in prepared.manifest.units.items()})

    def _staging_keeps_its_rows(self, prepared: Prepared) -> bool:
        return self._switch(prepared) is None and super()._staging_keeps_its_rows(prepared)

    def _after_commit(self, prepared: Prepared) -> None:
        switch = self._switch(prepared)
        if switch is not None:
            switch.clean_up()


def _encoded(column: str, kind: int) -> str:
    """`column` as text with its length in front, and NULL as a text no value has."""
    text = f"CONVERT(nvarchar(max), {column}, {_STYLES[kind]})" if kind else f"CAST({column} AS nvarchar(max))"
    return f"CASE WHEN {column} IS NULL THEN '~' ELSE CONCAT(DATALENGTH({text}), ':', {text}) END"

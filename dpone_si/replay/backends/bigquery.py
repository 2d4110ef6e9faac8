"""BigQuery: one script with a transaction inside, sent as one job."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

import re
from collections.abc import Sequence

from dpone_si.replay.backends.clients import ReplaySqlClient, number
from dpone_si.replay.backends.dialect import SqlDialect
from dpone_si.replay.backends.sql_backend import BaseSqlReplayBackend
from dpone_si.replay.backends.statements import Statement, Write
from dpone_si.replay_errors import ReplayRefusedError

_TEXT, _INTEGER, _DATE = 1, 2, 3
_KIND_OF_TYPE = {"STRING": _TEXT, "INT64": _INTEGER, "DATE": _DATE}
_FORM = {_INTEGER: re.compile(r"-?\d{1,19}"), _DATE: re.compile(r"\d{4}-\d{2}-\d{2}")}
_LONGEST_NAME = 300


class BigQueryDialect(SqlDialect):
    """GoogleSQL. A schema is a dataset, or `project.dataset`."""

    name = "bigquery"
    bigint = "INT64"
    text_type = "STRING"
    hash_type = "BIGNUMERIC"
    longest_name = _LONGEST_NAME
    locks_a_row = True
    qualified_schema = True

    def name_of(self, part: str) -> str:
        return f"`{part}`"

    def text(self, value: str) -> str:
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"

    def partition_kind(self, client: ReplaySqlClient, schema: str, table: str, column: str) -> int:
        branches = " ".join(f"WHEN '{name}' THEN {kind}" for name, kind in _KIND_OF_TYPE.items())
        query = (
            f"SELECT COALESCE(MAX(CASE c.data_type {branches} ELSE 0 END), 0) FROM {self.catalogue(schema)} AS c "
            f"WHERE {self._of_table('c', schema, table)} AND c.column_name = {self.text(column)}"
        )
        kind = number(client, query, "The type of the partition column could not be read")
        if not kind:
            raise ReplayRefusedError(
                f"The partition column {column} is missing or is none of {', '.join(_KIND_OF_TYPE)}.",
                key="partition_column",
                cure="Use scope `keys`, or a column of one of these types whose values name the partitions.",
            )
        return kind

    def partition_value(self, value: str, kind: int) -> str:
        form = _FORM.get(kind)
        if form is None:
            return self.text(value)
        if not form.fullmatch(value):
            raise self.partition_literal_error(value, "a whole number" if kind == _INTEGER else "a date YYYY-MM-DD")
        return value if kind == _INTEGER else f"DATE '{value}'"

    def row_hash(self, columns: Sequence[str], alias: str, kinds: dict[str, int]) -> str:
        del kinds
        return f"COALESCE(SUM(CAST(FARM_FINGERPRINT({self._json(columns, alias)}) AS BIGNUMERIC)), 0)"

    def difference(self, columns: Sequence[str], left: tuple[str, str], right: tuple[str, str]) -> str:
        # There is no EXCEPT ALL; row counts, row hash and the duplicate-key check see what EXCEPT DISTINCT does not.
        sides = (f"SELECT {self._json(columns, alias)} AS r {source}" for alias, source in (left, right))
        return f"SELECT COUNT(*) FROM ({' EXCEPT DISTINCT '.join(sides)}) AS d"

    def _json(self, columns: Sequence[str], alias: str) -> str:
        # As JSON, structs and arrays can be compared too. The fields are named, so their order is fixed by this text.
        return f"TO_JSON_STRING(STRUCT({', '.join(self.column(name, alias) for name in columns)}))"

    def catalogue(self, schema: str) -> str:
        return ".".join(self.name_of(part) for part in schema.split(".")) + ".INFORMATION_SCHEMA.COLUMNS"

    def not_generated(self, alias: str) -> str:
        return f" AND {alias}.is_generated = 'NEVER'"

    def hash_literal(self, value: int) -> str:
        return f"CAST('{value}' AS BIGNUMERIC)"

    def version(self, column: str) -> str:
        return f"UNIX_MICROS({column})"

    def now(self) -> str:
        return "CURRENT_TIMESTAMP()"

    def batch(self, statements: Sequence[Statement]) -> str | None:
        """One script: a statement that fails ends the job, and the open transaction is rolled back with it."""
        body = [self._in_script(statement) for statement in statements]
        return "\n".join(["BEGIN TRANSACTION;", *body, "COMMIT TRANSACTION;"])

    def _in_script(self, statement: Statement) -> str:
        if isinstance(statement, Write):
            return f"{statement.sql};"
        message = self.text(f"{statement.message}; the finalizer was rolled back")
        # Compared as text: a hash may be longer than any integer literal, and NULL becomes a text that never matches.
        found = f"COALESCE(CAST(({statement.sql}) AS STRING), '')"
        return f"SELECT IF({found} <> '{statement.expected}', ERROR({message}), 0);"


class BigQueryReplayBackend(BaseSqlReplayBackend):
    """Replays into a BigQuery table by scoped delete and insert in one multi-statement transaction."""

    dialect = BigQueryDialect()

"""What differs between SQL engines: quoting, literals, row hashes, catalogue questions and atomic batches."""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence

from dpone_si.replay.backends.clients import ReplaySqlClient
from dpone_si.replay.backends.statements import Guard, Statement, Write
from dpone_si.replay_errors import InvalidIdentifierError, ReplayRequestError

_PART = re.compile(r"[\w$#@+\-](?:[\w$#@+\- ]*[\w$#@+\-])?")


class SqlDialect(ABC):
    """One engine's way of saying the few things a replay needs. Every name it quotes has passed `checked_name`."""

    name: str
    transactional = True
    bigint = "bigint"
    text_type = "varchar(512)"
    hash_type = "numeric(38, 0)"
    longest_name = 128
    locks_a_row = False
    """Whether finalizers exclude each other by the lock row of the manifest."""
    qualified_schema = False
    """Whether a schema may itself be qualified: `database.schema`, `project.dataset`."""

    def checked_name(self, value: str, key: str) -> str:
        """`value` if it can be quoted safely and is not silently shortened; else InvalidIdentifierError."""
        if not _PART.fullmatch(value):
            raise InvalidIdentifierError(
                f"{value!r} cannot be used as a name in {self.name}.",
                key=key,
                cure="Use letters, digits, `_`, `$`, `#`, `@`, `+`, `-` and inner spaces.",
            )
        if len(value.encode()) > self.longest_name:
            raise InvalidIdentifierError(
                f"{value!r} is longer than the {self.longest_name} bytes {self.name} keeps of a name.",
                key=key,
                cure="Give the staging table a shorter name with `staging_table`.",
            )
        return value

    def checked_schema(self, value: str, key: str) -> str:
        for part in value.split(".") if self.qualified_schema else [value]:
            self.checked_name(part, key)
        return value

    @abstractmethod
    def name_of(self, part: str) -> str:
        """`part` quoted."""

    def column(self, name: str, alias: str) -> str:
        return f"{alias}.{self.name_of(name)}"

    def table(self, schema: str, table: str) -> str:
        parts = schema.split(".") if self.qualified_schema else [schema]
        return ".".join(self.name_of(part) for part in (*parts, table))

    def text(self, value: str) -> str:
        """A text literal. Control characters never get here: the request was checked for them."""
        return "'" + value.replace("'", "''") + "'"

    def partition_value(self, value: str, kind: int) -> str:
        """The literal of one partition value; `kind` is what `partition_kind` found."""
        del kind
        return self.text(value)

    def partition_kind(self, client: ReplaySqlClient, schema: str, table: str, column: str) -> int:
        """What the dialect must know of the partition column to write its values; 0 where quoted text will do."""
        del client, schema, table, column
        return 0

    def partition_expression(self, client: ReplaySqlClient, schema: str, table: str, column: str) -> str:
        """The expression over alias `{a}` whose value names the partition of a row; the column itself, as a rule."""
        del client, schema, table
        return "{a}." + self.name_of(column)  # checked names hold no braces

    @abstractmethod
    def row_hash(self, columns: Sequence[str], alias: str, kinds: dict[str, int]) -> str:
        """An aggregate over rows: order-free, sensitive to duplicates and NULLs, an exact whole number, never NULL."""

    def column_kinds(self, client: ReplaySqlClient, schema: str, table: str, columns: Sequence[str]) -> dict[str, int]:
        """What `row_hash` must know of each column; empty where it needs nothing."""
        del client, schema, table, columns
        return {}

    def difference(self, columns: Sequence[str], left: tuple[str, str], right: tuple[str, str]) -> str:
        """Query: the number of rows of `left` that `right` lacks. Each side is (alias, text from FROM on)."""
        return f"SELECT COUNT(*) FROM ({self._side(columns, left)} EXCEPT ALL {self._side(columns, right)}) AS d"

    def _side(self, columns: Sequence[str], side: tuple[str, str]) -> str:
        alias, source = side
        return f"SELECT {', '.join(self.column(name, alias) for name in columns)} {source}"

    def delete(self, table: str, condition: str) -> str:
        """Delete the rows of `table` (alias t) that meet `condition`."""
        return f"DELETE FROM {table} AS t WHERE {condition}"

    def unlisted_columns(self, schema: str, table: str, columns: Sequence[str]) -> str:
        """Query: the number of columns of the table, generated ones aside, that are not in `columns`."""
        names = ", ".join(self.text(name) for name in columns)
        return (
            f"SELECT COUNT(*) FROM {self.catalogue(schema)} AS c WHERE {self._of_table('c', schema, table)} "
            f"AND c.column_name NOT IN ({names}){self.not_generated('c')}"
        )

    def listed_columns(self, schema: str, table: str) -> str:
        """Query for rows: the names of the columns of the table in their order, generated ones aside."""
        return (
            f"SELECT c.column_name FROM {self.catalogue(schema)} AS c WHERE {self._of_table('c', schema, table)}"
            f"{self.not_generated('c')} ORDER BY c.ordinal_position"
        )

    def unlike_columns(self, one: tuple[str, str], other: tuple[str, str], columns: Sequence[str]) -> str:
        """Query: how many of `columns` are missing in one of the two tables or have different types there."""
        names = ", ".join(self.text(name) for name in columns)
        return (
            f"SELECT {len(columns)} - COUNT(*) FROM {self.catalogue(one[0])} AS a "
            f"JOIN {self.catalogue(other[0])} AS b ON a.column_name = b.column_name "
            f"WHERE {self._of_table('a', *one)} AND {self._of_table('b', *other)} "
            f"AND a.column_name IN ({names}) AND {self.same_type('a', 'b')}"
        )

    def catalogue(self, schema: str) -> str:
        del schema
        return "information_schema.columns"

    def not_generated(self, alias: str) -> str:
        del alias
        return ""

    def same_type(self, a: str, b: str) -> str:
        return f"{a}.data_type = {b}.data_type"

    def _of_table(self, alias: str, schema: str, table: str) -> str:
        plain = schema.rsplit(".", maxsplit=1)[-1] if self.qualified_schema else schema
        return f"{alias}.table_schema = {self.text(plain)} AND {alias}.table_name = {self.text(table)}"

    def create_table(self, table: str, columns: str, order: Sequence[str]) -> str:
        """Create one of the replay's own tables; `order` names its leading columns where the engine wants to know."""
        del order
        return f"CREATE TABLE IF NOT EXISTS {table} ({columns})"

    def hash_literal(self, value: int) -> str:
        return str(value)

    @abstractmethod
    def version(self, column: str) -> str:
        """The timestamp `column` of the state table as a whole number of microseconds."""

    @abstractmethod
    def now(self) -> str: ...

    def limits(self, lock_timeout_seconds: int) -> tuple[Write, ...]:
        """First statements of every transaction: how long it waits for locks, and what an error does to it."""
        del lock_timeout_seconds
        return ()

    def exclusive(self, target: str) -> tuple[Guard, ...]:
        """A lock of the engine that one finalizer of `target` holds at a time, if the engine does not lock a row."""
        del target
        return ()

    def batch(self, statements: Sequence[Statement]) -> str | None:
        """The statements as one text that the engine runs as a whole or not at all; None where it has no such form."""
        del statements
        return None

    def partition_literal_error(self, value: str, wanted: str) -> ReplayRequestError:
        return ReplayRequestError(
            f"{value!r} is not {wanted}, which the partition column holds.",
            key="partitions",
            cure="Write the partition values in the form of the column.",
        )

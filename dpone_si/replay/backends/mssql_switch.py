"""Exchanging partitions of a SQL Server table by SWITCH: what must hold before it, and the statements.

The old partition is switched out into a third, empty table and the staged one is switched in; both only change
metadata. SQL Server demands that all three tables are alike and lie on one partition scheme. What can be asked of the
catalogue is asked before anything is written; what cannot is refused by the server, and then the whole transaction is
rolled back.
"""

# ruff: noqa: S608  every name in a statement is checked and quoted, every value a literal of the dialect

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dpone_si.replay.backends.clients import ReplaySqlClient, ability, number
from dpone_si.replay.backends.dialect import SqlDialect
from dpone_si.replay.backends.guarding import guarded
from dpone_si.replay.backends.statements import Guard, Statement, Write
from dpone_si.replay_errors import ReplayClientError, ReplayRefusedError

Table = tuple[str, str]
"""Schema and name."""

_INSTEAD = "Use the finalizer delete_insert."
_COLUMN_TRAITS = (
    "c.name, c.column_id, c.system_type_id, c.max_length, c.precision, c.scale, c.is_nullable, "
    "c.is_computed, c.collation_name"
)
_INDEX_TRAITS = (
    "i.type, i.is_unique, c.name, x.key_ordinal, x.is_descending_key, x.is_included_column, x.partition_ordinal"
)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the units lie: the name to call the partition function by, and the partition number of each unit."""

    function: str
    numbers: Mapping[str, int]

    def hold(self, column: str) -> str:
        """True for rows whose `column` belongs into one of these partitions."""
        return f"{self.function}({column}) IN ({', '.join(map(str, self.numbers.values()))})"


@dataclass(frozen=True, slots=True)
class PartitionSwitch:
    """The three tables of an exchange and the column that partitions them; `values` holds the literal of each unit."""

    client: ReplaySqlClient
    dialect: SqlDialect
    target: Table
    staging: Table
    out: Table
    column: str
    values: Mapping[str, str]

    def check(self) -> None:
        """Raise ReplayRefusedError for the first precondition that does not hold. Nothing is changed."""
        one_database = _database(self.target) == _database(self.staging)
        self._require(
            one_database, f"{_shown(self.staging)} is in another database than {_shown(self.target)}.", _INSTEAD
        )
        scheme = self._partition_scheme(self.target)
        self._require(
            scheme != 0, f"{_shown(self.target)} is not partitioned, so no partition can be switched.", _INSTEAD
        )
        partitioned_by = number(
            self.client, self._partitioned_by_column(), "The partition column of the target could not be read"
        )
        self._require(partitioned_by == 1, f"{_shown(self.target)} is not partitioned by {self.column}.", _INSTEAD)
        for table in (self.staging, self.out):
            self._check_alike(table, scheme)
        for table in (self.target, self.staging, self.out):
            self._check_constraints(table)
        places = self._places(scheme)
        self._check_values(places)
        self._check_empty(places)

    def statements(self, staged: Mapping[str, int]) -> tuple[Statement, ...]:
        """Switch every unit out and, where `staged` counts rows of it, the staged partition in; then see what moved."""
        target, staging, out = (self.dialect.table(*table) for table in (self.target, self.staging, self.out))
        places = self._places(self._partition_scheme(self.target))
        writes: list[Statement] = []
        for unit, partition in places.numbers.items():
            writes.append(Write(_switch(target, partition, out), f"Switching partition {unit} out"))
            if staged[unit]:
                writes.append(Write(_switch(staging, partition, target), f"Switching partition {unit} in"))
        # Only now do the locks of SWITCH keep others out, so only now is it certain which rows the partitions held.
        moved = (
            Guard(self._strange_rows(self.out, places), "The partitions switched out held rows of other values"),
            Guard(self._strange_rows(self.target, places), "The partitions switched in hold rows of other values"),
        )
        return (*writes, *moved)

    def clean_up(self) -> None:
        """Delete the rows that were switched out; they are of no use once the state is committed."""
        sql = self.dialect.delete(self.dialect.table(*self.out), f"{self._column} IN ({self._literals()})")
        guarded("Deleting the rows that were switched out failed", self.client.execute, sql)

    # --- preconditions -----------------------------------------------------------------------------------------------

    def _check_alike(self, table: Table, scheme: int) -> None:
        """`table` must be what SWITCH calls identical to the target."""
        self._require(
            bool(guarded(f"Looking for {_shown(table)} failed", self.client.exists, *table)),
            f"There is no table {_shown(table)}, which SWITCH needs.",
            f"Create it on the partition scheme of {_shown(self.target)} with the same columns and indexes, or use "
            f"delete_insert.",
        )
        self._require(
            self._partition_scheme(table) == scheme,
            f"{_shown(table)} is not on the partition scheme of {_shown(self.target)}.",
            f"Create it on that scheme. {_INSTEAD}",
        )
        for what, of_table in (("columns", self._columns), ("indexes", self._indexes)):
            sides = (of_table(self.target), of_table(table))
            different = sum(
                number(self.client, query, f"The {what} could not be compared") for query in _differences(*sides)
            )
            self._require(
                different == 0,
                f"The {what} of {_shown(table)} and {_shown(self.target)} differ; their order and NULL rules count "
                f"too.",
                f"Create it with the {what} of the target. {_INSTEAD}",
            )

    def _check_constraints(self, table: Table) -> None:
        keys = (
            f"JOIN {self._sys('foreign_keys')} AS k ON k.referenced_object_id = t.object_id OR k.parent_object_id = "
            f"t.object_id"
        )
        checks = f"JOIN {self._sys('check_constraints')} AS k ON k.parent_object_id = t.object_id"
        for what, join in (("foreign keys", keys), ("check constraints", checks)):
            found = number(self.client, f"SELECT COUNT(*) {self._table(table, join)}", f"The {what} could not be read")
            self._require(found == 0, f"{_shown(table)} has {what}, with which SWITCH is not used here.", _INSTEAD)

    def _check_values(self, places: _Places) -> None:
        taken = list(places.numbers.values())
        shared = next((unit for unit, partition in places.numbers.items() if taken.count(partition) > 1), None)
        self._require(
            shared is None, f"Partition {shared!r} shares its partition of the table with another value.", _INSTEAD
        )
        strange = number(self.client, self._strange_rows(self.target, places), "The partitions could not be looked at")
        self._require(strange == 0, f"The partitions of the request hold {strange} rows of other values too.", _INSTEAD)

    def _check_empty(self, places: _Places) -> None:
        held = f"SELECT COUNT(*) FROM {self.dialect.table(*self.out)} AS t WHERE {places.hold(self._column)}"
        rows = number(self.client, held, "The table for the old partitions could not be looked at")
        self._require(
            rows == 0,
            f"{_shown(self.out)} still holds {rows} rows that an earlier replay switched out.",
            "Delete them once that replay needs no rollback.",
        )

    # --- questions ---------------------------------------------------------------------------------------------------

    def _places(self, scheme: int) -> _Places:
        """Asked of the server every time, since the same value may move when boundaries change."""
        rows = ability(self.client, "rows")
        if rows is None:
            raise ReplayClientError(
                "SWITCH needs the name of the partition function, and the client cannot read rows.",
                key="client",
                cure=f"Inject a client with `rows(statement)`. {_INSTEAD}",
            )
        query = (
            f"SELECT f.name FROM {self._sys('partition_functions')} AS f "
            f"JOIN {self._sys('partition_schemes')} AS p ON p.function_id = f.function_id WHERE p.data_space_id = "
            f"{scheme}"
        )
        found: Sequence[Sequence[object]] = guarded("The partition function could not be read", rows, query)
        self._require(len(found) == 1, f"{_shown(self.target)} has no partition function.", _INSTEAD)
        name = self.dialect.name_of(self.dialect.checked_name(str(found[0][0]), "partition_column"))
        function = f"{self._database_prefix}$PARTITION.{name}"
        numbers = {
            unit: number(self.client, f"SELECT {function}({value})", f"The partition of {unit} could not be found")
            for unit, value in self.values.items()
        }
        return _Places(function, numbers)

    def _strange_rows(self, table: Table, places: _Places) -> str:
        return (
            f"SELECT COUNT(*) FROM {self.dialect.table(*table)} AS t WHERE {places.hold(self._column)} "
            f"AND ({self._column} IS NULL OR NOT ({self._column} IN ({self._literals()})))"
        )

    @property
    def _column(self) -> str:
        return self.dialect.column(self.column, "t")

    def _literals(self) -> str:
        return ", ".join(self.values.values())

    def _partition_scheme(self, table: Table) -> int:
        """Id of the partition scheme the rows of `table` lie on; 0 when it is not partitioned."""
        joins = (
            f"JOIN {self._sys('indexes')} AS i ON i.object_id = t.object_id AND i.index_id < 2 "
            f"JOIN {self._sys('partition_schemes')} AS p ON p.data_space_id = i.data_space_id"
        )
        query = f"SELECT COALESCE(MAX(p.data_space_id), 0) {self._table(table, joins)}"
        return number(self.client, query, f"The partition scheme of {_shown(table)} could not be read")

    def _partitioned_by_column(self) -> str:
        joins = (
            f"JOIN {self._sys('index_columns')} AS x ON x.object_id = t.object_id AND x.index_id < 2 AND "
            f"x.partition_ordinal = 1 "
            f"JOIN {self._sys('columns')} AS c ON c.object_id = x.object_id AND c.column_id = x.column_id"
        )
        return f"SELECT COUNT(*) {self._table(self.target, joins)} AND c.name = {self.dialect.text(self.column)}"

    def _columns(self, table: Table) -> str:
        joins = f"JOIN {self._sys('columns')} AS c ON c.object_id = t.object_id"
        return f"SELECT {_COLUMN_TRAITS} {self._table(table, joins)}"

    def _indexes(self, table: Table) -> str:
        joins = (
            f"JOIN {self._sys('indexes')} AS i ON i.object_id = t.object_id "
            f"JOIN {self._sys('index_columns')} AS x ON x.object_id = i.object_id AND x.index_id = i.index_id "
            f"JOIN {self._sys('columns')} AS c ON c.object_id = x.object_id AND c.column_id = x.column_id"
        )
        return f"SELECT {_INDEX_TRAITS} {self._table(table, joins)}"

    def _table(self, table: Table, joins: str) -> str:
        """FROM clause that yields `table` as alias t, joined with `joins`."""
        schema = table[0].rpartition(".")[2]
        text = self.dialect.text
        return (
            f"FROM {self._sys('tables')} AS t JOIN {self._sys('schemas')} AS s ON s.schema_id = t.schema_id {joins} "
            f"WHERE s.name = {text(schema)} AND t.name = {text(table[1])}"
        )

    def _sys(self, view: str) -> str:
        return f"{self._database_prefix}sys.{view}"

    @property
    def _database_prefix(self) -> str:
        database = _database(self.target)
        return f"{self.dialect.name_of(database)}." if database else ""

    @staticmethod
    def _require(holds: bool, message: str, cure: str) -> None:
        if not holds:
            raise ReplayRefusedError(message, key="finalizer", cure=cure)


def _switch(source: str, partition: int, receiver: str) -> str:
    return f"ALTER TABLE {source} SWITCH PARTITION {partition} TO {receiver} PARTITION {partition}"


def _differences(one: str, other: str) -> tuple[str, str]:
    """Queries that count what only one of two queries yields."""
    return f"SELECT COUNT(*) FROM ({one} EXCEPT {other}) AS d", f"SELECT COUNT(*) FROM ({other} EXCEPT {one}) AS d"


def _database(table: Table) -> str:
    return table[0].rpartition(".")[0]


def _shown(table: Table) -> str:
    return ".".join(table)

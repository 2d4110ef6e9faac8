"""A model of SQL Server's SWITCH PARTITION over DuckDB: its rules as the vendor documents them, not the server itself.

The catalogue views the backend asks (`sys.tables` and others) are tables here, filled from the same shapes the rules look
at. A statement is parsed by the strict T-SQL grammar first; then a rule that does not hold raises, as the server would.
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Mapping
from typing import Any

from dpone_si.replay.backends import MssqlReplayBackend
from dpone_si.replay.clients import RuntimeSqlReplayClient
from tests.engines.replay.engine import PARTITIONS, load_columns
from tests.engines.replay.engine_duckdb import TranspilingConnector, TsqlEngine
from tests.engines.replay.layers import engine_module

TARGET, STAGING, OUT = "landing.orders", "staging.orders__replay_staging", "staging.orders__replay_out"
_SWITCH = re.compile(r"ALTER TABLE \[(\w+)\]\.\[(\w+)\] SWITCH PARTITION (\d+) TO \[(\w+)\]\.\[(\w+)\] PARTITION (\d+)")
_VIEWS = """
CREATE TABLE sys.schemas (schema_id integer, name varchar);
CREATE TABLE sys.tables (object_id integer, schema_id integer, name varchar);
CREATE TABLE sys.columns (object_id integer, column_id integer, name varchar, system_type_id integer, max_length integer,
  precision integer, scale integer, is_nullable boolean, is_computed boolean, collation_name varchar);
CREATE TABLE sys.indexes (object_id integer, index_id integer, type integer, is_unique boolean, data_space_id integer);
CREATE TABLE sys.index_columns (object_id integer, index_id integer, column_id integer, key_ordinal integer,
  is_descending_key boolean, is_included_column boolean, partition_ordinal integer);
CREATE TABLE sys.partition_schemes (data_space_id integer, function_id integer);
CREATE TABLE sys.partition_functions (function_id integer, name varchar);
CREATE TABLE sys.foreign_keys (parent_object_id integer, referenced_object_id integer);
CREATE TABLE sys.check_constraints (parent_object_id integer)
"""


class SwitchError(Exception):
    """A rule of SWITCH that does not hold."""


@dataclasses.dataclass(frozen=True)
class Shape:
    """What SWITCH compares: columns as (name, type, nullable), the clustered index, the partition scheme (0: none)."""

    columns: tuple[tuple[str, int, bool], ...] = (("dt", 40, True), ("k", 56, True), ("r", 231, True), ("v", 231, True))
    index: tuple[str, ...] = ("dt", "k", "r")
    scheme: int = 601
    partition_column: str = "dt"
    referenced: bool = False
    checked: bool = False


class SwitchingConnector(TranspilingConnector):
    """Runs SWITCH by the rules; everything else is transpiled."""

    def __init__(self, database: Any, shapes: Mapping[str, Shape], boundaries: tuple[str, ...]) -> None:
        super().__init__(database, "tsql")
        self._shapes = shapes
        self._boundaries = boundaries

    def get_records(self, query: str, params: Any = None) -> list[tuple[Any, ...]]:
        return super().get_records(_without_dollar(query), params)

    def execute_query(self, query: str) -> int:
        if " SWITCH " not in query:
            return super().execute_query(_without_dollar(query))
        self.seen.append(query)
        match = _SWITCH.fullmatch(query)
        if match is None or not _strictly_parsed(query):
            raise SwitchError(f"no SWITCH statement: {query}")
        self._switch(f"{match[1]}.{match[2]}", int(match[3]), f"{match[4]}.{match[5]}", int(match[6]))
        return -1

    def _switch(self, source: str, number: int, receiver: str, to: int) -> None:
        one, other = self._shapes[source], self._shapes[receiver]
        self._rule(
            bool(one.scheme) and one.scheme == other.scheme, "ranges and filegroups of both tables must be equal (4904)"
        )
        self._rule(
            number == to and 1 <= number <= len(self._boundaries) + 1,
            "the partition number is not the same or out of range",
        )
        self._rule(one.columns == other.columns, "columns must be alike, in order and nullability (4943)")
        self._rule(one.index == other.index, "indexes must be alike (4947)")
        self._rule(
            not (one.referenced or other.referenced), "a table referenced by a foreign key cannot be switched (4967)"
        )
        self._rule(not other.checked, "the receiver has a check constraint the source lacks (4972)")
        held = f"FROM {{}} WHERE pf_day(dt) = {number}"
        [(rows,)] = self._open().execute(f"SELECT count(*) {held.format(receiver)}").fetchall()
        self._rule(rows == 0, "the receiving partition must be empty (4904)")
        self._open().execute(f"INSERT INTO {receiver} SELECT * {held.format(source)}")
        self._open().execute(f"DELETE {held.format(source)}")

    @staticmethod
    def _rule(holds: bool, text: str) -> None:
        if not holds:
            raise SwitchError(text)


class SwitchEngine(TsqlEngine):
    """The scenario with three aligned tables, partitioned by day; `shapes` may be changed before a replay."""

    evidence = "model"
    backend_type = MssqlReplayBackend

    def __init__(self) -> None:
        super().__init__()
        self.run("CREATE SCHEMA sys")
        self.shapes: dict[str, Shape] = {}

    def create(self) -> None:
        self.partition_by(PARTITIONS)
        for table in (TARGET, STAGING, OUT, "etl_state.__dpone__loads", "etl_state.__dpone__replay_manifest"):
            self.run(f"DROP TABLE IF EXISTS {table}")
        for table in (TARGET, STAGING, OUT):
            self.run(f"CREATE TABLE {table} (dt date, k integer, r varchar, v varchar)")
        loads = load_columns({"text": "varchar", "time": "timestamp", "int": "bigint"})
        self.run(f"CREATE TABLE etl_state.__dpone__loads ({loads})")
        self.shape({TARGET: Shape(), STAGING: Shape(), OUT: Shape()})

    def partition_by(self, boundaries: tuple[str, ...]) -> None:
        """RANGE RIGHT: each boundary begins a partition."""
        self.boundaries = boundaries
        steps = " + ".join(f"CASE WHEN CAST(x AS date) >= DATE '{day}' THEN 1 ELSE 0 END" for day in boundaries)
        self.run(f"CREATE OR REPLACE MACRO pf_day(x) AS 1 + {steps}")

    def shape(self, shapes: dict[str, Shape]) -> None:
        """Fill the catalogue from `shapes`."""
        self.shapes = shapes
        self.run("".join(f"DROP TABLE IF EXISTS {name};" for name in re.findall(r"sys\.\w+", _VIEWS)) + _VIEWS)
        self.run("INSERT INTO sys.schemas VALUES (1, 'landing'), (2, 'staging')")
        self.run(
            "INSERT INTO sys.partition_functions VALUES (7, 'pf_day'); INSERT INTO sys.partition_schemes VALUES (601, 7), (602, 7)"
        )
        for number, (table, shape) in enumerate(shapes.items(), start=100):
            schema, name = table.split(".")
            self.run(f"INSERT INTO sys.tables VALUES ({number}, {1 if schema == 'landing' else 2}, '{name}')")
            self.run(f"INSERT INTO sys.indexes VALUES ({number}, 1, 1, false, {shape.scheme or 1})")
            for position, (column, kind, nullable) in enumerate(shape.columns, start=1):
                self.run(
                    f"INSERT INTO sys.columns VALUES ({number}, {position}, '{column}', {kind}, 8, 0, 0, {nullable}, false, NULL)"
                )
                if column in shape.index or column == shape.partition_column:
                    key = shape.index.index(column) + 1 if column in shape.index else 0
                    by = int(column == shape.partition_column)
                    self.run(
                        f"INSERT INTO sys.index_columns VALUES ({number}, 1, {position}, {key}, false, false, {by})"
                    )
            if shape.referenced:
                self.run(f"INSERT INTO sys.foreign_keys VALUES (999, {number})")
            if shape.checked:
                self.run(f"INSERT INTO sys.check_constraints VALUES ({number})")

    def client(self) -> RuntimeSqlReplayClient:
        return RuntimeSqlReplayClient(
            connector=SwitchingConnector(self._database, self.shapes, self.boundaries), dialect="mssql"
        )


def _without_dollar(text: str) -> str:
    return text.replace("$PARTITION.", "")


@functools.lru_cache(maxsize=256)
def _strictly_parsed(text: str) -> bool:
    sqlfluff = engine_module("sqlfluff", "sqlfluff", "sqlfluff")
    try:
        sqlfluff.parse(text, dialect="tsql")
    except sqlfluff.api.simple.APIParsingError:
        return False
    return True

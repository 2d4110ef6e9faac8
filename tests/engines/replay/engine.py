"""What the scenario needs of an engine, and the rows it starts with."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar

from dpone_si.replay.backends import BaseSqlReplayBackend
from dpone_si.replay.service import ReplayExecutionRequest

RUN = "01HRUN0000000000000000000A"
PARTITIONS = tuple(f"2024-01-0{day}" for day in range(1, 6))
REPLAYED = (PARTITIONS[0], PARTITIONS[2])
EMPTY = PARTITIONS[4]
COLUMNS = ("dt", "k", "r", "v")
Row = tuple[str, int, str, str | None]

OLD: list[Row] = [(day, number, f"r{number % 3}", f"old {number}") for day in PARTITIONS for number in range(10)]
STAGED: list[Row] = [
    (day, number, f"r{number % 3}", None if number == 1 else f"new '{number}' \\")
    for day in REPLAYED
    for number in range(5)
]


def rows_after(old: Iterable[Row] = OLD, staged: Iterable[Row] = STAGED, emptied: tuple[str, ...] = ()) -> Counter[Row]:
    """The target after a right replay by partition: other partitions untouched, replayed ones as staged."""
    staged = list(staged)
    gone = {row[0] for row in staged} | set(emptied)
    return Counter([row for row in old if row[0] not in gone] + staged)


def rows_after_merge(old: Iterable[Row] = OLD, staged: Iterable[Row] = STAGED) -> Counter[Row]:
    """The target after a right replay by key (k, r, dt): staged keys as staged, every other row as it was."""
    staged = list(staged)
    keys = {(row[0], row[1], row[2]) for row in staged}
    return Counter([row for row in old if (row[0], row[1], row[2]) not in keys] + staged)


def request(**changes: Any) -> ReplayExecutionRequest:
    """An approved replay of the two staged partitions."""
    facts: dict[str, Any] = {
        "action": "resync",
        "run_id": RUN,
        "source_type": "postgres",
        "sink_type": "postgres",
        "strategy_mode": "partition_replace",
        "partitions": REPLAYED,
        "partition_column": "dt",
        "unique_key": ("dt", "k", "r"),
        "yes": True,
    }
    return ReplayExecutionRequest(**(facts | changes))


class SqlEngine(ABC):
    """One engine with a target of five partitions, staging for two of them, and a staged load.

    `evidence` says what a pass proves: `live` on the real engine, `semantic` for statements of another dialect that
    were transpiled and run elsewhere.
    """

    name: ClassVar[str]
    evidence: ClassVar[str]
    backend_type: ClassVar[type[BaseSqlReplayBackend]]
    transactional: ClassVar[bool] = True

    @abstractmethod
    def client(self) -> Any:
        """A client over a new connection."""

    @abstractmethod
    def kill(self, client: Any) -> None:
        """Lose the client's connection, as a crash would; returns once the engine has noticed."""

    @abstractmethod
    def run(self, sql: str) -> None:
        """Set something up, past the client."""

    @abstractmethod
    def rows(self, sql: str) -> list[tuple[Any, ...]]: ...

    @abstractmethod
    def create(self) -> None:
        """Empty schemas `landing`, `staging` and `etl_state` with the tables of the scenario."""

    def reset(self) -> None:
        self.create()
        self.fill("landing.orders", OLD)
        self.fill("staging.orders__replay_staging", STAGED)
        self.add_load(RUN)

    def fill(self, table: str, rows: Iterable[Row]) -> None:
        values = ", ".join("(" + ", ".join(self.literal(value) for value in row) + ")" for row in rows)
        self.run(f"INSERT INTO {table} (dt, k, r, v) VALUES {values}")

    def add_load(self, run_id: str, *, load_id: str = "load-1", status: str = "staged", table: str = "orders") -> None:
        values = f"'{run_id}', '{load_id}', '{status}', 'public', 'orders', 'landing', '{table}', 'partition_replace'"
        self.run(
            "INSERT INTO etl_state.__dpone__loads (run_id, load_id, status, source_schema, source_table, "
            f"target_schema, target_table, strategy, started_at, __dpone__loaded_at) "
            f"VALUES ({values}, '2024-02-01 00:00:00', '2024-02-01 00:00:00.123456')"
        )

    def literal(self, value: object) -> str:
        if value is None:
            return "NULL"
        return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"

    def backend(self, client: Any = None, *, kind: type[BaseSqlReplayBackend] | None = None, **more: Any) -> Any:
        return (kind or self.backend_type)(
            client=client or self.client(),
            target_schema="landing",
            target_table="orders",
            staging_schema="staging",
            **more,
        )

    def target(self) -> Counter[Row]:
        return Counter((str(dt), k, r, v) for dt, k, r, v in self.rows("SELECT dt, k, r, v FROM landing.orders"))

    def status(self, run_id: str = RUN) -> str:
        [(status,)] = self.rows(f"SELECT status FROM etl_state.__dpone__loads WHERE run_id = '{run_id}'")
        return str(status)

    def writes(self, statement: str) -> bool:
        """Whether the statement changes the target table."""
        return "landing" in statement and statement.lstrip().upper().startswith(
            ("INSERT", "DELETE", "ALTER", "DO", "UPDATE")
        )


LOAD_COLUMNS = (
    ("run_id", "text"), ("load_id", "text"), ("status", "text"), ("process_name", "text"), ("source_schema", "text"),
    ("source_table", "text"), ("target_schema", "text"), ("target_table", "text"), ("strategy", "text"),
    ("started_at", "time"), ("staged_at", "time"), ("committed_at", "time"), ("failed_at", "time"),
    ("extracted_rows", "int"), ("staged_rows", "int"), ("inserted_rows", "int"), ("updated_rows", "int"),
    ("loaded_rows", "int"), ("error_message", "text"), ("artifact_uri", "text"), ("__dpone__loaded_at", "time"),
)  # fmt: skip
"""dpone's load table."""


def load_columns(types: dict[str, str]) -> str:
    return ", ".join(f"{name} {types[kind]}" for name, kind in LOAD_COLUMNS)

"""T-SQL and BigQuery statements, parsed strictly, transpiled, and run on DuckDB: what they mean, not the engines themselves.

DuckDB cannot tell collations, implicit conversions, lock escalation or a service's own limits, so a pass here is `semantic`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from dpone_si.replay.backends import BigQueryReplayBackend, MssqlReplayBackend
from dpone_si.replay.clients import RuntimeSqlReplayClient
from tests.engines.replay.engine import SqlEngine, load_columns
from tests.engines.replay.layers import engine_module

# Functions the dialects have and DuckDB lacks. The hashes are other hashes, but hashes all the same.
_MACROS = (
    "CREATE MACRO datalength(x) AS 2 * length(x)",
    "CREATE MACRO columnproperty(a, b, c) AS 0",
    "CREATE MACRO object_id(a) AS 1",
    "CREATE MACRO quotename(a) AS '[' || a || ']'",
    "CREATE MACRO sysutcdatetime() AS CAST(now() AT TIME ZONE 'UTC' AS timestamp)",
    "CREATE MACRO digits(x) AS lpad(CAST(hash(x) % 100000000 AS varchar), 8, '0')",
    "CREATE MACRO farm_fingerprint(x) AS CAST(hash(x) % 1000000000 AS bigint)",
)
_BIGQUERY_COLUMNS = """
CREATE VIEW bigquery_columns AS SELECT table_schema, table_name, column_name, ordinal_position, 'NEVER' AS is_generated,
CASE data_type WHEN 'INTEGER' THEN 'INT64' WHEN 'VARCHAR' THEN 'STRING' ELSE data_type END AS data_type
FROM information_schema.columns
"""


class TranspilingConnector:
    """A connector that takes statements of `dialect` and runs them on DuckDB; opaque text is refused, never run."""

    transactional = True
    reports_row_counts = True

    def __init__(self, database: Any, dialect: str) -> None:
        self._database = database
        self._dialect = dialect
        self._cursor: Any = database.cursor()
        self.seen: list[str] = []

    def get_records(self, query: str, params: Sequence[object] | None = None) -> list[tuple[Any, ...]]:
        assert not params
        [statement] = self._transpiled(query)
        return self._open().execute(statement).fetchall()

    def execute_query(self, query: str) -> int:
        affected = -1
        for statement in self._transpiled(query):
            result = self._open().execute(statement)
            if statement.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"}:
                affected = int(result.fetchall()[0][0])
        return affected

    def table_exists(self, schema: str, table: str) -> bool:
        query = "SELECT count(*) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?"
        return bool(self._open().execute(query, (schema, table)).fetchall()[0][0])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._open().execute("BEGIN TRANSACTION")
        try:
            yield
            self._open().execute("COMMIT")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Dropping the cursor drops its transaction, as losing a connection does."""
        cursor, self._cursor = self._cursor, None
        if cursor is not None:
            cursor.close()

    def _open(self) -> Any:
        if self._cursor is None:
            self._cursor = self._database.cursor()
        return self._cursor

    def _transpiled(self, text: str) -> tuple[str, ...]:
        self.seen.append(text)
        return transpile(text, self._dialect)


@functools.lru_cache(maxsize=4096)
def transpile(text: str, dialect: str) -> tuple[str, ...]:
    """The DuckDB statements of `text`; session settings are dropped, anything the parser did not understand raises."""
    import sqlglot
    from sqlglot import exp

    statements: list[str] = []
    for tree in sqlglot.parse(text, read=dialect):
        if tree is None or isinstance(tree, exp.Set):
            continue
        if isinstance(tree, exp.Command) or tree.find(exp.Command):
            raise NotImplementedError(f"not understood by the {dialect} parser: {text}")
        if isinstance(tree, exp.Delete) and tree.args.get("tables"):
            tree.set("tables", None)  # DELETE t FROM x AS t
        for national in list(tree.find_all(exp.National)):
            national.replace(exp.Literal.string(national.this))
        sql = tree.sql("duckdb")
        sql = re.sub(r"\bTEXT\((?:MAX|\d+)\)", "TEXT", sql)
        sql = sql.replace("SHA256(", "digits(").replace(
            "DECIMAL(38, 5)", "DECIMAL(38, 0)"
        )  # BIGNUMERIC prints no zeros
        statements.append(re.sub(r'"[^"]+"\."INFORMATION_SCHEMA\.COLUMNS"', "main.bigquery_columns", sql))
    return tuple(statements)


class TranspiledEngine(SqlEngine):
    """A DuckDB database in memory, spoken to in another dialect."""

    evidence = "semantic"
    dialect: ClassVar[str]

    def __init__(self) -> None:
        duckdb = engine_module("duckdb", "duckdb", "duckdb")
        engine_module("duckdb", "sqlglot", "sqlglot")
        self._database = duckdb.connect(":memory:")
        for statement in (*_MACROS, _BIGQUERY_COLUMNS):
            self.run(statement)
        for schema in ("landing", "staging", "etl_state"):
            self.run(f"CREATE SCHEMA {schema}")

    def create(self) -> None:
        for table in (
            "landing.orders", "staging.orders__replay_staging", "etl_state.__dpone__loads", "etl_state.__dpone__replay_manifest",
        ):  # fmt: skip
            self.run(f"DROP TABLE IF EXISTS {table}")
        self.run("CREATE TABLE landing.orders (dt date, k integer, r varchar, v varchar)")
        self.run("CREATE TABLE staging.orders__replay_staging (v varchar, r varchar, k integer, dt date)")
        loads = load_columns({"text": "varchar", "time": "timestamp", "int": "bigint"})
        self.run(f"CREATE TABLE etl_state.__dpone__loads ({loads})")

    def client(self) -> RuntimeSqlReplayClient:
        return RuntimeSqlReplayClient(connector=TranspilingConnector(self._database, self.dialect), dialect=self.name)  # type: ignore[arg-type]

    def kill(self, client: Any) -> None:
        client.close()

    def run(self, sql: str) -> None:
        self._database.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._database.execute(sql).fetchall()

    def close(self) -> None:
        self._database.close()


class TsqlEngine(TranspiledEngine):
    name = "mssql"
    dialect = "tsql"
    backend_type = MssqlReplayBackend


class BigQueryEngine(TranspiledEngine):
    name = "bigquery"
    dialect = "bigquery"
    backend_type = BigQueryReplayBackend

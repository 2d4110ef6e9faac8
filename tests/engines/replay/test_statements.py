"""Every statement of the dialects that have no engine here is parsed strictly; every statement anywhere obeys the rules.

sqlglot must understand each one (its opaque `Command` does not count), and sqlfluff, which is stricter, every write.
"""

from __future__ import annotations

import dataclasses
import re

import pytest

from dpone_si.replay.adapters import DbReplayAdapter
from tests.engines.replay.conftest import EngineRoom
from tests.engines.replay.engine import EMPTY, REPLAYED, SqlEngine, request
from tests.engines.replay.faults import FaultyClient
from tests.engines.replay.layers import engine_module

REQUESTS = {
    "partitions": request(partitions=(*REPLAYED, EMPTY), allow_empty=(EMPTY,)),
    "keys": request(strategy_mode="incremental_merge", partitions=()),
    "no key": request(unique_key=()),
}
DIALECTS = {"semantic-mssql": "tsql", "semantic-bigquery": "bigquery"}
BATCHES = {
    "semantic-mssql": ("SET NOCOUNT ON;", "THROW;"),
    "semantic-bigquery": ("BEGIN TRANSACTION;", "COMMIT TRANSACTION;"),
}


def statements_of(engine: SqlEngine, name: str) -> list[str]:
    """Everything a whole replay sends, in order."""
    client = FaultyClient(engine)
    asked = dataclasses.replace(REQUESTS[name], sink_type=engine.name)
    result = DbReplayAdapter(backend=engine.backend(client=client)).execute(asked)
    assert result.status == "executed", result.diagnostics[-1].message
    return [action for action in client.actions if action != "COMMIT"]


def batch_of(engine: SqlEngine, name: str) -> str:
    """The finalizer as one text, as a client without transactions gets it."""
    backend = engine.backend()
    asked = dataclasses.replace(REQUESTS[name], sink_type=engine.name)
    backend.validate_staging(asked)
    return engine.backend_type.dialect.batch(backend._finalizer(backend._prepared[(asked.run_id, "")]))


def understood(text: str, dialect: str) -> bool:
    return sqlglot_understands(text, dialect) and (text.startswith("SELECT") or sqlfluff_understands(text, dialect))


def sqlglot_understands(text: str, dialect: str) -> bool:
    import sqlglot
    from sqlglot import exp

    try:
        trees = sqlglot.parse(text, read=dialect)
    except sqlglot.errors.ParseError:
        return False
    return all(tree is not None and not isinstance(tree, exp.Command) and not tree.find(exp.Command) for tree in trees)


def sqlfluff_understands(text: str, dialect: str) -> bool:
    sqlfluff = engine_module("sqlfluff", "sqlfluff", "sqlfluff")
    try:
        sqlfluff.parse(text, dialect=dialect)
    except sqlfluff.api.simple.APIParsingError:
        return False
    return True


@pytest.mark.parametrize("name", REQUESTS)
@pytest.mark.parametrize("engine_name", DIALECTS)
def test_semantic_every_statement_is_understood(engine_room: EngineRoom, engine_name: str, name: str) -> None:
    found = set(statements_of(engine_room.engine(engine_name), name))
    assert [text for text in found if not understood(text, DIALECTS[engine_name])] == []


@pytest.mark.parametrize("name", ["partitions", "keys"])
@pytest.mark.parametrize("engine_name", DIALECTS)
def test_semantic_every_batch_is_understood_by_the_strict_parser(
    engine_room: EngineRoom, engine_name: str, name: str
) -> None:
    batch = batch_of(engine_room.engine(engine_name), name)
    first, last = BATCHES[engine_name]
    assert batch.startswith(first)
    assert last in batch
    assert sqlfluff_understands(batch, DIALECTS[engine_name])


@pytest.mark.parametrize(
    "garbage",
    [
        "DELETE FROM WHERE x = 1",
        "UPDATE x SET",
        "SELECT COUNT(* FROM x",
        "INSERT INTO x VALUES (1",
        "ALTER TABLE x SWITCH TO",
    ],
)
@pytest.mark.parametrize("dialect", DIALECTS.values())
def test_the_gate_refuses_garbage(dialect: str, garbage: str) -> None:
    engine_module("sqlglot", "sqlglot", "sqlglot")
    assert not understood(garbage, dialect)


def test_mssql_sets_what_makes_every_error_end_the_transaction(engine_room: EngineRoom) -> None:
    found = statements_of(engine_room.engine("semantic-mssql"), "partitions")
    starts = ("SET XACT_ABORT ON", "SET LOCK_TIMEOUT", "DELETE", "UPDATE [etl_state].[__dpone__loads]")
    order = [start for text in found for start in starts if text.startswith(start)]
    assert order == [*starts[:3], *starts[:2], starts[3]]
    batch = batch_of(engine_room.engine("semantic-mssql"), "partitions")
    assert batch.index("SET XACT_ABORT ON") < batch.index("DELETE")
    assert "IF @@TRANCOUNT > 0 ROLLBACK TRANSACTION" in batch


@pytest.mark.parametrize("name", REQUESTS)
def test_every_statement_obeys_the_rules(engine: SqlEngine, name: str) -> None:
    """No `SELECT *`, no unscoped delete, no truncation, no uncorrelated EXISTS; names are quoted."""
    found = statements_of(engine, name)
    deletes = [text for text in found if re.match(r"DELETE|ALTER TABLE|MERGE", text)]
    assert deletes
    for text in found:
        assert "SELECT *" not in text
        assert not re.search(r"\bTRUNCATE\b|WHERE TRUE|WHERE 1\s*=\s*1", text)
        for exists in re.findall(r"EXISTS \(SELECT 1 FROM [^()]*", text):
            assert re.search(r"WHERE s\..* = t\..*", exists), text
        assert not re.search(r"(?<![`\"\[.])\blanding\.orders\b(?![`\"\]'])", text), text
    for text in deletes:
        scoped = all(day in text for day in REQUESTS[name].partitions) or "WHERE" in text or "PARTITION" in text
        assert scoped, text


def test_all_partitions_are_in_one_delete_and_one_insert(engine_room: EngineRoom) -> None:
    for name in ("live-postgres", "semantic-mssql", "semantic-bigquery"):
        found = statements_of(engine_room.engine(name), "partitions")
        target = [text for text in found if re.match(r"(DELETE|INSERT)[^(]{1,12}\W+landing\W+orders\W", text)]
        assert len(target) == 2
        assert all(day in text for text in target for day in REQUESTS["partitions"].partitions)

"""Which source, sink and load strategy a made-up process joins, and how the author spells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.generate.chance import Chance

SOURCES = ("postgres", "mysql", "mssql", "clickhouse", "kafka", "api")
SINKS = ("postgres", "mssql", "clickhouse", "bigquery", "kafka")
MODES = (
    "auto",
    "full_refresh",
    "incremental_append",
    "incremental_merge",
    "replace",
    "partition_replace",
    "snapshot_diff",
    "scd2",
    "cdc_apply",
    "backfill",
)
STATELESS = frozenset({"full_refresh", "replace", "backfill"})

_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "postgres": ("postgres", "postgres", "postgresql", "Postgres"),
    "mssql": ("mssql", "mssql", "sqlserver", "sql-server", "sql_server"),
    "clickhouse": ("clickhouse", "clickhouse", "ClickHouse"),
    "mysql": ("mysql",),
    "bigquery": ("bigquery",),
    "kafka": ("kafka",),
    "api": ("api",),
}


@dataclass(frozen=True, slots=True)
class Route:
    """A way from a source to a sink. `source`, `sink` and `mode` are canonical names."""

    source: str
    sink: str
    mode: str

    @property
    def is_accepted(self) -> bool:
        """Whether dpone accepts the combination: into MSSQL it refuses cursors that it cannot commit with the rows."""
        if self.sink != "mssql":
            return True
        if self.mode == "cdc_apply":
            return False
        if self.source in {"mysql", "mssql"}:
            return self.mode not in {"incremental_append", "incremental_merge", "auto"}
        return not (self.source == "clickhouse" and self.mode == "incremental_append")

    @property
    def runs(self) -> bool:
        """Whether both endpoints implement the mode; `auto` may still choose one that they do not."""
        return self.mode not in _SOURCE_LACKS[self.source] and self.mode not in _SINK_LACKS[self.sink]


_SOURCE_LACKS: Mapping[str, frozenset[str]] = {
    "postgres": frozenset({"cdc_apply"}),
    "mysql": frozenset({"cdc_apply"}),
    "mssql": frozenset({"cdc_apply", "snapshot_diff", "scd2"}),
    "clickhouse": frozenset({"cdc_apply", "snapshot_diff", "scd2", "incremental_merge"}),
    "kafka": frozenset(),
    "api": frozenset({"cdc_apply", "snapshot_diff", "scd2", "backfill"}),
}
_SINK_LACKS: Mapping[str, frozenset[str]] = {
    "kafka": frozenset({"partition_replace", "scd2"}),
    **dict.fromkeys(("postgres", "mssql", "clickhouse", "bigquery"), frozenset({"cdc_apply"})),
}


def choose_route(chance: Chance) -> Route:
    """A route that dpone accepts and mostly one that it can run; every mode, source and sink occurs."""
    must_run = chance.maybe(0.85)
    while True:
        sink = chance.weighted({"postgres": 4, "clickhouse": 4, "bigquery": 3, "mssql": 4, "kafka": 2})
        source = chance.weighted({"postgres": 5, "mysql": 2, "mssql": 2, "clickhouse": 3, "kafka": 1, "api": 1})
        mode = chance.weighted({"auto": 4, **dict.fromkeys(MODES[1:], 2)})
        route = Route(source, sink, mode)
        if route.is_accepted and (route.runs or not must_run):
            return route


def spell_endpoint(name: str, chance: Chance) -> str:
    """The endpoint type as an author may write it."""
    return chance.one(_SPELLINGS[name]) if chance.maybe(0.25) else name


def spell_mode(name: str, chance: Chance) -> str:
    """The strategy mode as an author may write it."""
    if name == "auto" and chance.maybe(0.1):
        return "default"
    return chance.one((name.replace("_", "-"), name.title(), name.upper())) if chance.maybe(0.1) else name

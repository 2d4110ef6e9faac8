"""Seeded random processes for the builder: everyday blocks, every key place, and values dpone refuses."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.dpone_si.contexts import MODES, random_sink_options, random_source_options

ABSENT: Any = object()
SOURCES = (*("postgres",) * 3, "mysql", "mssql", "clickhouse", "kafka", "api", "API", "SQLServer", "oracle", ABSENT)
SINKS = (*("postgres",) * 3, "clickhouse", "bigquery", "kafka", "PostgreSQL", "oracle", ABSENT)


class Dice:
    """Random choices; a tidy one never rolls a value that dpone refuses, another one does now and then."""

    def __init__(self, random: Random, *, tidy: bool) -> None:
        self._random = random
        self._tidy = tidy

    def pick(self, *good: Any, bad: tuple[Any, ...] = ()) -> Any:
        return self._random.choice(bad if bad and not self._tidy and self._random.random() < 0.1 else good)


def random_process(random: Random) -> dict[str, Any]:
    """One effective process. About half of them are refused by dpone, for every reason the builder knows."""
    dice = Dice(random, tidy=random.random() < 0.5)
    pick = dice.pick
    key = pick(*(ABSENT,) * 2, "id", "a,b", ["id"], ["a", "b"])
    process = {
        "name": "orders",
        "source": _present(
            type=pick(*SOURCES),
            connection_id=pick(ABSENT, "src", "", None),
            connection_ref=pick(ABSENT, "src_ref", 5),
            api_type=pick(ABSENT, "cbr", "FastRack", "jira", ""),
            topic=pick(ABSENT, "orders.v1"),
            table=_present(
                schema=pick("public", "public", "", "shop.public", ABSENT, bad=("a b", "a.b.c")),
                name=pick("orders", "orders", ABSENT),
                database=pick(ABSENT, "shop", ""),
            )
            if pick(True, bad=(False,))
            else None,
            options=random_source_options(random) | _source_options(dice, key),
        ),
        "sink": _present(
            type=pick(*SINKS),
            connection_id=pick(ABSENT, "dst"),
            connection_ref=pick(ABSENT, "dst_ref"),
            topic=pick(ABSENT, "orders.v2"),
            table=_present(schema=pick("landing", "landing", ABSENT), name=pick("orders", "orders", ABSENT)),
            staging=pick(ABSENT, {}, {"schema": "tmp"}, {"database": "db"}, bad=(None, "tmp")),
            options=random_sink_options(random) | _sink_options(dice, key),
            strategy=_strategy(dice, random, key),
        ),
        "reconciliation": pick(
            *(ABSENT,) * 3,
            True,
            False,
            None,
            {},
            {"guards": {"max_delete_rows": 5, "max_delete_ratio": 1}},
            {"enabled": False, "cadence": "weekly"},
            bad=({"mode": "x"}, {"foo": 1}, "yes", {"enabled": "no"}, {"cadence": "weekly"}, {"guards": []}),
        ),
        "state": pick(ABSENT, ABSENT, {"type": "disabled"}, None, bad=("x", [])),
        "schema_contract": pick(ABSENT, ABSENT, {"id": "c"}, None, bad=("x", {"id": "d"})),
        "quality": pick(ABSENT, ABSENT, {"gates": []}, bad=("x", None)),
        "runtime": pick(ABSENT, {}, {"storage": {"work_dir": "w"}}, {"storage": "w"}, bad=("x",)),
        "tech_schema": pick(ABSENT, "service"),
    }
    return _present(**process)


def _source_options(dice: Dice, key: Any) -> dict[str, Any]:
    pick = dice.pick
    return _present(
        unique_key=pick(ABSENT, key, "", [], None, bad=("other", 5, [1], ["id", ""])),
        estimated_rows=pick(ABSENT, 0, "5000", 2_000_000, "", None, 1.5, bad=("50k", [], "1.5")),
        changed_percent=pick(ABSENT, 0.2, "0.2", "", None, bad=("20%", {})),
        delete_percent=pick(ABSENT, ABSENT, 0.1, bad=("x",)),
        batch_size=pick(*(ABSENT,) * 4, 0, "5000", 700, None, 1.5, bad=("50k", [1])),
        partition_column=pick(ABSENT, "day", "", " day "),
        incremental_column=pick(ABSENT, "updated_at"),
        cdc_enabled=pick(ABSENT, ABSENT, True, "false"),
        export_format=pick(ABSENT, ABSENT, "csv", bad=("binary", "mssql_delimited", "clickhouse-tsv")),
        compress_export=pick(ABSENT, ABSENT, False, bad=(True,)),
        micro_batch_commit=pick(ABSENT, True),
        dedup_target=pick(ABSENT, "tgt", "", None, 0, []),
        nested=pick(ABSENT, {"a": 1, "b": {"c": 2}}),
        quality=pick(ABSENT, bad=({},)),
        max_source_bytes=pick(ABSENT, bad=(1,)),
    )


def _sink_options(dice: Dice, key: Any) -> dict[str, Any]:
    pick = dice.pick
    return _present(
        unique_key=pick(ABSENT, ABSENT, key, bad=("other",)),
        batch_size=pick(*(ABSENT,) * 4, 0, "5000", bad=("50k",)),
        log_sample_rows=pick(ABSENT, 3),
        nested=pick(ABSENT, {"b": {"d": 3}}, 7),
        schema_contract=pick(*(ABSENT,) * 6, {"id": "c"}),
        quality=pick(ABSENT, bad=({},)),
    )


def _strategy(dice: Dice, random: Random, key: Any) -> dict[str, Any]:
    pick = dice.pick
    window = _present(
        column=pick("day", bad=("shop.day", 5, "")),
        anchor=pick("data_interval_end", bad=("now", None)),
        lookback=pick(
            "P3D", "PT12H", "P1DT30M0.5S", bad=("P0D", "3 days", "P1W", "P", "P1DT", "PT0.5H", 3, "P9999999999D", None)
        ),
        chunk_interval=pick(ABSENT, ABSENT, "PT6H", bad=("P1M", "", None)),
        timezone=pick(ABSENT, ABSENT, "UTC", bad=("utc", "Europe/Paris")),
    )
    moving = {"mode": "replace", "atomicity": "target_atomic", "window": window}
    strategy = _present(
        mode=pick(*(mode for mode in MODES if mode != "unheard_of"), None, ABSENT, bad=("unheard_of", True)),
        unique_key=pick(ABSENT, key, "", bad=("other", 5, {"a": 1})),
        merge_policy=pick(ABSENT, ABSENT, "shadow_swap", "auto"),
        partition=pick(ABSENT, ABSENT, {"column": "day"}, {"column": ""}, {}, "day"),
        only_new_rows=pick(ABSENT, True),
        overwrite_type=pick(ABSENT, "exchange"),
        duplicate_policy=pick(ABSENT, "fail"),
        allow_non_recommended_policy=pick(ABSENT, True, "false"),
        mutations_sync=pick(ABSENT, 2),
        custom_predicate=pick(ABSENT, ABSENT, "x = 1"),
        max_source_bytes=pick(ABSENT, bad=(1000, 0, True)),
        backfill=pick(ABSENT, {"chunk": {}}),
        scd2=pick(ABSENT, {}),
    )
    if random.random() < 0.2:
        strategy |= moving
        strategy.pop("custom_predicate", None)
    return strategy | pick({}, bad=({"atomicity": "x"}, {"window": {}}, {"window": {**window, "foo": 1}, **moving}))


def _present(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not ABSENT}

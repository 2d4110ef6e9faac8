"""Batches that are all layers: few keys, many places that write them, and in each place any kind of value.

`batches` makes manifests as people write them; this makes the ones that try every merge rule: nulls and empty blocks over values, text
over lists, lists that grow, blocks that are replaced whole, names that see other names, variables of every type from every source.
dpone refuses some of them; what it accepts is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.generate.chance import Chance
from tests.generate.project import Draft
from tests.generate.strategies import Block

NAMES = ("a", "b", "team", "layer", "host", "depends_on")
#: Templates that may stand anywhere; the names in them exist in some drafts only.
TEMPLATES = (
    "{{ src_table }}",
    "{{ src_schema }}_{{ src_table }}",
    "{{ a }}",
    "{{ b | default('b') }}/{{ team | default('t') }}",
    "{{ a | default('none') }}",
    "{{ layer }}",
    "{{ layer | default(team) | upper }}",
    "{{ host | default(none) }}",
    "{{ name | default('unnamed') }}",
    "{{ sink.table.schema | default('!') }}.{{ sink.table.name | default('?') }}",
    "{{ (sink.options | default({}, true)).table_labels | default({}) }}",
    "{{ source.table }}",
    "{{ sink.options }}",
    "{{ task_group | default('-') }} {{ description | default('-') }}",
    "{{ depends_on | default([]) | length }}",
    "{{ runtime | default('no runtime') }}",
    "{{ options }}",
    "{% if a is defined %}{{ a }}{% endif %}",
    "{% raw %}{{ src_table }}{% endraw %}",
    "{{ '{{ src_table }}' }}!",
    "{{ nest.one | default(1) }}",
    "{{ nest }}",
    "{{ (nest | default({})).get('two') }}",
    "{{ manifest_stem }}-{{ env_code }}",
)
#: Templates that hold in every draft where a variable may stand.
OF_VARS = (
    "{{ a | default('none') }}",
    "{{ b | default(a) | default('x') }}",
    "{{ host | default(none) }}",
    "{{ env_code }}/{{ manifest_stem }}",
    "{{ nowhere }}",
    "{{ nest | default({}) }}",
    "{% if true %}late{% endif %}",
    "{{ layer | default('l') | upper }}",
    "{{ src_table | default('none yet') }}",
    "{{ team | default([1, 2]) }}",
)
NESTED = (
    {"one": 1, "two": "{{ src_table }}"},
    {"one": {"deep": "x"}},
    {"two": None},
    {},
)
SCALARS = ("text", "", None, 0, 7, False, True, 1.5, date(2025, 1, 31), "yes", "null", " padded ")
LISTS: tuple[list[Any], ...] = ([], ["{{ src_table }}", 1], [{"one": "{{ a | default(1) }}"}], ["x"])
DEPENDS = (
    ["one.yaml"],
    ["{{ src_table }}.yaml", {"path": "two.yaml"}],
    [],
    None,
    "three.yaml",
    {"path": "four.yaml"},
    {"alias": "first"},
    {"path": "five.yaml", "alias": "{{ src_table }}"},
)
TRANSFORMS: tuple[Any, ...] = (
    [{"name": "trim", "params": {}}],
    [],
    [{"name": "mask", "params": {"columns": ["{{ src_table }}"]}}],
    None,
)
QUALITY: tuple[Block, ...] = (
    {"checks": [{"type": "min_rows", "threshold": 1}]},
    {"gates": [{"type": "min_rows", "threshold": 2, "severity": "warning"}]},
    {"mode": "fail"},
    {"mode": "fail", "checks": [{"type": "min_rows", "threshold": "{{ 3 }}"}]},
)
RUNTIME: tuple[Any, ...] = (
    {"storage": {"profile": "worker_local", "work_dir": "/data/{{ src_table }}"}},
    {"storage": {"min_free_bytes": 1}},
    {"capabilities": {"mode": "auto"}},
    {},
    None,
)


def make_layered(chance: Chance) -> Draft:
    """A batch with presets and registries in which layers write over each other."""
    document: Block = {"kind": "dpone.batch.v1"}
    beside: dict[str, Any] = {}
    presets = [f"preset_{number}.yaml" for number in range(chance.weighted({0: 4, 1: 3, 2: 2}))]
    for preset in presets:
        beside[preset] = _shared(chance, base=False)
    named = [*presets, *(["landing"] if chance.maybe(0.05) else [])]
    if len(named) == 1 and chance.maybe(0.5):
        document["convention"] = named[0]
    elif named:
        document["conventions"] = chance.shuffled([*named, *([None, 7] if chance.maybe(0.1) else [])])
    document |= _shared(chance, base=True)
    if chance.maybe(0.3):
        _registries(chance, document, beside)
    document["schemas"] = {key: _schema(chance, number) for number, key in enumerate(_schema_keys(chance))}
    documents = {**{f"m/{name}": value for name, value in beside.items()}, "m/layered.yaml": document}
    # Without anchors: dpone fills names into one mapping at both its places when two blocks are the same object, and nobody counts on that.
    return Draft("layered", "m/layered.yaml", documents, strict=frozenset(documents))


def _shared(chance: Chance, *, base: bool) -> Block:
    """What a preset and a manifest alike may hold."""
    block = chance.optional(
        {
            "vars": (0.8, _vars(chance)),
            "naming": (1.0 if base else 0.7, _naming(chance, names=base)),
            "runtime": (0.15, chance.one(RUNTIME)),
            "quality": (0.15, chance.one(QUALITY)),
        }
    )
    if base:
        block["defaults"] = _process(chance, ends=True)
    elif chance.maybe(0.7):
        block["defaults"] = chance.one((_process(chance, ends=False), None, {}))
    if not base and chance.maybe(0.1):
        block["schemas"] = {"public": {"defaults": _process(chance, ends=False), "vars": _vars(chance)}}
    return block


def _schema_keys(chance: Chance) -> list[Any]:
    keys: list[Any] = chance.some(("public", "sales"), 1, 2)
    return [*keys, *([chance.one((2024, None, True, 1.5, "{{ a }}", date(2025, 1, 31)))] if chance.maybe(0.1) else [])]


def _schema(chance: Chance, number: int) -> Block:
    block = chance.optional(
        {
            "vars": (0.4, _vars(chance)),
            "naming": (0.3, _naming(chance, names=False)),
            "defaults": (0.5, chance.one((_process(chance, ends=False), _process(chance, ends=False), None, {}))),
        }
    )
    tables: Any = [_table(chance, f"t{number}{index}") for index in range(chance.number(1, 3))]
    block["tables"] = "ab" if chance.maybe(0.02) else tables
    return block


def _table(chance: Chance, name: str) -> Any:
    if chance.maybe(0.3):
        return name
    return {
        "table": name if chance.maybe(0.9) else "{{ a | default('x') }}_" + name,
        **chance.optional(
            {
                "id": (0.2, chance.one(("one", "", None, f"id of {name}"))),
                "vars": (0.4, chance.one((_vars(chance), None, {}))),
                "naming": (0.3, chance.one((_naming(chance, names=False), None))),
                "overrides": (0.7, chance.one((_process(chance, ends=False), _process(chance, ends=False), None))),
                "depends_on": (0.3, chance.one((["own.yaml"], [], None, ["{{ src_table }}.yaml", {"group": "g"}]))),
                "ignored": (0.05, {"whatever": 1}),
            }
        ),
    }


def _vars(chance: Chance) -> Block:
    picked = chance.some(NAMES[:-1], 0, 3)
    made: dict[Any, Any] = {name: _value(chance, OF_VARS) for name in picked}
    made |= chance.optional({"nest": (0.7, chance.one(NESTED)), "depends_on": (0.03, ["v"])})
    if chance.maybe(0.01):
        made[chance.one((5, True))] = "a key that is no text"
    return made


def _value(chance: Chance, templates: Sequence[str] = TEMPLATES) -> Any:
    return chance.one((chance.one(SCALARS), chance.one(templates), chance.one(LISTS), "plain", "two words"))


def _naming(chance: Chance, *, names: bool) -> Block:
    template = chance.one(TEMPLATES)
    naming = chance.optional(
        {
            "sink_dataset": (
                0.6,
                chance.one(("ods", "{{ src_schema }}", template, None, "{{ sink.table.name | default('-') }}")),
            ),
            "sink_table": (
                0.6,
                chance.one(("{{ src_table }}", template, "{{ sink.table.schema | default('') }}_t", "")),
            ),
            "task_group": (0.3, chance.one(("group {{ src_schema }}", template, None))),
            "description": (0.4, chance.one((template, "about {{ src_table }}\n", "{% raw %}{{ a }}{% endraw %}"))),
            "sink_table_description": (0.3, chance.one((template, None))),
            "table_description": (0.2, template),
            "labels": (
                0.3,
                chance.one(({"team": template, 5: "five"}, {"team": None, "in": {"deep": template}}, None, {})),
            ),
            "unknown": (0.1, template),
        }
    )
    if names or chance.maybe(0.1):
        naming["process_name"] = chance.one(
            ("p_{{ src_schema }}_{{ src_table }}", "{{ src_table }}", "{{ a | default('p') }}{{ src_table }}")
        )
    return naming


def _process(chance: Chance, *, ends: bool) -> Block:
    """A fragment of a process; `ends` gives it the types of source and sink."""
    source = chance.optional(
        {
            "table": (
                0.15,
                chance.one(({"schema": "other"}, {"name": "{{ src_table }}_x"}, {"schema": None}, None, {})),
            ),
            "options": (0.3, _options(chance)),
        }
    )
    sink = chance.optional(
        {
            "table": (
                0.25,
                chance.one(
                    (
                        {"schema": "set"},
                        {"name": ""},
                        {"schema": None, "name": "n"},
                        None,
                        {},
                        {"name": "{{ src_table }}"},
                    )
                ),
            ),
            "options": (0.4, _options(chance)),
            "strategy": (0.2, chance.one(({"mode": "full_refresh"}, {"mode": "auto", "unique_key": ["id"]}, {}, None))),
        }
    )
    if ends:
        source = {"type": chance.one(("postgres", "{{ 'postgres' }}", "api", "kafka")), "connection_id": "s", **source}
        sink = {"type": chance.one(("postgres", "clickhouse", "bigquery")), "connection_id": "t", **sink}
    if chance.maybe(0.1):  # equal blocks, which an anchor may make one and the same
        block = chance.one(("table", "options"))
        source[block] = sink[block] = {} if block == "table" and chance.maybe(0.5) else {"database": "d"}
    process: dict[Any, Any] = chance.optional(
        {
            "name": (0.05, chance.one(("", None, "fixed_{{ src_table }}"))),
            "description": (0.2, _value(chance)),
            "task_group": (0.2, chance.one(("g", "", None, chance.one(TEMPLATES)))),
            "depends_on": (0.35, chance.one(DEPENDS)),
            "transforms": (0.15, chance.one(TRANSFORMS)),
            "runtime": (0.15, chance.one(RUNTIME)),
            "quality": (0.15, chance.one(QUALITY)),
            "options": (0.3, chance.one((_options(chance), None, {}))),
            "x-extra": (0.3, chance.one((chance.one(NESTED), _value(chance), chance.one(LISTS)))),
        }
    )
    if chance.maybe(0.005):
        process[chance.one((True, 3))] = 1
    return process | ({"source": source} if source else {}) | ({"sink": sink} if sink else {})


def _options(chance: Chance) -> Any:
    return chance.optional(
        {
            "note": (0.6, _value(chance)),
            "extra": (0.4, chance.one((chance.one(NESTED), chance.one(LISTS), None))),
            "table_labels": (0.1, chance.one((None, {}, {"own": "{{ src_table }}"}))),
            "table_description": (0.1, chance.one((None, "", "own {{ src_table }}"))),
        }
    )


def _registries(chance: Chance, document: Block, beside: dict[str, Any]) -> None:
    document.setdefault("vars", {})
    document["vars"] |= {
        "src_system": chance.one(("Shop", " shop ", "erp")),
        "src_database": chance.one(("Main", "other")),
    }
    paths = [f"sources_{number}.yaml" for number in range(chance.number(1, 2))]
    for path in paths:
        beside[path] = _registry(chance)
    if chance.maybe(0.5):
        document["registry"] = paths[0]
        paths = paths[1:]
    if paths:
        document["registries"] = paths


def _registry(chance: Chance) -> Any:
    def extra() -> Block:
        return {"host": chance.one(("h1", None, 5, "{{ src_system }}")), **_vars(chance)}

    entries: list[Block] = [
        {
            chance.one(("src_system", "code", "source")): system,
            chance.one(("src_database", "db", "database")): database,
            **extra(),
        }
        for system in ("SHOP", "erp")
        for database in chance.some(("main", "*", "OTHER"), 1)
    ]
    for entry in entries:
        if chance.maybe(0.4):
            entry["vars"] = chance.one((_vars(chance), None, {"host": "inner"}))
    if chance.maybe(0.5):
        return chance.one((entries, {"entries": entries}, {"version": 1, "entries": entries, "sources": "ignored"}))
    rows: list[Block] = [
        {
            "code": "Shop",
            chance.one(("db", "databases")): chance.one(
                (["Main", {"name": "other"}, 5], "main", [{"db": "Other"}, "main"])
            ),
            **extra(),
        },
        {"src_system": "erp", **chance.optional({"src_type": (0.5, "oracle"), "type": (0.3, "")}), **extra()},
    ]
    return {"sources": rows}

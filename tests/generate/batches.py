"""Batch manifests: one document, many processes, made of layers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.generate import names, templates
from tests.generate.chance import Chance
from tests.generate.processes import make_process
from tests.generate.project import Draft
from tests.generate.routes import Route, choose_route
from tests.generate.singles import RESOURCES
from tests.generate.strategies import Block

FLAT_NAME = "{{ src_table }}"


def make_batch(chance: Chance) -> Draft:
    """A `dpone.batch.v1` document with vars, naming, layered defaults, every shape of table, presets and registries."""
    route = choose_route(chance)
    parts = _Parts(chance, route)
    document: Block = {"kind": "dpone.batch.v1"}
    document |= parts.sources_of_vars()
    document["naming"] = parts.naming()
    document["defaults"] = parts.defaults()
    document |= _root_blocks(chance, route)
    document["schemas"] = parts.schemas()
    if chance.maybe(0.1):
        document["schema"] = document.pop("kind")
        document = {"kind": document.pop("schema"), **document}
    path = chance.one(("shop.batch.yaml", "manifests/shop.batch.yaml", "shop.yaml"))
    folder = path.rpartition("/")[0]
    documents = {f"{folder}/{name}" if folder else name: value for name, value in parts.beside.items()}
    return Draft(f"batch {route}", path, {**documents, path: document})


@dataclass
class _Parts:
    """Collects what one part of the document obliges another to: variables that templates may use, files beside it."""

    chance: Chance
    route: Route
    variables: Block = field(default_factory=dict[str, Any])
    beside: dict[str, Any] = field(default_factory=dict[str, Any])
    table_count: int = 0

    def sources_of_vars(self) -> Block:
        """`vars`, and the convention, presets and registries that add to them."""
        chance = self.chance
        self.variables = {
            "team": chance.one(names.TEAMS),
            "layer": chance.one(("bronze", "silver", "{{ env_code }}_raw")),
            "batch": chance.one((500, 10_000, 50_000)),
            **chance.optional(
                {"full": (0.3, "{{ layer }}/{{ team }}"), "flags": (0.2, {"fast": True, "keys": ["id", "day"]})}
            ),
        }
        block: Block = {}
        if chance.maybe(0.25):
            block |= self._registry()
        if chance.maybe(0.25):
            block |= self._preset()
        return {**block, "vars": dict(self.variables)}

    def naming(self) -> Block:
        chance = self.chance
        naming: Block = {
            "sink_dataset": chance.one(("ods", "{{ layer }}_{{ src_schema }}", "{{ src_schema | dpone_snake }}")),
            "sink_table": chance.one((FLAT_NAME, "{{ src_table | dpone_ident }}", "{{ src_schema }}__{{ src_table }}")),
            "process_name": chance.one(
                (
                    "{{ src_schema }}_{{ src_table }}",
                    "load_{{ src_schema }}_{{ src_table | lower }}",
                    "{{ env_code }}-{{ src_schema }}.{{ src_table }}",
                    "{% if batch > 1000 %}big{% else %}small{% endif %}_{{ src_schema }}_{{ src_table }}",
                )
            ),
        }
        if self._is_mssql:
            naming |= {"sink_dataset": "ods", "sink_table": "{{ src_table | dpone_snake }}"}
        return naming | chance.optional(
            {
                "task_group": (0.3, "{{ src_schema }}_loads"),
                "description": (0.3, "Copy of {{ src_schema }}.{{ src_table }}\nby {{ team }}\n"),
                "sink_table_description": (0.2, "{{ team }}: {{ sink.strategy.mode | default('full_refresh') }}"),
                "labels": (0.2, {"team": "{{ team }}", "layer": "fixed"}),
            }
        )

    def defaults(self) -> Block:
        process = make_process(self.chance, self.route, tables=False)
        for templated in ("description", "task_group"):
            if templated in process and self.chance.maybe(0.5):
                del process[templated]
        options = process["source"].setdefault("options", {})
        if "batch_size" in options and self.chance.maybe(0.5):
            options["batch_size"] = self.chance.one(templates.VALUES)
        if "columns" in options and "flags" in self.variables and self.chance.maybe(0.5):
            options["columns"] = "{{ flags['keys'] }}"
        if not options:
            del process["source"]["options"]
        return process

    def schemas(self) -> Block:
        chance = self.chance
        keys: list[Any] = [*chance.some(names.SCHEMAS, 1, 3)]
        if not self._is_mssql and chance.maybe(0.1):
            keys.append(chance.one((2024, "Отдел 7", None, True, "a.b")))
        return {key: self._schema() for key in keys}

    @property
    def _is_mssql(self) -> bool:
        return "mssql" in {self.route.source, self.route.sink}

    def _schema(self) -> Block:
        chance = self.chance
        block: Block = chance.optional(
            {
                "vars": (0.25, {"batch": chance.one((700, 20_000)), "note": "{{ team }}"}),
                "naming": (0.15, {"task_group": "group_{{ src_schema }}"}),
                "defaults": (0.3, self._overlay()),
            }
        )
        odd = () if self._is_mssql else (*names.ODD_TABLES, "{{ layer | dpone_snake }}_x", "part_{{ src_schema }}")
        block["tables"] = [self._table(table) for table in chance.some((*names.PLAIN_TABLES, *odd), 1, 4)]
        return block

    def _table(self, name: str) -> Any:
        chance = self.chance
        self.table_count += 1
        if chance.maybe(0.5):
            return name
        return {
            "table": name,
            **chance.optional(
                {
                    "id": (0.2, f"table-{self.table_count}"),
                    "vars": (0.3, {"batch": chance.number(100, 999), "layer": "gold"}),
                    "naming": (0.2, {"sink_table": "{{ src_table | dpone_snake }}_v2"}),
                    "depends_on": (0.2, chance.one((["#orders"], [{"group": "nightly"}], ["../other.batch.yaml#a.b"]))),
                    "overrides": (0.7, self._overlay()),
                }
            ),
        }

    def _overlay(self) -> Block:
        """A fragment of a process that any route bears."""
        chance = self.chance
        overlay = chance.optional(
            {
                "description": (0.3, names.title(chance) if chance.maybe(0.3) else chance.one(templates.TEXTS)),
                "task_group": (0.1, chance.one((None, "{{ nowhere }}", "{{ src_schema }}"))),
                "x-shown": (0.2, {"whole": chance.one(templates.WHOLES), "texts": chance.some(templates.TEXTS, 1, 3)}),
                "depends_on": (0.2, ["other.yaml", {"path": "other.yaml", "alias": "again"}]),
                "transforms": (0.05, [{"name": "mask", "params": {}}]),
                "options": (0.05, {"note": ["replaced"]}),
                "quality": (0.1, {"checks": [{"type": "min_rows", "threshold": chance.number(0, 5)}]}),
            }
        )
        options = chance.optional({"batch_size": (0.4, chance.number(100, 9999)), "columns": (0.2, ["id"])})
        source: Block = chance.optional({"table": (0.1, {"name": "renamed_{{ src_table }}"})})
        overlay |= {"source": source | ({"options": options} if options else {})} if source or options else {}
        sink: Block = chance.optional({"options": (0.3, {"log_sample_rows": chance.number(0, 9)})})
        if self.route.sink != "mssql":
            sink |= self._other_strategy()
        return overlay | ({"sink": sink} if sink else {})

    def _other_strategy(self) -> Block:
        chance, mode = self.chance, self.route.mode
        strategy = chance.optional({"mode": (0.2, "full_refresh")}) if mode not in {"replace", "full_refresh"} else {}
        if mode == "incremental_merge":
            strategy |= chance.optional({"merge_policy": (0.2, "auto")})
        return {"strategy": strategy} if strategy else {}

    def _registry(self) -> Block:
        chance = self.chance
        self.variables |= {"src_system": "Shop", "src_database": "main"}
        entry = {"host": "shop_db_1", "type": "postgres", "sla": chance.number(1, 24)}
        shape = chance.one(("entries", "sources", "list"))
        if shape == "sources":
            content: Any = {"sources": [{"code": "shop", "db": ["main", "archive"], **entry}, {"code": "erp", **entry}]}
        else:
            rows = [
                {
                    "src_system": "shop",
                    "src_database": chance.one(("main", "*")),
                    "vars": {"owner": "erp team"},
                    **entry,
                }
            ]
            content = rows if shape == "list" else {"version": 1, "entries": rows}
        self.beside["registry/sources.yaml"] = content
        return {"registry": "registry/sources.yaml"} if chance.maybe(0.6) else {"registries": ["registry/sources.yaml"]}

    def _preset(self) -> Block:
        chance = self.chance
        self.beside["presets/team.yaml"] = {
            "vars": {"owner": "platform", "layer": "from preset"},
            "naming": {"task_group": "{{ owner }}"},
            "defaults": {"sink": {"options": {"log_sample_rows": 3}}, "depends_on": ["preset.yaml"]},
            **chance.optional({"validation": (0.3, {"technical_columns": "optional", "required_labels": []})}),
        }
        return {"convention": "presets/team.yaml"} if chance.maybe(0.5) else {"conventions": ["presets/team.yaml"]}


def make_landing(chance: Chance) -> Draft:
    """A batch that follows the built-in convention, which brings names, labels, a description and strict checks."""
    source = chance.one(("postgres", "mysql", "mssql", "clickhouse"))
    keyed = source in {"postgres", "mysql"} and chance.maybe(0.4)
    strategy: Block = {"mode": "incremental_merge", "unique_key": "id"} if keyed else {"mode": "full_refresh"}
    document: Block = {
        "kind": "dpone.batch.v1",
        "convention": chance.one(("landing_raw_v1", "landing", "Landing_Raw")),
        "registry": "sources.yaml",
        "vars": {
            "src_system": "crm",
            "src_database": "main",
            "owner_team": "sales-data",
            "owner_contact": "sales-data@example.org",
            "sla": "6h",
        },
        "defaults": {
            "source": {"type": source, "connection_ref": "crm_db"},
            "sink": {"type": "bigquery", "connection_ref": "bq", "strategy": strategy},
        },
        "schemas": {
            name: {"tables": chance.some(names.PLAIN_TABLES, 1, 3)} for name in chance.some(names.SCHEMAS, 1, 2)
        },
    }
    if keyed:
        document["defaults"]["state"] = {"type": "bigquery", "reuse": "sink"}
    registry = {"entries": [{"src_system": "crm", "src_database": "main", "host": "crm_db_1", "type": source}]}
    return Draft(f"landing {source}", "landing.batch.yaml", {"sources.yaml": registry, "landing.batch.yaml": document})


def _root_blocks(chance: Chance, route: Route) -> Block:
    blocks = chance.optional(
        {
            "runtime": (0.1, {"storage": {"profile": "mounted_volume", "work_dir": "/data/dpone"}}),
            "gitops": (0.05, {"airflow": {"resources": RESOURCES}}),
            "metadata": (0.1, {"id": "shop-loads", "domain": "sales", "tags": ["daily"]}),
            "quality": (0.1, {"gates": [{"id": "rows", "type": "min_rows", "threshold": 1, "severity": "warning"}]}),
            "validation": (0.1, {"dataset_pattern": ".*", "require_table_description": chance.maybe(0.5)}),
            "x-owner": (0.05, {"team": "data"}),
        }
    )
    if route.sink == "mssql" and route.mode == "replace":
        blocks.pop("quality", None)
    return blocks

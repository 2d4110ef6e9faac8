"""The flow family: a flow, its deprecated spellings, and a flow whose processes lie in fragments."""

from __future__ import annotations

from typing import Any

from tests.generate import names
from tests.generate.chance import Chance
from tests.generate.processes import make_process
from tests.generate.project import Draft
from tests.generate.routes import choose_route
from tests.generate.strategies import Block

DOMAIN = "workloads/sales"


def make_flow(chance: Chance) -> Draft:
    """A `dpone.flow.v1` document with its processes inside."""
    path = chance.one(
        ("flow/shop.flow.yaml", "pipelines/shop/pipeline.yaml", f"{DOMAIN}/pipelines/shop-flow/pipeline.yaml")
    )
    document: Block = {
        "kind": "dpone.flow.v1",
        "authoring": {"mode": "flow", "source": _spelt(chance, path)},
        **_optional_root(chance),
        "processes": _processes(chance, "shop"),
    }
    around = _domain_first(chance, path)
    return Draft("flow", path, {**around, path: document}, strict=frozenset(around))


def make_pipeline(chance: Chance) -> Draft:
    """The deprecated pipeline kind, or a batch document that holds processes."""
    head: Block = chance.one(
        ({"kind": "dpone.pipeline.v1"}, {"schema": "dpone.pipeline.v1"}, {"kind": "dpone.batch.v1"})
    )
    document = {**head, **_optional_root(chance), "processes": _processes(chance, "shop")}
    return Draft("pipeline", "legacy.pipeline.yaml", {"legacy.pipeline.yaml": document})


def make_folder(chance: Chance) -> Draft:
    """A flow in folder mode; fragments are read strictly, so they have no anchors."""
    folder = chance.one(("pipelines/orders_split", f"{DOMAIN}/pipelines/shop-flow"))
    parts = chance.some(("parts/orders.yaml", "parts/items.yml", "rest.yaml"), 1)
    fragments: dict[str, Any] = {
        f"{folder}/{part}": {"kind": "dpone.flow-fragment.v1", "processes": _processes(chance, f"part{number}")}
        for number, part in enumerate(parts)
    }
    sql = {
        f"{folder}/{part.rpartition('/')[0]}/rows.sql".replace("//", "/"): "select * from public.orders\n"
        for part in parts
    }
    path = f"{folder}/pipeline.yaml"
    primary = {
        "kind": "dpone.flow.v1",
        "authoring": {"mode": "folder", "source": path},
        **_optional_root(chance),
        "fragments": [_spelt(chance, part) for part in chance.shuffled(parts)],
    }
    around = _domain_first(chance, path)
    for fragment in fragments.values():
        for process in fragment["processes"]:
            if (
                process["source"]["type"] == "postgres"
                and process["sink"]["type"] == "clickhouse"
                and chance.maybe(0.5)
            ):
                process["source"].setdefault("options", {})["query"] = {"mode": "sql_file", "sql_file": "rows.sql"}
    return Draft("folder", path, {**around, **fragments, path: primary}, sql, frozenset((*around, *fragments)))


def _domain_first(chance: Chance, path: str) -> Block:
    """What lies around a flow in a project that is laid out by domains; nothing elsewhere."""
    if not path.startswith(DOMAIN):
        return {}
    settings = {
        "layout": {
            "mode": "domain_first",
            **chance.optional({"root": (0.5, "workloads"), "dual_read_legacy_catalogs": (0.3, False)}),
        }
    }
    return {
        "dpone.yaml": {"schema": "dpone.project.v1", **settings},
        f"{DOMAIN}/ownership.yaml": {
            "schema": "dpone.domain-ownership.v1",
            "domain": "sales",
            "owner": {"team": names.title(chance).strip()[:40] or "team", "contact": "sales@example.org"},
            "approvers": {"github_team": "sales-approvers"},
        },
    }


def _spelt(chance: Chance, path: str) -> str:
    """A path as some people write it; dpone takes them all for the same."""
    return chance.weighted({path: 12, f"./{path}": 1, path.replace("/", "//"): 1, f" {path} ": 1})


def _processes(chance: Chance, prefix: str) -> list[Block]:
    processes: list[Block] = []
    for number in range(chance.number(1, 3)):
        process = make_process(chance, choose_route(chance), references=True)
        if chance.maybe(0.2):
            process["sink"]["table"]["name"] = "{{ src_table }}"
        if chance.maybe(0.2):
            process["execution"] = {"visibility": chance.one(("inline", "task", "group"))}
        if process["source"]["type"] == "kafka":
            process["source"]["table"] = {"schema": "kafka", "name": "events"}
        processes.append({"name": f"{prefix}_{number}_{chance.one(('orders', 'Load', 'загрузка'))}", **process})
    return processes


def _optional_root(chance: Chance) -> Block:
    return chance.optional(
        {
            "metadata": (0.6, {"id": "shop-flow", "domain": "sales", "owner": "shop-team", "tags": ["daily"]}),
            "quality": (0.15, {"checks": [{"type": "min_rows", "threshold": chance.number(0, 5)}]}),
            "meta": (0.05, {"note": names.title(chance)}),
        }
    )

"""Flows made from a recipe: a recipe, profiles and components, each pinned by the digest of its exact bytes."""

from __future__ import annotations

from typing import Any

from tests.generate.chance import Chance
from tests.generate.project import Digest, Draft
from tests.generate.strategies import Block

HEAD: Block = {"version": "1.0.0", "owner": "platform", "status": "stable"}
#: Parameters a recipe may have beside the needed ones: how each is defined, and a value that fits.
EXTRA: dict[str, tuple[Block, Any]] = {
    "fast": ({"type": "boolean", "default": True}, False),
    "note": ({"type": ["string", "null"], "default": None}, "yes"),
    "share": ({"type": "number", "minimum": 0, "maximum": 1.5}, 0.25),
    "days": ({"type": "integer", "default": 7, "enum": [1, 7, 30]}, 30),
    "level": ({"type": ["null", "integer"], "minimum": -5}, -5),
    "word": ({"type": "string", "enum": ["on", "off", "8"], "maxLength": 3}, "8"),
    "column": ({"type": "string", "x-dpone-format": "identifier", "minLength": 1}, "order$id"),
}


def make_recipe(chance: Chance) -> Draft:
    """A flow that names a recipe and gives its parameters."""
    extra = chance.some(tuple(EXTRA), 0, 4)
    names = ["copy", *(["audit"] if chance.maybe(0.4) else []), *(["extra"] if chance.maybe(0.2) else [])]
    components = [f"recipes/{name}.component.yaml" for name in names]
    path = "pipelines/copy_orders/pipeline.yaml"
    documents: Block = {"dpone.yaml": {"schema": "dpone.project.v1"}}
    given = chance.some(extra, 0) if extra else []
    rest = {name: EXTRA[name][1] for name in extra if name not in given}
    documents["recipes/default.profile.yaml"] = _profile(
        "shop-default", {"source_ref": "shop_pg", "rows": chance.number(1, 10**7), **rest}, ["source_ref"]
    )
    documents["recipes/night.profile.yaml"] = _profile(
        "shop-night", {"source_ref": "Night-pg.1", **rest}, chance.one(([], ["rows"]))
    )
    for name in components:
        documents[name] = _component(chance, name, extra)
    documents["recipes/copy.recipe.yaml"] = _recipe(chance, components, extra, given)
    documents[path] = {
        "kind": "dpone.flow.v1",
        "authoring": {"mode": "flow", "source": path},
        "metadata": {"id": "copy_orders", "domain": "sales"},
        "recipe": {
            "catalog_id": "company",
            "ref": "copy-table@1.0.0",
            "artifact_ref": chance.weighted({"recipes/copy.recipe.yaml": 9, "./recipes//copy.recipe.yaml": 1}),
            "sha256": Digest("recipes/copy.recipe.yaml"),
            "parameters": {
                "process_name": "recipe_orders",
                "table": chance.one(("orders", "items")),
                **{name: EXTRA[name][1] for name in given if "default" not in EXTRA[name][0] or chance.maybe(0.5)},
            },
            **chance.optional({"profile_ref": (0.4, chance.one(("shop-default@1.0.0", "shop-night@1.0.0", None)))}),
        },
        **chance.optional({"quality": (0.1, {"checks": [{"type": "min_rows", "threshold": 1}]})}),
    }
    return Draft("recipe", path, documents, strict=frozenset(documents) - {path})


def _profile(name: str, values: Block, locked: list[str]) -> Block:
    return {"schema": "dpone.profile.v1", "id": name, **HEAD, "values": values, "locked_parameters": locked}


def _recipe(chance: Chance, components: list[str], extra: list[str], given: list[str]) -> Block:
    return {
        "schema": "dpone.recipe.v1",
        "id": "copy-table",
        **HEAD,
        "domain": "sales",
        **chance.optional({"description": (0.3, "Copies one table, 'as is'")}),
        "parameter_schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "process_name": {"type": "string", "minLength": 3},
                "table": {"type": "string", "x-dpone-format": "identifier"},
                "source_ref": {"type": "string", "x-dpone-format": "connection_ref"},
                "rows": {"type": "integer", "minimum": 1, "default": 5},
                **{name: EXTRA[name][0] for name in extra},
            },
            "required": ["process_name", "table", "source_ref"],
        },
        "override_allowlist": ["process_name", "table", *given],
        "default_profile_ref": "shop-default@1.0.0",
        "profiles": [
            _pinned("shop-default@1.0.0", "recipes/default.profile.yaml"),
            _pinned("shop-night@1.0.0", "recipes/night.profile.yaml"),
        ],
        "components": [_pinned(f"{_component_id(path)}@1.0.0", path) for path in components],
    }


def _component(chance: Chance, path: str, extra: list[str]) -> Block:
    first = "copy" in path
    title = _component_id(path).removesuffix("-one")
    return {
        "schema": "dpone.component.v1",
        "id": _component_id(path),
        **HEAD,
        "processes": [
            {
                "name": {"$param": "process_name"} if first else f"{title}_rows",
                "description": {"$context": chance.one(("pipeline_id", "domain"))},
                "source": {
                    "type": "postgres",
                    "connection_ref": {"$param": "source_ref"},
                    "table": {"schema": "public" if first else title, "name": {"$param": "table"}},
                    "options": {"estimated_rows": {"$param": "rows"}},
                },
                "sink": {
                    "type": "clickhouse",
                    "connection_ref": "olap",
                    "table": {"schema": "raw", "name": {"$param": "table"}},
                    "strategy": {"mode": chance.one(("full_refresh", "auto"))},
                },
                # What a parameter may fill: a value, an item of a list, a value far inside. Keys become text.
                **{
                    f"x-{name}": chance.one(
                        ({"$param": name}, [1, {"$param": name}], {5: {"deep": [{"$param": name}]}})
                    )
                    for name in extra
                },
            }
        ],
    }


def _component_id(path: str) -> str:
    return path.removeprefix("recipes/").removesuffix(".component.yaml") + "-one"


def _pinned(reference: str, path: str) -> Block:
    return {"ref": reference, "artifact_ref": path, "sha256": Digest(path)}

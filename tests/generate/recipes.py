"""Flows made from a recipe: a recipe, a profile and components, each pinned by the digest of its exact bytes."""

from __future__ import annotations

from tests.generate.chance import Chance
from tests.generate.project import Digest, Draft
from tests.generate.strategies import Block

HEAD: Block = {"version": "1.0.0", "owner": "platform", "status": "stable"}


def make_recipe(chance: Chance) -> Draft:
    """A flow that names a recipe and gives its parameters."""
    two = chance.maybe(0.4)
    components = ["recipes/copy.component.yaml", *(["recipes/audit.component.yaml"] if two else [])]
    path = "pipelines/copy_orders/pipeline.yaml"
    documents: Block = {"dpone.yaml": {"schema": "dpone.project.v1"}}
    documents["recipes/default.profile.yaml"] = {
        "schema": "dpone.profile.v1",
        "id": "shop-default",
        **HEAD,
        "values": {"source_ref": "shop_pg", "rows": chance.number(1, 10**7)},
        "locked_parameters": ["source_ref"],
    }
    for name in components:
        documents[name] = _component(chance, name)
    documents["recipes/copy.recipe.yaml"] = _recipe(components)
    documents[path] = {
        "kind": "dpone.flow.v1",
        "authoring": {"mode": "flow", "source": path},
        "metadata": {"id": "copy_orders", "domain": "sales"},
        "recipe": {
            "catalog_id": "company",
            "ref": "copy-table@1.0.0",
            "artifact_ref": "recipes/copy.recipe.yaml",
            "sha256": Digest("recipes/copy.recipe.yaml"),
            "parameters": {"process_name": "recipe_orders", "table": chance.one(("orders", "items"))},
            **chance.optional({"profile_ref": (0.3, "shop-default@1.0.0")}),
        },
    }
    return Draft("recipe", path, documents, strict=frozenset(documents) - {path})


def _recipe(components: list[str]) -> Block:
    return {
        "schema": "dpone.recipe.v1",
        "id": "copy-table",
        **HEAD,
        "domain": "sales",
        "parameter_schema": {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "process_name": {"type": "string", "minLength": 3},
                "table": {"type": "string", "x-dpone-format": "identifier"},
                "source_ref": {"type": "string", "x-dpone-format": "connection_ref"},
                "rows": {"type": "integer", "minimum": 1},
                "fast": {"type": "boolean", "default": True},
            },
            "required": ["process_name", "table", "source_ref"],
        },
        "override_allowlist": ["process_name", "table"],
        "default_profile_ref": "shop-default@1.0.0",
        "profiles": [_pinned("shop-default@1.0.0", "recipes/default.profile.yaml")],
        "components": [_pinned(f"{_component_id(path)}@1.0.0", path) for path in components],
    }


def _component(chance: Chance, path: str) -> Block:
    audit = "audit" in path
    return {
        "schema": "dpone.component.v1",
        "id": _component_id(path),
        **HEAD,
        "processes": [
            {
                "name": "audit_rows" if audit else {"$param": "process_name"},
                "description": {"$context": chance.one(("pipeline_id", "domain"))},
                "source": {
                    "type": "postgres",
                    "connection_ref": {"$param": "source_ref"},
                    "table": {"schema": "audit" if audit else "public", "name": {"$param": "table"}},
                    "options": {"estimated_rows": {"$param": "rows"}, "compress_export": {"$param": "fast"}},
                },
                "sink": {
                    "type": "clickhouse",
                    "connection_ref": "olap",
                    "table": {"schema": "raw", "name": {"$param": "table"}},
                    "strategy": {"mode": chance.one(("full_refresh", "auto"))},
                },
            }
        ],
    }


def _component_id(path: str) -> str:
    return path.removeprefix("recipes/").removesuffix(".component.yaml") + "-one"


def _pinned(reference: str, path: str) -> Block:
    return {"ref": reference, "artifact_ref": path, "sha256": Digest(path)}

"""Single manifests: the whole document is one process."""

from __future__ import annotations

from tests.generate import names
from tests.generate.chance import Chance
from tests.generate.processes import make_process
from tests.generate.project import Draft
from tests.generate.routes import choose_route
from tests.generate.strategies import Block


def make_single(chance: Chance) -> Draft:
    """A document without a kind."""
    route = choose_route(chance)
    path = chance.one(("orders.yaml", "manifests/orders.yml", "nightly load.yaml"))
    document: Block = {
        "name": chance.one(("orders_load", "nightly", "load_" + names.table(chance))),
        **make_process(chance, route),
        **chance.optional(
            {
                "gitops": (0.05, {"airflow": {"resources": RESOURCES}}),
                "validation": (0.1, {"technical_columns": "optional", "require_table_description": False}),
                "x-notes": (0.05, {"anything": ["goes"]}),
            }
        ),
    }
    return Draft(f"single {route}", path, {path: document})


RESOURCES: Block = {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}}

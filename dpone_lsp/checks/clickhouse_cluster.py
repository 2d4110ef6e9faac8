"""A full refresh that is published on a ClickHouse cluster: what its manifest says about cluster, engine and scope.

Facts: `physical_design.storage.clickhouse.cluster` is a name or a mapping; a full refresh is a cluster publication as
soon as a name is given or `ddl_scope` is `cluster`, and then there is no fallback to a single server (manifest-format
sheet, section 5.8).
"""

from __future__ import annotations

from typing import Final

from dpone_lsp.checks.options import option_path
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.records import record

CLUSTER: Final = "physical_design.storage.clickhouse.cluster"
ENGINE: Final = "physical_design.storage.clickhouse.engine"


@record(frozen=True)
class Publication:
    """`cluster` and `engine_path` are key paths; `name` is '' when none is given."""

    cluster: str
    engine_path: str
    name: str
    ddl_scope: str
    replication_mode: str
    engine: str


def publication(facts: Facts) -> Publication | None:
    """The cluster publication of a process; None when it is none, or the text cannot tell."""
    if facts.sink_type != "clickhouse" or facts.requested_mode != "full_refresh":
        return None
    path, engine_path = option_path(facts, CLUSTER), option_path(facts, ENGINE)
    raw, engine = facts.process.data(path), facts.process.data(engine_path, "MergeTree")
    if raw is UNKNOWN or engine is UNKNOWN:
        return None
    name, scope, mode = _read(raw)
    if name is UNKNOWN or scope is UNKNOWN or mode is UNKNOWN:
        return None
    made = Publication(
        path, engine_path, _word(name), _word(scope).lower(), _word(mode).lower(), _word(engine) or "MergeTree"
    )
    return made if made.name or made.ddl_scope == "cluster" else None


def _read(raw: object) -> tuple[object, object, object]:
    if isinstance(raw, str):
        return raw, "cluster" if raw.strip() else "local", "internal"
    if not isinstance(raw, dict):
        return "", "local", "internal"
    mode = raw.get("replication_mode") or "internal"
    if "ddl_scope" in raw:
        return raw.get("name"), raw["ddl_scope"] or "local", mode
    return raw.get("name"), "cluster" if raw.get("on_cluster", False) else "local", mode


def _word(value: object) -> str:
    return str(value).strip() if value else ""

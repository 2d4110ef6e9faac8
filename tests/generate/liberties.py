"""Liberties that people take and dpone mostly allows: empty and null blocks, numbers as text, other spellings, values behind variables.

Nobody promises that the outcome is accepted. What is accepted must not be called an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, cast

from tests.generate.chance import Chance
from tests.generate.project import Digest, Draft

#: Keys that may be there and say nothing, by the block they stand in.
SILENT_KEYS: Mapping[str, tuple[str, ...]] = {
    "options": ("query", "custom_predicate", "incremental_column", "columns", "partitioning", "unique_key", "batch_size", "changed_percent",
                "estimated_rows", "table_labels", "physical_design", "export_format", "compress_export", "xmin_execution"),
    "strategy": ("merge_policy", "custom_predicate", "unique_key", "partition", "diff", "scd2", "backfill", "only_new_rows", "overwrite_type",
                 "window", "duplicate_policy", "mutations_sync", "max_source_bytes", "portable_scope"),
    "source": ("options", "connection_ref", "table", "api_type", "topic"),
    "sink": ("options", "staging", "strategy", "connection_ref", "table", "topic"),
    "defaults": ("depends_on", "transforms", "description", "task_group", "state", "schema_contract", "reconciliation", "runtime", "options"),
    "partition": ("max_partitions_per_run", "native_mode", "value_expression", "values_from_staging"),
    "table": ("database",),
}  # fmt: skip
NOTHING: tuple[Any, ...] = (None, "", [], {}, False, 0)
Place = tuple[Any, Any, tuple[str, ...]]


def with_liberties(chance: Chance, draft: Draft) -> Draft:
    """The draft with one to four liberties in its manifest."""
    documents = deepcopy(dict(draft.documents))
    done: list[str] = []
    for _ in range(chance.number(1, 4)):
        places = list(_places(documents[draft.primary], ()))
        if places:
            done.append(_liberty(chance, documents[draft.primary], *chance.one(places)))
    return replace(draft, label=f"{draft.label}, liberties: {'; '.join(done)}", documents=documents)


def _liberty(chance: Chance, document: Any, holder: Any, key: Any, path: tuple[str, ...]) -> str:
    kinds: dict[Callable[[], str | None], float] = {
        lambda: _emptied(chance, holder, key): 2,
        lambda: _added(chance, holder, path): 3,
        lambda: _respelt(chance, holder, key): 4,
        lambda: _behind_a_variable(chance, document, holder, key, path): 3,
        lambda: _extension(chance, holder): 1,
    }
    return chance.weighted(kinds)() or "nothing"


def _emptied(chance: Chance, holder: Any, key: Any) -> str:
    holder[key] = deepcopy(chance.one(NOTHING))
    return f"{key} says nothing: {holder[key]!r}"


def _added(chance: Chance, holder: Any, path: tuple[str, ...]) -> str | None:
    known = SILENT_KEYS.get(path[-1] if path else "defaults", ())
    free = [name for name in known if isinstance(holder, dict) and name not in holder]
    if not free:
        return None
    name = chance.one(free)
    holder[name] = deepcopy(chance.one(NOTHING))
    return f"{name} added: {holder[name]!r}"


def _respelt(chance: Chance, holder: Any, key: Any) -> str | None:
    value = holder[key]
    spellings: list[Any] = []
    if isinstance(value, bool):
        spellings = [int(value)]
    elif isinstance(value, int):
        spellings = [str(value), float(value), f"{value:_}", f" {value} "]
    elif isinstance(value, float):
        spellings = [str(value)]
    elif isinstance(value, str) and "{" not in value:
        spellings = [value.upper(), value.title(), value.replace("_", "-"), f" {value} ", [value]]
    elif isinstance(value, list) and len(cast("list[Any]", value)) == 1:
        spellings = [value[0]]
    if not spellings:
        return None
    holder[key] = chance.one(spellings)
    return f"{key} spelt {holder[key]!r}"


def _behind_a_variable(chance: Chance, document: Any, holder: Any, key: Any, path: tuple[str, ...]) -> str | None:
    if (
        not isinstance(document, dict)
        or "schemas" not in document
        or not path
        or path[0] not in {"defaults", "schemas"}
    ):
        return None
    batch = cast("dict[str, Any]", document)
    if not isinstance(batch.setdefault("vars", {}), dict):
        return None
    name = f"given_{len(batch['vars'])}"
    batch["vars"][name], holder[key] = (
        holder[key],
        chance.one(("{{ %s }}", "{{%s}}", " {{ %s }}", "{{ %s | default('x') }}")) % name,
    )
    return f"{key} behind {name}"


def _extension(chance: Chance, holder: Any) -> str | None:
    if not isinstance(holder, dict):
        return None
    holder["x-заметка"] = chance.one((None, "ждём владельца", [1, {"a": "б"}], {"mode": "on"}))
    return "an extension"


def _places(value: Any, path: tuple[str, ...]) -> list[Place]:
    """Every key and index below the parts of a document that are a process, with the collection that holds it."""
    if isinstance(value, Digest) or not isinstance(value, Mapping | list):
        return []
    holder = cast("dict[Any, Any]", value)
    keys: list[Any] = list(holder) if isinstance(value, Mapping) else list(range(len(holder)))
    found: list[Place] = [
        (holder, key, path) for key in keys if path or key not in {"kind", "schema", "authoring", "vars", "naming"}
    ]
    for key in keys:
        if path or key not in {"authoring", "vars", "naming", "metadata"}:
            found += _places(holder[key], (*path, str(key)))
    return found

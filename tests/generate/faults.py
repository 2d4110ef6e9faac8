"""Faults that people make in manifests: misspelt or missing keys, values of the wrong kind, unknown words."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any, cast

from tests.generate.chance import Chance
from tests.generate.project import Digest, Draft

ODD_VALUES: tuple[Any, ...] = (
    None,
    "",
    0,
    -1,
    True,
    "auto",
    "full_refesh",
    [],
    {},
    ["a"],
    {"a": 1},
    1.5,
    "50k",
    "{{ nowhere }}",
)


#: A flow must not hold a date anywhere; what one means elsewhere hangs on the key.
ODD_IN_FLOWS = (*ODD_VALUES, date(2025, 1, 31))
FLOWS = ("flow", "pipeline", "folder", "recipe")


def with_faults(chance: Chance, draft: Draft) -> Draft:
    """The draft with one to three faults in its documents."""
    documents = deepcopy(dict(draft.documents))
    done: list[str] = []
    for _ in range(chance.number(1, 3)):
        path = draft.primary if chance.maybe(0.8) else chance.one(list(documents))
        done.append(f"{path}: {_fault(chance, documents[path], ODD_IN_FLOWS if draft.label in FLOWS else ODD_VALUES)}")
    return replace(draft, label=f"{draft.label}, faults: {'; '.join(done)}", documents=documents)


def _fault(chance: Chance, document: Any, odd: tuple[Any, ...]) -> str:
    places = _places(document)
    if not places:
        return "nothing to spoil"
    holder, key = chance.one(places)
    name = str(key)
    match chance.weighted({"drop": 3, "misspell": 3, "value": 4, "wrap": 1, "type word": 1}):
        case "drop":
            del holder[key]
            return f"dropped {name}"
        case "misspell" if isinstance(holder, dict) and isinstance(key, str) and len(key) > 3:
            cut = chance.number(1, len(key) - 2)
            mapping = cast("dict[Any, Any]", holder)
            items = [(key[:cut] + key[cut + 1 :] if known == key else known, value) for known, value in mapping.items()]
            mapping.clear()
            mapping.update(items)
            return f"misspelt {name}"
        case "wrap":
            holder[key] = [holder[key]]
            return f"wrapped {name} in a list"
        case "type word":
            holder[key] = chance.one(("oracle", "bigquery", "kafka", "incremental_merge", "partition_replace", "scd2"))
            return f"{name} became {holder[key]}"
        case _:
            holder[key] = deepcopy(chance.one(odd))
            return f"{name} became {holder[key]!r}"


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every key and index in the document, with the collection that holds it."""
    if isinstance(value, Digest) or not isinstance(value, Mapping | list):
        return []
    holder = cast("dict[Any, Any]", value)
    keys: list[Any] = list(holder) if isinstance(value, Mapping) else list(range(len(holder)))
    return [(holder, key) for key in keys] + [place for key in keys for place in _places(holder[key])]

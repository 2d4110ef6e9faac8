"""Which keys the loads of one route set, counted: what nearly all of them write is usual."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from dpone_si.manifest.model.facts import Facts

#: Source, sink and requested mode.
Route = tuple[str | None, str | None, str | None]
#: How often loads of a route set exactly these keys. Most loads of a route set the very same ones.
Shapes = Mapping[Route, Counter[frozenset[str]]]

_PARTS: Final = (
    "sink.strategy.",
    "source.options.",
    "sink.options.",
    "quality",
    "state",
    "reconciliation",
    "schema_contract",
)
_DEPTH: Final = 4
_KEPT: Final = "usual-keys"


def shape(facts: Facts) -> tuple[Route, frozenset[str]]:
    """The route of a process and its key paths that are compared, kept with it."""
    known: tuple[Route, frozenset[str]] | None = facts.process.work.get(_KEPT)  # type: ignore[assignment]
    if known is None:
        keys = frozenset(path for path in facts.present if path.startswith(_PARTS) and path.count(".") < _DEPTH)
        known = facts.process.work[_KEPT] = ((facts.source_type, facts.sink_type, facts.requested_mode), keys)
    return known


def shapes_of(processes: Iterable[Facts]) -> Shapes:
    """The shapes of these processes, without those whose route cannot be told."""
    made: dict[Route, Counter[frozenset[str]]] = {}
    for (route, keys), times in Counter(map(shape, processes)).items():
        if None not in route:
            made.setdefault(route, Counter())[keys] = times
    return made


def times_set(shapes: Counter[frozenset[str]]) -> Counter[str]:
    """How many loads set each key."""
    counts: Counter[str] = Counter()
    for keys, times in shapes.items():
        for path in keys:
            counts[path] += times
    return counts

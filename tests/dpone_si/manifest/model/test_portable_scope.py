"""The reader of portable scopes refuses what dpone refuses, and nothing else."""

from __future__ import annotations

import random
from typing import Any

import pytest

from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.model.portable_scope import scope_faults
from tests.oracle.client import OracleClient, OracleError

SEVEN = {"type": "integer", "value": 7}


@pytest.mark.parametrize(
    ("scope", "kinds"),
    [
        ({"kind": "equality", "column": "region", "value": SEVEN}, []),
        ({"kind": "equality", "column": "region", "value": 7}, ["shape"]),
        ({"kind": "equal", "column": "region", "value": SEVEN}, ["kind"]),
        ({"kind": "range", "column": "region"}, ["bounds"]),
        (
            {
                "kind": "range",
                "column": "region",
                "lower": {"value": SEVEN},
                "upper": {"value": SEVEN, "inclusive": False},
            },
            ["order"],
        ),
        ({"kind": "range", "column": "region", "lower": {"value": {"type": "text", "value": "EU"}}}, ["range-type"]),
        ({"kind": "equality", "column": "region", "value": {"type": "decimal", "value": "10.50"}}, ["value"]),
        ({"kind": "equality", "column": "region", "value": {"type": "int", "value": 7}}, ["type"]),
        ({"kind": UNKNOWN, "column": "region"}, []),
        ({"kind": "equality", "column": UNKNOWN, "value": {"type": UNKNOWN, "value": 7}}, []),
        (UNKNOWN, []),
    ],
)
def test_faults(scope: object, kinds: list[str]) -> None:
    assert [fault.kind for fault in scope_faults(scope)] == kinds


def test_a_canonical_form_is_offered() -> None:
    scope = {"kind": "equality", "column": "price", "value": {"type": "decimal", "value": "10.50"}}
    assert [fault.cure for fault in scope_faults(scope)] == ["10.5"]


def test_the_same_scopes_are_refused_as_by_dpone(oracle: OracleClient) -> None:
    """600 random scopes; a parser for the real one is asked about each."""
    chance = random.Random(20)
    disagreements: list[tuple[object, bool]] = []
    accepted = 0
    for _ in range(600):
        scope = _scope(chance)
        try:
            oracle.call("dpone.contracts.portable_relation_scope:parse_portable_relation_scope", scope)
            takes = True
        except OracleError:
            takes = False
        accepted += takes
        if takes == bool(list(scope_faults(scope))):
            disagreements.append((scope, takes))
    assert disagreements == []
    assert accepted > 20, "the generator makes almost nothing that dpone takes, so little is compared"


TYPES = ("integer", "integer", "decimal", "text", "boolean", "date", "date", "timestamp", "timestamptz", "uuid", "int")
VALUES = (
    1, 2, -5, True, "1", "10.5", "10.50", "-0", "1e5", "2025-01-01", "2025-02-01", "20250101", "2025-01-01T00:00:00",
    "2025-01-01T00:00:00Z", "abcdef01-0000-0000-0000-000000000000", "ABCDEF01-0000-0000-0000-000000000000", None, 1.5, "x",
)  # fmt: skip


def _scope(chance: random.Random) -> dict[str, Any]:
    scope: dict[str, Any] = {
        "column": chance.choice(("region",) * 8 + ("", "é" * 32, 5)),
        "kind": chance.choice(("equality", "range", "range", "eq")),
    }
    if scope["kind"] == "equality":
        scope["value"] = _literal(chance)
    for name in ("lower", "upper"):
        if scope["kind"] == "range" and chance.random() < 0.6:
            scope[name] = {
                "value": _literal(chance),
                **chance.choice(({}, {}, {"inclusive": False}, {"inclusive": "yes"})),
            }
    return scope


def _literal(chance: random.Random) -> Any:
    if chance.random() < 0.4:
        return {"type": "integer", "value": chance.choice((1, 2, 3))}
    return chance.choice(({"type": chance.choice(TYPES), "value": chance.choice(VALUES)}, {"type": "integer"}, 5))

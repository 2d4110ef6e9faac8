"""The `reconciliation` block: a plain switch, or the typed key-snapshot policy with its defaults filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NoReturn, cast

from dpone_si.errors import LoadConfigError

Block = Mapping[str, Any]

# word -> (default, allowed values); dpone 0.88.0 implements one value each once the policy is enabled
_WORDS = {
    "mode": ("key_snapshot", ("key_snapshot", "disabled", "legacy")),
    "cadence": ("every_run", ("every_run",)),
    "consistency": ("same_source_snapshot", ("same_source_snapshot",)),
    "delete_policy": ("soft_delete", ("soft_delete",)),
}
_FIELDS = {*_WORDS, "enabled", "empty_snapshot", "guards"}


def normalize_reconciliation(value: object) -> tuple[bool, dict[str, Any] | None]:
    """The plain switch, and the typed policy (None unless a mapping was authored); raises LoadConfigError."""
    if value is None or isinstance(value, bool):
        return bool(value), None
    authored = _mapping(value, "reconciliation", _FIELDS)
    guards = _mapping(authored.get("guards"), "reconciliation.guards", {"max_delete_ratio", "max_delete_rows"})
    empty = _mapping(authored.get("empty_snapshot"), "reconciliation.empty_snapshot", {"policy"})
    enabled = authored.get("enabled", True)
    if not isinstance(enabled, bool):
        _refuse("enabled", enabled, "Write true or false.")
    policy: dict[str, Any] = {"enabled": enabled}
    for name, (default, allowed) in _WORDS.items():
        word = str(authored.get(name, default)).strip().lower()
        # A policy that is switched off may say anything but a mode that does not exist.
        if word not in allowed and (name == "mode" or (enabled and policy["mode"] == "key_snapshot")):
            _refuse(name, word, f"Write {default}.")
        policy[name] = word
    on_empty = str(empty.get("policy", "fail")).strip().lower()
    if on_empty != "fail":
        _refuse("empty_snapshot.policy", on_empty, "Write fail.")
    policy["empty_snapshot"] = {"policy": on_empty}
    policy["guards"] = {"max_delete_ratio": _ratio(guards), "max_delete_rows": _rows(guards)}
    return False, policy


def _ratio(guards: Block) -> float:
    value = guards.get("max_delete_ratio", 0.05)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        _refuse("guards.max_delete_ratio", value, "Write a share between 0 and 1.")
    return float(value)


def _rows(guards: Block) -> int:
    value = guards.get("max_delete_rows", 100_000)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        _refuse("guards.max_delete_rows", value, "Write a whole number, 0 or more.")
    return value


def _mapping(value: object, key: str, allowed: set[str]) -> Block:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise LoadConfigError(
            f"{value!r} is neither true, false nor a mapping.", key=key, cure="Write `key: value` lines below it."
        )
    block = cast("Block", value)
    for name in sorted(str(name) for name in block):
        if name not in allowed:
            raise LoadConfigError(
                "this setting does not exist.", key=f"{key}.{name}", cure=f"Use {', '.join(sorted(allowed))}."
            )
    return block


def _refuse(name: str, value: object, cure: str) -> NoReturn:
    raise LoadConfigError(f"{value!r} is not supported.", key=f"reconciliation.{name}", cure=cure)

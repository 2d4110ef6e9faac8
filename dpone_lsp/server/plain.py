"""Values the protocol does not type, as plain JSON data: they arrive as dictionaries or as objects with attributes."""

from __future__ import annotations

from typing import Any


def plain(value: Any) -> Any:
    """The value with nothing but dictionaries, lists and scalars in it."""
    if isinstance(value, dict):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        fields = getattr(value, "_asdict", None)
        return plain(fields()) if fields is not None else [plain(part) for part in value]
    if hasattr(value, "__dict__") and not isinstance(value, type):
        return plain(vars(value))
    return value

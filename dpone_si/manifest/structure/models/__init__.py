"""The authoring surface as pydantic models, one file per block or subject."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from dpone_si.manifest.structure.authoring import Shape


@cache
def all_shapes() -> dict[str, type[Shape]]:
    """Every block by name; importing a new file of this package is enough to join. Raises ``ValueError`` for a name
    used twice.
    """
    shapes: dict[str, type[Shape]] = {}
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        for value in vars(importlib.import_module(f"{__name__}.{module}")).values():
            if not (isinstance(value, type) and issubclass(value, Shape) and "facts" in vars(value)):
                continue
            if shapes.setdefault(value.facts.name, value) is not value:
                raise ValueError(f"two blocks are called {value.facts.name}: {shapes[value.facts.name]} and {value}")
    return shapes

"""What the name of a cursor column tells."""

from __future__ import annotations

import re
from typing import Final

_MUTABLE: Final = re.compile(
    r"(^|_)(updated?|modif\w*|changed?|last_?(update|modif|change)\w*|mtime|upd)(_|$|at$|on$|dt$|ts$|date$|time)",
    re.IGNORECASE,
)


def moves_with_its_row(column: str) -> bool:
    """Whether a column of this name changes when its row does, as `updated_at` does."""
    return _MUTABLE.search(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column)) is not None

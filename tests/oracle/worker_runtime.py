"""What dpone would object to when it runs a process, as far as that can be asked without a connection.

Runs inside the oracle's worker. Filled by the functions of dpone's runtime that take a load configuration and no
connector; the order is the order in which a run would meet them.
"""

from __future__ import annotations

from typing import Any


def objections(process: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the refusals of the runtime for one effective process: `[{"check", "type", "message"}]`, empty if none."""
    del process
    return []

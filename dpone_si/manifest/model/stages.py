"""When dpone fills in and renders what: names one after the other, then the whole process."""

from __future__ import annotations

from typing import Final

#: Lists that grow from layer to layer instead of being replaced (only at the top of a process).
APPENDED: Final = ("depends_on", "transforms")
#: What naming fills in, rendered, in dpone's order.
NAMED: Final = ("sink.table.schema", "sink.table.name", "name", "task_group", "description")
#: The stage at which the whole process is rendered: after all names.
WHOLE: Final = len(NAMED)
STAGES: Final = {path: stage for stage, path in enumerate(NAMED)}


def stage_of(path: str) -> int:
    """When dpone renders what it fills in at a path."""
    return STAGES.get(path, WHOLE)

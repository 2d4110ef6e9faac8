"""The effective process as plain data, as `dpone manifest render` prints it."""

from __future__ import annotations

from dpone_si.manifest.model.layers import View
from dpone_si.manifest.model.plain import put_at
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.model.stages import APPENDED


def plain_process(process: Process) -> dict[str, object]:
    """The whole effective process as plain data, as `dpone manifest render` prints it (environment values included)."""
    process = process.assuming()
    result: dict[str, object] = {}
    keys: list[object] = [*View(process.stack).keys(), *process.root_blocks]
    if process.extra_depends is not None:
        keys.append("depends_on")
    for key in dict.fromkeys(keys):
        value = process.at(key) if isinstance(key, str) and "." not in key else process.top(key)
        if (
            key in APPENDED
            and value is not None
            and (value.is_list or (key == "depends_on" and process.extra_depends is not None))
        ):
            result[key] = [process.plain_node(node) for _, node in process.appended_items(str(key))]  # type: ignore[index]
        elif value is not None:
            result[key] = process.plain(value)  # type: ignore[index]
    for path in process.derived_paths():
        put_at(result, path, process)
    sink = result.get("sink")
    if process.renders and isinstance(sink, dict) and sink.get("table") is None:
        sink["table"] = {}  # dpone makes room for a name before it knows whether there is one
    return result

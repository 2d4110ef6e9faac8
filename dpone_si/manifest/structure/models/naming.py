"""``naming``: templates for what the processes of a batch leave empty."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block()
class Naming(Shape):
    """Templates for names that a process does not have yet."""

    sink_dataset: str = key("Fills sink.table.schema.", common=True)
    sink_table: str = key("Fills sink.table.name.", common=True)
    process_name: str = key("Fills name; two processes of a file may not share one.", common=True)
    task_group: str = key("Fills task_group.", common=True)
    description: str = key("Fills description.", common=True)
    sink_table_description: str = key("Fills sink.options.table_description.")
    table_description: str = key("Other spelling of sink_table_description.")
    labels: dict[str, str] = key("Fills sink.options.table_labels as a whole.")

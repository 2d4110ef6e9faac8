"""``options.hooks``: SQL before and after a load, run by `dpone hooks`."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key


@block()
class HookLineage(Shape):
    """What a hook reads and writes."""

    inputs: str | list[str] = key("Relations that are read.")
    outputs: str | list[str] = key("Relations that are written.")


@block()
class HookExecution(Shape):
    """Where a hook runs."""

    cli: str = key("Where it runs under the command line.", default="inline", values=("inline",))
    airflow: str = key("Where it runs under Airflow.", default="inline", values=("inline", "separate_task"))


@block(open=True)
class Hook(Shape):
    """One action before or after the load."""

    id: str = key("Name of the hook, unique in its phase.", required=True, common=True)
    type: str = key("Kind of action, such as sql.", required=True, values=("sql",), open_enum=True, common=True)
    sql: str = key("SQL text.", common=True)
    sql_file: str = key("File with the SQL text, instead of sql.", common=True)
    kind: str = key(
        "What the action is for.",
        default="custom",
        values=(
            "source_refresh",
            "source_materialization",
            "source_maintenance",
            "target_preparation",
            "target_maintenance",
            "data_quality_probe",
            "notification",
            "custom",
        ),
    )
    connector: str = key("Endpoint it runs on.", default="source", values=("source", "sink", "target"), open_enum=True)
    autocommit: bool = key("Run outside a transaction.", default=False)
    mutates_source: bool = key("Say openly that the SQL changes data.", default=False)
    retry_policy: str = key("Whether the action may be repeated.", values=("none", "default"), open_enum=True)
    depends_on: str | list[str] = key("Hooks of the same phase that run first.")
    lineage: HookLineage = key("What it reads and writes.")
    execution: HookExecution = key("Where it runs.")


@block()
class Hooks(Shape):
    """SQL before and after a load."""

    pre_hook: list[Hook] = key("Actions before the load.", common=True)
    post_hook: list[Hook] = key("Actions after the load.", common=True)
    pre_run: object = key("Refused by dpone.", deprecated="pre_hook")
    post_run: object = key("Refused by dpone.", deprecated="post_hook")

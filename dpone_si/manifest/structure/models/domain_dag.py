"""``dpone.domain-dag.v1``: an Airflow DAG over the pipelines of a domain."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.flow import WORKLOAD_ID


@block(closed=True, strict=False)
class PartitionDimension(Shape):
    """How the asset is partitioned in time."""

    type: str = key("Kind of partition.", default="temporal", values=("temporal",))
    granularity: str = key("Length of a partition.", required="tool", values=("hour", "day", "month"), any_case=False)
    timezone: str = key("Time zone of the partitions.", default="UTC")
    key_format: str = key("How a partition's key is written, in strftime notation.")
    source: str = key("Where the partition comes from.", default="dag_schedule", values=("dag_schedule",))


@block(strict=False)
class AssetPartition(Shape):
    """The partitions of an asset; exactly one dimension."""

    dimensions: dict[str, PartitionDimension] = key("The one dimension, by name.", required="tool")


@block()
class ScheduleAsset(Shape):
    """An asset whose update starts the DAG."""

    uri: str = key("Address of the asset.", required="tool")
    external: bool = key("Whether something outside this project updates it.", default=False)
    partition: AssetPartition = key("The partitions of the asset.")


@block()
class AssetSchedule(Shape):
    """A schedule by assets."""

    assets: list[str | ScheduleAsset] = key("Assets whose updates start the DAG.", required="tool")


@block(closed=True, strict=False)
class TaskBudget(Shape):
    """How many tasks the DAG may show."""

    warn: int = key("Number of visible tasks that is reported.")
    max: int = key("Number of visible tasks that is refused.")


@block()
class Wiring(Shape):
    """How the pipelines follow one another."""

    mode: str = key(
        "How the order is found.",
        default="waves",
        values={
            "waves": "In waves of a bounded width.",
            "explicit": "By the dependencies written here.",
            "assets": "By the assets they read and write.",
        },
        any_case=False,
        enforced=True,
    )
    max_parallel_workloads: int = key("Pipelines that run at the same time.", default=2, ge=1)
    dependencies: dict[str, str | list[str]] = key("Pipelines that must finish before each pipeline.")
    visible_task_budget: TaskBudget = key("How many tasks the DAG may show.")


@block(name="domain_dag", closed=True, strict=False)
class DomainDag(Shape):
    """An Airflow DAG over the pipelines of a domain."""

    schema_: str = key(
        "Form of the document.",
        name="schema",
        values=("dpone.domain-dag.v1",),
        required="tool",
        any_case=False,
        common=True,
    )
    dag_id: str = key("Identity of the DAG; equals the file's name.", required="tool", common=True)
    domain: str = key(
        "Domain the DAG belongs to; equals its directory.", required="tool", pattern=WORKLOAD_ID, common=True
    )
    description: str = key("What the DAG is for.", common=True)
    start_date: str = key("First day of the DAG, as YYYY-MM-DD.", required="tool", common=True)
    timezone: str = key("Time zone of the schedule.", common=True)
    schedule: str | AssetSchedule = key("When the DAG runs: a cron line, nothing, or assets.", common=True)
    catchup: bool = key("Whether missed runs are made up for.", default=False, common=True)
    max_active_runs: int = key("Runs at the same time.", common=True)
    tags: list[str] = key("Labels in Airflow.", common=True)
    default_args: dict[str, object] = key("Arguments of every task.")
    operator_overrides: dict[str, object] = key("Settings of the operators.")
    pipelines: list[str] = key(
        "Pipelines of the domain that the DAG runs.", required="tool", nullable=False, common=True
    )
    wiring: Wiring = key("How the pipelines follow one another.", common=True)

"""Repair plans: order, commands both parsers accept, quoting, and requests that cannot be planned."""

from __future__ import annotations

import shlex
from itertools import product
from random import Random

import pytest

from dpone_si.cli.main import parser
from dpone_si.errors import RepairRequestError
from dpone_si.models import RepairPlan
from dpone_si.repair import RepairPlanService, RepairRequest
from dpone_si.vocabulary import MODES, SINK_TYPES, SOURCE_TYPES
from tests.oracle.client import OracleClient
from tests.oracle.tagging import new

NASTY = (
    "2024-01-01",
    "it's",
    'say "hi"',
    "a b",
    "$(rm -rf /)",
    "`x`",
    "-rf",
    "--yes",
    "a;b",
    "Ünï→",
    "*",
    "\\",
    "~",
    "a=b",
    "#1",
)


def plan(
    strategy: str = "incremental_merge",
    sink: str = "mssql",
    run_id: str = "run-7",
    partitions: tuple[str, ...] = (),
    stage: str = "finalize",
) -> RepairPlan:
    return RepairPlanService().plan(RepairRequest(run_id, "postgres", sink, strategy, stage, partitions))


@pytest.mark.parametrize(
    ("strategy", "replay"),
    [("partition_replace", "replay_partition_replace"), ("incremental_merge", "resume_from_failed_stage")],
)
def test_steps_come_in_the_only_safe_order(strategy: str, replay: str) -> None:
    """Look, validate, replay, compare, and only then commit."""
    assert [step.action for step in plan(strategy).steps] == [
        "inspect_run_artifacts",
        "validate_staging_artifacts",
        replay,
        "quality_reconcile",
        "commit_state_after_success",
    ]


def test_commands_put_the_replay_first_and_diagnostics_after() -> None:
    """The order the guide asks for: what one came for first, then how to look."""
    assert plan("partition_replace", partitions=("2024-01-01", "2024-01-02")).commands == (
        (
            "dpone resync --run-id=run-7 --source-type postgres --sink-type mssql --strategy partition_replace"
            " --partition=2024-01-01 --partition=2024-01-02"
        ),
        "dpone-si inspect run-7",
        "dpone state inspect --backend mssql --state-type run_state run-7",
    )
    assert plan(stage="stage").commands[0] == (
        "dpone resume --from-stage=stage --source-type postgres --sink-type mssql --strategy incremental_merge run-7"
    )


def test_no_command_approves_anything() -> None:
    """A plan is for reading: no command carries `--yes`."""
    assert not any("--yes" in command for mode in MODES for command in plan(mode).commands)


@pytest.mark.parametrize(("stage", "safe"), [("extract", True), ("stage", True), ("finalize", False), ("state", False)])
def test_only_runs_that_never_touched_the_target_resume_alone(stage: str, safe: bool) -> None:
    """After the finalizer started a person decides; a partition replay always needs one."""
    assert plan(stage=stage).safe_to_auto_resume is safe
    assert plan("partition_replace", stage=stage).safe_to_auto_resume is False


@pytest.mark.parametrize("stage", ["extract", "finalize"])
def test_a_topic_has_no_partitions_to_replace_and_the_plan_says_so(stage: str) -> None:
    """dpone plans it all the same, and leaves it to a person; we say why."""
    found = plan("partition_replace", "kafka", stage=stage, partitions=("2024-01-01",))
    assert not found.safe_to_auto_resume
    replay = found.steps[2]
    assert replay.action == "replay_partition_replace"
    assert "A Kafka topic has no partitions to replace" in replay.description
    assert "incremental_merge" in replay.description
    assert replay.command.endswith("--sink-type kafka --strategy partition_replace --partition=2024-01-01")
    assert "Kafka" not in plan("partition_replace", "mssql", stage=stage).steps[2].description


def test_sinks_without_readable_state_get_no_state_command() -> None:
    """`dpone state inspect` cannot read state kept in ClickHouse or Kafka, unless told where else it is."""
    assert len(plan(sink="clickhouse").commands) == 2
    elsewhere = RepairRequest("r", "mssql", "clickhouse", "replace", "finalize", state_backend="postgres")
    assert (
        "dpone state inspect --backend postgres --state-type run_state r"
        in RepairPlanService().plan(elsewhere).commands
    )


def test_words_are_folded_to_what_the_parsers_and_runtime_know() -> None:
    """Aliases and spellings of a manifest come out canonical."""
    command = (
        RepairPlanService()
        .plan(RepairRequest("r", "PostgreSQL", "SQL-Server", "Partition-Replace", "finalize"))
        .commands[0]
    )
    assert command.endswith("--source-type postgres --sink-type mssql --strategy partition_replace")


@pytest.mark.parametrize(
    ("request_", "key"),
    [
        (RepairRequest("", "postgres", "mssql", "replace", "finalize"), "run_id"),
        (RepairRequest("a\nb", "postgres", "mssql", "replace", "finalize"), "run_id"),
        (RepairRequest("r", "postgres", "oracle", "replace", "finalize"), "sink_type"),
        (RepairRequest("r", "postgres", "mssql", "auto", "finalize"), "strategy_mode"),
        (RepairRequest("r", "postgres", "mssql", "", "finalize"), "strategy_mode"),
        (RepairRequest("r", "postgres", "mssql", "upsert", "finalize"), "strategy_mode"),
        (RepairRequest("r", "postgres", "mssql", "replace", " "), "failed_stage"),
        (RepairRequest("r", "postgres", "mssql", "partition_replace", "finalize", ("",)), "partition_values"),
        (RepairRequest("r", "postgres", "mssql", "partition_replace", "finalize", "2024"), "partition_values"),  # type: ignore[arg-type]
        (RepairRequest("r", "postgres", "mssql", "partition_replace", "finalize", None), "partition_values"),  # type: ignore[arg-type]
    ],
)
def test_a_run_that_cannot_be_described_is_refused(request_: RepairRequest, key: str) -> None:
    """The error names the field and the cure."""
    with pytest.raises(RepairRequestError) as raised:
        RepairPlanService().plan(request_)
    assert raised.value.key == key
    assert raised.value.cure


def words_of(command: str) -> list[str]:
    """What a POSIX shell makes of the command."""
    return shlex.split(command)


@pytest.mark.parametrize("mode", MODES)
def test_steps_and_safety_are_those_of_dpone(oracle: OracleClient, mode: str) -> None:
    """For every route, stage and number of partitions. (Its commands hold flags that its own parser refuses; ours do not.)"""
    for source, sink, stage, partitions in product(
        SOURCE_TYPES, SINK_TYPES, ("extract", "stage", "merge", "finalize"), ((), ("a",), ("a", "b"))
    ):
        words = {
            "source_type": source,
            "sink_type": sink,
            "strategy_mode": mode,
            "failed_stage": stage,
            "partition_values": partitions,
        }
        asked = new("dpone.strategy_intelligence.repair:RepairRequest", run_id="r1", **words)
        theirs = oracle.call("dpone.strategy_intelligence.repair:RepairPlanService.plan", asked)
        ours = RepairPlanService().plan(RepairRequest(run_id="r1", **words))
        assert ours.safe_to_auto_resume == theirs["safe_to_auto_resume"], words
        assert [step.action for step in ours.steps] == [step["action"] for step in theirs["steps"]], words


@pytest.mark.parametrize("seed", range(4))
def test_every_command_is_accepted_by_the_parser_it_names(oracle: OracleClient, seed: int) -> None:
    """All sources, sinks and strategies with nasty run ids, stages and partitions: the real parser reads back the same values."""
    random = Random(seed)
    for _ in range(60):
        mode, sink = random.choice(MODES), random.choice(SINK_TYPES)
        run_id, stage = random.choice(NASTY), random.choice(("finalize", "stage", *NASTY))
        partitions = tuple(random.sample(NASTY, 3))
        request = RepairRequest(run_id, random.choice(SOURCE_TYPES), sink, mode, stage, partitions)
        replay, *diagnostics = RepairPlanService().plan(request).commands
        read = _dpone_reads(oracle, replay)
        assert (read["run_id"], read["sink_type"], read["strategy"], read["yes"]) == (run_id, sink, mode, False)
        if mode == "partition_replace":
            assert tuple(read["partition"]) == partitions
        else:
            assert read["from_stage"] == stage
        for command in diagnostics:
            program, *words = words_of(command)
            if program == "dpone":
                assert _dpone_reads(oracle, command)["identity"] == run_id
            else:
                assert program == "dpone-si"
                assert parser().parse_args(words).run_id == run_id


def _dpone_reads(oracle: OracleClient, command: str) -> dict[str, object]:
    program, *words = words_of(command)
    accepted, complaint, arguments = oracle.parse_command(words)
    assert program == "dpone"
    assert accepted, f"{command}: {complaint}"
    return arguments


@pytest.mark.parametrize("strategy", ["partition_replace", "incremental_merge"])
def test_our_own_command_line_accepts_the_replay_too(strategy: str) -> None:
    """`dpone-si` takes the place of `dpone` in every replay command: same words, same meaning."""
    for run_id in NASTY:
        _, *words = words_of(plan(strategy, run_id=run_id, partitions=NASTY).commands[0])
        read = parser().parse_args(words)
        assert (read.run_id, read.strategy, read.yes) == (run_id, strategy, False)

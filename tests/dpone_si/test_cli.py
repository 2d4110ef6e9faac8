"""`dpone-si` on the command line: exit codes, formats, stable JSON, and nothing executed without approval."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dpone_si.adaptive import BatchBenchmark, BatchObservation
from dpone_si.benchmark_artifacts import write_benchmark
from dpone_si.cli import main as cli
from tests.dpone_si.shell import RESYNC, Shell
from tests.dpone_si.test_manifest_reader import BATCH

CHECKOUT = Path(__file__).parents[2]


def test_advise_tells_the_strategy_of_every_process(si: Shell) -> None:
    """All processes of the batch, with the reason, what was not taken and why, and what would flip it."""
    ran = si("advise", "m.yaml")
    assert ran.code == 0
    assert [line.split()[0] for line in ran.out.splitlines() if line.startswith("public.")] == [
        "public.orders",
        "public.items",
        "public.refunds",
    ]
    assert "public.orders  (m.yaml:16)" in ran.out
    assert "  result   auto -> partition_replace, merge policy delete_insert (postgres to mssql)" in ran.out
    assert "  not      partition_replace_large_delta: `partition_column` is unset (needs to be set)" in ran.out
    assert "  else     unique_key_upsert would give incremental_merge" in ran.out
    assert "  flips    `changed_percent` below 0.05 gives incremental_merge" in ran.out
    assert ran.out.endswith("3 processes, no objection to the strategies.\n")


def program(folder: Path, *words: str, **settings: Any) -> subprocess.CompletedProcess[str]:
    """`dpone-si` in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), **settings.pop("env", {})}
    return subprocess.run(
        [sys.executable, "-m", "dpone_si", *words], cwd=folder, env=environment, text=True, check=False, **settings
    )


def test_a_terminal_of_few_letters_gets_all_that_is_said(si: Shell) -> None:
    """JSON stays JSON; a letter the output cannot hold is spelled out in text."""
    narrow = {"env": {"PYTHONIOENCODING": "ascii"}, "capture_output": True}
    answer = program(si.folder, "inspect", "é", "--format", "json", **narrow)
    assert (answer.returncode, json.loads(answer.stdout)["run_id"]) == (1, "é")
    assert "run \\xe9" in program(si.folder, "inspect", "é", **narrow).stdout


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no full device")
def test_an_answer_that_cannot_be_written_is_no_fault_of_ours(si: Shell) -> None:
    """What the system says is all there is to say."""
    with open("/dev/full", "w") as full:
        ran = program(si.folder, "certify", stdout=full, stderr=subprocess.PIPE)
    assert (ran.returncode, ran.stderr) == (2, "dpone-si: standard output cannot be written: No space left on device\n")


@pytest.mark.skipif(os.name == "nt", reason="needs a shell that closes descriptors")
def test_closed_streams_do_not_change_the_exit_code(si: Shell) -> None:
    """A supervisor may start us without any."""
    closed = ["sh", "-c", f'"{sys.executable}" -m dpone_si "$@" >&- 2>&-', "sh", "certify", "--strategy", "scd2"]
    assert subprocess.run(closed, cwd=CHECKOUT, check=False).returncode == 0


@pytest.mark.parametrize("module", ["dpone_si", "dpone_si.cli"])
def test_python_runs_the_command_as_a_module(module: str) -> None:
    """Where scripts are not on PATH."""
    ran = subprocess.run(
        [sys.executable, "-m", module, "certify", "--strategy", "scd2"], capture_output=True, text=True, check=True
    )
    assert "postgres -> mssql  scd2: manual_live_gate" in ran.stdout


def test_advise_tells_of_a_load_that_dpone_does_not_build(si: Shell) -> None:
    """A strategy would be advice about a load that never runs."""
    (si.folder / "m.yaml").write_text(BATCH.replace("20_000_000", "5, batch_size: many"), encoding="utf-8")
    ran = si("advise", "m.yaml", "--process", "public.orders")
    assert ran.code == 1
    assert "  problem  m.yaml:7:46 source.options.batch_size: 'many'" in ran.out
    assert ran.out.endswith("1 process, 1 cannot run as written.\n")


def test_advise_json_is_versioned_and_whole(si: Shell) -> None:
    """The keys documented for scripts; a name is added, never changed."""
    answer = si("advise", "m.yaml", "--format", "json").json
    assert answer["schema_version"] == "dpone.si.advice.v1"
    assert list(answer) == ["schema_version", "path", "form", "blocked", "problems", "processes"]
    process = answer["processes"][0]
    assert list(process) == [
        "process",
        "selector",
        "position",
        "hints",
        "blocked",
        "problems",
        "decision",
        "trace",
        "fast_path",
        "certification",
        "margins",
        "changes",
        "repair_plan",
        "repair_commands",
    ]
    assert process["decision"]["strategy_mode"] == "partition_replace"
    assert process["position"] == {"path": "m.yaml", "line": 16, "column": 9}
    assert [rung["rung"] for rung in process["trace"] if rung["taken"]] == ["partition_replace_large_delta"]
    assert process["repair_commands"][0].startswith("dpone resync --run-id=RUN_ID ")


def test_advise_json_holds_what_json_can_hold(si: Shell) -> None:
    """A share that is no number is told as a text, not as a NaN that readers choke on."""
    (si.folder / "m.yaml").write_text(
        BATCH.replace("20_000_000", "5_000_000, partition_column: day, changed_percent: .nan"), encoding="utf-8"
    )

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    ran = si("advise", "m.yaml", "--process", "public.items", "--format", "json")
    margins = json.loads(ran.out, parse_constant=refuse)["processes"][0]["margins"]
    assert {margin["hint"]: margin["actual"] for margin in margins}["changed_percent"] == "nan"


def test_advise_markdown_shows_the_ladder_as_a_table(si: Shell) -> None:
    """One row per rung that was open to these endpoints."""
    out = si("advise", "m.yaml", "--process", "public.items", "--format", "md").out
    assert "| unique_key_upsert | **taken** | `unique_key` is id, line; `sink_type` is mssql |" in out
    assert "clickhouse_mssql" not in out
    assert "```sh\ndpone resume " in out


def test_what_if_flags_show_what_they_change(si: Shell) -> None:
    """Against the manifest as written."""
    ran = si("advise", "m.yaml", "--process", "public.orders", "--changed-percent", "0.01", "--delete-percent", "0.1")
    assert "  what if  strategy_mode: partition_replace -> incremental_merge" in ran.out
    assert "  what if  safety_gates: staging_first_required -> staging_first_required, delete_semantics" in ran.out
    cdc = si(
        "advise", "m.yaml", "--process", "public.items", "--cdc-available", "--estimated-rows", "10", "--format", "json"
    ).json
    assert {change["aspect"] for change in cdc["processes"][0]["changes"]} >= {"strategy_mode", "batch_size"}


def test_benchmarks_feed_the_plan(si: Shell) -> None:
    """The learned batch size is where the load starts."""
    write_benchmark(
        si.folder / "b.json", BatchBenchmark("postgres", "mssql", ((70_000, BatchObservation(70_000, 1.0)),))
    )
    assert (
        "  batches  70,000 rows, 4 workers"
        in si("advise", "m.yaml", "--process", "public.orders", "--benchmarks", "b.json").out
    )
    (si.folder / "b.json").write_text("{}", encoding="utf-8")
    ran = si("advise", "m.yaml", "--benchmarks", "b.json")
    assert ran.code == 2
    assert ran.err.startswith("dpone-si: b.json: schema_version: ")


def test_a_load_that_cannot_run_is_a_finding(si: Shell) -> None:
    """Exit code 1, the place, the reason, the cure; the other processes are still explained."""
    (si.folder / "m.yaml").write_text(
        BATCH.replace("strategy: {unique_key: [id, line]}", "strategy: {mode: upsert}"), encoding="utf-8"
    )
    ran = si("advise", "m.yaml")
    assert ran.code == 1
    assert (
        "problem  m.yaml:23:30 sink.strategy.mode: 'upsert' is not a load mode. Write one of full_refresh," in ran.out
    )
    assert "auto -> partition_replace" in ran.out
    assert ran.out.endswith("3 processes, 1 cannot run as written.\n")


def test_an_error_gate_is_a_finding(si: Shell) -> None:
    """A merge without a key is decided and cannot run."""
    (si.folder / "m.yaml").write_text(BATCH.replace("mode: auto", "mode: incremental_merge"), encoding="utf-8")
    ran = si("advise", "m.yaml", "--process", "public.refunds")
    assert (ran.code, "unique_key_required [error]" in ran.out) == (1, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("advise", "absent.yaml"), "dpone-si: `"),
        (("advise", "m.yaml", "--process", "x"), "Use one of public.orders, public.items, public.refunds."),
        (("advise",), "the following arguments are required: FILE"),
        (("nonsense",), "invalid choice: 'nonsense'"),
        ((), "the following arguments are required: COMMAND"),
        (("advise", "m.yaml", "--changed-percent", "nan"), "'nan' is no share of rows; write one such as 0.2 for 20 %"),
        (("advise", "m.yaml", "--delete-percent=-1"), "'-1' is no share of rows"),
        (("advise", "m.yaml", "--estimated-rows", "50k"), "'50k' is no number of rows"),
        (
            ("preflight", "--source-type", "oracle", "--sink-type", "mssql"),
            "'oracle' is no source of dpone. Use one of postgres,",
        ),
        (
            ("preflight", "--source-type", "rest", "--sink-type", "db2"),
            "'db2' is no sink of dpone. Use one of postgres,",
        ),
        (
            ("repair-plan", "r1", "--manifest", "m.yaml"),
            "Name it with --process: public.orders, public.items, public.refunds.",
        ),
        ((*RESYNC[:-1], "bogus"), "'bogus' is no strategy a run can have used"),
        (("preflight",), "Name a manifest, or --source-type and --sink-type."),
        (("repair-plan", "r1"), "Give --source-type, --sink-type and --strategy, or --manifest."),
        (
            ("repair-plan", "r1", "--source-type", "a", "--sink-type", "b", "--strategy", "replace"),
            "'b' is no sink of dpone",
        ),
        (("certify", "--sink-type", "oracle"), "the matrix has no such combination"),
        ((*RESYNC, "--partition="), "The value is empty"),
        ((*RESYNC[:-3], "oracle", *RESYNC[-2:]), "no sink that can be replayed"),
        ((*RESYNC, "--yes", "--live-backend"), "A live replay needs its target"),
        (
            (*RESYNC, "--yes", "--live-backend", "--target-table", "t", "--connection-type", "vault"),
            "cannot be read from 'vault'",
        ),
    ],
)
def test_wrong_usage_ends_with_2_and_the_cure(si: Shell, words: tuple[str, ...], message: str) -> None:
    """Never a traceback, nothing on standard output, nothing written."""
    ran = si(*words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
    assert "Traceback" not in ran.err
    assert not (si.folder / ".dpone").exists()


def test_an_internal_error_ends_with_3_and_shows_no_secret(si: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the kind of an unexpected error is shown: its text may hold a connection string."""

    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("dpone_si.service.StrategyIntelligenceService.advise_manifest", explode)
    ran = si("advise", "m.yaml")
    assert ran.code == 3
    assert "RuntimeError" in ran.err
    assert "hunter2" not in ran.err + ran.out
    monkeypatch.setenv("DPONE_SI_RAISE", "1")
    with pytest.raises(RuntimeError):
        si("advise", "m.yaml")


def test_preflight_of_a_manifest_checks_each_path_once(si: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three processes on one route are one check; a missing tool is exit code 1 with its cure."""
    monkeypatch.setenv("PATH", "")
    ran = si("preflight", "m.yaml", "--format", "json")
    assert (ran.code, ran.json["schema_version"], ran.json["ready"]) == (1, "dpone.si.preflight.v1", False)
    (path,) = ran.json["paths"]
    assert path["tools"]["bcp"]["available"] is False
    assert "mssql-tools18" in si("preflight", "m.yaml").out


def test_preflight_names_the_loads_it_could_not_check(si: Shell) -> None:
    """The others being ready does not make the manifest ready."""
    text = BATCH.replace("type: SQLServer", "type: kafka").replace("unique_key: [id, line]", "unique_key: 5")
    (si.folder / "m.yaml").write_text(text, encoding="utf-8")
    ran = si("preflight", "m.yaml", "--format", "json")
    assert (ran.code, ran.json["ready"], ran.json["skipped"]) == (1, False, ["public.items"])
    assert [path["ready"] for path in ran.json["paths"]] == [True]
    for form in ("text", "md"):
        assert "public.items: not checked" in si("preflight", "m.yaml", "--format", form).out
    assert si("preflight", "m.yaml", "--process", "public.orders").code == 0


def test_preflight_of_the_portable_path_is_ready(si: Shell) -> None:
    """Python is here, so rows can be streamed."""
    ran = si("preflight", "--source-type", "kafka", "--sink-type", "bigquery")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "streaming_rows: ready")


def test_repair_plan_from_a_manifest(si: Shell) -> None:
    """Types and strategy come from the manifest; partitions are quoted for the shell."""
    words = ("repair-plan", "r1", "--manifest", "m.yaml", "--process", "public.orders", "--partition", "it's")
    answer = si(*words, "--format", "json").json
    assert answer["schema_version"] == "dpone.si.repair_plan.v1"
    assert answer["commands"][0].endswith("--strategy partition_replace '--partition=it'\"'\"'s'")
    out = si(*words, "--format", "md").out
    assert "1. **inspect_run_artifacts**" in out
    assert "needs a person's approval" in out


def test_certify_writes_and_looks_up(si: Shell) -> None:
    """The whole matrix on disk; one combination as exit code."""
    ran = si("certify", "--artifact-dir", "out", "--format", "json")
    assert [Path(file).name for file in ran.json["files"]] == [
        "strategy_certification_matrix.json",
        "strategy_certification_matrix.md",
    ]
    assert len(ran.json["entries"]) == len(
        json.loads((si.folder / ran.json["files"][0]).read_text(encoding="utf-8"))["entries"]
    )
    one = si("certify", "--source-type", "postgres", "--sink-type", "kafka", "--strategy", "scd2")
    assert (one.code, one.out) == (1, "postgres -> kafka  scd2: not_supported (not supported)\n")
    assert "9 " not in one.out
    assert len(si("certify", "--source-type", "api", "--sink-type", "mssql").out.splitlines()) == 9


def test_help_lists_every_command_and_each_has_help(si: Shell) -> None:
    """The help of a command starts with what it does."""
    assert [name for name in cli.COMMANDS if f"\n    {name}" not in si("--help").out] == []
    for name in cli.COMMANDS:
        ran = si(name, "--help")
        assert ran.code == 0
        assert ran.out.startswith(f"usage: dpone-si {name} ")


def test_the_module_runs_as_a_program(si: Shell) -> None:
    """The console script's function, in a process of its own, closes quietly when nobody reads."""
    command = [sys.executable, "-c", "from dpone_si.cli.main import run; run()", "certify"]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert len(ran.stdout.splitlines()) == 270
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""

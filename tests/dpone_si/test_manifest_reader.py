"""The manifest reader: every process of a file, what a run reads, and where each hint was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_si.errors import ManifestReadError
from dpone_si.manifest_reader import StrategyManifestReader
from tests.oracle.client import OracleClient, OracleError

BATCH = """\
kind: dpone.batch.v1
naming: {process_name: "{{ src_table }}"}
defaults:
  source:
    type: postgresql
    connection_id: src
    options: {estimated_rows: 20_000_000}
  sink:
    type: SQLServer
    connection_id: dst
    table: {schema: landing, name: "{{ src_table }}"}
    strategy: {mode: auto}
schemas:
  public:
    tables:
      - table: orders
        overrides:
          source:
            options: {partition_column: day, changed_percent: 0.2, unique_key: id}
      - table: items
        overrides:
          sink:
            strategy: {unique_key: [id, line]}
      - refunds
"""


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return write(tmp_path, BATCH)


def write(folder: Path, text: str) -> Path:
    path = folder / "m.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_process_of_a_batch_is_read(manifest: Path) -> None:
    """In dpone's order, each with its own hints over the shared defaults."""
    reading = StrategyManifestReader().read(manifest)
    found = {process.title: process.context for process in reading.processes}
    assert list(found) == ["public.orders", "public.items", "public.refunds"]
    assert [context.unique_key for context in found.values() if context] == [("id",), ("id", "line"), ()]
    assert {context.estimated_rows for context in found.values() if context} == {20_000_000}


def test_types_are_spelled_the_loaders_way(manifest: Path) -> None:
    """Aliases of the loader reach the advisor folded, as in a run."""
    context = StrategyManifestReader().read_context(manifest)
    assert (context.source_type, context.sink_type) == ("postgres", "mssql")


def test_a_hint_knows_where_it_was_written(manifest: Path) -> None:
    """Shared hints point into the defaults, own ones into the entry."""
    process = StrategyManifestReader().read(manifest, process="public.orders").processes[0]
    lines = BATCH.splitlines()
    for hint, text in (("estimated_rows", "20_000_000"), ("changed_percent", "0.2"), ("requested_mode", "auto")):
        place = process.hints[hint]
        assert lines[place.line - 1][place.column - 1 :].startswith(text)
    assert "cdc_available" not in process.hints


def test_hints_of_a_preset_point_into_the_preset(tmp_path: Path) -> None:
    """The file that has to be changed is the one named."""
    (tmp_path / "house.yaml").write_text(
        "defaults:\n  source:\n    options:\n      estimated_rows: 5\n", encoding="utf-8"
    )
    text = BATCH.replace("kind: dpone.batch.v1", "kind: dpone.batch.v1\nconvention: house.yaml")
    path = write(tmp_path, text.replace("    options: {estimated_rows: 20_000_000}\n", ""))
    process = StrategyManifestReader().read(path, process="public.items").processes[0]
    assert process.context is not None
    assert process.context.estimated_rows == 5
    assert (Path(process.hints["estimated_rows"].path).name, process.hints["estimated_rows"].line) == ("house.yaml", 4)


def test_nothing_outside_the_project_is_read_on_a_manifests_word(tmp_path: Path) -> None:
    """A preset above the project's root is not opened."""
    (tmp_path / "secret.yaml").write_text("defaults: {source: {options: {estimated_rows: 5}}}", encoding="utf-8")
    project = tmp_path / "project"
    project.mkdir()
    (project / "dpone.yaml").write_text("schema: dpone.project.v1\n", encoding="utf-8")
    path = write(project, BATCH.replace("kind: dpone.batch.v1", "kind: dpone.batch.v1\nconvention: ../secret.yaml"))
    reading = StrategyManifestReader().read(path)
    assert reading.problems
    assert all(process.context is None or process.context.estimated_rows != 5 for process in reading.processes)


def test_stated_hints_replace_those_of_the_manifest(manifest: Path) -> None:
    """Also when they are zero or false."""
    reader = StrategyManifestReader()
    context = reader.read_context(
        manifest, process="public.items", estimated_rows=0, changed_percent=0.5, cdc_available=True
    )
    assert (context.estimated_rows, context.changed_percent, context.cdc_available) == (0, 0.5, True)


@pytest.mark.parametrize(
    ("text", "process", "message"),
    [
        (None, None, "does not exist"),
        ("version: 3\nservices: {}\n", None, "no load manifest"),
        (BATCH, "public.nothing", "Use one of public.orders, public.items, public.refunds."),
        (BATCH.replace("mode: auto", "mode: upsert"), None, "is not a load mode"),
        (BATCH.replace("20_000_000", "50k"), None, "source.options.estimated_rows: '50k' is not a number"),
        (BATCH.replace("20_000_000", '"{{ rows }}000"'), None, "cannot be told"),
        (
            BATCH.replace("{estimated_rows: 20_000_000}", "fast"),
            "public.items",
            "source.options: a mapping is expected",
        ),
        (BATCH.replace("20_000_000", "1, batch_size: many"), None, "source.options.batch_size: 'many'"),
        ("name: [\nsource: {type: postgres\n", None, "this mapping is not closed"),
        ("title: [\n", None, "nothing of it can be read as YAML"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, text: str | None, process: str | None, message: str) -> None:
    """The error names the file or the place in it, the reason and the cure."""
    path = tmp_path / "m.yaml" if text is None else write(tmp_path, text)
    with pytest.raises(ManifestReadError) as raised:
        StrategyManifestReader().read_context(path, process=process)
    assert message in str(raised.value)
    assert "m.yaml" in str(raised.value)


def test_an_option_dpone_stops_at_is_a_problem_with_its_place(tmp_path: Path) -> None:
    """SQL Server to ClickHouse has its route planned while the manifest is compiled."""
    text = BATCH.replace("type: postgresql", "type: mssql").replace("type: SQLServer", "type: clickhouse")
    text = text.replace("20_000_000", "1, partitioning: {export_workers: four}")
    problem = StrategyManifestReader().read(write(tmp_path, text)).processes[1].problems[0]
    assert (problem.code, problem.key) == ("native-option", "source.options.partitioning.export_workers")
    assert problem.position is not None
    assert text.splitlines()[problem.position.line - 1][problem.position.column - 1 :].startswith("four")


def test_a_load_that_dpone_does_not_build_is_a_problem_with_its_place(tmp_path: Path, oracle: OracleClient) -> None:
    """Its strategy is none anybody runs; the loads beside it are decided all the same."""
    text = BATCH.replace("strategy: {unique_key: [id, line]}", "strategy: {unique_key: 5}").replace(
        "unique_key: id}", "unique_key: id, batch_size: x}"
    )
    path = write(tmp_path, text)
    orders, items, refunds = StrategyManifestReader().read(path).processes
    assert (orders.context, items.context) == (None, None)
    assert refunds.context is not None
    found = [(problem.code, problem.key) for process in (orders, items) for problem in process.problems]
    assert found == [("load-config", "source.options.batch_size"), ("load-config", "sink.strategy.unique_key")]
    for process, value in ((orders, "x}"), (items, "5}")):
        place = process.problems[0].position
        assert place is not None
        assert text.splitlines()[place.line - 1][place.column - 1 :].startswith(value)
    with pytest.raises(OracleError):
        oracle.plan_all(path)


def test_a_scope_that_dpone_cannot_render_is_told_where_it_is_wrong(tmp_path: Path, oracle: OracleClient) -> None:
    """A condition without bounds would be no condition; an unwritten scope is none."""
    scope = "portable_scope: {kind: range, column: day, lower: {value: {type: date, value: soon}}}"
    text = BATCH.replace("strategy: {mode: auto}", f"strategy: {{mode: replace, {scope}}}")
    path = write(tmp_path, text)
    (problem,) = StrategyManifestReader().read(path, process="public.refunds").processes[0].problems
    assert (problem.code, problem.key) == ("load-config", "sink.strategy.portable_scope.lower.value.value")
    assert problem.position is not None
    assert text.splitlines()[problem.position.line - 1][problem.position.column - 1 :].startswith("soon")
    with pytest.raises(OracleError):
        oracle.plan_all(path)
    kept = write(tmp_path, BATCH.replace("strategy: {mode: auto}", "strategy: {mode: auto, portable_scope: null}"))
    assert StrategyManifestReader().read(kept).processes[2].problems == ()


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    """The byte alone would not tell where to look."""
    path = tmp_path / "m.yaml"
    path.write_bytes("name: cafés\n".encode("latin-1"))
    with pytest.raises(ManifestReadError, match=r"m\.yaml.*not UTF-8"):
        StrategyManifestReader().read(path)


def test_broken_yaml_is_a_problem_with_a_place(tmp_path: Path) -> None:
    """Reading goes on with what is left, and the problem says where the text is broken."""
    reading = StrategyManifestReader().read(write(tmp_path, BATCH.replace("{mode: auto}", "{mode: auto")))
    assert reading.problems
    assert reading.problems[0].position is not None


def test_the_strategies_are_those_of_a_run(manifest: Path, oracle: OracleClient) -> None:
    """The decision from our reading equals the one dpone plans each process with."""
    from dpone_si.advisor import StrategyAdvisor
    from tests.dpone_si.test_advisor import comparable

    readings = StrategyManifestReader().read(manifest).processes
    for reading, plan in zip(readings, oracle.plan_all(manifest), strict=True):
        assert reading.context is not None
        assert comparable(StrategyAdvisor().advise(reading.context).to_dict()) == comparable(plan.decision)

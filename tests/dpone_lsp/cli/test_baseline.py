"""Baselines: old findings are hidden, new ones fail, mended ones are pruned."""

from __future__ import annotations

import json

import pytest

from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, Lint

FILE = "dpone-lint-baseline.json"


@pytest.fixture
def adopted(lint: Lint) -> Lint:
    lint.write({"bad.yaml": FAULTY, "worse.yaml": FAULTY + "    uniqe_key: [id]\n", "good.yaml": CLEAN})
    done = lint("baseline")
    assert (done.code, done.out.split(" findings")[0]) == (0, "3")
    return lint


def test_old_findings_are_hidden_and_counted(adopted: Lint) -> None:
    done = adopted(".", "--baseline", FILE)
    assert done.code == 0
    assert "3 hidden by the baseline" in done.out
    assert adopted(".").code == 1


def test_new_findings_fail(adopted: Lint) -> None:
    adopted.write({"good.yaml": FAULTY})
    assert {one["path"] for one in adopted.findings(".", "--baseline", FILE) if one["severity"] == "error"} == {
        "good.yaml"
    }
    assert adopted(".", "--baseline", FILE).code == 1


def test_a_second_fault_of_the_same_kind_in_the_same_place_is_new(adopted: Lint) -> None:
    adopted.write({"worse.yaml": FAULTY + "    uniqe_key: [id]\n    uniqe_kay: [id]\n"})
    assert [one["rule"] for one in adopted.findings(".", "--baseline", FILE) if one["severity"] == "warning"] == [
        "unknown-key"
    ]


def test_moved_lines_are_not_new(adopted: Lint) -> None:
    adopted.write({"bad.yaml": "# one\n\n# two\n" + FAULTY})
    assert adopted(".", "--baseline", FILE).code == 0


def test_another_table_above_does_not_make_old_findings_new(lint: Lint) -> None:
    batch = """\
    kind: dpone.batch.v1
    naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
    defaults:
      source: {type: postgres, connection_type: airflow, connection_id: shop}
      sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
    schemas:
      public:
        tables:
          - {table: orders, overrides: {sink: {strategy: {mode: full_refresh, uniqe_key: [id]}}}}
    """
    lint.write({"b.yaml": batch})
    lint("baseline")
    lint.write({"b.yaml": batch.replace("- {table: orders", "- first\n          - {table: orders")})
    assert lint(".", "--baseline", FILE).code == 0


def test_mended_findings_are_told_and_pruned(adopted: Lint) -> None:
    adopted.write({"bad.yaml": CLEAN})
    done = adopted(".", "--baseline", FILE)
    assert "1 of the baseline mended" in done.out
    assert adopted(".", "--baseline", FILE, "--format", "json").json["summary"]["mended"] == 1
    adopted.write({"good.yaml": FAULTY})
    assert "1 mended one is dropped" in adopted("baseline", "--prune").out
    assert "bad.yaml" not in (adopted.folder / FILE).read_text()
    assert "good.yaml" not in (adopted.folder / FILE).read_text()
    assert adopted(".", "--baseline", FILE).code == 1


def test_a_mended_preset_is_pruned_by_a_run_over_all_its_heirs(lint: Lint) -> None:
    batch = """\
    kind: dpone.batch.v1
    convention: ../presets/p.yaml
    naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
    defaults:
      source: {type: postgres, connection_type: airflow, connection_id: shop}
      sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, strategy: {mode: full_refresh}}
    schemas: {public: {tables: [orders]}}
    """
    preset = "defaults:\n  source:\n    options:\n      changed_percent: 20\n"
    lint.write({"manifests/b.yaml": batch, "presets/p.yaml": preset})
    assert "1 finding recorded" in lint("baseline").out
    lint.write({"presets/p.yaml": preset.replace("20", "0.2")})
    # The folder of manifests alone does not show every manifest that the preset may have.
    lint("baseline", "--prune", "manifests")
    assert "presets/p.yaml" in (lint.folder / FILE).read_text()
    assert "1 of the baseline mended" in lint(".", "--baseline", FILE).out
    assert "mended" not in lint(".", "--baseline", FILE, "--select", "unknown-key").out
    assert "1 mended one is dropped" in lint("baseline", "--prune").out
    assert "presets/p.yaml" not in (lint.folder / FILE).read_text()


def test_pruning_a_part_keeps_the_rest(adopted: Lint) -> None:
    adopted("baseline", "--prune", "good.yaml")
    assert adopted(".", "--baseline", FILE).code == 0
    (adopted.folder / "worse.yaml").unlink()
    adopted("baseline", "--prune", "good.yaml")
    assert "worse.yaml" not in (adopted.folder / FILE).read_text()


def test_it_is_sorted_one_line_per_entry_and_relative_to_itself(adopted: Lint) -> None:
    text = (adopted.folder / FILE).read_text()
    rows = json.loads(text)["findings"]
    assert [row["path"] for row in rows] == ["bad.yaml", "worse.yaml", "worse.yaml"]
    assert len(text.splitlines()) == len(rows) + 2
    adopted("baseline")
    assert (adopted.folder / FILE).read_text() == text
    (adopted.folder / "sub").mkdir()
    assert adopted("..", "--baseline", f"../{FILE}", cwd=adopted.folder / "sub").code == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "is not a baseline"),
        ("[]", "is not a baseline"),
        ('{"version": 2, "findings": []}', "is a baseline of version 2"),
        (
            '{"version": 1, "findings": [\n<<<<<<< HEAD\n=======\n>>>>>>> x\n]}',
            f"{FILE}:2: the baseline holds a merge conflict",
        ),
    ],
)
def test_a_broken_baseline_is_named(adopted: Lint, text: str, told: str) -> None:
    adopted.write({FILE: text})
    done = adopted(".", "--baseline", FILE)
    assert (done.code, done.out) == (2, "")
    assert told in done.err

"""Fixing files: what is written, what is kept, what is left alone."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from dpone_lsp.cli import fixing
from dpone_lsp.cli.run.search import Task
from dpone_lsp.cli.run.settings_choice import SettingsChoice
from tests.dpone_lsp.cli.lint import CLEAN, FIXABLE, FIXED, Lint
from tests.generate.generator import generate

BOM = "\ufeff"


@pytest.mark.parametrize(
    "shape",
    [
        pytest.param(lambda text: text, id="plain"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="crlf"),
        pytest.param(lambda text: BOM + text, id="bom"),
        pytest.param(lambda text: text.rstrip("\n"), id="no final newline"),
        pytest.param(lambda text: text + "\n\n\n", id="blank end"),
        pytest.param(lambda text: BOM + text.replace("\n", "\r\n").rstrip("\r\n"), id="all at once"),
        pytest.param(lambda text: text.replace("# and me", "# и меня 😀"), id="other letters"),
    ],
)
def test_only_the_fix_changes(lint: Lint, shape: object) -> None:
    assert callable(shape)
    path = lint.folder / "f.yaml"
    path.write_bytes(shape(FIXABLE).encode())
    done = lint("f.yaml", "--fix")
    assert path.read_bytes() == shape(FIXED).encode()
    assert "1 fix applied in 1 file" in done.err
    assert done.code == 0
    assert "0 fixes applied in 0 files" in lint("f.yaml", "--fix").err


def test_unsafe_fixes_only_when_asked(lint: Lint) -> None:
    lint.write({"f.yaml": CLEAN.replace("unique_key", "uniqe_key")})
    assert lint("f.yaml", "--fix").code == 1
    assert "uniqe_key" in (lint.folder / "f.yaml").read_text()
    lint("f.yaml", "--unsafe-fixes")
    assert (lint.folder / "f.yaml").read_text() == CLEAN


def test_fix_only_reports_nothing(lint: Lint) -> None:
    lint.write({"f.yaml": FIXABLE + "    nonsense: 1\n"})
    done = lint("f.yaml", "--fix-only")
    assert (done.code, done.out) == (0, "")
    assert "mode: incremental_merge" in (lint.folder / "f.yaml").read_text()


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
@pytest.mark.parametrize(
    "shape",
    [str, lambda text: text.replace("\n", "\r\n"), lambda text: text.rstrip("\n")],
    ids=["plain", "crlf", "end"],
)
def test_the_diff_is_what_patch_applies(lint: Lint, shape: object) -> None:
    assert callable(shape)
    for name in ("f.yaml", "sub/g.yaml"):
        (lint.folder / name).parent.mkdir(exist_ok=True)
        (lint.folder / name).write_bytes(shape(FIXABLE).encode())
    done = lint(".", "--diff")
    assert done.code == 1
    assert (lint.folder / "f.yaml").read_bytes() == shape(FIXABLE).encode()
    subprocess.run(["patch", "-p1", "--binary", "--silent"], cwd=lint.folder, input=done.out.encode(), check=True)
    for name in ("f.yaml", "sub/g.yaml"):
        assert (lint.folder / name).read_bytes() == shape(FIXED).encode()
    assert lint(".", "--diff").code == 0


@pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
def test_a_link_and_its_file_are_fixed_once(lint: Lint) -> None:
    lint.write({"real/f.yaml": FIXABLE})
    (lint.folder / "link.yaml").symlink_to("real/f.yaml")
    done = lint(".", "--diff")
    assert done.out.count("--- a/real/f.yaml") == done.out.count("--- a/") == 1
    subprocess.run(["patch", "-p1", "--silent"], cwd=lint.folder, input=done.out.encode(), check=True)
    assert (lint.folder / "real/f.yaml").read_text() == FIXED
    lint.write({"real/f.yaml": FIXABLE})
    fixed = lint(".", "--fix")
    assert fixed.code == 0, fixed.err
    assert fixed.err.endswith("in 1 file\n")
    assert (lint.folder / "link.yaml").is_symlink()
    assert (lint.folder / "real/f.yaml").read_text() == FIXED


def test_mode_and_links_are_kept(lint: Lint, tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text(FIXABLE)
    real.chmod(0o640)
    (lint.folder / "link.yaml").symlink_to(real)
    lint("link.yaml", "--fix")
    assert (lint.folder / "link.yaml").is_symlink()
    assert real.read_text() == FIXED
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_read_only_file_is_left_and_told(lint: Lint) -> None:
    path = lint.folder / "f.yaml"
    path.write_text(FIXABLE)
    path.chmod(0o444)
    done = lint("f.yaml", "--fix")
    assert done.code == 1
    assert "`f.yaml` is read-only and was not fixed" in done.err
    assert path.read_text() == FIXABLE


def test_a_file_that_changed_meanwhile_is_left(lint: Lint) -> None:
    path = lint.folder / "f.yaml"
    path.write_text(FIXABLE)
    fixed = fixing.fix_all([Task(str(path), True)], SettingsChoice(), unsafe=False)
    path.write_text(FIXABLE + "# somebody else\n")
    assert fixing.write(fixed) == 0
    assert path.read_text() == FIXABLE + "# somebody else\n"
    assert "was changed while it was being fixed" in fixed.problems[0]
    assert sorted(os.listdir(lint.folder)) == ["dpone-lint.toml", "f.yaml"]


def test_standard_input_is_fixed_to_standard_output(lint: Lint) -> None:
    text = BOM + FIXABLE.replace("\n", "\r\n")
    done = lint("-", "--fix", stdin=text)
    assert done.out == BOM + FIXED.replace("\n", "\r\n")
    assert lint("-", "--fix", stdin="a: b\n").out == "a: b\n"
    assert lint("-", "--diff", stdin=FIXABLE).code == 1


# --- shared files --------------------------------------------------------------------------------------------------------

NAMING = 'naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}\n'


def heir(preset: str, sink: str = "kafka", extra: str = "topic: orders") -> str:
    return (
        f"kind: dpone.batch.v1\nconvention: {preset}\n{NAMING}"
        "defaults:\n  source: {type: postgres, connection_type: airflow, connection_id: shop}\n"
        f"  sink: {{type: {sink}, connection_type: airflow, connection_id: bus, {extra}}}\n"
        "schemas: {public: {tables: [orders]}}\n"
    )


PRESET = "defaults:\n  sink:\n    strategy:\n      mode: partition_replace\n      unique_key: [id]\n"


def test_a_shared_preset_is_fixed_once_for_all(lint: Lint) -> None:
    lint.write({"a.yaml": heir("p.yaml"), "b.yaml": heir("p.yaml"), "p.yaml": PRESET})
    done = lint(".", "--fix")
    assert (lint.folder / "p.yaml").read_text() == PRESET.replace("partition_replace", "incremental_merge")
    assert "1 fix applied in 1 file" in done.err


def test_a_fix_of_a_preset_must_be_safe_for_everybody(lint: Lint) -> None:
    """For the Kafka sink `incremental_merge` is what happens anyway; for the other heir it would be another load."""
    other = heir("p.yaml", "clickhouse", "options: {}").replace("options: {}", "strategy: {partition: {column: day}}")
    lint.write({"a.yaml": heir("p.yaml"), "p.yaml": PRESET, "z.yaml": other})
    before = lint("explain", "z.yaml").out
    assert "partition_replace" in before
    lint("a.yaml", "--fix")
    assert (lint.folder / "p.yaml").read_text() == PRESET
    lint(".", "--fix")
    assert lint("explain", "z.yaml").out == before


def test_a_preset_and_its_heirs_fixed_in_one_run_lose_nothing(lint: Lint) -> None:
    preset = PRESET + "      # dpone: ignore[nonsense]\n"
    lint.write({"a.yaml": heir("p.yaml") + "# dpone: ignore-file[nonsense]\n", "p.yaml": preset})
    lint(".", "--fix")
    first = (lint.folder / "p.yaml").read_text(), (lint.folder / "a.yaml").read_text()
    assert "mode: incremental_merge" in first[0]
    lint(".", "--fix")
    assert ((lint.folder / "p.yaml").read_text(), (lint.folder / "a.yaml").read_text()) == first


@pytest.mark.parametrize("seed", range(3))
def test_fixing_made_up_projects_settles_and_keeps_comments(lint: Lint, seed: int) -> None:
    """On whole projects with faults: a second run has nothing left to do, and no comment of an untouched kind is gone."""
    generate(seed, valid=False).write(lint.folder)
    for path in lint.folder.rglob("*.yaml"):
        path.write_bytes(path.read_bytes() + b"# the end\n")
    assert lint(".", "--fix-only").code == 0
    after = {path: path.read_bytes() for path in lint.folder.rglob("*.yaml")}
    assert lint(".", "--diff").out == ""
    assert all(text.endswith(b"# the end\n") for text in after.values())


INTO_CLICKHOUSE = """\
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
"""
NEVER_DONE = {
    "partition": (
        "  strategy:\n    mode: partition_replace\n    partition: business_date\n",
        "    partition: {column: business_date}\n",
    ),
    "boolean": (
        "  strategy:\n    mode: partition_replace\n    partition:\n      column: on\n",
        '      column: "on"\n',
    ),
}


@pytest.mark.parametrize("strategy", NEVER_DONE)
def test_what_is_called_safe_is_made(lint: Lint, strategy: str) -> None:
    """A scope that dpone never came to replace, because it stops before, is no outcome that a fix changes."""
    written, fixed = NEVER_DONE[strategy]
    lint.write({"orders.yaml": INTO_CLICKHOUSE + written})
    assert lint("orders.yaml").out.count("[safe]") == 1
    lint("orders.yaml", "--fix")
    assert fixed in (lint.folder / "orders.yaml").read_text("utf-8")

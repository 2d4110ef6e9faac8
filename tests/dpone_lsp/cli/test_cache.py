"""The cache of earlier results: never wrong, whatever happened to it or to the files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, Lint

PRESET = "defaults: {sink: {strategy: {mode: incremental_merge, unique_key: [id]}}}\n"
HEIR = """\
kind: dpone.batch.v1
convention: p.yaml
naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh}
schemas: {public: {tables: [orders]}}
"""


@pytest.fixture
def warm(lint: Lint) -> Lint:
    """A folder whose results are cached."""
    lint.write(
        {
            "bad.yaml": FAULTY,
            "good.yaml": CLEAN,
            "heir.yaml": HEIR,
            "p.yaml": PRESET,
            "other.yaml": "a: 1\n",
            "latin.yaml": "x",
        }
    )
    report(lint)
    assert files(lint)
    return lint


def files(lint: Lint) -> list[Path]:
    return list(Path(lint.environment["XDG_CACHE_HOME"]).rglob("*.json"))


def report(lint: Lint, *more: str, **environment: str) -> str:
    done = lint(".", "--format", "json", *more, **environment)
    assert done.code in (0, 1), done.err
    return done.out


def errors(text: str) -> list[str]:
    return sorted({one["path"] for one in json.loads(text)["findings"] if one["severity"] == "error"})


def test_a_warm_run_says_the_same_and_does_not_load_the_analysis(warm: Lint) -> None:
    assert report(warm) == report(warm, "--no-cache")
    code = (
        "import sys; from dpone_lsp.cli.main import main; main(['.', '--format', 'concise']);"
        "print('loaded', [name for name in ('dpone_lsp.analysis.analyze', 'dpone_si.manifest.syntax.parse', 'ruamel.yaml', '_ruamel_yaml', 'pygls', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=warm.folder,
        env=warm.environment,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stdout.splitlines()[-1] == "loaded []"


def test_changed_files_are_looked_at_again(warm: Lint) -> None:
    warm.write({"good.yaml": FAULTY})
    assert errors(report(warm)) == ["bad.yaml", "good.yaml"]
    warm.write({"bad.yaml": CLEAN})
    assert errors(report(warm)) == ["good.yaml"]


def test_so_are_heirs_of_changed_missing_and_new_presets(warm: Lint) -> None:
    warm.write({"p.yaml": PRESET.replace("incremental_merge", "partition_replace")})
    assert "heir.yaml" in str(errors(report(warm))) or "p.yaml" in errors(report(warm))
    (warm.folder / "p.yaml").unlink()
    assert errors(report(warm)) == errors(report(warm, "--no-cache"))
    warm.write({"p.yaml": PRESET})
    assert errors(report(warm)) == ["bad.yaml"]


def test_times_do_not_count(warm: Lint) -> None:
    path = warm.folder / "good.yaml"
    status = path.stat()
    path.write_bytes(FAULTY.encode())
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert errors(report(warm)) == ["bad.yaml", "good.yaml"]
    os.utime(path, (0, 0))
    assert errors(report(warm)) == ["bad.yaml", "good.yaml"]
    os.utime(path, (4_000_000_000, 4_000_000_000))
    assert errors(report(warm)) == ["bad.yaml", "good.yaml"]


def test_settings_and_environment_are_part_of_the_key(warm: Lint) -> None:
    assert errors(report(warm, "--ignore", "partition-column-missing")) == []
    warm.write({"dpone-lint.toml": 'ignore = ["partition-column-missing"]\n'})
    assert errors(report(warm)) == []
    warm.write({"dpone-lint.toml": ""})
    assert errors(report(warm)) == ["bad.yaml"]
    assert report(warm, ENV_CODE="prod") == report(warm, "--no-cache", ENV_CODE="prod")


def test_a_group_that_comes_to_another_file_changes_who_waits_for_it(lint: Lint) -> None:
    waiting = CLEAN + 'depends_on: ["group:late"]\n'
    lint.write({"waits.yaml": waiting, "other.yaml": CLEAN.replace("shop_orders", "other")})
    assert report(lint) == report(lint, "--no-cache")
    before = report(lint)
    lint.write({"new.yaml": CLEAN.replace("shop_orders", "new") + "task_group: late\n"})
    assert report(lint) == report(lint, "--no-cache")
    assert "late" not in str(json.loads(report(lint))["findings"]) or "late" in before


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda data: b"", id="empty"),
        pytest.param(lambda data: data[: len(data) // 2], id="truncated"),
        pytest.param(lambda data: data.replace(b"partition-column-missing", b"partition-column-xissing"), id="changed"),
        pytest.param(lambda data: b"\x00\xff" * 500, id="foreign"),
        pytest.param(lambda data: b"[" * 100_000, id="deep"),
        pytest.param(lambda data: data.split(b"\n")[0] + b'\n{"a": 1}', id="other content"),
    ],
)
def test_a_harmed_cache_is_ignored_and_replaced(warm: Lint, harm: object) -> None:
    assert callable(harm)
    expected = report(warm)
    (path,) = files(warm)
    good = path.read_bytes()
    path.write_bytes(harm(good))
    assert report(warm) == expected
    assert len(path.read_bytes()) == len(good)


def test_entries_of_the_wrong_shape_are_ignored(warm: Lint) -> None:
    """A cache with a right checksum and wrong contents, as another version might write it."""
    from dpone_lsp.cli.run import cache

    expected = report(warm)
    (path,) = files(warm)
    key = path.stem.partition("-")[2]
    for entry in (None, 1, [], ["x"], [1, 2, 3, 4, 5, 6], ["x", {}, [[]], 0, 0, ""]):
        names = json.loads(path.read_bytes().partition(b"\n")[2])
        body = json.dumps(dict.fromkeys(names, entry)).encode()
        path.write_bytes(cache._checksum(key, body).encode() + b"\n" + body)
        assert report(warm) == expected


def test_the_repository_is_not_written_to(warm: Lint) -> None:
    assert sorted(os.listdir(warm.folder)) == [
        "bad.yaml",
        "dpone-lint.toml",
        "good.yaml",
        "heir.yaml",
        "latin.yaml",
        "other.yaml",
        "p.yaml",
    ]


def test_a_folder_that_cannot_be_written_costs_only_the_cache(lint: Lint, tmp_path: Path) -> None:
    lint.write({"bad.yaml": FAULTY, "good.yaml": CLEAN})
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    assert errors(report(lint, "--cache-dir", str(blocked / "x"))) == ["bad.yaml"]
    assert errors(report(lint, DPONE_LINT_CACHE=str(tmp_path / "mine"))) == ["bad.yaml"]
    assert list((tmp_path / "mine").glob("*.json"))


def test_two_runs_at_once(lint: Lint) -> None:
    lint.write({f"m{number:02}.yaml": FAULTY if number % 2 else CLEAN for number in range(40)})
    expected = report(lint, "--no-cache")
    command = [sys.executable, "-m", "dpone_lsp.cli", ".", "--format", "json"]
    running = [
        subprocess.Popen(command, cwd=lint.folder, env=lint.environment, stdout=subprocess.PIPE, encoding="utf-8")
        for _ in range(4)
    ]
    assert [process.communicate()[0] for process in running] == [expected] * 4
    assert report(lint) == expected
    assert len(files(lint)) == 1


def test_results_of_own_rules_are_not_kept(lint: Lint) -> None:
    """A module of the project may read whatever it likes."""
    module = '''
"""Says what a file says.

## Why
To test.

## Fires
```yaml
{}
```

## Stays silent
```yaml
{}
```
"""
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule

RULE = Rule(name="says-word", code="X1", group="own", severity="error", summary="Says what a file says.", scope="document")


def check(analysis, context):
    with open("word.txt") as file:
        yield Report(Place(analysis.document, None), file.read())
'''
    lint.write(
        {
            "dpone-lint.toml": 'plugins = ["says.py"]\n',
            "a.yaml": CLEAN,
            "b.yaml": CLEAN.replace("shop_orders", "b"),
            "word.txt": "one",
        }
    )
    (lint.folder / "says.py").write_text(module.lstrip())
    assert {one["message"] for one in json.loads(report(lint))["findings"] if one["rule"] == "says-word"} == {"one"}
    lint.write({"word.txt": "two"})
    assert {one["message"] for one in json.loads(report(lint))["findings"] if one["rule"] == "says-word"} == {"two"}

"""Checking one file loads what that takes and nothing else: this is what its speed rests on."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.dpone_lsp.cli.lint import Lint

CLEAN = "name: a\nsource: {type: postgres, connection_id: a, table: {schema: s, name: t}}\nsink: {type: bigquery, connection_id: b, table: {schema: d, name: t}}\n"
FAULTY = CLEAN.replace("name: a", "name: a\nsurce: 1")

#: Everything whose import takes longer than checking a small file, and what only other commands need.
HEAVY = (
    "asyncio", "concurrent", "dataclasses", "inspect", "logging", "multiprocessing", "subprocess", "argparse", "json", "sqlite3",
    "jinja2", "lsprotocol", "pydantic", "pygls", "ruamel.yaml.main", "ruamel.yaml.constructor", "ruamel.yaml.parser",
    "dpone_lsp.server", "dpone_lsp.features", "dpone_lsp.rules.custom", "dpone_lsp.cli.run.workers", "dpone_lsp.cli.run.cache",
)  # fmt: skip


def loaded(lint: Lint, text: str) -> set[str]:
    lint.write({"one.yaml": text})
    code = "import sys; from dpone_lsp.cli.main import main; main(['one.yaml', '--show', 'hint']); print('\\n', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=lint.folder,
        env=lint.environment,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("text", [CLEAN, FAULTY], ids=["clean", "faulty"])
def test_one_file_loads_nothing_heavy(lint: Lint, text: str) -> None:
    names = loaded(lint, text)
    assert "dpone_lsp.analysis.analyze" in names
    assert not names & set(HEAVY)


def test_only_rules_that_may_speak_are_loaded(lint: Lint) -> None:
    names = loaded(lint, CLEAN)
    for quiet in (
        "unknown_key",
        "yaml_tab_indent",
        "labels_missing",
        "batch_vars_cycle",
        "quality_severity",
        "unused_suppression",
    ):
        assert f"dpone_lsp.rules.{quiet}" not in names
    assert "dpone_lsp.rules.structure.unknown_key" in loaded(lint, FAULTY)


def test_ruamel_is_whole_for_those_who_ask_for_it() -> None:
    code = (
        "from dpone_si.manifest.syntax.parse import parse; assert parse('a: 1').root is not None\n"
        "import ruamel.yaml, io\n"
        "assert ruamel.yaml.YAML().load('a: [1]') == {'a': [1]}\n"
        "assert ruamel.yaml.YAML(typ='safe').load('a: {b: 2}') == {'a': {'b': 2}}\n"
        "ruamel.yaml.YAML().dump({'a': 1}, io.StringIO())\n"
        "assert ruamel.yaml.constructor.SafeConstructor and ruamel.yaml.parser.ParserError\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

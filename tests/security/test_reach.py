"""Opening or linting a manifest reads nothing outside the workspace, starts no program, calls no address and runs no code of the project."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.dpone_lsp.cli.lint import Lint
from tests.dpone_lsp.server.pipe import pipe
from tests.security.watched import LINT, SERVER, events, reached, touched, written

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of Unix")

#: Every key through which a manifest can name another file; `OUT` is a folder beside the workspace.
SINGLE = """\
name: orders
depends_on: ["OUT/orders.yaml#x", "../outside/orders.yaml", "link/orders.yaml"]
source:
  type: postgres
  connection_type: env
  connection_id: pg
  table: {schema: public, name: orders}
  options:
    columns: [id]
    query: {mode: file, path: OUT/query.sql, file: ../outside/query.sql, sql_file: link/query.sql}
    schema_file: ../outside/schema.json
sink:
  type: clickhouse
  connection_type: env
  connection_id: ch
  table: {schema: raw, name: orders}
  strategy: {mode: incremental_merge, unique_key: [id]}
  physical_design: {ddl_file: ../outside/ddl.sql, path: "file://OUT/ddl.sql"}
hooks:
  pre: [{type: sql, path: ../outside/hook.sql, file: OUT/hook.sql}]
  post: [{type: command, command: "touch OUT/ran", shell: true}]
contract: {path: ../outside/contract.yaml}
data_product: {ref: ../outside/product.yaml, path: OUT/product.yaml}
"""
BATCH = """\
kind: dpone.batch.v1
convention: ../outside/house.yaml
conventions: [OUT/house.yaml, link/house.yaml, linked.yaml, "file://OUT/house.yaml", "../../../../../../etc/passwd"]
registry: OUT/registry.yaml
registries: [../outside/registry.yaml, link/registry.yaml]
vars: {x: "{% include 'OUT/house.yaml' %}", y: "{% import '/etc/passwd' as p %}{{ p }}", z: "{{ ''.__class__.__mro__[1].__subclasses__() }}"}
defaults: {source: {type: postgres}, sink: {type: clickhouse}}
schemas: {s: {tables: [t, {table: u, convention: ../outside/house.yaml, include: OUT/house.yaml}]}}
"""
FLOW = """\
kind: dpone.flow.v1
fragments: [../outside/fragment.yaml, OUT/fragment.yaml, link/fragment.yaml]
includes: [../outside/fragment.yaml]
conventions: [../outside/house.yaml]
recipe: {catalog_id: c, ref: a@1.0.0, artifact_ref: ../outside/recipe.yaml, sha256: "sha256:0"}
processes:
  - {include: ../outside/fragment.yaml}
  - {ref: OUT/fragment.yaml#x, name: a, source: {type: postgres}, sink: {type: kafka}}
"""
TAGS = "name: !!python/object/apply:os.system ['touch OUT/ran']\nsource: !include ../outside/house.yaml\nsink: !!python/module:subprocess x\n"


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "dpone-lint.toml").write_text("")
    return Lint(folder, tmp_path)


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A workspace `project` whose manifests name everything in a folder beside it, by every way there is."""
    folder, other = tmp_path / "project", tmp_path / "outside"
    folder.mkdir()
    other.mkdir()
    for name in (
        "house.yaml",
        "registry.yaml",
        "fragment.yaml",
        "orders.yaml",
        "recipe.yaml",
        "query.sql",
        "hook.sql",
        "ddl.sql",
        "schema.json",
    ):
        (other / name).write_text("vars: {stolen: secret}\nkind: dpone.preset.v1\n")
    (folder / "link").symlink_to(other)
    (folder / "linked.yaml").symlink_to(other / "house.yaml")
    (folder / "dpone-lint.toml").write_text("")
    for name, text in {"a.yaml": SINGLE, "b.batch.yaml": BATCH, "c.flow.yaml": FLOW, "d.yaml": TAGS}.items():
        (folder / name).write_text(text.replace("OUT", str(other)))
    return other


def test_linting_reads_nothing_outside_and_starts_nothing(outside: Path, tmp_path: Path) -> None:
    folder, journal = tmp_path / "project", tmp_path / "journal"
    names = ["a.yaml", "b.batch.yaml", "c.flow.yaml", "d.yaml"]
    environment = {**Lint(folder, tmp_path / "home").environment, "WATCH_JOURNAL": str(journal)}
    done = subprocess.run(
        [sys.executable, "-c", LINT, *names, "--select", "all"],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    assert [
        name
        for name in names
        if str(folder / name) in {path for _, arguments in events(journal) for path in arguments[:1]}
    ] == names
    assert touched(journal, outside) == []
    assert touched(journal, Path("/etc/passwd")) == []
    assert reached(journal) == []
    assert written(journal, [tmp_path / "home"]) == []
    assert not (outside / "ran").exists()
    assert b"stolen" not in done.stdout


async def test_the_server_reads_nothing_outside_and_starts_nothing(outside: Path, tmp_path: Path) -> None:
    folder, journal = tmp_path / "project", tmp_path / "journal"
    (folder / "own.py").write_text(f"open({str(outside / 'ran')!r}, 'w')\nRULES = []\n")
    (folder / "dpone-lint.toml").write_text('plugins = ["own.py"]\n')
    async with pipe(folder, words=("-c", SERVER), env={"WATCH_JOURNAL": str(journal)}) as one:
        await one.initialize(folder, capabilities={"textDocument": {"diagnostic": {}}})
        for name in ("a.yaml", "b.batch.yaml", "c.flow.yaml", "d.yaml"):
            uri = (folder / name).as_uri()
            text = (folder / name).read_text()
            one.open(uri, text)
            await one.diagnostics(uri)
            document: dict[str, Any] = {"textDocument": {"uri": uri}}
            for method in ("documentLink", "documentSymbol", "codeLens", "semanticTokens/full"):
                assert "error" not in await one.ask(f"textDocument/{method}", document)
            for number, line in enumerate(text.splitlines()):
                for column in (len(line) // 2, len(line)):
                    here = {
                        **document,
                        "position": {"line": number, "character": column},
                        "context": {"includeDeclaration": True},
                    }
                    for method in ("hover", "definition", "references"):
                        assert "error" not in await one.ask(f"textDocument/{method}", here)
                    assert "error" not in await one.ask(
                        "textDocument/completion", {**here, "context": {"triggerKind": 1}}
                    )
        assert await one.leave() == 0
    assert touched(journal, outside) == []
    assert touched(journal, Path("/etc/passwd")) == []
    assert reached(journal) == []
    assert written(journal, [tmp_path / "home"]) == []
    assert not (outside / "ran").exists()


def test_the_watch_sees_what_it_watches_for(outside: Path, tmp_path: Path) -> None:
    """A watch that sees nothing would prove nothing: a project's own rule, which the command line trusts, does all of it."""
    folder, journal = tmp_path / "project", tmp_path / "journal"
    (folder / "own.py").write_text(
        f"import subprocess\nopen({str(outside / 'house.yaml')!r})\nsubprocess.run(['true'])\nopen({str(outside / 'ran')!r}, 'w')\nRULES = []\n"
    )
    (folder / "dpone-lint.toml").write_text('plugins = ["own.py"]\n')
    environment = {**Lint(folder, tmp_path / "home").environment, "WATCH_JOURNAL": str(journal)}
    subprocess.run(
        [sys.executable, "-c", LINT, "a.yaml"], cwd=folder, env=environment, capture_output=True, check=False
    )
    assert str(outside / "house.yaml") in touched(journal, outside)
    assert reached(journal)
    assert written(journal, [tmp_path / "home"])


def test_a_pipe_or_a_device_is_not_waited_for(lint: Lint) -> None:
    """A preset that never ends would be read for ever; one that nobody writes to, too."""
    os.mkfifo(lint.folder / "fifo.yaml")
    (lint.folder / "zero.yaml").symlink_to("/dev/zero")
    head = "kind: dpone.batch.v1\nschemas: {s: {tables: [t]}}\n"
    lint.write(
        {
            "a.batch.yaml": head + "convention: fifo.yaml\n",
            "b.batch.yaml": head + "convention: zero.yaml\n",
            "c.batch.yaml": head + "registry: fifo.yaml\n",
        }
    )
    done = lint(".", "--format", "concise")
    assert done.code == 1
    assert "is no ordinary file" in done.out


def test_a_pipe_the_user_names_is_read(lint: Lint) -> None:
    """`dpone-lint <(make-manifest)`."""
    reading, writing = os.pipe()
    os.write(writing, b"name: x\nsource: {type: nope}\n")
    os.close(writing)
    command = [sys.executable, "-m", "dpone_lsp.cli", f"/dev/fd/{reading}", "--format", "concise"]
    done = subprocess.run(
        command, cwd=lint.folder, env=lint.environment, capture_output=True, check=False, pass_fds=[reading]
    )
    os.close(reading)
    assert b"source-type-unknown" in done.stdout or b"sink-missing" in done.stdout, done.stderr

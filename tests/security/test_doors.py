"""Nasty texts through both doors, as real processes under limits: an answer, bounded work and memory, and a finding where analysis stops."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dpone_si.manifest.syntax.parse import MAX_LENGTH
from tests.dpone_lsp.cli.lint import Lint
from tests.dpone_lsp.server.pipe import pipe
from tests.fuzz.texts import nasty
from tests.fuzz.work import unit

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="limits of Unix")]

MEMORY = 2 << 30
HEAD = "kind: dpone.batch.v1\nschemas:\n  s:\n    tables:\n"
DEEP = HEAD + "      - {table: t, overrides: " + "{a: " * 300 + "1" + "}" * 300 + "}\n"
#: Larger than what `nasty` holds; each is cut off somewhere, and that is told.
HUGE = {
    "too long": HEAD + "      - t\n" + "#" * MAX_LENGTH,
    "too long a key": HEAD + "      - t\n" + "k" * MAX_LENGTH + ": 1\n",
    "too many lines": HEAD + "      - t\n" * (MAX_LENGTH // 10),
}


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "dpone-lint.toml").write_text("")
    return Lint(folder, tmp_path)


def _limits(units: int) -> None:
    import resource

    seconds = int(units * unit()) + 1
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / f"{name.replace(' ', '-')}.batch.yaml").write_text(
            text, encoding="utf-8", errors="surrogatepass", newline=""
        )


@pytest.mark.parametrize("many", ["nasty", "huge"])
def test_the_command_line_bears_nasty_texts(lint: Lint, many: str) -> None:
    texts = {**nasty(), "too deep": DEEP} if many == "nasty" else HUGE
    _write(lint.folder, texts)
    unit()
    command = [sys.executable, "-m", "dpone_lsp.cli", "--no-cache", "--jobs", "1", "--format", "concise", "."]
    done = subprocess.run(
        command,
        cwd=lint.folder,
        env=lint.environment,
        capture_output=True,
        check=False,
        preexec_fn=lambda: _limits(40_000),
    )
    assert done.returncode == 1, done.stderr[-300:]
    assert done.stderr == b""
    assert b"internal-rule-error" not in done.stdout
    stopped = {
        line.split(":")[0]
        for line in done.stdout.decode("utf-8", "replace").splitlines()
        if "[document-too-large]" in line
    }
    if many == "huge":
        assert len(stopped) == len(HUGE)
    else:
        assert any("alias-bomb" in name for name in stopped)
        assert "too-deep.batch.yaml" in stopped


async def test_the_server_bears_nasty_texts(tmp_path: Path) -> None:
    async with pipe(tmp_path, env={"DPONE_LSP_RAISE": "1"}) as one:
        await one.initialize(tmp_path, capabilities={"textDocument": {"diagnostic": {}}})
        for name, text in {**nasty(), "too long": HUGE["too long"]}.items():
            uri = (tmp_path / f"{name.replace(' ', '-')}.batch.yaml").as_uri()
            one.open(uri, text)
            codes = {item["code"] for item in await one.diagnostics(uri)}
            assert "internal-rule-error" not in codes
            if name == "too long" or name.startswith("alias bomb in options"):
                assert "document-too-large" in codes
            assert "error" not in await one.ask("textDocument/foldingRange", {"textDocument": {"uri": uri}})
            one.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
        status = Path(f"/proc/{one.process.pid}/status")
        if status.exists():
            peak = next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM"))
            assert peak < MEMORY // 1024
        assert not [message for message in one.heard if message.get("method") == "window/showMessage"]
        assert await one.leave() == 0

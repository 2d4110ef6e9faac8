"""What the server says when it cannot start, and who it is."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.dpone_lsp.server.pipe import Pipe, pipe
from tests.dpone_lsp.server.session import PATIENCE


async def _refusal(one: Pipe) -> tuple[int, str]:
    _, error = await asyncio.wait_for(one.process.communicate(), PATIENCE)
    return one.process.returncode or 0, error.decode()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--log-file", "no/such/folder/x.log"), "no/such/folder/x.log"),
        (("--tcp", "nonsense"), "HOST:PORT"),
        (("--wrong",), "--wrong"),
    ],
)
async def test_a_server_that_cannot_start_says_why_in_one_sentence(
    tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    async with pipe(tmp_path, *arguments) as one:
        code, error = await _refusal(one)
    assert code == 2
    assert told in error
    assert len(error.strip().splitlines()) == 1


async def test_a_missing_package_is_named_with_the_cure(tmp_path: Path) -> None:
    stub = tmp_path / "stub"
    stub.mkdir()
    (stub / "lsprotocol.py").write_text("raise ModuleNotFoundError('gone', name='lsprotocol')\n")
    start = "import sys; sys.path.insert(0, 'stub'); from dpone_lsp.server.main import run; run()"
    async with pipe(tmp_path, words=("-c", start)) as one:
        code, error = await _refusal(one)
    assert code == 2
    assert "lsprotocol" in error
    assert "pip install" in error


async def test_the_version(tmp_path: Path) -> None:
    async with pipe(tmp_path, "--version") as one:
        output, _ = await asyncio.wait_for(one.process.communicate(), PATIENCE)
    assert output.startswith(b"dpone-lsp ")
    assert one.process.returncode == 0


async def test_one_connection_over_tcp(tmp_path: Path) -> None:
    async with pipe(tmp_path, "--tcp", "127.0.0.1:0") as one:
        assert one.process.stderr is not None
        port = int((await one.process.stderr.readline()).split(b":")[-1])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps(
            {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "initialize",
                "params": {"capabilities": {}, "processId": None, "rootUri": None},
            }
        )
        writer.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
        head: Any = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        assert b"Content-Length" in head
        writer.close()
        assert await one.ended() == 1

"""However a session ends, the server ends with it: soon, quietly, without an orphan."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.dpone_lsp.server.pipe import pipe
from tests.dpone_lsp.server.session import FAULT, FAULTY, SINGLE, environment

#: How long (seconds) a server may outlive its client before the test is lost patience with.
SOON = 10.0


async def test_exit_without_shutdown_is_an_error(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        one.notify("exit", None)
        assert await one.ended() == 1


async def test_the_end_of_the_stream_ends_the_server(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        assert one.process.stdin is not None
        one.process.stdin.close()
        assert await one.ended() == 1


async def test_the_end_of_the_stream_ends_a_busy_server(tmp_path: Path) -> None:
    rows = "".join(f"      - table: t{number}\n" for number in range(30_000))
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        uri = (tmp_path / "big.yaml").as_uri()
        one.open(uri, "kind: dpone.batch.v1\nschemas:\n  public:\n    tables:\n" + rows)
        one.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        assert one.process.stdin is not None
        one.process.stdin.close()
        await asyncio.wait_for(one.process.wait(), SOON)


@pytest.mark.parametrize("way", ["shutdown and exit", "its end of the stream", "its process"])
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
async def test_the_server_is_gone_within_a_second(tmp_path: Path, way: str, busy: bool) -> None:
    """Whatever it is doing. The best of three tries counts: the machine may be slow, the server may not."""
    assert min([await _seconds_to_the_end(tmp_path, way, busy) for _ in range(3)]) < 1.0


async def _seconds_to_the_end(folder: Path, way: str, busy: bool) -> float:
    client = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    async with pipe(folder) as one:
        await one.initialize(folder, processId=client.pid, trace="messages")
        if busy:
            uri = (folder / "big.yaml").as_uri()
            one.open(
                uri,
                "kind: dpone.batch.v1\nschemas:\n  public:\n    tables:\n"
                + "".join(f"      - table: t{n}\n" for n in range(60_000)),
            )
            # A request for a text that nobody has analysed yet: from here on the loop is busy with it for seconds.
            one.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
            await one.until(
                lambda message: message.get("method") == "$/logTrace" and "didOpen" in message["params"]["message"]
            )
        assert one.process.stdin is not None
        began = time.perf_counter()
        if way == "shutdown and exit":
            one.request("shutdown", None)
            one.notify("exit", None)
        elif way == "its end of the stream":
            one.process.stdin.close()
        else:
            client.kill()
            await client.wait()
        await asyncio.wait_for(one.process.wait(), SOON)
        seconds = time.perf_counter() - began
    if client.returncode is None:
        client.kill()
        await client.wait()
    return seconds


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
async def test_after_a_kill_the_next_server_goes_on(tmp_path: Path) -> None:
    """Killed in the middle of its work, a server leaves nothing behind that the next one could trip over."""
    for number in range(40):
        (tmp_path / f"m{number}.yaml").write_text(SINGLE.replace("orders", f"orders{number}"))
    uri = (tmp_path / "a.yaml").as_uri()
    left = sorted(tmp_path.iterdir())
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        one.open(uri, FAULTY)
        one.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 14, "character": 6}})
        one.process.send_signal(signal.SIGKILL)
        assert await one.ended() == -signal.SIGKILL
    assert sorted(tmp_path.iterdir()) == left
    async with pipe(tmp_path) as other:
        await other.initialize(tmp_path)
        # What a client does after a restart: it opens again what it had open.
        other.open(uri, FAULTY, 7)
        assert FAULT in [item["code"] for item in await other.diagnostics(uri)]
        assert await other.leave() == 0


async def test_a_client_that_dies_leaves_no_orphan_though_its_stream_stays_open(tmp_path: Path) -> None:
    client = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=asyncio.subprocess.PIPE)
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path, processId=client.pid)
        client.kill()
        await client.wait()
        assert await asyncio.wait_for(one.process.wait(), SOON) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
async def test_a_killed_client_leaves_no_orphan(tmp_path: Path) -> None:
    # The client starts the server itself and is killed: nobody closes anything in an orderly way.
    start = "p = subprocess.Popen([sys.executable, '-m', 'dpone_lsp'], stdin=subprocess.PIPE, stdout=subprocess.PIPE)"
    code = f"import subprocess, sys, time; {start}; print(p.pid, flush=True); time.sleep(600)"
    client = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE, env=environment()
    )
    assert client.stdout is not None
    server = int(await client.stdout.readline())
    client.kill()
    await client.wait()
    async with asyncio.timeout(SOON):
        while _lives(server):
            await asyncio.sleep(0.02)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
async def test_an_interrupt_ends_the_server_quietly(tmp_path: Path) -> None:
    async with pipe(tmp_path) as one:
        await one.initialize(tmp_path)
        one.process.send_signal(signal.SIGINT)
        await one.ended()
        assert one.process.stderr is not None
        assert b"Traceback" not in await one.process.stderr.read()

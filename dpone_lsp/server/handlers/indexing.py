"""Reads the workspace's manifests in the background, with progress and cancellation; the open file is always served
first.
"""

from __future__ import annotations

import asyncio
import time
import uuid

from lsprotocol import types

from dpone_lsp.server.app import DponeServer

#: The loop is given back at least this often (seconds), so that a request never waits for the index.
SLICE = 0.005
#: Progress is shown only when indexing takes longer than this (seconds).
SILENT = 0.5
#: Progress is reported this often (seconds).
REPORT = 0.1


def register(server: DponeServer) -> None:
    """Nothing to register: the index begins when the session does."""


def start_index(server: DponeServer) -> None:
    """Index all roots; an index under way is given up."""
    if server.indexing is not None:
        server.indexing.cancel()
    server.indexing = server.start(_index(server))


async def _index(server: DponeServer) -> None:
    started = resumed = reported = time.perf_counter()
    progress: str | None = None
    asked = False
    try:
        for done, total in server.files.index(server.configuration.excluded):
            now = time.perf_counter()
            if now - resumed < SLICE:
                continue
            if not asked and now - started > SILENT:
                asked = True
                progress = await _begin(server, total)
            elif progress is not None:
                if server.work_done_progress.tokens[progress].cancelled():
                    break
                if now - reported > REPORT:
                    reported = now
                    _report(server, progress, done, total)
            await asyncio.sleep(0)
            while server.wire.waiting or server.publisher.busy:
                await asyncio.sleep(0.001)
            resumed = time.perf_counter()
    finally:
        if progress is not None:
            server.work_done_progress.end(
                progress, types.WorkDoneProgressEnd(message=f"{len(server.files.summaries)} manifests")
            )
    server.invalidate()


async def _begin(server: DponeServer, total: int) -> str | None:
    window = server.client_capabilities.window
    if window is None or not window.work_done_progress:
        return None
    token = str(uuid.uuid4())
    try:
        await asyncio.wait_for(server.work_done_progress.create_async(token), 2)
    except Exception:  # noqa: BLE001 - a client that refuses the progress bar must not stop the index
        return None
    server.work_done_progress.begin(
        token,
        types.WorkDoneProgressBegin(
            title="dpone: reading manifests", cancellable=True, percentage=0, message=f"0/{total}"
        ),
    )
    return token


def _report(server: DponeServer, token: str, done: int, total: int) -> None:
    server.work_done_progress.report(
        token, types.WorkDoneProgressReport(message=f"{done}/{total}", percentage=int(100 * done / max(total, 1)))
    )

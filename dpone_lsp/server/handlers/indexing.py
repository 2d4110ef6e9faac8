"""Reads the workspace's manifests in the background, with progress and cancellation; the open file is always served first."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid

from lsprotocol import types

from dpone_lsp.server.app import DponeServer

_log = logging.getLogger(__name__)

#: The loop is given back at least this often (seconds), so that a request never waits for the index.
SLICE = 0.005
#: How long it is given back for: a message takes several turns of the loop to come in.
PAUSE = 0.003
#: Progress is shown only when indexing takes longer than this (seconds).
SILENT = 0.5


def register(server: DponeServer) -> None:
    @server.feature(types.INITIALIZED)
    async def _(params: types.InitializedParams) -> None:
        await index(server)

    @server.feature(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def _(params: types.WorkDoneProgressCancelParams) -> None:
        server.cancelled_progress.add(str(params.token))


async def index(server: DponeServer) -> None:
    """Index all roots once."""
    started = resumed = time.perf_counter()
    progress: str | None = None
    for done, total in server.files.index():
        now = time.perf_counter()
        if now - resumed > SLICE:
            if progress is None and now - started > SILENT:
                progress = await _begin(server, total)
            elif progress is not None:
                if progress in server.cancelled_progress:
                    break
                _report(server, progress, done, total)
            await asyncio.sleep(PAUSE)
            while server.busy:
                await asyncio.sleep(PAUSE)
            resumed = time.perf_counter()
    if progress is not None:
        server.work_done_progress.end(progress, types.WorkDoneProgressEnd(message=f"{len(server.files.summaries)} manifests"))
    server.invalidate()


async def _begin(server: DponeServer, total: int) -> str | None:
    window = server.client_capabilities.window
    if window is None or not window.work_done_progress:
        return None
    token = str(uuid.uuid4())
    try:
        await asyncio.wait_for(server.work_done_progress.create_async(token), 2)
    except (asyncio.TimeoutError, Exception):  # noqa: BLE001 - a client without progress must not stop the index
        return None
    server.work_done_progress.begin(
        token, types.WorkDoneProgressBegin(title="dpone: reading manifests", cancellable=True, percentage=0, message=f"0/{total}")
    )
    return token


def _report(server: DponeServer, token: str, done: int, total: int) -> None:
    server.work_done_progress.report(
        token, types.WorkDoneProgressReport(message=f"{done}/{total}", percentage=int(100 * done / max(total, 1)))
    )

"""The wire: a thread reads messages ahead, the loop handles them one by one, and the process ends when the client does.

Reading ahead makes three things possible that a read-handle-read loop cannot do: a request that is cancelled while it
waits is never begun, edits of a burst are known to be stale before anything is analysed, and the end of the stream is
seen while the loop is busy.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, Final, Protocol

from dpone_lsp.server.wire.client_process import is_gone
from dpone_lsp.server.wire.framing import Frames, GarbageError

_log = logging.getLogger(__name__)

PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS, NOT_INITIALIZED, CANCELLED = -32700, -32600, -32602, -32002, -32800
#: Seconds after the client's end at which the process is ended whatever it is doing.
GRACE: Final = 0.6
#: How often (seconds) it is looked whether the client's process still lives. Both together stay within a second.
_LOOK: Final = 0.25
_EOF: Final = object()

Message = dict[str, Any]


class Receiver(Protocol):
    """Takes the messages."""

    def receive(self, message: Message) -> None: ...

    @property
    def stopping(self) -> bool:
        """True when the client has asked for the shutdown."""
        ...


class Wire:
    """One client's connection."""

    def __init__(self, read: Callable[[], bytes], write: Callable[[bytes], None]) -> None:
        self._read = read
        self._write = write
        self._queue: deque[Message | GarbageError | object] = deque()
        self._running = False
        self._receiver: Receiver | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Future[int] | None = None
        #: URI -> edits that have arrived and are not applied yet.
        self.coming: Counter[str] = Counter()

    # -- writing (what pygls asks of a writer) -------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        try:
            self._write(data)
        except OSError:
            self._end(1)

    def close(self) -> None:
        """Nothing: the process ends with the connection."""

    def respond_error(self, request: Any, code: int, message: str) -> None:
        """An error response; `request` is the id of the request, None when it could not be read."""
        body = json.dumps({"jsonrpc": "2.0", "id": request, "error": {"code": code, "message": message}}).encode()
        self.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    # -- running -------------------------------------------------------------------------------------------------------

    def run(self, receiver: Receiver) -> int:
        """Handle messages until the client ends; returns the exit code."""
        try:
            return asyncio.run(self._main(receiver))
        except KeyboardInterrupt:
            return 130

    async def _main(self, receiver: Receiver) -> int:
        self._receiver = receiver
        self._loop = asyncio.get_running_loop()
        self._ended = self._loop.create_future()
        threading.Thread(target=self._listen, name="wire", daemon=True).start()
        code = await self._ended
        _exit_soon(code)
        return code

    def watch(self, process: int) -> None:
        """End when the client's process is gone, even when somebody else holds its end of the stream open."""
        if is_gone(process) is not False:
            _log.info("the client's process %s cannot be watched from here", process)
            return

        def look() -> None:
            while is_gone(process) is False:
                time.sleep(_LOOK)
            _exit_soon(1)
            self._deliver(_EOF)

        threading.Thread(target=look, name="client", daemon=True).start()

    def _listen(self) -> None:
        frames = Frames()
        code = 1
        while True:
            try:
                data = self._read()
            except OSError:
                data = b""
            if not data:
                _exit_soon(code)
                self._deliver(_EOF)
                return
            for body in frames.feed(data):
                message = body if isinstance(body, GarbageError) else _decoded(body)
                self._deliver(message)
                method = message.get("method") if isinstance(message, dict) else None
                if method == "shutdown":
                    code = 0
                elif method == "exit":
                    # The loop ends with it when it comes to it, which may be after a long analysis.
                    _exit_soon(code)
                    return

    def _deliver(self, item: Message | GarbageError | object) -> None:
        loop = self._loop
        if loop is not None and not loop.is_closed():
            try:
                loop.call_soon_threadsafe(self._put, item)
            except RuntimeError:
                _log.debug("the loop is closed already")

    # -- in the loop ---------------------------------------------------------------------------------------------------

    def _put(self, item: Message | GarbageError | object) -> None:
        if isinstance(item, dict):
            method = item.get("method")
            if method == "$/cancelRequest" and self._cancel(_id_of(item.get("params"))):
                return
            if method == "textDocument/didChange":
                self.coming[_uri_of(item)] += 1
        self._queue.append(item)
        if not self._running and self._loop is not None:
            self._running = True
            self._loop.call_soon(self._step)

    @property
    def waiting(self) -> bool:
        """True while messages wait."""
        return bool(self._queue)

    def _cancel(self, request: object) -> bool:
        for waiting in self._queue:
            if (
                isinstance(waiting, dict)
                and waiting.get("id") == request
                and "method" in waiting
                and request is not None
            ):
                self._queue.remove(waiting)
                self.respond_error(request, CANCELLED, "cancelled")
                return True
        return False

    def _step(self) -> None:
        if not self._queue:
            # What waited was cancelled.
            self._running = False
            return
        item = self._queue.popleft()
        try:
            if item is _EOF:
                self._end(0 if self._receiver is not None and self._receiver.stopping else 1)
            elif isinstance(item, GarbageError):
                _log.warning("the client sent something that is no message: %s", item)
                self.respond_error(None, PARSE_ERROR, f"not a message: {item}")
            elif isinstance(item, dict):
                self._handle(item)
            else:
                self.respond_error(None, INVALID_REQUEST, "a message is a JSON object")
        finally:
            if self._queue and self._loop is not None and not (self._ended is not None and self._ended.done()):
                self._loop.call_soon(self._step)
            else:
                self._running = False

    def _handle(self, message: Message) -> None:
        method = message.get("method")
        if method == "textDocument/didChange":
            uri = _uri_of(message)
            self.coming[uri] -= 1
            if self.coming[uri] <= 0:
                del self.coming[uri]
        if method == "exit":
            self._end(0 if self._receiver is not None and self._receiver.stopping else 1)
        elif self._receiver is not None:
            self._receiver.receive(message)

    def _end(self, code: int) -> None:
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(code)


def stdio() -> Wire:
    """The process's own streams. They are moved out of the way first: a stray `print` must not end up between two
    messages.
    """
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(source, os.O_BINARY)
        msvcrt.setmode(sink, os.O_BINARY)

    def write(data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(sink, view) :]

    return Wire(lambda: os.read(source, 1 << 16), write)


def tcp(host: str, port: int) -> Wire:
    """One connection to a TCP address of this machine."""
    with socket.create_server((host, port)) as listener:
        print(f"dpone-lsp listens on {host}:{listener.getsockname()[1]}", file=sys.stderr, flush=True)  # noqa: T201
        connection, _ = listener.accept()
    return Wire(lambda: connection.recv(1 << 16), connection.sendall)


def _decoded(body: bytes) -> Message | GarbageError | object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        return GarbageError(f"{type(error).__name__} in {len(body)} bytes")


def _uri_of(message: Message) -> str:
    params = message.get("params")
    document = params.get("textDocument") if isinstance(params, dict) else None
    return str(document.get("uri")) if isinstance(document, dict) else ""


def _id_of(params: object) -> object:
    return params.get("id") if isinstance(params, dict) else None


def _exit_soon(code: int) -> None:
    """Whatever hangs, the process is gone in a moment."""
    timer = threading.Timer(GRACE, os._exit, (code,))
    timer.daemon = True
    timer.start()

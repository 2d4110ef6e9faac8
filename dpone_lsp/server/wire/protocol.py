"""The protocol as this server speaks it: texts go to our own buffers, every request gets an answer, and the order of
a session is kept.
"""

# The base class types its handlers as generators and its messages as a closed union; at run time both are looser.
# pyright: reportIncompatibleMethodOverride=false, reportArgumentType=false
from __future__ import annotations

import json
import logging
import time
from typing import Any, Protocol

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol, lsp_method

from dpone_lsp.server.failures import Failures
from dpone_lsp.server.wire import transport
from dpone_lsp.server.wire.transport import Message, Wire

_log = logging.getLogger(__name__)


class Host(Protocol):
    """The server behind the protocol: it takes the texts, and is told of faults."""

    wire: Wire
    failures: Failures

    def opened(self, params: types.DidOpenTextDocumentParams) -> None: ...
    def changed(self, params: types.DidChangeTextDocumentParams) -> None: ...
    def closed(self, uri: str) -> None: ...


class Encoded(str):
    """A result that is JSON text already, in ASCII."""

    __slots__ = ()


class DponeProtocol(LanguageServerProtocol):
    """Keeps texts in our own buffers: columns are counted once, and only the line breaks of the protocol count as
    such.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._host.opened(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._host.changed(params)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._host.closed(params.text_document.uri)

    @property
    def _host(self) -> Host:
        return self._server  # type: ignore[return-value]

    # -- taking messages (see `transport`) -----------------------------------------------------------------------------

    @property
    def stopping(self) -> bool:
        return self._shutdown

    def receive(self, message: Message) -> None:
        """Handle one message. Whatever is wrong with it, a request is answered and the next message is not affected."""
        method, request = message.get("method"), message.get("id")
        answers = "id" in message and "method" not in message
        if not answers:
            refusal = self._refusal(method)
            if refusal is not None:
                if "id" in message:
                    self._host.wire.respond_error(request, *refusal)
                return
        began = time.perf_counter()
        try:
            self.handle_message(self.structure_message(message))
        except JsonRpcException:
            _log.warning("%s came with parameters that are none", method or "an answer")
            if "id" in message and not answers:
                self._host.wire.respond_error(request, transport.INVALID_PARAMS, f"these are no parameters of {method}")
        except Exception as error:  # noqa: BLE001 - one message must not end the session
            self._host.failures.tell(str(method), error)
        finally:
            if self.trace != types.TraceValue.Off:
                self._log_trace(message, time.perf_counter() - began)

    def _refusal(self, method: object) -> tuple[int, str] | None:
        """Why a message cannot be taken at this point of the session."""
        if not isinstance(method, str):
            return transport.INVALID_REQUEST, "a message names its method"
        if method == types.INITIALIZE:
            return (
                (transport.INVALID_REQUEST, "the session is initialized already")
                if self._workspace is not None
                else None
            )
        if self._workspace is None:
            return transport.NOT_INITIALIZED, f"{method} came before initialize"
        if self._shutdown:
            return transport.INVALID_REQUEST, f"{method} came after shutdown"
        return None

    def _log_trace(self, message: Message, seconds: float) -> None:
        """$/logTrace goes to the client, whose own data it is; the log never sees it."""
        what = message.get("method") or f"answer {message.get('id')}"
        params: dict[str, Any] = {"message": f"{what} took {seconds * 1000:.1f} ms"}
        if self.trace == types.TraceValue.Verbose:
            params["verbose"] = str(message.get("params", ""))[:2000]
        self.send_plain(types.LOG_TRACE, params)

    # -- sending -------------------------------------------------------------------------------------------------------

    def _send_response(self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None) -> None:
        """Results are plain JSON data, or hold protocol objects that the encoder takes apart where it meets them.

        pygls would take the whole result apart by its declared type first: for an outline of a thousand lines that is
        most of the time.
        """
        self._result_types.pop(msg_id, None)
        if isinstance(result, Encoded) and error is None:
            body = f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":{result}}}'
            self._host.wire.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode("ascii"))
            return
        answer: dict[str, Any] = {"result": result} if error is None else {"error": error}
        self._send_data({"jsonrpc": "2.0", "id": msg_id, **answer})

    def send_plain(self, method: str, params: dict[str, Any], *, request: str | None = None) -> None:
        """Send a notification that is already plain JSON data; a request, whose answer nobody reads, when it has an
        id.
        """
        identity = {} if request is None else {"id": request}
        self._send_data({"jsonrpc": "2.0", **identity, "method": method, "params": params})

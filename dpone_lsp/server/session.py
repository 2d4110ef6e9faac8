"""What one client has open and has told us, for the parts of the server that look at it without knowing the server
itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

from lsprotocol import types

from dpone_lsp.model.analysis import Analysis
from dpone_lsp.server.analyses import Analyses
from dpone_lsp.server.buffers import Buffer
from dpone_lsp.server.configuration import Configuration
from dpone_lsp.server.failures import Failures
from dpone_lsp.server.refresh import Refresher
from dpone_lsp.server.wire.transport import Wire
from dpone_lsp.workspace.workspace import Workspace


class Session(Protocol):
    """One client's session. `DponeServer` is the one that is served; whoever takes this does not import it."""

    #: Settings are known; before that nothing is published.
    ready: bool
    buffers: dict[str, Buffer]
    #: Path of an open document -> the URI the client uses for it.
    uris: dict[str, str]
    files: Workspace
    configuration: Configuration
    analyses: Analyses
    failures: Failures
    refresher: Refresher
    wire: Wire
    #: Set when diagnostics of any file may be different.
    news: asyncio.Event

    @property
    def client_capabilities(self) -> types.ClientCapabilities: ...

    @property
    def encoding(self) -> str:
        """The negotiated position encoding."""
        ...

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a coroutine beside the messages; its faults are told."""
        ...

    def send_plain(self, method: str, params: dict[str, Any]) -> None:
        """Send a notification that is already plain JSON data."""
        ...

    def published(self, uri: str, analysis: Analysis) -> None:
        """A document has been analysed and shown."""
        ...

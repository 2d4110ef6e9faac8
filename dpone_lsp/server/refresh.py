"""Asks the client to ask again: after settings, files or shared layers have changed, answers it holds are out of
date.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final

from lsprotocol import types

#: Changes within this time (seconds) are one.
_QUIET: Final = 0.05

_KINDS: Final[dict[str, Callable[[types.WorkspaceClientCapabilities], Any]]] = {
    types.WORKSPACE_DIAGNOSTIC_REFRESH: lambda workspace: workspace.diagnostics,
    types.WORKSPACE_INLAY_HINT_REFRESH: lambda workspace: workspace.inlay_hint,
    types.WORKSPACE_CODE_LENS_REFRESH: lambda workspace: workspace.code_lens,
    types.WORKSPACE_SEMANTIC_TOKENS_REFRESH: lambda workspace: workspace.semantic_tokens,
}


class Refresher:
    """`capabilities` gives those of the client, `send` sends a request whose answer nobody waits for."""

    def __init__(self, capabilities: Callable[[], types.ClientCapabilities], send: Callable[[str], None]) -> None:
        self._capabilities = capabilities
        self._send = send
        self._wanted: set[str] = set()
        self._timer: asyncio.TimerHandle | None = None

    def everything(self) -> None:
        self.ask(*_KINDS)

    def ask(self, *methods: str) -> None:
        """Ask for these refreshes soon, as far as the client understands them."""
        workspace = self._capabilities().workspace
        for method in methods:
            capability = _KINDS[method](workspace) if workspace is not None else None
            if capability is not None and capability.refresh_support:
                self._wanted.add(method)
        if self._wanted and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_QUIET, self._now)

    def _now(self) -> None:
        self._timer = None
        wanted, self._wanted = sorted(self._wanted), set()
        for method in wanted:
            self._send(method)

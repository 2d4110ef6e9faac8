"""workspace/didChangeConfiguration and workspace/configuration: the client's `dpone` section."""

from __future__ import annotations

import asyncio
import logging
from typing import Any, Final

from lsprotocol import types

from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.plain import plain
from dpone_lsp.server.uris import from_path

_log = logging.getLogger(__name__)

#: A client that does not answer within this time (seconds) is taken to have no settings.
_PATIENCE: Final = 2.0


def register(server: DponeServer) -> None:
    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def _(params: types.DidChangeConfigurationParams) -> None:
        if _can_be_asked(server):
            server.start(_pull_again(server))
            return
        settings: Any = plain(params.settings)
        if isinstance(settings, dict):
            server.configuration.set_section(settings.get("dpone", settings))
            server.settings_changed()


async def pull_settings(server: DponeServer) -> None:
    """Ask the client for its section, for each root; nothing when it cannot be asked."""
    if not _can_be_asked(server):
        return
    roots = server.files.roots
    items = [types.ConfigurationItem(scope_uri=from_path(root), section="dpone") for root in roots]
    items.append(types.ConfigurationItem(section="dpone"))
    request = server.protocol.send_request_async(types.WORKSPACE_CONFIGURATION, types.ConfigurationParams(items))
    try:
        answers = list(await asyncio.wait_for(request, _PATIENCE) or ())
    except Exception as error:  # noqa: BLE001 - whatever the client answers instead, it has no settings for us
        _log.warning("the client does not tell its settings: %s", type(error).__name__)
        return
    for root, section in zip((*roots, ""), answers, strict=False):
        known = plain(section)
        if known is not None:
            server.configuration.set_section(known, root)


async def _pull_again(server: DponeServer) -> None:
    await pull_settings(server)
    server.settings_changed()


def _can_be_asked(server: DponeServer) -> bool:
    workspace = server.client_capabilities.workspace
    return workspace is not None and bool(workspace.configuration)

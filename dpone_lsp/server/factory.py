"""A server that answers: the server object with the handlers, which are discovered, registered on it."""

from __future__ import annotations

from importlib import import_module

from dpone_lsp.server import handlers
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.wire.transport import Wire
from dpone_si.shipped import module_names


def create_server(wire: Wire) -> DponeServer:
    """A server with every handler registered."""
    server = DponeServer(wire)
    for name in module_names(handlers):
        import_module(f"{handlers.__name__}.{name}").register(server)
    return server

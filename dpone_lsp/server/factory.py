"""A server that answers: the server object with the handlers, which are discovered, registered on it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from dpone_lsp.server import handlers
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.wire.transport import Wire


def create_server(wire: Wire) -> DponeServer:
    """A server with every handler registered."""
    server = DponeServer(wire)
    for module in iter_modules(handlers.__path__):
        import_module(f"{handlers.__name__}.{module.name}").register(server)
    return server

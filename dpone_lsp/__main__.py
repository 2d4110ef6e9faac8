"""`python -m dpone_lsp`: the language server."""

from __future__ import annotations

from dpone_lsp.server.main import run

run()

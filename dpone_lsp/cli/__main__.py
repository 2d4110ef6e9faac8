"""`python -m dpone_lsp.cli` is `dpone-lint`."""

from __future__ import annotations

from dpone_lsp.cli.main import run

if __name__ == "__main__":
    run()

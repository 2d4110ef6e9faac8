"""`python -m dpone_si.cli` is `dpone-si`."""

from __future__ import annotations

from dpone_si.cli.main import run

if __name__ == "__main__":
    run()

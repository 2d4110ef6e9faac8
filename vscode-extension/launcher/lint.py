"""Runs the dpone-lint that is bundled with the extension, with whatever Python 3.11 or newer started this file."""

from __future__ import annotations

import os
import sys

if sys.version_info < (3, 11):
    sys.exit("dpone-lint needs Python 3.11 or newer; this is %d.%d at %s" % (*sys.version_info[:2], sys.executable))

# Ahead of everything installed in this Python, so that versions never mix; the C parser of ruamel.yaml is not in here
# and is found in the environment where it has it.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs"))

from dpone_lsp.cli.main import run  # noqa: E402 -- the path above comes first

if __name__ == "__main__":
    sys.exit(run())

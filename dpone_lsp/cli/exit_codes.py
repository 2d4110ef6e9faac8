"""Exit codes of `dpone-lint`, the same for every command."""

from __future__ import annotations

from typing import Final

CLEAN: Final = 0
FINDINGS: Final = 1
#: Wrong arguments, a bad settings file, a path that does not exist.
USAGE: Final = 2
#: Our own fault: an internal error.
INTERNAL: Final = 3
#: Stopped with Ctrl-C, as shells count it.
INTERRUPTED: Final = 130

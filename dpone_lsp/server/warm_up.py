"""What every session comes to need is imported while nobody waits, so that the first hover and the first edit are
like all others.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dpone_lsp.server.app import DponeServer

#: Left out of the start, each with the first thing that would wait for it.
LATER: Final = (
    "dpone_si.manifest.syntax.subdivision",  # an edit in a long file
    "dpone_si.manifest.syntax.incremental",  # any edit
    "dpone_si.manifest.structure._docs",  # hover on a key
    "dpone_si.certification",  # hover on a strategy, and what follows
    "dpone_si.advisor.what_if",
    "dpone_si.artifacts",
    "dpone_si.repair",
)
#: Clients open their files at once: those come first (seconds).
_PAUSE: Final = 0.1


async def warm(server: DponeServer) -> None:
    """Import one module after the other, each only when no message waits and nothing is analysed."""
    await asyncio.sleep(_PAUSE)
    for name in LATER:
        while server.wire.waiting or server.publisher.busy:
            await asyncio.sleep(0.001)
        import_module(name)
        await asyncio.sleep(0)

"""What is imported in the background is what a session needs: nothing is left for the first request, nothing is there for nobody."""

from __future__ import annotations

import subprocess
import sys

from tests.dpone_lsp.server.session import environment

#: Imports the server, then (when told) what is warmed, and tells which of our modules the first requests bring in besides.
SCRIPT = """\
import sys
from importlib import import_module
from dpone_lsp.server.factory import create_server
from dpone_lsp.server.wire.transport import Wire
from dpone_lsp.server.warm_up import LATER

create_server(Wire(lambda: b"", lambda data: None))
early = [name for name in LATER if name in sys.modules]
assert not early, f"imported at the start anyway: {early}"
from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.features.code_actions import code_actions
from dpone_lsp.features.completion import completion
from dpone_lsp.features.hover import hover
from dpone_lsp.testing.fixtures import analysis_of
from tests.dpone_lsp.features.samples import BATCH

text = BATCH.replace("incremental_merge", "auto")
analysis = analysis_of(text)
for name in LATER if "warm" in sys.argv else ():
    import_module(name)
known = set(sys.modules)
for word in ("auto", "strategy", "clickhouse", "owner"):
    hover(analysis, text.index(word) + 1)
completion(analysis, text.index("auto"))
code_actions(analysis, text.index("auto"), text.index("auto"))
analysis.document.revise(text.replace("raw", "row"))
analyze(analysis.document, analysis.workspace, analysis.settings, analysis)
print(*sorted(name for name in set(sys.modules) - known if name.startswith("dpone_")))
"""


def _imported(*arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments], env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_first_hover_and_the_first_edit_import_nothing() -> None:
    assert _imported("warm") == []
    assert "dpone_si.repair" in _imported()

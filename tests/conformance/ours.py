"""What our packages make of a file, through their public doors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.settings import Settings
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.expansion.expand import expand
from dpone_si.manifest.expansion.loading import DiskLoader, read_document
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model.documents import OTHER, SINGLE, Document, Recognition
from dpone_si.manifest.model.effective import plain_process
from dpone_si.manifest.model.facts import facts_of

#: The value of `env_code` that dpone takes when nobody sets ENV_CODE.
ENV_CODE = "dev"


@dataclass(frozen=True, slots=True)
class OurProcess:
    """One process as we have it: its selector, its effective values, and the strategy it compiles to (None: cannot tell)."""

    selector: str | None
    values: dict[str, Any]
    strategy: str | None
    decision: dict[str, Any] | None


def our_expansion(path: Path) -> Expansion:
    """The expansion of a manifest on disk; what lies beside it is read as a manifest may."""
    document = read_document(str(path), None, None)
    assert isinstance(document, Document), document
    return expand(document, DiskLoader(None, env_code=ENV_CODE))


def our_processes(path: Path) -> list[OurProcess]:
    """Every process of a manifest, in order, with the values of the environment filled in."""
    made: list[OurProcess] = []
    for process in our_expansion(path).processes:
        facts = facts_of(process.assuming())
        decision = facts.decision
        made.append(OurProcess(process.selector, plain_process(process), facts.mode, decision and decision.to_dict()))
    return made


def our_analysis(
    path: Path, root: Path, settings: Settings | None = None, *, registries: tuple[str, ...] = ()
) -> Analysis:
    """The analysis of one file inside a workspace, as the command line makes it."""
    document = read_document(str(path), None, None)
    assert isinstance(document, Document), document
    if document.form == OTHER and document.root is None and not document.tree.problems:
        # A file named on the command line is meant as a manifest, even when it is empty.
        document.recognition = Recognition(SINGLE, "named explicitly")
    workspace = Workspace([str(root)], registries=registries, env_code=ENV_CODE)
    return analyze(document, workspace, settings or Settings())

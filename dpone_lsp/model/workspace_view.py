"""What rules may ask of the workspace. A document analysed on its own has none, and the rules that need one keep
quiet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from dpone_lsp.model.analysis import Context
from dpone_lsp.model.usual_keys import Shapes
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.model.documents import Document


class WorkspaceView(Protocol):
    """Answers about other files of the workspace; paths are absolute with forward slashes."""

    def exists(self, path: str) -> bool | None:
        """Whether a file exists; None when it may not be looked at."""
        ...

    def manifest(self, path: str) -> Document | None:
        """The manifest at a path, or None when there is none."""
        ...

    def expansion(self, path: str) -> Expansion | None:
        """The processes of the manifest at a path, or None when there is none."""
        ...

    def processes(self, path: str) -> Sequence[tuple[str | None, str | None, str | None]]:
        """(selector, name, task group) of every process of the manifest at a path."""
        ...

    def manifests(self) -> Sequence[str]:
        """Paths of the manifests known so far."""
        ...

    def shapes(self, path: str) -> Shapes:
        """Which keys the processes of the manifest at a path set, by their routes."""
        ...


def view(context: Context) -> WorkspaceView | None:
    """The workspace of a rule's context; None when the document stands alone."""
    # Asked for one of its methods: a workspace may pass on what it is asked, which `isinstance` of a protocol sees in
    # Python 3.11 only.
    workspace = context.workspace
    return cast(WorkspaceView, workspace) if hasattr(workspace, "manifests") else None


def is_whole(workspace: WorkspaceView | None) -> bool:
    """Whether a workspace has read all its manifests, so that "there is none" can be said at all."""
    return bool(getattr(workspace, "indexed", False))

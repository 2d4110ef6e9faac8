"""What dpone refuses or drops while it expands a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import Node
from dpone_si.records import field, record

#: What can be wrong, in words that `dpone-si` prints and callers may rely on.
IssueKind = Literal[
    "batch-reserved-var",
    "batch-schemas-missing",
    "batch-table-key-missing",
    "batch-table-spec-type",
    "batch-tables-not-list",
    "batch-vars-cycle",
    "block-not-mapping",
    "convention-unknown",
    "depends-on-type",
    "flow-authoring-missing",
    "flow-authoring-mode-unknown",
    "flow-mode-kind-mismatch",
    "flow-pipeline-id-invalid",
    "flow-process-table-missing",
    "flow-processes-and-schemas",
    "flow-processes-empty",
    "flow-processes-missing",
    "flow-source-path-mismatch",
    "folder-fragment-yaml",
    "recipe-source-invalid",
    "reference-not-read",
    "registry-entry-missing",
    "registry-file-missing",
    "registry-vars-missing",
    "template-syntax-error",
    "template-undefined-in-text",
    "yaml-root-not-mapping",
]


@record(frozen=True)
class Issue:
    """Something dpone refuses or drops while it expands a manifest, at a node of a document (None: the document as a
    whole).
    """

    kind: IssueKind
    message: str
    document: Document
    node: Node | None
    #: Selector of the process concerned, when it is only one.
    process: str | None = None
    data: Mapping[str, object] = field(default_factory=dict[str, object])

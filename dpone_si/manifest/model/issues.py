"""What dpone refuses or drops while it expands a manifest."""

from __future__ import annotations

from collections.abc import Mapping

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import Node
from dpone_si.records import field, record


@record(frozen=True)
class Issue:
    """Something dpone refuses or drops while it expands a manifest. `code` is the name of the rule that reports it."""

    code: str
    message: str
    document: Document
    node: Node | None
    #: Selector of the process concerned, when it is only one.
    process: str | None = None
    data: Mapping[str, object] = field(default_factory=dict[str, object])

"""What an expansion gives: processes, issues and the documents that took part."""

from __future__ import annotations

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.model.layers import View
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.model.variables import Variables
from dpone_si.records import field, record


@record
class Expansion:
    """The processes of one document, in dpone's order, and what went wrong on the way."""

    document: Document
    processes: list[Process]
    issues: list[Issue]
    #: The other documents that took part (presets, registries, fragments), by path.
    used: dict[str, Document] = field(default_factory=dict[str, Document])
    #: Paths that were asked for and could not be loaded.
    missing: dict[str, str] = field(default_factory=dict[str, str])
    #: Variables at the root of a batch.
    variables: Variables | None = None
    #: Merged root of a batch: conventions under the manifest.
    root: View | None = None

"""What is remembered of a document is forgotten with it: an editor that is open for weeks opens thousands of files."""

from __future__ import annotations

import gc
from collections import Counter

from dpone_lsp.features.hover import hover
from dpone_lsp.fixes.safety import fixes_of
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.testing.fixtures import analysis_of
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import Node
from tests.generate.generator import generate

BATCH = """\
kind: dpone.batch.v1
convention: house.yaml
schemas:
  public:
    tables: [orders, items]
"""
PRESET = """\
naming: {process_name: "{{ src_table }}", sink_dataset: raw, sink_table: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, strategy: {mode: incremental_append}}
"""


def opened(seed: int) -> Analysis:
    """A made-up project after everything that may remember something of it."""
    project = generate(seed)
    others = {name: text for name, text in project.files.items() if name != project.primary}
    analysis = analysis_of(project.files[project.primary], path=project.primary, files=others)
    for finding in analysis.findings[:5]:
        fixes_of(finding, analysis)
    hover(analysis, len(analysis.document.source.text) // 2)
    return analysis


def alive() -> Counter[str]:
    """Documents, trees and processes in memory, once what a few last documents may leave behind is pushed out."""
    for _ in range(20):
        analysis_of(BATCH, files={"house.yaml": PRESET})
    gc.collect()
    return Counter(
        kind.__name__ for one in gc.get_objects() for kind in (Document, Node, Process) if isinstance(one, kind)
    )


def test_documents_that_are_closed_leave_nothing_behind() -> None:
    counts: list[Counter[str]] = []
    for _ in range(2):
        for seed in range(40):
            opened(seed)
        counts.append(alive())
    assert counts[0] == counts[1]


def test_what_is_kept_is_seen() -> None:
    """The count is no good if it does not see a tree that somebody holds."""
    before = alive()
    kept = opened(3).document.root
    assert kept is not None
    assert alive()["Node"] > before["Node"]

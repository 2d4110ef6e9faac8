"""Options of the native transfer from SQL Server to ClickHouse, the one dpone plans while it compiles a manifest:
what it refuses there.
"""

from __future__ import annotations

from collections.abc import Iterator

from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import is_known
from dpone_si.manifest.syntax.tree import Node
from dpone_si.native_options import NativeOptionProblem, native_option_problems


def refused(facts: Facts) -> Iterator[NativeOptionProblem]:
    """The options of one process that dpone refuses; none on any other route."""
    if (facts.source_type, facts.sink_type) != ("mssql", "clickhouse"):
        return
    source, sink = (
        {str(key): value for key, value in facts.block(f"{end}.options").items()} for end in ("source", "sink")
    )
    for problem in native_option_problems(source, sink):
        if is_known(problem.value):
            yield problem


def refused_values(analysis: Analysis) -> set[Node]:
    """The values of a document that `refused` speaks of, so that the general rules keep quiet about them."""
    found = analysis.work.get("natively-refused")
    if found is None:
        values = (facts.process.at(problem.key) for facts in analysis.processes for problem in refused(facts))
        found = analysis.work["natively-refused"] = {value.node for value in values if value is not None}
    return found

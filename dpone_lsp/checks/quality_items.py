"""The gates and checks of a process's `quality` block, each with its node, for the rules that look at them one by
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dpone_lsp.model.finding import Place, Report
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import UNKNOWN
from dpone_si.manifest.syntax.tree import MappingNode, Node, to_plain
from dpone_si.records import record

#: Types that the runner can evaluate.
IMPLEMENTED: Final = ("row_count_reconciliation", "min_rows", "typed_hash_reconciliation")
GATE_TYPES: Final = (*IMPLEMENTED, "custom_sql", "not_null", "unique", "freshness", "accepted_values")
CHECK_TYPES: Final = ("min_rows", "source_target_count")
#: What is said about a single manifest, whose quality block dpone does not read before the run.
LATE: Final = (
    "batch and flow manifests are refused while they are compiled; a single manifest fails when the gates "
    "are read during the run"
)


@record(frozen=True)
class Item:
    """One gate or check. `label` is its key path (``quality.gates[0]``), `data` its rendered plain values."""

    document: Document
    node: MappingNode
    data: dict[object, object]
    label: str

    @property
    def gate(self) -> bool:
        return self.label.startswith("quality.gates")

    @property
    def type(self) -> str:
        """Its type as dpone compares it; '' when there is none."""
        raw = self.data.get("type")
        word = str(raw).strip() if raw not in (None, UNKNOWN) else ""
        return word if self.gate else word.lower()

    def value(self, key: str) -> Node:
        """The node of a key that is present."""
        found = self.node.get(key)
        return self.node if found is None else found


def items(facts: Facts, *names: str) -> Iterator[Item]:
    """Gates and checks in order; `names` picks one of the lists. Items that are no mapping are left out."""
    for name in names or ("gates", "checks"):
        value = facts.process.at(f"quality.{name}")
        if value is None:
            continue
        for index, node in enumerate(value.items):
            data = facts.process.plain_node(node)
            if isinstance(node, MappingNode) and isinstance(data, dict):
                yield Item(value.layer.document, node, data, f"quality.{name}[{index}]")


def misshapen(facts: Facts, name: str) -> Iterator[Report]:
    """What stands where a list of mappings is wanted: `name` is gates or checks."""
    value = facts.process.at(f"quality.{name}")
    # An empty one is no gate at all, which `quality-empty` tells.
    if value is None or value.data is UNKNOWN or not to_plain(value.node):
        return
    document = value.layer.document
    listed = facts.process.data(f"quality.{name}")
    if not isinstance(listed, list):
        yield Report(Place(document, value.node), f"`quality.{name}` must be a list", notes=(LATE,))
        return
    for index, node in enumerate(value.items):
        data = facts.process.plain_node(node)
        if not isinstance(data, dict) and data is not UNKNOWN:
            yield Report(Place(document, node), f"`quality.{name}[{index}]` must be a mapping", notes=(LATE,))


def mode(facts: Facts) -> str | None:
    """`quality.mode` as dpone reads it; None when the text cannot tell."""
    word = facts.process.data("quality.mode", "fail")
    return None if word is UNKNOWN else str(word).strip().lower()


def severity(facts: Facts, item: Item) -> str | None:
    """The severity in force for an item: error or warning; None when it cannot be told or is no such word."""
    word = item.data.get("severity")
    if "severity" not in item.data:
        if item.gate:
            return "error"
        own = item.data.get("mode", mode(facts))
        word = {"fail": "error", "warn": "warning"}.get(str(own).strip().lower())
    text = str(word).strip().lower()
    return text if text in ("error", "warning") else None

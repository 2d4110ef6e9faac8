"""The `validation` block that applies to a document: naming patterns, labels, descriptions and how severe each is.

It stands at the root of any manifest or comes with a convention of a batch (manifest-format sheet, section 4.8). Its
values are never rendered. What dpone ignores (a list where text is meant, an unknown severity) is ignored here, too;
other rules tell of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from dpone_lsp.checks.technical_columns import policy_of
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.finding import Place, Related, Report, Severity
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import AUTHORED, Layer, Value, View
from dpone_si.manifest.syntax.tree import MappingNode, ScalarNode, SequenceNode, to_plain
from dpone_si.records import record


@record(frozen=True, eq=False)
class _Kept:
    """The reports of one rule on one process, and the nodes of the profile they were made from."""

    signature: tuple[MappingNode, ...]
    reports: tuple[Report, ...]


@record(frozen=True, eq=False)
class Profile:
    """The block, merged over the layers that write it."""

    document: Document
    view: View

    def get(self, key: str) -> object:
        """Plain value of a key; None when it is absent."""
        value = self.view.get(key)
        return None if value is None else _plain(value)

    def pattern(self, key: str) -> str | None:
        """A pattern as text; None when there is none."""
        value = self.get(key)
        return str(value) if value else None

    def severity(self, key: str, default: Severity) -> Severity:
        """`ERROR` or `WARNING` as configured under a `*_severity` key."""
        word = self.get(key)
        text = word.strip().upper() if isinstance(word, str) else ""
        return "error" if text == "ERROR" else "warning" if text in ("WARNING", "WARN") else default

    def required_labels(self) -> tuple[str, ...]:
        value = self.get("required_labels")
        names = value if isinstance(value, list) else []
        return tuple(names) if all(isinstance(name, str) for name in names) else ()

    def label_patterns(self) -> Mapping[str, str]:
        value = self.get("label_value_patterns")
        pairs = value.items() if isinstance(value, dict) else ()
        return {
            k.strip(): v.strip()
            for k, v in pairs
            if isinstance(k, str) and isinstance(v, str) and k.strip() and v.strip()
        }

    def forbidden_values(self) -> Mapping[str, frozenset[str]]:
        """label -> forbidden values in lower case."""
        value = self.get("forbidden_label_values")
        made: dict[str, frozenset[str]] = {}
        for key, listed in value.items() if isinstance(value, dict) else ():
            words = [listed] if isinstance(listed, str) else listed
            if isinstance(key, str) and isinstance(words, list) and all(isinstance(word, str) for word in words):
                made[key.strip()] = frozenset(word.strip().lower() for word in words if word.strip())
        return made

    def expressions(self, key: str) -> tuple[str, ...]:
        """Regular expressions given as text or as a list of texts."""
        value = self.get(key)
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() for one in listed):
            return ()
        return tuple(one.strip() for one in listed)

    def technical_columns(self) -> str | None:
        """The policy: required, optional or forbidden; None for a word that makes dpone crash."""
        raw = self.get("technical_columns")
        if raw is None:
            return "required" if self.get("require_technical_columns") else "optional"
        return policy_of(raw)

    def each(self, analysis: Analysis, rule: str, check: Callable[[Facts], Iterable[Report]]) -> Iterator[Report]:
        """What `check` says about each process, kept with the process as long as neither it nor the profile changes."""
        signature = tuple(node for _, node in self.view.stack)
        for facts in analysis.processes:
            work = facts.process.work
            known = work.get(rule)
            if not isinstance(known, _Kept) or known.signature != signature:
                known = work[rule] = _Kept(signature, tuple(check(facts)))
            yield from known.reports

    def why(self, key: str, message: str) -> tuple[Related, ...]:
        """Where the demand is written: the key, or the convention that brings it."""
        value = self.view.get(key)
        if value is None:
            return ()
        if value.layer.document.is_builtin:
            root = self.document.mapping
            node = None if root is None else root.get("convention") or root.get("conventions")
            return (Related(Place(self.document, node), f"{message} (built-in convention)"),)
        return (Related(Place(value.layer.document, value.key), message),)


def profile_of(analysis: Analysis) -> Profile | None:
    """The profile in force for a document; None when there is no `validation` mapping."""
    value = root_view(analysis).get("validation")
    if value is None or not value.is_mapping:
        return None
    return Profile(analysis.document, value.view)


def root_view(analysis: Analysis) -> View:
    """The root of a document, with the conventions under it when it is a batch."""
    if analysis.expansion.root is not None:
        return analysis.expansion.root
    root = analysis.document.mapping
    return View([] if root is None else [(Layer(AUTHORED, analysis.document), root)])


def nodes_of(value: Value) -> Iterator[ScalarNode]:
    """The scalars of a value that is text or a list of texts."""
    node = value.node
    for item in node.items if isinstance(node, SequenceNode) else (node,):
        if isinstance(item.target, ScalarNode):
            yield item.target


def is_builtin(value: Value) -> bool:
    """True when the value stands in the built-in convention, where nobody can edit it."""
    return value.layer.document.is_builtin


def label(facts: Facts, name: str) -> Value | None:
    """One table label of a process, written or filled in by naming."""
    return facts.process.at(f"sink.options.table_labels.{name}")


def _plain(value: Value) -> object:
    if not value.is_mapping:
        return to_plain(value.node)
    made: dict[object, object] = {}
    for key in value.view.keys():
        child = value.view.get(key)
        if child is not None:
            made[key] = _plain(child)
    return made

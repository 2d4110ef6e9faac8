"""Processes of one file that inherit the same values: what a rule says about one of them, it says about all that look
alike to it.

A thousand table entries over one `defaults` differ in a table name each, yet every rule would look at the same
`sink.options` a thousand times. So a rule is watched while it looks at a process: which key paths does it ask for? When
it asked for nothing that the process has of its own (its overrides, what is derived from its table name, rendered
templates), its reports hold for every process with the same layers that writes nothing of its own at these paths
either. Reports of equal processes stand at the same places and are merged into one finding anyway, so nothing is lost;
a test holds analyses with and without this trick equal.

The trick costs a proxy around `Process` and `Facts`; it is why a keystroke in `defaults` of 11,000 lines is answered at
once. Whatever the proxies do not know is taken for something of the process's own: a new door makes rules slower, never
wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any, Final

from dpone_lsp.model.finding import Report
from dpone_si.manifest.model.facts import Facts
from dpone_si.manifest.model.layers import View
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.model.shared_values import SharedValues
from dpone_si.manifest.syntax.tree import Node
from dpone_si.vocabulary import HINT_KEYS

#: Fewer processes than this are not worth the watching.
WORTH_IT: Final = 3
#: Stands for all layers at once, and for which paths are present: equal for all processes that write nothing
#: themselves.
_EVERYTHING: Final = ""
_PRESENT: Final = "*"
_MODE: Final = ("sink.strategy.mode", "sink.type")
_DECISION: Final = (
    "source.type", "sink.type", "sink.strategy", "source.options", "sink.options", "source.table.schema",
    "source.table.name",
    "sink.table.schema", "sink.table.name",
)  # fmt: skip
_KEYS: Final = ("sink.strategy.unique_key", "source.options.unique_key", "sink.options.unique_key")
#: What decides which rules are candidates, besides the set of present paths.
_GATES: Final = ("source.type", "sink.type", "sink.strategy", "source.options", "sink.options")
#: After so many processes that write where a rule looks, it is no longer watched on those that write anything.
_TRIES: Final = 3


class ReportReuse:
    """All groups of one document, for the length of one analysis."""

    __slots__ = ("_groups",)

    def __init__(self) -> None:
        self._groups: dict[tuple[object, ...], Group] = {}

    def group(self, process: Process) -> Group:
        """The processes that differ from this one only by what they write themselves."""
        own = process.own_mapping
        base = process.stack if own is None else process.stack[1:]
        identity = (
            process.form,
            process.document,
            process.opaque,
            process.renders,
            *process.own_derivations,
            *(part for layer, node in base for part in (id(layer), id(node))),
            *(id(hit.node) for block in process.root_blocks.values() for hit in block.hits),
        )
        found = self._groups.get(identity)
        if found is None:
            found = self._groups[identity] = Group(process, View(base))
        return found


class Group:
    """Processes over the same layers, with the reports that hold for all of them."""

    __slots__ = ("_in_vain", "_shared_values", "candidates", "personal_rules", "present", "reports")

    def __init__(self, process: Process, base: View) -> None:
        self._shared_values = process.shared_values or SharedValues(
            base, process.own_derivations, process.root_blocks, renders=process.renders
        )
        #: Rule name -> (paths it asked for, its reports).
        self.reports: dict[str, tuple[frozenset[str], list[Report]]] = {}
        #: Rules that look at something of each process's own.
        self.personal_rules: set[str] = set()
        #: Rule name -> how often what it said of a process could not be kept, because that process writes there itself.
        self._in_vain: dict[str, int] = {}
        #: Rules that apply to processes that write nothing themselves, and the paths present in these.
        self.candidates: list[Any] | None = None
        self.present: frozenset[str] | None = None

    def keep(self, rule: str, reads: Reads, process: Process, touched: dict[str, bool], reports: list[Report]) -> None:
        """Remember what a watched rule said about one process, if it holds for the others too."""
        for report in reports:
            for build in report.fixes:
                # A fix is built when somebody wants it, perhaps long after: what it will ask for counts as well.
                with contextlib.suppress(Exception):
                    build()
        if not reads.personal and not any(self.is_personal(path) for path in reads.paths):
            if touches(process, reads.paths, touched):
                self._in_vain[rule] = self._in_vain.get(rule, 0) + 1
            else:
                self.reports[rule] = (frozenset(reads.paths), reports)
            return
        self.personal_rules.add(rule)

    def is_worth_watching(self, rule: str, *, plain: bool) -> bool:
        """Whether what a rule says of one process may hold for others; where all write the same keys themselves it
        soon is not.
        """
        return rule not in self.personal_rules and (plain or self._in_vain.get(rule, 0) < _TRIES)

    def gates_are_common(self) -> bool:
        return not any(self.is_personal(path) for path in _GATES)

    def is_personal(self, path: str) -> bool:
        """True when the value at a path, or one below it, depends on which process asks."""
        return path != _PRESENT and self._shared_values.is_personal(path)


def is_plain(process: Process) -> bool:
    """True when a process writes nothing of its own that a path could reach."""
    return process.extra_depends is None and process.own_mapping is None


def touches(process: Process, paths: Iterable[str], touched: dict[str, bool]) -> bool:
    """True when the process itself writes at one of the paths; `touched` remembers what was asked before."""
    for path in paths:
        known = touched.get(path)
        if known is None:
            known = touched[path] = writes(process, path)
        if known:
            return True
    return False


def writes(process: Process, path: str) -> bool:
    """True when the process itself writes at a path, above or below it."""
    return process.writes(_EVERYTHING if path == _PRESENT else path)


class Reads:
    """What a rule has asked for."""

    __slots__ = ("paths", "personal")

    def __init__(self) -> None:
        self.paths: set[str] = set()
        self.personal = False


class WatchedProcess:
    """A process that notes which paths it is asked for."""

    __slots__ = ("_inner", "_reads")

    def __init__(self, inner: Process, reads: Reads) -> None:
        self._inner = inner
        self._reads = reads

    @property
    def document(self) -> Any:
        return self._inner.document

    @property
    def form(self) -> str:
        return self._inner.form

    @property
    def renders(self) -> bool:
        return self._inner.renders

    @property
    def stack(self) -> Any:
        self._reads.paths.add(_EVERYTHING)
        return self._inner.stack

    @property
    def root_blocks(self) -> Any:
        self._reads.paths.add(_EVERYTHING)
        return self._inner.root_blocks

    def at(self, path: str) -> Any:
        self._reads.paths.add(path)
        return self._inner.at(path)

    def data(self, path: str, default: object = None) -> object:
        self._reads.paths.add(path)
        return self._inner.data(path, default)

    def text(self, path: str) -> str | None:
        self._reads.paths.add(path)
        return self._inner.text(path)

    def view(self, path: str) -> View:
        self._reads.paths.add(path)
        return self._inner.view(path)

    def has(self, path: str) -> bool:
        self._reads.paths.add(path)
        return self._inner.has(path)

    def appended_items(self, key: str) -> Any:
        self._reads.paths.add(key)
        return self._inner.appended_items(key)

    # A value or node handed in was read at a path before, and that path stands for everything below it.

    def plain(self, value: Any, path: str = "") -> object:
        return self._inner.plain(value, path)

    def plain_node(self, node: Node) -> object:
        return self._inner.plain_node(node)

    def __getattr__(self, name: str) -> Any:
        self._reads.personal = True
        return getattr(self._inner, name)


class WatchedFacts:
    """Facts that note what they are asked for."""

    __slots__ = ("_inner", "_reads", "process")

    def __init__(self, inner: Facts, reads: Reads) -> None:
        self._inner = inner
        self._reads = reads
        self.process = WatchedProcess(inner.process, reads)

    @property
    def source_type(self) -> str | None:
        self._reads.paths.add("source.type")
        return self._inner.source_type

    @property
    def sink_type(self) -> str | None:
        self._reads.paths.add("sink.type")
        return self._inner.sink_type

    @property
    def authored_mode(self) -> object:
        self._reads.paths.add("sink.strategy.mode")
        return self._inner.authored_mode

    @property
    def requested_mode(self) -> str | None:
        self._reads.paths.add("sink.strategy.mode")
        return self._inner.requested_mode

    @property
    def mode(self) -> str | None:
        inner = self._inner
        self._reads.paths.update(_DECISION if inner.requested_mode == "auto" else _MODE)
        return inner.mode

    @property
    def applied_mode(self) -> str | None:
        mode = self.mode
        if mode == "backfill":
            self._reads.paths.add("sink.strategy.backfill")
        return self._inner.applied_mode

    @property
    def decision(self) -> Any:
        self._reads.paths.update(_DECISION)
        return self._inner.decision

    @property
    def reading(self) -> Any:
        self._reads.paths.update(_DECISION)
        return self._inner.reading

    @property
    def certain(self) -> bool:
        self._reads.paths.update(_DECISION)
        return self._inner.certain

    @property
    def unique_key(self) -> tuple[str, ...]:
        self._reads.paths.update(_KEYS)
        return self._inner.unique_key

    @property
    def present(self) -> frozenset[str]:
        self._reads.paths.add(_PRESENT)
        return self._inner.present

    def block(self, path: str) -> dict[object, object]:
        self._reads.paths.add(path)
        return self._inner.block(path)

    def hint(self, name: str) -> Any:
        self._reads.paths.update(HINT_KEYS.get(name, ()))
        return self._inner.hint(name)

    def __getattr__(self, name: str) -> Any:
        self._reads.personal = True
        return getattr(self._inner, name)

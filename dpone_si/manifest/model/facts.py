"""Process to facts: the one reading of a process that every decision about a process is made from.

It reads what dpone's *runtime* reads, not what its advisory command reads (manifest-format sheet, section 7): an absent
mode is `full_refresh`, and `unique_key`, `changed_percent` and `delete_percent` count when they stand in
`source.options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dpone_si import vocabulary
from dpone_si.manifest.model.hint_block import Block
from dpone_si.manifest.model.layers import OVERRIDES, UNKNOWN, Value
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.manifest.templates.model import is_template

#: The options a decision is made from, at both ends.
_HINTED: Mapping[str, frozenset[str]] = {
    end: frozenset(
        path.rpartition(".")[2]
        for paths in vocabulary.HINT_KEYS.values()
        for path in paths
        if path.startswith(f"{end}.options.")
    )
    for end in ("source", "sink")
}
_PARTS = ("sink.strategy", "source.options", "sink.options")


class Facts:
    """What a process comes down to. Attributes are computed when asked for and kept with the process."""

    __slots__ = (
        "_blocks",
        "_decision",
        "_mode",
        "_present",
        "_reading",
        "_requested",
        "_sink_type",
        "_source_type",
        "process",
    )

    def __init__(self, process: Process) -> None:
        self.process = process
        self._blocks: dict[str, Any] = {}
        self._reading: Any = None
        self._decision: Any = None
        # "" stands for "not asked yet": None is an answer.
        self._requested: str | None = ""
        self._mode: str | None = ""
        self._source_type: str | None = ""
        self._sink_type: str | None = ""
        self._present: frozenset[str] | None = None

    # -- the endpoints -----------------------------------------------------------------------------------------------

    @property
    def source_type(self) -> str | None:
        """Canonical type of the source; a word dpone does not know stays as written (lower case); None when it
        cannot be told.
        """
        if self._source_type == "":
            self._source_type = self._endpoint("source.type", "source", vocabulary.DEFAULT_SOURCE_TYPE)
        return self._source_type

    @property
    def sink_type(self) -> str | None:
        """Canonical type of the sink, told like the source's."""
        if self._sink_type == "":
            self._sink_type = self._endpoint("sink.type", "sink", vocabulary.DEFAULT_SINK_TYPE)
        return self._sink_type

    # -- the strategy ------------------------------------------------------------------------------------------------

    @property
    def authored_mode(self) -> object:
        """`sink.strategy.mode` as it stands (rendered): None when absent or null, `UNKNOWN` when it cannot be told."""
        return self.process.data("sink.strategy.mode")

    @property
    def requested_mode(self) -> str | None:
        """The canonical requested mode: `auto` or one of the nine; None when unknown to dpone or not to be told."""
        if self._requested == "":
            self._requested = self._canonical_mode()
        return self._requested

    def _canonical_mode(self) -> str | None:
        mode = self.authored_mode
        if mode is not UNKNOWN and not mode:
            # dpone takes every falsy value (`0`, `off`, an empty text) for "not set".
            strategy = self.process.at("sink.strategy")
            if strategy is not None and strategy.data is UNKNOWN:
                return None
            return vocabulary.DEFAULT_MODE
        return vocabulary.canonical_mode(mode) if isinstance(mode, str) else None

    @property
    def mode(self) -> str | None:
        """The mode a run uses: `requested_mode` compiled. None when it cannot be told.

        Compiling changes `auto`, and `partition_replace` into a sink that has no partitions.
        """
        if self._mode == "":
            self._mode = self._compiled_mode()
        return self._mode

    def _compiled_mode(self) -> str | None:
        requested = self.requested_mode
        if requested == "partition_replace":
            if self.sink_type is None:
                return None
            return (
                requested
                if vocabulary.advisor_endpoint(self.sink_type) in vocabulary.PARTITION_REPLACE_SINKS
                else "incremental_merge"
            )
        if requested != vocabulary.AUTO:
            return requested
        decision = self.decision
        return None if decision is None else decision.strategy_mode

    @property
    def applied_mode(self) -> str | None:
        """How rows reach the target: `mode`, or the inner mode of a backfill. None when it cannot be told."""
        mode = self.mode
        if mode != "backfill":
            return mode
        inner = self.process.data("sink.strategy.backfill.inner_mode")
        if inner is UNKNOWN or self.process.data("sink.strategy.backfill") is UNKNOWN:
            return None
        # A Kafka sink replays chunks as events, whatever the default says.
        default = "incremental_merge" if self.sink_type == "kafka" else "partition_replace"
        word = str(inner or default).strip().lower()
        return word if word in vocabulary.MODES else None

    @property
    def decision(self) -> Any:
        """The `StrategyDecision` of this process, or None when the text cannot tell or dpone would refuse it."""
        if self._decision is None:
            self._decision = self._decide() or False
        return self._decision or None

    @property
    def reading(self) -> Any:
        """The `HintReading` the decision is made from (context, problems); None when the text cannot tell."""
        if self._reading is None:
            self._reading = self._read() or False
        return self._reading or None

    @property
    def unique_key(self) -> tuple[str, ...]:
        """The business key as the load uses it: strategy, then source options, then sink options."""
        for path in ("sink.strategy.unique_key", "source.options.unique_key", "sink.options.unique_key"):
            value = self.process.data(path)
            if value is UNKNOWN:
                return ()
            if value:
                from dpone_si.hints import key_columns

                return tuple(key_columns(value))
        return ()

    @property
    def certain(self) -> bool:
        """False when something the decision depends on cannot be told from the text."""
        return self.reading is not None

    # -- structure ---------------------------------------------------------------------------------------------------

    @property
    def present(self) -> frozenset[str]:
        """Every dotted key path of the process that some layer writes or dpone derives (mappings only, not inside
        lists).
        """
        found = self._present
        if found is None:
            paths: set[str] = set()
            process = self.process
            templates: list[str] = []
            _collect([node for _, node in process.stack], "", paths, templates, 0)
            for name in process.root_blocks:
                paths.add(name)
                _collect([node for _, node in process.view(name).stack], name + ".", paths, templates, 1)
            for path in process.derived_paths():
                paths.add(path)
                head = path
                while "." in head:
                    head = head.rpartition(".")[0]
                    paths.add(head)
            if process.extra_depends is not None:
                paths.add("depends_on")
            for path in templates if process.renders else ():
                _collect_plain(process.data(path), path, paths)
            found = self._present = frozenset(paths)
        return found

    def take_present(self, present: frozenset[str]) -> None:
        """Be told the present paths by whoever knows that they are those of another process."""
        self._present = present

    def block(self, path: str) -> dict[object, object]:
        """Plain data of a block (rendered; unknown parts are `UNKNOWN`); empty when it is absent or no mapping."""
        found = self._blocks.get(path)
        if found is None:
            data = self.process.data(path)
            found = self._blocks[path] = data if isinstance(data, dict) else {}
        return found

    def hint(self, name: str) -> tuple[str, Value] | None:
        """Where a hint's value comes from: its path and value, or None when nobody states it."""
        for path in vocabulary.HINT_KEYS.get(name, ()):
            value = self.process.at(path)
            if value is not None and not value.is_null:
                return path, value
        return None

    # -- how ---------------------------------------------------------------------------------------------------------

    def _endpoint(self, path: str, role: Any, default: str) -> str | None:
        value = self.process.data(path, default)
        if value is UNKNOWN:
            return None
        # An authored null or empty text is no default: dpone takes the word for it, and knows no such endpoint.
        return vocabulary.canonical_endpoint(value, role) or str(value).strip().lower()

    def _read(self) -> Any:
        from dpone_si.hints import read_hints

        process = self.process
        if self.source_type is None or self.sink_type is None:
            return None
        blocks: list[Mapping[str, object]] = []
        for path in _PARTS:
            value = process.at(path)
            if value is not None and value.data is UNKNOWN:
                return None
            blocks.append(_block(process, value))
        strategy, source_options, sink_options = blocks
        try:
            reading = read_hints(
                source_type=vocabulary.loader_endpoint(process.data("source.type", vocabulary.DEFAULT_SOURCE_TYPE)),
                sink_type=vocabulary.loader_endpoint(process.data("sink.type", vocabulary.DEFAULT_SINK_TYPE)),
                strategy=strategy,
                source_options=source_options,
                sink_options=sink_options,
                source_table=self._table("source"),
                target_table=self._table("sink"),
            )
        except (TypeError, ValueError):
            return None
        read = [block for block in blocks if isinstance(block, Block)]
        return None if any(block.untold for block in read) else reading

    def _decide(self) -> Any:
        shared_values = None if _states_hints(self.process) else self.process.shared_values
        if shared_values is not None and "decision" in shared_values.work:
            return shared_values.work["decision"]
        reading = self.reading
        if reading is None or reading.problems or self.requested_mode is None:
            return None
        from dpone_si.advisor.memory import advise

        decision = advise(reading.context)
        read = [
            block
            for block in (reading.context.source_options, reading.context.sink_options)
            if isinstance(block, Block)
        ]
        if any(block.untold for block in read):
            return None
        if shared_values is not None and self._is_common(decision, read):
            shared_values.work["decision"] = decision
        return decision

    def _is_common(self, decision: Any, read: list[Block]) -> bool:
        """True when a decision holds for every process over the same layers that states no hint itself."""
        process = self.process
        if decision.native_transfer_plan is not None or not all(block.common for block in read):
            return False
        strategy = process.at("sink.strategy")
        stated = [process.at(path) for path in ("source.type", "sink.type")]
        stated += (
            []
            if strategy is None
            else [strategy.view.get(key) for key in ("mode", "merge_policy", "unique_key", "partition")]
        )
        return not any(value is not None and _may_differ(value.node) for value in stated)

    def _table(self, end: str) -> str:
        parts = [self.process.data(f"{end}.table.{part}") for part in ("schema", "name")]
        return ".".join(part for part in parts if isinstance(part, str) and part)


def facts_of(process: Process) -> Facts:
    """The facts of a process, computed once for as long as the process lives."""
    found = process.facts_cache
    if not isinstance(found, Facts):
        found = process.facts_cache = Facts(process)
    return found


#: Mappings with one key a column or label: what stands below belongs to these, and nobody asks for it by its path.
_NAMES_OF_OTHERS: Final = frozenset(("columns", "labels", "table_labels", "vars"))


def _collect(nodes: list[MappingNode], prefix: str, paths: set[str], templates: list[str], depth: int) -> None:
    """The key paths below mappings that are merged, strongest first; `templates` are those that may become a block."""
    if depth > 12:
        return
    seen: dict[str, list[MappingNode] | None] = {}
    for node in nodes:
        for key, pair in node.entries.items():
            if not isinstance(key, str):
                continue
            target = pair[1].target
            if key not in seen:
                paths.add(prefix + key)
                if isinstance(target, MappingNode):
                    seen[key] = [target]
                    continue
                seen[key] = None
                if type(target) is ScalarNode and target.text.startswith("{{"):  # type: ignore[attr-defined]
                    templates.append(prefix + key)
            else:
                merged = seen[key]
                if merged is not None and isinstance(target, MappingNode):
                    merged.append(target)
                elif merged is not None:
                    # What is weaker than a value of another kind is replaced, whatever comes further down.
                    _collect(merged, f"{prefix}{key}.", paths, templates, depth + 1)
                    seen[key] = None
    for key, merged in seen.items():
        if merged and key not in _NAMES_OF_OTHERS:
            _collect(merged, f"{prefix}{key}.", paths, templates, depth + 1)


def _collect_plain(value: object, prefix: str, paths: set[str]) -> None:
    """The key paths of a block that a template gives."""
    if isinstance(value, dict):
        for key, below in value.items():  # pyright: ignore[reportUnknownVariableType]
            if isinstance(key, str):
                paths.add(f"{prefix}.{key}")
                _collect_plain(below, f"{prefix}.{key}", paths)


def _block(process: Process, value: Value | None) -> Mapping[str, object]:
    if value is None:
        return {}
    if value.is_mapping:
        return Block(process, value)
    return value.data if isinstance(value.data, dict) else {}  # pyright: ignore[reportUnknownVariableType] - it came out of a template


def _states_hints(process: Process) -> bool:
    """True when a process itself, not a layer it shares, may write something that its decision hangs on."""
    if not process.stack or process.stack[0][0].kind != OVERRIDES:
        return False
    own = process.stack[0][1]
    for end, keys in _HINTED.items():
        block = own.get(end)
        if block is None:
            continue
        if not isinstance(block, MappingNode) or "type" in block.entries or "strategy" in block.entries:
            return True
        options = block.get("options")
        if options is not None and (not isinstance(options, MappingNode) or not keys.isdisjoint(options.entries)):
            return True
    return False


def _may_differ(node: Node) -> bool:
    if isinstance(node, ScalarNode):
        return is_template(node.text)
    items = (
        node.items
        if isinstance(node, SequenceNode)
        else [pair[1] for pair in node.entries.values()]
        if isinstance(node, MappingNode)
        else []
    )
    return any(_may_differ(item.target) for item in items)

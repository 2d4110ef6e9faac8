"""Process to facts: the one reading of a process that the linter, the editor, the builder and the command line share.

It reads what dpone's *runtime* reads, not what its advisory command reads (manifest-format sheet, section 7): an absent mode is
`full_refresh`, and `unique_key`, `changed_percent` and `delete_percent` count when they stand in `source.options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dpone_si import vocabulary
from dpone_si.manifest.layers import UNKNOWN, Value
from dpone_si.manifest.processes import Process
from dpone_si.manifest.tree import MappingNode

#: hint of the advisor -> the key paths it is read from, strongest first.
HINT_PATHS: Mapping[str, tuple[str, ...]] = {
    "unique_key": ("sink.strategy.unique_key", "source.options.unique_key"),
    "estimated_rows": ("source.options.estimated_rows",),
    "changed_percent": ("source.options.changed_percent",),
    "delete_percent": ("source.options.delete_percent",),
    "partition_column": ("source.options.partition_column", "sink.strategy.partition.column"),
    "cdc_available": ("source.options.cdc_enabled",),
    "source_cursor": ("source.options.incremental_column",),
}
_PARTS = ("sink.strategy", "source.options", "sink.options")


class Facts:
    """What a process comes down to. Attributes are computed when asked for and kept with the process."""

    __slots__ = ("_blocks", "_decision", "_mode", "_present", "_reading", "_requested", "_sink_type", "_source_type", "process")

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
        """Canonical type of the source; a word dpone does not know stays as written (lower case); None when it cannot be told."""
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
        if requested == "partition_replace" and self.sink_type not in vocabulary.PARTITION_REPLACE_SINKS:
            return None if self.sink_type is None else "incremental_merge"
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
        """Every dotted key path of the process that some layer writes or dpone derives (mappings only, not inside lists)."""
        found = self._present
        if found is None:
            paths: set[str] = set()
            _collect([node for _, node in self.process.stack], "", paths, 0)
            process = self.process
            for name in process.root_blocks:
                paths.add(name)
                _collect([node for _, node in process.view(name).stack], name + ".", paths, 1)
            for path in process.derived_paths():
                paths.add(path)
                head = path
                while "." in head:
                    head = head.rpartition(".")[0]
                    paths.add(head)
            if process.extra_depends is not None:
                paths.add("depends_on")
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
        for path in HINT_PATHS.get(name, ()):
            value = self.process.at(path)
            if value is not None and not value.is_null:
                return path, value
        return None

    # -- how ---------------------------------------------------------------------------------------------------------

    def _endpoint(self, path: str, role: Any, default: str) -> str | None:
        value = self.process.data(path)
        if value is UNKNOWN:
            return None
        if value is None or value == "":
            return default
        return vocabulary.canonical_endpoint(value, role) or str(value).strip().lower()

    def _read(self) -> Any:
        from dpone_si.hints import read_hints

        if self.source_type is None or self.sink_type is None:
            return None
        blocks: list[dict[str, object]] = []
        for path in _PARTS:
            data = self.process.data(path)
            if data is UNKNOWN:
                return None
            blocks.append(data if isinstance(data, dict) else {})  # pyright: ignore[reportUnknownArgumentType]
        strategy, source_options, sink_options = blocks
        for name in ("mode", "merge_policy", "unique_key", "partition"):
            if not _known(strategy.get(name)):
                return None
        for hint in (*vocabulary.HINT_KEYS, "unique_key", "partition_column", "cdc_enabled", "incremental_column", "estimated_rows"):
            if not _known(source_options.get(hint)):
                return None
        try:
            return read_hints(
                source_type=vocabulary.loader_endpoint(self.process.data("source.type") or vocabulary.DEFAULT_SOURCE_TYPE),
                sink_type=vocabulary.loader_endpoint(self.process.data("sink.type") or vocabulary.DEFAULT_SINK_TYPE),
                strategy=strategy,
                source_options=source_options,
                sink_options=sink_options,
                source_table=self._table("source"),
                target_table=self._table("sink"),
            )
        except (TypeError, ValueError):
            return None

    def _decide(self) -> Any:
        reading = self.reading
        if reading is None or reading.problems or self.requested_mode is None:
            return None
        from dpone_si.advisor import StrategyAdvisor

        return StrategyAdvisor().advise(reading.context)

    def _table(self, end: str) -> str:
        parts = [self.process.data(f"{end}.table.{part}") for part in ("schema", "name")]
        return ".".join(part for part in parts if isinstance(part, str) and part)


def facts_of(process: Process) -> Facts:
    """The facts of a process, computed once for as long as the process lives."""
    found = process.facts_cache
    if not isinstance(found, Facts):
        found = process.facts_cache = Facts(process)
    return found


def _collect(nodes: list[MappingNode], prefix: str, paths: set[str], depth: int) -> None:
    """The key paths below mappings that are merged, strongest first."""
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
                seen[key] = [target] if isinstance(target, MappingNode) else None
            else:
                merged = seen[key]
                if merged is not None:
                    if isinstance(target, MappingNode):
                        merged.append(target)
                    else:
                        # What is weaker than a value of another kind is replaced, whatever comes further down.
                        _collect(merged, f"{prefix}{key}.", paths, depth + 1)
                        seen[key] = None
    for key, merged in seen.items():
        if merged:
            _collect(merged, f"{prefix}{key}.", paths, depth + 1)


def _known(value: object) -> bool:
    if value is UNKNOWN:
        return False
    if isinstance(value, dict):
        return all(_known(part) for part in value.values())  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return all(_known(part) for part in value)  # pyright: ignore[reportUnknownVariableType]
    return True

"""The authored tree held against the typed structure: every key and value that does not fit, found in one walk.

Several rules look at the same walk (`unknown-key`, `root-block-ignored`, `wrong-type`, the YAML traps ...), so it is done once per
version of a document and, for table entries and processes that an edit did not touch, not even then. Each node is visited where it
is written: what anchors, aliases and merge keys share is judged once. A value in a layer that every process replaces is no fault,
and one in a preset is a fault of each manifest in which it takes part.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, Final, Literal

from dpone_lsp.subject import Analysis
from dpone_si import vocabulary
from dpone_si.manifest import documents, scalars
from dpone_si.manifest.documents import Document
from dpone_si.manifest.processes import APPENDED, Process
from dpone_si.manifest.structure import EXTENSION_PREFIX, FORMS, NUMBER_TEXT, Block, KeySpec, block, root_block
from dpone_si.manifest.templates import is_template
from dpone_si.manifest.tree import AliasNode, MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.records import record

Kind = Literal[
    "unknown",  # the key is not one of the block's
    "deprecated",  # dpone reads the key, but it has a successor
    "misplaced",  # the key belongs to a process, and this block is none
    "boolean",  # a YAML boolean word where text is meant
    "quoted-boolean",  # text such as "false" where a boolean is meant
    "number",  # text that is no number where one is meant
    "number-text",  # a number in quotes
    "changed-number",  # a number whose text dpone changes, where text is meant
    "date",  # a bare date where text is meant
    "mapping",  # something else where a block is meant
    "type",  # any other wrong type
    "word",  # a word that is none of the allowed ones
    "bounds",  # a number outside its bounds
    "pattern",  # text that does not match its pattern
    "template",  # text that dpone renders first: what it gives is judged process by process
]

_MAX_DEPTH: Final = 60
_PROCESS: Final = "process"
#: Blocks that a process key may be put into by mistake: dpone drops it there.
_NOT_PROCESSES: Final = frozenset(("batch", "preset", "flow", "pipeline", "table_entry", "schema_entry"))
#: Root keys of a batch that a flow or a single manifest drops.
_BATCH_ONLY: Final = frozenset(("defaults", "vars", "naming", "convention", "conventions", "registry", "registries", "schemas", "runtime"))
#: Blocks whose `defaults` a stronger layer may replace.
_LAYERED: Final = frozenset((documents.BATCH, documents.PRESET, "schema_entry"))
_TYPE_NAMES: Final = {
    scalars.STR: "string",
    scalars.BOOL: "boolean",
    scalars.INT: "integer",
    scalars.FLOAT: "number",
    scalars.NULL: "null",
}
_NUMBER: Final = re.compile(NUMBER_TEXT)
_WHOLE_TEMPLATE: Final = re.compile(r"\s*\{\{.*\}\}\s*", re.DOTALL)
_BOOLEAN_WORDS: Final = frozenset(("true", "false", "yes", "no", "on", "off"))


@record(frozen=True, eq=False)
class Oddity:
    """One thing that does not fit. `where` is the path of the mapping in canonical form (``sink.strategy``; '' for the top)."""

    kind: Kind
    document: Document
    block: Block
    mapping: MappingNode
    key: Node
    value: Node
    where: str
    spec: KeySpec | None = None
    #: True when the value is an item of a list.
    item: bool = False
    #: True below `defaults`, whose values a stronger layer may replace.
    layered: bool = False
    #: What the template at this place gives, when it is that which does not fit.
    outcome: object = None

    @property
    def rendered(self) -> bool:
        """True when the text itself is fine, and what dpone makes of it is not."""
        return self.outcome is not None

    @property
    def text(self) -> str:
        """The value in words: as written, or what the template gives."""
        if self.outcome is not None:
            return str(self.outcome)
        node = self.value.target
        return node.text if isinstance(node, ScalarNode) else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """What a message says besides, when the value comes out of a template."""
        if self.outcome is None:
            return ()
        node = self.value.target
        return (f"the template `{node.text if isinstance(node, ScalarNode) else ''}` gives `{self.outcome}` here",)

    @property
    def name(self) -> str:
        """The key as written."""
        return self.key.text if isinstance(self.key, ScalarNode) else ""

    @property
    def path(self) -> str:
        """The key's path in canonical form, for messages."""
        return f"{self.where}.{self.name}" if self.where else self.name


@record
class _Walked:
    analysis: Analysis
    by_kind: dict[str, list[Oddity]]
    #: Oddities below each table entry, process or column, for the next walk of the same document.
    parts: dict[Node, _Part]
    api: bool
    #: What the templates give (`dpone_lsp.rendered_values`), for the next walk of the same document.
    outcomes: Any = None


class _Part:
    """What was found below one node, and what else that depends on."""

    __slots__ = ("api", "found", "key", "layered", "where")

    def __init__(self, key: Node, where: str, layered: bool, api: bool, found: list[Oddity]) -> None:
        self.key = key
        self.where = where
        self.layered = layered
        self.api = api
        self.found = found


_last: list[_Walked] = []


def oddities(analysis: Analysis, *kinds: Kind, rendered: bool = False) -> Iterator[Oddity]:
    """What does not fit in this document, of these kinds, in document order for each kind.

    `rendered` adds what does not fit only after dpone has rendered a template: there the text is to be told, not to be replaced.
    """
    walked = _walked(analysis)
    for kind in kinds:
        for oddity in walked.by_kind.get(kind, ()):
            if rendered or not oddity.rendered:
                yield oddity


def parts(analysis: Analysis) -> list[Document]:
    """The presets and fragments that a manifest takes in."""
    return [other for other in analysis.expansion.used.values() if other.form in (documents.PRESET, documents.FRAGMENT)]


def kinds(analysis: Analysis) -> Collection[str]:
    """The kinds of oddities in this document."""
    return _walked(analysis).by_kind.keys()


def walk_form(document: Document) -> str:
    """The form whose structure a document is held against: what it is meant as, when its `kind` is missing or misspelt."""
    form = document.form
    root = document.mapping
    if form == documents.SINGLE and root is not None:
        if "processes" in root.entries:
            return documents.FLOW
        if isinstance(root.get("schemas"), MappingNode):
            return documents.BATCH
    return form


def _walked(analysis: Analysis) -> _Walked:
    known = _last[:]
    for one in known:
        if one.analysis is analysis:
            return one
    document = analysis.document
    before = next((one for one in known if one.analysis.document is document), None)
    api = any(process.source_type in (None, "api") for process in analysis.processes) or document.form == documents.PRESET
    walk = _Walk(document, api, before.parts if before is not None and before.api == api else {})
    walk.run()
    processes = [facts.process for facts in analysis.processes]
    by_kind: dict[str, list[Oddity]] = {}
    for oddity in walk.found:
        if not oddity.layered or not processes or oddity.kind in _KEY_FAULTS or any(takes_part(process, oddity) for process in processes):
            by_kind.setdefault(oddity.kind, []).append(oddity)
    for other in parts(analysis):
        for oddity in _of_part(other, api):
            whole = other.form == documents.FRAGMENT
            if whole or (oddity.layered and any(takes_part(process, oddity) for process in processes)):
                by_kind.setdefault(oddity.kind, []).append(oddity)
    for process in processes:
        if process.document.form == documents.COMPONENT and isinstance(process.entry, MappingNode):
            for oddity in _of_made_process(process.document, process.entry):
                by_kind.setdefault(oddity.kind, []).append(oddity)
    templates = by_kind.pop("template", None)
    made = _Walked(analysis, by_kind, walk.parts, api)
    if templates is not None:
        from dpone_lsp.rendered_values import Outcomes, outcomes

        known_outcomes = before.outcomes if before is not None else None
        made.outcomes = outcomes(templates, processes, known_outcomes or Outcomes())
        for oddity in made.outcomes.misfits:
            by_kind.setdefault(oddity.kind, []).append(oddity)
    _last[:] = [made, *(one for one in known if one is not before)][:4]
    return made


#: Faults of a key itself: they stand whether or not a stronger layer writes the same key.
_KEY_FAULTS: Final = frozenset(("unknown", "deprecated", "misplaced"))
#: The parts walked last: document, root at that time, for sources of type api, what was found. Many manifests share one.
_parts: list[tuple[Document, Node | None, bool, list[Oddity]]] = []


def _of_part(document: Document, api: bool) -> list[Oddity]:
    for known, root, for_api, found in _parts:
        if known is document and root is document.root and for_api == api:
            return found
    walk = _Walk(document, api, {})
    walk.run()
    _parts.insert(0, (document, document.root, api, walk.found))
    del _parts[16:]
    return walk.found


def _of_made_process(component: Document, made: MappingNode) -> list[Oddity]:
    """What does not fit in a process that a recipe's component became once its placeholders were filled in."""
    walk = _Walk(component, False, {})
    walk.process(made)
    return walk.found


def takes_part(process: Process, oddity: Oddity) -> bool:
    """Whether the effective process has this very value, or the list in which it stands."""
    names = oddity.path.split(".")
    if names[0] in APPENDED:
        return True
    for length in range(len(names), 0, -1):
        value = process.at(".".join(names[:length]))
        if value is None:
            continue
        if length == len(names):
            merged = value.hits[: len(value.view.stack)] if value.is_mapping else value.hits[:1]
            return any(hit.key is oddity.key for hit in merged)
        return not value.is_mapping and _holds(value.node, oddity.mapping)
    return False


def _holds(node: Node, wanted: MappingNode) -> bool:
    if node is wanted:
        return True
    below: list[Node] = node.items if isinstance(node, SequenceNode) else []
    if isinstance(node, MappingNode):
        below = [value for _, value in node.pairs]
    return any(_holds(child.target, wanted) for child in below)


class _Walk:
    """One pass over one document."""

    def __init__(self, document: Document, api: bool, before: dict[Node, _Part]) -> None:
        self.document = document
        self.found: list[Oddity] = []
        self.parts: dict[Node, _Part] = {}
        self._before = {} if document.tree.linked else before
        self._api = api
        self._seen: set[tuple[Node, str]] = set()
        #: Keys of shared mappings that at least one of their users knows.
        self._known: set[Node] = set()
        #: True below `defaults`.
        self._layered = False

    def _note(
        self, kind: Kind, shape: Block, mapping: MappingNode, key: Node, value: Node, where: str, spec: KeySpec | None = None, item: bool = False
    ) -> None:
        self.found.append(Oddity(kind, self.document, shape, mapping, key, value, where, spec, item, self._layered))

    def run(self) -> None:
        document = self.document
        form = walk_form(document)
        root = document.mapping
        if root is None or form not in FORMS:
            return
        self._mapping(root, root_block(form), "", 0, self._api)
        if self._known:
            self.found = list(self._once())

    def process(self, node: MappingNode) -> None:
        """Look at one process alone."""
        source = node.get("source")
        self._mapping(node, block(_PROCESS), "", 0, isinstance(source, MappingNode) and self._is_api(source, False))

    def _once(self) -> Iterator[Oddity]:
        """Without the keys that another user of a shared mapping knows, and each other key once."""
        told: set[Node] = set(self._known)
        for oddity in self.found:
            if oddity.kind in ("unknown", "misplaced"):
                if oddity.key in told:
                    continue
                told.add(oddity.key)
            yield oddity

    def _mapping(self, node: MappingNode, shape: Block, where: str, depth: int, api: bool) -> None:
        if depth > _MAX_DEPTH:
            return
        if self.document.tree.linked:
            if (node, shape.name) in self._seen:
                return
            self._seen.add((node, shape.name))
        process_like = shape.name in _NOT_PROCESSES
        opened = shape.open or (bool(shape.open_for_sources) and api)
        linked = self.document.tree.linked
        for key, value in node.pairs:
            name = key.text if type(key) is ScalarNode else None
            if name is None or (not key.style and key.type not in (scalars.STR, scalars.MERGE)):  # type: ignore[attr-defined]
                if shape.wildcard is None and not opened and isinstance(key, ScalarNode):
                    self._note("unknown", shape, node, key, value, where)
                continue
            if name == "<<" and not key.style:  # type: ignore[attr-defined]
                self._merged(value, shape, where, depth, api)
                continue
            spec = shape.keys.get(name) or shape.wildcard
            if spec is not None:
                if linked:
                    self._known.add(key)
                if spec.deprecated is not None:
                    self._note("deprecated", shape, node, key, value, where, spec)
                if type(value) is ScalarNode:
                    kind = _scalar_fault(spec, value)
                    if kind is not None:
                        self._note(kind, shape, node, key, value, where, spec)
                    continue
                below = api
                if name == "source" and isinstance(value.target, MappingNode):
                    below = self._is_api(value.target, api)
                outer, self._layered = self._layered, self._layered or (name == "defaults" and shape.name in _LAYERED)
                # The mapping of a schema stays the same object when tables are added to it.
                if spec is shape.wildcard and spec.block != "schema_entry" and not linked:
                    self._part(spec, node, key, value, shape, where, depth, below, False)
                else:
                    self._value(spec, node, key, value, shape, where, depth, below)
                self._layered = outer
                continue
            if name.startswith(EXTENSION_PREFIX):
                continue
            if (process_like and _belongs_elsewhere(name, shape.name)) or (shape.name == documents.SINGLE and name in _BATCH_ONLY):
                self._note("misplaced", shape, node, key, value, where)
            elif not opened:
                self._note("unknown", shape, node, key, value, where)

    def _merged(self, value: Node, shape: Block, where: str, depth: int, api: bool) -> None:
        target = value.target
        for source in target.items if isinstance(target, SequenceNode) else [target]:
            found = source.target
            if isinstance(found, MappingNode):
                self._mapping(found, shape, where, depth + 1, api)

    def _value(
        self,
        spec: KeySpec,
        mapping: MappingNode,
        key: Node,
        value: Node,
        shape: Block,
        where: str,
        depth: int,
        api: bool,
        item: bool = False,
    ) -> None:
        node = value.target
        if isinstance(node, ScalarNode):
            if isinstance(value, AliasNode):
                if value.pointee is None or (node, "scalar") in self._seen:
                    return
                self._seen.add((node, "scalar"))
            kind = _scalar_fault(spec, node)
            if kind is not None:
                self._note(kind, shape, mapping, key, value, where, spec, item)
            return
        types = spec.types
        if isinstance(node, MappingNode):
            if "mapping" not in types and "any" not in types:
                self._note("type", shape, mapping, key, value, where, spec, item)
            elif spec.block is not None:
                name = key.text if isinstance(key, ScalarNode) else ""
                self._mapping(node, block(spec.block), _below(spec.block, where, name), depth + 1, api)
            return
        if not isinstance(node, SequenceNode):
            return
        if "list" not in types and "any" not in types:
            wanted: Kind = "mapping" if types and set(types) <= {"mapping", "null"} else "type"
            self._note(wanted, shape, mapping, key, value, where, spec, item)
            return
        one = spec.items
        if one is None:
            return
        separate = one.block in ("table_entry", _PROCESS) and not self.document.tree.linked
        for child in node.items:
            if separate:
                self._part(one, mapping, key, child, shape, where, depth + 1, api, True)
            else:
                self._value(one, mapping, key, child, shape, where, depth + 1, api, True)

    def _part(
        self, spec: KeySpec, mapping: MappingNode, key: Node, value: Node, shape: Block, where: str, depth: int, api: bool, item: bool
    ) -> None:
        """`_value` of a part that long documents have many of: one that an edit did not touch is not walked again."""
        kept = self._before.get(value)
        # An entry of a list is a process wherever it stands; what it is told under is the list's key, which goes with the entry.
        same = kept is not None and kept.api is api and kept.key is key and kept.where == where and kept.layered is self._layered
        if kept is None or not (item or same):
            outer, self.found = self.found, []
            self._value(spec, mapping, key, value, shape, where, depth, api, item)
            kept = _Part(key, where, self._layered, api, self.found)
            self.found = outer
        self.parts[value] = kept
        if kept.found:
            self.found.extend(kept.found)

    def _is_api(self, source: MappingNode, otherwise: bool) -> bool:
        kind = source.get("type")
        if not isinstance(kind, ScalarNode) or not isinstance(kind.value, str) or is_template(kind.value):
            return otherwise
        return vocabulary.canonical_endpoint(kind.value, "source") in (None, "api")


def _below(name: str, where: str, key: str) -> str:
    """Canonical path of a block below `where`: a process starts afresh wherever it is written."""
    if name in (_PROCESS, "table_entry", "schema_entry") or name.startswith(("batch.", "preset.")):
        return ""
    return f"{where}.{key}" if where else key


def _belongs_elsewhere(name: str, shape: str) -> bool:
    if name in block(_PROCESS).keys:
        return True
    return shape in ("flow", "pipeline") and name in _BATCH_ONLY


def _scalar_fault(spec: KeySpec, node: ScalarNode) -> Kind | None:
    kind, value = node.resolved
    if kind == scalars.STR and isinstance(value, str) and "{{" in value and is_template(value):
        # A text with something beside the braces stays a text.
        plain_text = "string" in spec.types and not spec.enum and not _WHOLE_TEMPLATE.fullmatch(value)
        return None if plain_text or "any" in spec.types else "template"
    return value_fault(spec, kind, value, node)


def value_fault(spec: KeySpec, kind: str, value: object, node: ScalarNode | None = None) -> Kind | None:
    """What is wrong with a scalar of a YAML type at a key; `node` is the text it stands in, when it was written so."""
    types = spec.types
    if isinstance(value, str) and kind == scalars.STR:
        if "string" in types:
            if spec.enum:
                return None if not value or _is_word(spec, value) or is_template(value) else "word"
            if spec.pattern is not None and not is_template(value):
                return _text_fault(spec, value)
            return None
        if "any" in types or is_template(value):
            return None
        if "boolean" in types:
            return "quoted-boolean" if value.strip().lower() in _BOOLEAN_WORDS else "type"
        if "integer" in types or "number" in types:
            return "number" if not _NUMBER.fullmatch(value) else "number-text"
        return "mapping" if "mapping" in types and "list" not in types else "type"
    if "any" in types:
        return None
    if kind == scalars.NULL:
        if types == ("mapping",):
            return "mapping"
        return "type" if spec.enforced and "null" not in types else None
    if kind in (scalars.INT, scalars.FLOAT):
        if "number" in types or (kind == scalars.INT and "integer" in types):
            low, high = spec.minimum, spec.maximum
            if not isinstance(value, (int, float)):
                return None
            if (low is not None and value < low) or (high is not None and value > high):
                return "bounds"
            return None
        if "integer" in types:
            return "type"
        if "string" in types:
            if spec.enforced or spec.enum:
                return "type"
            return "changed-number" if node is not None and not node.style and str(value) != node.text else None
        return "mapping" if "mapping" in types and "list" not in types else "type"
    if kind == scalars.BOOL:
        if "boolean" in types:
            return None
        if "string" in types:
            return "boolean"
        if "list" in types:
            return "type"
        return "mapping" if "mapping" in types else "type"
    if kind == scalars.TIMESTAMP:
        return "date" if "string" in types else "type"
    return None


def _is_word(spec: KeySpec, value: str) -> bool:
    if spec.open_enum or value in spec.enum or value in spec.aliases:
        return True
    if not spec.any_case:
        return False
    plain = value.strip().lower().replace("-", "_")
    return plain in spec.enum or plain in spec.aliases or value.strip().lower() in spec.aliases


def _text_fault(spec: KeySpec, value: str) -> Kind | None:
    if spec.pattern is None or re.search(spec.pattern, value):
        return "number-text" if spec.converts_text else None
    return "number" if spec.converts_text else "pattern"


#: Blocks whose values have rules of their own, by the beginning of the block's name.
_OWN_BLOCKS = (
    "backfill", "window", "portable_scope", "scope_", "partition", "diff", "scd2", "cdc", "reconciliation", "empty_snapshot", "quality",
    "tolerance", "soft_delete", "schema_contract.columns", "acceptance", "xmin_execution", "state", "validation", "contract_column",
    "physical_design", "low_cardinality",
    "clickhouse_cluster", "mssql_storage", "design_", "transform", "flow_authoring", "batch_authoring", "airflow_resources",
    "resource_amounts", "recipe_use", "hook", "native_chunk", "native_wire",
)  # fmt: skip
#: Block -> keys of it whose values have rules of their own.
_OWN_KEYS = {
    "strategy": frozenset(
        (
            "mode", "merge_policy", "overwrite_type", "duplicate_policy", "unique_key", "atomicity", "mutations_sync", "max_source_bytes",
            "custom_predicate", "partition",
        )
    ),
    "source": frozenset(("type", "connection_type", "connection_ref", "vault_path", "api_type")),
    "sink": frozenset(("type", "connection_type", "connection_ref", "vault_path")),
    "schema_contract": frozenset(("enforcement",)),
    "migration": frozenset(("strategy",)),
    "metadata": frozenset(("id", "airflow")),
    "batch": frozenset(("schemas",)),
    "schema_entry": frozenset(("tables",)),
    "flow": frozenset(("processes", "fragments", "recipe", "authoring")),
    "pipeline": frozenset(("processes", "fragments", "recipe", "authoring")),
    "table_entry": frozenset(("table", "id", "depends_on")),
}  # fmt: skip
#: Keys of any options block, or of the process itself, whose values have rules of their own.
_OWN_OPTIONS = frozenset(
    (
        "export_format", "batch_size", "estimated_rows", "changed_percent", "delete_percent", "incremental_strategy", "technical_columns",
        "technical_columns_mode", "include_technical_columns", "unique_key", "reconciliation", "depends_on", "transforms",
        "durable_quality_replay", "table_labels", "physical_design", "xmin_execution", "batch_commit_mode",
    )
)  # fmt: skip
_OPTION_BLOCKS = frozenset(("source_options", "sink_options", "single", "process"))


def has_own_rule(oddity: Oddity) -> bool:
    """True when a more telling rule looks at this value, so that the general ones keep quiet."""
    name = oddity.block.name
    return name.startswith(_OWN_BLOCKS) or (name in _OPTION_BLOCKS and oddity.name in _OWN_OPTIONS) or oddity.name in _OWN_KEYS.get(name, ())

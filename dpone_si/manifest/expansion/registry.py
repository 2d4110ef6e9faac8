"""Source registries: files that give variables (host, type, owner ...) for a pair of source system and database.

Three shapes, one lookup: case-insensitive, the exact pair before ``(system, *)``, a later entry replacing an earlier
one entirely (manifest-format sheet, section 4.6).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.model.variables import merge
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain
from dpone_si.records import record

_SYSTEM_KEYS = ("src_system", "code", "source")
_DATABASE_KEYS = ("src_database", "db", "database")
_ROW_DATABASE_KEYS = ("src_database", "db", "database", "databases")
_ITEM_KEYS = ("name", "db", "src_database")


@record(frozen=True, eq=False)
class Entry:
    """Variables for one (system, database) pair; `database` may be ``*``. `places` tells where each variable is
    written.
    """

    system: str
    database: str
    variables: Mapping[object, object]
    places: Mapping[object, Node]
    node: MappingNode
    document: Document

    @property
    def pair(self) -> tuple[str, str]:
        return self.system.lower(), self.database.lower()


@record(frozen=True)
class RegistryFault:
    """Why dpone cannot use a registry file, and where."""

    message: str
    node: Node | None


def entries(document: Document) -> tuple[list[Entry], list[RegistryFault]]:
    """All entries of a registry document in file order, and what is wrong with it."""
    root = document.root
    found: list[Entry] = []
    faults: list[RegistryFault] = []
    if root is None or (isinstance(root, ScalarNode) and root.value is None):
        return found, faults
    rows: Node | None = root
    as_sources = False
    if isinstance(root, MappingNode):
        as_sources = "entries" not in root.entries
        rows = root.get("sources" if as_sources else "entries")
    if not isinstance(rows, SequenceNode):
        where = rows if rows is not None else root
        faults.append(
            RegistryFault("a source registry is a list, or a mapping with a list under `entries` or `sources`", where)
        )
        return found, faults
    for item in rows.items:
        row = item.target
        if not isinstance(row, MappingNode):
            faults.append(RegistryFault("a registry entry must be a mapping", item))
            continue
        system = _text(row, _SYSTEM_KEYS)
        if system is None:
            faults.append(RegistryFault("a registry entry needs `src_system` (or `code`, `source`)", row))
            continue
        databases = list(_row_databases(row)) if as_sources else [name for name in [_text(row, _DATABASE_KEYS)] if name]
        if not databases:
            faults.append(RegistryFault("a registry entry needs `src_database` (or `db`, `database`)", row))
            continue
        nested = None if as_sources else row.get("vars")
        if nested is not None and not isinstance(nested, MappingNode) and to_plain(nested) is not None:
            faults.append(RegistryFault("`vars` of a registry entry must be a mapping", nested))
            continue
        variables, places = _row_variables(row) if as_sources else _entry_variables(row)
        found.extend(Entry(system, database, variables, places, row, document) for database in databases)
    return found, faults


def lookup(all_entries: list[Entry], system: str, database: str) -> Entry | None:
    """The entry dpone uses for a pair, or None."""
    exact = (system.lower(), database.lower())
    any_database = (system.lower(), "*")
    best: Entry | None = None
    wild: Entry | None = None
    for entry in all_entries:
        if entry.pair == exact:
            best = entry
        elif entry.pair == any_database:
            wild = entry
    return best or wild


def _value(row: MappingNode, keys: tuple[str, ...]) -> Node | None:
    """The first of the keys whose value is truthy."""
    for key in keys:
        node = row.get(key)
        if node is not None and (not isinstance(node, ScalarNode) or node.value) and to_plain(node):
            return node
    return None


def _text(row: MappingNode, keys: tuple[str, ...]) -> str | None:
    node = _value(row, keys)
    if isinstance(node, ScalarNode) and isinstance(node.value, str) and node.value.strip():
        return node.value.strip()
    return None


def _row_databases(row: MappingNode) -> Iterator[str]:
    node = _value(row, _ROW_DATABASE_KEYS)
    if node is None:
        # Not a word about databases: the row is for all of them. An explicit empty value is a fault.
        last = row.get("databases")
        if last is None or (isinstance(last, ScalarNode) and last.value is None):
            yield "*"
    elif isinstance(node, ScalarNode):
        if isinstance(node.value, str) and node.value.strip():
            yield node.value.strip()
    elif isinstance(node, SequenceNode):
        for item in node.items:
            target = item.target
            if isinstance(target, ScalarNode) and isinstance(target.value, str) and target.value.strip():
                yield target.value.strip()
            elif isinstance(target, MappingNode):
                name = _text(target, _ITEM_KEYS)
                if name is not None:
                    yield name


def _row_variables(row: MappingNode) -> tuple[dict[object, object], dict[object, Node]]:
    variables: dict[object, object] = {}
    places: dict[object, Node] = {}

    def put(name: object, node: Node) -> None:
        variables[name] = to_plain(node)
        places[name] = node

    host = row.get("host")
    if host is not None and to_plain(host) is not None:
        put("host", host)
    kind = _value(row, ("type", "src_type"))
    if kind is None:
        kind = row.get("src_type")
    if kind is not None and to_plain(kind) is not None:
        put("type", kind)
    reserved = {*_SYSTEM_KEYS, *_ROW_DATABASE_KEYS, "host", "type", "src_type"}
    for key, (_, node) in row.entries.items():
        if key not in reserved:
            put(key, node.target)
    return variables, places


def _entry_variables(row: MappingNode) -> tuple[dict[object, object], dict[object, Node]]:
    variables: dict[object, object] = {}
    places: dict[object, Node] = {}

    def put(name: object, node: Node) -> None:
        variables[name] = merge(variables[name], to_plain(node), name) if name in variables else to_plain(node)
        places[name] = node

    nested = row.get("vars")
    if isinstance(nested, MappingNode):
        for key, (_, node) in nested.entries.items():
            put(key, node.target)
    for name in ("host", "type"):
        node = row.get(name)
        if node is not None and name not in variables:
            put(name, node)
    reserved = {*_SYSTEM_KEYS, *_DATABASE_KEYS, "vars", "host", "type"}
    for key, (_, node) in row.entries.items():
        if key not in reserved:
            put(key, node.target)
    return variables, places

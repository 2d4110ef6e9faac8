"""What a shared file gives: how many processes take a value of a preset, a registry or a fragment, what they come
to, and who overrides it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Final

from dpone_lsp.features import decision
from dpone_lsp.features.cursor import Cursor
from dpone_lsp.features.effective import place_text
from dpone_lsp.features.wording import HIDDEN, code, is_secret, plain
from dpone_lsp.model.analysis import Analysis
from dpone_si.manifest.expansion.registry import entries
from dpone_si.manifest.model.documents import MANIFESTS, OTHER, REGISTRY
from dpone_si.manifest.model.facts import facts_of
from dpone_si.manifest.model.layers import Layer
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode
from dpone_si.wording import count_of, some

#: Files that are looked into.
MAX_FILES: Final = 30
#: Outcomes and overriding places that are listed, and processes named for each.
MAX_ROWS: Final = 5
MAX_NAMES: Final = 4
#: What the decision is made from.
_DECIDING: Final = ("sink", "sink.strategy", "sink.type", "source", "source.type", "source.options")
_DECIDING_BELOW: Final = ("sink.strategy.", "source.options.")

#: Where a process has a value from: layer, key and value of every place that writes it, the one that counts first.
_Places = list[tuple[Layer, Node, Node]]


def shared_layer_use(analysis: Analysis, here: Cursor) -> Generator[None, None, str]:
    """What the value at a place of a shared file gives to those who are built from it, as Markdown. One step per
    manifest.
    """
    document = analysis.document
    look = None if document.form in MANIFESTS or document.form == OTHER else _look(analysis, here)
    if look is None:
        return ""
    workspace = analysis.workspace
    files = [path for path in workspace.dependents(document.path) if path != document.path]
    takers: dict[str, list[Process]] = {}
    others: dict[tuple[str, str], list[Process]] = {}
    for file in files[:MAX_FILES]:
        expansion = workspace.expansion(file)
        for process in expansion.processes if expansion is not None else ():
            places = look(process)
            mine = [_stands_here(place, here) for place in places]
            if not any(mine):
                continue
            if mine[0] or isinstance(places[0][2].target, MappingNode):
                takers.setdefault(file, []).append(process)
            else:
                layer, _, node = places[0]
                others.setdefault((place_text(layer, node), _value(node, here)), []).append(process)
        workspace.release(file)
        yield
    if not takers and not others:
        return ""
    given = [process for found in takers.values() for process in found]
    head = f"given to {count_of(len(given), 'process', 'processes')} in {count_of(len(takers), 'file')}"
    lines = [head + (f" (looked into {MAX_FILES} of {len(files)} files)" if len(files) > MAX_FILES else "")]
    path = here.process_path() or ""
    if path in _DECIDING or path.startswith(_DECIDING_BELOW):
        lines.extend(_outcomes(given))
    lines.extend(_overriding(others))
    return "\n".join(lines)


def _look(analysis: Analysis, here: Cursor) -> Callable[[Process], _Places] | None:
    """How to find in a process what stands at a place: a value by its path, or a variable by its name."""
    path = here.process_path()
    if path:
        return lambda process: _of_value(process, path)
    names = [part for part in here.path if isinstance(part, str)]
    if analysis.document.form == REGISTRY:
        return _look_up(analysis, here)
    if len(names) == 2 and names[0] == "vars":
        return lambda process: _of_variable(process, names[1])
    return None


def _look_up(analysis: Analysis, here: Cursor) -> Callable[[Process], _Places] | None:
    """A field of a registry's entry is a variable; what names the entry stands for all of them."""
    node = here.node
    entry = next(
        (
            one
            for one in entries(analysis.document)[0]
            if node is not None and one.node.start <= node.start <= one.node.end
        ),
        None,
    )
    if entry is None:
        return None
    for name, place in entry.places.items():
        if here.steps and place in (here.steps[-1].key, here.steps[-1].value):
            return lambda process: _of_variable(process, str(name))
    return None


def _of_value(process: Process, path: str) -> _Places:
    value = process.at(path)
    return [] if value is None else [(hit.layer, hit.key, hit.node) for hit in value.hits]


def _of_variable(process: Process, name: str) -> _Places:
    variable = process.variables.get(name) if process.variables is not None else None
    if variable is None or variable.layer is None or variable.node is None:
        return []
    return [
        (variable.layer, variable.key or variable.node, variable.node),
        *((layer, node, node) for layer, node in variable.hidden),
    ]


def _stands_here(place: tuple[Layer, Node, Node], here: Cursor) -> bool:
    """True for the place of the cursor. The file may have been read twice, so nodes are told by where they stand."""
    layer, key, node = place
    last = here.steps[-1]
    return layer.document.path == here.document.path and (
        node.start == last.value.start or (last.key is not None and key.start == last.key.start)
    )


def _outcomes(processes: list[Process]) -> list[str]:
    by_outcome: dict[str, list[str]] = {}
    for process in processes:
        by_outcome.setdefault(decision.short(facts_of(process)) or "", []).append(process.title)
    rows = sorted(by_outcome.items(), key=lambda row: (-len(row[1]), row[0]))
    lines = [
        f"- {len(titles)} {code(outcome) if outcome else 'cannot be told'}: {_names(titles)}"
        for outcome, titles in rows[:MAX_ROWS]
    ]
    if len(rows) > MAX_ROWS:
        lines.append(f"- and {count_of(len(rows) - MAX_ROWS, 'other outcome')}")
    return ["", "they come to", "", *lines] if lines else []


def _overriding(others: dict[tuple[str, str], list[Process]]) -> list[str]:
    if not others:
        return []
    rows = sorted(others.items(), key=lambda row: (-len(row[1]), row[0]))
    lines = [
        f"- {value}at {plain(place)}: {_names(one.title for one in found)}" for (place, value), found in rows[:MAX_ROWS]
    ]
    if len(rows) > MAX_ROWS:
        lines.append(f"- and at {count_of(len(rows) - MAX_ROWS, 'other place')}")
    return [
        "",
        f"overridden for {count_of(sum(len(found) for found in others.values()), 'process', 'processes')}",
        "",
        *lines,
    ]


def _value(node: Node, here: Cursor) -> str:
    if not isinstance(node, ScalarNode):
        return ""
    return f"{HIDDEN if is_secret(here.path) else code(node.text)} "


def _names(titles: Iterable[str]) -> str:
    return some([code(name) for name in dict.fromkeys(titles)], MAX_NAMES)

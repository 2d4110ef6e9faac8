"""The effective manifest of a process as YAML: what dpone runs, with the origin of every line when wanted."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from dpone_lsp.features.wording import HIDDEN, is_secret, tells_secret
from dpone_lsp.fixes.edits import scalar_text
from dpone_si.manifest.model.documents import SINGLE
from dpone_si.manifest.model.effective import plain_process
from dpone_si.manifest.model.layers import UNKNOWN, Layer, Value
from dpone_si.manifest.model.processes import Process
from dpone_si.manifest.model.stages import APPENDED
from dpone_si.manifest.structure import lookup
from dpone_si.manifest.syntax.tree import Node, ScalarNode
from dpone_si.manifest.templates.model import is_template, names_in

#: What a reader should know of when nothing writes it: it decides what the load does.
TAKEN: Final = ("source.type", "sink.type", "sink.strategy.mode")


#: Makes of the data of a process what may be shown of it.
Shown = Callable[[object], object]


def effective_yaml(process: Process, *, origins: bool = False, shown: Shown | None = None) -> str:
    """The process as block-style YAML. With `origins` each line ends in a comment that names layer, file and line."""
    lines: list[tuple[str, str]] = []
    assumed = process.assuming()
    for key, value in _plain(process, shown).items():
        _emit(lines, assumed, str(key), value, 0, str(key))
    if not origins:
        return "".join(text + "\n" for text, _ in lines)
    lines.extend((f"# {path}: {built_in(path)}", "built-in default") for path in TAKEN if process.at(path) is None)
    width = min(max((len(text) for text, _ in lines), default=0), 60)
    return "".join((f"{text:<{width}}  # {origin}" if origin else text) + "\n" for text, origin in lines)


def authored_yaml(process: Process) -> str:
    """What the process's own entry says, without anything inherited: the text of its entry."""
    entry = process.entry
    document = process.document
    if entry is None:
        return document.source.text
    start = document.source.line_start(entry.start)
    end = document.source.line_span(document.source.line_of(max(entry.end - 1, entry.start)))[1]
    lines = document.source.text[start:end].split("\n")
    margin = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:].rstrip("\r") for line in lines) + "\n"


def origin_of(value: Value) -> str:
    """`defaults, shop.batch.yaml:12` for a value."""
    return place_text(value.layer, value.node)


def place_text(layer: Layer, node: Node) -> str:
    document = layer.document
    line = document.source.line_of(node.start) + 1
    name = document.path if document.is_builtin else document.name
    return f"{layer.kind}, {name}:{line}"


def origin_chain(process: Process, path: str) -> list[str]:
    """Where a value comes from and what it hides, strongest first, with the template and variables it was made from;
    empty when nothing writes it.
    """
    value = process.at(path)
    if value is None:
        return []
    lines: list[str] = []
    for number, hit in enumerate(value.hits):
        role = "value" if number == 0 else "merged" if value.is_mapping and number < len(value.view.stack) else "hidden"
        if role == "hidden" and path in APPENDED and value.is_list:
            role = "joined"
        lines.append(f"{role}: {place_text(hit.layer, hit.node)}")
    return [*lines, *_ingredients(process, value)]


def built_in(path: str) -> object:
    """What dpone takes at a path that nothing writes; None when that is nothing."""
    spec = lookup(SINGLE, tuple(path.split(".")))
    return None if spec is None else spec.default


def _ingredients(process: Process, value: Value) -> Iterator[str]:
    """The template behind a rendered value, and each variable in it with its place."""
    node = value.node
    variables = process.variables
    if variables is None or not isinstance(node, ScalarNode) or not is_template(node.text):
        return
    yield f"template: {HIDDEN if tells_secret(node.text) else node.text.strip()}"
    for name in sorted(names_in(node.text)):
        variable = variables.get(name)
        if variable is None:
            continue
        origin = (
            "set by dpone"
            if variable.layer is None or variable.node is None
            else place_text(variable.layer, variable.node)
        )
        shown = (
            HIDDEN if is_secret((name,)) else "cannot be told" if variable.value is UNKNOWN else repr(variable.value)
        )
        yield f"variable: {name} = {shown}, {origin}"


def _emit(lines: list[tuple[str, str]], process: Process, key: str, value: object, depth: int, path: str) -> None:
    margin = "  " * depth
    origin = _origin(process, path)
    label = scalar_text(key)
    if isinstance(value, dict):
        if not value:
            lines.append((f"{margin}{label}: {{}}", origin))
            return
        lines.append((f"{margin}{label}:", ""))
        for inner, part in value.items():
            _emit(lines, process, str(inner), part, depth + 1, f"{path}.{inner}")
        return
    if isinstance(value, list):
        if path in APPENDED:
            items = [place_text(layer, node) for layer, node in process.appended_items(path)]
        else:
            items = []
        if not value:
            lines.append((f"{margin}{label}: []", origin))
            return
        if all(not isinstance(item, (dict, list)) for item in value) and not items:
            inside = ", ".join(_scalar(item, flow=True) for item in value)
            lines.append((f"{margin}{label}: [{inside}]", origin))
            return
        lines.append((f"{margin}{label}:", "" if items else origin))
        for number, item in enumerate(value):
            note = items[number] if number < len(items) else ""
            for index, text in enumerate(_item(item)):
                lines.append((f"{margin}  {'- ' if index == 0 else '  '}{text}", note if index == 0 else ""))
        return
    text = _scalar(value)
    if "\n" in str(value) and isinstance(value, str):
        lines.append((f"{margin}{label}: |{'' if value.endswith(chr(10)) else '-'}", ""))
        lines.extend((f"{margin}  {line}" if line else "", "") for line in value.rstrip("\n").split("\n"))
        return
    lines.append((f"{margin}{label}: {text}", origin))


def _item(value: object) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, part in value.items():
            if isinstance(part, (dict, list)) and part:
                yield f"{scalar_text(key)}:"
                for line in _item(part):
                    yield f"  {line}" if isinstance(part, dict) else f"  - {line}"
            else:
                yield f"{scalar_text(key)}: {_scalar(part, flow=True)}"
    elif isinstance(value, list) and value:
        yield "[" + ", ".join(_scalar(part, flow=True) for part in value) + "]"
    else:
        yield _scalar(value, flow=True)


def _scalar(value: object, *, flow: bool = False) -> str:
    if value is UNKNOWN:
        return "UNKNOWN"
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {_scalar(part, flow=True)}" for key, part in value.items()) + "}"
    if isinstance(value, (set, frozenset)):
        return "!!set {" + ", ".join(_scalar(part, flow=True) for part in _sorted(value)) + "}"
    if isinstance(value, bytes):
        from base64 import b64encode

        return f"!!binary {b64encode(value).decode('ascii')}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_scalar(part, flow=True) for part in value) + "]"
    text = scalar_text(value)
    if flow and text and text[0] not in "\"'" and any(char in text for char in ",[]{}"):
        return scalar_text(value, quote='"')
    return text


def _sorted(values: Iterable[object]) -> list[object]:
    """The members of a set, in an order that is the same each time."""
    return sorted(values, key=repr)


def _origin(process: Process, path: str) -> str:
    value = process.at(path)
    return "" if value is None else origin_of(value)


def process_data(process: Process, *, origins: bool = False, shown: Shown | None = None) -> dict[str, object]:
    """One process as JSON data; with `origins` a map from key path to where its value was written."""
    plain = _plain(process, shown)
    row: dict[str, object] = {"selector": process.selector, "name": plain.get("name"), "manifest": _jsonable(plain)}
    if origins:
        assumed = process.assuming()
        row["origins"] = {path: _origin_data(assumed, path) for path in _leaves(plain, "")}
    return row


def _plain(process: Process, shown: Shown | None) -> dict[str, object]:
    plain = plain_process(process)
    made = plain if shown is None else shown(plain)
    assert isinstance(made, dict)
    return made


def _leaves(value: object, path: str) -> Iterator[str]:
    if isinstance(value, dict) and value:
        for key, part in value.items():
            yield from _leaves(part, f"{path}.{key}" if path else str(key))
    else:
        yield path


def _origin_data(process: Process, path: str) -> dict[str, object] | None:
    value = process.at(path)
    if value is None:
        return None
    document, node = value.layer.document, value.node
    line, column = document.source.position(node.start)
    hidden = [place_text(hit.layer, hit.node) for hit in value.hidden]
    return {"layer": value.layer.kind, "path": document.path, "line": line + 1, "column": column + 1, "hides": hidden}


def _jsonable(value: object) -> object:
    if isinstance(value, dict):
        return {str(key): _jsonable(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_jsonable(part) for part in value]
    if isinstance(value, (set, frozenset)):
        return [_jsonable(part) for part in _sorted(value)]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return None if value is UNKNOWN else value

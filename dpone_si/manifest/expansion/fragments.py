"""Folder flows: the files that a flow names under `fragments`, each with a list of processes (manifest-format sheet,
section 8.2).
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Container, Iterator
from typing import Final

from dpone_si.manifest.expansion import strict_reader
from dpone_si.manifest.expansion.loading import Loader, LoadFailure, content_failure, crosses_link, join
from dpone_si.manifest.expansion.result import Expansion
from dpone_si.manifest.expansion.strict_reader import size_of
from dpone_si.manifest.model import documents
from dpone_si.manifest.model.documents import Document, named_kind
from dpone_si.manifest.model.issues import Issue
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain

MAX_FRAGMENTS = 100
#: What all fragments of a flow may have together.
MAX_BYTES = 8 * 1024 * 1024
FRAGMENT_KIND: Final = "dpone.flow-fragment.v1"


def read_fragments(
    document: Document, root: MappingNode, loader: Loader, result: Expansion
) -> Iterator[tuple[Document, MappingNode]]:
    """Each fragment of a folder flow that has processes to tell, and its tree; what is wrong is told in `result` on
    the way.
    """
    fragments = root.get("fragments")
    if "processes" in root.entries or not isinstance(fragments, SequenceNode) or not fragments.items:
        message = "a folder flow needs a non-empty `fragments` list and no `processes`"
        result.issues.append(Issue("folder-fragment-yaml", message, document, fragments or root))
    items = fragments.items if isinstance(fragments, SequenceNode) else []
    if len(items) > MAX_FRAGMENTS:
        result.issues.append(
            Issue("folder-fragment-yaml", f"at most {MAX_FRAGMENTS} fragments are read", document, fragments)
        )
    seen: set[str] = set()
    size = 0
    for item in items[:MAX_FRAGMENTS]:
        node = item.target
        reference = _reference(document, node, seen, result)
        if reference is None:
            continue
        seen.add(reference)
        read = _read_fragment(document, node, reference, size, loader, result)
        if read is None:
            continue
        fragment, own = read
        size += own
        body = _checked_body(document, node, fragment, reference, result)
        if body is not None:
            yield fragment, body


def _reference(document: Document, node: Node, seen: Container[str], result: Expansion) -> str | None:
    """The path that an item of `fragments` names, as dpone compares and opens it; None when dpone does not take it."""
    written = node.value if isinstance(node, ScalarNode) else None
    reference = _plain_path(written)
    fault = _reference_fault(written, reference, seen)
    if fault is not None:
        result.issues.append(Issue("folder-fragment-yaml", fault, document, node))
        return None
    return reference


def _read_fragment(
    document: Document, node: Node, reference: str, before: int, loader: Loader, result: Expansion
) -> tuple[Document, int] | None:
    """A fragment and its size in bytes; None when it cannot be had, or is not looked into. `before`: the bytes of
    those above it.
    """
    if crosses_link(posixpath.dirname(document.path), reference):
        message = f"fragment `{reference}` is reached over a symbolic link, which dpone does not follow"
        result.issues.append(Issue("folder-fragment-yaml", message, document, node))
        return None
    path = join(document.path, reference)
    fragment = loader.load(path, documents.FRAGMENT)
    if isinstance(fragment, LoadFailure):
        result.missing[path] = documents.FRAGMENT
        message = f"fragment `{reference}` cannot be used: {fragment.message}"
        result.issues.append(Issue("folder-fragment-yaml", message, document, node, data={"path": path}))
        return None
    size = size_of(fragment.source.text)
    unusable = _unusable(fragment, size, before)
    if unusable is not None:
        result.missing[path] = documents.FRAGMENT
        result.issues.append(Issue("folder-fragment-yaml", f"fragment `{reference}` {unusable}", document, node))
        return None
    result.used[path] = fragment
    return fragment, size


def _checked_body(
    document: Document, node: Node, fragment: Document, reference: str, result: Expansion
) -> MappingNode | None:
    """What can be understood of a fragment, after telling what dpone refuses in it; None when its processes cannot
    be told.
    """
    failure = content_failure(fragment)
    if failure is not None:
        message = f"fragment `{reference}` cannot be used: {failure.message}"
        result.issues.append(Issue("folder-fragment-yaml", message, document, node))
    body = _located(fragment, reference)
    if body is None:
        if failure is None:
            result.issues.append(
                Issue("folder-fragment-yaml", f"fragment `{reference}` is not a mapping", document, node)
            )
        return None
    if set(body.entries) != {"kind", "processes"} or to_plain(body.entries["kind"][1]) != FRAGMENT_KIND:
        if failure is not None:
            return None
        message = f"fragment `{reference}` must hold `kind: {FRAGMENT_KIND}` and `processes`, and nothing else"
        result.issues.append(Issue("folder-fragment-yaml", message, document, node))
    return body


def _unusable(fragment: Document, size: int, before: int) -> str | None:
    """Why a file is not even looked into as a fragment: it is too large, or something else by its own word."""
    if size > strict_reader.MAX_BYTES:
        return "is larger than 1 MiB, and dpone refuses it"
    if before + size > MAX_BYTES:
        return "makes all fragments together larger than 8 MiB, and dpone refuses them"
    kind = "" if fragment.mapping is None else named_kind(fragment.mapping)[0]
    if kind in documents.KINDS and kind != FRAGMENT_KIND:
        return f"is a `{kind}`; a fragment holds `kind: {FRAGMENT_KIND}` and `processes`, and nothing else"
    return None


def _located(fragment: Document, reference: str) -> MappingNode | None:
    """A fragment's tree with its SQL files named from the primary file's folder, as dpone sees them."""
    folder = posixpath.dirname(reference)
    body = fragment.mapping
    if body is None or not folder or "sql_file" not in fragment.source.text:
        return body
    located = _with_values(body, "sql_file", lambda name: posixpath.join(folder, name.strip()))
    return located if isinstance(located, MappingNode) else body


def _plain_path(reference: object) -> str:
    """The path as dpone compares and opens it; '' for what is no text."""
    return posixpath.normpath(reference.strip()) if isinstance(reference, str) and reference.strip() else ""


def _reference_fault(written: object, reference: str, seen: Container[str]) -> str | None:
    if not isinstance(written, str) or not reference:
        return "a fragment is named by its path, as text"
    if reference.startswith("/") or "\\" in written or ".." in written.split("/"):
        return f"fragment `{written}` must be a relative path with forward slashes and no `..`"
    if posixpath.splitext(reference)[1] not in (".yaml", ".yml"):
        return f"fragment `{written}` must end in .yaml or .yml"
    if reference in seen:
        return f"fragment `{reference}` is listed twice"
    return None


def _with_values(node: Node, name: str, change: Callable[[str], str]) -> Node:
    """A copy of a tree in which every text under the key `name` is changed; the copies stand where their originals
    do.
    """
    node = node.target
    if isinstance(node, SequenceNode):
        items = SequenceNode(node.start, node.end, node.segment, None, node.tag, node.flow)
        items.items = [_with_values(item, name, change) for item in node.items]
        return items
    if not isinstance(node, MappingNode):
        return node
    copy = MappingNode(node.start, node.end, node.segment, None, node.tag, node.flow)
    for key, value in node.pairs:
        target = value.target
        if (
            isinstance(key, ScalarNode)
            and key.text == name
            and isinstance(target, ScalarNode)
            and isinstance(target.value, str)
        ):
            text = change(target.value)
            changed = ScalarNode(target.start, target.end, target.segment, None, target.tag, text, target.style or '"')
            copy.pairs.append((key, changed))
        else:
            copy.pairs.append((key, _with_values(target, name, change)))
    return copy

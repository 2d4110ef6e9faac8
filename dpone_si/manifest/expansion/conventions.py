"""Conventions: presets that are merged under a batch manifest, the built-in one included.

`convention` (one name) comes first, then `conventions` (a list); later ones win over earlier ones and the manifest wins
over all (manifest-format sheet, sections 4.1 and 4.5).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Final

from dpone_si.manifest.expansion.loading import Loader, LoadFailure, content_failure, join
from dpone_si.manifest.model.documents import BUILTIN, PRESET, Document
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode, to_plain
from dpone_si.records import record

#: Names of the built-in convention; case does not matter.
BUILTIN_NAMES: Final = ("landing_raw_v1", "landing_raw", "landing")
_FILE: Final = ("builtin", "landing_raw_v1.yaml")


@record(frozen=True)
class Reference:
    """One convention as the manifest names it: the node that names it and what was found.

    A preset that is not well-formed has both: what can be understood of it, and why dpone refuses it.
    """

    node: ScalarNode
    name: str
    document: Document | None
    failure: LoadFailure | None = None
    builtin: bool = False


@cache
def builtin_document() -> Document:
    """The built-in convention as a document, so that its values have places too."""
    try:
        with open(os.path.join(os.path.dirname(__file__), *_FILE), encoding="utf-8") as file:
            text = file.read()
    except OSError:
        # Inside a zip; a file is read without this import.
        from dpone_si.shipped import text_of

        text = text_of("dpone_si.manifest.expansion", *_FILE)
    return Document(BUILTIN + "landing_raw_v1.yaml", text, role=PRESET)


def references(document: Document, loader: Loader) -> list[Reference]:
    """The conventions of a manifest, weakest first. Entries that are not text are skipped, as dpone skips them."""
    root = document.mapping
    return [] if root is None else [_resolve(node, document, loader) for node in _named(root)]


def names_builtin(name: str) -> bool:
    """Whether a manifest that writes this name means the built-in convention."""
    return name.strip().lower() in BUILTIN_NAMES


def _named(root: MappingNode) -> Iterator[ScalarNode]:
    one = root.get("convention")
    if _is_name(one):
        yield one  # type: ignore[misc]
    several = root.get("conventions")
    if isinstance(several, SequenceNode):
        for item in several.items:
            if _is_name(item.target):
                yield item.target  # type: ignore[misc]


def _is_name(node: Node | None) -> bool:
    return isinstance(node, ScalarNode) and isinstance(node.value, str) and bool(node.value.strip())


def _resolve(node: ScalarNode, document: Document, loader: Loader) -> Reference:
    name = str(node.value).strip()
    if names_builtin(name):
        return Reference(node, name, builtin_document(), builtin=True)
    found = loader.load(join(document.path, name), PRESET)
    if isinstance(found, LoadFailure):
        return Reference(node, name, None, found)
    failure = content_failure(found)
    if failure is not None:
        return Reference(node, name, None if failure.ours else found, failure)
    if found.root is not None and found.mapping is None and to_plain(found.root):
        return Reference(node, name, None, LoadFailure("not-mapping", "its top level is not a mapping"))
    return Reference(node, name, found)

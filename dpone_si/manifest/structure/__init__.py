"""The typed structure of every manifest form: keys, types, words, bounds, defaults and one sentence each.

Reading it needs the standard library only. The models it is compiled from are in ``models/`` (pydantic); after changing
one, run ``python -m dpone_si.manifest.structure.compile``.
"""

from __future__ import annotations

from dpone_si.manifest.structure.lookup import (
    EXTENSION_PREFIX,
    FORMS,
    INTEGER_TEXT,
    NUMBER_TEXT,
    Block,
    KeySpec,
    block,
    block_at,
    block_names,
    doc,
    doc_at,
    document_spec,
    lookup,
    root_block,
)

__all__ = [
    "EXTENSION_PREFIX",
    "FORMS",
    "INTEGER_TEXT",
    "NUMBER_TEXT",
    "Block",
    "KeySpec",
    "block",
    "block_at",
    "block_names",
    "doc",
    "doc_at",
    "document_spec",
    "lookup",
    "root_block",
]

"""What kind of document a YAML file is: one of dpone's forms, or not ours.

dpone reads the top-level `kind` (else `schema`), trimmed and case-sensitive, and takes everything it does not know for
a single manifest. Whoever is pointed at whole repositories must not: without a known kind, the shape decides
(`form_of`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, Generic, TypeVar

from dpone_si.manifest.syntax.parse import SyntaxTree, parse
from dpone_si.manifest.syntax.text import SourceText
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode
from dpone_si.records import record

SINGLE, BATCH, FLOW, PIPELINE, FRAGMENT = "single", "batch", "flow", "pipeline", "fragment"
#: What the path of a document that dpone brings along begins with.
BUILTIN: Final = "builtin:"
PRESET, REGISTRY = "preset", "registry"
#: Read by dpone, but not a manifest and not a layer of one.
PROJECT, OWNERSHIP, DOMAIN_DAG, SELECTORS = "project", "ownership", "domain_dag", "selectors"
RECIPE, PROFILE, COMPONENT, RECIPE_CATALOG = "recipe", "profile", "component", "recipe_catalog"
CONNECTION_REGISTRY, TEST = "connection_registry", "test"
#: Not a document of dpone.
OTHER = "other"
_KIND_LINE = re.compile(r"^kind:[ \t]+['\"]?(dpone\.[\w.\-]+)", re.MULTILINE)
_ROOT_KEY = re.compile(r"^(?:name(?=:[ \t\r\n])|(?:source|sink)(?=:[ \t\r]*(?:\{|$)))", re.MULTILINE)
T = TypeVar("T")
#: So many characters of a text that is too long are looked at.
_BEGINNING = 10_000
#: Layers of manifests that name no kind: what they are is known from who refers to them.
SHARED: Final = (PRESET, REGISTRY)

KINDS: Final = {
    "dpone.single.v1": SINGLE,
    "dpone.batch.v1": BATCH,
    "dpone.flow.v1": FLOW,
    "dpone.pipeline.v1": PIPELINE,
    "dpone.flow-fragment.v1": FRAGMENT,
    "dpone.test.v1": TEST,
    "dpone.project.v1": PROJECT,
    "dpone.domain-ownership.v1": OWNERSHIP,
    "dpone.domain-dag.v1": DOMAIN_DAG,
    "dpone.selectors.v1": SELECTORS,
    "dpone.recipe.v1": RECIPE,
    "dpone.profile.v1": PROFILE,
    "dpone.component.v1": COMPONENT,
    "dpone.recipe-catalog.v1": RECIPE_CATALOG,
    "dpone.connection-registry.v1": CONNECTION_REGISTRY,
}

#: Forms that hold processes.
MANIFESTS: Final = frozenset((SINGLE, BATCH, FLOW, PIPELINE))
#: Forms dpone reads with its strict reader: no anchors, no duplicate keys, size limits (manifest-format sheet, section
#: 2).
STRICT: Final = frozenset((FRAGMENT, RECIPE, PROFILE, COMPONENT, RECIPE_CATALOG, PROJECT, OWNERSHIP))

_ENDPOINT_KEYS = frozenset(
    ("type", "table", "strategy", "connection_id", "connection_ref", "connection_type", "topic", "options")
)
_BATCH_KEYS = frozenset(("schemas", "defaults", "naming", "convention", "registry"))


@record(frozen=True)
class Recognition:
    """The form of a document and the sentence that says why, for people who ask why a file is no manifest."""

    form: str
    reason: str
    #: The `kind` as written when it is not one dpone knows.
    unknown_kind: str | None = None


def is_builtin(path: str) -> bool:
    """Whether a path is the name of a document that dpone brings along (`builtin:landing_raw_v1.yaml`)."""
    return path.startswith(BUILTIN)


class Document:
    """One file: its path, text and tree. `revise` replaces the text in place; nodes kept across a revision stay
    valid.
    """

    __slots__ = ("_newest", "_trying", "kept", "path", "recognition", "role", "source", "tree", "version")

    def __init__(self, path: str, text: str, *, role: str | None = None) -> None:
        #: Absolute path with forward slashes, or a name such as `builtin:landing_raw_v1.yaml`.
        self.path = path
        #: "preset" or "registry" when another document refers to this one as such.
        self.role = role
        self.version = self._newest = 0
        self._trying = False
        self.source = SourceText(text)
        self.tree: SyntaxTree = parse(self.source)
        self.recognition = recognise(self.tree, role)
        #: What others have derived from it (see `Kept`).
        self.kept: dict[object, object] = {}

    @property
    def root(self) -> Node | None:
        return self.tree.root

    @property
    def mapping(self) -> MappingNode | None:
        """The root when it is a mapping, as it is in every form but a bare-list registry."""
        root = self.tree.root
        return root if isinstance(root, MappingNode) else None

    @property
    def form(self) -> str:
        return self.recognition.form

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    @property
    def is_builtin(self) -> bool:
        """True for a file that dpone brings along: nobody can edit it, and it lies at no path."""
        return is_builtin(self.path)

    def revise(self, text: str) -> None:
        """Take a new text. Parts of the tree that the change cannot reach are kept."""
        from dpone_si.manifest.syntax.incremental import reparse

        if text == self.source.text:
            return
        self._newest += 1
        self.version = self._newest
        self.tree = reparse(self.tree, text, passing=self._trying)
        self.source = self.tree.source
        self.recognition = recognise(self.tree, self.role)

    def serve_as(self, role: str) -> None:
        """Take the form that other documents use this one in, until its next text. It names no kind by itself."""
        self.recognition = recognise(self.tree, role)

    @contextmanager
    def trial(self) -> Generator[None]:
        """Revisions made inside the block are undone after it: the same version stands again, with the same nodes.

        A version number that was tried is never given again, so that nothing kept under it can be taken for a later
        text.
        """
        from dpone_si.manifest.syntax.incremental import memory_of

        before = (self.tree, self.source, self.recognition, self.version)
        outer, self._trying = self._trying, True
        put_back = memory_of(self.tree)
        try:
            yield
        finally:
            put_back()
            self._trying = outer
            self.tree, self.source, self.recognition, self.version = before


class Kept(Generic[T]):
    """Something that is derived from documents and kept with each: it is gone when the document is."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make

    def of(self, document: Document) -> T:
        """What is kept with a document; made when it is asked for first. It stays across revisions."""
        found = document.kept.get(self)
        if found is None:
            found = document.kept[self] = self._make()
        return found  # type: ignore[return-value]


def recognise(tree: SyntaxTree, role: str | None = None) -> Recognition:
    """The form of a parsed document. `role` is what a referring document says it is."""
    root = tree.root
    if role is not None:
        return Recognition(role, f"another manifest refers to it as a {role}")
    if root is None:
        if not tree.complete:
            return _unread(tree.source.text)
        return (
            _broken(tree.source.text, "nothing of it can be read as YAML")
            if tree.problems
            else Recognition(OTHER, "the file is empty")
        )
    if isinstance(root, SequenceNode):
        if _is_list_of_processes(root):
            return Recognition(SINGLE, "the top level is a list of things with a `source` or a `sink`")
        return Recognition(OTHER, "the top level is a list, not a mapping")
    if not isinstance(root, MappingNode):
        return Recognition(OTHER, "the top level is a single value, not a mapping")
    kind, named = named_kind(root)
    form = KINDS.get(kind)
    if form == BATCH and root.get("processes") is not None and root.get("schemas") is None:
        return Recognition(FLOW, f"`{named}: {kind}` with `processes` (dpone reads it as a flow)")
    if form is not None:
        return Recognition(form, f"`{named}: {kind}`")
    unknown = kind or None
    if _looks_ours(kind):
        return Recognition(SINGLE, f"`{named}: {kind}` is close to a kind of dpone", unknown)
    why = _shape(root)
    if why is not None:
        return Recognition(SINGLE, why, unknown)
    if unknown is not None:
        return Recognition(OTHER, f"`{named}: {kind}` is not a kind of dpone")
    why = "no `kind` of dpone, and neither a `source` nor a `sink` block"
    return Recognition(OTHER, why) if tree.refusal is None else _broken(tree.source.text, why)


def _unread(text: str) -> Recognition:
    """The form of a text that is too long to be read, by how it begins."""
    named = _KIND_LINE.search(text, 0, _BEGINNING)
    form = None if named is None else KINDS.get(named.group(1))
    if form is not None:
        # Whatever its form: a document without a tree has no parts that tell forms apart.
        return Recognition(SINGLE, "its beginning names a kind of dpone")
    return Recognition(OTHER, "it is too long to be read, and its beginning names no `kind` of dpone")


def _broken(text: str, otherwise: str) -> Recognition:
    """The form of a text that is no YAML, when what tells it is lost with its faults: by how its lines begin."""
    beginning = text[:_BEGINNING]
    if _KIND_LINE.search(beginning):
        return Recognition(SINGLE, "a line of it names a kind of dpone")
    keys = set(_ROOT_KEY.findall(beginning))
    if len(keys) > 1:
        return Recognition(SINGLE, f"it has lines for {' and '.join(f'`{key}`' for key in sorted(keys))}")
    return Recognition(OTHER, otherwise)


def named_kind(root: MappingNode) -> tuple[str, str]:
    """The kind a document names itself, and the key that says it; `schema` counts when `kind` says nothing."""
    for name in ("kind", "schema"):
        node = root.get(name)
        if isinstance(node, ScalarNode) and node.value:
            return str(node.value).strip(), name
    return "", "kind"


def _looks_ours(kind: str) -> bool:
    lowered = kind.lower()
    return lowered.startswith(("dpone.", "dpone-", "dpone_", "dpon.", "dopne."))


def _shape(root: MappingNode) -> str | None:
    """Why a document without a known kind is a single manifest all the same; None when it is not."""
    ends = 0
    for name in ("source", "sink"):
        node = root.get(name)
        if isinstance(node, MappingNode) and not _ENDPOINT_KEYS.isdisjoint(
            key for key in node.entries if isinstance(key, str)
        ):
            ends += 1
    if ends == 2:
        return "it has a `source` and a `sink` block"
    if ends == 1:
        named = root.get("name") is not None
        sink = root.get("sink")
        strategy = isinstance(sink, MappingNode) and "strategy" in sink.entries
        if named or strategy or (root.get("source") is not None and root.get("sink") is not None):
            return "it has a `name` and one of `source` and `sink`" if named else "it has a `source` or `sink` block"
        return None
    if _batch_without_kind(root):
        return "it has `schemas` with `tables`, but no `kind`"
    return None


def _batch_without_kind(root: MappingNode) -> bool:
    schemas = root.get("schemas")
    if not isinstance(schemas, MappingNode) or not any(key in root.entries for key in _BATCH_KEYS - {"schemas"}):
        return False
    for _, value in schemas.pairs:
        block = value.target
        if isinstance(block, MappingNode) and "tables" in block.entries:
            return True
    return False


def _is_list_of_processes(root: SequenceNode) -> bool:
    for item in root.items[:3]:
        node = item.target
        if isinstance(node, MappingNode) and isinstance(node.get("sink"), MappingNode):
            return True
    return False

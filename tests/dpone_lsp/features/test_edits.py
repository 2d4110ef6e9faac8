"""Edits change exactly what they say: on manifests in every style, the text after an edit means the old value with that one change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from dpone_lsp.fixes import edits
from dpone_lsp.model.finding import Edit
from dpone_lsp.testing.fixtures import marked
from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.tree import AliasNode, MappingNode, Node, ScalarNode, SequenceNode, walk
from tests.generate.generator import generate

SEEDS = range(0, 14)
#: Seeds to go through while a kind of change was not seen often enough; what the generator makes is not the test's to say.
_MANY = range(0, 500)
_CHANGES = ("insert", "first", "delete", "rename", "item", "drop", "replace")
NEW: Any = {"column": "business date", "n": 0.00001}


def documents(seeds: range = SEEDS) -> Iterator[tuple[str, Document]]:
    for seed in seeds:
        project = generate(seed)
        for name, text in project.files.items():
            if name.endswith((".yaml", ".yml")):
                yield f"{seed}:{name}", Document(name, text)


def plain(node: Node, change: dict[Node, Callable[[Any], Any]]) -> Any:
    """The value of a tree in which some nodes are changed. Merge keys are kept as a key of their own."""
    node = node.target
    if isinstance(node, ScalarNode):
        value: Any = node.value
    elif isinstance(node, MappingNode):
        value = {}
        for key, child in node.pairs:
            value[_hashable(plain(key, change))] = plain(child, change)
    else:
        assert isinstance(node, SequenceNode)
        value = [plain(item, change) for item in node.items]
    return change[node](value) if node in change else value


def _hashable(value: Any) -> Any:
    return value if value.__hash__ is not None else repr(value)


def check(
    label: str, document: Document, made: Edit | list[Edit] | None, change: dict[Node, Callable[[Any], Any]]
) -> bool:
    if made is None:
        return False
    root = document.root
    assert root is not None
    some = made if isinstance(made, list) else [made]
    text = edits.apply(document.source.text, some)
    after = Document(document.path, text)
    assert not after.tree.problems, (label, after.tree.problems, some, text)
    assert after.root is not None
    assert plain(after.root, {}) == plain(root, change), (label, some, text)
    if "\r\n" in document.source.text and document.source.text.count("\r\n") == document.source.text.count("\n"):
        assert text.count("\r\n") == text.count("\n"), (label, some)
    return True


def _without(key: Node) -> Callable[[Any], Any]:
    name = plain(key, {})
    return lambda value: {one: part for one, part in value.items() if one != name}


def test_one_change_at_a_time() -> None:
    """Insert, replace, rename and delete at every node of generated manifests, until each was done often enough."""
    done: dict[str, int] = {}
    for label, document in documents(_MANY):
        if all(done.get(what, 0) > 20 for what in _CHANGES):
            break
        if document.tree.problems or document.root is None:
            continue
        for what, ok in _changes(label, document, document.root):
            done[what] = done.get(what, 0) + ok
            done[f"{what} refused"] = done.get(f"{what} refused", 0) + (not ok)
    for what in _CHANGES:
        assert done[what] > 20, done
        assert done[f"{what} refused"] <= done[what] / 2, done


def _changes(label: str, document: Document, root: Node) -> Iterator[tuple[str, bool]]:
    """Every change at every node, and whether it was made."""
    aliased = {node.pointee for node in walk(root) if isinstance(node, AliasNode)}
    keys = {key for node in walk(root) if isinstance(node, MappingNode) for key, _ in node.pairs}
    for node in walk(root):
        if isinstance(node, MappingNode):
            yield from _changes_of_mapping(label, document, node, aliased)
        elif isinstance(node, SequenceNode):
            yield from _changes_of_list(label, document, node, aliased)
        elif isinstance(node, ScalarNode) and node not in keys:
            for new in ("plain", "it's: #", True, None, 7):
                made = edits.replace_value(document, node, new)
                yield "replace", check(f"replace {label}", document, made, {node: lambda _, new=new: new})


def _changes_of_mapping(
    label: str, document: Document, node: MappingNode, aliased: set[Node | None]
) -> Iterator[tuple[str, bool]]:
    made = edits.insert_key(document, node, "zz_new", NEW)
    yield "insert", check(f"insert {label}", document, made, {node: lambda value: {**value, "zz_new": NEW}})
    made = edits.insert_key(document, node, "zz_new", "x: #", first=True)
    yield "first", check(f"first {label}", document, made, {node: lambda value: {"zz_new": "x: #", **value}})
    if len(node.pairs) < 2:
        return
    key, value = node.pairs[len(node.pairs) // 2]
    if isinstance(key, AliasNode) or set(walk(value)) & aliased or key in aliased:
        return
    made = edits.delete_pair(document, node, key)
    yield "delete", check(f"delete {label}", document, made, {node: _without(key)})
    made = edits.rename_key(document, key, "zz new")
    yield "rename", check(f"rename {label}", document, made, {key: lambda _: "zz new"})


def _changes_of_list(
    label: str, document: Document, node: SequenceNode, aliased: set[Node | None]
) -> Iterator[tuple[str, bool]]:
    made = edits.insert_item(document, node, NEW)
    yield "item", check(f"item {label}", document, made, {node: lambda value: [*value, NEW]})
    index = len(node.items) // 2
    # The only item of a list is not taken out: nothing would be left to write.
    if len(node.items) > 1 and not set(walk(node.items[index])) & aliased:
        made = edits.delete_item(document, node, node.items[index])
        yield "drop", check(f"drop {label}", document, made, {node: lambda value: value[:index] + value[index + 1 :]})


def test_moving_keys_into_a_block() -> None:
    """`move_into` keeps every value of the mapping, one level deeper."""
    moved = 0
    for label, document in documents():
        if document.tree.problems or document.root is None or document.tree.linked:
            continue
        for node in walk(document.root):
            if not isinstance(node, MappingNode) or len(node.pairs) < 3:
                continue
            keys = [node.pairs[0][0], node.pairs[-1][0]]
            names = [plain(key, {}) for key in keys]

            def into(value: Any, names: list[Any] = names) -> Any:
                return {"zz": {name: value[name] for name in names}} | {
                    k: v for k, v in value.items() if k not in names
                }

            made = edits.move_into(document, node, keys, "zz")
            moved += check(f"move {label}", document, list(made) if made else None, {node: into})
    assert moved > 20


@pytest.mark.parametrize(
    "value",
    ["", " x", "x ", "a: b", "a #b", "#a", "yes", "0x1d6", "1_000", "1:30", "2024-01-01", "null", "~",
     "-", "- a", "?", "*a", "&a", "!a", "%a",
     "@a", "`a`", "{a}", "[a]", "a,b", "it's", 'say "hi"', "tab\there", "line\nbreak", "\x07", "\ufeffx", "ключ", "a:", ":a", "=",
     "<<", "\\n", "\u2028",
     True, False, None, 0, -3, 1.5, 1e-05, 1e300, float("inf"), float("-inf"), [], {}, ["a", {"b": [1, None]}], {"k: 1": "v"}, {1: True}],
)  # fmt: skip
def test_every_value_survives_being_written(value: object) -> None:
    """`flow_text` writes YAML that dpone's loader reads back as the same value, in block and in flow style."""
    for frame in (
        f"a: {edits.flow_text(value)}\n",
        f"{{a: {edits.flow_text(value)}, b: 1}}\n",
        f"- a: {edits.flow_text(value)} # c\n",
    ):
        document = Document("x.yaml", frame)
        assert not document.tree.problems
        assert document.root is not None
        found = plain(document.root, {})
        assert (found[0] if isinstance(found, list) else found)["a"] == value


def edited(text: str, change: Callable[[Document, MappingNode], Edit | None]) -> str | None:
    """The text after `change` of the innermost mapping at the cursor."""
    found = marked(text)
    document = Document("x.yaml", found.text)
    inner = [
        node for node in walk(document.root) if isinstance(node, MappingNode) and node.start <= found.cursor <= node.end
    ]  # type: ignore[arg-type]
    made = change(document, inner[-1])
    return None if made is None else edits.apply(found.text, [made])


def _insert(document: Document, mapping: MappingNode) -> Edit | None:
    return edits.insert_key(document, mapping, "new", 1)


def _delete(document: Document, mapping: MappingNode) -> Edit | None:
    return edits.delete_pair(document, mapping, mapping.pairs[0][0])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1<|>", "a: 1\nnew: 1"),
        ("\ufeffa: 1<|>\n", "\ufeffa: 1\nnew: 1\n"),
        ("a: 1<|>\r\nb: 2\r\n", "a: 1\r\nb: 2\r\nnew: 1\r\n"),
        ("s:\n  a: 1<|> # why\n\n# next\nt: 2\n", "s:\n  a: 1 # why\n  new: 1\n\n# next\nt: 2\n"),
        ("s:\n  a: |\n    te<|>xt\n\n\nt: 2\n", "s:\n  a: |\n    text\n  new: 1\n\n\nt: 2\n"),
        ("s:\n  a: |+\n    te<|>xt\n\n\nt: 2\n", "s:\n  a: |+\n    text\n\n\n  new: 1\nt: 2\n"),
        ("s: {a: 1<|>}\n", "s: {a: 1, new: 1}\n"),
        ("s: {a: 1<|>,}\n", "s: {a: 1, new: 1,}\n"),
        ("s: {<|>}\n", "s: {new: 1}\n"),
        ("s: &s {<|>}\n", "s: &s {new: 1}\n"),
        ("s: [a: 1<|>]\n", None),
        ("? a\n: 1<|>\n", "? a\n: 1\nnew: 1\n"),
        ("s: {\n  a: 1<|>, # why\n  }\n", "s: {\n  a: 1, new: 1, # why\n  }\n"),
        ("- a: 1<|>\n- b: 2\n", "- a: 1\n  new: 1\n- b: 2\n"),
        ("a:<|> # nothing\n", "a: # nothing\nnew: 1\n"),
    ],
)
def test_inserting_a_key(before: str, after: str | None) -> None:
    assert edited(before, _insert) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1<|>\nb: 2\n", "b: 2\n"),
        ("a: 1<|>\r\nb: 2", "b: 2"),
        ("- a: 1<|>\n  b: 2\n", "- b: 2\n"),
        ("s:\n  a:\n    c<|>: 1\n  b: 2\n", None),
        ("# about a\na: [1,<|>\n  2]\n# about b\nb: 2\n", "# about a\n# about b\nb: 2\n"),
        ("{a: 1<|>, b: 2}\n", "{b: 2}\n"),
        ("{a: 1<|>}\n", "{}\n"),
        ("{a: 1<|>,}\n", "{}\n"),
        ("\ufeffa: 1<|>\nb: 2\n", "\ufeffb: 2\n"),
        ("? a\n: 1<|>\nb: 2\n", None),
    ],
)
def test_deleting_the_first_key(before: str, after: str | None) -> None:
    assert edited(before, _delete) == after


def test_edits_that_overlap_are_refused() -> None:
    document = Document("x.yaml", "abc")
    with pytest.raises(ValueError, match="overlap"):
        edits.apply("abc", [Edit(document, 0, 2, ""), Edit(document, 1, 3, "")])


def test_quotes_of_a_scalar_are_kept() -> None:
    document = Document("x.yaml", "a: 'x'\nb: \"y\"\nc: z\n")
    assert document.mapping is not None
    made = [edits.replace_value(document, node, "it's") for _, node in document.mapping.pairs]
    assert re.findall(r": (.*)", edits.apply(document.source.text, made)) == ["'it''s'", '"it\'s"', '"it\'s"']

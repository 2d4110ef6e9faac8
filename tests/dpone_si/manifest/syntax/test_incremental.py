"""Incremental parsing equals full parsing after any sequence of edits, and really is incremental where it should be."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dpone_si.manifest.model.documents import Document
from dpone_si.manifest.syntax.incremental import common_prefix, common_suffix
from dpone_si.manifest.syntax.parse import parse
from dpone_si.manifest.syntax.tree import MappingNode, Node, ScalarNode, SequenceNode

BATCH = """\
kind: dpone.batch.v1
# shared
defaults:
  source: {type: postgres, connection_id: shop}
  sink:
    type: clickhouse
    strategy:
      mode: auto
vars:
  note: |
    two
    lines
schemas:
  public:
    tables:
      - orders
      - table: items   # with a comment
        overrides:
          sink: {strategy: {mode: full_refresh}}
      - table: refunds
    defaults:
      source: {options: {batch_size: 100}}
  sales:
    tables:
    - table: a
    - table: b
      vars: {x: "1"}
    -
      table: c
naming:
  process_name: "{{ src_table }}_load"
"""
FLOW = """\
kind: dpone.flow.v1
processes:
  - name: one
    source: {table: {schema: a, name: b}}
  - name: two
    source:
      table: {schema: a, name: c}
"""
LONG = (
    """\
name: orders
source:
  type: postgres
  options:
    columns:
"""
    + "".join(f"      - column_{number}\n" for number in range(40))
    + """\
    note: x
sink:
  type: clickhouse
  options:
    # what the columns are
    physical_design:
      columns:
"""
    + "".join(f"        c{number}: {{type: string}}\n" for number in range(12))
    + """\
        amount:
          type: decimal
          precision: 10
    batch_size: 100
quality:
  checks:
"""
    + "".join(
        f"""\
    - type: not_null
      column: c{number}
      options:
        severity: error
"""
        for number in range(15)
    )
    + """\
  enabled: true
"""
)
LONG_BATCH = BATCH.replace(
    "  source: {type: postgres, connection_id: shop}\n",
    "".join(f"  k{number}:\n    v: {number}\n    w: x\n" for number in range(40)),
)
SAMPLES = [
    BATCH,
    FLOW,
    LONG,
    LONG,
    LONG_BATCH,
    "name: x\nsource:\n  type: postgres\nsink: {type: kafka}\n",
    "- a\n- b: 1\n  c: 2\n",
]
SNIPPETS = [
    "x", " ", "\n", ":", "- ", "#", "'", '"', "{", "}", "[", "]", "|", "\n  ", "a: 1\n", "- table: new\n", "      - table: new\n",
    "&a ", "*a", "---\n", "...\n", "%", "{{ x }}", "\t", "<<: ", "é😀", "? ", "\n\n", "  key: value\n",
]  # fmt: skip


def shape(node: Node | None) -> object:
    """The tree with absolute positions, as plain data."""
    if node is None:
        return None
    where = (node.start, node.end, node.tag, node.anchor)
    if isinstance(node, ScalarNode):
        return ("scalar", *where, node.text, node.style)
    if isinstance(node, MappingNode):
        return (
            "mapping",
            *where[:1],
            node.flow,
            [(shape(key), shape(value)) for key, value in node.pairs],
            sorted(map(str, node.entries)),
        )
    if isinstance(node, SequenceNode):
        return ("sequence", *where[:1], node.flow, [shape(item) for item in node.items])
    return ("alias", *where)


def edited(text: str, rng: random.Random) -> str:
    start = rng.randrange(len(text) + 1)
    length = rng.choice([0, 0, 0, 1, 1, 2, 5, 30])
    return text[:start] + rng.choice(["", "", *SNIPPETS]) + text[start + length :]


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("seed", range(40))
def test_random_edits(seed: int, line_break: str) -> None:
    """After each of many random edits the revised document equals one parsed from scratch."""
    rng = random.Random(seed)
    samples = [sample.replace("\n", line_break) for sample in SAMPLES]
    text = rng.choice(samples)
    document = Document("sample.yaml", text)
    for _ in range(60):
        text = edited(text, rng)
        document.revise(text)
        fresh = parse(text)
        assert shape(document.root) == shape(fresh.root)
        assert [(p.code, p.start, p.end) for p in document.tree.problems] == [
            (p.code, p.start, p.end) for p in fresh.problems
        ]
        assert document.tree.repaired == fresh.repaired
        if rng.random() < (0.3 if fresh.problems else 0.1):
            text = rng.choice(samples)
            document.revise(text)


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
@pytest.mark.parametrize("marker", ["orders", "full_refresh", "refunds", "batch_size: 100", "- table: a", "two"])
def test_other_entries_keep_their_nodes(marker: str, line_break: str) -> None:
    """Typing inside one entry leaves the nodes of all the others alone, and moves them."""
    text = BATCH.replace("\n", line_break)
    document = Document("sample.yaml", text)
    before = {id(node): node for node in leaves(document.root)}
    at = text.index(marker) + len(marker)
    document.revise(text[:at] + "1" + text[at:])
    after = list(leaves(document.root))
    kept = [node for node in after if id(node) in before]
    assert len(kept) > len(after) / 2
    assert shape(document.root) == shape(parse(document.source).root)


def leaves(node: Node | None) -> list[Node]:
    if isinstance(node, MappingNode):
        return [leaf for pair in node.pairs for part in pair for leaf in leaves(part)]
    if isinstance(node, SequenceNode):
        return [leaf for item in node.items for leaf in leaves(item)]
    return [] if node is None else [node]


def test_common_parts() -> None:
    rng = random.Random(1)
    for _ in range(300):
        one = "".join(rng.choice("ab") for _ in range(rng.randrange(12)))
        other = "".join(rng.choice("ab") for _ in range(rng.randrange(12)))
        prefix = common_prefix(one, other)
        assert one[:prefix] == other[:prefix]
        assert prefix == min(len(one), len(other)) or one[prefix] != other[prefix]
        suffix = common_suffix(one, other, prefix)
        assert prefix + suffix <= min(len(one), len(other))
        assert one[len(one) - suffix :] == other[len(other) - suffix :]


def test_shared_samples(shared: Path) -> None:
    """Every prefix-like edit of the reference examples agrees with a full parse."""
    rng = random.Random(7)
    for path in sorted((shared / "reference" / "examples").rglob("*.yaml"))[:20]:
        text = path.read_text(encoding="utf-8")
        document = Document(str(path), text)
        for _ in range(15):
            changed = edited(text, rng)
            document.revise(changed)
            assert shape(document.root) == shape(parse(changed).root), path.name
            document.revise(text)


def blocks(node: Node | None) -> list[Node]:
    if isinstance(node, MappingNode):
        return [node, *(block for pair in node.pairs for part in pair for block in blocks(part))]
    if isinstance(node, SequenceNode):
        return [node, *(block for item in node.items for block in blocks(item))]
    return []


@pytest.mark.parametrize("marker", ["column_30", "c7: {type: string", "precision: 10", "column: c9", "severity: error"])
def test_long_blocks_are_divided(marker: str) -> None:
    """Typing in a long block leaves its other entries alone, and only what holds the edit gets another identity."""
    document = Document("sample.yaml", LONG)
    at = LONG.index(marker) + len(marker)
    for typed in ("1", "12"):
        before = {id(node): (node, shape(node)) for node in blocks(document.root)[1:]}
        text = LONG[:at] + typed + LONG[at:]
        document.revise(text)
        assert shape(document.root) == shape(parse(text).root)
        kept = [node for node in blocks(document.root)[1:] if id(node) in before]
        assert kept, "nothing was kept"
        # What is above the edit holds another text now and must not be taken for what it was.
        assert all(not node.start <= at < node.end for node in kept)
    assert len(kept) > len(before) / 2


def test_a_trial_is_undone_in_divided_blocks() -> None:
    """After a trial in a long block the same nodes stand at the same places, and go on moving with the text."""
    document = Document("sample.yaml", LONG)
    at = LONG.index("c7: {type: string") + 10
    document.revise(LONG[:at] + "1" + LONG[at:])
    text, root = document.source.text, shape(document.root)
    with document.trial():
        document.revise(text[:at] + "22" + text[at + 1 :])
        document.revise(text.replace("column_3\n", "column_three\n"))
    assert shape(document.root) == root
    document.revise(text.replace("column_3\n", "column_three\n"))
    assert shape(document.root) == shape(parse(document.source).root)


@pytest.mark.parametrize(
    ("marker", "typed"),
    [
        ("source: {options: {batch_size: 100}}", "\n      labels"),
        ("sink: {strategy: {mode: full_refresh}}", "\n          quality"),
        ("- orders", "\n      - table: new: x"),
        ("c7: {type: string}", "\n        c99: {type"),
    ],
)
def test_half_typed_lines_are_repaired_where_they_stand(marker: str, typed: str) -> None:
    """While a line is typed that does not parse yet, the other entries keep their nodes, and the faults are those of a full parse."""
    sample = BATCH if marker in BATCH else LONG
    document = Document("sample.yaml", sample)
    at = sample.index(marker) + len(marker)
    faulty = 0
    for size in range(1, len(typed) + 1):
        before = {id(node) for node in leaves(document.root)}
        document.revise(sample[:at] + typed[:size] + sample[at:])
        fresh = parse(document.source)
        assert shape(document.root) == shape(fresh.root)
        assert document.tree.problems == fresh.problems
        faulty += bool(fresh.problems)
        if size > 1:
            assert len(before & {id(node) for node in leaves(document.root)}) > len(before) / 2
    assert faulty

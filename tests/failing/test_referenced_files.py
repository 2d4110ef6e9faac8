"""Files that a manifest names and that cannot be used: one finding where they are named, and the rest is analysed."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_lsp.testing.fixtures import opened
from tests.dpone_lsp.cli.lint import Lint
from tests.dpone_lsp.server.session import batch, editor

BATCH = """\
kind: dpone.batch.v1
HEAD
naming: {process_name: "{{ src_table }}"}
defaults:
  source: {type: postgres, connection_type: airflow, connection_id: shop}
  sink:
    type: clickhouse
    connection_type: airflow
    connection_id: dwh
    table: {schema: raw, name: TARGET}
    strategy: {mode: fulll_refresh}
schemas:
  public:
    tables: [orders, items]
"""
REST = "strategy-mode-unknown"
"""The fault in the rest of the file."""

PRESET = "convention: {name}"
REGISTRY = "registry: {name}\nvars: {{src_system: shop, src_database: main}}"


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "dpone-lint.toml").write_text("")
    return Lint(folder, tmp_path)


def findings(lint: Lint, head: str, target: str = "orders") -> list[tuple[str, int, str]]:
    """File, line and rule of every finding but hints for a batch with this head, but for the fault in the rest of the file, which must be found."""
    lint.write({"a.batch.yaml": BATCH.replace("HEAD", head).replace("TARGET", target)})
    told = [item for item in lint.findings("--no-cache", "a.batch.yaml") if item["severity"] != "hint"]
    found = [(item["path"], item["range"]["start"]["line"], item["rule"]) for item in told]
    assert REST in [rule for _, _, rule in found]
    return [item for item in found if item[2] != REST]


@pytest.mark.parametrize(
    "content",
    [
        b"defaults: {sink: [\n",
        b"defaults: {}\n---\ndefaults: {}\n",
        b"vars: {a: 'x\0y'}\n",
        b"vars: {a: *nowhere}\n",
        b"vars: {a: '\xff'}\n",
        b"- a\n",
    ],
    ids=["syntax", "two documents", "NUL", "alias", "not UTF-8", "list"],
)
def test_a_preset_that_dpone_cannot_read(lint: Lint, content: bytes) -> None:
    (lint.folder / "house.yaml").write_bytes(content)
    assert findings(lint, PRESET.format(name="house.yaml")) == [("a.batch.yaml", 2, "convention-unknown")]


@pytest.mark.parametrize(
    "content",
    [b"sources: [\n", b"[]\n---\n[]\n", b"- {src_system: '\xff'}\n"],
    ids=["syntax", "two documents", "not UTF-8"],
)
def test_a_registry_that_dpone_cannot_read(lint: Lint, content: bytes) -> None:
    (lint.folder / "shops.yaml").write_bytes(content)
    assert findings(lint, REGISTRY.format(name="shops.yaml")) == [("a.batch.yaml", 2, "registry-file-missing")]


@pytest.mark.parametrize(("head", "rule"), [(PRESET, "convention-unknown"), (REGISTRY, "registry-file-missing")])
@pytest.mark.parametrize("name", [r'"./a\0b.yaml"', f"./{'a' * 300}.yaml"], ids=["NUL", "long"])
def test_a_name_that_no_file_can_have(lint: Lint, head: str, rule: str, name: str) -> None:
    assert findings(lint, head.format(name=name)) == [("a.batch.yaml", 2, rule)]


@pytest.mark.parametrize("head", [PRESET, REGISTRY])
def test_what_lies_outside_the_workspace_is_told_but_not_read(lint: Lint, head: str) -> None:
    (lint.folder.parent / "house.yaml").write_text("defaults: {sink: {strategy: {mode: nope}}}\n")
    (lint.folder / "link.yaml").symlink_to("../house.yaml")
    for name in ("../house.yaml", "link.yaml"):
        assert findings(lint, head.format(name=name)) == [("a.batch.yaml", 2, "reference-not-read")]


@pytest.mark.parametrize(
    ("head", "rule"),
    [
        ("convention: {}", "convention-unknown"),
        ("registry: {}\nvars: {{src_system: shop, src_database: main}}", "registry-file-missing"),
    ],
)
@pytest.mark.parametrize("target", ["'{{ layer }}'", "'{{ layer }}_t'", "'{{ layer.name }}'"])
def test_a_variable_that_an_unread_file_may_set_is_not_called_undefined(
    lint: Lint, head: str, rule: str, target: str
) -> None:
    assert findings(lint, head.format("gone.yaml"), target) == [("a.batch.yaml", 2, rule)]
    assert findings(lint, head.format("../gone.yaml"), target) == [("a.batch.yaml", 2, "reference-not-read")]
    assert findings(lint, "vars: {other: x}", target) != []


def test_a_convention_over_a_registry_that_is_not_read(lint: Lint) -> None:
    """Host, owner and SLA may stand in it: dpone runs the manifest."""
    head = "convention: landing_raw_v1\nregistry: ../shops.yaml\nvars: {src_system: shop, src_database: main}"
    told = {rule for _, _, rule in findings(lint, head)}
    assert told == {"reference-not-read", "naming-dataset-pattern", "naming-table-pattern"}


def test_a_preset_too_long_to_be_read(lint: Lint) -> None:
    """dpone reads it: nothing that it may set is said to be missing."""
    (lint.folder / "house.yaml").write_text("# " + "x" * 17_000_000 + "\nnaming: {sink_table: orders}\n")
    assert findings(lint, PRESET.format(name="house.yaml")) == [("a.batch.yaml", 2, "reference-not-read")]


def test_a_preset_with_aliases_that_repeat_without_end(lint: Lint) -> None:
    """dpone merges it without following them; what they stand for is not known here, so nothing the preset may set is said to be missing."""
    bomb = "a: &a [1, 1]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 20)}]\n" for old, new in ("ab", "bc", "cd", "de", "ef")
    )
    (lint.folder / "house.yaml").write_text(f"{bomb}vars: {{layer: *f}}\n")
    assert findings(lint, PRESET.format(name="house.yaml"), "'{{ layer }}'") == [
        ("a.batch.yaml", 2, "reference-not-read")
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is a `dpone.flow.v1`"),
        ("kind: dpone.flow-fragment.v1\nprocesses: []\n# " + "x" * 1024 * 1024, "larger than 1 MiB"),
        ("kind: dpone.flow-fragment.v1\nprocesses: []\n# " + "x" * 17_000_000, "larger than 1 MiB"),
    ],
    ids=["the flow itself", "large", "too large to be read"],
)
def test_a_fragment_that_is_not_even_looked_into(lint: Lint, content: str | None, message: str) -> None:
    name = "shop.yaml" if content is None else "parts/a.yaml"
    rest = "kind: dpone.flow-fragment.v1\nprocesses: [{name: a, source: {table: {schema: s, name: t}}, sink: {strategy: {mode: nope}}}]\n"
    flow = f"kind: dpone.flow.v1\nauthoring: {{mode: folder, source: shop.yaml}}\nfragments: [{name}, parts/b.yaml]\n"
    lint.write({"shop.yaml": flow, "parts/b.yaml": rest} | ({} if content is None else {name: content}))
    told = [
        (item["path"], item["rule"], item["message"])
        for item in lint.findings("--no-cache", "shop.yaml")
        if item["severity"] == "error"
    ]
    (told_of,) = [item for item in told if item[0] == "shop.yaml"]
    assert told_of[1] == "folder-fragment-yaml"
    assert message in told_of[2]
    assert ("parts/b.yaml", REST) in [item[:2] for item in told]


@pytest.mark.parametrize(
    "head",
    [
        "convention: {preset: house.yaml}",
        "conventions: landing_raw_v1",
        "registry: [shops.yaml]",
        "registries: shops.yaml",
    ],
)
def test_a_reference_that_dpone_passes_over_for_its_type(lint: Lint, head: str) -> None:
    assert findings(lint, head) == [("a.batch.yaml", 2, "wrong-type")]


def test_a_fragment_that_is_not_well_formed() -> None:
    flow = "kind: dpone.flow.v1\nauthoring: {mode: folder, source: manifest.yaml}\nfragments: [parts/a.yaml]\n"
    analysis, _ = opened(
        flow,
        files={
            "parts/a.yaml": "kind: dpone.flow-fragment.v1\nprocesses: [{name: a, source: {}, sink: {}}]\n---\nb: 1\n"
        },
    )
    named = [
        finding
        for finding in analysis.findings
        if finding.rule == "folder-fragment-yaml" and finding.document is analysis.document
    ]
    assert [finding.key for finding in named] == ["fragments[0]"]
    assert "second YAML document" in named[0].message


@pytest.mark.parametrize(
    "template",
    ['{% include "x" %}', '{% import "x" as x %}', '{% extends "x" %}', '{% if false %}{% include "x" %}{% endif %}a'],
)
def test_a_template_that_needs_another(lint: Lint, template: str) -> None:
    found = findings(lint, "", f"'{template}'")
    assert found == ([] if "false" in template else [("a.batch.yaml", 10, "template-syntax-error")])


async def test_the_editor_tells_it_until_the_preset_is_mended(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        one.write("house.yaml", "vars: {a: [\n")
        named = one.open("a.batch.yaml", batch("house.yaml", "orders"))
        impossible = one.open("b.batch.yaml", batch(r'"a\0b.yaml"', "orders"))
        await one.publication(impossible, 1)
        assert "convention-unknown" in one.rules(named)
        assert "convention-unknown" in one.rules(impossible)
        preset = one.open("house.yaml")
        one.change(preset, 2, "vars: {a: []}\n")
        await one.until(lambda: "convention-unknown" not in one.rules(named))
        assert "convention-unknown" in one.rules(impossible)

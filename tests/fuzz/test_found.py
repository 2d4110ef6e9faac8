"""What the search has found before, each as the smallest text that shows it."""

from __future__ import annotations

from pathlib import Path

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document
from tests.fuzz.exercise import EVERYTHING, PATH, analysed, said

BATCH = """\
kind: dpone.batch.v1
naming: [wrong]
vars: {src_table: reserved}
runtime: text
defaults: {source: {type: postgres}, sink: {type: kafka}}
schemas:
  public:
    tables:
      - orders
      - refunds
"""


def test_findings_about_shared_blocks_outlive_an_edit_elsewhere() -> None:
    """What was wrong with `naming`, `vars` and `runtime` was told once and forgotten with the next keystroke."""
    workspace = Workspace([], registries=())
    document = Document(PATH, BATCH)
    first = analyze(document, workspace, EVERYTHING)
    told = {found.rule for found in first.findings}
    assert {"block-not-mapping", "batch-reserved-var"} <= told
    document.revise(BATCH.replace("refunds", "returns"))
    second = analyze(document, workspace, EVERYTHING, first)
    third = analyze(document, workspace, EVERYTHING, second)
    fresh = analyze(Document(PATH, document.source.text), workspace, EVERYTHING)
    assert said(second) == said(third) == said(fresh)


def test_half_of_a_character_in_a_fragment() -> None:
    analysed("kind: dpone.flow-fragment.v1\nprocesses:\n  - name: \udfff\n")


def test_registry_variable_that_is_a_list() -> None:
    analysed(
        "kind: dpone.batch.v1\nregistry: r.yaml\nvars: {src_system: [a]}\ndefaults: {}\nschemas: {a: {tables: [b]}}\n"
    )


def test_number_nobody_can_print() -> None:
    analysed("name: x\nsource: {type: postgres, options: {batch_size: 0x" + "f" * 9_000 + "}}\nsink: {type: kafka}\n")
    analysed("name: 1" + ":59" * 9_000 + "\nsource: {type: postgres}\nsink: {type: kafka}\n")


def test_expression_with_a_number_of_thousands_of_digits() -> None:
    analysed("kind: dpone.batch.v1\nvars: {a: '{{ " + "9" * 5_000 + " }}'}\nschemas: {a: {tables: [b]}}\n")


def test_aliases_that_repeat_too_much_are_told() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 30))
    made = analysed(bomb + "name: x\nsource: {type: postgres}\nsink: {type: kafka, options: {a: *a29}}\n")
    assert "document-too-large" in {found.rule for found in made.findings}


def test_aliases_of_an_honest_manifest_are_followed() -> None:
    """Ten thousand tables that share one block repeat a lot, and nothing of it is cut."""
    tables = "".join(f"      - {{table: t{number}, overrides: *shared}}\n" for number in range(10_000))
    text = (
        "shared: &shared {sink: {options: {a: 1, b: 2, c: 3}}}\nkind: dpone.batch.v1\ndefaults: {}\nschemas:\n  public:\n    tables:\n"
        + tables
    )
    document = Document(PATH, text)
    assert not document.tree.problems


def test_variables_of_a_preset_are_missed_in_the_preset(tmp_path: Path) -> None:
    """The finding stood in the manifest, at the offset that `vars` has in the preset."""
    (tmp_path / "house.yaml").write_text(
        "# a long comment that moves everything down\n" * 5 + "vars: {team: dwh}\n", "utf-8"
    )
    text = "kind: dpone.batch.v1\nconvention: house.yaml\nregistry: r.yaml\nschemas: {a: {tables: [b]}}\n"
    made = analysed(text, (tmp_path / "shop.batch.yaml").as_posix())
    missed = [found.place.document.name for found in made.findings if found.rule == "registry-vars-missing"]
    assert missed == ["house.yaml"]

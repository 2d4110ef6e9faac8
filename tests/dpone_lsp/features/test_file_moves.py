"""Files that move: the paths manifests write to each other and to their presets follow."""

from __future__ import annotations

from dpone_lsp.features.file_moves import move_edits
from dpone_lsp.testing.fixtures import ROOT, analysis_of
from tests.dpone_lsp.features.samples import SINGLE

SHOP = "kind: dpone.batch.v1\nconvention: presets/house.yaml\nschemas: {public: {tables: [orders]}}\n"
PRESET = "defaults: {name: '{{ src_table }}'}\n"
LOADS = SINGLE.lstrip() + "depends_on: ['./shop.yaml#public.orders', {path: shop.yaml}]\n"


def moved(old: str, new: str) -> dict[str, str]:
    """File -> text after a move, for the files that change."""
    files = {"shop.yaml": SHOP, "presets/house.yaml": PRESET, "loads.yaml": LOADS}
    workspace = analysis_of("name: other\n", path="other.yaml", files=files).workspace
    texts = dict(files)
    for edit in sorted(move_edits(workspace, {f"{ROOT}/{old}": f"{ROOT}/{new}"}), key=lambda edit: -edit.start):
        name = edit.document.path.removeprefix(f"{ROOT}/")
        texts[name] = texts[name][: edit.start] + edit.text + texts[name][edit.end :]
    return {name: text for name, text in texts.items() if text != files[name]}


def test_a_preset_with_another_name() -> None:
    assert moved("presets/house.yaml", "presets/base.yaml") == {"shop.yaml": SHOP.replace("house.yaml", "base.yaml")}


def test_a_folder_with_another_name() -> None:
    assert moved("presets", "conventions") == {"shop.yaml": SHOP.replace("presets/", "conventions/")}


def test_a_manifest_that_others_depend_on_and_that_takes_its_own_paths_along() -> None:
    assert moved("shop.yaml", "sales/shop.yaml") == {
        "shop.yaml": SHOP.replace("presets/", "../presets/"),
        "loads.yaml": LOADS.replace("shop.yaml", "sales/shop.yaml"),
    }


def test_what_nobody_names() -> None:
    assert moved("loads.yaml", "other.yaml") == {}

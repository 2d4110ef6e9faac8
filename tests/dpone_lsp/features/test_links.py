"""Links: files a manifest names, when they are in the workspace."""

from __future__ import annotations

from tests.dpone_lsp.features.check import linked
from tests.dpone_lsp.features.samples import SINGLE

HEAD = "\nkind: dpone.batch.v1\n"


def test_presets_registries_and_dependencies() -> None:
    text = HEAD + "convention: 'presets/house.yaml'\nregistry: sources.yaml\nconventions: [landing_raw_v1]\n"
    found = linked(text, files={"presets/house.yaml": "defaults: {}\n", "sources.yaml": "sources: {}\n"})
    assert found == ["presets/house.yaml -> presets/house.yaml", "sources.yaml -> sources.yaml"]


def test_a_dependency_with_a_selector() -> None:
    found = linked(
        SINGLE + 'depends_on: ["other.yaml#public.orders", {path: other.yaml}]\n', files={"other.yaml": SINGLE}
    )
    assert found == ["other.yaml#public.orders -> other.yaml#public.orders", "other.yaml -> other.yaml"]


def test_files_that_do_not_exist_lie_outside_or_are_templates_are_no_links() -> None:
    assert (
        linked(HEAD + "convention: missing.yaml\nregistry: ../../etc/passwd.yaml\nconventions: ['{{ x }}.yaml']\n")
        == []
    )


def test_the_page_of_a_rule_in_a_suppression() -> None:
    assert linked(SINGLE + "x: 1 # dpone: ignore[unknown-key, no-such] old\n") == ["unknown-key -> unknown-key"]

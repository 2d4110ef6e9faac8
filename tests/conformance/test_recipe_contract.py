"""What dpone refuses about a recipe, its profile and its components is an error in the flow that names them, and nothing else is."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from tests.conformance.ours import our_analysis
from tests.generate.chance import Chance
from tests.generate.recipes import make_recipe
from tests.oracle.client import OracleClient

FLOW, RECIPE = "pipelines/copy_orders/pipeline.yaml", "recipes/copy.recipe.yaml"
PROFILE, COMPONENT = "recipes/default.profile.yaml", "recipes/copy.component.yaml"
#: Instead of a value: the key is taken away.
DROPPED: Final = object()
ROWS = "parameter_schema.properties.rows"
NAME = "parameter_schema.properties.process_name"

#: File, key path, and what stands there instead.
CHANGES: tuple[tuple[str, str, Any], ...] = (
    (FLOW, "recipe.catalog_id", "Company"),
    (FLOW, "recipe.catalog_id", None),
    (FLOW, "recipe.artifact_ref", "recipes/../recipes/copy.recipe.yaml"),
    (FLOW, "recipe.artifact_ref", "./recipes//copy.recipe.yaml"),
    (FLOW, "recipe.artifact_ref", "recipes\\copy.recipe.yaml"),
    (FLOW, "recipe.ref", "copy-table@1.0"),
    (FLOW, "recipe.ref", "copy-table@1.0.1"),
    (FLOW, "recipe.sha256", "sha256:ABC"),
    (FLOW, "recipe.profile_ref", "shop-default"),
    (FLOW, "recipe.profile_ref", None),
    (FLOW, "recipe.extra", 1),
    (FLOW, "recipe.parameters", None),
    (FLOW, "recipe.parameters", ["table"]),
    (FLOW, "recipe.parameters.table", ["orders"]),
    (FLOW, "recipe.parameters.table", None),
    (FLOW, "recipe.parameters.table", "order lines"),
    (FLOW, "recipe.parameters.process_name", "vault://name"),
    (FLOW, "recipe.parameters.process_name", "ab"),
    (FLOW, "recipe.parameters.process_name", "x" * 1025),
    (FLOW, "recipe.parameters.source_ref", "other"),
    (FLOW, "recipe.parameters.rows", 5),
    (FLOW, "recipe.parameters", {5: "five"}),
    (FLOW, "metadata.domain", " sales "),
    (FLOW, "metadata.domain", "stock"),
    (FLOW, "metadata.domain", DROPPED),
    (FLOW, "authoring.mode", "folder"),
    (RECIPE, "owner", "Platform Team"),
    (RECIPE, "status", "new"),
    (RECIPE, "status", "deprecated"),
    (RECIPE, "status", ["stable"]),
    (RECIPE, "description", {"any": "thing"}),
    (RECIPE, "version", 1.0),
    (RECIPE, "extra", 1),
    (RECIPE, "override_allowlist", None),
    (RECIPE, "override_allowlist", ["process_name", "table", "table"]),
    (RECIPE, "override_allowlist", ["process_name", "table", "nobody"]),
    (RECIPE, "override_allowlist", ["process_name", "table", "source_ref"]),
    (RECIPE, "override_allowlist", DROPPED),
    (RECIPE, "default_profile_ref", None),
    (RECIPE, "default_profile_ref", "shop-default@2.0.0"),
    (RECIPE, "default_profile_ref", DROPPED),
    (RECIPE, "profiles", []),
    (RECIPE, "components", []),
    (RECIPE, "components.0.note", "x"),
    (RECIPE, "components.0.ref", "copy@1.0.0"),
    (RECIPE, "parameter_schema.$schema", "http://json-schema.org/draft-07/schema"),
    (RECIPE, "parameter_schema.additionalProperties", 0),
    (RECIPE, "parameter_schema.title", "Parameters"),
    (RECIPE, "parameter_schema.required", DROPPED),
    (RECIPE, "parameter_schema.required", ["process_name", "process_name"]),
    (RECIPE, "parameter_schema.required", ["nobody"]),
    (RECIPE, ROWS, {}),
    (RECIPE, f"{ROWS}.type", ["integer", "null"]),
    (RECIPE, f"{ROWS}.type", ["integer", "string"]),
    (RECIPE, f"{ROWS}.type", ["null", "null"]),
    (RECIPE, f"{ROWS}.type", "array"),
    (RECIPE, f"{ROWS}.type", "string"),
    (RECIPE, f"{ROWS}.default", 0),
    (RECIPE, f"{ROWS}.default", True),
    (RECIPE, f"{ROWS}.minimum", "1"),
    (RECIPE, f"{ROWS}.minimum", None),
    (RECIPE, f"{ROWS}.maximum", 10**9),
    (RECIPE, f"{ROWS}.maximum", 4),
    (RECIPE, f"{ROWS}.enum", []),
    (RECIPE, f"{ROWS}.enum", [5, "6"]),
    (RECIPE, f"{ROWS}.minLength", "any"),
    (RECIPE, f"{ROWS}.pattern", "x"),
    (RECIPE, f"{ROWS}.x-dpone-format", "identifier"),
    (RECIPE, f"{NAME}.minLength", ""),
    (RECIPE, f"{NAME}.minLength", True),
    (RECIPE, f"{NAME}.minLength", 20),
    (RECIPE, f"{NAME}.maxLength", -1),
    (RECIPE, f"{NAME}.maxLength", 5000),
    (RECIPE, f"{NAME}.x-dpone-format", "uuid"),
    (PROFILE, "values", None),
    (PROFILE, "values", {}),
    (PROFILE, "values.nobody", 1),
    (PROFILE, "values.rows", [1]),
    (PROFILE, "values.rows", "many"),
    (PROFILE, "locked_parameters", []),
    (PROFILE, "locked_parameters", ["table"]),
    (PROFILE, "locked_parameters", ["nobody"]),
    (PROFILE, "locked_parameters", "source_ref"),
    (PROFILE, "values.source_ref", "-shop"),
    (COMPONENT, "processes", []),
    (COMPONENT, "processes.0.sink", DROPPED),
    (COMPONENT, "processes.0.sink", 0),
    (COMPONENT, "processes.0.sink.strategy", [{"mode": "auto"}]),
    (COMPONENT, "processes.0.source.options.note", "{{ src_table }}"),
    (COMPONENT, "processes.0.source.options.token", None),
    (COMPONENT, "processes.0.source.options.note", "run shell: now"),
    (COMPONENT, "processes.0.source.options.note", {"$param": "nobody"}),
    (COMPONENT, "processes.0.source.options.note", {"$param": "rows", "more": 1}),
    (COMPONENT, "processes.0.source.options.note", {"$param": "rows", "$context": "domain"}),
    (COMPONENT, "processes.0.source.options.note", {5: {None: [{"$context": "domain"}]}}),
    (COMPONENT, "processes.0.source.table.schema", {"$param": "rows"}),
)


@pytest.mark.parametrize(
    ("file", "path", "value"),
    CHANGES,
    ids=[f"no {path}" if value is DROPPED else f"{path}={value!r:.30}" for _, path, value in CHANGES],
)
def test_a_refusal_is_an_error_and_nothing_else(
    oracle: OracleClient, tmp_path: Path, file: str, path: str, value: Any
) -> None:
    draft = make_recipe(Chance("contract"))
    documents = deepcopy(dict(draft.documents))
    _change(documents[file], path.split("."), value)
    manifest = replace(draft, documents=documents).written().write(tmp_path)
    errors = [finding for finding in our_analysis(manifest, tmp_path).findings if finding.severity == "error"]
    assert bool(errors) is not oracle.validate(manifest).loads, [finding.message for finding in errors]


@pytest.mark.parametrize("linked", ["recipes", RECIPE, PROFILE, COMPONENT])
def test_no_link_is_followed(oracle: OracleClient, tmp_path: Path, linked: str) -> None:
    manifest = make_recipe(Chance("contract")).written().write(tmp_path)
    real = tmp_path / linked
    real.rename(tmp_path / "real")
    real.symlink_to(tmp_path / "real")
    errors = [finding for finding in our_analysis(manifest, tmp_path).findings if finding.severity == "error"]
    assert bool(errors) is not oracle.validate(manifest).loads, [finding.message for finding in errors]


def _change(holder: Any, path: list[str], value: Any) -> None:
    *above, last = path
    for name in above:
        holder = holder[int(name) if isinstance(holder, list) else name]
    if value is DROPPED:
        del holder[last]
    else:
        holder[last] = value

"""Recipes, profiles, components and their catalogue."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key
from dpone_si.manifest.structure.models.flow import ARTIFACT_ID, ARTIFACT_PATH, ARTIFACT_REF, SHA256

VERSION = r"^[0-9]+\.[0-9]+\.[0-9]+$"


class ArtifactKeys(Shape):
    """What recipe, profile and component have in common."""

    id: str = key("Identity: lower-case letters, digits and -.", required="tool", pattern=ARTIFACT_ID, common=True)
    version: str = key("Version, as x.y.z.", required="tool", pattern=VERSION, common=True)
    owner: str = key("Team that answers for it.", required="tool", pattern=ARTIFACT_ID, common=True)
    status: Literal["experimental", "stable", "deprecated"] = key("How ripe it is.", required="tool", common=True)


@block(closed=True)
class ArtifactPin(Shape):
    """A file, pinned by version and digest."""

    ref: str = key("Identity and version, as id@x.y.z.", required="tool", pattern=ARTIFACT_REF)
    artifact_ref: str = key("File relative to the project root.", required="tool", pattern=ARTIFACT_PATH)
    sha256: str = key("Digest of the file's bytes.", required="tool", pattern=SHA256)


@block(closed=True)
class CatalogArtifact(Shape):
    """An entry of the catalogue."""

    kind: Literal["recipe", "profile", "component"] = key("What the file is.", required="tool")
    ref: str = key("Identity and version, as id@x.y.z.", required="tool", pattern=ARTIFACT_REF)
    artifact_ref: str = key("File relative to the project root.", required="tool", pattern=ARTIFACT_PATH)
    sha256: str = key("Digest of the file's bytes.", required="tool", pattern=SHA256)


@block(closed=True)
class Parameter(Shape):
    """One parameter of a recipe."""

    type: str | list[str] = key(
        "Type of the value: string, integer, number or boolean; a list of one of them and null makes it optional.",
        required="tool",
        values=("string", "integer", "number", "boolean", "null"),
    )
    default: str | int | float | bool | None = key("Value when nobody gives one.")
    enum: list[str | int | float | bool | None] = key("The only allowed values.")
    minimum: float = key("Smallest number.")
    maximum: float = key("Largest number.")
    min_length: int = key("Shortest text.", name="minLength", ge=0)
    max_length: int = key("Longest text.", name="maxLength", ge=0, le=1024)
    format: Literal["identifier", "connection_ref"] = key("What kind of text it is.", name="x-dpone-format")


@block(closed=True)
class ParameterSchema(Shape):
    """The parameters of a recipe, as a closed JSON Schema."""

    schema_: Literal["https://json-schema.org/draft/2020-12/schema"] = key(
        "Dialect of JSON Schema.", name="$schema", required="tool"
    )
    type: Literal["object"] = key("Always object.", required="tool")
    additional: bool = key("Always false.", name="additionalProperties", required="tool")
    properties: dict[str, Parameter] = key("The parameters by name.", required="tool")
    required: list[str] = key("Parameters that must be given.")


@block(name="recipe", closed=True)
class Recipe(ArtifactKeys):
    """A way to make processes from parameters."""

    schema_: str = key(
        "Form of the document.", name="schema", values=("dpone.recipe.v1",), required="tool", common=True
    )
    description: str = key("What the recipe is for.", pattern=r"^[\s\S]{0,1024}$", common=True)
    domain: str = key("Domain that may use it.", required="tool", pattern=ARTIFACT_ID, common=True)
    parameter_schema: ParameterSchema = key("The parameters.", required="tool", common=True)
    override_allowlist: list[str] = key("Parameters that a workload may set.", required="tool", common=True)
    default_profile_ref: str = key("Profile that is used when none is named.", pattern=ARTIFACT_REF)
    profiles: list[ArtifactPin] = key("Profiles that may be named.", required="tool", common=True)
    components: list[ArtifactPin] = key("Files with the processes.", required="tool", common=True)


@block(name="profile", closed=True)
class Profile(ArtifactKeys):
    """Preset values of a recipe's parameters."""

    schema_: str = key(
        "Form of the document.", name="schema", values=("dpone.profile.v1",), required="tool", common=True
    )
    values: dict[str, str | int | float | bool | None] = key("Values by parameter.", required="tool", common=True)
    locked_parameters: list[str] = key("Parameters that a workload may not set.", required="tool", common=True)


@block(name="component_process", open=True)
class ComponentProcess(Shape):
    """A process with placeholders `{$param: name}` and `{$context: pipeline_id}` in place of values."""

    name: object = key("Name of the process.", required="tool", common=True)
    source: dict[str, object] = key("Where rows come from.", required="tool", common=True)
    sink: dict[str, object] = key("Where rows go.", required="tool", common=True)


@block(name="component", closed=True)
class Component(ArtifactKeys):
    """Processes of a recipe, with placeholders."""

    schema_: str = key(
        "Form of the document.", name="schema", values=("dpone.component.v1",), required="tool", common=True
    )
    processes: list[ComponentProcess] = key("The processes.", required="tool", common=True)


@block(name="recipe_catalog", closed=True)
class RecipeCatalog(Shape):
    """All recipes, profiles and components of a project."""

    schema_: str = key(
        "Form of the document.", name="schema", values=("dpone.recipe-catalog.v1",), required="tool", common=True
    )
    catalog_id: str = key("Identity of the catalogue.", required="tool", pattern=ARTIFACT_ID, common=True)
    artifacts: list[CatalogArtifact] = key("The files.", required="tool", common=True)

"""``validation``: rules for names, labels and descriptions, run by `dpone manifest validate`."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

SEVERITIES = {"ERROR": "Fails the check.", "WARNING": "Is reported only."}


@block()
class Validation(Shape):
    """Rules that every process of the file must keep."""

    dataset_pattern: str = key("Regular expression that sink.table.schema must match from its start.", common=True)
    table_pattern: str = key("Regular expression that sink.table.name must match from its start.", common=True)
    required_labels: list[str] = key("Labels that sink.options.table_labels must have.", common=True)
    require_table_description: bool = key("Whether sink.options.table_description is mandatory.", default=False)
    technical_columns: str | bool = key(
        "Whether the framework's own columns must, may or must not be in the target.",
        default="optional",
        values=("required", "optional", "forbidden"),
        aliases=("require", "req", "opt", "default", "forbid", "off", "disabled"),
        enforced=True,
    )
    require_technical_columns: bool = key(
        "Older switch for technical_columns: required.", default=False, deprecated="technical_columns: required"
    )
    missing_labels_severity: str = key(
        "How a missing label is reported.", default="WARNING", values=SEVERITIES, aliases=("WARN",)
    )
    missing_description_severity: str = key(
        "How a missing description is reported.", default="WARNING", values=SEVERITIES, aliases=("WARN",)
    )
    invalid_label_value_severity: str = key(
        "How a bad label value is reported.", default="ERROR", values=SEVERITIES, aliases=("WARN",)
    )
    invalid_description_severity: str = key(
        "How a bad description is reported.", default="ERROR", values=SEVERITIES, aliases=("WARN",)
    )
    technical_columns_severity: str = key(
        "How a breach of technical_columns is reported.", default="ERROR", values=SEVERITIES, aliases=("WARN",)
    )
    label_value_patterns: dict[str, str] = key("Regular expression for each label's value.")
    forbidden_label_values: dict[str, list[str]] = key("Values that a label may not have, whatever their case.")
    description_required_regex: str | list[str] = key("Regular expressions that the table description must contain.")
    description_forbidden_regex: str | list[str] = key(
        "Regular expressions that the table description must not contain."
    )
    require_source_path_in_description: bool = key(
        "Whether the description must name the source relation.", default=False
    )

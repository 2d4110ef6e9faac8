"""``quality``: checks of the loaded data."""

from __future__ import annotations

from dpone_si.manifest.structure.authoring import Shape, block, key

SEVERITY = {"error": "A failed check fails the load.", "warning": "A failed check is reported."}
SIDE = {"source": "Counts the extracted rows.", "target": "Counts the rows of the target."}
MODE = {"fail": "A failed check fails the load.", "warn": "A failed check is reported."}
COLUMN_SETS = ("off", "none", "all_columns", "business_columns", "source_and_binary_semantics", "strict")


@block(closed=True)
class Tolerance(Shape):
    """How far two counts may differ."""

    mode: str = key(
        "Whether value is a number of rows or per cent.", default="absolute", values=("absolute", "pct"), any_case=True
    )
    value: float = key("How far they may differ.", default=0, ge=0)


@block(closed=True)
class QualityGate(Shape):
    """One check that dpone runs itself."""

    id: str = key("Name of the check, unique in the list; by default its type.", nullable=True)
    type: str = key(
        "What is checked.",
        required="tool",
        values={
            "row_count_reconciliation": "Source and target have the same number of rows, within tolerance.",
            "min_rows": "One side has at least threshold rows.",
            "typed_hash_reconciliation": "Source and target have the same typed hash.",
            "custom_sql": "A query of your own; not implemented in dpone.",
            "not_null": "Columns without nulls; not implemented in dpone.",
            "unique": "Unique columns; not implemented in dpone.",
            "freshness": "Young enough data; not implemented in dpone.",
            "accepted_values": "Only listed values; not implemented in dpone.",
        },
        common=True,
    )
    severity: str = key(
        "Whether a failed check fails the load.", default="error", values=SEVERITY, any_case=True, common=True
    )
    side: str = key("Which side min_rows counts.", default="target", values=SIDE, any_case=True)
    threshold: int = key("Smallest number of rows for min_rows.", ge=0, nullable=True, common=True)
    tolerance: Tolerance = key("How far two counts may differ.")
    mode: str = key(
        "Whether all rows or a sample are hashed.", default="full", values=("full", "sample"), any_case=True
    )
    sql: str = key("Query of a custom_sql check.", nullable=True)


@block(open=True, strict=True)
class QualityCheck(Shape):
    """One check in the older notation; dpone turns it into a gate."""

    id: str = key("Name of the check.", nullable=True)
    type: str = key(
        "What is checked; other words are accepted with severity warning and never run.",
        required="tool",
        values={
            "min_rows": "One side has at least threshold rows.",
            "source_target_count": "Source and target have the same number of rows, within tolerance_pct.",
        },
        any_case=True,
        open_enum=True,
        common=True,
    )
    mode: str = key("Whether a failed check fails the load.", values=MODE, any_case=True)
    severity: str = key(
        "Whether a failed check fails the load; wins over mode.", values=SEVERITY, any_case=True, common=True
    )
    side: str = key("Which side min_rows counts.", default="target", values=SIDE, any_case=True)
    threshold: int = key("Smallest number of rows for min_rows.", ge=0, common=True)
    value: int = key("Other spelling of threshold.", ge=0)
    tolerance_pct: float = key("How far source_target_count may differ, in per cent.", default=0, ge=0, common=True)


@block(closed=True)
class AcceptanceCapture(Shape):
    """Where acceptance metrics are taken."""

    source: bool = key("Take metrics of the extracted rows.", default=True)
    staged: bool = key("Take metrics of the staged rows.", default=True)
    target: bool = key("Take metrics of the target.", default=True)


@block(closed=True)
class AcceptanceChecks(Shape):
    """Which acceptance metrics are compared."""

    row_count: bool = key("Compare the number of rows.", default=True)
    null_counts: bool | str | list[str] = key(
        "Compare the number of nulls: of columns, or of a named set of columns.",
        default="off",
        values=COLUMN_SETS,
        any_case=True,
    )
    distinct_counts: bool | str | list[str] = key(
        "Compare the number of distinct values: of columns, or of a named set of columns.",
        default="off",
        values=COLUMN_SETS,
        any_case=True,
    )


@block(closed=True)
class Acceptance(Shape):
    """Comparison of metrics along the way from source to target."""

    enabled: bool = key("Whether the comparison runs.", required="tool")
    mode: str = key(
        "Whether a difference fails the load.",
        default="warn_only",
        values={"warn_only": "A difference is reported.", "required": "A difference fails the load."},
        any_case=True,
    )
    capture: AcceptanceCapture = key("Where metrics are taken.")
    checks: AcceptanceChecks = key("Which metrics are compared.")


@block(closed=True)
class Quality(Shape):
    """Checks of the loaded data; at least one check, gate or acceptance."""

    mode: str = key("What a failed check does when it has no severity.", default="fail", values=MODE, any_case=True)
    gates: list[QualityGate] = key("Checks that dpone runs itself.", nullable=True, common=True)
    checks: list[QualityCheck] = key("Checks in the older notation.", nullable=True, common=True)
    acceptance: Acceptance = key("Comparison of metrics along the way from source to target.")

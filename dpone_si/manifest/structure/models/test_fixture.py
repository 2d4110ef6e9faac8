"""``dpone.test.v1``: a test of a process with fixture files."""

from __future__ import annotations

from typing import Literal

from dpone_si.manifest.structure.authoring import Shape, block, key

FIXTURE_PATH = r"^(?!/|[A-Za-z]:|.*\\)[\s\S]{1,1024}$"


@block(closed=True)
class InitialTarget(Shape):
    """What the target holds before the test."""

    fixture: str = key(
        "File with the rows of the target, one JSON object per line.", required="tool", pattern=FIXTURE_PATH
    )


@block(closed=True)
class TestInput(Shape):
    """The rows that are loaded."""

    fixture: str = key(
        "File with the source rows, one JSON object per line.", required="tool", pattern=FIXTURE_PATH, common=True
    )
    format: Literal["jsonl"] = key("Format of the file.", default="jsonl")
    initial_target: InitialTarget = key("What the target holds before.", common=True)


@block(closed=True)
class TestExpect(Shape):
    """What the load must leave behind."""

    rows: int = key("Rows in the target afterwards.", required="tool", ge=0, le=20000, common=True)
    rejected_rows: int = key("Rejected rows: 0.", default=0, ge=0, le=0)
    output_fixture: str = key("File with the rows expected in the target.", pattern=FIXTURE_PATH, common=True)
    match: Literal["exact_unordered"] = key("How rows are compared; needs output_fixture.")
    schema_: dict[str, Literal["null", "bool", "int64", "float64", "string", "array", "object", "mixed"]] = key(
        "Type of each expected column.", name="schema", common=True
    )


@block(closed=True)
class TestLimits(Shape):
    """Limits of the test."""

    max_bytes: int = key("Largest fixture.", default=10485760, ge=1, le=10485760)
    max_line_bytes: int = key("Longest line.", default=1048576, ge=1, le=1048576)
    max_rows: int = key("Most rows.", default=10000, ge=1, le=10000)
    timeout_seconds: int = key("Longest time.", default=30, ge=1, le=300)


@block(name="test", closed=True)
class TestManifest(Shape):
    """A test of a process with fixture files, run by `dpone test`."""

    kind: str = key("Form of the document.", values=("dpone.test.v1",), required="tool", common=True)
    name: str = key("Name of the test; by default the file's.", pattern=r"^[\s\S]{1,128}$", common=True)
    pipeline: str = key(
        "Manifest with the process, relative to the project.", required="tool", pattern=FIXTURE_PATH, common=True
    )
    process: str = key(
        "Selector of the process, when the manifest has several.", pattern=r"^[\s\S]{1,256}$", common=True
    )
    input: TestInput = key("The rows that are loaded.", required="tool", common=True)
    expect: TestExpect = key("What the load must leave behind.", required="tool", common=True)
    limits: TestLimits = key("Limits of the test.")

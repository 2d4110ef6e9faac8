"""SARIF as its consumers read it."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import jsonschema
import pytest

from tests.dpone_lsp.cli.lint import CLEAN, FAULTY, Lint
from tests.dpone_lsp.cli.reports import report
from tests.dpone_lsp.cli.sarif_schema import sarif_schema


def test_sarif_meets_the_official_schema(faulty: Lint) -> None:
    log = json.loads(report(faulty, "sarif"))
    jsonschema.validate(log, sarif_schema())


def test_sarif_says_what_consumers_look_for(faulty: Lint) -> None:
    log = json.loads(report(faulty, "sarif"))
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert len({rule["id"] for rule in rules}) == len(rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert (faulty.folder / unquote(uri)).exists()
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", uri)
        region = place["region"]
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
        for fix in result.get("fixes", ()):
            for change in fix["artifactChanges"]:
                assert change["replacements"]
    marks = [result["partialFingerprints"]["dponeLint/v1"] for result in run["results"]]
    assert all(re.fullmatch("[0-9a-f]{40}", mark) for mark in marks)
    by_rule = {rule["id"]: rule for rule in rules}
    assert by_rule["partition-column-missing"]["defaultConfiguration"]["level"] == "error"
    assert "Why" in by_rule["partition-column-missing"]["help"]["markdown"]
    assert any(result.get("relatedLocations") for result in run["results"])
    assert any(result.get("fixes") for result in run["results"])


def test_sarif_is_what_code_scanning_takes(faulty: Lint) -> None:
    """What GitHub asks beyond the schema; without it the upload is refused or shows nothing."""
    (run,) = json.loads(report(faulty, "sarif"))["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        for name in ("shortDescription", "fullDescription"):
            assert 1 <= len(rule[name]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["name"].isalnum()
        assert len(rule["properties"]["tags"]) <= 10
    assert run["tool"]["driver"]["fullName"]
    assert run["invocations"] == [{"executionSuccessful": True}]
    for result in run["results"]:
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            artifact = place["physicalLocation"]["artifactLocation"]
            assert artifact["uriBaseId"] in run["originalUriBaseIds"]
            region = place["physicalLocation"]["region"]
            if "snippet" in region:
                line = (
                    (faulty.folder / unquote(artifact["uri"])).read_text("utf-8").split("\n")[region["startLine"] - 1]
                )
                assert line[region["startColumn"] - 1 : region["endColumn"] - 1] == region["snippet"]["text"]
    assert any("snippet" in one["locations"][0]["physicalLocation"]["region"] for one in run["results"])


def test_sarif_keeps_the_worst_where_code_scanning_would_refuse_the_file(lint: Lint) -> None:
    from dpone_lsp.cli.formats import sarif
    from dpone_lsp.cli.run.result import Run
    from dpone_lsp.cli.run.rows import Row, Span

    span = Span("/a.yaml", 1, 1, 1, 2, 1, 2)
    kinds = ["hint"] * sarif.MAX_RESULTS + ["error", "warning"]
    rows = [
        Row("unknown-key", "DP101", kind, str(number), "", (), span, "", (), (), (), {})
        for number, kind in enumerate(kinds)
    ]
    (run,) = json.loads(sarif.render(Run(rows=rows), None))["runs"]
    assert len(run["results"]) == sarif.MAX_RESULTS
    assert [one["level"] for one in run["results"][:3]] == ["error", "warning", "note"]
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "25,002 findings" in notice["message"]["text"]


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        ("GITHUB_WORKSPACE", "github"),
        ("GITHUB_WORKSPACE", "sarif"),
        ("CI_PROJECT_DIR", "gitlab"),
        ("BUILD_SOURCESDIRECTORY", "azure"),
    ],
)
def test_a_job_in_a_subfolder_names_files_as_its_server_knows_them(lint: Lint, variable: str, name: str) -> None:
    lint.write({"loads/sales/bad.yaml": FAULTY})
    folder = lint.folder / "loads"
    done = lint("sales", "--format", name, cwd=folder, **{variable: str(lint.folder)})
    assert "loads/sales/bad.yaml" in done.out
    alone = lint("sales", "--format", name, cwd=folder, **{variable: str(lint.folder / "elsewhere")})
    assert "sales/bad.yaml" in alone.out
    assert "loads/" not in alone.out


def test_an_unsafe_fix_says_what_it_does(faulty: Lint) -> None:
    """`[unsafe]` alone says nothing: either the outcome that changes, or why somebody has to look."""
    faulty.write(
        {
            "blank.yaml": CLEAN.replace(
                "  connection_type: airflow\n  connection_id: shop\n",
                "  connection_type: vault\n  connection_id: shop\n",
            )
        }
    )
    fixes = [one["fix"] for one in faulty.findings(".") if one["fix"]]
    assert {fix["applicability"] for fix in fixes} == {"safe", "unsafe"}
    for fix in fixes:
        assert bool(fix["consequence"]) == (fix["applicability"] == "unsafe"), fix
    (empty,) = [fix for fix in fixes if '""' in fix["title"]]
    assert empty["consequence"] == "leaves an empty value for you to fill in"
    assert "[unsafe: leaves an empty value for you to fill in]" in report(faulty, "text")
    assert "[unsafe]" not in report(faulty, "sarif")


def test_sarif_fingerprints_survive_moved_lines_and_another_folder(lint: Lint) -> None:
    lint.write({"a/bad.yaml": FAULTY})
    before = marks_of(lint("a/bad.yaml", "--format", "sarif").out)
    lint.write({"a/bad.yaml": "# a comment\n\n" + FAULTY})
    assert marks_of(lint("a/bad.yaml", "--format", "sarif").out) == before
    assert marks_of(lint("bad.yaml", "--format", "sarif", cwd=lint.folder / "a").out) == before


def marks_of(text: str) -> list[str]:
    return [result["partialFingerprints"]["dponeLint/v1"] for result in json.loads(text)["runs"][0]["results"]]

"""Every report is read the way its consumer reads it, and nothing a manifest holds can break out of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import junitparser
import pytest

from tests.dpone_lsp.cli.lint import CHECKOUT, CLEAN, FAULTY, Lint
from tests.dpone_lsp.cli.reports import report

FORMATS = ("azure", "concise", "github", "gitlab", "json", "jsonl", "junit", "markdown", "rdjson", "sarif", "text")


# --- JSON ----------------------------------------------------------------------------------------------------------------


def schema(name: str) -> dict[str, Any]:
    made = json.loads((CHECKOUT / "dpone_lsp/cli/schemas" / f"{name}.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(made)
    return made


def test_json_meets_its_published_schema(faulty: Lint) -> None:
    data = json.loads(report(faulty, "json"))
    jsonschema.validate(data, schema("report"))
    assert json.loads(faulty("schema", "report").out) == schema("report")
    kinds = {(bool(one["fix"]), bool(one["related"]), len(one["processes"]) > 1) for one in data["findings"]}
    assert {flag for kind in kinds for flag in kind} == {True, False}
    for severity in ("error", "warning", "information", "hint"):
        assert data["summary"][severity] == sum(one["severity"] == severity for one in data["findings"])
    assert sum(data["summary"]["rules"].values()) == len(data["findings"])


def test_jsonl_is_the_findings_of_json_one_by_one(faulty: Lint) -> None:
    lines = report(faulty, "jsonl").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(report(faulty, "json"))["findings"]


def test_json_ranges_cut_the_text_out_of_the_file(faulty: Lint) -> None:
    found = [one for one in faulty.findings("ünï;c,öde:%.yaml") if one["rule"] == "strategy-mode-unknown"]
    assert len(found) == 1
    start, end = found[0]["range"]["start"], found[0]["range"]["end"]
    line = (faulty.folder / found[0]["path"]).read_text("utf-8").splitlines()[start["line"] - 1]
    assert line[start["column"] - 1 : end["column"] - 1] == '"😀x"'


def test_json_edits_applied_by_a_consumer_are_what_fix_writes(faulty: Lint) -> None:
    path = faulty.folder / "fixable.yaml"
    (fix,) = [one["fix"] for one in faulty.findings("fixable.yaml") if one["rule"] == "kafka-partition-replace"]
    (edit,) = fix["edits"]
    lines = path.read_text("utf-8").splitlines(keepends=True)
    start, end = edit["range"]["start"], edit["range"]["end"]
    assert start["line"] == end["line"]
    line = lines[start["line"] - 1]
    lines[start["line"] - 1] = line[: start["column"] - 1] + edit["text"] + line[end["column"] - 1 :]
    faulty("fixable.yaml", "--fix")
    assert path.read_text("utf-8") == "".join(lines)


# --- forges --------------------------------------------------------------------------------------------------------------


def test_github_commands_as_the_runner_reads_them(faulty: Lint) -> None:
    lines = report(faulty, "github", "--show", "hint").split("\n")
    assert lines.pop() == ""
    found = faulty.findings(".")
    assert len(lines) == len(found)
    for line, one in zip(lines, found, strict=True):
        command, properties, message = github(line)
        assert (
            command
            == {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}[one["severity"]]
        )
        assert properties["file"] == one["path"]
        assert int(properties["line"]) == one["range"]["start"]["line"]
        within = one["range"]["start"]["line"] == one["range"]["end"]["line"]
        # The runner takes columns only for a stretch within one line.
        assert properties.get("col") == (str(one["range"]["start"]["column"]) if within else None)
        assert ("endLine" in properties, "endColumn" in properties) == (not within, within)
        assert seen(one["message"]).rstrip(".") in message


def github(line: str) -> tuple[str, dict[str, str], str]:
    """Reads a workflow command as the runner does: the command ends at the first `::` after the start."""
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    command, _, rest = head.partition(" ")
    properties = dict(part.split("=", 1) for part in rest.split(",")) if rest else {}
    return (
        command,
        {name: unescape(value, {"%3A": ":", "%2C": ","}) for name, value in properties.items()},
        unescape(message, {}),
    )


def seen(text: str) -> str:
    """A text as reports for forges show it: control characters and commands are defused."""
    return "".join(char if char.isprintable() or char == "\n" else "?" for char in text).replace("##vso[", "#?vso[")


def unescape(text: str, more: dict[str, str], percent: str = "%25") -> str:
    for code, char in {**more, "%0D": "\r", "%0A": "\n"}.items():
        text = text.replace(code, char)
    return text.replace(percent, "%")


def test_azure_commands_as_the_agent_reads_them(faulty: Lint) -> None:
    lines = report(faulty, "azure", "--show", "hint").split("\n")
    assert lines.pop() == ""
    found = faulty.findings(".")
    assert len(lines) == len(found)
    for line, one in zip(lines, found, strict=True):
        match = re.fullmatch(r"##vso\[task\.logissue (?P<properties>[^\]]*)\](?P<message>.*)", line)
        assert match is not None, line
        properties = dict(part.split("=", 1) for part in match["properties"].split(";"))
        assert properties["type"] == ("error" if one["severity"] == "error" else "warning")
        escapes = {"%3B": ";", "%5D": "]"}
        assert unescape(properties["sourcepath"], escapes, "%AZP25") == one["path"]
        assert int(properties["linenumber"]) == one["range"]["start"]["line"]
        assert seen(one["message"]).rstrip(".") in unescape(match["message"], {}, "%AZP25")


def test_gitlab_code_quality(faulty: Lint) -> None:
    issues = json.loads(report(faulty, "gitlab"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert issue["location"]["positions"]["begin"]["line"] >= 1


def test_rdjson_counts_utf8_bytes(faulty: Lint) -> None:
    data = json.loads(report(faulty, "rdjson"))
    assert data["source"]["name"] == "dpone-lint"
    for one in data["diagnostics"]:
        assert one["severity"] in ("ERROR", "WARNING", "INFO")
        lines = (faulty.folder / one["location"]["path"]).read_bytes().split(b"\n")
        start, end = one["location"]["range"]["start"], one["location"]["range"]["end"]
        assert 1 <= start["column"] <= len(lines[start["line"] - 1]) + 1
        assert 1 <= end["column"] <= len(lines[end["line"] - 1]) + 1
    (unknown,) = [
        one
        for one in data["diagnostics"]
        if one["code"]["value"] == "strategy-mode-unknown" and "ünï" in one["location"]["path"]
    ]
    span = unknown["location"]["range"]
    line = (faulty.folder / unknown["location"]["path"]).read_bytes().split(b"\n")[span["start"]["line"] - 1]
    assert line[span["start"]["column"] - 1 : span["end"]["column"] - 1].decode() == '"😀x"'
    assert any(one.get("suggestions") for one in data["diagnostics"])
    # Each suggestion is offered by itself.
    assert all(len(one.get("suggestions", ())) <= 1 for one in data["diagnostics"])


#: What Jenkins' schema (`junit-10.xsd` of its xUnit plugin) knows: element -> (attributes it must have, attributes it may have, children).
JENKINS: dict[str, tuple[set[str], set[str], set[str]]] = {
    "testsuites": (set(), {"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors"},
        {"time", "skipped", "timestamp", "hostname", "id", "package", "file"},
        {"testcase"},
    ),
    "testcase": ({"name"}, {"time", "classname", "group"}, {"failure", "error", "skipped"}),
    "failure": (set(), {"type", "message"}, set()),
}


def test_junit_holds_what_jenkins_takes_and_nothing_else(faulty: Lint) -> None:
    """Jenkins refuses a whole report for one attribute its schema does not know."""
    root = ElementTree.fromstring(report(faulty, "junit"))
    assert root.tag == "testsuites"
    for element in root.iter():
        needed, allowed, children = JENKINS[element.tag]
        assert needed <= set(element.attrib) <= needed | allowed
        assert {child.tag for child in element} <= children
        if "time" in element.attrib:
            assert re.fullmatch(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*(\.[0-9]*)?", element.attrib["time"])
    for suite in root:
        cases = list(suite)
        assert int(suite.attrib["tests"]) == len(cases)
        assert int(suite.attrib["failures"]) == len(list(suite.iter("failure")))
    names = [case.attrib["name"] for case in root.iter("testcase")]
    assert len(set(names)) == len(names), "a reader keeps one of two cases of the same name"
    assert {"bad.yaml", "clean.yaml", "ünï;c,öde:%.yaml"} <= set(names)
    assert root.find(".//testcase[@name='clean.yaml']/failure") is None


def test_junit_tells_all_findings_of_a_manifest_in_the_one_failure_that_readers_show(faulty: Lint) -> None:
    root = ElementTree.fromstring(report(faulty, "junit"))
    told = {case.attrib["name"]: [seen(failure.text or "") for failure in case] for case in root.iter("testcase")}
    loud = [one for one in faulty.findings(".") if one["severity"] in ("error", "warning")]
    for path, texts in told.items():
        assert len(texts) == any(one["path"] == path for one in loud)
    for one in loud:
        start = one["range"]["start"]
        assert (
            f"{seen(one['path'])}:{start['line']}:{start['column']}: {one['severity']}[{one['rule']}] "
            in told[one["path"]][0]
        )


def test_junit_as_another_reader_takes_it(faulty: Lint, tmp_path: Path) -> None:
    """junitparser is what other tools merge and upload test reports with."""
    path = tmp_path / "report.xml"
    path.write_text(report(faulty, "junit"), "utf-8")
    read = junitparser.JUnitXml.fromfile(str(path))
    assert isinstance(read, junitparser.JUnitXml)
    told = (read.tests, read.failures, read.errors)
    read.update_statistics()
    assert told == (read.tests, read.failures, read.errors)
    assert all(isinstance(result, junitparser.Failure) for suite in read for case in suite for result in case.result)


# --- people --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_no_report_carries_control_characters_or_commands(faulty: Lint, name: str) -> None:
    text = report(faulty, name, "--show", "hint")
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)
    for line in text.splitlines():
        if name != "github":
            assert not line.lstrip().startswith("::")
        else:
            assert re.match(r"::(error|warning|notice) file=", line)
        if name != "azure":
            assert "##vso[" not in line
        else:
            assert line.startswith("##vso[task.logissue type=")
            assert line.count("##vso[") == 1


@pytest.mark.parametrize("name", ["azure", "github", "markdown"])
def test_annotations_and_comments_carry_no_hints_unless_asked(lint: Lint, name: str) -> None:
    """A server shows ten annotations of a step: hints must not push the errors out, or become warnings where there is nothing less."""
    lint.write({"bad.yaml": FAULTY})
    quiet = {one["rule"] for one in lint.findings("bad.yaml") if one["severity"] in ("information", "hint")}
    assert quiet
    assert not [rule for rule in quiet if rule in report(lint, name)]
    assert all(rule in report(lint, name, "--show", "hint") for rule in quiet)


def test_markdown_stays_inside_its_cells(faulty: Lint) -> None:
    lines = report(faulty, "markdown").splitlines()
    assert lines[0].startswith("### dpone-lint: ")
    rows = [line for line in lines if line.startswith("|")]
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 5
        prose = re.sub(r"(?<!\\)`[^`]+`", "", row)
        assert "<" not in prose
        assert not re.search(r"(?<!\\)[\[*]", prose)


def test_markdown_fits_a_comment(lint: Lint) -> None:
    """Forges refuse comments of more than 65,536 characters."""
    keys = "".join(f"    {'long_key_' * 60}{number}: 1\n" for number in range(150))
    lint.write({"bad.yaml": CLEAN + keys})
    text = report(lint, "markdown", "--select", "unknown-key")
    rows = [line for line in text.splitlines() if line.startswith("| warning")]
    assert len(text) < 65_536
    assert 20 < len(rows) < 150
    assert text.endswith(f"\n{150 - len(rows)} more are not shown.\n")


def test_concise_lines_can_be_jumped_to(faulty: Lint) -> None:
    for line in report(faulty, "concise").splitlines():
        match = re.fullmatch(r"(?P<path>.+):(?P<line>\d+):(?P<column>\d+): (error|warning)\[[a-z0-9-]+\] .+", line)
        assert match is not None, line
        assert (faulty.folder / match["path"]).exists()


def test_the_text_frame_underlines_the_place(lint: Lint) -> None:
    lint.write({"bad.yaml": FAULTY.replace("partition_replace", "partition_replaze")})
    out = lint("bad.yaml", "--select", "strategy-mode-unknown").out.splitlines()
    at = next(number for number, line in enumerate(out) if "mode: partition_replaze" in line)
    assert out[at + 1].index("^") == out[at].index("partition_replaze")
    assert out[at + 1].count("^") == len("partition_replaze")
    assert "  bad.yaml:13:11" in out


def test_colour_only_where_it_is_wanted(lint: Lint) -> None:
    lint.write({"bad.yaml": FAULTY})
    assert "\x1b[" not in lint("bad.yaml").out
    assert "\x1b[31;1m" in lint("bad.yaml", "--color", "always").out
    assert "\x1b[" in lint("bad.yaml", FORCE_COLOR="1").out
    assert "\x1b[" not in lint("bad.yaml", FORCE_COLOR="1", NO_COLOR="1").out
    lint("bad.yaml", "--output", "out.txt", FORCE_COLOR="1")
    assert "\x1b[" not in (lint.folder / "out.txt").read_text()


def test_several_reports_in_one_run(lint: Lint) -> None:
    lint.write({"bad.yaml": FAULTY})
    done = lint("bad.yaml", "--format", "concise", "--format", "sarif=out.sarif", "--format", "junit=out.xml")
    assert done.code == 1
    assert done.out.startswith("bad.yaml:")
    assert json.loads((lint.folder / "out.sarif").read_text())["version"] == "2.1.0"
    assert ElementTree.fromstring((lint.folder / "out.xml").read_text()).tag == "testsuites"
    assert lint("bad.yaml", "--format", "json", "--output", "out.json").out == ""
    assert json.loads((lint.folder / "out.json").read_text())["version"] == 1


def test_a_report_can_go_to_a_device_or_through_a_link(lint: Lint, tmp_path: Path) -> None:
    lint.write({"bad.yaml": FAULTY})
    assert "bad.yaml:" in lint("bad.yaml", "--format", "json", "--format", "concise=/dev/stderr").err
    (tmp_path / "real.txt").write_text("old")
    (lint.folder / "link.txt").symlink_to(tmp_path / "real.txt")
    lint("bad.yaml", "--format", "concise", "--output", "link.txt")
    assert (lint.folder / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text().startswith("bad.yaml:")


def test_statistics_count_rules(lint: Lint) -> None:
    lint.write({"a.yaml": FAULTY, "b.yaml": FAULTY, "c.yaml": CLEAN + "    uniqe_key: [id]\n"})
    out = lint(".", "--statistics").out
    assert re.search(r"^2  partition-column-missing$", out, re.MULTILINE)
    assert re.search(r"^1  unknown-key", out, re.MULTILINE)


def test_long_lines_are_cut_around_the_place(lint: Lint) -> None:
    key = "x" * 3000
    lint.write(
        {
            "bad.yaml": f"{CLEAN}    options: {{{key}: 1, uniqe_key: 2}}\n".replace(
                "mode: incremental_merge", "mode: full"
            )
        }
    )
    out = lint("bad.yaml").out
    assert max(map(len, out.splitlines())) < 400

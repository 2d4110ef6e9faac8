"""Rules a project adds: declarative ones, Python ones, and what happens when they break."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules.custom import load_faults, own_rules
from dpone_lsp.settings.file import settings_from
from dpone_lsp.testing.page_check import page_faults
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.documents import Document

MANIFEST = """\
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  options:
    batch_size: 5000
"""
OWN = '''"""Every manifest has a description.

## Why
People look for it.

## Fires
```yaml
name: shop_orders
#^^^^^^^^^^^^^^^^ no description
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```

## Stays silent
```yaml
name: shop_orders
description: All orders of the shop.
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink: {type: clickhouse, connection_type: airflow, connection_id: dwh, table: {schema: raw, name: orders}}
```
"""

from dpone_lsp.api import Report, Rule, process_place

RULE = Rule(name="description-wanted", code="OWN1", group="own", severity="warning", summary="Every manifest has a description.")


def check(facts, context):
    if facts.process.at("description") is None:
        yield Report(process_place(facts), "no description")
'''


def lint(settings: Settings, text: str = MANIFEST) -> list[tuple[str, str, str]]:
    analysis = analyze(Document("/project/m.yaml", text), DiskLoader("/project"), settings)
    own = set(own_rules(settings)) | {"internal-rule-error"}
    return [(finding.rule, finding.key, finding.message) for finding in analysis.findings if finding.rule in own]


def declared(**values: object) -> Settings:
    return settings_from({"custom-rules": [{"name": "mine", "message": "told", **values}]}, "test")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"key": "description", "missing": True}, ""),
        ({"key": "sink.options.owner", "missing": True}, "sink.options"),
        ({"key": "sink.options.batch_size", "present": True}, "sink.options.batch_size"),
        ({"key": "sink.options.batch_size", "equals": 5000}, "sink.options.batch_size"),
        ({"key": "sink.options.batch_size", "equals": "5000"}, None),
        ({"key": "sink.options.batch_size", "not-equals": 10000}, "sink.options.batch_size"),
        ({"key": "sink.table.schema", "matches": "^ra"}, "sink.table.schema"),
        ({"key": "sink.table.schema", "not-matches": "^ra"}, None),
        ({"key": "sink.type", "one-of": ["clickhouse", "mssql"]}, "sink.type"),
        ({"key": "sink.type", "not-one-of": ["clickhouse", "mssql"]}, None),
        ({"key": "sink.options.owner", "not-equals": "me"}, None),
        ({"key": "description", "missing": True, "sinks": ["mssql"]}, None),
        ({"key": "description", "missing": True, "forms": ["single"], "modes": ["full_refresh"]}, ""),
    ],
)
def test_a_declarative_rule_speaks_at_its_key(values: dict[str, object], expected: str | None) -> None:
    assert lint(declared(**values)) == ([] if expected is None else [("mine", expected, "told")])


def test_the_examples_of_a_declarative_rule_are_tested() -> None:
    marked = MANIFEST.replace(
        "schema: raw, name: orders}\n", "schema: raw, name: orders}\n#                 ^^^ told\n"
    )
    rule = {"key": "sink.table.schema", "equals": "raw", "fires": [marked], "silent": [MANIFEST.replace("raw", "mart")]}
    settings = declared(**rule)
    assert page_faults(own_rules(settings)["mine"], settings) == []
    wrong = declared(**{**rule, "silent": [MANIFEST]})
    faults = page_faults(own_rules(wrong)["mine"], wrong)
    assert faults == ["mine: example 1 that is silent: line 7, columns 19 to 21 are marked unexpectedly with: told"]


def test_a_python_rule_is_loaded_from_the_project_when_it_is_trusted(tmp_path: Path) -> None:
    (tmp_path / "lint").mkdir()
    (tmp_path / "lint" / "house.py").write_text(OWN, encoding="utf-8")
    trusted = Settings(plugins=("lint/house.py",), root=tmp_path.as_posix(), trusted=True)
    assert lint(trusted) == [("description-wanted", "", "no description")]
    assert load_faults(trusted) == ()
    assert page_faults(own_rules(trusted)["description-wanted"], trusted) == []


def test_an_untrusted_workspace_runs_no_code(tmp_path: Path) -> None:
    (tmp_path / "house.py").write_text("raise SystemExit('this must never run')\n", encoding="utf-8")
    untrusted = Settings(plugins=("house.py",), root=tmp_path.as_posix())
    assert own_rules(untrusted) == {}
    assert load_faults(untrusted) == ("the workspace is not trusted, so the rules of `plugins` are not loaded",)


def test_a_module_that_cannot_be_loaded_is_told_and_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import nothing_of_that_name\n", encoding="utf-8")
    (tmp_path / "house.py").write_text(OWN, encoding="utf-8")
    settings = Settings(plugins=("broken.py", "house.py"), root=tmp_path.as_posix(), trusted=True)
    assert lint(settings) == [("description-wanted", "", "no description")]
    (fault,) = load_faults(settings)
    assert (
        fault == "rules of `broken.py` could not be loaded: ModuleNotFoundError: No module named 'nothing_of_that_name'"
    )


def test_a_crashing_rule_becomes_a_finding_and_the_others_speak(tmp_path: Path) -> None:
    crashing = OWN.replace('if facts.process.at("description") is None:', 'raise KeyError("boom")\n    if True:')
    (tmp_path / "house.py").write_text(crashing, encoding="utf-8")
    settings = Settings(plugins=("house.py",), root=tmp_path.as_posix(), trusted=True)
    analysis = analyze(
        Document("/project/m.yaml", MANIFEST.replace("name: shop", "nam: shop")), DiskLoader("/project"), settings
    )
    rules = {finding.rule for finding in analysis.findings}
    assert {"internal-rule-error", "unknown-key", "name-missing"} <= rules
    (finding,) = [finding for finding in analysis.findings if finding.rule == "internal-rule-error"]
    assert "description-wanted" in finding.message
    assert finding.code == "DP960"


@pytest.mark.parametrize(
    ("need", "speaks"), [("misfit:unknown", True), ("oddity:unknown", True), ("misfit:date", False)]
)
def test_a_rule_runs_when_what_it_needs_is_there(tmp_path: Path, need: str, speaks: bool) -> None:
    """`oddity:` is how rules written for earlier releases say `misfit:`."""
    rule = OWN.replace('group="own"', f'group="own", scope="document", needs=("{need}",)')
    rule = (
        rule[: rule.index("def check")]
        + "def check(analysis, context):\n    yield Report(process_place(analysis.processes[0]), 'told')\n"
    )
    (tmp_path / "mine.py").write_text(rule, encoding="utf-8")
    settings = Settings(plugins=("mine.py",), root=tmp_path.as_posix(), trusted=True)
    told = [message for _, _, message in lint(settings, MANIFEST.replace("batch_size", "bach_size"))]
    assert told == (["told"] if speaks else [])

"""Suppression comments: what they speak of, what they hide, and what is no comment at all."""

from __future__ import annotations

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.analysis.suppression_syntax import suppressions
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.settings import Settings
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.documents import Document

HEAD = """\
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
"""
SINK = """\
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  strategy:
    mode: full_refresh
    house_key: 1
  options:
    other_house_key: 2
"""


def lint(text: str, settings: Settings | None = None) -> Analysis:
    only = Settings(select=("unknown-key", "unused-suppression", "unknown-suppression"))
    return analyze(Document("/project/m.yaml", text), DiskLoader("/project"), settings or only)


def shown(analysis: Analysis) -> list[str]:
    return [f"{finding.rule} {finding.key}".strip() for finding in analysis.findings]


BOTH = ["unknown-key sink.strategy.house_key", "unknown-key sink.options.other_house_key"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + SINK, BOTH),
        (HEAD + SINK.replace("house_key: 1", "house_key: 1  # dpone: ignore[unknown-key] ours"), BOTH[1:]),
        (HEAD + SINK.replace("house_key: 1", "house_key: 1  # dpone: ignore[DP101]"), BOTH[1:]),
        (HEAD + SINK.replace("house_key: 1", "house_key: 1  # dpone: ignore[structure, syntax]"), BOTH[1:]),
        (HEAD + SINK.replace("  strategy:", "  # dpone: ignore[unknown-key]\n  strategy:"), BOTH[1:]),
        (HEAD + SINK.replace("  strategy:", "  # dpone: ignore[unknown-key]\n\n  # why\n  strategy:"), BOTH[1:]),
        (HEAD + "# dpone: ignore[unknown-key] ours\n" + SINK, []),
        (HEAD + SINK + "# dpone: ignore-file[unknown-key] ours\n", []),
        (HEAD + SINK + "# dpone: ignore-file[all]\n", []),
    ],
    ids=["none", "line", "code", "group", "block", "block after blank lines", "outer block", "file", "all"],
)
def test_what_a_comment_hides(text: str, expected: list[str]) -> None:
    assert shown(lint(text)) == expected


def test_a_comment_on_another_line_hides_nothing_and_is_told() -> None:
    text = HEAD + SINK.replace("mode: full_refresh", "mode: full_refresh  # dpone: ignore[unknown-key]")
    rules = [finding.rule for finding in lint(text).findings]
    assert sorted(rules) == ["unknown-key", "unknown-key", "unused-suppression"]


@pytest.mark.parametrize(
    "line",
    [
        'description: "a # dpone: ignore-file[unknown-key] in quotes"\n',
        "description: |\n  text\n  # dpone: ignore-file[unknown-key]\n",
        "description: it's#dpone: ignore-file[unknown-key]\n",
        "# dpone: this manifest belongs to the shop team\n",
    ],
)
def test_what_is_no_suppression(line: str) -> None:
    text = HEAD + line + SINK
    assert suppressions(Document("/m.yaml", text)) == []


def test_what_is_hidden_is_kept_apart_and_can_be_shown() -> None:
    text = HEAD + "# dpone: ignore[unknown-key] ours\n" + SINK
    assert [finding.key for finding in lint(text).suppressed] == [
        "sink.strategy.house_key",
        "sink.options.other_house_key",
    ]
    everything = Settings(select=("unknown-key", "unused-suppression"), no_ignores=True)
    assert shown(lint(text, everything)) == BOTH


def test_a_rule_that_does_not_run_makes_no_suppression_unused() -> None:
    text = HEAD + SINK + "# dpone: ignore-file[yaml-number-trap]\n"
    assert shown(lint(text, Settings(select=("unused-suppression",)))) == []


def test_per_file_ignores_are_relative_to_the_settings_file() -> None:
    settings = Settings(select=("unknown-key",), per_file_ignores={"legacy/*": ("unknown-key",)}, root="/project")
    document = Document("/project/legacy/m.yaml", HEAD + SINK)
    assert analyze(document, DiskLoader("/project"), settings).findings == []
    assert len(lint(HEAD + SINK, settings).findings) == 2

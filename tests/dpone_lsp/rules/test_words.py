"""A word that means rules means the same wherever it is written, and for findings of every origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.features.hover import hover
from dpone_lsp.features.links import links
from dpone_lsp.model.settings import Settings, SettingsError
from dpone_lsp.rules.selection import all_rules
from dpone_lsp.settings.file import load_settings, settings_from
from dpone_lsp.testing.fixtures import analysis_of
from dpone_si.manifest.expansion.loading import DiskLoader
from dpone_si.manifest.model.documents import Document
from dpone_si.records import replace

MANIFEST = """\
name: shop_orders
source: {type: postgres, connection_type: airflow, connection_id: shop, table: {schema: public, name: orders}}
sink:
  type: clickhouse
  connection_type: airflow
  connection_id: dwh
  table: {schema: raw, name: orders}
  house_key: 1
  strategy: {mode: full_refresh}  # dpone: ignore[no-such-rule]
"""
HOUSE = '''"""Every manifest has a description."""

from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import process_place
from dpone_lsp.model.rule import Rule, RuleOption

RULE = Rule(
    name="description-wanted",
    code="OWN1",
    group="own",
    severity="warning",
    summary="Every manifest has a description.",
    aliases=("house-alias",),
    options=(RuleOption("text", "texts", ("no description",), "What it says."),),
)


def check(facts, context):
    if facts.process.at("description") is None:
        yield Report(process_place(facts), context.option("text")[0])
'''
BROKEN = (
    HOUSE.replace("description-wanted", "broken-rule")
    .replace("OWN1", "OWN2")
    .replace("house-alias", "broken-alias")
    .replace("    if facts", "    raise ValueError('broken')\n    if facts")
)
LABEL = {
    "name": "owner-label",
    "key": "sink.options.table_labels.owner",
    "missing": True,
    "message": "every table names its owner",
}

#: A finding of each origin: the rule that makes it -> the words that mean it.
ORIGINS = {
    "unknown-key": ("unknown-key", "DP101", "structure", "all"),
    "unknown-suppression": ("unknown-suppression", "style", "all"),
    "description-wanted": ("description-wanted", "OWN1", "house-alias", "own", "all"),
    "owner-label": ("owner-label", "own", "all"),
    "internal-rule-error": ("internal-rule-error", "all"),
}
CASES = [(rule, word) for rule, words in ORIGINS.items() for word in words]


@pytest.fixture
def found(tmp_path: Path) -> Callable[[Settings, str], dict[str, str]]:
    (tmp_path / "house.py").write_text(HOUSE, encoding="utf-8")
    (tmp_path / "broken.py").write_text(BROKEN, encoding="utf-8")

    def run(settings: Settings, text: str = MANIFEST) -> dict[str, str]:
        """Rule -> severity of what is found in a manifest."""
        whole = replace(
            settings, plugins=("house.py", "broken.py"), custom_rules=(LABEL,), trusted=True, root=tmp_path.as_posix()
        )
        document = Document((tmp_path / "orders.yaml").as_posix(), text)
        return {
            finding.rule: finding.severity for finding in analyze(document, DiskLoader(str(tmp_path)), whole).findings
        }

    return run


def test_each_origin_is_found(found: Callable[[Settings], dict[str, str]]) -> None:
    assert set(found(Settings())) >= set(ORIGINS)


@pytest.mark.parametrize(("rule", "word"), CASES)
def test_severity(found: Callable[[Settings], dict[str, str]], rule: str, word: str) -> None:
    assert found(Settings(severity={word: "hint"}))[rule] == "hint"


@pytest.mark.parametrize(("rule", "word"), CASES)
def test_ignore(found: Callable[[Settings], dict[str, str]], rule: str, word: str) -> None:
    assert rule not in found(Settings(ignore=(word,)))


@pytest.mark.parametrize(("rule", "word"), CASES)
def test_ignore_in_a_file(found: Callable[[Settings], dict[str, str]], rule: str, word: str) -> None:
    others = {one for one in ORIGINS if word not in ORIGINS[one]}
    left = found(Settings(per_file_ignores={"orders.yaml": (word,)}))
    assert rule not in left
    assert others <= set(left)
    assert rule in found(Settings(per_file_ignores={"other.yaml": (word,)}))


@pytest.mark.parametrize(("rule", "word"), [case for case in CASES if case[0] != "internal-rule-error"])
def test_select(found: Callable[[Settings], dict[str, str]], rule: str, word: str) -> None:
    assert rule in found(Settings(select=(word,)))


@pytest.mark.parametrize(("rule", "word"), CASES)
def test_a_comment(found: Callable[[Settings, str], dict[str, str]], rule: str, word: str) -> None:
    assert rule not in found(Settings(), MANIFEST + f"# dpone: ignore-file[{word}] so be it\n")


def test_the_name_says_more_than_the_group_and_the_group_more_than_all(
    found: Callable[[Settings], dict[str, str]],
) -> None:
    said = found(
        Settings(severity={"all": "hint", "structure": "information", "unknown-key": "warning", "style": "error"})
    )
    assert said["unknown-key"] == "warning"
    assert said["unknown-suppression"] == "error"
    assert said["owner-label"] == "hint"


@pytest.mark.parametrize("word", ["description-wanted", "OWN1", "house-alias"])
def test_options_count_under_any_name_of_a_rule_of_the_project(
    found: Callable[[Settings], dict[str, str]], tmp_path: Path, word: str
) -> None:
    found(Settings())
    text = f'plugins = ["house.py"]\n[rules.{word}]\ntext = ["say what it is"]\n'
    (tmp_path / "dpone-lint.toml").write_text(text, encoding="utf-8")
    settings = replace(load_settings(str(tmp_path / "dpone-lint.toml")), trusted=True)
    analysis = analyze(Document((tmp_path / "orders.yaml").as_posix(), MANIFEST), DiskLoader(str(tmp_path)), settings)
    assert "say what it is" in [finding.message for finding in analysis.findings]


def tables(word: str) -> Iterator[dict[str, object]]:
    yield {"select": [word]}
    yield {"ignore": [word]}
    yield {"severity": {word: "error"}}
    yield {"per-file-ignores": {"*.yaml": [word]}}


@pytest.mark.parametrize("word", ["unknown-key", "DP101", "structure", "owner-label", "own", "all"])
def test_every_setting_takes_the_word(word: str) -> None:
    for table in tables(word):
        settings_from({"custom-rules": [LABEL], **table}, "settings")


@pytest.mark.parametrize("word", ["unknown", "DP1", "struct*", "own"])
def test_every_setting_refuses_a_word_that_means_nothing(word: str) -> None:
    for table in tables(word):
        with pytest.raises(SettingsError, match=f"there is no rule `{word}`".replace("*", r"\*")):
            settings_from(table, "settings")


@pytest.mark.parametrize("word", ["unknown-key", "DP101"])
def test_a_comment_leads_to_the_page_by_name_and_code(word: str) -> None:
    analysis = analysis_of(MANIFEST.replace("no-such-rule", word))
    shown = hover(analysis, analysis.document.source.text.index(f"[{word}") + 2)
    assert shown is not None
    assert "**unknown-key** (DP101)" in shown.markdown
    assert [link.rule for link in links(analysis) if link.rule] == ["unknown-key"]


def test_no_word_means_two_rules_or_a_rule_and_a_group() -> None:
    taken: dict[str, str] = {"all": "every rule"}
    rules = [entry.rule for entry in all_rules(Settings()).values()]
    taken.update((rule.group, "a group") for rule in rules)
    for rule in rules:
        for word in (rule.name, rule.code, *rule.aliases):
            assert taken.setdefault(word, rule.name) == rule.name, word

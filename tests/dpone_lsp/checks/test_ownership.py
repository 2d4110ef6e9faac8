"""A rule says what it answers for (`Rule.owns`): what does not fit there is told once, and no table of another file names the rule."""

from __future__ import annotations

from pathlib import Path

import pytest

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.checks.ownership import ownership_faults
from dpone_lsp.model.ownership import Owners
from dpone_lsp.model.rule import VALUE, Owned, Rule
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import catalogue, scan
from dpone_lsp.rules.custom import load_faults
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
  options: {OPTIONS}
"""
OWN = '''"""Own."""
from dpone_lsp.model.finding import Report
from dpone_lsp.model.places import value_place
from dpone_lsp.model.rule import Owned, Rule

RULE = Rule(
    name="own-rule", code="OWN1", group="own", severity="error", summary="Own.", keys=("sink.options.KEY",), owns=(OWNS),
)


def check(facts, context):
    yield Report(value_place(facts, "sink.options.KEY"), "told")
'''


def rule(*owns: Owned, name: str = "one") -> Rule:
    return Rule(name=name, code=name, group="own", severity="error", summary="", owns=owns)


def told(folder: Path, options: str, key: str, owns: str, **settings: object) -> list[str]:
    """The rules that speak of a manifest with these sink options, where a rule of the project owns places."""
    folder.mkdir(exist_ok=True)
    (folder / "mine.py").write_text(OWN.replace("KEY", key).replace("OWNS", owns), encoding="utf-8")
    wanted = Settings(plugins=("mine.py",), root=folder.as_posix(), trusted=True, **settings)  # type: ignore[arg-type]
    assert load_faults(wanted) == ()
    text = MANIFEST.replace("OPTIONS", options)
    findings = analyze(Document("/project/m.yaml", text), DiskLoader("/project"), wanted).findings
    return sorted(one.rule for one in findings if one.key.endswith(key))


FAULTS = [
    ("compress_export: [1]", "compress_export", "wrong-type"),
    ('compress_export: "false"', "compress_export", "yaml-quoted-boolean"),
    ("clickhouse_ttl: 2025-01-01, oders: 1", "oders", "unknown-key"),
]


@pytest.mark.parametrize(("options", "key", "general"), FAULTS, ids=[fault[2] for fault in FAULTS])
def test_what_a_rule_owns_is_told_once(tmp_path: Path, options: str, key: str, general: str) -> None:
    owns = f'Owned("sink_options", ("{key}",), ("unknown", "type", "quoted-boolean")),'
    assert told(tmp_path / "1", options, key, "") == sorted([general, "own-rule"])
    assert told(tmp_path / "2", options, key, owns) == ["own-rule"]


def test_silencing_the_owner_does_not_wake_the_general_rule(tmp_path: Path) -> None:
    owns = 'Owned("sink_options", ("compress_export",)),'
    assert told(tmp_path, "compress_export: [1]", "compress_export", owns, ignore=("own-rule",)) == []


def test_an_owner_that_names_what_is_not_there_is_told(tmp_path: Path) -> None:
    for owns, fault in (
        ('Owned("sink_option"),', "there is no block `sink_option`"),
        ('Owned("sink_options", ("compres",)),', "`sink_options` has no key `compres`"),
        ('Owned("sink_options", kinds=("typo",)),', "there is no kind of misfit `typo`"),
    ):
        (tmp_path / "mine.py").write_text(OWN.replace("KEY", "a").replace("OWNS", owns), encoding="utf-8")
        (found,) = load_faults(Settings(plugins=("mine.py",), root=tmp_path.as_posix(), trusted=True, tier=f"{owns}"))
        assert fault in found


def test_the_places_of_the_built_in_rules_are_there() -> None:
    assert [fault for entry in scan().values() for fault in ownership_faults(entry.rule)] == []


def test_the_index_says_what_the_rules_own() -> None:
    assert {name: entry.rule.owns for name, entry in catalogue().items()} == {
        name: entry.rule.owns for name, entry in scan().items()
    }


@pytest.mark.parametrize(
    ("place", "asked", "expected"),
    [
        (Owned("window"), ("window", "anchor", "word"), True),
        (Owned("window"), ("windows", "anchor", "word"), False),
        (Owned("state*"), ("state_table", "name", "type"), True),
        (Owned("*", ("strategy",)), ("sink", "strategy", "mapping"), True),
        (Owned("*", ("strategy",)), ("sink", "options", "mapping"), False),
        (Owned("sink", kinds=VALUE), ("sink", "zink", "unknown"), False),
        (Owned("sink", ("~strategy",), ("unknown",)), ("sink", "stratgy", "unknown"), True),
        (Owned("sink", ("~strategy",), ("unknown",)), ("sink", "state", "unknown"), False),
    ],
)
def test_a_place_is_a_block_keys_and_kinds(place: Owned, asked: tuple[str, str, str], expected: bool) -> None:
    owners = Owners([rule(place)])
    assert owners.answers(*asked, (), asking="other") is expected
    assert owners.answers(*asked, (), asking="one") is False


def test_a_place_can_be_owned_for_some_sinks_only() -> None:
    owners = Owners([rule(Owned("strategy", ("only_new_rows",), sinks=("mssql",)))])
    assert owners.answers("strategy", "only_new_rows", "type", {"mssql", None}, asking="other")
    assert not owners.answers("strategy", "only_new_rows", "type", {"kafka", None}, asking="other")


def test_what_is_remembered_of_places_is_bounded() -> None:
    owners = Owners([rule(Owned("sink", ("a",)))])
    for number in range(5000):
        assert not owners.answers("sink", f"key{number}", "unknown", (), asking="other")
    assert len(owners._known) <= 1000

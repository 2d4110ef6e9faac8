"""Documents that are no manifests, opened in their own right: every fault told once, with words a reader understands."""

from __future__ import annotations

import pytest

from dpone_lsp.model.finding import Finding
from dpone_lsp.testing.fixtures import opened

OWNED = "schema: dpone.domain-ownership.v1\ndomain: sales\nowner: {team: t, contact: c}\napprovers: {github_team: g}\n"
FIXTURE = "kind: dpone.test.v1\npipeline: p.yaml\ninput: {fixture: a.jsonl}\nexpect: {rows: 1}\n"
SELECTORS = "schema: dpone.selectors.v1\nselectors: {daily: {select: ['tag:daily']}}\n"
DAG = "schema: dpone.domain-dag.v1\ndag_id: d\ndomain: sales\nstart_date: '2026-01-01'\npipelines: [orders]\nschedule: null\n"


def told(text: str) -> list[Finding]:
    return opened(text, path="document.yaml")[0].findings


@pytest.mark.parametrize("text", [OWNED, FIXTURE, SELECTORS, DAG])
def test_a_sound_document_is_left_alone(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "missing", "place"),
    [
        (OWNED.replace(", contact: c", ""), "`owner` lacks `contact`", "owner"),
        (OWNED.replace("owner: {team: t, contact: c}\n", ""), "this file lacks `owner`", ""),
        (OWNED.replace("team: t, contact: c", ""), "`owner` lacks `team` and `contact`", "owner"),
        (FIXTURE.replace("fixture: a.jsonl", ""), "`input` lacks `fixture`", "input"),
        (SELECTORS.replace("select: ['tag:daily']", ""), "`daily` lacks `select`", "selectors.daily"),
        (DAG.replace("dag_id: d\n", ""), "this file lacks `dag_id`", ""),
    ],
)
def test_a_key_that_dpone_demands(text: str, missing: str, place: str) -> None:
    (finding,) = told(text)
    assert finding.rule == "key-missing"
    assert finding.message.startswith(missing)
    assert finding.key == place


@pytest.mark.parametrize(
    "text",
    [
        OWNED.replace("contact:", "contcat:"),
        SELECTORS.replace("schema:", "kind:"),
        SELECTORS.replace("select:", "selct:"),
    ],
)
def test_a_misspelt_key_is_not_told_as_missing_too(text: str) -> None:
    assert [finding.rule for finding in told(text)] == ["unknown-key"]


@pytest.mark.parametrize("value", ["TODO", '""'])
def test_a_text_that_is_not_filled_in(value: str) -> None:
    (finding,) = told(OWNED.replace("team: t", f"team: {value}"))
    assert finding.message.endswith("it must be filled in, with at most 256 characters, and not with `TODO`")
    assert finding.key == "owner.team"


PROJECT = "schema: dpone.project.v1\nlayout: {mode: flat}\n"
FRAGMENT = "kind: dpone.flow-fragment.v1\nprocesses: [{name: a, source: {table: {schema: s, name: t}}, sink: {}}]\n"


@pytest.mark.parametrize(
    "text",
    [OWNED + "domain: sales\n", PROJECT + "schema: dpone.project.v1\n", "kind: dpone.flow-fragment.v1\n" + FRAGMENT],
)
def test_a_key_twice_is_refused_by_the_strict_reader(text: str) -> None:
    (finding,) = [finding for finding in told(text) if finding.rule == "yaml-duplicate-key"]
    assert finding.severity == "error"
    assert finding.message.endswith("dpone refuses this file: it reads it with its strict reader")


@pytest.mark.parametrize("text", [OWNED.replace("owner: ", "owner: &a "), PROJECT.replace("layout: ", "layout: &a ")])
def test_an_anchor_is_refused_by_the_strict_reader(text: str) -> None:
    (finding,) = told(text)
    assert finding.rule == "yaml-anchor-refused"
    assert finding.document.source.text[slice(*finding.place.span)] == "&a"

"""Every rule's page is its test: what it marks is found, word for word; what must stay silent is silent; fixes do what they show."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest

from dpone_lsp import rules
from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.cli.run.check_file import check_file
from dpone_lsp.fixes.edits import apply
from dpone_lsp.fixes.safety import fixes_of
from dpone_lsp.model.analysis import Analysis
from dpone_lsp.model.settings import Settings
from dpone_lsp.rules import Entry, catalogue, scan
from dpone_lsp.rules.page import Example, Page, parse_page
from dpone_lsp.testing.page_check import indexed
from dpone_si.manifest.model.documents import Document

RULES = scan()
CASES = [
    pytest.param(entry, example, id=f"{name}-{example.kind}-{number}")
    for name, entry in sorted(RULES.items())
    for number, example in enumerate(parse_page(entry.page).examples)
]


@pytest.fixture(autouse=True)
def raise_on_internal_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DPONE_LSP_RAISE", "1")


def run(entry: Entry, example: Example, folder: Path, text: str) -> Analysis:
    for name, content in example.also.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    settings = Settings(select=(entry.rule.name, *example.together), require_reason="reason" in entry.rule.name)
    workspace, path = indexed(folder), folder / example.file
    if example.encoding:
        path.write_bytes(text.encode(example.encoding))
        analysis = check_file(path.as_posix(), workspace, settings, explicit=True)
        assert isinstance(analysis, Analysis)
        return analysis
    return analyze(Document(path.as_posix(), text), workspace, settings)


def broken(*_: object) -> None:
    raise RuntimeError("this rule was made to fail")


@pytest.mark.parametrize(("entry", "example"), CASES)
def test_example(entry: Entry, example: Example, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings and underlines equal the marks; the first fix gives the text under `becomes` and cures the finding."""
    if example.breaks:
        monkeypatch.delenv("DPONE_LSP_RAISE")
        monkeypatch.setattr(catalogue()[example.breaks], "_check", broken)
    analysis = run(entry, example, tmp_path, example.text)
    found = []
    for finding in analysis.findings:
        if finding.rule != entry.rule.name:
            assert finding.rule in example.together
            continue
        source = finding.document.source
        start, end = finding.place.span
        (line, column), (last, end_column) = source.position(start), source.position(end)
        assert last == line, "a finding underlines one line"
        name = Path(finding.document.path).relative_to(tmp_path.as_posix()).as_posix()
        found.append((name if name != example.file else "", line, column, end_column, finding.message))
    assert found == [("", mark.line, mark.start, mark.end, mark.message) for mark in example.marks]
    if example.becomes is None:
        return
    fixes = fixes_of(analysis.findings[0], analysis)
    assert fixes, "the page shows a fix, but the finding carries none"
    fixed = apply(example.text, [edit for edit in fixes[0].edits if edit.document is analysis.document])
    assert fixed == example.becomes
    assert fixes[0].applicability == ("unsafe" if example.becomes_unsafe else "safe"), fixes[0].consequence
    again = run(entry, example, tmp_path, fixed)
    left = [(finding.message, finding.place.span) for finding in again.findings]
    first = (analysis.findings[0].message, analysis.findings[0].place.span)
    assert first not in left, "the fix does not cure its finding"


@pytest.mark.parametrize("name", sorted(RULES))
def test_contract(name: str) -> None:
    """A rule's page parses, its first sentence is its summary, and a fixable rule shows a fix."""
    entry = RULES[name]
    page: Page = parse_page(entry.page)
    assert page.summary == entry.rule.summary
    shown = any(example.becomes for example in page.examples)
    assert shown or not entry.rule.fixable, "fixable, but the page shows no fix"
    assert entry.rule.fixable or not shown, "the page shows a fix, but the rule does not say `fixable`"


def test_names_and_codes_are_unique() -> None:
    codes = [entry.rule.code for entry in RULES.values()]
    assert len(codes) == len(set(codes))
    names = [alias for entry in RULES.values() for alias in (entry.rule.name, *entry.rule.aliases)]
    assert len(names) == len(set(names))


def test_a_code_that_is_taken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    first, twin = "style.sibling_outlier", "style.twin"
    module = ModuleType(f"{rules.__name__}.{twin}")
    vars(module).update(RULE=RULES["sibling-outlier"].rule._replace(name="twin"), check=lambda facts, context: ())
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(rules, "rule_files", lambda: [first, twin])
    code = RULES["sibling-outlier"].rule.code
    with pytest.raises(ValueError, match=f"the rule sibling-outlier has the code {code} already"):
        scan()


def test_the_index_is_up_to_date() -> None:
    """Run `python -m dpone_lsp.rules.build` after adding or changing a rule."""
    from dpone_lsp.rules import build

    assert build.main(["--check"]) == 0


def test_the_rule_pages_are_up_to_date() -> None:
    """Run `python -m dpone_lsp.rules.build_pages` after adding or changing a rule."""
    from dpone_lsp.rules import build_pages

    assert build_pages.main(["--check"]) == 0

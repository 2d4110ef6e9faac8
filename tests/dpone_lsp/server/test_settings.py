"""Settings: of files and of the client, live, per folder, refused with their place, and no project code without trust."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.dpone_lsp.server.session import FAULT, FAULTY, Editor, capabilities, editor

PLUGIN = '''\
"""No orders.

## Why
A test.
"""
from pathlib import Path
from dpone_lsp.model.finding import Place, Report
from dpone_lsp.model.rule import Rule

RULE = Rule(name="no-orders", code="OWN1", group="own", severity="warning", summary="No orders.")
Path(__file__).with_name("loaded").write_text("yes")


def check(facts, context):
    yield Report(Place(facts.process.document, None), "no orders")
'''


async def test_a_settings_file_rules_the_editor_and_is_read_again_when_it_changes(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", FAULTY)
        await one.until(lambda: FAULT in one.rules(uri))
        settings = one.write("dpone-lint.toml", f'ignore = ["{FAULT}"]\n')
        one.files_changed((settings, types.FileChangeType.Created))
        await one.until(lambda: one.rules(uri) == [])
        one.write("dpone-lint.toml", f'[severity]\n"{FAULT}" = "hint"\n')
        one.files_changed((settings, types.FileChangeType.Changed))
        await one.until(lambda: _severity(one, uri) == types.DiagnosticSeverity.Hint)
        (tmp_path / "dpone-lint.toml").unlink()
        one.files_changed((settings, types.FileChangeType.Deleted))
        await one.until(lambda: _severity(one, uri) == types.DiagnosticSeverity.Error)


def _severity(one: Editor, uri: str) -> Any:
    last = next(found for found in reversed(one.published) if found.uri == uri)
    return next((item.severity for item in last.diagnostics if item.code == FAULT), None)


def _codes(published: types.PublishDiagnosticsParams) -> list[Any]:
    return [item.code for item in published.diagnostics]


async def test_a_bad_settings_file_is_told_once_with_its_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "dpone-lint.toml").write_text('tier = "default"\nselekt = ["x"]\n')
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", FAULTY)
        await one.until(lambda: FAULT in one.rules(uri))
        settings = one.uri("dpone-lint.toml")
        found = (await one.publication(settings)).diagnostics[0]
        assert found.range.start.line == 1
        assert "selekt" in found.message
        assert "select" in found.message
        one.open("items.yaml", FAULTY)
        await one.publication(one.uri("items.yaml"))
        assert [message.message for message in one.shown] == [f"dpone: {tmp_path}/dpone-lint.toml:2: {found.message}"]
        one.write("dpone-lint.toml", 'tier = "default"\n')
        one.files_changed((settings, types.FileChangeType.Changed))
        await one.until(lambda: one.rules(settings) == [])


async def test_the_clients_section_is_asked_for_and_followed(tmp_path: Path) -> None:
    able = capabilities(configuration=True)
    async with editor(
        tmp_path, able, settings={"lint": {"severity": {FAULT: "off"}}, "codeLens": {"enabled": False}}
    ) as one:
        uri = one.open("orders.yaml", FAULTY)
        assert FAULT not in _codes(await one.publication(uri, 1))
        lenses = types.CodeLensParams(types.TextDocumentIdentifier(uri))
        assert not await one.client.text_document_code_lens_async(lenses)
        one.client.set_configuration({"lint": {}}, section="dpone")
        one.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
        await one.until(lambda: FAULT in one.rules(uri))


async def test_a_client_that_cannot_be_asked_may_send_its_section(tmp_path: Path) -> None:
    async with editor(tmp_path, options={"lint": {"ignore": [FAULT]}}) as one:
        uri = one.open("orders.yaml", FAULTY)
        assert FAULT not in _codes(await one.publication(uri, 1))
        sent = types.DidChangeConfigurationParams(settings={"dpone": {"lint": {"severity": {FAULT: "information"}}}})
        one.client.workspace_did_change_configuration(sent)
        await one.until(lambda: one.rules(uri) == [FAULT])
        assert _severity(one, uri) == types.DiagnosticSeverity.Information


async def test_the_file_wins_over_the_client_and_a_bad_section_is_told(tmp_path: Path) -> None:
    (tmp_path / "dpone-lint.toml").write_text(f'[severity]\n"{FAULT}" = "warning"\n')
    options = {"lint": {"severity": {FAULT: "hint"}, "ignore": []}}
    async with editor(tmp_path, options=options) as one:
        uri = one.open("orders.yaml", FAULTY)
        await one.publication(uri, 1)
        assert _severity(one, uri) == types.DiagnosticSeverity.Warning
        bad = types.DidChangeConfigurationParams(settings={"dpone": {"lint": {"ignore": ["no-such-rule"]}}})
        one.client.workspace_did_change_configuration(bad)
        told = await one.until(lambda: one.shown)
        assert "no-such-rule" in told[0].message
        assert one.rules(uri) == [FAULT]


async def test_folders_have_settings_of_their_own(tmp_path: Path) -> None:
    quiet, loud = tmp_path / "quiet", tmp_path / "loud"
    quiet.mkdir()
    loud.mkdir()
    (quiet / "dpone-lint.toml").write_text(f'ignore = ["{FAULT}"]\n')
    async with editor(tmp_path, folders=[quiet, loud]) as one:
        silent, heard = one.open("quiet/a.yaml", FAULTY), one.open("loud/a.yaml", FAULTY)
        assert FAULT not in _codes(await one.publication(silent, 1))
        await one.publication(heard, 1)
        assert one.rules(heard) == [FAULT]


async def test_rules_of_the_project_run_where_it_is_trusted_and_their_code_is_not_loaded_where_it_is_not(
    tmp_path: Path,
) -> None:
    (tmp_path / "own.py").write_text(PLUGIN)
    (tmp_path / "dpone-lint.toml").write_text('plugins = ["own.py"]\n')
    async with editor(tmp_path, options={"trusted": False}) as one:
        uri = one.open("orders.yaml", FAULTY)
        await one.publication(uri, 1)
        assert one.rules(uri) == [FAULT]
        assert not (tmp_path / "loaded").exists()
        assert any("not trusted" in message.message for message in one.shown)
    async with editor(tmp_path, options={"trusted": True}) as one:
        uri = one.open("orders.yaml", FAULTY)
        await one.publication(uri, 1)
        assert sorted(one.rules(uri)) == ["no-orders", FAULT]


_LINT = {"lint": {"ignore": [FAULT]}}


@pytest.mark.parametrize(
    "options", [_LINT, {"dpone": _LINT}, {"settings": {"dpone": _LINT}}], ids=["bare", "named", "within settings"]
)
async def test_settings_that_come_with_the_start(tmp_path: Path, options: dict[str, Any]) -> None:
    async with editor(tmp_path, options=options) as one:
        uri = one.open("orders.yaml", FAULTY)
        assert FAULT not in _codes(await one.publication(uri, 1))
        assert not one.shown

"""Any client: encodings are negotiated, and a client that lacks a thing loses only that thing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.dpone_lsp.server.session import FAULT, FAULTY, SINGLE, capabilities, editor


@pytest.mark.parametrize(("encoding", "width"), [("utf-8", 6), ("utf-16", 3), ("utf-32", 2)])
async def test_columns_are_counted_in_the_negotiated_encoding(tmp_path: Path, encoding: str, width: int) -> None:
    text = SINGLE.replace(
        "  strategy:\n    mode: incremental_merge\n", "  strategy: {x: '😀ж', mode: incremental_mergee,\n", 1
    )
    text = text.replace("    unique_key: [id]\n", "    unique_key: [id]}\n")
    able = capabilities()
    able.general = types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(encoding)])
    async with editor(tmp_path, able) as one:
        assert one.capabilities.position_encoding == encoding
        uri = one.open("orders.yaml", text)
        found = next(one for one in (await one.publication(uri, 1)).diagnostics if one.code == FAULT)
        start = len("  strategy: {x: '', mode: ") + width
        assert (found.range.start.character, found.range.end.character) == (start, start + len("incremental_mergee"))


async def test_a_client_that_says_nothing_of_itself(tmp_path: Path) -> None:
    async with editor(tmp_path, types.ClientCapabilities()) as one:
        assert one.capabilities.position_encoding == "utf-16"
        uri = one.open("orders.yaml", FAULTY)
        found = next(item for item in (await one.publication(uri, 1)).diagnostics if item.code == FAULT)
        assert (found.code, found.source) == (FAULT, "dpone")
        assert found.code_description is None
        assert found.related_information is None
        document = types.TextDocumentIdentifier(uri)
        symbols = await one.client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        assert symbols
        assert all(isinstance(symbol, types.SymbolInformation) for symbol in symbols)
        hover = await one.client.text_document_hover_async(types.HoverParams(document, types.Position(14, 6)))
        assert hover is not None
        assert not one.asked


async def test_related_places_are_said_in_the_message_where_they_cannot_be_shown(tmp_path: Path) -> None:
    text = SINGLE.replace("    unique_key: [id]", "    unique_key: [id]\n    unique_key: [id]")
    able = capabilities()
    assert able.text_document is not None
    assert able.text_document.publish_diagnostics is not None
    able.text_document.publish_diagnostics.related_information = False
    async with editor(tmp_path, able) as one:
        uri = one.open("orders.yaml", text)
        found = next(one for one in (await one.publication(uri, 1)).diagnostics if one.code == "yaml-duplicate-key")
        assert found.related_information is None
        assert "(orders.yaml:17)" in found.message


async def test_edits_carry_versions_and_unsafe_ones_ask_first(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", FAULTY, version=5)
        line = FAULTY.splitlines().index("    mode: incremental_mergee")
        actions = await one.actions(uri, line, "quickfix")
        edits = [action.edit for action in _actions(actions) if FAULT in [one.code for one in action.diagnostics or ()]]
        assert edits
        change = edits[0].document_changes[0]
        assert (change.text_document.uri, change.text_document.version) == (uri, 5)
        # Rows without a cursor column would be appended again: changing the mode is not safe.
        one.change(uri, 6, SINGLE.replace("mode: incremental_merge", "mode: auto"))
        actions = await one.actions(uri, line)
        warned = [action.edit for action in _actions(actions) if action.edit.change_annotations]
        for edit in warned:
            ((name, annotation),) = edit.change_annotations.items()
            assert annotation.needs_confirmation
            assert annotation.description
            assert all(row.annotation_id == name for change in edit.document_changes for row in change.edits)


def _actions(found: Iterable[Any]) -> list[Any]:
    return [action for action in found if isinstance(action, types.CodeAction) and action.edit is not None]


async def test_actions_are_matched_by_range_whatever_the_client_sends_back(tmp_path: Path) -> None:
    able = capabilities()
    assert able.workspace is not None
    able.workspace.workspace_edit = None
    async with editor(tmp_path, able) as one:
        uri = one.open("orders.yaml", FAULTY)
        line = FAULTY.splitlines().index("    mode: incremental_mergee")
        fixes = [
            action for action in _actions(await one.actions(uri, line)) if action.kind == types.CodeActionKind.QuickFix
        ]
        assert fixes
        assert fixes[0].edit is not None
        assert fixes[0].edit.document_changes is None
        assert list(fixes[0].edit.changes) == [uri]


async def test_clients_without_actions_get_commands_that_ask_them_to_apply_the_edit(tmp_path: Path) -> None:
    able = capabilities()
    assert able.text_document is not None
    able.text_document.code_action = types.CodeActionClientCapabilities()
    async with editor(tmp_path, able) as one:
        uri = one.open("orders.yaml", FAULTY)
        line = FAULTY.splitlines().index("    mode: incremental_mergee")
        first = (await one.actions(uri, line, "quickfix"))[0]
        assert isinstance(first, types.Command)
        await one.client.workspace_execute_command_async(types.ExecuteCommandParams(first.command, first.arguments))
        _, params = await one.until(
            lambda: next((row for row in one.asked if row[0] == types.WORKSPACE_APPLY_EDIT), None)
        )
        assert params.edit.document_changes[0].text_document.uri == uri


async def test_each_kind_of_inlay_hint_can_be_switched_off(tmp_path: Path) -> None:
    text = SINGLE.replace("incremental_merge", "auto")
    params = types.InlayHintParams(
        types.TextDocumentIdentifier((tmp_path / "orders.yaml").as_uri()),
        types.Range(types.Position(0, 0), types.Position(99, 0)),
    )
    async with editor(tmp_path) as one:
        one.open("orders.yaml", text)
        assert await one.client.text_document_inlay_hint_async(params)
    off = dict.fromkeys(("decision", "inherited", "builtin", "templates"), False)
    async with editor(tmp_path, options={"inlayHints": off}) as one:
        one.open("orders.yaml", text)
        assert not await one.client.text_document_inlay_hint_async(params)


async def test_the_tooltip_of_a_hint_is_made_when_it_is_asked_for_where_the_client_asks(tmp_path: Path) -> None:
    text = SINGLE.replace("incremental_merge", "auto")
    params = types.InlayHintParams(
        types.TextDocumentIdentifier((tmp_path / "orders.yaml").as_uri()),
        types.Range(types.Position(0, 0), types.Position(99, 0)),
    )
    async with editor(tmp_path) as one:
        one.open("orders.yaml", text)
        eager = (await one.client.text_document_inlay_hint_async(params) or [])[0]
        assert isinstance(eager.tooltip, types.MarkupContent)
    able = capabilities()
    assert able.text_document is not None
    able.text_document.inlay_hint = types.InlayHintClientCapabilities(
        resolve_support=types.ClientInlayHintResolveOptions(["tooltip"])
    )
    async with editor(tmp_path, able) as one:
        one.open("orders.yaml", text)
        hint = (await one.client.text_document_inlay_hint_async(params) or [])[0]
        assert hint.tooltip is None
        assert (await one.client.inlay_hint_resolve_async(hint)).tooltip == eager.tooltip


async def test_the_edit_of_a_fix_of_many_is_made_when_it_is_chosen_where_the_client_asks(tmp_path: Path) -> None:
    able = capabilities()
    assert able.text_document is not None
    assert able.text_document.code_action is not None
    able.text_document.code_action.data_support = True
    able.text_document.code_action.resolve_support = types.ClientCodeActionResolveOptions(["edit"])
    text = SINGLE.replace("connection_type", "conection_type")
    async with editor(tmp_path, able) as one:
        uri = one.open("orders.yaml", text)
        found = await one.actions(uri, text.splitlines().index("  conection_type: env"), "quickfix")
        offered = next(action for action in found if action.title.startswith("Fix all"))
        assert offered.edit is None
        edit: Any = (await one.client.code_action_resolve_async(offered)).edit
        assert [row.new_text for row in edit.document_changes[0].edits] == ["connection_type"] * 2
        one.change(uri, 2, SINGLE)
        with pytest.raises(JsonRpcException, match="one by one"):
            await one.client.code_action_resolve_async(offered)


async def test_a_client_that_shows_no_markdown_no_snippets_and_no_tags(tmp_path: Path) -> None:
    able = capabilities()
    assert able.text_document is not None
    plain_only = [types.MarkupKind.PlainText]
    able.text_document.hover = types.HoverClientCapabilities(content_format=plain_only)
    able.text_document.completion = types.CompletionClientCapabilities(
        completion_item=types.ClientCompletionItemOptions(documentation_format=plain_only)
    )
    text = SINGLE.replace("incremental_merge", "auto")
    async with editor(tmp_path, able) as one:
        document = types.TextDocumentIdentifier(one.open("orders.yaml", text))
        line = text.splitlines().index("    mode: auto")
        hover = await one.client.text_document_hover_async(types.HoverParams(document, types.Position(line, 11)))
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert hover.contents.kind == types.MarkupKind.PlainText
        assert "auto ⟶ incremental_merge for orders" in hover.contents.value
        assert not set("`*|") & set(hover.contents.value)
        offered = await one.client.text_document_completion_async(
            types.CompletionParams(document, types.Position(line, 4))
        )
        assert isinstance(offered, types.CompletionList)
        assert all(item.insert_text_format == types.InsertTextFormat.PlainText for item in offered.items)
        assert all(item.tags is None and item.insert_text_mode is None for item in offered.items)
        assert all(
            isinstance(item.text_edit, types.TextEdit) and "$" not in item.text_edit.new_text for item in offered.items
        )
        resolved = await one.client.completion_item_resolve_async(offered.items[0])
        assert isinstance(resolved.documentation, types.MarkupContent)
        assert resolved.documentation.kind == types.MarkupKind.PlainText


async def test_the_colours_of_a_page_are_those_of_the_whole(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", SINGLE)
        document = types.TextDocumentIdentifier(uri)
        whole = _coloured(
            await one.client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
        )
        page = types.Range(types.Position(8, 0), types.Position(14, 0))
        found = _coloured(
            await one.client.text_document_semantic_tokens_range_async(types.SemanticTokensRangeParams(document, page))
        )
        assert found == [token for token in whole if 8 <= token[0] < 14]
        assert 0 < len(found) < len(whole)


def _coloured(tokens: types.SemanticTokens | None) -> list[tuple[int, int, int, int]]:
    """(line, column, length, type) of every token."""
    assert tokens is not None
    made: list[tuple[int, int, int, int]] = []
    line = column = 0
    for down, right, length, kind in zip(*(tokens.data[at::5] for at in range(4)), strict=True):
        line, column = line + down, right if down else column + right
        made.append((line, column, length, kind))
    return made


async def test_a_rename_that_cannot_reach_every_place_says_where(tmp_path: Path) -> None:
    tables = "      - table: a\n        id: |-\n          shop\n      - table: b\n        overrides: {depends_on: ['#shop']}\n"
    async with editor(tmp_path) as one:
        uri = one.open("a.batch.yaml", f"kind: dpone.batch.v1\nschemas:\n  public:\n    tables:\n{tables}")
        where = types.RenameParams(types.TextDocumentIdentifier(uri), types.Position(8, 36), "store")
        with pytest.raises(JsonRpcException, match=r"not written as one word in a\.batch\.yaml, line 6"):
            await one.client.text_document_rename_async(where)

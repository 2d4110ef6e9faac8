"""textDocument/completion and completionItem/resolve."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from dpone_lsp.features.completion import completion
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.markup import markup
from dpone_si.manifest.structure import doc

_KINDS = {
    "property": types.CompletionItemKind.Property,
    "value": types.CompletionItemKind.EnumMember,
    "reference": types.CompletionItemKind.Reference,
    "snippet": types.CompletionItemKind.Snippet,
    "text": types.CompletionItemKind.Text,
}


def register(server: DponeServer) -> None:
    options = types.CompletionOptions(trigger_characters=[":", " ", "-", "{", "[", ",", "#", '"', "'"], resolve_provider=True)

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, options)
    def _(params: types.CompletionParams) -> dict[str, Any] | None:
        uri = params.text_document.uri
        analysis = server.analysis(uri)
        if analysis is None:
            return None
        document = analysis.document
        offset = server.offset(document, params.position)
        found = completion(analysis, offset)
        if found is None:
            return None
        able = _capability(server)
        snippets = able is not None and bool(able.snippet_support)
        deprecated = able is not None and able.tag_support is not None
        indents = able is not None and able.insert_text_mode_support is not None
        start = document.source.position(found.spot.start, server.encoding)
        end = document.source.position(max(found.spot.end, offset), server.encoding)
        where = {"start": {"line": start[0], "character": start[1]}, "end": {"line": end[0], "character": end[1]}}
        items: list[dict[str, Any]] = []
        for item in found.items:
            if item.snippet and item.kind == "snippet" and not snippets:
                continue
            text = item.insert if snippets else item.plain
            made: dict[str, Any] = {
                "label": item.label,
                "kind": _KINDS[item.kind].value,
                "sortText": f"{item.rank}{item.label}",
                "filterText": item.label,
                "textEdit": {"range": where, "newText": text},
                "insertTextFormat": 2 if item.snippet and snippets else 1,
            }
            if indents:
                # The text already holds its indentation.
                made["insertTextMode"] = 1
            if item.detail:
                made["detail"] = item.detail
            if item.deprecated and deprecated:
                made["tags"] = [1]
            if item.topic is not None:
                made["data"] = list(item.topic)
            items.append(made)
        return {"isIncomplete": False, "items": items}

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    def _(item: types.CompletionItem) -> types.CompletionItem:
        if isinstance(item.data, list) and len(item.data) == 3:
            block, key, value = item.data
            text = doc(str(block), key, value)
            able = _capability(server)
            if text:
                item.documentation = markup(text, able.documentation_format if able is not None else None)
        return item


def _capability(server: DponeServer) -> types.ClientCompletionItemOptions | None:
    text_document = server.client_capabilities.text_document
    capability = text_document.completion if text_document is not None else None
    return capability.completion_item if capability is not None else None

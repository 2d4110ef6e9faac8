"""textDocument/completion and completionItem/resolve."""

from __future__ import annotations

from typing import NamedTuple

from lsprotocol import types

from dpone_lsp.features.completion import completion
from dpone_lsp.features.completion.model import Item
from dpone_lsp.server import convert
from dpone_lsp.server.app import DponeServer
from dpone_lsp.server.convert import Json
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
    options = types.CompletionOptions(
        trigger_characters=[":", " ", "-", "{", "[", ",", "#", '"', "'"], resolve_provider=True
    )

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, options)
    def _(params: types.CompletionParams) -> Json | None:
        analysis = server.analysis(params.text_document.uri)
        if analysis is None:
            return None
        document = analysis.document
        offset = server.offset(document, params.position)
        found = completion(analysis, offset)
        if found is None:
            return None
        where = convert.range_of(document, found.spot.start, max(found.spot.end, offset), server.encoding)
        form = _ItemForm.of(_capability(server))
        return {
            "isIncomplete": False,
            "items": [_item_json(item, where, form) for item in found.items if form.takes(item)],
        }

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    def _(item: types.CompletionItem) -> types.CompletionItem:
        if isinstance(item.data, list) and len(item.data) == 3:
            block, key, value = item.data
            text = doc(str(block), key, value)
            able = _capability(server)
            if text:
                item.documentation = markup(text, able.documentation_format if able is not None else None)
        return item


class _ItemForm(NamedTuple):
    """What the client understands of an item."""

    snippets: bool
    deprecated: bool
    indents: bool

    @staticmethod
    def of(able: types.ClientCompletionItemOptions | None) -> _ItemForm:
        if able is None:
            return _ItemForm(snippets=False, deprecated=False, indents=False)
        return _ItemForm(
            bool(able.snippet_support), able.tag_support is not None, able.insert_text_mode_support is not None
        )

    def takes(self, item: Item) -> bool:
        """False for what is nothing but a snippet, for a client without them."""
        return self.snippets or not (item.snippet and item.kind == "snippet")


def _item_json(item: Item, where: Json, form: _ItemForm) -> Json:
    made: Json = {
        "label": item.label,
        "kind": _KINDS[item.kind].value,
        "sortText": f"{item.rank}{item.label}",
        "filterText": item.label,
        "textEdit": {"range": where, "newText": item.insert if form.snippets else item.plain},
        "insertTextFormat": 2 if item.snippet and form.snippets else 1,
    }
    if form.indents:
        # The text already holds its indentation.
        made["insertTextMode"] = 1
    if item.detail:
        made["detail"] = item.detail
    if item.deprecated and form.deprecated:
        made["tags"] = [1]
    if item.topic is not None:
        made["data"] = list(item.topic)
    return made


def _capability(server: DponeServer) -> types.ClientCompletionItemOptions | None:
    text_document = server.client_capabilities.text_document
    capability = text_document.completion if text_document is not None else None
    return capability.completion_item if capability is not None else None

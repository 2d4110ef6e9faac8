"""The settings that the VS Code extension offers are those the server reads, with the same defaults."""

from __future__ import annotations

import json

from dpone_lsp.server.configuration import CLIENT_SETTINGS
from dpone_lsp.settings.schema import KEYS, SEVERITY_WORDS
from tests.dpone_lsp.server.session import CHECKOUT

OFFERED = json.loads((CHECKOUT / "vscode-extension/package.json").read_text(encoding="utf-8"))["contributes"][
    "configuration"
]["properties"]
#: Read by the extension itself: which server runs, its own status bar item, its own trace.
OWN = ("dpone.server.", "dpone.statusBar.", "dpone.trace.")


def test_names_and_defaults_are_those_of_the_server() -> None:
    mirrored = {
        name.removeprefix("dpone."): setting["default"] for name, setting in OFFERED.items() if not name.startswith(OWN)
    }
    assert mirrored == CLIENT_SETTINGS


def test_the_words_of_a_setting_are_those_the_server_takes() -> None:
    assert OFFERED["dpone.lint.tier"]["enum"] == list(KEYS["tier"].words)
    # `off` is the editor's word for an ignored rule.
    assert OFFERED["dpone.lint.severity"]["additionalProperties"]["enum"] == [*SEVERITY_WORDS, "off"]

"""A secret that stands in a manifest is repeated nowhere: not in a report, a cache, a log, an answer of the server or an exception."""

from __future__ import annotations

import json
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

from dpone_lsp.cli import formats
from tests.dpone_lsp.cli.lint import CLEAN, Lint
from tests.dpone_lsp.server.pipe import Message, Pipe, pipe
from tests.security.planted import FILES, MARK, leaked, plant

NAMES = sorted(module.name for module in pkgutil.iter_modules(formats.__path__))


@pytest.fixture
def lint(tmp_path: Path) -> Lint:
    plant(tmp_path / "project")
    return Lint(tmp_path / "project", tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_no_format_repeats_a_secret(lint: Lint, name: str) -> None:
    done = lint("--format", name, ".")
    assert done.code == 1
    assert done.out
    assert leaked(done.out + done.err) == []


_WHY = [
    ("explain", file, "--why", path)
    for file in ("a.yaml", "b.batch.yaml")
    for path in (
        "source.password",
        "source.dsn",
        "source.options",
        "source.options.dsn",
        "sink",
        "sink.credentials.pwd",
        "description",
        "x-note",
    )
]
_RENDER = [
    ("render", file, *more)
    for file in ("a.yaml", "b.batch.yaml", "d.batch.yaml")
    for more in ((), ("--origins",), ("--format", "json", "--origins"))
]


@pytest.mark.parametrize(
    "words",
    [
        ("report", "."),
        ("explain", "a.yaml"),
        ("explain", "b.batch.yaml"),
        *_WHY,
        *_RENDER,
        ("lock", "."),
        ("baseline", "."),
        ("rules",),
    ],
)
def test_no_command_repeats_a_secret(lint: Lint, words: tuple[str, ...]) -> None:
    done = lint(*words)
    assert "Traceback" not in done.err
    assert leaked(done.out + done.err) == []
    made = [path for path in lint.folder.rglob("*") if path.is_file() and path.name not in FILES]
    assert leaked("".join(path.read_text("utf-8", "replace") for path in made)) == []


@pytest.mark.parametrize("name", ["yaml", "json"])
def test_render_prints_secrets_when_asked(lint: Lint, name: str) -> None:
    """It prints what dpone runs, and somebody may want just that."""
    covered = lint("render", "a.yaml", "--format", name)
    assert "***" in covered.out
    assert "--show-secrets" in covered.err
    asked = lint("render", "a.yaml", "--format", name, "--show-secrets")
    assert set(leaked(FILES["a.yaml"])) <= set(leaked(asked.out))
    assert "***" not in asked.out
    assert asked.err == ""


def test_render_covers_nothing_else(lint: Lint) -> None:
    lint.write({"plain.yaml": CLEAN + "vars: {password: '${PG_PASSWORD}', token: '{{ var.value.token }}'}\n"})
    done = lint("render", "plain.yaml")
    assert "***" not in done.out
    assert done.err == ""
    assert done.out == lint("render", "plain.yaml", "--show-secrets").out


def test_no_cache_holds_a_secret(lint: Lint, tmp_path: Path) -> None:
    lint(".")
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept, "there is a cache"
    assert leaked("".join(path.read_text("utf-8", "replace") for path in kept)) == []


PLACES = ("hover", "completion", "definition", "references", "documentHighlight", "prepareRename")
TEXTS = ("documentSymbol", "foldingRange", "semanticTokens/full", "codeLens", "documentLink", "diagnostic")
CAPABILITIES: dict[str, Any] = {
    "textDocument": {
        "diagnostic": {},
        "hover": {"contentFormat": ["markdown"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
        "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
    },
    "workspace": {"workspaceEdit": {"documentChanges": True}},
}


async def _ask_everything(one: Pipe, folder: Path, name: str) -> list[tuple[str, Message]]:
    text = FILES[name]
    uri = (folder / name).as_uri()
    document = {"textDocument": {"uri": uri}}
    one.open(uri, text)
    answers = [(method, await one.ask("textDocument/" + method, document)) for method in TEXTS]
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": text.count("\n"), "character": 0}}
    answers.append(("inlayHint", await one.ask("textDocument/inlayHint", {**document, "range": whole})))
    for number, line in enumerate(text.split("\n")):
        spots = {
            0,
            len(line),
            len(line) - len(line.lstrip()),
            *(found.end() for found in re.finditer(rf"[\w]+: |{MARK}|, ", line)),
        }
        for column in sorted(spots):
            here = {"line": number, "character": column}
            for method in PLACES:
                asked = {
                    **document,
                    "position": here,
                    "context": {"triggerKind": 1} if method == "completion" else {"includeDeclaration": True},
                }
                answers.append((method, await one.ask("textDocument/" + method, asked)))
        row = {"start": {"line": number, "character": 0}, "end": {"line": number, "character": len(line)}}
        answers.append(
            (
                "codeAction",
                await one.ask("textDocument/codeAction", {**document, "range": row, "context": {"diagnostics": []}}),
            )
        )
    assert not [answer for _, answer in answers if "error" in answer]
    return answers


def _shown(method: str, answer: Message) -> str:
    """What an answer puts before a user. The text of an edit is the user's own text, moved within the user's own files."""
    result = answer.get("result")
    if method == "codeAction" and isinstance(result, list):
        return json.dumps([{key: value for key, value in one.items() if key not in ("edit", "data")} for one in result])
    return json.dumps(answer)


async def test_no_answer_and_no_log_of_the_server_repeats_a_secret(tmp_path: Path) -> None:
    folder, log = tmp_path / "project", tmp_path / "server.log"
    plant(folder)
    async with pipe(folder, "--log-file", str(log), "--log-level", "debug") as one:
        await one.initialize(folder, capabilities=CAPABILITIES, trace="verbose")
        found: dict[str, list[str]] = {}
        for name in FILES:
            if name.endswith(".yaml"):
                for method, answer in await _ask_everything(one, folder, name):
                    if repeated := leaked(_shown(method, answer)):
                        found.setdefault(f"{name} {method}", []).extend(repeated)
        for message in one.heard:
            # What is traced is the conversation itself, which the client has anyway.
            if message.get("method") != "$/logTrace" and (repeated := leaked(json.dumps(message))):
                found.setdefault(str(message.get("method")), []).extend(repeated)
        assert await one.leave() == 0
    assert {where: sorted(set(secrets)) for where, secrets in found.items()} == {}
    assert log.read_text("utf-8"), "something is logged"
    assert leaked(log.read_text("utf-8")) == []

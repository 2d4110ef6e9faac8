"""The two doors to the analysis, each opened as its users open it: `dpone-lint` as a process, the server over its own protocol."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

CHECKOUT = Path(__file__).resolve().parents[2]
LINT = "from dpone_lsp.cli.main import run; run()"
SEVERITIES = ("error", "warning", "information", "hint")


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """A finding as a user sees it: 1-based line and column in code points, and the first line of the message."""

    line: int
    column: int
    end_line: int
    end_column: int
    rule: str
    severity: str
    message: str


def through_the_command_line(root: Path, paths: Iterable[Path]) -> dict[Path, list[Seen]]:
    """The findings of each file that lie in the file itself, from one run of `dpone-lint --format json` in `root`."""
    files = sorted(paths)
    words = [sys.executable, "-c", LINT, "check", "--format", "json", "--exit-zero", *map(str, files)]
    done = subprocess.run(words, cwd=root, env=_environment(), capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    seen: dict[Path, list[Seen]] = {path: [] for path in files}
    for finding in json.loads(done.stdout)["findings"]:
        path = root / finding["path"]
        if path in seen:
            seen[path].append(_from_json(finding))
    return {path: sorted(findings) for path, findings in seen.items()}


async def through_the_editor(root: Path, paths: Iterable[Path]) -> dict[Path, list[Seen]]:
    """The diagnostics of each file, asked from a server that has `root` open and the file in an editor."""
    async with _session(root) as client:
        return {path: sorted(await _diagnostics(client, path)) for path in sorted(paths)}


def _environment() -> dict[str, str]:
    """The packages of this checkout, and failures of rules as failures."""
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "DPONE_LSP_RAISE": "1"}


def _from_json(finding: dict[str, Any]) -> Seen:
    start, end = finding["range"]["start"], finding["range"]["end"]
    message = finding["message"].splitlines()[0]
    return Seen(
        start["line"], start["column"], end["line"], end["column"], finding["rule"], finding["severity"], message
    )


@asynccontextmanager
async def _session(root: Path) -> AsyncGenerator[LanguageClient]:
    client = LanguageClient("parity", "1")
    start: Callable[..., Awaitable[None]] = getattr(client, "start_io")  # noqa: B009 - its arguments carry no types
    await start(sys.executable, "-m", "dpone_lsp", env=_environment())
    try:
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind.Utf32]),
            text_document=types.TextDocumentClientCapabilities(diagnostic=types.DiagnosticClientCapabilities()),
        )
        folder = types.WorkspaceFolder(uri=root.as_uri(), name="samples")
        started = await client.initialize_async(
            types.InitializeParams(capabilities=capabilities, workspace_folders=[folder])
        )
        assert started.capabilities.position_encoding == types.PositionEncodingKind.Utf32
        client.initialized(types.InitializedParams())
        await _indexed(client)
        yield client
        await client.shutdown_async(None)
        client.exit(None)
    finally:
        await client.stop()


async def _indexed(client: LanguageClient) -> None:
    """What manifests find in shared files is known when all of them have been read."""
    asked = types.ExecuteCommandParams("dpone.serverInfo", [{}])
    while not _field(_field(await client.workspace_execute_command_async(asked), "workspace"), "indexed"):
        await asyncio.sleep(0.05)


def _field(value: Any, name: str) -> Any:
    return value[name] if isinstance(value, dict) else getattr(value, name)


async def _diagnostics(client: LanguageClient, path: Path) -> list[Seen]:
    text = path.read_bytes().decode("utf-8")
    document = types.TextDocumentItem(uri=path.as_uri(), language_id="yaml", version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
    identifier = types.TextDocumentIdentifier(uri=path.as_uri())
    report = await client.text_document_diagnostic_async(types.DocumentDiagnosticParams(text_document=identifier))
    client.text_document_did_close(types.DidCloseTextDocumentParams(text_document=identifier))
    assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
    return [_from_diagnostic(item) for item in report.items]


def _from_diagnostic(item: types.Diagnostic) -> Seen:
    assert item.severity is not None
    start, end = item.range.start, item.range.end
    place = (start.line + 1, start.character + 1, end.line + 1, end.character + 1)
    return Seen(*place, str(item.code), SEVERITIES[item.severity - 1], str(item.message).splitlines()[0])

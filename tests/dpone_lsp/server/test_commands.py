"""Commands: one JSON object in, one out, from any client; refusals are sentences."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.dpone_lsp.server.session import CHECKOUT, PRESET, SINGLE, batch, capabilities, editor

TEXTS = (
    "effectiveManifest", "authoredDiff", "explainDecision", "whatIf", "replayPlan", "replayCommand", "certification", "blastRadius",
    "whyManifest",
)  # fmt: skip


async def test_every_command_answers_open_and_closed_files_with_text(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        closed = one.write("closed.yaml", SINGLE)
        opened = one.open("open.yaml", SINGLE)
        for uri in (closed, opened):
            for name in TEXTS:
                answer = await one.command(name, uri=uri, process="orders")
                assert answer["text"].strip(), name
        assert (await one.command("processAt", uri=opened, position={"line": 13, "character": 8}))[
            "strategy"
        ] == "incremental_merge"
        assert "## Why" in (await one.command("rulePage", rule="unknown-key"))["text"]
        offered = one.capabilities.execute_command_provider
        assert offered is not None
        assert {f"dpone.{name}" for name in (*TEXTS, "processAt", "rulePage", "serverInfo")} <= set(offered.commands)


#: (command, arguments, what the refusal says)
REFUSED: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("explainDecision", {}, "needs the address"),
    ("explainDecision", {"uri": "file:///nowhere/a.yaml"}, "outside the workspace"),
    ("explainDecision", {"uri": "untitled:Untitled-1"}, "names no file"),
    ("explainDecision", {"uri": "orders.yaml", "process": "ordrs"}, "known: orders"),
    ("explainDecision", {"uri": "orders.yaml", "position": "there"}, "`position`"),
    ("explainDecision", {"uri": "orders.yaml", "position": {"line": "x"}}, "`position`"),
    ("replayPlan", {"uri": "orders.yaml", "stage": "lunch"}, "extract"),
    ("whatIf", {"uri": "orders.yaml", "changes": {"rows": 1}}, "estimated_rows"),
    ("rulePage", {"rule": "no-such"}, "no-such"),
)


async def test_refusals_say_what_is_wrong(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", SINGLE)
        for command, arguments, told in REFUSED:
            given = {**arguments, "uri": uri} if arguments.get("uri") == "orders.yaml" else arguments
            with pytest.raises(JsonRpcException, match=told):
                await one.command(command, **given)
        assert not one.shown


async def test_the_blast_radius_of_an_unsaved_preset(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(PRESET)
    (tmp_path / "a.batch.yaml").write_text(batch("house.yaml", "orders", "items"))
    (tmp_path / "b.batch.yaml").write_text(batch("house.yaml", "users"))
    (tmp_path / "c.batch.yaml").write_text(batch("other.yaml", "others"))
    async with editor(tmp_path) as one:
        await one.indexed()
        preset = one.open("house.yaml")
        answer = await one.command("blastRadius", uri=preset)
        assert answer["summary"] == "inherited by 3 processes in 2 files"
        assert answer["flips"] == []
        one.change(preset, 2, PRESET.replace("incremental_merge", "full_refresh"))
        answer = await one.command("blastRadius", uri=preset)
        assert answer["summary"] == "inherited by 3 processes in 2 files; flips 3 strategies"
        assert {flip["process"] for flip in answer["flips"]} == {"public.orders", "public.items", "public.users"}
        assert {flip["consequence"] for flip in answer["flips"]} == {"full-reload"}
        # The editor of the preset says so itself, at the line of the edit, until it is saved.
        told = await one.until(lambda: [one for one in one.published[-1].diagnostics if one.code == "blast-radius"])
        assert told[0].range.start.line == PRESET.splitlines().index("      mode: incremental_merge")
        assert told[0].severity == types.DiagnosticSeverity.Information
        one.write("house.yaml", PRESET.replace("incremental_merge", "full_refresh"))
        one.save(preset)
        await one.until(lambda: "blast-radius" not in one.rules(preset))


async def test_the_lenses_of_a_preset_count_who_inherits(tmp_path: Path) -> None:
    (tmp_path / "a.batch.yaml").write_text(batch("house.yaml", "orders", "items"))
    (tmp_path / "house.yaml").write_text(PRESET)
    async with editor(tmp_path) as one:
        await one.indexed()
        preset = one.open("house.yaml")
        lenses = await one.client.text_document_code_lens_async(
            types.CodeLensParams(types.TextDocumentIdentifier(preset))
        )
        commands = [lens.command for lens in lenses or () if lens.command is not None]
        assert [(command.title, command.command) for command in commands] == [
            ("inherited by 2 processes in 1 file", "dpone.blastRadius")
        ]


@pytest.mark.parametrize("own", [False, True])
async def test_lenses_name_the_clients_own_commands_only_when_it_has_them(tmp_path: Path, own: bool) -> None:
    registered = set(re.findall(r'"(dpone\.\w+)"', (CHECKOUT / "vscode-extension/src/commands/ids.ts").read_text()))
    async with editor(tmp_path, capabilities(), options={"clientCommands": own}) as one:
        uri = one.open("orders.yaml", SINGLE)
        lenses = await one.client.text_document_code_lens_async(types.CodeLensParams(types.TextDocumentIdentifier(uri)))
        named = {lens.command.command for lens in lenses or () if lens.command is not None and lens.command.command}
        offered = one.capabilities.execute_command_provider
        assert named
        assert offered is not None
        assert named <= (registered if own else set(offered.commands))


async def test_what_is_authored_beside_what_runs_as_text_for_any_client(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        one.write("house.yaml", PRESET)
        uri = one.open("a.batch.yaml", batch("house.yaml", "orders"))
        answer = await one.command("authoredDiff", uri=uri, process="public.orders")
        assert answer["language"] == "diff"
        assert "-- table: orders" in answer["text"].splitlines()
        assert "+    mode: incremental_merge" in answer["text"].splitlines()


async def test_a_preset_holds_no_process_and_says_where_to_ask(tmp_path: Path) -> None:
    # Before the server starts: what it reads at the start is not told of later.
    (tmp_path / "a.batch.yaml").write_text(batch("house.yaml", "orders"))
    async with editor(tmp_path) as one:
        uri = one.open("house.yaml", PRESET)
        await one.indexed()
        with pytest.raises(JsonRpcException, match=r"built from it: a\.batch\.yaml"):
            await one.command("explainDecision", uri=uri)


async def test_a_what_if_tells_what_changes_in_words(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", SINGLE.replace("incremental_merge", "auto"))
        answer = await one.command("whatIf", uri=uri, changes={"cdc_enabled": True})
        assert answer["text"].splitlines()[0] == "incremental_merge -> cdc_apply"
        assert "['" not in answer["text"]
        assert any(flip["hint"] == "cdc_enabled" for flip in answer["flips"])

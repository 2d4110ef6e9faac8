"""The workspace: files that change outside, unsaved layers, several folders, and what may be read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types

from tests.dpone_lsp.server.session import FAULT, FAULTY, PRESET, SINGLE, batch, capabilities, editor, plain, serious

BAD_PRESET = PRESET.replace("incremental_merge", "incremental_mergee")


async def test_the_server_asks_to_be_told_of_changed_files(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        _, params = await one.until(
            lambda: next((one for one in one.asked if one[0] == types.CLIENT_REGISTER_CAPABILITY), None)
        )
        options = [
            plain(registration.register_options)
            for registration in params.registrations
            if "Watched" in registration.method
        ]
        patterns = {watcher["globPattern"] for option in options for watcher in option["watchers"]}
        assert patterns == {"**/*.{yaml,yml}", "**/pyproject.toml", "**/dpone-lint.toml"}


async def test_a_preset_that_comes_changes_and_goes_on_disk(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        manifest = one.open("a.batch.yaml", batch("house.yaml", "orders"))
        await one.until(lambda: one.rules(manifest))
        missing = one.rules(manifest)
        preset = one.write("house.yaml", BAD_PRESET)
        one.files_changed((preset, types.FileChangeType.Created))
        await one.until(lambda: one.rules(manifest) == [] and FAULT in one.rules(preset))
        one.write("house.yaml", PRESET)
        one.files_changed((preset, types.FileChangeType.Changed))
        await one.until(lambda: one.rules(preset) == [])
        (tmp_path / "house.yaml").unlink()
        one.files_changed((preset, types.FileChangeType.Deleted))
        await one.until(lambda: one.rules(manifest) == missing)


async def test_what_is_found_in_a_deleted_file_goes_with_it(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        preset = one.write("house.yaml", BAD_PRESET)
        one.open("a.batch.yaml", batch("house.yaml", "orders"))
        await one.until(lambda: FAULT in one.rules(preset))
        (tmp_path / "house.yaml").unlink()
        one.files_changed((preset, types.FileChangeType.Deleted))
        await one.until(lambda: one.rules(preset) == [])


async def test_a_renamed_preset(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        old = one.write("house.yaml", PRESET)
        manifest = one.open("a.batch.yaml", batch("new.yaml", "orders"))
        await one.until(lambda: one.rules(manifest))
        (tmp_path / "house.yaml").rename(tmp_path / "new.yaml")
        one.files_changed((old, types.FileChangeType.Deleted), (one.uri("new.yaml"), types.FileChangeType.Created))
        await one.until(lambda: one.rules(manifest) == [])


async def test_the_editors_text_counts_before_it_is_saved_and_after_the_file_is_gone(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        one.write("house.yaml", BAD_PRESET)
        manifest = one.open("a.batch.yaml", batch("house.yaml", "orders"))
        preset = one.open("house.yaml", PRESET)
        await one.publication(manifest, 1)
        effective = (await one.command("effectiveManifest", uri=manifest))["text"]
        assert "mode: incremental_merge " in effective
        (tmp_path / "house.yaml").unlink()
        one.files_changed((preset, types.FileChangeType.Deleted))
        assert (await one.command("effectiveManifest", uri=manifest))["text"] == effective
        one.close(preset)
        await one.until(lambda: one.rules(manifest))


async def test_folders_come_and_go(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / f"{folder.name}.yaml").write_text(SINGLE.replace("name: orders", f"name: {folder.name}", 1))
    async with editor(tmp_path, folders=[first]) as one:
        await one.indexed()
        assert await _symbols(one.client) == ["first"]
        came = types.WorkspaceFoldersChangeEvent(added=[types.WorkspaceFolder(second.as_uri(), "second")], removed=[])
        one.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(came))
        info = await one.command("serverInfo")
        assert info["workspace"]["roots"] == [str(first), str(second)]
        await one.indexed()
        assert await _symbols(one.client) == ["first", "second"]
        went = types.WorkspaceFoldersChangeEvent(added=[], removed=[types.WorkspaceFolder(first.as_uri(), "first")])
        one.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(went))
        assert await _symbols(one.client) == ["second"]


async def _symbols(client: object) -> list[str]:
    found = await client.workspace_symbol_async(types.WorkspaceSymbolParams(""))  # type: ignore[attr-defined]
    return sorted(symbol.name for symbol in found)


async def test_a_manifest_cannot_make_the_server_read_outside_the_workspace(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "house.yaml").write_text(PRESET.replace("connection_id: pg", "connection_id: outside_marker"))
    async with editor(inside) as one:
        uri = one.open("a.batch.yaml", batch("../house.yaml", "orders"))
        await one.publication(uri, 1)
        assert "outside_marker" not in (await one.command("effectiveManifest", uri=uri))["text"]


async def test_a_folder_inside_a_repository_may_refer_to_the_repository(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "house.yaml").write_text(PRESET)
    inside = tmp_path / "etl"
    inside.mkdir()
    async with editor(inside) as one:
        uri = one.open("a.batch.yaml", batch("../house.yaml", "orders"))
        assert not serious((await one.publication(uri, 1)).diagnostics)


async def test_a_lone_file_without_a_folder(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(PRESET)
    async with editor(tmp_path, folders=[]) as one:
        uri = one.open("a.batch.yaml", batch("house.yaml", "orders"))
        assert not serious((await one.publication(uri, 1)).diagnostics)


async def test_clients_that_do_not_watch_files_are_served_on_saving(tmp_path: Path) -> None:
    able = capabilities()
    assert able.workspace is not None
    able.workspace.did_change_watched_files = None
    async with editor(tmp_path, able) as one:
        uri = one.open("orders.yaml", FAULTY)
        await one.until(lambda: one.rules(uri) == [FAULT])
        one.write("dpone-lint.toml", f'ignore = ["{FAULT}"]\n')
        one.save(uri)
        await one.until(lambda: one.rules(uri) == [])


async def test_a_thousand_files_are_read_with_progress_that_can_be_cancelled_while_the_open_file_is_served(
    tmp_path: Path,
) -> None:
    for number in range(1000):
        folder = tmp_path / f"d{number % 20}"
        folder.mkdir(exist_ok=True)
        (folder / f"m{number}.yaml").write_text(batch("none.yaml", *(f"t{table}" for table in range(20))))
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", FAULTY)
        await one.until(lambda: FAULT in one.rules(uri))
        assert not (await one.command("serverInfo"))["workspace"]["indexed"]
        token, begun = await one.until(lambda: one.progress and one.progress[0])
        assert (begun["kind"], begun["cancellable"]) == ("begin", True)
        one.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(token))
        await one.until(lambda: one.progress[-1][1]["kind"] == "end")
        info = await one.command("serverInfo")
        assert not info["workspace"]["indexed"]
        assert 0 < info["workspace"]["manifests"] < 1000


async def test_before_a_preset_moves_the_manifests_built_from_it_follow(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        preset = one.write("house.yaml", PRESET)
        manifest = one.write("a.batch.yaml", batch("house.yaml", "orders"))
        one.open("a.batch.yaml", version=3)
        await one.indexed()
        moves = [types.FileRename(preset, one.uri("base.yaml"))]
        edit: Any = await one.client.workspace_will_rename_files_async(types.RenameFilesParams(moves))
        (change,) = edit.document_changes
        assert (change.text_document.uri, change.text_document.version) == (manifest, 3)
        assert [row.new_text for row in change.edits] == ["base.yaml"]
        assert (
            await one.client.workspace_will_rename_files_async(
                types.RenameFilesParams([types.FileRename(manifest, one.uri("b.yaml"))])
            )
            is None
        )

"""Diagnostics: pushed with versions, pulled with result ids, coalesced, shown where the fault is, and gone when it is gone."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types

from tests.dpone_lsp.server.session import FAULT, FAULTY, PRESET, SINGLE, batch, capabilities, editor, plain, serious

#: A preset with a fault of its own, which only the manifests built on it can find.
BAD_PRESET = PRESET.replace("incremental_merge", "incremental_mergee")


async def test_pushed_with_the_version_and_a_link_to_the_rule(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", FAULTY, version=7)
        found = serious((await one.publication(uri, 7)).diagnostics)
        assert [item.code for item in found] == [FAULT]
        assert found[0].source == "dpone"
        assert found[0].code_description is not None
        assert found[0].code_description.href.endswith(f"/{FAULT}.md")
        one.change(uri, 8, SINGLE)
        assert not serious((await one.publication(uri, 8)).diagnostics)


async def test_a_burst_gives_one_publication_for_the_last_version(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", SINGLE)
        await one.publication(uri, 1)
        line = SINGLE.splitlines().index("    mode: incremental_merge")
        end = len("    mode: incremental_merge")
        for number in range(50):
            one.change(uri, number + 2, ((line, end + number), (line, end + number), "e"))
        last = await one.publication(uri, 51)
        assert [item.code for item in serious(last.diagnostics)] == [FAULT]
        await one.command("serverInfo")
        versions = [published.version for published in one.published if published.uri == uri]
        assert versions[-1] == 51
        assert len(versions) < 10


async def test_cleared_on_close(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        uri = one.open("orders.yaml", FAULTY)
        await one.publication(uri, 1)
        one.close(uri)
        await one.until(lambda: one.published[-1].uri == uri and not one.published[-1].diagnostics)


async def test_a_preset_shows_what_manifests_find_in_it_until_they_no_longer_do(tmp_path: Path) -> None:
    async with editor(tmp_path) as one:
        preset = one.write("presets/house.yaml", BAD_PRESET)
        one.write("a.batch.yaml", batch("presets/house.yaml", "orders", "items"))
        manifest = one.open("a.batch.yaml")
        await one.until(lambda: FAULT in one.rules(preset))
        # In its own editor it is one finding, not two.
        one.open("presets/house.yaml")
        await one.publication(preset, 1)
        assert one.rules(preset).count(FAULT) == 1
        one.change(preset, 2, PRESET)
        await one.until(lambda: FAULT not in one.rules(preset))
        one.change(preset, 3, BAD_PRESET)
        await one.until(lambda: FAULT in one.rules(preset))
        one.close(preset)
        one.change(manifest, 2, SINGLE)
        await one.until(lambda: not one.rules(preset))


async def test_a_preset_shows_what_closed_manifests_find_in_it(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_text(BAD_PRESET)
    (tmp_path / "a.batch.yaml").write_text(batch("house.yaml", "orders"))
    async with editor(tmp_path) as one:
        await one.indexed()
        preset = one.open("house.yaml")
        await one.until(lambda: FAULT in one.rules(preset))


async def test_pulled_with_result_ids(tmp_path: Path) -> None:
    async with editor(tmp_path, capabilities(push=False)) as one:
        uri = one.open("orders.yaml", FAULTY)
        first = await one.pull(uri)
        assert [item.code for item in serious(first.items)] == [FAULT]
        again = await one.pull(uri, first.result_id)
        assert (again.kind, again.result_id) == ("unchanged", first.result_id)
        one.change(uri, 2, SINGLE)
        after = await one.pull(uri, first.result_id)
        assert (after.kind, serious(after.items)) == ("full", [])
        assert one.published == []


async def test_a_client_that_pulls_is_told_to_pull_again_when_a_shared_layer_changes(tmp_path: Path) -> None:
    async with editor(tmp_path, capabilities(push=False)) as one:
        one.write("house.yaml", PRESET)
        one.write("a.batch.yaml", batch("house.yaml", "orders"))
        manifest = one.open("a.batch.yaml")
        preset = one.open("house.yaml")
        await one.indexed()
        assert not serious((await one.pull(manifest)).items)
        one.asked.clear()
        one.change(preset, 2, BAD_PRESET)
        wanted = {
            types.WORKSPACE_DIAGNOSTIC_REFRESH,
            types.WORKSPACE_CODE_LENS_REFRESH,
            types.WORKSPACE_INLAY_HINT_REFRESH,
            types.WORKSPACE_SEMANTIC_TOKENS_REFRESH,
        }
        await one.until(lambda: wanted <= {method for method, _ in one.asked})
        assert FAULT in [item.code for item in (await one.pull(preset)).items]


async def test_the_whole_workspace_in_parts_and_then_only_what_changes(tmp_path: Path) -> None:
    for number in range(120):
        (tmp_path / f"m{number}.yaml").write_text(FAULTY)
    (tmp_path / "nothing.yaml").write_text("just: text\n")
    async with editor(tmp_path, capabilities(push=False)) as one:
        await one.indexed()

        def ask(
            previous: list[types.PreviousResultId], token: str | None
        ) -> asyncio.Future[types.WorkspaceDiagnosticReport]:
            params = types.WorkspaceDiagnosticParams(previous, partial_result_token=token)
            return asyncio.ensure_future(one.client.workspace_diagnostic_async(params))

        report = await ask([], "parts")
        parts = [value["items"] for token, value in one.progress if token == "parts"]
        rows = [row for part in parts for row in part] + [plain(_row(item)) for item in report.items]
        assert len(parts) >= 2
        assert len(rows) == 120
        assert all(row["items"] for row in rows)
        known = [types.PreviousResultId(row["uri"], row["resultId"]) for row in rows]
        waiting = ask(known, None)
        await one.command("serverInfo")
        assert not waiting.done()
        uri = one.uri("m7.yaml")
        (tmp_path / "m7.yaml").write_text(SINGLE)
        one.files_changed((uri, types.FileChangeType.Changed))
        changed = (await waiting).items
        assert [(item.uri, serious(item.items)) for item in changed] == [(uri, [])]


def _row(item: types.WorkspaceFullDocumentDiagnosticReport) -> dict[str, object]:
    return {"uri": item.uri, "resultId": item.result_id, "items": list(item.items)}

"""The same manifest gives the same findings through `dpone-lint` and through the server: places, rules, severities, messages.

Files that manifests only refer to (presets, registries, fragments) are left out: what is shown in them depends on which
manifests were looked at before.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dpone_si.manifest.model.documents import MANIFESTS, Document
from tests.conformance.doors import Seen, through_the_command_line, through_the_editor
from tests.generate.generator import generate

MADE_UP = 60


@pytest.mark.parametrize("folder", ["reference/examples", "reference/cases", "corpus"])
async def test_samples(shared: Path, tmp_path: Path, folder: str) -> None:
    shutil.copytree(shared / folder, tmp_path / "samples")
    await _compare(tmp_path)


@pytest.mark.parametrize("valid", [True, False], ids=["valid", "faulty"])
async def test_made_up_manifests(tmp_path: Path, valid: bool) -> None:
    for seed in range(MADE_UP):
        generate(seed, valid=valid).write(tmp_path / f"project{seed}")
    await _compare(tmp_path)


async def _compare(root: Path) -> None:
    (root / ".git").mkdir()  # both doors take this folder for the workspace
    paths = [path for path in sorted(root.rglob("*.y*ml")) if _is_manifest(path)]
    assert len(paths) > 20
    from_command_line = through_the_command_line(root, paths)
    from_editor = await through_the_editor(root, paths)
    assert any(from_command_line.values())
    assert list(_differences(root, from_command_line, from_editor)) == []


def _differences(root: Path, one: dict[Path, list[Seen]], other: dict[Path, list[Seen]]) -> Iterator[str]:
    for path, findings in one.items():
        for finding in set(findings) ^ set(other[path]):
            door = "command line" if finding in findings else "editor"
            yield f"{path.relative_to(root)}: only through the {door}: {finding}"


def _is_manifest(path: Path) -> bool:
    """An editor cannot open what is not UTF-8."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return Document(path.as_posix(), text).form in MANIFESTS

"""How the time of an analysis grows when one thing grows eightfold: 8 is linear. CPU time in one process."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from dpone_lsp.analysis.analyze import analyze
from dpone_lsp.cli.locking import outcomes_below
from dpone_lsp.decisions.lock import FILE_NAME, render
from dpone_lsp.model.settings import Settings
from dpone_lsp.workspace.workspace import Workspace
from dpone_si.manifest.model.documents import Document
from tests.bench.manifests import batch, single
from tests.bench.measure import cpu
from tests.bench.table import Row

TITLE = "Growth"
FACTOR = 8


def rows() -> Iterator[Row]:
    """One ratio for each thing that grows."""
    for what, size, work in (
        ("tables of five lines each", 50, _tables),
        ("tables of one line each", 200, _plain_tables),
        ("lines of one process", 1, _lines),
        ("files", 10, _files),
        ("files of a locked fleet", 25, _locked),
        ("depth of the preset", 4, _depth),
    ):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            small, large = work(folder, size), work(folder, size * FACTOR)
            small()
            ratio = cpu(large) / cpu(small)
        yield Row(
            f"{FACTOR} times as many: {what}" if what != "depth of the preset" else f"{FACTOR} times the {what}",
            f"{ratio:.1f} times the CPU",
        )


def _analysis(folder: Path, text: str, name: str = "grown.batch.yaml") -> Callable[[], object]:
    path = str(folder / name)

    def work() -> object:
        return analyze(Document(path, text), Workspace([str(folder)]), Settings())

    return work


def _tables(folder: Path, size: int) -> Callable[[], object]:
    return _analysis(folder, batch(size))


def _plain_tables(folder: Path, size: int) -> Callable[[], object]:
    return _analysis(folder, batch(size, plain=True))


def _lines(folder: Path, size: int) -> Callable[[], object]:
    return _analysis(
        folder, single() + "".join(f"x-note-{number}: text\n" for number in range(60 * (size - 1))), "grown.yaml"
    )


def _files(folder: Path, size: int) -> Callable[[], object]:
    works = [_analysis(folder, single(number), f"grown_{number}.yaml") for number in range(size)]
    return lambda: [work() for work in works]


def _locked(folder: Path, size: int) -> Callable[[], object]:
    root = folder / str(size)
    root.mkdir()
    texts = {str(root / f"grown_{number}.yaml"): single(number) for number in range(size)}
    for path, text in texts.items():
        Path(path).write_text(text, "utf-8")
    (root / FILE_NAME).write_text(render(outcomes_below(str(root))[0]), "utf-8")

    def work() -> object:
        workspace = Workspace([str(root)])
        return [analyze(Document(path, text), workspace, Settings()) for path, text in texts.items()]

    return work


def _depth(folder: Path, size: int) -> Callable[[], object]:
    lines = ["defaults:", "  x-notes:"]
    lines.extend("  " * (level + 2) + f"level_{level}:" for level in range(size))
    lines.append("  " * (size + 2) + "end: true")
    preset = folder / f"preset_{size}.yaml"
    preset.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return _analysis(folder, f"preset: {preset.name}\n" + batch(20))

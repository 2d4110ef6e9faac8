"""The files that both revisions are asked about, laid out in one folder: everything at hand that looks like a manifest.

Sample files beside the checkout (when they are there), `docs/examples`, the examples of the rules' pages, made-up projects, and the
examples once more below settings that change what rules say.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from dpone_lsp.rules.page import examples_of
from tests.generate.generator import generate
from tests.revisions.side import CHECKOUT
from tests.shared_data import VARIABLE, shared_folder

#: Made-up projects of each kind: what dpone accepts, and what has faults.
MADE_UP = 60
SETTINGS = """\
tier = "strict"
ignore = ["performance"]
require-reason = true
[severity]
quality = "error"
unknown-key = "hint"
[per-file-ignores]
"**/presets/**" = ["all"]
[rules.decision-fragile]
margin = 0.3
[rules.perf-batch-size-tiny]
rows = 100000
[rules.perf-no-partitioning]
rows = 10
[rules.sibling-outlier]
minimum = 2
"""


def lay_out(folder: Path) -> str:
    """Write all samples below a folder; returns a sentence about what is missing, or ''."""
    _copy(CHECKOUT / "docs" / "examples", folder / "examples")
    _pages(folder / "pages")
    for number in range(MADE_UP):
        generate(number).write(folder / "made-up" / str(number))
        generate(number, valid=False).write(folder / "made-up" / f"{number}-faulty")
    shutil.copytree(folder / "examples", folder / "with-settings" / "examples")
    shutil.copytree(folder / "made-up", folder / "with-settings" / "made-up")
    (folder / "with-settings" / "dpone-lint.toml").write_text(SETTINGS, "utf-8")
    shared = shared_folder()
    if shared is None:
        return f"no sample manifests beside the checkout; {VARIABLE} may name their folder"
    for name in ("reference", "corpus"):
        _copy(shared / name, folder / name)
    return ""


def manifests(folder: Path, *groups: str) -> Iterator[str]:
    """The YAML files of some groups, relative to the folder, sorted."""
    for group in groups:
        for path in sorted((folder / group).rglob("*.y*ml")):
            yield path.relative_to(folder).as_posix()


def _copy(source: Path, target: Path) -> None:
    # The contents alone: samples may be read-only, and fixes are to change them.
    for path in sorted(source.rglob("*")):
        if path.is_file():
            (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / path.relative_to(source))


def _pages(folder: Path) -> None:
    for page in sorted((CHECKOUT / "docs" / "rules").glob("*.md")):
        for number, example in enumerate(examples_of(page.read_text("utf-8"))):
            room = folder / page.stem / f"{number}-{example.kind}"
            for name, text in {**example.also, example.file: example.text}.items():
                (room / name).parent.mkdir(parents=True, exist_ok=True)
                (room / name).write_text(text, example.encoding or "utf-8", newline="")

"""However it is shipped, it finds the same: without source files, inside a zip, and as the wheel that is built."""

from __future__ import annotations

import compileall
import importlib.util
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.dpone_lsp.cli.lint import CHECKOUT, FAULTY, Done, Lint
from tests.loud_skips import skip_layer

BATCH = """\
kind: dpone.batch.v1
convention: landing_raw_v1
registry: hosts.yaml
schemas:
  public:
    defaults: {source: {type: postgres, connection_type: airflow, connection_id: shop, colour: red}}
    tables: [orders, {table: items, overrides: {sink: {strategy: {mode: partition_replace}}}}]
"""
FILES = {"faulty.yaml": FAULTY, "shop.batch.yaml": BATCH, "dpone-lint.toml": 'tier = "strict"\n'}
#: What each way of shipping is asked.
ASKED = (
    ("faulty.yaml", "shop.batch.yaml", "--format", "json", "--no-cache", "--show", "hint"),
    ("rules", "--format", "json"),
    ("explain", "unique-key-missing"),
    ("schema", "report"),
    ("diff", "--help"),
    ("--help",),
)
HANDLERS = """\
import sys
from dpone_lsp.server.factory import create_server
from dpone_lsp.server.wire.transport import stdio
found = sorted(create_server(stdio()).protocol.fm.features)
print(*found, file=sys.stderr)
"""
REPORT = ("report", ".", "--format", "html")


def packages(folder: Path) -> Path:
    """The two packages as source files, in a folder of their own."""
    for name in ("dpone_si", "dpone_lsp"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def compiled(folder: Path) -> Path:
    """The two packages without their source files."""
    packages(folder)
    assert compileall.compile_dir(folder, quiet=1, legacy=True, workers=2)
    for source in folder.rglob("*.py"):
        source.unlink()
    return folder


def archived(folder: Path) -> Path:
    """The two packages in a zip."""
    return zipped(packages(folder / "packages"), folder / "tool.pyz")


def zipped(folder: Path, made: Path) -> Path:
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return made


def wheel(folder: Path) -> Path:
    """What the built wheel holds."""
    if importlib.util.find_spec("hatchling") is None:
        skip_layer("wheel", "hatchling is not installed; `./dev check` installs it")
    code = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    built = subprocess.run(
        [sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, check=True, encoding="utf-8"
    ).stdout.split()[-1]
    with zipfile.ZipFile(folder / built) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


SHIPPED = {"pyc": compiled, "zip": archived, "wheel": wheel}


@pytest.fixture(scope="module", params=SHIPPED)
def shipped(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return SHIPPED[request.param](tmp_path_factory.mktemp(request.param))


@pytest.fixture(scope="module")
def from_checkout(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, ...], Done]:
    """What the checkout answers."""
    lint = Lint(tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("home"))
    lint.write(FILES)
    return {arguments: lint(*arguments) for arguments in ASKED}


def python(lint: Lint, path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=lint.folder,
        env={**lint.environment, "PYTHONPATH": str(path)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def test_the_same_is_found(lint: Lint, shipped: Path, from_checkout: dict[tuple[str, ...], Done]) -> None:
    lint.write(FILES)
    place = python(
        lint, shipped, "-c", "import dpone_lsp.rules, dpone_si; print(dpone_lsp.rules.__file__, dpone_si.__file__)"
    ).stdout.split()
    assert all(name.startswith(str(shipped)) for name in place), "another installation is tested"
    for arguments, expected in from_checkout.items():
        done = lint(*arguments, PYTHONPATH=str(shipped))
        assert (done.code, done.out.replace(str(lint.folder), "")) == (expected.code, expected.out), (
            f"{arguments}: {done.err}"
        )
    rules = {found["rule"] for found in from_checkout[ASKED[0]].json["findings"]}
    assert {"partition-column-missing", "unknown-key"} <= rules


def test_server_and_report_are_whole(lint: Lint, shipped: Path) -> None:
    lint.write(FILES)
    done = python(lint, shipped, "-c", HANDLERS)
    assert done.returncode == 0, done.stderr
    assert done.stderr == python(lint, CHECKOUT, "-c", HANDLERS).stderr
    assert "textDocument/hover" in done.stderr
    page = lint(*REPORT, PYTHONPATH=str(shipped))
    assert page.code == 0, page.err
    assert "<style>" in page.out


def test_a_changed_archive_is_not_taken_for_the_one_before(lint: Lint, tmp_path: Path) -> None:
    """Results of earlier runs hold for the code they were made with, which is one file then."""
    lint.write({**FILES, "other.yaml": FAULTY})
    archive = archived(tmp_path)
    first = lint("faulty.yaml", "other.yaml", PYTHONPATH=str(archive))
    assert "partition-column-missing" in first.out
    index = tmp_path / "packages" / "dpone_lsp" / "rules" / "_index.py"
    rows = index.read_text(encoding="utf-8").splitlines(keepends=True)
    index.write_text(
        "".join(row for row in rows if not row.startswith("    ('partition-column-missing'")), encoding="utf-8"
    )
    zipped(tmp_path / "packages", archive)
    second = lint("faulty.yaml", "other.yaml", PYTHONPATH=str(archive))
    assert "partition-column-missing" not in second.out


@pytest.mark.parametrize(
    "command", [["-m", "dpone_lsp.cli", "faulty.yaml"], ["-m", "dpone_lsp.cli", "rules"], ["-m", "dpone_lsp"]]
)
def test_without_rules_nothing_is_called_clean(lint: Lint, tmp_path: Path, command: list[str]) -> None:
    lint.write(FILES)
    folder = packages(tmp_path / "broken")
    rules = folder / "dpone_lsp" / "rules"
    for path in rules.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name == "_index.py" or "\nRULE = " in text:
            path.unlink()
    done = python(lint, folder, *command)
    assert done.returncode == 3
    assert "no rules were found in" in done.stderr
    assert "Install dpone-lsp again" in done.stderr
